//! What somebody who was granted access has: for which entities they ask, since when, and by which request.

use crate::standing::{HistoryLine, history};
use askama::Template;
use common::digital::access_link::AccessLink;
use common::digital::access_moments::{country, moment};
use common::digital::access_words;
use common::error::Problem;
use common::web::{Answer, Requester, Site, Visit};
use domain::digital::access::{AccessRequest, State};
use platform::secrets::Keys;
use schemars::JsonSchema;
use serde::Serialize;

/// The requester's page.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "mine.html")]
pub(crate) struct MinePage {
    #[serde(skip)]
    site: Site,
    /// What was granted, the latest first.
    granted: Vec<Granted>,
}

/// Access for one entity.
#[derive(Serialize, JsonSchema)]
struct Granted {
    /// For which entity.
    entity: String,
    /// The post that was proved.
    post: String,
    /// What was asked for.
    service: &'static str,
    /// Since when.
    since: String,
    /// The number of the request.
    protocol: String,
    /// Where the request is.
    path: String,
    /// What happened to it, the latest first.
    history: Vec<HistoryLine>,
}

/// GET `/acesso/meus-pedidos`
pub(crate) async fn show(requester: Requester) -> Answer {
    let visit = &requester.visit;
    let keys = visit.app.secrets.keys().await?;
    let mut granted = Vec::new();
    for request in visit.app.store.list_granted_access(&requester.account).await? {
        granted.extend(grant(visit, &keys, &request).await?);
    }
    Ok(visit.show(&MinePage { site: visit.site(), granted }))
}

async fn grant(visit: &Visit, keys: &Keys, request: &AccessRequest) -> Result<Option<Granted>, Problem> {
    let State::Approved { sending, entity, at, .. } = &request.snapshot().state else { return Ok(None) };
    let entity = visit.app.store.find_entity(entity).await?;
    Ok(Some(Granted {
        entity: entity.map(|entity| entity.name.to_string()).unwrap_or_default(),
        post: sending.form.post.to_string(),
        service: access_words::service(sending.form.service),
        since: moment(country(request), *at),
        protocol: request.snapshot().protocol.as_str().to_owned(),
        path: AccessLink::new(keys, request.id()).path(),
        history: history(request),
    }))
}
