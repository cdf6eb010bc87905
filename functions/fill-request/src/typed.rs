//! The form as it was typed: what is saved at every field, and read when it is sent.

use common::web::form::{flag, whole};
use domain::digital::entitlement::Assignee;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The fields of both forms. Of a person's the company's stay empty, and the other way round.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Typed {
    /// The version of the draft that was read; without one, whatever is there is changed.
    #[serde(skip_serializing, deserialize_with = "whole")]
    #[schemars(with = "Option<u64>")]
    pub(crate) version: Option<u64>,
    /// Name of the holder, or of the legal representative.
    pub(crate) name: String,
    /// Day of birth, as `25/03/1980` or `1980-03-25`.
    pub(crate) birth: String,
    /// Their address.
    pub(crate) email: String,
    /// Number of the identity card; may be empty, and so may what follows about the person.
    pub(crate) id_number: String,
    /// Who issued it: `SSP`.
    pub(crate) id_issuer: String,
    /// In which state: `CE`.
    pub(crate) id_state: String,
    /// NIS, PIS, PASEP or NIT.
    pub(crate) nis: String,
    /// Voter's number.
    pub(crate) voter_number: String,
    /// Electoral zone.
    pub(crate) voter_zone: String,
    /// Electoral section.
    pub(crate) voter_section: String,
    /// CEI, CNO or CAEPF of the person, or CEI or CNO of the company.
    pub(crate) register: String,
    /// How a person comes to it: `themselves`, `by_proxy` or `deceased`.
    pub(crate) acts: String,
    /// Whether a court decided that the certificate of somebody who died may be issued.
    #[serde(deserialize_with = "flag")]
    pub(crate) has_decision: bool,
    /// Name of whom a court named.
    pub(crate) appointee_name: String,
    /// Their CPF.
    pub(crate) appointee_cpf: String,
    /// Their address.
    pub(crate) appointee_email: String,
    /// Name of the company.
    pub(crate) company_name: String,
    /// Town of its seat.
    pub(crate) city: String,
    /// State of its seat.
    pub(crate) state: String,
    /// Whether the representative is its administrator by the constitutive act: `yes` or `no`.
    pub(crate) is_administrator: String,
    /// Whether the act asks for two representatives together: `yes` or `no`.
    pub(crate) is_joint: String,
    /// Whether the Receita has the representative on file: `yes` or `no`.
    pub(crate) is_registered: String,
    /// Whether the representative is an executor: ticked.
    #[serde(deserialize_with = "flag")]
    pub(crate) by_executor: bool,
    /// Name of the second representative.
    pub(crate) second_name: String,
    /// Their CPF.
    pub(crate) second_cpf: String,
    /// Their address.
    pub(crate) second_email: String,
    /// Whether somebody else answers for its use by a power of attorney: ticked.
    #[serde(deserialize_with = "flag")]
    pub(crate) has_proxy: bool,
    /// When the power of attorney was drawn up.
    pub(crate) proxy_drawn_up: String,
    /// When its second copy was issued; may be empty.
    pub(crate) proxy_second_copy: String,
    /// Whether the constitutive act lets the company appoint a proxy: ticked.
    #[serde(deserialize_with = "flag")]
    pub(crate) proxy_act_allows: bool,
    /// Whether it names powers before the infrastructure of public keys: ticked.
    #[serde(deserialize_with = "flag")]
    pub(crate) proxy_names_powers: bool,
    /// Name of whom it appoints.
    pub(crate) responsible_name: String,
    /// Their CPF.
    pub(crate) responsible_cpf: String,
    /// Their address.
    pub(crate) responsible_email: String,
}

impl Typed {
    /// What is typed before anybody typed: what the assignment says.
    pub(crate) fn begun(assignee: &Assignee) -> Self {
        Self { email: assignee.email.as_str().to_owned(), ..Self::default() }
    }

    /// What a draft holds, of which a field that the form does not have any more is left out.
    pub(crate) fn of_draft(mut fields: Value) -> Self {
        if let Some(fields) = fields.as_object_mut() {
            fields.retain(|name, _| LABELS.iter().any(|(known, _)| known == name));
        }
        serde_json::from_value(fields).unwrap_or_default()
    }

