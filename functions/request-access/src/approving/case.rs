//! One request for whoever decides: everything that was sent, side by side with its document, and the three ways to decide.

use crate::asking::document::handed_out;
use crate::asking::request::{Said, size};
use crate::entities;
use crate::mails::{MailLine, ledger};
use crate::standing::{HistoryLine, Standing, history};
use askama::Template;
use axum::extract::{Path, Query};
use common::digital::access_moments::{country, is_late, moment, promised};
use common::digital::access_words;
use common::error::{Errors, Problem};
use common::web::{Answer, Approver, Site, Visit};
use domain::digital::access::{AccessRequest, Field, Sending, State};
use domain::value::id::{AccessRequestId, AccountId};
use schemars::JsonSchema;
use serde::Serialize;

/// A request, to be decided.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "case.html")]
pub(crate) struct CasePage {
    #[serde(skip)]
    pub(super) site: Site,
    /// Its path.
    path: String,
    /// Its number.
    protocol: String,
    /// The version that the decision names.
    version: u64,
    /// Where it is.
    #[serde(flatten)]
    standing: Standing,
    /// Whether it waits for a decision that this approver may take.
    can_decide: bool,
    /// Why they may not: it is their own.
    is_own: bool,
    /// The day within which it is answered.
    promised: String,
    /// Whether that day is over.
    is_late: bool,
    /// What was sent, field by field.
    facts: Vec<Fact>,
    /// What they want the access for, line by line.
    motive: Vec<String>,
    /// The document: name, size, kind.
    document: String,
    /// What the document has to prove.
    proof_of: &'static str,
    /// Whether the entity is not on the list: approving adds it.
    adds_entity: bool,
    /// What is to be known of the account that the number names; empty, nothing.
    account: String,
    /// The fields that can be returned, with their names and what was typed about them before.
    notes: Vec<NoteField>,
    /// The reason that was typed.
    pub(super) reason: String,
    /// What is wrong.
    pub(super) errors: Errors,
    /// What happened, the latest first.
    history: Vec<HistoryLine>,
    /// Its mails.
    mails: Vec<MailLine>,
    /// Who decided, and when; empty, nobody did.
    decided: String,
}

/// A field that was sent.
#[derive(Serialize, JsonSchema)]
struct Fact {
    /// What it is called.
    label: &'static str,
    /// What it says.
    value: String,
}

/// A field that can be returned.
#[derive(Serialize, JsonSchema)]
pub(super) struct NoteField {
    /// Its name in the form: `note_post`.
    pub(super) name: String,
    /// What it is called.
    label: &'static str,
    /// What was typed.
    pub(super) text: String,
}

/// The request of an identifier, for whoever decides: what was never sent in is nobody else's.
pub(super) async fn find(visit: &Visit, typed: &str) -> Result<AccessRequest, Problem> {
    let id = AccessRequestId::parse(typed).map_err(|_| Problem::not_found())?;
    let request =
        visit.app.store.find_access_request(&id, visit.now).await?.ok_or_else(Problem::not_found)?;
    let is_theirs = matches!(
        request.snapshot().state,
        State::Validated { .. } | State::Returned { .. } | State::Approved { .. } | State::Refused { .. }
    );
    if is_theirs { Ok(request) } else { Err(Problem::not_found()) }
}

/// GET `/aprovacao/{id}`
pub(crate) async fn show(approver: Approver, Path(id): Path<String>, Query(said): Query<Said>) -> Answer {
    let request = find(&approver.visit, &id).await?;
    let mut page = CasePage::of(&approver, &request).await?;
    let sentence = match said.feito.as_str() {
        "approved" => "Aprovado. Quem pediu recebe por e-mail como entrar.",
        "returned" => "Devolvido. Quem pediu recebe por e-mail o que corrigir.",
        "refused" => "Recusado. Quem pediu recebe o motivo por e-mail.",
        _ => "",
    };
    if !sentence.is_empty() {
        page.site = approver.visit.site_saying("ok", sentence);
    }
    Ok(approver.visit.show(&page))
}

/// GET `/aprovacao/{id}/documento`
pub(crate) async fn document(approver: Approver, Path(id): Path<String>) -> Answer {
    let request = find(&approver.visit, &id).await?;
    let sending = request.snapshot().state.sending().ok_or_else(Problem::not_found)?;
    handed_out(&approver.visit, request.id(), &sending.proof).await
}

