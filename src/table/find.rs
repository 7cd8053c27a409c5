//! Finding sheet, delimiter and headings of a table, by preset, map or dictionary.

use super::cell::TableRecord;
use super::layout::{self, Layout, NearestRow};
use super::reader::RowReader;
use super::source::TableSource;
use super::text::{self, TextTable};
use super::{PRESETS, TableTerms, preset};
use crate::answer::map::Map;
use crate::error::{Error, ErrorKind, Result};
use crate::normalize::tables as rules;
use std::sync::Arc;

/// What the caller asks for.
pub struct LayoutHints<'h> {
    pub preset: Option<&'h str>,
    pub map: Option<&'h Map>,
    sheet: Option<&'h str>,
    /// Whether the row that is most like headings will do: the columns are only looked at.
    is_look: bool,
}

/// A layout and what it was found by.
pub struct FoundLayout {
    pub preset: Option<&'static str>,
    pub map: Map,
    pub layout: Layout,
    pub lines: Option<(Option<Arc<str>>, Layout)>,
    pub sheet: Option<Arc<str>>,
    pub delimiter: Option<char>,
}

impl<'h> LayoutHints<'h> {
    /// What a call asks for.
    pub fn of(how: &'h TableTerms) -> Result<LayoutHints<'h>> {
        let map = how.map.as_ref();
        let preset = how.preset.as_deref().or_else(|| map.and_then(|map| map.preset.as_deref()));
        preset.map(preset::named).transpose()?;
        Ok(LayoutHints {
            preset,
            map,
            sheet: how.sheet.as_deref().or_else(|| map.and_then(|map| map.sheet.as_deref())),
            is_look: how.is_look,
        })
    }

    /// Finds sheet, delimiter, headings.
    pub fn layout(&self, reader: &mut RowReader, source: &TableSource) -> Result<FoundLayout> {
        let found = match reader {
            RowReader::Text(_) if self.map.is_some_and(|map| !map.positions.is_empty()) => Some(self.fixed(reader)?),
            RowReader::Text(_) => self.delimited(reader)?,
            RowReader::Book(_) => self.in_book(reader)?,
            RowReader::Dbf(_) | RowReader::Rows(_) | RowReader::Tally => {
                let rows = reader.head(None)?;
                self.found(&rows)?
            }
        };
        match found {
            Some(found) => Ok(found),
            None => self.nearest(reader, source),
        }
    }

    /// The row that is most like headings of the dictionary, where the columns are only looked at; else the error names it.
    fn nearest(&self, reader: &mut RowReader, source: &TableSource) -> Result<FoundLayout> {
        let preset: Option<&'static str> = match (self.preset, self.map) {
            (None, None) => Some("sheet"),
            (Some("sheet"), _) => Some("sheet"),
            (Some(_), _) | (None, Some(_)) => None,
        };
        if preset.is_none() {
            return Err(self.not_found(&source.name, None));
        }
        let map = self.merged(preset)?;
        let mut best: Option<(NearestRow, Option<Arc<str>>, Option<char>)> = None;
        for (sheet, sign) in self.places(reader) {
            if let RowReader::Text(text) = reader {
                text.delimiter = sign;
            }
            let rows = reader.head(sheet.as_deref())?;
            if let Some(near) = Layout::nearest(&rows, &map)
                && best.as_ref().is_none_or(|(best, ..)| near.score() > best.score())
            {
                best = Some((near, sheet.map(Arc::from), sign));
            }
        }
        match best {
            Some((near, sheet, delimiter)) if self.is_look => {
                if let RowReader::Text(text) = reader {
                    text.delimiter = delimiter;
                }
                Ok(FoundLayout { preset, map, layout: near.layout, lines: None, sheet, delimiter })
            }
            best => Err(self.not_found(&source.name, best.map(|(near, ..)| near))),
        }
    }

