//! The editions drawn last: what no person changes is drawn once and kept.

use crate::RenderError;
use common::App;
use common::participation::sheet_pictures;
use domain::participation::edition::Edition;
use domain::value::id::EventId;
use paper::{Assets, EventTemplate};
use platform::documents::preview_key;
use std::collections::VecDeque;
use std::sync::{Arc, PoisonError};

/// How many editions are kept: some hundred kilobytes each, plus their images.
const KEPT: usize = 32;

type Entry = ((EventId, u32), Arc<EventTemplate>);

/// Templates of the editions drawn last, newest first.
#[derive(Default)]
pub struct Templates {
    kept: std::sync::Mutex<VecDeque<Entry>>,
    /// Held while a template is made, so that a bulk issue makes it once.
    making: tokio::sync::Mutex<()>,
}

impl Templates {
    /// The template of an edition; drawn, with the preview image for the cards, when it is not kept.
    pub(crate) async fn get(
        &self,
        app: &App,
        event: &EventId,
        number: u32,
    ) -> Result<Arc<EventTemplate>, RenderError> {
        let key = (event.clone(), number);
        if let Some(template) = self.find(&key) {
            return Ok(template);
        }
        let _making = self.making.lock().await;
        if let Some(template) = self.find(&key) {
            return Ok(template);
        }
        let edition = app.store.get_edition(event, number).await?;
        let template = Arc::new(EventTemplate::new(&edition, &assets(app, &edition).await?)?);
        app.documents.put(&preview_key(event, number), "image/png", template.preview_png()?).await?;
        self.keep(key, template.clone());
        Ok(template)
    }

    fn find(&self, key: &(EventId, u32)) -> Option<Arc<EventTemplate>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(k, _)| k == key)?;
        let entry = kept.remove(at)?;
        let template = entry.1.clone();
        kept.push_front(entry);
        Some(template)
    }

    fn keep(&self, key: (EventId, u32), template: Arc<EventTemplate>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front((key, template));
        kept.truncate(KEPT);
    }
}

async fn assets(app: &App, edition: &Edition) -> Result<Assets, RenderError> {
    let (logo, signatures) = sheet_pictures::of(&app.documents, &edition.sheet).await?;
    Ok(Assets { logo, signatures })
}
