//! Texts that the buyer would see wrong: letters lost or encoded twice on the way, signs that our fonts lack.

use super::{OfDocument, RuleCase, RuleFindings};
use crate::finding::{Finding, Rule, Severity};
use std::borrow::Cow;

/// A text that people read, and its place.
struct PlacedText<'c> {
    path: &'static str,
    line: Option<usize>,
    text: &'c str,
    /// Whether it is certainly ASCII. In a document of ASCII alone other characters are escapes, and an escaped text is
    /// not borrowed.
    ascii: bool,
}

impl PlacedText<'_> {
    fn fault(&self, rule: &'static Rule) -> Finding {
        match self.line {
            Some(index) => rule.at(self.path.replace("[]", &index.to_string())).line(index).value(self.text),
            None => rule.at(self.path).value(self.text),
        }
    }
}

/// Passes each text that people read to `look`.
fn each(case: &RuleCase<'_, '_>, mut look: impl FnMut(&PlacedText<'_>)) {
    let i = case.invoice;
    let mut at = |path, line, text: &Cow<'_, str>| {
        let ascii = case.ascii && matches!(text, Cow::Borrowed(_));
        look(&PlacedText { path, line, text, ascii });
    };
    let mut show = |path, text: &Option<Cow<'_, str>>| {
        if let Some(text) = text {
            at(path, None, text);
        }
    };
    if let Some(p) = i.seller.as_deref() {
        show("/SellerDtls/LglNm", &p.legal_name);
        show("/SellerDtls/TrdNm", &p.trade_name);
        show("/SellerDtls/Addr1", &p.address1);
        show("/SellerDtls/Addr2", &p.address2);
        show("/SellerDtls/Loc", &p.location);
    }
    if let Some(p) = i.buyer.as_deref() {
        show("/BuyerDtls/LglNm", &p.legal_name);
        show("/BuyerDtls/TrdNm", &p.trade_name);
        show("/BuyerDtls/Addr1", &p.address1);
        show("/BuyerDtls/Addr2", &p.address2);
        show("/BuyerDtls/Loc", &p.location);
    }
    if let Some(p) = i.dispatch.as_deref() {
        show("/DispDtls/Nm", &p.name);
        show("/DispDtls/Addr1", &p.address1);
        show("/DispDtls/Loc", &p.location);
    }
    if let Some(p) = i.ship.as_deref() {
        show("/ShipDtls/LglNm", &p.legal_name);
        show("/ShipDtls/Addr1", &p.address1);
        show("/ShipDtls/Loc", &p.location);
    }
    for (index, item) in i.items.iter().enumerate() {
        if let Some(text) = &item.description {
            at("/ItemList/[]/PrdDesc", Some(index), text);
        }
    }
}

/// Whether only question marks are left of a text.
fn is_marks(text: &str) -> bool {
    text.starts_with('?')
        && text.len() > 1
        && text.bytes().all(|c| matches!(c, b'?' | b' ' | b'.' | b',' | b'-' | b'/'))
}

const LOST: OfDocument = OfDocument {
    rule: Rule {
        id: "text.lost",
        path: "*",
        message: "the text \"{value}\" has lost its letters on the way to einv",
        fix: "the billing program must pass UTF-8, or write letters outside ASCII as \\uXXXX; or type the text in Latin letters",
        source: "a registered invoice would print it unchanged; question marks alone are a warning",
        ..Rule::ERROR
    },
    check: lost,
};

fn lost(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    each(case, |text| {
        if !text.ascii && text.text.contains('\u{fffd}') {
            found.push(text.fault(rule));
        } else if is_marks(text.text) {
            // The portal accepts it, and it may be a real name.
            found.push(text.fault(rule).severity(Severity::Warning));
        }
    });
}

const TWICE: OfDocument = OfDocument {
    rule: Rule {
        id: "text.encoded_twice",
        path: "*",
        message: "the letters of the text \"{value}\" were encoded twice; {expected} was probably meant",
        fix: "the billing program must encode its text as UTF-8 only once: it treated UTF-8 text as a code page",
        source: "UTF-8 read as Windows-1252 or Latin-1; a registered invoice would print it unchanged",
        ..Rule::WARNING
    },
    check: twice,
};

fn twice(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    each(case, |text| {
        if let Some(meant) = (!text.ascii).then(|| decoded(text.text)).flatten() {
            found.push(text.fault(rule).expected(meant));
        }
    });
}

/// The byte of a character in Windows' Latin code page, or in Latin-1 where that has none.
fn latin(c: char) -> Option<u8> {
    const WINDOWS: [(char, u8); 27] = [
        ('€', 0x80),
        ('‚', 0x82),
        ('ƒ', 0x83),
        ('„', 0x84),
        ('…', 0x85),
        ('†', 0x86),
        ('‡', 0x87),
        ('ˆ', 0x88),
        ('‰', 0x89),
        ('Š', 0x8a),
        ('‹', 0x8b),
        ('Œ', 0x8c),
        ('Ž', 0x8e),
        ('‘', 0x91),
        ('’', 0x92),
        ('“', 0x93),
        ('”', 0x94),
        ('•', 0x95),
        ('–', 0x96),
        ('—', 0x97),
        ('˜', 0x98),
        ('™', 0x99),
        ('š', 0x9a),
        ('›', 0x9b),
        ('œ', 0x9c),
        ('ž', 0x9e),
        ('Ÿ', 0x9f),
    ];
    match u8::try_from(u32::from(c)) {
        Ok(byte) => Some(byte),
        Err(_) => WINDOWS.iter().find(|pair| pair.0 == c).map(|pair| pair.1),
    }
}

