//! Certificates as they will be, before anything is issued: drawn by what draws the real ones, with words in place of a code.

mod drawing;
mod event;
mod mailed;
mod person;
pub(crate) mod remarks;
mod unsaved;

use crate::events::{EventForm, EventUpload};
use common::web::{Access, Op, Routes};
use domain::role::Role;
use event::Asked;
use http::StatusCode;
use mailed::{Wish, WishOfLine};
use person::{SamplePage, Whose};

pub(crate) use mailed::saying;

/// What the step offers of samples.
pub(crate) fn routes(routes: Routes) -> Routes {
    let all = Access::Only(Role::Organiser);
    routes
        .post(
            "/organizador/eventos/desenho",
            unsaved::new,
            Op::file(
                "Desenha um certificado com o que está num formulário, sem guardar nada",
                &["image/png", "application/json"],
            )
            .asks::<unsaved::Side>()
            .takes_files::<EventForm, EventUpload>()
            .refuses(&[StatusCode::NOT_FOUND])
            .for_(all),
        )
        .post(
            "/organizador/eventos/{event}/desenho",
            unsaved::edited,
            Op::file("O mesmo, com as imagens que o evento já tem", &["image/png", "application/json"])
                .asks::<unsaved::Side>()
                .takes_files::<EventForm, EventUpload>()
                .for_(all),
        )
        .get(
            "/organizador/eventos/{event}/amostra/{part}",
            event::draw,
            Op::file(
                "Uma amostra do certificado do evento: a frente, o verso ou o PDF",
                &["image/png", "application/pdf"],
            )
            .asks::<Asked>()
            .for_(all),
        )
        .get(
            "/organizador/importacoes/{import}/amostra",
            person::show,
            Op::page::<SamplePage>("Como fica o certificado de uma pessoa da planilha")
                .asks::<Whose>()
                .refuses(&[StatusCode::GONE])
                .for_(all),
        )
        .get(
            "/organizador/importacoes/{import}/amostra/linha/{row}",
            person::show_row,
            Op::page::<SamplePage>("O mesmo, no endereço da mensagem de teste")
                .refuses(&[StatusCode::GONE])
                .for_(all),
        )
        .get(
            "/organizador/importacoes/{import}/amostra/{part}",
            person::draw,
            Op::file(
                "O certificado dessa pessoa, como amostra: a frente, o verso ou o PDF",
                &["image/png", "application/pdf"],
            )
            .asks::<Whose>()
            .refuses(&[StatusCode::GONE])
            .for_(all),
        )
        .post(
            "/organizador/eventos/{event}/teste",
            mailed::of_event,
            Op::plain("Envia a quem pede a mensagem que os participantes recebem, como amostra")
                .takes::<Wish>()
                .refuses(&[StatusCode::TOO_MANY_REQUESTS])
                .creates()
                .for_(all),
        )
        .post(
            "/organizador/importacoes/{import}/amostra/teste",
            mailed::of_line,
            Op::plain("O mesmo, com os dados de uma pessoa da planilha")
                .takes::<WishOfLine>()
                .refuses(&[StatusCode::GONE, StatusCode::TOO_MANY_REQUESTS])
                .creates()
                .for_(all),
        )
}