impl CasePage {
    pub(super) async fn of(approver: &Approver, request: &AccessRequest) -> Result<Self, Problem> {
        let visit = &approver.visit;
        let snapshot = request.snapshot();
        let sending = snapshot.state.sending().ok_or_else(Problem::not_found)?;
        let (entity, is_listed) = entities::shown(visit, request).await?;
        let is_own = is_own(approver, sending).await?;
        let waits = matches!(snapshot.state, State::Validated { .. });
        Ok(Self {
            site: visit.site(),
            path: format!("/aprovacao/{}", request.id().as_str().to_lowercase()),
            protocol: snapshot.protocol.as_str().to_owned(),
            version: snapshot.version,
            standing: Standing::of(request, visit.now),
            can_decide: waits && !is_own,
            is_own,
            promised: promised(request),
            is_late: is_late(request, visit.now),
            facts: facts(sending, entity),
            motive: sending.form.motive.lines().map(str::to_owned).collect(),
            document: format!("{} ({})", sending.proof.name, size(sending.proof.size)),
            proof_of: access_words::proof_of(sending.form.service),
            adds_entity: !is_listed,
            account: if waits { known(visit, sending).await? } else { String::new() },
            notes: Field::ALL.into_iter().map(NoteField::of).collect(),
            reason: String::new(),
            errors: Errors::default(),
            history: history(request),
            mails: ledger(visit, request.id(), country(request)).await?,
            decided: decided(visit, request).await?,
        })
    }

    /// Whether what is wrong is about what is to be mended.
    fn is_returning(&self) -> bool {
        self.errors.iter().any(|error| error.field.starts_with("note_"))
    }

    /// The page with what was typed about fields.
    pub(super) fn noted(mut self, typed: impl Fn(Field) -> String) -> Self {
        for (note, field) in self.notes.iter_mut().zip(Field::ALL) {
            note.text = typed(field);
        }
        self
    }
}

impl NoteField {
    fn of(field: Field) -> Self {
        let (name, label) = (format!("note_{}", field.kind()), access_words::field(field));
        Self { name, label, text: String::new() }
    }
}

/// Whether a request names the approver: by the account of its number, or by the address that they read.
pub(super) async fn is_own(approver: &Approver, sending: &Sending) -> Result<bool, Problem> {
    let account = approver.visit.app.store.get_account(&approver.account).await?;
    let same_address = account.snapshot().email.folded() == sending.form.email.folded();
    Ok(same_address || approver.account == sending.form.account)
}

fn facts(sending: &Sending, entity: String) -> Vec<Fact> {
    let form = &sending.form;
    let fact = |field, value| Fact { label: access_words::field(field), value };
    vec![
        fact(Field::Name, form.name.to_string()),
        fact(Field::Person, form.person.shown()),
        fact(Field::Email, form.email.as_str().to_owned()),
        fact(Field::Mobile, form.mobile.as_str().to_owned()),
        fact(Field::Entity, entity),
        fact(Field::Post, form.post.to_string()),
        fact(Field::Service, access_words::service(form.service).to_owned()),
    ]
}

/// What an approver has to know of the account that the number names.
async fn known(visit: &Visit, sending: &Sending) -> Result<String, Problem> {
    let account = visit.app.store.find_account(&sending.form.account).await?;
    Ok(match account {
        None => "Não há conta com este número: aprovar abre uma.".to_owned(),
        Some(account) if account.snapshot().email.folded() == sending.form.email.folded() => {
            "Já há uma conta com este número e este e-mail: aprovar dá-lhe acesso à entidade.".to_owned()
        }
        Some(account) => format!(
            "Já há uma conta com este número e outro e-mail ({}). Para não dar acesso a quem lê esse endereço, não é possível aprovar: devolva o pedido, para que use esse e-mail, ou peça ao administrador que corrija o da conta.",
            account.snapshot().email.masked()
        ),
    })
}

/// Who decided, and when.
pub(super) async fn decided(visit: &Visit, request: &AccessRequest) -> Result<String, Problem> {
    let (what, by, at): (_, &AccountId, _) = match &request.snapshot().state {
        State::Approved { by, at, .. } => ("Aprovado", by, *at),
        State::Refused { by, at, .. } => ("Recusado", by, *at),
        State::Returned { by, at, .. } => ("Devolvido", by, *at),
        _ => return Ok(String::new()),
    };
    let name = visit.app.store.find_account(by).await?.map(|a| a.snapshot().name.to_string());
    let name = name.unwrap_or_else(|| "um aprovador".to_owned());
    Ok(format!("{what} por {name} em {}.", moment(country(request), at)))
}
