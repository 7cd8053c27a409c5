// Made by bindings/declare.py from docs/schema and include/einv.h; do not edit.
//
// Amounts, days and times are text, as JSON has them: an amount is exact to the paisa, so read it with a decimal type.

/** What a verb takes: an object to write as JSON, JSON text, or its bytes. */
export type Document = object | string | Uint8Array;

/** A refusal or a failure. `message` says what is wrong, where, and what to do. */
export class EinvError extends Error {
  /** The number that the library returned: 1 refused, above 2 failed. */
  readonly status: number;
  /** Its name, such as `E_JSON`. */
  readonly code: string;
  /** JSON pointer to the fault in the document, the options or the configuration. */
  readonly at?: string;
  /** What to do about it. */
  readonly fix?: string;
  /** The document's IRN, where it is known. */
  readonly irn?: string;
  /** `pending` or `in_doubt` when the document is stored all the same; a later call finishes it. */
  readonly kept?: string;
  /** The library's whole answer. */
  readonly answer: any;
}

/** The document is invalid, or the portal refused it. */
export class Invalid extends EinvError {
  /** The report as `validate` gives it, where there is one. */
  readonly report?: Report;
  /** Every fault. */
  readonly findings: Finding[];
}

/** The library is missing, for another processor, or of another interface. */
export class LibraryNotFound extends Error {}

/** One ground of an answer. */
export interface ApplicabilityReason {
  /** Dotted and stable, named after the fact it checks: `turnover.crossed`. */
  rule: string;
  /** In words. */
  message: string;
  /** The rule, notification, circular or portal code behind the message. */
  source: string;
  /** How sure that is. */
  sure: "verified" | "reprinted" | "secondary" | "unverified" | (string & {});
  [more: string]: any;
}

/** The threshold in force on the document's day. */
export interface Threshold {
  /** In rupees; turnover above it brings the duty. */
  amount: string;
  /** The first document date it goes for. */
  from: string;
  /** Of the central tax series: `10/2023-CT`. */
  notification: string;
  /** Of notification, amount and day. */
  sure: "verified" | "reprinted" | "secondary" | "unverified" | (string & {});
  [more: string]: any;
}

/** A sum under one section, with the tax behind it, where that counts. */
export interface Exposure {
  /** Under the central and the state Act together. */
  amount: string;
  /** Of the CGST Act: `122(1)(i)`. */
  section: string;
  /** The tax of the document; null where the section doesn't depend on it or it is not known. */
  tax?: string | null;
  /** Whether the amount is an upper limit or what is due. */
  up_to: boolean;
  /** Of what the section says. */
  sure: "verified" | "reprinted" | "secondary" | "unverified" | (string & {});
  /** What it is for, in words. */
  what: string;
  /** What may apply in addition or instead. */
  also?: Exposure[] | null;
  [more: string]: any;
}

/** What the law asks of a bill, and why. */
export interface Applicability {
  /** Whether it asks for an e-invoice. */
  verdict: "required" | "not_required" | "cannot_tell" | (string & {});
  /** How sure the verdict is: as its weakest necessary ground, or its strongest sufficient one. null without a verdict. */
  sure?: "verified" | "reprinted" | "secondary" | "unverified" | (string & {}) | null;
  /** First the reasons against the duty, then those that leave it open, those for it, and those that decide nothing. */
  reasons: ApplicabilityReason[];
  /** null before e-invoicing began. */
  threshold?: Threshold | null;
  /** The first year with a turnover above it. */
  crossed_in?: string | null;
  /** Years with an unknown turnover that would be needed. */
  missing_years: string[];
  /** Last day for reporting; null where the verdict is not required, there is no limit, or the turnover isn't known. */
  report_by?: string | null;
  /** Hours from the acknowledgement in which an IRN may be cancelled; null unless the verdict is required. */
  cancel_hours?: number | null;
  /** The e-way bill, if the goods move. */
  ewb: "due" | "not_due" | "cannot_tell" | (string & {});
  /** The dynamic QR code for payment. */
  b2c_qr: "due" | "not_due" | "cannot_tell" | (string & {});
  /** The penalties for not reporting, or for leaving out the QR code; null where neither is due. */
  exposure?: Exposure | null;
  [more: string]: any;
}

/** An exchange with a portal, secrets masked. */
export interface AuditedExchange {
  /** Its number. */
  id: number;
  /** When it ended. */
  at: string;
  /** The portal's name. */
  portal: string;
  /** Whose log-in it was. */
  gstin: string;
  /** The document it is about; null where it is about none. */
  irn?: string | null;
  /** Its kind. */
  call: string;
  /** Path and query. */
  path: string;
  /** What was sent, before it was encrypted; null where there was nothing. */
  sent?: any | null;
  /** HTTP's; null where no answer came. */
  status?: number | null;
  /** What was answered, decrypted; or why there was no answer. */
  answered?: any | null;
  /** How long it took. */
  millis: number;
  [more: string]: any;
}

/** A time in which a portal gave no answer. */
export interface AuditedOutage {
  /** The portal's name. */
  portal: string;
  /** The first call without an answer. */
  began: string;
  /** The last call without an answer. */
  last: string;
  /** The first answer after it; null while there is none. */
  ended?: string | null;
  /** Calls without an answer. */
  calls: number;
  /** What came instead of an answer. */
  answered: string;
  [more: string]: any;
}

/** A page of exchanges with portals, and when portals gave no answer. */
export interface Audited {
  /** What was sent and answered, the oldest first. */
  exchanges: AuditedExchange[];
  /** The latest times without an answer, the last first. */
  outages: AuditedOutage[];
  /** What to give as `after` for the following page; null where there is none. */
  next?: number | null;
  /** Certificates that run out. */
  warnings?: string[] | null;
  [more: string]: any;
}

/** Where a value stood in the input: a pointer into JSON, a cell of a table, or a tag of a Tally record. */
export interface Place {
  /** JSON pointer into the input. */
  path?: string | null;
  /** The sheet; empty in a text file. */
  sheet?: string | null;
  /** The row, from 1; in a text file the record. */
  row?: number | null;
  /** The line of the file, where it differs from the row. */
  line?: number | null;
  /** The letters of the column; null for the whole row. */
  column?: string | null;
  /** The heading of the column. */
  heading?: string | null;
  /** The cell's content. */
  value?: string | null;
  /** The voucher, from 1. */
  record?: number | null;
  /** The voucher's number. */
  number?: string | null;
  /** The tag. */
  tag?: string | null;
  [more: string]: any;
}

/** One fault of a document: what, where, and how to fix it. */
export interface Finding {
  /** The portal's code for it, where it has one. */
  code?: string | null;
  /** How serious it is. */
  severity: "error" | "warning" | "info" | (string & {});
  /** What alone would fail, where that is not the invoice. */
  affects?: "ewb" | (string & {}) | null;
  /** JSON pointer to the value. */
  path: string;
  /** Number of the line, from 1, when the fault is in one. */
  item?: number | null;
  /** The rule that is broken, by its name in the catalogue. */
  rule: string;
  /** What stands there, cut to 120 characters; null where nothing does. */
  value?: string | null;
  /** What should stand there. */
  expected?: string | null;
  /** What is wrong. */
  message: string;
  /** What to do. */
  fix: string;
  /** Form field, rule of law, notification or portal page. */
  source: string;
  /** The place of the fault that this one follows from. */
  follows?: string | null;
  /** Where it stood in the input, when that was not INV-01 itself. */
  at?: Place | null;
  [more: string]: any;
}

/** An e-way bill, with what is known of it. */
export interface EwayBill {
  /** How it stands. */
  status: "not_asked" | "in_doubt" | "failed" | "active" | "cancelling" | "cancelled" | "pending" | "rejected" | "expired" | "discarded" | "closed" | (string & {});
  /** Its number. */
  ewb_no?: string | null;
  /** When it was made. */
  ewb_date?: string | null;
  /** Until when it is valid. */
  valid_until?: string | null;
  /** A step that was sent, and whose result is not known. */
  under_way?: "vehicle" | "vehicles" | "transporter" | "extend" | "consolidate" | "reject" | "replace" | "renew" | (string & {}) | null;
  /** Why: the findings of this report are answered. */
  errors?: Finding[] | null;
  /** What to do. */
  fix?: string | null;
  /** Why. */
  reason?: "duplicate" | "data_entry" | "order_cancelled" | "other" | (string & {}) | null;
  /** When the portal did it. */
  cancel_date?: string | null;
  [more: string]: any;
}

/** What the rules say of the e-way bill. */
export interface EwbReport {
  /** What follows from the findings about it. */
  verdict: "valid" | "invalid" | "absent" | (string & {});
  [more: string]: any;
}

/** The known parts of the document's identity: each is there when it could be read. */
export interface DocumentIdentity {
  /** The supplier's. */
  gstin?: string | null;
  /** What kind of document it is. */
  type?: "INV" | "CRN" | "DBN" | (string & {}) | null;
  /** As it stands, whether of the form's pattern or not. */
  number?: string | null;
  /** Its date. */
  date?: string | null;
  /** The year of its date. */
  fin_year?: string | null;
  [more: string]: any;
}

/** One value that comes out otherwise than it went in. */
export interface Change {
  /** JSON pointer into the invoice that comes out. */
  path: string;
  /** The input's own text; none where there was nothing. */
  from?: string | null;
  /** What stands there now; none where it is left out. */
  to?: string | null;
  /** Why. */
  why: "trimmed" | "case" | "gstin_spacing" | "number_from_text" | "text_from_number" | "money" | "digits" | "date_shape" | "flag_word" | "key_case" | "key_alias" | "wrapper" | "blank" | "null" | "unit_word" | "state_name" | "country_name" | "type_word" | "supply_word" | "percent_from_fraction" | "excel_day" | "leading_zero" | "tally_rate" | "character" | "address_split" | "shortened" | "contact_dropped" | "rate_summed" | "sign_turned" | "net_of_tax" | "rounded" | "derived_discount" | "derived_state" | "derived_place" | "derived_urp" | "derived_abroad" | "derived_service" | "derived_reference" | "default_profile" | "default_value" | "preset_default" | "filled_down" | "party_file" | "party_cache" | "item_file" | (string & {});
  /** Where it stood; none where it stood nowhere. */
  at?: Place | null;
  [more: string]: any;
}

/** Everything found in one document, as the contract's report. */
export interface Report {
  /** Whether the verdict is `valid`. */
  valid: boolean;
  /** What follows from the findings. */
  verdict: "valid" | "invalid" | "not_judged" | (string & {});
  /** Of the e-way bill asked for in it; left out where the findings are a portal's answer. */
  ewb?: EwbReport | null;
  /** Null where supplier, type, number or date can't be read. */
  irn?: string | null;
  /** Which document it is. */
  document: DocumentIdentity;
  /** Names of the rules that only the portal, or a fuller taxpayer profile, can decide. */
  not_judged: string[];
  /** Every fault; root causes come first. */
  findings: Finding[];
  /** The rule pack that judged. */
  rules: string;
  /** The day of the master lists that it was judged by. */
  lists: string;
  /** Those of meaning; and those of dress, where they are asked for. */
  changes?: Change[] | null;
  /** How many are of dress. */
  dressed?: number | null;
  [more: string]: any;
}

/** A computer whose clock the portal's shows to be wrong. */
export interface WrongClock {
  /** The portal's clock less this one. */
  off_by_seconds: number;
  /** The same in words. */
  message: string;
  /** What to do. */
  fix: string;
  [more: string]: any;
}

/** A way out when an IRN can't be cancelled any more. */
export interface Remedy {
  /** `credit_note`, `debit_note`, `gstr1a` or `gstr1_amendment`. */
  remedy: string;
  /** The case it applies to, in words. */
  when: string;
  /** A section of the CGST Act, a page of the portal, or both. */
  source: string;
  /** How sure it is. */
  sure: "verified" | "reprinted" | "secondary" | "unverified" | (string & {});
  /** What to do, in a sentence. */
  what: string;
  [more: string]: any;
}

