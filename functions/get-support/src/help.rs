//! The help page: every question by its subject, or the best answers to a search; and after them the form for asking the team.

use crate::questions::{ALL, Question};
use crate::search::ranked;
use crate::tickets::form::AskForm;
use askama::Template;
use axum::extract::Query;
use common::web::{Answer, Site, Visit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The help page.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "help.html")]
pub(crate) struct HelpPage {
    #[serde(skip)]
    site: Site,
    /// What was searched for.
    search: String,
    /// How many questions were found.
    found: usize,
    /// The questions: by subject, or the best answers to the search in one.
    subjects: Vec<Subject>,
    /// The form for asking the team.
    ask: AskForm,
}

/// Questions about one thing.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Subject {
    title: &'static str,
    questions: Vec<Question>,
}

/// What the address may ask.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Search {
    /// Words to look for in questions and answers.
    #[serde(default)]
    busca: String,
}

/// The longest search that is looked at, in characters.
const LONGEST: usize = 200;

/// `GET /ajuda`
pub(crate) async fn show(visit: Visit, Query(Search { busca }): Query<Search>) -> Answer {
    let search: String = domain::value::name::plain_line(&busca).chars().take(LONGEST).collect();
    let subjects = find(&search);
    let found = subjects.iter().map(|subject| subject.questions.len()).sum();
    let ask = AskForm::blank(&visit);
    Ok(visit.show(&HelpPage { site: visit.site(), search, found, subjects, ask }))
}

fn find(search: &str) -> Vec<Subject> {
    if search.is_empty() {
        let all = ALL.iter().map(|(title, questions)| Subject { title, questions: questions.to_vec() });
        return all.collect();
    }
    let questions = ranked(search);
    if questions.is_empty() { Vec::new() } else { vec![Subject { title: "O que mais combina", questions }] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_searched_shows_everything() {
        let all: usize = ALL.iter().map(|(_, questions)| questions.len()).sum();
        let found: usize = find("").iter().map(|subject| subject.questions.len()).sum();
        assert_eq!(found, all);
        assert!(all >= 20);
    }

    #[test]
    fn questions_ask_and_answers_end() {
        for question in ALL.iter().flat_map(|(_, questions)| questions.iter()) {
            assert!(question.question.ends_with('?'), "{}", question.question);
            assert!(question.answer.iter().all(|p| p.ends_with('.')), "{}", question.question);
            assert!(
                question.links.iter().all(|link| link.location.starts_with('/')),
                "{}",
                question.question
            );
        }
    }
}
