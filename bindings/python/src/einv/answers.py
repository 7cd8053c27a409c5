"""The answers of calls: dicts as the library wrote them, with their members as attributes, too.

``answer["ack_date"]`` is text, as JSON has it; ``answer.ack_date`` is a ``datetime``. Amounts are ``Decimal``, days ``date``, and
objects have classes of their own. A member that an answer doesn't have is ``None`` as an attribute. What a newer library adds is in
the dict. The schemas are in ``einv/schema``.
"""

# Made by bindings/declare.py from docs/schema; do not edit.

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, Optional, Union

from ._answer import Answer, Parts, decimal



@dataclass(init=False, repr=False, eq=False)
class ApplicabilityReason(Answer):
    """One ground of an answer."""

    #: Dotted and stable, named after the fact it checks: `turnover.crossed`.
    rule: str
    #: In words.
    message: str
    #: The rule, notification, circular or portal code behind the message.
    source: str
    #: How sure that is.
    sure: Literal["verified", "reprinted", "secondary", "unverified"]


@dataclass(init=False, repr=False, eq=False)
class Threshold(Answer):
    """The threshold in force on the document's day."""

    #: In rupees; turnover above it brings the duty.
    amount: Decimal
    #: The first document date it goes for.
    from_: date
    #: Of the central tax series: `10/2023-CT`.
    notification: str
    #: Of notification, amount and day.
    sure: Literal["verified", "reprinted", "secondary", "unverified"]


@dataclass(init=False, repr=False, eq=False)
class Exposure(Answer):
    """A sum under one section, with the tax behind it, where that counts."""

    #: Under the central and the state Act together.
    amount: Decimal
    #: Of the CGST Act: `122(1)(i)`.
    section: str
    #: The tax of the document; ``None`` where the section doesn't depend on it or it is not known.
    tax: Optional[Decimal]
    #: Whether the amount is an upper limit or what is due.
    up_to: bool
    #: Of what the section says.
    sure: Literal["verified", "reprinted", "secondary", "unverified"]
    #: What it is for, in words.
    what: str
    #: What may apply in addition or instead.
    also: Optional[list[Exposure]]


@dataclass(init=False, repr=False, eq=False)
class Applicability(Answer):
    """What the law asks of a bill, and why."""

    #: Whether it asks for an e-invoice.
    verdict: Literal["required", "not_required", "cannot_tell"]
    #: How sure the verdict is: as its weakest necessary ground, or its strongest sufficient one. ``None`` without a verdict.
    sure: Optional[Literal["verified", "reprinted", "secondary", "unverified"]]
    #: First the reasons against the duty, then those that leave it open, those for it, and those that decide nothing.
    reasons: list[ApplicabilityReason]
    #: ``None`` before e-invoicing began.
    threshold: Optional[Threshold]
    #: The first year with a turnover above it.
    crossed_in: Optional[str]
    #: Years with an unknown turnover that would be needed.
    missing_years: list[str]
    #: Last day for reporting; ``None`` where the verdict is not required, there is no limit, or the turnover isn't known.
    report_by: Optional[date]
    #: Hours from the acknowledgement in which an IRN may be cancelled; ``None`` unless the verdict is required.
    cancel_hours: Optional[int]
    #: The e-way bill, if the goods move.
    ewb: Literal["due", "not_due", "cannot_tell"]
    #: The dynamic QR code for payment.
    b2c_qr: Literal["due", "not_due", "cannot_tell"]
    #: The penalties for not reporting, or for leaving out the QR code; ``None`` where neither is due.
    exposure: Optional[Exposure]


@dataclass(init=False, repr=False, eq=False)
class AuditedExchange(Answer):
    """An exchange with a portal, secrets masked."""

    #: Its number.
    id: int
    #: When it ended.
    at: datetime
    #: The portal's name.
    portal: str
    #: Whose log-in it was.
    gstin: str
    #: The document it is about; ``None`` where it is about none.
    irn: Optional[str]
    #: Its kind.
    call: str
    #: Path and query.
    path: str
    #: What was sent, before it was encrypted; ``None`` where there was nothing.
    sent: Any
    #: HTTP's; ``None`` where no answer came.
    status: Optional[int]
    #: What was answered, decrypted; or why there was no answer.
    answered: Any
    #: How long it took.
    millis: int


@dataclass(init=False, repr=False, eq=False)
class AuditedOutage(Answer):
    """A time in which a portal gave no answer."""

    #: The portal's name.
    portal: str
    #: The first call without an answer.
    began: datetime
    #: The last call without an answer.
    last: datetime
    #: The first answer after it; ``None`` while there is none.
    ended: Optional[datetime]
    #: Calls without an answer.
    calls: int
    #: What came instead of an answer.
    answered: str


@dataclass(init=False, repr=False, eq=False)
class Audited(Answer):
    """A page of exchanges with portals, and when portals gave no answer."""

    #: What was sent and answered, the oldest first.
    exchanges: list[AuditedExchange]
    #: The latest times without an answer, the last first.
    outages: list[AuditedOutage]
    #: What to give as `after` for the following page; ``None`` where there is none.
    next: Optional[int]
    #: Certificates that run out.
    warnings: Optional[list[str]]


@dataclass(init=False, repr=False, eq=False)
class Place(Answer):
    """Where a value stood in the input: a pointer into JSON, a cell of a table, or a tag of a Tally record."""

    #: JSON pointer into the input.
    path: Optional[str]
    #: The sheet; empty in a text file.
    sheet: Optional[str]
    #: The row, from 1; in a text file the record.
    row: Optional[int]
    #: The line of the file, where it differs from the row.
    line: Optional[int]
    #: The letters of the column; ``None`` for the whole row.
    column: Optional[str]
    #: The heading of the column.
    heading: Optional[str]
    #: The cell's content.
    value: Optional[str]
    #: The voucher, from 1.
    record: Optional[int]
    #: The voucher's number.
    number: Optional[str]
    #: The tag.
    tag: Optional[str]


@dataclass(init=False, repr=False, eq=False)
class Finding(Answer):
    """One fault of a document: what, where, and how to fix it."""

    #: The portal's code for it, where it has one.
    code: Optional[str]
    #: How serious it is.
    severity: Literal["error", "warning", "info"]
    #: What alone would fail, where that is not the invoice.
    affects: Optional[Literal["ewb"]]
    #: JSON pointer to the value.
    path: str
    #: Number of the line, from 1, when the fault is in one.
    item: Optional[int]
    #: The rule that is broken, by its name in the catalogue.
    rule: str
    #: What stands there, cut to 120 characters; ``None`` where nothing does.
    value: Optional[str]
    #: What should stand there.
    expected: Optional[str]
    #: What is wrong.
    message: str
    #: What to do.
    fix: str
    #: Form field, rule of law, notification or portal page.
    source: str
    #: The place of the fault that this one follows from.
    follows: Optional[str]
    #: Where it stood in the input, when that was not INV-01 itself.
    at: Optional[Place]


@dataclass(init=False, repr=False, eq=False)
class EwayBill(Answer):
    """An e-way bill, with what is known of it."""

    #: How it stands.
    status: Literal[
        "not_asked", "in_doubt", "failed", "active", "cancelling", "cancelled", "pending", "rejected", "expired", "discarded",
        "closed"
    ]
    #: Its number.
    ewb_no: Optional[str]
    #: When it was made.
    ewb_date: Optional[datetime]
    #: Until when it is valid.
    valid_until: Optional[datetime]
    #: A step that was sent, and whose result is not known.
    under_way: Optional[Literal["vehicle", "vehicles", "transporter", "extend", "consolidate", "reject", "replace", "renew"]]
    #: Why: the findings of this report are answered.
    errors: Optional[list[Finding]]
    #: What to do.
    fix: Optional[str]
    #: Why.
    reason: Optional[Literal["duplicate", "data_entry", "order_cancelled", "other"]]
    #: When the portal did it.
    cancel_date: Optional[datetime]


@dataclass(init=False, repr=False, eq=False)
class EwbReport(Answer):
    """What the rules say of the e-way bill."""

    #: What follows from the findings about it.
    verdict: Literal["valid", "invalid", "absent"]


@dataclass(init=False, repr=False, eq=False)
class DocumentIdentity(Answer):
    """The known parts of the document's identity: each is there when it could be read."""

    #: The supplier's.
    gstin: Optional[str]
    #: What kind of document it is.
    type: Optional[Literal["INV", "CRN", "DBN"]]
    #: As it stands, whether of the form's pattern or not.
    number: Optional[str]
    #: Its date.
    date: Optional[date]
    #: The year of its date.
    fin_year: Optional[str]


@dataclass(init=False, repr=False, eq=False)
class Change(Answer):
    """One value that comes out otherwise than it went in."""

    #: JSON pointer into the invoice that comes out.
    path: str
    #: The input's own text; none where there was nothing.
    from_: Optional[str]
    #: What stands there now; none where it is left out.
    to: Optional[str]
    #: Why.
    why: Literal[
        "trimmed", "case", "gstin_spacing", "number_from_text", "text_from_number", "money", "digits", "date_shape", "flag_word",
        "key_case", "key_alias", "wrapper", "blank", "null", "unit_word", "state_name", "country_name", "type_word", "supply_word",
        "percent_from_fraction", "excel_day", "leading_zero", "tally_rate", "character", "address_split", "shortened",
        "contact_dropped", "rate_summed", "sign_turned", "net_of_tax", "rounded", "derived_discount", "derived_state",
        "derived_place", "derived_urp", "derived_abroad", "derived_service", "derived_reference", "default_profile",
        "default_value", "preset_default", "filled_down", "party_file", "party_cache", "item_file"
    ]
    #: Where it stood; none where it stood nowhere.
    at: Optional[Place]


