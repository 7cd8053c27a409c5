//! The settings: rules on which the sources disagree, by name, with the default of each.
//!
//! One table: each row is a field of [`Settings`], which the configuration and a call's options may set, and a line of
//! `docs/settings.md`. A test fails for a setting that nothing reads.

use crate::calendar::Day;
use crate::finding::Severity;
use crate::law::tables::{EARLIEST_DOCUMENT, RETAIL_PRICE};
use crate::schema::text_schema;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IntoDeserializer};

/// The values that a setting accepts.
#[cfg(test)]
trait SettingValue: Copy {
    /// The values it accepts; `yyyy-MM-dd` and `1000 to 5000` stand for any day and any number.
    const VALUES: &'static [&'static str];
    fn text(self) -> String;
}

macro_rules! choices {
    ($( $(#[$doc:meta])* $name:ident { $( $value:ident = $text:literal ),* } )*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
        pub(crate) enum $name {
            $( #[serde(rename = $text)] $value ),*
        }
        #[cfg(test)]
        impl SettingValue for $name {
            const VALUES: &'static [&'static str] = &[$($text),*];
            fn text(self) -> String {
                match self { $( $name::$value => $text.to_owned() ),* }
            }
        }
    )* };
}

choices! {
    /// The severity of a doubtful check.
    Weight { Error = "error", Warning = "warning", Off = "off" }
    Switch { On = "on", Off = "off" }
    /// The severity of a GSTIN whose check character doesn't fit.
    CheckDigit { Auto = "auto", Error = "error", Warning = "warning", Off = "off" }
    ExportDetails { Optional = "optional", Required = "required" }
    FortyPercent { FromSeptember2025 = "from_2025_09_22", Refused = "refused" }
    HalfPercent { Refused = "refused", Accepted = "accepted" }
    SixDigits { FiveCroreAndMore = "five_crore_and_more", AboveFiveCrore = "above_five_crore" }
    UpperCase { SubmissionDay = "submission_day", DocumentDate = "document_date", Never = "never" }
    /// The severity of a PIN of another state.
    PinState { Auto = "auto", Error = "error", Warning = "warning", Off = "off" }
    ReverseCharge { B2bAndSez = "b2b_and_sez", B2b = "b2b" }
    ShipToGstin { Off = "off", FromAugust2026 = "from_2026_08_01" }
    ShipVehicle { Odc = "odc", Any = "any" }
    TenCrore { AndAbove = "and_above", Above = "above" }
    ThirtyDays { WarnOnDay30 = "warn_on_day_30", DatePlus29 = "date_plus_29", DatePlus30 = "date_plus_30" }
}

impl Weight {
    pub(crate) const fn severity(self) -> Option<Severity> {
        match self {
            Weight::Error => Some(Severity::Error),
            Weight::Warning => Some(Severity::Warning),
            Weight::Off => None,
        }
    }
}

impl PinState {
    pub(crate) const fn severity(self) -> Option<Severity> {
        match self {
            PinState::Auto | PinState::Error => Some(Severity::Error),
            PinState::Warning => Some(Severity::Warning),
            PinState::Off => None,
        }
    }
}

impl CheckDigit {
    /// An error with a real portal; a warning in the sandbox and without an engine, whose GSTINs often don't fit.
    pub(crate) const fn severity(self, real_portal: bool) -> Option<Severity> {
        match self {
            CheckDigit::Auto if real_portal => Some(Severity::Error),
            CheckDigit::Auto | CheckDigit::Warning => Some(Severity::Warning),
            CheckDigit::Error => Some(Severity::Error),
            CheckDigit::Off => None,
        }
    }
}

/// A day something begins on, or `off`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct BeginDay(pub(crate) Option<Day>);

text_schema! {
    BeginDay as "DayOrOff": "A day, or `off`.", "^([0-9]{2}/[0-9]{2}/[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}|off)$";
    Earliest as "Earliest": "A day, `off` or `warn_2025_04_01`.",
        "^([0-9]{2}/[0-9]{2}/[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}|off|warn_2025_04_01)$";
}

#[cfg(test)]
impl SettingValue for BeginDay {
    const VALUES: &'static [&'static str] = &["yyyy-MM-dd", "off"];
    fn text(self) -> String {
        self.0.map_or("off".to_owned(), Day::iso)
    }
}

