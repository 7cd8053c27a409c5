//! The parts of the form's table: fields, kinds, and the search of a field by its name.

use super::class::TextClass;
use crate::money::Amount;

/// One field of the form.
#[derive(Clone, Copy, Debug)]
pub struct FormField {
    /// Its name in the JSON.
    pub key: &'static str,
    /// Whether it is required.
    pub need: FieldNeed,
    /// The values it may hold.
    pub kind: FieldKind,
    /// Its item number in FORM GST INV-01 (Notification 60/2020-CT).
    pub form: &'static str,
    /// The portal's code for a bad value.
    pub code: &'static str,
    /// Its name for people.
    pub name: &'static str,
}

/// Whether a field is required once its block is present.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FieldNeed {
    /// A document without it is refused.
    Must,
    /// It may be left out.
    May,
}

/// The values a field may hold. All bounds are included.
#[derive(Clone, Copy, Debug)]
pub enum FieldKind {
    /// A text.
    Text {
        /// At least this many characters.
        min: usize,
        /// At most this many characters.
        max: usize,
        /// The class of the characters.
        class: TextClass,
    },
    /// One of a few codes.
    Choice {
        /// The codes.
        of: &'static [&'static str],
        /// Whether the portal accepts them in either case.
        any_case: bool,
    },
    /// A day, `dd/MM/yyyy`.
    Date {
        /// First year.
        from: i32,
        /// Last year.
        to: i32,
    },
    /// A JSON number.
    Number {
        /// The smallest value.
        min: Amount,
        /// The largest value.
        max: Amount,
        /// At most this many decimal places.
        places: u8,
    },
    /// A JSON object with these fields.
    Block(&'static [FormField]),
    /// An array of JSON objects.
    List {
        /// The fields of each.
        of: &'static [FormField],
        /// At least this many objects.
        min: usize,
        /// At most this many objects; `usize::MAX` where the form sets no limit.
        max: usize,
    },
}

/// The reader's view of a block.
#[derive(Debug)]
pub struct BlockTable {
    pub fields: &'static [FormField],
    /// Their names as JSON writes them.
    pub names: Names,
    /// The required fields, a bit each.
    pub required: u32,
}

impl BlockTable {
    pub(super) const fn new(fields: &'static [FormField]) -> BlockTable {
        BlockTable { fields, names: names(fields), required: required(fields) }
    }
}

/// The names of a block's fields as JSON writes them. After the last come names that match nothing.
pub type Names = [Quoted; MOST_FIELDS];

/// More fields than any block has.
pub const MOST_FIELDS: usize = 32;

const fn names(fields: &[FormField]) -> Names {
    assert!(fields.len() < MOST_FIELDS, "a block of more fields");
    let mut names = [Quoted::NEVER; MOST_FIELDS];
    let mut index = 0;
    while index < fields.len() {
        names[index] = Quoted::new(fields[index].key);
        index += 1;
    }
    names
}

const fn required(fields: &[FormField]) -> u32 {
    let (mut bits, mut index) = (0, 0);
    while index < fields.len() {
        if matches!(fields[index].need, FieldNeed::Must) {
            bits |= 1 << index;
        }
        index += 1;
    }
    bits
}

/// `"Key":` as two words of eight bytes, so that an expected name is compared in two steps instead of byte by byte. One
/// name is longer; it is never recognised this way, and is looked up.
#[derive(Clone, Copy, Debug)]
pub struct Quoted {
    words: [u64; 2],
    masks: [u64; 2],
    pub length: usize,
}

impl Quoted {
    /// The number of bytes that [`Quoted::begins`] reads.
    pub const ROOM: usize = 16;

    /// Sixteen bytes of 0xFF, which no UTF-8 has. (NULs would not do: they are not JSON, but the comparison comes
    /// before that is known.)
    const NEVER: Quoted = Quoted { words: [u64::MAX; 2], masks: [u64::MAX; 2], length: 0 };

    pub const fn new(key: &str) -> Quoted {
        let length = key.len() + 3;
        if length > Quoted::ROOM {
            return Quoted::NEVER;
        }
        let (mut bytes, mut used) = ([0; Quoted::ROOM], [0; Quoted::ROOM]);
        let mut at = 0;
        while at < length {
            bytes[at] = match at {
                0 => b'"',
                _ if at == length - 1 => b':',
                _ if at == length - 2 => b'"',
                _ => key.as_bytes()[at - 1],
            };
            used[at] = 0xff;
            at += 1;
        }
        Quoted { words: words(&bytes), masks: words(&used), length }
    }

    /// Whether the text begins with this name, its quotes and its colon.
    #[inline]
    pub fn begins(&self, text: &[u8; Quoted::ROOM]) -> bool {
        let [a, b] = words(text);
        ((a ^ self.words[0]) & self.masks[0]) | ((b ^ self.words[1]) & self.masks[1]) == 0
    }
}

#[inline]
const fn words(bytes: &[u8; Quoted::ROOM]) -> [u64; 2] {
    [load(bytes, 0), load(bytes, 8)]
}

/// Eight bytes of a text from `at`; they must exist.
#[inline]
const fn load(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes([
        bytes[at],
        bytes[at + 1],
        bytes[at + 2],
        bytes[at + 3],
        bytes[at + 4],
        bytes[at + 5],
        bytes[at + 6],
        bytes[at + 7],
    ])
}

impl FormField {
    /// Describes the values of a field in words.
    pub(super) fn wanted(&self) -> String {
        match self.kind {
            FieldKind::Text { min, max, class } if min == max => format!("{}, {min} characters", class.words()),
            FieldKind::Text { min, max, class } => format!("{}, {min} to {max} characters", class.words()),
            FieldKind::Choice { of, .. } => format!("one of {}", of.join(", ")),
            FieldKind::Date { from, to } => format!("dd/MM/yyyy, a real day of the years {from} to {to}"),
            FieldKind::Number { min, max, places: 0 } => format!("from {min} to {max}, whole"),
            FieldKind::Number { min, max, places } => format!("from {min} to {max}, at most {places} decimal places"),
            FieldKind::Block(_) => "an object".to_owned(),
            FieldKind::List { .. } => "a list".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invoice::form::INVOICE;

    fn blocks(fields: &'static [FormField], found: &mut Vec<&'static [FormField]>) {
        found.push(fields);
        for field in fields {
            if let FieldKind::Block(of) | FieldKind::List { of, .. } = field.kind {
                blocks(of, found);
            }
        }
    }

    #[test]
    fn a_name_in_any_case_is_of_one_field_of_its_block() {
        let mut all = Vec::new();
        blocks(INVOICE, &mut all);
        for fields in &all {
            let names: std::collections::BTreeSet<String> = fields.iter().map(|f| f.key.to_lowercase()).collect();
            assert_eq!(names.len(), fields.len(), "{names:?}");
            assert!(fields.len() < MOST_FIELDS, "{names:?}");
        }
        assert_eq!((all.len(), all.iter().map(|fields| fields.len()).sum::<usize>()), (19, 150));
    }

    #[test]
    fn a_name_is_recognised_only_with_its_quotes_and_colon() {
        let quoted = Quoted::new("Gstin");
        let begins = |text: &str| quoted.begins(format!("{text:<16}").as_bytes().first_chunk().unwrap());
        assert!(begins("\"Gstin\":") && begins("\"Gstin\":\"29AABCU"));
        for other in ["\"Gstin\" :", "\"Gstim\":", "\"GSTIN\":", "\"Gstin2\":", "\"Gsti\":", "Gstin", ""] {
            assert!(!begins(other), "{other}");
        }
    }
}
