//! Two errors, one bridge. Inside, each module has its own error with its cause; people get a [`Problem`]: a sentence
//! that says what to do, and a support code under which the log holds the cause.
//!
//! A handler returns `Result<_, Problem>`. Everything internal becomes one here, in [`From`], and nowhere else.

mod causes;

use crate::web::challenge::Challenge;
use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use std::error::Error as StdError;
use std::ops::Deref;

/// What is wrong with one field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldError {
    /// Name of the field.
    pub field: String,
    /// A sentence in Portuguese that says what to do.
    pub message: String,
}

impl FieldError {
    /// An error of a field.
    pub fn new(field: &str, message: impl Into<String>) -> Self {
        Self { field: field.to_owned(), message: message.into() }
    }
}

/// What is wrong with a form, field by field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Errors(Vec<FieldError>);

impl Errors {
    /// The sentence about a field, or nothing.
    pub fn of(&self, field: &str) -> &str {
        self.0.iter().find(|error| error.field == field).map_or("", |error| &error.message)
    }

    /// Those about a field, and the others.
    pub fn apart(self, field: &str) -> (Self, Self) {
        let (about, others) = self.0.into_iter().partition(|error| error.field == field);
        (Self(about), Self(others))
    }
}

impl Deref for Errors {
    type Target = [FieldError];

    fn deref(&self) -> &[FieldError] {
        &self.0
    }
}

impl From<Vec<FieldError>> for Errors {
    fn from(errors: Vec<FieldError>) -> Self {
        Self(errors)
    }
}

impl From<FieldError> for Errors {
    fn from(error: FieldError) -> Self {
        Self(vec![error])
    }
}

