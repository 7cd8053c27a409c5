//! What can be done with an e-way bill after it is made: each step as the caller requests it, and how the system's own
//! view of the bill shows whether it was done.

use super::sheet::{EwbSheet, SheetVehicle};
use crate::calendar::Day;
use crate::gstin::Gstin;
use crate::money::Amount;
use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// A closed list of names, each with the e-way bill system's own code for it.
macro_rules! coded {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal, $code:literal;)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])* $variant,)*
        }

        impl $name {
            /// Every one.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// The contract's name.
            pub const fn name(self) -> &'static str {
                match self {
                    $($name::$variant => $text,)*
                }
            }

            /// Reads the contract's name.
            pub fn parse(name: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|one| one.name() == name)
            }

            /// The e-way bill system's code.
            pub(crate) const fn code(self) -> &'static str {
                match self {
                    $($name::$variant => $code,)*
                }
            }
        }
    };
}

coded! {
    /// How goods travel.
    Mode {
        /// On a road.
        Road = "road", "1";
        /// By rail.
        Rail = "rail", "2";
        /// By air.
        Air = "air", "3";
        /// By ship, or by road and ship.
        Ship = "ship", "4";
        /// They wait on their way: only when the validity is extended.
        InTransit = "in_transit", "5";
    }
}

coded! {
    /// Why goods travel in another vehicle.
    VehicleReason {
        /// The vehicle broke down.
        Breakdown = "breakdown", "1";
        /// They were loaded over.
        Transshipment = "transshipment", "2";
        /// Another reason, which the remark says.
        Other = "other", "3";
        /// It is the first vehicle.
        FirstTime = "first_time", "4";
    }
}

coded! {
    /// Why the goods need more time.
    ExtendReason {
        /// A natural calamity.
        Calamity = "calamity", "1";
        /// Law and order.
        LawAndOrder = "law_and_order", "2";
        /// They were loaded over.
        Transshipment = "transshipment", "4";
        /// An accident.
        Accident = "accident", "5";
        /// Another reason, which the remark says.
        Other = "other", "99";
    }
}

coded! {
    /// Where goods wait on their way.
    Transit {
        /// On the road.
        Road = "road", "R";
        /// In a warehouse.
        Warehouse = "warehouse", "W";
        /// Elsewhere.
        Other = "other", "O";
    }
}

/// Where goods are, or go to.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "GoodsPlace")]
#[non_exhaustive]
pub struct EwbSpot {
    /// The place.
    pub place: String,
    /// The state's number, two digits; a JSON number is taken too.
    #[serde(deserialize_with = "state")]
    #[schemars(with = "StateNumber")]
    pub state: String,
    /// Its PIN code, where the validity is extended.
    #[serde(default, deserialize_with = "pin", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<PinCode>")]
    pub pin: Option<String>,
    /// Three lines, where goods wait on their way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub address: Vec<String>,
}

/// A state's number, as a text or a number.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged, expecting = "the number of a state, such as \"29\"")]
enum StateNumber {
    /// As a number.
    Number(u8),
    /// As a text.
    Text(String),
}

fn state<'de, D: Deserializer<'de>>(d: D) -> Result<String, D::Error> {
    let number = match StateNumber::deserialize(d)? {
        StateNumber::Number(number) => Some(number),
        StateNumber::Text(text) => text.trim().parse().ok(),
    };
    two_digits(number).ok_or_else(|| D::Error::custom("state is not the number of a state, such as \"29\""))
}

fn two_digits(number: Option<u8>) -> Option<String> {
    number.filter(|number| (1..=99).contains(number)).map(|number| format!("{number:02}"))
}

/// A PIN code, as a text or a number.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged, expecting = "a PIN code of six digits")]
enum PinCode {
    /// As a number.
    Number(u32),
    /// As a text.
    Text(String),
}

fn pin<'de, D: Deserializer<'de>>(d: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<PinCode>::deserialize(d)?.map(|given| match given {
        PinCode::Number(number) => number.to_string(),
        PinCode::Text(text) => text.trim().to_owned(),
    }))
}

