//! The sheets of Excel.

use super::rows::Rows;
use super::vet::{self, MOST_SHEETS, too_much};
use super::{Sheets, Stop, shown};
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use domain::participation::choices::Survey;
use domain::participation::line::FileProblem;
use std::fs::File;
use std::io::{BufReader, Seek};

impl From<XlsxError> for Stop {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::Io(error) => error.into(),
            XlsxError::Zip(error) => error.into(),
            XlsxError::Password => Self::Problem(FileProblem::Protected),
            _ => Self::damaged(),
        }
    }
}

/// Reads the sheet that is wanted, or the first with something in it.
pub(super) fn read(mut file: File, wanted: Option<&str>, rows: &mut Rows) -> Result<Sheets, Stop> {
    vet::xlsx(&file)?;
    file.rewind()?;
    let mut workbook = Xlsx::new(BufReader::new(file))?;
    let mut names = Vec::new();
    let sheets = sheets(&workbook);
    // Each is looked at, and many may name one part: the measure of the parts says nothing of how often they are read.
    if sheets.len() > MOST_SHEETS {
        return Err(too_much());
    }
    for name in sheets {
        if has_content(&mut workbook, &name)? {
            names.push(name);
        }
    }
    let is_wanted = |name: &&String| wanted.is_some_and(|wanted| Survey::shown(name) == wanted);
    let chosen = names.iter().find(is_wanted).or(names.first());
    let read = chosen.cloned().ok_or(Stop::Problem(FileProblem::Empty))?;
    read_sheet(&mut workbook, &read, rows)?;
    let names = names.iter().map(|name| Survey::shown(name)).collect();
    Ok(Sheets { names, read: Survey::shown(&read) })
}

/// The names of the sheets that can be seen.
fn sheets(workbook: &Xlsx<BufReader<File>>) -> Vec<String> {
    let sheets = workbook.sheets_metadata().iter();
    let seen =
        sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible);
    seen.map(|sheet| sheet.name.clone()).collect()
}

fn has_content(workbook: &mut Xlsx<BufReader<File>>, name: &str) -> Result<bool, Stop> {
    let mut cells = workbook.worksheet_cells_reader(name)?;
    while let Some(cell) = cells.next_cell()? {
        if !matches!(cell.get_value(), DataRef::Empty) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn read_sheet(workbook: &mut Xlsx<BufReader<File>>, name: &str, rows: &mut Rows) -> Result<(), Stop> {
    let mut cells = workbook.worksheet_cells_reader(name)?;
    let formats: Vec<String> = cells.styles().iter().map(format_of).collect();
    while let Some((cell, style)) = cells.next_cell_with_style_id()? {
        let (row, column) = cell.get_position();
        let format = formats.get(style).map_or("", String::as_str);
        let text = shown::text(cell.get_value(), format);
        rows.put(row, usize::try_from(column).unwrap_or(usize::MAX), &text)?;
    }
    Ok(())
}

fn format_of(style: &calamine::Style) -> String {
    style.number_format.as_ref().map(|format| format.format_code.clone()).unwrap_or_default()
}
