//! What the step answers.

use crate::check::Findings;
use crate::corrections::{Asked, Waiting};
use crate::export::Counted;
use domain::role::Duty;
use domain::value::id::{AccountId, EntityId, IssuerId};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "done", rename_all = "snake_case")]
pub enum Answer {
    /// Somebody may issue for an issuer; a mail tells them how to sign in.
    OrganiserAppointed {
        /// The issuer.
        issuer: IssuerId,
        /// Their account.
        account: AccountId,
        /// Whether the account was opened now.
        new_account: bool,
    },
    /// People reach the issuer so.
    ContactSet {
        /// The issuer.
        issuer: IssuerId,
        /// Whether that changed anything.
        changed: bool,
    },
    /// The entity is on the list.
    EntityKept {
        /// Its identifier.
        entity: EntityId,
    },
    /// The entity is not on the list.
    EntityTakenOut {
        /// Its identifier.
        entity: EntityId,
        /// Whether it was before.
        was_listed: bool,
    },
    /// A request for help.
    Ticket {
        /// Its number.
        number: String,
        /// Where it is.
        state: &'static str,
        /// What it is about.
        subject: &'static str,
        /// Who asks.
        name: String,
        /// Where the answer goes.
        email: String,
        /// CPF or token; empty, they gave none.
        named: String,
        /// A code of the certificate that it is about; empty, none.
        certificate: String,
        /// The issuer of that certificate.
        issuer: Option<IssuerId>,
        /// What they wrote.
        text: String,
        /// What was answered, oldest first.
        answers: Vec<String>,
        /// When it was opened.
        opened_at: Timestamp,
        /// When it ends, with all that is in it.
        ends_at: Timestamp,
    },
    /// The answer is in the request, and a mail is on its way.
    TicketAnswered {
        /// Its number.
        number: String,
    },
    /// The issuer has it, and both are told.
    TicketPassedOn {
        /// Its number.
        number: String,
        /// The issuer.
        issuer: IssuerId,
    },
    /// It is over.
    TicketClosed {
        /// Its number.
        number: String,
    },
    /// The requests for corrections that wait for the team.
    Corrections {
        /// The oldest first, at most a hundred.
        waiting: Vec<Waiting>,
        /// Whether there may be more than these.
        more: bool,
    },
    /// A request for a correction.
    Correction(Box<Asked>),
    /// The certificate is corrected, and a mail follows when it is drawn.
    CorrectionMade {
        /// The number of the request.
        number: String,
        /// The number of the version.
        version: u32,
    },
    /// The issuer has it, and both are told.
    CorrectionPassedOn {
        /// Its number.
        number: String,
        /// The issuer.
        issuer: IssuerId,
        /// Whether the issuer has an e-mail among its contacts, to which a mail goes: without one only its page shows the request.
        mailed: bool,
    },
    /// The answer is on its way.
    CorrectionAnswered {
        /// Its number.
        number: String,
    },
    /// Somebody may no longer issue, and is signed out.
    OrganiserDismissed {
        /// Their account.
        account: AccountId,
    },
    /// Somebody has a duty; a mail tells them how to sign in.
    AppointedToDuty {
        /// Which one.
        duty: Duty,
        /// Their account.
        account: AccountId,
        /// Whether the account was opened now.
        new_account: bool,
    },
    /// Somebody has a duty no more, and is signed out.
    DismissedFromDuty {
        /// Which one.
        duty: Duty,
        /// Their account.
        account: AccountId,
    },
    /// Somebody may ask for an entity no more, and is signed out.
    RequesterDismissed {
        /// The entity.
        entity: EntityId,
        /// Their account.
        account: AccountId,
    },
    /// The second factor is gone, its owner is signed out, and a mail tells them.
    SecondFactorReset {
        /// Their account.
        account: AccountId,
    },
    /// The account has the new address, and a mail is on its way to it.
    EmailCorrected {
        /// Their account.
        account: AccountId,
    },
    /// Mails go to the address again.
    MailboxReopened {
        /// Whether none went there before.
        was_closed: bool,
    },
    /// The public address is confirmed.
    PublicUrlConfirmed {
        /// The address.
        url: String,
    },
    /// Work that was given up, oldest first, at most a hundred items.
    Stuck {
        /// The items.
        works: Vec<Stuck>,
    },
    /// The work is due again.
    WorkRevived,
    /// Work that was given up is due again.
    AllRevived {
        /// Whether none is left; otherwise send the same event again.
        finished: bool,
        /// How much, this time.
        revived: u64,
    },
    /// The generation of keys is there.
    KeysRotated {
        /// Its number.
        generation: u32,
        /// From when on everything new is made with it; none, since ever.
        used_from: Option<Timestamp>,
    },
    /// The generation of keys is out of use.
    KeysRetired {
        /// Its number.
        generation: u32,
    },
    /// How many accounts depend on which pepper.
    PasswordsCounted {
        /// Whether all accounts were looked at; otherwise the same event goes on.
        finished: bool,
        /// Accounts with a password of their own, by the generation of their pepper.
        by_generation: BTreeMap<u32, u64>,
        /// Accounts that never signed in.
        without_password: u64,
    },
    /// How far the archive is.
    ArchiveExported {
        /// Whether everything is written; otherwise the same event goes on.
        finished: bool,
        /// Key of the folder for everybody.
        public: String,
        /// Key of the folder for the institution alone.
        private: String,
        /// What is in it.
        #[serde(flatten)]
        counted: Counted,
    },
    /// What is wrong with the certificates.
    Checked {
        /// Whether all were looked at; otherwise the same event goes on.
        finished: bool,
        /// What was found.
        #[serde(flatten)]
        findings: Findings,
    },
    /// How many rows went back.
    RowsRestored {
        /// Whether all were looked at; otherwise the same event goes on.
        finished: bool,
        /// Rows that were written.
        copied: u64,
        /// Rows that were there and stay as they are.
        left: u64,
        /// Rows of a type that this version does not know: they were not put back, and the log names their kinds.
        refused: u64,
    },
    /// How the deployment stands.
    Status {
        /// The address it is configured with.
        public_url: String,
        /// The address that was confirmed.
        confirmed_url: Option<String>,
        /// Whether they are the same, so that imports can be published.
        can_publish: bool,
        /// Pieces of work that were given up: at most a hundred are counted.
        stuck: usize,
        /// The generation of keys that everything new is made with.
        key_generation: u32,
    },
}

/// A piece of work that was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stuck {
    /// Partition key of its item in the outbox.
    pub pk: String,
    /// Sort key of its item.
    pub sk: String,
}
