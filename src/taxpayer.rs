//! A taxpayer as the law sees it: turnover by year, class, and the day its e-invoicing was enabled.

use crate::calendar::{Day, FinYear};
use crate::gstin::Gstin;
use crate::money::Amount;
use std::collections::BTreeMap;

/// The classes that decide what a taxpayer may or must report (rule 48(4) and Notification 13/2020-CT as amended).
/// `data/law/classes.csv` lists which of them are exempt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum TaxpayerClass {
    /// An ordinary taxpayer.
    Regular,
    /// A casual taxable person.
    Casual,
    /// Under the composition scheme (section 10): bills of supply, no tax collected.
    Composition,
    /// A unit in a Special Economic Zone (Notification 61/2020-CT).
    SezUnit,
    /// A developer of a Special Economic Zone.
    SezDeveloper,
    /// An Input Service Distributor.
    InputServiceDistributor,
    /// A non-resident taxable person.
    NonResident,
    /// A supplier of online information and database access or retrieval services from abroad (section 14 IGST Act).
    Oidar,
    /// An e-commerce operator, registered to collect tax at source (section 52).
    TaxCollector,
    /// Registered only to deduct tax at source (section 51).
    TaxDeductor,
    /// An insurer (rule 54(2)).
    Insurer,
    /// A banking company (rule 54(2)).
    Bank,
    /// A financial institution (rule 54(2)).
    FinancialInstitution,
    /// A non-banking financial company (rule 54(2)).
    Nbfc,
    /// A goods transport agency: carriage by road (rule 54(3)).
    GoodsTransportAgency,
    /// A passenger transport service (rule 54(4)).
    PassengerTransport,
    /// A cinema admitting to films in multiplex screens (rule 54(4A)).
    Multiplex,
    /// A government department (Notification 23/2021-CT).
    Government,
    /// A local authority (Notification 23/2021-CT).
    LocalAuthority,
}

impl TaxpayerClass {
    /// Every class.
    pub const ALL: [TaxpayerClass; 19] = [
        TaxpayerClass::Regular,
        TaxpayerClass::Casual,
        TaxpayerClass::Composition,
        TaxpayerClass::SezUnit,
        TaxpayerClass::SezDeveloper,
        TaxpayerClass::InputServiceDistributor,
        TaxpayerClass::NonResident,
        TaxpayerClass::Oidar,
        TaxpayerClass::TaxCollector,
        TaxpayerClass::TaxDeductor,
        TaxpayerClass::Insurer,
        TaxpayerClass::Bank,
        TaxpayerClass::FinancialInstitution,
        TaxpayerClass::Nbfc,
        TaxpayerClass::GoodsTransportAgency,
        TaxpayerClass::PassengerTransport,
        TaxpayerClass::Multiplex,
        TaxpayerClass::Government,
        TaxpayerClass::LocalAuthority,
    ];

    /// The name in the configuration.
    pub const fn name(self) -> &'static str {
        match self {
            TaxpayerClass::Regular => "regular",
            TaxpayerClass::Casual => "casual",
            TaxpayerClass::Composition => "composition",
            TaxpayerClass::SezUnit => "sez_unit",
            TaxpayerClass::SezDeveloper => "sez_developer",
            TaxpayerClass::InputServiceDistributor => "input_service_distributor",
            TaxpayerClass::NonResident => "non_resident",
            TaxpayerClass::Oidar => "oidar",
            TaxpayerClass::TaxCollector => "tax_collector",
            TaxpayerClass::TaxDeductor => "tax_deductor",
            TaxpayerClass::Insurer => "insurer",
            TaxpayerClass::Bank => "bank",
            TaxpayerClass::FinancialInstitution => "financial_institution",
            TaxpayerClass::Nbfc => "nbfc",
            TaxpayerClass::GoodsTransportAgency => "goods_transport_agency",
            TaxpayerClass::PassengerTransport => "passenger_transport",
            TaxpayerClass::Multiplex => "multiplex",
            TaxpayerClass::Government => "government",
            TaxpayerClass::LocalAuthority => "local_authority",
        }
    }

    /// Reads the [`TaxpayerClass::name`], in small letters.
    pub fn parse(name: &str) -> Option<TaxpayerClass> {
        TaxpayerClass::ALL.into_iter().find(|class| class.name() == name)
    }

    /// Whether the class belongs to the person, so to every registration of its PAN. A bank is a bank everywhere, but a
    /// company has ordinary registrations beside its SEZ unit.
    pub const fn is_personal(self) -> bool {
        match self {
            TaxpayerClass::Regular
            | TaxpayerClass::Casual
            | TaxpayerClass::Composition
            | TaxpayerClass::SezUnit
            | TaxpayerClass::SezDeveloper
            | TaxpayerClass::InputServiceDistributor
            | TaxpayerClass::NonResident
            | TaxpayerClass::Oidar
            | TaxpayerClass::TaxCollector
            | TaxpayerClass::TaxDeductor => false,
            TaxpayerClass::Insurer
            | TaxpayerClass::Bank
            | TaxpayerClass::FinancialInstitution
            | TaxpayerClass::Nbfc
            | TaxpayerClass::GoodsTransportAgency
            | TaxpayerClass::PassengerTransport
            | TaxpayerClass::Multiplex
            | TaxpayerClass::Government
            | TaxpayerClass::LocalAuthority => true,
        }
    }
}

