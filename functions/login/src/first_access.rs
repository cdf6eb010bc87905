//! The first sign-in: the mailed password opens this page only, and is replaced here.

use crate::begin;
use crate::choose::{self, NewPassword};
use askama::Template;
use common::error::{Errors, Problem};
use common::web::{Answer, Input, Session, Site, Visit, Wants, Who};
use domain::people::account::{Account, State};
use http::StatusCode;
use platform::secrets::Indexed;
use schemars::JsonSchema;
use serde::Serialize;

/// The form to choose the first password.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "first_access.html")]
pub(crate) struct FirstAccessPage {
    #[serde(skip)]
    site: Site,
    /// The person, by first name.
    first_name: String,
    /// What is wrong.
    errors: Errors,
}

impl FirstAccessPage {
    fn new(visit: &Visit, session: &Session, errors: Errors) -> Self {
        Self { site: visit.site(), first_name: session.row.name.first(), errors }
    }
}

/// `GET /primeiro-acesso`
pub(crate) async fn show(visit: Visit) -> Answer {
    match &visit.who {
        Who::SignedIn(session) if session.row.must_choose_password => {
            Ok(visit.show(&FirstAccessPage::new(&visit, session, Errors::default())))
        }
        _ => elsewhere(&visit),
    }
}

/// `POST /primeiro-acesso`
pub(crate) async fn submit(visit: Visit, sent: Input<NewPassword>) -> Answer {
    let Who::SignedIn(session) = visit.who.clone() else { return elsewhere(&visit) };
    if !session.row.must_choose_password {
        return elsewhere(&visit);
    }
    match choose(&visit, &session, &sent.body).await {
        Err(problem) if problem.status == StatusCode::UNPROCESSABLE_ENTITY => {
            let page = FirstAccessPage::new(&visit, &session, problem.errors.clone());
            Ok(visit.again(&page, problem))
        }
        answered => answered,
    }
}

async fn choose(visit: &Visit, session: &Session, typed: &NewPassword) -> Answer {
    let account = still_invited(visit, session).await?;
    let password = choose::read(visit, &account, typed).await?;
    let account = choose::replace(visit, account, &password).await?;
    begin::session(visit, &account, None, None).await
}

/// The account, if nobody chose its password since this session began, because the initial password serves once; and if its
/// address is still the one to which that was mailed, or whoever reads a wrong one would take the account.
async fn still_invited(visit: &Visit, session: &Session) -> Result<Account, Problem> {
    let account = visit.app.store.get_account(&session.row.account).await?;
    let address = visit.app.secrets.keys().await?.index(Indexed::Email(&account.snapshot().email));
    match &account.snapshot().state {
        State::Invited { .. } if session.row.reached_at.as_ref().is_none_or(|at| *at == address) => {
            Ok(account)
        }
        State::Invited { .. } => Err(Problem::conflict(
            "O e-mail desta conta foi corrigido. Entre com a senha inicial que foi enviada ao novo endereço.",
        )),
        State::Active { .. } => {
            Err(Problem::conflict("A senha inicial já foi trocada. Entre com a senha que foi escolhida."))
        }
    }
}

fn elsewhere(visit: &Visit) -> Answer {
    match (&visit.who, visit.wants) {
        (Who::SignedIn(session), _) => Ok(visit.see(begin::home(&session.row))),
        (_, Wants::Html) => Ok(visit.see("/entrar")),
        (_, Wants::Json) => Err(Problem::sign_in()),
    }
}
