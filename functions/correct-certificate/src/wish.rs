//! What a person's certificate should say, as it was typed, read at the door.

use common::error::FieldError;
use domain::participation::certificate::Certificate;
use domain::participation::edition::{PersonLines, Sheet, ShortLine, Workload};
use domain::value::lettering;
use domain::value::name::{PersonName, TextError, folded};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The number of the version that somebody has seen, as a form sends it; 0, which no version has, when it is none.
pub(crate) fn seen(sent: Option<u64>) -> u32 {
    sent.and_then(|number| u32::try_from(number).ok()).unwrap_or_default()
}

/// What is wrong with a text in somebody's own words.
pub(crate) fn too_long(error: TextError, what: &str) -> Option<String> {
    match error {
        TextError::TooLong(most) => Some(format!("{what} passa de {most} letras. Encurte.")),
        _ => None,
    }
}

/// What the certificate should print of its person, as it was typed.
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Typed {
    /// The name.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) name: String,
    /// The role; empty, a participant as everybody.
    #[serde(default)]
    pub(crate) role: String,
    /// The hours, as `40` or `1h30`; empty, those of the event.
    #[serde(default)]
    pub(crate) workload: String,
}

impl Typed {
    /// What is printed.
    pub(crate) fn of(lines: &PersonLines, sheet: &Sheet) -> Self {
        Self {
            name: lines.name.to_string(),
            role: lines.role.as_ref().map(ToString::to_string).unwrap_or_default(),
            workload: lines.workload.or(sheet.workload).map(|w| w.to_string()).unwrap_or_default(),
        }
    }

    /// The same with a name, a role and hours that were sent: what was left out stays.
    pub(crate) fn with(self, name: &str, [role, workload]: [&Option<String>; 2]) -> Self {
        Self {
            name: name.to_owned(),
            role: role.clone().unwrap_or(self.role),
            workload: workload.clone().unwrap_or(self.workload),
        }
    }

    /// The lines that were typed, upon those of a certificate: what is not in the form stays.
    pub(crate) fn read(
        &self,
        certificate: &Certificate,
        sheet: &Sheet,
    ) -> Result<PersonLines, Vec<FieldError>> {
        let before = &certificate.current().person;
        let mut errors = Vec::new();
        let name = name(&self.name).map_err(|error| errors.push(error)).ok();
        let role = role(&self.role).map_err(|error| errors.push(error)).ok();
        let workload = self.hours(before, sheet).map_err(|error| errors.push(error)).ok();
        match (name, role, workload) {
            (Some(name), Some(role), Some(workload)) => {
                Ok(PersonLines { name, role, workload, cpf: before.cpf.clone() })
            }
            _ => Err(errors),
        }
    }

    /// Hours that are typed as they are printed stay where they come from: the person's own, or the event's.
    fn hours(&self, before: &PersonLines, sheet: &Sheet) -> Result<Option<Workload>, FieldError> {
        if self.workload.trim().is_empty() {
            return Ok(None);
        }
        let typed = Workload::parse(&self.workload)
            .map_err(|_| FieldError::new("workload", "Escreva as horas como 40, 1h30 ou 90 minutos."))?;
        let is_printed = before.workload.or(sheet.workload) == Some(typed);
        Ok(if is_printed {
            before.workload
        } else {
            Some(typed).filter(|typed| sheet.workload != Some(*typed))
        })
    }
}

fn name(typed: &str) -> Result<PersonName, FieldError> {
    let wrong = |sentence: String| FieldError::new("name", sentence);
    let name = PersonName::parse(typed).map_err(|error| match error {
        TextError::Empty => wrong("Escreva o nome como ele deve sair no certificado.".to_owned()),
        TextError::TooLong(most) => {
            wrong(format!("O nome passa de {most} letras e não cabe no certificado."))
        }
        _ => wrong("Escreva o nome com letras, sem números nem endereços.".to_owned()),
    })?;
    drawn("name", name.as_str()).map(|()| name)
}

fn role(typed: &str) -> Result<Option<ShortLine>, FieldError> {
    if typed.trim().is_empty() || folded(typed) == "participante" {
        return Ok(None);
    }
    let role = ShortLine::parse(typed).map_err(|error| match error {
        TextError::TooLong(most) => FieldError::new("role", format!("A função passa de {most} letras.")),
        _ => FieldError::new("role", "Escreva a função com letras, ou deixe em branco."),
    })?;
    drawn("role", role.as_str()).map(|()| Some(role))
}

/// A character that no font of the certificate has would be printed as an empty square.
fn drawn(field: &str, text: &str) -> Result<(), FieldError> {
    match lettering::missing(text) {
        None => Ok(()),
        Some(sign) => {
            Err(FieldError::new(field, format!("O certificado não tem desenho para “{sign}”. Tire-o.")))
        }
    }
}
