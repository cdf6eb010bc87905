//! A house for tests: real engines in a folder of its own, a clock that can be moved, and browsers that click.

pub mod authenticator;
mod browser;
pub mod colleague;
mod contract;
mod fault;
pub mod lambda;
mod ledger;
mod mailbox;
pub mod provider;
pub mod wire;
mod witness;

pub use browser::{Browser, Form, Reply};
pub use colleague::{COLLEAGUE_PASSWORD, Colleague};
pub use fault::{Fault, Heat, Proxy};
pub use ledger::{Ledger, Usage};
pub use mailbox::Mail;
pub use witness::{Asked, Witness};

use axum::Router;
use common::{App, Clients};
use local::sweep::Sweep;
use local::{House, HouseOptions};
use platform::chance::Chance;
use platform::clock::Clock;
use platform::config::{Limits, Place, PublicUrl};
use platform::identity::Identities;
use platform::metrics::Meter;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};
use tempfile::TempDir;

/// Where the house of a test is reached; nothing listens there.
pub const URL: &str = "https://selo.example";
/// CPF of the organiser that [`TestApp::with_organiser`] appoints.
pub const ORGANISER_CPF: &str = "390.533.447-05";
/// Their address.
pub const ORGANISER_EMAIL: &str = "otilia@exemplo.com.br";
/// Their password, once they chose it.
pub const ORGANISER_PASSWORD: &str = "cavalo bateria grampo 7";

/// A house for one test.
pub struct TestApp {
    /// What the steps work with.
    pub app: App,
    /// The open house; its engines can be made to fail.
    pub house: House,
    router: Router,
    sweep: tokio::sync::Mutex<Sweep>,
    moved_s: Arc<AtomicI64>,
    browsers: AtomicU8,
    folder: TempDir,
}

impl TestApp {
    /// Opens an empty house.
    pub async fn start() -> Self {
        Self::with_limits(Limits::default()).await
    }

    /// Opens an empty house with other limits.
    pub async fn with_limits(limits: Limits) -> Self {
        Self::open(tempfile::tempdir().expect("a folder"), limits).await
    }

