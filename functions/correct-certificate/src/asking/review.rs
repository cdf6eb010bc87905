//! What would come of a request, before it is sent: before and after, and who decides.

use super::form::{self, AskPage, Asking};
use crate::found::Found;
use askama::Template;
use axum::extract::Path;
use common::error::Errors;
use common::participation::changes::{self, Change};
use common::participation::paper_name::PaperName;
use common::web::form::fresh_key;
use common::web::{Answer, Holder, Input, Site};
use domain::participation::correction::{Asked, Reach};
use schemars::JsonSchema;
use serde::Serialize;

/// What would come of a request.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "review.html")]
pub(crate) struct ReviewPage {
    #[serde(skip)]
    site: Site,
    /// Where it is sent.
    path: String,
    /// Goes into the field `idempotency_key`, so that sending it twice asks once.
    idempotency_key: String,
    /// Title of the event.
    title: String,
    /// Who issued the certificate.
    issuer: String,
    /// Who decides: `rule` (it is corrected at once), `team` or `issuer`.
    decides: &'static str,
    /// Whether it would be corrected at once, but for the one time that a holder may do so.
    is_used_up: bool,
    /// What is to be printed otherwise.
    changes: Vec<Change>,
    /// What else is wrong, line by line.
    words: Vec<String>,
    /// What is asked, as it is to be sent.
    asked: Asking,
    /// Path of the picture, without the person's name.
    preview_path: String,
    #[serde(skip)]
    paper_name: PaperName,
}

/// POST `/certificados/{id}/correcoes/conferir`
pub(crate) async fn show(holder: Holder, Path(id): Path<String>, input: Input<Asking>) -> Answer {
    let found = Found::of_holder(&holder, &id).await?;
    if input.body.edit {
        let page = AskPage::of(&holder, &found, Some(&input.body), Errors::default()).await?;
        return Ok(holder.visit.show(&page));
    }
    let asked = super::send::askable(&found, &input.body);
    let shown = asked.map(|asked| holder.visit.show(&ReviewPage::of(&holder, &found, &asked, &input.body)));
    form::again(&holder, &found, &input.body, shown).await
}

impl ReviewPage {
    /// Whether the picture shows something that changes.
    fn shows_the_name(&self) -> bool {
        self.changes.iter().any(|change| change.what == changes::NAME)
    }

    fn of(holder: &Holder, found: &Found, asked: &Asked, typed: &Asking) -> Self {
        let reach = asked.reach();
        let is_used_up = matches!(reach, Reach::Rule(_)) && found.certificate.snapshot().respelled;
        let decides = if is_used_up { Reach::Team.kind() } else { reach.kind() };
        let version = Some(u64::from(asked.version));
        Self {
            site: holder.visit.site(),
            path: form::path(found),
            idempotency_key: fresh_key(&holder.visit.app),
            title: found.sheet.title.to_string(),
            issuer: found.sheet.issuer_name.to_string(),
            decides,
            is_used_up,
            changes: changes::between(&asked.before, &asked.after, &found.sheet),
            words: asked.words.iter().flat_map(|words| words.lines()).map(str::to_owned).collect(),
            asked: Asking { version, ..typed.clone() },
            preview_path: form::preview_path(found),
            paper_name: PaperName::new(&asked.after.name),
        }
    }
}
