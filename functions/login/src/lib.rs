//! Step `login`: everybody's way in and out.
//!
//! [`enter`] takes a CPF or token with a password, [`visitor`] a CPF or token alone. [`first_access`], [`password`] and
//! [`reset`] let a person choose a password: with the mailed initial one, with the present one, or through a mailed
//! link. [`leave`] ends sessions. Limits come before everything that costs, and no answer tells whether a CPF, a token
//! or an account exists.

mod begin;
mod choose;
mod enter;
mod first_access;
mod first_login_code;
mod front;
mod hashing;
mod identifier;
mod leave;
mod limits;
mod next;
mod password;
mod policy;
mod reset;
mod unsent;
mod visitor;

use common::web::{Access, Op, Routes};
use domain::role::Role;
use http::StatusCode;

/// What the step offers.
pub fn routes() -> Routes {
    Routes::new("login")
        .get("/", front::show, Op::page::<front::FrontPage>("Página inicial").or_leads())
        .get(
            "/entrar",
            enter::show,
            Op::page::<enter::EnterPage>("Formulário de entrada").asks::<enter::Onward>().or_leads(),
        )
        .post(
            "/entrar",
            enter::submit,
            Op::page::<begin::Begun>("Entra com CPF ou token e senha").takes::<enter::Enter>().refuses(&[
                StatusCode::UNAUTHORIZED,
                StatusCode::CONFLICT,
                StatusCode::TOO_MANY_REQUESTS,
            ]),
        )
        .get("/visitante", visitor::show, Op::page::<visitor::VisitorPage>("Formulário de acesso sem senha"))
        .post(
            "/visitante",
            visitor::submit,
            Op::page::<begin::Begun>("Recebe um passe de visitante")
                .takes::<visitor::Look>()
                .refuses(&[StatusCode::TOO_MANY_REQUESTS]),
        )
        .get(
            "/primeiro-acesso",
            first_access::show,
            Op::page::<first_access::FirstAccessPage>("Escolha da primeira senha")
                .or_leads()
                .refuses(&[StatusCode::UNAUTHORIZED, StatusCode::CONFLICT]),
        )
        .post(
            "/primeiro-acesso",
            first_access::submit,
            Op::page::<begin::Begun>("Troca a senha inicial por uma própria")
                .or_leads()
                .takes::<choose::NewPassword>()
                .refuses(&[StatusCode::UNAUTHORIZED, StatusCode::CONFLICT, StatusCode::TOO_MANY_REQUESTS]),
        )
        .get(
            "/entrar/codigo",
            first_login_code::show,
            Op::page::<first_login_code::CodePage>("Código da primeira entrada")
                .or_leads()
                .refuses(&[StatusCode::UNAUTHORIZED]),
        )
        .post(
            "/entrar/codigo",
            first_login_code::verify,
            Op::page::<begin::Begun>("Confirma a primeira entrada com o código")
                .or_leads()
                .takes::<first_login_code::Typed>()
                .refuses(&[StatusCode::UNAUTHORIZED, StatusCode::CONFLICT]),
        )
        .post(
            "/entrar/codigo/enviar",
            first_login_code::send,
            Op::plain("Envia o código da primeira entrada por e-mail ou SMS")
                .takes::<first_login_code::Sending>()
                .refuses(&[StatusCode::UNAUTHORIZED, StatusCode::TOO_MANY_REQUESTS]),
        )
        .get(
            "/senha",
            password::show,
            Op::page::<password::PasswordPage>("Alteração de senha")
                .asks::<password::Done>()
                .for_(Access::Only(Role::Holder)),
        )
        .post(
            "/senha",
            password::submit,
            Op::page::<begin::Begun>("Altera a senha e encerra as outras sessões")
                .takes::<password::Change>()
                .refuses(&[StatusCode::TOO_MANY_REQUESTS])
                .for_(Access::Only(Role::Holder)),
        )
        .get(
            "/senha/nova/{account}/{secret}",
            reset::show,
            Op::page::<reset::ResetPage>("Nova senha pelo link recebido por e-mail")
                .refuses(&[StatusCode::GONE, StatusCode::TOO_MANY_REQUESTS]),
        )
        .post(
            "/senha/nova/{account}/{secret}",
            reset::submit,
            Op::page::<begin::Begun>("Define uma nova senha pelo link e entra")
                .takes::<choose::NewPassword>()
                .refuses(&[StatusCode::CONFLICT, StatusCode::GONE, StatusCode::TOO_MANY_REQUESTS]),
        )
        .post("/sair", leave::submit, Op::plain("Encerra a sessão, ou todas").takes::<leave::Leave>())
}