impl EwbSpot {
    /// A place in a state.
    pub fn new(place: impl Into<String>, state: impl Into<String>) -> EwbSpot {
        EwbSpot { place: place.into(), state: state.into(), ..EwbSpot::default() }
    }

    /// A place in the state of this number, as people write it; none where it is no number of a state.
    pub fn in_state(place: impl Into<String>, state: &str) -> Option<EwbSpot> {
        two_digits(state.trim().parse().ok()).map(|state| EwbSpot::new(place, state))
    }

    /// Its PIN code.
    #[must_use]
    pub fn pin(self, pin: impl Into<String>) -> EwbSpot {
        let pin: String = pin.into();
        EwbSpot { pin: Some(pin.trim().to_owned()), ..self }
    }

    /// Its address, three lines.
    #[must_use]
    pub fn address(self, lines: Vec<String>) -> EwbSpot {
        EwbSpot { address: lines, ..self }
    }
}

/// What carries the goods.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Carrier {
    pub mode: Mode,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vehicle: Option<String>,
    /// The transport document's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_date: Option<Day>,
    /// Whether the load is over-dimensional.
    #[serde(default)]
    pub oversize: bool,
}

/// Part B, or another vehicle.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct PartBStep {
    pub carrier: Carrier,
    pub from: EwbSpot,
    pub reason: VehicleReason,
    pub remark: String,
}

/// One vehicle of several.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Share {
    pub vehicle: Option<String>,
    pub document: Option<String>,
    pub document_date: Option<Day>,
    pub quantity: Amount,
}

/// A movement in several vehicles, and how far it has come.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Several {
    pub mode: Mode,
    pub from: EwbSpot,
    pub to: EwbSpot,
    pub reason: VehicleReason,
    pub remark: String,
    pub unit: String,
    pub total: Amount,
    pub vehicles: Vec<Share>,
    /// The system's number of the movement, once it has begun.
    pub group: Option<String>,
    /// How many of the vehicles the system has.
    pub added: usize,
}

/// More time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Extension {
    pub carrier: Carrier,
    pub from: EwbSpot,
    pub remaining_km: u32,
    pub reason: ExtendReason,
    pub remark: String,
    pub in_transit: Option<Transit>,
}

/// Several bills in one vehicle.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct TripStep {
    /// Ascending.
    pub ewb_nos: Vec<String>,
    pub carrier: Carrier,
    pub from: EwbSpot,
}

/// Another vehicle, or transport document, in the place of one of a movement in several.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Replacement {
    /// The system's number of the movement.
    pub group: String,
    /// The vehicle and the transport document as the system has them.
    pub old: MovedBy,
    pub new: MovedBy,
    pub from: EwbSpot,
    pub reason: VehicleReason,
    pub remark: String,
}

/// A vehicle, a transport document, or both.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct MovedBy {
    pub vehicle: Option<String>,
    pub document: Option<String>,
}

impl MovedBy {
    /// Whether an entry is of this vehicle and document, as far as they are given.
    pub fn has(&self, entry: &SheetVehicle) -> bool {
        carries(entry, self.vehicle.as_deref(), self.document.as_deref())
    }
}

/// A consolidated bill made again, for another vehicle.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Renewal {
    /// The number of the earlier one.
    pub number: String,
    /// The bills of it that were valid, ascending.
    pub ewb_nos: Vec<String>,
    pub carrier: Carrier,
    pub from: EwbSpot,
    pub reason: VehicleReason,
    pub remark: String,
}

impl Renewal {
    /// Whether both ask for the same; bills whose time ended between them count for nothing.
    pub fn is_same(&self, other: &Renewal) -> bool {
        *self == Renewal { ewb_nos: self.ewb_nos.clone(), ..other.clone() }
    }
}

/// Something done with an e-way bill. Ledgers on disk hold its name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EwbStep {
    Vehicle(PartBStep),
    Several(Several),
    Transporter(String),
    Extend(Extension),
    Consolidate(TripStep),
    Reject,
    Replace(Replacement),
    Renew(Renewal),
}

