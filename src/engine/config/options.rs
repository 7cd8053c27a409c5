//! The options every verb knows, and those of some: one row each.
//!
//! A row of `options!` is an option's documentation, name and type, and the verbs that take it. The reader of a call's
//! JSON, the list of names and the setters of `SubmitOptions` and its like follow from it.

mod read;

use crate::answer::gstr1::{Amendment, Gstr1Form, ReturnScope};
use crate::answer::parse_any;
use crate::calendar::{Clock, IstTime};
use crate::compute::RoundOff;
use crate::engine::config::choices::{Buyers, EwbOption, EwbToo, FaultyBills, ListedChanges, Normalize, When};
use crate::engine::config::profile::TaxpayerProfile;
use crate::error::{Error, ErrorKind, Result};
use crate::language::Language;
use crate::money::Amount;
use crate::print::Colour;
use crate::print::qr::{Format, QrLevel};
use crate::rules::EwbDemand;
use crate::settings::{GivenSettings, Settings};
use crate::taxpayer::Taxpayer;
use read::{NamedWord, PickOption, language, parsed, picks, retail_prices, round_off, time};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// How long a call may take unless it says otherwise.
const DEADLINE: Duration = Duration::from_secs(45);

/// The longest a call may take. Some of what waits counts milliseconds in 31 bits.
const LONGEST: Duration = Duration::from_secs(86_400);