@dataclass(init=False, repr=False, eq=False)
class Report(Answer):
    """Everything found in one document, as the contract's report."""

    #: Whether the verdict is `valid`.
    valid: bool
    #: What follows from the findings.
    verdict: Literal["valid", "invalid", "not_judged"]
    #: Of the e-way bill asked for in it; left out where the findings are a portal's answer.
    ewb: Optional[EwbReport]
    #: Null where supplier, type, number or date can't be read.
    irn: Optional[str]
    #: Which document it is.
    document: DocumentIdentity
    #: Names of the rules that only the portal, or a fuller taxpayer profile, can decide.
    not_judged: list[str]
    #: Every fault; root causes come first.
    findings: list[Finding]
    #: The rule pack that judged.
    rules: str
    #: The day of the master lists that it was judged by.
    lists: date
    #: Those of meaning; and those of dress, where they are asked for.
    changes: Optional[list[Change]]
    #: How many are of dress.
    dressed: Optional[int]


@dataclass(init=False, repr=False, eq=False)
class WrongClock(Answer):
    """A computer whose clock the portal's shows to be wrong."""

    #: The portal's clock less this one.
    off_by_seconds: int
    #: The same in words.
    message: str
    #: What to do.
    fix: str


@dataclass(init=False, repr=False, eq=False)
class Remedy(Answer):
    """A way out when an IRN can't be cancelled any more."""

    #: `credit_note`, `debit_note`, `gstr1a` or `gstr1_amendment`.
    remedy: str
    #: The case it applies to, in words.
    when: str
    #: A section of the CGST Act, a page of the portal, or both.
    source: str
    #: How sure it is.
    sure: Literal["verified", "reprinted", "secondary", "unverified"]
    #: What to do, in a sentence.
    what: str


@dataclass(init=False, repr=False, eq=False)
class RemedyByOldName(Answer):
    """A remedy, by the name that answers used first."""

    #: As `remedy`.
    road: str
    #: `credit_note`, `debit_note`, `gstr1a` or `gstr1_amendment`.
    remedy: str
    #: The case it applies to, in words.
    when: str
    #: A section of the CGST Act, a page of the portal, or both.
    source: str
    #: How sure it is.
    sure: Literal["verified", "reprinted", "secondary", "unverified"]
    #: What to do, in a sentence.
    what: str


@dataclass(init=False, repr=False, eq=False)
class Cancellation(Answer):
    """How a cancelling ended."""

    #: How it stands.
    status: Literal["pending", "in_doubt", "registered", "rejected", "withdrawn", "cancelled", "unknown"]
    #: The portal's IRN once it is known, ours until then.
    irn: str
    #: The acknowledgement's number.
    ack_no: Optional[str]
    #: When the portal acknowledged it.
    ack_date: Optional[datetime]
    #: ``None``, as for the QR, where the portal no longer gives it.
    signed_invoice: Optional[str]
    #: The text of the QR.
    signed_qr: Optional[str]
    #: The portal's name.
    portal: Optional[str]
    #: Learnt by asking, not from the answer to the sending itself.
    recovered: Optional[bool]
    #: Until when it can be cancelled.
    cancel_until: Optional[datetime]
    #: ``None`` where none was asked for.
    ewb: Optional[EwayBill]
    #: What the portal said beside it.
    info: Optional[list[Any]]
    #: Why it is less than the portal's own answer.
    proof: Optional[Literal["duplicate_answer", "registered_elsewhere"]]
    #: What to do.
    fix: Optional[str]
    #: When the portal did it; ``None`` for one that was taken back before it left.
    cancel_date: Optional[datetime]
    #: Why.
    reason: Optional[Literal["duplicate", "data_entry", "order_cancelled", "other"]]
    #: In words.
    remark: Optional[str]
    #: Why the portal refused it.
    report: Optional[Report]
    #: Why.
    held: Optional[str]
    #: What ends the waiting.
    waits_for: Optional[str]
    #: The time from when on another try is worth it, where there is one.
    waits_until: Optional[datetime]
    #: How it stands, in words.
    message: Optional[str]
    #: A cancellation was asked for or is under way, and is not settled.
    cancelling: Optional[bool]
    #: The sandbox registered it: it is not a tax invoice.
    sandbox: Optional[bool]
    #: Where this computer's clock is wrong.
    clock: Optional[WrongClock]
    #: What is left to do when the time for it is over, the usual way first.
    remedies: Optional[list[Remedy]]
    #: The same, by the name that answers used first.
    roads: Optional[list[RemedyByOldName]]
    #: As INV-01.
    draft: Optional[dict[str, Any]]
    #: What only the caller can give: the number of its own series.
    draft_needs: Optional[list[str]]
    #: Worth knowing of such a note.
    draft_info: Optional[str]
    #: Where its e-way bill that stands travels otherwise than was asked now, each with both values: nothing was changed.
    differs: Optional[list[str]]


@dataclass(init=False, repr=False, eq=False)
class CodeRow(Answer):
    """A code of a master list."""

    #: As the portal's JSON has it.
    code: str
    #: What it stands for.
    name: str
    #: Its first day; ``None`` where it was always there.
    from_: Optional[date]
    #: Its last day; ``None`` where it has none.
    to: Optional[date]
    #: Where it stands.
    origin: Literal["built_in", "overlay"]
    #: What is known of it at the portal, of the lists whose end only the portal knows.
    portal: Optional[Literal["listed", "unknown", "refused"]]
    #: Where it is from.
    source: Optional[str]


@dataclass(init=False, repr=False, eq=False)
class Codes(Answer):
    """A page of a master list, or which lists there are."""

    #: Each of them.
    lists: Optional[list[str]]
    #: Which.
    list_: Optional[str]
    #: Its codes of this page.
    rows: Optional[list[CodeRow]]
    #: How many fit.
    total: Optional[int]
    #: What to give as `after` for the next page; ``None`` where there is none.
    next: Optional[int]
    #: The day of the lists.
    day: Optional[date]


@dataclass(init=False, repr=False, eq=False)
class PassedOver(Answer):
    """A row that is no part of a bill."""

    #: The sheet of lines, where it is in that one.
    sheet: Optional[str]
    #: The row.
    row: int
    #: `totals`, `headings`, `nothing` (no column that is read has anything in it) or `no_bill` (a line whose bill isn't there).
    why: str


@dataclass(init=False, repr=False, eq=False)
class ReadAs(Answer):
    """How a table was read."""

    #: `csv`, `fixed`, `xlsx`, `xls`, `xlsb`, `ods`, `dbf`, `tally_xml`, `rows`; of JSON the kind of its first document.
    kind: str
    #: The preset.
    preset: Optional[str]
    #: N where the preset rests on one file alone.
    sure: Optional[str]
    #: The sheet of the bills.
    sheet: Optional[str]
    #: The row of headings.
    header_row: Optional[int]
    #: The encoding of text.
    encoding: Optional[str]
    #: The sign between values.
    delimiter: Optional[str]
    #: Rows that are no part of a bill; the first thousand.
    passed_over: list[PassedOver]
    #: Headings of columns that nothing reads.
    unmapped: Optional[list[str]]


@dataclass(init=False, repr=False, eq=False)
class Column(Answer):
    """A column of a table."""

    #: The sheet of lines, where it is in that one.
    sheet: Optional[str]
    #: Its letters.
    column: str
    #: What stands above it.
    heading: str
    #: The value of a bill that it feeds.
    feeds: Optional[str]
    #: Its first cell.
    example: Optional[str]


@dataclass(init=False, repr=False, eq=False)
class Records(Answer):
    """The words that records begin with."""

    #: The first record of a bill.
    bills: str
    #: A line of it.
    lines: str
    #: What follows its lines.
    totals: Optional[str]


@dataclass(init=False, repr=False, eq=False)
class BillsAndLines(Answer):
    """Two names: of bills and of lines."""

    #: Of the bills.
    bills: str
    #: Of the lines.
    lines: str


@dataclass(init=False, repr=False, eq=False)
class MappingFile(Answer):
    """A mapping file. What is left out is found, or is as the preset has it."""

    #: The form of the file: 1.
    einv_map: Optional[int]
    #: The preset that it starts from.
    preset: Optional[str]
    #: The sheet, by its name.
    sheet: Optional[str]
    #: The row of headings, from 1.
    header_row: Optional[int]
    #: The first row of bills.
    first_row: Optional[int]
    #: By heading or column letter: the target. Or by target: its headings.
    columns: Optional[dict[str, Any]]
    #: By a heading: the targets of the columns right of it.
    columns_after: Optional[dict[str, dict[str, Any]]]
    #: Columns that are looked at where their target is blank.
    otherwise: Optional[dict[str, str]]
    #: By the kind of document: columns that feed something else in it.
    by_type: Optional[dict[str, dict[str, Any]]]
    #: Columns of which only the first row of a bill counts.
    first_only: Optional[list[str]]
    #: The columns of the sheet of lines.
    line_columns: Optional[dict[str, Any]]
    #: Of text whose first value says what a record is: the words for a bill, a line, and what follows the lines.
    records: Optional[Records]
    #: By column letter: what a record after the lines feeds.
    total_columns: Optional[dict[str, Any]]
    #: The sheets of bills and lines.
    sheets: Optional[BillsAndLines]
    #: The headings that join them.
    join: Optional[BillsAndLines]
    #: By target: what stands where the cell is blank or absent.
    defaults: Optional[dict[str, str]]
    #: By target: what a value means. ``None``: not a sale.
    values_: Optional[dict[str, dict[str, Any]]]
    #: By heading: values of bills that aren't sent.
    skip: Optional[dict[str, Any]]
    #: How days in text are written, and whether date cells are right.
    dates: Optional[Literal["dmy", "mdy", "cells"]]
    #: The sign before decimals: `.` or `,`.
    decimal: Optional[str]
    #: The sign between the values of a text file.
    delimiter: Optional[str]
    #: The encoding of a text file.
    encoding: Optional[str]
    #: Of text in fixed widths: first character from 1, length, target.
    positions: Optional[list[list[Any]]]
    #: Whether the rows of a bill lie together.
    group: Optional[Literal["consecutive", "anywhere"]]
    #: Whether prices and amounts of lines include tax.
    prices_include_tax: Optional[bool]
    #: How rates are written.
    rates: Optional[Literal["auto", "percent", "fraction"]]
    #: Whether an e-way bill is asked for: `must`, `try` or `none`.
    ewb: Optional[Literal["none", "try", "must"]]
    #: Of a preset: the headings by which it is known; any of the lists.
    keys_: Optional[list[list[str]]]
    #: Of a preset: N when it rests on one file alone.
    sure: Optional[str]
    #: Whatever a person writes beside it.
    about: Optional[str]


