//! What the holder of a digital certificate says of themselves: the form of e-CPF and e-CNPJ, as it goes into the certificate and
//! onto the deed of ownership ("termo de titularidade").
//!
//! What a certificate carries is narrower than what people are called, and has fixed widths; so each value is checked against
//! its place there (ICP-Brasil, Leiaute de Certificados RFB v5.0).

mod carried;
mod numbers;
mod state;

pub use carried::{COMPANY_LONGEST, Carried, PERSON_LONGEST, carried};
pub use numbers::{IdCard, Nis, NumberError, Register, Voter};
pub use state::State;

use crate::digital::representation::{CompanyActs, Obstacle, PersonActs, Ruling};
use crate::participation::edition::Line;
use crate::value::cnpj::Cnpj;
use crate::value::cpf::Cpf;
use crate::value::email::EmailAddress;
use crate::value::name::PersonName;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A person, as a certificate and the deed name them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Civil name.
    pub name: PersonName,
    /// CPF.
    pub cpf: Cpf,
    /// Day of birth.
    pub birth: Date,
    /// Address for everything about the certificate; it stands in it too.
    pub email: EmailAddress,
    /// Identity card.
    pub id_card: Option<IdCard>,
    /// Number of the social registers (NIS, PIS, PASEP, NIT).
    pub nis: Option<Nis>,
    /// Voter's number.
    pub voter: Option<Voter>,
    /// Register as an employer of their own: CEI, CNO or CAEPF.
    pub register: Option<Register>,
}

/// Somebody who is named beside the holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Civil name.
    pub name: PersonName,
    /// CPF.
    pub cpf: Cpf,
    /// Their address: they get the invitation to the video conference.
    pub email: EmailAddress,
}

/// The name of a company: one printed line of up to 150 characters, which may hold digits and slashes.
pub type CompanyName = Line<150>;

/// A company, as a certificate and the deed name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Name as the Receita has it.
    pub name: CompanyName,
    /// CNPJ.
    pub cnpj: Cnpj,
    /// Town of its seat.
    pub city: PersonName,
    /// State of its seat.
    pub state: State,
    /// Register as an employer: CEI or CNO.
    pub register: Option<Register>,
}

/// A filled form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "of")]
pub enum Form {
    /// Of a person.
    Person {
        /// The holder.
        holder: Person,
        /// How they come to it.
        acts: PersonActs,
        /// Whom a court named, for a holder who died.
        appointee: Option<Named>,
    },
    /// Of a company.
    Company {
        /// The company.
        company: Company,
        /// Its legal representative, or the executor.
        representative: Person,
        /// The other one, where two act together.
        second: Option<Named>,
        /// Who answers for its use, by power of attorney.
        responsible: Option<Named>,
        /// How it comes to it.
        acts: CompanyActs,
    },
}

/// Who is missing, or named without need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormFlaw {
    /// It cannot be asked for like this.
    Obstacle(Obstacle),
    /// Two must act together, and only one is named.
    NoSecond,
    /// A power of attorney, and nobody whom it appoints.
    NoResponsible,
    /// A decision of a court, and nobody whom it names.
    NoAppointee,
    /// One person twice.
    SamePerson,
    /// A register that only people have.
    CompanyWithCaepf,
}

impl FormFlaw {
    /// What a page says.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Obstacle(obstacle) => obstacle.sentence(),
            Self::NoSecond => {
                "Informe o segundo representante legal: os dois participam da videoconferência."
            }
            Self::NoResponsible => {
                "Informe quem a procuração nomeia como responsável pelo uso do certificado."
            }
            Self::NoAppointee => "Informe quem a decisão judicial nomeia.",
            Self::SamePerson => "A mesma pessoa está informada duas vezes.",
            Self::CompanyWithCaepf => {
                "O CAEPF é de pessoas físicas. Para a empresa, informe o CEI ou o CNO, ou deixe em branco."
            }
        }
    }
}

impl Form {
    /// Who comes with which papers, on the day of the video conference, or today while none is booked.
    ///
    /// # Errors
    /// What is wrong with the form as a whole.
    pub fn ruling(&self, day: Date) -> Result<Ruling, FormFlaw> {
        let ruling = match self {
            Self::Person { acts, .. } => acts.ruling(),
            Self::Company { acts, .. } => acts.ruling(day),
        };
        let ruling = ruling.map_err(FormFlaw::Obstacle)?;
        self.missing()?;
        Ok(ruling)
    }

    fn missing(&self) -> Result<(), FormFlaw> {
        match self {
            Self::Person { holder, acts, appointee } => match (acts, appointee) {
                (PersonActs::Deceased { .. }, None) => Err(FormFlaw::NoAppointee),
                (PersonActs::Deceased { .. }, Some(named)) if named.cpf == holder.cpf => {
                    Err(FormFlaw::SamePerson)
                }
                _ => Ok(()),
            },
            Self::Company { company, representative, second, responsible, acts } => {
                let needs_second = acts.is_joint && !acts.is_administrator;
                let cpfs = [
                    Some(&representative.cpf),
                    second.as_ref().map(|s| &s.cpf),
                    responsible.as_ref().map(|r| &r.cpf),
                ];
                let cpfs: Vec<&Cpf> = cpfs.into_iter().flatten().collect();
                let twice = cpfs.iter().enumerate().any(|(i, cpf)| cpfs[..i].contains(cpf));
                match () {
                    () if needs_second && second.is_none() => Err(FormFlaw::NoSecond),
                    () if acts.proxy.is_some() && responsible.is_none() => Err(FormFlaw::NoResponsible),
                    () if twice => Err(FormFlaw::SamePerson),
                    () if matches!(company.register, Some(Register::Caepf(_))) => {
                        Err(FormFlaw::CompanyWithCaepf)
                    }
                    () => Ok(()),
                }
            }
        }
    }

