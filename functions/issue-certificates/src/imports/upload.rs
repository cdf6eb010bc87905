//! Receiving a list of participants: a file, or cells that were pasted.
//!
//! The import's row is written first, then the object. The object's arrival starts the reading, and the reader takes
//! name and issuer from the row; the other way round it would register the file a second time. A crash in between
//! leaves an import that waits for its file: the same request, repeated with its key, finds the row by its answer and
//! stores the object, and without a repetition the organiser can discard it. Storing the object twice is harmless:
//! both have the same key and the same bytes, and an import is read once.

use crate::events::{EventPage, show::From};
use crate::owned::{self, import_path};
use axum::extract::Path;
use axum::response::Response;
use common::error::{Errors, FieldError, Problem};
use common::web::{Answer, Once, Organiser, Upload, UploadedFile};
use domain::participation::event::Event;
use domain::participation::import::{Import, Receive, State};
use domain::value::id::ImportId;
use http::StatusCode;
use platform::documents::{ByteStream, import_key};
use schemars::JsonSchema;
use serde::Deserialize;
use store::{Change, StoreError};

/// Bytes of a request with a file: it still fits where a function is invoked with at most 6 MB of base64. Larger files
/// go straight into the bucket.
const MOST_BYTES: usize = 4 * 1024 * 1024 + 64 * 1024;

const ROUTE: &str = "upload-participants";

/// The form of a list of participants: a file or cells.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the shape of a multipart body, for the OpenAPI document")]
pub(crate) struct ListUpload {
    /// A workbook (.xlsx, .ods) or CSV of at most 4 MB, a person a line, with a line of titles.
    #[schemars(extend("format" = "binary"))]
    file: Option<String>,
    /// In place of a file: cells as a spreadsheet copies them, with tabs between them.
    pasted: Option<String>,
}

/// The fields beside the file; without one, the list itself.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Beside {
    /// Cells as a spreadsheet copies them, with tabs between them.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pasted: String,
}

/// What a list is called that has no file.
const PASTED: &str = "Células coladas";

/// POST `/organizador/eventos/{event}/importacoes`
pub(crate) async fn upload(
    organiser: Organiser,
    Path(id): Path<String>,
    upload: Result<Upload<MOST_BYTES>, Problem>,
) -> Answer {
    let visit = &organiser.visit;
    let event = owned::event(&organiser, &id).await?;
    let upload = match upload {
        Err(problem) if problem.status == StatusCode::PAYLOAD_TOO_LARGE => {
            return too_large(&organiser, &event).await;
        }
        read => read?,
    };
    upload.only_files(&["file"])?;
    let pasted = upload.body::<Beside>()?.pasted;
    let file = match list(upload.file("file"), &pasted) {
        Ok(file) => file,
        Err(sentence) => return again(&organiser, &event, sentence, pasted).await,
    };
    let subject = format!("{}#{}", organiser.account, event.id());
    let import = match upload.once(visit, &subject, ROUTE).await? {
        Once::Done(path) => registered(&organiser, &path).await?,
        new => match register(&organiser, &event, file.name, &new).await {
            // The same form was sent twice at once, or the store's answer was lost: the file is registered.
            Err(error @ StoreError::Guard(_)) => match upload.once(visit, &subject, ROUTE).await? {
                Once::Done(path) => registered(&organiser, &path).await?,
                Once::New(_) => return Err(error.into()),
            },
            done => done?,
        },
    };
    if matches!(import.snapshot().state, State::Received) {
        let key = import_key(event.id(), import.id());
        visit.app.documents.put_import(&key, ByteStream::from(file.bytes)).await?;
    }
    Ok(visit.created(&import_path(import.id())))
}

async fn register(
    organiser: &Organiser,
    event: &Event,
    file_name: String,
    once: &Once,
) -> Result<Import, StoreError> {
    let visit = &organiser.visit;
    let receive = Receive {
        id: ImportId::from_bytes(visit.app.chance.bytes()),
        event: event.id().clone(),
        issuer: organiser.issuer.clone(),
        file_name,
        dropped: None,
        remembered: visit.app.store.find_remembered(event.id()).await?.remembered,
    };
    let answer = once.answer(&import_path(&receive.id), visit);
    let transition = Import::receive(receive, organiser.actor(), visit.now);
    visit.app.store.commit(Change::of(transition).answering(answer)).await
}

/// The import that an earlier request of the same key registered.
async fn registered(organiser: &Organiser, path: &str) -> Result<Import, Problem> {
    let id = path.rsplit('/').next().unwrap_or_default();
    owned::import(organiser, id).await.map(|(import, _)| import)
}

/// The list that was sent: a file or cells, and not both.
fn list(file: Option<&UploadedFile>, pasted: &str) -> Result<UploadedFile, &'static str> {
    match (file, pasted.trim().is_empty()) {
        (Some(file), true) => Ok(UploadedFile { name: file.name.clone(), bytes: file.bytes.clone() }),
        (None, false) => Ok(UploadedFile { name: PASTED.to_owned(), bytes: pasted.to_owned().into() }),
        (Some(_), false) => {
            Err("Escolha um arquivo ou cole as células: os dois ao mesmo tempo não sabemos ler.")
        }
        (None, true) => {
            Err("Escolha a planilha com os participantes, ou cole as células. Um arquivo vazio não é aceito.")
        }
    }
}

async fn again(
    organiser: &Organiser,
    event: &Event,
    sentence: &str,
    pasted: String,
) -> Result<Response, Problem> {
    refused(organiser, event, sentence, pasted, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn too_large(organiser: &Organiser, event: &Event) -> Result<Response, Problem> {
    let sentence = "O arquivo passa de 4 MB. Deixe nele só as colunas que são lidas, ou divida as pessoas em duas planilhas.";
    refused(organiser, event, sentence, String::new(), StatusCode::PAYLOAD_TOO_LARGE).await
}

/// The event's page again, with what is wrong at the field of the file.
async fn refused(
    organiser: &Organiser,
    event: &Event,
    sentence: &str,
    pasted: String,
    status: StatusCode,
) -> Result<Response, Problem> {
    let errors = Errors::from(FieldError::new("file", sentence));
    let mut page = EventPage::of(organiser, event, &From::default(), errors.clone()).await?;
    page.pasted = pasted;
    Ok(organiser.visit.again(&page, Problem { status, ..Problem::fields(errors) }))
}
