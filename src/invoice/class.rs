//! The characters that a text may have.

use crate::gstin::Gstin;

/// The classes of text the form has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextClass {
    /// Anything but a double quote and a backslash.
    Free,
    /// A [`Gstin`].
    Gstin,
    /// A [`Gstin`], or `URP` for an unregistered person.
    GstinOrUrp,
    /// `^[a-zA-Z1-9][a-zA-Z0-9/-]*$`
    DocumentNumber,
    /// As [`TextClass::DocumentNumber`], with two characters or more.
    PrecedingNumber,
    /// `^[a-zA-Z0-9/-]+$`
    TransportNumber,
    /// `^[0-9]+$`
    Digits,
    /// One or two digits, not all zero.
    State,
    /// Four, six or eight digits, not all zero.
    Hsn,
    /// `^[a-zA-Z]+$`
    Letters,
    /// `^[A-Z]+$`
    CapitalLetters,
    /// `^[a-zA-Z0-9]+$`
    LettersAndDigits,
    /// `^[a-zA-Z0-9+_.-]+@[a-zA-Z0-9.-]+$`
    Email,
}

/// Why a text is not of its class.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Trouble {
    /// It has characters outside the class.
    Characters,
    /// Its characters are right, but it can't begin with the first.
    Begins,
    /// Its characters are right, but one alone is too few.
    OneCharacter,
    /// It has digits, but not the count of a code.
    Digits,
    /// Zeros alone.
    Zeros,
    /// Its characters are in the wrong order.
    Form,
}

const DIGIT: u8 = 1;
const CAPITAL: u8 = 2;
const SMALL: u8 = 4;
/// `/` and `-`, in document numbers.
const NUMBER_SIGN: u8 = 8;
/// `+ _ . -`, before the `@` of an e-mail address.
const USER_SIGN: u8 = 16;
/// `.` and `-`, after it.
const HOST_SIGN: u8 = 32;
const LETTER: u8 = CAPITAL | SMALL;

/// The groups of every byte: one look per character.
const GROUPS: [u8; 256] = {
    let mut groups = [0; 256];
    let mut c = 0;
    while c < 256 {
        let byte = c as u8;
        groups[c] = (if byte.is_ascii_digit() { DIGIT } else { 0 })
            | (if byte.is_ascii_uppercase() { CAPITAL } else { 0 })
            | (if byte.is_ascii_lowercase() { SMALL } else { 0 })
            | (if matches!(byte, b'/' | b'-') { NUMBER_SIGN } else { 0 })
            | (if matches!(byte, b'+' | b'_' | b'.' | b'-') { USER_SIGN } else { 0 })
            | (if matches!(byte, b'.' | b'-') { HOST_SIGN } else { 0 });
        c += 1;
    }
    groups
};

/// Whether every byte is of one of these groups.
fn all(text: &[u8], groups: u8) -> bool {
    text.iter().all(|&c| GROUPS[usize::from(c)] & groups != 0)
}

/// Whether eight bytes are digits, checked together. Only digits have an empty upper half once `0` is subtracted, also
/// after adding six.
fn eight_digits(bytes: [u8; 8]) -> bool {
    let values = u64::from_le_bytes(bytes) ^ 0x3030_3030_3030_3030;
    (values | values.wrapping_add(0x0606_0606_0606_0606)) & 0xf0f0_f0f0_f0f0_f0f0 == 0
}

impl TextClass {
    /// Whether a text is of the class. The field limits the length, except for codes of a fixed length.
    pub(crate) fn fits(self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let number = || bytes.first().is_some_and(|&c| c != b'0') && all(&bytes[..1], LETTER | DIGIT);
        let not_zero = || bytes.iter().any(|&c| c != b'0');
        match self {
            TextClass::Free => !bytes.iter().any(|c| matches!(c, b'"' | b'\\')),
            TextClass::Gstin => Gstin::parse(text).is_some(),
            TextClass::GstinOrUrp => Gstin::parse(text).is_some() || text == "URP",
            TextClass::DocumentNumber => number() && all(bytes, LETTER | DIGIT | NUMBER_SIGN),
            TextClass::PrecedingNumber => bytes.len() >= 2 && number() && all(bytes, LETTER | DIGIT | NUMBER_SIGN),
            TextClass::TransportNumber => all(bytes, LETTER | DIGIT | NUMBER_SIGN),
            TextClass::Digits => all(bytes, DIGIT),
            TextClass::State => all(bytes, DIGIT) && not_zero(),
            TextClass::Hsn => match bytes.first_chunk() {
                Some(eight) if bytes.len() == 8 => eight_digits(*eight) && not_zero(),
                Some(_) | None => matches!(bytes.len(), 4 | 6) && all(bytes, DIGIT) && not_zero(),
            },
            TextClass::Letters => all(bytes, LETTER),
            TextClass::CapitalLetters => all(bytes, CAPITAL),
            TextClass::LettersAndDigits => all(bytes, LETTER | DIGIT),
            TextClass::Email => is_email(bytes),
        }
    }