/** A remedy, by the name that answers used first. */
export interface RemedyByOldName {
  /** As `remedy`. */
  road: string;
  /** `credit_note`, `debit_note`, `gstr1a` or `gstr1_amendment`. */
  remedy: string;
  /** The case it applies to, in words. */
  when: string;
  /** A section of the CGST Act, a page of the portal, or both. */
  source: string;
  /** How sure it is. */
  sure: "verified" | "reprinted" | "secondary" | "unverified" | (string & {});
  /** What to do, in a sentence. */
  what: string;
  [more: string]: any;
}

/** How a cancelling ended. */
export interface Cancellation {
  /** How it stands. */
  status: "pending" | "in_doubt" | "registered" | "rejected" | "withdrawn" | "cancelled" | "unknown" | (string & {});
  /** The portal's IRN once it is known, ours until then. */
  irn: string;
  /** The acknowledgement's number. */
  ack_no?: string | null;
  /** When the portal acknowledged it. */
  ack_date?: string | null;
  /** null, as for the QR, where the portal no longer gives it. */
  signed_invoice?: string | null;
  /** The text of the QR. */
  signed_qr?: string | null;
  /** The portal's name. */
  portal?: string | null;
  /** Learnt by asking, not from the answer to the sending itself. */
  recovered?: boolean | null;
  /** Until when it can be cancelled. */
  cancel_until?: string | null;
  /** null where none was asked for. */
  ewb?: EwayBill | null;
  /** What the portal said beside it. */
  info?: any[] | null;
  /** Why it is less than the portal's own answer. */
  proof?: "duplicate_answer" | "registered_elsewhere" | (string & {}) | null;
  /** What to do. */
  fix?: string | null;
  /** When the portal did it; null for one that was taken back before it left. */
  cancel_date?: string | null;
  /** Why. */
  reason?: "duplicate" | "data_entry" | "order_cancelled" | "other" | (string & {}) | null;
  /** In words. */
  remark?: string | null;
  /** Why the portal refused it. */
  report?: Report | null;
  /** Why. */
  held?: string | null;
  /** What ends the waiting. */
  waits_for?: string | null;
  /** The time from when on another try is worth it, where there is one. */
  waits_until?: string | null;
  /** How it stands, in words. */
  message?: string | null;
  /** A cancellation was asked for or is under way, and is not settled. */
  cancelling?: boolean | null;
  /** The sandbox registered it: it is not a tax invoice. */
  sandbox?: boolean | null;
  /** Where this computer's clock is wrong. */
  clock?: WrongClock | null;
  /** What is left to do when the time for it is over, the usual way first. */
  remedies?: Remedy[] | null;
  /** The same, by the name that answers used first. */
  roads?: RemedyByOldName[] | null;
  /** As INV-01. */
  draft?: { [name: string]: any } | null;
  /** What only the caller can give: the number of its own series. */
  draft_needs?: string[] | null;
  /** Worth knowing of such a note. */
  draft_info?: string | null;
  /** Where its e-way bill that stands travels otherwise than was asked now, each with both values: nothing was changed. */
  differs?: string[] | null;
  [more: string]: any;
}

/** A code of a master list. */
export interface CodeRow {
  /** As the portal's JSON has it. */
  code: string;
  /** What it stands for. */
  name: string;
  /** Its first day; null where it was always there. */
  from?: string | null;
  /** Its last day; null where it has none. */
  to?: string | null;
  /** Where it stands. */
  origin: "built_in" | "overlay" | (string & {});
  /** What is known of it at the portal, of the lists whose end only the portal knows. */
  portal?: "listed" | "unknown" | "refused" | (string & {}) | null;
  /** Where it is from. */
  source?: string | null;
  [more: string]: any;
}

/** A page of a master list, or which lists there are. */
export interface Codes {
  /** Each of them. */
  lists?: string[] | null;
  /** Which. */
  list?: string | null;
  /** Its codes of this page. */
  rows?: CodeRow[] | null;
  /** How many fit. */
  total?: number | null;
  /** What to give as `after` for the next page; null where there is none. */
  next?: number | null;
  /** The day of the lists. */
  day?: string | null;
  [more: string]: any;
}

/** A row that is no part of a bill. */
export interface PassedOver {
  /** The sheet of lines, where it is in that one. */
  sheet?: string | null;
  /** The row. */
  row: number;
  /** `totals`, `headings`, `nothing` (no column that is read has anything in it) or `no_bill` (a line whose bill isn't there). */
  why: string;
  [more: string]: any;
}

/** How a table was read. */
export interface ReadAs {
  /** `csv`, `fixed`, `xlsx`, `xls`, `xlsb`, `ods`, `dbf`, `tally_xml`, `rows`; of JSON the kind of its first document. */
  kind: string;
  /** The preset. */
  preset?: string | null;
  /** N where the preset rests on one file alone. */
  sure?: string | null;
  /** The sheet of the bills. */
  sheet?: string | null;
  /** The row of headings. */
  header_row?: number | null;
  /** The encoding of text. */
  encoding?: string | null;
  /** The sign between values. */
  delimiter?: string | null;
  /** Rows that are no part of a bill; the first thousand. */
  passed_over: PassedOver[];
  /** Headings of columns that nothing reads. */
  unmapped?: string[] | null;
  [more: string]: any;
}

/** A column of a table. */
export interface Column {
  /** The sheet of lines, where it is in that one. */
  sheet?: string | null;
  /** Its letters. */
  column: string;
  /** What stands above it. */
  heading: string;
  /** The value of a bill that it feeds. */
  feeds?: string | null;
  /** Its first cell. */
  example?: string | null;
  [more: string]: any;
}

/** The words that records begin with. */
export interface Records {
  /** The first record of a bill. */
  bills: string;
  /** A line of it. */
  lines: string;
  /** What follows its lines. */
  totals?: string | null;
  [more: string]: any;
}

/** Two names: of bills and of lines. */
export interface BillsAndLines {
  /** Of the bills. */
  bills: string;
  /** Of the lines. */
  lines: string;
  [more: string]: any;
}

/** A mapping file. What is left out is found, or is as the preset has it. */
export interface MappingFile {
  /** The form of the file: 1. */
  einv_map?: number | null;
  /** The preset that it starts from. */
  preset?: string | null;
  /** The sheet, by its name. */
  sheet?: string | null;
  /** The row of headings, from 1. */
  header_row?: number | null;
  /** The first row of bills. */
  first_row?: number | null;
  /** By heading or column letter: the target. Or by target: its headings. */
  columns?: { [name: string]: any } | null;
  /** By a heading: the targets of the columns right of it. */
  columns_after?: { [name: string]: { [name: string]: any } } | null;
  /** Columns that are looked at where their target is blank. */
  otherwise?: { [name: string]: string } | null;
  /** By the kind of document: columns that feed something else in it. */
  by_type?: { [name: string]: { [name: string]: any } } | null;
  /** Columns of which only the first row of a bill counts. */
  first_only?: string[] | null;
  /** The columns of the sheet of lines. */
  line_columns?: { [name: string]: any } | null;
  /** Of text whose first value says what a record is: the words for a bill, a line, and what follows the lines. */
  records?: Records | null;
  /** By column letter: what a record after the lines feeds. */
  total_columns?: { [name: string]: any } | null;
  /** The sheets of bills and lines. */
  sheets?: BillsAndLines | null;
  /** The headings that join them. */
  join?: BillsAndLines | null;
  /** By target: what stands where the cell is blank or absent. */
  defaults?: { [name: string]: string } | null;
  /** By target: what a value means. null: not a sale. */
  values?: { [name: string]: { [name: string]: any } } | null;
  /** By heading: values of bills that aren't sent. */
  skip?: { [name: string]: any } | null;
  /** How days in text are written, and whether date cells are right. */
  dates?: "dmy" | "mdy" | "cells" | (string & {}) | null;
  /** The sign before decimals: `.` or `,`. */
  decimal?: string | null;
  /** The sign between the values of a text file. */
  delimiter?: string | null;
  /** The encoding of a text file. */
  encoding?: string | null;
  /** Of text in fixed widths: first character from 1, length, target. */
  positions?: any[][] | null;
  /** Whether the rows of a bill lie together. */
  group?: "consecutive" | "anywhere" | (string & {}) | null;
  /** Whether prices and amounts of lines include tax. */
  prices_include_tax?: boolean | null;
  /** How rates are written. */
  rates?: "auto" | "percent" | "fraction" | (string & {}) | null;
  /** Whether an e-way bill is asked for: `must`, `try` or `none`. */
  ewb?: "none" | "try" | "must" | (string & {}) | null;
  /** Of a preset: the headings by which it is known; any of the lists. */
  keys?: string[][] | null;
  /** Of a preset: N when it rests on one file alone. */
  sure?: string | null;
  /** Whatever a person writes beside it. */
  about?: string | null;
  [more: string]: any;
}

/** How a table would be read. */
export interface Columns {
  /** What it is and where its headings stand. */
  read: ReadAs;
  /** Its columns, and what each feeds. */
  columns: Column[];
  /** Headings that nothing knows. */
  unmapped: string[];
  /** What a bill needs and no column feeds; columns that can't be read. */
  missing: Finding[];
  /** A mapping file to be edited. */
  map: MappingFile;
  [more: string]: any;
}

/** How many of what. */
export interface ConvertedCounts {
  /** Rows of the table that aren't blank. */
  rows: number;
  /** Bills, of which the next three are parts. */
  bills: number;
  /** Complete and valid. */
  ready: number;
  /** To be corrected. */
  faulty: number;
  /** Not to be sent. */
  skipped: number;
  [more: string]: any;
}

/** A bill of a table. */
export interface ConvertedBill {
  /** Counted from 0. */
  index: number;
  /** Its number, as it stands. */
  number?: string | null;
  /** Whether it can be sent. */
  status: "ready" | "faulty" | "skipped" | (string & {});
  /** Why it is skipped. */
  reason?: "consumer" | "has_irn" | "cancelled" | "draft" | "not_a_sale" | "no_value" | "duplicate" | (string & {}) | null;
  /** The sheet. */
  sheet?: string | null;
  /** First and last row; of a voucher, which one it is. None of JSON. */
  rows?: number[] | null;
  /** The completed invoice; of a faulty bill as far as it goes. */
  invoice?: { [name: string]: any } | null;
  /** Those of meaning; and those of dress, where they are asked for. */
  changes: Change[];
  /** How many are of dress. */
  dressed: number;
  /** What is wrong with it. */
  findings: Finding[];
  [more: string]: any;
}

/** Bills that are left out for one reason. */
export interface SkippedBills {
  /** Why. */
  reason: "consumer" | "has_irn" | "cancelled" | "draft" | "not_a_sale" | "no_value" | "duplicate" | (string & {});
  /** How many. */
  bills: number;
  /** The sum of their totals, where they have any. */
  total: string;
  /** The types of voucher, where they are taken for no sale; the first twenty. */
  types?: string[] | null;
  [more: string]: any;
}

/** Changes for one reason. */
export interface ChangedValues {
  /** The word for it. */
  why: "trimmed" | "case" | "gstin_spacing" | "number_from_text" | "text_from_number" | "money" | "digits" | "date_shape" | "flag_word" | "key_case" | "key_alias" | "wrapper" | "blank" | "null" | "unit_word" | "state_name" | "country_name" | "type_word" | "supply_word" | "percent_from_fraction" | "excel_day" | "leading_zero" | "tally_rate" | "character" | "address_split" | "shortened" | "contact_dropped" | "rate_summed" | "sign_turned" | "net_of_tax" | "rounded" | "derived_discount" | "derived_state" | "derived_place" | "derived_urp" | "derived_abroad" | "derived_service" | "derived_reference" | "default_profile" | "default_value" | "preset_default" | "filled_down" | "party_file" | "party_cache" | "item_file" | (string & {});
  /** How many. */
  count: number;
  [more: string]: any;
}

