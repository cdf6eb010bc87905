//! The list of entities for which people ask for access.

use crate::{AdministerError, Answer};
use common::App;
use domain::digital::entity::{Entity, EntityNumber};
use domain::participation::edition::ShortLine;

/// Puts an entity on the list. The same number again is the same entity, with the name that is given now.
pub(crate) async fn keep(
    app: &App,
    name: ShortLine,
    number: EntityNumber,
) -> Result<Answer, AdministerError> {
    let id = app.secrets.keys().await?.entity(&number);
    let known = app.store.find_entity(&id).await?;
    let added_at = known.map_or_else(|| app.clock.now(), |known| known.added_at);
    app.store.keep_entity(&Entity { id: id.clone(), name, number, listed: true, added_at }).await?;
    Ok(Answer::EntityKept { entity: id })
}

/// Takes an entity out of the list.
pub(crate) async fn take_out(app: &App, number: &EntityNumber) -> Result<Answer, AdministerError> {
    let id = app.secrets.keys().await?.entity(number);
    let known = app.store.find_entity(&id).await?;
    let was_listed = known.as_ref().is_some_and(|known| known.listed);
    if let Some(known) = known {
        app.store.keep_entity(&Entity { listed: false, ..known }).await?;
    }
    Ok(Answer::EntityTakenOut { entity: id, was_listed })
}
