//! A list that was published and of which nothing is issued yet, and the functions that have to do it.

use common::web::COOKIE;
use domain::value::id::{CertificateId, ImportId};
use journeys::lambda::{Lambda, Mapping, Stream};
use journeys::{Browser, Mail, Proxy, TestApp, cpf};
use platform::documents::{import_key, pdf_key};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::ops::Range;
use std::time::{Duration, Instant};

/// The event with which the schedule invokes `run-clock`.
const TICK: &str = include_str!("../../../events/run-clock.json");

/// How often the sweep may be needed until all is done.
const SWEEPS: usize = 40;

/// A house, the functions over it, and a proxy between the functions and the database.
pub struct Scene {
    pub app: TestApp,
    pub lambda: Lambda,
    pub proxy: Proxy,
    pub organiser: Browser,
    /// How many people are on the lists that were published.
    pub people: usize,
    imports: Vec<String>,
}

/// A list of people, by their numbers.
fn list(people: Range<usize>) -> Vec<u8> {
    let line = |i: usize| format!("Ana Luz;pessoa{i}@exemplo.com.br;{}", cpf(i as u32));
    format!("Nome;E-mail;CPF\n{}\n", people.map(line).collect::<Vec<_>>().join("\n")).into_bytes()
}

/// How long an invocation takes in a process that has just started.
pub async fn timed(lambda: &Lambda, step: &str, event: Value) -> Duration {
    let mut instance = lambda.start(step).await;
    instance.ready().await;
    let began = Instant::now();
    instance.invoke(event).await.answer();
    began.elapsed()
}

impl Scene {
    /// A house with an organiser.
    pub async fn empty() -> Self {
        let (app, proxy) = TestApp::behind_a_proxy().await;
        let lambda = Lambda::with_database(&app, proxy.url().to_owned()).await;
        let organiser = app.organiser().await;
        Self { app, lambda, proxy, organiser, people: 0, imports: Vec::new() }
    }

    /// A house in which a list of so many people was published.
    pub async fn published(people: usize) -> Self {
        Self::with_lists(1, people).await
    }

    /// A house in which so many lists were published, each with so many people.
    pub async fn with_lists(lists: usize, people: usize) -> Self {
        let mut scene = Self::empty().await;
        let mut imports = Vec::new();
        for _ in 0..lists {
            imports.push(scene.uploaded(people).await);
        }
        scene.app.settle().await;
        for import in &imports {
            scene.publish(import).await;
        }
        scene
    }

    /// Sends a list that nobody has read yet, for an event of its own; the path of its import.
    pub async fn uploaded(&mut self, people: usize) -> String {
        let form = self.organiser.get("/organizador/eventos/novo").await.form("/organizador/eventos");
        let form = form.fill("first_day", "2026-10-05").fill("title", "Oficina de Gravura");
        let event = self.organiser.submit(form).await.path;
        let form = self.organiser.get(&event).await.form("/importacoes");
        let file = list(self.people..self.people + people);
        self.people += people;
        self.organiser.submit(form.attach("file", "lista.csv", file)).await.path
    }

    /// Publishes an import that was read.
    pub async fn publish(&mut self, import: &str) {
        let form = self.organiser.get(import).await.form("/publicar").fill("confirm", "true");
        let page = self.organiser.submit(form).await;
        assert!(page.status.is_success(), "{}", page.text());
        self.imports.push(import.to_owned());
    }

    /// Tells that an import was published by somebody else.
    pub fn published_already(&mut self, import: &str) {
        self.imports.push(import.to_owned());
    }

    /// The organiser as a program that reads JSON.
    pub fn program(&self) -> Browser {
        self.organiser.clone().program(self.organiser.cookie(COOKIE).as_deref())
    }

    /// The event with which the bucket tells of an import's file.
    pub async fn arrival(&self, import: &str) -> Value {
        let import = ImportId::parse(import.rsplit('/').next().expect("an id")).expect("an import");
        let event =
            self.app.app.store.get_import(&import).await.expect("the import").snapshot().event.clone();
        let mut arrival: Value =
            serde_json::from_str(include_str!("../../../events/import-participants.json")).expect("JSON");
        arrival["Records"][0]["s3"]["object"]["key"] = json!(import_key(&event, &import));
        arrival["Records"][0]["s3"]["bucket"]["name"] = json!(self.app.app.config.buckets.imports);
        arrival
    }

