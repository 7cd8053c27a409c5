//! The list of verbs: one row each. `build/interface.rs` reads it too, for the header and the bindings.
//!
//! `pure` verbs take an engine or 0, and `list` ones an input or none; `engine` verbs need an engine, and `board` ones take
//! an input or none; `effect` verbs change something, so they first ask for room for an answer, and `idle` ones do so
//! without an input; `batch` begins a batch, and `job` verbs take its handle and no input. In brackets stand a verb's own
//! options.

use super::guard::{Buffer, Input, Terms, Text, verb};
use super::{Verb, begin_batch, handles};
use crate::answer::{Reply, Request};
use crate::engine::{self, Engine, Job, Options};
use crate::error::{Error, Kind, Result};
use std::os::raw::c_char;
use std::sync::Arc;

macro_rules! verbs {
    ($( $(#[doc = $doc:literal])* $kind:ident $name:ident [$($option:ident)*] = $work:path; )*) => {
        $(
            $(#[doc = $doc])*
            ///
            /// # Safety
            /// `in` and `opts` have as many readable bytes as their lengths say, or end in NUL (-1); `out` has `out_cap`
            /// writable bytes and doesn't overlap them; `out_len` points to a writable int32. NULL is told as an error.
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
                let (input, opts) = (Text { at: r#in, len: in_len }, Text { at: opts, len: opts_len });
                let out = Buffer { at: out, cap: out_cap, len: out_len };
                // SAFETY: the caller keeps the terms above, which are those of `guard::verb`.
                unsafe { verb(input, opts, out, terms, &find, &|found, text, options| verbs!(@work $kind $work, found, text, options)) }
            }
        )*

        /// A verb by its name without `einv_`.
        pub fn verb_by_name(name: &[u8]) -> Option<Verb> {
            let verbs: &[(&str, Verb)] = &[$((stringify!($name), $name)),*];
            verbs.iter().find(|(full, _)| full.as_bytes().strip_prefix(b"einv_") == Some(name)).map(|(_, verb)| *verb)
        }

        /// Runs a verb, by its name without `einv_`, on texts: JSON in, JSON or a file out, as through the C interface but for
        /// the options `ascii` and `pick`. A batch has a handle, so its verbs are not among them.
        pub fn ask(engine: Option<&Engine>, verb: &str, text: &str, opts: &str) -> Result<Reply> {
            let name = format!("einv_{verb}");
            $(if name == stringify!($name) {
                let terms = verbs!(@terms $kind [$(stringify!($option)),*]);
                let options = &Options::read(opts, terms.options)?;
                terms.input.takes(text)?;
                return verbs!(@ask $kind $work, engine, text, options);
            })*
            Err(Error::new(Kind::Unsupported, format!("there is no verb \"{verb}\"")))
        }

        /// Each verb with its own options.
        #[cfg(test)]
        const OWN: &[(&str, &[&str])] = &[$((stringify!($name), &[$(stringify!($option)),*])),*];
    };
    (@terms idle $options:expr) => { Terms { options: &$options, effect: true, input: Input::None } };
    (@terms list $options:expr) => { verbs!(@terms board $options) };
    (@terms board $options:expr) => { Terms { options: &$options, effect: false, input: Input::Optional } };
    (@terms job $options:expr) => { Terms { options: &$options, effect: false, input: Input::None } };
    (@terms batch $options:expr) => { verbs!(@terms effect $options) };
    (@terms effect $options:expr) => { Terms { options: &$options, effect: true, input: Input::Needed } };
    (@terms pure $options:expr) => { verbs!(@terms engine $options) };
    (@terms engine $options:expr) => { Terms { options: &$options, effect: false, input: Input::Needed } };
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
        // That there is no input was seen to before.
        let _: &str = $text;
        $work($of, &Options::clone($options).into()).map(Reply::of)
    }};
    (@run $work:path, $of:expr, $text:ident, $options:ident) => {
        $work($of, Request::read($text)?, &Options::clone($options).into()).map(Reply::of)
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
    /// Judges an INV-01 invoice: every fault at once, with place, portal code and fix.
    ///
    /// `in`: the invoice. `out`: the report. Returns EINV_OK when it is valid, EINV_INVALID when it is not. What only the
    /// e-way bill would fail for is a warning with "affects":"ewb", and "ewb":{"verdict"} is valid, invalid or absent.
    /// Own option: "ewb" as in einv_submit. `engine` may be 0. No effect.
    /// Own option "normalize": true takes whatever einv_normalize takes, "other_shapes" the same but INV-01 as it is;
    /// the report then has "changes" and "dressed" as there.
    ///
    /// Since 0.1.
    pure einv_validate [buyers changes ewb normalize] = engine::validate;

    /// Turns a bill of another shape or spelling into an INV-01 invoice, and says what was changed.
    ///
    /// `in`: one document: INV-01 in other dress, a simple bill (docs/simple.md), a GSP's shape, or a wrapper of one.
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
    /// flipkart, gstr1, nic, sheet, tally, vyapar, zoho), "map" (a mapping file, or its path), "sheet", "parties" and "items" (a
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

    /// Works out the IRN offline.
    ///
    /// `in`: an invoice, or {"gstin","type","number","date"}. `out`: {"irn","gstin","fin_year","type","number"}.
    /// The number is hashed upper-cased for documents dated from 2025-06-01, or by the day in `opts` "on".
    /// `engine` may be 0. No effect.
    /// Own option "normalize": true takes whatever einv_normalize takes, "other_shapes" the same but INV-01 as it is;
    /// the answer then has "changes" and "dressed" as there.
    ///
    /// Since 0.1.
    pure einv_hash [changes normalize] = engine::hash;

    /// Completes an invoice from its parties and lines.
    ///
    /// `in`: an INV-01 invoice that may leave out whatever follows from the rest: SlNo, IsServc, TotAmt, AssAmt, taxes,
    /// cesses, TotItemVal, the whole of ValDtls, Version, TaxSch. What is given is kept. A line of negative value becomes
    /// discount of the one other line with its HSN code and rate, where there is just one.
    /// `out`: the completed invoice, with EINV_OK, when it is valid; else the report of what to mend, with EINV_INVALID;
    /// paths and items of the report count the lines of `in`.
    /// Own options: "round_off" is "rupee" (RndOffAmt brings the total to the nearest rupee; the default) or "none";
    /// "retail_prices": {"1": "1000.00"} by line, from which the tax of notified tobacco and pan masala is worked out.
    /// `engine` may be 0. No effect.
    /// Own option "normalize": true takes whatever einv_normalize takes, "other_shapes" the same but INV-01 as it is;
    /// the answer then has "changes" and "dressed" as there.
    ///
    /// Since 0.1.
    pure einv_compute [buyers changes normalize retail_prices round_off] = engine::compute;

    /// Tells whether the law asks for an e-invoice, by when, and why.
    ///
    /// `in`: an invoice, or a bill in words: {"document","date","buyer","supply","goods","interstate","value","tax"}.
    /// `out`: {"verdict":"required"|"not_required"|"cannot_tell","sure","reasons","threshold","crossed_in","missing_years",
    /// "report_by","cancel_hours","ewb","b2c_qr","exposure"}; each reason says where it comes from and how sure that is.
    /// Goes by the taxpayer of the engine, or of `opts` "taxpayer". `engine` may be 0. No effect.
    /// Own option "normalize": true takes whatever einv_normalize takes, "other_shapes" the same but INV-01 as it is;
    /// the answer then has "changes" and "dressed" as there.
    ///
    /// Since 0.1.
    pure einv_applicability [changes normalize] = engine::applicability;

    /// Tells where documents land in GSTR-1.
    ///
    /// `in`: an array of invoices; or, with an engine, {"gstin","period":"112026"} for the registered documents of its
    /// ledger. `out`: {"documents":[{"irn","table","section","type",...}],"sections":{"b2b","exp","cdnr","cdnur","hsn"},
    /// "totals"}. Returns EINV_INVALID when an invoice of the array comes into no table; its "why" says so.
    /// `engine` may be 0 for an array. No effect.
    /// Own option "normalize": true takes whatever einv_normalize takes, "other_shapes" the same but INV-01 as it is;
    /// each document then has "changes" and "dressed" as there.
    ///
    /// Since 0.1.
    pure einv_gstr1 [changes normalize] = engine::gstr1;

    /// Explains a portal's or GSP's error.
    ///
    /// `in`: {"code":"2150"} or {"words":"2150 : Duplicate IRN"}, and "system" ("irp", "ewb", "gsp") where it is known whose
    /// code it is. `out`: {"code","system","meaning","cause","fix","retry",...,"also"}: what it means in the other systems.
    /// `engine` may be 0. No effect.
    ///
    /// Since 0.1.
    pure einv_explain [] = engine::explain;

    /// Lists the rules: what `einv_validate` looks at.
    ///
    /// `in`: NULL, empty or {} for all, or any of {"code","rule","path","level"}: a portal code, the beginning of a rule's name or of a
    /// path, and error, warning, info or portal. `out`: {"rules":[{"rule","code","also","severity","judge","path","message","fix",
    /// "since","until","setting","source"}],"total","next"}; "next" is what to give as "after" for the next page.
    /// Own options: "after" (0) and "limit" (200, at most 1000). `engine` may be 0. No effect.
    ///
    /// Since 0.1.
    list einv_rules [after limit] = engine::rules;

    /// Lists a master list: countries, currencies, hsn, pins, ports, rates, states, transport_modes, units,
    /// vehicle_numbers, vehicle_types.
    ///
    /// `in`: {"list":"units","starting":"B","search":"bag","on":"2026-11-21"}, the last three where wanted; "search" is
    /// words of code or name; "words" in its place is what people call a thing ("ruled register"): rows that share most words
    /// with it come first; NULL, empty or {} names the lists. `out`: {"list","day","rows":[{"code","name","from","to","origin","portal",
    /// "source"}],"total","next"}, "next" as in einv_rules; "origin" is "built_in" or "overlay" (config "lists").
    /// Own options: "after" (0) and "limit" (200, at most 1000). `engine` may be 0. No effect.
    ///
    /// Since 0.1.
    list einv_codes [after limit] = engine::codes;

    /// Verifies a signed QR or a signed invoice, and tells what it holds.
    ///
    /// `in`: {"signed_qr"} or {"signed_invoice"}, and "invoice" to hold it against. `out`: {"verdict","kid","issuer","key",
    /// "content","differs","message","fix"}; "verdict" is verified, wrong_signature, unknown_key, malformed or sandbox;
    /// "differs" lists where the invoice is not as it was signed.
    /// Returns EINV_OK when it is verified and nothing differs, else EINV_INVALID. What the sandbox signed is EINV_OK only
    /// at an engine whose portal is the sandbox. `engine` may be 0. No effect.
    /// Own option: "qr_keys", the portal's keys beside those of the engine: each PEM, or the path of a PEM, CER or ZIP file.
    ///
    /// Since 0.1.
    pure einv_verify [qr_keys] = engine::verify;

    /// Draws a signed QR, or a payment request for a customer without GSTIN.
    ///
    /// `in`: {"signed_qr"} or {"upi":{"gstin","upi_id","payee","number","date","value","cgst","sgst","igst","cess"}}.
    /// `out`: the picture's bytes, not JSON. `engine` may be 0. No effect.
    /// Own options: "format" (svg, png, bmp, escpos, text), "module" (pixels or dots a module), "quiet" (modules of white
    /// around, 4), "level" (L, M, Q, H), "width_mm" (of the SVG, 45).
    /// Own option "normalize": true takes GSTIN, day and amounts of "upi" as einv_normalize takes them.
    ///
    /// Since 0.1.
    pure einv_qr [format module normalize quiet level width_mm] = engine::qr;

    /// Prints an invoice as A4 pages.
    ///
    /// `in`: the INV-01 invoice; or {"invoice","registration"}, with the answer of einv_submit or einv_status. Without a
    /// registration the engine's ledger is looked into; no portal is asked. `out`: the PDF's bytes, not JSON; the same input
    /// makes the same bytes. A code that was not made for this invoice is refused; so is an invoice that was changed after its
    /// registration (EINV_E_CONFLICT). An invoice that isn't registered is printed: with IRN NOT YET OBTAINED across the page
    /// where the law asks for one, without where it doesn't or where that can't be told (einv_applicability says which).
    /// `engine` may be 0. No effect.
    /// Own options: "logo" (a PNG or JPEG, base64 or path), "accent" (#rrggbb), "qr_keys" as for einv_verify.
    /// Own option "normalize": true takes whatever einv_normalize takes, "other_shapes" the same but INV-01 as it is.
    ///
    /// Since 0.1.
    pure einv_print [buyers normalize logo accent qr_keys] = engine::print;

    /// Stamps IRN, acknowledgement and QR on a PDF of one's own.
    ///
    /// `in`: {"pdf","registration","page","place"}: the PDF in base64; "page" from 1 (the default), "last" or "all"; "place"
    /// "auto" (a free place, the default) or {"x_mm","y_mm","width_mm"} from the upper left corner. `out`: the PDF's bytes,
    /// not JSON; they begin with the original's. A PDF that is encrypted or broken is refused. `engine` may be 0. No effect.
    /// Own option: "qr_keys" as for einv_verify.
    ///
    /// Since 0.1.
    pure einv_stamp [qr_keys] = engine::stamp;

    /// Registers an invoice with the portal, once, whatever happens.
    ///
    /// `in`: the invoice. `out`: the registration with IRN, acknowledgement, signed invoice and signed QR.
    /// Returns EINV_OK when it is registered (now or before: a second call sends nothing), EINV_INVALID when the rules or
    /// the portal refuse it, EINV_PENDING when it is kept and not registered yet. `out_cap` must be at least 4096.
    /// Own options: "resend" sends a refused document again unchanged, where time may have cured the refusal; "when":
    /// "required" sends only what the law asks for: else EINV_OK with status "not_required", or EINV_INVALID with
    /// "cannot_tell" when that can't be told, with the reasons under "applicability", nothing kept and nothing sent; "ewb":
    /// "none" leaves EwbDtls out, "try" (the default) registers the invoice whatever becomes of the e-way bill, "must" sends
    /// nothing when the e-way bill would fail.
    /// Own option "normalize": true takes whatever einv_normalize takes, "other_shapes" the same but INV-01 as it is;
    /// the report then has "changes" and "dressed" as there.
    ///
    /// Since 0.1.
    effect einv_submit [buyers changes ewb normalize resend when] = Engine::submit;

    /// Cancels a registered document, or takes back one that has not left.
    ///
    /// `in`: {"irn"} or {"gstin","type","number","date"}, with "reason" (duplicate, data_entry, order_cancelled, other) and
    /// "remark" (up to 100 characters). `out`: the cancellation. Allowed for 24 hours from the acknowledgement.
    /// While an e-way bill stands it is refused (2230); own option: "ewb":"cancel" cancels that first, then the document.
    /// Returns EINV_OK when it is cancelled (now or before) or withdrawn, EINV_INVALID when that is not allowed,
    /// EINV_PENDING while its outcome is not known. `out_cap` must be at least 4096.
    /// After the 24 hours the answer has "roads", what is left to do; own option "draft": true adds "draft", the note that
    /// takes the document back, complete but for the number of your own series.
    ///
    /// Since 0.1.
    effect einv_cancel [draft ewb] = Engine::cancel;

    /// Tells what the ledger knows of a document. Asks no portal.
    ///
    /// `in`: {"irn"} or {"gstin","type","number","date"}. `out`: the registration or cancellation; "status" is also
    /// pending, in_doubt, rejected, withdrawn, unknown. Returns EINV_OK for each of them. When a portal is left alone for a
    /// while, or this client is slowed or stopped because too much of what it sent was refused, "portal_state" tells:
    /// {"portal","state","unanswered","refused"}; of several portals, a list.
    ///
    /// Since 0.1.
    engine einv_status [] = Engine::status;

    /// Holds the ledger against the portal's list: GSTR-1's e-invoice download (returns, section EINV).
    ///
    /// `in`: the download, one file or an array of them (one a section), of one GSTIN and period. `out`: {"gstin","period",
    /// "agree","counts","differences":[{"kind","irn","type","number","date","table","message","fix","fields"}],"totals"};
    /// "kind" is missing_here, missing_there, differs, cancelled_here, cancelled_there, unsettled_here, void_here,
    /// not_populated, twice_there or unreadable. Returns EINV_OK, whatever differs. No effect.
    ///
    /// Since 0.1.
    engine einv_reconcile [] = Engine::reconcile;

    /// Settles what is in doubt, sends what is pending, and ends cancellations under way: for a timer, or after a failure.
    ///
    /// `in`: NULL, empty or {}. `out`: {"registered","rejected","cancelled","withdrawn","pending","in_doubt","left"}, counts
    /// of what came of each document taken up. Returns EINV_OK when nothing waits any more, EINV_PENDING when something
    /// does. `out_cap` must be at least 4096. Own option: "limit", how many documents to take up.
    ///
    /// Since 0.1.
    idle einv_flush [limit] = Engine::flush;

    /// Tells what the portal says of a document now.
    ///
    /// `in`: {"irn"} or {"gstin","type","number","date"}; {"portal":"nic"} or {"portal":"*"} asks instead whether portals are
    /// up. `out`: the registration or cancellation, with "source":"portal". The portal gives details for two days; after
    /// that the ledger answers ("source":"ledger"). Returns EINV_INVALID for what the portal does not know. What the portal
    /// knows more than the ledger (a cancellation, an e-way bill) is kept.
    ///
    /// Since 0.1.
    engine einv_fetch [] = Engine::fetch;

    /// Looks up a taxpayer, in the ledger's memory or at the portal.
    ///
    /// `in`: {"gstin"}. `out`: {"gstin","status","trade_name","legal_name","blocked","address",...,"as_of","cached",
    /// "age_seconds"}. What is remembered serves for seven days, and longer while the portal gives no answer.
    /// Returns EINV_INVALID for what the portal does not know. Own option: "fresh" has the portal renew its own copy.
    ///
    /// Since 0.1.
    engine einv_gstin [fresh] = Engine::gstin;

    /// Makes the e-way bill of a registered document, once.
    ///
    /// `in`: {"irn"} or {"gstin","type","number","date"}, with "EwbDtls" as in INV-01, and "ExpShipDtls", "DispDtls" where
    /// they are wanted. `out`: the registration with "ewb". Returns EINV_OK when it is active (now or before), EINV_INVALID
    /// when the portal refuses it (the registration stands), EINV_PENDING while its outcome is not known.
    /// `out_cap` must be at least 4096.
    ///
    /// Since 0.1.
    effect einv_ewb [] = Engine::ewb;

    /// Cancels the e-way bill of a document.
    ///
    /// `in`: {"irn"} or {"gstin","type","number","date"}, with "reason" (duplicate, data_entry, order_cancelled, other) and
    /// "remark" (up to 50 characters). `out`: the registration with "ewb". Returns EINV_OK when it is cancelled (now or
    /// before), EINV_INVALID when the portal refuses or there is none, EINV_PENDING while its outcome is not known.
    /// `out_cap` must be at least 4096.
    ///
    /// Since 0.1.
    effect einv_ewb_cancel [] = Engine::ewb_cancel;

    /// Tells what was sent to portals and what they answered, secrets masked, and when they gave no answer.
    ///
    /// `in`: NULL, empty or {}; or any of {"irn","portal","call","from","to","after"}. `out`: {"exchanges":[...],"outages":[...],"next"};
    /// "next" goes into "after" for the following page. Exchanges are kept for the configuration's "audit_days" (90), outages
    /// for good. Own option: "limit", how many exchanges to answer (100, at most 1000).
    ///
    /// Since 0.1.
    board einv_audit [limit] = Engine::audit;

    /// Tells what is due: the age board, the most urgent first.
    ///
    /// `in`: NULL, empty or {}; or {"books":[{"gstin","type","number","date","status"}]}, documents as the books have them,
    /// "status" active or cancelled. `out`: {"at","late","total","counts","entries":[{"kind","late","due","age_hours","irn",
    /// "gstin","type","number","date","status","message","fix"}],"next"}; "kind" is pending, in_doubt, rejected, missing (in
    /// the books alone), cancelling, alive (cancelled in the books, not at the portal), spent (cancelled at the portal
    /// alone), cancellable or eway_bill; "due" is the end of the last day for reporting, of the 24 hours for cancelling, or
    /// of the e-way bill's validity, null where nothing limits it. What has not come to rest for 24 hours stands on top,
    /// then what is late, then by "due". "late" counts what is late or stuck. No effect; asks no portal.
    /// Own options: "after" (0) and "limit" (200, at most 10000).
    ///
    /// Since 0.1.
    board einv_due [after limit] = engine::due;

    /// Registers many invoices, several at a time, each as einv_submit would.
    ///
    /// `in`: an array of invoices; or one invoice a line; or {"path"}, a file of either form, or a folder whose .json files
    /// hold one invoice each; or a table as einv_convert takes it, of which what is ready is sent. `out`: {"job"}, a handle for einv_progress, einv_results, einv_stop and einv_close. An array
    /// that is not whole is refused before anything is sent; an invoice that can't be read is that invoice's own failure.
    /// Running the same batch again resumes it: what is registered is answered from the ledger. `out_cap` must be at least
    /// 4096. Own options: "in_flight" (64, at most 512), documents under way at a time; "per_second", documents sent in a
    /// second at most (no limit); "resend", "when" and "ewb" as in einv_submit. "deadline_ms" is of each document.
    /// Own option "normalize": true takes whatever einv_normalize takes, "other_shapes" the same but INV-01 as it is;
    /// each report then has "changes" and "dressed" as there.
    /// Of a table, results have "number", "sheet" and "rows", and "faulty" is "leave_out" (send the others) or "stop" (EINV_E_ARG
    /// while a bill is faulty, and nothing is sent); without it a batch stops where a column is wrong or more than a tenth faulty.
    ///
    /// Since 0.1.
    batch einv_batch [buyers changes ewb faulty in_flight normalize per_second resend when] = begin_batch;

    /// Tells how far a batch is.
    ///
    /// `engine`: the batch's handle. `in`: NULL, empty or {}. `out`: {"finished","stopped","total","done","registered",
    /// "rejected","pending","failed","not_required","per_second","seconds","seconds_left"}. No effect.
    ///
    /// Since 0.1.
    job einv_progress [] = Job::progress;

    /// Gives a page of a batch's results, in the order of its documents.
    ///
    /// `engine`: the batch's handle. `in`: NULL, empty or {}. `out`: {"results":[{"index",...}],"next"}: "index" counts the
    /// documents from 0, the rest is what einv_submit would answer, read from the ledger, or its {"error"}. "next" is what
    /// to give as "after" for the next page, null when there is none. No effect.
    /// Own options: "after" (0), "limit" (1000, at most 10000), "wait_ms" (0), how long to wait for a result.
    ///
    /// Since 0.1.
    job einv_results [after limit wait_ms] = Job::results;

    /// Makes the file for the portal's own bulk upload, for those who upload by hand.
    ///
    /// `in`: an array of invoices, or one invoice a line. `out`: the file, a JSON array of them as they would be sent; with
    /// EINV_INVALID {"total","invalid":[{"index","report"}]}, what is wrong with which of them, and no file.
    /// `engine` may be 0. No effect.
    /// Own option "normalize": true takes whatever einv_normalize takes, "other_shapes" the same but INV-01 as it is.
    ///
    /// Since 0.1.
    pure einv_export [buyers normalize] = engine::export;

    /// Enters in the ledger what was registered elsewhere: by hand, by another program, or before einv.
    ///
    /// `in`: {"signed_invoice","signed_qr"}, or the portal's own answer ("SignedInvoice","SignedQRCode","Status","EwbNo",...);
    /// an array of them, or one a line. A QR alone is entered where the ledger knows the registration already.
    /// `out`: {"entered","known","refused","results":[{"index","entered",...}]}, each with the registration, or its {"error"}.
    /// Nothing is entered whose signature is not that of a key given (portal.qr_keys, or own option "qr_keys"), nor what is
    /// another document than the ledger has. Returns EINV_OK, or EINV_INVALID when any was refused. `out_cap` must be at
    /// least 4096. Asks no portal.
    ///
    /// Since 0.1.
    effect einv_import [qr_keys] = engine::import;
}

/// What `ask` says of the verbs of a batch.
fn no_handle(_: &Options) -> Error {
    Error::new(Kind::Unsupported, "a batch has a handle").fix("use einv_batch, or engine::Job")
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
    fn every_verb_takes_the_options_that_its_struct_has() {
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