@dataclass(init=False, repr=False, eq=False)
class Columns(Answer):
    """How a table would be read."""

    #: What it is and where its headings stand.
    read: ReadAs
    #: Its columns, and what each feeds.
    columns: list[Column]
    #: Headings that nothing knows.
    unmapped: list[str]
    #: What a bill needs and no column feeds; columns that can't be read.
    missing: list[Finding]
    #: A mapping file to be edited.
    map: MappingFile


@dataclass(init=False, repr=False, eq=False)
class ConvertedCounts(Answer):
    """How many of what."""

    #: Rows of the table that aren't blank.
    rows: int
    #: Bills, of which the next three are parts.
    bills: int
    #: Complete and valid.
    ready: int
    #: To be corrected.
    faulty: int
    #: Not to be sent.
    skipped: int


@dataclass(init=False, repr=False, eq=False)
class ConvertedBill(Answer):
    """A bill of a table."""

    #: Counted from 0.
    index: int
    #: Its number, as it stands.
    number: Optional[str]
    #: Whether it can be sent.
    status: Literal["ready", "faulty", "skipped"]
    #: Why it is skipped.
    reason: Optional[Literal["consumer", "has_irn", "cancelled", "draft", "not_a_sale", "no_value", "duplicate"]]
    #: The sheet.
    sheet: Optional[str]
    #: First and last row; of a voucher, which one it is. None of JSON.
    rows: Optional[list[int]]
    #: The completed invoice; of a faulty bill as far as it goes.
    invoice: Optional[dict[str, Any]]
    #: Those of meaning; and those of dress, where they are asked for.
    changes: list[Change]
    #: How many are of dress.
    dressed: int
    #: What is wrong with it.
    findings: list[Finding]


@dataclass(init=False, repr=False, eq=False)
class SkippedBills(Answer):
    """Bills that are left out for one reason."""

    #: Why.
    reason: Literal["consumer", "has_irn", "cancelled", "draft", "not_a_sale", "no_value", "duplicate"]
    #: How many.
    bills: int
    #: The sum of their totals, where they have any.
    total: str
    #: The types of voucher, where they are taken for no sale; the first twenty.
    types: Optional[list[str]]


@dataclass(init=False, repr=False, eq=False)
class ChangedValues(Answer):
    """Changes for one reason."""

    #: The word for it.
    why: Literal[
        "trimmed", "case", "gstin_spacing", "number_from_text", "text_from_number", "money", "digits", "date_shape", "flag_word",
        "key_case", "key_alias", "wrapper", "blank", "null", "unit_word", "state_name", "country_name", "type_word", "supply_word",
        "percent_from_fraction", "excel_day", "leading_zero", "tally_rate", "character", "address_split", "shortened",
        "contact_dropped", "rate_summed", "sign_turned", "net_of_tax", "rounded", "derived_discount", "derived_state",
        "derived_place", "derived_urp", "derived_abroad", "derived_service", "derived_reference", "default_profile",
        "default_value", "preset_default", "filled_down", "party_file", "party_cache", "item_file"
    ]
    #: How many.
    count: int


@dataclass(init=False, repr=False, eq=False)
class Converted(Answer):
    """The bills of a table."""

    #: How many of what.
    counts: ConvertedCounts
    #: How the table was read.
    read: ReadAs
    #: Bills in their order: a page of them; none where they went to a file.
    bills: list[ConvertedBill]
    #: What is wrong with the table itself; where the bills went to a file, the first of theirs, too.
    findings: list[Finding]
    #: What was left out, by reason.
    skips: list[SkippedBills]
    #: Changes by their reason.
    changed: list[ChangedValues]
    #: What to give as `after` for the next page.
    next: Optional[int]


@dataclass(init=False, repr=False, eq=False)
class BoardEntry(Answer):
    """A document for which something is to be done, or can be."""

    #: What it is about.
    kind: Literal[
        "pending", "in_doubt", "rejected", "missing", "cancelling", "alive", "spent", "cancellable", "eway_bill", "part_b",
        "no_eway_bill", "rejectable"
    ]
    #: The time for it is over, or it has not come to rest for 24 hours.
    late: bool
    #: Until when it must, or can, be done; ``None`` where nothing limits it.
    due: Optional[datetime]
    #: Since it was given to the engine, while it has not come to rest.
    age_hours: Optional[int]
    #: ``None`` where the ledger does not know the document.
    irn: Optional[str]
    #: The supplier's.
    gstin: str
    #: `INV`, `CRN` or `DBN`; of an e-way bill without an IRN `INV`, `BIL`, `BOE`, `CHL` or `OTH`.
    type: str
    #: As it was written.
    number: str
    #: The document's.
    date: date
    #: How it stands in the ledger; of an e-way bill without an IRN, the bill's own status.
    status: Literal[
        "pending", "in_doubt", "registered", "rejected", "withdrawn", "cancelled", "unknown", "not_asked", "failed", "active",
        "cancelling", "expired", "discarded", "closed"
    ]
    #: The number of its e-way bill, where the entry is about that.
    ewb_no: Optional[str]
    #: In words.
    message: str
    #: What to do.
    fix: str
    #: Worth knowing of its kind.
    info: Optional[str]
    #: A sandbox registered the document, or made the e-way bill.
    sandbox: Optional[bool]


@dataclass(init=False, repr=False, eq=False)
class Board(Answer):
    """What must be reported, settled or cancelled, and by when."""

    #: The moment it was made for.
    at: datetime
    #: Entries that are late, or have not come to rest for 24 hours.
    late: int
    #: Entries of all pages.
    total: int
    #: The same by what they are about.
    counts: dict[str, int]
    #: A page of them, the most urgent first.
    entries: list[BoardEntry]
    #: What to give as `after` for the next page; ``None`` where there is none.
    next: Optional[int]
    #: Certificates that run out.
    warnings: Optional[list[str]]
    #: The engine's portal is the sandbox.
    sandbox: Optional[bool]


@dataclass(init=False, repr=False, eq=False)
class EwayIdentity(Answer):
    """The known parts of an e-way bill document's identity."""

    #: The taxpayer who makes the bill.
    gstin: Optional[str]
    #: `INV`, `BIL`, `BOE`, `CHL` or `OTH`.
    type: Optional[Literal["INV", "BIL", "BOE", "CHL", "OTH"]]
    #: As it stands.
    number: Optional[str]
    #: Its date.
    date: Optional[date]
    #: The year of its date.
    fin_year: Optional[str]


@dataclass(init=False, repr=False, eq=False)
class EwayReport(Answer):
    """Everything found in an e-way bill document."""

    #: Whether the verdict is `valid`.
    valid: bool
    #: What follows from the findings.
    verdict: Literal["valid", "invalid", "not_judged"]
    #: Which document it is.
    document: EwayIdentity
    #: How far the bill would be filled: `A` has no validity yet.
    part: Literal["A", "B"]
    #: Until when the bill would be valid if it were made now: a forecast by the distance, where one is given; the system decides.
    valid_until_forecast: Optional[datetime]
    #: Whether the law asks for an e-way bill for these goods.
    ewb: Literal["due", "not_due", "cannot_tell"]
    #: Why.
    reasons: list[ApplicabilityReason]
    #: Names of the rules that only the system, or a fuller taxpayer profile, can decide.
    not_judged: list[str]
    #: Every fault.
    findings: list[Finding]
    #: The rule pack that judged.
    rules: str
    #: The day of the master lists that it was judged by.
    lists: date
    #: Those of meaning; and those of dress, where they are asked for.
    changes: Optional[list[Change]]
    #: How many are of dress.
    dressed: Optional[int]


@dataclass(init=False, repr=False, eq=False)
class EwbDocument(Answer):
    """The document that an e-way bill goes with."""

    #: Who made the e-way bill, or makes it.
    gstin: str
    #: `INV`, `BIL`, `BOE`, `CHL`, `OTH`; of a registered document `INV`, `CRN`, `DBN`.
    type: str
    #: Its number.
    number: str
    #: Its date.
    date: date


