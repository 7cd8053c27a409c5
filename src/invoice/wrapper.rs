//! Recognises input that is not an invoice by itself: a wrapped one, several in a list, another system's form, a
//! portal's answer.
//!
//! Used only where a document has none of the form's blocks. The finding names the place of the invoice in its wrapper;
//! nothing is unwrapped here.

use super::faults;
use super::scan::{Scan, Scanner, Stop, ValueShape};
use crate::finding::Finding;
use std::borrow::Cow;

/// Two of these make an invoice.
const BLOCKS: [&str; 6] = ["TranDtls", "DocDtls", "SellerDtls", "BuyerDtls", "ItemList", "ValDtls"];
/// Two of these make the e-way bill system's form; the first alone is a file of it.
const EWAY_BILL: [&str; 6] = ["billLists", "subSupplyType", "fromGstin", "toGstin", "docNo", "transDistance"];
/// One of these makes a portal's answer;
const ANSWER: [&str; 4] = ["SignedInvoice", "SignedQRCode", "signed_invoice", "signed_qr"];
/// so does one of each pair of these.
const OUTCOME: [&str; 5] = ["Status", "status", "success", "status_cd", "Success"];
const CONTENT: [&str; 6] = ["Data", "data", "result", "ErrorDetails", "error", "status_desc"];
/// Wrappers may contain wrappers. Nothing deeper than this is searched.
const DEEPEST: usize = 4;

/// The kind of a value, and its place.
enum WrappedValue<'a> {
    Nothing,
    Invoice { at: String },
    EwayBill(Cow<'a, str>),
    Answer(Cow<'a, str>),
}

/// Returns the one finding about a document that is not an invoice by itself. The text has been read without a stop.
#[cold]
pub(super) fn find(text: &str) -> Option<Finding> {
    let mut scanner = Scanner::new(text);
    let (what, count) = look(&mut scanner, "", 0).ok()?;
    let fault = faults::WRAPPED.at("");
    Some(match what {
        WrappedValue::Nothing => return None,
        WrappedValue::EwayBill(key) => fault.says(faults::EWB_FORM).with_fix(faults::GIVE_THE_INVOICE).value(key),
        WrappedValue::Answer(key) => fault.says(faults::PORTALS_ANSWER).with_fix(faults::GIVE_IT_TO_IMPORT).value(key),
        WrappedValue::Invoice { at } if count > 1 => {
            fault.says(faults::LIST_OF_DOCUMENTS).with_fix(faults::ONE_AT_A_TIME).word("count", count).expected(at)
        }
        WrappedValue::Invoice { at } => match around(&at) {
            name if name.is_empty() => fault.says(faults::LIST_OF_ONE).expected(at),
            name => fault.value(name).expected(at),
        },
    })
}

/// The names on the path to a place, without the numbers.
fn around(at: &str) -> String {
    let names: Vec<&str> = at.split('/').filter(|step| !step.bytes().all(|c| c.is_ascii_digit())).collect();
    names.join("/")
}

/// The kind of the next value, and its number of elements where it is a list.
fn look<'a>(scanner: &mut Scanner<'a>, at: &str, depth: usize) -> Scan<(WrappedValue<'a>, usize)> {
    match scanner.shape()? {
        ValueShape::Object if depth < DEEPEST => Ok((object(scanner, at, depth)?, 1)),
        ValueShape::Array if depth < DEEPEST => list(scanner, at, depth),
        _ => {
            scanner.skip(depth)?;
            Ok((WrappedValue::Nothing, 1))
        }
    }
}

fn object<'a>(scanner: &mut Scanner<'a>, at: &str, depth: usize) -> Scan<WrappedValue<'a>> {
    scanner.expect(b'{', Stop::NoObject)?;
    let (mut inner, mut keys) = (WrappedValue::Nothing, Vec::new());
    let mut more = !scanner.take(b'}');
    while more {
        let key = scanner.key()?;
        if matches!(inner, WrappedValue::Nothing) && !BLOCKS.contains(&&*key) {
            let step: String = key.chars().take(64).collect();
            inner = look(scanner, &format!("{at}/{}", step.replace('~', "~0").replace('/', "~1")), depth + 1)?.0;
        } else {
            scanner.skip(depth)?;
        }
        keys.push(key);
        more = scanner.more(b'}')?;
    }
    let of_outcome = [&OUTCOME[..], &CONTENT[..]].iter().all(|names| keys.iter().any(|key| names.contains(&&**key)));
    match (known(&keys, at), inner) {
        (Some(what), _) => Ok(what),
        // A portal's envelope without known content, such as an encrypted one.
        (None, WrappedValue::Nothing) if of_outcome => Ok(keys
            .into_iter()
            .find(|key| CONTENT.contains(&&**key))
            .map_or(WrappedValue::Nothing, WrappedValue::Answer)),
        (None, inner) => Ok(inner),
    }
}

/// The kind of an object, by the names of its members.
fn known<'a>(keys: &[Cow<'a, str>], at: &str) -> Option<WrappedValue<'a>> {
    let count = |names: &[&str]| keys.iter().filter(|key| names.contains(&&***key)).count();
    if count(&BLOCKS) > 1 {
        return Some(WrappedValue::Invoice { at: at.to_owned() });
    }
    let of_ewb = count(&EWAY_BILL[..1]) > 0 || count(&EWAY_BILL) > 1;
    let of_answer = count(&ANSWER) > 0;
    let first = |names: &[&str]| keys.iter().find(|key| names.contains(&&***key)).cloned();
    match () {
        () if of_ewb => first(&EWAY_BILL).map(WrappedValue::EwayBill),
        () if of_answer => first(&ANSWER).map(WrappedValue::Answer),
        () => None,
    }
}

/// The kind of a list is the kind of its first element.
fn list<'a>(scanner: &mut Scanner<'a>, at: &str, depth: usize) -> Scan<(WrappedValue<'a>, usize)> {
    scanner.expect(b'[', Stop::NoList)?;
    let (mut what, mut count) = (WrappedValue::Nothing, 0);
    let mut more = !scanner.take(b']');
    while more {
        match count {
            0 => what = look(scanner, &format!("{at}/0"), depth + 1)?.0,
            _ => scanner.skip(depth)?,
        }
        count += 1;
        more = scanner.more(b']')?;
    }
    Ok((what, count))
}
