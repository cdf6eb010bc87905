//! The rows of an import's page: problems, and the first lines as they were read.

use crate::labels::number;
use domain::participation::line::{Line, LineProblem, Outcome, Reason};
use schemars::JsonSchema;
use serde::Serialize;

/// One problem.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ProblemRow {
    /// Row in the file.
    pub(super) line: u32,
    /// Title of the column.
    pub(super) column: String,
    /// The cell as typed.
    pub(super) value: String,
    /// What is wrong and what to do.
    pub(super) reason: String,
    /// What becomes of the line.
    pub(super) outcome: Outcome,
    /// Whether it is said of a line, and not of a column or of the file.
    #[serde(skip)]
    pub(super) is_of_a_line: bool,
    /// Address of the form that corrects the line; empty when it cannot be.
    pub(super) correct: String,
    /// The field of the cell in that form; empty when it is not just one.
    pub(super) field: String,
}

/// Where in a list of pages one is.
#[derive(Serialize, JsonSchema, Clone, Copy, Default)]
pub(crate) struct PageOf {
    /// From 1; 0 when there is none.
    pub(super) page: u32,
    /// How many there are.
    pub(super) pages: u32,
}

/// One line of the file.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SampleRow {
    /// Row in the file.
    pub(super) line: u32,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) cpf: String,
    pub(super) role: String,
    pub(super) workload: String,
}

impl ProblemRow {
    pub(super) fn of(problem: &LineProblem) -> Self {
        Self {
            line: problem.line,
            column: problem.column.clone(),
            value: problem.value.clone(),
            reason: problem.reason.sentence(),
            outcome: problem.reason.outcome(),
            is_of_a_line: !matches!(problem.reason, Reason::ColumnNotRead { .. } | Reason::SectionNotRead),
            correct: String::new(),
            field: String::new(),
        }
    }
}

impl PageOf {
    pub(super) fn label(&self) -> String {
        format!("Página {} de {}", number(self.page), number(self.pages))
    }
}

impl SampleRow {
    pub(super) fn of(line: &Line) -> Self {
        Self {
            line: line.number,
            name: line.name.to_string(),
            email: line.email.as_str().to_owned(),
            cpf: document(line),
            role: line.role.as_ref().map(ToString::to_string).unwrap_or_default(),
            workload: line.workload.map(|w| w.to_string()).unwrap_or_default(),
        }
    }
}

/// By which number a line names its person.
fn document(line: &Line) -> String {
    let other = || line.document.as_ref().map(domain::value::document::Document::shown).unwrap_or_default();
    line.cpf.as_ref().map_or_else(other, domain::value::cpf::Cpf::formatted)
}
