//! The store against the engine: every named guard has a test in which it does not hold.

use common::app::App;
use domain::participation::certificate::{Certificate, Command, Issue, NewVersion, StoredPdf};
use domain::participation::edition::{Colour, PersonLines, Programme, Sheet, ShortLine, Title, Wording};
use domain::participation::event::{self, Event, Settings};
use domain::participation::import::{self, Import, Receive, Tally};
use domain::participation::line::Line;
use domain::participation::record::{Printed, Status};
use domain::people::account::{Account, Open};
use domain::role::Roles;
use domain::transition::{Actor, Transition};
use domain::value::code::{ParticipantToken, VerifyCode};
use domain::value::email::EmailAddress;
use domain::value::id::{AccountId, CertificateId, EventId, ImportId, IssuerId, MailId};
use domain::value::name::PersonName;
use domain::value::period::Period;
use domain::work::{self, Message, Task, Work};
use jiff::civil::date;
use journeys::TestApp;
use store::Change;
use store::answers::{Place, Seen};
use store::participation::events::Issuer;
use store::people::accounts::Indexes;
use store::works::Kind;
use store::{Guard, StoreError};

fn actor() -> Actor {
    Actor::Administrator
}

fn step() -> Actor {
    Actor::Step("test".to_owned())
}

fn organiser() -> Actor {
    Actor::Organiser(AccountId::from_bytes([8; 17]))
}

fn short(text: &str) -> ShortLine {
    ShortLine::parse(text).expect("a line")
}

fn sheet() -> Sheet {
    Sheet {
        title: Title::parse("Oficina de Encadernação").expect("a title"),
        issuer_name: short("Casa das Artes"),
        period: Period::new(date(2026, 3, 12), date(2026, 3, 14)).expect("a period"),
        place: None,
        workload: None,
        wording: Wording::usual(),
        programme: Programme::default(),
        colour: Colour::INK,
        logo: None,
        signatures: Vec::new(),
        prints_cpf: false,
        opening: Sheet::usual_opening(),
    }
}

fn person(name: &str) -> PersonLines {
    PersonLines { name: PersonName::parse(name).expect("a name"), cpf: None, role: None, workload: None }
}

fn code(seed: u8) -> VerifyCode {
    VerifyCode::from_chance([seed; 10])
}

fn issue(app: &App, seed: u8, code: VerifyCode) -> Change<Certificate> {
    let first = NewVersion { edition: 1, code, person: person("Ana Sá"), publication: 1, apart: None };
    let issue = Issue {
        id: CertificateId::from_bytes([seed; 17]),
        account: AccountId::from_bytes([seed; 17]),
        event: EventId::from_bytes([1; 17]),
        first,
        public: true,
        available_until: None,
    };
    let transition = Certificate::issue(issue, actor(), app.clock.now());
    let printed = Printed::of(&sheet(), transition.after().current());
    Change::of(transition).printing(&printed)
}

async fn issued(app: &App, seed: u8) -> Certificate {
    app.store.commit(issue(app, seed, code(seed))).await.expect("issued")
}

async fn event(app: &App) -> Event {
    let settings = Settings { public_by_default: true, available_until: None };
    let created = Event::create(
        EventId::from_bytes([1; 17]),
        IssuerId::from_bytes([1; 17]),
        sheet(),
        settings,
        actor(),
        app.clock.now(),
    );
    app.store.commit(Change::of(created)).await.expect("created")
}

fn account(app: &App, seed: u8, token: u8) -> Transition<Account> {
    let open = Open {
        id: AccountId::from_bytes([seed; 17]),
        cpf: None,
        document: None,
        token: ParticipantToken::from_bytes([token; 9]),
        name: PersonName::parse("Ana Sá").expect("a name"),
        email: EmailAddress::parse("ana@exemplo.com.br").expect("an address"),
        roles: Roles::holder(),
        initial_until: app.clock.now(),
    };
    Account::open(open, actor(), app.clock.now())
}

fn guard_of<T: std::fmt::Debug>(result: Result<T, StoreError>) -> Guard {
    match result {
        Err(StoreError::Guard(guard)) => guard,
        other => panic!("no guard failed: {other:?}"),
    }
}

/// Removes or plants a row behind the store's back.
async fn delete(app: &TestApp, pk: String, sk: &str) {
    let client = app.house.engines.aws().dynamodb;
    let table = app.app.config.tables.registry.clone();
    let value = aws(&pk);
    client.delete_item().table_name(table).key("pk", value).key("sk", aws(sk)).send().await.expect("deleted");
}

