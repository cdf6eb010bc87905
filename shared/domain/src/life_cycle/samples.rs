//! Of every command a few samples: with values that are usually allowed and, where it matters, with values that are not.

use super::Machine;
use super::whoever_may;
use crate::digital::mobile::Mobile;
use crate::participation::certificate::{self, Certificate};
use crate::participation::choices::Remembered;
use crate::participation::correction::{self, Asked, Correction, SpellingFix};
use crate::participation::doubt::Choice;
use crate::participation::edition::{Colour, PersonLines, Programme, Sheet, ShortLine, Title, Wording};
use crate::participation::event::{self, Event, Settings};
use crate::participation::import::{self, Import, Tally};
use crate::participation::line::{Columns, FileProblem};
use crate::people::account::{self, Account};
use crate::people::second_factor::{self, SecondFactor};
use crate::people::ticket::{self, Ticket};
use crate::role::{Duty, Guarded, Roles};
use crate::transition::Actor;
use crate::value::code::{ParticipantToken, TicketNumber, VerifyCode};
use crate::value::email::EmailAddress;
use crate::value::id::{AccountId, CertificateId, EntityId, EventId, ImportId, IssuerId, MailId};
use crate::value::name::PersonName;
use crate::value::period::Period;
use crate::value::words::Words;
use crate::work::{self, Message, Task, Work};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};

const START: Timestamp = Timestamp::UNIX_EPOCH;
const BYTES: [u8; 17] = [1; 17];

fn line<const N: usize>(text: &str) -> crate::participation::edition::Line<N> {
    crate::participation::edition::Line::parse(text).expect("a sample line")
}

fn version() -> certificate::NewVersion {
    let name = PersonName::parse("Ana Lua").expect("a sample name");
    let person = PersonLines { name, cpf: None, role: None, workload: None };
    let (code, apart) = (VerifyCode::from_chance([1; 10]), Some(certificate::OtherAddress("00".repeat(32))));
    certificate::NewVersion { edition: 1, code, person, publication: 1, apart }
}

fn named(name: &str, apart: Option<certificate::OtherAddress>) -> certificate::NewVersion {
    let name = PersonName::parse(name).expect("a sample name");
    let version = version();
    certificate::NewVersion { person: PersonLines { name, ..version.person }, apart, ..version }
}

fn respelling() -> certificate::Respelling {
    let new = named("Aná Lua", None);
    let fix = SpellingFix::between(&version().person.name, &new.person.name).expect("a small mistake");
    certificate::Respelling { fix, new, request: TicketNumber::from_chance(2026, [2; 7]) }
}

pub fn certificate() -> Machine<Certificate, certificate::Command> {
    use certificate::Command as C;
    let pdf = |version| certificate::StoredPdf { version, sha256: "00".repeat(32), size_bytes: 1 };
    let issue = certificate::Issue {
        id: CertificateId::from_bytes(BYTES),
        account: AccountId::from_bytes(BYTES),
        event: EventId::from_bytes(BYTES),
        first: version(),
        public: false,
        available_until: None,
    };
    Machine {
        name: "Certificate",
        about: "What one person received for one event. A correction makes a new version, whose PDF is drawn again.",
        states: certificate::State::KINDS,
        commands: C::KINDS,
        start: Certificate::issue(issue, Actor::Administrator, START).into_after(),
        samples: vec![
            C::Store(pdf(1)),
            C::Store(pdf(2)),
            C::Reissue(version()),
            C::IssueAgain(version()),
            C::Revoke(line::<100>("Turma errada")),
            C::SetPublic(true),
            C::RenewLink(certificate::LinkDigest(String::new())),
            C::DropLink,
            C::Claim,
            C::Readdress(Some(certificate::OtherAddress("11".repeat(32)))),
            C::Readdress(None),
            C::Ask(TicketNumber::from_chance(2026, [1; 7])),
            C::Respell(Box::new(respelling())),
            C::Correct(named("Eva Lua", version().apart)),
            C::Correct(named("Eva Lua", None)),
        ],
        state: |certificate| certificate.snapshot().state.kind(),
        kind: C::kind,
        roles: C::TABLE,
        apply: |certificate, command| {
            let actor = whoever_may(&command, &certificate.snapshot().account);
            certificate.apply(command, actor, START).map(|t| t.into_after())
        },
    }
}

