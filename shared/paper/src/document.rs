//! Papers that are no certificates: a declaration to be signed, a deed, a boleto, a receipt.
//!
//! A document is a title and blocks one below the other on A4 sheets; what does not fit goes on on the next. It is set in the fonts of
//! the certificates, and every file is PDF/A-3a and PDF/UA-1 as theirs are. The same document gives the same bytes.

mod file;
mod flow;
mod parts;

use super::DrawError;
use super::typeface::Typefaces;
use jiff::civil::Date;

/// What is printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Who issues it, at the head of each sheet.
    pub issuer: String,
    /// What it is.
    pub title: String,
    /// What it is about, for whoever searches among files.
    pub subject: String,
    /// `pt-BR` or `pt-PT`.
    pub language: &'static str,
    /// The day it is dated.
    pub day: Date,
    /// What tells it from all other documents: never a clock, never a counter.
    pub seed: String,
    /// What stands at the foot of each sheet, before its number.
    pub footer: String,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// What the blocks after it are about.
    Heading(String),
    /// Running text.
    Paragraph(String),
    /// Running text in small type.
    Note(String),
    /// Numbered paragraphs, from 1.
    Clauses(Vec<String>),
    /// Values under their labels, in two columns; a wide one takes both.
    Fields(Vec<Field>),
    /// Values in boxes, row by row.
    Boxes(Vec<Vec<Cell>>),
    /// A line to sign on, with what stands below it.
    Signature(Vec<String>),
    /// A QR code, with what stands beside it.
    Qr {
        /// What a camera reads.
        text: String,
        /// What it is, for whoever does not see it.
        says: String,
        /// Lines beside it.
        beside: Vec<String>,
    },
    /// A bar code of modules, true where it is dark, as wide as 103 mm and as high as 13 mm.
    Bars {
        /// The modules, without the light zone around them.
        modules: Vec<bool>,
        /// What it is, for whoever does not see it.
        says: String,
    },
    /// A broken line, along which the sheet is cut.
    Cut,
    /// The blocks after it begin on a new sheet.
    NewSheet,
}

/// A value under its label.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// What it is.
    pub label: String,
    /// The value; an empty one leaves a line to write on.
    pub value: String,
    /// Whether it takes both columns.
    pub is_wide: bool,
}

/// A value in a box.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// What it is.
    pub label: String,
    /// The value.
    pub value: String,
    /// How much of the row it takes, beside the others.
    pub share: u8,
    /// Whether the value stands at the right, as amounts do.
    pub is_right: bool,
}

/// The PDF of a document.
///
/// # Errors
/// When what a QR code is to hold is too long for one, or a font of the program is broken.
pub fn draw(document: &Document) -> Result<Vec<u8>, DrawError> {
    let faces = Typefaces::get()?;
    let sheets = flow::sheets(faces, document)?;
    file::write(faces, document, &sheets)
}

#[cfg(test)]
mod tests;
