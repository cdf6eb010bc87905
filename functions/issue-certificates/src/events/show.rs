//! An event: what its certificates say, and the files of participants that were sent for it.

use super::list::next_page;
use crate::labels::{self, Badge};
use crate::owned::{self, event_path, import_path};
use crate::reissues::{Difference, differences, reissue_path};
use crate::samples::{remarks, saying};
use askama::Template;
use axum::extract::{Path, Query};
use common::error::{Errors, Problem};
use common::web::form::fresh_key;
use common::web::{Answer, Organiser, Site};
use domain::participation::edition::{PersonLines, Sheet, Span};
use domain::participation::event::{Event, Settings};
use domain::participation::import::{Import, State};
use domain::value::calendar;
use domain::value::name::PersonName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Cursor;

/// Imports on a page.
const ON_A_PAGE: i32 = 20;

#[derive(Deserialize, Default, JsonSchema)]
pub(crate) struct From {
    /// Where the list of imports begins; the newest when it is left out.
    #[serde(default)]
    depois: String,
    /// What was done just before: `enviado`, the mail to oneself.
    #[serde(default)]
    teste: String,
}

/// One event.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "event.html")]
pub(crate) struct EventPage {
    #[serde(skip)]
    site: Site,
    #[serde(skip)]
    key: String,
    #[serde(skip)]
    errors: Errors,
    /// Cells that were pasted and not taken.
    #[serde(skip)]
    pub(crate) pasted: String,
    /// Address of this page.
    path: String,
    /// Title of the event.
    title: String,
    /// Where it is in its life.
    state: Badge,
    /// Where the pictures of a sample are: `frente.png`, `verso.png` and `certificado.pdf`.
    sample: String,
    /// How often the event changed: behind the address of a picture, it is another one each time.
    version: u64,
    /// Addresses of the pictures of its backs.
    backs: Vec<String>,
    /// What to look at before anything is issued with it.
    remarks: Vec<String>,
    /// What is printed otherwise than on the last certificates that were issued.
    differences: Vec<Difference>,
    /// Whether certificates were issued that may be printed with earlier data.
    has_earlier: bool,
    /// What is printed of it.
    facts: Facts,
    /// The files that were sent, newest first.
    imports: Vec<ImportRow>,
    /// Address of the first page of files, when this is another one.
    first: String,
    /// Address of the next page of files, when there is one.
    next: String,
}

/// What the certificates of an event say, in words.
#[derive(Serialize, JsonSchema)]
struct Facts {
    /// Who issues.
    issuer: String,
    /// Its days.
    period: String,
    /// Where.
    place: String,
    /// Workload of whoever has no other.
    workload: String,
    /// The words above the name.
    opening: String,
    /// The sentence under the name, for somebody without a role of their own.
    sentence: Vec<Part>,
    /// Lines of the programme on the back.
    programme: Vec<String>,
    /// Colour of ornament and titles.
    colour: String,
    /// Address of the logo, if there is one.
    logo: String,
    /// Who signs.
    signatures: Vec<Signer>,
    /// Whether three digits of the CPF are printed.
    prints_cpf: bool,
    /// Whether certificates start public.
    public_by_default: bool,
    /// Last day of availability in words; empty, for ever.
    available_until: String,
    /// How many editions of the sheet were frozen.
    editions: u32,
}

/// A part of the sentence.
#[derive(Serialize, JsonSchema)]
struct Part {
    text: String,
    strong: bool,
}

/// Who signs.
#[derive(Serialize, JsonSchema)]
struct Signer {
    /// Name.
    name: String,
    /// Post.
    post: String,
    /// Address of the image, if there is one.
    image: String,
}

/// A file of participants in the list.
#[derive(Serialize, JsonSchema)]
struct ImportRow {
    /// Address of its page.
    path: String,
    /// Its name as given.
    file_name: String,
    /// When it came.
    received_at: String,
    /// Where it is in its life.
    state: Badge,
    /// How many people it can be issued for, once it was read.
    people: Option<u32>,
}

/// GET `/organizador/eventos/{event}`
pub(crate) async fn show(organiser: Organiser, Path(id): Path<String>, Query(from): Query<From>) -> Answer {
    let event = owned::event(&organiser, &id).await?;
    let mut page = EventPage::of(&organiser, &event, &from, Errors::default()).await?;
    if let Some(said) = saying(&organiser, &from.teste).await? {
        page.site = organiser.visit.site_saying("ok", said);
    }
    Ok(organiser.visit.show(&page))
}