/// The name of a step in answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StepName {
    /// Part B, or another vehicle.
    Vehicle,
    /// A movement in several vehicles.
    Vehicles,
    /// A transporter.
    Transporter,
    /// An extension of the validity.
    Extend,
    /// A consolidated e-way bill.
    Consolidate,
    /// The rejection.
    Reject,
    /// Another vehicle in the place of one of several.
    Replace,
    /// A consolidated e-way bill made again for another vehicle.
    Renew,
}

impl StepName {
    /// The step in words.
    pub const fn words(self) -> &'static str {
        match self {
            StepName::Vehicle => "the change of the vehicle",
            StepName::Vehicles => "the movement in several vehicles",
            StepName::Transporter => "the change of the transporter",
            StepName::Extend => "the extension",
            StepName::Consolidate => "the consolidated e-way bill",
            StepName::Reject => "the rejection",
            StepName::Replace => "the change of one of several vehicles",
            StepName::Renew => "the renewal of the consolidated e-way bill",
        }
    }
}

impl EwbStep {
    /// What a step asks for that makes a consolidated bill.
    pub(crate) fn trip(&self) -> Option<TripStep> {
        match self {
            EwbStep::Consolidate(step) => Some(step.clone()),
            EwbStep::Renew(step) => {
                Some(TripStep { ewb_nos: step.ewb_nos.clone(), carrier: step.carrier.clone(), from: step.from.clone() })
            }
            EwbStep::Vehicle(_)
            | EwbStep::Several(_)
            | EwbStep::Transporter(_)
            | EwbStep::Extend(_)
            | EwbStep::Reject
            | EwbStep::Replace(_) => None,
        }
    }

    pub const fn name(&self) -> StepName {
        match self {
            EwbStep::Vehicle(_) => StepName::Vehicle,
            EwbStep::Several(_) => StepName::Vehicles,
            EwbStep::Transporter(_) => StepName::Transporter,
            EwbStep::Extend(_) => StepName::Extend,
            EwbStep::Consolidate(_) => StepName::Consolidate,
            EwbStep::Reject => StepName::Reject,
            EwbStep::Replace(_) => StepName::Replace,
            EwbStep::Renew(_) => StepName::Renew,
        }
    }

    /// What of a sheet shows later whether this step was done.
    pub fn before(&self, sheet: &EwbSheet) -> BeforeStep {
        BeforeStep {
            matching: self.matching(sheet).count(),
            extended: sheet.extended,
            valid_until: sheet.valid_until.map(|time| time.portal()),
            trips: trips(sheet),
            groups: groups(sheet),
        }
    }

    /// The entries of the vehicle that this step names.
    fn matching<'s>(&'s self, sheet: &'s EwbSheet) -> impl Iterator<Item = &'s SheetVehicle> {
        let by = |carrier: &Carrier, entry: &SheetVehicle| {
            carries(entry, carrier.vehicle.as_deref(), carrier.document.as_deref())
        };
        sheet.vehicles.iter().filter(move |entry| match self {
            EwbStep::Vehicle(part_b) => by(&part_b.carrier, entry),
            EwbStep::Consolidate(trip) => by(&trip.carrier, entry) && entry.trip.is_some(),
            EwbStep::Renew(renewal) => by(&renewal.carrier, entry) && entry.trip.is_some(),
            EwbStep::Replace(swap) => swap.new.has(entry) && entry.group.as_ref() == Some(&swap.group),
            EwbStep::Several(_) | EwbStep::Transporter(_) | EwbStep::Extend(_) | EwbStep::Reject => false,
        })
    }

