//! A decision about a request: approve, return with what to mend, refuse with a reason.
//!
//! The rule of the request and the version that the write is conditioned on decide who is first: of two approvers one wins, and the
//! other is told who it was and when.

use super::case::{CasePage, decided, find, is_own};
use crate::mails::mail;
use axum::extract::Path;
use common::error::{FieldError, Problem};
use common::web::form::whole;
use common::web::{Answer, Approver, Input, Visit};
use domain::digital::access::{AccessRequest, AskedEntity, Command, Field, Form, Note, Person, State};
use domain::digital::entity::Entity;
use domain::people::account::{self, Account};
use domain::role::Roles;
use domain::transition::Transition;
use domain::value::cpf::Cpf;
use domain::value::id::EntityId;
use domain::value::name::TextError;
use domain::value::words::Words;
use domain::work::AccessNews;
use jiff::SignedDuration;
use platform::secrets::Keys;
use schemars::JsonSchema;
use serde::Deserialize;
use store::people::accounts::Indexes;
use store::{Change, Guard};

/// How long the link counts by which a new account's password is defined, in hours: a week.
const DEFINED_WITHIN_HOURS: i64 = 7 * 24;

/// A decision.
#[derive(Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decision {
    /// `approve`, `return` or `refuse`.
    #[serde(default)]
    #[schemars(length(min = 1))]
    decision: String,
    /// The version that was read.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(with = "Option<u64>")]
    version: Option<u64>,
    /// Why it is refused.
    #[serde(default)]
    reason: String,
    /// What to mend in a field, by its name; and so of each field.
    #[serde(default)]
    note_motive: String,
    #[serde(default)]
    note_name: String,
    #[serde(default)]
    note_person: String,
    #[serde(default)]
    note_email: String,
    #[serde(default)]
    note_mobile: String,
    #[serde(default)]
    note_entity: String,
    #[serde(default)]
    note_entity_name: String,
    #[serde(default)]
    note_entity_number: String,
    #[serde(default)]
    note_post: String,
    #[serde(default)]
    note_service: String,
    #[serde(default)]
    note_proof: String,
}

/// POST `/aprovacao/{id}`
pub(crate) async fn submit(approver: Approver, Path(id): Path<String>, sent: Input<Decision>) -> Answer {
    let request = find(&approver.visit, &id).await?;
    match decide(&approver, request.clone(), &sent.body).await {
        Err(problem) if problem.is_about_the_form() => {
            let mut page =
                CasePage::of(&approver, &request).await?.noted(|field| sent.body.note(field).to_owned());
            (page.reason, page.errors) = (sent.body.reason.clone(), problem.errors.clone());
            Ok(approver.visit.again(&page, problem))
        }
        answered => answered,
    }
}

async fn decide(approver: &Approver, request: AccessRequest, decision: &Decision) -> Answer {
    let path = format!("/aprovacao/{}", request.id().as_str().to_lowercase());
    let waits = matches!(request.snapshot().state, State::Validated { .. });
    if !waits || decision.version.is_some_and(|version| version != request.snapshot().version) {
        return Err(overtaken(approver, &request, path).await?);
    }
    let sending = request.snapshot().state.sending().ok_or_else(Problem::not_found)?;
    if is_own(approver, sending).await? {
        return Err(Problem::forbidden(
            "Ninguém decide sobre o seu próprio pedido: deixe-o a outro aprovador.",
        ));
    }
    let id = request.id().clone();
    let (committed, word) = match decision.decision.as_str() {
        "approve" => (approve(approver, request).await?, "approved"),
        "return" => {
            let command = Command::Return(decision.notes()?);
            (simply(approver, request, command, AccessNews::Returned).await?, "returned")
        }
        "refuse" => {
            let command = Command::Refuse(decision.reason()?);
            (simply(approver, request, command, AccessNews::Refused).await?, "refused")
        }
        _ => return Err(Problem::fields(FieldError::new("decision", "Escolha o que fazer do pedido."))),
    };
    if committed {
        return Ok(approver.visit.see(&format!("{path}?feito={word}")));
    }
    let now = find(&approver.visit, id.as_str()).await?;
    Err(overtaken(approver, &now, path).await?)
}

/// What is said to whoever comes second.
async fn overtaken(approver: &Approver, now: &AccessRequest, path: String) -> Result<Problem, Problem> {
    let decided = decided(&approver.visit, now).await?;
    let sentence = match decided.is_empty() {
        true => "O pedido mudou entretanto: veja o que diz agora, e decida.".to_owned(),
        false => format!("Outra pessoa decidiu antes. {decided}"),
    };
    Ok(Problem::conflict(sentence).leading_to("Ver o pedido", path))
}

/// Returns or refuses; whether nobody was faster.
async fn simply(
    approver: &Approver,
    request: AccessRequest,
    command: Command,
    news: AccessNews,
) -> Result<bool, Problem> {
    let visit = &approver.visit;
    let mail = mail(visit, request.id(), news);
    let decided = request.apply(command, approver.actor(), visit.now)?;
    first(visit.app.store.commit(Change::of(decided).then(&mail)).await)
}

