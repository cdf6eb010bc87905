//! A record as a [`Line`], or everything that is wrong with it.

use super::Limits;
use super::cells::Cells;
use super::header::Header;
use super::suggestions::{self, Suggested};
use domain::participation::choices::Fix;
use domain::participation::line::{Column, Line, LineProblem, Reason};
use domain::participation::written;
use domain::value::cpf::Cpf;
use domain::value::document::Document;
use domain::value::name::folded;
use std::collections::BTreeSet;

/// Reads one record, with what is to be put right of it.
///
/// # Errors
/// All problems of the record, in the order of [`Column::ALL`].
pub(super) fn read(
    row: u32,
    cells: &Cells<'_>,
    header: &Header,
    limits: Limits,
    fixes: &BTreeSet<Fix>,
) -> Result<Read, Vec<LineProblem>> {
    let most_chars = limits.cell_chars;
    let mut record = Record { row, cells, header, most_chars, problems: Vec::new(), remarks: Vec::new() };
    let mut suggestions = Vec::new();
    // What somebody typed is meant as it stands.
    let none = BTreeSet::new();
    let fixes_of = |column| if record.is_typed(column) { &none } else { fixes };
    let (fixes_of_name, fixes_of_email) = (fixes_of(Column::Name), fixes_of(Column::Email));
    let name = record.check(Column::Name, |cell| {
        written::name(cell)
            .and_then(|_| written::name(&suggestions::name(cell, fixes_of_name, &mut suggestions)))
    });
    if record.is_typed(Column::Name) {
        suggestions.clear();
    }
    let email = record.check(Column::Email, |cell| {
        written::email(&suggestions::email(cell, fixes_of_email, &mut suggestions))
    });
    let cpf = record.cpf();
    let document = record.document(cpf.as_ref().is_some_and(Option::is_some));
    let role = record.check(Column::Role, written::role);
    let workload = record.check(Column::Workload, written::workload);
    record.tell_surname();
    record.check_extra_cells();
    match (name, email, cpf, role, workload) {
        (Some(name), Some(email), Some(cpf), Some(role), Some(workload)) if record.problems.is_empty() => {
            let own = |fix: Fix| if fix == Fix::Domains { fixes_of_email } else { fixes };
            suggestions.iter().for_each(|suggested| record.suggestion(suggested, own(suggested.0)));
            let line = Line { number: row, name, email, cpf, document, role, workload, by_role: false };
            Ok(Read { line, remarks: record.remarks, suggestions })
        }
        _ => Err(record.problems),
    }
}

/// A record that is good.
pub(super) struct Read {
    pub(super) line: Line,
    /// What to know of it before it is issued.
    pub(super) remarks: Vec<LineProblem>,
    /// What may be put right, or was.
    pub(super) suggestions: Vec<Suggested>,
}

/// A problem with who a person is: it is told of the cell by which they were recognised.
pub(super) fn who(line: &Line, cells: &Cells<'_>, header: &Header, reason: Reason) -> LineProblem {
    let by_cpf = line.cpf.is_some() && !matches!(reason, Reason::OnceWithoutCpf { .. });
    let column = if by_cpf { Column::Cpf } else { Column::Email };
    let cell = header.at(column).map(|at| cells.text(at)).unwrap_or_default();
    LineProblem::new(line.number, header.title(column), &cell, reason)
}

struct Record<'a> {
    row: u32,
    cells: &'a Cells<'a>,
    header: &'a Header,
    most_chars: u32,
    problems: Vec<LineProblem>,
    remarks: Vec<LineProblem>,
}

