//! A submitted document, parsed as far as the portal needs for registering and signing it.
//!
//! The signed invoice repeats the submitted one: same members, same order, every number at its written scale; only
//! nulls disappear. So the document is kept as a tree of members whose numbers stay text.

use crate::calendar::{Day, IstTime};
use crate::gstin::Gstin;
use crate::irn::{DocType, DocumentKey, DocumentNumber, Irn};
use crate::money::Amount;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// INV-01 is nested four deep; anything deeper is not one.
const DEEPEST: usize = 8;

/// The facts that a registration adds to a document.
pub(super) struct IssuedAcknowledgement {
    pub(super) number: i64,
    pub(super) date: IstTime,
    pub(super) irn: Irn,
}

/// A document with everything the register and the signed QR need. Unreadable input is an error in words.
pub(super) struct Submission {
    pub(super) key: DocumentKey,
    /// The e-commerce operator, who may register for the supplier.
    pub(super) operator: Option<String>,
    date: String,
    buyer: String,
    total: String,
    items: u64,
    main_hsn: String,
    /// The content to sign.
    body: Vec<(String, OrderedValue)>,
}

impl Submission {
    pub(super) fn read(json: &str) -> Result<Submission, String> {
        let raw: &RawValue = serde_json::from_str(json).map_err(|e| format!("the document is not JSON: {e}"))?;
        let body = OrderedValue::read(raw, 0)?;
        let text = |block, name| {
            let found = body.member(block).and_then(|b| b.member(name)).and_then(OrderedValue::text);
            found.ok_or_else(|| format!("{block}.{name} is missing or not text"))
        };
        let readable = |block: &str, name: &str| format!("{block}.{name} can't be read");
        let date = text("DocDtls", "Dt")?;
        let key = DocumentKey {
            gstin: Gstin::parse(text("SellerDtls", "Gstin")?).ok_or_else(|| readable("SellerDtls", "Gstin"))?,
            doc_type: DocType::parse(text("DocDtls", "Typ")?).ok_or_else(|| readable("DocDtls", "Typ"))?,
            number: DocumentNumber::parse(text("DocDtls", "No")?).ok_or_else(|| readable("DocDtls", "No"))?,
            date: Day::parse(date).ok_or_else(|| readable("DocDtls", "Dt"))?,
        };
        let lines = body.member("ItemList").and_then(OrderedValue::list).ok_or("ItemList is missing or not a list")?;
        let total = body.member("ValDtls").and_then(|v| v.member("TotInvVal")).and_then(OrderedValue::number);
        Ok(Submission {
            key,
            operator: text("TranDtls", "EcmGstin").ok().map(str::to_owned),
            date: date.to_owned(),
            buyer: text("BuyerDtls", "Gstin")?.to_owned(),
            total: total.ok_or("ValDtls.TotInvVal is missing or not a number")?.to_owned(),
            items: lines.len() as u64,
            main_hsn: main_hsn(lines)?,
            body: to_sign(body),
        })
    }

    /// The `data` of the signed invoice: the acknowledgement, then the document.
    pub(super) fn invoice_data(&self, ack: &IssuedAcknowledgement) -> String {
        let text = |text: String| OrderedValue::Text(text);
        let mut members = vec![
            ("AckNo".to_owned(), OrderedValue::Plain(ack.number.to_string())),
            ("AckDt".to_owned(), text(ack.date.portal())),
            ("Irn".to_owned(), text(ack.irn.to_string())),
        ];
        members.extend(self.body.clone());
        OrderedValue::Object(members).to_json()
    }

    /// The `data` of the signed QR.
    pub(super) fn qr_data(&self, ack: &IssuedAcknowledgement) -> String {
        let text = |text: &str| OrderedValue::Text(text.to_owned());
        let members = [
            ("SellerGstin", text(self.key.gstin.as_str())),
            ("BuyerGstin", text(&self.buyer)),
            ("DocNo", text(self.key.number.as_str())),
            ("DocTyp", text(self.key.doc_type.code())),
            ("DocDt", text(&self.date)),
            ("TotInvVal", OrderedValue::Plain(self.total.clone())),
            ("ItemCnt", OrderedValue::Plain(self.items.to_string())),
            ("MainHsnCode", text(&self.main_hsn)),
            ("Irn", text(ack.irn.as_str())),
            ("IrnDt", text(&ack.date.portal())),
        ];
        OrderedValue::Object(members.map(|(name, value)| (name.to_owned(), value)).into()).to_json()
    }
}

