//! The list of verbs: one row each. `build/interface.rs` reads it too, for the header and the bindings.
//!
//! A `pure` verb takes an engine or 0, and a `list` verb also an input or none. An `engine` verb needs an engine, and a
//! `board` verb takes an input or none. An `effect` verb changes something, so it requires room for an answer first; an
//! `idle` verb does so without an input. `batch` begins a batch; a `job` verb takes the batch's handle and no input.
//! The brackets hold a verb's own options.

use super::guard::{Buffer, CallerText, Input, VerbTerms, verb};
use super::{Verb, begin_batch, handles};
use crate::answer::status::{StatusAnswer, StatusRequest};
use crate::answer::{VerbRequest, WrittenAnswer};
use crate::engine::{self, CallOptions, Engine, Job, StatusOptions};
use crate::error::{Error, ErrorKind, Result};
use std::os::raw::c_char;
use std::sync::Arc;

macro_rules! verbs {
    ($( $(#[doc = $doc:literal])* $kind:ident $name:ident [$($option:ident)*] = $work:path; )*) => {
        $(
            $(#[doc = $doc])*
            ///
            /// # Safety
            /// `in` and `opts` must have as many readable bytes as their lengths say, or end in NUL (-1). `out` must
            /// have `out_cap` writable bytes that don't overlap them. `out_len` must point to a writable int32. NULL
            /// there is an error.
            #[unsafe(no_mangle)]
            pub unsafe extern "C" fn $name(
                engine: i32,
                r#in: *const c_char,
                in_len: i32,
                opts: *const c_char,
                opts_len: i32,
                out: *mut c_char,
                out_cap: i32,
                out_len: *mut i32,
            ) -> i32 {
                let terms = verbs!(@terms $kind [$(stringify!($option)),*]);
                let find = || verbs!(@find $kind engine);
                let (input, opts) = (CallerText { at: r#in, len: in_len }, CallerText { at: opts, len: opts_len });
                let out = Buffer { at: out, cap: out_cap, len: out_len };
                // SAFETY: the caller keeps the terms above, which are those of `guard::verb`.
                unsafe { verb(input, opts, out, terms, &find, &|found, text, options| verbs!(@work $kind $work, found, text, options)) }
            }
        )*

        /// Finds a verb by its name without `einv_`.
        pub fn verb_by_name(name: &[u8]) -> Option<Verb> {
            let verbs: &[(&str, Verb)] = &[$((stringify!($name), $name)),*];
            verbs.iter().find(|(full, _)| full.as_bytes().strip_prefix(b"einv_") == Some(name)).map(|(_, verb)| *verb)
        }

        /// Runs a verb, by its name without `einv_`, on texts: JSON in, JSON or a file out, as through the C interface
        /// but without the options `ascii` and `pick`. A batch has a handle, so its verbs are left out.
        pub fn ask(engine: Option<&Engine>, verb: &str, text: &str, opts: &str) -> Result<WrittenAnswer> {
            let name = format!("einv_{verb}");
            $(if name == stringify!($name) {
                let terms = verbs!(@terms $kind [$(stringify!($option)),*]);
                let options = &CallOptions::read(opts, terms.options)?;
                terms.input.takes(text)?;
                return verbs!(@ask $kind $work, engine, text, options);
            })*
            Err(Error::new(ErrorKind::Unsupported, format!("there is no verb \"{verb}\"")))
        }

        /// Each verb with its own options.
        #[cfg(test)]
        const OWN: &[(&str, &[&str])] = &[$((stringify!($name), &[$(stringify!($option)),*])),*];
    };
    (@terms idle $options:expr) => { VerbTerms { options: &$options, effect: true, input: Input::None } };
    (@terms list $options:expr) => { verbs!(@terms board $options) };
    (@terms board $options:expr) => { VerbTerms { options: &$options, effect: false, input: Input::Optional } };
    (@terms job $options:expr) => { VerbTerms { options: &$options, effect: false, input: Input::None } };
    (@terms batch $options:expr) => { verbs!(@terms effect $options) };
    (@terms effect $options:expr) => { VerbTerms { options: &$options, effect: true, input: Input::Needed } };
    (@terms pure $options:expr) => { verbs!(@terms engine $options) };
    (@terms engine $options:expr) => { VerbTerms { options: &$options, effect: false, input: Input::Needed } };
    (@find pure $engine:ident) => { if $engine == 0 { Ok(None) } else { handles::get($engine).map(Some) } };
    (@find list $engine:ident) => { verbs!(@find pure $engine) };
    (@find job $engine:ident) => { handles::job($engine) };
    (@find $kind:ident $engine:ident) => { handles::get($engine) };
    (@work pure $work:path, $found:ident, $text:ident, $options:ident) => {
        verbs!(@run $work, Option::<Arc<Engine>>::as_deref($found), $text, $options)
    };
    (@work list $work:path, $found:ident, $text:ident, $options:ident) => {
        verbs!(@work pure $work, $found, $text, $options)
    };
    (@work idle $work:path, $found:ident, $text:ident, $options:ident) => {
        verbs!(@alone $work, $found, $text, $options)
    };
    (@work job $work:path, $found:ident, $text:ident, $options:ident) => {
        verbs!(@alone $work, $found, $text, $options)
    };
    (@work $kind:ident $work:path, $found:ident, $text:ident, $options:ident) => {
        verbs!(@run $work, $found, $text, $options)
    };
    (@alone $work:path, $of:expr, $text:ident, $options:ident) => {{
        // The absence of an input was checked before.
        let _: &str = $text;
        $work($of, &CallOptions::clone($options).into()).map(WrittenAnswer::of)
    }};
    (@run $work:path, $of:expr, $text:ident, $options:ident) => {
        $work($of, VerbRequest::read($text)?, &CallOptions::clone($options).into()).map(WrittenAnswer::of)
    };
    (@ask pure $work:path, $engine:ident, $text:ident, $options:ident) => {
        verbs!(@run $work, $engine, $text, $options)
    };
    (@ask list $work:path, $engine:ident, $text:ident, $options:ident) => {
        verbs!(@run $work, $engine, $text, $options)
    };
    (@ask batch $work:path, $engine:ident, $text:ident, $options:ident) => { Err(no_handle($options)) };
    (@ask job $work:path, $engine:ident, $text:ident, $options:ident) => { Err(no_handle($options)) };
    (@ask idle $work:path, $engine:ident, $text:ident, $options:ident) => {
        verbs!(@alone $work, $engine.ok_or_else(|| handles::stale(0))?, $text, $options)
    };
    (@ask $kind:ident $work:path, $engine:ident, $text:ident, $options:ident) => {
        verbs!(@run $work, $engine.ok_or_else(|| handles::stale(0))?, $text, $options)
    };
}

verbs! {
    /// Checks an INV-01 invoice: returns every fault at once, with place, portal code and fix.
    ///
    /// `in`: the invoice. `out`: the report. Returns EINV_OK when the invoice is valid, EINV_INVALID when it is not. A
    /// fault that would fail only the e-way bill is a warning with "affects":"ewb"; "ewb":{"verdict"} is valid, invalid
    /// or absent. Own option: "ewb" as in einv_submit. `engine` may be 0. No effect.
    /// Own option "normalize": true accepts everything that einv_normalize accepts, "other_shapes" does so except for
    /// INV-01, which is taken as it is; the report then has "changes" and "dressed".
    /// A table with one bill may stand in its place: {"path"}, {"base64","name"}, {"text"} or {"rows"}, with what
    /// einv_convert takes beside it. Each finding then has "at".
    ///
    /// Since 0.1.
    pure einv_validate [buyers changes ewb normalize] = engine::validate;

    /// Turns a bill of another shape or spelling into an INV-01 invoice, and says what was changed.
    ///
    /// `in`: one document: INV-01 written otherwise, a simple bill (docs/simple.md), a GSP's shape, or a wrapper of one.
    /// `out`: {"kind","invoice","changes":[{"path","from","to","why","at"}],"dressed","findings"}. "kind" is inv01, simple,
    /// cleartax, mastersindia, iris, nic_bulk, signed or wrapper. "invoice" is what einv_compute takes; each change of what a
    /// value means is listed, those of how it is written are counted in "dressed". "findings" are those of the completed
    /// invoice; "at" says where in `in` a value stood. Nothing is invented: docs/simple.md says what is never done.
    /// Returns EINV_OK when no finding is an error, else EINV_INVALID; several documents are EINV_E_ARG. The seller's profile
    /// comes from the engine's configuration or `opts` "taxpayer". `engine` may be 0. No effect.
    /// Own options: "changes": "all" lists every change; "buyers" is "given" (the default), "cache" or "portal": where a
    /// registered buyer's name, address, town and PIN come from that the bill leaves out; "ewb": "try" or "must" keeps the
    /// e-way bill's part, which a simple bill's "transport" alone doesn't ask for.
    ///
    /// Since 0.1.
    pure einv_normalize [buyers changes ewb] = engine::normalize;

    /// Reads the bills of a table or of a list of documents, completes and judges them, and sorts them.
    ///
    /// `in`: {"path"}, {"text"}, {"base64","name"}, {"documents":[...]} or {"rows":[...]}; beside it what is wanted of "preset" (amazon,
    /// flipkart, gstr1, marg, nic, sheet, tally, vyapar, zoho), "map" (a mapping file, or its path), "sheet", "parties" and "items" (a
    /// table's path, or rows), "defaults". CSV and other text, XLSX, XLSB, XLS, ODS, DBF, Tally's XML and JSON are read.
    /// `out`: {"counts":{"rows","bills","ready","faulty","skipped"},"read","bills":[{"index","number","status","reason","sheet",
    /// "rows","invoice","changes","dressed","findings"}],"findings","skips","changed","next"}. A finding's "at" names sheet, row
    /// and column. Returns EINV_OK when no bill is faulty, else EINV_INVALID; the good ones are there all the same.
    /// `engine` may be 0. No effect but the file of "to".
    /// Own options: "limit" (1000) and "after" page the bills; "to" writes the ready invoices to a new file, one a line, and the
    /// faulty bills to the same name with .faulty.ndjson behind it ("overwrite": true takes names that are used); "validate": false
    /// doesn't judge; "buyers", "changes" and "ewb" as in einv_normalize. docs/tables.md has the rest.
    ///
    /// Since 0.1.
    pure einv_convert [after buyers changes ewb limit overwrite to validate] = engine::convert;

    /// Says how a table would be read.
    ///
    /// `in`: as einv_convert. `out`: {"read","columns":[{"column","heading","feeds","example"}],"unmapped","missing","map"}; "map" is
    /// a mapping file to be edited. Returns EINV_INVALID when something that a bill needs has no column, or a column can't be read.
    /// `engine` may be 0. No effect.
    ///
    /// Since 0.1.
    pure einv_columns [] = engine::columns;

    /// Computes the IRN offline.
    ///
    /// `in`: an invoice, or {"gstin","type","number","date"}. `out`: {"irn","gstin","fin_year","type","number"}.
    /// The number is hashed in upper case for documents dated from 2025-06-01, or by the day in `opts` "on". `engine`
    /// may be 0. No effect.
    /// Own option "normalize": true accepts everything that einv_normalize accepts, "other_shapes" does so except for
    /// INV-01, which is taken as it is; the answer then has "changes" and "dressed".
    ///
    /// Since 0.1.
    pure einv_hash [changes normalize] = engine::hash;

    /// Completes an invoice from its parties and lines.
    ///
    /// `in`: an INV-01 invoice that may leave out whatever follows from the rest: SlNo, IsServc, TotAmt, AssAmt, taxes,
    /// cesses, TotItemVal, all of ValDtls, Version, TaxSch. Given values are kept. A line with a negative value becomes
    /// a discount on the other line with its HSN code and rate, where there is exactly one.
    /// `out`: the completed invoice, with EINV_OK, when it is valid; otherwise the report of what to fix, with
    /// EINV_INVALID. Paths and items in the report count the lines of `in`.
    /// Own options: "round_off" is "rupee" (RndOffAmt brings the total to the nearest rupee; the default) or "none";
    /// "retail_prices": {"1": "1000.00"}, prices by line, from which the tax of notified tobacco and pan masala is
    /// computed. `engine` may be 0. No effect.
    /// Own option "normalize": true accepts everything that einv_normalize accepts, "other_shapes" does so except for
    /// INV-01, which is taken as it is; the answer then has "changes" and "dressed".
    /// A table with one bill may stand in its place, as in einv_validate.
    ///
    /// Since 0.1.
    pure einv_compute [buyers changes normalize retail_prices round_off] = engine::compute;

    /// Checks an e-way bill document: returns every fault at once, with place, the e-way bill system's code, and fix.
    ///
    /// `in`: a document in the e-way bill system's own keys (supplyType, docNo, itemList, …; numbers or texts, days
    /// dd/MM/yyyy or yyyy-MM-dd), an INV-01 invoice with EwbDtls, or a simple bill with "transport" (docs/simple.md).
    /// `out`: {"valid","verdict","document":{"gstin","type","number","date","fin_year"},"part":"A"|"B",
    /// "ewb":"due"|"not_due"|"cannot_tell","reasons","not_judged","findings","rules","lists"}; "part" says how far the
    /// bill would be filled, "ewb" whether the law asks for one. Of what isn't in the system's keys, paths point into
    /// the INV-01 invoice, and "at" into the bill. Returns EINV_OK when the document is valid, EINV_INVALID when it is
    /// not. Nothing is sent. `engine` may be 0. No effect.
    /// Own options: "buyers" and "changes" as in einv_normalize.
    ///
    /// Since 0.1.
    pure einv_ewb_validate [buyers changes] = engine::ewb_validate;

    /// Reports whether the law requires an e-invoice, by when, and why.
    ///
    /// `in`: an invoice, or a short description of a bill:
    /// {"document","date","buyer","supply","goods","interstate","value","tax","hsn":[…],"from_state","movement"}.
    /// The last three decide about the e-way bill: the codes of the goods, the state that they leave from, and what is
    /// special about their movement (job_work, handicraft, non_motorised, …; docs/law.md).
    /// `out`:
    /// {"verdict":"required"|"not_required"|"cannot_tell","sure","reasons","threshold","crossed_in","missing_years",
    /// "report_by","cancel_hours","ewb","b2c_qr","exposure"};
    /// each reason names its source and how sure it is.
    /// Uses the taxpayer of the engine, or of `opts` "taxpayer". `engine` may be 0. No effect.
    /// Own option "normalize": true accepts every bill that einv_normalize accepts, "other_shapes" does so except for
    /// INV-01, which is taken as it is.
    ///
    /// Since 0.1.
    pure einv_applicability [normalize] = engine::applicability;

    /// Makes GSTR-1: the place of each document in it, and the file for the portal.
    ///
    /// `in`: an array of invoices; or {"gstin","period":"112026"} (or "quarter":"Q3-2026-27") for the registered
    /// documents of the engine's ledger, with "documents" that it doesn't have and rows of sums: "b2c", "nil",
    /// "advances", "operators", "hsn", "issued", "cancelled"; "download" (the portal's list of e-invoices), "filed"
    /// (the day GSTR-1 was filed), "iff", "furnished". docs/returns.md describes them. `out`:
    /// {"documents":[{"irn","table","section","type",...}],"sections":{"b2b",...,"hsn","doc_issue"},"totals",
    /// "findings"}; the "path" of a finding points into "documents" of the answer, or to a row of `in`. Returns
    /// EINV_INVALID when a document belongs to no table or the portal would refuse a value. `engine` may be 0 where
    /// documents are given. No effect.
    /// Own options: "scope": "rest" (the default) leaves out what the portal fills in from e-invoices, "whole" includes
    /// it and removes its e-invoice mark; "form": "upload" returns the file itself; "amendment": "1A" makes GSTR-1A.
    /// "normalize": true accepts every document that einv_normalize accepts, "other_shapes" does so except for INV-01.
    ///
    /// Since 0.1.
    pure einv_gstr1 [amendment form normalize scope] = engine::gstr1;

    /// Explains an error of a portal or GSP.
    ///
    /// `in`: {"code":"2150"} or {"words":"2150 : Duplicate IRN"}, with "system" ("irp", "ewb", "gsp") where the code's
    /// owner is known. `out`: {"code","system","meaning","cause","fix","retry",...,"also"}; "also" is its meaning in
    /// the other systems. `engine` may be 0. No effect.
    ///
    /// Since 0.1.
    pure einv_explain [] = engine::explain;

    /// Lists the rules that `einv_validate` checks.
    ///
    /// `in`: NULL, empty or {} for all, or any of {"code","rule","path","level"}: a portal code, the beginning of a
    /// rule's name or of a path, and error, warning, info or portal. `out`:
    /// {"rules":[{"rule","code","also","severity","judge","path","message","fix","since","until","setting","source"}],
    /// "total","next"};
    /// pass "next" as "after" for the next page. Own options: "after" (0) and "limit" (200, at most 1000). `engine` may
    /// be 0. No effect.
    ///
    /// Since 0.1.
    list einv_rules [after limit] = engine::rules;

    /// Lists the codes of a master list: countries, currencies, hsn, pins, ports, rates, states, transport_modes,
    /// units, vehicle_numbers, vehicle_types.
    ///
    /// `in`: {"list":"units","starting":"B","search":"bag","on":"2026-11-21"}. The last three are optional; "search" is
    /// words of the code or name. NULL, empty or {} lists the names of the lists. `out`:
    /// {"list","day","rows":[{"code","name","from","to","origin","portal","source"}],"total","next"}; "next" as in
    /// einv_rules; "origin" is "built_in" or "overlay" (config "lists"). Own options: "after" (0) and "limit" (200, at
    /// most 1000). `engine` may be 0. No effect.
    ///
    /// Since 0.1.
    list einv_codes [after limit] = engine::codes;

    /// Verifies a signed QR or a signed invoice, and returns its content.
    ///
    /// `in`: {"signed_qr"} or {"signed_invoice"}, and optionally "invoice" to compare with it. `out`:
    /// {"verdict","kid","issuer","key","content","differs","message","fix"}; "verdict" is verified, wrong_signature,
    /// unknown_key, malformed or sandbox; "differs" lists where the invoice differs from the signed content.
    /// Returns EINV_OK when it is verified and nothing differs, otherwise EINV_INVALID. A sandbox signature is EINV_OK
    /// only with an engine whose portal is the sandbox. `engine` may be 0. No effect.
    /// Own option: "qr_keys", the portal's keys beside those of the engine: each PEM, or the path of a PEM, CER or ZIP
    /// file.
    ///
    /// Since 0.1.
    pure einv_verify [qr_keys] = engine::verify;

    /// Draws a signed QR, or a payment request for a customer without GSTIN.
    ///
    /// `in`: {"signed_qr"} or {"upi":{"gstin","upi_id","payee","number","date","value","cgst","sgst","igst","cess"}}.
    /// `out`: the picture's bytes, not JSON. `engine` may be 0. No effect.
    /// Own options: "format" (svg, png, bmp, escpos, text), "module" (pixels or dots per module), "quiet" (white
    /// modules around it, 4), "level" (L, M, Q, H), "width_mm" (of the SVG, 45).
    ///
    /// Since 0.1.
    pure einv_qr [format module quiet level width_mm] = engine::qr;

    /// Prints an invoice as A4 pages.
    ///
    /// `in`: the INV-01 invoice; or {"invoice","registration"}, with the answer of einv_submit or einv_status. Without
    /// a registration it is looked up in the engine's ledger; no portal is called. `out`: the PDF's bytes, not JSON;
    /// the same input gives the same bytes. A QR code of another invoice is refused; so is an invoice that was changed
    /// after its registration (EINV_E_CONFLICT). An invoice that isn't registered is printed, too. Where the law
    /// requires an IRN, the page says IRN NOT YET OBTAINED; where it doesn't, or that can't be decided, the page says
    /// nothing (einv_applicability reports which). `engine` may be 0. No effect.
    /// Own options: "logo" (a PNG or JPEG, base64 or path), "accent" (#rrggbb), "qr_keys" as in einv_verify.
    /// Own option "normalize": true accepts everything that einv_normalize accepts, "other_shapes" does so except for
    /// INV-01, which is taken as it is. A table with one bill may stand in its place, as in einv_validate.
    ///
    /// Since 0.1.
    pure einv_print [buyers normalize logo accent qr_keys] = engine::print;

    /// Prints an e-way bill's slip, or a consolidated one, as A4 pages with a QR code and a bar code of the number.
    ///
    /// `in`: {"ewb":{…}}: the e-way bill as its system answers it (ewbNo, ewayBillDate, validUpto, VehiclListDetails,
    /// …), or {"ewb_no","ewb_date","valid_until","document":{…}} with the document that it was made of, in the system's
    /// own keys or as INV-01; "vehicles" are the entries of Part B. Or {"consolidated":{…}}: tripSheetNo, vehicleNo,
    /// fromPlace, tripSheetEwbBills, …, or {"consolidated_no","date","vehicle","mode","ewb_nos":[…]}.
    /// `out`: the PDF's bytes, not JSON; the same input gives the same bytes. No portal is called. A cancelled, rejected
    /// or discarded bill says so across the page. `engine` may be 0. No effect.
    /// Own options: "logo" and "accent" as in einv_print.
    ///
    /// Since 0.1.
    pure einv_ewb_print [logo accent] = engine::ewb_print;

    /// Stamps IRN, acknowledgement and QR on your own PDF.
    ///
    /// `in`: {"pdf","registration","page","place"}: the PDF in base64; "page" from 1 (the default), "last" or "all";
    /// "place" "auto" (a free place, the default) or {"x_mm","y_mm","width_mm"} from the upper left corner. `out`: the
    /// PDF's bytes, not JSON; they begin with the original's. An encrypted or broken PDF is refused. `engine` may be 0.
    /// No effect.
    /// Own option: "qr_keys" as in einv_verify.
    ///
    /// Since 0.1.
    pure einv_stamp [qr_keys] = engine::stamp;

    /// Registers an invoice with the portal exactly once, even across crashes and repeated calls.
    ///
    /// `in`: the invoice. `out`: the registration with IRN, acknowledgement, signed invoice and signed QR.
    /// Returns EINV_OK when it is registered (now or before: a second call sends nothing), EINV_INVALID when the rules
    /// or the portal refuse it, EINV_PENDING when it is stored but not registered yet: "held",
    /// "waits_for" and, where a time ends the wait, "waits_until" say why and until when. `out_cap` must be at least 4096.
    /// When the portal's answer is lost, the same call asks the portal about the document: at once, then after 1, 3, 9
    /// and 27 seconds. It sends the document again where the portal certainly does not have it.
    /// Own options: "settle_ms", how long it asks (what is left of "deadline_ms"; 0 never asks); "resend" sends a refused document again unchanged, where time may have removed the cause. "when":
    /// "required" sends only what the law requires. Otherwise it returns EINV_OK with status "not_required", or
    /// EINV_INVALID with "cannot_tell" when that can't be decided; "applicability" has the reasons, and nothing is
    /// stored or sent. "ewb": "none" leaves EwbDtls out, "try" (the default) registers the invoice even if the e-way
    /// bill fails, "must" sends nothing when the e-way bill would fail.
    /// Own option "normalize": true accepts everything that einv_normalize accepts, "other_shapes" does so except for
    /// INV-01, which is taken as it is; the report then has "changes" and "dressed". A table with one bill may stand in
    /// its place, as in einv_validate; einv_batch takes one with many.
    ///
    /// Since 0.1.
    effect einv_submit [buyers changes ewb normalize resend settle_ms when] = Engine::submit;

    /// Cancels a registered document, or withdraws one that was not sent yet.
    ///
    /// `in`: {"irn"} or {"gstin","type","number","date"}, with "reason" (duplicate, data_entry, order_cancelled, other)
    /// and "remark" (up to 100 characters). `out`: the cancellation. Allowed for 24 hours from the acknowledgement. An
    /// active e-way bill prevents it (2230); own option: "ewb":"cancel" cancels the e-way bill first, then the
    /// document. Returns EINV_OK when it is cancelled (now or before) or withdrawn, EINV_INVALID when that is not
    /// allowed, EINV_PENDING while the result is unknown. `out_cap` must be at least 4096.
    /// When the answer is lost, the same call reads the IRN and cancels again only while the IRN is active; own option
    /// "settle_ms" as in einv_submit.
    /// After the 24 hours the answer has "remedies", what is left to do ("roads" is the same under its first name). Own option "draft": true adds "draft", the
    /// note that reverses the document, complete except for the number, which belongs to your own series.
    ///
    /// Since 0.1.
    effect einv_cancel [draft ewb settle_ms] = Engine::cancel;

    /// Returns what the ledger knows about a document. Calls no portal.
    ///
    /// `in`: {"irn"} or {"gstin","type","number","date"}; or {"ewb_no"}, or the key of a document without an IRN, for an e-way
    /// bill. `out`: the registration or cancellation, or the e-way bill; "status" may also be
    /// pending, in_doubt, rejected, withdrawn or unknown. Returns EINV_OK for each of them. When calls to a portal are
    /// paused, or this client is slowed or stopped because too many of its calls were refused, "portal_state" reports
    /// it: {"portal","state","unanswered","refused"}, or a list of these for several portals.
    ///
    /// Since 0.1.
    engine einv_status [] = status;

    /// Compares the ledger with the portal's list of e-invoices or GSTR-1, and the books with both; or purchases with GSTR-2B.
    ///
    /// `in`: the portal's JSON of one GSTIN and period, one file or an array of files (one per section); or {"path"} or
    /// {"base64","name"} of its JSON, of its workbook of e-invoices (Excel), or of a ZIP of them; or {"download"} with JSON
    /// or such files. Beside them "gstin" and "period" (where the file doesn't say it), "books" (your own bills: an array,
    /// or a table as einv_convert takes it), "side" (sales, or purchases: "books" against GSTR-2B). `out`:
    /// {"gstin","period","side","agree","counts","differences":[{"kind","irn","type","number","date","table","message",
    /// "fix","cause","remedy","fields"}],"totals"}, and "by_hand", the rows of GSTR-1 without an IRN that are not yours;
    /// docs/returns.md has the words of "kind", "cause" and "remedy". Returns EINV_OK even when something differs. No
    /// effect.
    ///
    /// Since 0.1.
    engine einv_reconcile [] = Engine::reconcile;

    /// Checks unanswered documents with the portal, sends waiting ones, and finishes cancellations. Call it from a
    /// timer, or after a failure.
    ///
    /// `in`: NULL, empty or {}. `out`: {"registered","rejected","cancelled","withdrawn","pending","in_doubt","left"},
    /// the numbers of documents by result. Returns EINV_OK when nothing waits any more, EINV_PENDING when something
    /// does. `out_cap` must be at least 4096. Own option: "limit", the most documents to process.
    ///
    /// Since 0.1.
    idle einv_flush [limit] = Engine::flush;

    /// Returns what the portal says about a document now.
    ///
    /// `in`: {"irn"} or {"gstin","type","number","date"}; or {"portal":"nic"} or {"portal":"*"}, which asks whether
    /// portals are up. `out`: the registration or cancellation, with "source":"portal". The portal gives details for
    /// two days; after that the ledger answers ("source":"ledger"). Returns EINV_INVALID for a document that the portal
    /// doesn't know. News from the portal (a cancellation, an e-way bill) is stored in the ledger.
    ///
    /// Since 0.1.
    engine einv_fetch [] = Engine::fetch;

    /// Looks up a taxpayer, in the ledger or at the portal.
    ///
    /// `in`: {"gstin"}. `out`:
    /// {"gstin","status","trade_name","legal_name","blocked","address",...,"as_of","cached","age_seconds"}. A stored
    /// answer is used for seven days, and longer while the portal gives no answer. Returns EINV_INVALID for a GSTIN
    /// that the portal doesn't know. Own option: "fresh" makes the portal renew its own copy.
    ///
    /// Since 0.1.
    engine einv_gstin [fresh] = Engine::gstin;

    /// Makes an e-way bill, exactly once: of a registered document, or of a document that needs no IRN.
    ///
    /// `in`: {"irn"} or {"gstin","type","number","date"}, with "EwbDtls" as in INV-01, and optionally "ExpShipDtls" and
    /// "DispDtls"; or a document as in einv_ewb_validate. `out`: the registration with "ewb"; of a document without IRN
    /// {"status","ewb_no","ewb_date","valid_until","part","document","distance",...}. Returns EINV_OK when it is active (now
    /// or before), EINV_INVALID when the rules or the portal refuse it (a registration stands), EINV_PENDING while the
    /// result is unknown, or the bill waits to be sent. An invoice whose supplier must register it first is refused (720).
    /// After a lost answer the e-way bill system is asked for the document before anything is sent again; a bill that it has
    /// is compared and adopted, or EINV_E_CONFLICT names both values. `out_cap` must be at least 4096. Own option:
    /// "settle_ms" as in einv_submit.
    ///
    /// Since 0.1.
    effect einv_ewb [settle_ms] = Engine::ewb;

    /// Cancels an e-way bill, or withdraws one that was not sent yet.
    ///
    /// `in`: {"irn"}, {"ewb_no"} or {"gstin","type","number","date"}, with "reason" (duplicate, data_entry, order_cancelled,
    /// other) and "remark" (up to 50 characters). `out`: the registration with "ewb", or the e-way bill. Returns EINV_OK when
    /// it is cancelled (now or before), EINV_INVALID when the portal refuses or there is none, EINV_PENDING while the result
    /// is unknown. `out_cap` must be at least 4096. Own option: "settle_ms" as in einv_submit.
    ///
    /// Since 0.1.
    effect einv_ewb_cancel [settle_ms] = Engine::ewb_cancel;

    /// Gives an e-way bill its Part B, or another vehicle, or several vehicles.
    ///
    /// `in`: {"ewb_no","vehicle"|"document","document_date","mode","from":{"place","state"},"reason","remark"}: "mode" is road
    /// (the default), rail, air or ship; "reason" breakdown, transshipment, other or first_time. Several vehicles:
    /// "vehicles":[{"vehicle","quantity"}] with "unit" and "to":{"place","state"}; "instead_of":{"vehicle"} names the one of
    /// them that this vehicle replaces. "gstin" names the taxpayer that acts, where several of the engine have a part in the
    /// bill. `out`: the e-way bill. Returns EINV_OK when it was done (now or
    /// before), EINV_INVALID with a report when the system, or what is known of the bill, says no, EINV_PENDING while the
    /// result is unknown or the system can't be reached. After a lost answer the bill is read; it is never changed twice.
    /// `out_cap` must be at least 4096. Own option: "settle_ms" as in einv_submit.
    ///
    /// Since 0.1.
    effect einv_ewb_vehicle [settle_ms] = Engine::ewb_vehicle;

    /// Hands the goods of an e-way bill to a transporter.
    ///
    /// `in`: {"ewb_no","transporter_id"}. `out` and returns as einv_ewb_vehicle. `out_cap` must be at least 4096. Own option:
    /// "settle_ms" as in einv_submit.
    ///
    /// Since 0.1.
    effect einv_ewb_transporter [settle_ms] = Engine::ewb_transporter;

    /// Extends the validity of an e-way bill: from 8 hours before its end to 8 hours after it.
    ///
    /// `in`: {"ewb_no","remaining_km","reason","remark","from":{"place","state","pin"},"vehicle",...}: "reason" is calamity,
    /// law_and_order, transshipment, accident or other. Goods that wait have "in_transit" (road, warehouse or other) and
    /// "address" in "from". `out` and returns as einv_ewb_vehicle; asked again for what a lost answer had done, it reads the
    /// bill and answers it. `out_cap` must be at least 4096. Own option: "settle_ms" as in einv_submit.
    ///
    /// Since 0.1.
    effect einv_ewb_extend [settle_ms] = Engine::ewb_extend;

    /// Makes a consolidated e-way bill of several that travel in one vehicle.
    ///
    /// `in`: {"ewb_nos":[...],"vehicle","from":{"place","state"},"mode"}; or, to make an earlier one again for another vehicle,
    /// "consolidated_no","reason","remark" in place of "ewb_nos". `out`: {"consolidated_no","date",...}, with the first of the
    /// bills. Returns as einv_ewb_vehicle; the same bills in the same vehicle get one consolidated bill. `out_cap`
    /// must be at least 4096. Own option: "settle_ms" as in einv_submit.
    ///
    /// Since 0.1.
    effect einv_ewb_consolidate [settle_ms] = Engine::ewb_consolidate;

    /// Rejects an e-way bill that the other party made, within 72 hours.
    ///
    /// `in`: {"ewb_no"}. `out` and returns as einv_ewb_vehicle. `out_cap` must be at least 4096. Own option: "settle_ms" as in
    /// einv_submit.
    ///
    /// Since 0.1.
    effect einv_ewb_reject [settle_ms] = Engine::ewb_reject;

    /// Returns what the e-way bill system says about an e-way bill now, or lists those of a day.
    ///
    /// `in`: {"ewb_no"}, {"irn"} or {"gstin","type","number","date"}; or {"gstin","day","as"}: "as" is consignor (the default),
    /// consignee or transporter. `out`: {"status","ewb_no","valid_until","part","vehicles",...}, or {"ewbs":[...]}. Returns
    /// EINV_INVALID for a bill that the system doesn't show. News of a bill in the ledger are stored.
    ///
    /// Since 0.1.
    engine einv_ewb_fetch [] = Engine::ewb_fetch;

    /// Lists what was sent to portals and what they answered, with secrets masked, and when they gave no answer.
    ///
    /// `in`: NULL, empty or {}; or any of {"irn","portal","call","from","to","after"}. `out`:
    /// {"exchanges":[...],"outages":[...],"next"}; pass "next" as "after" for the next page. Exchanges are kept for the
    /// configuration's "audit_days" (90), outages forever. Own option: "limit", the most exchanges to return (100, at
    /// most 1000).
    ///
    /// Since 0.1.
    board einv_audit [limit] = Engine::audit;

    /// Lists documents of the ledger by day, state, buyer and value.
    ///
    /// `in`: NULL, empty or {}; or {"from","to","gstin","status","buyer","min","max","text"}, each optional: days of the
    /// documents, both included; the supplier; pending, in_doubt, registered, rejected, withdrawn or cancelled; the
    /// buyer's GSTIN or a part of the name; the lowest and highest invoice value, as decimal text; a text that stands in
    /// the number, IRN, acknowledgement number, e-way bill number or buyer's name. `out`: {"documents":[{"irn","gstin",
    /// "type","number","date","status","buyer_gstin","buyer_name","value","ack_no","ack_date","ewb_no"}],"total","next"},
    /// by supplier, date, type and number. A list by buyer, value or text reads every document of the days it names. No
    /// effect; calls no portal. Own options: "after" (0) and "limit" (200, at most 10000).
    ///
    /// Since 0.1.
    board einv_list [after limit] = Engine::list;

    /// Lists what is due, the most urgent first.
    ///
    /// `in`: NULL, empty or {}; or {"books":[{"gstin","type","number","date","status"}]}, the documents in your books,
    /// "status" active or cancelled. `out`:
    /// {"at","late","total","counts","entries":[{"kind","late","due","age_hours","irn","gstin","type","number","date",
    /// "status","message","fix"}],"next"};
    /// "kind" is pending, in_doubt, rejected, missing (only in the books), cancelling, alive (cancelled in the books,
    /// not at the portal), spent (cancelled only at the portal), cancellable or eway_bill; "due" is the end of the last
    /// day for reporting, of the 24 hours for cancelling, or of the e-way bill's validity; null without a limit.
    /// Documents still unfinished after 24 hours come first, then late ones, then by "due". "late" counts late and
    /// unfinished ones. No effect; calls no portal. Own options: "after" (0) and "limit" (200, at most 10000).
    ///
    /// Since 0.1.
    board einv_due [after limit] = engine::due;

    /// Registers many invoices, several at a time, each like einv_submit.
    ///
    /// `in`: an array of invoices; or one invoice a line; or {"path"}, a file of either form, or a folder whose .json
    /// files hold one invoice each; or a table, as einv_convert takes it. `out`: {"job"}, a handle for einv_progress, einv_results, einv_stop and einv_close.
    /// An incomplete array is refused before anything is sent; an unreadable invoice is only that invoice's failure.
    /// Running the same batch again resumes it: registered documents are answered from the ledger. `out_cap` must be at
    /// least 4096. Own options: "in_flight" (64, at most 512), documents under way at a time; "per_second", the most
    /// documents sent per second (no limit); "resend", "when" and "ewb" as in einv_submit. "deadline_ms" applies to
    /// each document.
    /// Own option "normalize": true accepts everything that einv_normalize accepts, "other_shapes" does so except for
    /// INV-01, which is taken as it is; each report then has "changes" and "dressed".
    /// Of a table, the ready bills are sent. Own option "faulty": "stop" sends nothing while any bill is faulty,
    /// "leave_out" sends the others; without it nothing is sent where a column is wrong or more than a tenth of the bills
    /// is faulty.
    ///
    /// Since 0.1.
    batch einv_batch [buyers changes ewb faulty in_flight normalize per_second resend settle_ms when] = begin_batch;

    /// Reports the progress of a batch.
    ///
    /// `engine`: the batch's handle. `in`: NULL, empty or {}. `out`: {"finished","stopped","total","done","registered",
    /// "rejected","pending","failed","not_required","per_second","seconds","seconds_left","table"}; "table" has the counts
    /// of einv_convert. No effect.
    ///
    /// Since 0.1.
    job einv_progress [] = Job::progress;

    /// Returns a page of a batch's results, in the order of its documents.
    ///
    /// `engine`: the batch's handle. `in`: NULL, empty or {}. `out`: {"results":[{"index",...}],"next"}: "index" counts
    /// the documents from 0, of a table "number", "sheet" and "rows" follow, the rest is the answer of einv_submit, read from the ledger, or its {"error"}. Pass "next"
    /// as "after" for the next page; it is null on the last. No effect. Own options: "after" (0), "limit" (1000, at
    /// most 10000), "wait_ms" (0), how long to wait for a result.
    ///
    /// Since 0.1.
    job einv_results [after limit wait_ms] = Job::results;

    /// Writes the file for the portal's own bulk upload, for upload by hand.
    ///
    /// `in`: an array of invoices, or one invoice a line. `out`: the file, a JSON array of the invoices as they would
    /// be sent; or, with EINV_INVALID, no file but {"total","invalid":[{"index","report"}]}, the faults of each invalid
    /// invoice. `engine` may be 0. No effect.
    /// Own option "normalize": true accepts everything that einv_normalize accepts, "other_shapes" does so except for
    /// INV-01, which is taken as it is. `in` may be a table, as einv_convert takes it; its skipped bills are left out.
    ///
    /// Since 0.1.
    pure einv_export [buyers normalize] = engine::export;

    /// Enters documents in the ledger that were registered elsewhere: by hand, by another program, or before einv.
    ///
    /// `in`: {"signed_invoice","signed_qr"}, or the portal's own answer
    /// ("SignedInvoice","SignedQRCode","Status","EwbNo",...); an array of these, or one a line. A QR alone is entered
    /// where the ledger already has the registration. Or {"path"}, or {"base64","name"}: the GST portal's "Download
    /// e-invoice JSONs" (generated or received, six months), a ZIP or a JSON file. `out`:
    /// {"entered","known","received","refused","results":[{"index","file","entered",...}]}, each with the registration,
    /// or its {"error"}; for a download in short: {"status","irn","ack_no","document"}. "received" counts bills that a
    /// taxpayer of the engine received; they are verified and not entered.
    /// Refuses a document whose signature is not that of a given key (portal.qr_keys, or own option "qr_keys"), or that
    /// differs from the ledger's. Returns EINV_OK, or EINV_INVALID when any was refused. `out_cap` must be at least
    /// 4096. Calls no portal. Own option "complete": true says that this, with what was entered before, is all that the
    /// portal holds; where nothing was refused, a restored ledger is complete again ("incomplete_from" of einv_open).
    ///
    /// Since 0.1.
    effect einv_import [qr_keys complete] = engine::import;
}

fn status(engine: &Engine, which: StatusRequest, options: &StatusOptions) -> Result<StatusAnswer> {
    engine.status(which, options)
}

/// The error of `ask` for the verbs of a batch.
fn no_handle(_: &CallOptions) -> Error {
    Error::new(ErrorKind::Unsupported, "a batch has a handle").fix("use einv_batch, or engine::Job")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::OF_SOME_VERBS;

    /// `einv_ewb_cancel` as `EwbCancelOptions`.
    fn options_of(verb: &str) -> String {
        let words = verb.split('_').skip(1).map(|word| word[..1].to_uppercase() + &word[1..]);
        words.collect::<String>() + "Options"
    }

    #[test]
    fn every_verb_accepts_the_options_of_its_struct() {
        for (verb, own) in OWN {
            let of_struct = |name: &&str| {
                OF_SOME_VERBS.iter().any(|(option, verbs)| option == name && verbs.contains(&options_of(verb).as_str()))
            };
            let (mut own, all) = (own.to_vec(), OF_SOME_VERBS.iter().map(|(name, _)| *name));
            let mut has: Vec<&str> = all.filter(of_struct).collect();
            own.sort_unstable();
            has.sort_unstable();
            assert_eq!(own, has, "{verb}");
        }
    }
}