/// The first year whose turnover counts (Notification 70/2020-CT: "from 2017-18 onwards").
pub const FIRST_YEAR: FinYear = FinYear::beginning(2017);

/// What is known of a taxpayer.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Taxpayer {
    /// `None`: the document's supplier, whoever that is.
    pub gstin: Option<Gstin>,
    /// Aggregate turnover of the PAN, all India, in rupees.
    pub turnover: BTreeMap<FinYear, Amount>,
    /// `None`: not given. The law then treats it as [`TaxpayerClass::Regular`] and says so; rules about classes are not judged.
    pub class: Option<TaxpayerClass>,
    /// First day on which the portal accepts its documents; `None`: not given, and not judged.
    pub enabled_from: Option<Day>,
    /// When the annual return of a year was filed; this ends the time for credit notes.
    pub annual_return_filed: BTreeMap<FinYear, Day>,
    /// What its bills say of it, where they say nothing themselves.
    pub seller: Option<Seller>,
}

/// A seller's profile: what a bill that names no seller is filled with.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Seller {
    /// Keys of the simple bill (`seller.name`, `dispatch_from.city`, `payment.account`) with their texts; an address may have
    /// several.
    pub values: Vec<(String, String)>,
    /// The same of what a line or the bill leaves out: `lines.unit`, `round_off`.
    pub defaults: Vec<(String, String)>,
}

impl Taxpayer {
    /// Its legal name, where the seller's profile has it.
    pub fn legal_name(&self) -> Option<&str> {
        let values = &self.seller.as_ref()?.values;
        values.iter().find(|(key, _)| key == "seller.name").map(|(_, name)| name.as_str())
    }

    /// Whether the turnover of any year from [`FIRST_YEAR`] to the one before `day` fulfils `enough`; `None` where the
    /// given years can't decide it.
    pub fn crossed(&self, day: Day, enough: impl Fn(Amount) -> bool) -> Option<bool> {
        let current = day.fin_year();
        if self.before(current).any(|(_, turnover)| enough(turnover)) {
            return Some(true);
        }
        // Without the last year's figure it is unknown.
        self.before(current).any(|(year, _)| year.start() == current.start() - 1).then_some(false)
    }

    /// The known years before `year`, oldest first, from the first that counts.
    pub fn before(&self, year: FinYear) -> impl DoubleEndedIterator<Item = (FinYear, Amount)> {
        self.turnover.range(FIRST_YEAR..year.max(FIRST_YEAR)).map(|(year, amount)| (*year, *amount))
    }

    /// The years before `year` without a known turnover.
    pub fn missing_before(&self, year: FinYear) -> Vec<FinYear> {
        let years = (FIRST_YEAR.start()..year.start()).map(FinYear::beginning);
        years.filter(|year| !self.turnover.contains_key(year)).collect()
    }

