//! How goods travel: modes, vehicle types, and the shapes a vehicle number has (`EwbDtls`).

use super::{ListRow, PlainList, list};

pub const MODES: PlainList = list!("transport_modes");
pub const VEHICLE_TYPES: PlainList = list!("vehicle_types");

/// A shape of vehicle numbers: `A` any letter, `9` any digit, `*` either, a last `+` one or more of what precedes it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct VehicleShape {
    pub shape: &'static str,
    pub name: &'static str,
}

pub const SHAPES: &[VehicleShape] = include!(concat!(env!("OUT_DIR"), "/vehicle_numbers.rs"));

impl VehicleShape {
    pub fn fits(&self, number: &str) -> bool {
        let (shape, open) = self.shape.strip_suffix('+').map_or((self.shape, false), |shape| (shape, true));
        let long_enough = if open { number.len() >= shape.len() } else { number.len() == shape.len() };
        let last = shape.bytes().next_back().into_iter().cycle();
        long_enough
            && number.bytes().zip(shape.bytes().chain(last)).all(|(c, want)| match want {
                b'9' => c.is_ascii_digit(),
                b'*' => c.is_ascii_digit() || c.is_ascii_uppercase(),
                b'A' => c.is_ascii_uppercase(),
                letter => c == letter,
            })
    }
}

/// Whether a vehicle number has one of the forms that the e-way bill system accepts. Only the vehicle register knows
/// whether the vehicle exists.
pub fn vehicle_number_fits(number: &str) -> bool {
    (4..=20).contains(&number.len()) && SHAPES.iter().any(|shape| shape.fits(number))
}

impl From<&VehicleShape> for ListRow<'static> {
    fn from(shape: &VehicleShape) -> ListRow<'static> {
        ListRow::of(shape.shape, shape.name, (None, None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vehicle_number_fits_a_known_shape_or_none() {
        for good in
            ["MH12AB1234", "KA121234", "KA12A1234", "DL1CAB1234", "KAR1234", "DL12CAB1234", "KA123A1234", "DF12A34B"]
        {
            // DL1CAB1234 has one district digit, which no published shape has.
            assert_eq!(vehicle_number_fits(good), good != "DL1CAB1234", "{good}");
        }
        for good in ["TM12345", "TM1234567890", "BP1A234", "NP12345"] {
            assert!(vehicle_number_fits(good), "{good}");
        }
        for wrong in
            ["", "MH 12 AB 1234", "mh12ab1234", "MH12AB12345", "TM1234", "1234", "MH12", "TM12345678901234567890"]
        {
            assert!(!vehicle_number_fits(wrong), "{wrong}");
        }
    }
}
