//! One request, for whoever has its link: the form while it is open, and what became of it.

use crate::mails::{MailLine, ledger};
use crate::standing::{HistoryLine, Standing, history};
use crate::{entities, sentences};
use askama::Template;
use axum::extract::{Path, Query};
use common::digital::access_link::AccessLink;
use common::digital::access_moments::country;
use common::digital::access_words;
use common::error::{Errors, FieldError, Problem};
use common::web::{Answer, Site, Visit};
use domain::digital::access::{AccessRequest, Field, Note, Proof, Service, State, Typed};
use http::header::HeaderName;
use http::{HeaderValue, StatusCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A request.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "request.html")]
pub(crate) struct RequestPage {
    #[serde(skip)]
    pub(super) site: Site,
    /// Its number.
    protocol: String,
    /// Where it is.
    #[serde(flatten)]
    standing: Standing,
    /// Its own path.
    path: String,
    /// The version that the next change names.
    pub(super) version: u64,
    /// Whether it can be changed.
    is_open: bool,
    /// What is typed, by the names of the fields.
    pub(super) typed: TypedShown,
    /// What can be asked for: names and words.
    services: Vec<(&'static str, &'static str)>,
    /// Names of entities of the list.
    entities: Vec<String>,
    /// The document that is attached.
    proof: Option<ProofShown>,
    /// What an approver wants mended, field by field.
    notes: Errors,
    /// What is wrong.
    pub(super) errors: Errors,
    /// What this sending and what is stored say differently, when somebody else changed it meanwhile.
    pub(super) differences: Vec<Difference>,
    /// Why it was refused, line by line.
    reason: Vec<String>,
    /// What happened to it, the latest first.
    history: Vec<HistoryLine>,
    /// Its mails, the latest first.
    mails: Vec<MailLine>,
    /// Whether its last mail can be sent again.
    can_mail_again: bool,
    /// Whether it can be given up.
    can_withdraw: bool,
}

/// What is typed.
#[derive(Clone, Default, Serialize, JsonSchema)]
pub(crate) struct TypedShown {
    pub(super) motive: String,
    pub(super) name: String,
    pub(super) person: String,
    pub(super) email: String,
    pub(super) mobile: String,
    pub(super) entity: String,
    pub(super) entity_name: String,
    pub(super) entity_number: String,
    pub(super) post: String,
    pub(super) service: String,
}

/// A document that is attached.
#[derive(Serialize, JsonSchema)]
struct ProofShown {
    /// What its file was called.
    name: String,
    /// Its size in words.
    size: String,
    /// Where it is.
    path: String,
}

/// A field that says something else here than there.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Difference {
    /// Its name.
    pub(super) field: &'static str,
    /// What it is called.
    pub(super) label: &'static str,
    /// What is stored.
    pub(super) stored: String,
    /// What was sent.
    pub(super) sent: String,
}

/// What was just done.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Said {
    /// A word for it.
    #[serde(default)]
    pub(crate) feito: String,
}

/// Nothing is sent but the wish.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// A request, opened by its link.
pub(super) struct Opened {
    pub(super) request: AccessRequest,
    pub(super) path: String,
}

/// The request that a link opens. A link that was not made by us asks the store nothing.
pub(super) async fn open(visit: &Visit, typed: &str) -> Result<Opened, Problem> {
    let link = AccessLink::open(&visit.app.secrets.keys().await?, typed).ok_or_else(Problem::not_found)?;
    let request = visit.app.store.find_access_request(link.request(), visit.now).await?;
    Ok(Opened { request: request.ok_or_else(Problem::not_found)?, path: link.path() })
}

/// The same, for whoever wants to change it.
pub(super) async fn open_to_change(visit: &Visit, typed: &str) -> Result<Opened, Problem> {
    let opened = open(visit, typed).await?;
    if opened.request.has_lapsed(visit.now) {
        return Err(Problem::gone(
            "Passaram 30 dias sem novidades, e este pedido terminou. Comece outro, em /acesso.",
        ));
    }
    Ok(opened)
}

/// GET `/acesso/pedidos/{link}`
pub(crate) async fn show(visit: Visit, Path(link): Path<String>, Query(said): Query<Said>) -> Answer {
    let opened = open(&visit, &link).await?;
    let mut page = RequestPage::of(&visit, &opened).await?;
    if let Some(sentence) = done(&said.feito) {
        page.site = visit.site_saying("ok", sentence);
    }
    Ok(unlisted(visit.show(&page)))
}

fn done(word: &str) -> Option<&'static str> {
    match word {
        "guardado" => {
            Some("Guardado. Pode continuar agora, ou mais tarde pelo link que enviámos por e-mail.")
        }
        "enviado" => Some("Pedido enviado."),
        "confirmado" => Some("E-mail confirmado. O pedido está na fila de quem decide."),
        "reaberto" => Some("O pedido está outra vez aberto: corrija e envie de novo."),
        "mensagem" => Some("A mensagem foi enviada outra vez."),
        _ => None,
    }
}

