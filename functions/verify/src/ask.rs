//! The form: a code as people type it, or a file that the browser has hashed.

use crate::found::path;
use crate::missing::{missed, unknown_file};
use askama::Template;
use common::error::{Errors, FieldError, Problem};
use common::web::{Answer, Input, Site, Visit};
use domain::value::code::{CodeError, Unread, VerifyCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The form of a verification.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "verificar.html")]
pub struct AskPage {
    #[serde(skip)]
    site: Site,
    /// The code as it was typed.
    code: String,
    /// What is wrong with what was typed.
    errors: Errors,
    /// What there is to say of a file, or of too many tries.
    notice: String,
    /// The codes in what was pasted, when there are several: one of them is meant.
    choices: Vec<Choice>,
}

/// One of several codes.
#[derive(Serialize, JsonSchema)]
pub struct Choice {
    /// The code, in groups.
    code: String,
    /// Path of its verification.
    path: String,
}

/// What is to be verified: one of the two.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The code in the footer of the certificate, or text with one code in it: its link, a mail, the whole footer.
    #[serde(default)]
    code: String,
    /// SHA-256 of the PDF, 64 hexadecimal digits.
    #[serde(default)]
    sha256: String,
}

/// Shows the form.
pub async fn show(visit: Visit) -> Answer {
    Ok(visit.show(&AskPage::empty(&visit)))
}

/// Leads to what a code or a file verifies.
pub async fn look_up(visit: Visit, Input { body, .. }: Input<Question>) -> Answer {
    if !body.sha256.is_empty() {
        return by_file(&visit, &body.sha256).await;
    }
    match VerifyCode::find(&body.code) {
        Ok(code) => Ok(visit.see(&path(&code))),
        Err(unread) => {
            let problem = Problem::fields(vec![FieldError::new("code", sentence(&unread))]);
            let page = AskPage { code: body.code, choices: choices(unread), ..AskPage::of(&visit, &problem) };
            Ok(visit.again(&page, problem))
        }
    }
}

fn choices(unread: Unread) -> Vec<Choice> {
    let Unread::Several(codes) = unread else { return Vec::new() };
    codes.iter().map(|code| Choice { code: code.grouped(), path: path(code) }).collect()
}

async fn by_file(visit: &Visit, typed: &str) -> Answer {
    let Some(sha256) = digest(typed) else {
        let sentence = "A impressão digital do arquivo tem 64 dígitos de 0 a 9 e de a a f.";
        let problem = Problem::fields(vec![FieldError::new("sha256", sentence)]);
        return Ok(visit.again(&AskPage::of(visit, &problem), problem));
    };
    match visit.app.store.find_code_of_file(&sha256).await? {
        Some(code) => Ok(visit.see(&format!("{}?sha256={sha256}", path(&code)))),
        None => {
            let problem = missed(visit, unknown_file()).await?;
            Ok(visit.again(&AskPage::of(visit, &problem), problem))
        }
    }
}

impl AskPage {
    fn empty(visit: &Visit) -> Self {
        let (code, notice) = (String::new(), String::new());
        Self { site: visit.site(), code, errors: Errors::default(), notice, choices: Vec::new() }
    }

    /// The form with what is wrong. What was typed has its error at its field; what is wrong with a file is said above,
    /// because the field of its digest is filled by the script and has no place on the page.
    fn of(visit: &Visit, problem: &Problem) -> Self {
        let (errors, others) = problem.errors.clone().apart("code");
        let notice = match (others.first(), errors.is_empty()) {
            (Some(other), _) => other.message.clone(),
            (None, true) => problem.detail.clone(),
            (None, false) => String::new(),
        };
        Self { errors, notice, ..Self::empty(visit) }
    }
}

/// A SHA-256 in lower case.
pub fn digest(typed: &str) -> Option<String> {
    let text = typed.trim().to_ascii_lowercase();
    let whole = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    whole.then_some(text)
}

fn sentence(unread: &Unread) -> &'static str {
    match unread {
        Unread::Empty => "Digite o código que está no rodapé do certificado.",
        Unread::None => {
            "Não achamos um código neste texto. Ele tem 17 letras e números, como em 7Q2K-9XBM-4T8R-0ABC-D, e está no rodapé do certificado."
        }
        Unread::Several(_) => "Há mais de um código neste texto. Escolha qual deles verificar.",
        Unread::Wrong(CodeError::Length) => {
            "O código tem 17 letras e números. Confira se falta ou sobra algum, como em 7Q2K-9XBM-4T8R-0ABC-D."
        }
        Unread::Wrong(CodeError::Symbol) => {
            "O código tem só letras e números, sem U. Confira se não há outro sinal no meio."
        }
        Unread::Wrong(CodeError::Check) => {
            "Parece haver um erro de digitação: este código não fecha. Compare cada letra e número com o certificado."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_64_hexadecimal_digits_in_either_case() {
        assert_eq!(digest(&format!(" {} ", "AB".repeat(32))), Some("ab".repeat(32)));
        for wrong in ["", "ab", &"g".repeat(64), &"ab".repeat(33), &"é".repeat(32)] {
            assert_eq!(digest(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn each_mistake_of_typing_has_its_sentence() {
        let code = VerifyCode::from_chance([7; 10]);
        let mistyped = code.as_str().replacen(
            &code.as_str()[..1],
            if code.as_str().starts_with('0') { "1" } else { "0" },
            1,
        );
        let said = |typed: &str| sentence(&VerifyCode::find(typed).expect_err("wrong"));
        assert!(said(" ").starts_with("Digite"));
        assert!(said("7Q2K").contains("17"));
        assert!(said("7Q2K-9XBM-4T8R-0AB!-D").contains("outro sinal"));
        assert!(said(&mistyped).contains("erro de digitação"));
        assert!(said("Certificamos que Ana Lua participou da formação de março").contains("Não achamos"));
        let other = VerifyCode::from_chance([8; 10]);
        assert!(said(&format!("{code} ou {other}")).contains("mais de um código"));
    }
}