macro_rules! options {
    ($( $(#[$doc:meta])* $name:ident: $type:ty [$($verb:ident$(: $taken:ty)?)*] $($read:ident($given:ty))?; )*) => {
        /// The options of a call; each may be left out.
        #[derive(Default, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields, default, expecting = "options, an object")]
        struct GivenOptions {
            /// The moment to judge by, in place of the clock's: a day or a time.
            #[schemars(with = "Option<IstTime>")]
            on: Option<String>,
            /// The supplier, in place of those the engine was opened with.
            taxpayer: Option<TaxpayerProfile>,
            /// The language of messages and fixes.
            #[schemars(with = "Option<Language>")]
            language: Option<String>,
            /// Whether characters beyond ASCII are written as `\uXXXX`; they are, unless this is `false`.
            ascii: Option<bool>,
            /// JSON pointers whose values are the answer, as plain text.
            pick: Option<PickOption>,
            /// How long the whole call may take, in milliseconds: 45000 where nothing is said.
            deadline_ms: Option<u64>,
            /// Rules on which the sources disagree.
            settings: Option<GivenSettings>,
            $($(#[$doc])* $name: Option<given!($type $(, $given)?)>,)*
        }

        /// Every option there is. Which of the last ones a verb takes is the verb's to say ([`CallOptions::read`]).
        #[derive(Clone, Debug, Default)]
        pub(crate) struct CallOptions {
            on: Option<IstTime>,
            taxpayer: Option<Taxpayer>,
            language: Option<Language>,
            deadline: Option<Duration>,
            settings: Option<GivenSettings>,
            /// Whether characters beyond ASCII are written as `\uXXXX`; they are, unless this is `false`.
            pub(crate) ascii: Option<bool>,
            /// JSON pointers whose values are the answer, as plain text.
            pub(crate) picks: Vec<String>,
            $( $(#[$doc])* pub(crate) $name: Option<$type>, )*
        }

        impl GivenOptions {
            /// The options given that not every verb takes.
            fn of_some_verbs(&self) -> impl Iterator<Item = &'static str> {
                let given = [$((stringify!($name), self.$name.is_some())),*];
                given.into_iter().filter(|(_, given)| *given).map(|(name, _)| name)
            }

            fn checked(self) -> Result<CallOptions> {
                Ok(CallOptions {
                    on: self.on.as_deref().map(time).transpose()?,
                    taxpayer: self.taxpayer.map(|profile| profile.read(ErrorKind::Option, "/taxpayer")).transpose()?,
                    language: self.language.as_deref().map(language).transpose()?,
                    deadline: self.deadline_ms.map(Duration::from_millis),
                    settings: self.settings,
                    ascii: self.ascii,
                    picks: picks(self.pick)?,
                    $($name: self.$name$(.map($read).transpose()?)?,)*
                })
            }
        }

        /// Each option of some verbs, with the options' structs that have it.
        pub(crate) const OF_SOME_VERBS: &[(&str, &[&str])] = &[$((stringify!($name), &[$(stringify!($verb)),*])),*];

        $(setters! { [$(#[$doc])*] $name $type [$($verb$(: $taken)?)*] })*
    };
}

/// The type that an option is written as, where it is not the one that it is kept as.
macro_rules! given {
    ($type:ty) => {
        $type
    };
    ($type:ty, $given:ty) => {
        $given
    };
}

/// An option's setter for each verb that takes it; of a type of the verb's own, where one is named.
macro_rules! setters {
    ($doc:tt $name:ident $type:ty [$($verb:ident$(: $taken:ty)?)*]) => {
        $(setters! { $verb $name given!($type $(, $taken)?), $doc })*
    };
    ($verb:ident $name:ident $type:ty, [$($doc:tt)*]) => {
        impl $verb {
            $($doc)*
            #[must_use]
            pub fn $name(mut self, $name: $type) -> $verb {
                self.0.$name = Some($name.into());
                self
            }
        }
    };
}

macro_rules! verbs {
    ($( $(#[$doc:meta])* $name:ident )*) => {
        /// The options of every verb.
        #[cfg(test)]
        pub(crate) const VERBS: &[&str] = &[$(stringify!($name)),*];

        $(
        $(#[$doc])*
        #[derive(Clone, Debug, Default)]
        pub struct $name(pub(crate) CallOptions);

        impl $name {
            /// The options that leave everything as it is.
            pub fn new() -> $name {
                $name::default()
            }

            /// The moment to judge by, in place of the clock's.
            #[must_use]
            pub fn on(mut self, moment: IstTime) -> $name {
                self.0.on = Some(moment);
                self
            }

            /// The language of messages and fixes.
            #[must_use]
            pub fn language(mut self, language: Language) -> $name {
                self.0.language = Some(language);
                self
            }

            /// The supplier, in place of those the engine was opened with.
            #[must_use]
            pub fn taxpayer(mut self, taxpayer: Taxpayer) -> $name {
                self.0.taxpayer = Some(taxpayer);
                self
            }

            /// How long the whole call may take: 45 seconds where nothing is said.
            #[must_use]
            pub fn deadline(mut self, deadline: Duration) -> $name {
                self.0.deadline = Some(deadline);
                self
            }
        }

        impl From<CallOptions> for $name {
            fn from(options: CallOptions) -> $name {
                $name(options)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                GivenOptions::schema_of(stringify!($name), generator)
            }
        }
        )*
    };
}

verbs! {
    /// Options of [`validate`](crate::engine::validate).
    ValidateOptions
    /// Options of [`normalize`](crate::engine::normalize()).
    NormalizeOptions
    /// Options of [`hash`](crate::engine::hash).
    HashOptions
    /// Options of [`compute`](crate::engine::compute()).
    ComputeOptions
    /// Options of [`applicability`](crate::engine::applicability).
    ApplicabilityOptions
    /// Options of [`gstr1`](crate::engine::gstr1).
    Gstr1Options
    /// Options of [`explain`](crate::engine::explain).
    ExplainOptions
    /// Options of [`rules`](crate::engine::rules).
    RulesOptions
    /// Options of [`codes`](crate::engine::codes).
    CodesOptions
    /// Options of [`verify`](crate::engine::verify).
    VerifyOptions
    /// Options of [`qr`](crate::engine::qr).
    QrOptions
    /// Options of [`print`](crate::engine::print).
    PrintOptions
    /// Options of [`stamp`](crate::engine::stamp).
    StampOptions
    /// Options of [`Engine::submit`](crate::engine::Engine::submit).
    ///
    /// ```
    /// use einv::engine::{EwbDemand, SubmitOptions, When};
    /// use einv::language::Language;
    /// use std::time::Duration;
    ///
    /// let options = SubmitOptions::new()
    ///     .deadline(Duration::from_secs(20))
    ///     .language(Language::Hi)
    ///     .when(When::Required)
    ///     .ewb(EwbDemand::Must);
    /// # let _ = options;
    /// ```
    SubmitOptions
    /// Options of [`Engine::cancel`](crate::engine::Engine::cancel).
    CancelOptions
    /// Options of [`Engine::status`](crate::engine::Engine::status).
    StatusOptions
    /// Options of [`Engine::reconcile`](crate::engine::Engine::reconcile).
    ReconcileOptions
    /// Options of [`Engine::flush`](crate::engine::Engine::flush).
    FlushOptions
    /// Options of [`Engine::fetch`](crate::engine::Engine::fetch).
    FetchOptions
    /// Options of [`Engine::gstin`](crate::engine::Engine::gstin).
    GstinOptions
    /// Options of [`Engine::ewb`](crate::engine::Engine::ewb).
    EwbOptions
    /// Options of [`ewb_validate`](crate::engine::ewb_validate).
    EwbValidateOptions
    /// Options of [`ewb_print`](crate::engine::ewb_print).
    EwbPrintOptions
    /// Options of [`Engine::ewb_cancel`](crate::engine::Engine::ewb_cancel).
    EwbCancelOptions
    /// Options of [`Engine::ewb_vehicle`](crate::engine::Engine::ewb_vehicle).
    EwbVehicleOptions
    /// Options of [`Engine::ewb_transporter`](crate::engine::Engine::ewb_transporter).
    EwbTransporterOptions
    /// Options of [`Engine::ewb_extend`](crate::engine::Engine::ewb_extend).
    EwbExtendOptions
    /// Options of [`Engine::ewb_consolidate`](crate::engine::Engine::ewb_consolidate).
    EwbConsolidateOptions
    /// Options of [`Engine::ewb_reject`](crate::engine::Engine::ewb_reject).
    EwbRejectOptions
    /// Options of [`Engine::ewb_fetch`](crate::engine::Engine::ewb_fetch).
    EwbFetchOptions
    /// Options of [`Engine::audit`](crate::engine::Engine::audit).
    AuditOptions
    /// Options of [`Engine::list`](crate::engine::Engine::list).
    ListOptions
    /// Options of [`due`](crate::engine::due()).
    DueOptions
    /// Options of [`Job::begin`](crate::engine::Job::begin).
    BatchOptions
    /// Options of [`Job::progress`](crate::engine::Job::progress).
    ProgressOptions
    /// Options of [`Job::results`](crate::engine::Job::results).
    ResultsOptions
    /// Options of [`export`](crate::engine::export()).
    ExportOptions
    /// Options of [`import`](crate::engine::import()).
    ImportOptions
    /// Options of [`convert`](crate::engine::convert).
    ConvertOptions
    /// Options of [`columns`](crate::engine::columns).
    ColumnsOptions
}

options! {
    /// Whether unchanged content is sent again after a refusal that time may have cured.
    resend: bool [SubmitOptions BatchOptions];
    /// How many to take up or to answer: documents of a flush, rows of a list, exchanges of the audit.
    limit: usize [FlushOptions RulesOptions CodesOptions AuditOptions ListOptions DueOptions ResultsOptions ConvertOptions];
    /// Whether to ask the law first.
    when: When [SubmitOptions BatchOptions];
    /// Whether to draft the note that takes back what can't be cancelled any more.
    draft: bool [CancelOptions];
    /// How many rows to leave out first.
    after: usize [RulesOptions CodesOptions ListOptions DueOptions ResultsOptions ConvertOptions];
    /// Retail prices of lines, tax included, by the line's place: from 0 in Rust, from 1 in JSON.
    retail_prices: BTreeMap<usize, Amount> [ComputeOptions] retail_prices(BTreeMap<String, Amount>);
    /// What happens to the paise of the invoice value.
    round_off: RoundOff [ComputeOptions] round_off(NamedWord<RoundOff>);
    /// The portal's keys, each as PEM or as the path of a PEM, CER or ZIP file.
    qr_keys: Vec<String> [VerifyOptions PrintOptions StampOptions ImportOptions];
    /// Whether this, with what was entered before, is all that the portal holds: a restored ledger is complete again.
    complete: bool [ImportOptions];
    /// What the code is drawn as: an SVG where nothing is said.
    format: Format [QrOptions] parsed(NamedWord<Format>);
    /// Pixels or dots a module.
    module: u32 [QrOptions];
    /// Modules of white around the code.
    quiet: u32 [QrOptions];
    /// How much of the code may be damaged.
    level: QrLevel [QrOptions] parsed(NamedWord<QrLevel>);
    /// The width of an SVG.
    width_mm: f64 [QrOptions];
    /// The supplier's logo, a PNG or JPEG as base64 or path.
    logo: String [PrintOptions EwbPrintOptions];
    /// The colour of headings.
    accent: Colour [PrintOptions EwbPrintOptions] parsed(NamedWord<Colour>);
    /// Whether the portal renews its own copy, whatever is remembered.
    fresh: bool [GstinOptions];
    /// How many documents are under way at a time.
    in_flight: usize [BatchOptions];
    /// How many documents are sent in a second, at most.
    per_second: f64 [BatchOptions];
    /// How long to wait for a result, in milliseconds.
    wait_ms: u64 [ResultsOptions];
    /// How long to go on asking the portal what became of a request whose answer was lost, in milliseconds: what is left of
    /// the deadline, where nothing is said; with 0 it isn't asked.
    settle_ms: u64 [SubmitOptions BatchOptions CancelOptions EwbOptions EwbCancelOptions EwbVehicleOptions
        EwbTransporterOptions EwbExtendOptions EwbConsolidateOptions EwbRejectOptions];
    /// Whether the return has what the portal fills in from e-invoices.
    scope: ReturnScope [Gstr1Options];
    /// Whether the answer or the portal's file is asked for.
    form: Gstr1Form [Gstr1Options];
    /// The return that amends the one of its own period.
    amendment: Amendment [Gstr1Options];
    /// Whether the document is normalised first: a simple bill or another spelling becomes INV-01.
    normalize: Normalize [ValidateOptions HashOptions ComputeOptions ApplicabilityOptions Gstr1Options PrintOptions ExportOptions SubmitOptions BatchOptions];
    /// The file that ready invoices are written to, one a line.
    to: String [ConvertOptions];
    /// Whether a file of that name is overwritten.
    overwrite: bool [ConvertOptions];
    /// Whether bills are checked against the rule book.
    validate: bool [ConvertOptions];
    /// What a batch does when bills of its table are faulty: without it, it stops where more than a tenth are, or a column is.
    faulty: FaultyBills [BatchOptions];
    /// Which changes of normalising are listed.
    changes: ListedChanges [ConvertOptions NormalizeOptions ValidateOptions HashOptions ComputeOptions SubmitOptions BatchOptions EwbValidateOptions];
    /// Where a registered buyer's name, address, town and PIN code come from that the bill leaves out.
    buyers: Buyers [ConvertOptions NormalizeOptions ValidateOptions ComputeOptions PrintOptions ExportOptions SubmitOptions BatchOptions EwbValidateOptions];
    /// What becomes of the e-way bill beside the document.
    ewb: EwbOption [ConvertOptions: EwbDemand NormalizeOptions: EwbDemand ValidateOptions: EwbDemand SubmitOptions: EwbDemand BatchOptions: EwbDemand CancelOptions: EwbToo];
}

impl GivenOptions {
    /// How the options of a verb are written.
    fn schema_of(options: &str, generator: &mut SchemaGenerator) -> Schema {
        let mut schema = GivenOptions::json_schema(generator);
        let ewb = match options {
            "CancelOptions" => generator.subschema_for::<EwbToo>(),
            _ => generator.subschema_for::<EwbDemand>(),
        };
        if let Some(members) = schema.get_mut("properties").and_then(Value::as_object_mut) {
            let has = |name: &str| OF_SOME_VERBS.iter().all(|(own, verbs)| own != &name || verbs.contains(&options));
            members.retain(|name, _| has(name));
            if let (Some(member), Some(ewb)) = (members.get_mut("ewb").and_then(Value::as_object_mut), ewb.as_object())
            {
                member.retain(|key, _| key == "description");
                member.extend(ewb.clone());
            }
        }
        schema
    }

    /// The option `ewb` has other values at cancelling than at sending: `draft` is cancel's alone.
    fn for_this_verb(&self, own: &[&str]) -> Result<()> {
        let cancels = own.contains(&"draft");
        match self.ewb {
            Some(ewb) if (ewb == EwbOption::Cancel) != cancels => {
                Err(Error::new(ErrorKind::Option, "this verb has no such value of the option \"ewb\"")
                    .at("/ewb")
                    .fix(if cancels { "\"cancel\", or leave it out" } else { "\"none\", \"try\" or \"must\"" }))
            }
            Some(_) | None => Ok(()),
        }
    }
}

impl CallOptions {
    /// Reads the options of a verb that takes `own` beside the common ones.
    pub(crate) fn read(text: &str, own: &[&str]) -> Result<CallOptions> {
        let given: GivenOptions = parse_any(text, ErrorKind::Option)?;
        if let Some(name) = given.of_some_verbs().find(|name| !own.contains(name)) {
            return Err(
                Error::new(ErrorKind::Option, format!("this verb has no option \"{name}\"")).at(format!("/{name}"))
            );
        }
        given.for_this_verb(own)?;
        given.checked()
    }

    /// The rows to leave out, and the rows of a page: `usual` where the caller says nothing, at most `most`.
    pub(crate) fn page(&self, usual: usize, most: usize) -> Result<(usize, usize)> {
        let limit = self.limit.unwrap_or(usual);
        match (1..=most).contains(&limit) {
            true => Ok((self.after.unwrap_or(0), limit)),
            false => Err(Error::new(ErrorKind::Option, format!("a page has 1 to {most} rows, not {limit}"))
                .at("/limit")
                .fix("ask for the following rows with \"after\": the answer's \"next\"")),
        }
    }

    /// The moment to judge by, when the caller names one.
    pub(crate) fn on(&self) -> Option<IstTime> {
        self.on
    }

    /// The moment to judge by: the caller's, else the clock's.
    pub(crate) fn time(&self, clock: &Clock) -> IstTime {
        self.on.unwrap_or_else(|| clock.now())
    }

    /// What the caller reads; `None` leaves it to the engine.
    pub(crate) fn language(&self) -> Option<Language> {
        self.language
    }

    /// What is to become of the e-way bill that a document asks for.
    pub(crate) fn ewb_demand(&self) -> EwbDemand {
        match self.ewb {
            Some(EwbOption::None) => EwbDemand::None,
            Some(EwbOption::Must) => EwbDemand::Must,
            Some(EwbOption::Try | EwbOption::Cancel) | None => EwbDemand::Try,
        }
    }

    /// Whether an e-way bill is cancelled together with its document.
    pub(crate) fn cancels_ewb(&self) -> bool {
        self.ewb == Some(EwbOption::Cancel)
    }

    /// The most documents that are sent in a second; none where there is no limit.
    pub(crate) fn per_second(&self) -> Result<Option<f64>> {
        match self.per_second {
            Some(rate) if !(0.001..=1e6).contains(&rate) => {
                Err(Error::new(ErrorKind::Option, format!("{rate} documents a second can't be kept to"))
                    .at("/per_second")
                    .fix("from 0.001 to 1000000; leave it out for no limit"))
            }
            rate => Ok(rate),
        }
    }

    /// How long the whole call may take: at most a day.
    pub(crate) fn deadline(&self) -> Duration {
        self.deadline.unwrap_or(DEADLINE).min(LONGEST)
    }

    /// What the caller set, over the engine's settings.
    pub(crate) fn settings(&self, of_engine: Settings) -> Settings {
        self.settings.unwrap_or_default().over(of_engine)
    }

    /// The taxpayer the caller describes.
    pub(crate) fn taxpayer(&self) -> Option<&Taxpayer> {
        self.taxpayer.as_ref()
    }

    /// The same, in place of those the engine knows.
    pub(crate) fn taxpayers(&self) -> Option<Arc<[Taxpayer]>> {
        self.taxpayer.clone().map(|taxpayer| Arc::from([taxpayer]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::config::options::read::{MOST_PICKED, MOST_PICKS};
    use serde_json::json;

    #[test]
    fn no_deadline_is_too_long_to_count() {
        for (given, seconds) in [(0, 0), (1000, 1), (4_294_967_295, 86_400), (u64::MAX, 86_400)] {
            let options = CallOptions::read(&json!({"deadline_ms": given}).to_string(), &[]).unwrap();
            assert_eq!(options.deadline(), Duration::from_secs(seconds), "{given}");
        }
    }

    #[test]
    fn only_so_much_is_picked_at_once() {
        let read = |pick: Vec<String>| CallOptions::read(&json!({"pick": pick}).to_string(), &[]).err().map(|e| e.kind);
        assert_eq!(read(vec!["/irn".to_owned(); MOST_PICKS]), None);
        assert_eq!(read(vec!["/irn".to_owned(); MOST_PICKS + 1]), Some(ErrorKind::Limit));
        let long = |length| vec![format!("/{}", "x".repeat(length))];
        assert_eq!((read(long(MOST_PICKED - 1)), read(long(MOST_PICKED))), (None, Some(ErrorKind::Limit)));
    }

    #[test]
    fn options_are_the_same_by_setters_and_by_text() {
        let on = IstTime::parse("2026-11-21").unwrap();
        let set = SubmitOptions::new().on(on).language(Language::Hi).deadline(Duration::from_millis(5)).resend(true);
        let set = set.when(When::Required);
        let text = r#"{"on":"2026-11-21","language":"hi","deadline_ms":5,"resend":true,"when":"required"}"#;
        let read = CallOptions::read(text, &["resend", "when"]).unwrap();
        assert_eq!(format!("{:?}", set.0), format!("{read:?}"));
    }

    #[test]
    fn an_option_of_another_verb_is_named_in_the_error() {
        let error = CallOptions::read(r#"{"resend":true,"limit":1}"#, &["resend"]).unwrap_err();
        assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Option, Some("/limit")));
    }
}
