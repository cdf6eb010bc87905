//! What can be asked of the step.

use crate::export::ExportName;
use crate::restore::Restorable;
use domain::digital::entity::EntityNumber;
use domain::participation::contact::Contact;
use domain::participation::edition::ShortLine;
use domain::people::identifier::Identifier;
use domain::people::ticket::Words;
use domain::role::Duty;
use domain::value::code::TicketNumber;
use domain::value::cpf::Cpf;
use domain::value::email::EmailAddress;
use domain::value::id::{EntityId, IssuerId};
use domain::value::name::PersonName;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::num::NonZeroU16;

/// One request, by its `action`. Reading one that is wrong repeats no value: a CPF would get into the log.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(remote = "Self", tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    /// Registers an issuer and gives it its first organiser. The issuer is found by its name when it is there.
    CreateIssuerWithOrganiser {
        /// Its name, as certificates print it.
        issuer_name: ShortLine,
        /// The organiser.
        name: PersonName,
        /// Where their way in is mailed. An account that exists must have this address.
        email: EmailAddress,
        /// Their CPF, with which they sign in.
        cpf: Cpf,
        /// How people reach the issuer: at least one of `email`, `phone` and `page`. Left out, whatever is there stays.
        #[serde(default)]
        contact: Option<Contact>,
    },
    /// Says how people reach an issuer, as its organisers do on their page. Left out, nobody is told.
    SetIssuerContact {
        /// The issuer.
        issuer: IssuerId,
        /// Its contact.
        #[serde(default)]
        contact: Option<Contact>,
    },
    /// Lets one more person issue for an issuer; whoever issues for another one changes over.
    AppointOrganiser {
        /// The issuer.
        issuer: IssuerId,
        /// The organiser.
        name: PersonName,
        /// Where their way in is mailed. An account that exists must have this address.
        email: EmailAddress,
        /// Their CPF.
        cpf: Cpf,
    },
    /// Takes the right to issue from somebody, at once: their sessions end.
    DismissOrganiser {
        /// Their CPF.
        cpf: Cpf,
    },
    /// Gives somebody a duty: they work for the house from now on, and sign in with a second factor. An account is opened for
    /// whoever has none, by CPF or NIF.
    AppointToDuty {
        /// Which duty: `supervisor`, `approver` or `agent`.
        duty: Duty,
        /// Their name.
        name: PersonName,
        /// Where their way in is mailed. An account that exists must have this address.
        email: EmailAddress,
        /// Their CPF, NIF or token.
        identifier: Identifier,
    },
    /// Takes a duty from somebody, at once: their sessions end.
    DismissFromDuty {
        /// Which duty.
        duty: Duty,
        /// Their CPF, NIF or token.
        identifier: Identifier,
    },
    /// Takes the right to ask for an entity from somebody, at once: their sessions end. An approver gives it, by deciding a request
    /// for access.
    DismissRequester {
        /// The entity.
        entity: EntityId,
        /// Their CPF, NIF or token.
        identifier: Identifier,
    },
    /// Takes the second factor from somebody who lost the application and the codes to recover, once they have proved who they
    /// are in another way: their sessions end, a mail tells them, and the next sign-in sets up another.
    ResetSecondFactor {
        /// Their CPF, NIF or token.
        identifier: Identifier,
    },
    /// Corrects the address of an account. What was mailed to the old one counts no more; the new one gets the
    /// notification, with an initial password.
    CorrectEmail {
        /// Their CPF.
        cpf: Cpf,
        /// The right address.
        email: EmailAddress,
        /// Take the account from whoever uses it, when the person has proved who they are: password and sessions end.
        #[serde(default)]
        even_if_used: bool,
    },
    /// Lets mails go to an address again that had returned them, or had called them unwanted: its owner has said so.
    ReopenMailbox {
        /// The address.
        email: EmailAddress,
    },
    /// Puts an entity on the list of those for which people ask for access, or gives the one of that number another name.
    KeepEntity {
        /// Its name, as people look for it.
        name: ShortLine,
        /// Its NIF or CNPJ.
        #[serde(deserialize_with = "entity_number")]
        number: EntityNumber,
    },
    /// Takes an entity out of the list: nobody chooses it any more. What was granted for it stays.
    TakeOutEntity {
        /// Its NIF or CNPJ.
        #[serde(deserialize_with = "entity_number")]
        number: EntityNumber,
    },
    /// Shows a request for help, with all that is in it.
    ShowTicket {
        /// Its number.
        number: TicketNumber,
    },
    /// Writes an answer into a request for help, and mails it to whoever asked.
    AnswerTicket {
        /// Its number.
        number: TicketNumber,
        /// The answer: lines as they are broken.
        text: Words,
    },
    /// Hands a request for help to the issuer of what it is about: to the e-mail of its contact, which answers to whoever asked.
    PassOnTicket {
        /// Its number.
        number: TicketNumber,
        /// The issuer; left out, that of the certificate that was named.
        #[serde(default)]
        issuer: Option<IssuerId>,
    },
    /// Ends a request for help that needs nothing more.
    CloseTicket {
        /// Its number.
        number: TicketNumber,
    },
    /// Lists the requests for corrections that wait for the team, the oldest first.
    ListCorrections,
    /// Shows a request for a correction, with all that is in it.
    ShowCorrection {
        /// Its number.
        number: TicketNumber,
    },
    /// Corrects the certificate as a request asks: only a name, and only its spelling. The person gets the new version by mail.
    MakeCorrection {
        /// The number of the request.
        number: TicketNumber,
    },
    /// Hands a request for a correction to the issuer of the certificate, which alone decides about what it says.
    PassOnCorrection {
        /// Its number.
        number: TicketNumber,
    },
    /// Ends a request for a correction with an answer, which is mailed to whoever asked: nothing is corrected.
    AnswerCorrection {
        /// Its number.
        number: TicketNumber,
        /// The answer: lines as they are broken.
        text: Words,
    },
    /// Confirms that the public address is final: QR codes carry it for ever, and nothing is published before.
    ConfirmPublicUrl {
        /// The address, typed once more.
        url: String,
    },
    /// Lists work that was given up.
    ListStuck,
    /// Has a piece of work that was given up tried once more, after its cause was mended.
    ReviveWork {
        /// Partition key of its item in the outbox, as `list_stuck` names it.
        pk: String,
        /// Sort key of its item.
        sk: String,
    },
    /// Adds a generation of keys, of which half an hour later everything new is made. Done twice, it adds one.
    RotateKeys {
        /// The generation that it follows, as `status` tells.
        follows: u32,
    },
    /// Takes a generation of keys out of use that another has followed: what was made with it counts no more.
    RetireKeys {
        /// Which one.
        generation: u32,
        /// Now, although initial passwords that were mailed with it may count still: its secret has leaked.
        #[serde(default)]
        even_if_used: bool,
    },
    /// Counts the accounts by the generation of the pepper that their password is hashed with. It is repeated until it is
    /// finished.
    CountPasswords {
        /// How much to do in this invocation.
        #[serde(default)]
        pace: Pace,
    },
    /// Writes everything that is needed to go on proving the certificates without Selo into the documents bucket, as static
    /// files. It is repeated until it is finished.
    ExportArchive {
        /// Names the archive; the folder is `export/<name>/`.
        name: ExportName,
        /// How much to do in this invocation.
        #[serde(default)]
        pace: Pace,
    },
    /// Looks whether everything that the certificates need is there. It is repeated until it is finished.
    Check {
        /// Have PDFs drawn that nobody draws.
        #[serde(default)]
        repair: bool,
        /// How much to do in this invocation.
        #[serde(default)]
        pace: Pace,
    },
    /// Copies the rows of a restored table, `<table>-restored`, back into the table. It is repeated until it is finished.
    RestoreRows {
        /// Which table.
        table: Restorable,
        /// Also rows that are there, which become what they were.
        #[serde(default)]
        overwrite: bool,
        /// How much to do in this invocation.
        #[serde(default)]
        pace: Pace,
    },
    /// Makes all work due again that was given up. It is repeated until it is finished.
    ReviveAll {
        /// How much to do in this invocation.
        #[serde(default)]
        pace: Pace,
    },
    /// Says whether anything can be published, how much is stuck, and which keys are in use.
    Status,
}

