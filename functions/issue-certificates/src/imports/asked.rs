//! How a list is read, as its organiser sees it and may say otherwise.

mod fix;

use crate::labels::counted;
use domain::participation::choices::{Answer, Survey, Surveyed};
use domain::participation::line::Column;
use fix::AskedFix;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// How a list is read.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Asked {
    /// Which reading this is: whoever says how to read the list says it of this one (`reading`).
    pub(crate) reading: u32,
    /// The sheets of a workbook that has several.
    pub(crate) sheets: Vec<String>,
    /// The one that is read (`sheet`).
    pub(crate) sheet: String,
    /// The columns.
    pub(crate) columns: Vec<AskedColumn>,
    /// Whether the columns are read as was said of an earlier list with the same titles.
    pub(crate) remembered: bool,
    /// Whether the first row is a person already (`untitled`).
    pub(crate) untitled: bool,
    /// Whether a column is asked about.
    pub(crate) is_asked: bool,
    /// Columns that tell who may have a certificate.
    pub(crate) presence: Vec<AskedPresence>,
    /// What may be put right on all lines at once, or was.
    pub(crate) fixes: Vec<AskedFix>,
}

/// A column that tells who may have a certificate.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AskedPresence {
    /// Its title.
    pub(crate) title: String,
    /// What it says.
    pub(crate) answers: Vec<AskedAnswer>,
    /// Lines that say something else, of which counts what it means by itself.
    pub(crate) others: u32,
}

/// What lines of such a column say.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AskedAnswer {
    /// The field of the form: `yes_2_0` is the first answer of the third column.
    pub(crate) field: String,
    /// What they say, as the first of them was typed.
    pub(crate) value: String,
    /// How many of them.
    pub(crate) lines: u32,
    /// Whether a certificate is issued for these lines.
    pub(crate) entitled: bool,
}

/// One column.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AskedColumn {
    /// The field of the form: `column_0` is the first one.
    pub(crate) field: String,
    /// Its title.
    pub(crate) title: String,
    /// Its first cells with something in them.
    pub(crate) samples: Vec<String>,
    /// What it is read as; empty when it is not used.
    pub(crate) read_as: &'static str,
    /// What it looks like, though it is not read; empty when nothing.
    pub(crate) looks_like: &'static str,
}

impl Asked {
    pub(crate) fn of(survey: &Survey, reading: u32) -> Self {
        let several = survey.sheets.len() > 1;
        Self {
            reading,
            sheets: if several { survey.sheets.clone() } else { Vec::new() },
            sheet: survey.sheet.clone(),
            columns: survey.columns.iter().enumerate().map(AskedColumn::of).collect(),
            remembered: survey.remembered,
            untitled: survey.untitled,
            is_asked: survey.is_asked(),
            fixes: survey.suggestions.iter().map(AskedFix::of).collect(),
            presence: survey.columns.iter().enumerate().filter_map(AskedPresence::of).collect(),
        }
    }

    /// With what was chosen of the columns in a form that is shown again.
    pub(crate) fn keeping(mut self, chosen: &BTreeMap<String, String>, untitled: bool) -> Self {
        for asked in &mut self.columns {
            let chosen = chosen.get(&asked.field).and_then(|chosen| column(chosen).ok());
            asked.read_as = chosen.flatten().map_or("", word);
        }
        Self { untitled, ..self }
    }

    /// What is asked of a list that cannot be read: which sheet, and what its columns are, if that is why.
    pub(crate) fn of_unreadable(self, is_of_columns: bool) -> Self {
        let columns = if is_of_columns { self.columns } else { Vec::new() };
        Self { columns, presence: Vec::new(), fixes: Vec::new(), ..self }
    }
}

