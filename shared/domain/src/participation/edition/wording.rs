//! The sentence under the name.

use super::{PersonLines, Sheet, ShortLine};
use crate::value::name::{folded, plain_line};
use serde::{Deserialize, Serialize};

/// The sentence under the name, with placeholders from a closed list. What stands in brackets, as in `[, em {local}]`, is
/// printed only when every value in it exists, so that a sentence reads well whatever was filled in. Brackets around no
/// placeholder are text.
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

const READY: [(&str, &str); 3] = [
    (
        "participou",
        "participou[, como {papel},] do evento “{evento}”, realizado {periodo}[, em {local}][, com carga horária de {carga_horaria}].",
    ),
    (
        "concluiu",
        "concluiu[, como {papel},] o curso “{evento}”, realizado {periodo}[, em {local}][, com carga horária de {carga_horaria}].",
    ),
    (
        "atuou",
        "atuou como {papel} no evento “{evento}”, realizado {periodo}[, em {local}][, com carga horária de {carga_horaria}].",
    ),
];

impl Wording {
    /// The placeholders that a wording may hold.
    pub const PLACEHOLDERS: [&'static str; 6] = PLACEHOLDERS;

    /// Reads a wording typed by an organiser.
    ///
    /// # Errors
    /// When it is empty, too long or has an unknown placeholder in braces.
    pub fn parse(typed: &str) -> Result<Self, WordingError> {
        let text = as_called(&plain_line(typed));
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

    /// The sentence of an event that chooses none.
    pub fn usual() -> Self {
        Self(READY[0].1.to_owned())
    }

    /// Sentences to choose from: how a form calls each, and its text.
    pub const READY: [(&'static str, &'static str); 3] = READY;

    /// Whether a value is printed wherever it is asked for: outside of brackets nothing stands for one that is missing.
    pub fn needs(&self, placeholder: &str) -> bool {
        pieces(&self.0).iter().any(|piece| matches!(piece, Piece::Always(text) if text.contains(placeholder)))
    }

    /// Whether a part of it may be left out: see [`Wording`].
    pub fn has_optional_parts(&self) -> bool {
        pieces(&self.0).iter().any(|piece| matches!(piece, Piece::IfAllExist(_)))
    }

    /// The first bracket that has no other half, or stands within others: surely not meant as text.
    pub fn half_bracket(&self) -> Option<char> {
        let mut is_open = false;
        for c in self.0.chars().filter(|c| matches!(c, '[' | ']')) {
            if is_open == (c == '[') {
                return Some(c);
            }
            is_open = !is_open;
        }
        is_open.then_some('[')
    }

    /// The text with its placeholders, for the form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The sentence of one person. A value that does not exist leaves nothing behind.
    pub fn fill(&self, sheet: &Sheet, person: &PersonLines) -> Vec<Span> {
        let mut spans = Vec::new();
        for piece in pieces(&self.0) {
            match piece {
                Piece::Always(text) => fill(text, &mut spans, |name| always(name, sheet, person)),
                Piece::IfAllExist(text) => {
                    if names(text).all(|name| !value(name, sheet, person).is_empty()) {
                        fill(text, &mut spans, |name| value(name, sheet, person));
                    }
                }
            }
        }
        spans
    }
}

/// A text whose placeholders are called as ours are, where they were written with accents, capitals or blanks, or as the form
/// calls its fields: `{Carga horária}`, `{título}`.
fn as_called(text: &str) -> String {
    let named = |name: &str| match folded(name.trim_matches(['{', '}'])).replace(' ', "_").as_str() {
        "titulo" | "evento" => Some("{evento}"),
        "funcao" | "papel" => Some("{papel}"),
        "periodo" => Some("{periodo}"),
        "local" => Some("{local}"),
        "carga_horaria" => Some("{carga_horaria}"),
        "emissor" | "organizador" => Some("{emissor}"),
        _ => None,
    };
    let known = names(text).filter_map(|name| Some((name, named(name)?)));
    known.fold(text.to_owned(), |text, (name, ours)| text.replace(name, ours))
}

/// A stretch of a wording.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    /// Printed for everybody.
    Always(&'a str),
    /// What stood in brackets: printed where all its values exist.
    IfAllExist(&'a str),
}

/// Cuts a wording at its brackets. A bracket without its other half, or around no placeholder, is text.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut from) = (Vec::new(), 0);
    let mut rest = 0;
    while let Some(open) = text[rest..].find('[').map(|at| rest + at) {
        let Some(close) = text[open..].find(']').map(|at| open + at) else { break };
        let inner = &text[open + 1..close];
        if names(inner).next().is_some() {
            pieces.push(Piece::Always(&text[from..open]));
            pieces.push(Piece::IfAllExist(inner));
            from = close + 1;
        }
        rest = close + 1;
    }
    pieces.push(Piece::Always(&text[from..]));
    pieces.retain(|piece| *piece != Piece::Always(""));
    pieces
}

/// The placeholders of a text, in order.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('{').filter_map(|(at, _)| text[at..].find('}').map(|end| &text[at..=at + end]))
}

/// Adds a text with its values.
fn fill(text: &str, spans: &mut Vec<Span>, value: impl Fn(&str) -> String) {
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let end = rest[at..].find('}').map_or(rest.len(), |n| at + n + 1);
        plain(&rest[..at], spans);
        let value = value(&rest[at..end]);
        if !value.is_empty() {
            spans.push(Span::Strong(value));
        }
        rest = &rest[end..];
    }
    plain(rest, spans);
}

