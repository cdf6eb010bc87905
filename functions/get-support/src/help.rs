//! The help page: every question, or those that hold all the words of a search.

use crate::questions::{ALL, Question};
use askama::Template;
use axum::extract::Query;
use common::web::{Answer, Site, Visit};
use domain::value::name::folded;
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
    /// The questions, by subject.
    subjects: Vec<Subject>,
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
    Ok(visit.show(&HelpPage { site: visit.site(), search, found, subjects }))
}

/// The questions that hold the beginning of a word for each word of the search; accents and case do not matter.
fn find(search: &str) -> Vec<Subject> {
    let words: Vec<String> = folded(search).split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect();
    let matching = |questions: &[Question]| -> Vec<Question> {
        questions.iter().filter(|question| holds(question, &words)).copied().collect()
    };
    ALL.iter()
        .map(|(title, questions)| Subject { title, questions: matching(questions) })
        .filter(|subject| !subject.questions.is_empty())
        .collect()
}

fn holds(question: &Question, words: &[String]) -> bool {
    let text = folded(&format!("{} {} {}", question.question, question.answer.join(" "), question.also));
    words.iter().all(|word| text.split(' ').any(|there| there.starts_with(word.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(search: &str) -> Vec<&'static str> {
        find(search).iter().flat_map(|s| s.questions.iter().map(|q| q.question)).collect()
    }

    #[test]
    fn nothing_searched_shows_everything() {
        let all: usize = ALL.iter().map(|(_, questions)| questions.len()).sum();
        assert_eq!(found("").len(), all);
        assert!(all >= 20);
    }

    #[test]
    fn words_are_found_without_accents_by_their_beginning_and_by_what_people_call_things() {
        assert!(found("NOTIFICACAO").iter().any(|q| q.contains("mensagem")));
        assert!(found("linked").iter().any(|q| q.contains("LinkedIn")));
        assert!(found("login").len() >= 2, "people say login, the page says entrar");
        assert!(found("esqueci senha").iter().any(|q| q.contains("senha")));
    }

    #[test]
    fn every_word_must_be_there() {
        assert!(found("senha zebra").is_empty());
        assert!(found("<script>alert(1)</script>").is_empty());
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
