//! The payment request of a QR code: its values in other dress. It is no bill, and nothing of it becomes INV-01.

use super::bill::Value;
use super::read::Reader;
use super::target::{Target, field};
use super::terms::Terms;
use serde_json::Value as Json;
use std::borrow::Cow;

/// The fields of the form whose values are written alike.
const ALIKE: [(&str, Target); 8] = [
    ("gstin", field!("SellerDtls" "Gstin")),
    ("date", field!("DocDtls" "Dt")),
    ("value", field!("ValDtls" "TotInvVal")),
    ("due", field!("ValDtls" "TotInvVal")),
    ("cgst", field!("ValDtls" "TotInvVal")),
    ("sgst", field!("ValDtls" "TotInvVal")),
    ("igst", field!("ValDtls" "TotInvVal")),
    ("cess", field!("ValDtls" "TotInvVal")),
];

/// The members of a payment request as their fields want them; what can't be read stays.
pub fn payment(request: &mut Json, terms: &Terms<'_>) {
    for (name, target) in ALIKE {
        let (Some(member), Some(field)) = (request.get_mut(name), target.field()) else { continue };
        let value = match &*member {
            Json::String(text) => Value::Text(Cow::Owned(text.clone())),
            Json::Number(number) => Value::Binary(Cow::Owned(number.to_string())),
            Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => continue,
        };
        if let Some(out) = Reader::of(field).read(&value, field, terms).out {
            *member = Json::String(out.text().to_owned());
        }
    }
}
