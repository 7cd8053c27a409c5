/*
 * einv: India's GST e-invoicing inside the billing program.
 *
 * Generated from src/ffi by "make header"; do not edit.
 *
 * One shape for every verb:
 *
 *   engine          a handle from einv_open; 0 where the verb says it may be.
 *   in, in_len      the input, UTF-8 JSON (a byte-order mark is skipped): in_len bytes, or -1 for a text that ends in
 *                   NUL. At most 64 MiB.
 *   opts, opts_len  a JSON object of options, or NULL with 0. An unknown option is refused, never ignored:
 *                   "on" (the day or RFC 3339 time of the judgement), "taxpayer", "language" ("en", "hi"), "ascii" (true),
 *                   "pick" (a JSON pointer or a list of them: out holds those values as plain text, one a line),
 *                   "deadline_ms" (45000, the whole call), "settings".
 *   out, out_cap    the caller's buffer. NULL is allowed with 0.
 *   out_len         receives the answer's length without its NUL, which is written whenever it fits.
 *
 * When the buffer is too small, the call returns EINV_E_BUFFER: nothing is written, and *out_len is the size needed. Calling
 * again is safe for every verb, because finished work is read from the ledger. A number above 2 means that the call failed.
 * out then holds {"error":{"code","message","at","fix"}} if it is writable; the number counts even if that doesn't fit.
 *
 * Any function may be called from any thread at any time. The library keeps no pointer after it returns. in and out must
 * not overlap. All JSON output is ASCII unless the option "ascii" is false. Money and quantities are decimal text.
 */

#ifndef EINV_H
#define EINV_H

#include <stdint.h>

/*
 Done; `out` is the answer.
 */
#define EINV_OK 0

/*
 The call worked; the document is invalid or the portal refused it; `out` is the report.
 */
#define EINV_INVALID 1

/*
 Stored in the ledger, not registered yet (portal unreachable, or no answer yet); `out` says why.
 */
#define EINV_PENDING 2

/*
 A pointer is NULL where it must not be, or a length is wrong.
 */
#define EINV_E_ARG 10

/*
 `out` is too small: nothing was written, `*out_len` is the size needed. Call again.
 */
#define EINV_E_BUFFER 11

/*
 The input is not UTF-8.
 */
#define EINV_E_UTF8 12

/*
 The input is not JSON, or not of the shape the verb accepts.
 */
#define EINV_E_JSON 13

/*
 The input is larger, or nested deeper, than any document: 64 MiB, 64 levels.
 */
#define EINV_E_LIMIT 14

/*
 An unknown option, or a value that the option doesn't accept.
 */
#define EINV_E_OPTION 15

/*
 No such engine or batch: never opened, closed, or of another kind.
 */
#define EINV_E_HANDLE 16

/*
 A fault in this library, caught at its edge.
 */
#define EINV_E_PANIC 17

/*
 The call is known, but this version or build doesn't support it.
 */
#define EINV_E_UNSUPPORTED 18

/*
 The configuration can't be used.
 */
#define EINV_E_CONFIG 20

/*
 The portal refuses the credentials; they are not tried again at once.
 */
#define EINV_E_AUTH 21

/*
 The portal can't be reached.
 */
#define EINV_E_NETWORK 22

/*
 The deadline has passed.
 */
#define EINV_E_TIMEOUT 23

/*
 The portal's answer can't be used or is not believed.
 */
#define EINV_E_PORTAL 24

/*
 The ledger can't be used; it holds nothing half-done.
 */
#define EINV_E_LEDGER 25

/*
 `einv_stop` was called.
 */
#define EINV_E_STOPPED 26

/*
 This number already belongs to another document.
 */
#define EINV_E_CONFLICT 27

/*
 The version of this interface. A binding compares it with `einv_abi()` and refuses a mismatch.
 */
#define EINV_ABI 1