/// Letters in use here: Latin, those of India, and signs. A brand's `É®` is not a doubly encoded letter of these.
fn is_plausible(c: char) -> bool {
    matches!(u32::from(c), 0xa0..=0x17f | 0x900..=0xdff | 0x2010..=0x22ff | 0x1f300..=0x1faff)
}

/// Undoes the second encoding: takes the characters as bytes and reads these as UTF-8. `None` where nothing was encoded
/// twice.
fn decoded(text: &str) -> Option<String> {
    let letters: Vec<(char, Option<u8>)> = text.chars().map(|c| (c, latin(c))).collect();
    let (mut out, mut at, mut changed) = (String::with_capacity(text.len()), 0, false);
    while let Some((c, byte)) = letters.get(at) {
        let length = match byte {
            Some(0xc2..=0xdf) => 2,
            Some(0xe0..=0xef) => 3,
            Some(0xf0..=0xf4) => 4,
            Some(_) | None => 1,
        };
        let bytes: Option<Vec<u8>> = letters.get(at..at + length).and_then(|run| run.iter().map(|l| l.1).collect());
        let one = bytes.filter(|_| length > 1).and_then(|bytes| String::from_utf8(bytes).ok());
        match one.and_then(|text| text.chars().next()).filter(|c| is_plausible(*c)) {
            Some(meant) => {
                out.push(meant);
                at += length;
                changed = true;
            }
            None => {
                out.push(*c);
                at += 1;
            }
        }
    }
    changed.then_some(out)
}

/// Whether einv's print has no letter for it: emojis, dingbats, scripts from elsewhere. A test of the print's letters
/// compares this with the fonts.
pub(crate) fn is_box(c: char) -> bool {
    let has_letter = match u32::from(c) {
        // Latin and Greek, with marks and signs.
        0..=0x24f | 0x2b0..=0x3ff | 0x1e00..=0x1fff | 0x2000..=0x214f | 0xfb00..=0xfb04 | 0xfffd => true,
        // Devanagari; the other scripts of India, where their fonts are built in.
        0x900..=0x97f | 0x1cd0..=0x1cff | 0xa8e0..=0xa8ff => true,
        0x980..=0xd7f => cfg!(feature = "scripts"),
        // Arrows, mathematical signs, shapes.
        0x2190..=0x21ae | 0x21b0..=0x21e5 | 0x21f1 | 0x21f2 | 0x21f4..=0x22ff => true,
        0x25af | 0x25b3 | 0x25b7 | 0x25bd | 0x25c1 | 0x25ca | 0x25cc | 0x25fb => true,
        // Characters that choose a form or a direction, or join or begin a text, are not drawn.
        0x61c | 0x115f | 0x1160 | 0x17b4 | 0x17b5 | 0x180b..=0x180f | 0x3000 | 0x3164 | 0xffa0 => true,
        0xfe00..=0xfe0f | 0xfeff | 0xfff0..=0xfff8 | 0x1bca0..=0x1bca3 | 0x1d173..=0x1d17a => true,
        _ => false,
    };
    !has_letter
}

const BOXED: OfDocument = OfDocument {
    rule: Rule {
        id: "text.no_letter",
        path: "*",
        message: "the text \"{value}\" has the sign {sign}, which einv prints as a box",
        fix: "leave the sign out; the portal accepts it, but other programs may also print it as a box",
        source: "The fonts that come with einv: Latin, Greek, the scripts of India, mathematical signs",
        ..Rule::WARNING
    },
    check: boxed,
};

fn boxed(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    each(case, |text| {
        if let Some(sign) = (!text.ascii).then(|| text.text.chars().find(|c| is_box(*c))).flatten() {
            found.push(text.fault(rule).word("sign", sign));
        }
    });
}

pub(super) const RULES: &[OfDocument] = &[LOST, TWICE, BOXED];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubly_encoded_text_is_decoded_and_similar_text_is_left() {
        for (text, meant) in [("CafÃ© cups", "Café cups"), ("â‚¹ 100", "₹ 100"), ("à¤ªà¤µ", "पव"), ("20Â°C", "20°C")]
        {
            assert_eq!(decoded(text).as_deref(), Some(meant), "{text}");
        }
        for text in ["Café", "NESTLÉ® milk", "पुणे", "à la carte", "20 °C", "Señor Ñandú", "Ã", "₹ 100"]
        {
            assert_eq!(decoded(text), None, "{text}");
        }
        // Every text in a script of India that a program encodes again is found.
        for text in ["पवना ट्रेडर्स", "ಕಾವೇರಿ", "தமிழ்", "Müller"] {
            let doubled: String = text.bytes().map(char::from).collect();
            assert_eq!(decoded(&doubled).as_deref(), Some(text));
        }
    }
}