    /// Whether the sheet shows that it was done, after it showed `before`.
    pub fn is_shown(&self, before: &BeforeStep, sheet: &EwbSheet) -> bool {
        match self {
            // Whether a renewal keeps the number is not published: another entry of the vehicle shows it, too.
            EwbStep::Vehicle(_) | EwbStep::Replace(_) | EwbStep::Renew(_) => {
                self.matching(sheet).count() > before.matching
            }
            EwbStep::Consolidate(_) => self.new_trip(before, sheet).is_some(),
            EwbStep::Transporter(to) => sheet.transporter_id.as_deref() == Some(to),
            EwbStep::Extend(_) => {
                sheet.extended > before.extended
                    || sheet
                        .valid_until
                        .is_some_and(|until| before.valid_until.as_ref().is_some_and(|b| until.portal() > *b))
            }
            EwbStep::Reject => sheet.rejected,
            EwbStep::Several(several) => several.added_by(before, sheet) == several.vehicles.len(),
        }
    }

    /// The number of the consolidated bill that came after `before`.
    pub fn new_trip(&self, before: &BeforeStep, sheet: &EwbSheet) -> Option<String> {
        let new = |entry: &SheetVehicle| entry.trip.clone().filter(|trip| !before.trips.contains(trip));
        self.matching(sheet).find_map(new)
    }
}

impl Several {
    /// The number of the movement: the answer's, or that of entries which came after `before`.
    pub fn group_in(&self, before: &BeforeStep, sheet: &EwbSheet) -> Option<String> {
        let new = || groups(sheet).into_iter().find(|group| !before.groups.contains(group));
        self.group.clone().or_else(new)
    }

    /// How many of its vehicles, from the first on, the sheet shows.
    pub fn added_by(&self, before: &BeforeStep, sheet: &EwbSheet) -> usize {
        let Some(group) = self.group_in(before, sheet) else { return 0 };
        let has = |share: &Share| {
            let same = |entry: &SheetVehicle| {
                entry.group.as_ref() == Some(&group)
                    && carries(entry, share.vehicle.as_deref(), share.document.as_deref())
            };
            sheet.vehicles.iter().any(same)
        };
        self.vehicles.iter().take_while(|share| has(share)).count()
    }
}

fn carries(entry: &SheetVehicle, vehicle: Option<&str>, document: Option<&str>) -> bool {
    let same = |ours: Option<&str>, theirs: &Option<String>| match ours {
        Some(ours) => theirs.as_deref().is_some_and(|theirs| theirs.eq_ignore_ascii_case(ours)),
        None => true,
    };
    (vehicle.is_some() || document.is_some()) && same(vehicle, &entry.vehicle) && same(document, &entry.document)
}

fn trips(sheet: &EwbSheet) -> Vec<String> {
    sheet.vehicles.iter().filter_map(|entry| entry.trip.clone()).collect()
}

fn groups(sheet: &EwbSheet) -> Vec<String> {
    sheet.vehicles.iter().filter_map(|entry| entry.group.clone()).collect()
}

/// What the system showed of a bill just before a step.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct BeforeStep {
    /// Entries of the vehicle that the step names.
    pub matching: usize,
    pub extended: u32,
    pub valid_until: Option<String>,
    pub trips: Vec<String>,
    pub groups: Vec<String>,
}

