//! What names a person at the door: the CPF or the participant token, in one field.

use common::error::Problem;
use common::web::Visit;
use domain::value::code::ParticipantToken;
use domain::value::cpf::{Cpf, CpfError};
use domain::value::document::Document;
use domain::value::id::AccountId;
use domain::value::symbols;

/// A CPF or a token. They differ in length: eleven digits, thirteen symbols.
pub(crate) enum Identifier {
    /// A CPF with right check digits.
    Cpf(Cpf),
    /// Another document, by which people without a CPF are known; of these only a NIF can be told by itself.
    Document(Document),
    /// A token.
    Token(ParticipantToken),
}

impl Identifier {
    /// Reads what was typed.
    ///
    /// # Errors
    /// A sentence that says what to do. It speaks of the text alone, never of whether somebody has it.
    pub(crate) fn parse(typed: &str) -> Result<Self, &'static str> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err("Digite o CPF ou o token.");
        }
        if typed.len() <= 64
            && symbols::canonical(typed).is_some_and(|s| s.len() == ParticipantToken::SYMBOLS)
            && let Ok(token) = ParticipantToken::parse(typed)
        {
            return Ok(Self::Token(token));
        }
        if let Ok(nif) = Document::nif(typed) {
            return Ok(Self::Document(nif));
        }
        match Cpf::parse(typed) {
            Ok(cpf) => Ok(Self::Cpf(cpf)),
            Err(CpfError::Check | CpfError::Repeated) => {
                Err("Este CPF não existe. Confira se algum número foi trocado.")
            }
            Err(CpfError::Length | CpfError::Character) => {
                Err("Digite os 11 números do CPF ou os 13 números e letras do token.")
            }
        }
    }

    /// The account that it names, which may not exist. One read of one pointer, whatever was typed: for a CPF it is the
    /// pointer from that account's own token, and a token that names nothing goes on with nobody's account. So neither
    /// the reads nor the time tell one from the other.
    ///
    /// # Errors
    /// When the store or the keys fail.
    pub(crate) async fn account(&self, visit: &Visit) -> Result<AccountId, Problem> {
        let keys = visit.app.secrets.keys().await?;
        let (token, otherwise) = match self {
            Self::Cpf(cpf) => {
                let account = keys.account_of_cpf(cpf);
                (keys.participant_token(&account), account)
            }
            Self::Document(document) => {
                let account = keys.account_of_document(document);
                (keys.participant_token(&account), account)
            }
            Self::Token(token) => (token.clone(), keys.account_of_nobody(token)),
        };
        Ok(visit.app.store.find_account_of_token(&keys, &token).await?.unwrap_or(otherwise))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cpf_and_a_token_are_told_apart_however_they_are_typed() {
        for cpf in ["529.982.247-25", " 52998224725 "] {
            assert!(matches!(Identifier::parse(cpf), Ok(Identifier::Cpf(_))), "{cpf}");
        }
        for token in ["7Q2K-9XBM-4T8R-0", "7q2k 9xbm 4t8r o", "0000000000000"] {
            assert!(matches!(Identifier::parse(token), Ok(Identifier::Token(_))), "{token}");
        }
    }

    #[test]
    fn a_nif_names_who_has_no_cpf() {
        assert!(matches!(Identifier::parse("PT 123 456 789"), Ok(Identifier::Document(_))));
        assert!(Identifier::parse("123 456 788").is_err());
    }

    #[test]
    fn what_is_neither_gets_a_sentence() {
        for wrong in ["", "   ", "529.982.247-26", "111.111.111-11", "maria@x.com", "123"] {
            let sentence = Identifier::parse(wrong).err().expect("a sentence");
            assert!(sentence.ends_with('.'), "{sentence}");
        }
        assert!(Identifier::parse(&"9".repeat(100_000)).is_err());
    }
}
