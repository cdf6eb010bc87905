//! How often somebody may begin a request, or have its mails sent again: each mails an address that was only typed.

use common::error::Problem;
use common::web::Visit;
use common::web::challenge::{self, Door};
use domain::digital::protocol::Protocol;
use domain::value::email::EmailAddress;
use domain::value::id::AccessRequestId;
use platform::secrets::Indexed;
use store::limits::{Limit, Try};

/// Requests in the name of an address that are free in an hour.
const FREE: Limit = Limit { scope: "access-address", tries: 3, window_s: 3600 };
/// Of those that were worked for, how many there are.
const WORKED_FOR: Limit = Limit { scope: "access-address-working", tries: 1, window_s: 15 * 60 };
/// Mails of one request that are sent again in an hour.
const AGAIN: Limit = Limit { scope: "access-again", tries: 3, window_s: 3600 };
/// What is said when one more request has to be worked for.
const MANY: &str = "Já houve vários pedidos com este endereço. Para começar mais um, o seu navegador precisa de fazer uma pequena conta, que detém robôs.";
/// What is said to whoever asks by protocol number: everybody works for that.
const BY_PROTOCOL: &str =
    "Para enviar o link, o seu navegador precisa de fazer uma pequena conta, que detém robôs.";

/// Counts a request from the caller's address.
pub(super) async fn count_source(visit: &Visit) -> Result<(), Problem> {
    let tries = visit.app.config.limits.support_source;
    let limit = Limit { scope: "access-source", tries, window_s: 3600 };
    let allowed = visit.app.store.attempt(limit, &visit.source.key(&visit.app).await?, visit.now).await?;
    refused(allowed, "Houve pedidos a mais a partir da sua ligação")
}

/// Counts a request in the name of an address, so that nobody's mailbox is filled.
pub(super) async fn count_address(visit: &Visit, to: &EmailAddress, answer: &str) -> Result<(), Problem> {
    let store = &visit.app.store;
    let subject = visit.app.secrets.keys().await?.index(Indexed::Email(&to.without_detail()));
    if store.attempt(FREE, &subject, visit.now).await? == Try::Allowed {
        return Ok(());
    }
    challenge::worked(visit, Door::Access, answer, MANY).await?;
    refused(
        store.attempt(WORKED_FOR, &subject, visit.now).await?,
        "Há poucos minutos já houve um pedido com este endereço",
    )
}

/// Counts a mail of a request that is sent again.
pub(super) async fn count_again(visit: &Visit, request: &AccessRequestId) -> Result<(), Problem> {
    let allowed = visit.app.store.attempt(AGAIN, request.as_str(), visit.now).await?;
    refused(allowed, "As mensagens deste pedido já foram enviadas várias vezes")
}

/// Takes the answer to a proof of work, which everybody who asks by protocol number brings, and counts the request. Whether one
/// more is sent is not told: that would tell that there is such a number.
pub(super) async fn count_protocol(
    visit: &Visit,
    protocol: &Protocol,
    answer: &str,
) -> Result<bool, Problem> {
    challenge::worked(visit, Door::Access, answer, BY_PROTOCOL).await?;
    let limit = Limit { scope: "access-protocol", ..AGAIN };
    Ok(visit.app.store.attempt(limit, protocol.as_str(), visit.now).await? == Try::Allowed)
}

fn refused(allowed: Try, why: &str) -> Result<(), Problem> {
    match allowed {
        Try::Allowed => Ok(()),
        Try::Full { retry_after_s } => {
            let minutes = (retry_after_s + 59) / 60;
            Err(Problem::too_many(format!("{why}. Espere {minutes} min e tente de novo."), retry_after_s))
        }
    }
}
