//! Who attends, which papers they send, and what stands in their way, with the words of the pages.

use crate::transition::kinds;
use serde::{Deserialize, Serialize};

/// Who has to be in the video conference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attendee {
    /// The holder of an e-CPF.
    Holder,
    /// Whom a court named for somebody who died.
    CourtAppointee,
    /// The legal representative of the company.
    Representative,
    /// The other one, where two act together.
    SecondRepresentative,
    /// The executor of a representative who died.
    Executor,
    /// Who answers for the use of the certificate, by power of attorney.
    Responsible,
}
kinds!(Attendee, Self::Holder => "holder", Self::CourtAppointee => "court_appointee",
    Self::Representative => "representative", Self::SecondRepresentative => "second_representative",
    Self::Executor => "executor", Self::Responsible => "responsible");

impl Attendee {
    /// What pages call them.
    pub fn label(self) -> &'static str {
        match self {
            Self::Holder => "Titular",
            Self::CourtAppointee => "Representante nomeado em decisão judicial",
            Self::Representative => "Representante legal",
            Self::SecondRepresentative => "Segundo representante legal",
            Self::Executor => "Inventariante",
            Self::Responsible => "Responsável pelo uso",
        }
    }
}

/// A paper that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// An official document with a picture, of one who attends.
    Identity(Attendee),
    /// The constitutive act of the company, with its last change.
    ConstitutiveAct,
    /// The company's entry at the Receita.
    CnpjCard,
    /// The public power of attorney, or its second copy.
    Proxy,
    /// The decision of a court.
    CourtDecision,
    /// The certificate that names the executor.
    ExecutorCertificate,
}

impl Paper {
    /// What pages call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Identity(_) => "Documento oficial com foto",
            Self::ConstitutiveAct => "Documento de constituição da empresa, com a última alteração",
            Self::CnpjCard => "Cartão CNPJ",
            Self::Proxy => "Procuração pública, ou a sua segunda via",
            Self::CourtDecision => "Decisão judicial (alvará, ofício ou declaração)",
            Self::ExecutorCertificate => "Certidão de inventariante",
        }
    }

    /// Why it is asked for.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Identity(_) => {
                "Confirma quem participa da videoconferência: CNH, RG, passaporte ou carteira de registro profissional."
            }
            Self::ConstitutiveAct => "Mostra quem administra a empresa e quem a representa.",
            Self::CnpjCard => "Mostra a situação da empresa na Receita.",
            Self::Proxy => {
                "Nomeia o responsável pelo uso do certificado e os poderes dele perante a ICP-Brasil; emitida há no máximo 90 dias na data da videoconferência."
            }
            Self::CourtDecision => {
                "Nomeia quem representa a pessoa falecida e trata da emissão deste certificado."
            }
            Self::ExecutorCertificate => {
                "O representante que consta do ato constitutivo faleceu e não tem vínculo na Receita."
            }
        }
    }
}

/// Why a certificate cannot be asked for like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// A person through a proxy.
    PersonByProxy,
    /// Somebody died and no court decided.
    NoDecision,
    /// The power of attorney is too old.
    ProxyTooOld,
    /// It is not issued yet.
    ProxyOfTomorrow,
    /// The constitutive act does not let the company appoint a proxy.
    ActForbidsProxy,
    /// It does not name the powers.
    ProxyWithoutPowers,
    /// The representative is neither on file at the Receita nor named in the act.
    Unknown,
}
kinds!(Obstacle, Self::PersonByProxy => "person_by_proxy", Self::NoDecision => "no_decision",
    Self::ProxyTooOld => "proxy_too_old", Self::ProxyOfTomorrow => "proxy_of_tomorrow",
    Self::ActForbidsProxy => "act_forbids_proxy", Self::ProxyWithoutPowers => "proxy_without_powers",
    Self::Unknown => "unknown");

impl Obstacle {
    /// What a page says.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::PersonByProxy => {
                "O certificado de pessoa física não pode ser pedido por procuração: o titular precisa estar na videoconferência."
            }
            Self::NoDecision => {
                "Para representar uma pessoa falecida é preciso uma decisão judicial (alvará, ofício ou declaração) que trate da emissão deste certificado."
            }
            Self::ProxyTooOld => {
                "A procuração terá mais de 90 dias na data da videoconferência. Peça ao cartório uma segunda via: ela vale como nova."
            }
            Self::ProxyOfTomorrow => "A data da procuração é posterior à da videoconferência.",
            Self::ActForbidsProxy => {
                "O documento de constituição da empresa precisa permitir que ela nomeie procurador."
            }
            Self::ProxyWithoutPowers => {
                "A procuração precisa trazer os poderes do responsável para atuar perante a ICP-Brasil."
            }
            Self::Unknown => {
                "O representante precisa constar na Receita ou no documento de constituição da empresa."
            }
        }
    }
}