async fn plant(app: &TestApp, pk: String, sk: &str) {
    let client = app.house.engines.aws().dynamodb;
    let table = app.app.config.tables.registry.clone();
    client
        .put_item()
        .table_name(table)
        .item("pk", aws(&pk))
        .item("sk", aws(sk))
        .send()
        .await
        .expect("planted");
}

fn aws(text: &str) -> aws_sdk_dynamodb::types::AttributeValue {
    aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned())
}

#[tokio::test]
async fn a_certificate_is_issued_once() {
    let house = TestApp::start().await;
    issued(&house.app, 7).await;
    let again = issue(&house.app, 7, code(8));
    assert_eq!(guard_of(house.app.store.commit(again).await), Guard::New);
    assert!(
        house.app.store.find_record(&code(8)).await.expect("a read").is_none(),
        "nothing half-done stays behind"
    );
}

#[tokio::test]
async fn a_change_decided_on_an_old_version_is_refused() {
    let house = TestApp::start().await;
    let certificate = issued(&house.app, 7).await;
    let now = house.app.clock.now();
    let holder = Actor::Holder(certificate.snapshot().account.clone());
    let hide = certificate.clone().apply(Command::SetPublic(false), holder, now).expect("legal");
    let revoke =
        certificate.apply(Command::Revoke(short("Emitido por engano")), organiser(), now).expect("legal");
    house.app.store.commit(Change::of(hide)).await.expect("the first wins");
    assert_eq!(guard_of(house.app.store.commit(Change::of(revoke)).await), Guard::Unchanged);
    let record = house.app.store.find_record(&code(7)).await.expect("a read").expect("a record");
    assert_eq!(record.standing.status, Status::Unavailable);
}

#[tokio::test]
async fn two_certificates_never_share_a_code() {
    let house = TestApp::start().await;
    issued(&house.app, 7).await;
    let other = issue(&house.app, 8, code(7));
    assert_eq!(guard_of(house.app.store.commit(other).await), Guard::CodeFree);
}

#[tokio::test]
async fn two_accounts_never_share_a_token() {
    let house = TestApp::start().await;
    let keys = house.app.secrets.keys().await.expect("keys");
    let mail = |n| {
        Work::new(
            Task::Mail {
                mail: MailId::from_bytes([n; 17]),
                message: Message::Welcome { account: AccountId::from_bytes([n; 17]) },
            },
            None,
            house.app.clock.now(),
        )
    };
    let first = account(&house.app, 1, 1);
    let indexes = Indexes::of(&keys, first.after());
    house.app.store.commit(Change::of(first).found_by(&indexes).then(&mail(1))).await.expect("opened");
    assert_eq!(
        guard_of(
            house
                .app
                .store
                .commit(Change::of(account(&house.app, 2, 1)).found_by(&indexes).then(&mail(2)))
                .await
        ),
        Guard::TokenFree
    );
    assert_eq!(
        guard_of(
            house
                .app
                .store
                .commit(Change::of(account(&house.app, 1, 3)).found_by(&indexes).then(&mail(3)))
                .await
        ),
        Guard::New
    );
}

#[tokio::test]
async fn an_account_is_not_opened_without_what_it_is_found_by() {
    let house = TestApp::start().await;
    let alone = house.app.store.commit(Change::of(account(&house.app, 1, 1))).await;
    assert!(matches!(alone, Err(StoreError::Incomplete { .. })), "{alone:?}");
    let (code, id) = (code(7), AccountId::from_bytes([1; 17]));
    let with_another = issue(&house.app, 7, code.clone()).and(&account(&house.app, 1, 1));
    let with_another = house.app.store.commit(with_another).await;
    assert!(matches!(with_another, Err(StoreError::Incomplete { .. })), "{with_another:?}");
    assert!(house.app.store.find_account(&id).await.expect("a read").is_none());
    assert!(house.app.store.find_record(&code).await.expect("a read").is_none(), "nothing of it was written");
}

#[tokio::test]
async fn an_edition_is_frozen_once() {
    let house = TestApp::start().await;
    let event = event(&house.app).await;
    let id = event.id().clone();
    let freeze = event.apply(event::Command::Freeze, organiser(), house.app.clock.now()).expect("legal");
    plant(&house, format!("EVENT#{id}"), "EDITION#000001").await;
    assert_eq!(guard_of(house.app.store.commit(Change::of(freeze)).await), Guard::EditionFree);
}

