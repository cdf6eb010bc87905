//! What each step asks of the database, the buckets and the mail service, written down while a journey runs.
//!
//! Locally all steps share one application; here each has its own, as each function has on AWS, and a witness reads
//! along. What a step asked for can then be compared with what its policy allows.

use aws_sdk_dynamodb::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use axum::Router;
use axum::extract::Request;
use common::web::{Operation, finish};
use common::{App, Clients};
use local::House;
use platform::config::{Config, Place};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use tower::ServiceExt;

/// One thing that a step asked for, as a policy would name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// Which step.
    pub step: &'static str,
    /// `dynamodb:PutItem`; a transaction asks for the action of each of its writes.
    pub action: String,
    /// `RegistryTable`, `OutboxTable/index/due`, `DocumentsBucket/pdf/…`, `Identity`.
    pub resource: String,
    /// Of a table, the partition key.
    pub key: String,
}

/// Everything that was asked for.
#[derive(Clone, Default)]
pub struct Witness(Arc<Mutex<BTreeSet<Asked>>>);

impl Witness {
    /// What was asked for so far.
    pub fn testimony(&self) -> BTreeSet<Asked> {
        self.0.lock().expect("no panic while writing").clone()
    }

    /// Gives every step of a house an application of its own that is read along with.
    pub(crate) fn watch(&self, house: &mut House) {
        for step in steps::ALL {
            let own = self.application(step.name, house);
            house.own.insert(step.name, own);
        }
    }

    fn application(&self, step: &'static str, house: &House) -> App {
        let App { config, clock, chance, .. } = house.app.clone();
        let eye = || Eye { step, names: names(&config), witness: self.clone() };
        let aws = house.engines.aws();
        let clients = Clients {
            dynamodb: aws_sdk_dynamodb::Client::from_conf(
                aws.dynamodb.config().to_builder().interceptor(eye()).build(),
            ),
            s3: aws_sdk_s3::Client::from_conf(aws.s3.config().to_builder().interceptor(eye()).build()),
            ses: aws_sdk_ses::Client::from_conf(aws.ses.config().to_builder().interceptor(eye()).build()),
            sns: aws_sdk_sns::Client::from_conf(aws.sns.config().to_builder().interceptor(eye()).build()),
            secrets: None,
        };
        let place = Some(Place { stage: "test".to_owned(), step });
        App::new(Config { place, ..(*config).clone() }, clients, clock, chance)
            .paid_at(house.app.payments.clone())
    }

    fn note(&self, step: &'static str, action: String, resource: String, key: &str) {
        let asked = Asked { step, action, resource, key: key.to_owned() };
        self.0.lock().expect("no panic while writing").insert(asked);
    }
}

/// A router that hands each request to the application of its step, as the gateway does.
pub(crate) fn gateway(house: &House) -> Router {
    let steps: Vec<(Vec<Operation>, Router)> = local::routes()
        .into_iter()
        .map(|step| {
            let app = house.own[step.step()].clone();
            (step.operations().to_vec(), finish(step.into_router(), app))
        })
        .collect();
    let steps = Arc::new(Mutex::new(steps));
    Router::new().fallback(move |request: Request| {
        let router = step_of(&steps.lock().expect("no panic while choosing"), &request);
        async move { router.oneshot(request).await }
    })
}

/// The step that a request is for; what no step has is for the one that has the site's files.
fn step_of(steps: &[(Vec<Operation>, Router)], request: &Request) -> Router {
    let is_wanted = |o: &Operation| o.method == *request.method() && leads(o.path, request.uri().path());
    let found = steps.iter().find(|(operations, _)| operations.iter().any(is_wanted));
    let rest = || steps.iter().find(|(operations, _)| operations.iter().any(|o| o.path == "/favicon.ico"));
    found.or_else(rest).expect("a step for the rest").1.clone()
}

/// Whether a path is one of a route's.
pub(crate) fn leads(route: &str, path: &str) -> bool {
    let (route, path): (Vec<_>, Vec<_>) = (route.split('/').collect(), path.split('/').collect());
    route.len() == path.len() && route.iter().zip(&path).all(|(r, p)| r == p || r.starts_with('{'))
}

/// Names of tables and buckets, and what the template calls them.
fn names(config: &Config) -> BTreeMap<String, &'static str> {
    BTreeMap::from([
        (config.tables.registry.clone(), "RegistryTable"),
        (config.tables.outbox.clone(), "OutboxTable"),
        (config.tables.access.clone(), "AccessTable"),
        (format!("{}-restored", config.tables.registry), "registry-restored"),
        (format!("{}-restored", config.tables.outbox), "outbox-restored"),
        (config.buckets.documents.clone(), "DocumentsBucket"),
        (config.buckets.imports.clone(), "ImportsBucket"),
    ])
}