/// Adds ordinary text, to what stands there of it.
fn plain(text: &str, spans: &mut Vec<Span>) {
    match spans.last_mut() {
        _ if text.is_empty() => {}
        Some(Span::Plain(before)) => before.push_str(text),
        _ => spans.push(Span::Plain(text.to_owned())),
    }
}

/// What a placeholder becomes where it is always printed: nobody is without a role.
fn always(name: &str, sheet: &Sheet, person: &PersonLines) -> String {
    match (name, value(name, sheet, person)) {
        ("{papel}", role) if role.is_empty() => "participante".to_owned(),
        (_, value) => value,
    }
}

/// What a placeholder stands for; empty, nothing.
fn value(name: &str, sheet: &Sheet, person: &PersonLines) -> String {
    let line = |l: &Option<ShortLine>| l.as_ref().map(ShortLine::to_string).unwrap_or_default();
    match name {
        "{papel}" => line(&person.role),
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
            wording: Wording::usual(),
            programme: Programme::default(),
            colour: Colour::INK,
            logo: None,
            signatures: Vec::new(),
            prints_cpf: true,
            opening: Sheet::usual_opening(),
        }
    }

    fn person(role: Option<&str>, workload: Option<&str>) -> PersonLines {
        PersonLines {
            name: PersonName::parse("Ana Sá").expect("name"),
            cpf: None,
            role: role.map(|role| ShortLine::parse(role).expect("role")),
            workload: workload.map(|hours| Workload::parse(hours).expect("hours")),
        }
    }

    fn said(wording: &Wording, sheet: &Sheet, person: &PersonLines) -> String {
        wording.fill(sheet, person).iter().map(Span::text).collect()
    }

    #[test]
    fn a_bracket_without_its_other_half_is_found() {
        for (typed, half) in [
            ("participou[, em {local}].", None),
            ("participou.", None),
            ("participou [, em {local}.", Some('[')),
            ("participou, em {local}].", Some(']')),
            ("[a [, em {local}]].", Some('[')),
            ("participou][.", Some(']')),
        ] {
            assert_eq!(Wording::parse(typed).expect("a wording").half_bracket(), half, "{typed}");
        }
    }

    #[test]
    fn the_usual_sentence_reads_well_whatever_is_filled_in() {
        let bare = Sheet { place: None, workload: None, ..sheet() };
        let nobody = person(None, None);
        for (sheet, person, text) in [
            (
                &sheet(),
                &nobody,
                "participou do evento “Formação em Avaliação”, realizado de 12 a 14 de março de 2026, em Recife, com carga horária de 40 horas.",
            ),
            (
                &bare,
                &nobody,
                "participou do evento “Formação em Avaliação”, realizado de 12 a 14 de março de 2026.",
            ),
            (
                &bare,
                &person(Some("monitora"), Some("8")),
                "participou, como monitora, do evento “Formação em Avaliação”, realizado de 12 a 14 de março de 2026, com carga horária de 8 horas.",
            ),
        ] {
            assert_eq!(said(&Wording::usual(), sheet, person), text);
        }
        for (name, text) in Wording::READY {
            let wording = Wording::parse(text).expect(name);
            assert_eq!(wording.as_str(), text, "{name}");
            for text in
                [said(&wording, &bare, &nobody), said(&wording, &sheet(), &person(Some("tutor"), None))]
            {
                assert!(
                    !text.contains(['[', ']', '{', '}']) && !text.contains(" ,") && !text.contains("  "),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn brackets_around_no_value_are_text_and_so_is_half_a_pair() {
        let wording = |typed: &str| Wording::parse(typed).expect(typed);
        let nobody = person(None, None);
        for (typed, text) in [
            ("fez [módulo 1] de {evento}", "fez [módulo 1] de Formação em Avaliação"),
            ("fez [módulo 1][ como {papel}]", "fez [módulo 1]"),
            ("fez {evento} [em {local}", "fez Formação em Avaliação [em Recife"),
            ("fez] {evento}", "fez] Formação em Avaliação"),
            ("[{papel} em {local}]x", "x"),
            ("fez como {papel}", "fez como participante"),
        ] {
            assert_eq!(said(&wording(typed), &sheet(), &nobody), text, "{typed}");
        }
        assert!(wording("[{local}]").has_optional_parts() && !wording("[local]").has_optional_parts());
        assert!(wording("em {local}[, {papel}]").needs("{local}"));
        assert!(!wording("em {local}[, {papel}]").needs("{papel}"));
    }

    #[test]
    fn only_known_placeholders_pass() {
        assert!(Wording::parse("fez {evento}").is_ok());
        let written =
            Wording::parse("fez {Título}, {Período}[, {carga horária}]").expect("as the form calls them");
        assert_eq!(written.as_str(), "fez {evento}, {periodo}[, {carga_horaria}]");
        for wrong in ["{{7*7}}", "${env}", "{evento", "{nome}", "{"] {
            assert!(matches!(Wording::parse(wrong), Err(WordingError::Unknown(_))), "{wrong}");
        }
    }
}
