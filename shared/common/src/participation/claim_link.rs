//! The link in a mail to the address of a certificate's line when the account has another one. Whoever has it reads mails
//! there: it shows the certificate, and lets the owner of the account take it in.
//!
//! It is the certificate's identifier, 26 symbols that are derived from it, the address and the day on which the link ends,
//! and that day. Nothing of it is stored. It ends as well when the certificate joins its account, or goes to another address.

use domain::participation::certificate::Certificate;
use domain::value::id::CertificateId;
use domain::value::symbols;
use jiff::Timestamp;
use platform::secrets::Keys;

/// Symbols of the identifier, and of the secret.
const HALF: usize = 26;
/// Digits of the day.
const DAY: usize = 5;
/// For how many days a link counts.
const DAYS: i64 = 30;

/// A link in plain text. It is never logged and never stored.
pub struct ClaimLink {
    certificate: CertificateId,
    secret: String,
    until: i64,
}

impl ClaimLink {
    /// The link to a certificate that stands apart, made now; none to another.
    pub fn new(keys: &Keys, certificate: &Certificate, now: Timestamp) -> Option<Self> {
        let address = certificate.snapshot().apart.as_ref()?;
        let until = day(now) + DAYS;
        let secret = keys.claim_secret(certificate.id(), &address.0, until);
        Some(Self { certificate: certificate.id().clone(), secret, until })
    }

    /// Reads the part of an address that names a link.
    pub fn parse(typed: &str) -> Option<Self> {
        let text = typed.to_ascii_uppercase();
        let known = text.len() == 2 * HALF + DAY && text.bytes().all(|b| symbols::ALPHABET.contains(&b));
        let certificate = CertificateId::parse(text.get(..HALF)?).ok().filter(|_| known)?;
        let until = text.get(2 * HALF..)?.parse().ok()?;
        Some(Self { certificate, secret: text.get(HALF..2 * HALF)?.to_owned(), until })
    }

    /// Path of the page that it opens.
    pub fn path(&self) -> String {
        format!("/confirmar/{}{}{:0DAY$}", self.certificate, self.secret, self.until)
    }

    /// Which certificate it names.
    pub fn certificate(&self) -> &CertificateId {
        &self.certificate
    }

    /// Whether it was made for the address that the certificate stands apart for, and has not ended.
    pub fn opens(&self, keys: &Keys, certificate: &Certificate, now: Timestamp) -> bool {
        let address = certificate.snapshot().apart.as_ref().map_or("", |address| address.0.as_str());
        let right = keys.is_claim_secret(certificate.id(), address, self.until, &self.secret);
        right && !certificate.is_in_account() && day(now) < self.until
    }
}

fn day(at: Timestamp) -> i64 {
    at.as_second().div_euclid(24 * 60 * 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::participation::certificate::{Command, Issue, NewVersion, OtherAddress};
    use domain::participation::edition::PersonLines;
    use domain::transition::Actor;
    use domain::value::code::VerifyCode;
    use domain::value::id::{AccountId, EventId};
    use domain::value::name::PersonName;

    fn keys() -> Keys {
        Keys::from_json(r#"{"1": "0123456789abcdef0123456789abcdef"}"#, at(0)).expect("keys")
    }

    fn at(day: i64) -> Timestamp {
        Timestamp::from_second((20_000 + day) * 24 * 60 * 60).expect("an instant")
    }

    fn apart(address: &str) -> Certificate {
        let name = PersonName::parse("Ana Lua").expect("a name");
        let person = PersonLines { name, cpf: None, role: None, workload: None };
        let (code, apart) = (VerifyCode::from_chance([1; 10]), Some(OtherAddress(address.to_owned())));
        let issue = Issue {
            id: CertificateId::from_bytes([1; 17]),
            account: AccountId::from_bytes([2; 17]),
            event: EventId::from_bytes([3; 17]),
            first: NewVersion { edition: 1, code, person, publication: 1, apart },
            public: true,
            available_until: None,
        };
        Certificate::issue(issue, Actor::Administrator, at(0)).into_after()
    }

    #[test]
    fn a_link_opens_what_it_was_made_for_until_its_day_and_until_it_is_claimed() {
        let (keys, certificate) = (keys(), apart("a"));
        let made = ClaimLink::new(&keys, &certificate, at(0)).expect("a link");
        let path = made.path();
        let link = ClaimLink::parse(&path["/confirmar/".len()..].to_lowercase()).expect("a link");
        assert!(link.opens(&keys, &certificate, at(29)));
        assert!(!link.opens(&keys, &certificate, at(30)), "its day is over");
        assert!(!link.opens(&keys, &apart("b"), at(0)), "the line has another address now");
        let owner = Actor::Holder(certificate.snapshot().account.clone());
        let claimed = certificate.apply(Command::Claim, owner, at(0)).expect("claimed");
        assert!(!link.opens(&keys, claimed.after(), at(0)));
        assert!(ClaimLink::new(&keys, claimed.after(), at(0)).is_none());
    }

    #[test]
    fn nobody_gives_a_link_more_days_or_another_secret() {
        let (keys, certificate) = (keys(), apart("a"));
        let path = ClaimLink::new(&keys, &certificate, at(0)).expect("a link").path();
        let text = &path["/confirmar/".len()..];
        for wrong in [format!("{}20031", &text[..52]), format!("{}{}20030", &text[..26], "0".repeat(26))] {
            assert!(
                !ClaimLink::parse(&wrong).expect("its shape").opens(&keys, &certificate, at(0)),
                "{wrong}"
            );
        }
        for wrong in ["", "../etc", &text[1..], &format!("{text}0"), &format!("é{}", &text[2..])] {
            assert!(ClaimLink::parse(wrong).is_none(), "{wrong}");
        }
    }
}
