//! What each journey consumes of the database, for `docs/cost.md`. Prints one JSON object.

use crate::house::measured::logged;
use crate::participation::issued::{Issued, as_json};
use crate::participation::organiser::event;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::value::code::VerifyCode;
use domain::work::{News, State, Task};
use jiff::Timestamp;
use journeys::{Browser, Ledger, TestApp, Usage, cpf};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::time::Duration;
use store::works::{DUE_SHARDS, Kind, WorkKey};
use track_mail::Notice;

/// How many people the list has: four chunks, so that what a chunk costs is spread as it is in life.
const PEOPLE: u32 = 1000;
/// How many of them are drawn and mailed one by one.
const SAMPLE: usize = 50;

/// What the journeys consumed, by name.
struct Book {
    ledger: Ledger,
    cpu_ns: u64,
    entries: Map<String, Value>,
}

impl Book {
    /// Writes down what was consumed since the last entry, in so many runs.
    fn enter(&mut self, journey: &str, runs: f64) {
        let cpu_ms = Duration::from_nanos(cpu_ns() - self.cpu_ns).as_secs_f64() * 1000.0;
        let Usage { reads, writes, writes_by_place, calls } = self.ledger.take();
        let each = |n: f64| (n / runs * 1000.0).round() / 1000.0;
        let places: Map<_, _> =
            writes_by_place.into_iter().map(|(place, n)| (place, json!(each(n)))).collect();
        let calls: Map<_, _> = calls.into_iter().map(|(call, n)| (call, json!(each(f64::from(n))))).collect();
        let entry = json!({ "reads": each(reads), "writes": each(writes), "by_place": places, "calls": calls,
            "cpu_ms": each(cpu_ms) });
        self.entries.insert(journey.to_owned(), entry);
        self.start();
    }

    fn start(&mut self) {
        self.ledger.take();
        self.cpu_ns = cpu_ns();
    }
}

/// What this thread has worked so far: the steps, the SDK, and the buckets' engine, but not the database.
fn cpu_ns() -> u64 {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    spent.split(' ').next().and_then(|ns| ns.parse().ok()).unwrap_or_default()
}

fn list() -> Vec<u8> {
    let letters =
        |n: u32| (0..4).map(move |k| char::from(b'a' + u8::try_from(n / 26_u32.pow(k) % 26).unwrap_or(0)));
    let line = |n: u32| {
        let name: String = letters(n).collect();
        format!("Maria Aparecida dos Santos {name};maria.aparecida.{n}@exemplo.com.br;{}\n", cpf(n + 1000))
    };
    let lines: String = (0..PEOPLE).map(line).collect();
    format!("Nome;E-mail;CPF\n{lines}").into_bytes()
}

/// A step's work of a kind that is due.
async fn due(app: &TestApp, kind: Kind) -> Vec<WorkKey> {
    let mut keys = Vec::new();
    for shard in 0..DUE_SHARDS {
        let listed = app.app.store.list_due_work(kind, shard, app.app.clock.now(), 1000).await.expect("due");
        keys.extend(listed.into_iter().map(|waiting| waiting.what));
    }
    keys
}

#[tokio::test]
#[ignore = "a measurement: make cost"]
async fn what_each_journey_consumes() {
    let (app, ledger) = TestApp::with_ledger().await;
    let mut organiser = app.organiser().await;
    let mut book = Book { ledger, cpu_ns: 0, entries: Map::new() };
    let event = event(&mut organiser, "Encontro de formação continuada").await;
    issue(&app, &mut organiser, &event, &mut book).await;
    draw_and_mail(&app, &mut book).await;
    rest(&app, &mut book).await;
    app.settle().await;
    let mut house = Issued { app, organiser };
    people_look(&mut house, &mut book).await;
    sizes(&house.app, &mut book).await;
    println!("CAPACITY {}", Value::Object(book.entries));
}

/// The list is read, published and issued.
async fn issue(app: &TestApp, organiser: &mut Browser, event: &str, book: &mut Book) {
    let id = event.rsplit('/').next().expect("an identifier");
    let key = format!("imports/{id}/lista.csv");
    app.app.documents.put_import(&key, platform::documents::ByteStream::from(list())).await.expect("kept");
    book.start();
    import_participants::handle(app.app.clone(), key).await.expect("read");
    book.enter("import a line", f64::from(PEOPLE));
    let page = organiser.get(event).await;
    let path = page.attributes("a[href*='/importacoes/']", "href").remove(0);
    let form = organiser
        .get(&path)
        .await
        .form("/publicar")
        .fill("confirm", "true")
        .fill("number", &PEOPLE.to_string());
    book.start();
    organiser.submit_only(form).await;
    book.enter("publish", 1.0);
    while let Some(due) = app.app.store.list_due_imports(app.app.clock.now(), 1).await.expect("due").pop() {
        book.start();
        issue_batch::handle(app.app.clone(), due.what).await.expect("issued");
        book.enter("issue a chunk of 250", 1.0);
    }
}