impl Record<'_> {
    /// The column's value, or nothing and a problem more.
    fn check<T>(&mut self, column: Column, parse: impl FnOnce(&str) -> Result<T, Reason>) -> Option<T> {
        let value = self.value(column);
        let read = if value.chars().count() > self.most_chars as usize {
            Err(Reason::CellTooLong { most: self.most_chars })
        } else {
            parse(&value)
        };
        read.map_err(|reason| self.problem(column, reason)).ok()
    }

    fn value(&self, column: Column) -> String {
        let value = self.cell(column);
        match column {
            Column::Name => self.name(value),
            _ => value,
        }
    }

    /// The name to print: the one that the person chose, where there is one.
    fn name(&self, civil: String) -> String {
        let surname = self.cell(Column::Surname);
        match self.social_name() {
            Some(social) if social.contains(' ') => social,
            Some(social) => with_surname(social, &surname),
            None => with_surname(civil, &surname),
        }
    }

    /// The social name, unless the cell says that there is none, or that it is the same.
    fn social_name(&self) -> Option<String> {
        let social = self.cell(Column::SocialName);
        (!written::means_none(&social) && !written::means_the_same(&social)).then_some(social)
    }

    /// Tells that a surname was not added to a social name of several words. One that is in it already is no loss.
    fn tell_surname(&mut self) {
        let surname = self.cell(Column::Surname);
        let Some(social) = self.social_name().filter(|social| social.contains(' ')) else { return };
        if with_surname(social.clone(), &surname) != social {
            self.remark(Column::SocialName, Reason::SurnameNotAdded { surname });
        }
    }

    /// Whether somebody typed the cell of a column.
    fn is_typed(&self, column: Column) -> bool {
        self.header.at(column).is_some_and(|at| self.cells.typed(at).is_some())
    }

    fn cell(&self, column: Column) -> String {
        self.header.at(column).map(|at| self.cells.value(at)).unwrap_or_default()
    }

    fn problem(&mut self, column: Column, reason: Reason) {
        let told = self.quoted(column, reason);
        self.problems.push(told);
    }

    /// The CPF. Where other documents may be in its column, one that is no CPF is none.
    fn cpf(&mut self) -> Option<Option<Cpf>> {
        if self.header.has_any_document() && written::is_another_document(&self.cell(Column::Cpf)) {
            self.remark(Column::Cpf, Reason::NotACpf);
            return Some(None);
        }
        self.check(Column::Cpf, written::cpf)
    }

    /// Another document, of somebody without a CPF: the first that is filled in. Nobody has to give one, so that one that
    /// cannot be right keeps nobody from a certificate, as a wrong CPF does: that one would make another person of them.
    fn document(&mut self, has_cpf: bool) -> Option<Document> {
        let kinds = [Column::Nif, Column::Passport, Column::Rnm];
        let filled_in = |column: &Column| !written::is_blank(&self.cell(*column));
        let column = kinds.into_iter().find(filled_in).filter(|_| !has_cpf)?;
        let read = self.check(column, |cell| Ok(written::document(column, cell)))?;
        read.map_err(|reason| self.remark(column, reason)).ok()
    }

    fn remark(&mut self, column: Column, reason: Reason) {
        let told = self.quoted(column, reason);
        self.remarks.push(told);
    }

    /// Tells what is suggested, unless it was put right. Of names in capitals there may be as many as lines: they are told all
    /// at once.
    fn suggestion(&mut self, (fix, _, likely): &Suggested, fixes: &BTreeSet<Fix>) {
        let likely = likely.clone();
        let (column, reason) = match fix {
            _ if fixes.contains(fix) => return,
            Fix::SurnameFirst => (Column::Name, Reason::SurnameFirst { likely }),
            Fix::Brackets => (Column::Name, Reason::Brackets { likely }),
            Fix::Domains => {
                let domain = likely.rsplit('@').next().unwrap_or_default().to_owned();
                (Column::Email, Reason::LikelyDomain { likely: domain })
            }
            Fix::Capitals | Fix::AddHours => return,
        };
        self.remark(column, reason);
    }

    fn quoted(&self, column: Column, reason: Reason) -> LineProblem {
        let typed = match (column, self.header.at(column)) {
            (Column::Name, _) | (_, None) => self.value(column),
            (_, Some(at)) => self.cells.text(at).into_owned(),
        };
        LineProblem::new(self.row, self.header.title(column), &typed, reason)
    }

    fn check_extra_cells(&mut self) {
        let extra =
            (self.header.width()..self.cells.len()).map(|at| self.cells.value(at)).find(|v| !v.is_empty());
        // Whoever typed a cell of the row has seen all of them, and no cell of hers can be taken away.
        if let Some(value) = extra.filter(|_| !self.cells.has_typed()) {
            let title = format!("(coluna {})", self.header.width() + 1);
            self.problems.push(LineProblem::new(self.row, &title, &value, Reason::ExtraCells));
        }
    }
}

/// Given name and surname in one, unless the first already ends with the second.
fn with_surname(name: String, surname: &str) -> String {
    let (whole, last) = (folded(&name), folded(surname));
    if last.is_empty() || whole == last || whole.ends_with(&format!(" {last}")) {
        name
    } else {
        format!("{name} {surname}").trim().to_owned()
    }
}
