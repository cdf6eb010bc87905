//! What the key of an object says: for which event it is, and which import it belongs to.

use crate::{ImportError, actor};
use common::App;
use domain::participation::event::Event;
use domain::participation::import::{Import, Receive};
use domain::value::id::{EventId, ImportId};
use sha2::{Digest, Sha256};
use store::{Change, Guard};

/// An object in the imports bucket: `imports/{event}/{name}`.
pub(crate) struct Arrival {
    /// The whole key.
    key: String,
    /// For which event.
    pub(crate) event: EventId,
    /// The last part of the key.
    name: String,
}

impl Arrival {
    /// Reads a key. None when it has another shape.
    pub(crate) fn of(key: &str) -> Option<Self> {
        let (event, name) = key.strip_prefix("imports/")?.split_once('/')?;
        let event = EventId::parse(event).ok()?;
        let file = !name.is_empty() && !name.contains('/');
        file.then(|| Self { key: key.to_owned(), event, name: name.to_owned() })
    }

    /// The import of the file: the one that the page registered under the identifier in the key, or one of its own.
    pub(crate) async fn import(&self, app: &App, event: &Event, etag: &str) -> Result<Import, ImportError> {
        if let Some(id) = self.registered() {
            let found = app.store.find_import(&id).await?;
            if let Some(import) = found.filter(|import| import.snapshot().event == self.event) {
                return Ok(import);
            }
        }
        self.register(app, event, etag).await
    }

    /// The identifier that the page has put into the key.
    fn registered(&self) -> Option<ImportId> {
        ImportId::parse(self.name.strip_suffix(".csv")?).ok()
    }

    /// Registers a file that was dropped at the console. Its identifier is made of key and content, so a repeated event
    /// finds the import that the first one registered, while another content under the same name is another import.
    async fn register(&self, app: &App, event: &Event, etag: &str) -> Result<Import, ImportError> {
        let id = self.derived(etag);
        let issuer = event.snapshot().issuer.clone();
        let receive = Receive {
            id: id.clone(),
            event: self.event.clone(),
            issuer,
            file_name: self.shown(),
            dropped: Some(self.name.clone()),
            remembered: app.store.find_remembered(&self.event).await?.remembered,
        };
        let transition = Import::receive(receive, actor(), app.clock.now());
        match app.store.commit(Change::of(transition)).await {
            Err(error) if error.is(Guard::New) => Ok(app.store.get_import(&id).await?),
            done => Ok(done?),
        }
    }

    fn derived(&self, etag: &str) -> ImportId {
        let digest = Sha256::digest(format!("{}\n{etag}", self.key));
        ImportId::from_bytes(std::array::from_fn(|i| digest[i]))
    }

    /// The name as an organiser may see it: one line of at most 120 characters.
    fn shown(&self) -> String {
        let line: String = domain::value::name::plain_line(&self.name).chars().take(120).collect();
        if line.is_empty() { "arquivo.csv".to_owned() } else { line }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str = "0123456789abcdefghjkmnpqrs";

    #[test]
    fn a_key_names_its_event_and_perhaps_its_import() {
        let page = Arrival::of(&format!("imports/{EVENT}/zyxwvtsrqpnmkjhgfedcba9876.csv")).expect("a key");
        assert_eq!(page.event, EventId::parse(EVENT).expect("an id"));
        assert!(page.registered().is_some());
        let dropped = Arrival::of(&format!("imports/{EVENT}/Turma de março.csv")).expect("a key");
        assert!(dropped.registered().is_none());
        assert_eq!(dropped.shown(), "Turma de março.csv");
    }

    #[test]
    fn a_key_of_another_shape_is_no_arrival() {
        for key in [
            "",
            "imports/",
            "imports/x/a.csv",
            &format!("imports/{EVENT}/"),
            &format!("imports/{EVENT}/a/b.csv"),
        ] {
            assert!(Arrival::of(key).is_none(), "{key}");
        }
    }

    #[test]
    fn the_same_content_under_the_same_name_is_the_same_import() {
        let arrival = Arrival::of(&format!("imports/{EVENT}/lista.csv")).expect("a key");
        assert_eq!(arrival.derived("\"a\""), arrival.derived("\"a\""));
        assert_ne!(arrival.derived("\"a\""), arrival.derived("\"b\""));
    }
}
