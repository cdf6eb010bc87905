//! Step `correct-certificate`: a holder says what is wrong on a certificate ("Reportar erro"), and the issuer's organisers
//! correct what is printed of one person, asked or not.
//!
//! A small mistake of spelling is corrected at once, by rule. Everything else waits for the platform's team, which works at the
//! console (`administer`), or for the issuer. Whatever is corrected is seen as before and after first, since a version that was
//! issued is never taken back.

mod asking;
mod deciding;
mod found;
mod request;
mod wish;

use common::web::{Access, Op, Routes};
use domain::role::Role;
use http::StatusCode;

/// The name of the step, as the audit trail has it.
const STEP: &str = "correct-certificate";

/// What the step offers.
pub fn routes() -> Routes {
    deciding(asking(Routes::new(STEP)))
}

fn asking(routes: Routes) -> Routes {
    use asking::{AskPage, Asking, ReviewPage, Withdrawing, form, review, send, withdraw};
    let holder = Access::Only(Role::Holder);
    routes
        .get(
            "/certificados/{id}/correcoes",
            form::show,
            Op::page::<AskPage>("Reportar um erro no meu certificado, e o que houve com o último pedido")
                .asks::<form::Saying>()
                .for_(holder),
        )
        .get(
            "/certificados/{id}/correcoes/conferir",
            form::lead,
            Op::plain("Leva ao formulário de correção").answers(StatusCode::SEE_OTHER).for_(holder),
        )
        .post(
            "/certificados/{id}/correcoes/conferir",
            review::show,
            Op::page::<ReviewPage>("Como fica a correção, e quem decide: nada é pedido ainda")
                .takes::<Asking>()
                .refuses(&[StatusCode::CONFLICT])
                .for_(holder),
        )
        .post(
            "/certificados/{id}/correcoes",
            send::send,
            Op::plain("Corrige um erro pequeno de grafia, uma vez, ou pede a correção")
                .takes::<Asking>()
                .creates()
                .refuses(&[StatusCode::TOO_MANY_REQUESTS])
                .for_(holder),
        )
        .post(
            "/certificados/{id}/correcoes/desistir",
            withdraw::withdraw,
            Op::plain("Desiste de um pedido de correção que ainda espera")
                .takes::<Withdrawing>()
                .for_(holder),
        )
}

fn deciding(routes: Routes) -> Routes {
    use deciding::{Answering, QueuePage, answer, queue};
    let organiser = Access::Only(Role::Organiser);
    let routes = routes.get(
        "/organizador/correcoes",
        queue::show,
        Op::page::<QueuePage>("Pedidos de correção: os que esperam, e o que houve com os últimos")
            .for_(organiser),
    );
    correcting(routes).post(
        "/organizador/certificados/{certificate}/correcao/resposta",
        answer::answer,
        Op::plain("Responde a um pedido de correção sem corrigir o certificado")
            .takes::<Answering>()
            .creates()
            .for_(organiser),
    )
}

fn correcting(routes: Routes) -> Routes {
    use deciding::{CorrectPage, Correcting, CorrectionReview, correct, form, review};
    let organiser = Access::Only(Role::Organiser);
    routes
        .get(
            "/organizador/certificados/{certificate}/correcao",
            form::show,
            Op::page::<CorrectPage>("Corrigir o que está impresso de uma pessoa")
                .asks::<form::Saying>()
                .for_(organiser),
        )
        .get(
            "/organizador/certificados/{certificate}/correcao/conferir",
            form::lead,
            Op::plain("Leva ao formulário de correção").answers(StatusCode::SEE_OTHER).for_(organiser),
        )
        .post(
            "/organizador/certificados/{certificate}/correcao/conferir",
            review::show,
            Op::page::<CorrectionReview>("Como fica a correção: nada é emitido ainda")
                .takes::<Correcting>()
                .refuses(&[StatusCode::CONFLICT])
                .for_(organiser),
        )
        .post(
            "/organizador/certificados/{certificate}/correcao",
            correct::correct,
            Op::plain("Emite uma versão corrigida para uma pessoa, e avisa-a")
                .takes::<Correcting>()
                .creates()
                .refuses(&[StatusCode::TOO_MANY_REQUESTS])
                .for_(organiser),
        )
}
