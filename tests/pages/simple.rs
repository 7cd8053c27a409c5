//! `docs/simple.md`, written from the table of keys and the words of changes.

use super::keys::{KEYS, To};
use super::schema::schema;
use crate::change::{ChangeClass, Why};
use std::fmt::Write;

/// The example of the page.
const EXAMPLE: &str = r#"{"number": "SB/1", "date": "2026-11-19",
 "buyer": {"gstin": "27AABCU9603R1ZN", "name": "Pune Office Supplies LLP", "address": "7 Laxmi Road", "city": "Pune", "pin": "411030"},
 "lines": [{"name": "Ruled register", "hsn": "48201090", "qty": 10, "unit": "pieces", "price": "100.00", "rate": "18%"}]}"#;

const PROFILE: &str = r#"{"taxpayers": [{"gstin": "29AABCU9603R1ZJ",
  "seller": {"legal_name": "Udupi Stationers Private Limited", "address": "14 Car Street", "city": "Udupi", "pin": "576101"}}],
 "normalize": true}"#;

/// What is never done; each line is a test of `tests/it/normalize.rs`.
const NEVER: [&str; 9] = [
    "A document number is not changed beyond the blanks around it: the IRN hangs on it. `0418` stays a fault.",
    "The characters of a GSTIN are not changed: no O for 0, no other check character.",
    "An HSN code is not changed, but for a *number* that lost its zero, and for dots and blanks in a text.",
    "A rate is not worked back from a tax.",
    "Tax, taxable amounts and totals are not changed, but for rounding a double to paise.",
    "A kind of supply comes from a word, the buyer's country or a Special Economic Zone, never from a guess.",
    "A day that can be read two ways is not read: `11/21/2026`, or a moment of another time zone.",
    "Negative amounts make no credit note of an invoice.",
    "A document that has its IRN is not one to send.",
];

const HEAD: &str = "\
# The simple bill

Written from `src/normalize/keys.rs` and `src/change.rs`; change it there.

A bill need not be given as INV-01. `einv_normalize` takes a simple bill, INV-01 written otherwise (text for numbers, names for
codes, keys in any case), the shapes of some GSPs, and a wrapper of one of them, and answers INV-01 with every change that it
made. With the option `\"normalize\": true`, or in the configuration, the other verbs do so first; a simple bill is completed as
by `einv_compute`.
";

const NEEDED: &str = "\
`number`, `date`, `buyer`, and `lines` with `hsn`, `rate` and one of `price`, `amount`, `taxable` are needed. An unknown key is
a fault, never passed over. The seller comes from the profile in the configuration's taxpayer, or in the option `taxpayer`:
";

const KEYS_ARE: &str = "\
A profile may also have `trade_name`, `phone`, `email`, `dispatch_from`, `payment` (keys as below), and `defaults` with `unit`,
`hsn`, `rate`, `round_off` (`rupee` or `none`). A bill's own seller stands whole: nothing is added to it.

## Keys

`lines`, `against` and `documents` are lists of objects; what stands before a dot is an object.

| key | INV-01 | what |
|---|---|---|
";

const READING: &str = "
## How values are read

* Numbers may be text: `₹ 1,23,456.00`, `Rs. 500/-`, `(500.00)`, `500-`, digits of Indian scripts; `-`, `NA`, `nil` are nothing. A
  JSON number is taken as a double: at its 15 significant digits, then rounded to the places of its field, and the change is
  listed. A text with more places stays a fault: it was written so. Give money as text.
* Days: `19/11/2026`, `19-11-26`, `19 Nov 2026`, `2026-11-19`, `20261119`, with a time behind them. The day stands first.
* Rates: `18`, `18%`, `GST 18`; `0.18` is 18 per cent, since no rate is a hundredth of another.
* States: number, name or letters: `29`, `Karnataka`, `29-Karnataka`, `KA`. Units: the portal's codes and the words for them that
  mean one unit only. Yes and no: `true`, `Y`, `yes`, `1`.
* A total decides the round-off; a rupee or more between it and the lines is a fault (`bill.total_differs`).
* With `prices_include_tax` the taxable amount is worked out from the whole amount of a line, and without a `total` the bill's value
  is the sum of these.
* A place of supply that is left out is the buyer's state, unless the tax or the kind of service says that it may not be.
* `transport` alone makes no e-way bill: `transport.make` asks for one, and so does the option `ewb`: `must` of every bill,
  `try` of those whose goods need one, or may need one; not below the limit, nor for services alone.
* The option `\"buyers\": \"cache\"` fills in a registered buyer's name, address, town and PIN code from what the ledger remembers,
  `\"portal\"` asks the portal, too. What is given is never replaced.

## What is never done

";

const CHANGES: &str = "
## Changes

Each change has `path` (in the INV-01 that comes out), `from` (the input's own text), `to`, `why`, and `at`, the place in the
input. Changes of *dress*, the same value written otherwise, are counted in `dressed` and listed with the option `\"changes\":
\"all\"`; the others are always listed.

| why | class | what |
|---|---|---|
";

const FOOT: &str = "
The faults of bills are the rules `bill.*` and `simple.*` of `rules.md`; each finding has `at`, too. `simple.schema.json` beside this page
is the JSON Schema of the simple bill.
";

fn document() -> String {
    let mut text = format!("{HEAD}\n```json\n{EXAMPLE}\n```\n\n{NEEDED}\n```json\n{PROFILE}\n```\n\n{KEYS_ARE}");
    // Writing to a String can't fail.
    for key in KEYS {
        let to = match key.to {
            To::Form(pointer) => format!("`{pointer}`"),
            To::Own(_) => String::new(),
        };
        let _ = writeln!(text, "| `{}` | {to} | {} |", key.name, key.about);
    }
    text.push_str(READING);
    for line in NEVER {
        let _ = writeln!(text, "* {line}");
    }
    text.push_str(CHANGES);
    for why in Why::ALL {
        let class = match why.class() {
            ChangeClass::Dress => "dress",
            ChangeClass::Read => "meaning: read",
            ChangeClass::Follows => "meaning: follows",
            ChangeClass::Filled => "meaning: filled",
        };
        let _ = writeln!(text, "| `{}` | {class} | {} |", why.word(), why.meaning());
    }
    text + FOOT
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Day;
    use crate::codes::Lists;
    use crate::normalize::{InputKind, JsonDocument, ReadingTerms, read};

    /// `EINV_WRITE_DOCS=1 cargo test` writes both.
    #[test]
    fn the_page_of_the_simple_bill_and_its_schema_are_the_table_of_keys() {
        for (name, text) in [("simple.md", document()), ("simple.schema.json", schema())] {
            let file = format!("{}/docs/{name}", env!("CARGO_MANIFEST_DIR"));
            if std::env::var_os("EINV_WRITE_DOCS").is_some() {
                std::fs::write(&file, &text).unwrap();
            }
            assert_eq!(std::fs::read_to_string(file).unwrap_or_default(), text, "write it with EINV_WRITE_DOCS=1");
        }
    }

    #[test]
    fn the_example_is_a_bill() {
        let (lists, day) = (Lists::default(), Day::new(2026, 11, 21).unwrap());
        let JsonDocument::Bill(bill) = read(EXAMPLE, &ReadingTerms::plain(&lists, day)).unwrap() else {
            panic!("no bill")
        };
        assert_eq!(
            (bill.kind, bill.findings.iter().map(|f| f.rule.id).collect::<Vec<_>>()),
            (InputKind::Simple, vec![])
        );
    }
}