impl<'de> Deserialize<'de> for Request {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let event = Value::deserialize(deserializer)?;
        let misfits = misfits(&event);
        Self::deserialize(event).map_err(|error: serde_json::Error| {
            let error = error.to_string();
            // Such an error quotes the value; ours do not.
            if error.starts_with("invalid ") {
                let wants = "a field has another type than in the sample events (a text has quotation marks)";
                D::Error::custom(format!("{wants}: {}", misfits.join(", ")))
            } else {
                D::Error::custom(error)
            }
        })
    }
}

/// The fields of an event that have another JSON type than they should.
fn misfits(event: &Value) -> Vec<String> {
    let fits = |name: &str, value: &Value| match name {
        "even_if_used" | "repair" | "overwrite" => value.is_boolean(),
        "follows" | "generation" => value.as_u64().is_some_and(|number| u32::try_from(number).is_ok()),
        // What is wrong in it is a number, and nobody's.
        "pace" => false,
        "contact" => {
            value.is_null() || value.as_object().is_some_and(|fields| fields.values().all(Value::is_string))
        }
        _ => value.is_string(),
    };
    let fields = event.as_object().into_iter().flatten();
    fields.filter(|(name, value)| !fits(name, value)).map(|(name, _)| name.clone()).collect()
}

/// How much of a long job one invocation does. Without it, pages of a thousand rows for five minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pace {
    /// At most so many pages.
    #[serde(default)]
    pub pages: Option<u32>,
    /// Rows of the table to a page.
    #[serde(default)]
    pub rows: Option<NonZeroU16>,
}

