//! What reading a bill changed, value by value, and where each stood in what was given.
//!
//! The words of [`Why`] are a closed list in three classes: *dress*, the same value written otherwise; *never* is not among
//! them, and is a finding; everything else is *meaning* and always listed. `docs/simple.md` is written from the list.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use std::borrow::Cow;
use std::sync::Arc;

/// Where a value stood in the input. Written as a finding's and a change's `at`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// In JSON: the pointer into the input.
    Json(String),
    /// In a table: rows count from 1 as a program shows them.
    Cell {
        /// The sheet; `None` in a text file.
        sheet: Option<Arc<str>>,
        /// The row, in a text file the record.
        row: u64,
        /// The line of the file, where that is not the record's number.
        line: Option<u64>,
        /// From 0: it is written as letters. `None`: the whole row.
        column: Option<u32>,
        /// What stands above the column.
        heading: Option<Arc<str>>,
        /// What stands in the cell.
        value: Option<String>,
    },
    /// In a file of Tally's.
    Record {
        /// The voucher, from 1.
        record: u64,
        /// Its number.
        number: Option<Arc<str>>,
        /// The tag.
        tag: Option<Arc<str>>,
    },
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        match self {
            Place::Json(path) => map.serialize_entry("path", path)?,
            Place::Cell { sheet, row, line, column, heading, value } => {
                map.serialize_entry("sheet", sheet.as_deref().unwrap_or_default())?;
                map.serialize_entry("row", row)?;
                if let Some(line) = line {
                    map.serialize_entry("line", line)?;
                }
                map.serialize_entry("column", &column.map(letters))?;
                map.serialize_entry("heading", &heading.as_deref())?;
                map.serialize_entry("value", value)?;
            }
            Place::Record { record, number, tag } => {
                map.serialize_entry("record", record)?;
                map.serialize_entry("number", &number.as_deref())?;
                map.serialize_entry("tag", &tag.as_deref())?;
            }
        }
        map.end()
    }
}

impl JsonSchema for Place {
    fn schema_name() -> Cow<'static, str> {
        "Place".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let text = |what: &str| json_schema!({"description": what, "type": ["string", "null"]});
        let number = |what: &str| json_schema!({"description": what, "type": "integer", "minimum": 1});
        json_schema!({
            "description": "Where a value stood in the input: a pointer into JSON, a cell of a table, or a tag of a Tally record.",
            "anyOf": [
                {
                    "type": "object",
                    "properties": {"path": {"description": "JSON pointer into the input.", "type": "string"}},
                    "required": ["path"],
                    "additionalProperties": false,
                },
                {
                    "type": "object",
                    "properties": {
                        "sheet": {"description": "The sheet; empty in a text file.", "type": "string"},
                        "row": number("The row, from 1; in a text file the record."),
                        "line": number("The line of the file, where it differs from the row."),
                        "column": text("The letters of the column; null for the whole row."),
                        "heading": text("The heading of the column."),
                        "value": text("The cell's content."),
                    },
                    "required": ["sheet", "row", "column", "heading", "value"],
                    "additionalProperties": false,
                },
                {
                    "type": "object",
                    "properties": {
                        "record": number("The voucher, from 1."),
                        "number": text("The voucher's number."),
                        "tag": text("The tag."),
                    },
                    "required": ["record", "number", "tag"],
                    "additionalProperties": false,
                },
            ],
        })
    }
}

/// The letters of a column: 0 is A, 25 Z, 26 AA.
pub fn letters(column: u32) -> String {
    let (mut letters, mut left) = (Vec::new(), u64::from(column) + 1);
    while left > 0 {
        left -= 1;
        letters.push(b'A' + (left % 26) as u8);
        left /= 26;
    }
    letters.iter().rev().map(|letter| char::from(*letter)).collect()
}

/// Whether a change concerns only how a value is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeClass {
    /// The same value, written otherwise: counted, and listed where that is asked for.
    Dress,
    /// A word that was read through a table, or a number another way.
    Read,
    /// A value that follows from others of the bill.
    Follows,
    /// A value taken from the seller's profile, a file of the caller's or the ledger's memory.
    Filled,
}