#[tokio::test]
async fn a_version_has_one_audit_entry() {
    let house = TestApp::start().await;
    let certificate = issued(&house.app, 7).await;
    let id = certificate.id().clone();
    plant(&house, format!("CERT#{id}"), "AUDIT#0000000002").await;
    let holder = Actor::Holder(certificate.snapshot().account.clone());
    let hide = certificate.apply(Command::SetPublic(false), holder, house.app.clock.now()).expect("legal");
    assert_eq!(guard_of(house.app.store.commit(Change::of(hide)).await), Guard::NewVersion);
}

#[tokio::test]
async fn work_is_written_once_and_done_once() {
    let house = TestApp::start().await;
    let now = house.app.clock.now();
    let task = Task::DrawPdf {
        certificate: CertificateId::from_bytes([1; 17]),
        version: 1,
        notify: EmailAddress::parse("a@b.org").expect("an address"),
    };
    let work = Work::new(task, None, now);
    let written = house.app.store.commit(Change::of(work.clone())).await.expect("written");
    assert_eq!(guard_of(house.app.store.commit(Change::of(work)).await), Guard::FreshWork);
    let done = written.apply(work::Command::Finish(None), now).expect("legal");
    house.app.store.commit(Change::of(done.clone())).await.expect("done");
    assert_eq!(guard_of(house.app.store.commit(Change::of(done)).await), Guard::Unchanged);
    for shard in 0..store::works::DUE_SHARDS {
        let due = house.app.store.list_due_work(Kind::Pdf, shard, now, 10).await.expect("a read");
        assert!(due.is_empty(), "what is done is not due");
    }
}

#[tokio::test]
async fn an_answer_is_remembered_once_and_for_a_day() {
    let house = TestApp::start().await;
    let now = house.app.clock.now();
    let place = Place::new("somebody", "create-event", "a key of chance", b"the body");
    let store = &house.app.store;
    assert_eq!(store.seen(&place, now).await.expect("a read"), Seen::Never);
    store.remember(&place.answer("/there", now)).await.expect("remembered");
    assert_eq!(guard_of(store.remember(&place.answer("/elsewhere", now)).await), Guard::FirstTime);
    assert_eq!(store.seen(&place, now).await.expect("a read"), Seen::Before { location: "/there".into() });
    let other = Place::new("somebody", "create-event", "a key of chance", b"another body");
    assert_eq!(store.seen(&other, now).await.expect("a read"), Seen::Otherwise);
    house.advance(24 * 3600 + 1);
    assert_eq!(store.seen(&place, house.app.clock.now()).await.expect("a read"), Seen::Never);
    store
        .remember(&place.answer("/anew", house.app.clock.now()))
        .await
        .expect("an ended row is written over");
}

#[tokio::test]
async fn a_chunk_keeps_what_was_stored_first() {
    let house = TestApp::start().await;
    let import = ImportId::from_bytes([1; 17]);
    let line = |name: &str| Line {
        number: 2,
        name: PersonName::parse(name).expect("a name"),
        email: EmailAddress::parse("ana@exemplo.com.br").expect("an address"),
        cpf: None,
        document: None,
        role: None,
        workload: None,
        by_role: false,
    };
    let of = store::participation::imports::ListOf { import: &import, until: house.app.clock.now() };
    house.app.store.put_lines(of, 0, &[line("Ana Sá")]).await.expect("stored");
    house.app.store.put_lines(of, 0, &[line("Outra Pessoa")]).await.expect("nothing to do");
    assert_eq!(house.app.store.get_lines(&import, 0).await.expect("lines"), [line("Ana Sá")]);
}

#[tokio::test]
async fn a_record_that_is_missing_stops_a_change_of_its_certificate() {
    let house = TestApp::start().await;
    let certificate = issued(&house.app, 7).await;
    delete(&house, format!("CODE#{}", code(7).as_str()), "CODE").await;
    let revoke = certificate
        .apply(Command::Revoke(short("Emitido por engano")), organiser(), house.app.clock.now())
        .expect("legal");
    assert_eq!(guard_of(house.app.store.commit(Change::of(revoke)).await), Guard::RecordKept);
}

