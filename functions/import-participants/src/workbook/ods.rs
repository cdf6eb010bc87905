//! The sheets of LibreOffice. `content.xml` holds all of them, with each cell's text as the sheet shows it.

use super::rows::{MOST_CELLS, Rows};
use super::vet::{self, MOST_SHEETS, too_much};
use super::{Sheets, Stop};
use domain::participation::choices::Survey;
use domain::participation::line::FileProblem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use zip::ZipArchive;

/// How often a row with something in it may be repeated.
const MOST_REPEATED: u32 = 200_000;
/// The longest text of a cell, in bytes: what a cell of Excel holds in letters of two bytes.
const LONGEST_CELL: usize = 64 * 1024;
/// The longest row, in bytes: far over what is read of one.
const LONGEST_ROW: usize = 1024 * 1024;

impl From<quick_xml::Error> for Stop {
    fn from(error: quick_xml::Error) -> Self {
        match error {
            quick_xml::Error::Io(error) => std::io::Error::new(error.kind(), "a part cannot be read").into(),
            _ => Self::damaged(),
        }
    }
}

/// Reads the sheet that is wanted, or the first with something in it.
pub(super) fn read(file: &File, wanted: Option<&str>, rows: &mut Rows) -> Result<Sheets, Stop> {
    let mut archive = ZipArchive::new(BufReader::new(file))?;
    if is_encrypted(&mut archive)? {
        return Err(Stop::Problem(FileProblem::Protected));
    }
    vet::measure(archive.by_name("content.xml")?, vet::SHEET)?;
    let content = archive.by_name("content.xml")?;
    let mut tables = Tables { xml: Reader::from_reader(BufReader::new(content)), buffer: Vec::new() };
    let mut found = Sheets::default();
    while let Some(name) = tables.next_table()? {
        // The sheet that is wanted was in the list that was offered; if it is gone, another one is no answer.
        let is_read = found.read.is_empty() && wanted.is_none_or(|wanted| wanted == name);
        if tables.table(is_read.then_some(&mut *rows))? {
            if is_read {
                found.read.clone_from(&name);
            }
            found.names.push(name);
            if found.names.len() > MOST_SHEETS {
                return Err(too_much());
            }
        }
    }
    if found.read.is_empty() { Err(Stop::Problem(FileProblem::Empty)) } else { Ok(found) }
}

/// Whether the manifest says that the parts are encrypted.
fn is_encrypted(archive: &mut ZipArchive<BufReader<&File>>) -> Result<bool, Stop> {
    let Ok(manifest) = archive.by_name("META-INF/manifest.xml") else { return Ok(false) };
    let mut text = String::new();
    manifest.take(1024 * 1024).read_to_string(&mut text)?;
    Ok(text.contains("encryption-data"))
}

struct Tables<R> {
    xml: Reader<R>,
    buffer: Vec<u8>,
}

/// A row as it is gathered.
#[derive(Default)]
struct Row {
    cells: Vec<(usize, String)>,
    /// Where the next cell goes.
    column: usize,
    repeated: u32,
    /// How many bytes it holds.
    bytes: usize,
}