/** The bills of a table. */
export interface Converted {
  /** How many of what. */
  counts: ConvertedCounts;
  /** How the table was read. */
  read: ReadAs;
  /** Bills in their order: a page of them; none where they went to a file. */
  bills: ConvertedBill[];
  /** What is wrong with the table itself; where the bills went to a file, the first of theirs, too. */
  findings: Finding[];
  /** What was left out, by reason. */
  skips: SkippedBills[];
  /** Changes by their reason. */
  changed: ChangedValues[];
  /** What to give as `after` for the next page. */
  next?: number | null;
  [more: string]: any;
}

/** A document for which something is to be done, or can be. */
export interface BoardEntry {
  /** What it is about. */
  kind: "pending" | "in_doubt" | "rejected" | "missing" | "cancelling" | "alive" | "spent" | "cancellable" | "eway_bill" | "part_b" | "no_eway_bill" | "rejectable" | (string & {});
  /** The time for it is over, or it has not come to rest for 24 hours. */
  late: boolean;
  /** Until when it must, or can, be done; null where nothing limits it. */
  due?: string | null;
  /** Since it was given to the engine, while it has not come to rest. */
  age_hours?: number | null;
  /** null where the ledger does not know the document. */
  irn?: string | null;
  /** The supplier's. */
  gstin: string;
  /** `INV`, `CRN` or `DBN`; of an e-way bill without an IRN `INV`, `BIL`, `BOE`, `CHL` or `OTH`. */
  type: string;
  /** As it was written. */
  number: string;
  /** The document's. */
  date: string;
  /** How it stands in the ledger; of an e-way bill without an IRN, the bill's own status. */
  status: "pending" | "in_doubt" | "registered" | "rejected" | "withdrawn" | "cancelled" | "unknown" | "not_asked" | "failed" | "active" | "cancelling" | "expired" | "discarded" | "closed" | (string & {});
  /** The number of its e-way bill, where the entry is about that. */
  ewb_no?: string | null;
  /** In words. */
  message: string;
  /** What to do. */
  fix: string;
  /** Worth knowing of its kind. */
  info?: string | null;
  /** A sandbox registered the document, or made the e-way bill. */
  sandbox?: boolean | null;
  [more: string]: any;
}

/** What must be reported, settled or cancelled, and by when. */
export interface Board {
  /** The moment it was made for. */
  at: string;
  /** Entries that are late, or have not come to rest for 24 hours. */
  late: number;
  /** Entries of all pages. */
  total: number;
  /** The same by what they are about. */
  counts: { [name: string]: number };
  /** A page of them, the most urgent first. */
  entries: BoardEntry[];
  /** What to give as `after` for the next page; null where there is none. */
  next?: number | null;
  /** Certificates that run out. */
  warnings?: string[] | null;
  /** The engine's portal is the sandbox. */
  sandbox?: boolean | null;
  [more: string]: any;
}

/** The known parts of an e-way bill document's identity. */
export interface EwayIdentity {
  /** The taxpayer who makes the bill. */
  gstin?: string | null;
  /** `INV`, `BIL`, `BOE`, `CHL` or `OTH`. */
  type?: "INV" | "BIL" | "BOE" | "CHL" | "OTH" | (string & {}) | null;
  /** As it stands. */
  number?: string | null;
  /** Its date. */
  date?: string | null;
  /** The year of its date. */
  fin_year?: string | null;
  [more: string]: any;
}

/** Everything found in an e-way bill document. */
export interface EwayReport {
  /** Whether the verdict is `valid`. */
  valid: boolean;
  /** What follows from the findings. */
  verdict: "valid" | "invalid" | "not_judged" | (string & {});
  /** Which document it is. */
  document: EwayIdentity;
  /** How far the bill would be filled: `A` has no validity yet. */
  part: "A" | "B" | (string & {});
  /**
   * Until when the bill would be valid if it were made now: a forecast by the distance, where one is given; the system
   * decides.
   */
  valid_until_forecast?: string | null;
  /** Whether the law asks for an e-way bill for these goods. */
  ewb: "due" | "not_due" | "cannot_tell" | (string & {});
  /** Why. */
  reasons: ApplicabilityReason[];
  /** Names of the rules that only the system, or a fuller taxpayer profile, can decide. */
  not_judged: string[];
  /** Every fault. */
  findings: Finding[];
  /** The rule pack that judged. */
  rules: string;
  /** The day of the master lists that it was judged by. */
  lists: string;
  /** Those of meaning; and those of dress, where they are asked for. */
  changes?: Change[] | null;
  /** How many are of dress. */
  dressed?: number | null;
  [more: string]: any;
}

/** The document that an e-way bill goes with. */
export interface EwbDocument {
  /** Who made the e-way bill, or makes it. */
  gstin: string;
  /** `INV`, `BIL`, `BOE`, `CHL`, `OTH`; of a registered document `INV`, `CRN`, `DBN`. */
  type: string;
  /** Its number. */
  number: string;
  /** Its date. */
  date: string;
  [more: string]: any;
}

/** How the making, or the cancelling, of an e-way bill ended: with the registration of its document, or alone. */
export interface EwbAnswered {
  /** How it stands. */
  status: "pending" | "in_doubt" | "registered" | "rejected" | "withdrawn" | "cancelled" | "unknown" | "not_asked" | "failed" | "active" | "cancelling" | "expired" | "discarded" | "closed" | "invalid" | "cannot_tell" | (string & {});
  /** The portal's IRN once it is known, ours until then. */
  irn?: string | null;
  /** The acknowledgement's number. */
  ack_no?: string | null;
  /** When the portal acknowledged it. */
  ack_date?: string | null;
  /** null, as for the QR, where the portal no longer gives it. */
  signed_invoice?: string | null;
  /** The text of the QR. */
  signed_qr?: string | null;
  /** The portal's name. */
  portal?: string | null;
  /** Learnt by asking, not from the answer to the sending itself. */
  recovered?: boolean | null;
  /** Until when it can be cancelled. */
  cancel_until?: string | null;
  /** null where none was asked for. */
  ewb?: EwayBill | null;
  /** What the portal said beside it. */
  info?: any[] | null;
  /** Why it is less than the portal's own answer. */
  proof?: "duplicate_answer" | "registered_elsewhere" | (string & {}) | null;
  /** What to do. */
  fix?: string | null;
  /** When the portal did it; null for one that was taken back before it left. */
  cancel_date?: string | null;
  /** Why. */
  reason?: "duplicate" | "data_entry" | "order_cancelled" | "other" | (string & {}) | null;
  /** In words. */
  remark?: string | null;
  /** Why it was refused. */
  report?: any | null;
  /** Why. */
  held?: string | null;
  /** What ends the waiting. */
  waits_for?: string | null;
  /** The time from when on another try is worth it, where there is one. */
  waits_until?: string | null;
  /** What came of the call. */
  message?: string | null;
  /** A cancellation was asked for or is under way, and is not settled. */
  cancelling?: boolean | null;
  /** The sandbox registered it: it is not a tax invoice. */
  sandbox?: boolean | null;
  /** Where this computer's clock is wrong. */
  clock?: WrongClock | null;
  /** Where its e-way bill that stands travels otherwise than was asked now, each with both values: nothing was changed. */
  differs?: string[] | null;
  /** Its number; null until the e-way bill system gave one. */
  ewb_no?: string | null;
  /** When it was made. */
  ewb_date?: string | null;
  /** Until when it is valid; null for Part A alone. */
  valid_until?: string | null;
  /** Whether Part B is there; null until there is a bill. */
  part?: "A" | "B" | (string & {}) | null;
  /** The document that it goes with. */
  document?: EwbDocument | null;
  /** The transporter's GSTIN or id. */
  transporter_id?: string | null;
  /** The system's distance in kilometres, where it said one. */
  distance?: number | null;
  /** How often its validity was extended. */
  extended?: number | null;
  /** Its number. */
  consolidated_no?: string | null;
  /** When it was made. */
  date?: string | null;
  /** The e-way bills in it; left out where it was made elsewhere. */
  ewb_nos?: string[] | null;
  /** How the goods travel. */
  mode?: "road" | "rail" | "air" | "ship" | "in_transit" | (string & {}) | null;
  /** The vehicle. */
  vehicle?: string | null;
  /** Where the goods were. */
  place?: string | null;
  /** The number of that state. */
  state?: string | null;
  /** A step that was sent, and whose result is not known. */
  under_way?: "vehicle" | "vehicles" | "transporter" | "extend" | "consolidate" | "reject" | "replace" | "renew" | (string & {}) | null;
  [more: string]: any;
}

/** How a verb about an e-way bill ended. */
export interface BillAnswer {
  /** How it stands. */
  status: "not_asked" | "in_doubt" | "failed" | "active" | "cancelling" | "cancelled" | "pending" | "rejected" | "expired" | "discarded" | "closed" | "invalid" | "cannot_tell" | "unknown" | (string & {});
  /** Its number; null until the e-way bill system gave one. */
  ewb_no?: string | null;
  /** When it was made. */
  ewb_date?: string | null;
  /** Until when it is valid; null for Part A alone. */
  valid_until?: string | null;
  /** Whether Part B is there; null until there is a bill. */
  part?: "A" | "B" | (string & {}) | null;
  /** The document that it goes with. */
  document?: EwbDocument | null;
  /** The document's IRN, where it has one. */
  irn?: string | null;
  /** The transporter's GSTIN or id. */
  transporter_id?: string | null;
  /** The system's distance in kilometres, where it said one. */
  distance?: number | null;
  /** How often its validity was extended. */
  extended?: number | null;
  /** Its number. */
  consolidated_no?: string | null;
  /** When it was made. */
  date?: string | null;
  /** The e-way bills in it; left out where it was made elsewhere. */
  ewb_nos?: string[] | null;
  /** How the goods travel. */
  mode?: "road" | "rail" | "air" | "ship" | "in_transit" | (string & {}) | null;
  /** The vehicle. */
  vehicle?: string | null;
  /** Where the goods were. */
  place?: string | null;
  /** The number of that state. */
  state?: string | null;
  /** Why it was cancelled, or is being cancelled. */
  reason?: "duplicate" | "data_entry" | "order_cancelled" | "other" | (string & {}) | null;
  /** When it was cancelled. */
  cancel_date?: string | null;
  /** A step that was sent, and whose result is not known. */
  under_way?: "vehicle" | "vehicles" | "transporter" | "extend" | "consolidate" | "reject" | "replace" | "renew" | (string & {}) | null;
  /** The portal's name. */
  portal?: string | null;
  /** Where the bill that stands travels otherwise than was asked now, each with both values: nothing was changed. */
  differs?: string[] | null;
  /** What came of the call. */
  message?: string | null;
  /** What to do. */
  fix?: string | null;
  /** Why it was refused. */
  report?: any | null;
  /** The sandbox made it: it covers no goods. */
  sandbox?: boolean | null;
  [more: string]: any;
}

/** One entry of a bill's Part B. */
export interface SheetVehicle {
  /** How the goods travelled, where the system says it. */
  mode?: "road" | "rail" | "air" | "ship" | "in_transit" | (string & {}) | null;
  /** The vehicle. */
  vehicle?: string | null;
  /** The transport document's number. */
  document?: string | null;
  /** The transport document's date. */
  document_date?: string | null;
  /** Where the goods were. */
  place?: string | null;
  /** The number of that state. */
  state?: string | null;
  /** When it was entered. */
  entered?: string | null;
  /** Who entered it: a GSTIN or a transporter's id. */
  by?: string | null;
  /** The consolidated e-way bill it came with. */
  trip?: string | null;
  /** The movement in several vehicles it belongs to. */
  group?: string | null;
  [more: string]: any;
}

