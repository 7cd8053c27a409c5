//! Decides whether two documents are the same for the law, and lists their differences.

use super::Invoice;
use super::block::{Block, SlotView};
use crate::calendar::Day;
use std::fmt;

/// The longest value that a difference shows, in characters.
const SHOWN: usize = 40;

/// One place where two documents differ. Displayed as a person would write it: `UnitPrice 85 to 86 (item 1)`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldDifference {
    /// JSON pointer.
    pub path: String,
    /// Whether this difference makes them two documents.
    pub essential: bool,
    /// The value of the first document, shortened; `None` where it has none.
    pub from: Option<String>,
    /// The value of the second document, shortened; `None` where it has none.
    pub to: Option<String>,
}

impl FieldDifference {
    fn new(path: &str, from: Option<String>, to: Option<String>) -> FieldDifference {
        FieldDifference { path: path.to_owned(), essential: is_essential(path), from, to }
    }
}

impl fmt::Display for FieldDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = self.path.split('/').skip(1);
        let name = self.path.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap_or_default();
        let item =
            if parts.next() == Some("ItemList") { parts.next().and_then(|n| n.parse::<usize>().ok()) } else { None };
        // A whole line has only its number as a name.
        match item {
            Some(index) if name == "ItemList" => write!(f, "item {}", index + 1)?,
            Some(_) | None => f.write_str(name)?,
        }
        match (&self.from, &self.to) {
            (Some(from), Some(to)) => write!(f, " {from} to {to}")?,
            (None, _) => f.write_str(" added")?,
            (Some(_), None) => f.write_str(" left out")?,
        }
        match item {
            Some(index) if name != "ItemList" => write!(f, " (item {})", index + 1),
            Some(_) | None => Ok(()),
        }
    }
}

/// Lists every place where two documents differ, in the form's order. Numbers compare by value, the document number
/// without case.
pub fn differences(a: &Invoice<'_>, b: &Invoice<'_>) -> Vec<FieldDifference> {
    let mut found = Vec::new();
    compare(a, b, &mut String::new(), &mut found);
    found
}

/// Whether two documents with one number are two bills, and not one edited bill. Two bills have another buyer, another
/// total, and another date or entirely other goods. In doubt they are one bill.
pub fn are_two_bills(a: &Invoice<'_>, b: &Invoice<'_>, differences: &[FieldDifference]) -> bool {
    let differs = |path: &str| differences.iter().any(|d| d.path == path);
    let other_goods =
        |line: usize| differs(&format!("/ItemList/{line}/HsnCd")) || differs(&format!("/ItemList/{line}/PrdDesc"));
    let lines = a.items.len().min(b.items.len());
    differs("/BuyerDtls/Gstin")
        && differs("/ValDtls/TotInvVal")
        && (differs("/DocDtls/Dt") || lines > 0 && (0..lines).all(other_goods))
}

/// The fields that make a document: seller, buyer, type, number, date, supply type, place of supply, totals, and of
/// each line its HSN, quantity, unit, price, assessable value, rates and taxes.
fn is_essential(path: &str) -> bool {
    // A block that one of them lacks differs in every field.
    const FIELDS: [&str; 11] = [
        "/SellerDtls",
        "/BuyerDtls",
        "/DocDtls",
        "/TranDtls",
        "/SellerDtls/Gstin",
        "/BuyerDtls/Gstin",
        "/BuyerDtls/Pos",
        "/DocDtls/Typ",
        "/DocDtls/No",
        "/DocDtls/Dt",
        "/TranDtls/SupTyp",
    ];
    const OF_LINE: [&str; 16] = [
        "HsnCd",
        "Qty",
        "Unit",
        "UnitPrice",
        "AssAmt",
        "GstRt",
        "IgstAmt",
        "CgstAmt",
        "SgstAmt",
        "CesRt",
        "CesAmt",
        "CesNonAdvlAmt",
        "StateCesRt",
        "StateCesAmt",
        "StateCesNonAdvlAmt",
        "TotItemVal",
    ];
    let of_line = || {
        let mut parts = path.strip_prefix("/ItemList/").into_iter().flat_map(|rest| rest.split('/'));
        match (parts.next(), parts.next()) {
            (Some(_), None) => true,
            (Some(_), Some(field)) => OF_LINE.contains(&field),
            (None, _) => false,
        }
    };
    FIELDS.contains(&path) || path.starts_with("/ValDtls") || of_line()
}

