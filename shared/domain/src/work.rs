//! What must happen because of a change: a PDF to draw, a mail to send. Written with the change, done after it.

use crate::digital::protocol::Protocol;
use crate::role::Duty;
use crate::transition::{Illegal, Transition, aggregate, kinds};
use crate::value::code::TicketNumber;
use crate::value::email::EmailAddress;
use crate::value::id::{
    AccessRequestId, AccountId, CertificateId, EnrollmentId, EntitlementId, EventId, ImportId, MailId,
    OrderId,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "task")]
pub enum Task {
    /// Draw and store the PDF of one version.
    DrawPdf {
        /// Of which certificate.
        certificate: CertificateId,
        /// Which version.
        version: u32,
        /// Where the mail goes that says it is there: the address of the line.
        notify: EmailAddress,
    },
    /// Send one mail.
    Mail {
        /// Names the mail in the ledger, and in a header of the mail itself.
        mail: MailId,
        /// What it says, and to whom.
        message: Message,
    },
}

/// What a mail says. Its text is made when it is sent; a secret in it is derived then, and stored nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "message")]
pub enum Message {
    /// A certificate, or a new version of it, is available. With token and initial password when the address is the
    /// account's own and nobody ever signed in.
    Available {
        /// Which certificate.
        certificate: CertificateId,
        /// Which version.
        version: u32,
        /// The address of the line.
        to: EmailAddress,
    },
    /// Somebody asked for the notification again. Only sending finds out whether the address is known.
    Resend {
        /// The address that was typed.
        to: EmailAddress,
    },
    /// An organiser or another member of staff was given an account.
    Welcome {
        /// Whose account.
        account: AccountId,
    },
    /// Somebody was given a duty: how they get in.
    Entrusted {
        /// Whose account.
        account: AccountId,
        /// Which duty.
        duty: Duty,
    },
    /// The password of an account was changed: tells its owner.
    PasswordChanged {
        /// Whose account.
        account: AccountId,
    },
    /// Something about the second factor of an account: tells its owner.
    SecondFactor {
        /// Whose account.
        account: AccountId,
        /// What it says.
        news: FactorNews,
    },
    /// A certificate was revoked: tells its person.
    Revoked {
        /// Which certificate.
        certificate: CertificateId,
        /// The version that was current.
        version: u32,
        /// Where its person reads mails.
        to: EmailAddress,
    },
    /// Something about a request for a correction. Who reads it is known by the account or the issuer.
    Correction {
        /// Of which certificate: the mail is in its ledger.
        certificate: CertificateId,
        /// Whoever asked.
        account: AccountId,
        /// Which request.
        correction: TicketNumber,
        /// What it says.
        news: CorrectionNews,
    },
    /// Something about a request for help. Who reads it is known by the request, so that no address outlives it here.
    Ticket {
        /// Which request.
        ticket: TicketNumber,
        /// What it says.
        news: TicketNews,
    },
    /// Something about an order. Who reads it is known by the order.
    Order {
        /// Which order.
        order: OrderId,
        /// What it says.
        news: OrderNews,
    },
    /// Somebody has a paid unit, or is told again: the link to its form.
    Assigned {
        /// Which unit.
        unit: EntitlementId,
        /// Number of the assignment: what is not the last any more is not mailed.
        assignment: u32,
    },
    /// Something about a case, to its holder. Who reads it is known by the case.
    Case {
        /// Which case.
        case: EnrollmentId,
        /// What it says.
        news: CaseNews,
    },
    /// Something about a request for access. Who reads it is known by the request.
    Access {
        /// Which request.
        request: AccessRequestId,
        /// What it says.
        news: AccessNews,
    },
    /// The link to a request for access, to its address. Only sending finds out whether there is a request of that number.
    AccessByProtocol {
        /// The number that was typed.
        protocol: Protocol,
    },
    /// The code of a first sign-in, by mail or as a short message. It is derived when it is sent, of what stands here.
    SignInCode {
        /// Whose account.
        account: AccountId,
        /// The session that waits for it, by the SHA-256 of its identifier.
        session: String,
        /// Which of the session's codes.
        number: u32,
        /// Which way it goes.
        channel: Channel,
        /// From when on it counts no more: later it is not sent either.
        until: Timestamp,
    },
    /// What people will get, shown to the organiser who asks for it, at the address of their own account. Who is named in
    /// it is read when it is sent, so that no name of a list is kept here.
    Sample {
        /// Of the organiser.
        account: AccountId,
        /// The event that certificates are to be issued for.
        event: EventId,
        /// Whose certificate is shown; none, that of a made-up person.
        line: Option<SampledLine>,
    },
}

