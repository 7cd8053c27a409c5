//! The list of verbs: one line each. `build.rs` reads it too, for the header.
//!
//! `pure` verbs take an engine or 0; `engine` verbs need one; `effect` verbs change something, so they first ask for room
//! for an answer, and `idle` ones do so without an input. In brackets stand a verb's own options.

use super::guard::{Buffer, Terms, Text, verb};
use super::{Verb, handles};
use crate::engine::{self, Engine};
use std::os::raw::c_char;

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
    };
    (@terms idle $options:expr) => { Terms { options: &$options, effect: true, input: false } };
    (@terms effect $options:expr) => { Terms { options: &$options, effect: true, input: true } };
    (@terms $kind:ident $options:expr) => { Terms { options: &$options, effect: false, input: true } };
    (@find pure $engine:ident) => { if $engine == 0 { Ok(None) } else { handles::get($engine).map(Some) } };
    (@find $kind:ident $engine:ident) => { handles::get($engine).map(Some) };
    (@work pure $work:path, $found:ident, $text:ident, $options:ident) => { $work($found, $text, $options) };
    (@work $kind:ident $work:path, $found:ident, $text:ident, $options:ident) => {
        match $found {
            Some(engine) => $work(engine, $text, $options),
            None => Err(handles::stale(0)),
        }
    };
}

verbs! {
    /// Judges an INV-01 invoice: every fault at once, with place, portal code and fix.
    ///
    /// `in`: the invoice. `out`: the report. Returns EINV_OK when it is valid, EINV_INVALID when it is not.
    /// `engine` may be 0. No effect.
    ///
    /// Since 0.1.
    pure einv_validate [] = engine::validate;

    /// Works out the IRN offline.
    ///
    /// `in`: an invoice, or {"gstin","type","number","date"}. `out`: {"irn","gstin","fin_year","type","number"}.
    /// The number is hashed upper-cased for documents dated from 2025-06-01, or by the day in `opts` "on".
    /// `engine` may be 0. No effect.
    ///
    /// Since 0.1.
    pure einv_hash [] = engine::hash;

    /// Completes an invoice from its parties and lines.
    ///
    /// `in`: an INV-01 invoice that may leave out whatever follows from the rest: SlNo, IsServc, TotAmt, AssAmt, taxes,
    /// cesses, TotItemVal, the whole of ValDtls, Version, TaxSch. What is given is kept. A line of negative value becomes
    /// discount of the other lines of its rate.
    /// `out`: the completed invoice, with EINV_OK, when it is valid; else the report of what to mend, with EINV_INVALID;
    /// paths and items of the report count the lines of `in`.
    /// Own option: "round_off" is "rupee" (RndOffAmt brings the total to the nearest rupee; the default) or "none".
    /// `engine` may be 0. No effect.
    ///
    /// Since 0.1.
    pure einv_compute [round_off] = engine::compute;

    /// Explains a portal's or GSP's error.
    ///
    /// `in`: {"code":"2150"} or {"words":"2150 : Duplicate IRN"}. `out`: {"code","meaning","cause","fix","retry",...}.
    /// `engine` may be 0. No effect.
    ///
    /// Since 0.1.
    pure einv_explain [] = engine::explain;

    /// Lists the rules: what `einv_validate` looks at.
    ///
    /// `in`: {} for all, or any of {"code","rule","path","level"}: a portal code, the beginning of a rule's name or of a
    /// path, and error, warning or portal. `out`: {"rules":[{"rule","code","also","severity","judge","path","message","fix",
    /// "since","until","setting","source"}],"total","next"}; "next" is what to give as "after" for the next page.
    /// Own options: "after" (0) and "limit" (200, at most 1000). `engine` may be 0. No effect.
    ///
    /// Since 0.1.
    pure einv_rules [after limit] = engine::rules;

    /// Lists a master list: countries, currencies, hsn, pins, ports, rates, states, transport_modes, units,
    /// vehicle_numbers, vehicle_types.
    ///
    /// `in`: {"list":"units","starting":"B","on":"2026-11-21"}, the last two where wanted; {} names the lists.
    /// `out`: {"list","rows":[{"code","name","from","to"}],"total","next"}, "next" as in einv_rules.
    /// Own options: "after" (0) and "limit" (200, at most 1000). `engine` may be 0. No effect.
    ///
    /// Since 0.1.
    pure einv_codes [after limit] = engine::codes;

    /// Registers an invoice with the portal, once, whatever happens.
    ///
    /// `in`: the invoice. `out`: the registration with IRN, acknowledgement, signed invoice and signed QR.
    /// Returns EINV_OK when it is registered (now or before: a second call sends nothing), EINV_INVALID when the rules or
    /// the portal refuse it, EINV_PENDING when it is kept and not registered yet. `out_cap` must be at least 4096.
    /// Own option: "resend" sends a refused document again unchanged, where time may have cured the refusal.
    ///
    /// Since 0.1.
    effect einv_submit [resend] = Engine::submit;

    /// Cancels a registered document, or takes back one that has not left.
    ///
    /// `in`: {"irn"} or {"gstin","type","number","date"}, with "reason" (duplicate, data_entry, order_cancelled, other) and
    /// "remark" (up to 100 characters). `out`: the cancellation. Allowed for 24 hours from the acknowledgement.
    /// Returns EINV_OK when it is cancelled (now or before) or withdrawn, EINV_INVALID when that is not allowed,
    /// EINV_PENDING while its outcome is not known. `out_cap` must be at least 4096.
    ///
    /// Since 0.1.
    effect einv_cancel [] = Engine::cancel;

    /// Tells what the ledger knows of a document. Asks no portal.
    ///
    /// `in`: {"irn"} or {"gstin","type","number","date"}. `out`: the registration or cancellation; "status" is also
    /// pending, in_doubt, rejected, withdrawn, unknown. Returns EINV_OK for each of them.
    ///
    /// Since 0.1.
    engine einv_status [] = Engine::status;

    /// Settles what is in doubt, sends what is pending, and ends cancellations under way: for a timer, or after a failure.
    ///
    /// `in`: NULL, empty or {}. `out`: {"registered","rejected","cancelled","withdrawn","pending","in_doubt","left"}, counts
    /// of what came of each document taken up. Returns EINV_OK when nothing waits any more, EINV_PENDING when something
    /// does. `out_cap` must be at least 4096. Own option: "limit", how many documents to take up.
    ///
    /// Since 0.1.
    idle einv_flush [limit] = Engine::flush;
}
