//! Passkeys: adding one, and signing in with one.

mod options;
mod removal;

pub(crate) use options::SignOptions;
pub(super) use options::site_of;
pub(crate) use removal::{Remove, remove};

use super::ask::{self, elsewhere};
use super::codes::fresh;
use super::means;
use super::set_up::{self, Plan, confirm_password};
use super::{MEANS, proof};
use crate::limits;
use crate::passkey::{self, Asked, Made};
use askama::Template;
use common::error::{Errors, FieldError, Problem};
use common::web::{Answer, Holder, Input, Site, Visit};
use domain::people::second_factor::{
    Command, MOST_PASSKEYS, Means, Passkey, PasskeyId, PasskeyName, SecondFactor, SetUp,
};
use domain::transition::{Actor, Aggregate as _};
use domain::work::FactorNews;
use options::{MAKE, MakeOptions, SIGN, asked_text};
use platform::digest::hex;
use platform::secrets::Keys;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::StoreError;

/// The page to add a passkey.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "add_passkey.html")]
pub(crate) struct AddPage {
    #[serde(skip)]
    site: Site,
    /// What the browser is asked to make; none, where the house has no name that passkeys could be for.
    options: Option<MakeOptions>,
    /// What was typed as its name.
    called: String,
    /// Whether it is the first thing that is set up, with which codes to recover come.
    is_first: bool,
    /// Whether the password is asked for too.
    asks_password: bool,
    /// What is wrong.
    errors: Errors,
}

/// What is sent to add a passkey.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Add {
    /// What its owner calls it: at most 40 characters.
    #[serde(default)]
    #[schemars(length(min = 1))]
    name: String,
    /// What the browser says of it, as JSON (`PublicKeyCredential.toJSON()`).
    #[serde(default)]
    #[schemars(length(min = 1))]
    credential: String,
    /// The password, where it is asked for.
    #[serde(default)]
    current_password: String,
}

/// What is sent to sign in with a passkey.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Signed {
    /// What the browser says of it, as JSON (`PublicKeyCredential.toJSON()`).
    #[serde(default)]
    #[schemars(length(min = 1))]
    credential: String,
    /// Where to go on: a path of this site.
    #[serde(default)]
    next: String,
    /// Where a form was sent after its session had ended: a path of this site.
    #[serde(default)]
    target: String,
    /// What was in it, as Base64 of a form.
    #[serde(default)]
    carried: String,
}

/// `GET /duas-etapas/chaves`
pub(crate) async fn show(holder: Holder) -> Answer {
    let Some(plan) = set_up::plan(&holder).await? else { return elsewhere(&holder).await };
    let page = page(&holder, &plan, holder.visit.site(), String::new(), Errors::default()).await?;
    Ok(holder.visit.show(&page))
}

/// `POST /duas-etapas/chaves`
pub(crate) async fn add(holder: Holder, sent: Input<Add>) -> Answer {
    let Some(plan) = set_up::plan(&holder).await? else { return elsewhere(&holder).await };
    let visit = &holder.visit;
    match added(&holder, &plan, &sent.body).await {
        Err(problem) if problem.is_about_the_form() => {
            let (site, name) = (ask::site_of(visit, &problem), sent.body.name);
            Ok(visit.again(&page(&holder, &plan, site, name, problem.errors.clone()).await?, problem))
        }
        answered => answered,
    }
}

async fn page(
    holder: &Holder,
    plan: &Plan,
    site: Site,
    called: String,
    errors: Errors,
) -> Result<AddPage, Problem> {
    let options = MakeOptions::of(holder, plan).await?;
    let (is_first, asks_password) = (!plan.replaces(), plan.asks_password);
    Ok(AddPage { site, options, called, is_first, asks_password, errors })
}

async fn added(holder: &Holder, plan: &Plan, form: &Add) -> Answer {
    let visit = &holder.visit;
    let name = PasskeyName::parse(&form.name);
    let name =
        name.ok_or_else(|| refused("name", "Dê um nome à chave, com até 40 letras, como “Telefone”."))?;
    if plan.asks_password {
        confirm_password(visit, &plan.account, &form.current_password).await?;
    }
    let Made { id, key, counter } = made(holder, plan, &form.credential).await?;
    let passkey = Passkey { id, name, key, counter, added_at: visit.now };
    let actor = Actor::Holder(holder.account().clone());
    match plan.present.clone().filter(SecondFactor::is_active) {
        Some(factor) => {
            let full = format!("Esta chave já está configurada, ou já há {MOST_PASSKEYS} chaves.");
            let added = factor.apply(Command::AddPasskey(passkey), actor, visit.now);
            let added = added.map_err(|_| refused("name", full))?;
            committed(visit, proof::changed(visit, added, FactorNews::PasskeyAdded)).await?;
            Ok(visit.see(MEANS))
        }
        None => {
            let (codes, recovery) = fresh(visit, holder.account()).await?;
            let set_up = SetUp { means: Means::Passkey(passkey), recovery };
            let transition = set_up::change(holder, plan, set_up)?;
            set_up::finish(visit, &plan.account, transition, FactorNews::PasskeyAdded, codes).await
        }
    }
}