impl<R: BufRead> Tables<R> {
    fn next_table(&mut self) -> Result<Option<String>, Stop> {
        loop {
            self.buffer.clear();
            match self.xml.read_event_into(&mut self.buffer)? {
                Event::Start(tag) if tag.name().as_ref() == "table:table" => {
                    let name = attribute(&tag, "table:name").unwrap_or_else(|| "1".to_owned());
                    return Ok(Some(Survey::shown(&name)));
                }
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    /// Reads a table to its end; whether there was something in it. Without rows it is only looked at.
    fn table(&mut self, mut rows: Option<&mut Rows>) -> Result<bool, Stop> {
        let (mut next, mut row, mut found) = (0_u32, Row::default(), false);
        loop {
            self.buffer.clear();
            match self.xml.read_event_into(&mut self.buffer)? {
                Event::Start(tag) => match tag.name().as_ref() {
                    "table:table-row" => {
                        row = Row { repeated: times(&tag, "table:number-rows-repeated"), ..Row::default() };
                    }
                    "table:table-cell" | "table:covered-table-cell" => {
                        let repeated = times(&tag, "table:number-columns-repeated");
                        let text = self.cell()?;
                        row.put(repeated, &text)?;
                    }
                    _ => {}
                },
                Event::Empty(tag) => match tag.name().as_ref() {
                    "table:table-row" => {
                        next = next.saturating_add(times(&tag, "table:number-rows-repeated"))
                    }
                    "table:table-cell" | "table:covered-table-cell" => {
                        row.put(times(&tag, "table:number-columns-repeated"), "")?;
                    }
                    _ => {}
                },
                Event::End(tag) if tag.name().as_ref() == "table:table-row" => {
                    found |= !row.cells.is_empty();
                    let row = std::mem::take(&mut row);
                    if let Some(rows) = rows.as_deref_mut() {
                        next = row.write(next, rows)?;
                    }
                }
                Event::End(tag) if tag.name().as_ref() == "table:table" => return Ok(found),
                Event::Eof => return Err(Stop::damaged()),
                _ => {}
            }
        }
    }

    /// A cell's text to its end, without its notes.
    fn cell(&mut self) -> Result<String, Stop> {
        let (mut text, mut depth, mut aside) = (String::new(), 1_u32, 0_u32);
        while depth > 0 {
            self.buffer.clear();
            match self.xml.read_event_into(&mut self.buffer)? {
                Event::Start(tag) => {
                    depth += 1;
                    let name = tag.name();
                    let is_aside =
                        matches!(name.as_ref(), "office:annotation" | "draw:frame" | "text:ruby-text");
                    aside += u32::from(aside > 0 || is_aside);
                    if aside == 0 && name.as_ref() == "text:p" && !text.is_empty() {
                        text.push('\n');
                    }
                }
                Event::End(_) => {
                    depth -= 1;
                    aside = aside.saturating_sub(1);
                }
                Event::Empty(tag) if aside == 0 => text.push_str(blank(tag.name().as_ref())),
                Event::Text(part) if aside == 0 && depth > 1 => text.push_str(&part.xml10_content()),
                Event::CData(part) if aside == 0 && depth > 1 => text.push_str(&part.xml10_content()),
                Event::GeneralRef(part) if aside == 0 => text.extend(referred(&part)?),
                Event::Eof => return Err(Stop::damaged()),
                _ => {}
            }
            if text.len() > LONGEST_CELL {
                return Err(too_much());
            }
        }
        Ok(text)
    }
}

/// What stands for a blank. How many does not matter: a cell is read as one line with single blanks.
fn blank(name: &str) -> &'static str {
    if matches!(name, "text:s" | "text:tab" | "text:line-break") { " " } else { "" }
}

/// `&amp;` or `&#231;`.
fn referred(part: &quick_xml::events::BytesRef<'_>) -> Result<Option<char>, Stop> {
    if let Some(character) = part.resolve_char_ref()? {
        return Ok(Some(character));
    }
    let text = quick_xml::escape::resolve_xml_entity(part.as_ref());
    Ok(text.and_then(|text| text.chars().next()))
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let value = tag.try_get_attribute(name).ok().flatten()?;
    Some(quick_xml::escape::unescape(&value.value).ok()?.into_owned())
}

fn times(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|value| value.parse().ok()).unwrap_or(1)
}

impl Row {
    fn put(&mut self, repeated: u32, text: &str) -> Result<(), Stop> {
        let repeated = usize::try_from(repeated).unwrap_or(usize::MAX);
        let end = self.column.saturating_add(repeated).min(MOST_CELLS);
        self.bytes = self.bytes.saturating_add(text.len().saturating_mul(end.saturating_sub(self.column)));
        if self.bytes > LONGEST_ROW {
            return Err(too_much());
        }
        if !text.is_empty() {
            self.cells.extend((self.column..end).map(|column| (column, text.to_owned())));
        }
        self.column = self.column.max(end);
        Ok(())
    }

    /// Writes the row from a number on; the number after it.
    fn write(self, next: u32, rows: &mut Rows) -> Result<u32, Stop> {
        if self.cells.is_empty() {
            return Ok(next.saturating_add(self.repeated));
        }
        let end = next.saturating_add(self.repeated.min(MOST_REPEATED));
        for row in next..end {
            for (column, text) in &self.cells {
                rows.put(row, *column, text)?;
            }
        }
        Ok(end)
    }
}
