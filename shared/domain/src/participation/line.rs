//! One participant as a line of the organiser's file, and what can be wrong with a line or with the file.

mod file;
mod problem;
mod sentence;

pub use file::{Charset, Column, Columns, FileFormat, FileProblem};
pub use problem::{LineProblem, Outcome, Reason};

use crate::participation::doubt::is_one_role;
use crate::participation::edition::{PersonLines, ShortLine, Workload};
use crate::value::cpf::Cpf;
use crate::value::document::Document;
use crate::value::email::EmailAddress;
use crate::value::name::{PersonName, folded};
use serde::{Deserialize, Serialize};
use std::fmt;

/// One participant, read and found right. Its keys are short because many lines share one stored item.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Line {
    /// The row as a spreadsheet numbers it: the header is row 1, blank rows count, and a cell with line breaks in it
    /// does not make its row longer.
    #[serde(rename = "l")]
    pub number: u32,
    /// Who receives the certificate.
    #[serde(rename = "n")]
    pub name: PersonName,
    /// Where the notification goes.
    #[serde(rename = "e")]
    pub email: EmailAddress,
    /// Their CPF; people from abroad have none.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub cpf: Option<Cpf>,
    /// Another document, of somebody without a CPF.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// In which role; the wording says `participante` when none is given.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub role: Option<ShortLine>,
    /// Their own workload, when it is not the event's.
    #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
    pub workload: Option<Workload>,
    /// Whether the list has the person in several roles, each of which is a certificate.
    #[serde(rename = "p", default, skip_serializing_if = "std::ops::Not::not")]
    pub by_role: bool,
}

impl Line {
    /// Who this is within the event: by CPF, without one by another document, and without either by address and name.
    pub fn identity(&self) -> Identity<'_> {
        match (&self.cpf, &self.document) {
            (Some(cpf), _) => Identity::Cpf(cpf),
            (None, Some(document)) => Identity::Document(document),
            (None, None) => self.address_and_name(),
        }
    }

    /// Whether a number says who this is, whatever else differs.
    pub fn has_number(&self) -> bool {
        self.cpf.is_some() || self.document.is_some()
    }

    /// The second way to recognise somebody, also for people with a CPF.
    pub fn address_and_name(&self) -> Identity<'_> {
        Identity::EmailAndName(&self.email, &self.name)
    }

    /// What somebody is found again by in a list without their CPF, or once their name or address was corrected: each by
    /// itself. Meant for a keyed hash, as [`Identity::text`].
    pub fn likenesses(&self) -> [String; 2] {
        [format!("mail:{}", self.email.folded()), likeness_of_name(&self.name)]
    }

    /// Who this is, and who this is in their role: the certificates that the line may be about.
    pub fn places(&self) -> [String; 2] {
        [self.identity_text(), self.role_text()]
    }

    /// Who this is in their role: of whoever has several certificates of one event.
    pub fn role_text(&self) -> String {
        let role = self.role.as_ref().map(|role| folded(role.as_str())).unwrap_or_default();
        format!("{}|role:{role}", self.identity_text())
    }

    /// Whether the line is about the certificate of its person in its role, and not the one that the person has without
    /// regard to it. A certificate of the role that is there says so. Without one, a person in several roles keeps the
    /// certificate that they had before for the role that it names.
    pub fn is_of_its_role(&self, of_role: bool, of_person: Option<&PersonLines>) -> bool {
        let same = |person: &PersonLines| is_one_role(person.role.as_ref(), self.role.as_ref());
        of_role || self.by_role && !of_person.is_some_and(same)
    }

    /// [`Identity::text`] of [`Line::identity`].
    pub fn identity_text(&self) -> String {
        self.identity().text()
    }

    /// Whether two lines say the same about a person, whatever their rows.
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        self.content_text() == other.content_text()
    }

    /// Everything the line says except its row, in one canonical text: two lines with one text are one line twice.
    /// It holds personal data and is meant for a digest, never for storing.
    pub fn content_text(&self) -> String {
        let document = || self.document.as_ref().map(Document::text).unwrap_or_default();
        let cpf = self.cpf.as_ref().map_or_else(document, |cpf| cpf.digits().to_owned());
        let role = self.role.as_ref().map_or("", ShortLine::as_str);
        let minutes = self.workload.map_or(0, Workload::minutes);
        // None of the parts can hold a line break, so the text can be read in one way only.
        format!("{}\n{}\n{cpf}\n{role}\n{minutes}", self.name, self.email.folded())
    }
}

/// What somebody is found again by once their name was corrected: see [`Line::likenesses`].
pub fn likeness_of_name(name: &PersonName) -> String {
    format!("name:{}", name.folded())
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line({}, •••)", self.number)
    }
}

