//! What carries the goods, as several steps of an e-way bill say it.

use crate::answer::eway_named::day;
use crate::calendar::Day;
use crate::error::{Result, wrong};
use crate::story::Mode;

/// One of a closed list of names.
pub(super) fn named<T: Copy>(
    text: &str,
    at: &str,
    what: &str,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<T> {
    all.iter().copied().find(|one| name(*one) == text).ok_or_else(|| {
        let names = all.iter().map(|one| name(*one)).collect::<Vec<_>>().join(", ");
        wrong(at, text, what).fix(format!("use {names}"))
    })
}

/// Upper case, without blanks and the signs that people write between the parts of a vehicle's number.
pub(super) fn vehicle(text: String) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_uppercase()
}

/// What carries the goods.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct CarriedBy {
    /// The vehicle's number.
    pub vehicle: Option<String>,
    /// The transport document's number.
    pub document: Option<String>,
    /// The transport document's date.
    pub document_date: Option<Day>,
    /// By road, where nothing is said.
    pub mode: Option<Mode>,
    /// Whether the load is over-dimensional.
    pub over_dimensional: bool,
}

impl CarriedBy {
    /// A vehicle on a road.
    pub fn vehicle(number: impl Into<String>) -> CarriedBy {
        CarriedBy::default().in_vehicle(number)
    }

    /// In this vehicle. A blank number says none.
    #[must_use]
    pub fn in_vehicle(self, number: impl Into<String>) -> CarriedBy {
        CarriedBy { vehicle: filled(number.into()).map(vehicle), ..self }
    }

    /// With this transport document. A blank number says none.
    #[must_use]
    pub fn with_document(self, number: impl Into<String>) -> CarriedBy {
        CarriedBy { document: filled(number.into()), ..self }
    }

    /// The transport document's date.
    #[must_use]
    pub fn dated(self, day: Day) -> CarriedBy {
        CarriedBy { document_date: Some(day), ..self }
    }

    /// How the goods travel.
    #[must_use]
    pub fn travelling(self, mode: Mode) -> CarriedBy {
        CarriedBy { mode: Some(mode), ..self }
    }

    /// The load is over-dimensional.
    #[must_use]
    pub fn over_dimensional(self) -> CarriedBy {
        CarriedBy { over_dimensional: true, ..self }
    }
}

/// A text without blanks at its ends; none where nothing is left.
pub(super) fn filled(text: String) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The members that say what carries the goods, as they were written.
#[derive(Default)]
pub(super) struct Carried {
    pub(super) vehicle: Option<String>,
    pub(super) document: Option<String>,
    pub(super) document_date: Option<String>,
    pub(super) mode: Option<String>,
    pub(super) over_dimensional: Option<bool>,
}

impl Carried {
    pub(super) fn read(self) -> Result<CarriedBy> {
        let read = |text: &String| named(text, "/mode", "a way to travel", Mode::ALL, Mode::name);
        Ok(CarriedBy {
            vehicle: self.vehicle.and_then(filled).map(vehicle),
            document: self.document.and_then(filled),
            document_date: day(self.document_date.and_then(filled), "/document_date")?,
            mode: self.mode.as_ref().map(read).transpose()?,
            over_dimensional: self.over_dimensional.unwrap_or_default(),
        })
    }
}
