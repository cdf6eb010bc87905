//! What an import's page says of its list: which sheet, which columns, what is asked first.

use super::ImportPage;
use super::rows::PageOf;
use common::error::FieldError;
use domain::participation::import::State;
use domain::participation::line::{Column, FileProblem};

impl ImportPage {
    /// Of a workbook with several sheets it is asked first which one has the list: the one that was read may be instructions.
    pub(super) fn ask_sheet(&mut self) {
        let Some(asked) = self.asked.as_ref().filter(|asked| !asked.sheets.is_empty()) else { return };
        self.heading = "Qual folha tem a lista?";
        self.unreadable = format!(
            "A planilha tem {} folhas, e a folha “{}” não pôde ser lida como lista. Escolha abaixo a folha com as pessoas. O que \
             há com esta: {}",
            asked.sheets.len(),
            asked.sheet,
            self.unreadable
        );
    }

    /// Whether a sheet is to be chosen before anything else.
    pub(super) fn asks_sheet(&self) -> bool {
        self.state == "unreadable" && self.asked.as_ref().is_some_and(|asked| !asked.sheets.is_empty())
    }

    /// The sheet that the form offers: the one that is read, and another one where that is no list.
    pub(super) fn sheet_offered(&self) -> &str {
        let Some(asked) = &self.asked else { return "" };
        let another = asked.sheets.iter().find(|name| **name != asked.sheet && self.asks_sheet());
        another.unwrap_or(&asked.sheet)
    }

    /// Which sheet is read of several, in a sentence; empty otherwise.
    pub(super) fn sheet_read(&self) -> String {
        let several = self.asked.as_ref().filter(|asked| !asked.sheets.is_empty());
        several.map_or_else(String::new, |asked| {
            format!("A planilha tem {} folhas. Foi lida a folha “{}”.", asked.sheets.len(), asked.sheet)
        })
    }

    /// Whether the columns are to be looked at before anything else.
    pub(super) fn asks_columns(&self) -> bool {
        let asked = self.asked.as_ref().is_some_and(|asked| asked.is_asked);
        asked || self.state == "unreadable" && !self.asks_sheet() || self.errors.iter().any(is_of_columns)
    }

    /// What is wrong with the form of the columns.
    pub(super) fn column_errors(&self) -> Vec<FieldError> {
        self.errors.iter().filter(|error| is_of_columns(error)).cloned().collect()
    }

    /// What is wrong with the form to publish.
    pub(super) fn publishing_errors(&self) -> Vec<FieldError> {
        let others = self.errors.iter().filter(|error| !is_of_columns(error) && error.field != "sheet");
        others.cloned().collect()
    }

    /// How many lines wait for an answer.
    pub(super) fn waiting(&self) -> u32 {
        self.doubts.as_ref().map_or(0, |doubts| doubts.open)
    }

    /// Whether a list that was not understood can be read once its columns are assigned.
    pub(super) fn can_be_assigned(&self) -> bool {
        self.asked.as_ref().is_some_and(|asked| !asked.columns.is_empty())
    }

    /// Whether the columns are read as was said of an earlier list.
    pub(super) fn is_remembered(&self) -> bool {
        self.asked.as_ref().is_some_and(|asked| asked.remembered)
    }

    /// Whether there is a form above whose choices may not be sent yet.
    pub(super) fn is_asked_of(&self) -> bool {
        self.asked.as_ref().is_some_and(|asked| {
            !asked.presence.is_empty() || !asked.columns.is_empty() || !asked.sheets.is_empty()
        })
    }

    /// Which columns were read, in a sentence.
    pub(super) fn columns_read(&self) -> String {
        let read = self.columns.iter().flat_map(|columns| &columns.read);
        let name = |(column, title): &(Column, String)| {
            let label = column.label();
            if label == title { label.to_owned() } else { format!("{label} (“{title}”)") }
        };
        read.map(name).collect::<Vec<_>>().join(", ")
    }

    /// Which were not.
    pub(super) fn columns_ignored(&self) -> String {
        let ignored = self.columns.iter().flat_map(|columns| &columns.ignored);
        ignored.map(|title| format!("“{title}”")).collect::<Vec<_>>().join(", ")
    }

    /// Whether every certificate has its message.
    pub(super) fn is_complete(&self) -> bool {
        self.progress.as_ref().is_none_or(|done| done.stuck == 0)
    }

    pub(super) fn previous_problems(&self) -> String {
        let PageOf { page, .. } = self.problems_page;
        if page > 1 { format!("{}?problemas={}", self.path, page - 1) } else { String::new() }
    }

    pub(super) fn next_problems(&self) -> String {
        let PageOf { page, pages } = self.problems_page;
        if page < pages { format!("{}?problemas={}", self.path, page + 1) } else { String::new() }
    }
}

/// Whether an error is of the form that says what each column is.
fn is_of_columns(error: &FieldError) -> bool {
    error.field.starts_with("column")
}

pub(super) fn heading(state: &State) -> &'static str {
    match state {
        State::Received => "Lendo a planilha",
        State::Unreadable { problem: FileProblem::Empty | FileProblem::NoLines } => {
            "A planilha não tem ninguém"
        }
        State::Unreadable { .. } => "A planilha não pôde ser lida",
        State::Ready { .. } => "Conferir a planilha",
        State::Issuing { .. } | State::Done { .. } => "Emitindo certificados",
        State::Discarded => "Planilha descartada",
    }
}
