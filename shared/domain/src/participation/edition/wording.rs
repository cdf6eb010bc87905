//! The sentence under the name.

use super::{PersonLines, Sheet, ShortLine};
use crate::value::name::plain_line;
use serde::{Deserialize, Serialize};

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
        "{periodo}" => crate::value::calendar::period(sheet.period),
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
    use crate::participation::edition::{Colour, Programme, Title, Workload};
    use crate::value::name::PersonName;
    use crate::value::period::Period;
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
}
