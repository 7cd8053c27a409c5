//! Spreadsheets: XLSX and XLSB cell by cell, XLS and ODS held whole.

use super::cell::{Cell, TableRecord};
use super::limits;
use super::source::{Bytewise, TableSource, length, unreadable};
use super::text::Take;
use crate::calendar::{Day, IstTime};
use crate::error::{Error, ErrorKind, Result};
use calamine::{Data, DataRef, Ods, Reader, SheetType, SheetVisible, Xls, Xlsb, Xlsx, XlsxCellReader};
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

type Bytes = Box<dyn Bytewise>;

/// A workbook.
pub struct Workbook {
    book: WorkbookFile,
    name: String,
    /// Its sheets, those that are hidden last.
    pub sheets: Vec<WorkbookSheet>,
}

/// A sheet.
#[derive(Clone, Debug)]
pub struct WorkbookSheet {
    /// Its name.
    pub name: String,
    /// Whether it is shown.
    pub visible: bool,
}

enum WorkbookFile {
    Xlsx(Box<Xlsx<Bytes>>),
    Xlsb(Box<Xlsb<Bytes>>),
    Xls(Box<Xls<Bytes>>),
    Ods(Box<Ods<Bytes>>),
}

impl Workbook {
    /// Opens a workbook. Nothing in it is executed, and no link is followed.
    pub fn open(source: &TableSource) -> Result<Workbook> {
        let mut bytes = source.open()?;
        let book = guarded(&source.name, || {
            if is_compound(&mut bytes, source)? {
                return open_xls(bytes, &source.name);
            }
            let names = unpacked(&mut bytes, source)?;
            let has = |name: &str| names.iter().any(|own| own == name);
            match () {
                () if has("xl/workbook.xml") => {
                    Ok(WorkbookFile::Xlsx(Box::new(Xlsx::new(bytes).map_err(|e| wrong(&source.name, &e))?)))
                }
                () if has("xl/workbook.bin") => {
                    Ok(WorkbookFile::Xlsb(Box::new(Xlsb::new(bytes).map_err(|e| wrong(&source.name, &e))?)))
                }
                () if has("content.xml") => match Ods::new(bytes) {
                    Ok(book) => Ok(WorkbookFile::Ods(Box::new(book))),
                    Err(calamine::OdsError::Password) => Err(locked(&source.name)),
                    Err(e) => Err(wrong(&source.name, &e)),
                },
                () if names.iter().any(|name| name.ends_with("workbook.xml")) => {
                    Ok(WorkbookFile::Xlsx(Box::new(Xlsx::new(bytes).map_err(|e| wrong(&source.name, &e))?)))
                }
                () => Err(Error::new(ErrorKind::Arg, format!("{} is a ZIP and no workbook", source.name))
                    .fix("unpack it, and give the table in it")),
            }
        })?;
        let about = match &book {
            WorkbookFile::Xlsx(book) => book.sheets_metadata(),
            WorkbookFile::Xlsb(book) => book.sheets_metadata(),
            WorkbookFile::Xls(book) => book.sheets_metadata(),
            WorkbookFile::Ods(book) => book.sheets_metadata(),
        };
        let sheets = about.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let sheets: Vec<WorkbookSheet> = sheets
            .map(|sheet| WorkbookSheet { name: sheet.name.clone(), visible: sheet.visible == SheetVisible::Visible })
            .collect();
        if sheets.is_empty() {
            return Err(Error::new(ErrorKind::Unsupported, format!("{} has no sheet with cells", source.name))
                .fix("save the table as a sheet"));
        }
        Ok(Workbook { book, name: source.name.clone(), sheets })
    }

