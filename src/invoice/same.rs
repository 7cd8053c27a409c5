//! Whether two documents are the same for the law, and where else they differ.

use super::Invoice;
use super::block::{Block, View};
use crate::calendar::Day;
use std::collections::BTreeSet;

/// One place where two documents differ.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// JSON pointer.
    pub path: String,
    /// Whether it makes them two documents, not one.
    pub essential: bool,
}

/// Every place where two documents differ; numbers compare by value, the number of the document without case.
pub fn differences(a: &Invoice<'_>, b: &Invoice<'_>) -> Vec<Difference> {
    let mut found = BTreeSet::new();
    compare(a, b, &mut String::new(), &mut found);
    found.into_iter().map(|path| Difference { essential: is_essential(&path), path }).collect()
}

/// Seller, buyer, type, number, date, supply type, place of supply, totals, and of each line its HSN, quantity, unit,
/// price, assessable value, rates and taxes: these make a document (`abi.md`, One document, one registration).
fn is_essential(path: &str) -> bool {
    // A block that one of them lacks lacks all that is in it.
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

fn compare(a: &dyn Block<'_>, b: &dyn Block<'_>, path: &mut String, found: &mut BTreeSet<String>) {
    for (index, field) in a.fields().iter().enumerate() {
        let length = path.len();
        path.push('/');
        path.push_str(field.key);
        match (a.view(index), b.view(index)) {
            (View::Text(x), View::Text(y)) => {
                if x != y && !same_text(path, field.key, x, y) {
                    found.insert(path.clone());
                }
            }
            (View::Text(x), View::Absent) | (View::Absent, View::Text(x))
                if path.ends_with("Dtls/Gstin") && x.eq_ignore_ascii_case(UNREGISTERED) => {}
            (View::Block(x), View::Block(y)) => compare(x, y, path, found),
            (View::List(x), View::List(y)) => {
                for (line, (x, y)) in x.iter().zip(&y).enumerate() {
                    let length = path.len();
                    path.push_str(&format!("/{line}"));
                    compare(*x, *y, path, found);
                    path.truncate(length);
                }
                for line in x.len().min(y.len())..x.len().max(y.len()) {
                    found.insert(format!("{path}/{line}"));
                }
            }
            // An amount of zero and none at all are the same amount.
            (x, y) => match (number(&x), number(&y)) {
                (Some(x), Some(y)) if x == y => {}
                (None, None) if matches!((&x, &y), (View::Absent, View::Absent)) => {}
                _ => {
                    found.insert(path.clone());
                }
            },
        }
        path.truncate(length);
    }
}

/// What stands for the GSTIN of who has none; left out it means the same.
const UNREGISTERED: &str = "URP";

/// Whether two texts say the same in what isn't prose: codes in either case, `9` and `09` for a state, a day in either way
/// of writing. The portal takes them all, and signs some as its own list has them.
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

fn number(view: &View<'_, '_>) -> Option<crate::money::Amount> {
    match view {
        View::Number(amount) => Some(*amount),
        View::Absent => Some(crate::money::Amount::ZERO),
        View::Text(_) | View::Block(_) | View::List(_) => None,
    }
}