/// A NIF or a CNPJ. What is wrong is told without the number.
fn entity_number<'de, D: Deserializer<'de>>(from: D) -> Result<EntityNumber, D::Error> {
    EntityNumber::parse(&String::deserialize(from)?).map_err(|_| D::Error::custom("no NIF and no CNPJ"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Request, String> {
        serde_json::from_str(json).map_err(|e| e.to_string())
    }

    #[test]
    fn every_sample_event_is_a_request() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events");
        let mut seen = 0;
        for entry in std::fs::read_dir(folder).expect("the folder of sample events") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
            if name.starts_with("administer") {
                let json = std::fs::read_to_string(&path).expect("a sample event");
                assert!(read(&json).is_ok(), "{name}: {:?}", read(&json));
                seen += 1;
            }
        }
        assert!(seen >= 9, "one sample for each action");
    }

    #[test]
    fn a_wrong_value_is_refused_without_being_repeated() {
        let error = read(r#"{"action": "dismiss_organiser", "cpf": "529.982.247-26"}"#).expect_err("no CPF");
        assert!(!error.contains("982"), "{error}");
        for cpf in ["52998224725", "[\"52998224725\"]", "true", "null"] {
            let event =
                format!(r#"{{"action": "correct_email", "cpf": {cpf}, "email": "a@exemplo.com.br"}}"#);
            let error = read(&event).expect_err("no text");
            assert!(!error.contains("982") && error.contains(": cpf"), "{error}");
        }
        let error = read(r#""529.982.247-25""#).expect_err("no object");
        assert!(!error.contains("982"), "{error}");
        let error = read(r#"{"action": "rotate_keys", "follows": "1"}"#).expect_err("no number");
        assert!(error.contains(": follows"), "{error}");
    }

    #[test]
    fn a_field_that_does_not_exist_is_refused() {
        assert!(read(r#"{"action": "confirm_public_url", "url": "https://a.b", "force": true}"#).is_err());
        assert!(read(r#"{"action": "drop_everything"}"#).is_err());
    }
}