/// What a mail says of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseNews {
    /// The request arrived: its number, and what comes next.
    Opened,
    /// The form was corrected.
    Corrected,
    /// It was called off.
    Cancelled,
    /// Somebody asked for the link again.
    Link,
}
kinds!(CaseNews, Self::Opened => "opened", Self::Corrected => "corrected", Self::Cancelled => "cancelled",
    Self::Link => "link");
/// Which way a code goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By mail.
    Mail,
    /// As a short message.
    Sms,
}
kinds!(Channel, Self::Mail => "mail", Self::Sms => "sms");

/// What a mail says of a request for access: all of them go to whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessNews {
    /// A draft was begun, or somebody asked for the link to a request: the link.
    Link,
    /// It was sent in: the link that proves the address.
    Sent,
    /// The address is proved, and an approver has it.
    Waiting,
    /// What is to be mended.
    Returned,
    /// Access was granted: how to get in.
    Approved,
    /// It was refused, and why.
    Refused,
}
kinds!(AccessNews, Self::Link => "link", Self::Sent => "sent", Self::Waiting => "waiting",
    Self::Returned => "returned", Self::Approved => "approved", Self::Refused => "refused");

/// A line of a list that nothing was issued for yet: where it is stored, and no word of what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampledLine {
    /// Of which list.
    pub import: ImportId,
    /// In which chunk of its lines, as it is stored.
    pub chunk: u32,
    /// In which row of the file.
    pub row: u32,
}

/// What a mail says of a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorNews {
    /// It was set up, or is another one now.
    SetUp,
    /// Somebody signed in with a code to recover.
    RecoverySpent,
    /// There are other codes to recover.
    RecoveryRenewed,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey, or the application, counts no more.
    Removed,
    /// An administrator took it away.
    Reset,
}

/// What a mail says of a request for a correction, and to whom. That a certificate was corrected, the mail about the new version
/// says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionNews {
    /// To whoever asked: it arrived, under this number.
    Opened,
    /// To the team: what is asked.
    Arrived,
    /// To whoever asked: the issuer has it now.
    PassedOn,
    /// To the issuer: what is asked.
    Handed,
    /// To whoever asked: the answer.
    Answered,
}

impl CorrectionNews {
    /// Whether it goes to whoever asked.
    pub fn is_for_holder(self) -> bool {
        matches!(self, Self::Opened | Self::PassedOn | Self::Answered)
    }
}

/// What a mail says of a request for help, and to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketNews {
    /// To whoever asked: it arrived, under this number.
    Opened,
    /// To the team: what is asked.
    Arrived,
    /// To whoever asked: the team's last answer.
    Answered,
    /// To whoever asked: the issuer has it now.
    PassedOn,
    /// To the issuer: what is asked.
    Handed,
}

/// What a mail says of an order, to whoever pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderNews {
    /// It was placed, under this number.
    Placed,
    /// It is paid.
    Paid,
    /// Its money went back.
    Refunded,
}

/// Where a piece of work is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum State {
    /// To be done; tried `attempts` times.
    Due {
        /// How often it failed.
        attempts: u32,
        /// From when on it is to be tried.
        due_at: Timestamp,
    },
    /// Done.
    Done {
        /// When.
        at: Timestamp,
        /// What the other side called it: the message identifier of SES.
        receipt: Option<String>,
        /// What is known of a mail since it was sent.
        #[serde(default)]
        fate: Fate,
    },
    /// Not sent, because the address has returned mails, or its owner called one unwanted.
    Withheld {
        /// When.
        at: Timestamp,
    },
    /// Nothing was to be done after all: the address is not known, the version was replaced.
    Dropped {
        /// When.
        at: Timestamp,
    },
    /// Given up, because it cannot be done or was tried for too long: an operator must look.
    Dead {
        /// When.
        at: Timestamp,
    },
}
kinds!(State, Self::Due { .. } => "due", Self::Done { .. } => "done", Self::Withheld { .. } => "withheld",
    Self::Dropped { .. } => "dropped", Self::Dead { .. } => "dead");

/// What became of a mail after it was sent, as far as the mail service tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Fate {
    /// Nothing was heard.
    #[default]
    Unknown,
    /// Something was heard.
    Known {
        /// What.
        news: News,
        /// When it happened.
        at: Timestamp,
    },
}

/// What the mail service tells of a mail. The later ones outweigh the earlier ones, in whichever order they come: a mail
/// that was delivered and then complained about is one that was complained about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// The recipient's server took it.
    Delivered,
    /// It came back for a reason that may pass: a full mailbox, a server that is down.
    ReturnedForNow,
    /// It came back for good: there is no such address.
    ReturnedForGood,
    /// The recipient called it unwanted.
    Unwanted,
}

