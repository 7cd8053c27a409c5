//! The dynamic QR code on a bill to a consumer: a UPI payment link with the details of the bill.
//!
//! The supplier makes it for payment (Notification 14/2020-CT; contents: Circular 146/02/2021-GST as clarified by
//! 156/12/2021-GST, `data/law/b2c_qr_contents.csv`). It holds no IRN and no signature, and is never the portal's QR
//! code. The parameters are those that UPI apps read from such codes. No text of the payments corporation was available
//! to check them.

use crate::calendar::Day;
use crate::error::{Error, ErrorKind, Result};
use crate::gstin::Gstin;
use crate::money::{Amount, Exact};
use schemars::JsonSchema;
use serde::Deserialize;
use std::fmt::Write;

/// The contents of the code, as `einv_qr` accepts them in `{"upi":{…}}`.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Upi {
    /// The supplier's GSTIN (circular 146, i).
    pub gstin: Gstin,
    /// `name@bank`; without it, account and IFSC are required.
    #[serde(default)]
    pub upi_id: Option<String>,
    /// The payee's bank account: 5 to 18 letters and digits. Ignored beside a UPI ID.
    #[serde(default)]
    pub account: Option<String>,
    /// The code of the account's branch: four capital letters, 0, six characters. Ignored beside a UPI ID.
    #[serde(default)]
    pub ifsc: Option<String>,
    /// The payee's name as the app shows it.
    pub payee: String,
    /// The invoice's number, 1 to 35 characters; `None` while there is only an order.
    #[serde(default)]
    pub number: Option<String>,
    /// The order's number, 1 to 35 characters, used when there is no invoice number (circular 156).
    #[serde(default)]
    pub order_id: Option<String>,
    /// The invoice's date.
    pub date: Day,
    /// Total value of the invoice, in rupees and whole paise, more than 0.
    pub value: Amount,
    /// The rest to pay after a part payment, more than 0; `None`: the whole value.
    #[serde(default)]
    pub due: Option<Amount>,
    /// Central tax of the whole invoice, in rupees; 0 beside IGST.
    #[serde(default)]
    pub cgst: Amount,
    /// State tax of the whole invoice, in rupees; 0 beside IGST.
    #[serde(default)]
    pub sgst: Amount,
    /// Integrated tax of the whole invoice, in rupees; 0 beside CGST or SGST.
    #[serde(default)]
    pub igst: Amount,
    /// Compensation cess of the whole invoice, in rupees; not part of the sum written as `GST`.
    #[serde(default)]
    pub cess: Amount,
}

/// Returns the text of the code: `upi://pay?…`. An error is of [`ErrorKind::Json`] and names the field under `/upi`.
pub fn payload(upi: &Upi) -> Result<String> {
    let (number, at) = match (&upi.number, &upi.order_id) {
        (Some(number), _) => (number, "number"),
        (None, Some(order)) => (order, "order_id"),
        (None, None) => {
            return Err(wrong("number", "invoice and order number are both missing").fix("give one of them"));
        }
    };
    if number.is_empty() || number.chars().count() > 35 {
        return Err(wrong(at, "a reference has 1 to 35 characters"));
    }
    if upi.payee.trim().is_empty() {
        return Err(wrong("payee", "the payee's name is empty"));
    }
    let gst = amounts(upi)?;
    let mut text = String::from("upi://pay");
    let mut add = |name: &str, value: &str| {
        // Writing to a String can't fail.
        let _ = write!(text, "{}{name}={}", if text.contains('?') { '&' } else { '?' }, encoded(value));
    };
    add("pa", &address(upi)?);
    add("pn", upi.payee.trim());
    add("tr", number);
    // The amount to pay is the rest. The note then holds the whole value, which the code must contain, too.
    let of = upi.due.map_or(String::new(), |_| format!(" of INR {}", two_places(upi.value)));
    add("tn", &format!("Invoice {number}{of}"));
    add("am", &two_places(upi.due.unwrap_or(upi.value)));
    add("cu", "INR");
    if upi.number.is_some() {
        add("invoiceNo", number);
    }
    add("invoiceDate", &format!("{}T00:00:00+05:30", upi.date.iso()));
    add("gstIn", upi.gstin.as_str());
    let parts = [("GST", gst), ("CGST", upi.cgst), ("SGST", upi.sgst), ("IGST", upi.igst), ("CESS", upi.cess)];
    let parts: Vec<String> = parts.iter().map(|(name, part)| format!("{name}:{}", two_places(*part))).collect();
    add("gstBrkUp", &parts.join("|"));
    Ok(text)
}

