//! Lines of which only the organiser knows whether they correct a certificate: they look like somebody who has one, or are of
//! somebody who has one in another role.

use crate::labels::counted;
use crate::owned::{self, certificate_path, import_path};
use axum::extract::Path;
use common::error::{FieldError, Problem};
use common::web::form::whole;
use common::web::{Answer, Input, Organiser, Visit};
use domain::participation::doubt::{About, Choice, Choices, Doubt};
use domain::participation::edition::ShortLine;
use domain::participation::import::{Command, Import, State};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Change;

/// Doubts that are shown one by one; of the rest the organiser says the same.
const SHOWN: usize = 100;

/// The doubts of a file.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Doubts {
    /// How many there are.
    pub(crate) total: u32,
    /// Of how many nothing was said.
    pub(crate) open: u32,
    /// How many of them are about a role.
    pub(crate) other_roles: u32,
    /// How many are the same person, as was said: each of these certificates gets a new version.
    pub(crate) same: u32,
    /// The first of them.
    pub(crate) rows: Vec<DoubtRow>,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
pub(crate) struct DoubtRow {
    /// Row in the file.
    pub(crate) line: u32,
    /// Name as in the file.
    pub(crate) name: String,
    /// Address as in the file.
    pub(crate) email: String,
    /// Role as in the file, when it is another one than the certificate's.
    pub(crate) role: String,
    /// Name on the certificate that it may correct.
    pub(crate) was: String,
    /// Role on that certificate, when the file has another one.
    pub(crate) role_was: String,
    /// `person`, whether they are one; `role`, whether the role is corrected or a further one.
    about: &'static str,
    /// Address of that certificate's page.
    pub(crate) certificate: String,
    /// What was said: `same`, `other`, or nothing yet.
    pub(crate) choice: &'static str,
}

/// What is said of a line.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choosing {
    /// Row in the file; none, all of them.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(with = "Option<u32>")]
    line: Option<u64>,
    /// Which reading of the list was looked at (`reading_number`); without it, the last one.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(with = "Option<u32>")]
    reading: Option<u64>,
    /// `same`, the line corrects the certificate; `other`, it is a certificate of its own, of another person or role.
    #[schemars(required)]
    choice: Option<Said>,
}

/// Whether a line corrects the certificate that it may correct.
#[derive(Deserialize, JsonSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Said {
    /// It does.
    Same,
    /// It is another person, or another role.
    Other,
}

/// POST `/organizador/importacoes/{import}/mesma-pessoa`. Saying the same again changes nothing.
pub(crate) async fn choose(organiser: Organiser, Path(id): Path<String>, input: Input<Choosing>) -> Answer {
    owned::on_import(chosen(&organiser, &id, input).await, &id)
}

async fn chosen(organiser: &Organiser, id: &str, input: Input<Choosing>) -> Answer {
    let (import, _) = owned::import(organiser, id).await?;
    let path = format!("{}#mesma-pessoa", import_path(import.id()));
    super::obstacle::seen(&import, input.body.reading)?;
    let line = match input.body.line.map(u32::try_from) {
        Some(Ok(line)) if is_in_doubt(&organiser.visit, &import, line).await? => Some(line),
        Some(_) => {
            return Err(unsaid("line", "Esta linha não está entre as que esperam resposta."));
        }
        None => None,
    };
    let choice = match input.body.choice {
        Some(Said::Same) => Choice::Same,
        Some(Said::Other) => Choice::Other,
        None => return Err(unsaid("choice", "Diga se a linha corrige o certificado ou é outro.")),
    };
    let command = Command::Choose { line, choice };
    let chosen = import.apply(command, organiser.actor(), organiser.visit.now).map_err(|_| {
        Problem::conflict(
            "Esta planilha não espera mais esta resposta. Recarregue a página e veja como está.",
        )
    })?;
    organiser.visit.app.store.commit(Change::of(chosen)).await?;
    Ok(organiser.visit.see(&path))
}

async fn is_in_doubt(visit: &Visit, import: &Import, line: u32) -> Result<bool, Problem> {
    let State::Ready { tally, .. } = &import.snapshot().state else { return Ok(false) };
    let all = visit.app.store.list_doubts(import.id(), tally, usize::MAX).await?;
    Ok(all.iter().any(|doubt| doubt.line == line))
}

fn unsaid(field: &str, sentence: &str) -> Problem {
    Problem::fields(vec![FieldError::new(field, sentence)])
}