async fn made(holder: &Holder, plan: &Plan, credential: &str) -> Result<Made, Problem> {
    let (visit, keys) = (&holder.visit, holder.visit.app.secrets.keys().await?);
    let text = asked_text(holder.account(), &holder.session.hash, plan.version());
    let is_ours = |challenge: &[u8]| keys.is_challenge_signature(MAKE, &text, &hex(challenge));
    let url = &visit.app.config.public_url;
    let site = site_of(url).ok_or_else(|| refused("credential", NO_SITE))?;
    let asked = Asked { site: &site, origin: url.as_str(), is_ours: &is_ours };
    passkey::made(&asked, credential).map_err(|why| not_taken(visit, why))
}

/// `POST /duas-etapas/chave`
pub(crate) async fn sign_in(holder: Holder, sent: Input<Signed>) -> Answer {
    let Some(factor) = ask::asked(&holder).await? else { return elsewhere(&holder).await };
    let Signed { credential, next, target, carried } = sent.body;
    let form = ask::Proof { code: String::new(), next, target, carried };
    match proved(&holder, &factor, &credential).await {
        Ok(()) => ask::proved(&holder, &form, None).await,
        Err(problem) => ask::again(&holder, &factor, &form, problem).await,
    }
}

async fn proved(holder: &Holder, factor: &SecondFactor, credential: &str) -> Result<(), Problem> {
    let (visit, account) = (&holder.visit, holder.account());
    limits::second_factor_of(visit, account).await?;
    let (id, counter) = signed(holder, &visit.app.secrets.keys().await?, factor, credential)?;
    let accept = Command::AcceptPasskey { id, counter };
    let accepted = factor.clone().apply(accept, Actor::Holder(account.clone()), visit.now);
    let accepted = accepted.map_err(|_| refused("credential", COPIED))?;
    committed(visit, store::Change::of(accepted)).await?;
    limits::second_factor_proved(visit, account).await
}

/// Which passkey signed what this session was asked.
fn signed(
    holder: &Holder,
    keys: &Keys,
    factor: &SecondFactor,
    credential: &str,
) -> Result<(PasskeyId, u32), Problem> {
    let text = asked_text(holder.account(), &holder.session.hash, factor.version());
    let is_ours = |challenge: &[u8]| keys.is_challenge_signature(SIGN, &text, &hex(challenge));
    let url = &holder.visit.app.config.public_url;
    let site = site_of(url).ok_or_else(|| refused("credential", NO_SITE))?;
    let asked = Asked { site: &site, origin: url.as_str(), is_ours: &is_ours };
    passkey::signed(&asked, factor.passkeys(), credential).map_err(|why| not_taken(&holder.visit, why))
}

async fn committed(visit: &Visit, change: store::Change<SecondFactor>) -> Result<(), Problem> {
    match visit.app.store.commit(change).await {
        Err(StoreError::Guard(_)) => Err(means::overtaken()),
        done => Ok(done.map(drop)?),
    }
}

const NO_SITE: &str = "Esta instalação não tem um nome na internet, e por isso não aceita chaves de acesso.";
const COPIED: &str =
    "Esta chave de acesso parece ter sido copiada. Use outra forma de entrar e remova a chave.";

/// Why it is not taken goes into the log, where it names nobody; whoever brings a forged one learns no more than that.
fn not_taken(visit: &Visit, why: passkey::Refused) -> Problem {
    visit.app.meter.count(platform::metrics::Metric::LoginFailures);
    tracing::info!(reason = %why, "a passkey was refused");
    refused(
        "credential",
        "A chave de acesso não confere. Tente de novo; se continuar, use outra forma de entrar.",
    )
}

fn refused(field: &str, sentence: impl Into<String>) -> Problem {
    Problem::fields(FieldError::new(field, sentence))
}