impl<'de> Deserialize<'de> for BeginDay {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<BeginDay, D::Error> {
        let text = String::deserialize(d)?;
        match Day::parse(&text) {
            None if text == "off" => Ok(BeginDay(None)),
            Some(day) => Ok(BeginDay(Some(day))),
            None => Err(D::Error::custom(format!("\"{text}\" is neither a day (yyyy-MM-dd) nor off"))),
        }
    }
}

/// The first document date that the portal accepts, and whether an earlier one is an error or a warning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Earliest {
    pub(crate) first: Option<Day>,
    pub(crate) severity: Severity,
}

impl Earliest {
    const NAME: &'static str = "warn_2025_04_01";
    const WARN: Earliest = Earliest { first: Some(EARLIEST_DOCUMENT), severity: Severity::Warning };
}

#[cfg(test)]
impl SettingValue for Earliest {
    const VALUES: &'static [&'static str] = &[Earliest::NAME, "yyyy-MM-dd", "off"];
    fn text(self) -> String {
        match self {
            Earliest::WARN => Earliest::NAME.to_owned(),
            Earliest { first, .. } => BeginDay(first).text(),
        }
    }
}

impl<'de> Deserialize<'de> for Earliest {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Earliest, D::Error> {
        let text = String::deserialize(d)?;
        if text == Earliest::NAME {
            return Ok(Earliest::WARN);
        }
        let BeginDay(first) = BeginDay::deserialize(text.into_deserializer())?;
        Ok(Earliest { first, severity: Severity::Error })
    }
}

/// How many lines a document may have.
#[derive(Clone, Copy, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(transparent)]
pub(crate) struct MaxItems(#[schemars(range(min = 1000, max = 5000))] pub(crate) usize);

#[cfg(test)]
impl SettingValue for MaxItems {
    const VALUES: &'static [&'static str] = &["1000 to 5000"];
    fn text(self) -> String {
        self.0.to_string()
    }
}

impl<'de> Deserialize<'de> for MaxItems {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<MaxItems, D::Error> {
        match usize::deserialize(d)? {
            count @ 1000..=5000 => Ok(MaxItems(count)),
            count => Err(D::Error::custom(format!("{count} is not from 1000 to 5000"))),
        }
    }
}

/// A doubtful rule, the values of its setting, and the reason for the doubt.
#[cfg(test)]
struct Setting {
    name: &'static str,
    values: &'static [&'static str],
    default: String,
    meaning: &'static str,
    source: &'static str,
}

