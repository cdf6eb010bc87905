//! Step `show-certificates`: the cards of a holder (all) or of a visitor (public ones), the certificate itself, who may see
//! it, and the holder's own data.
//!
//! What belongs to somebody else is answered as what does not exist. Lists come from an index; what is shown of them is
//! read again from the certificates themselves, so that a certificate that was hidden a moment ago is not shown.

use common::web::{Access, Op, Routes};
use domain::role::Role;
use http::StatusCode;

mod card;
mod cards;
mod claim;
mod direct_link;
mod document;
mod done;
mod linked;
mod linkedin;
mod options;
mod owned;
mod place;
mod profile;
mod reader;
mod search;
mod several;
mod shown;

/// What the step offers.
pub fn routes() -> Routes {
    let holder = |op: Op| op.for_(Access::Only(Role::Holder));
    Routes::new("show-certificates")
        .get(
            "/certificados",
            cards::show,
            Op::page::<cards::CardsPage>("Certificados: todos os meus, ou os públicos de uma pessoa")
                .asks::<place::Place>()
                .for_(Access::Visitor),
        )
        .get(
            "/certificados/baixar",
            several::download,
            Op::file("Os PDFs de vários certificados, em um arquivo ZIP", &["application/zip"])
                .asks::<several::Chosen>()
                .or_leads()
                .refuses(&[StatusCode::NOT_FOUND, StatusCode::GONE, StatusCode::PAYLOAD_TOO_LARGE])
                .for_(Access::Visitor),
        )
        .get(
            "/certificados/{id}/pdf",
            document::pdf,
            Op::file("O PDF de um certificado meu ou público", &["application/pdf"])
                .refuses(&[StatusCode::GONE]),
        )
        .get(
            "/certificados/{id}/previa.png",
            document::preview,
            Op::file("A imagem do cartão, sem dados da pessoa", &["image/png"]),
        )
        .post(
            "/certificados/{id}/publico",
            options::set_public,
            holder(Op::plain("Liga ou desliga o acesso público").takes::<options::PublicForm>()),
        )
        .post(
            "/certificados/{id}/link",
            options::change_link,
            holder(
                Op::page::<options::LinkMade>("Cria, troca ou desliga o link direto")
                    .takes::<options::LinkForm>()
                    .creates(),
            ),
        )
        .get(
            "/certificados/{id}/linkedin",
            linkedin::lead,
            holder(
                Op::plain("Leva ao formulário preenchido do LinkedIn")
                    .answers(StatusCode::SEE_OTHER)
                    .refuses(&[StatusCode::CONFLICT]),
            ),
        )
        .get("/perfil", profile::show, holder(Op::page::<profile::ProfilePage>("Meus dados")))
        .get(
            "/confirmar/{link}",
            claim::show,
            Op::page::<claim::ClaimPage>("O certificado de um link enviado a outro e-mail do que o da conta")
                .refuses(&[StatusCode::GONE])
                .or_leads(),
        )
        .post(
            "/confirmar/{link}",
            claim::claim,
            holder(Op::plain("Guarda o certificado na conta").refuses(&[StatusCode::GONE])),
        )
        .get(
            "/confirmar/{link}/pdf",
            claim::pdf,
            Op::file("O PDF do certificado enviado a outro e-mail", &["application/pdf"])
                .refuses(&[StatusCode::GONE]),
        )
        .get(
            "/confirmar/{link}/previa.png",
            claim::preview,
            Op::file("A imagem do certificado enviado a outro e-mail", &["image/png"])
                .refuses(&[StatusCode::GONE]),
        )
        .get("/c/{link}", linked::show, Op::page::<linked::LinkedPage>("O certificado de um link direto"))
        .get(
            "/c/{link}/pdf",
            linked::pdf,
            Op::file("O PDF do certificado de um link direto", &["application/pdf"])
                .refuses(&[StatusCode::GONE]),
        )
        .get(
            "/c/{link}/previa.png",
            linked::preview,
            Op::file("A imagem do certificado de um link direto", &["image/png"]),
        )
}
