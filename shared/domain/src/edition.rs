//! What is printed: the sheet an organiser composes for an event, frozen as an edition, and the lines of one person.

use crate::cpf::MaskedCpf;
use crate::id::EventId;
use crate::name::{PersonName, TextError, plain_line};
use jiff::civil::Date;
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

/// A length of study in minutes, printed as `40 horas` or `1 hora e 30 minutos`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Workload(u32);

/// A text that is no workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a number of hours between 1 minute and 10 000 hours")]
pub struct NotAWorkload;

impl Workload {
    /// Reads `40`, `40h`, `40 horas`, `1,5`, `1:30`, `1h30`: hours, with minutes or a decimal part.
    ///
    /// # Errors
    /// When it is none of these, or not between one minute and 10,000 hours.
    pub fn parse(typed: &str) -> Result<Self, NotAWorkload> {
        let text = typed.trim().to_lowercase().replace(',', ".");
        let text = text.trim_end_matches("horas").trim_end_matches("hora").trim_end_matches("hs").trim();
        let minutes = if let Some((hours, minutes)) = text.split_once([':', 'h']) {
            let minutes = minutes.trim_end_matches("min").trim_end_matches('m').trim();
            let minutes = if minutes.is_empty() { 0 } else { minutes.parse().map_err(|_| NotAWorkload)? };
            let hours: u32 = hours.trim().parse().map_err(|_| NotAWorkload)?;
            if minutes >= 60 { None } else { hours.checked_mul(60).and_then(|h| h.checked_add(minutes)) }
        } else {
            decimal_minutes(text)
        };
        match minutes {
            Some(m) if (1..=600_000).contains(&m) => Ok(Self(m)),
            _ => Err(NotAWorkload),
        }
    }

    /// The length in minutes.
    pub fn minutes(self) -> u32 {
        self.0
    }
}

/// `1.5` as 90, without floating point: at most two decimals.
fn decimal_minutes(text: &str) -> Option<u32> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > 2 || !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let hundredths: u32 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<u32>().ok()?.checked_mul(60)?.checked_add(hundredths * 60 / 100)
}

impl fmt::Display for Workload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = |n: u32, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
        let (hours, minutes) = (self.0 / 60, self.0 % 60);
        match (hours, minutes) {
            (0, m) => f.write_str(&unit(m, "minuto", "minutos")),
            (h, 0) => f.write_str(&unit(h, "hora", "horas")),
            (h, m) => write!(f, "{} e {}", unit(h, "hora", "horas"), unit(m, "minuto", "minutos")),
        }
    }
}

/// The days of an event, first and last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(Date, Date)", into = "(Date, Date)")]
pub struct Period {
    first: Date,
    last: Date,
}

/// The last day lies before the first, or the event would last over ten years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the last day is before the first, or over ten years after it")]
pub struct NotAPeriod;

impl Period {
    /// A period of one day or more.
    ///
    /// # Errors
    /// When the days are in the wrong order or over ten years apart.
    pub fn new(first: Date, last: Date) -> Result<Self, NotAPeriod> {
        let years = i32::from(last.year()) - i32::from(first.year());
        if last < first || years > 10 { Err(NotAPeriod) } else { Ok(Self { first, last }) }
    }

    /// The first day.
    pub fn first(self) -> Date {
        self.first
    }

    /// The last day: the certificates are dated by it.
    pub fn last(self) -> Date {
        self.last
    }
}

impl TryFrom<(Date, Date)> for Period {
    type Error = NotAPeriod;
    fn try_from((first, last): (Date, Date)) -> Result<Self, NotAPeriod> {
        Self::new(first, last)
    }
}

impl From<Period> for (Date, Date) {
    fn from(period: Period) -> Self {
        (period.first, period.last)
    }
}

/// The event's colour, dark enough to carry white text and to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour {
    /// Red, 0 to 255.
    pub red: u8,
    /// Green, 0 to 255.
    pub green: u8,
    /// Blue, 0 to 255.
    pub blue: u8,
}

/// A text that is no colour, or one too light for text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a colour as #1b3a5c, or lighter than 4.5 : 1 against white")]
pub struct NotAColour;

impl Colour {
    /// The house's ink green, for events that choose none.
    pub const INK: Self = Self { red: 0x12, green: 0x3f, blue: 0x3a };

