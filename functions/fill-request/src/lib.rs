//! Step `fill-request`: whoever a paid unit is assigned to fills in the form of their certificate, by the mailed link and without an account;
//! agrees to the deed of ownership, which sends the request; and follows the case from then on.

mod agreeing;
mod case;
mod deed;
mod filling;
mod mails;
mod opened;
mod reading;
mod typed;

use common::web::{Access, Op, Routes};
use domain::role::Role;
use http::StatusCode;

const GONE: &[StatusCode] = &[StatusCode::NOT_FOUND, StatusCode::GONE];

/// What the step offers.
pub fn routes() -> Routes {
    let link = "/certificado-digital/{link}";
    following(agreeing_to_it(
        Routes::new("fill-request")
            .get(
                link,
                filling::show,
                Op::page::<filling::FormPage>(
                    "O formulário do titular, para quem tem o link; depois de enviado, leva à solicitação")
                    .or_leads()
                .asks::<filling::Said>()
                .refuses(GONE),
            )
            .post(
                link,
                filling::save,
                Op::page::<filling::FormPage>("Guarda o que foi escrito no formulário")
                    .takes::<typed::Typed>()
                    .refuses(&[StatusCode::NOT_FOUND, StatusCode::GONE, StatusCode::PRECONDITION_FAILED]),
            )
            .get(
                "/certificado-digital/{link}/dados",
                filling::correct,
                Op::page::<filling::FormPage>(
                    "O formulário de uma solicitação que foi enviada, para ser corrigido",
                )
                .refuses(GONE),
            )
            .post(
                "/certificado-digital/{link}/conferir",
                filling::check,
                Op::plain("Guarda o formulário e leva ao termo, se nada falta")
                    .takes::<typed::Typed>()
                    .refuses(&[StatusCode::NOT_FOUND, StatusCode::GONE, StatusCode::PRECONDITION_FAILED]),
            ),
    ))
}

fn agreeing_to_it(routes: Routes) -> Routes {
    routes
        .get(
            "/certificado-digital/{link}/termo",
            agreeing::show,
            Op::page::<agreeing::DeedPage>("O termo de titularidade, para concordar com ele").refuses(GONE),
        )
        .get(
            "/certificado-digital/{link}/termo.pdf",
            agreeing::pdf,
            Op::file("O termo de titularidade do que está no formulário", &["application/pdf"]).refuses(GONE),
        )
        .post(
            "/certificado-digital/{link}/enviar",
            agreeing::submit,
            Op::plain("Concorda com o termo e envia a solicitação")
                .takes::<agreeing::Agreeing>()
                .creates()
                .refuses(&[StatusCode::NOT_FOUND, StatusCode::GONE, StatusCode::CONFLICT]),
        )
}

fn following(routes: Routes) -> Routes {
    routes
        .get(
            "/certificado-digital/{link}/solicitacao",
            case::show,
            Op::page::<case::CasePage>("A solicitação que foi enviada, para quem tem o link")
                .asks::<filling::Said>()
                .refuses(GONE),
        )
        .get(
            "/certificado-digital/{link}/termo-aceito.pdf",
            case::deed,
            Op::file("O termo com que o titular concordou", &["application/pdf"]).refuses(GONE),
        )
        .post(
            "/certificado-digital/{link}/desistir",
            case::cancel,
            Op::plain("O titular desiste da solicitação").takes::<case::Nothing>().refuses(&[
                StatusCode::NOT_FOUND,
                StatusCode::GONE,
                StatusCode::CONFLICT,
            ]),
        )
        .get(
            "/certificado-digital/encerrado",
            case::ended,
            Op::page::<case::EndedPage>("O que se diz depois de uma desistência"),
        )
        .get(
            "/solicitacoes/{id}",
            case::signed_in,
            Op::page::<case::CasePage>(
                "Uma solicitação, para quem comprou o certificado e para o titular que entrou",
            )
            .for_(Access::Only(Role::Holder))
            .refuses(&[StatusCode::NOT_FOUND]),
        )
}
