//! The reader against serde_json: both must agree on what is JSON, and on what a document says.
//!
//! Whole invoices are damaged at random. `PROPTEST_CASES=100000 cargo test --release strictness` runs longer.

use crate::bills::{Dice, Press};
use einv::error::ErrorKind;
use einv::invoice::{MAX_DEPTH, form, read, write};
use proptest::prelude::*;
use serde_json::Value;
use std::sync::LazyLock;

static BILLS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let press = Press::new();
    let compact = press.bills(40, 2);
    let spread = compact.iter().map(|bill| serde_json::to_string_pretty(&tree(bill).unwrap()).unwrap());
    let spaced = compact.iter().map(|bill| bill.replace("\":", "\": ").replace(",\"", ", \""));
    let escaped = compact.iter().map(|bill| bill.replace('/', "\\/").replace("Road", "\\u0930\\u094bRoad"));
    let unicode = compact.iter().map(|bill| bill.replace("Road", "मार्ग ₹ 😀"));
    compact.iter().cloned().chain(spread).chain(spaced).chain(escaped).chain(unicode).collect()
});

/// serde_json's opinion; numbers too large for a double are JSON all the same.
fn tree(text: &str) -> Result<Value, bool> {
    serde_json::from_str(text).map_err(|e| e.to_string().contains("number out of range"))
}

/// The blanks between the words, written into a document at random places.
const PIECES: [&str; 44] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\\"",
    "\\u",
    "\\u00",
    "\\ud800",
    "\\udc00",
    "\\ud83d\\ude00",
    "\\n",
    "\\x",
    "0",
    "00",
    "1",
    "-",
    "+",
    ".",
    "..",
    "e",
    "E5",
    "e-2",
    "1e400",
    "-0",
    "0.10",
    "123456789",
    "1234567890123456789",
    "true",
    "fals",
    "null",
    "nul",
    " ",
    "\n",
    "\t",
    "\u{0}",
    "\u{1f}",
    "\u{7f}",
    "é",
    "😀",
    "\"Qty\":",
];

fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// A document with a few random changes: pieces inserted, bytes removed, parts doubled, the end cut off.
fn damaged(mut text: String, seed: u64) -> String {
    let mut dice = Dice::new(seed);
    for _ in 0..=dice.below(3) {
        let at = boundary(&text, dice.below(text.len() as u64 + 1) as usize);
        let to = boundary(&text, at + dice.below(12) as usize).max(at);
        match dice.below(10) {
            0..4 => text.insert_str(at, dice.pick(&PIECES)),
            4..6 => text.replace_range(at..to, dice.pick(&PIECES)),
            6..8 => text.replace_range(at..to, ""),
            8 => {
                let part = text[at..to].to_owned();
                text.insert_str(at, &part);
            }
            _ => text.truncate(at),
        }
    }
    text
}

fn agree(text: &str) -> Result<(), TestCaseError> {
    let ours = read(text);
    match tree(text) {
        Ok(theirs) => {
            let (invoice, findings) = match ours {
                Ok(read) => read,
                Err(error) => {
                    prop_assert_eq!(error.kind, ErrorKind::Limit, "{} for {}", error, text);
                    return Ok(());
                }
            };
            if findings.is_empty() {
                // Nothing was unknown, so nothing may be lost or changed.
                let back = tree(&write(&invoice)).unwrap();
                prop_assert_eq!(numbers_as_written(back), numbers_as_written(without_nulls(theirs)), "{}", text);
            }
        }
        Err(true) => {}
        Err(false) => prop_assert!(ours.is_err(), "accepted, though it is no JSON: {}", text),
    }
    Ok(())
}

/// Nulls and empty lists count as absent.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.into_iter().filter(|(_, v)| !v.is_null() && *v != Value::Array(Vec::new()));
            kept.map(|(k, v)| (k, without_nulls(v))).collect()
        }
        Value::Array(list) => list.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// Numbers by their value, whatever their scale: `12.0` is `12`.
fn numbers_as_written(value: Value) -> Value {
    match value {
        // `-0` is `0`.
        Value::Number(n) => Value::String(format!("{}", n.as_f64().unwrap() + 0.0)),
        Value::Object(map) => map.into_iter().map(|(k, v)| (k, numbers_as_written(v))).collect(),
        Value::Array(list) => list.into_iter().map(numbers_as_written).collect(),
        other => other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4000) })]

    #[test]
    fn damaged_invoices_are_judged_as_serde_json_judges_them(which in any::<prop::sample::Index>(), seed in any::<u64>()) {
        let bill = &BILLS[which.index(BILLS.len())];
        agree(&damaged(bill.clone(), seed))?;
    }
}

