//! Whose account somebody means who knocks: by CPF, NIF or participant token.

use common::error::Problem;
use common::web::Visit;
use domain::people::identifier::{Identifier, IdentifierError};
use domain::value::id::AccountId;

/// Reads what was typed.
///
/// # Errors
/// A sentence that says what to do. It speaks of the text alone, never of whether somebody has it.
pub(crate) fn read(typed: &str) -> Result<Identifier, &'static str> {
    Identifier::parse(typed).map_err(|error| match error {
        IdentifierError::Empty => "Digite o CPF, o NIF ou o token.",
        IdentifierError::Check => "Este CPF não existe. Confira se algum número foi trocado.",
        IdentifierError::Shape => {
            "Digite os 11 números do CPF, os 9 do NIF, ou os 13 números e letras do token."
        }
    })
}

/// The account that it names, which may not exist. One read of one pointer, whatever was typed: for a CPF it is the
/// pointer from that account's own token, and a token that names nothing goes on with nobody's account. So neither
/// the reads nor the time tell one from the other.
///
/// # Errors
/// When the store or the keys fail.
pub(crate) async fn account(visit: &Visit, identifier: &Identifier) -> Result<AccountId, Problem> {
    let keys = visit.app.secrets.keys().await?;
    let (token, otherwise) = match identifier {
        Identifier::Cpf(cpf) => {
            let account = keys.account_of_cpf(cpf);
            (keys.participant_token(&account), account)
        }
        Identifier::Document(document) => {
            let account = keys.account_of_document(document);
            (keys.participant_token(&account), account)
        }
        Identifier::Token(token) => (token.clone(), keys.account_of_nobody(token)),
    };
    Ok(visit.app.store.find_account_of_token(&keys, &token).await?.unwrap_or(otherwise))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn what_is_neither_gets_a_sentence() {
        for wrong in ["", "   ", "529.982.247-26", "111.111.111-11", "maria@x.com", "123"] {
            let sentence = read(wrong).expect_err("a sentence");
            assert!(sentence.ends_with('.'), "{sentence}");
        }
    }
}