pub fn account() -> Machine<Account, account::Command> {
    use account::{Command as C, PasswordHash};
    let open = account::Open {
        id: AccountId::from_bytes(BYTES),
        cpf: None,
        document: None,
        token: ParticipantToken::from_bytes([1; 9]),
        name: PersonName::parse("Ana Lua").expect("a sample name"),
        email: EmailAddress::parse("ana@exemplo.org").expect("a sample address"),
        roles: Roles::holder(),
        initial_until: START,
    };
    let mail = MailId::from_bytes(BYTES);
    let hash = || PasswordHash::new("$argon2id$".to_owned());
    Machine {
        name: "Account",
        about: "A person who signs in, from the mailed initial password to their own.",
        states: account::State::KINDS,
        commands: C::KINDS,
        start: Account::open_with(IssuerId::from_bytes(BYTES), open, Actor::Administrator, START)
            .into_after(),
        samples: vec![
            C::InviteAgain { mail, initial_until: START, reset_until: START },
            C::ChoosePassword(hash()),
            C::Rehash(hash()),
            C::CorrectEmail(EmailAddress::parse("ana.lua@exemplo.org").expect("a sample address")),
            C::TakeBack(EmailAddress::parse("ana.lua@exemplo.org").expect("a sample address")),
            C::Receive {
                issuer: IssuerId::from_bytes(BYTES),
                name: PersonName::parse("Lua Sá").expect("a sample name"),
            },
            C::Readdress {
                issuer: IssuerId::from_bytes(BYTES),
                email: EmailAddress::parse("ana.lua@exemplo.org").expect("a sample address"),
            },
            C::Appoint(IssuerId::from_bytes(BYTES)),
            C::Dismiss,
            C::Entrust(Duty::Agent),
            C::Relieve(Duty::Agent),
            C::Exclude(EntityId::from_bytes(BYTES)),
            C::Admit {
                entity: EntityId::from_bytes(BYTES),
                mobile: Mobile::parse("912345678").expect("a sample number"),
            },
            C::ConfirmFirstSignIn,
        ],
        state: |account| account.snapshot().state.kind(),
        kind: C::kind,
        roles: C::TABLE,
        apply: |account, command| {
            let actor = whoever_may(&command, account.id());
            account.apply(command, actor, START).map(|t| t.into_after())
        },
    }
}

pub fn second_factor() -> Machine<SecondFactor, second_factor::Command> {
    use second_factor::{
        Command as C, Means, Passkey, PasskeyId, PasskeyKey, PasskeyName, RecoveryHash, Sealed, SetUp,
        totp::Step,
    };
    let account = AccountId::from_bytes(BYTES);
    let application = |step| Means::Application {
        key: Sealed { generation: 1, text: String::new() },
        step: Step::numbered(step),
    };
    let set_up = |means| SetUp { means, recovery: vec![RecoveryHash("a".to_owned())] };
    let id = || PasskeyId::parse("a").expect("a sample passkey");
    let passkey = || Passkey {
        id: id(),
        name: PasskeyName::parse("Telefone").expect("a sample name"),
        key: PasskeyKey::Es256 { point: String::new() },
        counter: 0,
        added_at: START,
    };
    Machine {
        name: "SecondFactor",
        about: "What somebody with a duty proves at each sign-in beside their password: set up once, never skipped, and \
                taken away by an administrator alone.",
        states: second_factor::State::KINDS,
        commands: C::KINDS,
        start: SecondFactor::set_up(account, set_up(application(1)), START).into_after(),
        samples: vec![
            C::SetUp(set_up(application(1))),
            C::SetUp(set_up(Means::Passkey(passkey()))),
            C::AcceptCode { step: Step::numbered(1), resealed: None },
            C::AcceptCode { step: Step::numbered(2), resealed: None },
            C::SpendRecovery(RecoveryHash("a".to_owned())),
            C::RenewRecovery(vec![RecoveryHash("a".to_owned())]),
            C::AddPasskey(passkey()),
            C::AcceptPasskey { id: id(), counter: 0 },
            C::RemovePasskey(id()),
            C::RemoveAuthenticator,
            C::Reset,
        ],
        state: |factor| factor.snapshot().state.kind(),
        kind: C::kind,
        roles: C::TABLE,
        apply: |factor, command| {
            let actor = whoever_may(&command, factor.account());
            factor.apply(command, actor, START).map(|t| t.into_after())
        },
    }
}

