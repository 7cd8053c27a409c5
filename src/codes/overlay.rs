//! A renewed list laid over the built-in ones: rows that add a code, end one, or correct it.
//!
//! The files have the columns of `data/codes`. A column left out and an empty cell keep the built-in value; `-` empties
//! it. A mistake is reported with file and line, and then nothing of the list is used.

use super::pins::PinPlace;
use super::rates::{self, Rate};
use super::{AtPortal, ListRow, Lists, NamedCode, RowOrigin};
use crate::calendar::Day;
use crate::error::{Error, ErrorKind, Result};
use crate::money::Amount;
use csv::StringRecord;
use std::collections::BTreeMap;

/// The lists of named codes that can be renewed. States and vehicle numbers can't, because rules depend on them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum RenewableList {
    Countries,
    Currencies,
    Hsn,
    Ports,
    TransportModes,
    Units,
    VehicleTypes,
}

impl RenewableList {
    const ALL: [RenewableList; 7] = [
        RenewableList::Countries,
        RenewableList::Currencies,
        RenewableList::Hsn,
        RenewableList::Ports,
        RenewableList::TransportModes,
        RenewableList::Units,
        RenewableList::VehicleTypes,
    ];

    /// The list's name, which is also its file's.
    pub const fn name(self) -> &'static str {
        match self {
            RenewableList::Countries => "countries",
            RenewableList::Currencies => "currencies",
            RenewableList::Hsn => "hsn",
            RenewableList::Ports => "ports",
            RenewableList::TransportModes => "transport_modes",
            RenewableList::Units => "units",
            RenewableList::VehicleTypes => "vehicle_types",
        }
    }

    pub fn parse(name: &str) -> Option<RenewableList> {
        RenewableList::ALL.into_iter().find(|list| list.name() == name)
    }

    /// What its codes look like, and whether a text looks so.
    fn fits(self, code: &str) -> Result<(), &'static str> {
        let letters = |n: usize| code.len() == n && code.bytes().all(|c| c.is_ascii_uppercase());
        let (fits, shape) = match self {
            RenewableList::Countries => (letters(2), "two capital letters"),
            RenewableList::Currencies => (letters(3), "three capital letters"),
            RenewableList::Hsn => {
                (matches!(code.len(), 4 | 6 | 8) && code.bytes().all(|c| c.is_ascii_digit()), "4, 6 or 8 digits")
            }
            RenewableList::Ports => (
                code.len() == 6 && code.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()),
                "six capital letters or digits",
            ),
            RenewableList::TransportModes => (code.len() == 1 && code.bytes().all(|c| c.is_ascii_digit()), "one digit"),
            RenewableList::Units => (letters(3), "three capital letters"),
            RenewableList::VehicleTypes => (letters(1), "one capital letter"),
        };
        if fits { Ok(()) } else { Err(shape) }
    }
}

/// A row of a renewed list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RenewedRow {
    pub name: String,
    also: String,
    pub from: Option<Day>,
    pub to: Option<Day>,
    pub portal: AtPortal,
    pub source: String,
}

impl RenewedRow {
    pub fn as_code<'l>(&'l self, code: &'l str) -> NamedCode<'l> {
        NamedCode {
            code,
            name: &self.name,
            also: &self.also,
            from: self.from,
            to: self.to,
            portal: self.portal,
            source: &self.source,
        }
    }

    /// The built-in row, which the renewed one starts from.
    fn built_in(list: RenewableList, code: &str) -> Option<RenewedRow> {
        let lists = Lists::default();
        let plain = match list {
            RenewableList::Countries => lists.countries(),
            RenewableList::Currencies => lists.currencies(),
            RenewableList::Ports => lists.ports(),
            RenewableList::TransportModes => lists.modes(),
            RenewableList::Units => lists.units(),
            RenewableList::VehicleTypes => lists.vehicle_types(),
            RenewableList::Hsn => {
                let row = lists.hsn().row(code)?;
                return Some(RenewedRow {
                    name: row.name.into_owned(),
                    also: String::new(),
                    from: row.from,
                    to: row.to,
                    portal: row.portal.unwrap_or(AtPortal::Listed),
                    source: row.source.map(|s| s.into_owned()).unwrap_or_default(),
                });
            }
        };
        let row = plain.find(code)?;
        Some(RenewedRow {
            name: row.name.to_owned(),
            also: row.also.to_owned(),
            from: row.from,
            to: row.to,
            portal: row.portal,
            source: row.source.to_owned(),
        })
    }
}