/// What makes two lines of one event the same person.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Identity<'a> {
    /// The CPF, whatever else differs.
    Cpf(&'a Cpf),
    /// Without CPF: another document, whatever else differs.
    Document(&'a Document),
    /// Without either: the address and the name, both compared folded.
    EmailAndName(&'a EmailAddress, &'a PersonName),
}

impl Identity<'_> {
    /// `cpf:52998224725`, or `mail:maria@exemplo.com.br|name:maria da silva`: the canonical text of which keyed
    /// hashes are made. A folded name has neither `|` nor `:`, so the text can be read in one way only.
    pub fn text(&self) -> String {
        match self {
            Self::Cpf(cpf) => format!("cpf:{}", cpf.digits()),
            Self::Document(document) => document.text(),
            Self::EmailAndName(email, name) => format!("mail:{}|name:{}", email.folded(), name.folded()),
        }
    }
}

impl fmt::Debug for Identity<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cpf(_) => "Identity::Cpf(•••)",
            Self::Document(_) => "Identity::Document(•••)",
            Self::EmailAndName(..) => "Identity::EmailAndName(•••)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, email: &str, cpf: Option<&str>) -> Line {
        Line {
            number: 2,
            name: PersonName::parse(name).expect("a name"),
            email: EmailAddress::parse(email).expect("an address"),
            cpf: cpf.map(|c| Cpf::parse(c).expect("a CPF")),
            document: None,
            role: None,
            workload: None,
            by_role: false,
        }
    }

    #[test]
    fn a_cpf_identifies_whatever_else_differs() {
        let one = line("Ana Sá", "ana@exemplo.com.br", Some("529.982.247-25"));
        let other = line("Ana de Sá", "outra@exemplo.com.br", Some("52998224725"));
        assert_eq!(one.identity_text(), "cpf:52998224725");
        assert_eq!(one.identity(), other.identity());
        assert!(!one.says_the_same_as(&other));
    }

    #[test]
    fn another_document_identifies_who_has_no_cpf() {
        let nif = Document::nif("123456789").ok();
        let one = Line { document: nif.clone(), ..line("Inês Sá", "ines@exemplo.pt", None) };
        let other = Line { document: nif, ..line("Inês de Sá", "outra@exemplo.pt", None) };
        assert_eq!(one.identity_text(), "nif:123456789");
        assert_eq!(one.identity_text(), other.identity_text());
        let with_both = Line { cpf: Cpf::parse("52998224725").ok(), ..one };
        assert_eq!(with_both.identity_text(), "cpf:52998224725");
    }

    #[test]
    fn without_cpf_address_and_name_identify_however_they_are_written() {
        let one = line("João  da Silva", "Joao@Exemplo.com.br", None);
        let other = line("JOAO DA SILVA", "joao@exemplo.com.br", None);
        assert_eq!(one.identity_text(), "mail:joao@exemplo.com.br|name:joao da silva");
        assert_eq!(one.identity_text(), other.identity_text());
        assert_ne!(one.identity_text(), line("João Silva", "joao@exemplo.com.br", None).identity_text());
    }

    #[test]
    fn the_row_is_no_part_of_what_a_line_says() {
        let one = line("Ana Sá", "ana@exemplo.com.br", None);
        let later = Line { number: 9, ..one.clone() };
        assert!(one.says_the_same_as(&later));
        let longer = Line { workload: Workload::parse("20").ok(), ..one.clone() };
        assert!(!one.says_the_same_as(&longer));
    }

    #[test]
    fn of_several_roles_each_has_its_certificate_and_the_first_one_stays() {
        let role = |text: &str| ShortLine::parse(text).ok();
        let several =
            Line { role: role("Palestrante"), by_role: true, ..line("Ana Sá", "ana@exemplo.com.br", None) };
        let one = Line { by_role: false, ..several.clone() };
        let had = |text: &str| PersonLines {
            name: several.name.clone(),
            cpf: None,
            role: role(text),
            workload: None,
        };
        assert!(several.is_of_its_role(false, None), "nothing was issued");
        assert!(several.is_of_its_role(false, Some(&had("ouvinte"))), "another role was issued");
        assert!(!several.is_of_its_role(false, Some(&had("PALESTRANTE"))), "just this role was issued");
        assert!(!one.is_of_its_role(false, Some(&had("ouvinte"))), "a corrected role");
        assert!(one.is_of_its_role(true, Some(&had("ouvinte"))), "both were issued");
        assert_eq!(several.role_text(), "mail:ana@exemplo.com.br|name:ana sa|role:palestrante");
    }

    #[test]
    fn debug_prints_the_row_only() {
        let line = line("Ana Sá", "ana@exemplo.com.br", Some("52998224725"));
        assert_eq!(format!("{line:?}"), "Line(2, •••)");
        assert_eq!(format!("{:?}", line.identity()), "Identity::Cpf(•••)");
        assert_eq!(format!("{:?}", line.address_and_name()), "Identity::EmailAndName(•••)");
    }
}
