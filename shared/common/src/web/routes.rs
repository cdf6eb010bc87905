//! What a step offers: recorded once, for the router, for the wiring test and for the OpenAPI document.

use crate::app::App;
use crate::web::schema::{answered, sent};
use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, on};
use domain::role::Role;
use http::{Method, StatusCode};
use schemars::{JsonSchema, Schema};

/// For whom an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Public,
    /// Whoever signed in, and visitors with a pass, for public things.
    Visitor,
    /// Whoever signed in and has this role, for what it reaches.
    Only(Role),
}

/// What a request brings.
#[derive(Debug, Clone, Copy)]
pub struct Sent {
    /// Schema of its fields, as a form or as JSON.
    pub fields: fn() -> Schema,
    /// Schema of the same with files, as `multipart/form-data`, where there may be some.
    pub with_files: Option<fn() -> Schema>,
}

/// What an operation is, in words and schemas. Schemas are made on demand.
#[derive(Debug, Clone, Copy)]
pub struct Op {
    /// One line in Portuguese.
    pub summary: &'static str,
    /// For whom.
    pub access: Access,
    /// What it takes.
    pub input: Option<Sent>,
    /// Schema of what may stand behind the path, as an object.
    pub query: Option<fn() -> Schema>,
    /// Schema of the answer, when it is a page.
    pub output: Option<fn() -> Schema>,
    /// Media types that the answer may have, when it is a file; none, when it is not.
    pub files: &'static [&'static str],
    /// Status of the answer, when it is another than the usual one.
    pub status: Option<StatusCode>,
    /// Statuses of refusals that do not follow from the rest: what is gone, what is in conflict, what was asked too often.
    pub refusals: &'static [StatusCode],
    /// Whether some are led elsewhere instead: whoever is signed in already, or chose nothing.
    pub leads: bool,
    /// Whether it makes something, and so takes an idempotency key.
    pub creates: bool,
}

impl Op {
    /// An operation that answers with a page.
    pub fn page<P: JsonSchema>(summary: &'static str) -> Self {
        Self { output: Some(answered::<P>), ..Self::plain(summary) }
    }

    /// An operation that leads to another page.
    pub fn plain(summary: &'static str) -> Self {
        Self {
            summary,
            access: Access::Public,
            input: None,
            query: None,
            output: None,
            files: &[],
            status: None,
            refusals: &[],
            leads: false,
            creates: false,
        }
    }

    /// An operation that answers with a file of one of these types.
    pub fn file(summary: &'static str, media_types: &'static [&'static str]) -> Self {
        Self { files: media_types, ..Self::plain(summary) }
    }

    /// For whom it is.
    pub fn for_(self, access: Access) -> Self {
        Self { access, ..self }
    }

    /// What it takes, as a form or as JSON.
    pub fn takes<T: JsonSchema>(self) -> Self {
        Self { input: Some(Sent { fields: sent::<T>, with_files: None }), ..self }
    }

    /// What it takes: the fields alone, and the same with files.
    pub fn takes_files<T: JsonSchema, F: JsonSchema>(self) -> Self {
        Self { input: Some(Sent { fields: sent::<T>, with_files: Some(sent::<F>) }), ..self }
    }

    /// What may stand behind its path.
    pub fn asks<T: JsonSchema>(self) -> Self {
        Self { query: Some(sent::<T>), ..self }
    }

    /// Some are led elsewhere instead.
    pub fn or_leads(self) -> Self {
        Self { leads: true, ..self }
    }

    /// It answers with this status when all is well.
    pub fn answers(self, status: StatusCode) -> Self {
        Self { status: Some(status), ..self }
    }

    /// What it may answer besides what follows from the rest: from who may ask, from what it takes and where it is.
    pub fn refuses(self, refusals: &'static [StatusCode]) -> Self {
        Self { refusals, ..self }
    }

    /// It makes something: it takes an idempotency key.
    pub fn creates(self) -> Self {
        Self { creates: true, ..self }
    }
}

/// One method of one path.
#[derive(Debug, Clone)]
pub struct Operation {
    /// GET or POST.
    pub method: Method,
    /// Path with `{names}`.
    pub path: &'static str,
    /// What it is.
    pub op: Op,
}

/// Everything that a step offers.
pub struct Routes {
    step: &'static str,
    operations: Vec<Operation>,
    router: Router<App>,
}

impl Routes {
    /// A step without routes yet.
    pub fn new(step: &'static str) -> Self {
        Self { step, operations: Vec::new(), router: Router::new() }
    }

    /// Answers GET.
    pub fn get<H: Handler<T, App>, T: 'static>(self, path: &'static str, handler: H, op: Op) -> Self {
        self.on(Method::GET, MethodFilter::GET, path, handler, op)
    }

    /// Answers POST.
    pub fn post<H: Handler<T, App>, T: 'static>(self, path: &'static str, handler: H, op: Op) -> Self {
        self.on(Method::POST, MethodFilter::POST, path, handler, op)
    }

    fn on<H: Handler<T, App>, T: 'static>(
        mut self,
        method: Method,
        filter: MethodFilter,
        path: &'static str,
        handler: H,
        op: Op,
    ) -> Self {
        self.operations.push(Operation { method, path, op });
        self.router = self.router.route(path, on(filter, handler));
        self
    }

    /// Name of the step.
    pub fn step(&self) -> &'static str {
        self.step
    }

    /// What it offers.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The router, to be merged with others or run alone; wrap it with [`super::finish`].
    pub fn into_router(self) -> Router<App> {
        self.router
    }
}
