//! The lists that an engine uses: the built-in tables, a renewed list over them, and the codes that the portal has
//! accepted.

use super::overlay::{List as Named, Overlay};
use super::pins::Place;
use super::rates::{self, Rate};
use super::{Code, List, Origin, Plain, Row, countries, currencies, pins, ports, transport, units};
use crate::calendar::Day;
use crate::codes::hsn::Hsn;
use crate::money::Amount;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// When the built-in lists were last renewed, and their sources.
const ABOUT: &[(Option<Day>, &str)] = include!(concat!(env!("OUT_DIR"), "/about.rs"));

/// A list that only the portal knows completely: a code missing here may be right.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Open {
    /// HSN and SAC (2176).
    Hsn,
    /// Ports of export (2201).
    Port,
    /// Countries of destination and origin (2202).
    Country,
    /// Currencies of an export (2203).
    Currency,
}

/// The standing of a code of an open list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// The portal's list has it as far as is known, or the portal has accepted it.
    Good,
    /// Our list has it; whether the portal has it is unknown.
    Unproven,
    /// The portal is on record as having refused it.
    Refused,
    /// It ended on this day.
    Ended(Day),
    /// Our list doesn't have it.
    Missing,
}

/// The master lists of one engine. Cheap to clone; without an engine, the built-in ones.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    over: Option<Arc<Overlay>>,
    accepted: Option<Arc<BTreeSet<(Open, String)>>>,
}

impl Lists {
    pub(crate) fn with(overlay: Overlay) -> Lists {
        Lists { over: Some(Arc::new(overlay)), accepted: None }
    }

    /// The same lists, with codes that the portal is known to have accepted.
    pub(crate) fn accepting(&self, accepted: Arc<BTreeSet<(Open, String)>>) -> Lists {
        Lists { over: self.over.clone(), accepted: Some(accepted) }
    }

    /// The day of the lists: the later of the built-in day and the overlay's.
    pub fn day(&self) -> Day {
        let built_in = ABOUT.first().and_then(|about| about.0).unwrap_or(super::day(2026, 11, 29));
        self.over.as_ref().map_or(built_in, |over| built_in.max(over.day))
    }

    /// The renewed list over the built-in ones.
    pub(crate) fn overlay(&self) -> Option<&Overlay> {
        self.over.as_deref()
    }

    fn plain(&self, list: List, name: Named) -> Plain<'_> {
        Plain { built_in: list, over: self.overlay().and_then(|over| over.plain(name)) }
    }

    /// Countries, by two letters.
    pub fn countries(&self) -> Plain<'_> {
        self.plain(countries::LIST, Named::Countries)
    }

    /// Currencies, by three letters.
    pub fn currencies(&self) -> Plain<'_> {
        self.plain(currencies::LIST, Named::Currencies)
    }

    /// Ports and customs stations.
    pub fn ports(&self) -> Plain<'_> {
        self.plain(ports::LIST, Named::Ports)
    }

    /// Unit quantity codes.
    pub fn units(&self) -> Plain<'_> {
        self.plain(units::LIST, Named::Units)
    }

    /// How goods travel.
    pub fn modes(&self) -> Plain<'_> {
        self.plain(transport::MODES, Named::TransportModes)
    }

    /// Types of vehicle.
    pub fn vehicle_types(&self) -> Plain<'_> {
        self.plain(transport::VEHICLE_TYPES, Named::VehicleTypes)
    }

    /// HSN and SAC codes.
    pub fn hsn(&self) -> Hsn<'_> {
        Hsn::new(self.overlay().and_then(|over| over.plain(Named::Hsn)))
    }

    /// The states a PIN code may stand with.
    pub fn pin(&self, pin: u32) -> Place<'_> {
        let over = self.overlay();
        over.and_then(|over| over.pin(pin))
            .or_else(|| pins::exact(pin))
            .or_else(|| over.and_then(|over| over.prefix(pin)))
            .or_else(|| pins::prefix(pin))
            .unwrap_or(Place::Unknown)
    }

    /// Every rate the portal accepts or accepted, rising.
    pub fn rates(&self) -> &[Rate] {
        self.overlay().map(|over| over.rates()).filter(|rates| !rates.is_empty()).unwrap_or(rates::RATES)
    }

    /// The row of a rate, valid or not.
    pub fn rate(&self, rate: Amount) -> Option<&Rate> {
        match self.overlay().map(|over| over.rates()).filter(|rates| !rates.is_empty()) {
            Some(rates) => rates.iter().find(|row| row.rate == rate),
            None => rates::find(rate),
        }
    }

    /// The standing of a code of an open list on a day.
    pub fn standing(&self, open: Open, code: &str, on: Day) -> Standing {
        if open == Open::Hsn && self.hsn().is_good(code) {
            return Standing::Good;
        }
        let known = match open {
            Open::Hsn => self.hsn().standing(code),
            Open::Port => self.ports().find(code).map(|row| (row.portal, row.to)),
            Open::Country => self.countries().find(code).map(|row| (row.portal, row.to)),
            Open::Currency => self.currencies().find(code).map(|row| (row.portal, row.to)),
        };
        let standing = match known {
            None => Standing::Missing,
            Some((_, Some(last))) if last < on => Standing::Ended(last),
            Some((super::AtPortal::Listed, _)) => Standing::Good,
            Some((super::AtPortal::Unknown, _)) => Standing::Unproven,
            Some((super::AtPortal::Refused, _)) => Standing::Refused,
        };
        match standing {
            Standing::Good => Standing::Good,
            _ if self.has_accepted(open, code) => Standing::Good,
            doubtful => doubtful,
        }
    }

    fn has_accepted(&self, open: Open, code: &str) -> bool {
        self.accepted.as_ref().is_some_and(|accepted| accepted.contains(&(open, code.to_owned())))
    }

    pub(super) fn plain_rows(&self, list: &str) -> Option<Vec<Row<'_>>> {
        let (list, open) = match Named::parse(list)? {
            Named::Countries => (self.countries(), true),
            Named::Currencies => (self.currencies(), true),
            Named::Ports => (self.ports(), true),
            Named::Units => (self.units(), false),
            Named::TransportModes => (self.modes(), false),
            Named::VehicleTypes => (self.vehicle_types(), false),
            Named::Hsn => return None,
        };
        let renewed = |code: &str| list.over.is_some_and(|over| over.contains_key(code));
        Some(list.iter().map(|code| plain_row(code, renewed(code.code), open)).collect())
    }

    pub(super) fn pin_rows(&self) -> Vec<Row<'_>> {
        let mut rows: Vec<Row<'_>> = self.overlay().map(|over| over.pin_rows().collect()).unwrap_or_default();
        rows.extend(pins::rows());
        rows
    }

    pub(super) fn rate_rows(&self) -> Vec<Row<'_>> {
        let own = |rate: &Rate| self.overlay().is_some_and(|over| over.has_rate(rate.rate));
        let row = |rate| Row { origin: if own(rate) { Origin::Overlay } else { Origin::BuiltIn }, ..Row::from(rate) };
        self.rates().iter().map(row).collect()
    }
}

fn plain_row(code: Code<'_>, renewed: bool, open: bool) -> Row<'_> {
    Row {
        origin: if renewed { Origin::Overlay } else { Origin::BuiltIn },
        portal: open.then_some(code.portal),
        source: (!code.source.is_empty()).then_some(code.source.into()),
        also: code.also.into(),
        ..Row::of(code.code, code.name, (code.from, code.to))
    }
}