fn compare(a: &dyn Block<'_>, b: &dyn Block<'_>, path: &mut String, found: &mut Vec<FieldDifference>) {
    for (index, field) in a.fields().iter().enumerate() {
        let length = path.len();
        path.push('/');
        path.push_str(field.key);
        match (a.view(index), b.view(index)) {
            (SlotView::Text(x), SlotView::Text(y)) => {
                if x != y && !same_text(path, field.key, x, y) {
                    found.push(FieldDifference::new(path, Some(shortened(x)), Some(shortened(y))));
                }
            }
            (SlotView::Text(x), SlotView::Absent) | (SlotView::Absent, SlotView::Text(x))
                if path.ends_with("Dtls/Gstin") && x.eq_ignore_ascii_case(UNREGISTERED) => {}
            (SlotView::Block(x), SlotView::Block(y)) => compare(x, y, path, found),
            (SlotView::List(x), SlotView::List(y)) => {
                for (line, (x, y)) in x.iter().zip(&y).enumerate() {
                    let length = path.len();
                    path.push_str(&format!("/{line}"));
                    compare(*x, *y, path, found);
                    path.truncate(length);
                }
                for line in x.len().min(y.len())..x.len().max(y.len()) {
                    let whole = |lines: &[&dyn Block<'_>]| (line < lines.len()).then(|| "…".to_owned());
                    found.push(FieldDifference::new(&format!("{path}/{line}"), whole(&x), whole(&y)));
                }
            }
            // Zero and an absent amount are equal.
            (x, y) => match (number(&x), number(&y)) {
                (Some(x), Some(y)) if x == y => {}
                (None, None) if matches!((&x, &y), (SlotView::Absent, SlotView::Absent)) => {}
                _ => found.push(FieldDifference::new(path, shown(&x), shown(&y))),
            },
        }
        path.truncate(length);
    }
}

/// A value as a difference shows it.
fn shown(view: &SlotView<'_, '_>) -> Option<String> {
    match view {
        SlotView::Absent => None,
        SlotView::Text(text) => Some(shortened(text)),
        SlotView::Number(amount) => Some(plain(&amount.to_string())),
        SlotView::Block(_) | SlotView::List(_) => Some("…".to_owned()),
    }
}

/// A number without trailing zeros: `85.0` and `85` are equal.
fn plain(number: &str) -> String {
    match number.contains('.') {
        true => number.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => number.to_owned(),
    }
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(SHOWN).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// The GSTIN of an unregistered person; a missing one means the same.
const UNREGISTERED: &str = "URP";

/// Whether two texts mean the same, where they are not prose: codes in either case, `9` and `09` for a state, a day in
/// either notation. The portal accepts all of them, and signs some in its own notation.
fn same_text(path: &str, key: &str, x: &str, y: &str) -> bool {
    let (x, y) = (x.trim(), y.trim());
    match key {
        "No" => path == "/DocDtls/No" && x.eq_ignore_ascii_case(y),
        "Gstin" | "Typ" | "SupTyp" | "HsnCd" | "Unit" => x.eq_ignore_ascii_case(y),
        "Stcd" | "Pos" => x.trim_start_matches('0') == y.trim_start_matches('0'),
        "Dt" => Day::parse(x).is_some_and(|day| Day::parse(y) == Some(day)),
        _ => false,
    }
}

fn number(view: &SlotView<'_, '_>) -> Option<crate::money::Amount> {
    match view {
        SlotView::Number(amount) => Some(*amount),
        SlotView::Absent => Some(crate::money::Amount::ZERO),
        SlotView::Text(_) | SlotView::Block(_) | SlotView::List(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invoice::read;

    const BILL: &str = r#"{"DocDtls":{"No":"A-1","Dt":"21/11/2026"},"BuyerDtls":{"Gstin":"27AABCU9603R1ZN","LglNm":"Pune"},
        "ItemList":[{"SlNo":"1","PrdDesc":"Register","HsnCd":"4820","UnitPrice":85.0},{"SlNo":"2","PrdDesc":"Pen","HsnCd":"9608"}],
        "ValDtls":{"TotInvVal":100}}"#;

    fn compared(edits: &[(&str, &str)]) -> (Vec<String>, bool) {
        let edited = edits.iter().fold(BILL.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        });
        let (a, b) = (read(BILL).unwrap().0, read(&edited).unwrap().0);
        let found = differences(&a, &b);
        let two = are_two_bills(&a, &b, &found);
        (found.iter().map(ToString::to_string).collect(), two)
    }

    #[test]
    fn a_difference_names_its_field_its_line_and_both_values() {
        for (edit, expected) in [
            (("85.0", "86"), "UnitPrice 85 to 86 (item 1)"),
            ((r#","UnitPrice":85.0"#, ""), "UnitPrice left out (item 1)"),
            ((r#""HsnCd":"9608""#, r#""HsnCd":"9608","UnitPrice":3"#), "UnitPrice added (item 2)"),
            ((r#",{"SlNo":"2","PrdDesc":"Pen","HsnCd":"9608"}"#, ""), "item 2 left out"),
            ((r#""HsnCd":"9608"}"#, r#""HsnCd":"9608"},{"SlNo":"3"}"#), "item 3 added"),
            (("21/11/2026", "22/11/2026"), "Dt 21/11/2026 to 22/11/2026"),
            ((r#","ValDtls":{"TotInvVal":100}"#, ""), "ValDtls left out"),
        ] {
            let edit = (edit.0.replace(",\"ValDtls\"", ",\n        \"ValDtls\""), edit.1);
            assert_eq!(compared(&[(&edit.0, edit.1)]).0, [expected]);
        }
        assert_eq!(compared(&[("Pune", &"x".repeat(100))]).0, [format!("LglNm Pune to {}…", "x".repeat(40))]);
    }

    #[test]
    fn two_bills_differ_in_buyer_total_and_date_or_goods() {
        let buyer = ("27AABCU9603R1ZN", "27AAECP5519Q1ZS");
        let (total, date) = (("100", "200"), ("21/11/2026", "22/11/2026"));
        let goods = [("4820", "8471"), ("Pen", "Lamp")];
        assert!(compared(&[buyer, total, date]).1 && compared(&[buyer, total, goods[0], goods[1]]).1);
        for edited in
            [&[][..], &[buyer], &[total], &[buyer, total], &[buyer, date], &[total, date], &[buyer, total, goods[0]]]
        {
            assert!(!compared(edited).1, "{edited:?}");
        }
    }
}