fn sheet(title: &str) -> Sheet {
    let title: Title = line(title);
    let issuer_name: ShortLine = line("Instituto Horizonte");
    Sheet {
        title,
        issuer_name,
        period: Period::new(date(2026, 3, 12), date(2026, 3, 14)).expect("a sample period"),
        place: None,
        workload: None,
        wording: Wording::usual(),
        programme: Programme::default(),
        colour: Colour::INK,
        logo: None,
        signatures: Vec::new(),
        prints_cpf: false,
        opening: Sheet::usual_opening(),
    }
}

pub fn event() -> Machine<Event, event::Command> {
    use event::Command as C;
    let settings = Settings { public_by_default: false, available_until: None };
    let (id, issuer) = (EventId::from_bytes(BYTES), IssuerId::from_bytes(BYTES));
    let created = Event::create(id, issuer, sheet("Encontro"), settings, Actor::Administrator, START);
    Machine {
        name: "Event",
        about: "An event and the editions of its sheet: what is printed is frozen before anything is issued with it.",
        states: event::State::KINDS,
        commands: C::KINDS,
        start: created.into_after(),
        samples: vec![
            C::Revise(Box::new(sheet("Encontro")), settings),
            C::Revise(Box::new(sheet("Outro encontro")), settings),
            C::Freeze,
        ],
        state: |event| event.snapshot().state.kind(),
        kind: C::kind,
        roles: C::TABLE,
        apply: |event, command| {
            let actor = whoever_may(&command, &AccountId::from_bytes(BYTES));
            event.apply(command, actor, START).map(|t| t.into_after())
        },
    }
}

pub fn import() -> Machine<Import, import::Command> {
    use import::Command as C;
    let tally = |chunks| Tally { chunks, ..Tally::default() };
    let receive = import::Receive {
        id: ImportId::from_bytes(BYTES),
        event: EventId::from_bytes(BYTES),
        issuer: IssuerId::from_bytes(BYTES),
        file_name: "lista.csv".to_owned(),
        dropped: None,
        remembered: Remembered::default(),
    };
    Machine {
        name: "Import",
        about: "A list of the people who finished an event: read, shown, published, issued chunk by chunk.",
        states: import::State::KINDS,
        commands: C::KINDS,
        start: Import::receive(receive, Actor::Administrator, START).into_after(),
        samples: vec![
            C::Read { tally: tally(0), event_version: 1, columns: Columns::default() },
            C::Read { tally: tally(1), event_version: 1, columns: Columns::default() },
            C::Read { tally: tally(2), event_version: 1, columns: Columns::default() },
            C::Read { tally: Tally { doubts: 1, ..tally(1) }, event_version: 1, columns: Columns::default() },
            C::Refuse(FileProblem::Empty),
            C::Choose { line: Some(2), choice: Choice::Same },
            C::Choose { line: None, choice: Choice::Other },
            C::Reread(Box::default()),
            C::Publish { edition: 1, publication: 2, revives: false },
            C::FinishChunk(0),
            C::FinishChunk(1),
            C::RetryChunk(0),
            C::RetryChunk(1),
            C::Arm,
            C::Discard,
        ],
        state: |import| import.snapshot().state.kind(),
        kind: C::kind,
        roles: C::TABLE,
        apply: |import, command| {
            let actor = whoever_may(&command, &AccountId::from_bytes(BYTES));
            import.apply(command, actor, START).map(|t| t.into_after())
        },
    }
}