    /// The mapping of a step's stream.
    pub fn mapping(&self, step: &'static str) -> Mapping {
        Mapping::of(&self.app, step)
    }

    /// The records that a step would be given now.
    pub async fn records(&self, step: &'static str) -> Vec<Value> {
        Stream::of(&self.app).records(&self.mapping(step)).await
    }

    /// Hands everything to a step that its stream holds. Answers how many records ended in the dead-letter queue.
    pub async fn drain(&self, step: &'static str) -> usize {
        Stream::of(&self.app).drain(&self.lambda, &self.mapping(step)).await
    }

    /// Lets time pass for what is due: it is overdue then.
    pub async fn let_time_pass(&self) {
        let client = self.app.house.engines.aws().dynamodb;
        let tables = &self.app.app.config.tables;
        for table in [&tables.registry, &tables.outbox] {
            let rows = client.scan().table_name(table).filter_expression("attribute_exists(due_shard)");
            let mut pages = rows.into_paginator().items().send();
            while let Some(row) = pages.next().await {
                let row = row.expect("a row");
                let aged = client
                    .update_item()
                    .table_name(table)
                    .key("pk", row["pk"].clone())
                    .key("sk", row["sk"].clone());
                let past =
                    aws_sdk_dynamodb::types::AttributeValue::S("2026-01-01T00:00:00.000000Z".to_owned());
                let aged =
                    aged.update_expression("SET due_at = :past").expression_attribute_values(":past", past);
                aged.send().await.expect("aged");
            }
        }
    }

    /// Has the sweep run once, when what is due is overdue.
    pub async fn sweep(&self) {
        self.let_time_pass().await;
        let tick = serde_json::from_str(TICK).expect("JSON");
        self.lambda.invoke("run-clock", tick).await.answer();
    }

    /// Has streams and sweep work until the list is issued. Answers how many sweeps it took.
    pub async fn finish(&self) -> usize {
        for sweeps in 0..SWEEPS {
            for step in ["issue-batch", "render-pdf", "send-mail"] {
                self.drain(step).await;
            }
            if self.due().await == 0 {
                return sweeps;
            }
            self.sweep().await;
        }
        panic!("{} pieces of work are still due", self.due().await);
    }

    /// How much is due.
    pub async fn due(&self) -> usize {
        let due = run_clock::due(&self.app.app, jiff::Timestamp::MAX).await.expect("what is due");
        due.imports.len() + due.pdfs.len() + due.mails.len()
    }

    /// The people of the published imports, as their organiser sees them.
    pub async fn certificates(&self) -> Vec<Value> {
        let mut people = Vec::new();
        for import in &self.imports {
            let mut next = Some(format!("{import}/linhas"));
            while let Some(path) = next {
                let page = self.program().get(&path).await.json();
                people.extend(page["people"].as_array().expect("people").clone());
                next = page["next"].as_str().filter(|path| !path.is_empty()).map(str::to_owned);
            }
        }
        people
    }

    /// Sees that everybody has exactly one certificate, a PDF that is what its record says, and one mail.
    pub async fn expect_all_issued_once(&self) {
        assert_eq!(self.due().await, 0, "nothing is due");
        let people = self.certificates().await;
        let codes: BTreeSet<&str> = people.iter().filter_map(|p| p["code"].as_str()).collect();
        assert_eq!((people.len(), codes.len()), (self.people, self.people), "certificates and codes");
        for person in &people {
            let path = person["certificate"].as_str().expect("a certificate");
            let id = CertificateId::parse(path.rsplit('/').next().expect("an id")).expect("a certificate");
            let certificate = self.app.app.store.get_certificate(&id).await.expect("the certificate");
            assert_eq!(certificate.current().number, 1, "one version");
            let pdf = self.app.app.documents.get(&pdf_key(&id, 1)).await.expect("its PDF");
            let sha256 = Sha256::digest(&pdf).iter().map(|b| format!("{b:02x}")).collect::<String>();
            let page =
                self.app.browser().program(None).get(person["verify"].as_str().expect("a path")).await.json();
            assert_eq!((&page["status"], &page["sha256"]), (&json!("valid"), &json!(sha256)));
        }
        let mails = self.app.mails();
        for i in 0..self.people {
            let address = format!("pessoa{i}@exemplo.com.br");
            let tells = |m: &&Mail| m.to == [address.clone()] && m.subject.starts_with("Seu certificado");
            assert_eq!(mails.iter().filter(tells).count(), 1, "mails to person {i}");
        }
    }
}
