//! The list of entities, as the form offers it and as it is read.

use common::error::Problem;
use common::web::Visit;
use domain::digital::access::{AccessRequest, AskedEntity, Form, Person, Typed, Wrong};
use domain::digital::entity::Entity;
use domain::value::id::AccountId;
use platform::secrets::Keys;

/// Entities that the form offers while somebody types: of a longer list, those after these are found by their whole name or number.
const OFFERED: usize = 400;

/// The names that the form offers, in the order of the alphabet.
pub(crate) async fn offered(visit: &Visit) -> Result<Vec<String>, Problem> {
    let mut names: Vec<String> =
        visit.app.store.list_entities().await?.into_iter().map(|entity| entity.name.to_string()).collect();
    names.sort_by_key(|name| domain::value::name::folded(name));
    names.truncate(OFFERED);
    Ok(names)
}

/// Reads what was typed, with the entity that it names.
pub(crate) async fn read(visit: &Visit, typed: &Typed) -> Result<Result<Form, Vec<Wrong>>, Problem> {
    let keys = visit.app.secrets.keys().await?;
    let listed =
        if typed.entity.trim().is_empty() { Vec::new() } else { visit.app.store.list_entities().await? };
    let named = listed.iter().find(|entity| entity.is_named(&typed.entity));
    Ok(typed.read(named.map(|entity| &entity.id), |person| account_of(&keys, person)))
}

/// The account that a CPF or a NIF names.
fn account_of(keys: &Keys, person: &Person) -> AccountId {
    match person {
        Person::Cpf(cpf) => keys.account_of_cpf(cpf),
        Person::Nif(nif) => keys.account_of_document(nif),
    }
}

/// The entity of a request that was sent in: its name and number, and whether it is of the list.
pub(crate) async fn shown(visit: &Visit, request: &AccessRequest) -> Result<(String, bool), Problem> {
    let Some(sending) = request.snapshot().state.sending() else { return Ok(Default::default()) };
    Ok(match &sending.form.entity {
        AskedEntity::Proposed { name, number } => (format!("{name} ({})", number.shown()), false),
        AskedEntity::Listed(id) => {
            let entity = visit.app.store.find_entity(id).await?;
            let words = |entity: Entity| format!("{} ({})", entity.name, entity.number.shown());
            (entity.map(words).unwrap_or_default(), true)
        }
    })
}