@dataclass(init=False, repr=False, eq=False)
class EwbAnswered(Answer):
    """How the making, or the cancelling, of an e-way bill ended: with the registration of its document, or alone."""

    #: How it stands.
    status: Literal[
        "pending", "in_doubt", "registered", "rejected", "withdrawn", "cancelled", "unknown", "not_asked", "failed", "active",
        "cancelling", "expired", "discarded", "closed", "invalid", "cannot_tell"
    ]
    #: The portal's IRN once it is known, ours until then.
    irn: Optional[str]
    #: The acknowledgement's number.
    ack_no: Optional[str]
    #: When the portal acknowledged it.
    ack_date: Optional[datetime]
    #: ``None``, as for the QR, where the portal no longer gives it.
    signed_invoice: Optional[str]
    #: The text of the QR.
    signed_qr: Optional[str]
    #: The portal's name.
    portal: Optional[str]
    #: Learnt by asking, not from the answer to the sending itself.
    recovered: Optional[bool]
    #: Until when it can be cancelled.
    cancel_until: Optional[datetime]
    #: ``None`` where none was asked for.
    ewb: Optional[EwayBill]
    #: What the portal said beside it.
    info: Optional[list[Any]]
    #: Why it is less than the portal's own answer.
    proof: Optional[Literal["duplicate_answer", "registered_elsewhere"]]
    #: What to do.
    fix: Optional[str]
    #: When the portal did it; ``None`` for one that was taken back before it left.
    cancel_date: Optional[datetime]
    #: Why.
    reason: Optional[Literal["duplicate", "data_entry", "order_cancelled", "other"]]
    #: In words.
    remark: Optional[str]
    #: Why it was refused.
    report: Any
    #: Why.
    held: Optional[str]
    #: What ends the waiting.
    waits_for: Optional[str]
    #: The time from when on another try is worth it, where there is one.
    waits_until: Optional[datetime]
    #: What came of the call.
    message: Optional[str]
    #: A cancellation was asked for or is under way, and is not settled.
    cancelling: Optional[bool]
    #: The sandbox registered it: it is not a tax invoice.
    sandbox: Optional[bool]
    #: Where this computer's clock is wrong.
    clock: Optional[WrongClock]
    #: Where its e-way bill that stands travels otherwise than was asked now, each with both values: nothing was changed.
    differs: Optional[list[str]]
    #: Its number; ``None`` until the e-way bill system gave one.
    ewb_no: Optional[str]
    #: When it was made.
    ewb_date: Optional[datetime]
    #: Until when it is valid; ``None`` for Part A alone.
    valid_until: Optional[datetime]
    #: Whether Part B is there; ``None`` until there is a bill.
    part: Optional[Literal["A", "B"]]
    #: The document that it goes with.
    document: Optional[EwbDocument]
    #: The transporter's GSTIN or id.
    transporter_id: Optional[str]
    #: The system's distance in kilometres, where it said one.
    distance: Optional[int]
    #: How often its validity was extended.
    extended: Optional[int]
    #: Its number.
    consolidated_no: Optional[str]
    #: When it was made.
    date: Optional[datetime]
    #: The e-way bills in it; left out where it was made elsewhere.
    ewb_nos: Optional[list[str]]
    #: How the goods travel.
    mode: Optional[Literal["road", "rail", "air", "ship", "in_transit"]]
    #: The vehicle.
    vehicle: Optional[str]
    #: Where the goods were.
    place: Optional[str]
    #: The number of that state.
    state: Optional[str]
    #: A step that was sent, and whose result is not known.
    under_way: Optional[Literal["vehicle", "vehicles", "transporter", "extend", "consolidate", "reject", "replace", "renew"]]


@dataclass(init=False, repr=False, eq=False)
class BillAnswer(Answer):
    """How a verb about an e-way bill ended."""

    #: How it stands.
    status: Literal[
        "not_asked", "in_doubt", "failed", "active", "cancelling", "cancelled", "pending", "rejected", "expired", "discarded",
        "closed", "invalid", "cannot_tell", "unknown"
    ]
    #: Its number; ``None`` until the e-way bill system gave one.
    ewb_no: Optional[str]
    #: When it was made.
    ewb_date: Optional[datetime]
    #: Until when it is valid; ``None`` for Part A alone.
    valid_until: Optional[datetime]
    #: Whether Part B is there; ``None`` until there is a bill.
    part: Optional[Literal["A", "B"]]
    #: The document that it goes with.
    document: Optional[EwbDocument]
    #: The document's IRN, where it has one.
    irn: Optional[str]
    #: The transporter's GSTIN or id.
    transporter_id: Optional[str]
    #: The system's distance in kilometres, where it said one.
    distance: Optional[int]
    #: How often its validity was extended.
    extended: Optional[int]
    #: Its number.
    consolidated_no: Optional[str]
    #: When it was made.
    date: Optional[datetime]
    #: The e-way bills in it; left out where it was made elsewhere.
    ewb_nos: Optional[list[str]]
    #: How the goods travel.
    mode: Optional[Literal["road", "rail", "air", "ship", "in_transit"]]
    #: The vehicle.
    vehicle: Optional[str]
    #: Where the goods were.
    place: Optional[str]
    #: The number of that state.
    state: Optional[str]
    #: Why it was cancelled, or is being cancelled.
    reason: Optional[Literal["duplicate", "data_entry", "order_cancelled", "other"]]
    #: When it was cancelled.
    cancel_date: Optional[datetime]
    #: A step that was sent, and whose result is not known.
    under_way: Optional[Literal["vehicle", "vehicles", "transporter", "extend", "consolidate", "reject", "replace", "renew"]]
    #: The portal's name.
    portal: Optional[str]
    #: Where the bill that stands travels otherwise than was asked now, each with both values: nothing was changed.
    differs: Optional[list[str]]
    #: What came of the call.
    message: Optional[str]
    #: What to do.
    fix: Optional[str]
    #: Why it was refused.
    report: Any
    #: The sandbox made it: it covers no goods.
    sandbox: Optional[bool]


@dataclass(init=False, repr=False, eq=False)
class SheetVehicle(Answer):
    """One entry of a bill's Part B."""

    #: How the goods travelled, where the system says it.
    mode: Optional[Literal["road", "rail", "air", "ship", "in_transit"]]
    #: The vehicle.
    vehicle: Optional[str]
    #: The transport document's number.
    document: Optional[str]
    #: The transport document's date.
    document_date: Optional[date]
    #: Where the goods were.
    place: Optional[str]
    #: The number of that state.
    state: Optional[str]
    #: When it was entered.
    entered: Optional[datetime]
    #: Who entered it: a GSTIN or a transporter's id.
    by: Optional[str]
    #: The consolidated e-way bill it came with.
    trip: Optional[str]
    #: The movement in several vehicles it belongs to.
    group: Optional[str]


@dataclass(init=False, repr=False, eq=False)
class EwbShown(Answer):
    """An e-way bill as the e-way bill system shows it now."""

    #: How it stands.
    status: Literal[
        "not_asked", "in_doubt", "failed", "active", "cancelling", "cancelled", "pending", "rejected", "expired", "discarded",
        "closed"
    ]
    #: Whether Part B is there.
    part: Literal["A", "B"]
    #: Its number.
    ewb_no: str
    #: When it was made.
    ewb_date: Optional[datetime]
    #: Until when it is valid; none for Part A alone.
    valid_until: Optional[datetime]
    #: How it stands.
    standing: Literal["active", "cancelled", "discarded", "closed"]
    #: Whether the other party rejected it.
    rejected: bool
    #: Who made it.
    maker: Optional[str]
    #: Of an outward supply `O`, of an inward one `I`.
    supply: Optional[str]
    #: `INV`, `BIL`, `BOE`, `CHL`, `OTH`.
    type: Optional[str]
    #: The document's number.
    number: Optional[str]
    #: The document's date.
    date: Optional[date]
    #: The consignor's GSTIN, or `URP`.
    from_gstin: Optional[str]
    #: The consignee's GSTIN, or `URP`.
    to_gstin: Optional[str]
    #: The document's value.
    total: Optional[Decimal]
    #: The transporter's GSTIN or id.
    transporter_id: Optional[str]
    #: In kilometres.
    distance: Optional[int]
    #: How often its validity was extended.
    extended: int
    #: Its Part B, entry by entry.
    vehicles: list[SheetVehicle]
    #: Its Part A in the system's own keys; ``None`` in a list.
    document: Any
    #: `portal`.
    source: Literal["portal"]
    #: The sandbox showed it.
    sandbox: Optional[bool]


@dataclass(init=False, repr=False, eq=False)
class EwbFetched(Answer):
    """What the e-way bill system says now."""

    #: How it stands.
    status: Optional[
        Literal["not_asked", "in_doubt", "failed", "active", "cancelling", "cancelled", "pending", "rejected", "expired",
        "discarded", "closed", "invalid", "cannot_tell", "unknown"]
    ]
    #: Whether Part B is there.
    part: Optional[Literal["A", "B"]]
    #: Its number.
    ewb_no: Optional[str]
    #: When it was made.
    ewb_date: Optional[datetime]
    #: Until when it is valid; none for Part A alone.
    valid_until: Optional[datetime]
    #: How it stands.
    standing: Optional[Literal["active", "cancelled", "discarded", "closed"]]
    #: Whether the other party rejected it.
    rejected: Optional[bool]
    #: Who made it.
    maker: Optional[str]
    #: Of an outward supply `O`, of an inward one `I`.
    supply: Optional[str]
    #: `INV`, `BIL`, `BOE`, `CHL`, `OTH`.
    type: Optional[str]
    #: The document's number.
    number: Optional[str]
    #: The document's date.
    date: Optional[date]
    #: The consignor's GSTIN, or `URP`.
    from_gstin: Optional[str]
    #: The consignee's GSTIN, or `URP`.
    to_gstin: Optional[str]
    #: The document's value.
    total: Optional[Decimal]
    #: The transporter's GSTIN or id.
    transporter_id: Optional[str]
    #: In kilometres.
    distance: Optional[int]
    #: How often its validity was extended.
    extended: Optional[int]
    #: Its Part B, entry by entry.
    vehicles: Optional[list[SheetVehicle]]
    #: Its Part A in the system's own keys; ``None`` in a list.
    document: Any
    #: `portal`.
    source: Optional[Literal["portal"]]
    #: The sandbox showed it.
    sandbox: Optional[bool]
    #: Each as the system's list shows it: without parties and vehicles.
    ewbs: Optional[list[EwbShown]]
    #: The day they were made on.
    day: Optional[date]
    #: Why the list is not whole: one of two e-way bill systems gave none.
    incomplete: Optional[str]
    #: In words.
    message: Optional[str]
    #: What to do.
    fix: Optional[str]
    #: The system's refusal.
    report: Optional[Report]