    /// Adds the profile of another registration of the same PAN: turnover and personal classes apply to all of them.
    pub(crate) fn join(&mut self, other: &Taxpayer) -> Result<(), Contradiction> {
        for (year, theirs) in &other.turnover {
            let ours = *self.turnover.entry(*year).or_insert(*theirs);
            if ours != *theirs {
                let message = format!("the turnover of {year} is {ours} here and {theirs} at another registration");
                return Err(Contradiction { at: format!("/turnover/{year}"), message });
            }
        }
        match (self.class, other.class) {
            (Some(ours), Some(theirs)) if ours != theirs && (ours.is_personal() || theirs.is_personal()) => {
                let (ours, theirs) = (ours.name(), theirs.name());
                let message = format!("class {ours} here contradicts class {theirs} at another registration");
                Err(Contradiction { at: "/class".into(), message })
            }
            (None, Some(theirs)) if theirs.is_personal() => {
                self.class = Some(theirs);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// Why two profiles of one PAN contradict each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Contradiction {
    /// JSON pointer into the profile.
    pub at: String,
    pub message: String,
}

/// A crore of rupees.
pub const fn crore(count: i64) -> Amount {
    Amount::from_rupees(count * 10_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_read_back_from_its_name() {
        assert!(TaxpayerClass::ALL.into_iter().all(|class| TaxpayerClass::parse(class.name()) == Some(class)));
        assert_eq!(TaxpayerClass::parse("REGULAR"), None);
    }

    #[test]
    fn any_earlier_year_counts_and_this_one_does_not() {
        let day = Day::new(2026, 11, 21).unwrap();
        let crossed = |years: &[(&str, i64)]| {
            let turnover = years.iter().map(|(y, c)| (FinYear::parse(y).unwrap(), crore(*c))).collect();
            Taxpayer { turnover, ..Taxpayer::default() }.crossed(day, |t| t >= crore(10))
        };
        assert_eq!(crossed(&[]), None);
        assert_eq!(crossed(&[("2018-19", 10), ("2025-26", 1)]), Some(true));
        assert_eq!(crossed(&[("2025-26", 9)]), Some(false));
        assert_eq!(crossed(&[("2024-25", 9)]), None, "last year is not known");
        assert_eq!(crossed(&[("2026-27", 50), ("2016-17", 50)]), None, "this year and years before GST don't count");
    }

    #[test]
    fn the_years_that_count_are_known_or_named_as_missing() {
        let year = |text| FinYear::parse(text).unwrap();
        let turnover = ["2016-17", "2019-20", "2023-24"].map(|y| (year(y), crore(1))).into();
        let taxpayer = Taxpayer { turnover, ..Taxpayer::default() };
        let known: Vec<_> = taxpayer.before(year("2021-22")).map(|(y, _)| y.to_string()).collect();
        let missing: Vec<_> = taxpayer.missing_before(year("2021-22")).iter().map(FinYear::to_string).collect();
        assert_eq!(known, ["2019-20"]);
        assert_eq!(missing, ["2017-18", "2018-19", "2020-21"]);
        assert_eq!(taxpayer.before(year("2016-17")).count(), 0);
    }

    #[test]
    fn registrations_of_one_pan_share_turnover_and_personal_class_and_may_not_contradict() {
        let of = |class, years: &[(i32, i64)]| Taxpayer {
            class,
            turnover: years.iter().map(|(y, c)| (FinYear::beginning(*y), crore(*c))).collect(),
            ..Taxpayer::default()
        };
        let mut bank = of(None, &[(2022, 5)]);
        bank.join(&of(Some(TaxpayerClass::Bank), &[(2022, 5), (2023, 6)])).unwrap();
        assert_eq!((bank.class, bank.turnover.len()), (Some(TaxpayerClass::Bank), 2));
        assert!(bank.join(&of(Some(TaxpayerClass::Regular), &[])).unwrap_err().message.contains("contradict"));
        assert_eq!(bank.join(&of(None, &[(2023, 7)])).unwrap_err().at, "/turnover/2023-24");
        let mut unit = of(Some(TaxpayerClass::SezUnit), &[]);
        unit.join(&of(Some(TaxpayerClass::Regular), &[])).unwrap();
        assert_eq!(unit.class, Some(TaxpayerClass::SezUnit));
    }
}