    /// Where rows of headings may stand: in each sheet, or between each sign.
    fn places(&self, reader: &RowReader) -> Vec<(Option<String>, Option<char>)> {
        match reader {
            RowReader::Text(text) => {
                match text.delimiter.filter(|_| self.map.is_some_and(|map| map.delimiter.is_some())) {
                    Some(given) => vec![(None, Some(given))],
                    None => text::DELIMITERS.iter().map(|sign| (None, Some(*sign))).collect(),
                }
            }
            RowReader::Book(book) => {
                let named = |own: &str| self.sheet.is_some_and(|sheet| own.to_lowercase() == sheet.to_lowercase());
                let tried = book.sheets.iter().filter(|own| named(&own.name) || self.sheet.is_none() && own.visible);
                tried.map(|own| (Some(own.name.clone()), None)).collect()
            }
            RowReader::Dbf(_) | RowReader::Rows(_) | RowReader::Tally => vec![(None, None)],
        }
    }

    fn fixed(&self, reader: &mut RowReader) -> Result<FoundLayout> {
        let map = self.merged(self.preset)?;
        if let RowReader::Text(text) = reader {
            let found = TextTable::open(text.source().clone(), map.encoding.as_deref())?;
            *text = found.fixed(map.positions.iter().map(|(first, length, _)| (*first, *length)));
        }
        let rows = reader.head(None)?;
        let layout = Layout::of(&rows, &map, &map.columns, false).ok_or_else(|| self.not_found("the table", None))?;
        Ok(FoundLayout { preset: None, map, layout, lines: None, sheet: None, delimiter: None })
    }

    fn delimited(&self, reader: &mut RowReader) -> Result<Option<FoundLayout>> {
        let mut given = None;
        if let Some(text) = self.map.and_then(|map| map.delimiter.as_deref()) {
            let sign = match text {
                "tab" | "\\t" => '\t',
                text => text
                    .chars()
                    .next()
                    .filter(|c| text.len() == 1 && c.is_ascii() && !matches!(c, '"' | '\n' | '\r'))
                    .ok_or_else(|| {
                        Error::new(ErrorKind::Arg, format!("\"{text}\" can't stand between values"))
                            .at("/map/delimiter")
                            .fix("one sign: , ; | or tab")
                    })?,
            };
            given = Some(sign);
        }
        let mut best: Option<FoundLayout> = None;
        let all = text::DELIMITERS;
        for sign in given.as_slice().iter().chain(if given.is_none() { &all[..] } else { &[] }) {
            if let RowReader::Text(text) = reader {
                text.delimiter = Some(*sign);
            }
            let rows = reader.head(None)?;
            if let Some(found) = self.found(&rows)?
                && best.as_ref().is_none_or(|best| found.layout.fed() > best.layout.fed())
            {
                best = Some(FoundLayout { delimiter: Some(*sign), ..found });
            }
        }
        if let (RowReader::Text(text), Some(best)) = (reader, &best) {
            text.delimiter = best.delimiter;
        }
        Ok(best)
    }