/// The GST of the bill, once its amounts agree.
fn amounts(upi: &Upi) -> Result<Amount> {
    let whole_paise = |amount: Amount| amount.thousandths() % 10 == 0;
    let fields = [("value", Some(upi.value)), ("due", upi.due)].into_iter().filter_map(|(at, a)| Some((at, a?)));
    let taxes = [("cgst", upi.cgst), ("sgst", upi.sgst), ("igst", upi.igst), ("cess", upi.cess)];
    for (at, amount) in fields.chain(taxes) {
        if amount.is_negative() || !whole_paise(amount) {
            return Err(wrong(at, format!("{amount} is not an amount in rupees and paise")));
        }
    }
    if upi.value.is_zero() || upi.due.is_some_and(|due| due.is_zero() || due > upi.value) {
        return Err(wrong("due", "the amount to pay must be more than 0 and at most the invoice's value"));
    }
    let inside = !upi.cgst.is_zero() || !upi.sgst.is_zero();
    if inside && !upi.igst.is_zero() {
        return Err(wrong("igst", "a supply has IGST, or CGST and SGST, not both"));
    }
    let gst = [upi.cgst, upi.sgst, upi.igst].into_iter().map(Exact::from).sum::<Exact>();
    if gst + Exact::from(upi.cess) > Exact::from(upi.value) {
        return Err(wrong("value", "the taxes are more than the invoice's value"));
    }
    Ok(gst.to_paise())
}

/// The address of the payee.
fn address(upi: &Upi) -> Result<String> {
    match (&upi.upi_id, &upi.account, &upi.ifsc) {
        (Some(id), _, _) => match id.split_once('@') {
            Some((name, bank)) if fits(name, b".-_", 2) && fits(bank, b".-", 2) => Ok(id.clone()),
            _ => Err(wrong("upi_id", "not a UPI ID").fix("write it as name@bank, as issued by the bank")),
        },
        (None, Some(account), Some(ifsc)) => {
            let bytes = ifsc.as_bytes();
            let shaped = bytes.len() == 11
                && bytes[..4].iter().all(u8::is_ascii_uppercase)
                && bytes[4] == b'0'
                && bytes[5..].iter().all(u8::is_ascii_alphanumeric);
            match (shaped, fits(account, b"", 5) && account.len() <= 18) {
                (true, true) => Ok(format!("{account}@{ifsc}.ifsc.npci")),
                (false, _) => Err(wrong("ifsc", "not an IFSC").fix("four capital letters, 0, six characters")),
                (true, false) => Err(wrong("account", "not a bank account number")),
            }
        }
        (None, _, _) => Err(wrong("upi_id", "the UPI ID is missing").fix("give upi_id, or account and ifsc")),
    }
}

fn fits(text: &str, signs: &[u8], least: usize) -> bool {
    text.len() >= least && text.bytes().all(|c| c.is_ascii_alphanumeric() || signs.contains(&c))
}

fn two_places(amount: Amount) -> String {
    Exact::from(amount).to_paise().to_string()
}