macro_rules! settings {
    ($( $name:ident: $kind:ty = $default:expr, $meaning:literal, $source:literal; )*) => {
        /// All settings by name; each has its default unless a configuration or a call sets it.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub struct Settings {
            $( #[doc = $meaning] pub(crate) $name: $kind ),*
        }

        impl Default for Settings {
            fn default() -> Settings {
                Settings { $( $name: $default ),* }
            }
        }

        /// The settings that were given. Refuses an unknown name or value.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields, default, expecting = "settings by name, an object")]
        #[schemars(rename = "Settings")]
        pub(crate) struct GivenSettings {
            $( #[doc = $meaning] $name: Option<$kind> ),*
        }

        impl GivenSettings {
            /// The settings that were given, with `base` for the others.
            pub(crate) fn over(self, base: Settings) -> Settings {
                Settings { $( $name: self.$name.unwrap_or(base.$name) ),* }
            }
        }

        /// Every setting, by name.
        #[cfg(test)]
        fn all() -> Vec<Setting> {
            vec![$( Setting {
                name: stringify!($name),
                values: <$kind as SettingValue>::VALUES,
                default: SettingValue::text(Settings::default().$name),
                meaning: $meaning,
                source: $source,
            } ),*]
        }
    };
}

settings! {
    cess_after_end: Weight = Weight::Warning,
        "A line with compensation cess dated after the cess ended: 22-09-2025, for tobacco and pan masala 01-02-2026",
        "Inferred from Notification 9/2025-CT(Rate) and the end of the cess; no portal rule was seen";
    cgst_sgst_equal: Switch = Switch::On,
        "CGST and SGST of a line must be equal to the paisa (2227)",
        "Portal error list; it names no tolerance";
    country_unknown: Weight = Weight::Warning,
        "A country that is not in the list, or not known to be in the portal's (2202)",
        "The portal's own list is not published";
    currency_unknown: Weight = Weight::Warning,
        "A currency that is not in the list, not known to be in the portal's, or ended (2203)",
        "Whether the portal follows the changes of ISO 4217 is not known";
    earliest_document_date: Earliest = Earliest::WARN,
        "Documents dated before this day are refused (2284); warn_2025_04_01: documents before 01-04-2025 get a warning",
        "The portal moves its lower limit: 01-10-2020, 01-10-2022 and 01-04-2025 in texts of different years";
    export_details: ExportDetails = ExportDetails::Optional,
        "Whether an export must carry ExpDtls (2208)",
        "Required in the list of 2020; FORM GST INV-01 items 10.3 to 10.5 leave it open";
    forty_percent_rate: FortyPercent = FortyPercent::FromSeptember2025,
        "Whether the portal accepts the rate of 40 percent for documents dated from 22-09-2025",
        "Notification 9/2025-CT(Rate), Schedule III; no portal page naming the rate was seen";
    gstin_check_digit: CheckDigit = CheckDigit::Auto,
        "The check character and inner layout of a GSTIN; auto: a wrong check character is an error with a real portal, a warning in the sandbox and without an engine",
        "The published check algorithm; the portal's own sandbox GSTINs fail it";
    half_percent_rate: HalfPercent = HalfPercent::Refused,
        "The rate of 0.5 percent",
        "In older lists; withdrawn by the portal in September 2020";
    hsn_six_digits: SixDigits = SixDigits::FiveCroreAndMore,
        "The turnover from which six digits of HSN are required",
        "The portal says 5 crore and more, Notification 78/2020-CT says exceeding 5 crore";
    hsn_unknown: Weight = Weight::Warning,
        "An HSN code that is not in the list, not known to be in the portal's, or ended (2176)",
        "The portal's own list is not published; the GST portal's list has 3,678 codes more than the portal is known to accept; of those it refused 391520, 521211 and 630411 in 2025";
    igst_on_intra_needs_reverse_charge: Switch = Switch::Off,
        "Whether IgstOnIntra may be Y only with reverse charge (2294)",
        "The portal's sentence can also be read as a permission";
    irn_upper_case: UpperCase = UpperCase::SubmissionDay,
        "What decides whether the number is hashed in upper case from 01-06-2025 on",
        "Advisory of 04-04-2025, which doesn't say which of the two days counts; a token of July 2025 proves the change";
    max_items: MaxItems = MaxItems(1000),
        "The most lines a document may have (2173)",
        "1000; the portal raises it to 5000 on request";
    note_tax_check: Weight = Weight::Off,
        "Taxes of credit and debit notes are checked against rate and assessable value",
        "Checked in version 1.02, not in today's list";
    pin_state: PinState = PinState::Auto,
        "A PIN code that doesn't exist (3038) or doesn't belong to the state of its address (3039, 2178); auto: a warning where a source gives the PIN to that state",
        "The portal's PIN list is not published, and others differ at borders; ours uses the first three digits where it doesn't know a PIN, and doesn't judge army posts (900 to 999)";
    port_unknown: Weight = Weight::Warning,
        "A port that is not in the list, or not known to be in the portal's (2201)",
        "The portal's own list is not published; the entries seen of it lack ports opened since 2024";
    retail_price_goods_from: BeginDay = BeginDay(Some(RETAIL_PRICE)),
        "First document date on which a notified tobacco or pan masala line frees the document from the tax checks 2194, 2234, 2235",
        "Advisory of 23-01-2026; Notifications 19/2025-CT and 20/2025-CT";
    reverse_charge_supplies: ReverseCharge = ReverseCharge::B2bAndSez,
        "Supply types that may carry RegRev Y (2162)",
        "B2B alone in 2020; B2B and SEZ in version 1.03";
    road_transport_document: Weight = Weight::Warning,
        "Transport document given with transport by road",
        "The portal's list forbids it, the form and the portal's sample send both";
    rules_of_2020: Weight = Weight::Off,
        "Checks of the list of 2020 that today's list lacks: 2191, 2210, 2220, 2245, 2249, 2264",
        "Portal error list of 2020; samples and signed documents contradict several";
    ship_to_gstin: ShipToGstin = ShipToGstin::Off,
        "Ship-to GSTIN or URP is required with an e-way bill, must differ from the buyer's and fit its state (2323, 2325)",
        "Advisory of 17-06-2026; one source says it was put on hold on 30-07-2026";
    ship_vehicle_type: ShipVehicle = ShipVehicle::Odc,
        "Vehicle type with transport by ship",
        "Today's list asks for O (4039); code 4024 of 2020 forbids O outside road";
    ten_crore: TenCrore = TenCrore::AndAbove,
        "Whether a turnover of exactly 10 (before April 2025: 100) crore falls under the 30 days",
        "The advisory of 05-11-2024 says 10 crore and above; the text of September 2023 says greater than 100 crore";
    thirty_day_rule: ThirtyDays = ThirtyDays::WarnOnDay30,
        "Last day a document may be reported (2305): date_plus_29 refuses from day 30 after its date, date_plus_30 from day 31; warn_on_day_30 warns on day 30, sends, and refuses from day 31",
        "The advisory's example counts the document's day (01-11-2023: last day 30-11-2023); its words would allow one day more. A try on the doubtful day costs at most a refusal; without a try the document is lost";
    total_amount_check: Weight = Weight::Warning,
        "TotAmt is checked against quantity times unit price (2192)",
        "The code stands in the list, the check was withdrawn in September 2020";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::rates::RATES;
    use std::fmt::Write;

    fn read(text: &str) -> serde_json::Result<Settings> {
        serde_json::from_str::<GivenSettings>(text).map(|given| given.over(Settings::default()))
    }

    #[test]
    fn every_value_named_in_the_table_is_read_and_no_other() {
        for s in all() {
            assert!(!s.meaning.is_empty() && !s.source.is_empty(), "{}", s.name);
            for value in s.values {
                let value = match *value {
                    "yyyy-MM-dd" => "\"2025-04-01\"".to_owned(),
                    "1000 to 5000" => "5000".to_owned(),
                    text => format!("\"{text}\""),
                };
                assert!(read(&format!("{{\"{}\":{value}}}", s.name)).is_ok(), "{} {value}", s.name);
            }
            assert!(read(&format!("{{\"{}\":\"perhaps\"}}", s.name)).is_err(), "{}", s.name);
        }
        assert!(all().is_sorted_by_key(|s| s.name));
        assert!(read("{\"thirty_days\":\"date_plus_29\"}").is_err() && read("{\"max_items\":5001}").is_err());
    }

    #[test]
    fn what_a_call_gives_stands_over_the_engines() {
        let engine = read(r#"{"pin_state":"off","max_items":2000}"#).unwrap();
        let call: GivenSettings = serde_json::from_str(r#"{"pin_state":"warning"}"#).unwrap();
        let both = call.over(engine);
        assert_eq!(
            (both.pin_state, both.max_items, both.hsn_unknown),
            (PinState::Warning, MaxItems(2000), Weight::Warning)
        );
    }

    #[test]
    fn the_setting_a_rate_names_exists() {
        let named: Vec<_> = RATES.iter().filter_map(|rate| rate.setting).collect();
        assert_eq!(named.len(), 2);
        assert!(named.iter().all(|name| all().iter().any(|s| s.name == *name)), "{named:?}");
    }

    /// The library reads each field somewhere, as `settings.name`.
    #[test]
    fn every_setting_is_read_by_something() {
        fn sources(folder: &std::path::Path, all: &mut String) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    sources(&path, all);
                } else if path.file_name().is_some_and(|name| name != "settings.rs") {
                    all.push_str(&std::fs::read_to_string(path).unwrap_or_default());
                }
            }
        }
        let mut code = String::new();
        sources(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut code);
        for s in all() {
            assert!(code.contains(&format!("settings.{}", s.name)), "{} is read by nothing", s.name);
        }
    }

    /// `docs/settings.md`.
    fn document() -> String {
        let mut text = String::from(
            "# Settings\n\n\
             The sources on the portal and the law disagree in places. Each doubt is a setting, in the configuration or in a call's\n\
             options: `\"settings\": {\"thirty_day_rule\": \"date_plus_30\"}`. A call's value overrides the engine's; an unknown\n\
             name or value is refused. This page is generated from the table in `src/settings.rs`; change it there.\n\n\
             | name | values | default | what it decides | source of the doubt |\n\
             |---|---|---|---|---|\n",
        );
        for s in all() {
            let values = s.values.join("`, `");
            // Writing to a String can't fail.
            let _ = writeln!(text, "| `{}` | `{values}` | `{}` | {} | {} |", s.name, s.default, s.meaning, s.source);
        }
        text
    }

    /// `EINV_WRITE_DOCS=1 cargo test` writes it.
    #[test]
    fn the_page_of_settings_is_the_table() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/settings.md");
        if std::env::var_os("EINV_WRITE_DOCS").is_some() {
            std::fs::write(file, document()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(file).unwrap_or_default(), document(), "write it with EINV_WRITE_DOCS=1");
    }
}
