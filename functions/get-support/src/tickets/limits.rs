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
/// What is said when one more request has to be worked for.
const MANY_REQUESTS: &str = "Já houve vários pedidos com este endereço. Para enviar mais um, o seu navegador precisa fazer uma pequena conta, que detém robôs.";

/// Counts a request from the caller's address.
pub(super) async fn count_source(visit: &Visit) -> Result<(), Problem> {
    let tries = visit.app.config.limits.support_source;
    let limit = Limit { scope: "support-source", tries, window_s: 3600 };
    let allowed = visit.app.store.attempt(limit, &visit.source.key(&visit.app).await?, visit.now).await?;
    refused(allowed, "Houve pedidos demais a partir da sua conexão")
}

/// Counts a request in the name of an address: nobody's mailbox is filled, by whichever of its
/// addresses.
pub(super) async fn count_address(visit: &Visit, to: &EmailAddress, answer: &str) -> Result<(), Problem> {
    let store = &visit.app.store;
    let subject = visit.app.secrets.keys().await?.index(Indexed::Email(&to.without_detail()));
    if store.attempt(FREE, &subject, visit.now).await? == Try::Allowed {
        return Ok(());
    }
    challenge::worked(visit, Door::Support, answer, MANY_REQUESTS).await?;
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