    fn in_book(&self, reader: &mut RowReader) -> Result<Option<FoundLayout>> {
        let RowReader::Book(book) = reader else { return Ok(None) };
        let sheets = book.sheets.clone();
        let name = |sheet: &str| {
            sheets
                .iter()
                .find(|own| own.name == sheet)
                .or_else(|| sheets.iter().find(|own| own.name.to_lowercase() == sheet.to_lowercase()))
                .map(|own| own.name.clone())
        };
        let no_sheet = |sheet: &str| {
            let all: Vec<&str> = sheets.iter().map(|own| own.name.as_str()).collect();
            Error::new(ErrorKind::Arg, format!("there is no sheet \"{sheet}\""))
                .at("/sheet")
                .fix(format!("one of: {}", all.join(", ")))
        };
        let named = match self.sheet {
            Some(sheet) => Some(name(sheet).ok_or_else(|| no_sheet(sheet))?),
            None => None,
        };
        let tried: Vec<String> = match &named {
            Some(sheet) => vec![sheet.clone()],
            None => sheets.iter().filter(|sheet| sheet.visible).map(|sheet| sheet.name.clone()).collect(),
        };
        let mut found = Vec::new();
        for sheet in tried {
            let rows = reader.head(Some(&sheet))?;
            if let Some(layout) = self.found(&rows)? {
                found.push((sheet, layout));
            }
        }
        // A preset or map with sheets of its own says which.
        let own = found.iter().find_map(|(_, found)| {
            found.map.sheets.as_ref().map(|two| two.bills.clone()).or_else(|| found.map.sheet.clone())
        });
        if let Some(own) = own.filter(|_| named.is_none()).and_then(|own| name(&own)) {
            found.retain(|(sheet, _)| *sheet == own);
        }
        // Of several sheets with headings, one may be that of bills by a preset.
        if found.len() > 1
            && found.iter().filter(|(_, found)| found.preset.is_some_and(|preset| preset != "sheet")).count() == 1
        {
            found.retain(|(_, found)| found.preset.is_some_and(|preset| preset != "sheet"));
        }
        let (sheet, mut found) = match found.len() {
            0 => return Ok(None),
            1 => found.remove(0),
            _ => {
                let all: Vec<&str> = found.iter().map(|(sheet, _)| sheet.as_str()).collect();
                return Err(Error::new(ErrorKind::Arg, format!("{} sheets have bills: {}", all.len(), all.join(", ")))
                    .at("/sheet")
                    .fix("say which sheet"));
            }
        };
        if let Some(two) = &found.map.sheets {
            let lines = name(&two.lines).ok_or_else(|| no_sheet(&two.lines))?;
            let rows = reader.head(Some(&lines))?;
            let mut names = found.map.line_columns.clone();
            if let Some(join) = &found.map.join {
                names.0.push((join.lines.clone(), None));
            }
            let layout = Layout::of(&rows, &Map::default(), &names, false).ok_or_else(|| {
                Error::new(ErrorKind::Arg, format!("sheet {lines} has none of the headings of lines"))
                    .at("/map/line_columns")
                    .fix("name its headings in the map")
            })?;
            found.lines = Some((Some(Arc::from(lines)), layout));
        }
        found.sheet = Some(Arc::from(sheet));
        Ok(Some(found))
    }

    /// The layout of the first rows of a table.
    fn found(&self, rows: &[TableRecord]) -> Result<Option<FoundLayout>> {
        let preset: Option<&'static str> = match (self.preset, self.map) {
            (Some(name), _) => PRESETS.iter().copied().find(|own| *own == name),
            (None, Some(_)) => None,
            (None, None) => match layout::presets(rows).as_slice() {
                [] => Some("sheet"),
                [one] => Some(*one),
                several => {
                    return Err(Error::new(
                        ErrorKind::Arg,
                        format!("the headings are those of {}", several.join(" and of ")),
                    )
                    .at("/preset")
                    .fix("say which preset"));
                }
            },
        };
        let map = self.merged(preset)?;
        if map.records.is_some() {
            let layouts = Layout::of_records(rows, &map);
            return Ok(layouts.map(|(layout, lines)| {
                let lines = Some((None, lines));
                FoundLayout { preset, map, layout, lines, sheet: None, delimiter: None }
            }));
        }
        let layout = Layout::of(rows, &map, &map.columns, preset == Some("sheet"));
        Ok(layout.map(|layout| FoundLayout { preset, map, layout, lines: None, sheet: None, delimiter: None }))
    }

    /// The map in force.
    fn merged(&self, preset: Option<&str>) -> Result<Map> {
        let own = self.map.cloned().unwrap_or_default();
        Ok(match preset {
            Some(name) => own.over(preset::named(name)?),
            None => own,
        })
    }

    fn not_found(&self, name: &str, near: Option<NearestRow>) -> Error {
        let rule = &rules::HEADER_NOT_FOUND;
        let near = near.map(|near| {
            let shown: Vec<&str> = near.headings.iter().map(String::as_str).take(SHOWN).collect();
            let more = if near.headings.len() > SHOWN { ", …" } else { "" };
            let row = near.layout.header_row;
            format!(
                "; row {row} lacks {}: {}{more}",
                near.lacks.join(", "),
                crate::finding::shortened(shown.join(", "))
            )
        });
        Error::new(ErrorKind::Arg, format!("{name}: {}{}", rule.message, near.unwrap_or_default()))
            .at(if self.map.is_some() { "/map" } else { "/preset" })
            .fix(rule.fix)
    }
}

/// Headings that an error names.
const SHOWN: usize = 20;
