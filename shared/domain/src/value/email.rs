//! One mailbox of one person.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a text is no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// Nothing there.
    #[error("empty")]
    Empty,
    /// Over 254 octets, or a local part over 64 (RFC 5321 §4.5.3.1).
    #[error("too long")]
    TooLong,
    /// No single `@` with something on either side.
    #[error("no @ between a name and a domain")]
    Shape,
    /// A character that a mailbox does not have: blanks, controls, quotes, brackets, commas, letters with accents.
    #[error("a foreign character")]
    Character,
    /// The domain has no dot, or an empty label.
    #[error("not a domain")]
    Domain,
}

/// An address as `local@domain`: what SES accepts for one recipient, without display name or quoting.
///
/// Stricter than RFC 5321 on purpose: quoted local parts, address literals and internationalised local parts are
/// refused with a sentence, since SES does not deliver to them.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Reads an address; blanks around it do not matter, the domain becomes lower case.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(typed: &str) -> Result<Self, EmailError> {
        let typed = typed.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}');
        if typed.is_empty() {
            return Err(EmailError::Empty);
        }
        let (local, domain) = typed.rsplit_once('@').ok_or(EmailError::Shape)?;
        if local.is_empty() || domain.is_empty() || local.contains('@') {
            return Err(EmailError::Shape);
        }
        if typed.len() > 254 || local.len() > 64 {
            return Err(EmailError::TooLong);
        }
        let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c);
        if !local.chars().all(atom) || local.starts_with('.') || local.ends_with('.') || local.contains("..")
        {
            return Err(EmailError::Character);
        }
        let label = |l: &str| {
            !l.is_empty()
                && l.len() <= 63
                && !l.starts_with('-')
                && !l.ends_with('-')
                && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        };
        let labels: Vec<&str> = domain.split('.').collect();
        if labels.len() < 2
            || !labels.iter().all(|l| label(l))
            || labels[labels.len() - 1].chars().all(|c| c.is_ascii_digit())
        {
            return Err(EmailError::Domain);
        }
        Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase())))
    }

    /// The address as mail is sent to it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address for comparing: all lower case, since no provider in use tells cases apart.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The mailbox that it reaches where a provider lets its owner add `+something` (RFC 5233): what limits what one person is
    /// sent counts all of these as one. Never a place to send mail to.
    pub fn without_detail(&self) -> Self {
        let (local, domain) = self.0.split_once('@').unwrap_or((&self.0, ""));
        match local.split_once('+') {
            Some((mailbox, _)) if !mailbox.is_empty() => Self(format!("{mailbox}@{domain}")),
            _ => self.clone(),
        }
    }

    /// `m•••@exemplo.com.br`: enough for its owner to recognise it.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.split_once('@').unwrap_or((&self.0, ""));
        format!("{}•••@{domain}", local.chars().next().unwrap_or('•'))
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(•••)")
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = EmailError;
    fn try_from(value: String) -> Result<Self, EmailError> {
        Self::parse(&value)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_behind_a_plus_reaches_the_same_mailbox() {
        let mailbox = |typed: &str| EmailAddress::parse(typed).expect(typed).without_detail().0;
        for typed in ["ana+1@exemplo.com.br", "ana+a+b@exemplo.com.br", "ana@exemplo.com.br"] {
            assert_eq!(mailbox(typed), "ana@exemplo.com.br", "{typed}");
        }
        assert_eq!(mailbox("+1@exemplo.com.br"), "+1@exemplo.com.br");
    }

    #[test]
    fn ordinary_addresses_are_read() {
        for good in [" Maria@Exemplo.COM.br ", "j.silva+curso@uni.pt", "o'neil@sub.dominio.org"] {
            assert!(EmailAddress::parse(good).is_ok(), "{good}");
        }
        assert_eq!(EmailAddress::parse("Ana@X.COM").map(|a| a.0), Ok("Ana@x.com".into()));
    }

    #[test]
    fn whatever_could_be_more_than_one_mailbox_is_refused() {
        for (wrong, why) in [
            ("", EmailError::Empty),
            ("maria", EmailError::Shape),
            ("@x.com", EmailError::Shape),
            ("a@b@x.com", EmailError::Shape),
            ("a@x", EmailError::Domain),
            ("a@x..com", EmailError::Domain),
            ("a@-x.com", EmailError::Domain),
            ("a@127.0.0.1", EmailError::Domain),
            ("a b@x.com", EmailError::Character),
            ("a\r\nBcc: c@x.com", EmailError::Character),
            ("\"a\"@x.com", EmailError::Character),
            ("joão@x.com", EmailError::Character),
            ("a,c@x.com", EmailError::Character),
        ] {
            assert_eq!(EmailAddress::parse(wrong), Err(why), "{wrong:?}");
        }
        assert_eq!(EmailAddress::parse(&format!("{}@x.com", "a".repeat(65))), Err(EmailError::TooLong));
    }
}