impl Doubts {
    /// The doubts of a file that was read; none when it has none.
    pub(crate) async fn of(visit: &Visit, import: &Import) -> Result<Option<Self>, Problem> {
        let State::Ready { tally, choices, .. } = &import.snapshot().state else { return Ok(None) };
        if tally.doubts == 0 {
            return Ok(None);
        }
        let doubts = visit.app.store.list_doubts(import.id(), tally, SHOWN).await?;
        let rows = doubts.iter().take(SHOWN).map(|doubt| DoubtRow::of(doubt, choices)).collect();
        let (total, other_roles) = (tally.doubts, tally.other_roles.min(tally.doubts));
        let (open, same) = (choices.open(total), choices.same(total));
        Ok(Some(Self { total, open, other_roles, same, rows }))
    }

    /// How many lines there are, in a sentence for each kind.
    pub(crate) fn sentences(&self) -> Vec<String> {
        let people = self.total - self.other_roles;
        let of_people = (people > 0).then(|| {
            format!(
                "{} com um certificado que já existe. Diga se a linha corrige esse certificado, que ganha uma \
                 versão nova, ou se é outra pessoa, que recebe um certificado seu.",
                counted(people, "linha está sem CPF e se parece", "linhas estão sem CPF e se parecem")
            )
        });
        let of_roles = (self.other_roles > 0).then(|| {
            format!(
                "{} de quem já tem um certificado deste evento, com outro papel. Diga se a linha corrige o papel, e o certificado \
                 ganha uma versão nova, ou se a pessoa teve os dois papéis e recebe mais um certificado.",
                counted(self.other_roles, "linha é", "linhas são")
            )
        });
        of_people.into_iter().chain(of_roles).collect()
    }

    /// The heading above the lines.
    pub(crate) fn heading(&self) -> &'static str {
        match self.other_roles {
            0 => "Parece a mesma pessoa",
            roles if roles == self.total => "A pessoa já tem um certificado com outro papel",
            _ => "Corrige um certificado ou é outro?",
        }
    }

    /// What is said of all lines when none of them corrects a certificate.
    pub(crate) fn all_others(&self) -> &'static str {
        match self.other_roles {
            0 => "Todas são outras pessoas",
            roles if roles == self.total => "Todas recebem mais um",
            _ => "Todas são outro certificado",
        }
    }

    /// What comes of the answers so far, in a sentence; empty before the first one.
    pub(crate) fn answered(&self) -> String {
        let others = self.total.saturating_sub(self.same).saturating_sub(self.open);
        let each = [
            (self.same, "linha corrige um certificado", "linhas corrigem cada uma um certificado"),
            (others, "linha gera um certificado novo", "linhas geram cada uma um certificado novo"),
            (self.open, "linha espera resposta", "linhas esperam resposta"),
        ];
        if self.open == self.total {
            return String::new();
        }
        let each = each.into_iter().filter(|(count, ..)| *count > 0);
        let each: Vec<_> = each.map(|(count, one, many)| counted(count, one, many)).collect();
        format!("Com as suas respostas: {}.", each.join("; "))
    }

    /// How many of them are not shown, in a sentence; empty when all are.
    pub(crate) fn rest(&self) -> String {
        match self.total.saturating_sub(u32::try_from(self.rows.len()).unwrap_or(u32::MAX)) {
            0 => String::new(),
            n => format!(
                "Há mais {}: para elas vale a resposta que você der a todas.",
                counted(n, "linha", "linhas")
            ),
        }
    }
}

impl DoubtRow {
    /// Whether it is about the role of a known person.
    pub(crate) fn is_of_a_role(&self) -> bool {
        self.about == "role"
    }

    fn of(doubt: &Doubt, choices: &Choices) -> Self {
        let differs = doubt.has_another_role();
        let role = |role: Option<&ShortLine>| match role {
            _ if !differs => String::new(),
            Some(role) => role.to_string(),
            None => "participante".to_owned(),
        };
        Self {
            line: doubt.line,
            name: doubt.name.to_string(),
            email: doubt.email.as_str().to_owned(),
            role: role(doubt.role.as_ref()),
            was: doubt.was.to_string(),
            role_was: role(doubt.role_was.as_ref()),
            about: match doubt.about {
                // Of nothing nobody is asked.
                About::Person | About::Nothing => "person",
                About::Role => "role",
            },
            certificate: certificate_path(&doubt.certificate),
            choice: match choices.of(doubt.line) {
                Some(Choice::Same) => "same",
                Some(Choice::Other) => "other",
                None => "",
            },
        }
    }
}
