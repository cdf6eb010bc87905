//! How people reach an issuer: its desk for questions about what a certificate says.

use crate::participation::edition::ShortLine;
use crate::value::email::{EmailAddress, EmailError};
use crate::value::name::{TextError, plain_line};
use serde::{Deserialize, Serialize};

/// How an issuer is reached. It has at least one channel: an issuer without any has no contact at all.
///
/// It is public, changes whenever the issuer wants, and is therefore never frozen in what was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Channels", into = "Channels")]
pub struct Contact(Channels);

/// What a contact is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channels {
    /// What the issuer calls its desk: `Central de Atendimento`, when it says nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<ShortLine>,
    /// Its mailbox; answers to mails about its certificates go there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<EmailAddress>,
    /// Its telephone, as people write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// Its page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageUrl>,
}

/// What the desk of an issuer is called that gives it no name.
pub const USUAL_DESK: &str = "Central de Atendimento";

/// Why something is no contact, and which field says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ContactError {
    /// No e-mail, no telephone and no page.
    #[error("no channel")]
    NoChannel,
    /// The name of the desk is too long or has no letter.
    #[error("the name of the desk")]
    Desk(#[source] TextError),
    /// The e-mail is none.
    #[error("the e-mail")]
    Email(#[source] EmailError),
    /// The telephone is none.
    #[error("the telephone")]
    Phone(#[source] NotAPhone),
    /// The page is none.
    #[error("the page")]
    Page(#[source] NotAPage),
}

impl ContactError {
    /// The field that is wrong; of a contact without a channel, the first that would do.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Desk(_) => "desk",
            Self::NoChannel | Self::Email(_) => "email",
            Self::Phone(_) => "phone",
            Self::Page(_) => "page",
        }
    }
}

impl Contact {
    /// Reads what was typed into four fields. Nothing in any of them is no contact.
    ///
    /// # Errors
    /// Everything that is wrong with it; a name of a desk alone reaches nobody.
    pub fn parse(
        desk: &str,
        email: &str,
        phone: &str,
        page: &str,
    ) -> Result<Option<Self>, Vec<ContactError>> {
        let mut wrong = Vec::new();
        let channels = Channels {
            desk: given(desk, ShortLine::parse, ContactError::Desk, &mut wrong),
            email: given(email, EmailAddress::parse, ContactError::Email, &mut wrong),
            phone: given(phone, Phone::parse, ContactError::Phone, &mut wrong),
            page: given(page, PageUrl::parse, ContactError::Page, &mut wrong),
        };
        if !wrong.is_empty() {
            return Err(wrong);
        }
        if channels == Channels::default() {
            return Ok(None);
        }
        Self::try_from(channels).map(Some).map_err(|error| vec![error])
    }

    /// What the desk is called.
    pub fn desk(&self) -> &str {
        self.0.desk.as_ref().map_or(USUAL_DESK, ShortLine::as_str)
    }

    /// What it is made of.
    pub fn channels(&self) -> &Channels {
        &self.0
    }
}

/// What one field says; none when it is blank or wrong.
fn given<T, E>(
    typed: &str,
    parse: impl FnOnce(&str) -> Result<T, E>,
    of: impl FnOnce(E) -> ContactError,
    wrong: &mut Vec<ContactError>,
) -> Option<T> {
    let typed = plain_line(typed);
    if typed.is_empty() {
        return None;
    }
    parse(&typed).map_err(|error| wrong.push(of(error))).ok()
}

impl TryFrom<Channels> for Contact {
    type Error = ContactError;

    fn try_from(channels: Channels) -> Result<Self, ContactError> {
        let reaches = channels.email.is_some() || channels.phone.is_some() || channels.page.is_some();
        if reaches { Ok(Self(channels)) } else { Err(ContactError::NoChannel) }
    }
}

impl From<Contact> for Channels {
    fn from(contact: Contact) -> Self {
        contact.0
    }
}

/// A telephone number as people write it, with an extension or the hours where they want.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

/// A text that is no telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a telephone number")]
pub struct NotAPhone;

impl Phone {
    /// Reads `(11) 3333-4444`, `0800 123 4567`, `+351 210 000 000 (ramal 12)`: from seven digits on, up to 60 characters.
    ///
    /// # Errors
    /// When it has fewer digits, is longer, or has signs that no number has.
    pub fn parse(typed: &str) -> Result<Self, NotAPhone> {
        let text = plain_line(typed);
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let begins = text.starts_with(|c: char| c.is_ascii_digit() || c == '+' || c == '(');
        let known = |c: char| c.is_alphanumeric() || " +()-./,:".contains(c);
        let ok =
            (7..=24).contains(&digits) && begins && text.chars().count() <= 60 && text.chars().all(known);
        if ok { Ok(Self(text)) } else { Err(NotAPhone) }
    }

    /// The number as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The address of a page that a link may lead to: `https://` and a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PageUrl(String);

/// A text that is no address of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the address of a page")]
pub struct NotAPage;

impl PageUrl {
    /// Reads `https://exemplo.org.br/contato`, with or without its scheme: up to 200 characters of ASCII. Another scheme is
    /// refused, and so is a name before the host, which makes an address look like another one.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(typed: &str) -> Result<Self, NotAPage> {
        let typed = typed.trim();
        let rest = match typed.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => rest,
            Some(_) => return Err(NotAPage),
            None => typed,
        };
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host_ok = host.contains('.')
            && host.split('.').all(|label| !label.is_empty())
            && host.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-');
        let known = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&()*+,;=%".contains(c);
        let ok = host_ok && rest.len() <= 190 && rest.chars().all(known);
        if ok { Ok(Self(format!("https://{rest}"))) } else { Err(NotAPage) }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as people read it.
    pub fn shown(&self) -> &str {
        self.0.trim_start_matches("https://").trim_end_matches('/')
    }
}

macro_rules! texts {
    ($($name:ident: $error:ident),+) => {$(
        impl TryFrom<String> for $name {
            type Error = $error;
            fn try_from(value: String) -> Result<Self, $error> {
                Self::parse(&value)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    )+};
}
texts!(Phone: NotAPhone, PageUrl: NotAPage);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_has_a_channel_and_a_name_for_its_desk() {
        let contact = Contact::parse("", " apoio@exemplo.org ", "", "").expect("fine").expect("a contact");
        assert_eq!(contact.desk(), USUAL_DESK);
        let named = Contact::parse("Secretaria de Cursos", "", "(11) 3333-4444", "exemplo.org/contato");
        let named = named.expect("fine").expect("a contact");
        assert_eq!(named.desk(), "Secretaria de Cursos");
        assert_eq!(named.channels().page.as_ref().map(PageUrl::as_str), Some("https://exemplo.org/contato"));
        assert_eq!(Contact::parse(" ", "", "", ""), Ok(None));
        assert_eq!(Contact::parse("Central", "", "", ""), Err(vec![ContactError::NoChannel]));
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let wrong = Contact::parse("x", "apoio", "ligue", "http://exemplo.org").expect_err("all wrong");
        let fields: Vec<_> = wrong.iter().map(ContactError::field).collect();
        assert_eq!(fields[fields.len() - 3..], ["email", "phone", "page"]);
    }

    #[test]
    fn a_page_is_of_https_and_of_a_host_alone() {
        for wrong in [
            "javascript:alert(1)",
            "http://exemplo.org",
            "https://exemplo",
            "https://banco.com@exemplo.org",
            "https://exemplo.org/a b",
            "https://exemplo..org",
            "//exemplo.org",
            "https://exemplo.org/\"onclick",
        ] {
            assert_eq!(PageUrl::parse(wrong), Err(NotAPage), "{wrong}");
        }
        assert_eq!(
            PageUrl::parse("HTTPS://exemplo.org/").map(|p| p.shown().to_owned()),
            Ok("exemplo.org".into())
        );
    }

    #[test]
    fn a_telephone_is_written_in_many_ways() {
        for right in
            ["(11) 3333-4444", "0800 123 4567", "+351 210 000 000, ramal 12", "11 98888-7777 (8h às 17h)"]
        {
            assert_eq!(Phone::parse(right).map(|p| p.as_str().to_owned()), Ok(right.to_owned()));
        }
        for wrong in ["123", "ligue 3333-4444", "3333-4444 <b>", "@33334444"] {
            assert_eq!(Phone::parse(wrong), Err(NotAPhone), "{wrong}");
        }
    }

    #[test]
    fn a_stored_contact_is_checked() {
        let email = EmailAddress::parse("apoio@exemplo.org").ok();
        let stored = Channels { email, ..Channels::default() };
        assert_eq!(Contact::try_from(stored.clone()).map(Channels::from), Ok(stored));
        let desk = ShortLine::parse("Central").ok();
        let unreachable = Contact::try_from(Channels { desk, ..Channels::default() });
        assert_eq!(unreachable, Err(ContactError::NoChannel));
    }
}
