//! A taxpayer as the law sees it: turnover by year, class, and the day its e-invoicing was enabled.

use crate::calendar::{Day, FinYear};
use crate::gstin::Gstin;
use crate::money::Amount;
use std::collections::BTreeMap;

/// The classes that decide what a taxpayer may or must report (rule 48(4) and Notification 13/2020-CT as amended).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    Regular,
    Casual,
    Composition,
    SezUnit,
    SezDeveloper,
    InputServiceDistributor,
    NonResident,
    Oidar,
    /// An e-commerce operator, registered to collect tax at source.
    TaxCollector,
    /// Registered only to deduct tax at source.
    TaxDeductor,
    Insurer,
    Bank,
    FinancialInstitution,
    Nbfc,
    GoodsTransportAgency,
    PassengerTransport,
    Multiplex,
    Government,
    LocalAuthority,
}

impl Class {
    pub const ALL: [Class; 19] = [
        Class::Regular,
        Class::Casual,
        Class::Composition,
        Class::SezUnit,
        Class::SezDeveloper,
        Class::InputServiceDistributor,
        Class::NonResident,
        Class::Oidar,
        Class::TaxCollector,
        Class::TaxDeductor,
        Class::Insurer,
        Class::Bank,
        Class::FinancialInstitution,
        Class::Nbfc,
        Class::GoodsTransportAgency,
        Class::PassengerTransport,
        Class::Multiplex,
        Class::Government,
        Class::LocalAuthority,
    ];

    /// The name in the configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Class::Regular => "regular",
            Class::Casual => "casual",
            Class::Composition => "composition",
            Class::SezUnit => "sez_unit",
            Class::SezDeveloper => "sez_developer",
            Class::InputServiceDistributor => "input_service_distributor",
            Class::NonResident => "non_resident",
            Class::Oidar => "oidar",
            Class::TaxCollector => "tax_collector",
            Class::TaxDeductor => "tax_deductor",
            Class::Insurer => "insurer",
            Class::Bank => "bank",
            Class::FinancialInstitution => "financial_institution",
            Class::Nbfc => "nbfc",
            Class::GoodsTransportAgency => "goods_transport_agency",
            Class::PassengerTransport => "passenger_transport",
            Class::Multiplex => "multiplex",
            Class::Government => "government",
            Class::LocalAuthority => "local_authority",
        }
    }

    pub fn parse(name: &str) -> Option<Class> {
        Class::ALL.into_iter().find(|class| class.name() == name)
    }
}

/// What is known of a taxpayer.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Taxpayer {
    /// `None`: whoever the document's supplier is.
    pub gstin: Option<Gstin>,
    /// Aggregate turnover of the PAN, all India, in rupees.
    pub turnover: BTreeMap<FinYear, Amount>,
    pub class: Option<Class>,
    pub enabled_from: Option<Day>,
}

impl Taxpayer {
    /// Whether the turnover of any year from 2017-18 to the one before `day` fulfils `enough`; `None` where the years
    /// given can't tell.
    pub fn crossed(&self, day: Day, enough: impl Fn(Amount) -> bool) -> Option<bool> {
        let current = day.fin_year();
        let earlier = || self.turnover.iter().filter(|(year, _)| (2017..current.start()).contains(&year.start()));
        if earlier().any(|(_, turnover)| enough(*turnover)) {
            return Some(true);
        }
        // Without the last year's figure nobody knows.
        earlier().any(|(year, _)| year.start() == current.start() - 1).then_some(false)
    }
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
        assert!(Class::ALL.into_iter().all(|class| Class::parse(class.name()) == Some(class)));
        assert_eq!(Class::parse("REGULAR"), None);
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
}