/// No search engine keeps the address of a page that a link opens.
pub(super) fn unlisted(mut answer: axum::response::Response) -> axum::response::Response {
    let no_index = HeaderValue::from_static("noindex, nofollow");
    answer.headers_mut().insert(HeaderName::from_static("x-robots-tag"), no_index);
    answer
}

impl RequestPage {
    /// The page of a request as it is stored.
    pub(super) async fn of(visit: &Visit, opened: &Opened) -> Result<Self, Problem> {
        let Opened { request, path } = opened;
        let snapshot = request.snapshot();
        let standing = Standing::of(request, visit.now);
        let is_open = snapshot.state.is_open_to_changes() && !request.has_lapsed(visit.now);
        let is_over = matches!(standing.state, "approved" | "refused" | "withdrawn" | "lapsed");
        Ok(Self {
            site: visit.site(),
            protocol: snapshot.protocol.as_str().to_owned(),
            can_mail_again: standing.state != "withdrawn" && standing.state != "lapsed",
            can_withdraw: !is_over,
            standing,
            path: path.clone(),
            version: snapshot.version,
            is_open,
            typed: TypedShown::of(&snapshot.typed),
            services: Service::ALL.map(|service| (service.kind(), access_words::service(service))).to_vec(),
            entities: if is_open { entities::offered(visit).await? } else { Vec::new() },
            proof: snapshot.proof.as_ref().map(|proof| ProofShown::of(proof, path)),
            notes: notes(&snapshot.state),
            errors: premature(visit, request, is_open).await?,
            differences: Vec::new(),
            reason: reason(&snapshot.state),
            history: history(request),
            mails: ledger(visit, request.id(), country(request)).await?,
        })
    }

    /// The services, after the line that asks for one.
    fn choices(&self) -> Vec<(&'static str, &'static str)> {
        std::iter::once(("", "Escolha um serviço")).chain(self.services.iter().copied()).collect()
    }

    /// What was asked for, in words.
    fn service(&self) -> &'static str {
        Service::of_kind(&self.typed.service).map_or("", access_words::service)
    }

    /// What a field is called.
    fn label(&self, field: &str) -> &'static str {
        Field::of_kind(field).map_or("", access_words::field)
    }

    /// The page again, with what was sent, and what is wrong with it.
    pub(super) async fn again(
        visit: &Visit,
        opened: &Opened,
        sent: &Typed,
        problem: &Problem,
    ) -> Result<Self, Problem> {
        let page = Self::of(visit, opened).await?;
        let site = match &problem.errors {
            errors if errors.is_empty() => visit.site_saying("warning", problem.detail.clone()),
            _ => visit.site(),
        };
        let is_stale = problem.status == StatusCode::PRECONDITION_FAILED;
        let differences =
            if is_stale { differences(&opened.request.snapshot().typed, sent) } else { Vec::new() };
        Ok(Self { site, typed: TypedShown::of(sent), errors: problem.errors.clone(), differences, ..page })
    }
}

/// What is wrong already with what is typed: what is empty yet is not.
async fn premature(visit: &Visit, request: &AccessRequest, is_open: bool) -> Result<Errors, Problem> {
    if !is_open {
        return Ok(Errors::default());
    }
    let typed = &request.snapshot().typed;
    let wrong = entities::read(visit, typed).await?.err().unwrap_or_default();
    let told = wrong.iter().filter(|wrong| !typed.of(wrong.field).trim().is_empty());
    Ok(told.map(sentences::error).collect::<Vec<FieldError>>().into())
}

fn notes(state: &State) -> Errors {
    let State::Returned { notes, .. } = state else { return Errors::default() };
    let note = |note: &Note| FieldError::new(note.field.kind(), note.text.as_str());
    notes.iter().map(note).collect::<Vec<_>>().into()
}

fn reason(state: &State) -> Vec<String> {
    match state {
        State::Refused { reason, .. } => reason.lines().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// The fields that say something else.
fn differences(stored: &Typed, sent: &Typed) -> Vec<Difference> {
    let differs = |field: &Field| stored.of(*field) != sent.of(*field);
    let difference = |field: Field| Difference {
        field: field.kind(),
        label: access_words::field(field),
        stored: stored.of(field).to_owned(),
        sent: sent.of(field).to_owned(),
    };
    Field::ALL.into_iter().filter(differs).map(difference).collect()
}

impl TypedShown {
    pub(super) fn of(typed: &Typed) -> Self {
        let typed = typed.clone();
        Self {
            motive: typed.motive,
            name: typed.name,
            person: typed.person,
            email: typed.email,
            mobile: typed.mobile,
            entity: typed.entity,
            entity_name: typed.entity_name,
            entity_number: typed.entity_number,
            post: typed.post,
            service: typed.service,
        }
    }
}

impl ProofShown {
    fn of(proof: &Proof, path: &str) -> Self {
        Self { name: proof.name.clone(), size: size(proof.size), path: format!("{path}/documento") }
    }
}

/// `1,2 MB` or `340 kB`.
pub(crate) fn size(bytes: u64) -> String {
    if bytes >= 1_000_000 {
        format!("{},{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
    } else {
        format!("{} kB", bytes.div_ceil(1000))
    }
}