/** An e-way bill as the e-way bill system shows it now. */
export interface EwbShown {
  /** How it stands. */
  status: "not_asked" | "in_doubt" | "failed" | "active" | "cancelling" | "cancelled" | "pending" | "rejected" | "expired" | "discarded" | "closed" | (string & {});
  /** Whether Part B is there. */
  part: "A" | "B" | (string & {});
  /** Its number. */
  ewb_no: string;
  /** When it was made. */
  ewb_date?: string | null;
  /** Until when it is valid; none for Part A alone. */
  valid_until?: string | null;
  /** How it stands. */
  standing: "active" | "cancelled" | "discarded" | "closed" | (string & {});
  /** Whether the other party rejected it. */
  rejected: boolean;
  /** Who made it. */
  maker?: string | null;
  /** Of an outward supply `O`, of an inward one `I`. */
  supply?: string | null;
  /** `INV`, `BIL`, `BOE`, `CHL`, `OTH`. */
  type?: string | null;
  /** The document's number. */
  number?: string | null;
  /** The document's date. */
  date?: string | null;
  /** The consignor's GSTIN, or `URP`. */
  from_gstin?: string | null;
  /** The consignee's GSTIN, or `URP`. */
  to_gstin?: string | null;
  /** The document's value. */
  total?: string | null;
  /** The transporter's GSTIN or id. */
  transporter_id?: string | null;
  /** In kilometres. */
  distance?: number | null;
  /** How often its validity was extended. */
  extended: number;
  /** Its Part B, entry by entry. */
  vehicles: SheetVehicle[];
  /** Its Part A in the system's own keys; null in a list. */
  document: any;
  /** `portal`. */
  source: "portal" | (string & {});
  /** The sandbox showed it. */
  sandbox?: boolean | null;
  [more: string]: any;
}

/** What the e-way bill system says now. */
export interface EwbFetched {
  /** How it stands. */
  status?: "not_asked" | "in_doubt" | "failed" | "active" | "cancelling" | "cancelled" | "pending" | "rejected" | "expired" | "discarded" | "closed" | "invalid" | "cannot_tell" | "unknown" | (string & {}) | null;
  /** Whether Part B is there. */
  part?: "A" | "B" | (string & {}) | null;
  /** Its number. */
  ewb_no?: string | null;
  /** When it was made. */
  ewb_date?: string | null;
  /** Until when it is valid; none for Part A alone. */
  valid_until?: string | null;
  /** How it stands. */
  standing?: "active" | "cancelled" | "discarded" | "closed" | (string & {}) | null;
  /** Whether the other party rejected it. */
  rejected?: boolean | null;
  /** Who made it. */
  maker?: string | null;
  /** Of an outward supply `O`, of an inward one `I`. */
  supply?: string | null;
  /** `INV`, `BIL`, `BOE`, `CHL`, `OTH`. */
  type?: string | null;
  /** The document's number. */
  number?: string | null;
  /** The document's date. */
  date?: string | null;
  /** The consignor's GSTIN, or `URP`. */
  from_gstin?: string | null;
  /** The consignee's GSTIN, or `URP`. */
  to_gstin?: string | null;
  /** The document's value. */
  total?: string | null;
  /** The transporter's GSTIN or id. */
  transporter_id?: string | null;
  /** In kilometres. */
  distance?: number | null;
  /** How often its validity was extended. */
  extended?: number | null;
  /** Its Part B, entry by entry. */
  vehicles?: SheetVehicle[] | null;
  /** Its Part A in the system's own keys; null in a list. */
  document?: any | null;
  /** `portal`. */
  source?: "portal" | (string & {}) | null;
  /** The sandbox showed it. */
  sandbox?: boolean | null;
  /** Each as the system's list shows it: without parties and vehicles. */
  ewbs?: EwbShown[] | null;
  /** The day they were made on. */
  day?: string | null;
  /** Why the list is not whole: one of two e-way bill systems gave none. */
  incomplete?: string | null;
  /** In words. */
  message?: string | null;
  /** What to do. */
  fix?: string | null;
  /** The system's refusal. */
  report?: Report | null;
  [more: string]: any;
}

/** What was said, explained. */
export interface Explanation {
  /** Empty when neither a code nor known words were given. */
  code: string;
  /** The owner of the code; null for an unknown one. */
  system?: "irp" | "ewb" | "gsp" | (string & {}) | null;
  /** What the code says, in the language asked for, as are cause and fix; each at most 160 characters. */
  meaning: string;
  /** The cause. */
  cause: string;
  /** The fix. */
  fix: string;
  /** Whether the request may go again; null for what is unknown. */
  retry?: "never" | "after_correction" | "after_login" | "later" | "after_sync" | (string & {}) | null;
  /** What it has to do with; null for what is unknown. */
  class?: "business" | "schema" | "gstin" | "auth" | "transient" | "duplicate" | "ewb" | (string & {}) | null;
  /** The portal's newest words; for an unknown code, the words that came with it. null where there are none. */
  portal_words?: string | null;
  /** Whether it is one of `PORTAL_ERRORS`. */
  known: boolean;
  /** For an unknown code: at most five codes with a similar spelling or wording. */
  near: string[];
  /** The meaning of the same code in other systems. */
  also: Explanation[];
  /** Those of the other codes, in the order they came. */
  others?: Explanation[] | null;
  [more: string]: any;
}

/** A portal that is not well, or that refused what was sent. */
export interface PortalState {
  /** What follows from it. */
  state: "watching" | "slowed" | "stopped" | (string & {});
  /** Calls without an answer, one after the other. */
  unanswered: number;
  /** Refusals counted against this client. */
  refused: number;
  /** The portal's name. */
  portal: string;
  [more: string]: any;
}

/** Whether a portal is up. */
export interface PortalHealth {
  /** The portal's name. */
  portal: string;
  /** Whether it answered as it should. */
  up: boolean;
  /** What it said, or what came instead. */
  says: string;
  /** How long that took. */
  millis: number;
  [more: string]: any;
}

/**
 * How a document stands, by `submit`, `status` or `fetch`: look at `status` first. What `fetch` says of portals has `portals`
 * alone.
 */
export interface Registration {
  /** How it stands. */
  status: "pending" | "in_doubt" | "registered" | "rejected" | "withdrawn" | "cancelled" | "unknown" | "invalid" | "not_required" | "cannot_tell" | "not_asked" | "failed" | "active" | "cancelling" | "expired" | "discarded" | "closed" | (string & {});
  /** The portal's IRN once it is known, ours until then. */
  irn?: string | null;
  /** The acknowledgement's number. */
  ack_no?: string | null;
  /** When the portal acknowledged it. */
  ack_date?: string | null;
  /** null, as for the QR, where the portal no longer gives it. */
  signed_invoice?: string | null;
  /** The text of the QR. */
  signed_qr?: string | null;
  /** The portal's name. */
  portal?: string | null;
  /** Learnt by asking, not from the answer to the sending itself. */
  recovered?: boolean | null;
  /** Until when it can be cancelled. */
  cancel_until?: string | null;
  /** null where none was asked for. */
  ewb?: EwayBill | null;
  /** What the portal said beside it. */
  info?: any[] | null;
  /** Why it is less than the portal's own answer. */
  proof?: "duplicate_answer" | "registered_elsewhere" | (string & {}) | null;
  /** What to do. */
  fix?: string | null;
  /** When the portal did it; null for one that was taken back before it left. */
  cancel_date?: string | null;
  /** Why. */
  reason?: "duplicate" | "data_entry" | "order_cancelled" | "other" | (string & {}) | null;
  /** In words. */
  remark?: string | null;
  /** What the rules say of what was submitted. */
  report?: Report | null;
  /** Why. */
  held?: string | null;
  /** What ends the waiting. */
  waits_for?: string | null;
  /** The time from when on another try is worth it, where there is one. */
  waits_until?: string | null;
  /** How it stands, in words. */
  message?: string | null;
  /** A cancellation was asked for or is under way, and is not settled. */
  cancelling?: boolean | null;
  /** The sandbox registered it: it is not a tax invoice. */
  sandbox?: boolean | null;
  /** Where this computer's clock is wrong. */
  clock?: WrongClock | null;
  /** Where that is not as it was registered: JSON pointers. */
  differs?: string[] | null;
  /** Why. */
  applicability?: Applicability | null;
  /** Of a portal that is left alone for a while, slowed or watched; of several portals, those that are. */
  portal_state?: PortalState | PortalState[] | null;
  /** Its number; null until the e-way bill system gave one. */
  ewb_no?: string | null;
  /** When it was made. */
  ewb_date?: string | null;
  /** Until when it is valid; null for Part A alone. */
  valid_until?: string | null;
  /** Whether Part B is there; null until there is a bill. */
  part?: "A" | "B" | (string & {}) | null;
  /** The document that it goes with. */
  document?: EwbDocument | null;
  /** The transporter's GSTIN or id. */
  transporter_id?: string | null;
  /** The system's distance in kilometres, where it said one. */
  distance?: number | null;
  /** How often its validity was extended. */
  extended?: number | null;
  /** Its number. */
  consolidated_no?: string | null;
  /** When it was made. */
  date?: string | null;
  /** The e-way bills in it; left out where it was made elsewhere. */
  ewb_nos?: string[] | null;
  /** How the goods travel. */
  mode?: "road" | "rail" | "air" | "ship" | "in_transit" | (string & {}) | null;
  /** The vehicle. */
  vehicle?: string | null;
  /** Where the goods were. */
  place?: string | null;
  /** The number of that state. */
  state?: string | null;
  /** A step that was sent, and whose result is not known. */
  under_way?: "vehicle" | "vehicles" | "transporter" | "extend" | "consolidate" | "reject" | "replace" | "renew" | (string & {}) | null;
  /** Always `portal`. */
  source?: "portal" | "ledger" | (string & {}) | null;
  /** Those that were asked. */
  portals?: PortalHealth[] | null;
  [more: string]: any;
}

/** How many documents a flush took up, by what came of them. */
export interface Settled {
  /** The portal has them. */
  registered: number;
  /** The portal refused them. */
  rejected: number;
  /** Cancelled. */
  cancelled: number;
  /** Taken back before they were sent. */
  withdrawn: number;
  /** Not sent yet. */
  pending: number;
  /** Not known yet. */
  in_doubt: number;
  /** Being worked on by other calls, or left for the next flush. */
  left: number;
  [more: string]: any;
}

/** What is known of a taxpayer. */
export interface Taxpayer {
  /** The taxpayer's. */
  gstin: string;
  /** `active`, `cancelled`, `inactive`, `provisional`, `suspended`, or the portal's own word. */
  status: string;
  /** The name it trades under. */
  trade_name?: string | null;
  /** The name it is registered under. */
  legal_name?: string | null;
  /** Whether it is blocked for e-way bills. */
  blocked?: boolean | null;
  /** `REG`, `COM`, `SEZ`, … */
  kind?: string | null;
  /** Two digits. */
  state_code?: string | null;
  /** The PIN code of its address. */
  pin?: string | null;
  /** Its address, on one line. */
  address?: string | null;
  /** `yyyy-MM-dd`. */
  registered_on?: string | null;
  /** `yyyy-MM-dd`. */
  deregistered_on?: string | null;
  /** The portal's name. */
  portal?: string | null;
  /** When the portal was asked. */
  as_of?: string | null;
  /** From the ledger's memory. */
  cached?: boolean | null;
  /** How old it is. */
  age_seconds?: number | null;
  /** What the portal said. */
  message?: string | null;
  /** What to do. */
  fix?: string | null;
  [more: string]: any;
}

/** Where a document lands. */
export interface Gstr1Placed {
  /** null where supplier, type, number or date can't be read. */
  irn?: string | null;
  /** Table of the return's form: `4A`; null where it comes into none. */
  table?: string | null;
  /** Section of the return's JSON: `b2b`. */
  section?: string | null;
  /** The section's own name for the kind of supply: `R`; null where it has none. */
  type?: string | null;
  /** `INV`, `CRN` or `DBN`. */
  doc_type?: "INV" | "CRN" | "DBN" | (string & {}) | null;
  /** As it was written. */
  number?: string | null;
  /** The document's. */
  date?: string | null;
  /** How it stands, where the ledger has it. */
  status?: "pending" | "in_doubt" | "registered" | "rejected" | "withdrawn" | "cancelled" | "unknown" | (string & {}) | null;
  /** Who or what reports it, where it is not in the sections. */
  reported_by?: "portal" | "iff" | "quarter" | "gstr1" | (string & {}) | null;
  /** Why it is in no section. */
  why?: string | null;
  [more: string]: any;
}