#[test]
fn undamaged_invoices_come_back_whole() {
    for bill in BILLS.iter() {
        agree(bill).unwrap();
        assert!(read(bill).unwrap().1.is_empty(), "{bill}");
    }
}

#[test]
fn every_prefix_is_refused() {
    for bill in BILLS.iter().step_by(23) {
        for at in (0..bill.len()).filter(|at| bill.is_char_boundary(*at)) {
            assert!(read(&bill[..at]).is_err() || bill[at..].trim().is_empty(), "{}", &bill[..at]);
        }
    }
}

#[test]
fn fields_in_any_order_are_the_same_document() {
    let mut dice = Dice::new(7);
    for bill in BILLS.iter().step_by(9) {
        let shuffled = shuffle(tree(bill).unwrap(), &mut dice).to_string();
        let (ours, theirs) = (read(&shuffled).unwrap(), read(bill).unwrap());
        assert!(ours.1.is_empty(), "{shuffled}");
        assert_eq!(tree(&write(&ours.0)), tree(&write(&theirs.0)));
    }
}

fn shuffle(value: Value, dice: &mut Dice) -> Value {
    match value {
        Value::Object(map) => {
            let mut fields: Vec<_> = map.into_iter().collect();
            for at in (1..fields.len()).rev() {
                fields.swap(at, dice.below(at as u64 + 1) as usize);
            }
            fields.into_iter().map(|(k, v)| (k, shuffle(v, dice))).collect()
        }
        Value::Array(list) => list.into_iter().map(|v| shuffle(v, dice)).collect(),
        other => other,
    }
}

#[test]
fn numbers_of_every_shape_keep_their_value() {
    for number in [
        "0",
        "0.0",
        "0.00",
        "0.5",
        "7",
        "12",
        "12.3",
        "12.34",
        "12345678",
        "12345678.99",
        "123456789",
        "999999999999.99",
        "1e2",
        "1.5e1",
        "15E-1",
        "-0",
        "100000000.10",
    ] {
        for after in ["", " ", "\n", ",\"Unit\":\"NOS\"", ", \"Unit\" : \"NOS\""] {
            let text = format!("{{\"ItemList\":[{{\"TotAmt\": {number}{after}}}]}}");
            let (invoice, _) = read(&text).unwrap();
            let amount = invoice.items[0].total.unwrap_or_else(|| panic!("{text}"));
            assert_eq!(amount.to_string().parse::<f64>().unwrap(), number.parse::<f64>().unwrap(), "{text}");
        }
    }
    for wrong in ["01", "00.1", "1.", ".5", "+1", "1e", "--1", "1_000", "1,000.5x", "0x1", "NaN", "12345678901234567x"]
    {
        assert!(read(&format!("{{\"ItemList\":[{{\"TotAmt\":{wrong}}}]}}")).is_err(), "{wrong}");
    }
}

#[test]
fn lengths_count_characters_in_any_script() {
    let name = |text: &str| {
        let (_, findings) = read(&format!("{{\"SellerDtls\":{{\"LglNm\":\"{text}\"}}}}")).unwrap();
        !findings.iter().any(|f| f.path == "/SellerDtls/LglNm")
    };
    assert!(name("abc") && name("नमक") && name(&"म".repeat(100)) && name(&"a".repeat(100)));
    assert!(
        !name("ab") && !name("नम") && !name("éé") && !name(&"म".repeat(101)) && !name(&"a".repeat(101)) && !name("")
    );
}

#[test]
fn a_field_may_be_null_and_given_later() {
    let (invoice, findings) =
        read(r#"{"DocDtls":{"No":null,"Typ":"INV","No":"A-1","Dt":"21/11/2026"},"PayDtls":null}"#).unwrap();
    assert_eq!(invoice.document.unwrap().number.unwrap(), "A-1");
    assert!(invoice.payment.is_none());
    assert!(!findings.iter().any(|f| f.path.starts_with("/DocDtls") || f.path.starts_with("/PayDtls")));
}

#[test]
fn nul_bytes_are_not_a_name() {
    for before in ["{", "{\"Version\":\"1.1\",", "{\"TranDtls\":{", "{\"ItemList\":[{\"SlNo\":\"1\","] {
        for nuls in [1, 15, 16, 17, 32] {
            let text = format!("{before}{}1}}}}{:40}", "\0".repeat(nuls), "");
            assert_eq!(read(&text).unwrap_err().kind, ErrorKind::Json, "{before}, {nuls} NULs");
        }
    }
}

#[test]
fn deep_nesting_is_refused_in_unknown_fields_too() {
    let deep = format!("{{\"x\":{}1{}}}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
    assert_eq!(read(&deep).unwrap_err().kind, ErrorKind::Limit);
    let fields = form::INVOICE.len();
    assert!(fields < 32, "the reader keeps a block's fields in 32 bits");
}
