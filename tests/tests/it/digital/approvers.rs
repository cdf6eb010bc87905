//! People who decide requests for access.

use crate::house::people;
use domain::people::account::{Account, Open};
use domain::role::{Duty, Roles};
use domain::transition::Actor;
use domain::value::cpf::Cpf;
use domain::value::email::EmailAddress;
use domain::value::name::PersonName;
use jiff::SignedDuration;
use journeys::{Browser, TestApp};
use store::Change;
use store::people::accounts::Indexes;

/// CPF of the approver that most tests need.
pub const APPROVER_CPF: &str = "111.444.777-35";
/// Their address.
pub const APPROVER_EMAIL: &str = "aprova@ecce.example";
/// CPF of another one.
pub const SECOND_CPF: &str = "123.456.789-09";

/// A browser in which an approver of this CPF, name and address is signed in.
pub async fn approver_named(app: &TestApp, cpf: &str, name: &str, email: &str) -> Browser {
    let (inner, keys) = (&app.app, app.app.secrets.keys().await.expect("keys"));
    let now = inner.clock.now();
    let number = Cpf::parse(cpf).expect("a CPF");
    let id = keys.account_of_cpf(&number);
    let open = Open {
        token: keys.participant_token(&id),
        id: id.clone(),
        cpf: Some(number),
        name: PersonName::parse(name).expect("a name"),
        email: EmailAddress::parse(email).expect("an address"),
        roles: Roles::holder().with_duty(Duty::Approver),
        initial_until: now.saturating_add(SignedDuration::from_hours(24)).expect("an instant"),
    };
    let opened = Account::open(open, Actor::Administrator, now);
    let indexes = Indexes::of(&keys, opened.after());
    inner.store.commit(Change::of(opened).found_by(&indexes)).await.expect("opened");
    let mut browser = app.browser();
    let initial = keys.initial_password(&id, 1).to_string();
    app.first_access(&mut browser, cpf, &initial, people::PASSWORD).await;
    browser
}

/// A browser in which an approver is signed in.
pub async fn approver(app: &TestApp) -> Browser {
    approver_named(app, APPROVER_CPF, "Teresa Aprovadora", APPROVER_EMAIL).await
}
