//! How often somebody may ask for help: as it is for the notification that is sent again, because each request mails an
//! address that was only typed.

use common::error::Problem;
use common::web::Visit;
use common::web::challenge::{self, Door};
use domain::value::email::EmailAddress;
use platform::secrets::Indexed;
use store::limits::{Limit, Try};

/// Of the requests in the name of an address, how many are free in an hour.
const FREE: Limit = Limit { scope: "support-address", tries: 3, window_s: 3600 };
/// Of the requests that were worked for, how many there are.
const WORKED_FOR: Limit = Limit { scope: "support-address-working", tries: 1, window_s: 15 * 60 };
/// Requests of everybody together that are free in an hour: each is mailed to the team, whose mailbox many sources could fill. Above
/// it nobody is refused, but each request costs a proof of work.
const OF_ALL: Limit = Limit { scope: "support-all", tries: 120, window_s: 3600 };
/// What is said when one more request has to be worked for.
const MANY_REQUESTS: &str = "Já houve vários pedidos com este endereço. Para enviar mais um, o seu navegador precisa fazer uma pequena conta, que detém robôs.";
/// The same, when it is because of others.
const MANY_OF_ALL: &str = "Há muitos pedidos de ajuda neste momento. Para enviar o seu, o seu navegador precisa fazer uma pequena conta, que detém robôs.";

/// Counts a request from the caller's address.
pub(super) async fn count_source(visit: &Visit) -> Result<(), Problem> {
    let tries = visit.app.config.limits.support_source;
    let limit = Limit { scope: "support-source", tries, window_s: 3600 };
    let allowed = visit.app.store.attempt(limit, &visit.source.key(&visit.app).await?, visit.now).await?;
    refused(allowed, "Houve pedidos demais a partir da sua conexão")
}

/// Counts a request in the name of an address: nobody's mailbox is filled, by whichever of its addresses, nor the team's by
/// everybody's.
pub(super) async fn count_address(visit: &Visit, to: &EmailAddress, answer: &str) -> Result<(), Problem> {
    let store = &visit.app.store;
    let subject = visit.app.secrets.keys().await?.index(Indexed::Email(&to.without_detail()));
    let is_calm = store.attempt(OF_ALL, "all", visit.now).await? == Try::Allowed;
    let is_free = store.attempt(FREE, &subject, visit.now).await? == Try::Allowed;
    if is_calm && is_free {
        return Ok(());
    }
    let why = if is_free { MANY_OF_ALL } else { MANY_REQUESTS };
    challenge::worked(visit, Door::Support, answer, why).await?;
    if is_free {
        return Ok(());
    }
    refused(
        store.attempt(WORKED_FOR, &subject, visit.now).await?,
        "Há poucos minutos já houve um pedido com este endereço",
    )
}

fn refused(allowed: Try, why: &str) -> Result<(), Problem> {
    match allowed {
        Try::Allowed => Ok(()),
        Try::Full { retry_after_s } => {
            let minutes = (retry_after_s + 59) / 60;
            let sentence =
                format!("{why}. Espere {minutes} min e envie de novo: o que você escreveu continua aqui.");
            Err(Problem::too_many(sentence, retry_after_s))
        }
    }
}