/// What a person is told (RFC 9457): as a page or as `application/problem+json`.
#[derive(Debug)]
pub struct Problem {
    /// Status of the answer.
    pub status: StatusCode,
    /// A short name of the kind of problem, stable for programs: `limite-excedido`.
    pub kind: &'static str,
    /// The heading.
    pub title: String,
    /// What to do.
    pub detail: String,
    /// What is wrong with which field.
    pub errors: Errors,
    /// After how many seconds trying again makes sense.
    pub retry_after_s: Option<i64>,
    /// A task that has to be solved before trying again; its answer goes into the field `altcha`.
    pub challenge: Option<Box<Challenge>>,
    /// Where to see how it is now: what the link says, and its path.
    pub way_on: Option<(&'static str, String)>,
    /// What happened inside: for the log, never for the answer.
    pub source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Problem {
    fn new(status: StatusCode, kind: &'static str, title: &str, detail: impl Into<String>) -> Self {
        Self {
            status,
            kind,
            title: title.to_owned(),
            detail: detail.into(),
            errors: Errors::default(),
            retry_after_s: None,
            challenge: None,
            way_on: None,
            source: None,
        }
    }

    /// 400: the request cannot be read at all.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "pedido-invalido", "Não entendemos o pedido", detail)
    }

    /// 401: signing in is needed.
    pub fn sign_in() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "entre-primeiro",
            "É preciso entrar",
            "Entre com o seu CPF ou token e a sua senha para ver esta página.",
        )
    }

    /// 403: signed in, but not allowed.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "sem-permissao", "Esta página não está aberta para você", detail)
    }

    /// 404: the same for what does not exist and for what belongs to somebody else.
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "nao-encontrado",
            "Página não encontrada",
            "O endereço não existe ou não está mais disponível. Confira se ele está completo.",
        )
    }

    /// 409: the state does not allow it, or somebody else was faster.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "conflito", "Isto já mudou", detail)
    }

    /// 410: it was there and is not any more.
    pub fn gone(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::GONE, "encerrado", "Não está mais disponível", detail)
    }

    /// 422: fields to be corrected.
    pub fn fields(errors: impl Into<Errors>) -> Self {
        let errors = errors.into();
        let detail = match errors.len() {
            1 => "Corrija o campo indicado e envie de novo.".to_owned(),
            n => format!("Corrija os {n} campos indicados e envie de novo."),
        };
        Self {
            errors,
            ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "campos-invalidos", "Há algo a corrigir", detail)
        }
    }

    /// 422: an idempotency key that was used for another request.
    pub fn key_reused() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "chave-reutilizada",
            "Este envio já foi usado",
            "A chave de idempotência foi usada com outros dados. Recarregue a página e envie de novo.",
        )
    }

    /// The same, with a link to the page of what it is about: whoever comes from an old page sees there how it is now.
    #[must_use]
    pub fn leading_to(self, label: &'static str, path: String) -> Self {
        Self { way_on: Some((label, path)), ..self }
    }

    /// Whether it is about what was typed, or typed too often: the form is shown again with it, and nothing typed is lost.
    pub fn is_about_the_form(&self) -> bool {
        matches!(self.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::TOO_MANY_REQUESTS)
    }

    /// 429: too many tries.
    pub fn too_many(detail: impl Into<String>, retry_after_s: i64) -> Self {
        let problem =
            Self::new(StatusCode::TOO_MANY_REQUESTS, "limite-excedido", "Muitas tentativas", detail);
        Self { retry_after_s: Some(retry_after_s.max(1)), ..problem }
    }

    /// 429: too many tries for one more to be free. The task that has to be solved first goes with it.
    pub fn work(detail: impl Into<String>, challenge: Challenge) -> Self {
        let kind = "desafio-necessario";
        Self { kind, challenge: Some(Box::new(challenge)), ..Self::too_many(detail, 1) }
    }

    /// 413: a body over the limit.
    pub fn too_large(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "grande-demais", "O envio é grande demais", detail)
    }

    /// 503: busy, full, or something behind us does not answer.
    pub fn busy(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let detail = "Espere alguns segundos e tente de novo.";
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "ocupado", "O serviço está ocupado", detail);
        Self { retry_after_s: Some(5), source: Some(source.into()), ..problem }
    }

    /// What is told on a page that shows a form again: what is wrong with its fields, or the problem itself.
    pub fn told(&self) -> Errors {
        if self.errors.is_empty() {
            FieldError::new("", self.detail.clone()).into()
        } else {
            self.errors.clone()
        }
    }

    /// 500: a fault of ours.
    pub fn internal(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let detail = "O erro é nosso e foi registrado. Tente de novo em alguns minutos; se continuar, informe ao suporte o código abaixo.";
        let problem = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "erro-interno", "Algo deu errado", detail);
        Self { source: Some(source.into()), ..problem }
    }

    /// The same problem with another status, for what the web layer finds.
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large("Envie um arquivo ou texto menor."),
            StatusCode::METHOD_NOT_ALLOWED => Self::new(
                status,
                "metodo-invalido",
                "Este endereço não aceita este pedido",
                "Use os botões e links da página.",
            ),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::new(
                status,
                "formato-invalido",
                "Formato não aceito",
                "Envie um formulário ou application/json.",
            ),
            StatusCode::NOT_FOUND => Self::not_found(),
            other if other.is_client_error() => {
                Self { status: other, ..Self::malformed("Confira os dados e envie de novo.") }
            }
            other => Self { status: other, ..Self::internal(format!("answered {other}")) },
        }
    }
}

/// A piece of work that failed, as whoever handed it to its step has to know it.
#[derive(Debug, thiserror::Error)]
pub enum Failed<E> {
    /// Its row says so, and when it is due again, or that it was given up: nobody hands it in again.
    #[error(transparent)]
    Recorded(E),
    /// No row says so: it has to be handed in again.
    #[error(transparent)]
    Lost(E),
}

impl<E> Failed<E> {
    /// Whether its row says that it failed.
    pub fn is_recorded(&self) -> bool {
        matches!(self, Self::Recorded(_))
    }
}

impl<E> From<E> for Failed<E> {
    fn from(error: E) -> Self {
        Self::Lost(error)
    }
}