impl EventPage {
    /// The page of an event, with what is wrong with the form for a new file.
    pub(crate) async fn of(
        organiser: &Organiser,
        event: &Event,
        from: &From,
        errors: Errors,
    ) -> Result<Self, Problem> {
        let (visit, path) = (&organiser.visit, event_path(event.id()));
        let after = Cursor::parse(&from.depois);
        let imports = visit.app.store.list_imports(event.id(), ON_A_PAGE, after.as_ref()).await?;
        let snapshot = event.snapshot();
        let outcome = remarks::of(visit, &snapshot.sheet).await?;
        Ok(Self {
            backs: (0..outcome.backs)
                .map(|at| format!("{path}/amostra/{}", remarks::back_name(at)))
                .collect(),
            remarks: outcome.remarks,
            site: visit.site(),
            key: fresh_key(&visit.app),
            errors,
            pasted: String::new(),
            title: snapshot.sheet.title.to_string(),
            state: labels::of_event(&snapshot.state),
            differences: differences(visit, event).await?,
            has_earlier: snapshot.next_edition().is_some_and(|next| next > 1),
            sample: format!("{path}/amostra"),
            version: snapshot.version,
            facts: Facts::of(&snapshot.sheet, &snapshot.settings, &path, snapshot.edition_number()),
            imports: imports.items.iter().map(ImportRow::of).collect(),
            first: after.map(|_| path.clone()).unwrap_or_default(),
            next: imports.next.map(|cursor| next_page(&path, &cursor)).unwrap_or_default(),
            path,
        })
    }
}

impl Facts {
    fn of(sheet: &Sheet, settings: &Settings, path: &str, edition: Option<u32>) -> Self {
        let signer = |(index, signature): (usize, &domain::participation::edition::Signature)| Signer {
            name: signature.name.to_string(),
            post: signature.post.to_string(),
            image: signature
                .image
                .as_ref()
                .map(|_| format!("{path}/imagens/assinatura-{}", index + 1))
                .unwrap_or_default(),
        };
        Self {
            issuer: sheet.issuer_name.to_string(),
            period: calendar::period(sheet.period),
            place: sheet.place.as_ref().map(ToString::to_string).unwrap_or_default(),
            workload: sheet.workload.map(|w| w.to_string()).unwrap_or_default(),
            opening: sheet.opening.to_string(),
            sentence: sentence(sheet),
            programme: sheet.programme.lines().to_vec(),
            colour: sheet.colour.to_string(),
            logo: sheet.logo.as_ref().map(|_| format!("{path}/imagens/logo")).unwrap_or_default(),
            signatures: sheet.signatures.iter().enumerate().map(signer).collect(),
            prints_cpf: sheet.prints_cpf,
            public_by_default: settings.public_by_default,
            available_until: settings.available_until.map(calendar::day).unwrap_or_default(),
            editions: edition.unwrap_or(0),
        }
    }
}

/// The sentence as it is printed for somebody without a role and a workload of their own.
fn sentence(sheet: &Sheet) -> Vec<Part> {
    let Ok(name) = PersonName::parse("Maria") else { return Vec::new() };
    let person = PersonLines { name, cpf: None, role: None, workload: None };
    let part = |span: Span| Part { strong: matches!(span, Span::Strong(_)), text: span.text().to_owned() };
    sheet.wording.fill(sheet, &person).into_iter().map(part).collect()
}

impl ImportRow {
    fn of(import: &Import) -> Self {
        let snapshot = import.snapshot();
        let people = match &snapshot.state {
            State::Ready { tally, .. } | State::Issuing { tally, .. } | State::Done { tally, .. } => {
                Some(tally.ready)
            }
            State::Received | State::Unreadable { .. } | State::Discarded => None,
        };
        Self {
            path: if import.is_reissue() { reissue_path(import.id()) } else { import_path(import.id()) },
            file_name: labels::of_list(import),
            received_at: calendar::moment(snapshot.created_at),
            state: labels::of_import(&snapshot.state),
            people,
        }
    }
}