/// What can happen to a piece of work.
#[derive(Debug, Clone)]
pub enum Command {
    /// It was done.
    Finish(Option<String>),
    /// There was nothing to do.
    Drop,
    /// Its address takes no mails of ours.
    Withhold,
    /// The mail service tells what became of it, and when.
    Learn(News, Timestamp),
    /// It failed, and another attempt may help.
    Retry,
    /// It is overdue: nobody delivered it, or the attempt died. The change itself makes the stream deliver it.
    Arm,
    /// It can never be done: the message is refused for good.
    GiveUp,
    /// Try it once more, after an operator mended the cause.
    Revive,
    /// Do it again, although it was done: the table that knew of its effect was restored from an earlier instant.
    DoAgain,
}
kinds!(Command, Self::Finish(_) => "finish", Self::Drop => "drop",
    Self::Withhold => "withhold", Self::Learn(..) => "learn", Self::Retry => "retry",
    Self::Arm => "arm", Self::GiveUp => "give_up", Self::Revive => "revive",
    Self::DoAgain => "do_again");

/// Everything about a piece of work as it is stored: see [`crate::transition::Aggregate::restore`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// What is to be done.
    pub task: Task,
    /// The import that it belongs to, for its progress.
    pub import: Option<ImportId>,
    /// When it was written.
    pub created_at: Timestamp,
    /// Where it is.
    pub state: State,
    /// Number of changes so far.
    pub version: u64,
}

/// A piece of work. It keeps no audit trail: mails are a ledger themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work(Snapshot);
aggregate!(Work, "work", check: inconsistency);

/// What happened to a piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// It was written with the change that causes it.
    Written,
    /// It was done.
    Finished,
    /// There was nothing to do.
    Dropped,
    /// Its address takes no mails of ours.
    Withheld,
    /// The mail service told what became of it.
    Learned(News),
    /// It failed.
    Failed,
    /// It was overdue and is delivered again.
    Armed,
    /// It can never be done.
    GivenUp,
    /// It is tried once more after it was given up.
    Revived,
    /// It is done again.
    Redone,
}
kinds!(Happened, Self::Written => "written", Self::Finished => "finished", Self::Dropped => "dropped",
    Self::Withheld => "withheld", Self::Learned(_) => "learned", Self::Failed => "failed",
    Self::Armed => "armed", Self::GivenUp => "given_up", Self::Revived => "revived", Self::Redone => "redone");

impl Happened {
    /// Whether the change itself makes a stream deliver the work. What failed waits until it is due, or it would call itself
    /// at once.
    pub fn is_delivered(self) -> bool {
        matches!(self, Self::Written | Self::Armed | Self::Revived | Self::Redone)
    }
}

impl From<&Command> for Happened {
    fn from(command: &Command) -> Self {
        match command {
            Command::Finish(_) => Self::Finished,
            Command::Drop => Self::Dropped,
            Command::Withhold => Self::Withheld,
            Command::Learn(news, _) => Self::Learned(*news),
            Command::Retry => Self::Failed,
            Command::Arm => Self::Armed,
            Command::GiveUp => Self::GivenUp,
            Command::Revive => Self::Revived,
            Command::DoAgain => Self::Redone,
        }
    }
}

/// After how long drawing a PDF is given up: a day, for what does not pass within one needs a person.
pub const GIVE_UP_PDF_AFTER_HOURS: i64 = 24;
/// After how long a mail is given up: three days. The quota of SES is of 24 hours, so the mails of a large list may wait
/// for the second day or the third without anything being wrong.
pub const GIVE_UP_MAIL_AFTER_HOURS: i64 = 72;

impl Task {
    fn give_up_after_hours(&self) -> i64 {
        match self {
            Self::DrawPdf { .. } => GIVE_UP_PDF_AFTER_HOURS,
            Self::Mail { .. } => GIVE_UP_MAIL_AFTER_HOURS,
        }
    }
}

impl Fate {
    /// Whether news would change it.
    pub fn is_less_than(self, news: News) -> bool {
        match self {
            Self::Unknown => true,
            Self::Known { news: known, .. } => known < news,
        }
    }
}

impl Work {
    /// New work, due at once.
    pub fn new(task: Task, import: Option<ImportId>, at: Timestamp) -> Transition<Self> {
        let state = State::Due { attempts: 0, due_at: at };
        let after = Self(Snapshot { task, import, created_at: at, state, version: 1 });
        Transition::of_ledger(0, after, Happened::Written, at)
    }

    /// Applies a command, or says why not.
    ///
    /// # Errors
    /// When the state does not allow it: what is done stays done.
    pub fn apply(self, command: Command, at: Timestamp) -> Result<Transition<Self>, Illegal> {
        let (before, happened) = (self.0.version, Happened::from(&command));
        let mut after = self.0;
        let is_old = at.duration_since(after.created_at).as_hours() >= after.task.give_up_after_hours();
        after.state = next(after.state, command, is_old, at)?;
        after.version = before + 1;
        Ok(Transition::of_ledger(before, Self(after), happened, at))
    }

