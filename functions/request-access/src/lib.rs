//! Step `request-access`: somebody asks for access to the portal, proves their address, and an approver decides.
//!
//! [`asking`] is for whoever asks: a draft that saves itself and is opened by a mailed link, and what became of it. [`approving`] is
//! for whoever decides: the queue and one request beside its document.

mod approving;
mod asking;
mod entities;
mod mails;
mod mine;
mod sentences;
mod standing;

use approving::{case, decide, queue};
use asking::{again, begin, confirm, declaration, document, give_up, protocol, request, save, submit};
use common::web::{Access, Op, Routes};
use domain::role::Role;
use http::StatusCode;

/// Media types of a document that proves something.
const DOCUMENTS: &[&str] = &["application/pdf", "image/jpeg", "image/png"];

/// What the step offers.
pub fn routes() -> Routes {
    approving(mine(request(begin(Routes::new("request-access")))))
}

/// The way in, and the way back.
fn begin(routes: Routes) -> Routes {
    routes
        .get(
            "/acesso",
            begin::show,
            Op::page::<begin::LandingPage>("Como pedir acesso ao portal, e o início do pedido"),
        )
        .post(
            "/acesso",
            begin::submit,
            Op::plain("Começa um pedido de acesso e envia o link para continuar")
                .takes::<begin::Beginning>()
                .creates()
                .refuses(&[StatusCode::CONFLICT, StatusCode::TOO_MANY_REQUESTS]),
        )
        .get(
            "/acesso/protocolo",
            protocol::show,
            Op::page::<protocol::ProtocolPage>("Formulário para receber outra vez o link de um pedido"),
        )
        .post(
            "/acesso/protocolo",
            protocol::submit,
            Op::page::<protocol::MailedPage>("Envia o link de um pedido ao e-mail dele, se houver")
                .takes::<protocol::Asking>()
                .answers(StatusCode::ACCEPTED)
                .refuses(&[StatusCode::TOO_MANY_REQUESTS]),
        )
        .get(
            "/acesso/confirmar/{link}",
            confirm::show,
            Op::page::<confirm::ConfirmPage>("Confirmação do e-mail de um pedido")
                .refuses(&[StatusCode::GONE]),
        )
        .post(
            "/acesso/confirmar/{link}",
            confirm::submit,
            Op::plain("Confirma o e-mail de um pedido e o põe na fila")
                .takes::<request::Nothing>()
                .refuses(&[StatusCode::GONE, StatusCode::CONFLICT]),
        )
}

/// One request, for whoever has its link.
fn request(routes: Routes) -> Routes {
    use asking::request::{Nothing, RequestPage};
    const STALE: &[StatusCode] = &[StatusCode::CONFLICT, StatusCode::GONE, StatusCode::PRECONDITION_FAILED];
    routes
        .get(
            "/acesso/pedidos/{link}",
            request::show,
            Op::page::<RequestPage>("Um pedido de acesso: o formulário, ou o que foi feito dele")
                .asks::<request::Said>(),
        )
        .post(
            "/acesso/pedidos/{link}",
            save::submit,
            Op::page::<RequestPage>("Guarda o que foi preenchido até aqui")
                .or_leads()
                .takes_files::<save::Saving, save::SavingWithFile>()
                .refuses(STALE),
        )
        .post(
            "/acesso/pedidos/{link}/enviar",
            submit::submit,
            Op::plain("Envia o pedido").takes_files::<save::Saving, save::SavingWithFile>().refuses(STALE),
        )
        .get(
            "/acesso/pedidos/{link}/documento",
            document::show,
            Op::file("O documento que foi anexado", DOCUMENTS),
        )
        .get(
            "/acesso/pedidos/{link}/declaracao",
            declaration::show,
            Op::file("O modelo de declaração, preenchido, para o superior assinar", &["application/pdf"]),
        )
        .post(
            "/acesso/pedidos/{link}/corrigir",
            give_up::take_back,
            Op::plain("Reabre um pedido cujo e-mail ainda não foi confirmado")
                .takes::<Nothing>()
                .refuses(&[StatusCode::CONFLICT, StatusCode::GONE]),
        )
        .post(
            "/acesso/pedidos/{link}/retirar",
            give_up::withdraw,
            Op::plain("Desiste de um pedido")
                .takes::<Nothing>()
                .refuses(&[StatusCode::CONFLICT, StatusCode::GONE]),
        )
        .post(
            "/acesso/pedidos/{link}/reenviar",
            again::submit,
            Op::plain("Envia outra vez a mensagem que espera por quem pede").takes::<Nothing>().refuses(&[
                StatusCode::CONFLICT,
                StatusCode::GONE,
                StatusCode::TOO_MANY_REQUESTS,
            ]),
        )
}

/// For whoever was granted access.
fn mine(routes: Routes) -> Routes {
    routes.get(
        "/acesso/meus-pedidos",
        mine::show,
        Op::page::<mine::MinePage>("Os meus pedidos e cartões").for_(Access::Only(Role::Requester)),
    )
}

/// For whoever decides.
fn approving(routes: Routes) -> Routes {
    const APPROVER: Access = Access::Only(Role::Approver);
    routes
        .get(
            "/aprovacao",
            queue::show,
            Op::page::<queue::QueuePage>("Pedidos de acesso que esperam, do mais antigo ao mais novo")
                .asks::<queue::Place>()
                .for_(APPROVER),
        )
        .get(
            "/aprovacao/{id}",
            case::show,
            Op::page::<case::CasePage>("Um pedido de acesso, para decidir")
                .asks::<request::Said>()
                .for_(APPROVER),
        )
        .get(
            "/aprovacao/{id}/documento",
            case::document,
            Op::file("O documento de um pedido", DOCUMENTS).for_(APPROVER),
        )
        .post(
            "/aprovacao/{id}",
            decide::submit,
            Op::plain("Aprova, devolve ou recusa um pedido")
                .takes::<decide::Decision>()
                .refuses(&[StatusCode::CONFLICT, StatusCode::FORBIDDEN])
                .for_(APPROVER),
        )
}