/** The sections of GSTR-1, as the portal takes them. */
export interface Gstr1Sections {
  /** The rows of b2b, by what they have in common. */
  b2b?: { [name: string]: any }[] | null;
  /** The rows of b2ba, by what they have in common. */
  b2ba?: { [name: string]: any }[] | null;
  /** The rows of b2cl, by what they have in common. */
  b2cl?: { [name: string]: any }[] | null;
  /** The rows of b2cla, by what they have in common. */
  b2cla?: { [name: string]: any }[] | null;
  /** The rows of exp, by what they have in common. */
  exp?: { [name: string]: any }[] | null;
  /** The rows of expa, by what they have in common. */
  expa?: { [name: string]: any }[] | null;
  /** The rows of cdnr, by what they have in common. */
  cdnr?: { [name: string]: any }[] | null;
  /** The rows of cdnra, by what they have in common. */
  cdnra?: { [name: string]: any }[] | null;
  /** The rows of cdnur. */
  cdnur?: { [name: string]: any }[] | null;
  /** The rows of cdnura. */
  cdnura?: { [name: string]: any }[] | null;
  /** The lists of ecom. */
  ecom?: { [name: string]: any } | null;
  /** The lists of ecoma. */
  ecoma?: { [name: string]: any } | null;
  /** The rows of b2cs. */
  b2cs?: { [name: string]: any }[] | null;
  /** The rows of b2csa, by what they have in common. */
  b2csa?: { [name: string]: any }[] | null;
  /** The rows of at, by what they have in common. */
  at?: { [name: string]: any }[] | null;
  /** The rows of ata, by what they have in common. */
  ata?: { [name: string]: any }[] | null;
  /** The rows of txpd, by what they have in common. */
  txpd?: { [name: string]: any }[] | null;
  /** The rows of txpda, by what they have in common. */
  txpda?: { [name: string]: any }[] | null;
  /** The lists of supeco. */
  supeco?: { [name: string]: any } | null;
  /** The lists of supecoa. */
  supecoa?: { [name: string]: any } | null;
  /** The lists of hsn. */
  hsn?: { [name: string]: any } | null;
  /** The lists of nil. */
  nil?: { [name: string]: any } | null;
  /** The lists of doc_issue. */
  doc_issue?: { [name: string]: any } | null;
  [more: string]: any;
}

/** What one table adds up to, credit notes taken away. */
export interface Gstr1Total {
  /** How many documents there are. */
  documents: number;
  /** Their value. */
  val: string;
  /** Taxable value. */
  txval: string;
  /** Integrated tax. */
  iamt: string;
  /** Central tax. */
  camt: string;
  /** State tax. */
  samt: string;
  /** Cess. */
  csamt: string;
  [more: string]: any;
}

/** GSTR-1: where documents land in it and what it holds, or its file. */
export interface Gstr1 {
  /** What the built-in sandbox registered is in no real return. */
  sandbox?: boolean | null;
  /** The taxpayer, where one was asked for. */
  gstin?: string | null;
  /** Each document: those of the ledger by their date, then those given. */
  documents?: Gstr1Placed[] | null;
  /** The sections of the return, as the portal takes them. */
  sections?: Gstr1Sections | null;
  /** What each table adds up to, by its name: `4A`. */
  totals?: { [name: string]: Gstr1Total } | null;
  /** What of that the sections have, where they haven't all. */
  in_file?: { [name: string]: Gstr1Total } | null;
  /** What is to be done or known about it. */
  findings?: Finding[] | null;
  /** How many more findings there are than are shown. */
  findings_left_out?: number | null;
  /** The month that it is filed for; of a quarter, the last. */
  fp?: string | null;
  /** The file's version, as GSTN's own offline tool fills it. */
  version?: string | null;
  /** The word that GSTN's own offline tool puts here. */
  hash?: string | null;
  /** The rows of b2b, by what they have in common. */
  b2b?: { [name: string]: any }[] | null;
  /** The rows of b2ba, by what they have in common. */
  b2ba?: { [name: string]: any }[] | null;
  /** The rows of b2cl, by what they have in common. */
  b2cl?: { [name: string]: any }[] | null;
  /** The rows of b2cla, by what they have in common. */
  b2cla?: { [name: string]: any }[] | null;
  /** The rows of exp, by what they have in common. */
  exp?: { [name: string]: any }[] | null;
  /** The rows of expa, by what they have in common. */
  expa?: { [name: string]: any }[] | null;
  /** The rows of cdnr, by what they have in common. */
  cdnr?: { [name: string]: any }[] | null;
  /** The rows of cdnra, by what they have in common. */
  cdnra?: { [name: string]: any }[] | null;
  /** The rows of cdnur. */
  cdnur?: { [name: string]: any }[] | null;
  /** The rows of cdnura. */
  cdnura?: { [name: string]: any }[] | null;
  /** The lists of ecom. */
  ecom?: { [name: string]: any } | null;
  /** The lists of ecoma. */
  ecoma?: { [name: string]: any } | null;
  /** The rows of b2cs. */
  b2cs?: { [name: string]: any }[] | null;
  /** The rows of b2csa, by what they have in common. */
  b2csa?: { [name: string]: any }[] | null;
  /** The rows of at, by what they have in common. */
  at?: { [name: string]: any }[] | null;
  /** The rows of ata, by what they have in common. */
  ata?: { [name: string]: any }[] | null;
  /** The rows of txpd, by what they have in common. */
  txpd?: { [name: string]: any }[] | null;
  /** The rows of txpda, by what they have in common. */
  txpda?: { [name: string]: any }[] | null;
  /** The lists of supeco. */
  supeco?: { [name: string]: any } | null;
  /** The lists of supecoa. */
  supecoa?: { [name: string]: any } | null;
  /** The lists of hsn. */
  hsn?: { [name: string]: any } | null;
  /** The lists of nil. */
  nil?: { [name: string]: any } | null;
  /** The lists of doc_issue. */
  doc_issue?: { [name: string]: any } | null;
  /** The month that it was for. */
  period?: string | null;
  [more: string]: any;
}

/** An IRN worked out offline, with what it was made of. */
export interface Identity {
  /** The IRN that the portal will give the document. */
  irn: string;
  /** The supplier's. */
  gstin: string;
  /** The year of its date. */
  fin_year: string;
  /** `INV`, `CRN` or `DBN`. */
  type: "INV" | "CRN" | "DBN" | (string & {});
  /** As it was written. */
  number: string;
  /** Those of meaning; and those of dress, where they are asked for. */
  changes?: Change[] | null;
  /** How many are of dress. */
  dressed?: number | null;
  [more: string]: any;
}

/** What was wrong, where, and what to do. */
export interface CallError {
  /** What failed, by the name of its number. */
  code: string;
  /** What was wrong. */
  message: string;
  /** A JSON pointer into the input, options or configuration. */
  at?: string | null;
  /** What to do. */
  fix?: string | null;
  /** The document that this failure left in the ledger. */
  irn?: string | null;
  /** How it stands. */
  status?: "pending" | "in_doubt" | "registered" | "rejected" | "withdrawn" | "cancelled" | "unknown" | (string & {}) | null;
  /** Where a document differs from the one that has its number: JSON pointers. */
  differs?: string[] | null;
  [more: string]: any;
}

/** What came of one. */
export interface ImportResult {
  /** Counted from 0. */
  index: number;
  /** The file of a download that it stands in. */
  file?: string | null;
  /** Whether it is news. */
  entered?: boolean | null;
  /** How it stands. */
  status?: "pending" | "in_doubt" | "registered" | "rejected" | "withdrawn" | "cancelled" | "unknown" | (string & {}) | null;
  /** The portal's IRN once it is known, ours until then. */
  irn?: string | null;
  /** The acknowledgement's number. */
  ack_no?: string | null;
  /** When the portal acknowledged it. */
  ack_date?: string | null;
  /** null, as for the QR, where the portal no longer gives it. */
  signed_invoice?: string | null;
  /** The text of the QR. */
  signed_qr?: string | null;
  /** The portal's name. */
  portal?: string | null;
  /** Learnt by asking, not from the answer to the sending itself. */
  recovered?: boolean | null;
  /** Until when it can be cancelled. */
  cancel_until?: string | null;
  /** null where none was asked for. */
  ewb?: EwayBill | null;
  /** What the portal said beside it. */
  info?: any[] | null;
  /** Why it is less than the portal's own answer. */
  proof?: "duplicate_answer" | "registered_elsewhere" | (string & {}) | null;
  /** What to do. */
  fix?: string | null;
  /** When the portal did it; null for one that was taken back before it left. */
  cancel_date?: string | null;
  /** Why. */
  reason?: "duplicate" | "data_entry" | "order_cancelled" | "other" | (string & {}) | null;
  /** In words. */
  remark?: string | null;
  /** Why the portal refused it. */
  report?: Report | null;
  /** Why. */
  held?: string | null;
  /** What ends the waiting. */
  waits_for?: string | null;
  /** The time from when on another try is worth it, where there is one. */
  waits_until?: string | null;
  /** How it stands, in words. */
  message?: string | null;
  /** A cancellation was asked for or is under way, and is not settled. */
  cancelling?: boolean | null;
  /** The sandbox registered it: it is not a tax invoice. */
  sandbox?: boolean | null;
  /** Where this computer's clock is wrong. */
  clock?: WrongClock | null;
  /** Whether a taxpayer of the engine is its recipient: such a bill is not entered. */
  received?: boolean | null;
  /** Which document it is. */
  document?: DocumentIdentity | null;
  /** What was wrong. */
  error?: CallError | null;
  [more: string]: any;
}

/** What came of documents registered elsewhere. */
export interface Imported {
  /** News to the ledger. */
  entered: number;
  /** Known before. */
  known: number;
  /** Bills that a taxpayer of the engine received: verified, and not entered. */
  received?: number | null;
  /** Not believed, or at odds with the ledger. */
  refused: number;
  /** One of each, in the order they were given. */
  results: ImportResult[];
  [more: string]: any;
}

/** A document of a list. */
export interface ListedDocument {
  /** The portal's IRN once it is known, ours until then. */
  irn: string;
  /** The supplier's. */
  gstin: string;
  /** `INV`, `CRN` or `DBN`. */
  type: "INV" | "CRN" | "DBN" | (string & {});
  /** As it was written. */
  number: string;
  /** The document's. */
  date: string;
  /** How it stands. */
  status: "pending" | "in_doubt" | "registered" | "rejected" | "withdrawn" | "cancelled" | "unknown" | (string & {});
  /** The buyer's GSTIN, or `URP`; null where the ledger holds no content, as of a QR that was imported. */
  buyer_gstin?: string | null;
  /** The buyer's legal name. */
  buyer_name?: string | null;
  /** The invoice value in rupees; a credit note's is positive, too. */
  value?: string | null;
  /** The acknowledgement's number, once it is registered. */
  ack_no?: string | null;
  /** When the portal acknowledged it. */
  ack_date?: string | null;
  /** The number of its e-way bill, cancelled or not. */
  ewb_no?: string | null;
  /** The codes by which the portal refused it, while it stands refused. */
  refused?: string[] | null;
  /** A sandbox registered it: it is not a tax invoice. */
  sandbox?: boolean | null;
  [more: string]: any;
}

/** Documents of the ledger, ordered by supplier, date, type and number. */
export interface DocumentList {
  /** A page of them. */
  documents: ListedDocument[];
  /** How many there are on all pages. */
  total: number;
  /** What to give as `after` for the next page; null where there is none. */
  next?: number | null;
  /** The engine's portal is the sandbox. */
  sandbox?: boolean | null;
  [more: string]: any;
}

