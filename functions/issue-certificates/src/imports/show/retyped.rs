//! The cells of a list that were corrected in its preview, and what can be corrected from its page.

use super::ImportPage;
use crate::imports::asked::Asked;
use crate::imports::retype::has_answers;
use common::error::Problem;
use common::web::Visit;
use domain::participation::cells::RetypedCell;
use domain::participation::choices::Survey;
use domain::participation::import::Import;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::HashSet;

/// A cell that was corrected.
#[derive(Serialize, JsonSchema)]
pub(super) struct RetypedRow {
    /// Row in the file (`line`).
    pub(super) line: u32,
    /// The title of its column.
    pub(super) column: String,
    /// What the file says; empty, nothing.
    pub(super) was: String,
    /// What is used instead; empty, nothing.
    pub(super) now: String,
    /// The cell, as whoever takes the correction back names it (`undo`).
    pub(super) field: String,
    /// Its sheet, as they name it (`sheet`); empty of a text.
    pub(super) sheet: String,
    /// Why it is not used now, in a sentence; empty when it is.
    pub(super) unused: String,
}

impl RetypedRow {
    fn of(cell: &RetypedCell, survey: &Survey) -> Self {
        Self {
            line: cell.line,
            column: if cell.title.is_empty() {
                format!("(coluna {})", cell.at + 1)
            } else {
                cell.title.clone()
            },
            was: cell.was.clone(),
            now: cell.now.clone(),
            field: format!("cell_{}", cell.at),
            sheet: cell.sheet.clone(),
            unused: unused(cell, survey),
        }
    }
}

/// Why a cell is not used as it was typed.
fn unused(cell: &RetypedCell, survey: &Survey) -> String {
    let is_read = survey.columns.get(usize::from(cell.at)).is_none_or(|column| column.read_as.is_some());
    if cell.sheet != survey.sheet {
        format!("Não vale agora: é da folha “{}”, e outra folha é lida.", cell.sheet)
    } else if !survey.retyped.contains(&(cell.line, cell.at)) {
        "Não vale: esta célula do arquivo não diz mais o que dizia.".to_owned()
    } else if !is_read {
        "Não vale agora: a coluna não é usada.".to_owned()
    } else {
        String::new()
    }
}

impl ImportPage {
    /// Adds the cells that were corrected, and what can be.
    pub(super) async fn offer_corrections(
        &mut self,
        visit: &Visit,
        import: &Import,
        survey: Option<&Survey>,
    ) -> Result<(), Problem> {
        let Some(survey) = survey.filter(|_| self.can_be_looked_through) else { return Ok(()) };
        self.forgets_answers = has_answers(import);
        let retyped = visit.app.store.find_retyped(import).await?;
        self.retyped = retyped.all().iter().map(|cell| RetypedRow::of(cell, survey)).collect();
        let (fields, mut asked) = (Fields::of(self.asked.as_ref()), HashSet::new());
        for problem in self.problems.iter_mut().filter(|problem| problem.is_of_a_line) {
            problem.correct = format!("{}/corrigir?linha={}", self.path, problem.line);
            // A cell of which several things are told is asked for once.
            let field = fields.find(&problem.column, &problem.value);
            let is_first = asked.insert((problem.line, field.clone()));
            problem.field = if is_first { field } else { String::new() };
        }
        Ok(())
    }

    /// Whether cells can be corrected where their problem is told.
    pub(super) fn offers_corrections(&self) -> bool {
        self.problems.iter().any(|problem| !problem.field.is_empty())
    }

    /// Whether corrected cells are shown folded: many would stand before all else.
    pub(super) fn folds_corrections(&self) -> bool {
        self.retyped.len() > 5
    }

    /// How many cells were corrected, in words.
    pub(super) fn corrections(&self) -> String {
        let count = u32::try_from(self.retyped.len()).unwrap_or(u32::MAX);
        crate::labels::counted(count, "célula corrigida aqui", "células corrigidas aqui")
    }
}

/// The fields of the cells that can be corrected where a problem is told.
struct Fields(Vec<(String, String)>);

impl Fields {
    fn of(asked: Option<&Asked>) -> Self {
        let columns = || asked.iter().flat_map(|asked| &asked.columns);
        let has = |word: &str| columns().any(|column| column.read_as == word);
        // A name of several cells is told as one.
        let is_one_cell = |word: &str| word != "name" || !has("surname") && !has("social_name");
        let read = columns().filter(|column| !column.read_as.is_empty() && is_one_cell(column.read_as));
        let field = |field: &str| field.replace("column_", "cell_");
        Self(read.map(|column| (column.title.clone(), field(&column.field))).collect())
    }

    /// The field of a cell by its column's title; empty when there are several, or the cell is told shortened.
    fn find(&self, title: &str, value: &str) -> String {
        let mut of_title = self.0.iter().filter(|(known, _)| known == title);
        match (of_title.next(), of_title.next()) {
            (Some((_, field)), None) if !value.ends_with('…') => field.clone(),
            _ => String::new(),
        }
    }
}