/// A step whose request is on its way, or whose result is unknown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct UnderWay {
    pub step: EwbStep,
    /// The taxpayer that takes it.
    pub by: Gstin,
    pub before: BeforeStep,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::IstTime;

    fn sheet(vehicles: &[(&str, Option<&str>, Option<&str>)]) -> EwbSheet {
        let entry = |(vehicle, trip, group): &(&str, Option<&str>, Option<&str>)| SheetVehicle {
            vehicle: Some((*vehicle).to_owned()),
            trip: trip.map(str::to_owned),
            group: group.map(str::to_owned),
            ..SheetVehicle::default()
        };
        EwbSheet { vehicles: vehicles.iter().map(entry).collect(), ..EwbSheet::default() }
    }

    fn carrier(vehicle: &str) -> Carrier {
        Carrier {
            mode: Mode::Road,
            vehicle: Some(vehicle.to_owned()),
            document: None,
            document_date: None,
            oversize: false,
        }
    }

    #[test]
    fn the_reasons_of_the_two_lists_have_their_own_codes() {
        assert_eq!((VehicleReason::Other.code(), ExtendReason::Other.code()), ("3", "99"));
        assert_eq!((VehicleReason::Transshipment.code(), ExtendReason::Transshipment.code()), ("2", "4"));
        for mode in Mode::ALL {
            assert_eq!(Mode::parse(mode.name()), Some(*mode));
            assert_eq!(serde_json::to_value(mode).unwrap(), mode.name());
        }
    }

    #[test]
    fn a_vehicle_is_shown_only_by_another_entry_of_it() {
        let step = EwbStep::Vehicle(PartBStep {
            carrier: carrier("KA01AA1111"),
            from: EwbSpot::new("Hosur", "33"),
            reason: VehicleReason::Breakdown,
            remark: String::new(),
        });
        let was = sheet(&[("KA01AA1111", None, None), ("KA02BB2222", None, None)]);
        let before = step.before(&was);
        assert!(!step.is_shown(&before, &was), "the first entry is an older one");
        assert!(!step.is_shown(&before, &sheet(&[("KA01AA1111", None, None), ("KA03CC3333", None, None)])));
        let is = sheet(&[("KA01AA1111", None, None), ("KA02BB2222", None, None), ("ka01aa1111", None, None)]);
        assert!(step.is_shown(&before, &is));
    }

    #[test]
    fn an_extension_is_shown_by_its_count_or_by_a_later_end() {
        let until = IstTime::parse_portal("2026-11-23 23:59:00");
        let was = EwbSheet { valid_until: until, ..EwbSheet::default() };
        let step = EwbStep::Extend(Extension {
            carrier: carrier("KA01AA1111"),
            from: EwbSpot::new("Hosur", "33"),
            remaining_km: 100,
            reason: ExtendReason::Accident,
            remark: String::new(),
            in_transit: None,
        });
        let before = step.before(&was);
        assert!(!step.is_shown(&before, &was));
        assert!(step.is_shown(&before, &EwbSheet { extended: 1, ..was.clone() }));
        assert!(step.is_shown(&before, &EwbSheet { valid_until: until.map(|t| t.plus_hours(24)), ..was }));
    }

    #[test]
    fn a_consolidated_bill_is_known_by_its_number_in_the_bill() {
        let step = EwbStep::Consolidate(TripStep {
            ewb_nos: vec!["321012345678".to_owned()],
            carrier: carrier("KA01AA1111"),
            from: EwbSpot::new("Hosur", "33"),
        });
        let before = step.before(&sheet(&[("KA01AA1111", Some("2910012345"), None)]));
        let is = sheet(&[("KA01AA1111", Some("2910012345"), None), ("KA01AA1111", Some("2910012399"), None)]);
        assert_eq!(step.new_trip(&before, &is).as_deref(), Some("2910012399"));
    }

    #[test]
    fn a_movement_in_several_vehicles_goes_on_after_those_that_the_system_has() {
        let share = |vehicle: &str| Share {
            vehicle: Some(vehicle.to_owned()),
            document: None,
            document_date: None,
            quantity: Amount::from_rupees(1),
        };
        let mut several = Several {
            mode: Mode::Road,
            from: EwbSpot::new("Hosur", "33"),
            to: EwbSpot::new("Chennai", "33"),
            reason: VehicleReason::Transshipment,
            remark: String::new(),
            unit: "NOS".to_owned(),
            total: Amount::from_rupees(2),
            vehicles: vec![share("KA01AA1111"), share("KA02BB2222")],
            group: None,
            added: 0,
        };
        let before = EwbStep::Several(several.clone()).before(&sheet(&[("KA09ZZ0000", None, None)]));
        assert_eq!(several.added_by(&before, &sheet(&[])), 0);
        let is = sheet(&[("KA01AA1111", None, Some("1"))]);
        assert_eq!((several.group_in(&before, &is).as_deref(), several.added_by(&before, &is)), (Some("1"), 1));
        several.group = Some("2".to_owned());
        assert_eq!(several.added_by(&before, &is), 0, "the entry is of another movement");
    }
}