/** A bill as FORM GST INV-01. */
export interface Normalized {
  /** What it was, by its keys. */
  kind: "inv01" | "simple" | "cleartax" | "mastersindia" | "iris" | "nic_bulk" | "signed" | "wrapper" | "table" | (string & {});
  /** The invoice, as much as there is: what follows from parties and lines is not worked out. */
  invoice: { [name: string]: any };
  /** Those of meaning; and those of dress, where they are asked for. */
  changes: Change[];
  /** How many are of dress. */
  dressed: number;
  /** Every fault of the completed bill, with its place in the input. */
  findings: Finding[];
  [more: string]: any;
}

/** How far a batch is. */
export interface Progress {
  /** Nothing is under way any more. */
  finished: boolean;
  /** No further document is begun. */
  stopped: boolean;
  /** Documents of the batch. */
  total: number;
  /** Those that came to an end, of which the next five are parts. */
  done: number;
  /** The portal has them. */
  registered: number;
  /** The rules, or the portal, refused them. */
  rejected: number;
  /** Kept, and not registered yet. */
  pending: number;
  /** Their calls failed. */
  failed: number;
  /** The law does not ask for them. */
  not_required: number;
  /** Documents in a second, so far. */
  per_second: number;
  /** How long it has taken. */
  seconds: number;
  /** How long the rest will take at that rate; null where nothing is left, or no rate is known. */
  seconds_left?: number | null;
  /** Of a table: its rows and bills. Faulty and skipped bills are no documents of the batch. */
  table?: ConvertedCounts | null;
  [more: string]: any;
}

/** One detail on both sides. */
export interface DifferingField {
  /** Which: as the return names it, or `table`, `number`, `date`, `type`. */
  field: string;
  /** In the ledger. */
  here?: string | null;
  /** In the portal's list. */
  there?: string | null;
  /** In the books, where they are held against the other sides. */
  books?: string | null;
  [more: string]: any;
}

/** One document on which the sides differ. */
export interface Difference {
  /** How. */
  kind: "missing_here" | "missing_there" | "differs" | "cancelled_here" | "cancelled_there" | "unsettled_here" | "void_here" | "not_populated" | "without_mark" | "not_registered" | "missing_in_books" | "books_differ" | "cancelled_in_books" | "not_cancelled_in_books" | "other_period" | "no_credit" | "twice_there" | "unreadable" | (string & {});
  /** As it stands there, be it an IRN or not. */
  irn?: string | null;
  /** `INV`, `CRN` or `DBN`; null, as date and table, where the list's entry can't be read. */
  type?: "INV" | "CRN" | "DBN" | (string & {}) | null;
  /** The document's; empty where it can't be read. */
  number: string;
  /** The document's. */
  date?: string | null;
  /** Table of the return's form: `4A`. */
  table?: string | null;
  /** In words. */
  message: string;
  /** What to do. */
  fix: string;
  /** The likely cause. */
  cause: "made_elsewhere" | "still_to_come" | "section_not_downloaded" | "not_filled_in" | "rounding" | "other_day" | "entered_otherwise" | "edited_in_return" | "cancelled_elsewhere" | "cancelled_later" | "answer_lost" | "portal_says" | "never_sent" | "waiting" | "refused" | "books_not_told" | "not_entered" | "supplier_not_filed" | "filed_late" | "credit_time_over" | "place_of_supply" | "listed_twice" | "file_damaged" | (string & {});
  /** What to do, in a word. */
  remedy: "import" | "download_again" | "compare_signed" | "correct_return" | "fetch" | "flush" | "enter_by_hand" | "register" | "correct_books" | "cancel" | "ask_supplier" | "claim_nothing" | "claim_then" | "nothing" | (string & {});
  /** How the books have it, where they were given. */
  books?: "present" | "cancelled" | "absent" | (string & {}) | null;
  /** GSTIN of the supplier, of a purchase. */
  supplier?: string | null;
  /** How a purchase was found on the other side. */
  matched?: "exact" | "irn" | "number" | "amount" | (string & {}) | null;
  /** The particulars that differ. */
  fields?: DifferingField[] | null;
  [more: string]: any;
}

/** All sides' totals of one table. */
export interface TableTotal {
  /** Table of the return's form: `4A`. */
  table: string;
  /** What is registered in the ledger. */
  here: Gstr1Total;
  /** What is active in the portal's list. */
  there: Gstr1Total;
  /** What is in force in the books, where they were given. */
  books?: Gstr1Total | null;
  [more: string]: any;
}

/** The sides held against one another. */
export interface Reconciled {
  /** Whose list it is. */
  gstin: string;
  /** Of which month. */
  period: string;
  /** Which side of trade: `here` is the ledger of sales, or the purchase book. */
  side: "sales" | "purchases" | (string & {});
  /** The number of documents that are the same on all sides. */
  agree: number;
  /** Documents of GSTR-1 without an IRN that the ledger doesn't know: they are no e-invoices, or uploaded by hand. */
  by_hand?: number | null;
  /** How many differ in each way that there is one of. */
  counts: { [name: string]: number };
  /** Each that differs. */
  differences: Difference[];
  /** What each table adds up to on both sides. */
  totals: TableTotal[];
  [more: string]: any;
}

/** What came of one document. */
export interface BatchResult {
  /** Counted from 0. */
  index: number;
  /** The file, where each document has one of its own. */
  file?: string | null;
  /** The bill's number, where it can be read. */
  number?: string | null;
  /** Of a table: the sheet. */
  sheet?: string | null;
  /** Of a table: first and last row. */
  rows?: number[] | null;
  /** How it stands. */
  status?: "pending" | "in_doubt" | "registered" | "rejected" | "withdrawn" | "cancelled" | "unknown" | "invalid" | "not_required" | "cannot_tell" | (string & {}) | null;
  /** The portal's IRN once it is known, ours until then. */
  irn?: string | null;
  /** The acknowledgement's number. */
  ack_no?: string | null;
  /** When the portal acknowledged it. */
  ack_date?: string | null;
  /** null, as for the QR, where the portal no longer gives it. */
  signed_invoice?: string | null;
  /** The text of the QR. */
  signed_qr?: string | null;
  /** The portal's name. */
  portal?: string | null;
  /** Learnt by asking, not from the answer to the sending itself. */
  recovered?: boolean | null;
  /** Until when it can be cancelled. */
  cancel_until?: string | null;
  /** null where none was asked for. */
  ewb?: EwayBill | null;
  /** What the portal said beside it. */
  info?: any[] | null;
  /** Why it is less than the portal's own answer. */
  proof?: "duplicate_answer" | "registered_elsewhere" | (string & {}) | null;
  /** What to do. */
  fix?: string | null;
  /** When the portal did it; null for one that was taken back before it left. */
  cancel_date?: string | null;
  /** Why. */
  reason?: "duplicate" | "data_entry" | "order_cancelled" | "other" | (string & {}) | null;
  /** In words. */
  remark?: string | null;
  /** Why the portal refused it. */
  report?: Report | null;
  /** Why. */
  held?: string | null;
  /** What ends the waiting. */
  waits_for?: string | null;
  /** The time from when on another try is worth it, where there is one. */
  waits_until?: string | null;
  /** How it stands, in words. */
  message?: string | null;
  /** A cancellation was asked for or is under way, and is not settled. */
  cancelling?: boolean | null;
  /** The sandbox registered it: it is not a tax invoice. */
  sandbox?: boolean | null;
  /** Where this computer's clock is wrong. */
  clock?: WrongClock | null;
  /** Where what was submitted is not as it is kept: JSON pointers. */
  differs?: string[] | null;
  /** Why. */
  applicability?: Applicability | null;
  /** What was wrong. */
  error?: CallError | null;
  [more: string]: any;
}

/** A page of results, in the order of the documents. */
export interface Results {
  /** Those that are there without a gap. */
  results: BatchResult[];
  /** What to give as `after` for the next page; null where there is none. */
  next?: number | null;
  [more: string]: any;
}

/** A rule, in a language. */
export interface RuleRow {
  /** Its name, dotted and stable. */
  rule: string;
  /** The portal's own code, where it has one. */
  code?: string | null;
  /** Other codes that the portal may give for it. */
  also: string[];
  /** How grave a breach is. */
  severity: "error" | "warning" | "info" | (string & {});
  /** Who can decide it. */
  judge: "here" | "portal" | (string & {});
  /** Where it looks, `[]` standing for any line. */
  path: string;
  /** What is wrong: a template. */
  message: string;
  /** What to do: a template. */
  fix: string;
  /** Its first day, where it has one. */
  since?: string | null;
  /** Its last day; null while it is in force. */
  until?: string | null;
  /** The setting that decides whether or how it applies. */
  setting?: string | null;
  /** Form field, rule of law, notification or portal page. */
  source: string;
  [more: string]: any;
}

/** A page of the rule catalogue. */
export interface Rules {
  /** Those of this page. */
  rules: RuleRow[];
  /** How many fit. */
  total: number;
  /** What to give as `after` for the next page; null where there is none. */
  next?: number | null;
  [more: string]: any;
}

/** When a key was valid. */
export interface KeyDates {
  /** From when on. */
  valid_from: string;
  /** Until when. */
  valid_until: string;
  /** Whether the IRN was given between them, where the token says when. */
  covers?: boolean | null;
  [more: string]: any;
}

/** Whose signature a text has, and over what. */
export interface Verdict {
  /** What the signature is worth. */
  verdict: "verified" | "wrong_signature" | "unknown_key" | "malformed" | "sandbox" | (string & {});
  /** The key that the token names. */
  kid?: string | null;
  /** Who says to have signed it. */
  issuer?: string | null;
  /** When that key was valid, where its certificate was given. */
  key?: KeyDates | null;
  /** What was signed: the members of a QR, or an invoice as its own JSON. null of a malformed token alone. */
  content?: { [name: string]: any } | null;
  /** Places of the invoice that are not as they were signed; null where no invoice was given. */
  differs?: string[] | null;
  /** In words. */
  message: string;
  /** What to do. */
  fix?: string | null;
  [more: string]: any;
}

/** Which library this is. */
export interface Version {
  /** The library's. */
  version: string;
  /** The C interface's. */
  abi: number;
  /** The rule pack's. */
  rules: string;
  /** The day of the built-in lists. */
  lists: string;
  /** What the library was built from, and for. */
  build: string;
  [more: string]: any;
}

/** The options that every verb knows. With `pick` the answer is text: the picked values, one a line. */
export interface Options {
  /** The moment to judge by, in place of the clock's: a day or a time. */
  on?: string;
  /** The supplier, in place of those the engine was opened with. */
  taxpayer?: { [name: string]: any };
  /** The language of messages and fixes. */
  language?: "en" | "hi";
  /** Whether characters beyond ASCII are written as `\uXXXX`; they are, unless this is `false`. */
  ascii?: boolean;
  /** JSON pointers whose values are the answer, as plain text. */
  pick?: string | string[];
  /** How long the whole call may take, in milliseconds: 45000 where nothing is said. */
  deadline_ms?: number;
  /** Rules on which the sources disagree. */
  settings?: { [name: string]: any };
}

export interface ValidateOptions extends Options {
  /** Whether the document is normalised first: a simple bill or another spelling becomes INV-01. */
  normalize?: true | false | "other_shapes";
  /** Which changes of normalising are listed. */
  changes?: "meaning" | "all";
  /** Where a registered buyer's name, address, town and PIN code come from that the bill leaves out. */
  buyers?: "given" | "cache" | "portal";
  /** What becomes of the e-way bill beside the document. */
  ewb?: "none" | "try" | "must";
}

export interface NormalizeOptions extends Options {
  /** Which changes of normalising are listed. */
  changes?: "meaning" | "all";
  /** Where a registered buyer's name, address, town and PIN code come from that the bill leaves out. */
  buyers?: "given" | "cache" | "portal";
  /** What becomes of the e-way bill beside the document. */
  ewb?: "none" | "try" | "must";
}

