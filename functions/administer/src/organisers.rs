//! Issuers and the people who issue for them.

use crate::{AdministerError, Answer};
use common::App;
use domain::participation::edition::ShortLine;
use domain::people::account::{Account, Command, Open};
use domain::role::Roles;
use domain::transition::{Actor, Transition};
use domain::value::cpf::Cpf;
use domain::value::email::EmailAddress;
use domain::value::id::{AccountId, IssuerId, MailId};
use domain::value::name::{PersonName, folded};
use domain::work::{Message, Task, Work};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use store::participation::events::Issuer;
use store::people::accounts::Indexes;
use store::{Change, Guard};

/// How long the first initial password counts, in hours.
pub(crate) const INITIAL_HOURS: i64 = 30 * 24;

/// Who is to be an organiser.
pub(crate) struct Person {
    pub(crate) name: PersonName,
    pub(crate) email: EmailAddress,
    pub(crate) cpf: Cpf,
}

/// The issuer of a name: the one that is there, or a new one. Its identifier is made of the name, so that the same
/// request twice makes one issuer.
pub(crate) async fn issuer(app: &App, name: ShortLine) -> Result<IssuerId, AdministerError> {
    let digest = Sha256::digest(format!("issuer\n{}", folded(name.as_str())));
    let id = IssuerId::from_bytes(std::array::from_fn(|i| digest[i]));
    let issuer = Issuer { id: id.clone(), name, created_at: app.clock.now() };
    match app.store.create_issuer(&issuer).await {
        Err(error) if error.is(Guard::New) => Ok(id),
        done => Ok(done.map(|()| id)?),
    }
}

/// Lets a person issue for an issuer and mails them how to sign in.
pub(crate) async fn appoint(app: &App, issuer: IssuerId, person: Person) -> Result<Answer, AdministerError> {
    let (keys, now) = (app.secrets.keys().await?, app.clock.now());
    let id = keys.account_of_cpf(&person.cpf);
    let Some(account) = app.store.find_account(&id).await? else {
        let open = Open {
            token: keys.participant_token(&id),
            id: id.clone(),
            cpf: Some(person.cpf),
            document: None,
            name: person.name,
            email: person.email,
            roles: Roles::holder().organising(issuer.clone()),
            initial_until: now.saturating_add(SignedDuration::from_hours(INITIAL_HOURS)).unwrap_or(now),
        };
        let opened = Account::open(open, Actor::Administrator, now);
        let indexes = Indexes::of(&keys, opened.after());
        app.store.commit(Change::of(opened).found_by(&indexes).then(&welcome(app, &id, now))).await?;
        return Ok(Answer::OrganiserAppointed { issuer, account: id, new_account: true });
    };
    // The CPF may have come from somebody else's list, with somebody else's address: whoever reads that address would
    // issue in this issuer's name.
    if account.snapshot().email.folded() != person.email.folded() {
        return Err(AdministerError::AnotherAddress);
    }
    let appointed = account.apply(Command::Appoint(issuer.clone()), Actor::Administrator, now)?;
    app.store.commit(Change::of(appointed).then(&welcome(app, &id, now))).await?;
    // A session knows for whom its person issues: whoever changes over signs in again.
    app.store.end_sessions(&id, None).await?;
    Ok(Answer::OrganiserAppointed { issuer, account: id, new_account: false })
}

/// Takes the right to issue from a person and ends their sessions.
pub(crate) async fn dismiss(app: &App, cpf: &Cpf) -> Result<Answer, AdministerError> {
    let id = app.secrets.keys().await?.account_of_cpf(cpf);
    let account = app.store.find_account(&id).await?.ok_or(AdministerError::NoAccount)?;
    let dismissed = account.apply(Command::Dismiss, Actor::Administrator, app.clock.now())?;
    app.store.commit(Change::of(dismissed)).await?;
    app.store.end_sessions(&id, None).await?;
    Ok(Answer::OrganiserDismissed { account: id })
}

fn welcome(app: &App, account: &AccountId, now: Timestamp) -> Transition<Work> {
    let mail = MailId::from_bytes(app.chance.bytes());
    Work::new(Task::Mail { mail, message: Message::Welcome { account: account.clone() } }, None, now)
}
