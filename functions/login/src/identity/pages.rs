//! The doors of the providers: leaving, and coming back.

use super::leaving::{FORGOTTEN, Left};
use super::{Asking, Identity, Issuer, Level, Refused, autenticacao, govbr};
use crate::{begin, identifier, limits, next};
use askama::Template;
use axum::extract::Query;
use common::error::Problem;
use common::web::{Answer, Input, Site, Visit};
use domain::people::account::{Account, State};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};
use platform::identity::Provider;
use platform::metrics::Metric;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

/// What the address of a departure may carry.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Onward {
    /// Where to go on after signing in: a path of this site.
    #[serde(default)]
    next: String,
}

/// What gov.br sends back.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Code {
    /// Worth a token, once.
    #[serde(default)]
    code: String,
    /// What the browser left with.
    #[serde(default)]
    state: String,
}

/// What Autenticação.gov sends back behind `#`, as the page's script sends it on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Token {
    /// Says whose it is, to the manager of attributes.
    #[serde(default)]
    #[schemars(length(min = 1))]
    access_token: String,
    /// What the browser left with.
    #[serde(default)]
    #[schemars(length(min = 1))]
    state: String,
}

/// The page whose script sends on what stands behind `#`.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "identity_return.html")]
pub(crate) struct ReturnPage {
    #[serde(skip)]
    site: Site,
}

/// `GET /entrar/govbr`
pub(crate) async fn to_govbr(visit: Visit, Query(onward): Query<Onward>) -> Answer {
    depart(&visit, Issuer::GovBr, &onward, govbr::departure).await
}

/// `GET /entrar/autenticacao-gov`
pub(crate) async fn to_autenticacao(visit: Visit, Query(onward): Query<Onward>) -> Answer {
    depart(&visit, Issuer::Autenticacao, &onward, autenticacao::departure).await
}

/// Leads to the provider, with what the answer will be held against in a cookie of this browser.
async fn depart(
    visit: &Visit,
    issuer: Issuer,
    onward: &Onward,
    departure: fn(&Provider, &Left, &str) -> String,
) -> Answer {
    let provider = issuer.provider(visit).ok_or_else(Problem::not_found)?;
    let left = Left::now(visit, issuer, next::allowed(&onward.next).unwrap_or_default());
    let to = departure(&provider, &left, &issuer.way_back(visit));
    let cookie = left.cookie(&visit.app.secrets.keys().await?)?;
    let mut answer = visit.see(&to);
    answer.headers_mut().append(SET_COOKIE, HeaderValue::from_str(&cookie).map_err(Problem::internal)?);
    Ok(answer)
}

/// `GET /entrar/govbr/retorno`
pub(crate) async fn from_govbr(visit: Visit, headers: HeaderMap, Query(sent): Query<Code>) -> Answer {
    let issuer = Issuer::GovBr;
    let provider = issuer.provider(&visit).ok_or_else(Problem::not_found)?;
    limits::sign_in_from(&visit).await?;
    let left = left(&visit, &headers, issuer, &sent.state).await?;
    let way_back = issuer.way_back(&visit);
    let asking = Asking { provider: &provider, left: &left, way_back: &way_back, now: visit.now };
    let identity = match sent.code.as_str() {
        "" => Err(Refused::Cancelled),
        code => govbr::identity(&asking, code).await,
    };
    arrived(&visit, issuer, identity, &left).await
}

/// `GET /entrar/autenticacao-gov/retorno`
pub(crate) async fn show_autenticacao(visit: Visit) -> Answer {
    Issuer::Autenticacao.provider(&visit).ok_or_else(Problem::not_found)?;
    Ok(visit.show(&ReturnPage { site: visit.site() }))
}

/// `POST /entrar/autenticacao-gov/retorno`
pub(crate) async fn from_autenticacao(visit: Visit, headers: HeaderMap, sent: Input<Token>) -> Answer {
    let issuer = Issuer::Autenticacao;
    let provider = issuer.provider(&visit).ok_or_else(Problem::not_found)?;
    limits::sign_in_from(&visit).await?;
    let left = left(&visit, &headers, issuer, &sent.body.state).await?;
    let way_back = issuer.way_back(&visit);
    let asking = Asking { provider: &provider, left: &left, way_back: &way_back, now: visit.now };
    let identity = match sent.body.access_token.as_str() {
        "" => Err(Refused::Cancelled),
        token => autenticacao::identity(&asking, token).await,
    };
    arrived(&visit, issuer, identity, &left).await
}

/// What this browser left with, when the answer is to that.
async fn left(visit: &Visit, headers: &HeaderMap, issuer: Issuer, state: &str) -> Result<Left, Problem> {
    let left = Left::of(headers, &visit.app.secrets.keys().await?, issuer, visit.now);
    let left = left.filter(|left| left.state.as_bytes().ct_eq(state.as_bytes()).into());
    left.ok_or_else(|| refused(visit, issuer, &Refused::State))
}

/// Lets in whoever was vouched for, if they have an account here.
async fn arrived(visit: &Visit, issuer: Issuer, identity: Result<Identity, Refused>, left: &Left) -> Answer {
    let identity = identity.map_err(|why| refused(visit, issuer, &why))?;
    let account = account_of(visit, &identity).await?;
    let next = Some(left.next.as_str()).filter(|next| !next.is_empty());
    let mut answer = begin::session(visit, &account, None, next).await?;
    let cookie = HeaderValue::from_static(FORGOTTEN);
    answer.headers_mut().append(SET_COOKIE, cookie);
    Ok(answer)
}

/// The account of a CPF or a NIF. One that nobody has used yet is opened only to whoever the provider is sure of.
async fn account_of(visit: &Visit, identity: &Identity) -> Result<Account, Problem> {
    let id = identifier::account(visit, &identity.subject).await?;
    let account = visit.app.store.find_account(&id).await?;
    let is_sure = identity.level >= Level::Confirmed;
    match account {
        Some(account) if is_sure || matches!(account.snapshot().state, State::Active { .. }) => Ok(account),
        Some(_) => Err(Problem::forbidden(
            "O seu primeiro acesso por gov.br pede uma conta de nível prata ou ouro. Entre com a senha inicial que está na mensagem, ou aumente o nível da sua conta.",
        )),
        None => Err(Problem::forbidden(format!(
            "O {} confirmou quem você é, mas não há conta aqui com o seu documento. A conta nasce com o seu primeiro certificado, ou com um pedido de acesso aprovado.",
            identity.issuer.name()
        ))),
    }
}

/// Why goes into the log, where it names nobody; whoever comes back learns what to do.
fn refused(visit: &Visit, issuer: Issuer, why: &Refused) -> Problem {
    visit.app.meter.count(Metric::LoginFailures);
    tracing::warn!(issuer = issuer.path(), reason = %platform::chain(why), "nobody was vouched for");
    let name = issuer.name();
    let problem = match why {
        Refused::Cancelled => Problem::conflict(format!("A entrada pelo {name} não foi concluída.")),
        Refused::State => Problem::conflict(format!(
            "Esta resposta do {name} não é do pedido deste navegador, ou demorou mais de dez minutos. Comece de novo."
        )),
        Refused::Wire(_) | Refused::Secret(_) | Refused::Provider("a fault of its own") => {
            return Problem::busy(why.to_string());
        }
        Refused::Provider(_) | Refused::Token(_) => {
            Problem::conflict(format!("O {name} não confirmou quem você é. Comece de novo."))
        }
    };
    problem.leading_to("Entrar", "/entrar".to_owned())
}