#ifdef __cplusplus
extern "C" {
#endif

/*
 Returns the version of this interface: EINV_ABI of the header the library was built with.

 A binding compares it with its own number and refuses another. Never fails. Since 0.1.
 */
int32_t einv_abi(void);

/*
 Reports version, interface, rule pack, day of the built-in lists and build, as JSON.

 `out` may be NULL with `out_cap` 0: `*out_len` is then the size needed, and the call returns EINV_E_BUFFER.
 Since 0.1.
 */
int32_t einv_version(char *out, int32_t out_cap, int32_t *out_len);

/*
 Opens an engine from its configuration (JSON). NULL, empty or {} opens the built-in sandbox with a ledger in memory.

 `*engine` receives the handle, 0 on failure. `out` receives a description of the engine, or the error. `out` may be
 NULL with `out_cap` 0; the handle is returned all the same. With a buffer that is too small nothing is opened, and
 the call returns EINV_E_BUFFER. An unknown key is refused (EINV_E_CONFIG). Never calls the portal. Since 0.1.
 */
int32_t einv_open(const char *config,
                  int32_t config_len,
                  int32_t *engine,
                  char *out,
                  int32_t out_cap,
                  int32_t *out_len);

/*
 Closes an engine with its batches, or a single batch. Calls in flight and documents being sent finish first;
 documents in the ledger stay.

 Returns EINV_E_HANDLE, without harm, for a number that is closed or was never a handle. Since 0.1.
 */
int32_t einv_close(int32_t handle);

/*
 Makes the calls in flight on an engine return EINV_E_STOPPED, and stops its batches; the engine stays usable. With a
 batch's handle: no further document is begun, and those being sent finish.

 A document being sent stays in the ledger, to be checked with the portal later. Since 0.1.
 */
int32_t einv_stop(int32_t handle);

/*
 Checks an INV-01 invoice: returns every fault at once, with place, portal code and fix.

 `in`: the invoice. `out`: the report. Returns EINV_OK when the invoice is valid, EINV_INVALID when it is not. A
 fault that would fail only the e-way bill is a warning with "affects":"ewb"; "ewb":{"verdict"} is valid, invalid
 or absent. Own option: "ewb" as in einv_submit. `engine` may be 0. No effect.
 Own option "normalize": true accepts everything that einv_normalize accepts, "other_shapes" does so except for
 INV-01, which is taken as it is; the report then has "changes" and "dressed".
 A table with one bill may stand in its place: {"path"}, {"base64","name"}, {"text"} or {"rows"}, with what
 einv_convert takes beside it. Each finding then has "at".

 Since 0.1.
 */
int32_t einv_validate(int32_t engine,
                      const char *in,
                      int32_t in_len,
                      const char *opts,
                      int32_t opts_len,
                      char *out,
                      int32_t out_cap,
                      int32_t *out_len);

/*
 Turns a bill of another shape or spelling into an INV-01 invoice, and says what was changed.

 `in`: one document: INV-01 written otherwise, a simple bill (docs/simple.md), a GSP's shape, or a wrapper of one.
 `out`: {"kind","invoice","changes":[{"path","from","to","why","at"}],"dressed","findings"}. "kind" is inv01, simple,
 cleartax, mastersindia, iris, nic_bulk, signed or wrapper. "invoice" is what einv_compute takes; each change of what a
 value means is listed, those of how it is written are counted in "dressed". "findings" are those of the completed
 invoice; "at" says where in `in` a value stood. Nothing is invented: docs/simple.md says what is never done.
 Returns EINV_OK when no finding is an error, else EINV_INVALID; several documents are EINV_E_ARG. The seller's profile
 comes from the engine's configuration or `opts` "taxpayer". `engine` may be 0. No effect.
 Own options: "changes": "all" lists every change; "buyers" is "given" (the default), "cache" or "portal": where a
 registered buyer's name, address, town and PIN come from that the bill leaves out; "ewb": "try" or "must" keeps the
 e-way bill's part, which a simple bill's "transport" alone doesn't ask for.

 Since 0.1.
 */
int32_t einv_normalize(int32_t engine,
                       const char *in,
                       int32_t in_len,
                       const char *opts,
                       int32_t opts_len,
                       char *out,
                       int32_t out_cap,
                       int32_t *out_len);

/*
 Reads the bills of a table or of a list of documents, completes and judges them, and sorts them.

 `in`: {"path"}, {"text"}, {"base64","name"}, {"documents":[...]} or {"rows":[...]}; beside it what is wanted of "preset" (amazon,
 flipkart, gstr1, marg, nic, sheet, tally, vyapar, zoho), "map" (a mapping file, or its path), "sheet", "parties" and "items" (a
 table's path, or rows), "defaults". CSV and other text, XLSX, XLSB, XLS, ODS, DBF, Tally's XML and JSON are read.
 `out`: {"counts":{"rows","bills","ready","faulty","skipped"},"read","bills":[{"index","number","status","reason","sheet",
 "rows","invoice","changes","dressed","findings"}],"findings","skips","changed","next"}. A finding's "at" names sheet, row
 and column. Returns EINV_OK when no bill is faulty, else EINV_INVALID; the good ones are there all the same.
 `engine` may be 0. No effect but the file of "to".
 Own options: "limit" (1000) and "after" page the bills; "to" writes the ready invoices to a new file, one a line, and the
 faulty bills to the same name with .faulty.ndjson behind it ("overwrite": true takes names that are used); "validate": false
 doesn't judge; "buyers", "changes" and "ewb" as in einv_normalize. docs/tables.md has the rest.

 Since 0.1.
 */
int32_t einv_convert(int32_t engine,
                     const char *in,
                     int32_t in_len,
                     const char *opts,
                     int32_t opts_len,
                     char *out,
                     int32_t out_cap,
                     int32_t *out_len);

/*
 Says how a table would be read.

 `in`: as einv_convert. `out`: {"read","columns":[{"column","heading","feeds","example"}],"unmapped","missing","map"}; "map" is
 a mapping file to be edited. Returns EINV_INVALID when something that a bill needs has no column, or a column can't be read.
 `engine` may be 0. No effect.

 Since 0.1.
 */
int32_t einv_columns(int32_t engine,
                     const char *in,
                     int32_t in_len,
                     const char *opts,
                     int32_t opts_len,
                     char *out,
                     int32_t out_cap,
                     int32_t *out_len);

/*
 Computes the IRN offline.

 `in`: an invoice, or {"gstin","type","number","date"}. `out`: {"irn","gstin","fin_year","type","number"}.
 The number is hashed in upper case for documents dated from 2025-06-01, or by the day in `opts` "on". `engine`
 may be 0. No effect.
 Own option "normalize": true accepts everything that einv_normalize accepts, "other_shapes" does so except for
 INV-01, which is taken as it is; the answer then has "changes" and "dressed".

 Since 0.1.
 */
int32_t einv_hash(int32_t engine,
                  const char *in,
                  int32_t in_len,
                  const char *opts,
                  int32_t opts_len,
                  char *out,
                  int32_t out_cap,
                  int32_t *out_len);

/*
 Completes an invoice from its parties and lines.

 `in`: an INV-01 invoice that may leave out whatever follows from the rest: SlNo, IsServc, TotAmt, AssAmt, taxes,
 cesses, TotItemVal, all of ValDtls, Version, TaxSch. Given values are kept. A line with a negative value becomes
 a discount on the other line with its HSN code and rate, where there is exactly one.
 `out`: the completed invoice, with EINV_OK, when it is valid; otherwise the report of what to fix, with
 EINV_INVALID. Paths and items in the report count the lines of `in`.
 Own options: "round_off" is "rupee" (RndOffAmt brings the total to the nearest rupee; the default) or "none";
 "retail_prices": {"1": "1000.00"}, prices by line, from which the tax of notified tobacco and pan masala is
 computed. `engine` may be 0. No effect.
 Own option "normalize": true accepts everything that einv_normalize accepts, "other_shapes" does so except for
 INV-01, which is taken as it is; the answer then has "changes" and "dressed".
 A table with one bill may stand in its place, as in einv_validate.

 Since 0.1.
 */
int32_t einv_compute(int32_t engine,
                     const char *in,
                     int32_t in_len,
                     const char *opts,
                     int32_t opts_len,
                     char *out,
                     int32_t out_cap,
                     int32_t *out_len);

/*
 Checks an e-way bill document: returns every fault at once, with place, the e-way bill system's code, and fix.

 `in`: a document in the e-way bill system's own keys (supplyType, docNo, itemList, …; numbers or texts, days
 dd/MM/yyyy or yyyy-MM-dd), an INV-01 invoice with EwbDtls, or a simple bill with "transport" (docs/simple.md).
 `out`: {"valid","verdict","document":{"gstin","type","number","date","fin_year"},"part":"A"|"B",
 "ewb":"due"|"not_due"|"cannot_tell","reasons","not_judged","findings","rules","lists"}; "part" says how far the
 bill would be filled, "ewb" whether the law asks for one. Of what isn't in the system's keys, paths point into
 the INV-01 invoice, and "at" into the bill. Returns EINV_OK when the document is valid, EINV_INVALID when it is
 not. Nothing is sent. `engine` may be 0. No effect.
 Own options: "buyers" and "changes" as in einv_normalize.

 Since 0.1.
 */
int32_t einv_ewb_validate(int32_t engine,
                          const char *in,
                          int32_t in_len,
                          const char *opts,
                          int32_t opts_len,
                          char *out,
                          int32_t out_cap,
                          int32_t *out_len);

/*
 Reports whether the law requires an e-invoice, by when, and why.

 `in`: an invoice, or a short description of a bill:
 {"document","date","buyer","supply","goods","interstate","value","tax","hsn":[…],"from_state","movement"}.
 The last three decide about the e-way bill: the codes of the goods, the state that they leave from, and what is
 special about their movement (job_work, handicraft, non_motorised, …; docs/law.md).
 `out`:
 {"verdict":"required"|"not_required"|"cannot_tell","sure","reasons","threshold","crossed_in","missing_years",
 "report_by","cancel_hours","ewb","b2c_qr","exposure"};
 each reason names its source and how sure it is.
 Uses the taxpayer of the engine, or of `opts` "taxpayer". `engine` may be 0. No effect.
 Own option "normalize": true accepts every bill that einv_normalize accepts, "other_shapes" does so except for
 INV-01, which is taken as it is.

 Since 0.1.
 */
int32_t einv_applicability(int32_t engine,
                           const char *in,
                           int32_t in_len,
                           const char *opts,
                           int32_t opts_len,
                           char *out,
                           int32_t out_cap,
                           int32_t *out_len);

/*
 Makes GSTR-1: the place of each document in it, and the file for the portal.

 `in`: an array of invoices; or {"gstin","period":"112026"} (or "quarter":"Q3-2026-27") for the registered
 documents of the engine's ledger, with "documents" that it doesn't have and rows of sums: "b2c", "nil",
 "advances", "operators", "hsn", "issued", "cancelled"; "download" (the portal's list of e-invoices), "filed"
 (the day GSTR-1 was filed), "iff", "furnished". docs/returns.md describes them. `out`:
 {"documents":[{"irn","table","section","type",...}],"sections":{"b2b",...,"hsn","doc_issue"},"totals",
 "findings"}; the "path" of a finding points into "documents" of the answer, or to a row of `in`. Returns
 EINV_INVALID when a document belongs to no table or the portal would refuse a value. `engine` may be 0 where
 documents are given. No effect.
 Own options: "scope": "rest" (the default) leaves out what the portal fills in from e-invoices, "whole" includes
 it and removes its e-invoice mark; "form": "upload" returns the file itself; "amendment": "1A" makes GSTR-1A.
 "normalize": true accepts every document that einv_normalize accepts, "other_shapes" does so except for INV-01.

 Since 0.1.
 */
int32_t einv_gstr1(int32_t engine,
                   const char *in,
                   int32_t in_len,
                   const char *opts,
                   int32_t opts_len,
                   char *out,
                   int32_t out_cap,
                   int32_t *out_len);

/*
 Explains an error of a portal or GSP.

 `in`: {"code":"2150"} or {"words":"2150 : Duplicate IRN"}, with "system" ("irp", "ewb", "gsp") where the code's
 owner is known. `out`: {"code","system","meaning","cause","fix","retry",...,"also"}; "also" is its meaning in
 the other systems. `engine` may be 0. No effect.

 Since 0.1.
 */
int32_t einv_explain(int32_t engine,
                     const char *in,
                     int32_t in_len,
                     const char *opts,
                     int32_t opts_len,
                     char *out,
                     int32_t out_cap,
                     int32_t *out_len);

/*
 Lists the rules that `einv_validate` checks.

 `in`: NULL, empty or {} for all, or any of {"code","rule","path","level"}: a portal code, the beginning of a
 rule's name or of a path, and error, warning, info or portal. `out`:
 {"rules":[{"rule","code","also","severity","judge","path","message","fix","since","until","setting","source"}],
 "total","next"};
 pass "next" as "after" for the next page. Own options: "after" (0) and "limit" (200, at most 1000). `engine` may
 be 0. No effect.

 Since 0.1.
 */
int32_t einv_rules(int32_t engine,
                   const char *in,
                   int32_t in_len,
                   const char *opts,
                   int32_t opts_len,
                   char *out,
                   int32_t out_cap,
                   int32_t *out_len);

/*
 Lists the codes of a master list: countries, currencies, hsn, pins, ports, rates, states, transport_modes,
 units, vehicle_numbers, vehicle_types.

 `in`: {"list":"units","starting":"B","search":"bag","on":"2026-11-21"}. The last three are optional; "search" is
 words of the code or name. NULL, empty or {} lists the names of the lists. `out`:
 {"list","day","rows":[{"code","name","from","to","origin","portal","source"}],"total","next"}; "next" as in
 einv_rules; "origin" is "built_in" or "overlay" (config "lists"). Own options: "after" (0) and "limit" (200, at
 most 1000). `engine` may be 0. No effect.

 Since 0.1.
 */
int32_t einv_codes(int32_t engine,
                   const char *in,
                   int32_t in_len,
                   const char *opts,
                   int32_t opts_len,
                   char *out,
                   int32_t out_cap,
                   int32_t *out_len);

/*
 Verifies a signed QR or a signed invoice, and returns its content.

 `in`: {"signed_qr"} or {"signed_invoice"}, and optionally "invoice" to compare with it. `out`:
 {"verdict","kid","issuer","key","content","differs","message","fix"}; "verdict" is verified, wrong_signature,
 unknown_key, malformed or sandbox; "differs" lists where the invoice differs from the signed content.
 Returns EINV_OK when it is verified and nothing differs, otherwise EINV_INVALID. A sandbox signature is EINV_OK
 only with an engine whose portal is the sandbox. `engine` may be 0. No effect.
 Own option: "qr_keys", the portal's keys beside those of the engine: each PEM, or the path of a PEM, CER or ZIP
 file.

 Since 0.1.
 */
int32_t einv_verify(int32_t engine,
                    const char *in,
                    int32_t in_len,
                    const char *opts,
                    int32_t opts_len,
                    char *out,
                    int32_t out_cap,
                    int32_t *out_len);

/*
 Draws a signed QR, or a payment request for a customer without GSTIN.

 `in`: {"signed_qr"} or {"upi":{"gstin","upi_id","payee","number","date","value","cgst","sgst","igst","cess"}}.
 `out`: the picture's bytes, not JSON. `engine` may be 0. No effect.
 Own options: "format" (svg, png, bmp, escpos, text), "module" (pixels or dots per module), "quiet" (white
 modules around it, 4), "level" (L, M, Q, H), "width_mm" (of the SVG, 45).

 Since 0.1.
 */
int32_t einv_qr(int32_t engine,
                const char *in,
                int32_t in_len,
                const char *opts,
                int32_t opts_len,
                char *out,
                int32_t out_cap,
                int32_t *out_len);

/*
 Prints an invoice as A4 pages.

 `in`: the INV-01 invoice; or {"invoice","registration"}, with the answer of einv_submit or einv_status. Without
 a registration it is looked up in the engine's ledger; no portal is called. `out`: the PDF's bytes, not JSON;
 the same input gives the same bytes. A QR code of another invoice is refused; so is an invoice that was changed
 after its registration (EINV_E_CONFLICT). An invoice that isn't registered is printed, too. Where the law
 requires an IRN, the page says IRN NOT YET OBTAINED; where it doesn't, or that can't be decided, the page says
 nothing (einv_applicability reports which). `engine` may be 0. No effect.
 Own options: "logo" (a PNG or JPEG, base64 or path), "accent" (#rrggbb), "qr_keys" as in einv_verify.
 Own option "normalize": true accepts everything that einv_normalize accepts, "other_shapes" does so except for
 INV-01, which is taken as it is. A table with one bill may stand in its place, as in einv_validate.

 Since 0.1.
 */
int32_t einv_print(int32_t engine,
                   const char *in,
                   int32_t in_len,
                   const char *opts,
                   int32_t opts_len,
                   char *out,
                   int32_t out_cap,
                   int32_t *out_len);

/*
 Prints an e-way bill's slip, or a consolidated one, as A4 pages with a QR code and a bar code of the number.

 `in`: {"ewb":{…}}: the e-way bill as its system answers it (ewbNo, ewayBillDate, validUpto, VehiclListDetails,
 …), or {"ewb_no","ewb_date","valid_until","document":{…}} with the document that it was made of, in the system's
 own keys or as INV-01; "vehicles" are the entries of Part B. Or {"consolidated":{…}}: tripSheetNo, vehicleNo,
 fromPlace, tripSheetEwbBills, …, or {"consolidated_no","date","vehicle","mode","ewb_nos":[…]}.
 `out`: the PDF's bytes, not JSON; the same input gives the same bytes. No portal is called. A cancelled, rejected
 or discarded bill says so across the page. `engine` may be 0. No effect.
 Own options: "logo" and "accent" as in einv_print.

 Since 0.1.
 */
int32_t einv_ewb_print(int32_t engine,
                       const char *in,
                       int32_t in_len,
                       const char *opts,
                       int32_t opts_len,
                       char *out,
                       int32_t out_cap,
                       int32_t *out_len);

/*
 Stamps IRN, acknowledgement and QR on your own PDF.

 `in`: {"pdf","registration","page","place"}: the PDF in base64; "page" from 1 (the default), "last" or "all";
 "place" "auto" (a free place, the default) or {"x_mm","y_mm","width_mm"} from the upper left corner. `out`: the
 PDF's bytes, not JSON; they begin with the original's. An encrypted or broken PDF is refused. `engine` may be 0.
 No effect.
 Own option: "qr_keys" as in einv_verify.

 Since 0.1.
 */
int32_t einv_stamp(int32_t engine,
                   const char *in,
                   int32_t in_len,
                   const char *opts,
                   int32_t opts_len,
                   char *out,
                   int32_t out_cap,
                   int32_t *out_len);

/*
 Registers an invoice with the portal exactly once, even across crashes and repeated calls.

 `in`: the invoice. `out`: the registration with IRN, acknowledgement, signed invoice and signed QR.
 Returns EINV_OK when it is registered (now or before: a second call sends nothing), EINV_INVALID when the rules
 or the portal refuse it, EINV_PENDING when it is stored but not registered yet: "held",
 "waits_for" and, where a time ends the wait, "waits_until" say why and until when. `out_cap` must be at least 4096.
 When the portal's answer is lost, the same call asks the portal about the document: at once, then after 1, 3, 9
 and 27 seconds. It sends the document again where the portal certainly does not have it.
 Own options: "settle_ms", how long it asks (what is left of "deadline_ms"; 0 never asks); "resend" sends a refused document again unchanged, where time may have removed the cause. "when":
 "required" sends only what the law requires. Otherwise it returns EINV_OK with status "not_required", or
 EINV_INVALID with "cannot_tell" when that can't be decided; "applicability" has the reasons, and nothing is
 stored or sent. "ewb": "none" leaves EwbDtls out, "try" (the default) registers the invoice even if the e-way
 bill fails, "must" sends nothing when the e-way bill would fail.
 Own option "normalize": true accepts everything that einv_normalize accepts, "other_shapes" does so except for
 INV-01, which is taken as it is; the report then has "changes" and "dressed". A table with one bill may stand in
 its place, as in einv_validate; einv_batch takes one with many.

 Since 0.1.
 */
int32_t einv_submit(int32_t engine,
                    const char *in,
                    int32_t in_len,
                    const char *opts,
                    int32_t opts_len,
                    char *out,
                    int32_t out_cap,
                    int32_t *out_len);

/*
 Cancels a registered document, or withdraws one that was not sent yet.

 `in`: {"irn"} or {"gstin","type","number","date"}, with "reason" (duplicate, data_entry, order_cancelled, other)
 and "remark" (up to 100 characters). `out`: the cancellation. Allowed for 24 hours from the acknowledgement. An
 active e-way bill prevents it (2230); own option: "ewb":"cancel" cancels the e-way bill first, then the
 document. Returns EINV_OK when it is cancelled (now or before) or withdrawn, EINV_INVALID when that is not
 allowed, EINV_PENDING while the result is unknown. `out_cap` must be at least 4096.
 When the answer is lost, the same call reads the IRN and cancels again only while the IRN is active; own option
 "settle_ms" as in einv_submit.
 After the 24 hours the answer has "remedies", what is left to do ("roads" is the same under its first name). Own option "draft": true adds "draft", the
 note that reverses the document, complete except for the number, which belongs to your own series.

 Since 0.1.
 */
int32_t einv_cancel(int32_t engine,
                    const char *in,
                    int32_t in_len,
                    const char *opts,
                    int32_t opts_len,
                    char *out,
                    int32_t out_cap,
                    int32_t *out_len);

/*
 Returns what the ledger knows about a document. Calls no portal.

 `in`: {"irn"} or {"gstin","type","number","date"}; or {"ewb_no"}, or the key of a document without an IRN, for an e-way
 bill. `out`: the registration or cancellation, or the e-way bill; "status" may also be
 pending, in_doubt, rejected, withdrawn or unknown. Returns EINV_OK for each of them. When calls to a portal are
 paused, or this client is slowed or stopped because too many of its calls were refused, "portal_state" reports
 it: {"portal","state","unanswered","refused"}, or a list of these for several portals.

 Since 0.1.
 */
int32_t einv_status(int32_t engine,
                    const char *in,
                    int32_t in_len,
                    const char *opts,
                    int32_t opts_len,
                    char *out,
                    int32_t out_cap,
                    int32_t *out_len);

/*
 Compares the ledger with the portal's list of e-invoices or GSTR-1, and the books with both; or purchases with GSTR-2B.

 `in`: the portal's JSON of one GSTIN and period, one file or an array of files (one per section); or {"path"} or
 {"base64","name"} of its JSON, of its workbook of e-invoices (Excel), or of a ZIP of them; or {"download"} with JSON
 or such files. Beside them "gstin" and "period" (where the file doesn't say it), "books" (your own bills: an array,
 or a table as einv_convert takes it), "side" (sales, or purchases: "books" against GSTR-2B). `out`:
 {"gstin","period","side","agree","counts","differences":[{"kind","irn","type","number","date","table","message",
 "fix","cause","remedy","fields"}],"totals"}, and "by_hand", the rows of GSTR-1 without an IRN that are not yours;
 docs/returns.md has the words of "kind", "cause" and "remedy". Returns EINV_OK even when something differs. No
 effect.

 Since 0.1.
 */
int32_t einv_reconcile(int32_t engine,
                       const char *in,
                       int32_t in_len,
                       const char *opts,
                       int32_t opts_len,
                       char *out,
                       int32_t out_cap,
                       int32_t *out_len);

/*
 Checks unanswered documents with the portal, sends waiting ones, and finishes cancellations. Call it from a
 timer, or after a failure.

 `in`: NULL, empty or {}. `out`: {"registered","rejected","cancelled","withdrawn","pending","in_doubt","left"},
 the numbers of documents by result. Returns EINV_OK when nothing waits any more, EINV_PENDING when something
 does. `out_cap` must be at least 4096. Own option: "limit", the most documents to process.

 Since 0.1.
 */
int32_t einv_flush(int32_t engine,
                   const char *in,
                   int32_t in_len,
                   const char *opts,
                   int32_t opts_len,
                   char *out,
                   int32_t out_cap,
                   int32_t *out_len);

/*
 Returns what the portal says about a document now.

 `in`: {"irn"} or {"gstin","type","number","date"}; or {"portal":"nic"} or {"portal":"*"}, which asks whether
 portals are up. `out`: the registration or cancellation, with "source":"portal". The portal gives details for
 two days; after that the ledger answers ("source":"ledger"). Returns EINV_INVALID for a document that the portal
 doesn't know. News from the portal (a cancellation, an e-way bill) is stored in the ledger.

 Since 0.1.
 */
int32_t einv_fetch(int32_t engine,
                   const char *in,
                   int32_t in_len,
                   const char *opts,
                   int32_t opts_len,
                   char *out,
                   int32_t out_cap,
                   int32_t *out_len);

/*
 Looks up a taxpayer, in the ledger or at the portal.

 `in`: {"gstin"}. `out`:
 {"gstin","status","trade_name","legal_name","blocked","address",...,"as_of","cached","age_seconds"}. A stored
 answer is used for seven days, and longer while the portal gives no answer. Returns EINV_INVALID for a GSTIN
 that the portal doesn't know. Own option: "fresh" makes the portal renew its own copy.

 Since 0.1.
 */
int32_t einv_gstin(int32_t engine,
                   const char *in,
                   int32_t in_len,
                   const char *opts,
                   int32_t opts_len,
                   char *out,
                   int32_t out_cap,
                   int32_t *out_len);

/*
 Makes an e-way bill, exactly once: of a registered document, or of a document that needs no IRN.

 `in`: {"irn"} or {"gstin","type","number","date"}, with "EwbDtls" as in INV-01, and optionally "ExpShipDtls" and
 "DispDtls"; or a document as in einv_ewb_validate. `out`: the registration with "ewb"; of a document without IRN
 {"status","ewb_no","ewb_date","valid_until","part","document","distance",...}. Returns EINV_OK when it is active (now
 or before), EINV_INVALID when the rules or the portal refuse it (a registration stands), EINV_PENDING while the
 result is unknown, or the bill waits to be sent. An invoice whose supplier must register it first is refused (720).
 After a lost answer the e-way bill system is asked for the document before anything is sent again; a bill that it has
 is compared and adopted, or EINV_E_CONFLICT names both values. `out_cap` must be at least 4096. Own option:
 "settle_ms" as in einv_submit.

 Since 0.1.
 */
int32_t einv_ewb(int32_t engine,
                 const char *in,
                 int32_t in_len,
                 const char *opts,
                 int32_t opts_len,
                 char *out,
                 int32_t out_cap,
                 int32_t *out_len);

/*
 Cancels an e-way bill, or withdraws one that was not sent yet.

 `in`: {"irn"}, {"ewb_no"} or {"gstin","type","number","date"}, with "reason" (duplicate, data_entry, order_cancelled,
 other) and "remark" (up to 50 characters). `out`: the registration with "ewb", or the e-way bill. Returns EINV_OK when
 it is cancelled (now or before), EINV_INVALID when the portal refuses or there is none, EINV_PENDING while the result
 is unknown. `out_cap` must be at least 4096. Own option: "settle_ms" as in einv_submit.

 Since 0.1.
 */
int32_t einv_ewb_cancel(int32_t engine,
                        const char *in,
                        int32_t in_len,
                        const char *opts,
                        int32_t opts_len,
                        char *out,
                        int32_t out_cap,
                        int32_t *out_len);

/*
 Gives an e-way bill its Part B, or another vehicle, or several vehicles.

 `in`: {"ewb_no","vehicle"|"document","document_date","mode","from":{"place","state"},"reason","remark"}: "mode" is road
 (the default), rail, air or ship; "reason" breakdown, transshipment, other or first_time. Several vehicles:
 "vehicles":[{"vehicle","quantity"}] with "unit" and "to":{"place","state"}; "instead_of":{"vehicle"} names the one of
 them that this vehicle replaces. "gstin" names the taxpayer that acts, where several of the engine have a part in the
 bill. `out`: the e-way bill. Returns EINV_OK when it was done (now or
 before), EINV_INVALID with a report when the system, or what is known of the bill, says no, EINV_PENDING while the
 result is unknown or the system can't be reached. After a lost answer the bill is read; it is never changed twice.
 `out_cap` must be at least 4096. Own option: "settle_ms" as in einv_submit.

 Since 0.1.
 */
int32_t einv_ewb_vehicle(int32_t engine,
                         const char *in,
                         int32_t in_len,
                         const char *opts,
                         int32_t opts_len,
                         char *out,
                         int32_t out_cap,
                         int32_t *out_len);

/*
 Hands the goods of an e-way bill to a transporter.

 `in`: {"ewb_no","transporter_id"}. `out` and returns as einv_ewb_vehicle. `out_cap` must be at least 4096. Own option:
 "settle_ms" as in einv_submit.

 Since 0.1.
 */
int32_t einv_ewb_transporter(int32_t engine,
                             const char *in,
                             int32_t in_len,
                             const char *opts,
                             int32_t opts_len,
                             char *out,
                             int32_t out_cap,
                             int32_t *out_len);

/*
 Extends the validity of an e-way bill: from 8 hours before its end to 8 hours after it.

 `in`: {"ewb_no","remaining_km","reason","remark","from":{"place","state","pin"},"vehicle",...}: "reason" is calamity,
 law_and_order, transshipment, accident or other. Goods that wait have "in_transit" (road, warehouse or other) and
 "address" in "from". `out` and returns as einv_ewb_vehicle; asked again for what a lost answer had done, it reads the
 bill and answers it. `out_cap` must be at least 4096. Own option: "settle_ms" as in einv_submit.

 Since 0.1.
 */
int32_t einv_ewb_extend(int32_t engine,
                        const char *in,
                        int32_t in_len,
                        const char *opts,
                        int32_t opts_len,
                        char *out,
                        int32_t out_cap,
                        int32_t *out_len);

/*
 Makes a consolidated e-way bill of several that travel in one vehicle.

 `in`: {"ewb_nos":[...],"vehicle","from":{"place","state"},"mode"}; or, to make an earlier one again for another vehicle,
 "consolidated_no","reason","remark" in place of "ewb_nos". `out`: {"consolidated_no","date",...}, with the first of the
 bills. Returns as einv_ewb_vehicle; the same bills in the same vehicle get one consolidated bill. `out_cap`
 must be at least 4096. Own option: "settle_ms" as in einv_submit.

 Since 0.1.
 */
int32_t einv_ewb_consolidate(int32_t engine,
                             const char *in,
                             int32_t in_len,
                             const char *opts,
                             int32_t opts_len,
                             char *out,
                             int32_t out_cap,
                             int32_t *out_len);

/*
 Rejects an e-way bill that the other party made, within 72 hours.

 `in`: {"ewb_no"}. `out` and returns as einv_ewb_vehicle. `out_cap` must be at least 4096. Own option: "settle_ms" as in
 einv_submit.

 Since 0.1.
 */
int32_t einv_ewb_reject(int32_t engine,
                        const char *in,
                        int32_t in_len,
                        const char *opts,
                        int32_t opts_len,
                        char *out,
                        int32_t out_cap,
                        int32_t *out_len);

/*
 Returns what the e-way bill system says about an e-way bill now, or lists those of a day.

 `in`: {"ewb_no"}, {"irn"} or {"gstin","type","number","date"}; or {"gstin","day","as"}: "as" is consignor (the default),
 consignee or transporter. `out`: {"status","ewb_no","valid_until","part","vehicles",...}, or {"ewbs":[...]}. Returns
 EINV_INVALID for a bill that the system doesn't show. News of a bill in the ledger are stored.

 Since 0.1.
 */
int32_t einv_ewb_fetch(int32_t engine,
                       const char *in,
                       int32_t in_len,
                       const char *opts,
                       int32_t opts_len,
                       char *out,
                       int32_t out_cap,
                       int32_t *out_len);

/*
 Lists what was sent to portals and what they answered, with secrets masked, and when they gave no answer.

 `in`: NULL, empty or {}; or any of {"irn","portal","call","from","to","after"}. `out`:
 {"exchanges":[...],"outages":[...],"next"}; pass "next" as "after" for the next page. Exchanges are kept for the
 configuration's "audit_days" (90), outages forever. Own option: "limit", the most exchanges to return (100, at
 most 1000).

 Since 0.1.
 */
int32_t einv_audit(int32_t engine,
                   const char *in,
                   int32_t in_len,
                   const char *opts,
                   int32_t opts_len,
                   char *out,
                   int32_t out_cap,
                   int32_t *out_len);

/*
 Lists documents of the ledger by day, state, buyer and value.

 `in`: NULL, empty or {}; or {"from","to","gstin","status","buyer","min","max","text"}, each optional: days of the
 documents, both included; the supplier; pending, in_doubt, registered, rejected, withdrawn or cancelled; the
 buyer's GSTIN or a part of the name; the lowest and highest invoice value, as decimal text; a text that stands in
 the number, IRN, acknowledgement number, e-way bill number or buyer's name. `out`: {"documents":[{"irn","gstin",
 "type","number","date","status","buyer_gstin","buyer_name","value","ack_no","ack_date","ewb_no"}],"total","next"},
 by supplier, date, type and number. A list by buyer, value or text reads every document of the days it names. No
 effect; calls no portal. Own options: "after" (0) and "limit" (200, at most 10000).

 Since 0.1.
 */
int32_t einv_list(int32_t engine,
                  const char *in,
                  int32_t in_len,
                  const char *opts,
                  int32_t opts_len,
                  char *out,
                  int32_t out_cap,
                  int32_t *out_len);

/*
 Lists what is due, the most urgent first.

 `in`: NULL, empty or {}; or {"books":[{"gstin","type","number","date","status"}]}, the documents in your books,
 "status" active or cancelled. `out`:
 {"at","late","total","counts","entries":[{"kind","late","due","age_hours","irn","gstin","type","number","date",
 "status","message","fix"}],"next"};
 "kind" is pending, in_doubt, rejected, missing (only in the books), cancelling, alive (cancelled in the books,
 not at the portal), spent (cancelled only at the portal), cancellable or eway_bill; "due" is the end of the last
 day for reporting, of the 24 hours for cancelling, or of the e-way bill's validity; null without a limit.
 Documents still unfinished after 24 hours come first, then late ones, then by "due". "late" counts late and
 unfinished ones. No effect; calls no portal. Own options: "after" (0) and "limit" (200, at most 10000).

 Since 0.1.
 */
int32_t einv_due(int32_t engine,
                 const char *in,
                 int32_t in_len,
                 const char *opts,
                 int32_t opts_len,
                 char *out,
                 int32_t out_cap,
                 int32_t *out_len);

/*
 Registers many invoices, several at a time, each like einv_submit.

 `in`: an array of invoices; or one invoice a line; or {"path"}, a file of either form, or a folder whose .json
 files hold one invoice each; or a table, as einv_convert takes it. `out`: {"job"}, a handle for einv_progress, einv_results, einv_stop and einv_close.
 An incomplete array is refused before anything is sent; an unreadable invoice is only that invoice's failure.
 Running the same batch again resumes it: registered documents are answered from the ledger. `out_cap` must be at
 least 4096. Own options: "in_flight" (64, at most 512), documents under way at a time; "per_second", the most
 documents sent per second (no limit); "resend", "when" and "ewb" as in einv_submit. "deadline_ms" applies to
 each document.
 Own option "normalize": true accepts everything that einv_normalize accepts, "other_shapes" does so except for
 INV-01, which is taken as it is; each report then has "changes" and "dressed".
 Of a table, the ready bills are sent. Own option "faulty": "stop" sends nothing while any bill is faulty,
 "leave_out" sends the others; without it nothing is sent where a column is wrong or more than a tenth of the bills
 is faulty.

 Since 0.1.
 */
int32_t einv_batch(int32_t engine,
                   const char *in,
                   int32_t in_len,
                   const char *opts,
                   int32_t opts_len,
                   char *out,
                   int32_t out_cap,
                   int32_t *out_len);

/*
 Reports the progress of a batch.

 `engine`: the batch's handle. `in`: NULL, empty or {}. `out`: {"finished","stopped","total","done","registered",
 "rejected","pending","failed","not_required","per_second","seconds","seconds_left","table"}; "table" has the counts
 of einv_convert. No effect.

 Since 0.1.
 */
int32_t einv_progress(int32_t engine,
                      const char *in,
                      int32_t in_len,
                      const char *opts,
                      int32_t opts_len,
                      char *out,
                      int32_t out_cap,
                      int32_t *out_len);

/*
 Returns a page of a batch's results, in the order of its documents.

 `engine`: the batch's handle. `in`: NULL, empty or {}. `out`: {"results":[{"index",...}],"next"}: "index" counts
 the documents from 0, of a table "number", "sheet" and "rows" follow, the rest is the answer of einv_submit, read from the ledger, or its {"error"}. Pass "next"
 as "after" for the next page; it is null on the last. No effect. Own options: "after" (0), "limit" (1000, at
 most 10000), "wait_ms" (0), how long to wait for a result.

 Since 0.1.
 */
int32_t einv_results(int32_t engine,
                     const char *in,
                     int32_t in_len,
                     const char *opts,
                     int32_t opts_len,
                     char *out,
                     int32_t out_cap,
                     int32_t *out_len);

/*
 Writes the file for the portal's own bulk upload, for upload by hand.

 `in`: an array of invoices, or one invoice a line. `out`: the file, a JSON array of the invoices as they would
 be sent; or, with EINV_INVALID, no file but {"total","invalid":[{"index","report"}]}, the faults of each invalid
 invoice. `engine` may be 0. No effect.
 Own option "normalize": true accepts everything that einv_normalize accepts, "other_shapes" does so except for
 INV-01, which is taken as it is. `in` may be a table, as einv_convert takes it; its skipped bills are left out.

 Since 0.1.
 */
int32_t einv_export(int32_t engine,
                    const char *in,
                    int32_t in_len,
                    const char *opts,
                    int32_t opts_len,
                    char *out,
                    int32_t out_cap,
                    int32_t *out_len);

/*
 Enters documents in the ledger that were registered elsewhere: by hand, by another program, or before einv.

 `in`: {"signed_invoice","signed_qr"}, or the portal's own answer
 ("SignedInvoice","SignedQRCode","Status","EwbNo",...); an array of these, or one a line. A QR alone is entered
 where the ledger already has the registration. Or {"path"}, or {"base64","name"}: the GST portal's "Download
 e-invoice JSONs" (generated or received, six months), a ZIP or a JSON file. `out`:
 {"entered","known","received","refused","results":[{"index","file","entered",...}]}, each with the registration,
 or its {"error"}; for a download in short: {"status","irn","ack_no","document"}. "received" counts bills that a
 taxpayer of the engine received; they are verified and not entered.
 Refuses a document whose signature is not that of a given key (portal.qr_keys, or own option "qr_keys"), or that
 differs from the ledger's. Returns EINV_OK, or EINV_INVALID when any was refused. `out_cap` must be at least
 4096. Calls no portal. Own option "complete": true says that this, with what was entered before, is all that the
 portal holds; where nothing was refused, a restored ledger is complete again ("incomplete_from" of einv_open).

 Since 0.1.
 */
int32_t einv_import(int32_t engine,
                    const char *in,
                    int32_t in_len,
                    const char *opts,
                    int32_t opts_len,
                    char *out,
                    int32_t out_cap,
                    int32_t *out_len);

#ifdef __cplusplus
}
#endif

#endif  /* EINV_H */
