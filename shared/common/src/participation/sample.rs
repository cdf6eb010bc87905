//! Samples: whose they are when nobody is chosen, and where they are seen.

use domain::participation::line::Line;
use domain::value::cpf::Cpf;
use domain::value::email::EmailAddress;
use domain::value::id::{EventId, ImportId};
use domain::value::name::PersonName;

/// Whose name, CPF and address a sample has of whom nobody is chosen.
const SOMEBODY: (&str, &str, &str) =
    ("Maria Aparecida da Conceição", "529.982.247-25", "maria.conceicao@exemplo.com.br");

/// The made-up person of samples is not written as people are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the made-up person of samples is no person")]
pub struct Nobody;

/// Somebody made up, as a line of a list would have them.
///
/// # Errors
/// [`Nobody`] when the program itself is wrong.
pub fn somebody() -> Result<Line, Nobody> {
    let (name, cpf, email) = SOMEBODY;
    Ok(Line {
        number: 0,
        name: PersonName::parse(name).map_err(|_| Nobody)?,
        email: EmailAddress::parse(email).map_err(|_| Nobody)?,
        cpf: Some(Cpf::parse(cpf).map_err(|_| Nobody)?),
        document: None,
        role: None,
        workload: None,
        by_role: false,
    })
}

/// The path where the sample of an event is shown.
pub fn path_of_event(event: &EventId) -> String {
    format!("/organizador/eventos/{}#amostra", event.as_str().to_lowercase())
}

/// The path where the sample of a line is shown: without a query, which is lost on the way through the sign-in.
pub fn path_of_line(import: &ImportId, row: u32) -> String {
    format!("/organizador/importacoes/{}/amostra/linha/{row}", import.as_str().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::somebody;

    #[test]
    fn the_made_up_person_is_written_as_people_are() {
        assert_eq!(somebody().map(|line| line.name.first()), Ok("Maria".to_owned()));
    }
}
