//! One field after the other, with what is wrong gathered.

use common::error::FieldError;
use domain::digital::form::{CompanyName, IdCard, Named, Nis, NumberError, Register, State, Voter};
use domain::value::cpf::Cpf;
use domain::value::email::EmailAddress;
use domain::value::name::{PersonName, TextError};
use jiff::civil::Date;

/// What is wrong so far.
#[derive(Default)]
pub(super) struct Fields(Vec<FieldError>);

impl Fields {
    fn wrong<T>(&mut self, field: &str, sentence: impl Into<String>) -> Option<T> {
        self.0.push(FieldError::new(field, sentence.into()));
        None
    }

    /// The whole, unless something was wrong.
    pub(super) fn done<T>(self, whole: Option<T>) -> Result<T, Vec<FieldError>> {
        match whole {
            Some(whole) if self.0.is_empty() => Ok(whole),
            _ => Err(self.0),
        }
    }

    /// A name; `what` is whose, with its article.
    pub(super) fn name(&mut self, field: &str, typed: &str, what: &str) -> Option<PersonName> {
        match PersonName::parse(typed) {
            Ok(name) => Some(name),
            Err(TextError::Empty) => self.wrong(field, format!("Escreva {what}.")),
            Err(TextError::TooLong(most)) => self.wrong(field, format!("São no máximo {most} letras.")),
            Err(_) => self.wrong(field, format!("Escreva {what} com letras, sem números nem endereços.")),
        }
    }

    /// The name of a company, which may hold digits and slashes as no person's does: `Padaria 24 Horas S/A`.
    pub(super) fn company_name(&mut self, field: &str, typed: &str) -> Option<CompanyName> {
        match CompanyName::parse(typed) {
            Ok(name) => Some(name),
            Err(TextError::TooLong(most)) => self.wrong(field, format!("São no máximo {most} letras.")),
            Err(_) => self.wrong(field, "Escreva a razão social como está no cartão CNPJ."),
        }
    }

    /// An address.
    pub(super) fn email(&mut self, field: &str, typed: &str) -> Option<EmailAddress> {
        match EmailAddress::parse(typed) {
            Ok(email) => Some(email),
            Err(_) => self.wrong(field, "Escreva o e-mail por inteiro, como nome@exemplo.com.br."),
        }
    }

    /// A CPF.
    pub(super) fn cpf(&mut self, field: &str, typed: &str) -> Option<Cpf> {
        match Cpf::parse(typed) {
            Ok(cpf) => Some(cpf),
            Err(_) => self.wrong(
                field,
                "Confira o CPF: são 11 algarismos, e os dois últimos não combinam com os outros.",
            ),
        }
    }

    /// A day, as `25/03/1980` or `1980-03-25`.
    pub(super) fn day(&mut self, field: &str, typed: &str, sentence: &str) -> Option<Date> {
        match day(typed) {
            Some(day) => Some(day),
            None => self.wrong(field, sentence),
        }
    }

    /// A day that may be left out.
    pub(super) fn day_or_none(&mut self, field: &str, typed: &str) -> Option<Option<Date>> {
        match typed.trim() {
            "" => Some(None),
            typed => self.day(field, typed, "Escreva a data como 25/03/2026, ou deixe em branco.").map(Some),
        }
    }

    /// A day of birth: in the past, and of somebody who lives.
    pub(super) fn birth(&mut self, field: &str, typed: &str, today: Date) -> Option<Date> {
        let born = self.day(field, typed, "Escreva a data de nascimento como 25/03/1980.")?;
        match i32::from(today.year()) - i32::from(born.year()) {
            0..=120 if born <= today => Some(born),
            _ => self.wrong(field, "Confira o ano da data de nascimento."),
        }
    }

    /// One of two answers.
    pub(super) fn answer(&mut self, field: &str, typed: &str) -> Option<bool> {
        match typed {
            "yes" => Some(true),
            "no" => Some(false),
            _ => self.wrong(field, "Escolha “sim” ou “não”."),
        }
    }

    /// What is said where nothing was chosen.
    pub(super) fn choose<T>(&mut self, field: &str) -> Option<T> {
        self.wrong(field, "Escolha uma das respostas.")
    }

    /// A state.
    pub(super) fn state(&mut self, field: &str, typed: &str) -> Option<State> {
        match State::parse(typed) {
            Some(state) => Some(state),
            None => self.wrong(field, "Escolha o estado."),
        }
    }

    /// An identity card, of which nothing or everything is filled in.
    pub(super) fn id_card(&mut self, [number, issuer, state]: [&str; 3]) -> Option<Option<IdCard>> {
        if [number, issuer, state].iter().all(|typed| typed.trim().is_empty()) {
            return Some(None);
        }
        let state = self.state("id_state", state)?;
        match IdCard::parse(number, issuer, state) {
            Ok(card) => Some(Some(card)),
            Err(_) => self.wrong(
                "id_number",
                "Escreva o número do RG (até 15 letras e algarismos) e o órgão emissor (até 8 letras, como SSP), ou deixe os três em branco.",
            ),
        }
    }

    /// A voter's number, of which nothing or everything is filled in.
    pub(super) fn voter(&mut self, [number, zone, section]: [&str; 3]) -> Option<Option<Voter>> {
        if [number, zone, section].iter().all(|typed| typed.trim().is_empty()) {
            return Some(None);
        }
        match Voter::parse(number, zone, section) {
            Ok(voter) => Some(Some(voter)),
            Err(NumberError::Check) => self.wrong("voter_number", "Confira o título de eleitor: o número não fecha com os dígitos verificadores."),
            Err(NumberError::Shape) => self.wrong("voter_number", "Escreva o número do título (até 12 algarismos), a zona e a seção, ou deixe os três em branco."),
        }
    }

    /// The number of the social registers, which may be left out.
    pub(super) fn nis(&mut self, typed: &str) -> Option<Option<Nis>> {
        match Nis::parse(typed) {
            _ if typed.trim().is_empty() => Some(None),
            Ok(nis) => Some(Some(nis)),
            Err(_) => self.wrong("nis", "Confira o NIS: são 11 algarismos. Se não tiver, deixe em branco."),
        }
    }

    /// A register of employers, which may be left out.
    pub(super) fn register(&mut self, typed: &str) -> Option<Option<Register>> {
        match Register::parse(typed) {
            _ if typed.trim().is_empty() => Some(None),
            Ok(register) => Some(Some(register)),
            Err(_) => self.wrong(
                "register",
                "Escreva CEI ou CNO com 12 algarismos, ou CAEPF com 14. Se não tiver, deixe em branco.",
            ),
        }
    }

    /// Somebody who is named beside the holder, where anything is filled in.
    pub(super) fn named(&mut self, of: &str, [name, cpf, email]: [&str; 3]) -> Option<Option<Named>> {
        if [name, cpf, email].iter().all(|typed| typed.trim().is_empty()) {
            return Some(None);
        }
        let name = self.name(&format!("{of}_name"), name, "o nome completo");
        let cpf = self.cpf(&format!("{of}_cpf"), cpf);
        let email = self.email(&format!("{of}_email"), email);
        Some(Some(Named { name: name?, cpf: cpf?, email: email? }))
    }
}

/// A day as people or browsers write it.
fn day(typed: &str) -> Option<Date> {
    let typed = typed.trim();
    let parts: Vec<i16> =
        typed.split(['/', '-', '.']).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let &[first, month, last] = parts.as_slice() else { return None };
    let (year, day) = if first >= 1000 { (first, last) } else { (last, first) };
    if year < 1000 {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