    /// What the program calls it.
    pub fn kind(&self) -> &'static str {
        match self.book {
            WorkbookFile::Xlsx(_) => "xlsx",
            WorkbookFile::Xlsb(_) => "xlsb",
            WorkbookFile::Xls(_) => "xls",
            WorkbookFile::Ods(_) => "ods",
        }
    }

    /// Whether it can be read row by row.
    pub fn streams(&self) -> bool {
        matches!(self.book, WorkbookFile::Xlsx(_))
    }

    /// The day before its first.
    pub fn epoch(&self) -> Option<Day> {
        let is_1904 = match &self.book {
            WorkbookFile::Xlsx(book) => book.has_1904_epoch(),
            WorkbookFile::Xlsb(book) => book.has_1904_epoch(),
            WorkbookFile::Xls(book) => book.has_1904_epoch(),
            WorkbookFile::Ods(_) => false,
        };
        if is_1904 { Day::new(1904, 1, 1) } else { Day::new(1899, 12, 30) }
    }

    /// Each row of a sheet that has a cell.
    pub fn each(&mut self, sheet: &str, take: &mut Take<'_>) -> Result<()> {
        let (epoch, most) = (self.epoch(), if self.streams() { limits::ROWS } else { limits::HELD });
        let name = self.name.clone();
        let mut rows = WorkbookRows { number: 0, cells: Vec::new(), take, count: 0, most, epoch };
        match &mut self.book {
            WorkbookFile::Xlsx(book) => {
                let mut cells = guarded(&name, || book.worksheet_cells_reader(sheet).map_err(|e| wrong(&name, &e)))?;
                while let Some((row, column, cell)) =
                    guarded(&name, || next(&mut cells, epoch).map_err(|e| wrong(&name, &e)))?
                {
                    if rows.put(row, column, cell)?.is_break() {
                        return Ok(());
                    }
                }
            }
            WorkbookFile::Xlsb(book) => {
                let mut cells = guarded(&name, || book.worksheet_cells_reader(sheet).map_err(|e| wrong(&name, &e)))?;
                while let Some(cell) = guarded(&name, || cells.next_cell().map_err(|e| wrong(&name, &e)))? {
                    let (row, column) = cell.get_position();
                    if rows.put(row, column, of_ref(cell.get_value(), epoch))?.is_break() {
                        return Ok(());
                    }
                }
            }
            WorkbookFile::Xls(book) => {
                let range = guarded(&name, || book.worksheet_range(sheet).map_err(|e| wrong(&name, &e)))?;
                return rows.range(&range);
            }
            WorkbookFile::Ods(book) => {
                let range = guarded(&name, || book.worksheet_range(sheet).map_err(|e| wrong(&name, &e)))?;
                return rows.range(&range);
            }
        }
        rows.end().map(|_| ())
    }
}

/// Cells become rows.
struct WorkbookRows<'f, 't> {
    number: u64,
    cells: Vec<(u32, Cell)>,
    take: &'f mut Take<'t>,
    count: u64,
    most: u64,
    epoch: Option<Day>,
}

impl WorkbookRows<'_, '_> {
    fn put(&mut self, row: u32, column: u32, cell: Option<Cell>) -> Result<ControlFlow<()>> {
        let Some(cell) = cell else { return Ok(ControlFlow::Continue(())) };
        let number = u64::from(row) + 1;
        if number != self.number && self.end()?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
        self.number = number;
        if column >= limits::COLUMNS {
            return Err(limits::wide_row(number));
        }
        if let Cell::Text(text) = &cell
            && text.len() > limits::CELL
        {
            return Err(limits::long_cell(number, column));
        }
        match self.cells.last() {
            Some((last, _)) if *last >= column => {
                if let Err(place) = self.cells.binary_search_by_key(&column, |cell| cell.0) {
                    self.cells.insert(place, (column, cell));
                }
            }
            _ => self.cells.push((column, cell)),
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Gives away the row that is whole.
    fn end(&mut self) -> Result<ControlFlow<()>> {
        if self.cells.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        self.count += 1;
        if self.count > self.most {
            return Err(limits::too_many(self.most));
        }
        (self.take)(TableRecord::typed(self.number, std::mem::take(&mut self.cells)))
    }

    fn range(&mut self, range: &calamine::Range<Data>) -> Result<()> {
        let (row, column) = range.start().unwrap_or_default();
        for (down, right, cell) in range.used_cells() {
            if self.put(row + down as u32, column + right as u32, of_data(cell, self.epoch))?.is_break() {
                return Ok(());
            }
        }
        self.end().map(|_| ())
    }
}

type Next = Option<(u32, u32, Option<Cell>)>;

/// The next cell; a formula without a value differs from an empty cell.
fn next(cells: &mut XlsxCellReader<'_, Bytes>, epoch: Option<Day>) -> Result<Next, calamine::XlsxError> {
    Ok(cells.next_cell_with_formula_metadata()?.map(|cell| {
        let (row, column) = cell.pos;
        let value = of_ref(&cell.value, epoch);
        (row, column, if value.is_none() && cell.formula.is_some() { Some(Cell::NoValue) } else { value })
    }))
}

fn of_ref(cell: &DataRef<'_>, epoch: Option<Day>) -> Option<Cell> {
    match cell {
        DataRef::String(text) => text_cell(text),
        DataRef::SharedString(text) => text_cell(text),
        other => of_data(&Data::from(other.clone()), epoch),
    }
}

fn of_data(cell: &Data, epoch: Option<Day>) -> Option<Cell> {
    Some(match cell {
        Data::Empty => return None,
        Data::String(text) => return text_cell(text),
        Data::Int(number) => Cell::Binary(number.to_string()),
        Data::Float(number) => Cell::Binary(shortest(*number)),
        Data::Bool(flag) => Cell::Flag(*flag),
        Data::Error(error) => Cell::Error(error.to_string()),
        Data::DateTime(moment) if moment.is_duration() => Cell::Binary(shortest(moment.as_f64())),
        Data::DateTime(moment) => match epoch.filter(|_| (1.0..2_958_466.0).contains(&moment.as_f64())) {
            Some(epoch) => Cell::Day(epoch.plus(moment.as_f64().floor() as i64)),
            None => Cell::Binary(shortest(moment.as_f64())),
        },
        Data::DateTimeIso(text) => {
            let day = text.get(..10).and_then(IstTime::parse).map(|moment| moment.day());
            day.map_or_else(|| Cell::Text(text.clone()), Cell::Day)
        }
        Data::DurationIso(text) => Cell::Text(text.clone()),
    })
}

fn text_cell(text: &str) -> Option<Cell> {
    (!text.is_empty()).then(|| Cell::Text(text.to_owned()))
}

/// The shortest decimal that stands for a double, without an exponent where it has none.
fn shortest(number: f64) -> String {
    format!("{number}")
}

/// Runs a reader of files that anybody may have made: a fault in it is an error, not a crash.
fn guarded<T>(name: &str, read: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        Err(Error::new(ErrorKind::Arg, format!("{name} can't be read: it isn't as its kind of file should be"))
            .fix("open it in the program that made it, and save it again"))
    })
}

