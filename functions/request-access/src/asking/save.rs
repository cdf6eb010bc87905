//! Keeping what was typed so far: at every field by the page's script, and by “Continuar” without it.
//!
//! A change names the version that it was made on. Whoever changes an older one, in another tab or on another device, is shown both.

use super::request::{Opened, RequestPage, open_to_change, unlisted};
use crate::sentences;
use axum::extract::Path;
use common::error::Problem;
use common::web::form::whole;
use common::web::{Answer, Upload, UploadedFile, Visit, Wants};
use domain::digital::access::{AccessRequest, Command, LARGEST_PROOF, Proof, Typed};
use domain::transition::Actor;
use http::StatusCode;
use platform::digest::sha256_hex;
use platform::documents::proof_key;
use schemars::JsonSchema;
use serde::Deserialize;
use store::{Change, Guard};

/// A form with its document, in bytes.
pub(crate) const LARGEST_FORM: usize = LARGEST_PROOF + 128 * 1024;

/// What is typed; what is left out stays as it is.
#[derive(Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Saving {
    /// The version that was read; without one, whatever is there is changed.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(with = "Option<u64>")]
    pub(super) version: Option<u64>,
    /// What the access is asked for, in up to 3000 characters.
    #[serde(default)]
    motive: Option<String>,
    /// Who asks.
    #[serde(default)]
    name: Option<String>,
    /// Their NIF or CPF.
    #[serde(default)]
    person: Option<String>,
    /// Where they read mails.
    #[serde(default)]
    email: Option<String>,
    /// Their mobile telephone.
    #[serde(default)]
    mobile: Option<String>,
    /// The entity, by its name or number on the list.
    #[serde(default)]
    entity: Option<String>,
    /// The name of an entity that is not on the list.
    #[serde(default)]
    entity_name: Option<String>,
    /// Its NIF or CNPJ.
    #[serde(default)]
    entity_number: Option<String>,
    /// Their post there.
    #[serde(default)]
    post: Option<String>,
    /// `signature`, `seal`, `for_others`, `web_sites` or `time_stamps`.
    #[serde(default)]
    service: Option<String>,
}

/// The same with the document.
#[derive(JsonSchema)]
pub(crate) struct SavingWithFile {
    /// The fields.
    #[serde(flatten)]
    #[expect(dead_code, reason = "only its schema is asked for")]
    fields: Saving,
    /// The document that proves it: PDF, JPEG or PNG of at most 4 MB.
    #[schemars(extend("format" = "binary"))]
    #[expect(dead_code, reason = "only its schema is asked for")]
    proof: Option<String>,
}

/// A change that was refused, with what was typed.
pub(super) struct Refused {
    pub(super) opened: Opened,
    pub(super) typed: Typed,
    pub(super) problem: Problem,
}

/// POST `/acesso/pedidos/{link}`
pub(crate) async fn submit(visit: Visit, Path(link): Path<String>, sent: Upload<LARGEST_FORM>) -> Answer {
    let opened = open_to_change(&visit, &link).await?;
    match keep(&visit, opened, &sent).await? {
        Ok(opened) if visit.wants == Wants::Json => {
            Ok(unlisted(visit.show(&RequestPage::of(&visit, &opened).await?)))
        }
        Ok(opened) => Ok(visit.see(&format!("{}?feito=guardado", opened.path))),
        Err(refused) => shown(&visit, *refused).await,
    }
}

/// The form again, with everything that was sent, and what speaks against it.
pub(super) async fn shown(visit: &Visit, refused: Refused) -> Answer {
    let Refused { opened, typed, problem } = refused;
    let page = RequestPage::again(visit, &opened, &typed, &problem).await?;
    Ok(unlisted(visit.again(&page, problem)))
}

