//! Setting up the application: its key is shown, and counts once the first code of it was typed.

use super::codes::{CodesPage, fresh};
use super::keys::site_of;
use super::offer::{self, Offer};
use super::{Standing, ask, proof};
use crate::password::check_current;
use crate::policy::Password;
use crate::{begin, limits};
use askama::Template;
use common::error::{Errors, FieldError, Problem};
use common::web::{Answer, Holder, Input, SECOND_FACTOR, Site, Visit, cookie};
use domain::people::account::Account;
use domain::people::second_factor::{Command, Means, SecondFactor, SetUp};
use domain::transition::{Actor, Aggregate as _, Transition};
use domain::work::FactorNews;
use http::HeaderValue;
use http::header::SET_COOKIE;
use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::StoreError;

/// How long after a sign-in the password is not asked for again.
const FRESH_FOR: SignedDuration = SignedDuration::from_mins(10);

/// The key of an application, and the form for its first code.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "set_up_factor.html")]
pub(crate) struct SetUpPage {
    #[serde(skip)]
    site: Site,
    /// What the application takes over.
    offer: Offer,
    /// Whether another application takes the place of the present one.
    replaces: bool,
    /// Whether the password is asked for too.
    asks_password: bool,
    /// Whether a passkey may be set up in its place, at `/duas-etapas/chaves`.
    may_have_passkey: bool,
    /// What is wrong.
    errors: Errors,
}

/// What is sent to set it up.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FirstCode {
    /// Six digits of the application.
    #[serde(default)]
    #[schemars(length(min = 1))]
    code: String,
    /// The password, where it is asked for.
    #[serde(default)]
    current_password: String,
}

/// What somebody is about to do.
pub(super) struct Plan {
    pub(super) account: Account,
    /// What is there: one that is active and proved, one that was taken away, or none.
    pub(super) present: Option<SecondFactor>,
    pub(super) asks_password: bool,
}

impl Plan {
    /// Of what is there; 0, where nothing ever was.
    pub(super) fn version(&self) -> u64 {
        self.present.as_ref().map_or(0, SecondFactor::version)
    }

    /// Whether something is active already.
    pub(super) fn replaces(&self) -> bool {
        self.present.as_ref().is_some_and(SecondFactor::is_active)
    }
}

/// `GET /duas-etapas/ativar`
pub(crate) async fn show(holder: Holder) -> Answer {
    let Some(plan) = plan(&holder).await? else { return ask::elsewhere(&holder).await };
    let visit = &holder.visit;
    Ok(visit.show(&page(&holder, &plan, visit.site(), Errors::default()).await?))
}

/// `POST /duas-etapas/ativar`
pub(crate) async fn submit(holder: Holder, sent: Input<FirstCode>) -> Answer {
    let Some(plan) = plan(&holder).await? else { return ask::elsewhere(&holder).await };
    let visit = &holder.visit;
    match set_up(&holder, &plan, &sent.body).await {
        Err(problem) if problem.is_about_the_form() => {
            let site = ask::site_of(visit, &problem);
            Ok(visit.again(&page(&holder, &plan, site, problem.errors.clone()).await?, problem))
        }
        answered => answered,
    }
}

/// None, when there is nothing to set up: nobody asks for it, or what is there is to be proved first.
pub(super) async fn plan(holder: &Holder) -> Result<Option<Plan>, Problem> {
    let (present, replaces) = match Standing::of(holder).await? {
        Standing::Free | Standing::Asked(_) => return Ok(None),
        Standing::Missing(taken_away) => (taken_away, false),
        Standing::Proved(factor) => (Some(factor), true),
    };
    let visit = &holder.visit;
    let account = visit.app.store.get_account(holder.account()).await?;
    let is_fresh = visit.now.duration_since(holder.session.row.signed_in_at) <= FRESH_FOR;
    Ok(Some(Plan { account, present, asks_password: replaces || !is_fresh }))
}

async fn page(holder: &Holder, plan: &Plan, site: Site, errors: Errors) -> Result<SetUpPage, Problem> {
    let keys = offer::keys(holder, plan.version()).await?;
    let key = keys.first().ok_or_else(|| Problem::internal("no keys of the house"))?;
    let offer = Offer::of(key, &plan.account, &holder.visit.app.config.brand)?;
    let has_site = site_of(&holder.visit.app.config.public_url).is_some();
    let (replaces, asks_password) = (plan.replaces(), plan.asks_password);
    Ok(SetUpPage { site, offer, replaces, asks_password, may_have_passkey: has_site && !replaces, errors })
}

async fn set_up(holder: &Holder, plan: &Plan, form: &FirstCode) -> Answer {
    let visit = &holder.visit;
    if plan.asks_password {
        confirm_password(visit, &plan.account, &form.current_password).await?;
    }
    limits::second_factor_of(visit, holder.account()).await?;
    let offered = offer::keys(holder, plan.version()).await?;
    let proved =
        offered.into_iter().find_map(|key| key.proves(&form.code, visit.now).map(|step| (key, step)));
    let (key, step) = proved.ok_or_else(|| Problem::fields(FieldError::new("code", NOT_YET)))?;
    limits::second_factor_proved(visit, holder.account()).await?;
    let (codes, recovery) = fresh(visit, holder.account()).await?;
    let key = visit.app.secrets.keys().await?.seal(holder.account(), &key, visit.app.chance.bytes());
    let set_up = SetUp { means: Means::Application { key, step }, recovery };
    let transition = change(holder, plan, set_up)?;
    finish(visit, &plan.account, transition, FactorNews::SetUp, codes).await
}

const NOT_YET: &str = "O código não confere com a chave desta página. Leia o QR code outra vez e digite os 6 números que o aplicativo mostrar.";

pub(super) fn change(
    holder: &Holder,
    plan: &Plan,
    set_up: SetUp,
) -> Result<Transition<SecondFactor>, Problem> {
    let (account, now) = (holder.account().clone(), holder.visit.now);
    match plan.present.clone() {
        None => Ok(SecondFactor::set_up(account, set_up, now)),
        Some(factor) => Ok(factor.apply(Command::SetUp(set_up), Actor::Holder(account), now)?),
    }
}

/// Every other session ends: it was begun without this factor.
pub(super) async fn finish(
    visit: &Visit,
    account: &Account,
    transition: Transition<SecondFactor>,
    news: FactorNews,
    codes: Vec<String>,
) -> Answer {
    match visit.app.store.commit(proof::changed(visit, transition, news)).await {
        Err(StoreError::Guard(_)) => {
            return Err(Problem::conflict("A verificação em duas etapas mudou neste momento.")
                .leading_to("Continuar", SECOND_FACTOR.to_owned()));
        }
        done => done.map(drop)?,
    }
    visit.app.store.end_sessions(account.id(), None).await?;
    let begun = begin::begun(visit, account, Some(visit.now), None).await?;
    let cookie = HeaderValue::from_str(&cookie(&begun.token)).map_err(Problem::internal)?;
    let mut answer = visit.show(&CodesPage::after_set_up(visit, account, codes, begun));
    answer.headers_mut().insert(SET_COOKIE, cookie);
    Ok(answer)
}

/// Whoever found an open session still has to know the password.
pub(super) async fn confirm_password(visit: &Visit, account: &Account, typed: &str) -> Result<(), Problem> {
    if typed.is_empty() {
        return Err(Problem::fields(FieldError::new("current_password", "Digite a sua senha.")));
    }
    check_current(visit, account, &Password::parse(typed)?).await
}