fn wrong(name: &str, e: &dyn std::fmt::Display) -> Error {
    let said = e.to_string();
    let locked_words = ["assword", "ncrypt"].iter().any(|word| said.contains(word));
    if locked_words {
        locked(name)
    } else {
        Error::new(ErrorKind::Arg, format!("{name} can't be read: {said}"))
            .fix("open it in the program that made it, and save it again")
    }
}

fn locked(name: &str) -> Error {
    Error::new(ErrorKind::Unsupported, format!("{name} is locked with a password")).fix("save it without one")
}

fn is_compound(bytes: &mut Bytes, source: &TableSource) -> Result<bool> {
    let mut head = [0; 4];
    let read = bytes.read(&mut head).and_then(|read| bytes.seek(SeekFrom::Start(0)).map(|_| read));
    read.map_err(|e| unreadable(&source.name, &e))?;
    Ok(head != *b"PK\x03\x04" && head != *b"PK\x05\x06")
}

fn open_xls(mut bytes: Bytes, name: &str) -> Result<WorkbookFile> {
    let mut head = Vec::new();
    let whole = bytes.by_ref().take(limits::SMALL).read_to_end(&mut head).and_then(|_| bytes.seek(SeekFrom::Start(0)));
    whole.map_err(|e| unreadable(name, &e))?;
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let has = |text: &str| {
        let wanted = utf16(text);
        head.windows(wanted.len()).any(|window| window == wanted)
    };
    if !head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Error::new(ErrorKind::Unsupported, format!("{name} is of Excel 4 or older")).fix("save it as XLSX"));
    }
    if has("EncryptedPackage") {
        return Err(locked(name));
    }
    if has("Book") && !has("Workbook") {
        return Err(Error::new(ErrorKind::Unsupported, format!("{name} is of Excel 5 or 95")).fix("save it as XLSX"));
    }
    match Xls::new(bytes) {
        Ok(book) => Ok(WorkbookFile::Xls(Box::new(book))),
        Err(calamine::XlsError::Password) => Err(locked(name)),
        Err(e) => Err(wrong(name, &e)),
    }
}

/// Unpacks each part once, and refuses what grows beyond its limits, whatever its sizes are said to be. Gives the names.
fn unpacked(bytes: &mut Bytes, source: &TableSource) -> Result<Vec<String>> {
    let packed = length(bytes).map_err(|e| unreadable(&source.name, &e))?;
    let most = limits::UNPACKED.min((packed * limits::TIMES).max(limits::SMALL));
    let mut zip = zip::ZipArchive::new(&mut *bytes).map_err(|e| wrong(&source.name, &e))?;
    if zip.len() > 10_000 {
        return Err(limits::beyond(
            format!("{} has more than 10000 parts", source.name),
            "save the sheet of bills alone",
        ));
    }
    let (mut whole, mut names, mut chunk) = (0, Vec::new(), vec![0; 1 << 16]);
    for index in 0..zip.len() {
        let mut part = zip.by_index(index).map_err(|e| wrong(&source.name, &e))?;
        names.push(part.name().map_err(|e| wrong(&source.name, &e))?.into_owned());
        if part.encrypted() {
            return Err(locked(&source.name));
        }
        loop {
            let read = part.read(&mut chunk).map_err(|e| wrong(&source.name, &e))?;
            if read == 0 {
                break;
            }
            whole += read as u64;
            if whole > most {
                let times =
                    if most < limits::UNPACKED { format!(", {} times its size", limits::TIMES) } else { String::new() };
                return Err(limits::beyond(
                    format!("{} unpacks to more than {} MiB{times}", source.name, most >> 20),
                    "save the sheet of bills alone, without what is empty",
                ));
            }
        }
    }
    bytes.seek(SeekFrom::Start(0)).map_err(|e| unreadable(&source.name, &e))?;
    Ok(names)
}