/// Approves: the entity joins the list if it was proposed, and the account that the number names may ask for it.
async fn approve(approver: &Approver, request: AccessRequest) -> Result<bool, Problem> {
    let visit = &approver.visit;
    let keys = visit.app.secrets.keys().await?;
    let sending = request.snapshot().state.sending().ok_or_else(Problem::not_found)?.clone();
    let (entity, added) = entity_of(visit, &keys, &sending.form).await?;
    let known = visit.app.store.find_account(&sending.form.account).await?;
    let account = admitted(approver, known.as_ref(), &sending.form, entity.clone()).await?;
    let mail = mail(visit, request.id(), AccessNews::Approved);
    let approved = request.apply(Command::Approve(entity), approver.actor(), visit.now)?;
    let change =
        added.iter().fold(Change::of(approved).then(&mail), |change, added| change.adding_entity(added));
    let change = match known {
        None => change.opening(&account, &Indexes::of(&keys, account.after())),
        Some(_) => change.and(&account),
    };
    let is_first = first(visit.app.store.commit(change).await)?;
    if is_first {
        // A session knows for what its person may ask: whoever was granted access signs in again.
        visit.app.store.end_sessions(account.after().id(), None).await?;
    }
    Ok(is_first)
}

/// The entity of a form, and its row where it was proposed and is not on the list.
async fn entity_of(visit: &Visit, keys: &Keys, form: &Form) -> Result<(EntityId, Option<Entity>), Problem> {
    let (name, number) = match &form.entity {
        AskedEntity::Listed(id) => return Ok((id.clone(), None)),
        AskedEntity::Proposed { name, number } => (name.clone(), number.clone()),
    };
    let id = keys.entity(&number);
    let is_listed = visit.app.store.find_entity(&id).await?.is_some_and(|known| known.listed);
    let added = Entity { id: id.clone(), name, number, listed: true, added_at: visit.now };
    Ok((id, (!is_listed).then_some(added)))
}

/// The account that the number names, with access to the entity. One that mails go elsewhere than to the proved address is left alone:
/// whoever reads that address would get the access.
async fn admitted(
    approver: &Approver,
    known: Option<&Account>,
    form: &Form,
    entity: EntityId,
) -> Result<Transition<Account>, Problem> {
    let (visit, actor) = (&approver.visit, approver.actor());
    let Some(account) = known else {
        let keys = visit.app.secrets.keys().await?;
        let until = visit.now.saturating_add(SignedDuration::from_hours(DEFINED_WITHIN_HOURS));
        let open = account::Open {
            id: form.account.clone(),
            cpf: cpf(form),
            document: None,
            token: keys.participant_token(&form.account),
            name: form.name.clone(),
            email: form.email.clone(),
            roles: Roles::holder(),
            initial_until: until.unwrap_or(visit.now),
        };
        return Ok(Account::open_admitted(open, entity, form.mobile.clone(), actor, visit.now));
    };
    if account.snapshot().email.folded() != form.email.folded() {
        return Err(Problem::conflict(
            "Já há uma conta com este número e outro e-mail. Devolva o pedido para que use esse e-mail, ou peça ao administrador que corrija o da conta.",
        ));
    }
    let admit = account::Command::Admit { entity, mobile: form.mobile.clone() };
    Ok(account.clone().apply(admit, actor, visit.now)?)
}

fn cpf(form: &Form) -> Option<Cpf> {
    match &form.person {
        Person::Cpf(cpf) => Some(cpf.clone()),
        Person::Nif(_) => None,
    }
}

/// Whether a decision was the first one.
fn first<T>(committed: Result<T, store::StoreError>) -> Result<bool, Problem> {
    match committed {
        Err(error) if [Guard::Unchanged, Guard::NewVersion].iter().any(|guard| error.is(*guard)) => Ok(false),
        done => Ok(done.map(|_| true)?),
    }
}

impl Decision {
    /// What was typed about a field.
    fn note(&self, field: Field) -> &str {
        match field {
            Field::Motive => &self.note_motive,
            Field::Name => &self.note_name,
            Field::Person => &self.note_person,
            Field::Email => &self.note_email,
            Field::Mobile => &self.note_mobile,
            Field::Entity => &self.note_entity,
            Field::EntityName => &self.note_entity_name,
            Field::EntityNumber => &self.note_entity_number,
            Field::Post => &self.note_post,
            Field::Service => &self.note_service,
            Field::Proof => &self.note_proof,
        }
    }

    /// What is to be mended.
    fn notes(&self) -> Result<Vec<Note>, Problem> {
        let (mut notes, mut errors) = (Vec::new(), Vec::new());
        for field in Field::ALL {
            match Words::parse(self.note(field)) {
                Ok(text) => notes.push(Note { field, text }),
                Err(TextError::Empty) => {}
                Err(_) => errors.push(too_long(&format!("note_{}", field.kind()))),
            }
        }
        if notes.is_empty() && errors.is_empty() {
            let sentence = "Escreva, em pelo menos um campo, o que é preciso corrigir.";
            errors.push(FieldError::new("note_motive", sentence));
        }
        if errors.is_empty() { Ok(notes) } else { Err(Problem::fields(errors)) }
    }

    fn reason(&self) -> Result<Words, Problem> {
        Words::parse(&self.reason).map_err(|error| {
            Problem::fields(match error {
                TextError::Empty => {
                    FieldError::new("reason", "Escreva o motivo da recusa: quem pediu recebe-o.")
                }
                _ => too_long("reason"),
            })
        })
    }
}

fn too_long(field: &str) -> FieldError {
    FieldError::new(field, format!("O texto passa de {} letras. Encurte-o.", Words::LONGEST))
}