/// PIN codes, or their first three digits, of a renewed list.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Pins {
    from: u32,
    to: u32,
    /// `None`: not judged.
    states: Option<(Vec<u8>, Vec<u8>)>,
}

/// The renewed rows over the built-in lists.
#[derive(Clone, Debug)]
pub(crate) struct Overlay {
    /// The day it was made.
    pub day: Day,
    /// Who made it.
    pub source: String,
    /// The number of rows in each file, by the file's name.
    pub rows: BTreeMap<&'static str, usize>,
    plain: BTreeMap<RenewableList, BTreeMap<String, RenewedRow>>,
    pins: Vec<Pins>,
    /// All rates, where any was renewed.
    rates: Vec<Rate>,
    renewed_rates: Vec<Amount>,
}

/// A list of more rows can't be a master list.
const MOST_ROWS: usize = 100_000;

impl Overlay {
    /// Reads the files of a renewed list, each with its name. `about.csv` must be among them.
    pub fn read(files: &[(String, String)]) -> Result<Overlay> {
        let mut overlay = Overlay {
            day: super::day(2017, 7, 1),
            source: String::new(),
            rows: BTreeMap::new(),
            plain: BTreeMap::new(),
            pins: Vec::new(),
            rates: Vec::new(),
            renewed_rates: Vec::new(),
        };
        let about = files.iter().find(|(name, _)| name == "about.csv").ok_or_else(|| {
            wrong("about.csv is missing").fix("add it, with the columns day and source: 2027-01-15,our price list team")
        })?;
        overlay.about(&about.1)?;
        for (file, text) in files.iter().filter(|(name, _)| name != "about.csv") {
            let name = file.strip_suffix(".csv").unwrap_or(file);
            match (RenewableList::parse(name), name) {
                (Some(list), _) => overlay.codes(list, file, text)?,
                (None, "pins") => overlay.read_pins(text)?,
                (None, "rates") => overlay.read_rates(text)?,
                (None, _) => {
                    let names: Vec<&str> =
                        RenewableList::ALL.iter().map(|list| list.name()).chain(["pins", "rates"]).collect();
                    return Err(wrong(format!("{file} is not a list that can be renewed"))
                        .fix(format!("name the file after its list: {}, with .csv", names.join(", "))));
                }
            }
        }
        Ok(overlay)
    }

    fn about(&mut self, text: &str) -> Result<()> {
        let table = RenewedTable::read("about.csv", text, &["day", "source"], "day")?;
        let [row] = &table.rows[..] else {
            return Err(wrong("about.csv must have one row: the day of the lists, and who made them"));
        };
        self.day = table.cell(row, "day").parse_day(&table, row)?.ok_or_else(|| table.fault(row, "day is empty"))?;
        table.cell(row, "source").0.clone_into(&mut self.source);
        Ok(())
    }

    fn codes(&mut self, list: RenewableList, file: &str, text: &str) -> Result<()> {
        let columns = ["code", "name", "also", "from", "until", "portal", "source"];
        let table = RenewedTable::read(file, text, &columns, "code")?;
        let mut rows = BTreeMap::new();
        for row in &table.rows {
            let code = table.cell(row, "code").0;
            list.fits(code).map_err(|shape| table.fault(row, format!("\"{code}\" is not {shape}")))?;
            let built_in = RenewedRow::built_in(list, code);
            let own = own(&table, row, built_in)?;
            if rows.insert(code.to_owned(), own).is_some() {
                return Err(table.fault(row, format!("{code} comes twice")));
            }
        }
        self.rows.insert(list.name(), rows.len());
        self.plain.insert(list, rows);
        Ok(())
    }

    fn read_pins(&mut self, text: &str) -> Result<()> {
        let table = RenewedTable::read("pins.csv", text, &["from", "to", "states", "also"], "from")?;
        for row in &table.rows {
            let (from, to) = (table.cell(row, "from").0, table.cell(row, "to").0);
            let to = if to.is_empty() { from } else { to };
            let digits = |text: &str| matches!(text.len(), 3 | 6) && text.bytes().all(|c| c.is_ascii_digit());
            if !digits(from) || !digits(to) || from.len() != to.len() || from > to {
                return Err(table.fault(
                    row,
                    format!("{from} to {to} is not a range of PIN codes, or of their first three digits"),
                ));
            }
            let states = |column: &str| -> Result<Vec<u8>> {
                let each = table.cell(row, column).0.split_whitespace().map(|code| {
                    super::states::find(code)
                        .map(|state| state.number)
                        .ok_or_else(|| table.fault(row, format!("{code} is not the code of a state")))
                });
                each.collect()
            };
            let states = match table.cell(row, "also").0 {
                "any" => None,
                _ => Some((states("states")?, states("also")?)),
            };
            if states.as_ref().is_some_and(|(states, _)| states.is_empty()) {
                return Err(table.fault(row, "states is empty"));
            }
            self.pins.push(Pins { from: from.parse().unwrap_or(0), to: to.parse().unwrap_or(0), states });
        }
        self.rows.insert("pins", self.pins.len());
        Ok(())
    }