    /// The common name that the certificate gets: `JOSE DA SILVA:01672780888`.
    pub fn common_name(&self) -> String {
        match self {
            Self::Person { holder, .. } => {
                format!("{}:{}", carried(holder.name.as_str(), PERSON_LONGEST).text, holder.cpf.digits())
            }
            Self::Company { company, .. } => {
                format!("{}:{}", carried(company.name.as_str(), COMPANY_LONGEST).text, company.cnpj.as_str())
            }
        }
    }

    /// The CPF of the holder, or of whoever represents the company.
    pub fn cpf(&self) -> &Cpf {
        match self {
            Self::Person { holder, .. } => &holder.cpf,
            Self::Company { representative, .. } => &representative.cpf,
        }
    }

    /// The company, of a certificate of one.
    pub fn cnpj(&self) -> Option<&Cnpj> {
        match self {
            Self::Person { .. } => None,
            Self::Company { company, .. } => Some(&company.cnpj),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digital::representation::{Attendee, Proxy};
    use jiff::civil::date;

    const DAY: Date = date(2026, 11, 21);

    fn named(cpf: &str) -> Named {
        let name = PersonName::parse("Rui Prado").expect("a name");
        let email = EmailAddress::parse("rui@example.com").expect("an address");
        Named { name, cpf: Cpf::parse(cpf).expect("a cpf"), email }
    }

    fn person() -> Person {
        let Named { name, cpf, email } = named("111.444.777-35");
        Person {
            name,
            cpf,
            email,
            birth: date(1980, 3, 25),
            id_card: None,
            nis: None,
            voter: None,
            register: None,
        }
    }

    fn company(acts: CompanyActs, second: Option<Named>, responsible: Option<Named>) -> Form {
        let company = Company {
            name: CompanyName::parse("Padaria São João & Filhos Ltda.").expect("a name"),
            cnpj: Cnpj::parse("12ABC34501DE35").expect("a cnpj"),
            city: PersonName::parse("São Luís").expect("a town"),
            state: State::Ma,
            register: None,
        };
        Form::Company { company, representative: person(), second, responsible, acts }
    }

    fn acts() -> CompanyActs {
        CompanyActs {
            is_administrator: false,
            is_joint: true,
            is_registered: true,
            by_executor: false,
            proxy: None,
        }
    }

    #[test]
    fn two_who_act_together_are_both_named() {
        assert_eq!(company(acts(), None, None).ruling(DAY), Err(FormFlaw::NoSecond));
        let both = company(acts(), Some(named("529.982.247-25")), None).ruling(DAY).expect("a ruling");
        assert_eq!(both.attendees, [Attendee::Representative, Attendee::SecondRepresentative]);
        let twice = company(acts(), Some(named("111.444.777-35")), None);
        assert_eq!(twice.ruling(DAY), Err(FormFlaw::SamePerson));
    }

    #[test]
    fn a_power_of_attorney_appoints_somebody_who_is_named() {
        let proxy = Proxy { drawn_up: DAY, second_copy: None, act_allows: true, names_powers: true };
        let with = CompanyActs { is_joint: false, proxy: Some(proxy), ..acts() };
        assert_eq!(company(with, None, None).ruling(DAY), Err(FormFlaw::NoResponsible));
        let both = company(with, None, Some(named("529.982.247-25"))).ruling(DAY).expect("a ruling");
        assert_eq!(both.attendees, [Attendee::Representative, Attendee::Responsible]);
    }

    #[test]
    fn whoever_died_is_represented_by_somebody_else() {
        let form = |appointee| {
            let acts = PersonActs::Deceased { has_decision: true };
            Form::Person { holder: person(), acts, appointee }
        };
        assert_eq!(form(None).ruling(DAY), Err(FormFlaw::NoAppointee));
        assert_eq!(form(Some(named("111.444.777-35"))).ruling(DAY), Err(FormFlaw::SamePerson));
        assert!(form(Some(named("529.982.247-25"))).ruling(DAY).is_ok());
    }

    #[test]
    fn the_common_name_holds_the_number() {
        let acts = PersonActs::Themselves;
        let form = Form::Person { holder: person(), acts, appointee: None };
        assert_eq!(form.common_name(), "RUI PRADO:11144477735");
        let one = company(CompanyActs { is_joint: false, ..acts_of_one() }, None, None);
        assert_eq!(one.common_name(), "PADARIA SAO JOAO E FILHOS LTDA.:12ABC34501DE35");
    }

    fn acts_of_one() -> CompanyActs {
        CompanyActs { is_administrator: true, ..acts() }
    }
}
