//! Signing in with CPF or token and password.

use crate::begin;
use crate::hashing::{self, Match};
use crate::identifier;
use crate::identity::Issuer;
use crate::limits;
use crate::next;
use crate::policy::{self, Password};
use crate::unsent::Unsent;
use askama::Template;
use axum::extract::Query;
use common::error::{Errors, FieldError, Problem};
use common::web::challenge::{Challenge, Door};
use common::web::{Answer, Input, Site, Visit, Who};
use domain::people::account::{Account, Command, PasswordHash, State};
use domain::people::identifier::Identifier;
use domain::transition::Actor;
use http::StatusCode;
use platform::metrics::Metric;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Change, Guard, StoreError};

/// The form to sign in.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "enter.html")]
pub(crate) struct EnterPage {
    #[serde(skip)]
    site: Site,
    /// What was typed as CPF or token.
    identifier: String,
    /// Where to go on after signing in: one of our own pages, or empty.
    next: String,
    /// Where a form was sent after its session had ended, and what was in it: they go through the sign-in.
    #[serde(flatten)]
    unsent: Unsent,
    /// A proof of work (ALTCHA) that the next try has to bring, in the field `altcha`; mostly none.
    challenge: Option<Challenge>,
    /// Providers by which one may sign in, by their names in addresses: `/entrar/…`.
    providers: Vec<ProviderLink>,
    /// What is wrong.
    errors: Errors,
}

/// A provider that vouches for who somebody is.
#[derive(Serialize, JsonSchema)]
struct ProviderLink {
    /// What it is called.
    name: &'static str,
    /// Where to go.
    location: String,
}

/// The providers that this deployment has, with where to go on after them.
fn providers(visit: &Visit, next: &str) -> Vec<ProviderLink> {
    let there =
        [Issuer::GovBr, Issuer::Autenticacao].into_iter().filter(|issuer| issuer.provider(visit).is_some());
    let query = if next.is_empty() { String::new() } else { format!("?next={next}") };
    there
        .map(|issuer| ProviderLink {
            name: issuer.label(),
            location: format!("/entrar/{}{query}", issuer.path()),
        })
        .collect()
}

/// What is sent to sign in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Enter {
    /// CPF, NIF or token, in any usual way of writing it.
    #[serde(default)]
    #[schemars(length(min = 1))]
    identifier: String,
    /// The password: one's own, or the initial one.
    #[serde(default)]
    #[schemars(length(min = 1))]
    password: String,
    /// Where to go on: a path of this site.
    #[serde(default)]
    next: String,
    /// The answer to the proof of work, as Base64 of JSON; empty when none was asked for.
    #[serde(default)]
    altcha: String,
    /// Where a form was sent after its session had ended: a path of this site.
    #[serde(default)]
    target: String,
    /// What was in it, as Base64 of a form.
    #[serde(default)]
    carried: String,
}

/// What the address of the form may carry.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Onward {
    /// Where to go on after signing in: a path of this site.
    #[serde(default)]
    next: String,
}

/// What is said to whoever comes with a session that counts no more.
const ENDED: &str = "A sua sessão terminou: entre de novo.";

/// `GET /entrar`
pub(crate) async fn show(visit: Visit, Query(Onward { next }): Query<Onward>) -> Answer {
    Ok(match &visit.who {
        Who::SignedIn(session) => {
            let is_in = session.row.is_settled() && !session.row.awaits_second_factor();
            let next = next::allowed(&next).filter(|_| is_in);
            visit.see(next.unwrap_or(begin::home(&session.row)))
        }
        _ => {
            let next = next::allowed(&next).unwrap_or_default().to_owned();
            let (identifier, errors, unsent) = (String::new(), Errors::default(), Unsent::default());
            let site = match (visit.had_session, next.is_empty()) {
                (false, _) => visit.site(),
                (true, true) => visit.site_saying("info", ENDED),
                (true, false) => visit.site_saying("info", format!("{ENDED} Você volta para onde estava.")),
            };
            let providers = providers(&visit, &next);
            visit.show(&EnterPage { site, identifier, next, unsent, challenge: None, providers, errors })
        }
    })
}

/// `POST /entrar`
pub(crate) async fn submit(visit: Visit, sent: Result<Input<Enter>, Problem>) -> Answer {
    let form = sent.map_err(unread)?.body;
    match enter(&visit, &form).await {
        Err(problem) if problem.is_about_the_form() || problem.status == StatusCode::UNAUTHORIZED => {
            let page = page_of(&visit, form, &problem).await?;
            Ok(visit.again(&page, problem))
        }
        answered => answered,
    }
}

/// A body over the limit of forms can only be a password.
fn unread(problem: Problem) -> Problem {
    if problem.status == StatusCode::PAYLOAD_TOO_LARGE { policy::too_long() } else { problem }
}

