//! Step `verify`: whether a certificate is genuine, by its code, by its QR code, or by its file.
//!
//! A hit is one read of the row under the code; the picture beside it is a request of its own, with one read too. A miss
//! adds one write to a limit, and every miss looks alike, whether the code is unknown or no code at all. The file itself never arrives: the browser sends its SHA-256.

use common::web::{Op, Routes};
use http::StatusCode;

mod ask;
mod found;
mod missing;

/// What the step offers.
pub fn routes() -> Routes {
    Routes::new("verify")
        .get("/verificar", ask::show, Op::page::<ask::AskPage>("Formulário de verificação"))
        .post(
            "/verificar",
            ask::look_up,
            Op::plain("Verifica um código digitado ou a impressão digital SHA-256 de um arquivo")
                .takes::<ask::Question>()
                .refuses(&[StatusCode::NOT_FOUND, StatusCode::TOO_MANY_REQUESTS]),
        )
        .get(
            "/v/{code}",
            found::show,
            Op::page::<found::FoundPage>("O que um código verifica")
                .asks::<found::Asked>()
                .refuses(&[StatusCode::TOO_MANY_REQUESTS]),
        )
        .get(
            "/v/{code}/previa.png",
            found::picture,
            Op::file("A imagem do certificado de um código, sem dados da pessoa", &["image/png"])
                .refuses(&[StatusCode::TOO_MANY_REQUESTS]),
        )
}