@dataclass(init=False, repr=False, eq=False)
class Explanation(Answer):
    """What was said, explained."""

    #: Empty when neither a code nor known words were given.
    code: str
    #: The owner of the code; ``None`` for an unknown one.
    system: Optional[Literal["irp", "ewb", "gsp"]]
    #: What the code says, in the language asked for, as are cause and fix; each at most 160 characters.
    meaning: str
    #: The cause.
    cause: str
    #: The fix.
    fix: str
    #: Whether the request may go again; ``None`` for what is unknown.
    retry: Optional[Literal["never", "after_correction", "after_login", "later", "after_sync"]]
    #: What it has to do with; ``None`` for what is unknown.
    class_: Optional[Literal["business", "schema", "gstin", "auth", "transient", "duplicate", "ewb"]]
    #: The portal's newest words; for an unknown code, the words that came with it. ``None`` where there are none.
    portal_words: Optional[str]
    #: Whether it is one of `PORTAL_ERRORS`.
    known: bool
    #: For an unknown code: at most five codes with a similar spelling or wording.
    near: list[str]
    #: The meaning of the same code in other systems.
    also: list[Explanation]
    #: Those of the other codes, in the order they came.
    others: Optional[list[Explanation]]


@dataclass(init=False, repr=False, eq=False)
class PortalState(Answer):
    """A portal that is not well, or that refused what was sent."""

    #: What follows from it.
    state: Literal["watching", "slowed", "stopped"]
    #: Calls without an answer, one after the other.
    unanswered: int
    #: Refusals counted against this client.
    refused: int
    #: The portal's name.
    portal: str


@dataclass(init=False, repr=False, eq=False)
class PortalHealth(Answer):
    """Whether a portal is up."""

    #: The portal's name.
    portal: str
    #: Whether it answered as it should.
    up: bool
    #: What it said, or what came instead.
    says: str
    #: How long that took.
    millis: int


@dataclass(init=False, repr=False, eq=False)
class Registration(Answer):
    """How a document stands, by ``submit``, ``status`` or ``fetch``: look at ``status`` first. What ``fetch`` says of portals has
    ``portals`` alone."""

    #: How it stands.
    status: Literal[
        "pending", "in_doubt", "registered", "rejected", "withdrawn", "cancelled", "unknown", "invalid", "not_required",
        "cannot_tell", "not_asked", "failed", "active", "cancelling", "expired", "discarded", "closed"
    ]
    #: The portal's IRN once it is known, ours until then.
    irn: Optional[str]
    #: The acknowledgement's number.
    ack_no: Optional[str]
    #: When the portal acknowledged it.
    ack_date: Optional[datetime]
    #: ``None``, as for the QR, where the portal no longer gives it.
    signed_invoice: Optional[str]
    #: The text of the QR.
    signed_qr: Optional[str]
    #: The portal's name.
    portal: Optional[str]
    #: Learnt by asking, not from the answer to the sending itself.
    recovered: Optional[bool]
    #: Until when it can be cancelled.
    cancel_until: Optional[datetime]
    #: ``None`` where none was asked for.
    ewb: Optional[EwayBill]
    #: What the portal said beside it.
    info: Optional[list[Any]]
    #: Why it is less than the portal's own answer.
    proof: Optional[Literal["duplicate_answer", "registered_elsewhere"]]
    #: What to do.
    fix: Optional[str]
    #: When the portal did it; ``None`` for one that was taken back before it left.
    cancel_date: Optional[datetime]
    #: Why.
    reason: Optional[Literal["duplicate", "data_entry", "order_cancelled", "other"]]
    #: In words.
    remark: Optional[str]
    #: What the rules say of what was submitted.
    report: Optional[Report]
    #: Why.
    held: Optional[str]
    #: What ends the waiting.
    waits_for: Optional[str]
    #: The time from when on another try is worth it, where there is one.
    waits_until: Optional[datetime]
    #: How it stands, in words.
    message: Optional[str]
    #: A cancellation was asked for or is under way, and is not settled.
    cancelling: Optional[bool]
    #: The sandbox registered it: it is not a tax invoice.
    sandbox: Optional[bool]
    #: Where this computer's clock is wrong.
    clock: Optional[WrongClock]
    #: Where that is not as it was registered: JSON pointers.
    differs: Optional[list[str]]
    #: Why.
    applicability: Optional[Applicability]
    #: Of a portal that is left alone for a while, slowed or watched; of several portals, those that are.
    portal_state: Optional[Union[PortalState, list[PortalState]]]
    #: Its number; ``None`` until the e-way bill system gave one.
    ewb_no: Optional[str]
    #: When it was made.
    ewb_date: Optional[datetime]
    #: Until when it is valid; ``None`` for Part A alone.
    valid_until: Optional[datetime]
    #: Whether Part B is there; ``None`` until there is a bill.
    part: Optional[Literal["A", "B"]]
    #: The document that it goes with.
    document: Optional[EwbDocument]
    #: The transporter's GSTIN or id.
    transporter_id: Optional[str]
    #: The system's distance in kilometres, where it said one.
    distance: Optional[int]
    #: How often its validity was extended.
    extended: Optional[int]
    #: Its number.
    consolidated_no: Optional[str]
    #: When it was made.
    date: Optional[datetime]
    #: The e-way bills in it; left out where it was made elsewhere.
    ewb_nos: Optional[list[str]]
    #: How the goods travel.
    mode: Optional[Literal["road", "rail", "air", "ship", "in_transit"]]
    #: The vehicle.
    vehicle: Optional[str]
    #: Where the goods were.
    place: Optional[str]
    #: The number of that state.
    state: Optional[str]
    #: A step that was sent, and whose result is not known.
    under_way: Optional[Literal["vehicle", "vehicles", "transporter", "extend", "consolidate", "reject", "replace", "renew"]]
    #: Always `portal`.
    source: Optional[Literal["portal", "ledger"]]
    #: Those that were asked.
    portals: Optional[list[PortalHealth]]


@dataclass(init=False, repr=False, eq=False)
class Settled(Answer):
    """How many documents a flush took up, by what came of them."""

    #: The portal has them.
    registered: int
    #: The portal refused them.
    rejected: int
    #: Cancelled.
    cancelled: int
    #: Taken back before they were sent.
    withdrawn: int
    #: Not sent yet.
    pending: int
    #: Not known yet.
    in_doubt: int
    #: Being worked on by other calls, or left for the next flush.
    left: int


@dataclass(init=False, repr=False, eq=False)
class Taxpayer(Answer):
    """What is known of a taxpayer."""

    #: The taxpayer's.
    gstin: str
    #: `active`, `cancelled`, `inactive`, `provisional`, `suspended`, or the portal's own word.
    status: str
    #: The name it trades under.
    trade_name: Optional[str]
    #: The name it is registered under.
    legal_name: Optional[str]
    #: Whether it is blocked for e-way bills.
    blocked: Optional[bool]
    #: `REG`, `COM`, `SEZ`, …
    kind: Optional[str]
    #: Two digits.
    state_code: Optional[str]
    #: The PIN code of its address.
    pin: Optional[str]
    #: Its address, on one line.
    address: Optional[str]
    #: `yyyy-MM-dd`.
    registered_on: Optional[str]
    #: `yyyy-MM-dd`.
    deregistered_on: Optional[str]
    #: The portal's name.
    portal: Optional[str]
    #: When the portal was asked.
    as_of: Optional[datetime]
    #: From the ledger's memory.
    cached: Optional[bool]
    #: How old it is.
    age_seconds: Optional[int]
    #: What the portal said.
    message: Optional[str]
    #: What to do.
    fix: Optional[str]


@dataclass(init=False, repr=False, eq=False)
class Gstr1Placed(Answer):
    """Where a document lands."""

    #: ``None`` where supplier, type, number or date can't be read.
    irn: Optional[str]
    #: Table of the return's form: `4A`; ``None`` where it comes into none.
    table: Optional[str]
    #: Section of the return's JSON: `b2b`.
    section: Optional[str]
    #: The section's own name for the kind of supply: `R`; ``None`` where it has none.
    type: Optional[str]
    #: `INV`, `CRN` or `DBN`.
    doc_type: Optional[Literal["INV", "CRN", "DBN"]]
    #: As it was written.
    number: Optional[str]
    #: The document's.
    date: Optional[date]
    #: How it stands, where the ledger has it.
    status: Optional[Literal["pending", "in_doubt", "registered", "rejected", "withdrawn", "cancelled", "unknown"]]
    #: Who or what reports it, where it is not in the sections.
    reported_by: Optional[Literal["portal", "iff", "quarter", "gstr1"]]
    #: Why it is in no section.
    why: Optional[str]


@dataclass(init=False, repr=False, eq=False)
class Gstr1Sections(Answer):
    """The sections of GSTR-1, as the portal takes them."""

    #: The rows of b2b, by what they have in common.
    b2b: Optional[list[dict[str, Any]]]
    #: The rows of b2ba, by what they have in common.
    b2ba: Optional[list[dict[str, Any]]]
    #: The rows of b2cl, by what they have in common.
    b2cl: Optional[list[dict[str, Any]]]
    #: The rows of b2cla, by what they have in common.
    b2cla: Optional[list[dict[str, Any]]]
    #: The rows of exp, by what they have in common.
    exp: Optional[list[dict[str, Any]]]
    #: The rows of expa, by what they have in common.
    expa: Optional[list[dict[str, Any]]]
    #: The rows of cdnr, by what they have in common.
    cdnr: Optional[list[dict[str, Any]]]
    #: The rows of cdnra, by what they have in common.
    cdnra: Optional[list[dict[str, Any]]]
    #: The rows of cdnur.
    cdnur: Optional[list[dict[str, Any]]]
    #: The rows of cdnura.
    cdnura: Optional[list[dict[str, Any]]]
    #: The lists of ecom.
    ecom: Optional[dict[str, Any]]
    #: The lists of ecoma.
    ecoma: Optional[dict[str, Any]]
    #: The rows of b2cs.
    b2cs: Optional[list[dict[str, Any]]]
    #: The rows of b2csa, by what they have in common.
    b2csa: Optional[list[dict[str, Any]]]
    #: The rows of at, by what they have in common.
    at: Optional[list[dict[str, Any]]]
    #: The rows of ata, by what they have in common.
    ata: Optional[list[dict[str, Any]]]
    #: The rows of txpd, by what they have in common.
    txpd: Optional[list[dict[str, Any]]]
    #: The rows of txpda, by what they have in common.
    txpda: Optional[list[dict[str, Any]]]
    #: The lists of supeco.
    supeco: Optional[dict[str, Any]]
    #: The lists of supecoa.
    supecoa: Optional[dict[str, Any]]
    #: The lists of hsn.
    hsn: Optional[dict[str, Any]]
    #: The lists of nil.
    nil: Optional[dict[str, Any]]
    #: The lists of doc_issue.
    doc_issue: Optional[dict[str, Any]]


