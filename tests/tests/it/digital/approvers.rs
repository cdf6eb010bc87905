//! People who decide requests for access.

use domain::role::Duty;
use journeys::{Browser, TestApp};

/// CPF of the approver that most tests need.
pub const APPROVER_CPF: &str = "111.444.777-35";
/// Their address.
pub const APPROVER_EMAIL: &str = "aprova@ecce.example";
/// CPF of another one.
pub const SECOND_CPF: &str = "123.456.789-09";

/// A browser in which an approver of this CPF, name and address took both steps of a sign-in.
pub async fn approver_named(app: &TestApp, cpf: &str, name: &str, email: &str) -> Browser {
    app.colleague_named(Duty::Approver, cpf, email, name).await.browser
}

/// A browser in which an approver is signed in.
pub async fn approver(app: &TestApp) -> Browser {
    approver_named(app, APPROVER_CPF, "Teresa Aprovadora", APPROVER_EMAIL).await
}
