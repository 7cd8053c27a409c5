//! Headings as people write them, compared by what they say.

/// A heading without case, blanks, stars, units in brackets and punctuation.
pub fn fold(heading: &str) -> String {
    let mut out = String::with_capacity(heading.len());
    let mut rest = heading;
    while let Some(open) = rest.find(['(', '[']) {
        push(&mut out, &rest[..open]);
        let inside = &rest[open + 1..];
        let close = inside.find([')', ']']).unwrap_or(inside.len());
        if !is_unit(&inside[..close]) {
            push(&mut out, &inside[..close]);
        }
        rest = inside.get(close + 1..).unwrap_or_default();
    }
    push(&mut out, rest);
    // "Document dateDD/MM/YYYY", where somebody lost the brackets.
    for shape in ["ddmmyyyy", "ddmmmyyyy", "ddmmyy"] {
        if let Some(bare) = out.strip_suffix(shape).filter(|bare| !bare.is_empty()) {
            return bare.to_owned();
        }
    }
    out
}

fn push(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '%' => out.push('%'),
            '&' => out.push_str("and"),
            '#' => out.push_str("no"),
            c if c.is_alphanumeric() || is_mark(c) => out.extend(c.to_lowercase()),
            _ => {}
        }
    }
}

/// A vowel sign or the like of an Indian script.
fn is_mark(c: char) -> bool {
    ('\u{900}'..='\u{dff}').contains(&c)
}

/// What stands in brackets behind a heading and isn't part of it.
fn is_unit(inside: &str) -> bool {
    let plain: String =
        inside.chars().filter(|c| c.is_alphanumeric() || matches!(c, '%' | '₹')).collect::<String>().to_lowercase();
    matches!(
        plain.as_str(),
        "" | "rs"
            | "inr"
            | "₹"
            | "inrs"
            | "ininr"
            | "in₹"
            | "rupees"
            | "%"
            | "in%"
            | "ddmmyyyy"
            | "ddmmmyyyy"
            | "ddmmyy"
            | "yyyymmdd"
            | "optional"
            | "mandatory"
    )
}

/// Whether two headings differ by one slip: a letter more, less, another, or two in the wrong order.
pub fn is_near(a: &str, b: &str) -> bool {
    // Short headings differ in meaning by a letter: SGST and IGST.
    let (long, short) = if a.len() < b.len() { (b, a) } else { (a, b) };
    short.chars().count() >= 7 && long.len() - short.len() <= 4 && !is_tax_pair(a, b) && strsim::osa_distance(a, b) == 1
}

/// SGST, CGST and IGST, 1 and 2, are no slips of one another.
fn is_tax_pair(a: &str, b: &str) -> bool {
    let signs = |text: &str| {
        let taxes = ["sgst", "cgst", "igst", "utgst"].map(|tax| text.contains(tax));
        (taxes, text.chars().filter(char::is_ascii_digit).collect::<String>(), text.contains("state"))
    };
    signs(a) != signs(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_the_same_whatever_stands_around_them() {
        for (written, folded) in [
            ("HSN code *", "hsncode"),
            ("Document Date (DD/MM/YYYY) *", "documentdate"),
            ("Document dateDD/MM/YYYY", "documentdate"),
            ("Sgst Amt(Rs)", "sgstamt"),
            ("GST Rate (%)", "gstrate"),
            ("GST %", "gst%"),
            ("Place of Supply(With State Code)", "placeofsupplywithstatecode"),
            ("Change Mode ", "changemode"),
            ("Shipping Bill#", "shippingbillno"),
            ("बिल संख्या", "बिलसंख्या"),
            ("(", ""),
        ] {
            assert_eq!(fold(written), folded, "{written}");
        }
    }

    #[test]
    fn one_slip_is_forgiven_but_never_between_taxes() {
        for (a, b) in
            [("buyerpincod", "buyerpincode"), ("otherchanges", "othercharges"), ("igstoninfra", "igstonintra")]
        {
            assert!(is_near(a, b), "{a}");
        }
        for (a, b) in [
            ("sgstamount", "cgstamount"),
            ("igst", "sgst"),
            ("buyeraddr1", "buyeraddr2"),
            ("price", "prize"),
            ("quantity", "quality"),
        ] {
            assert!(!is_near(a, b), "{a}");
        }
    }
}