pub fn ticket() -> Machine<Ticket, ticket::Command> {
    use ticket::Command as C;
    let words = |text| Words::parse(text).expect("sample words");
    let requester = ticket::Requester {
        name: PersonName::parse("Ana Lua").expect("a sample name"),
        email: EmailAddress::parse("ana@exemplo.org").expect("a sample address"),
        named: None,
    };
    let open = ticket::Open {
        number: TicketNumber::from_chance(2026, [1; 7]),
        requester,
        subject: ticket::Subject::Content,
        text: words("O meu nome saiu errado."),
        certificate: None,
    };
    Machine {
        name: "Ticket",
        about: "A request for help. The team answers it, or hands it to the issuer, who decides about what a certificate says.",
        states: ticket::State::KINDS,
        commands: C::KINDS,
        start: Ticket::open(open, Actor::Step("step".to_owned()), START).into_after(),
        samples: vec![C::Answer(words("Corrigido.")), C::PassOn(IssuerId::from_bytes(BYTES)), C::Close],
        state: |ticket| ticket.snapshot().state.kind(),
        kind: C::kind,
        roles: C::TABLE,
        apply: |ticket, command| {
            let actor = whoever_may(&command, &AccountId::from_bytes(BYTES));
            ticket.apply(command, actor, START).map(|t| t.into_after())
        },
    }
}

pub fn correction() -> Machine<Correction, (correction::Command, Actor)> {
    use correction::Command as C;
    let words = || Words::parse("O documento diz outra coisa.").expect("sample words");
    let (before, after) = (version().person, named("Ana Luna", None).person);
    let lines = after.clone();
    let made = || C::Make(Box::new(correction::Made { version: 2, lines: lines.clone(), words: None }));
    let open = correction::Open {
        number: TicketNumber::from_chance(2026, [1; 7]),
        certificate: CertificateId::from_bytes(BYTES),
        event: EventId::from_bytes(BYTES),
        issuer: IssuerId::from_bytes(BYTES),
        asked: Asked { version: 1, before, after, words: None },
    };
    let holder = AccountId::from_bytes(BYTES);
    let (team, issuer) = (Actor::Administrator, Actor::Organiser(holder.clone()));
    let owner = Actor::Holder(holder.clone());
    Machine {
        name: "Correction",
        about: "What the holder of a certificate says is wrong on it. The team has it first; what is beyond a name's spelling it hands to the issuer.",
        states: correction::State::KINDS,
        commands: C::KINDS,
        start: Correction::open(open, holder, START).into_after(),
        samples: vec![
            (C::PassOn, team.clone()),
            (made(), team.clone()),
            (made(), issuer.clone()),
            (C::Answer(words()), team),
            (C::Answer(words()), issuer),
            (C::Withdraw, owner),
        ],
        state: |correction| correction.snapshot().state.kind(),
        kind: |(command, _)| command.kind(),
        roles: C::TABLE,
        apply: |correction, (command, actor)| correction.apply(command, actor, START).map(|t| t.into_after()),
    }
}

pub fn work() -> Machine<Work, (work::Command, Timestamp)> {
    use work::Command as C;
    let message = Message::Welcome { account: AccountId::from_bytes(BYTES) };
    let task = Task::Mail { mail: MailId::from_bytes(BYTES), message };
    let late = START.saturating_add(SignedDuration::from_hours(73)).unwrap_or(START);
    Machine {
        name: "Work",
        about: "A PDF to draw or a mail to send, written with the change that causes it and done after it.",
        states: work::State::KINDS,
        commands: C::KINDS,
        start: Work::new(task, None, START).into_after(),
        samples: vec![
            (C::Finish(None), START),
            (C::Drop, START),
            (C::Withhold, START),
            (C::Learn(work::News::Delivered, START), START),
            (C::Learn(work::News::Unwanted, START), START),
            (C::Retry, START),
            (C::Retry, late),
            (C::Arm, START),
            (C::GiveUp, START),
            (C::Revive, START),
            (C::DoAgain, START),
        ],
        state: |work| work.state().kind(),
        kind: |(command, _)| command.kind(),
        roles: &[],
        apply: |work, (command, at)| work.apply(command, at).map(|t| t.into_after()),
    }
}
