/*
 * einv: India's GST e-invoicing inside the billing program.
 *
 * Generated from src/ffi by "make header"; do not edit.
 *
 * One shape for every verb:
 *
 *   engine          a handle from einv_open; 0 where the verb says it may be.
 *   in, in_len      the input, UTF-8 JSON (a byte-order mark is skipped): in_len bytes, or -1 up to a NUL. At most 64 MiB.
 *   opts, opts_len  JSON object of options, or NULL with 0. An unknown option is refused, never ignored:
 *                   "on" (day or RFC 3339 time to judge by), "taxpayer", "language" ("en", "hi"), "ascii" (true),
 *                   "pick" (JSON pointer or list of them: out is those values as plain text, one a line),
 *                   "deadline_ms" (45000, the whole call), "settings".
 *   out, out_cap    the caller's buffer. NULL is allowed with 0.
 *   out_len         set to the answer's length without its NUL, which is written whenever it fits.
 *
 * Too small a buffer is EINV_E_BUFFER: nothing is written, *out_len is the size needed, and calling again is safe for every
 * verb: what is done is read from the ledger. A number above 2 means that the call failed; out then holds
 * {"error":{"code","message","at","fix"}} whenever it is writable, and the number stands although that doesn't fit.
 *
 * Any function may be called from any thread at any time. The library keeps no pointer after it returns; in and out must not
 * overlap. All JSON that comes out is ASCII unless the option "ascii" is false. Money and quantities are decimal text.
 */

#ifndef EINV_H
#define EINV_H

#include <stdint.h>

/*
 Done; `out` is the answer.
 */
#define EINV_OK 0

/*
 The call worked; the document, or the portal, says no; `out` is the report.
 */
#define EINV_INVALID 1

/*
 Kept durably, not registered yet (portal unreachable, or its answer in doubt); `out` says why.
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
 The input is not JSON, or not of the shape the verb takes.
 */
#define EINV_E_JSON 13

/*
 The input is larger, or nested deeper, than any document: 64 MiB, 64 levels.
 */
#define EINV_E_LIMIT 14

/*
 An unknown option, or an option's value.
 */
#define EINV_E_OPTION 15

/*
 No such engine: never opened, closed, or of another kind.
 */
#define EINV_E_HANDLE 16

/*
 A fault of this library, caught at its edge.
 */
#define EINV_E_PANIC 17

/*
 Known, but not in this version.
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
 The ledger can't be used; nothing half done is in it.
 */
#define EINV_E_LEDGER 25

/*
 `einv_stop` was called.
 */
#define EINV_E_STOPPED 26

/*
 This number is already another document.
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
 Tells the version of this interface: EINV_ABI of the header the library was built with.

 Bindings refuse a library whose number is not theirs. Never fails. Since 0.1.
 */
int32_t einv_abi(void);

/*
 Tells version, interface, rule pack, day of the built-in lists and build, as JSON.

 `out` may be NULL with `out_cap` 0: `*out_len` then holds the size needed and the answer is EINV_E_BUFFER. Since 0.1.
 */
int32_t einv_version(char *out,
                     int32_t out_cap,
                     int32_t *out_len);

/*
 Opens an engine by its configuration (JSON; NULL, empty or {} is the built-in sandbox with a ledger in memory).

 `*engine` receives the handle, 0 when it fails; `out` tells what was opened, or the error. `out` may be NULL with
 `out_cap` 0: the handle is given all the same. With a buffer that is too small nothing is opened and the answer is
 EINV_E_BUFFER. An unknown key is refused (EINV_E_CONFIG). Never calls the portal. Since 0.1.
 */
int32_t einv_open(const char *config,
                  int32_t config_len,
                  int32_t *engine,
                  char *out,
                  int32_t out_cap,
                  int32_t *out_len);

/*
 Closes an engine, with its batches, or a batch. Calls in flight and documents on their way end first, in their own time;
 documents in the ledger stay.

 Returns EINV_E_HANDLE for what is not open, closed already, or no handle at all: harmless. Since 0.1.
 */
int32_t einv_close(int32_t handle);