@dataclass(init=False, repr=False, eq=False)
class Gstr1Total(Answer):
    """What one table adds up to, credit notes taken away."""

    #: How many documents there are.
    documents: int
    #: Their value.
    val: Decimal
    #: Taxable value.
    txval: Decimal
    #: Integrated tax.
    iamt: Decimal
    #: Central tax.
    camt: Decimal
    #: State tax.
    samt: Decimal
    #: Cess.
    csamt: Decimal


@dataclass(init=False, repr=False, eq=False)
class Gstr1(Answer):
    """GSTR-1: where documents land in it and what it holds, or its file."""

    #: What the built-in sandbox registered is in no real return.
    sandbox: Optional[bool]
    #: The taxpayer, where one was asked for.
    gstin: Optional[str]
    #: Each document: those of the ledger by their date, then those given.
    documents: Optional[list[Gstr1Placed]]
    #: The sections of the return, as the portal takes them.
    sections: Optional[Gstr1Sections]
    #: What each table adds up to, by its name: `4A`.
    totals: Optional[dict[str, Gstr1Total]]
    #: What of that the sections have, where they haven't all.
    in_file: Optional[dict[str, Gstr1Total]]
    #: What is to be done or known about it.
    findings: Optional[list[Finding]]
    #: How many more findings there are than are shown.
    findings_left_out: Optional[int]
    #: The month that it is filed for; of a quarter, the last.
    fp: Optional[str]
    #: The file's version, as GSTN's own offline tool fills it.
    version: Optional[str]
    #: The word that GSTN's own offline tool puts here.
    hash: Optional[str]
    #: The rows of b2b, by what they have in common.
    b2b: Optional[list[dict[str, Any]]]
    #: The rows of b2ba, by what they have in common.
    b2ba: Optional[list[dict[str, Any]]]
    #: The rows of b2cl, by what they have in common.
    b2cl: Optional[list[dict[str, Any]]]
    #: The rows of b2cla, by what they have in common.
    b2cla: Optional[list[dict[str, Any]]]
    #: The rows of exp, by what they have in common.
    exp: Optional[list[dict[str, Any]]]
    #: The rows of expa, by what they have in common.
    expa: Optional[list[dict[str, Any]]]
    #: The rows of cdnr, by what they have in common.
    cdnr: Optional[list[dict[str, Any]]]
    #: The rows of cdnra, by what they have in common.
    cdnra: Optional[list[dict[str, Any]]]
    #: The rows of cdnur.
    cdnur: Optional[list[dict[str, Any]]]
    #: The rows of cdnura.
    cdnura: Optional[list[dict[str, Any]]]
    #: The lists of ecom.
    ecom: Optional[dict[str, Any]]
    #: The lists of ecoma.
    ecoma: Optional[dict[str, Any]]
    #: The rows of b2cs.
    b2cs: Optional[list[dict[str, Any]]]
    #: The rows of b2csa, by what they have in common.
    b2csa: Optional[list[dict[str, Any]]]
    #: The rows of at, by what they have in common.
    at: Optional[list[dict[str, Any]]]
    #: The rows of ata, by what they have in common.
    ata: Optional[list[dict[str, Any]]]
    #: The rows of txpd, by what they have in common.
    txpd: Optional[list[dict[str, Any]]]
    #: The rows of txpda, by what they have in common.
    txpda: Optional[list[dict[str, Any]]]
    #: The lists of supeco.
    supeco: Optional[dict[str, Any]]
    #: The lists of supecoa.
    supecoa: Optional[dict[str, Any]]
    #: The lists of hsn.
    hsn: Optional[dict[str, Any]]
    #: The lists of nil.
    nil: Optional[dict[str, Any]]
    #: The lists of doc_issue.
    doc_issue: Optional[dict[str, Any]]
    #: The month that it was for.
    period: Optional[str]


@dataclass(init=False, repr=False, eq=False)
class Identity(Answer):
    """An IRN worked out offline, with what it was made of."""

    #: The IRN that the portal will give the document.
    irn: str
    #: The supplier's.
    gstin: str
    #: The year of its date.
    fin_year: str
    #: `INV`, `CRN` or `DBN`.
    type: Literal["INV", "CRN", "DBN"]
    #: As it was written.
    number: str
    #: Those of meaning; and those of dress, where they are asked for.
    changes: Optional[list[Change]]
    #: How many are of dress.
    dressed: Optional[int]


@dataclass(init=False, repr=False, eq=False)
class CallError(Answer):
    """What was wrong, where, and what to do."""

    #: What failed, by the name of its number.
    code: str
    #: What was wrong.
    message: str
    #: A JSON pointer into the input, options or configuration.
    at: Optional[str]
    #: What to do.
    fix: Optional[str]
    #: The document that this failure left in the ledger.
    irn: Optional[str]
    #: How it stands.
    status: Optional[Literal["pending", "in_doubt", "registered", "rejected", "withdrawn", "cancelled", "unknown"]]
    #: Where a document differs from the one that has its number: JSON pointers.
    differs: Optional[list[str]]


@dataclass(init=False, repr=False, eq=False)
class ImportResult(Answer):
    """What came of one."""

    #: Counted from 0.
    index: int
    #: The file of a download that it stands in.
    file: Optional[str]
    #: Whether it is news.
    entered: Optional[bool]
    #: How it stands.
    status: Optional[Literal["pending", "in_doubt", "registered", "rejected", "withdrawn", "cancelled", "unknown"]]
    #: The portal's IRN once it is known, ours until then.
    irn: Optional[str]
    #: The acknowledgement's number.
    ack_no: Optional[str]
    #: When the portal acknowledged it.
    ack_date: Optional[datetime]
    #: ``None``, as for the QR, where the portal no longer gives it.
    signed_invoice: Optional[str]
    #: The text of the QR.
    signed_qr: Optional[str]
    #: The portal's name.
    portal: Optional[str]
    #: Learnt by asking, not from the answer to the sending itself.
    recovered: Optional[bool]
    #: Until when it can be cancelled.
    cancel_until: Optional[datetime]
    #: ``None`` where none was asked for.
    ewb: Optional[EwayBill]
    #: What the portal said beside it.
    info: Optional[list[Any]]
    #: Why it is less than the portal's own answer.
    proof: Optional[Literal["duplicate_answer", "registered_elsewhere"]]
    #: What to do.
    fix: Optional[str]
    #: When the portal did it; ``None`` for one that was taken back before it left.
    cancel_date: Optional[datetime]
    #: Why.
    reason: Optional[Literal["duplicate", "data_entry", "order_cancelled", "other"]]
    #: In words.
    remark: Optional[str]
    #: Why the portal refused it.
    report: Optional[Report]
    #: Why.
    held: Optional[str]
    #: What ends the waiting.
    waits_for: Optional[str]
    #: The time from when on another try is worth it, where there is one.
    waits_until: Optional[datetime]
    #: How it stands, in words.
    message: Optional[str]
    #: A cancellation was asked for or is under way, and is not settled.
    cancelling: Optional[bool]
    #: The sandbox registered it: it is not a tax invoice.
    sandbox: Optional[bool]
    #: Where this computer's clock is wrong.
    clock: Optional[WrongClock]
    #: Whether a taxpayer of the engine is its recipient: such a bill is not entered.
    received: Optional[bool]
    #: Which document it is.
    document: Optional[DocumentIdentity]
    #: What was wrong.
    error: Optional[CallError]


@dataclass(init=False, repr=False, eq=False)
class Imported(Answer):
    """What came of documents registered elsewhere."""

    #: News to the ledger.
    entered: int
    #: Known before.
    known: int
    #: Bills that a taxpayer of the engine received: verified, and not entered.
    received: Optional[int]
    #: Not believed, or at odds with the ledger.
    refused: int
    #: One of each, in the order they were given.
    results: list[ImportResult]


@dataclass(init=False, repr=False, eq=False)
class ListedDocument(Answer):
    """A document of a list."""

    #: The portal's IRN once it is known, ours until then.
    irn: str
    #: The supplier's.
    gstin: str
    #: `INV`, `CRN` or `DBN`.
    type: Literal["INV", "CRN", "DBN"]
    #: As it was written.
    number: str
    #: The document's.
    date: date
    #: How it stands.
    status: Literal["pending", "in_doubt", "registered", "rejected", "withdrawn", "cancelled", "unknown"]
    #: The buyer's GSTIN, or `URP`; ``None`` where the ledger holds no content, as of a QR that was imported.
    buyer_gstin: Optional[str]
    #: The buyer's legal name.
    buyer_name: Optional[str]
    #: The invoice value in rupees; a credit note's is positive, too.
    value: Optional[str]
    #: The acknowledgement's number, once it is registered.
    ack_no: Optional[str]
    #: When the portal acknowledged it.
    ack_date: Optional[datetime]
    #: The number of its e-way bill, cancelled or not.
    ewb_no: Optional[str]
    #: The codes by which the portal refused it, while it stands refused.
    refused: Optional[list[str]]
    #: A sandbox registered it: it is not a tax invoice.
    sandbox: Optional[bool]


@dataclass(init=False, repr=False, eq=False)
class DocumentList(Answer):
    """Documents of the ledger, ordered by supplier, date, type and number."""

    #: A page of them.
    documents: list[ListedDocument]
    #: How many there are on all pages.
    total: int
    #: What to give as `after` for the next page; ``None`` where there is none.
    next: Optional[int]
    #: The engine's portal is the sandbox.
    sandbox: Optional[bool]