    fn read_rates(&mut self, text: &str) -> Result<()> {
        let columns = ["rate", "law_from", "law_until", "portal_from", "portal_until"];
        let table = RenewedTable::read("rates.csv", text, &columns, "rate")?;
        self.rates = rates::RATES.to_vec();
        for row in &table.rows {
            let text = table.cell(row, "rate").0;
            let rate = Amount::parse(text).ok().filter(|rate| (0..=100_000).contains(&rate.thousandths()));
            let rate = rate.ok_or_else(|| table.fault(row, format!("\"{text}\" is not a rate in percent")))?;
            if self.renewed_rates.contains(&rate) {
                return Err(table.fault(row, format!("{text} comes twice")));
            }
            let base = rates::find(rate).copied().unwrap_or(Rate::new(rate));
            let day = |column: &str, base| table.cell(row, column).day_over(&table, row, base);
            let own = Rate {
                law_from: day("law_from", base.law_from)?,
                law_to: day("law_until", base.law_to)?,
                portal_from: day("portal_from", base.portal_from)?,
                portal_to: day("portal_until", base.portal_to)?,
                ..base
            };
            self.rates.retain(|other| other.rate != rate);
            self.rates.push(own);
            self.renewed_rates.push(rate);
        }
        self.rates.sort_by_key(|row| row.rate);
        self.rows.insert("rates", self.renewed_rates.len());
        Ok(())
    }

    pub fn plain(&self, list: RenewableList) -> Option<&BTreeMap<String, RenewedRow>> {
        self.plain.get(&list)
    }

    /// The row of a whole PIN.
    pub fn pin(&self, pin: u32) -> Option<PinPlace<'_>> {
        self.find(pin)
    }

    /// The row of a PIN's first three digits.
    pub fn prefix(&self, pin: u32) -> Option<PinPlace<'_>> {
        self.find(pin / 1000)
    }

    /// Three digits and six are numbers of different size, so each finds only rows of its kind.
    fn find(&self, number: u32) -> Option<PinPlace<'_>> {
        let row = self.pins.iter().rev().find(|row| (row.from..=row.to).contains(&number))?;
        Some(match &row.states {
            Some((states, also)) => PinPlace::Of { states, also },
            None => PinPlace::Unjudged,
        })
    }

    pub fn pin_rows(&self) -> impl Iterator<Item = ListRow<'static>> {
        self.pins.iter().map(|row| {
            let place = match &row.states {
                Some((states, also)) => PinPlace::Of { states, also },
                None => PinPlace::Unjudged,
            };
            ListRow { origin: RowOrigin::Overlay, ..super::pins::row(row.from, row.to, place) }
        })
    }

    /// All rates; empty where none was renewed.
    pub fn rates(&self) -> &[Rate] {
        &self.rates
    }

    pub fn has_rate(&self, rate: Amount) -> bool {
        self.renewed_rates.contains(&rate)
    }
}

/// A renewed row over the built-in one, where there is one.
fn own(table: &RenewedTable<'_>, row: &StringRecord, base: Option<RenewedRow>) -> Result<RenewedRow> {
    let text = |column: &str, base: Option<&str>| match table.cell(row, column).0 {
        "" => base.unwrap_or_default().to_owned(),
        "-" => String::new(),
        text => text.to_owned(),
    };
    let day = |column: &str, base| table.cell(row, column).day_over(table, row, base);
    let own = RenewedRow {
        name: text("name", base.as_ref().map(|b| b.name.as_str())),
        also: text("also", base.as_ref().map(|b| b.also.as_str())),
        from: day("from", base.as_ref().and_then(|b| b.from))?,
        to: day("until", base.as_ref().and_then(|b| b.to))?,
        portal: match table.cell(row, "portal").0 {
            "" => base.as_ref().map_or(AtPortal::Listed, |b| b.portal),
            "listed" => AtPortal::Listed,
            "unknown" => AtPortal::Unknown,
            "refused" => AtPortal::Refused,
            other => {
                return Err(table.fault(row, format!("portal \"{other}\" is not one of listed, unknown and refused")));
            }
        },
        source: text("source", base.as_ref().map(|b| b.source.as_str())),
    };
    if own.name.is_empty() {
        return Err(table.fault(row, "a new code needs a name"));
    }
    match (own.from, own.to) {
        (Some(from), Some(to)) if from > to => {
            Err(table.fault(row, format!("it ends {} before it begins {}", to.iso(), from.iso())))
        }
        _ => Ok(own),
    }
}