    /// Reads `#1b3a5c`.
    ///
    /// # Errors
    /// When it is no colour, or its contrast with white is below 4.5 : 1 (WCAG 2.2, 1.4.3).
    pub fn parse(typed: &str) -> Result<Self, NotAColour> {
        let hex = typed.trim().trim_start_matches('#');
        if hex.len() != 6 || !hex.is_ascii() {
            return Err(NotAColour);
        }
        let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).map_err(|_| NotAColour);
        let colour = Self { red: byte(0)?, green: byte(2)?, blue: byte(4)? };
        if 1.05 / (colour.luminance() + 0.05) < 4.5 { Err(NotAColour) } else { Ok(colour) }
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2, definition of "relative luminance").
    fn luminance(self) -> f64 {
        let linear = |byte: u8| {
            let c = f64::from(byte) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl TryFrom<String> for Colour {
    type Error = NotAColour;
    fn try_from(value: String) -> Result<Self, NotAColour> {
        Self::parse(&value)
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

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
}

impl Sheet {
    /// The most signatures that fit.
    pub const MOST_SIGNATURES: usize = 3;
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

/// The sentence under the name, with placeholders from a closed list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Wording(String);

/// Why a wording cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordingError {
    /// Empty, or over 600 characters.
    #[error("not between 1 and 600 characters")]
    Length,
    /// A placeholder that does not exist.
    #[error("unknown placeholder {0}")]
    Unknown(String),
}

/// A part of the sentence: the strong ones are printed bold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Span {
    /// Ordinary text.
    Plain(String),
    /// What was filled in.
    Strong(String),
}

impl Span {
    /// The text, whatever its weight.
    pub fn text(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Strong(text) => text,
        }
    }
}

const PLACEHOLDERS: [&str; 6] =
    ["{papel}", "{evento}", "{periodo}", "{local}", "{carga_horaria}", "{emissor}"];

impl Wording {
    /// The placeholders that a wording may hold.
    pub const PLACEHOLDERS: [&'static str; 6] = PLACEHOLDERS;

    /// Reads a wording typed by an organiser.
    ///
    /// # Errors
    /// When it is empty, too long or has an unknown placeholder in braces.
    pub fn parse(typed: &str) -> Result<Self, WordingError> {
        let text = plain_line(typed);
        if text.is_empty() || text.chars().count() > 600 {
            return Err(WordingError::Length);
        }
        for (at, _) in text.match_indices('{') {
            let end = text[at..].find('}').map_or(text.len(), |n| at + n + 1);
            if !PLACEHOLDERS.contains(&&text[at..end]) {
                return Err(WordingError::Unknown(text[at..end].chars().take(30).collect()));
            }
        }
        Ok(Self(text))
    }

    /// The usual sentence for what a sheet has: it mentions place and workload only when they are given.
    pub fn usual(has_place: bool, has_workload: bool) -> Self {
        let place = if has_place { ", em {local}" } else { "" };
        let workload = if has_workload { ", com carga horária de {carga_horaria}" } else { "" };
        Self(format!(
            "participou, como {{papel}}, de {{evento}}, evento realizado {{periodo}}{place}{workload}."
        ))
    }

    /// The text with its placeholders, for the form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The sentence of one person. A value that does not exist leaves nothing behind.
    pub fn fill(&self, sheet: &Sheet, person: &PersonLines) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut rest = self.0.as_str();
        while let Some(at) = rest.find('{') {
            let end = rest[at..].find('}').map_or(rest.len(), |n| at + n + 1);
            if at > 0 {
                spans.push(Span::Plain(rest[..at].to_owned()));
            }
            let value = placeholder(&rest[at..end], sheet, person);
            if !value.is_empty() {
                spans.push(Span::Strong(value));
            }
            rest = &rest[end..];
        }
        if !rest.is_empty() {
            spans.push(Span::Plain(rest.to_owned()));
        }
        spans
    }
}

fn placeholder(name: &str, sheet: &Sheet, person: &PersonLines) -> String {
    let line = |l: &Option<ShortLine>| l.as_ref().map(ShortLine::to_string).unwrap_or_default();
    match name {
        "{papel}" => person.role.as_ref().map_or_else(|| "participante".to_owned(), ShortLine::to_string),
        "{evento}" => sheet.title.to_string(),
        "{periodo}" => crate::calendar::period(sheet.period),
        "{local}" => line(&sheet.place),
        "{carga_horaria}" => person.workload.or(sheet.workload).map(|w| w.to_string()).unwrap_or_default(),
        "{emissor}" => sheet.issuer_name.to_string(),
        _ => String::new(),
    }
}

impl TryFrom<String> for Wording {
    type Error = WordingError;
    fn try_from(value: String) -> Result<Self, WordingError> {
        Self::parse(&value)
    }
}

impl From<Wording> for String {
    fn from(wording: Wording) -> Self {
        wording.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn sheet() -> Sheet {
        Sheet {
            title: Title::parse("Formação em Avaliação").expect("title"),
            issuer_name: ShortLine::parse("Instituto Horizonte").expect("name"),
            period: Period::new(date(2026, 3, 12), date(2026, 3, 14)).expect("period"),
            place: Some(ShortLine::parse("Recife").expect("place")),
            workload: Some(Workload::parse("40").expect("workload")),
            wording: Wording::usual(true, true),
            programme: Programme::default(),
            colour: Colour::INK,
            logo: None,
            signatures: Vec::new(),
            prints_cpf: true,
        }
    }

    #[test]
    fn the_usual_sentence_is_filled() {
        let person = PersonLines {
            name: PersonName::parse("Ana Sá").expect("name"),
            cpf: None,
            role: None,
            workload: None,
        };
        let text: String =
            Wording::usual(true, true).fill(&sheet(), &person).iter().map(Span::text).collect();
        assert_eq!(
            text,
            "participou, como participante, de Formação em Avaliação, evento realizado de 12 a 14 de março de 2026, em Recife, \
             com carga horária de 40 horas."
        );
    }

    #[test]
    fn only_known_placeholders_pass() {
        assert!(Wording::parse("fez {evento}").is_ok());
        for wrong in ["{{7*7}}", "${env}", "{evento", "{nome}", "{"] {
            assert!(matches!(Wording::parse(wrong), Err(WordingError::Unknown(_))), "{wrong}");
        }
    }

    #[test]
    fn workloads_are_read_as_people_write_them() {
        for (typed, printed) in [
            ("40", "40 horas"),
            ("1h", "1 hora"),
            ("40 horas", "40 horas"),
            ("1,5", "1 hora e 30 minutos"),
            ("1h30", "1 hora e 30 minutos"),
            ("0:45", "45 minutos"),
            ("2:00", "2 horas"),
        ] {
            assert_eq!(Workload::parse(typed).map(|w| w.to_string()), Ok(printed.into()), "{typed}");
        }
        for wrong in ["", "0", "-3", "quarenta", "1:75", "999999999"] {
            assert!(Workload::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_light_colour_is_refused() {
        assert_eq!(Colour::parse("#1B3A5C").map(|c| c.to_string()), Ok("#1b3a5c".into()));
        assert!(Colour::parse("#ffee00").is_err());
        assert!(Colour::parse("azul").is_err());
    }
}