/*
 Makes the calls in flight on an engine return EINV_E_STOPPED, and stops its batches; it stays usable. Of a batch: no
 further document is begun, and those on their way end in their own time.

 A document on its way stays in the ledger, to be settled later. Since 0.1.
 */
int32_t einv_stop(int32_t handle);

/*
 Judges an INV-01 invoice: every fault at once, with place, portal code and fix.

 `in`: the invoice. `out`: the report. Returns EINV_OK when it is valid, EINV_INVALID when it is not. What only the
 e-way bill would fail for is a warning with "affects":"ewb", and "ewb":{"verdict"} is valid, invalid or absent.
 Own option: "ewb" as in einv_submit. `engine` may be 0. No effect.
 Own option "normalize": true takes whatever einv_normalize takes, "other_shapes" the same but INV-01 as it is;
 the report then has "changes" and "dressed" as there.

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

 `in`: one document: INV-01 in other dress, a simple bill (docs/simple.md), a GSP's shape, or a wrapper of one.
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
 flipkart, gstr1, nic, sheet, tally, vyapar, zoho), "map" (a mapping file, or its path), "sheet", "parties" and "items" (a
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
 Works out the IRN offline.

 `in`: an invoice, or {"gstin","type","number","date"}. `out`: {"irn","gstin","fin_year","type","number"}.
 The number is hashed upper-cased for documents dated from 2025-06-01, or by the day in `opts` "on".
 `engine` may be 0. No effect.
 Own option "normalize": true takes whatever einv_normalize takes, "other_shapes" the same but INV-01 as it is;
 the answer then has "changes" and "dressed" as there.

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
 cesses, TotItemVal, the whole of ValDtls, Version, TaxSch. What is given is kept. A line of negative value becomes
 discount of the one other line with its HSN code and rate, where there is just one.
 `out`: the completed invoice, with EINV_OK, when it is valid; else the report of what to mend, with EINV_INVALID;
 paths and items of the report count the lines of `in`.
 Own options: "round_off" is "rupee" (RndOffAmt brings the total to the nearest rupee; the default) or "none";
 "retail_prices": {"1": "1000.00"} by line, from which the tax of notified tobacco and pan masala is worked out.
 `engine` may be 0. No effect.
 Own option "normalize": true takes whatever einv_normalize takes, "other_shapes" the same but INV-01 as it is;
 the answer then has "changes" and "dressed" as there.

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
 Tells whether the law asks for an e-invoice, by when, and why.

 `in`: an invoice, or a bill in words: {"document","date","buyer","supply","goods","interstate","value","tax"}.
 `out`: {"verdict":"required"|"not_required"|"cannot_tell","sure","reasons","threshold","crossed_in","missing_years",
 "report_by","cancel_hours","ewb","b2c_qr","exposure"}; each reason says where it comes from and how sure that is.
 Goes by the taxpayer of the engine, or of `opts` "taxpayer". `engine` may be 0. No effect.
 Own option "normalize": true takes whatever einv_normalize takes, "other_shapes" the same but INV-01 as it is;
 the answer then has "changes" and "dressed" as there.

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
 Tells where documents land in GSTR-1.

 `in`: an array of invoices; or, with an engine, {"gstin","period":"112026"} for the registered documents of its
 ledger. `out`: {"documents":[{"irn","table","section","type",...}],"sections":{"b2b","exp","cdnr","cdnur","hsn"},
 "totals"}. Returns EINV_INVALID when an invoice of the array comes into no table; its "why" says so.
 `engine` may be 0 for an array. No effect.
 Own option "normalize": true takes whatever einv_normalize takes, "other_shapes" the same but INV-01 as it is;
 each document then has "changes" and "dressed" as there.

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
 Explains a portal's or GSP's error.

 `in`: {"code":"2150"} or {"words":"2150 : Duplicate IRN"}, and "system" ("irp", "ewb", "gsp") where it is known whose
 code it is. `out`: {"code","system","meaning","cause","fix","retry",...,"also"}: what it means in the other systems.
 `engine` may be 0. No effect.

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
 Lists the rules: what `einv_validate` looks at.

 `in`: NULL, empty or {} for all, or any of {"code","rule","path","level"}: a portal code, the beginning of a rule's name or of a
 path, and error, warning, info or portal. `out`: {"rules":[{"rule","code","also","severity","judge","path","message","fix",
 "since","until","setting","source"}],"total","next"}; "next" is what to give as "after" for the next page.
 Own options: "after" (0) and "limit" (200, at most 1000). `engine` may be 0. No effect.

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
 Lists a master list: countries, currencies, hsn, pins, ports, rates, states, transport_modes, units,
 vehicle_numbers, vehicle_types.

 `in`: {"list":"units","starting":"B","search":"bag","on":"2026-11-21"}, the last three where wanted; "search" is
 words of code or name; "words" in its place is what people call a thing ("ruled register"): rows that share most words
 with it come first; NULL, empty or {} names the lists. `out`: {"list","day","rows":[{"code","name","from","to","origin","portal",
 "source"}],"total","next"}, "next" as in einv_rules; "origin" is "built_in" or "overlay" (config "lists").
 Own options: "after" (0) and "limit" (200, at most 1000). `engine` may be 0. No effect.

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
 Verifies a signed QR or a signed invoice, and tells what it holds.

 `in`: {"signed_qr"} or {"signed_invoice"}, and "invoice" to hold it against. `out`: {"verdict","kid","issuer","key",
 "content","differs","message","fix"}; "verdict" is verified, wrong_signature, unknown_key, malformed or sandbox;
 "differs" lists where the invoice is not as it was signed.
 Returns EINV_OK when it is verified and nothing differs, else EINV_INVALID. What the sandbox signed is EINV_OK only
 at an engine whose portal is the sandbox. `engine` may be 0. No effect.
 Own option: "qr_keys", the portal's keys beside those of the engine: each PEM, or the path of a PEM, CER or ZIP file.

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
 Own options: "format" (svg, png, bmp, escpos, text), "module" (pixels or dots a module), "quiet" (modules of white
 around, 4), "level" (L, M, Q, H), "width_mm" (of the SVG, 45).
 Own option "normalize": true takes GSTIN, day and amounts of "upi" as einv_normalize takes them.

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

 `in`: the INV-01 invoice; or {"invoice","registration"}, with the answer of einv_submit or einv_status. Without a
 registration the engine's ledger is looked into; no portal is asked. `out`: the PDF's bytes, not JSON; the same input
 makes the same bytes. A code that was not made for this invoice is refused; so is an invoice that was changed after its
 registration (EINV_E_CONFLICT). An invoice that isn't registered is printed: with IRN NOT YET OBTAINED across the page
 where the law asks for one, without where it doesn't or where that can't be told (einv_applicability says which).
 `engine` may be 0. No effect.
 Own options: "logo" (a PNG or JPEG, base64 or path), "accent" (#rrggbb), "qr_keys" as for einv_verify.
 Own option "normalize": true takes whatever einv_normalize takes, "other_shapes" the same but INV-01 as it is.

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
 Stamps IRN, acknowledgement and QR on a PDF of one's own.

 `in`: {"pdf","registration","page","place"}: the PDF in base64; "page" from 1 (the default), "last" or "all"; "place"
 "auto" (a free place, the default) or {"x_mm","y_mm","width_mm"} from the upper left corner. `out`: the PDF's bytes,
 not JSON; they begin with the original's. A PDF that is encrypted or broken is refused. `engine` may be 0. No effect.
 Own option: "qr_keys" as for einv_verify.

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
 Registers an invoice with the portal, once, whatever happens.

 `in`: the invoice. `out`: the registration with IRN, acknowledgement, signed invoice and signed QR.
 Returns EINV_OK when it is registered (now or before: a second call sends nothing), EINV_INVALID when the rules or
 the portal refuse it, EINV_PENDING when it is kept and not registered yet. `out_cap` must be at least 4096.
 Own options: "resend" sends a refused document again unchanged, where time may have cured the refusal; "when":
 "required" sends only what the law asks for: else EINV_OK with status "not_required", or EINV_INVALID with
 "cannot_tell" when that can't be told, with the reasons under "applicability", nothing kept and nothing sent; "ewb":
 "none" leaves EwbDtls out, "try" (the default) registers the invoice whatever becomes of the e-way bill, "must" sends
 nothing when the e-way bill would fail.
 Own option "normalize": true takes whatever einv_normalize takes, "other_shapes" the same but INV-01 as it is;
 the report then has "changes" and "dressed" as there.

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
 Cancels a registered document, or takes back one that has not left.

 `in`: {"irn"} or {"gstin","type","number","date"}, with "reason" (duplicate, data_entry, order_cancelled, other) and
 "remark" (up to 100 characters). `out`: the cancellation. Allowed for 24 hours from the acknowledgement.
 While an e-way bill stands it is refused (2230); own option: "ewb":"cancel" cancels that first, then the document.
 Returns EINV_OK when it is cancelled (now or before) or withdrawn, EINV_INVALID when that is not allowed,
 EINV_PENDING while its outcome is not known. `out_cap` must be at least 4096.
 After the 24 hours the answer has "roads", what is left to do; own option "draft": true adds "draft", the note that
 takes the document back, complete but for the number of your own series.

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
 Tells what the ledger knows of a document. Asks no portal.

 `in`: {"irn"} or {"gstin","type","number","date"}. `out`: the registration or cancellation; "status" is also
 pending, in_doubt, rejected, withdrawn, unknown. Returns EINV_OK for each of them. When a portal is left alone for a
 while, or this client is slowed or stopped because too much of what it sent was refused, "portal_state" tells:
 {"portal","state","unanswered","refused"}; of several portals, a list.

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
 Holds the ledger against the portal's list: GSTR-1's e-invoice download (returns, section EINV).

 `in`: the download, one file or an array of them (one a section), of one GSTIN and period. `out`: {"gstin","period",
 "agree","counts","differences":[{"kind","irn","type","number","date","table","message","fix","fields"}],"totals"};
 "kind" is missing_here, missing_there, differs, cancelled_here, cancelled_there, unsettled_here, void_here,
 not_populated, twice_there or unreadable. Returns EINV_OK, whatever differs. No effect.

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
 Settles what is in doubt, sends what is pending, and ends cancellations under way: for a timer, or after a failure.

 `in`: NULL, empty or {}. `out`: {"registered","rejected","cancelled","withdrawn","pending","in_doubt","left"}, counts
 of what came of each document taken up. Returns EINV_OK when nothing waits any more, EINV_PENDING when something
 does. `out_cap` must be at least 4096. Own option: "limit", how many documents to take up.

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
 Tells what the portal says of a document now.

 `in`: {"irn"} or {"gstin","type","number","date"}; {"portal":"nic"} or {"portal":"*"} asks instead whether portals are
 up. `out`: the registration or cancellation, with "source":"portal". The portal gives details for two days; after
 that the ledger answers ("source":"ledger"). Returns EINV_INVALID for what the portal does not know. What the portal
 knows more than the ledger (a cancellation, an e-way bill) is kept.

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
 Looks up a taxpayer, in the ledger's memory or at the portal.

 `in`: {"gstin"}. `out`: {"gstin","status","trade_name","legal_name","blocked","address",...,"as_of","cached",
 "age_seconds"}. What is remembered serves for seven days, and longer while the portal gives no answer.
 Returns EINV_INVALID for what the portal does not know. Own option: "fresh" has the portal renew its own copy.

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
 Makes the e-way bill of a registered document, once.

 `in`: {"irn"} or {"gstin","type","number","date"}, with "EwbDtls" as in INV-01, and "ExpShipDtls", "DispDtls" where
 they are wanted. `out`: the registration with "ewb". Returns EINV_OK when it is active (now or before), EINV_INVALID
 when the portal refuses it (the registration stands), EINV_PENDING while its outcome is not known.
 `out_cap` must be at least 4096.

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
 Cancels the e-way bill of a document.

 `in`: {"irn"} or {"gstin","type","number","date"}, with "reason" (duplicate, data_entry, order_cancelled, other) and
 "remark" (up to 50 characters). `out`: the registration with "ewb". Returns EINV_OK when it is cancelled (now or
 before), EINV_INVALID when the portal refuses or there is none, EINV_PENDING while its outcome is not known.
 `out_cap` must be at least 4096.

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
 Tells what was sent to portals and what they answered, secrets masked, and when they gave no answer.

 `in`: NULL, empty or {}; or any of {"irn","portal","call","from","to","after"}. `out`: {"exchanges":[...],"outages":[...],"next"};
 "next" goes into "after" for the following page. Exchanges are kept for the configuration's "audit_days" (90), outages
 for good. Own option: "limit", how many exchanges to answer (100, at most 1000).

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
 Tells what is due: the age board, the most urgent first.

 `in`: NULL, empty or {}; or {"books":[{"gstin","type","number","date","status"}]}, documents as the books have them,
 "status" active or cancelled. `out`: {"at","late","total","counts","entries":[{"kind","late","due","age_hours","irn",
 "gstin","type","number","date","status","message","fix"}],"next"}; "kind" is pending, in_doubt, rejected, missing (in
 the books alone), cancelling, alive (cancelled in the books, not at the portal), spent (cancelled at the portal
 alone), cancellable or eway_bill; "due" is the end of the last day for reporting, of the 24 hours for cancelling, or
 of the e-way bill's validity, null where nothing limits it. What has not come to rest for 24 hours stands on top,
 then what is late, then by "due". "late" counts what is late or stuck. No effect; asks no portal.
 Own options: "after" (0) and "limit" (200, at most 10000).

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
 Registers many invoices, several at a time, each as einv_submit would.

 `in`: an array of invoices; or one invoice a line; or {"path"}, a file of either form, or a folder whose .json files
 hold one invoice each; or a table as einv_convert takes it, of which what is ready is sent. `out`: {"job"}, a handle for einv_progress, einv_results, einv_stop and einv_close. An array
 that is not whole is refused before anything is sent; an invoice that can't be read is that invoice's own failure.
 Running the same batch again resumes it: what is registered is answered from the ledger. `out_cap` must be at least
 4096. Own options: "in_flight" (64, at most 512), documents under way at a time; "per_second", documents sent in a
 second at most (no limit); "resend", "when" and "ewb" as in einv_submit. "deadline_ms" is of each document.
 Own option "normalize": true takes whatever einv_normalize takes, "other_shapes" the same but INV-01 as it is;
 each report then has "changes" and "dressed" as there.
 Of a table, results have "number", "sheet" and "rows", and "faulty" is "leave_out" (send the others) or "stop" (EINV_E_ARG
 while a bill is faulty, and nothing is sent); without it a batch stops where a column is wrong or more than a tenth faulty.

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
 Tells how far a batch is.

 `engine`: the batch's handle. `in`: NULL, empty or {}. `out`: {"finished","stopped","total","done","registered",
 "rejected","pending","failed","not_required","per_second","seconds","seconds_left"}. No effect.

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
 Gives a page of a batch's results, in the order of its documents.

 `engine`: the batch's handle. `in`: NULL, empty or {}. `out`: {"results":[{"index",...}],"next"}: "index" counts the
 documents from 0, the rest is what einv_submit would answer, read from the ledger, or its {"error"}. "next" is what
 to give as "after" for the next page, null when there is none. No effect.
 Own options: "after" (0), "limit" (1000, at most 10000), "wait_ms" (0), how long to wait for a result.

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
 Makes the file for the portal's own bulk upload, for those who upload by hand.

 `in`: an array of invoices, or one invoice a line. `out`: the file, a JSON array of them as they would be sent; with
 EINV_INVALID {"total","invalid":[{"index","report"}]}, what is wrong with which of them, and no file.
 `engine` may be 0. No effect.
 Own option "normalize": true takes whatever einv_normalize takes, "other_shapes" the same but INV-01 as it is.

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
 Enters in the ledger what was registered elsewhere: by hand, by another program, or before einv.

 `in`: {"signed_invoice","signed_qr"}, or the portal's own answer ("SignedInvoice","SignedQRCode","Status","EwbNo",...);
 an array of them, or one a line. A QR alone is entered where the ledger knows the registration already.
 `out`: {"entered","known","refused","results":[{"index","entered",...}]}, each with the registration, or its {"error"}.
 Nothing is entered whose signature is not that of a key given (portal.qr_keys, or own option "qr_keys"), nor what is
 another document than the ledger has. Returns EINV_OK, or EINV_INVALID when any was refused. `out_cap` must be at
 least 4096. Asks no portal.

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