/// Some of the PDFs are drawn, their mails sent, and heard of.
async fn draw_and_mail(app: &TestApp, book: &mut Book) {
    let runs = f64::from(u32::try_from(SAMPLE).expect("a small number"));
    let templates = render_pdf::Templates::default();
    let pdfs = due(app, Kind::Pdf).await;
    assert_eq!(pdfs.len(), PEOPLE as usize);
    render_pdf::handle(&templates, app.app.clone(), pdfs[0].clone()).await.expect("drawn");
    book.start();
    for key in &pdfs[1..=SAMPLE] {
        render_pdf::handle(&templates, app.app.clone(), key.clone()).await.expect("drawn");
    }
    book.enter("draw a PDF", runs);
    let mails = due(app, Kind::Mail).await;
    book.start();
    for key in &mails[..SAMPLE] {
        send_mail::handle(app.app.clone(), key.clone()).await.expect("sent");
    }
    book.enter("send a mail", runs);
    for key in &mails[..SAMPLE] {
        let notice = Notice { mail: key.clone(), news: News::Delivered, at: app.app.clock.now(), to: None };
        track_mail::handle(app.app.clone(), notice).await.expect("recorded");
    }
    book.enter("hear of a delivery", runs);
    let sent = app.app.store.find_work(&mails[0]).await.expect("read").expect("the mail");
    assert!(matches!((sent.state(), sent.task()), (State::Done { .. }, Task::Mail { .. })));
}

/// The sweep when nothing is due, as nothing is in the past.
async fn rest(app: &TestApp, book: &mut Book) {
    book.start();
    let past: Timestamp = "2020-01-01T00:00:00Z".parse().expect("a moment");
    assert!(run_clock::due(&app.app, past).await.expect("a sweep").is_empty());
    book.enter("a sweep at rest", 1.0);
}

/// People sign in, look and verify.
async fn people_look(house: &mut Issued, book: &mut Book) {
    house.event("Encontro menor", &[("public_by_default", "true")]).await;
    let mut ana = house.ana().await;
    let card = crate::participation::issued::only_card(&as_json(&ana)).await;
    let verify = card["verify_path"].as_str().expect("a path").to_owned();
    let pdf = card["pdf_path"].as_str().expect("a path").to_owned();
    let mut stranger = house.app.browser();
    book.start();
    for _ in 0..20 {
        stranger.get(&verify).await;
    }
    book.enter("verify: a hit", 20.0);
    for n in 0..20 {
        let unknown = VerifyCode::from_chance([n; 10]);
        assert_eq!(stranger.get(&format!("/v/{}", unknown.as_str())).await.status, 404);
    }
    book.enter("verify: a miss", 20.0);
    let page = stranger.get(&verify).await;
    book.entries.insert("verify_page_bytes".to_owned(), json!(page.body.len()));
    let events = logged(async { drop(stranger.get(&verify).await) }).await;
    book.entries.insert("event_bytes".to_owned(), json!(events[0].to_string().len()));
    let form = stranger
        .get("/visitante")
        .await
        .form("/visitante")
        .fill("identifier", crate::participation::issued::ANA_CPF);
    book.start();
    stranger.submit_only(form).await;
    book.enter("a visitor is let in", 1.0);
    stranger.get("/certificados").await;
    book.enter("a visitor's list of one", 1.0);
    let mut again = house.app.browser();
    let form =
        again.get("/entrar").await.form("/entrar").fill("identifier", crate::participation::issued::ANA_CPF);
    book.start();
    again.submit_only(form.fill("password", crate::participation::issued::PASSWORD)).await;
    book.enter("a sign-in", 1.0);
    ana.get("/certificados").await;
    book.enter("a holder's list of one", 1.0);
    let file = ana.get(&pdf).await;
    book.enter("a PDF is fetched", 1.0);
    book.entries.insert("pdf_bytes".to_owned(), json!(file.body.len()));
}

/// What a certificate leaves in the tables and indexes for good, in bytes as DynamoDB bills them.
async fn sizes(app: &TestApp, book: &mut Book) {
    let config = app.app.config.tables.clone();
    let client = app.house.engines.aws().dynamodb;
    let mut bytes = Map::new();
    let places: [(&str, &String, Option<&str>); 5] = [
        ("registry", &config.registry, None),
        ("registry/holder", &config.registry, Some("holder")),
        ("registry/listed", &config.registry, Some("listed")),
        ("outbox", &config.outbox, None),
        ("outbox/due", &config.outbox, Some("due")),
    ];
    for (name, table, index) in places {
        let (mut sum, mut count, mut start) = (0, 0, None);
        loop {
            let scan = client.scan().table_name(table).set_index_name(index.map(str::to_owned));
            let page = scan.set_exclusive_start_key(start).send().await.expect("a page");
            for item in page.items.unwrap_or_default() {
                // What is stored for each item beside it: 100 bytes.
                sum += size(&item) + 100;
                count += 1;
            }
            start = page.last_evaluated_key;
            if start.is_none() {
                break;
            }
        }
        bytes.insert(name.to_owned(), json!({ "bytes": sum, "items": count }));
    }
    bytes.insert("certificates".to_owned(), json!(PEOPLE + 2));
    book.entries.insert("sizes".to_owned(), Value::Object(bytes));
}

/// The size of an item: names and values in UTF-8, numbers by their digits.
fn size(item: &HashMap<String, AttributeValue>) -> usize {
    item.iter().map(|(name, value)| name.len() + value_size(value)).sum()
}

fn value_size(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(number) => number.len().div_ceil(2) + 1,
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        AttributeValue::M(map) => 3 + map.iter().map(|(k, v)| k.len() + value_size(v) + 1).sum::<usize>(),
        AttributeValue::L(list) => 3 + list.iter().map(|v| value_size(v) + 1).sum::<usize>(),
        _ => 1,
    }
}
