//! The form: a code as people type it, or a file that the browser has hashed.

use crate::missing::{missed, unknown_file};
use askama::Template;
use common::error::{Errors, FieldError, Problem};
use common::web::{Answer, Input, Site, Visit};
use domain::value::code::{CodeError, VerifyCode};
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
}

/// What is to be verified: one of the two.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The code in the footer of the certificate. Spaces, hyphens and case do not matter.
    #[serde(default)]
    code: String,
    /// SHA-256 of the PDF, 64 hexadecimal digits.
    #[serde(default)]
    sha256: String,
}

/// Shows the form.
pub async fn show(visit: Visit) -> Answer {
    let page =
        AskPage { site: visit.site(), code: String::new(), errors: Errors::default(), notice: String::new() };
    Ok(visit.show(&page))
}

/// Leads to what a code or a file verifies.
pub async fn look_up(visit: Visit, Input { body, .. }: Input<Question>) -> Answer {
    if !body.sha256.is_empty() {
        return by_file(&visit, &body.sha256).await;
    }
    match VerifyCode::parse(after_link(&body.code)) {
        Ok(code) => Ok(visit.see(&format!("/v/{}", code.as_str()))),
        Err(error) => {
            let problem = Problem::fields(vec![FieldError::new("code", sentence(error, &body.code))]);
            Ok(again(&visit, body.code, problem))
        }
    }
}

/// The code in an address as mails and QR codes have it; anything else as it is.
fn after_link(typed: &str) -> &str {
    let code = typed.rsplit_once("/v/").map_or(typed, |(_, code)| code);
    code.split(['?', '#', '/']).next().unwrap_or(code)
}

async fn by_file(visit: &Visit, typed: &str) -> Answer {
    let Some(sha256) = digest(typed) else {
        let sentence = "A impressão digital do arquivo tem 64 dígitos de 0 a 9 e de a a f.";
        let problem = Problem::fields(vec![FieldError::new("sha256", sentence)]);
        return Ok(again(visit, String::new(), problem));
    };
    match visit.app.store.find_code_of_file(&sha256).await? {
        Some(code) => Ok(visit.see(&format!("/v/{}?sha256={sha256}", code.as_str()))),
        None => Ok(again(visit, String::new(), missed(visit, unknown_file()).await?)),
    }
}

/// The form again. What was typed has its error at its field; what is wrong with a file is said above, because the field of
/// its digest is filled by the script and has no place on the page.
fn again(visit: &Visit, code: String, problem: Problem) -> axum::response::Response {
    let (errors, others) = problem.errors.clone().apart("code");
    let notice = match (others.first(), errors.is_empty()) {
        (Some(other), _) => other.message.clone(),
        (None, true) => problem.detail.clone(),
        (None, false) => String::new(),
    };
    let page = AskPage { site: visit.site(), code: code.chars().take(60).collect(), errors, notice };
    visit.again(&page, problem)
}

/// A SHA-256 in lower case.
pub fn digest(typed: &str) -> Option<String> {
    let text = typed.trim().to_ascii_lowercase();
    let whole = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    whole.then_some(text)
}

fn sentence(error: CodeError, typed: &str) -> &'static str {
    match error {
        _ if typed.trim().is_empty() => "Digite o código que está no rodapé do certificado.",
        CodeError::Length => {
            "O código tem 17 letras e números. Confira se falta ou sobra algum, como em 7Q2K-9XBM-4T8R-0ABC-D."
        }
        CodeError::Symbol => {
            "O código tem só letras e números, sem U. Confira se não há outro sinal no meio."
        }
        CodeError::Check => {
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
        let said = |typed: &str| sentence(VerifyCode::parse(typed).expect_err("wrong"), typed);
        assert!(said(" ").starts_with("Digite"));
        assert!(said("7Q2K").contains("17"));
        assert!(said("7Q2K-9XBM-4T8R-0AB!-D").contains("outro sinal"));
        assert!(said(&mistyped).contains("erro de digitação"));
    }
}
