//! What a step offers: recorded once, for the router, for the wiring test and for the OpenAPI document.

use crate::app::App;
use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, on};
use domain::role::Role;
use http::Method;
use schemars::{JsonSchema, Schema, schema_for};

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

/// How the body of a request comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// A form or JSON.
    Form,
    /// `multipart/form-data` with files.
    Files,
}

/// What an operation is, in words and schemas. Schemas are made on demand.
#[derive(Debug, Clone, Copy)]
pub struct Op {
    /// One line in Portuguese.
    pub summary: &'static str,
    /// For whom.
    pub access: Access,
    /// Schema of the body, and how it comes.
    pub input: Option<(Body, fn() -> Schema)>,
    /// Schema of what may stand behind the path, as an object.
    pub query: Option<fn() -> Schema>,
    /// Schema of the answer, when it is a page.
    pub output: Option<fn() -> Schema>,
    /// Media type of the answer, when it is a file.
    pub file: Option<&'static str>,
    /// Whether it makes something, and so takes an idempotency key.
    pub creates: bool,
}

impl Op {
    /// An operation that answers with a page.
    pub fn page<P: JsonSchema>(summary: &'static str) -> Self {
        Self { output: Some(|| schema_for!(P)), ..Self::plain(summary) }
    }

    /// An operation that leads to another page.
    pub fn plain(summary: &'static str) -> Self {
        Self {
            summary,
            access: Access::Public,
            input: None,
            query: None,
            output: None,
            file: None,
            creates: false,
        }
    }

    /// An operation that answers with a file.
    pub fn file(summary: &'static str, media_type: &'static str) -> Self {
        Self { file: Some(media_type), ..Self::plain(summary) }
    }

    /// For whom it is.
    pub fn for_(self, access: Access) -> Self {
        Self { access, ..self }
    }

    /// What it takes.
    pub fn takes<T: JsonSchema>(self) -> Self {
        Self { input: Some((Body::Form, || schema_for!(T))), ..self }
    }

    /// What it takes, with files.
    pub fn takes_files<T: JsonSchema>(self) -> Self {
        Self { input: Some((Body::Files, || schema_for!(T))), ..self }
    }

    /// What may stand behind its path.
    pub fn asks<T: JsonSchema>(self) -> Self {
        Self { query: Some(|| schema_for!(T)), ..self }
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