    /// Its fields by their names, as a draft holds them.
    pub(crate) fn fields(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// The longest value, beyond which nothing is kept.
    pub(crate) fn is_oversized(&self) -> bool {
        let fields = self.fields();
        let mut texts =
            fields.as_object().into_iter().flat_map(|fields| fields.values()).filter_map(Value::as_str);
        texts.any(|text| text.chars().count() > MOST_CHARACTERS)
    }

    /// The fields that say something else in another version: label, and what each says.
    pub(crate) fn differences(&self, other: &Self) -> Vec<Difference> {
        let (stored, sent) = (self.fields(), other.fields());
        let said = |fields: &Value, name: &str| match &fields[name] {
            Value::Bool(ticked) => if *ticked { "sim" } else { "não" }.to_owned(),
            value => value.as_str().unwrap_or_default().to_owned(),
        };
        let differs = LABELS.iter().filter(|(name, _)| stored[*name] != sent[*name]);
        differs
            .map(|(field, label)| Difference {
                field,
                label,
                stored: said(&stored, field),
                sent: said(&sent, field),
            })
            .collect()
    }
}

/// Characters of a field at most: none of them holds more.
const MOST_CHARACTERS: usize = 200;

/// A field that says something else here than there.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Difference {
    /// Its name.
    pub(crate) field: &'static str,
    /// What it is called.
    pub(crate) label: &'static str,
    /// What is stored.
    pub(crate) stored: String,
    /// What was sent.
    pub(crate) sent: String,
}

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Typed(•••)")
    }
}

/// What the pages call a field: for the comparison of two versions, and for the list of what is wrong.
pub(crate) const LABELS: &[(&str, &str)] = &[
    ("name", "Nome completo"),
    ("birth", "Data de nascimento"),
    ("email", "E-mail"),
    ("id_number", "Número do RG"),
    ("id_issuer", "Órgão emissor"),
    ("id_state", "UF do RG"),
    ("nis", "NIS, PIS ou PASEP"),
    ("voter_number", "Título de eleitor"),
    ("voter_zone", "Zona"),
    ("voter_section", "Seção"),
    ("register", "CEI, CNO ou CAEPF"),
    ("acts", "Quem participa da videoconferência"),
    ("has_decision", "Decisão judicial"),
    ("appointee_name", "Nome de quem representa"),
    ("appointee_cpf", "CPF de quem representa"),
    ("appointee_email", "E-mail de quem representa"),
    ("company_name", "Razão social"),
    ("city", "Município da sede"),
    ("state", "UF da sede"),
    ("is_administrator", "Administrador no ato constitutivo"),
    ("is_joint", "Representação em conjunto"),
    ("is_registered", "Representante na Receita"),
    ("by_executor", "Inventariante"),
    ("second_name", "Nome do segundo representante"),
    ("second_cpf", "CPF do segundo representante"),
    ("second_email", "E-mail do segundo representante"),
    ("has_proxy", "Responsável por procuração"),
    ("proxy_drawn_up", "Data da procuração"),
    ("proxy_second_copy", "Data da segunda via"),
    ("proxy_act_allows", "O ato constitutivo permite procurador"),
    ("proxy_names_powers", "Poderes perante a ICP-Brasil"),
    ("responsible_name", "Nome do responsável"),
    ("responsible_cpf", "CPF do responsável"),
    ("responsible_email", "E-mail do responsável"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_label() {
        let fields = serde_json::to_value(Typed::default()).expect("fields");
        let named: Vec<&str> = LABELS.iter().map(|(name, _)| *name).collect();
        let fields: Vec<&str> = fields.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(fields, named);
    }

    #[test]
    fn a_draft_of_another_day_is_read_without_what_is_not_asked_any_more() {
        let draft = serde_json::json!({"name": "Ana", "shoe_size": "38", "has_proxy": true});
        let typed = Typed::of_draft(draft);
        assert_eq!((typed.name.as_str(), typed.has_proxy), ("Ana", true));
        let changed = Typed { name: "Eva".to_owned(), has_proxy: false, ..typed.clone() };
        let told: Vec<_> =
            typed.differences(&changed).into_iter().map(|d| (d.field, d.stored, d.sent)).collect();
        let of = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let (name, proxy) = (of("Ana", "Eva"), of("sim", "não"));
        assert_eq!(told, [("name", name.0, name.1), ("has_proxy", proxy.0, proxy.1)]);
    }
}
