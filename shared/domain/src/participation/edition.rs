//! What is printed: the sheet an organiser composes for an event, frozen as an edition, and the lines of one person.

mod duration;
mod values;
mod wording;

pub use values::{Colour, NotAColour, NotAWorkload, Workload};
pub use wording::{Span, Wording, WordingError};

use crate::value::cpf::MaskedCpf;
use crate::value::id::EventId;
use crate::value::name::{PersonName, TextError, plain_line};
use crate::value::period::Period;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One printable line of at most `LONGEST` characters: see [`plain_line`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Line<const LONGEST: usize>(String);

impl<const LONGEST: usize> Line<LONGEST> {
    /// Reads a line.
    ///
    /// # Errors
    /// When it is empty or too long.
    pub fn parse(typed: &str) -> Result<Self, TextError> {
        let line = plain_line(typed);
        match line.chars().count() {
            0 => Err(TextError::Empty),
            n if n > LONGEST => Err(TextError::TooLong(LONGEST)),
            _ => Ok(Self(line)),
        }
    }

    /// The line as it is printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const LONGEST: usize> fmt::Display for Line<LONGEST> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const LONGEST: usize> TryFrom<String> for Line<LONGEST> {
    type Error = TextError;
    fn try_from(value: String) -> Result<Self, TextError> {
        Self::parse(&value)
    }
}

impl<const LONGEST: usize> From<Line<LONGEST>> for String {
    fn from(line: Line<LONGEST>) -> Self {
        line.0
    }
}

/// The title of an event.
pub type Title = Line<160>;
/// The name of a house, a place, a post, a role.
pub type ShortLine = Line<100>;

/// The words above the name.
pub type Opening = Line<80>;

/// An image that the organiser gave and we re-encoded: where it lies and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ImageRef {
    /// Key in the documents bucket: `images/…`.
    pub key: String,
    /// SHA-256 of the PNG, 64 hexadecimal digits.
    pub sha256: String,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// Who signs: printed under a line, with the image of the signature above it when there is one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Signature {
    /// Name of the person who signs.
    pub name: ShortLine,
    /// Their post.
    pub post: ShortLine,
    /// The signature as an image with a clear background.
    pub image: Option<ImageRef>,
}

/// What an organiser decides for the certificates of one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Title of the event.
    pub title: Title,
    /// Name of the house that issues, as printed.
    pub issuer_name: ShortLine,
    /// Days of the event.
    pub period: Period,
    /// Where it took place, or `on-line`.
    pub place: Option<ShortLine>,
    /// Workload of whoever has no other in their line.
    pub workload: Option<Workload>,
    /// The sentence under the name.
    pub wording: Wording,
    /// Lines of the programme on the back; none, no back.
    pub programme: Programme,
    /// Colour of ornament and titles.
    pub colour: Colour,
    /// The issuer's logo.
    pub logo: Option<ImageRef>,
    /// Up to three.
    pub signatures: Vec<Signature>,
    /// Whether three digits of the CPF are printed under the name.
    pub prints_cpf: bool,
    /// The words above the name.
    #[serde(default = "Sheet::usual_opening")]
    pub opening: Opening,
}

impl Sheet {
    /// The most signatures that fit.
    pub const MOST_SIGNATURES: usize = 3;

    /// The words above the name on a sheet that chooses none.
    pub fn usual_opening() -> Opening {
        Line("Certificamos que".to_owned())
    }
}

/// A sheet as it was when certificates were issued with it: immutable, numbered from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// The event.
    pub event: EventId,
    /// 1, 2, …
    pub number: u32,
    /// What is printed.
    pub sheet: Sheet,
}

/// The programme on the back: up to 60 lines of up to 200 characters. A line that begins with `#` is a heading.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct Programme(Vec<String>);

impl Programme {
    /// The most lines that fit on the back.
    pub const MOST_LINES: usize = 60;

    /// Reads the lines of a text field.
    ///
    /// # Errors
    /// When there are too many, or one is too long.
    pub fn parse(typed: &str) -> Result<Self, TextError> {
        Self::try_from(typed.lines().map(str::to_owned).collect::<Vec<_>>())
    }

    /// The lines, headings with their `#`.
    pub fn lines(&self) -> &[String] {
        &self.0
    }
}

impl TryFrom<Vec<String>> for Programme {
    type Error = TextError;
    fn try_from(lines: Vec<String>) -> Result<Self, TextError> {
        let lines: Vec<String> = lines.iter().map(|l| plain_line(l)).filter(|l| !l.is_empty()).collect();
        if lines.len() > Self::MOST_LINES || lines.iter().any(|l| l.chars().count() > 200) {
            return Err(TextError::TooLong(200));
        }
        Ok(Self(lines))
    }
}

impl From<Programme> for Vec<String> {
    fn from(programme: Programme) -> Self {
        programme.0
    }
}

/// What differs from person to person on the paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLines {
    /// Who receives the certificate.
    pub name: PersonName,
    /// Three digits of the CPF, when the sheet prints them and the person has one.
    pub cpf: Option<MaskedCpf>,
    /// In which role: `palestrante`, `monitora`; `participante` when none is given.
    pub role: Option<ShortLine>,
    /// Their own workload.
    pub workload: Option<Workload>,
}