export interface ConvertOptions extends Options {
  /** How many to take up or to answer: documents of a flush, rows of a list, exchanges of the audit. */
  limit?: number;
  /** How many rows to leave out first. */
  after?: number;
  /** The file that ready invoices are written to, one a line. */
  to?: string;
  /** Whether a file of that name is overwritten. */
  overwrite?: boolean;
  /** Whether bills are checked against the rule book. */
  validate?: boolean;
  /** Which changes of normalising are listed. */
  changes?: "meaning" | "all";
  /** Where a registered buyer's name, address, town and PIN code come from that the bill leaves out. */
  buyers?: "given" | "cache" | "portal";
  /** What becomes of the e-way bill beside the document. */
  ewb?: "none" | "try" | "must";
}

export interface HashOptions extends Options {
  /** Whether the document is normalised first: a simple bill or another spelling becomes INV-01. */
  normalize?: true | false | "other_shapes";
  /** Which changes of normalising are listed. */
  changes?: "meaning" | "all";
}

export interface ComputeOptions extends Options {
  /** Retail prices of lines, tax included, by the line's place: from 0 in Rust, from 1 in JSON. */
  retail_prices?: { [name: string]: any };
  /** What happens to the paise of the invoice value. */
  round_off?: "rupee" | "none";
  /** Whether the document is normalised first: a simple bill or another spelling becomes INV-01. */
  normalize?: true | false | "other_shapes";
  /** Which changes of normalising are listed. */
  changes?: "meaning" | "all";
  /** Where a registered buyer's name, address, town and PIN code come from that the bill leaves out. */
  buyers?: "given" | "cache" | "portal";
}

export interface EwbValidateOptions extends Options {
  /** Which changes of normalising are listed. */
  changes?: "meaning" | "all";
  /** Where a registered buyer's name, address, town and PIN code come from that the bill leaves out. */
  buyers?: "given" | "cache" | "portal";
}

export interface ApplicabilityOptions extends Options {
  /** Whether the document is normalised first: a simple bill or another spelling becomes INV-01. */
  normalize?: true | false | "other_shapes";
}

export interface Gstr1Options extends Options {
  /** Whether the return has what the portal fills in from e-invoices. */
  scope?: "rest" | "whole";
  /** Whether the answer or the portal's file is asked for. */
  form?: "answer" | "upload";
  /** The return that amends the one of its own period. */
  amendment?: "1A";
  /** Whether the document is normalised first: a simple bill or another spelling becomes INV-01. */
  normalize?: true | false | "other_shapes";
}

export interface RulesOptions extends Options {
  /** How many to take up or to answer: documents of a flush, rows of a list, exchanges of the audit. */
  limit?: number;
  /** How many rows to leave out first. */
  after?: number;
}

export interface CodesOptions extends Options {
  /** How many to take up or to answer: documents of a flush, rows of a list, exchanges of the audit. */
  limit?: number;
  /** How many rows to leave out first. */
  after?: number;
}

export interface VerifyOptions extends Options {
  /** The portal's keys, each as PEM or as the path of a PEM, CER or ZIP file. */
  qr_keys?: string[];
}

export interface QrOptions extends Options {
  /** What the code is drawn as: an SVG where nothing is said. */
  format?: "svg" | "png" | "bmp" | "escpos" | "text";
  /** Pixels or dots a module. */
  module?: number;
  /** Modules of white around the code. */
  quiet?: number;
  /** How much of the code may be damaged. */
  level?: "L" | "M" | "Q" | "H";
  /** The width of an SVG. */
  width_mm?: number;
}

export interface PrintOptions extends Options {
  /** The portal's keys, each as PEM or as the path of a PEM, CER or ZIP file. */
  qr_keys?: string[];
  /** The supplier's logo, a PNG or JPEG as base64 or path. */
  logo?: string;
  /** The colour of headings. */
  accent?: string;
  /** Whether the document is normalised first: a simple bill or another spelling becomes INV-01. */
  normalize?: true | false | "other_shapes";
  /** Where a registered buyer's name, address, town and PIN code come from that the bill leaves out. */
  buyers?: "given" | "cache" | "portal";
}

export interface EwbPrintOptions extends Options {
  /** The supplier's logo, a PNG or JPEG as base64 or path. */
  logo?: string;
  /** The colour of headings. */
  accent?: string;
}

export interface StampOptions extends Options {
  /** The portal's keys, each as PEM or as the path of a PEM, CER or ZIP file. */
  qr_keys?: string[];
}

export interface SubmitOptions extends Options {
  /** Whether unchanged content is sent again after a refusal that time may have cured. */
  resend?: boolean;
  /** Whether to ask the law first. */
  when?: "always" | "required";
  /**
   * How long to go on asking the portal what became of a request whose answer was lost, in milliseconds: what is left of the
   * deadline, where nothing is said; with 0 it isn't asked.
   */
  settle_ms?: number;
  /** Whether the document is normalised first: a simple bill or another spelling becomes INV-01. */
  normalize?: true | false | "other_shapes";
  /** Which changes of normalising are listed. */
  changes?: "meaning" | "all";
  /** Where a registered buyer's name, address, town and PIN code come from that the bill leaves out. */
  buyers?: "given" | "cache" | "portal";
  /** What becomes of the e-way bill beside the document. */
  ewb?: "none" | "try" | "must";
}

export interface CancelOptions extends Options {
  /** Whether to draft the note that takes back what can't be cancelled any more. */
  draft?: boolean;
  /**
   * How long to go on asking the portal what became of a request whose answer was lost, in milliseconds: what is left of the
   * deadline, where nothing is said; with 0 it isn't asked.
   */
  settle_ms?: number;
  /** What becomes of the e-way bill beside the document. */
  ewb?: "cancel";
}

export interface FlushOptions extends Options {
  /** How many to take up or to answer: documents of a flush, rows of a list, exchanges of the audit. */
  limit?: number;
}

export interface GstinOptions extends Options {
  /** Whether the portal renews its own copy, whatever is remembered. */
  fresh?: boolean;
}

export interface EwbOptions extends Options {
  /**
   * How long to go on asking the portal what became of a request whose answer was lost, in milliseconds: what is left of the
   * deadline, where nothing is said; with 0 it isn't asked.
   */
  settle_ms?: number;
}

export interface EwbCancelOptions extends Options {
  /**
   * How long to go on asking the portal what became of a request whose answer was lost, in milliseconds: what is left of the
   * deadline, where nothing is said; with 0 it isn't asked.
   */
  settle_ms?: number;
}

export interface EwbVehicleOptions extends Options {
  /**
   * How long to go on asking the portal what became of a request whose answer was lost, in milliseconds: what is left of the
   * deadline, where nothing is said; with 0 it isn't asked.
   */
  settle_ms?: number;
}

export interface EwbTransporterOptions extends Options {
  /**
   * How long to go on asking the portal what became of a request whose answer was lost, in milliseconds: what is left of the
   * deadline, where nothing is said; with 0 it isn't asked.
   */
  settle_ms?: number;
}

export interface EwbExtendOptions extends Options {
  /**
   * How long to go on asking the portal what became of a request whose answer was lost, in milliseconds: what is left of the
   * deadline, where nothing is said; with 0 it isn't asked.
   */
  settle_ms?: number;
}

export interface EwbConsolidateOptions extends Options {
  /**
   * How long to go on asking the portal what became of a request whose answer was lost, in milliseconds: what is left of the
   * deadline, where nothing is said; with 0 it isn't asked.
   */
  settle_ms?: number;
}

export interface EwbRejectOptions extends Options {
  /**
   * How long to go on asking the portal what became of a request whose answer was lost, in milliseconds: what is left of the
   * deadline, where nothing is said; with 0 it isn't asked.
   */
  settle_ms?: number;
}

export interface AuditOptions extends Options {
  /** How many to take up or to answer: documents of a flush, rows of a list, exchanges of the audit. */
  limit?: number;
}

export interface ListOptions extends Options {
  /** How many to take up or to answer: documents of a flush, rows of a list, exchanges of the audit. */
  limit?: number;
  /** How many rows to leave out first. */
  after?: number;
}

export interface DueOptions extends Options {
  /** How many to take up or to answer: documents of a flush, rows of a list, exchanges of the audit. */
  limit?: number;
  /** How many rows to leave out first. */
  after?: number;
}

export interface BatchOptions extends Options {
  /** Whether unchanged content is sent again after a refusal that time may have cured. */
  resend?: boolean;
  /** Whether to ask the law first. */
  when?: "always" | "required";
  /** How many documents are under way at a time. */
  in_flight?: number;
  /** How many documents are sent in a second, at most. */
  per_second?: number;
  /**
   * How long to go on asking the portal what became of a request whose answer was lost, in milliseconds: what is left of the
   * deadline, where nothing is said; with 0 it isn't asked.
   */
  settle_ms?: number;
  /** Whether the document is normalised first: a simple bill or another spelling becomes INV-01. */
  normalize?: true | false | "other_shapes";
  /** What a batch does when bills of its table are faulty: without it, it stops where more than a tenth are, or a column is. */
  faulty?: "stop" | "leave_out";
  /** Which changes of normalising are listed. */
  changes?: "meaning" | "all";
  /** Where a registered buyer's name, address, town and PIN code come from that the bill leaves out. */
  buyers?: "given" | "cache" | "portal";
  /** What becomes of the e-way bill beside the document. */
  ewb?: "none" | "try" | "must";
}

export interface ResultsOptions extends Options {
  /** How many to take up or to answer: documents of a flush, rows of a list, exchanges of the audit. */
  limit?: number;
  /** How many rows to leave out first. */
  after?: number;
  /** How long to wait for a result, in milliseconds. */
  wait_ms?: number;
}

export interface ExportOptions extends Options {
  /** Whether the document is normalised first: a simple bill or another spelling becomes INV-01. */
  normalize?: true | false | "other_shapes";
  /** Where a registered buyer's name, address, town and PIN code come from that the bill leaves out. */
  buyers?: "given" | "cache" | "portal";
}

export interface ImportOptions extends Options {
  /** The portal's keys, each as PEM or as the path of a PEM, CER or ZIP file. */
  qr_keys?: string[];
  /** Whether this, with what was entered before, is all that the portal holds: a restored ledger is complete again. */
  complete?: boolean;
}

