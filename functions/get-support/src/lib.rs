//! Step `get-support`: questions and answers with a search, and the privacy and cookie policy.

mod help;
mod privacy;
mod questions;

use common::web::{Op, Routes};

/// What the step offers.
pub fn routes() -> Routes {
    Routes::new("get-support")
        .get(
            "/ajuda",
            help::show,
            Op::page::<help::HelpPage>("Perguntas e respostas, com busca").asks::<help::Search>(),
        )
        .get(
            "/privacidade",
            privacy::show,
            Op::page::<privacy::PrivacyPage>("Política de privacidade e cookies"),
        )
}