/// Reads every request of one step before it leaves.
struct Eye {
    step: &'static str,
    names: BTreeMap<String, &'static str>,
    witness: Witness,
}

impl std::fmt::Debug for Eye {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Eye({})", self.step)
    }
}

impl Intercept for Eye {
    fn name(&self) -> &'static str {
        "Eye"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request();
        let body = request.body().bytes().unwrap_or_default();
        match request.headers().get("x-amz-target") {
            Some(target) => {
                let operation = target.rsplit('.').next().unwrap_or_default();
                self.read_database(operation, &serde_json::from_slice(body)?);
            }
            None if body.starts_with(b"Action=SendRawEmail") => {
                self.witness.note(self.step, "ses:SendRawEmail".to_owned(), "Identity".to_owned(), "");
            }
            None if body.starts_with(b"Action=Publish") => {
                self.witness.note(self.step, "sns:Publish".to_owned(), "Telephone".to_owned(), "");
            }
            None => {
                self.read_bucket(request.method(), request.uri());
                // A copy reads what it copies.
                if let Some(source) = request.headers().get("x-amz-copy-source") {
                    self.read_bucket("GET", &format!("/{source}"));
                }
            }
        }
        Ok(())
    }
}

impl Eye {
    fn read_database(&self, operation: &str, body: &Value) {
        match operation {
            "TransactWriteItems" => {
                for write in body["TransactItems"].as_array().into_iter().flatten() {
                    for (kind, write) in write.as_object().into_iter().flatten() {
                        let action = if kind == "ConditionCheck" {
                            "ConditionCheckItem"
                        } else {
                            &format!("{kind}Item")
                        };
                        self.database(action, write);
                    }
                }
            }
            "BatchGetItem" => {
                for (table, keys) in body["RequestItems"].as_object().into_iter().flatten() {
                    for key in keys["Keys"].as_array().into_iter().flatten() {
                        self.table("BatchGetItem", table, "", key["pk"]["S"].as_str());
                    }
                }
            }
            "Query" => {
                let (table, index) = (body["TableName"].as_str(), body["IndexName"].as_str());
                let values = body["ExpressionAttributeValues"].as_object();
                let partition = body["KeyConditionExpression"]
                    .as_str()
                    .and_then(|e| e.split(" AND ").next()?.split('=').nth(1))
                    .and_then(|name| values?.get(name.trim())?["S"].as_str());
                self.table("Query", table.unwrap_or_default(), index.unwrap_or_default(), partition);
            }
            // A walk through the whole table has no partition.
            "Scan" => self.table("Scan", body["TableName"].as_str().unwrap_or_default(), "", Some("")),
            other => self.database(other, body),
        }
    }

    /// An operation on one item.
    fn database(&self, operation: &str, body: &Value) {
        let key = body["Key"]["pk"]["S"].as_str().or_else(|| body["Item"]["pk"]["S"].as_str());
        self.table(operation, body["TableName"].as_str().unwrap_or_default(), "", key);
    }

    fn table(&self, operation: &str, table: &str, index: &str, key: Option<&str>) {
        let id = self.names.get(table).unwrap_or_else(|| panic!("{operation} on {table:?}"));
        let key = key.unwrap_or_else(|| panic!("{operation} on {table} without a partition"));
        let (resource, key) = match index {
            "" => ((*id).to_owned(), key),
            index => (format!("{id}/index/{index}"), ""),
        };
        self.witness.note(self.step, format!("dynamodb:{operation}"), resource, key);
    }

    fn read_bucket(&self, method: &str, uri: &str) {
        let path = uri.split_once("://").map_or(uri, |(_, rest)| rest).split('?').next().unwrap_or_default();
        let mut parts = path.splitn(3, '/').skip(1);
        let (bucket, key) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let id = self.names.get(bucket).unwrap_or_else(|| panic!("{method} on {uri}"));
        let action = match method {
            "GET" | "HEAD" => "s3:GetObject",
            "PUT" => "s3:PutObject",
            "DELETE" => "s3:DeleteObject",
            other => panic!("{other} on {uri}"),
        };
        self.witness.note(self.step, action.to_owned(), format!("{id}/{key}"), "");
    }
}