fn wrong(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Config, message).at("/lists")
}

/// A cell without the blanks around it.
struct TrimmedCell<'t>(&'t str);

impl TrimmedCell<'_> {
    fn parse_day(&self, table: &RenewedTable<'_>, row: &StringRecord) -> Result<Option<Day>> {
        let text = self.0;
        if text.is_empty() {
            return Ok(None);
        }
        // The parser also accepts the form's dd/MM/yyyy, but a list is written in one way.
        let day = Day::parse(text).filter(|_| !text.contains('/'));
        day.map(Some).ok_or_else(|| table.fault(row, format!("\"{text}\" is not a day in the form yyyy-MM-dd")))
    }

    /// The renewed day over the built-in one; `-` removes it.
    fn day_over(&self, table: &RenewedTable<'_>, row: &StringRecord, base: Option<Day>) -> Result<Option<Day>> {
        match self.0 {
            "" => Ok(base),
            "-" => Ok(None),
            _ => self.parse_day(table, row),
        }
    }
}

/// A file of a renewed list.
struct RenewedTable<'f> {
    file: &'f str,
    columns: Vec<String>,
    rows: Vec<StringRecord>,
}

impl<'f> RenewedTable<'f> {
    /// Columns may come in any order. All but the `first` may be left out.
    fn read(file: &'f str, text: &str, columns: &[&str], first: &str) -> Result<RenewedTable<'f>> {
        // A spreadsheet puts a mark before its UTF-8.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let bad = |e: csv::Error| {
            let line = e.position().map_or(1, csv::Position::line);
            let why = match e.kind() {
                csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                    format!("{len} cells where the first line has {expected_len}")
                }
                _ => "it is not CSV".to_owned(),
            };
            wrong(format!("{file}:{line}: {why}"))
        };
        let header: Vec<String> = reader.headers().map_err(bad)?.iter().map(|c| c.trim().to_owned()).collect();
        if let Some(stranger) = header.iter().find(|c| !columns.contains(&c.as_str())) {
            return Err(wrong(format!("{file}:1: no column is called \"{stranger}\""))
                .fix(format!("the columns are {}", columns.join(", "))));
        }
        if !header.iter().any(|column| column == first) {
            return Err(wrong(format!("{file}:1: the column {first} is missing"))
                .fix(format!("the columns are {}", columns.join(", "))));
        }
        let rows: Vec<StringRecord> = reader.records().take(MOST_ROWS + 1).collect::<Result<_, _>>().map_err(bad)?;
        if rows.len() > MOST_ROWS {
            return Err(wrong(format!("{file} has more than {MOST_ROWS} rows")));
        }
        Ok(RenewedTable { file, columns: header, rows })
    }

    /// A cell by its column; empty where the column is left out.
    fn cell<'r>(&self, row: &'r StringRecord, column: &str) -> TrimmedCell<'r> {
        let at = self.columns.iter().position(|own| own == column);
        TrimmedCell(at.and_then(|at| row.get(at)).unwrap_or_default().trim())
    }

    fn fault(&self, row: &StringRecord, what: impl std::fmt::Display) -> Error {
        let line = row.position().map_or(0, csv::Position::line);
        wrong(format!("{}:{line}: {what}", self.file))
            .fix("correct that line; nothing of these lists is used until then")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::{CodeStanding, OpenList};

    fn read(files: &[(&str, &str)]) -> Result<Overlay> {
        let files: Vec<(String, String)> =
            files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        Overlay::read(&files)
    }

    const ABOUT: (&str, &str) = ("about.csv", "day,source\n2027-01-15,Test\n");

    fn on(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn rows_add_end_and_correct_codes_and_keep_the_other_columns() {
        let lists = Lists::with(
            read(&[
                ABOUT,
                ("hsn.csv", "code,name,until,portal\n12345678,New goods,,\n48201090,,2027-01-31,\n85371010,,,listed\n"),
                ("ports.csv", "code,name\nINXYZ1,New port\n"),
                ("pins.csv", "from,states\n110001,07 09\n199,01\n"),
                ("rates.csv", "rate,portal_from\n3.5,2027-01-01\n18,\n"),
            ])
            .unwrap(),
        );
        assert_eq!(lists.day(), on("2027-01-15"));
        let hsn = |code: &str, day: &str| lists.standing(OpenList::Hsn, code, on(day));
        assert_eq!(hsn("12345678", "2027-01-01"), CodeStanding::Good);
        assert_eq!(hsn("48201090", "2027-01-31"), CodeStanding::Good);
        assert_eq!(hsn("48201090", "2027-02-01"), CodeStanding::Ended(on("2027-01-31")));
        assert_eq!(hsn("85371010", "2027-02-01"), CodeStanding::Good);
        assert_eq!(hsn("87654321", "2027-02-01"), CodeStanding::Missing);
        assert_eq!(lists.hsn().row("85371010").unwrap().name, Lists::default().hsn().row("85371010").unwrap().name);
        assert_eq!(lists.standing(OpenList::Port, "INXYZ1", on("2027-02-01")), CodeStanding::Good);
        assert_eq!(lists.pin(110_001), PinPlace::Of { states: &[7, 9], also: &[] });
        assert_eq!(lists.pin(199_123), PinPlace::Of { states: &[1], also: &[] });
        let built_in = Lists::default();
        assert_eq!(lists.pin(560_001), built_in.pin(560_001));
        let rate =
            |text: &str| lists.rate(Amount::parse(text).unwrap()).is_some_and(|r| r.portal_takes(on("2027-01-02")));
        assert!(rate("3.5") && rate("18") && rate("40") && !rate("9"));
        assert!(Lists::default().rate(Amount::parse("3.5").unwrap()).is_none(), "another engine's lists are its own");
        let near = lists.hsn().nearest("48201091", on("2027-02-01"));
        assert!(!near.is_empty() && !near.contains(&"48201090".to_owned()), "{near:?}");
    }

    #[test]
    fn a_mistake_is_reported_with_file_and_line() {
        for (file, text, expected) in [
            ("hsn.csv", "code,name\n12345678,A\n1234567,B\n", "hsn.csv:3: \"1234567\" is not 4, 6 or 8 digits"),
            ("hsn.csv", "code,name\n12345678,\n", "hsn.csv:2: a new code needs a name"),
            ("hsn.csv", "code,nom\n", "hsn.csv:1: no column is called \"nom\""),
            ("hsn.csv", "name\n", "hsn.csv:1: the column code is missing"),
            ("hsn.csv", "code,name\n12345678,A\n12345678,B\n", "hsn.csv:3: 12345678 comes twice"),
            ("hsn.csv", "code,name\n12345678\n", "hsn.csv:2: 1 cells where the first line has 2"),
            (
                "hsn.csv",
                "code,until\n48201090,31/01/2027\n",
                "hsn.csv:2: \"31/01/2027\" is not a day in the form yyyy-MM-dd",
            ),
            ("hsn.csv", "code,portal\n48201090,perhaps\n", "hsn.csv:2: portal \"perhaps\""),
            ("hsn.csv", "code,from,until\n48201090,2027-02-01,2027-01-01\n", "hsn.csv:2: it ends"),
            ("ports.csv", "code,name\ninmaa1,A\n", "ports.csv:2:"),
            ("pins.csv", "from,to,states\n110002,110001,07\n", "pins.csv:2:"),
            ("pins.csv", "from,states\n110001,77\n", "pins.csv:2: 77 is not the code of a state"),
            ("rates.csv", "rate\nabc\n", "rates.csv:2:"),
            ("colours.csv", "code\n", "colours.csv is not a list"),
            ("states.csv", "code\n", "states.csv is not a list"),
        ] {
            let error = read(&[ABOUT, (file, text)]).unwrap_err();
            assert!(error.message.starts_with(expected), "{}", error.message);
            assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Config, Some("/lists")));
        }
        assert!(read(&[("hsn.csv", "code\n")]).unwrap_err().message.starts_with("about.csv is missing"));
        assert!(read(&[("about.csv", "day,source\nsoon,me\n")]).unwrap_err().message.starts_with("about.csv:2:"));
    }
}