macro_rules! why {
    ($( $class:ident { $( $(#[doc = $doc:literal])* $name:ident = $word:literal; )* } )*) => {
        /// Why a value was changed.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum Why { $($( $(#[doc = $doc])* $name, )*)* }

        impl Why {
            /// All there are, by class.
            pub const ALL: &[Why] = &[$($( Why::$name, )*)*];

            /// The word in the answer.
            pub const fn word(self) -> &'static str {
                match self { $($( Why::$name => $word, )*)* }
            }

            /// What it means, in a sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $($( Why::$name => concat!($($doc),*).trim_ascii(), )*)* }
            }

            /// Its class.
            pub const fn class(self) -> ChangeClass {
                match self { $($( Why::$name => ChangeClass::$class, )*)* }
            }
        }
    };
}

why! {
    Dress {
        /// Blanks around the value, doubled or invisible ones in it, are gone.
        Trimmed = "trimmed";
        /// A code is written in the case of the portal's list.
        Case = "case";
        /// A GSTIN is written in capitals, without blanks and hyphens.
        GstinSpacing = "gstin_spacing";
        /// A number stood in quotes.
        NumberFromText = "number_from_text";
        /// A text stood as a bare number.
        TextFromNumber = "text_from_number";
        /// Currency signs, commas, brackets or Cr/Dr of an amount are gone.
        Money = "money";
        /// Digits of an Indian script are written 0 to 9.
        Digits = "digits";
        /// A day is written dd/MM/yyyy.
        DateShape = "date_shape";
        /// A yes or no is written Y or N.
        FlagWord = "flag_word";
        /// A key is written in the form's case.
        KeyCase = "key_case";
        /// A key is written by the form's name for it.
        KeyAlias = "key_alias";
        /// The bill lay inside another object or a list of one.
        Wrapper = "wrapper";
        /// An empty text, an empty block or a sign for nothing is left out.
        Blank = "blank";
        /// A null is left out.
        Null = "null";
    }
    Read {
        /// A word for a unit became the portal's code.
        UnitWord = "unit_word";
        /// A state's name or letters became its number.
        StateName = "state_name";
        /// A country's name became its two letters.
        CountryName = "country_name";
        /// A word for the kind of document became INV, CRN or DBN.
        TypeWord = "type_word";
        /// A word for the kind of supply became the portal's code.
        SupplyWord = "supply_word";
        /// A rate like 0.18 was read as 18 per cent.
        PercentFromFraction = "percent_from_fraction";
        /// A day was written as a spreadsheet counts days.
        ExcelDay = "excel_day";
        /// A zero that a number lost stands before the HSN code again.
        LeadingZero = "leading_zero";
        /// A price or quantity was written Tally's way, with its unit.
        TallyRate = "tally_rate";
        /// A character that the portal refuses is written otherwise.
        Character = "character";
        /// An address is split into its two lines, or its town and PIN are taken out.
        AddressSplit = "address_split";
        /// A description or remark is cut to the form's length.
        Shortened = "shortened";
        /// A telephone number or e-mail address that the form can't take is left out.
        ContactDropped = "contact_dropped";
    }
    Follows {
        /// The rate is the sum of the rates of CGST and SGST.
        RateSummed = "rate_summed";
        /// An amount of a credit note lost its minus.
        SignTurned = "sign_turned";
        /// A price or amount that includes tax is written without it.
        NetOfTax = "net_of_tax";
        /// A number with more places than the form takes is rounded.
        Rounded = "rounded";
        /// The discount follows from its percentage.
        DerivedDiscount = "derived_discount";
        /// The state is that of the GSTIN.
        DerivedState = "derived_state";
        /// The place of supply is the buyer's state.
        DerivedPlace = "derived_place";
        /// The buyer has no GSTIN.
        DerivedUrp = "derived_urp";
        /// The buyer is abroad: state 96, PIN 999999.
        DerivedAbroad = "derived_abroad";
        /// Goods or service follows from the HSN code.
        DerivedService = "derived_service";
        /// The day of a document referred to is that of the bill with its number.
        DerivedReference = "derived_reference";
    }
    Filled {
        /// It comes from the seller's profile.
        DefaultProfile = "default_profile";
        /// It comes from the defaults of the profile or the map.
        DefaultValue = "default_value";
        /// It comes from the preset.
        PresetDefault = "preset_default";
        /// It stands in an earlier row of the same bill.
        FilledDown = "filled_down";
        /// It comes from the file of parties.
        PartyFile = "party_file";
        /// It comes from what the ledger remembers of the taxpayer.
        PartyCache = "party_cache";
        /// It comes from the file of items.
        ItemFile = "item_file";
    }
}

impl Serialize for Why {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.word())
    }
}

impl JsonSchema for Why {
    fn schema_name() -> Cow<'static, str> {
        "Why".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let words: Vec<&str> = Why::ALL.iter().map(|why| why.word()).collect();
        json_schema!({"description": "Why a value was changed (docs/simple.md).", "type": "string", "enum": words})
    }
}

/// One value that comes out otherwise than it went in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub struct Change {
    /// JSON pointer into the invoice that comes out.
    pub path: String,
    /// The input's own text; none where there was nothing.
    pub from: Option<String>,
    /// What stands there now; none where it is left out.
    pub to: Option<String>,
    /// Why.
    pub why: Why,
    /// Where it stood; none where it stood nowhere.
    pub at: Option<Place>,
}

/// What was changed in a bill.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, JsonSchema)]
pub struct Changes {
    /// Those of meaning; and those of dress, where they are asked for.
    #[serde(rename = "changes")]
    pub list: Vec<Change>,
    /// How many are of dress.
    pub dressed: usize,
}

impl Changes {
    /// Whether nothing was changed.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty() && self.dressed == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_a_spreadsheet_does() {
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(letters(column), name);
        }
    }

    #[test]
    fn every_word_is_its_own_and_says_what_it_means() {
        let mut words: Vec<&str> = Why::ALL.iter().map(|why| why.word()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Why::ALL.len());
        assert!(Why::ALL.iter().all(|why| why.meaning().ends_with('.')));
    }
}