#[tokio::test]
async fn two_people_publish_and_one_wins() {
    let house = TestApp::start().await;
    let event = event(&house.app).await;
    let now = house.app.clock.now();
    let receive = Receive {
        id: ImportId::from_bytes([1; 17]),
        event: event.id().clone(),
        issuer: IssuerId::from_bytes([1; 17]),
        file_name: "a.csv".into(),
        dropped: None,
        remembered: Default::default(),
    };
    let received =
        house.app.store.commit(Change::of(Import::receive(receive, actor(), now))).await.expect("received");
    let tally = Tally { ready: 1, new: 1, chunks: 1, ..Tally::default() };
    let read = received
        .apply(import::Command::Read { tally, event_version: 1, columns: Default::default() }, step(), now)
        .expect("legal");
    let ready = house.app.store.commit(Change::of(read)).await.expect("read");
    let publish = |e: &Event| {
        let freeze = e.clone().apply(event::Command::Freeze, organiser(), now).expect("legal");
        (
            ready
                .clone()
                .apply(
                    import::Command::Publish { edition: 1, publication: 2, revives: false },
                    organiser(),
                    now,
                )
                .expect("legal"),
            freeze,
        )
    };
    let (one, two) = (publish(&event), publish(&event));
    let (a, b) = tokio::join!(
        house.app.store.commit(Change::of(one.0).and(&one.1)),
        house.app.store.commit(Change::of(two.0).and(&two.1))
    );
    assert!(a.is_ok() != b.is_ok(), "exactly one wins: {a:?} {b:?}");
    let lost = if a.is_ok() { b } else { a };
    assert_eq!(guard_of(lost), Guard::Unchanged);
}

#[tokio::test]
async fn a_row_of_the_future_is_told_by_its_coordinates() {
    let house = TestApp::start().await;
    issued(&house.app, 7).await;
    let client = house.house.engines.aws().dynamodb;
    let update = client.update_item().table_name(house.app.config.tables.registry.clone());
    let update =
        update.key("pk", aws(&format!("CERT#{}", CertificateId::from_bytes([7; 17])))).key("sk", aws("CERT"));
    let future = aws_sdk_dynamodb::types::AttributeValue::N("9".into());
    update
        .update_expression("SET v = :future")
        .expression_attribute_values(":future", future)
        .send()
        .await
        .expect("updated");
    let read = house.app.store.get_certificate(&CertificateId::from_bytes([7; 17])).await;
    assert!(matches!(read, Err(StoreError::Corrupt { row_type: "certificate", .. })), "{read:?}");
}

#[tokio::test]
async fn an_issuer_is_registered_once_and_a_stored_pdf_finds_its_code() {
    let house = TestApp::start().await;
    let now = house.app.clock.now();
    let issuer = Issuer { id: IssuerId::from_bytes([9; 17]), name: short("Casa das Artes"), created_at: now };
    house.app.store.create_issuer(&issuer).await.expect("registered");
    assert_eq!(guard_of(house.app.store.create_issuer(&issuer).await), Guard::New);
    let certificate = issued(&house.app, 7).await;
    let pdf = StoredPdf { version: 1, sha256: "ab".repeat(32), size_bytes: 10 };
    let stored = certificate.apply(Command::Store(pdf), step(), now).expect("legal");
    house.app.store.commit(Change::of(stored)).await.expect("stored");
    assert_eq!(house.app.store.find_code_of_file(&"ab".repeat(32)).await.expect("a read"), Some(code(7)));
    let record = house.app.store.find_record(&code(7)).await.expect("a read").expect("a record");
    assert_eq!(record.standing.status, Status::Valid);
}

/// An import that was issued when all its counters shared a partition.
#[tokio::test]
async fn counts_of_an_earlier_deployment_are_still_added_up() {
    let app = TestApp::start().await;
    let (id, table) = (ImportId::from_bytes([5; 17]), &app.app.config.tables.outbox);
    let text = |text: String| aws_sdk_dynamodb::types::AttributeValue::S(text);
    let number = |n: &str| aws_sdk_dynamodb::types::AttributeValue::N(n.to_owned());
    for (pk, sk, issued) in
        [(format!("IMPORT#{id}"), "PROGRESS#03", "5"), (format!("IMPORT#{id}#03"), "PROGRESS", "2")]
    {
        let put = app.house.engines.aws().dynamodb.put_item().table_name(table);
        let put = put.item("pk", text(pk)).item("sk", text(sk.to_owned())).item("issued", number(issued));
        put.send().await.expect("a row");
    }
    assert_eq!(app.app.store.progress(&id).await.expect("progress").issued, 7);
}