    /// Returns what is wrong with a text that doesn't fit.
    pub(super) fn trouble(self, text: &str) -> Trouble {
        let bytes = text.as_bytes();
        let of_it = match self {
            TextClass::DocumentNumber | TextClass::PrecedingNumber => LETTER | DIGIT | NUMBER_SIGN,
            TextClass::Gstin | TextClass::GstinOrUrp => CAPITAL | DIGIT,
            TextClass::State | TextClass::Hsn => DIGIT,
            TextClass::Email => {
                let known = |c: &u8| *c == b'@' || GROUPS[usize::from(*c)] & (LETTER | DIGIT | USER_SIGN) != 0;
                return if bytes.iter().all(known) { Trouble::Form } else { Trouble::Characters };
            }
            TextClass::Free
            | TextClass::TransportNumber
            | TextClass::Digits
            | TextClass::Letters
            | TextClass::CapitalLetters
            | TextClass::LettersAndDigits => 0,
        };
        match (self, bytes) {
            _ if !all(bytes, of_it) => Trouble::Characters,
            (TextClass::PrecedingNumber, [_]) => Trouble::OneCharacter,
            (TextClass::DocumentNumber | TextClass::PrecedingNumber, _) => Trouble::Begins,
            (TextClass::Hsn, _) if !matches!(bytes.len(), 4 | 6 | 8) => Trouble::Digits,
            (TextClass::Hsn | TextClass::State, _) => Trouble::Zeros,
            _ => Trouble::Form,
        }
    }

    /// Describes the class in words.
    pub(super) const fn words(self) -> &'static str {
        match self {
            TextClass::Free => "text without double quotes and backslashes",
            TextClass::Gstin => "a GSTIN: 2 digits, then 13 digits or capital letters",
            TextClass::GstinOrUrp => "a GSTIN (2 digits, then 13 digits or capital letters) or URP",
            TextClass::DocumentNumber => "letters, digits, / and -, not beginning with 0, / or -",
            TextClass::PrecedingNumber => "two or more letters, digits, / and -, not beginning with 0, / or -",
            TextClass::TransportNumber => "letters, digits, / and -",
            TextClass::Digits => "digits only",
            TextClass::State => "a state code of one or two digits",
            TextClass::Hsn => "4, 6 or 8 digits",
            TextClass::Letters => "letters A to Z only",
            TextClass::CapitalLetters => "capital letters only",
            TextClass::LettersAndDigits => "letters A to Z and digits only",
            TextClass::Email => "one e-mail address",
        }
    }
}

fn is_email(text: &[u8]) -> bool {
    let Some(at) = text.iter().position(|&c| c == b'@') else { return false };
    let (user, host) = (&text[..at], &text[at + 1..]);
    !user.is_empty()
        && !host.is_empty()
        && all(user, LETTER | DIGIT | USER_SIGN)
        && all(host, LETTER | DIGIT | HOST_SIGN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::irn::DocumentNumber;
    use proptest::prelude::*;

    #[test]
    fn each_class_takes_its_own_and_refuses_its_neighbours() {
        let table = [
            (TextClass::Free, "any ₹ text'", "a \"quoted\" text"),
            (TextClass::GstinOrUrp, "URP", "urp"),
            (TextClass::PrecedingNumber, "A1", "A"),
            (TextClass::TransportNumber, "/0-a", "a b"),
            (TextClass::Digits, "0123", "12a"),
            (TextClass::State, "07", "00"),
            (TextClass::Hsn, "482010", "48201"),
            (TextClass::Hsn, "9983", "0000"),
            (TextClass::Letters, "Nos", "N0S"),
            (TextClass::CapitalLetters, "IN", "In"),
            (TextClass::LettersAndDigits, "KA01ab", "KA-01"),
            (TextClass::Email, "a.b+c_d-e@x-y.example", "a@b@c"),
            (TextClass::Email, "a@b", "a_b"),
            (TextClass::Email, "A1@b", "@b"),
        ];
        for (class, good, bad) in table {
            assert!(class.fits(good), "{class:?} {good}");
            assert!(!class.fits(bad), "{class:?} {bad}");
        }
    }

    #[test]
    fn a_wrong_text_may_have_right_characters() {
        for (class, text, trouble) in [
            (TextClass::DocumentNumber, "0045", Trouble::Begins),
            (TextClass::DocumentNumber, "-45", Trouble::Begins),
            (TextClass::DocumentNumber, "/45", Trouble::Begins),
            (TextClass::DocumentNumber, "A_45", Trouble::Characters),
            (TextClass::DocumentNumber, "0_45", Trouble::Characters),
            (TextClass::PrecedingNumber, "007", Trouble::Begins),
            (TextClass::PrecedingNumber, "7", Trouble::OneCharacter),
            (TextClass::PrecedingNumber, "INV_1", Trouble::Characters),
            (TextClass::Hsn, "0000", Trouble::Zeros),
            (TextClass::Hsn, "48201", Trouble::Digits),
            (TextClass::Hsn, "48.20", Trouble::Characters),
            (TextClass::State, "00", Trouble::Zeros),
            (TextClass::State, "KA", Trouble::Characters),
            (TextClass::Gstin, "AABCU9603R1ZJ29", Trouble::Form),
            (TextClass::Gstin, "29aabcu9603r1zj", Trouble::Characters),
            (TextClass::Email, "a@b@c", Trouble::Form),
            (TextClass::Email, "a b@c", Trouble::Characters),
            (TextClass::Free, "1/2\"", Trouble::Characters),
        ] {
            assert!(!class.fits(text), "{class:?} {text}");
            assert_eq!(class.trouble(text), trouble, "{class:?} {text}");
        }
    }

    proptest! {
        #[test]
        fn the_classes_agree_with_the_types(text in "[0-9]{1,3}[0-9A-Za-z/é-]{0,15}") {
            prop_assert_eq!(TextClass::Gstin.fits(&text), Gstin::parse(&text).is_some());
            let number = text.chars().count() <= 16 && TextClass::DocumentNumber.fits(&text);
            prop_assert_eq!(number, DocumentNumber::parse(&text).is_some());
        }
    }
}
