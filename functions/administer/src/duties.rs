//! People who work for the house: who has which duty, and their second factor.

use crate::organisers::INITIAL_HOURS;
use crate::{AdministerError, Answer};
use common::App;
use domain::people::account::{Account, Command, Open};
use domain::people::identifier::Identifier;
use domain::people::second_factor;
use domain::role::{Duty, Roles};
use domain::transition::{Actor, Transition};
use domain::value::email::EmailAddress;
use domain::value::id::{AccountId, EntityId, MailId};
use domain::value::name::PersonName;
use domain::work::{FactorNews, Message, Task, Work};
use jiff::{SignedDuration, Timestamp};
use store::Change;
use store::people::accounts::Indexes;

/// Who is to have a duty.
pub(crate) struct Person {
    pub(crate) name: PersonName,
    pub(crate) email: EmailAddress,
    pub(crate) identifier: Identifier,
}

/// Gives a person a duty and mails them how to sign in.
pub(crate) async fn appoint(app: &App, duty: Duty, person: Person) -> Result<Answer, AdministerError> {
    let now = app.clock.now();
    let id = account_of(app, &person.identifier).await?;
    let Some(account) = app.store.find_account(&id).await? else { return open(app, id, duty, person).await };
    // As with organisers: the identifier may have come from somebody else's list, with somebody else's address.
    if account.snapshot().email.folded() != person.email.folded() {
        return Err(AdministerError::AnotherAddress);
    }
    let entrusted = account.apply(Command::Entrust(duty), Actor::Administrator, now)?;
    let letter = mail(app, Message::Entrusted { account: id.clone(), duty }, now);
    app.store.commit(Change::of(entrusted).then(&letter)).await?;
    // A session knows what its person may do, and that they have to prove a second factor.
    app.store.end_sessions(&id, None).await?;
    Ok(Answer::AppointedToDuty { duty, account: id, new_account: false })
}

async fn open(app: &App, id: AccountId, duty: Duty, person: Person) -> Result<Answer, AdministerError> {
    let (keys, now) = (app.secrets.keys().await?, app.clock.now());
    let (cpf, document) = match person.identifier {
        Identifier::Cpf(cpf) => (Some(cpf), None),
        Identifier::Document(document) => (None, Some(document)),
        Identifier::Token(_) => return Err(AdministerError::NoAccountToOpen),
    };
    let open = Open {
        token: keys.participant_token(&id),
        id: id.clone(),
        cpf,
        document,
        name: person.name,
        email: person.email,
        roles: Roles::holder().with_duty(duty),
        initial_until: now.saturating_add(SignedDuration::from_hours(INITIAL_HOURS)).unwrap_or(now),
    };
    let opened = Account::open(open, Actor::Administrator, now);
    let indexes = Indexes::of(&keys, opened.after());
    let letter = mail(app, Message::Entrusted { account: id.clone(), duty }, now);
    app.store.commit(Change::of(opened).found_by(&indexes).then(&letter)).await?;
    Ok(Answer::AppointedToDuty { duty, account: id, new_account: true })
}

/// Takes a duty from a person and ends their sessions.
pub(crate) async fn dismiss(
    app: &App,
    duty: Duty,
    identifier: &Identifier,
) -> Result<Answer, AdministerError> {
    let account = change(app, identifier, Command::Relieve(duty)).await?;
    Ok(Answer::DismissedFromDuty { duty, account })
}

/// Takes the right to ask for an entity from a person and ends their sessions.
pub(crate) async fn exclude(
    app: &App,
    entity: EntityId,
    identifier: &Identifier,
) -> Result<Answer, AdministerError> {
    let account = change(app, identifier, Command::Exclude(entity.clone())).await?;
    Ok(Answer::RequesterDismissed { entity, account })
}

async fn change(app: &App, identifier: &Identifier, command: Command) -> Result<AccountId, AdministerError> {
    let id = account_of(app, identifier).await?;
    let account = app.store.find_account(&id).await?.ok_or(AdministerError::NoAccount)?;
    let changed = account.apply(command, Actor::Administrator, app.clock.now())?;
    app.store.commit(Change::of(changed)).await?;
    app.store.end_sessions(&id, None).await?;
    Ok(id)
}

/// Takes the second factor from a person, tells them, and ends their sessions: whoever is in by it is out.
pub(crate) async fn reset_factor(app: &App, identifier: &Identifier) -> Result<Answer, AdministerError> {
    let now = app.clock.now();
    let account = account_of(app, identifier).await?;
    let factor = app.store.find_second_factor(&account).await?.filter(|factor| factor.is_active());
    let factor = factor.ok_or(AdministerError::NoSecondFactor)?;
    let reset = factor.apply(second_factor::Command::Reset, Actor::Administrator, now)?;
    let message = Message::SecondFactor { account: account.clone(), news: FactorNews::Reset };
    app.store.commit(Change::of(reset).then(&mail(app, message, now))).await?;
    app.store.end_sessions(&account, None).await?;
    Ok(Answer::SecondFactorReset { account })
}

/// The account that an identifier names, which need not exist where it is a CPF or a NIF.
async fn account_of(app: &App, identifier: &Identifier) -> Result<AccountId, AdministerError> {
    let keys = app.secrets.keys().await?;
    match identifier {
        Identifier::Cpf(cpf) => Ok(keys.account_of_cpf(cpf)),
        Identifier::Document(document) => Ok(keys.account_of_document(document)),
        Identifier::Token(token) => {
            let found = app.store.find_account_of_token(&keys, token).await?;
            found.ok_or(AdministerError::NoAccountToOpen)
        }
    }
}

fn mail(app: &App, message: Message, now: Timestamp) -> Transition<Work> {
    Work::new(Task::Mail { mail: MailId::from_bytes(app.chance.bytes()), message }, None, now)
}