@dataclass(init=False, repr=False, eq=False)
class Normalized(Answer):
    """A bill as FORM GST INV-01."""

    #: What it was, by its keys.
    kind: Literal["inv01", "simple", "cleartax", "mastersindia", "iris", "nic_bulk", "signed", "wrapper", "table"]
    #: The invoice, as much as there is: what follows from parties and lines is not worked out.
    invoice: dict[str, Any]
    #: Those of meaning; and those of dress, where they are asked for.
    changes: list[Change]
    #: How many are of dress.
    dressed: int
    #: Every fault of the completed bill, with its place in the input.
    findings: list[Finding]


@dataclass(init=False, repr=False, eq=False)
class Progress(Answer):
    """How far a batch is."""

    #: Nothing is under way any more.
    finished: bool
    #: No further document is begun.
    stopped: bool
    #: Documents of the batch.
    total: int
    #: Those that came to an end, of which the next five are parts.
    done: int
    #: The portal has them.
    registered: int
    #: The rules, or the portal, refused them.
    rejected: int
    #: Kept, and not registered yet.
    pending: int
    #: Their calls failed.
    failed: int
    #: The law does not ask for them.
    not_required: int
    #: Documents in a second, so far.
    per_second: float
    #: How long it has taken.
    seconds: float
    #: How long the rest will take at that rate; ``None`` where nothing is left, or no rate is known.
    seconds_left: Optional[int]
    #: Of a table: its rows and bills. Faulty and skipped bills are no documents of the batch.
    table: Optional[ConvertedCounts]


@dataclass(init=False, repr=False, eq=False)
class DifferingField(Answer):
    """One detail on both sides."""

    #: Which: as the return names it, or `table`, `number`, `date`, `type`.
    field: str
    #: In the ledger.
    here: Optional[str]
    #: In the portal's list.
    there: Optional[str]
    #: In the books, where they are held against the other sides.
    books: Optional[str]


@dataclass(init=False, repr=False, eq=False)
class Difference(Answer):
    """One document on which the sides differ."""

    #: How.
    kind: Literal[
        "missing_here", "missing_there", "differs", "cancelled_here", "cancelled_there", "unsettled_here", "void_here",
        "not_populated", "without_mark", "not_registered", "missing_in_books", "books_differ", "cancelled_in_books",
        "not_cancelled_in_books", "other_period", "no_credit", "twice_there", "unreadable"
    ]
    #: As it stands there, be it an IRN or not.
    irn: Optional[str]
    #: `INV`, `CRN` or `DBN`; ``None``, as date and table, where the list's entry can't be read.
    type: Optional[Literal["INV", "CRN", "DBN"]]
    #: The document's; empty where it can't be read.
    number: str
    #: The document's.
    date: Optional[date]
    #: Table of the return's form: `4A`.
    table: Optional[str]
    #: In words.
    message: str
    #: What to do.
    fix: str
    #: The likely cause.
    cause: Literal[
        "made_elsewhere", "still_to_come", "section_not_downloaded", "not_filled_in", "rounding", "other_day", "entered_otherwise",
        "edited_in_return", "cancelled_elsewhere", "cancelled_later", "answer_lost", "portal_says", "never_sent", "waiting",
        "refused", "books_not_told", "not_entered", "supplier_not_filed", "filed_late", "credit_time_over", "place_of_supply",
        "listed_twice", "file_damaged"
    ]
    #: What to do, in a word.
    remedy: Literal[
        "import", "download_again", "compare_signed", "correct_return", "fetch", "flush", "enter_by_hand", "register",
        "correct_books", "cancel", "ask_supplier", "claim_nothing", "claim_then", "nothing"
    ]
    #: How the books have it, where they were given.
    books: Optional[Literal["present", "cancelled", "absent"]]
    #: GSTIN of the supplier, of a purchase.
    supplier: Optional[str]
    #: How a purchase was found on the other side.
    matched: Optional[Literal["exact", "irn", "number", "amount"]]
    #: The particulars that differ.
    fields: Optional[list[DifferingField]]


@dataclass(init=False, repr=False, eq=False)
class TableTotal(Answer):
    """All sides' totals of one table."""

    #: Table of the return's form: `4A`.
    table: str
    #: What is registered in the ledger.
    here: Gstr1Total
    #: What is active in the portal's list.
    there: Gstr1Total
    #: What is in force in the books, where they were given.
    books: Optional[Gstr1Total]


@dataclass(init=False, repr=False, eq=False)
class Reconciled(Answer):
    """The sides held against one another."""

    #: Whose list it is.
    gstin: str
    #: Of which month.
    period: str
    #: Which side of trade: `here` is the ledger of sales, or the purchase book.
    side: Literal["sales", "purchases"]
    #: The number of documents that are the same on all sides.
    agree: int
    #: Documents of GSTR-1 without an IRN that the ledger doesn't know: they are no e-invoices, or uploaded by hand.
    by_hand: Optional[int]
    #: How many differ in each way that there is one of.
    counts: dict[str, int]
    #: Each that differs.
    differences: list[Difference]
    #: What each table adds up to on both sides.
    totals: list[TableTotal]


@dataclass(init=False, repr=False, eq=False)
class BatchResult(Answer):
    """What came of one document."""

    #: Counted from 0.
    index: int
    #: The file, where each document has one of its own.
    file: Optional[str]
    #: The bill's number, where it can be read.
    number: Optional[str]
    #: Of a table: the sheet.
    sheet: Optional[str]
    #: Of a table: first and last row.
    rows: Optional[list[int]]
    #: How it stands.
    status: Optional[
        Literal["pending", "in_doubt", "registered", "rejected", "withdrawn", "cancelled", "unknown", "invalid", "not_required",
        "cannot_tell"]
    ]
    #: The portal's IRN once it is known, ours until then.
    irn: Optional[str]
    #: The acknowledgement's number.
    ack_no: Optional[str]
    #: When the portal acknowledged it.
    ack_date: Optional[datetime]
    #: ``None``, as for the QR, where the portal no longer gives it.
    signed_invoice: Optional[str]
    #: The text of the QR.
    signed_qr: Optional[str]
    #: The portal's name.
    portal: Optional[str]
    #: Learnt by asking, not from the answer to the sending itself.
    recovered: Optional[bool]
    #: Until when it can be cancelled.
    cancel_until: Optional[datetime]
    #: ``None`` where none was asked for.
    ewb: Optional[EwayBill]
    #: What the portal said beside it.
    info: Optional[list[Any]]
    #: Why it is less than the portal's own answer.
    proof: Optional[Literal["duplicate_answer", "registered_elsewhere"]]
    #: What to do.
    fix: Optional[str]
    #: When the portal did it; ``None`` for one that was taken back before it left.
    cancel_date: Optional[datetime]
    #: Why.
    reason: Optional[Literal["duplicate", "data_entry", "order_cancelled", "other"]]
    #: In words.
    remark: Optional[str]
    #: Why the portal refused it.
    report: Optional[Report]
    #: Why.
    held: Optional[str]
    #: What ends the waiting.
    waits_for: Optional[str]
    #: The time from when on another try is worth it, where there is one.
    waits_until: Optional[datetime]
    #: How it stands, in words.
    message: Optional[str]
    #: A cancellation was asked for or is under way, and is not settled.
    cancelling: Optional[bool]
    #: The sandbox registered it: it is not a tax invoice.
    sandbox: Optional[bool]
    #: Where this computer's clock is wrong.
    clock: Optional[WrongClock]
    #: Where what was submitted is not as it is kept: JSON pointers.
    differs: Optional[list[str]]
    #: Why.
    applicability: Optional[Applicability]
    #: What was wrong.
    error: Optional[CallError]


@dataclass(init=False, repr=False, eq=False)
class Results(Answer):
    """A page of results, in the order of the documents."""

    #: Those that are there without a gap.
    results: list[BatchResult]
    #: What to give as `after` for the next page; ``None`` where there is none.
    next: Optional[int]


@dataclass(init=False, repr=False, eq=False)
class RuleRow(Answer):
    """A rule, in a language."""

    #: Its name, dotted and stable.
    rule: str
    #: The portal's own code, where it has one.
    code: Optional[str]
    #: Other codes that the portal may give for it.
    also: list[str]
    #: How grave a breach is.
    severity: Literal["error", "warning", "info"]
    #: Who can decide it.
    judge: Literal["here", "portal"]
    #: Where it looks, `[]` standing for any line.
    path: str
    #: What is wrong: a template.
    message: str
    #: What to do: a template.
    fix: str
    #: Its first day, where it has one.
    since: Optional[date]
    #: Its last day; ``None`` while it is in force.
    until: Optional[date]
    #: The setting that decides whether or how it applies.
    setting: Optional[str]
    #: Form field, rule of law, notification or portal page.
    source: str


@dataclass(init=False, repr=False, eq=False)
class Rules(Answer):
    """A page of the rule catalogue."""

    #: Those of this page.
    rules: list[RuleRow]
    #: How many fit.
    total: int
    #: What to give as `after` for the next page; ``None`` where there is none.
    next: Optional[int]


@dataclass(init=False, repr=False, eq=False)
class KeyDates(Answer):
    """When a key was valid."""

    #: From when on.
    valid_from: datetime
    #: Until when.
    valid_until: datetime
    #: Whether the IRN was given between them, where the token says when.
    covers: Optional[bool]