impl AskedPresence {
    /// What is asked of a column that does not say the same good thing of everybody.
    fn of((at, column): (usize, &Surveyed)) -> Option<Self> {
        let answer = |(place, answer): (usize, &Answer)| AskedAnswer {
            field: yes(at, place),
            value: answer.shown().to_owned(),
            lines: answer.lines,
            entitled: answer.entitled,
        };
        column.is_asked_who().then(|| Self {
            title: column.title.clone(),
            answers: column.answers.iter().enumerate().map(answer).collect(),
            others: column.other_answers,
        })
    }
}

impl AskedPresence {
    /// What is not listed, in a sentence.
    pub(crate) fn others_sentence(&self) -> String {
        format!(
            "{}, de que vale o que a própria resposta diz.",
            counted(
                self.others,
                "outra linha tem um valor diferente destes",
                "outras linhas têm valores diferentes destes"
            )
        )
    }
}

impl AskedAnswer {
    /// The answer and how many gave it.
    pub(crate) fn label(&self) -> String {
        let value = if self.value.is_empty() { "(vazio)" } else { &self.value };
        format!("{value} ({})", counted(self.lines, "linha", "linhas"))
    }
}

/// The field of an answer.
pub(crate) fn yes(column: usize, answer: usize) -> String {
    format!("yes_{column}_{answer}")
}

impl AskedColumn {
    fn of((at, column): (usize, &Surveyed)) -> Self {
        Self {
            field: format!("column_{at}"),
            title: if column.title.is_empty() {
                format!("(coluna {})", at + 1)
            } else {
                column.title.clone()
            },
            samples: column.samples.clone(),
            read_as: column.read_as.map_or("", word),
            looks_like: column.looks_like.map_or("", Column::label),
        }
    }

    /// What it may be, as a form offers it.
    pub(crate) fn options(&self) -> Vec<(&'static str, &'static str)> {
        let some = EACH.into_iter().map(|column| (word(column), label(column)));
        [("", "Não usar")].into_iter().chain(some).collect()
    }

    /// What it looks like, in a sentence; empty when nothing.
    pub(crate) fn note(&self) -> String {
        match self.looks_like {
            "" => String::new(),
            label => format!("Parece ter “{label}”."),
        }
    }

    /// Its cells in one line.
    pub(crate) fn cells(&self) -> String {
        self.samples.join(" · ")
    }
}

/// Everything that a column may be, in the order in which it is offered.
const EACH: [Column; 12] = [
    Column::Name,
    Column::Surname,
    Column::SocialName,
    Column::Email,
    Column::Cpf,
    Column::Nif,
    Column::Passport,
    Column::Rnm,
    Column::Role,
    Column::Workload,
    Column::Presence,
    Column::Status,
];

/// What a form calls a column.
fn word(column: Column) -> &'static str {
    match column {
        Column::Name => "name",
        Column::Surname => "surname",
        Column::SocialName => "social_name",
        Column::Email => "email",
        Column::Cpf => "cpf",
        Column::Nif => "nif",
        Column::Passport => "passport",
        Column::Rnm => "rnm",
        Column::Role => "role",
        Column::Workload => "workload",
        Column::Presence => "presence",
        Column::Status => "status",
    }
}

/// The column that a form calls so; none is not used.
///
/// # Errors
/// When no column is called so.
pub(crate) fn column(word_of_form: &str) -> Result<Option<Column>, ()> {
    match word_of_form {
        "" => Ok(None),
        known => EACH.into_iter().find(|&column| word(column) == known).map(Some).ok_or(()),
    }
}

fn label(column: Column) -> &'static str {
    match column {
        Column::Role => "Papel ou função",
        Column::Presence => "Presença ou aprovação",
        Column::Status => "Situação da inscrição",
        other => other.label(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_called_the_same_in_a_form_and_in_json() {
        for each in EACH {
            assert_eq!(serde_json::to_value(each).expect("json"), word(each));
            assert_eq!(column(word(each)), Ok(Some(each)));
        }
        assert_eq!((column(""), column("x")), (Ok(None), Err(())));
    }
}