/// The form again. Once a try had to be worked for, the next one has to be too.
async fn page_of(visit: &Visit, form: Enter, problem: &Problem) -> Result<EnterPage, Problem> {
    let site = match problem.status {
        StatusCode::TOO_MANY_REQUESTS => visit.site_saying("warning", problem.detail.clone()),
        _ => visit.site(),
    };
    let next = next::allowed(&form.next).unwrap_or_default().to_owned();
    let challenge = match &problem.challenge {
        Some(task) => Some(Challenge::clone(task)),
        None if form.altcha.is_empty() => None,
        None => Some(Challenge::new(&visit.app, Door::SignIn, visit.now).await?),
    };
    let unsent = Unsent::of(&form.target, &form.carried);
    let errors = problem.errors.clone();
    let providers = providers(visit, &next);
    Ok(EnterPage { site, identifier: form.identifier, next, unsent, challenge, providers, errors })
}

async fn enter(visit: &Visit, form: &Enter) -> Answer {
    let password = Password::parse(&form.password)?;
    let identifier = read(form)?;
    limits::sign_in_from(visit).await?;
    let id = identifier::account(visit, &identifier).await?;
    let counted = limits::sign_in_for(visit, &id, &form.altcha).await?;
    let account = visit.app.store.find_account(&id).await?;
    let account = authenticated(visit, account, &password).await?.ok_or_else(|| refused(visit))?;
    limits::signed_in_as(visit, &id, counted).await?;
    let unsent = Unsent::of(&form.target, &form.carried);
    let next = next::allowed(&form.next).or_else(|| unsent.page());
    let begun = begin::begun(visit, &account, None, next).await?;
    unsent.resume(visit, &account, begun).await
}

fn read(form: &Enter) -> Result<Identifier, Problem> {
    let mut errors = Vec::new();
    let identifier = identifier::read(&form.identifier);
    if let Err(sentence) = &identifier {
        errors.push(FieldError::new("identifier", *sentence));
    }
    if form.password.is_empty() {
        errors.push(FieldError::new("password", "Digite a senha."));
    }
    match identifier {
        Ok(identifier) if errors.is_empty() => Ok(identifier),
        _ => Err(Problem::fields(errors)),
    }
}

/// One sentence for everything that fails: no such CPF, no such token, a wrong password, an initial password that was
/// used or has expired.
fn refused(visit: &Visit) -> Problem {
    visit.app.meter.count(Metric::LoginFailures);
    let sentence = "CPF, NIF ou token e senha não conferem. Se a senha inicial venceu ou se perdeu, peça outra em “Reenviar notificação”.";
    Problem {
        kind: "credenciais-invalidas",
        title: "Não foi possível entrar".to_owned(),
        detail: sentence.to_owned(),
        errors: FieldError::new("identifier", sentence).into(),
        ..Problem::sign_in()
    }
}

/// The account, if the password is its own. A hash is computed in every case, so that the time tells nothing.
async fn authenticated(
    visit: &Visit,
    account: Option<Account>,
    password: &Password,
) -> Result<Option<Account>, Problem> {
    let found = hashing::check(&visit.app, account.as_ref().and_then(hash_of), password).await?;
    let Some(account) = account else { return Ok(None) };
    let person = account.snapshot();
    match (&person.state, found) {
        (State::Invited { invitation }, _) => {
            let keys = visit.app.secrets.keys().await?;
            let right = keys.is_initial_password(person, invitation.generation, password.as_str());
            Ok((right && visit.now < invitation.expires_at).then_some(account))
        }
        (State::Active { .. }, Match::Wrong) => Ok(None),
        (State::Active { .. }, Match::Right) => Ok(Some(account)),
        (State::Active { .. }, Match::RightButOld) => rehashed(visit, account, password).await.map(Some),
    }
}

/// The hash to compare with: only whoever chose a password has one.
pub(crate) fn hash_of(account: &Account) -> Option<&PasswordHash> {
    match &account.snapshot().state {
        State::Active { password, .. } => Some(password),
        State::Invited { .. } => None,
    }
}

/// Renews the hash while the password is at hand. Whoever is faster may: the other one goes on with theirs.
async fn rehashed(visit: &Visit, account: Account, password: &Password) -> Result<Account, Problem> {
    let hash = hashing::hash(&visit.app, password).await?;
    let actor = Actor::Holder(account.id().clone());
    let id = account.id().clone();
    let transition = account.apply(Command::Rehash(hash), actor, visit.now)?;
    match visit.app.store.commit(Change::of(transition)).await {
        Err(StoreError::Guard(Guard::Unchanged | Guard::NewVersion)) => {
            Ok(visit.app.store.get_account(&id).await?)
        }
        committed => Ok(committed?),
    }
}