    /// What is to be done.
    pub fn task(&self) -> &Task {
        &self.0.task
    }

    /// The import that it belongs to.
    pub fn import(&self) -> Option<&ImportId> {
        self.0.import.as_ref()
    }

    /// When it was written.
    pub fn created_at(&self) -> Timestamp {
        self.0.created_at
    }

    /// Where it is.
    pub fn state(&self) -> &State {
        &self.0.state
    }
}

/// The rule that stored values break, if any: none but the version's.
fn inconsistency(_: &Snapshot) -> Option<&'static str> {
    None
}

/// The whole life cycle. What is not named here is refused. Work that is old is not tried once more.
fn next(state: State, command: Command, is_old: bool, at: Timestamp) -> Result<State, Illegal> {
    use {Command as C, State as S};
    Ok(match (state, command) {
        (S::Due { .. }, C::Finish(receipt)) => S::Done { at, receipt, fate: Fate::Unknown },
        (S::Done { at, receipt, fate }, C::Learn(news, heard)) if fate.is_less_than(news) => {
            S::Done { at, receipt, fate: Fate::Known { news, at: heard } }
        }
        (S::Due { .. }, C::Withhold) => S::Withheld { at },
        (S::Due { .. }, C::Drop) => S::Dropped { at },
        (S::Due { attempts, .. }, C::Retry) => {
            if is_old {
                S::Dead { at }
            } else {
                S::Due { attempts: attempts + 1, due_at: at.saturating_add(pause(attempts)).unwrap_or(at) }
            }
        }
        (S::Due { attempts, .. }, C::Arm) => {
            S::Due { attempts: attempts + 1, due_at: at.saturating_add(pause(attempts)).unwrap_or(at) }
        }
        (S::Due { .. }, C::GiveUp) => S::Dead { at },
        (S::Dead { .. }, C::Revive) => S::Due { attempts: 0, due_at: at },
        (S::Done { .. } | S::Dropped { .. }, C::DoAgain) => S::Due { attempts: 0, due_at: at },
        (state, command) => {
            return Err(Illegal::State { aggregate: "work", from: state.kind(), command: command.kind() });
        }
    })
}

/// The longest wait between two attempts, in seconds.
pub const LONGEST_PAUSE_S: i64 = 60;

/// How long to wait after the attempt: 2, 4, 8 … seconds, at most a minute, so that a queue drains within two minutes
/// after a broken mail service comes back.
pub(crate) fn pause(attempts: u32) -> jiff::SignedDuration {
    jiff::SignedDuration::from_secs((2_i64 << attempts.min(5)).min(LONGEST_PAUSE_S))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::id::AccountId;
    use jiff::SignedDuration;

    #[test]
    fn each_pause_is_longer_than_the_one_before_up_to_a_minute() {
        for command in [Command::Retry, Command::Arm] {
            let message = Message::Welcome { account: AccountId::from_bytes([7; 17]) };
            let task = Task::Mail { mail: MailId::from_bytes([7; 17]), message };
            let mut work = Work::new(task, None, Timestamp::UNIX_EPOCH).into_after();
            let (mut at, mut pauses) = (Timestamp::UNIX_EPOCH, Vec::new());
            for _ in 0..8 {
                work = work.apply(command.clone(), at).expect("legal").into_after();
                let State::Due { due_at, .. } = *work.state() else { panic!("given up") };
                pauses.push(due_at.duration_since(at).as_secs());
                at = due_at;
            }
            assert_eq!(pauses, [2, 4, 8, 16, 32, 60, 60, 60], "{command:?}");
        }
    }

    fn retried(task: Task, after_hours: i64) -> &'static str {
        let start = Timestamp::UNIX_EPOCH;
        let at = start.checked_add(SignedDuration::from_hours(after_hours)).expect("an instant");
        let retried = Work::new(task, None, start).into_after().apply(Command::Retry, at).expect("legal");
        retried.after().state().kind()
    }

    #[test]
    fn a_pdf_is_given_up_after_a_day_and_a_mail_after_three() {
        let notify = EmailAddress::parse("ana@exemplo.org").expect("an address");
        let pdf = Task::DrawPdf { certificate: CertificateId::from_bytes([7; 17]), version: 1, notify };
        let message = Message::Welcome { account: AccountId::from_bytes([7; 17]) };
        let mail = Task::Mail { mail: MailId::from_bytes([7; 17]), message };
        assert_eq!([retried(pdf.clone(), 23), retried(pdf, 24)], ["due", "dead"]);
        assert_eq!([retried(mail.clone(), 71), retried(mail, 72)], ["due", "dead"]);
    }
}
