//! What may be put right on all lines at once, in words.

use crate::labels::counted;
use domain::participation::choices::{Fix, Suggestion};
use schemars::JsonSchema;
use serde::Serialize;

/// Something that may be put right on all lines at once.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AskedFix {
    /// What (`fix`).
    pub(crate) fix: Fix,
    /// On how many lines.
    pub(crate) lines: u32,
    /// Whether it was.
    pub(crate) fixed: bool,
    /// A few values: as they are in the list, and put right.
    pub(crate) examples: Vec<(String, String)>,
}

impl AskedFix {
    pub(super) fn of(suggestion: &Suggestion) -> Self {
        let Suggestion { fix, lines, fixed, examples } = suggestion.clone();
        Self { fix, lines, fixed, examples }
    }

    /// What a form calls it.
    pub(crate) fn word(&self) -> &'static str {
        match self.fix {
            Fix::Capitals => "capitals",
            Fix::SurnameFirst => "surname_first",
            Fix::Brackets => "brackets",
            Fix::Domains => "domains",
            Fix::AddHours => "add_hours",
        }
    }

    /// What is the case, in a sentence.
    pub(crate) fn sentence(&self) -> String {
        let (one, many) = match (self.fix, self.fixed) {
            (Fix::Capitals, false) => (
                "nome está todo em maiúsculas ou minúsculas",
                "nomes estão todos em maiúsculas ou minúsculas",
            ),
            (Fix::Capitals, true) => {
                ("nome teve as maiúsculas ajustadas", "nomes tiveram as maiúsculas ajustadas")
            }
            (Fix::SurnameFirst, false) => {
                ("nome parece ter o sobrenome antes", "nomes parecem ter o sobrenome antes")
            }
            (Fix::SurnameFirst, true) => {
                ("nome teve o sobrenome posto depois", "nomes tiveram o sobrenome posto depois")
            }
            (Fix::Brackets, false) => ("nome tem algo entre parênteses", "nomes têm algo entre parênteses"),
            (Fix::Brackets, true) => {
                ("nome sai sem o que estava entre parênteses", "nomes saem sem o que estava entre parênteses")
            }
            (Fix::Domains, false) => {
                ("e-mail parece ter o domínio errado", "e-mails parecem ter o domínio errado")
            }
            (Fix::Domains, true) => {
                ("e-mail teve o domínio corrigido", "e-mails tiveram o domínio corrigido")
            }
            (Fix::AddHours, false) => {
                ("certificado tem horas em mais de uma linha", "certificados têm horas em mais de uma linha")
            }
            (Fix::AddHours, true) => (
                "certificado teve as horas das suas linhas somadas",
                "certificados tiveram as horas das suas linhas somadas",
            ),
        };
        counted(self.lines, one, many)
    }

    /// What the button does.
    pub(crate) fn button(&self) -> &'static str {
        match (self.fixed, self.fix) {
            (true, _) => "Desfazer",
            (false, Fix::Capitals) => "Ajustar maiúsculas",
            (false, Fix::SurnameFirst) => "Pôr o sobrenome depois",
            (false, Fix::Brackets) => "Tirar os parênteses",
            (false, Fix::Domains) => "Corrigir o domínio",
            (false, Fix::AddHours) => "Somar as horas",
        }
    }
}
