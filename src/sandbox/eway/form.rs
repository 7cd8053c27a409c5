//! The content of Part A, as it is stored and given back.

use crate::calendar::Day;
use crate::money::Amount;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// The purpose "export".
pub(super) const EXPORT: u64 = 3;
/// The purpose "import".
pub(super) const IMPORT: u64 = 2;
/// The GSTIN of a party without one.
pub(in crate::sandbox) const UNREGISTERED: &str = "URP";

/// An amount, written as a JSON number with the digits it came with.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::sandbox) struct Rupees(pub(in crate::sandbox) Amount);

impl Serialize for Rupees {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.to_string()).map_err(serde::ser::Error::custom)?.serialize(s)
    }
}

impl<'de> Deserialize<'de> for Rupees {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Rupees, D::Error> {
        Amount::deserialize(d).map(Rupees)
    }
}

/// The purpose of the movement, 1 to 12; the system repeats it as a text with a blank behind it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(in crate::sandbox) struct Purpose(pub(in crate::sandbox) u64);

impl Serialize for Purpose {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&format_args!("{} ", self.0))
    }
}

impl<'de> Deserialize<'de> for Purpose {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Purpose, D::Error> {
        let text = String::deserialize(d)?;
        Ok(Purpose(text.trim().parse().unwrap_or_default()))
    }
}

/// Part A, in the order of the system's own answers.
#[derive(Clone, Serialize, Deserialize, Default, Debug)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::sandbox) struct PartA {
    pub(in crate::sandbox) supply_type: String,
    pub(in crate::sandbox) sub_supply_type: Purpose,
    pub(in crate::sandbox) sub_supply_desc: String,
    pub(in crate::sandbox) doc_type: String,
    pub(in crate::sandbox) doc_no: String,
    pub(in crate::sandbox) doc_date: String,
    pub(in crate::sandbox) transaction_type: u64,
    pub(in crate::sandbox) from_gstin: String,
    pub(in crate::sandbox) from_trd_name: String,
    pub(in crate::sandbox) from_addr1: String,
    pub(in crate::sandbox) from_addr2: String,
    pub(in crate::sandbox) from_place: String,
    pub(in crate::sandbox) from_pincode: u64,
    pub(in crate::sandbox) act_from_state_code: u64,
    pub(in crate::sandbox) from_state_code: u64,
    pub(in crate::sandbox) to_gstin: String,
    pub(in crate::sandbox) to_trd_name: String,
    pub(in crate::sandbox) to_addr1: String,
    pub(in crate::sandbox) to_addr2: String,
    pub(in crate::sandbox) to_place: String,
    pub(in crate::sandbox) to_pincode: u64,
    pub(in crate::sandbox) act_to_state_code: u64,
    pub(in crate::sandbox) to_state_code: u64,
    #[serde(rename = "dispatchFromGSTIN")]
    pub(in crate::sandbox) dispatch_from_gstin: String,
    pub(in crate::sandbox) dispatch_from_trade_name: String,
    #[serde(rename = "shipToGSTIN")]
    pub(in crate::sandbox) ship_to_gstin: String,
    pub(in crate::sandbox) ship_to_trade_name: String,
    pub(in crate::sandbox) total_value: Rupees,
    pub(in crate::sandbox) cgst_value: Rupees,
    pub(in crate::sandbox) sgst_value: Rupees,
    pub(in crate::sandbox) igst_value: Rupees,
    pub(in crate::sandbox) cess_value: Rupees,
    pub(in crate::sandbox) cess_non_advol_value: Rupees,
    pub(in crate::sandbox) other_value: Rupees,
    pub(in crate::sandbox) tot_inv_value: Rupees,
    pub(in crate::sandbox) transporter_name: String,
    /// R, O, or empty while no vehicle is known.
    pub(in crate::sandbox) vehicle_type: String,
    pub(in crate::sandbox) item_list: Vec<GoodsLine>,
}

/// A line of goods.
#[derive(Clone, Serialize, Deserialize, Default, Debug)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::sandbox) struct GoodsLine {
    pub(in crate::sandbox) item_no: usize,
    pub(in crate::sandbox) product_id: u64,
    pub(in crate::sandbox) product_name: String,
    pub(in crate::sandbox) product_desc: String,
    /// A number in the system's answers: it loses a leading zero there.
    #[serde(serialize_with = "as_number", deserialize_with = "of_either")]
    pub(in crate::sandbox) hsn_code: String,
    pub(in crate::sandbox) quantity: Rupees,
    pub(in crate::sandbox) qty_unit: String,
    pub(in crate::sandbox) cgst_rate: Rupees,
    pub(in crate::sandbox) sgst_rate: Rupees,
    pub(in crate::sandbox) igst_rate: Rupees,
    pub(in crate::sandbox) cess_rate: Rupees,
    pub(in crate::sandbox) cess_non_advol: Rupees,
    pub(in crate::sandbox) taxable_amount: Rupees,
}

fn as_number<S: Serializer>(code: &str, s: S) -> Result<S::Ok, S::Error> {
    match code.parse::<u64>() {
        Ok(number) => s.serialize_u64(number),
        Err(_) => s.serialize_str(code),
    }
}

fn of_either<'de, D: Deserializer<'de>>(d: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum NumberOrText {
        Number(u64),
        Text(String),
    }
    Ok(match NumberOrText::deserialize(d)? {
        // A chapter below 10 has lost its zero: a code has 4, 6 or 8 digits.
        NumberOrText::Number(number) if number.to_string().len() % 2 == 1 => format!("0{number}"),
        NumberOrText::Number(number) => number.to_string(),
        NumberOrText::Text(text) => text,
    })
}

impl PartA {
    /// Reads what [`PartA::to_store`] wrote.
    pub(super) fn stored(json: &str) -> PartA {
        serde_json::from_str(json).unwrap_or_default()
    }

    pub(super) fn to_store(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Whose document it is: the sender's; of an unregistered sender the recipient keeps it.
    pub(super) fn issuer(&self) -> &str {
        if self.from_gstin == UNREGISTERED { &self.to_gstin } else { &self.from_gstin }
    }

    /// The number as it is compared: in capitals, as the e-invoice system does.
    pub(super) fn key_number(&self) -> String {
        self.doc_no.to_ascii_uppercase()
    }

    /// The first year of the financial year of the document, as the e-invoice system counts it.
    pub(super) fn fin_year(&self) -> i32 {
        self.date().map_or(0, |day| day.fin_year().start())
    }

    /// The day of the document.
    pub(super) fn date(&self) -> Option<Day> {
        Day::parse(&self.doc_date)
    }

    /// Gold and the like, whose bill is Part A alone (chapter 71 without imitation jewellery).
    pub(in crate::sandbox) fn is_gold(&self) -> bool {
        self.item_list.iter().any(GoodsLine::is_gold)
    }

    /// Whether a day of validity is 20 km: an over-dimensional load, or a leg by ship, which is marked in the same way.
    pub(super) fn is_slow(&self) -> bool {
        self.vehicle_type == "O"
    }

    pub(super) fn goes_abroad(&self) -> bool {
        self.sub_supply_type.0 == EXPORT
    }
}

impl GoodsLine {
    pub(super) fn is_gold(&self) -> bool {
        self.hsn_code.starts_with("71") && !self.hsn_code.starts_with("7117")
    }
}