/** A portal and a ledger. Share one throughout the process; calls run on worker threads. */
export class Engine {
  /** Opens an engine. `{}`, or nothing, is the built-in sandbox with a ledger in memory. Needs no portal. */
  constructor(config?: Document | null);
  /** Checks an INV-01 invoice. */
  validate(document: Document, options: ValidateOptions & { pick: string | string[] }): Promise<string>;
  validate(document: Document, options?: ValidateOptions): Promise<Report>;
  /** Turns a bill of another shape or spelling into an INV-01 invoice, and says what was changed. */
  normalize(document: Document, options: NormalizeOptions & { pick: string | string[] }): Promise<string>;
  normalize(document: Document, options?: NormalizeOptions): Promise<Normalized>;
  /** Reads the bills of a table or of a list of documents, completes and judges them, and sorts them. */
  convert(document: Document, options: ConvertOptions & { pick: string | string[] }): Promise<string>;
  convert(document: Document, options?: ConvertOptions): Promise<Converted>;
  /** Says how a table would be read. */
  columns(document: Document, options: Options & { pick: string | string[] }): Promise<string>;
  columns(document: Document, options?: Options): Promise<Columns>;
  /** Computes the IRN offline. */
  hash(document: Document, options: HashOptions & { pick: string | string[] }): Promise<string>;
  hash(document: Document, options?: HashOptions): Promise<Identity>;
  /** Completes an invoice from its parties and lines. */
  compute(document: Document, options: ComputeOptions & { pick: string | string[] }): Promise<string>;
  compute(document: Document, options?: ComputeOptions): Promise<{ [name: string]: any }>;
  /** Checks an e-way bill document. */
  ewbValidate(document: Document, options: EwbValidateOptions & { pick: string | string[] }): Promise<string>;
  ewbValidate(document: Document, options?: EwbValidateOptions): Promise<EwayReport>;
  /** Reports whether the law requires an e-invoice, by when, and why. */
  applicability(document: Document, options: ApplicabilityOptions & { pick: string | string[] }): Promise<string>;
  applicability(document: Document, options?: ApplicabilityOptions): Promise<Applicability>;
  /** Makes GSTR-1. */
  gstr1(document: Document, options: Gstr1Options & { form: "upload" }): Promise<{ [name: string]: any }>;
  gstr1(document: Document, options: Gstr1Options & { pick: string | string[] }): Promise<string>;
  gstr1(document: Document, options?: Gstr1Options): Promise<Gstr1>;
  /** Explains an error of a portal or GSP. */
  explain(document: Document, options: Options & { pick: string | string[] }): Promise<string>;
  explain(document: Document, options?: Options): Promise<Explanation>;
  /** Lists the rules that `einv_validate` checks. */
  rules(document: Document | null | undefined, options: RulesOptions & { pick: string | string[] }): Promise<string>;
  rules(document?: Document | null, options?: RulesOptions): Promise<Rules>;
  /** Lists the codes of a master list. */
  codes(document: Document | null | undefined, options: CodesOptions & { pick: string | string[] }): Promise<string>;
  codes(document?: Document | null, options?: CodesOptions): Promise<Codes>;
  /** Verifies a signed QR or a signed invoice, and returns its content. */
  verify(document: Document, options: VerifyOptions & { pick: string | string[] }): Promise<string>;
  verify(document: Document, options?: VerifyOptions): Promise<Verdict>;
  /** Draws a signed QR, or a payment request for a customer without GSTIN. */
  qr(document: Document, options?: QrOptions): Promise<Uint8Array>;
  /** Prints an invoice as A4 pages. */
  print(document: Document, options?: PrintOptions): Promise<Uint8Array>;
  /** Prints an e-way bill's slip, or a consolidated one, as A4 pages with a QR code and a bar code of the number. */
  ewbPrint(document: Document, options?: EwbPrintOptions): Promise<Uint8Array>;
  /** Stamps IRN, acknowledgement and QR on your own PDF. */
  stamp(document: Document, options?: StampOptions): Promise<Uint8Array>;
  /** Registers an invoice with the portal exactly once, even across crashes and repeated calls. */
  submit(document: Document, options: SubmitOptions & { pick: string | string[] }): Promise<string>;
  submit(document: Document, options?: SubmitOptions): Promise<Registration>;
  /** Cancels a registered document, or withdraws one that was not sent yet. */
  cancel(document: Document, options: CancelOptions & { pick: string | string[] }): Promise<string>;
  cancel(document: Document, options?: CancelOptions): Promise<Cancellation>;
  /** Returns what the ledger knows about a document. */
  status(document: Document, options: Options & { pick: string | string[] }): Promise<string>;
  status(document: Document, options?: Options): Promise<Registration>;
  /** Compares the ledger with the portal's list of e-invoices or GSTR-1, and the books with both; or purchases with GSTR-2B. */
  reconcile(document: Document, options: Options & { pick: string | string[] }): Promise<string>;
  reconcile(document: Document, options?: Options): Promise<Reconciled>;
  /** Checks unanswered documents with the portal, sends waiting ones, and finishes cancellations. */
  flush(document: Document | null | undefined, options: FlushOptions & { pick: string | string[] }): Promise<string>;
  flush(document?: Document | null, options?: FlushOptions): Promise<Settled>;
  /** Returns what the portal says about a document now. */
  fetch(document: Document, options: Options & { pick: string | string[] }): Promise<string>;
  fetch(document: Document, options?: Options): Promise<Registration>;
  /** Looks up a taxpayer, in the ledger or at the portal. */
  gstin(document: Document, options: GstinOptions & { pick: string | string[] }): Promise<string>;
  gstin(document: Document, options?: GstinOptions): Promise<Taxpayer>;
  /** Makes an e-way bill, exactly once. */
  ewb(document: Document, options: EwbOptions & { pick: string | string[] }): Promise<string>;
  ewb(document: Document, options?: EwbOptions): Promise<EwbAnswered>;
  /** Cancels an e-way bill, or withdraws one that was not sent yet. */
  ewbCancel(document: Document, options: EwbCancelOptions & { pick: string | string[] }): Promise<string>;
  ewbCancel(document: Document, options?: EwbCancelOptions): Promise<EwbAnswered>;
  /** Gives an e-way bill its Part B, or another vehicle, or several vehicles. */
  ewbVehicle(document: Document, options: EwbVehicleOptions & { pick: string | string[] }): Promise<string>;
  ewbVehicle(document: Document, options?: EwbVehicleOptions): Promise<BillAnswer>;
  /** Hands the goods of an e-way bill to a transporter. */
  ewbTransporter(document: Document, options: EwbTransporterOptions & { pick: string | string[] }): Promise<string>;
  ewbTransporter(document: Document, options?: EwbTransporterOptions): Promise<BillAnswer>;
  /** Extends the validity of an e-way bill. */
  ewbExtend(document: Document, options: EwbExtendOptions & { pick: string | string[] }): Promise<string>;
  ewbExtend(document: Document, options?: EwbExtendOptions): Promise<BillAnswer>;
  /** Makes a consolidated e-way bill of several that travel in one vehicle. */
  ewbConsolidate(document: Document, options: EwbConsolidateOptions & { pick: string | string[] }): Promise<string>;
  ewbConsolidate(document: Document, options?: EwbConsolidateOptions): Promise<BillAnswer>;
  /** Rejects an e-way bill that the other party made, within 72 hours. */
  ewbReject(document: Document, options: EwbRejectOptions & { pick: string | string[] }): Promise<string>;
  ewbReject(document: Document, options?: EwbRejectOptions): Promise<BillAnswer>;
  /** Returns what the e-way bill system says about an e-way bill now, or lists those of a day. */
  ewbFetch(document: Document, options: Options & { pick: string | string[] }): Promise<string>;
  ewbFetch(document: Document, options?: Options): Promise<EwbFetched>;
  /** Lists what was sent to portals and what they answered, with secrets masked, and when they gave no answer. */
  audit(document: Document | null | undefined, options: AuditOptions & { pick: string | string[] }): Promise<string>;
  audit(document?: Document | null, options?: AuditOptions): Promise<Audited>;
  /** Lists documents of the ledger by day, state, buyer and value. */
  list(document: Document | null | undefined, options: ListOptions & { pick: string | string[] }): Promise<string>;
  list(document?: Document | null, options?: ListOptions): Promise<DocumentList>;
  /** Lists what is due, the most urgent first. */
  due(document: Document | null | undefined, options: DueOptions & { pick: string | string[] }): Promise<string>;
  due(document?: Document | null, options?: DueOptions): Promise<Board>;
  /** Registers many invoices, several at a time, each like einv_submit. */
  batch(document: Document, options?: BatchOptions): Promise<Batch>;
  /** Writes the file for the portal's own bulk upload, for upload by hand. */
  export(document: Document, options: ExportOptions & { pick: string | string[] }): Promise<string>;
  export(document: Document, options?: ExportOptions): Promise<any>;
  /** Enters documents in the ledger that were registered elsewhere. */
  import(document: Document, options: ImportOptions & { pick: string | string[] }): Promise<string>;
  import(document: Document, options?: ImportOptions): Promise<Imported>;
  /** Ends the calls in flight: each fails with `E_STOPPED`. The engine stays usable. */
  stop(): void;
  /** Waits for what is being sent, and closes. Later calls fail with `E_HANDLE`. */
  close(): Promise<void>;
}

/** Many documents at once. Iterating gives one result a document, in their order, as each is done. */
export class Batch implements AsyncIterable<BatchResult> {
  progress(): Promise<Progress>;
  results(options?: ResultsOptions): Promise<Results>;
  /** Begins no further document; those being sent finish. */
  stop(): void;
  close(): Promise<void>;
  [Symbol.asyncIterator](): AsyncIterator<BatchResult>;
}

/** Version, interface, rule pack and build of the loaded library. */
export function version(): Version;
/** Checks an INV-01 invoice. */
export function validate(document: Document, options: ValidateOptions & { pick: string | string[] }): Promise<string>;
export function validate(document: Document, options?: ValidateOptions): Promise<Report>;
/** Turns a bill of another shape or spelling into an INV-01 invoice, and says what was changed. */
export function normalize(document: Document, options: NormalizeOptions & { pick: string | string[] }): Promise<string>;
export function normalize(document: Document, options?: NormalizeOptions): Promise<Normalized>;
/** Reads the bills of a table or of a list of documents, completes and judges them, and sorts them. */
export function convert(document: Document, options: ConvertOptions & { pick: string | string[] }): Promise<string>;
export function convert(document: Document, options?: ConvertOptions): Promise<Converted>;
/** Says how a table would be read. */
export function columns(document: Document, options: Options & { pick: string | string[] }): Promise<string>;
export function columns(document: Document, options?: Options): Promise<Columns>;
/** Computes the IRN offline. */
export function hash(document: Document, options: HashOptions & { pick: string | string[] }): Promise<string>;
export function hash(document: Document, options?: HashOptions): Promise<Identity>;
/** Completes an invoice from its parties and lines. */
export function compute(document: Document, options: ComputeOptions & { pick: string | string[] }): Promise<string>;
export function compute(document: Document, options?: ComputeOptions): Promise<{ [name: string]: any }>;
/** Checks an e-way bill document. */
export function ewbValidate(document: Document, options: EwbValidateOptions & { pick: string | string[] }): Promise<string>;
export function ewbValidate(document: Document, options?: EwbValidateOptions): Promise<EwayReport>;
/** Reports whether the law requires an e-invoice, by when, and why. */
export function applicability(document: Document, options: ApplicabilityOptions & { pick: string | string[] }): Promise<string>;
export function applicability(document: Document, options?: ApplicabilityOptions): Promise<Applicability>;
/** Makes GSTR-1. */
export function gstr1(document: Document, options: Gstr1Options & { form: "upload" }): Promise<{ [name: string]: any }>;
export function gstr1(document: Document, options: Gstr1Options & { pick: string | string[] }): Promise<string>;
export function gstr1(document: Document, options?: Gstr1Options): Promise<Gstr1>;
/** Explains an error of a portal or GSP. */
export function explain(document: Document, options: Options & { pick: string | string[] }): Promise<string>;
export function explain(document: Document, options?: Options): Promise<Explanation>;
/** Lists the rules that `einv_validate` checks. */
export function rules(document: Document | null | undefined, options: RulesOptions & { pick: string | string[] }): Promise<string>;
export function rules(document?: Document | null, options?: RulesOptions): Promise<Rules>;
/** Lists the codes of a master list. */
export function codes(document: Document | null | undefined, options: CodesOptions & { pick: string | string[] }): Promise<string>;
export function codes(document?: Document | null, options?: CodesOptions): Promise<Codes>;
/** Verifies a signed QR or a signed invoice, and returns its content. */
export function verify(document: Document, options: VerifyOptions & { pick: string | string[] }): Promise<string>;
export function verify(document: Document, options?: VerifyOptions): Promise<Verdict>;
/** Draws a signed QR, or a payment request for a customer without GSTIN. */
export function qr(document: Document, options?: QrOptions): Promise<Uint8Array>;
/** Prints an invoice as A4 pages. */
export function print(document: Document, options?: PrintOptions): Promise<Uint8Array>;
/** Prints an e-way bill's slip, or a consolidated one, as A4 pages with a QR code and a bar code of the number. */
export function ewbPrint(document: Document, options?: EwbPrintOptions): Promise<Uint8Array>;
/** Stamps IRN, acknowledgement and QR on your own PDF. */
export function stamp(document: Document, options?: StampOptions): Promise<Uint8Array>;
/** Writes the file for the portal's own bulk upload, for upload by hand. */
declare function export_(document: Document, options: ExportOptions & { pick: string | string[] }): Promise<string>;
declare function export_(document: Document, options?: ExportOptions): Promise<any>;
export { export_ as export };
