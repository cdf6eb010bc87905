//! Paid units without a price, as somebody who may ask for them has them, and the people around them.

use domain::digital::entitlement::{Entitlement, Grant};
use domain::digital::order::{Billing, Command, ForWhom, Order, OrderLine, Payer, Place};
use domain::digital::product::{First, HolderKind, Product, ProductCode, Sale, Storage, Terms};
use domain::digital::protocol::Protocol;
use domain::participation::edition::Line;
use domain::transition::Actor;
use domain::value::cpf::Cpf;
use domain::value::email::EmailAddress;
use domain::value::id::{AccountId, EntitlementId, OrderId, ProductId};
use domain::value::money::Cents;
use jiff::civil::date;
use journeys::{Browser, Form, Reply, TestApp};
use store::Change;

/// Whoever a unit is assigned to.
pub const RUI_CPF: &str = "111.444.777-35";
/// Their address.
pub const RUI_EMAIL: &str = "rui.prado@exemplo.com.br";

/// A house with a buyer who has paid units of a product.
pub struct Bought {
    /// The house.
    pub app: TestApp,
    /// The buyer's browser.
    pub buyer: Browser,
    /// Path of the page of the units.
    pub units: String,
}

impl Bought {
    /// So many units of a product for people or companies.
    pub async fn house(holder: HolderKind, units: u32) -> Self {
        let app = TestApp::with_organiser().await;
        let buyer = app.organiser().await;
        let profile =
            app.app.store.find_account(&organiser(&app).await).await.expect("a store").expect("an account");
        let order = order(&app, profile.snapshot().id.clone(), holder, units).await;
        Self { app, buyer, units: format!("/pedidos/{}/certificados", order.as_str().to_lowercase()) }
    }
}

/// The account of the organiser, who buys here.
async fn organiser(app: &TestApp) -> AccountId {
    let keys = app.app.secrets.keys().await.expect("keys");
    keys.account_of_cpf(&Cpf::parse(journeys::ORGANISER_CPF).expect("a CPF"))
}

async fn order(app: &TestApp, buyer: AccountId, holder: HolderKind, units: u32) -> OrderId {
    let (at, store) = (app.app.clock.now(), &app.app.store);
    let boss = Actor::Supervisor(AccountId::from_bytes([7; 17]));
    let line = |text: &str| Line::parse(text).expect("a line");
    let terms = Terms {
        title: line(if holder == HolderKind::Person { "e-CPF A1" } else { "e-CNPJ A1" }),
        about: Line::parse("Certificado em arquivo.").expect("a line"),
        holder,
        storage: Storage::File,
        validity_months: 12,
        price: Cents::ZERO,
        from: date(2026, 1, 1),
        until: None,
        sale: Sale::Vetted,
        first: First::Documents,
    };
    let (id, code) = (ProductId::from_bytes([3; 17]), ProductCode::parse("certificado-a1").expect("a code"));
    let product = Product::introduce(id, code, terms, boss.clone(), at).into_after();
    let place = Place {
        id: OrderId::from_bytes(app.app.chance.bytes()),
        protocol: Protocol::from_chance(app.app.chance.bytes()),
        buyer: buyer.clone(),
        billing: Billing {
            payer: Payer::Cpf(Cpf::parse(journeys::ORGANISER_CPF).expect("a CPF")),
            name: Line::parse("Otília Amaral").expect("a name"),
            email: EmailAddress::parse(journeys::ORGANISER_EMAIL).expect("an address"),
            address: None,
        },
        for_whom: ForWhom::Others,
        lines: vec![OrderLine::of(&product, units)],
    };
    let placed = Order::place(place, Actor::Holder(buyer.clone()), at).expect("an order");
    let order = store.commit(Change::of(placed)).await.expect("stored");
    let word = Command::Confirm(Line::parse("Órgão público").expect("a reason"));
    let paid = order.apply(word, boss, at).expect("confirmed");
    let order = store.commit(Change::of(paid)).await.expect("stored");
    for number in 1..=units {
        let grant = Grant {
            id: EntitlementId::from_bytes(app.app.chance.bytes()),
            order: order.id().clone(),
            number,
            buyer: buyer.clone(),
            of: OrderLine::of(&product, 1),
        };
        let granted = Entitlement::grant(grant, Actor::Step("place-order".to_owned()), at);
        store.commit(Change::of(granted)).await.expect("stored");
    }
    order.id().clone()
}

/// Assigns the first unit that nobody has, and gives the link that its holder is mailed.
pub async fn assign(house: &mut Bought, cpf: &str, email: &str, more: &[(&str, &str)]) -> String {
    let page = house.buyer.get(&house.units).await;
    let form_page = house.buyer.get(&page.link("Atribuir")).await;
    let form = own(&form_page).fill("cpf", cpf).fill("email", email);
    let form = more.iter().fold(form, |form, (name, value)| form.fill(name, value));
    let done = house.buyer.submit(form).await;
    assert!(done.status.is_success() && done.html().contains("Certificado atribuído"), "{}", done.text());
    house.app.settle().await;
    link(house, email)
}

/// The form of a page that is sent to the page itself.
pub fn own(page: &Reply) -> Form {
    page.form(page.path.split('?').next().unwrap_or_default())
}

/// The link in the last mail about an assignment to an address.
pub fn link(house: &Bought, email: &str) -> String {
    let mails = house.app.mails_to(email);
    let mail =
        mails.iter().rfind(|mail| mail.subject.contains("atribuído a você")).expect("a mail with the link");
    mail.links("/certificado-digital/").remove(0)
}
