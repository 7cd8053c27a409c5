//! The lists that an engine uses: the built-in tables, a renewed list over them, and the codes that the portal has
//! accepted.

use super::overlay::{Overlay, RenewableList};
use super::pins::PinPlace;
use super::rates::{self, Rate};
use super::{ListRow, NamedCode, Plain, PlainList, RowOrigin, countries, currencies, pins, ports, transport, units};
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
pub enum OpenList {
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
pub enum CodeStanding {
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
    accepted: Option<Arc<BTreeSet<(OpenList, String)>>>,
}

impl Lists {
    pub(crate) fn with(overlay: Overlay) -> Lists {
        Lists { over: Some(Arc::new(overlay)), accepted: None }
    }

    /// The same lists, with codes that the portal is known to have accepted.
    pub(crate) fn accepting(&self, accepted: Arc<BTreeSet<(OpenList, String)>>) -> Lists {
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

    fn plain(&self, list: PlainList, name: RenewableList) -> Plain<'_> {
        Plain { built_in: list, over: self.overlay().and_then(|over| over.plain(name)) }
    }

    /// Countries, by two letters.
    pub fn countries(&self) -> Plain<'_> {
        self.plain(countries::LIST, RenewableList::Countries)
    }

    /// Currencies, by three letters.
    pub fn currencies(&self) -> Plain<'_> {
        self.plain(currencies::LIST, RenewableList::Currencies)
    }

    /// Ports and customs stations.
    pub fn ports(&self) -> Plain<'_> {
        self.plain(ports::LIST, RenewableList::Ports)
    }

    /// Unit quantity codes.
    pub fn units(&self) -> Plain<'_> {
        self.plain(units::LIST, RenewableList::Units)
    }

    /// How goods travel.
    pub fn modes(&self) -> Plain<'_> {
        self.plain(transport::MODES, RenewableList::TransportModes)
    }

    /// Types of vehicle.
    pub fn vehicle_types(&self) -> Plain<'_> {
        self.plain(transport::VEHICLE_TYPES, RenewableList::VehicleTypes)
    }

    /// HSN and SAC codes.
    pub fn hsn(&self) -> Hsn<'_> {
        Hsn::new(self.overlay().and_then(|over| over.plain(RenewableList::Hsn)))
    }

    /// The states a PIN code may stand with.
    pub fn pin(&self, pin: u32) -> PinPlace<'_> {
        let over = self.overlay();
        over.and_then(|over| over.pin(pin))
            .or_else(|| pins::exact(pin))
            .or_else(|| over.and_then(|over| over.prefix(pin)))
            .or_else(|| pins::prefix(pin))
            .unwrap_or(PinPlace::Unknown)
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
    pub fn standing(&self, open: OpenList, code: &str, on: Day) -> CodeStanding {
        if open == OpenList::Hsn && self.hsn().is_good(code) {
            return CodeStanding::Good;
        }
        let known = match open {
            OpenList::Hsn => self.hsn().standing(code),
            OpenList::Port => self.ports().find(code).map(|row| (row.portal, row.to)),
            OpenList::Country => self.countries().find(code).map(|row| (row.portal, row.to)),
            OpenList::Currency => self.currencies().find(code).map(|row| (row.portal, row.to)),
        };
        let standing = match known {
            None => CodeStanding::Missing,
            Some((_, Some(last))) if last < on => CodeStanding::Ended(last),
            Some((super::AtPortal::Listed, _)) => CodeStanding::Good,
            Some((super::AtPortal::Unknown, _)) => CodeStanding::Unproven,
            Some((super::AtPortal::Refused, _)) => CodeStanding::Refused,
        };
        match standing {
            CodeStanding::Good => CodeStanding::Good,
            _ if self.has_accepted(open, code) => CodeStanding::Good,
            doubtful => doubtful,
        }
    }

    fn has_accepted(&self, open: OpenList, code: &str) -> bool {
        self.accepted.as_ref().is_some_and(|accepted| accepted.contains(&(open, code.to_owned())))
    }

    pub(super) fn plain_rows(&self, list: &str) -> Option<Vec<ListRow<'_>>> {
        let (list, open) = match RenewableList::parse(list)? {
            RenewableList::Countries => (self.countries(), true),
            RenewableList::Currencies => (self.currencies(), true),
            RenewableList::Ports => (self.ports(), true),
            RenewableList::Units => (self.units(), false),
            RenewableList::TransportModes => (self.modes(), false),
            RenewableList::VehicleTypes => (self.vehicle_types(), false),
            RenewableList::Hsn => return None,
        };
        let renewed = |code: &str| list.over.is_some_and(|over| over.contains_key(code));
        Some(list.iter().map(|code| plain_row(code, renewed(code.code), open)).collect())
    }

    pub(super) fn pin_rows(&self) -> Vec<ListRow<'_>> {
        let mut rows: Vec<ListRow<'_>> = self.overlay().map(|over| over.pin_rows().collect()).unwrap_or_default();
        rows.extend(pins::rows());
        rows
    }

    pub(super) fn rate_rows(&self) -> Vec<ListRow<'_>> {
        let own = |rate: &Rate| self.overlay().is_some_and(|over| over.has_rate(rate.rate));
        let row = |rate| ListRow {
            origin: if own(rate) { RowOrigin::Overlay } else { RowOrigin::BuiltIn },
            ..ListRow::from(rate)
        };
        self.rates().iter().map(row).collect()
    }
}

fn plain_row(code: NamedCode<'_>, renewed: bool, open: bool) -> ListRow<'_> {
    ListRow {
        origin: if renewed { RowOrigin::Overlay } else { RowOrigin::BuiltIn },
        portal: open.then_some(code.portal),
        source: (!code.source.is_empty()).then_some(code.source.into()),
        also: code.also.into(),
        ..ListRow::of(code.code, code.name, (code.from, code.to))
    }
}