    /// Opens an empty house that has these providers vouch for people.
    pub async fn identified(identities: Identities) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut house, moved_s) = Self::house(&folder, Limits::default()).await;
        house.app = house.app.clone().identified_by(identities);
        Self::of(house, moved_s, folder)
    }

    /// Opens a house on a folder that another one left.
    pub async fn on_folder(folder: TempDir) -> Self {
        Self::open(folder, Limits::default()).await
    }

    async fn open(folder: TempDir, limits: Limits) -> Self {
        let (house, moved_s) = Self::house(&folder, limits).await;
        Self::of(house, moved_s, folder)
    }

    async fn house(folder: &TempDir, limits: Limits) -> (House, Arc<AtomicI64>) {
        let moved_s = Arc::new(AtomicI64::new(0));
        let seeded = StdRng::seed_from_u64(42);
        let options = HouseOptions {
            data: folder.path().to_path_buf(),
            smtp: None,
            public_url: PublicUrl::parse(URL).expect("a public address"),
            support: None,
            limits,
            clock: Clock::Moved(moved_s.clone()),
            chance: Chance::Seeded(Arc::new(Mutex::new(seeded))),
        };
        (House::open(options).await.expect("the house opens"), moved_s)
    }

    fn of(mut house: House, moved_s: Arc<AtomicI64>, folder: TempDir) -> Self {
        let (router, sweep) = (house.router(), house.sweep().expect("the sweep"));
        Self {
            app: house.app.clone(),
            house,
            router,
            sweep: tokio::sync::Mutex::new(sweep),
            moved_s,
            browsers: AtomicU8::new(1),
            folder,
        }
    }

    /// Opens a house whose address is confirmed and that has an issuer with an organiser, who was mailed their way in.
    pub async fn with_organiser() -> Self {
        Self::start().await.furnished().await
    }

    async fn furnished(self) -> Self {
        let app = self;
        app.administer(json!({ "action": "confirm_public_url", "url": URL })).await;
        app.administer(json!({
            "action": "create_issuer_with_organiser",
            "issuer_name": "Instituto Horizonte da Educação",
            "name": "Otília Amaral",
            "email": ORGANISER_EMAIL,
            "cpf": ORGANISER_CPF,
        }))
        .await;
        app.settle().await;
        app
    }

    /// As [`Self::with_organiser`], with a proxy between the steps and the database, which can be made to fail.
    pub async fn behind_a_proxy() -> (Self, Proxy) {
        let folder = tempfile::tempdir().expect("a folder");
        let (house, moved_s) = Self::house(&folder, Limits::default()).await;
        let (proxy, url) = Proxy::start(house.engines.database()).await;
        (Self::of(Self::behind(house, url), moved_s, folder).furnished().await, proxy)
    }

    /// As [`Self::with_organiser`], with a proxy between the steps and the database that adds up what is consumed. Limits
    /// do not get in the way.
    pub async fn with_ledger() -> (Self, Ledger) {
        let folder = tempfile::tempdir().expect("a folder");
        let limits = Limits { visitor_source: 1000, login_source_min: 1000, ..Limits::default() };
        let (house, moved_s) = Self::house(&folder, limits).await;
        let (ledger, url) = Ledger::start(house.engines.database()).await;
        let mut house = Self::behind(house, url);
        house.app.meter = Meter::new(Some(Place { stage: "production".to_owned(), step: "verify" }));
        (Self::of(house, moved_s, folder).furnished().await, ledger)
    }

    /// The house with its steps behind an address instead of the database itself.
    fn behind(mut house: House, url: String) -> House {
        let aws = house.engines.aws();
        let behind = aws.dynamodb.config().to_builder().endpoint_url(url).http_client(wire::http());
        let mut behind = behind.credentials_provider(wire::credentials());
        // As on AWS, a transaction carries a token.
        behind.set_interceptors([]);
        let dynamodb = aws_sdk_dynamodb::Client::from_conf(behind.build());
        let clients = Clients { dynamodb, s3: aws.s3, ses: aws.ses, sns: aws.sns, secrets: None };
        let App { config, clock, chance, payments, .. } = house.app.clone();
        house.app = App::new((*config).clone(), clients, clock, chance).paid_at(payments);
        house
    }

    /// As [`Self::with_organiser`], with every step on its own and a witness who reads along.
    pub async fn witnessed() -> (Self, Witness) {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut house, moved_s) = Self::house(&folder, Limits::default()).await;
        let witness = Witness::default();
        witness.watch(&mut house);
        let router = witness::gateway(&house);
        let app = Self { router, ..Self::of(house, moved_s, folder) };
        (app.furnished().await, witness)
    }

    /// Invokes the step `administer`, as the console's Test tab does.
    pub async fn administer(&self, event: Value) -> Value {
        let request = serde_json::from_value(event).expect("an event of administer");
        let answer =
            administer::handle(self.of_step("administer"), request).await.expect("administer answers");
        serde_json::to_value(answer).expect("an answer as JSON")
    }

    /// The application of a step.
    pub fn of_step(&self, step: &str) -> App {
        self.house.own.get(step).unwrap_or(&self.app).clone()
    }

    /// Works until nothing is due: files are read, chunks issued, PDFs drawn, mails sent.
    pub async fn settle(&self) {
        self.sweep.lock().await.settle().await.expect("the sweep works");
    }

    /// Moves the clock.
    pub fn advance(&self, seconds: i64) {
        self.moved_s.fetch_add(seconds, Ordering::Relaxed);
    }

    /// A new browser on an internet address of its own.
    pub fn browser(&self) -> Browser {
        let number = self.browsers.fetch_add(1, Ordering::Relaxed);
        self.browser_from(&format!("203.0.113.{number}"))
    }

    /// A new browser that reaches the house by another router: a gateway before functions.
    pub fn browser_by(&self, router: Router) -> Browser {
        let number = self.browsers.fetch_add(1, Ordering::Relaxed);
        self.browser_from_by(router, &format!("198.51.100.{number}"))
    }

    /// The same, on an internet address.
    pub fn browser_from_by(&self, router: Router, address: &str) -> Browser {
        Browser::new(router, address)
    }

    /// A new browser on an internet address.
    pub fn browser_from(&self, address: &str) -> Browser {
        Browser::new(self.router.clone(), address)
    }

    /// A browser at another process over the same state, which has read no key yet.
    pub fn browser_of_another_process(&self) -> Browser {
        let App { config, clock, chance, payments, .. } = self.app.clone();
        let aws = self.house.engines.aws();
        let clients =
            Clients { dynamodb: aws.dynamodb, s3: aws.s3, ses: aws.ses, sns: aws.sns, secrets: None };
        let app = App::new((*config).clone(), clients, clock, chance).paid_at(payments);
        let steps =
            local::routes().into_iter().fold(Router::new(), |all, step| all.merge(step.into_router()));
        let number = self.browsers.fetch_add(1, Ordering::Relaxed);
        Browser::new(common::web::finish(steps, app), &format!("203.0.113.{number}"))
    }

    /// All mails that were sent, in the order of their files.
    pub fn mails(&self) -> Vec<Mail> {
        mailbox::read(&self.house.engines.mail_dir())
    }

    /// The mails that were sent to an address.
    pub fn mails_to(&self, address: &str) -> Vec<Mail> {
        self.mails().into_iter().filter(|mail| mail.to == [address]).collect()
    }

    /// The only mail to an address whose subject begins so.
    ///
    /// # Panics
    /// When there is none, or more than one.
    pub fn mail_to(&self, address: &str, subject: &str) -> Mail {
        let mut found: Vec<Mail> =
            self.mails_to(address).into_iter().filter(|m| m.subject.starts_with(subject)).collect();
        assert_eq!(found.len(), 1, "mails to {address} with subject {subject:?}");
        found.remove(0)
    }

    /// A file of the repository's fixtures.
    pub fn fixture(name: &str) -> Vec<u8> {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
        std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    }

    /// Folder of all state.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Signs somebody in for the first time with what their mail says, and chooses a password.
    pub async fn first_access(&self, browser: &mut Browser, identifier: &str, initial: &str, password: &str) {
        let page = browser.get("/entrar").await;
        let page = browser
            .submit(page.form("/entrar").fill("identifier", identifier).fill("password", initial))
            .await;
        assert_eq!(
            page.path,
            "/primeiro-acesso",
            "the initial password leads to the first access: {}",
            page.text()
        );
        let form = page.form("/primeiro-acesso").fill("new_password", password).fill("repeated", password);
        let page = browser.submit(form).await;
        assert!(page.status.is_success(), "{}", page.text());
    }

    /// A browser in which the organiser signs in who has chosen [`ORGANISER_PASSWORD`].
    pub async fn organiser_again(&self) -> Browser {
        let mut browser = self.browser();
        let form = browser.get("/entrar").await.form("/entrar");
        browser.submit(form.fill("identifier", ORGANISER_CPF).fill("password", ORGANISER_PASSWORD)).await;
        browser
    }

    /// A browser in which the organiser is signed in.
    pub async fn organiser(&self) -> Browser {
        let mut browser = self.browser();
        let mail = self.mail_to(ORGANISER_EMAIL, "O seu acesso de organizador");
        self.first_access(&mut browser, ORGANISER_CPF, &mail.after("Senha inicial:"), ORGANISER_PASSWORD)
            .await;
        browser
    }
}

/// A CPF with right check digits for a number.
pub fn cpf(number: u32) -> String {
    let digits: Vec<u32> =
        format!("{:09}", 100_000_000 + number).bytes().map(|b| u32::from(b - b'0')).collect();
    let check = |values: &[u32]| match values
        .iter()
        .zip((2..=values.len() + 1).rev())
        .map(|(v, w)| v * w as u32)
        .sum::<u32>()
        % 11
    {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    let first = check(&digits);
    let second = check(&[&digits[..], &[first]].concat());
    format!("{:09}{first}{second}", 100_000_000 + number)
}
