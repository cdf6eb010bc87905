//! Step `get-support`: questions and answers with a search, requests for help that the team answers, how the issuer of a
//! certificate is reached, and the privacy and cookie policy.

mod contact;
mod help;
mod privacy;
mod questions;
mod search;
mod tickets;

use common::web::{Op, Routes};
use http::StatusCode;

/// What the step offers.
pub fn routes() -> Routes {
    tickets(
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
            .get(
                "/v/{code}/contato",
                contact::show,
                Op::page::<contact::ContactPage>("Com quem falar sobre o que está em um certificado")
                    .refuses(&[StatusCode::TOO_MANY_REQUESTS]),
            ),
    )
}

fn tickets(routes: Routes) -> Routes {
    use tickets::{AskPage, Asking, TicketPage, form, status};
    routes
        .get(
            "/ajuda/pedidos",
            form::show,
            Op::page::<AskPage>("Formulário para pedir ajuda").asks::<form::Prefilled>(),
        )
        .post(
            "/ajuda/pedidos",
            form::submit,
            Op::plain("Abre um pedido de ajuda").takes::<Asking>().creates().refuses(&[
                StatusCode::NOT_FOUND,
                StatusCode::CONFLICT,
                StatusCode::TOO_MANY_REQUESTS,
            ]),
        )
        .get(
            "/ajuda/pedidos/{link}",
            status::show,
            Op::page::<TicketPage>("Um pedido de ajuda e as suas respostas, para quem tem o link"),
        )
        .post(
            "/ajuda/pedidos/{link}",
            status::close,
            Op::plain("Encerra um pedido de ajuda")
                .takes::<status::Closing>()
                .refuses(&[StatusCode::CONFLICT]),
        )
}