/// Percent-encodes all but letters, digits and `-._~@:`.
fn encoded(value: &str) -> String {
    value.bytes().fold(String::with_capacity(value.len()), |mut out, c| {
        if c.is_ascii_alphanumeric() || b"-._~@:".contains(&c) {
            out.push(char::from(c));
        } else {
            let _ = write!(out, "%{c:02X}");
        }
        out
    })
}

fn wrong(at: &str, message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Json, message).at(format!("/upi/{at}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::tables::B2C_QR_CONTENTS;
    use serde_json::{Value, json};

    fn bill() -> Value {
        json!({"gstin": "29AABCU9603R1ZJ", "upi_id": "udupi.stationers@examplebank", "payee": "Udupi Stationers & Sons",
               "number": "B/26-27/0042", "date": "21/11/2026", "value": "1180.00", "cgst": "90", "sgst": "90.00"})
    }

    fn made(bill: Value) -> Result<String> {
        payload(&serde_json::from_value(bill).unwrap())
    }

    #[test]
    fn the_code_holds_all_that_the_circular_requires() {
        let text = made(bill()).unwrap();
        assert_eq!(
            text,
            "upi://pay?pa=udupi.stationers@examplebank&pn=Udupi%20Stationers%20%26%20Sons&tr=B%2F26-27%2F0042\
             &tn=Invoice%20B%2F26-27%2F0042&am=1180.00&cu=INR&invoiceNo=B%2F26-27%2F0042\
             &invoiceDate=2026-11-21T00:00:00%2B05:30&gstIn=29AABCU9603R1ZJ\
             &gstBrkUp=GST:180.00%7CCGST:90.00%7CSGST:90.00%7CIGST:0.00%7CCESS:0.00"
        );
        for row in B2C_QR_CONTENTS.iter().filter(|row| row.must) {
            assert!(text.contains(&format!("{}=", row.parameter)), "{}", row.field);
        }
    }

    #[test]
    fn an_order_a_part_payment_and_a_bank_account_are_allowed() {
        let mut order = bill();
        order["number"] = Value::Null;
        order["order_id"] = json!("ORD 7");
        order["due"] = json!("680");
        order["upi_id"] = Value::Null;
        order["account"] = json!("123456789012");
        order["ifsc"] = json!("SBIN0000888");
        let text = made(order).unwrap();
        assert!(text.contains("pa=123456789012@SBIN0000888.ifsc.npci&"), "{text}");
        assert!(text.contains("&tr=ORD%207&") && !text.contains("invoiceNo"), "{text}");
        assert!(text.contains("&am=680.00&") && text.contains("&tn=Invoice%20ORD%207%20of%20INR%201180.00&"), "{text}");
    }

    #[test]
    fn an_unusable_code_is_refused_with_its_field() {
        for (field, value, at) in [
            ("upi_id", json!("no-bank"), "/upi/upi_id"),
            ("upi_id", json!("a b@bank"), "/upi/upi_id"),
            ("upi_id", Value::Null, "/upi/upi_id"),
            ("number", Value::Null, "/upi/number"),
            ("number", json!("0123456789012345678901234567890123456"), "/upi/number"),
            ("payee", json!(" "), "/upi/payee"),
            ("value", json!("0"), "/upi/due"),
            ("value", json!("100"), "/upi/value"),
            ("value", json!("1180.001"), "/upi/value"),
            ("due", json!("1180.01"), "/upi/due"),
            ("due", json!("-1"), "/upi/due"),
            ("igst", json!("1"), "/upi/igst"),
        ] {
            let mut wrong = bill();
            wrong[field] = value.clone();
            let error = made(wrong).unwrap_err();
            assert_eq!(error.at.as_deref(), Some(at), "{field} {value}: {error}");
        }
        let mut short = bill();
        short["upi_id"] = Value::Null;
        short["account"] = json!("123456789012");
        short["ifsc"] = json!("SBIN1000888");
        assert_eq!(made(short).unwrap_err().at.as_deref(), Some("/upi/ifsc"));
    }
}