/// HSN of the line with the highest taxable value; the first of several.
fn main_hsn(lines: &[OrderedValue]) -> Result<String, String> {
    let mut main: Option<(Amount, &str)> = None;
    for (line, number) in lines.iter().zip(1..) {
        let value = line.member("AssAmt").and_then(OrderedValue::number).and_then(|text| Amount::parse(text).ok());
        let value = value.ok_or_else(|| format!("AssAmt of item {number} is missing or not an amount"))?;
        let hsn = line.member("HsnCd").and_then(OrderedValue::text);
        let hsn = hsn.ok_or_else(|| format!("HsnCd of item {number} is missing or not text"))?;
        if main.is_none_or(|(highest, _)| value > highest) {
            main = Some((value, hsn));
        }
    }
    main.map(|(_, hsn)| hsn.to_owned()).ok_or_else(|| "ItemList is empty".to_owned())
}

/// The submitted members as they are signed: each item begins with `"ItemNo":0`, and the members that the portal itself
/// writes at the front are not repeated.
fn to_sign(body: OrderedValue) -> Vec<(String, OrderedValue)> {
    let OrderedValue::Object(mut members) = body else { return Vec::new() };
    members.retain(|(name, _)| !["AckNo", "AckDt", "Irn"].iter().any(|own| own.eq_ignore_ascii_case(name)));
    for (name, value) in &mut members {
        if let (true, OrderedValue::List(lines)) = (name.eq_ignore_ascii_case("ItemList"), value) {
            for line in lines {
                if let OrderedValue::Object(line) = line {
                    line.retain(|(name, _)| !name.eq_ignore_ascii_case("ItemNo"));
                    line.insert(0, ("ItemNo".to_owned(), OrderedValue::Plain("0".to_owned())));
                }
            }
        }
    }
    members
}

/// A JSON value whose members keep their order and whose numbers keep their text. Null members are left out.
#[derive(Clone)]
enum OrderedValue {
    Object(Vec<(String, OrderedValue)>),
    List(Vec<OrderedValue>),
    Text(String),
    /// A number, `true`, `false` or `null`, as written.
    Plain(String),
}

impl OrderedValue {
    fn read(raw: &RawValue, depth: usize) -> Result<OrderedValue, String> {
        let text = raw.get();
        let unreadable = |e: serde_json::Error| format!("the document can't be read: {e}");
        if depth > DEEPEST {
            return Err("the document is nested too deep".into());
        }
        Ok(match text.as_bytes().first() {
            Some(b'{') => {
                let OrderedMembers(members) = serde_json::from_str(text).map_err(unreadable)?;
                let present = members.into_iter().filter(|(_, value)| value.get() != "null");
                let read = present.map(|(name, value)| Ok((name, OrderedValue::read(value, depth + 1)?)));
                OrderedValue::Object(read.collect::<Result<_, String>>()?)
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(text).map_err(unreadable)?;
                OrderedValue::List(
                    items.into_iter().map(|item| OrderedValue::read(item, depth + 1)).collect::<Result<_, _>>()?,
                )
            }
            Some(b'"') => OrderedValue::Text(serde_json::from_str(text).map_err(unreadable)?),
            _ => OrderedValue::Plain(text.to_owned()),
        })
    }

    /// A member by its name in any case, as the portal reads them.
    fn member(&self, name: &str) -> Option<&OrderedValue> {
        let OrderedValue::Object(members) = self else { return None };
        members.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    fn text(&self) -> Option<&str> {
        if let OrderedValue::Text(text) = self { Some(text) } else { None }
    }

    fn number(&self) -> Option<&str> {
        let OrderedValue::Plain(text) = self else { return None };
        text.starts_with(|c: char| c == '-' || c.is_ascii_digit()).then_some(text)
    }

    fn list(&self) -> Option<&[OrderedValue]> {
        if let OrderedValue::List(items) = self { Some(items) } else { None }
    }

    fn to_json(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        let separate = |index: usize, out: &mut String| {
            if index > 0 {
                out.push(',');
            }
        };
        match self {
            OrderedValue::Object(members) => {
                out.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    separate(index, out);
                    write_text(name, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
            OrderedValue::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    separate(index, out);
                    item.write(out);
                }
                out.push(']');
            }
            OrderedValue::Text(text) => write_text(text, out),
            OrderedValue::Plain(text) => out.push_str(text),
        }
    }
}

fn write_text(text: &str, out: &mut String) {
    // A string always serialises.
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}

/// An object's members in their order.
struct OrderedMembers<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for OrderedMembers<'a> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = OrderedMembers<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<OrderedMembers<'de>, M::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(OrderedMembers(members))
            }
        }
        d.deserialize_map(InOrder)
    }
}