@dataclass(init=False, repr=False, eq=False)
class Verdict(Answer):
    """Whose signature a text has, and over what."""

    #: What the signature is worth.
    verdict: Literal["verified", "wrong_signature", "unknown_key", "malformed", "sandbox"]
    #: The key that the token names.
    kid: Optional[str]
    #: Who says to have signed it.
    issuer: Optional[str]
    #: When that key was valid, where its certificate was given.
    key: Optional[KeyDates]
    #: What was signed: the members of a QR, or an invoice as its own JSON. ``None`` of a malformed token alone.
    content: Optional[dict[str, Any]]
    #: Places of the invoice that are not as they were signed; ``None`` where no invoice was given.
    differs: Optional[list[str]]
    #: In words.
    message: str
    #: What to do.
    fix: Optional[str]


@dataclass(init=False, repr=False, eq=False)
class Version(Answer):
    """Which library this is."""

    #: The library's.
    version: str
    #: The C interface's.
    abi: int
    #: The rule pack's.
    rules: str
    #: The day of the built-in lists.
    lists: date
    #: What the library was built from, and for.
    build: str


# How members are read that are more than JSON says.
Threshold._reads = {"amount": decimal, "from": date.fromisoformat}
Exposure._parts = {"also": Parts(Exposure)}
Exposure._reads = {"amount": decimal, "tax": decimal}
Applicability._parts = {"reasons": Parts(ApplicabilityReason), "threshold": Parts(Threshold), "exposure": Parts(Exposure)}
Applicability._reads = {"report_by": date.fromisoformat}
AuditedExchange._reads = {"at": datetime.fromisoformat}
AuditedOutage._reads = {"began": datetime.fromisoformat, "last": datetime.fromisoformat, "ended": datetime.fromisoformat}
Audited._parts = {"exchanges": Parts(AuditedExchange), "outages": Parts(AuditedOutage)}
Finding._parts = {"at": Parts(Place)}
EwayBill._parts = {"errors": Parts(Finding)}
EwayBill._reads = {"ewb_date": datetime.fromisoformat, "valid_until": datetime.fromisoformat, "cancel_date": datetime.fromisoformat}
DocumentIdentity._reads = {"date": date.fromisoformat}
Change._parts = {"at": Parts(Place)}
Report._parts = {"ewb": Parts(EwbReport), "document": Parts(DocumentIdentity), "findings": Parts(Finding), "changes": Parts(Change)}
Report._reads = {"lists": date.fromisoformat}
Cancellation._parts = {
    "ewb": Parts(EwayBill), "report": Parts(Report), "clock": Parts(WrongClock), "remedies": Parts(Remedy), "roads":
    Parts(RemedyByOldName)
}
Cancellation._reads = {
    "ack_date": datetime.fromisoformat, "cancel_until": datetime.fromisoformat, "cancel_date": datetime.fromisoformat,
    "waits_until": datetime.fromisoformat
}
CodeRow._reads = {"from": date.fromisoformat, "to": date.fromisoformat}
Codes._parts = {"rows": Parts(CodeRow)}
Codes._reads = {"day": date.fromisoformat}
ReadAs._parts = {"passed_over": Parts(PassedOver)}
MappingFile._parts = {"records": Parts(Records), "sheets": Parts(BillsAndLines), "join": Parts(BillsAndLines)}
Columns._parts = {"read": Parts(ReadAs), "columns": Parts(Column), "missing": Parts(Finding), "map": Parts(MappingFile)}
ConvertedBill._parts = {"changes": Parts(Change), "findings": Parts(Finding)}
Converted._parts = {
    "counts": Parts(ConvertedCounts), "read": Parts(ReadAs), "bills": Parts(ConvertedBill), "findings": Parts(Finding), "skips":
    Parts(SkippedBills), "changed": Parts(ChangedValues)
}
BoardEntry._reads = {"due": datetime.fromisoformat, "date": date.fromisoformat}
Board._parts = {"entries": Parts(BoardEntry)}
Board._reads = {"at": datetime.fromisoformat}
EwayIdentity._reads = {"date": date.fromisoformat}
EwayReport._parts = {
    "document": Parts(EwayIdentity), "reasons": Parts(ApplicabilityReason), "findings": Parts(Finding), "changes": Parts(Change)
}
EwayReport._reads = {"valid_until_forecast": datetime.fromisoformat, "lists": date.fromisoformat}
EwbDocument._reads = {"date": date.fromisoformat}
EwbAnswered._parts = {"ewb": Parts(EwayBill), "clock": Parts(WrongClock), "document": Parts(EwbDocument)}
EwbAnswered._reads = {
    "ack_date": datetime.fromisoformat, "cancel_until": datetime.fromisoformat, "cancel_date": datetime.fromisoformat,
    "waits_until": datetime.fromisoformat, "ewb_date": datetime.fromisoformat, "valid_until": datetime.fromisoformat, "date":
    datetime.fromisoformat
}
BillAnswer._parts = {"document": Parts(EwbDocument)}
BillAnswer._reads = {
    "ewb_date": datetime.fromisoformat, "valid_until": datetime.fromisoformat, "date": datetime.fromisoformat, "cancel_date":
    datetime.fromisoformat
}
SheetVehicle._reads = {"document_date": date.fromisoformat, "entered": datetime.fromisoformat}
EwbShown._parts = {"vehicles": Parts(SheetVehicle)}
EwbShown._reads = {
    "ewb_date": datetime.fromisoformat, "valid_until": datetime.fromisoformat, "date": date.fromisoformat, "total": decimal
}
EwbFetched._parts = {"vehicles": Parts(SheetVehicle), "ewbs": Parts(EwbShown), "report": Parts(Report)}
EwbFetched._reads = {
    "ewb_date": datetime.fromisoformat, "valid_until": datetime.fromisoformat, "date": date.fromisoformat, "total": decimal, "day":
    date.fromisoformat
}
Explanation._parts = {"also": Parts(Explanation), "others": Parts(Explanation)}
Registration._parts = {
    "ewb": Parts(EwayBill), "report": Parts(Report), "clock": Parts(WrongClock), "applicability": Parts(Applicability),
    "portal_state": Parts(PortalState), "document": Parts(EwbDocument), "portals": Parts(PortalHealth)
}
Registration._reads = {
    "ack_date": datetime.fromisoformat, "cancel_until": datetime.fromisoformat, "cancel_date": datetime.fromisoformat,
    "waits_until": datetime.fromisoformat, "ewb_date": datetime.fromisoformat, "valid_until": datetime.fromisoformat, "date":
    datetime.fromisoformat
}
Taxpayer._reads = {"as_of": datetime.fromisoformat}
Gstr1Placed._reads = {"date": date.fromisoformat}
Gstr1Total._reads = {"val": decimal, "txval": decimal, "iamt": decimal, "camt": decimal, "samt": decimal, "csamt": decimal}
Gstr1._parts = {
    "documents": Parts(Gstr1Placed), "sections": Parts(Gstr1Sections), "totals": Parts(Gstr1Total, by_name=True), "in_file":
    Parts(Gstr1Total, by_name=True), "findings": Parts(Finding)
}
Identity._parts = {"changes": Parts(Change)}
ImportResult._parts = {
    "ewb": Parts(EwayBill), "report": Parts(Report), "clock": Parts(WrongClock), "document": Parts(DocumentIdentity), "error":
    Parts(CallError)
}
ImportResult._reads = {
    "ack_date": datetime.fromisoformat, "cancel_until": datetime.fromisoformat, "cancel_date": datetime.fromisoformat,
    "waits_until": datetime.fromisoformat
}
Imported._parts = {"results": Parts(ImportResult)}
ListedDocument._reads = {"date": date.fromisoformat, "ack_date": datetime.fromisoformat}
DocumentList._parts = {"documents": Parts(ListedDocument)}
Normalized._parts = {"changes": Parts(Change), "findings": Parts(Finding)}
Progress._parts = {"table": Parts(ConvertedCounts)}
Difference._parts = {"fields": Parts(DifferingField)}
Difference._reads = {"date": date.fromisoformat}
TableTotal._parts = {"here": Parts(Gstr1Total), "there": Parts(Gstr1Total), "books": Parts(Gstr1Total)}
Reconciled._parts = {"differences": Parts(Difference), "totals": Parts(TableTotal)}
BatchResult._parts = {
    "ewb": Parts(EwayBill), "report": Parts(Report), "clock": Parts(WrongClock), "applicability": Parts(Applicability), "error":
    Parts(CallError)
}
BatchResult._reads = {
    "ack_date": datetime.fromisoformat, "cancel_until": datetime.fromisoformat, "cancel_date": datetime.fromisoformat,
    "waits_until": datetime.fromisoformat
}
Results._parts = {"results": Parts(BatchResult)}
RuleRow._reads = {"since": date.fromisoformat, "until": date.fromisoformat}
Rules._parts = {"rules": Parts(RuleRow)}
KeyDates._reads = {"valid_from": datetime.fromisoformat, "valid_until": datetime.fromisoformat}
Verdict._parts = {"key": Parts(KeyDates)}
Version._reads = {"lists": date.fromisoformat}

#: The verbs whose answers have their own class; all others return what JSON says.
BY_VERB: dict[str, type[Answer]] = {
    "applicability": Applicability,
    "audit": Audited,
    "cancel": Cancellation,
    "codes": Codes,
    "columns": Columns,
    "convert": Converted,
    "due": Board,
    "ewb": EwbAnswered,
    "ewb_cancel": EwbAnswered,
    "ewb_consolidate": BillAnswer,
    "ewb_extend": BillAnswer,
    "ewb_fetch": EwbFetched,
    "ewb_reject": BillAnswer,
    "ewb_transporter": BillAnswer,
    "ewb_validate": EwayReport,
    "ewb_vehicle": BillAnswer,
    "explain": Explanation,
    "fetch": Registration,
    "flush": Settled,
    "gstin": Taxpayer,
    "gstr1": Gstr1,
    "hash": Identity,
    "import": Imported,
    "list": DocumentList,
    "normalize": Normalized,
    "progress": Progress,
    "reconcile": Reconciled,
    "results": Results,
    "rules": Rules,
    "status": Registration,
    "submit": Registration,
    "validate": Report,
    "verify": Verdict,
    "version": Version,
}