/// Keeps what was sent. The outer error is one that no form is shown for.
pub(super) async fn keep(
    visit: &Visit,
    opened: Opened,
    sent: &Upload<LARGEST_FORM>,
) -> Result<Result<Opened, Box<Refused>>, Problem> {
    sent.only_files(&["proof"])?;
    let form: Saving = sent.body()?;
    let typed = form.upon(&opened.request.snapshot().typed);
    let refused = |opened, problem| Ok(Err(Box::new(Refused { opened, typed: typed.clone(), problem })));
    let is_same = typed == opened.request.snapshot().typed;
    let changes_nothing = is_same && sent.file("proof").is_none();
    if !changes_nothing && !opened.request.snapshot().state.is_open_to_changes() {
        return Err(closed(&opened.path));
    }
    // The same again is what is there: an answer was lost, and nothing is overwritten.
    if !is_same && form.version.is_some_and(|version| version != opened.request.snapshot().version) {
        return refused(opened, stale());
    }
    if let Some(wrong) = typed.oversized() {
        return refused(opened, Problem::fields(sentences::error(&wrong)));
    }
    let opened = match is_same {
        true => opened,
        false => match apply(visit, opened, Command::Save(Box::new(typed.clone()))).await? {
            Ok(opened) => opened,
            Err(newer) => return refused(newer, stale()),
        },
    };
    match sent.file("proof") {
        None => Ok(Ok(opened)),
        Some(file) => match attach(visit, opened, file).await? {
            Ok(opened) => Ok(Ok(opened)),
            Err((opened, problem)) => refused(opened, problem),
        },
    }
}

/// Stores a document under a key that does not say what it is called, and keeps it with the request.
async fn attach(
    visit: &Visit,
    opened: Opened,
    file: &UploadedFile,
) -> Result<Result<Opened, (Opened, Problem)>, Problem> {
    let proof = match Proof::of(&file.name, &file.bytes, sha256_hex(&file.bytes)) {
        Ok(proof) => proof,
        Err(error) => return Ok(Err((opened, Problem::fields(sentences::of_proof(error))))),
    };
    if opened.request.snapshot().proof.as_ref() == Some(&proof) {
        return Ok(Ok(opened));
    }
    let key = proof_key(opened.request.id(), &proof.sha256);
    visit.app.documents.put(&key, proof.kind.media_type(), file.bytes.to_vec()).await?;
    Ok(apply(visit, opened, Command::Attach(proof)).await?.map_err(|newer| (newer, stale())))
}

/// Commits a command of whoever has the link; gives the request as it is now when somebody was faster.
async fn apply(visit: &Visit, opened: Opened, command: Command) -> Result<Result<Opened, Opened>, Problem> {
    let Opened { request, path } = opened;
    let id = request.id().clone();
    let changed = request.apply(command, Actor::Bearer, visit.now)?;
    match visit.app.store.commit(Change::of(changed)).await {
        Ok(request) => Ok(Ok(Opened { request, path })),
        Err(error) if error.is(Guard::Unchanged) || error.is(Guard::NewVersion) => {
            let request: Option<AccessRequest> = visit.app.store.find_access_request(&id, visit.now).await?;
            Ok(Err(Opened { request: request.ok_or_else(Problem::not_found)?, path }))
        }
        Err(error) => Err(error.into()),
    }
}

/// 412: somebody else changed it meanwhile.
pub(super) fn stale() -> Problem {
    Problem {
        status: StatusCode::PRECONDITION_FAILED,
        kind: "versao-anterior",
        title: "O pedido mudou entretanto".to_owned(),
        ..Problem::conflict(
            "Este pedido foi alterado noutro separador ou noutro dispositivo. Nada se perdeu: veja em baixo o que está guardado e o que escreveu aqui, e guarde o que deve ficar.",
        )
    }
}

/// 409: it is not open any more.
pub(super) fn closed(path: &str) -> Problem {
    Problem::conflict("Este pedido já foi enviado, e não se altera. Veja em que ponto está.")
        .leading_to("Ver o pedido", path.to_owned())
}

impl Saving {
    /// What is typed once this is.
    fn upon(&self, before: &Typed) -> Typed {
        let line = |sent: &Option<String>, before: &String| sent.clone().unwrap_or_else(|| before.clone());
        let lines = |text: String| text.replace("\r\n", "\n");
        Typed {
            motive: lines(line(&self.motive, &before.motive)),
            name: line(&self.name, &before.name),
            person: line(&self.person, &before.person),
            email: line(&self.email, &before.email),
            mobile: line(&self.mobile, &before.mobile),
            entity: line(&self.entity, &before.entity),
            entity_name: line(&self.entity_name, &before.entity_name),
            entity_number: line(&self.entity_number, &before.entity_number),
            post: line(&self.post, &before.post),
            service: line(&self.service, &before.service),
        }
    }
}
