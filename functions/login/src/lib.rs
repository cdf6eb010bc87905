//! Step `login`: everybody's way in and out.
//!
//! [`enter`] takes a CPF or token with a password, [`visitor`] a CPF or token alone. [`first_access`], [`password`] and
//! [`reset`] let a person choose a password: with the mailed initial one, with the present one, or through a mailed
//! link. [`factor`] is the second step of whoever has a duty. [`leave`] ends sessions. Limits come before everything that costs, and no answer tells whether a CPF, a token
//! or an account exists.

mod begin;
mod choose;
mod enter;
mod factor;
mod first_access;
mod first_login_code;
mod front;
mod hashing;
mod identifier;
mod identity;
mod leave;
mod limits;
mod next;
mod passkey;
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
        .get(
            "/duas-etapas",
            factor::ask::show,
            Op::page::<factor::ask::AskPage>(
                "Formulário do código do aplicativo, a segunda etapa da entrada",
            )
            .asks::<factor::ask::Onward>()
            .or_leads()
            .for_(Access::Only(Role::Holder)),
        )
        .post(
            "/duas-etapas",
            factor::ask::submit,
            Op::page::<begin::Begun>("Confere o código do aplicativo e continua a entrada")
                .or_leads()
                .takes::<factor::ask::Proof>()
                .refuses(&[StatusCode::CONFLICT, StatusCode::TOO_MANY_REQUESTS])
                .for_(Access::Only(Role::Holder)),
        )
        .get(
            "/duas-etapas/recuperar",
            factor::recover::show,
            Op::page::<factor::recover::RecoverPage>("Formulário de um código de recuperação")
                .or_leads()
                .for_(Access::Only(Role::Holder)),
        )
        .post(
            "/duas-etapas/recuperar",
            factor::recover::submit,
            Op::page::<begin::Begun>("Gasta um código de recuperação e continua a entrada")
                .or_leads()
                .takes::<factor::ask::Proof>()
                .refuses(&[StatusCode::CONFLICT, StatusCode::TOO_MANY_REQUESTS])
                .for_(Access::Only(Role::Holder)),
        )
        .get(
            "/duas-etapas/ativar",
            factor::set_up::show,
            Op::page::<factor::set_up::SetUpPage>(
                "A chave de um aplicativo autenticador e o formulário do primeiro código",
            )
            .or_leads()
            .for_(Access::Only(Role::Holder)),
        )
        .post(
            "/duas-etapas/ativar",
            factor::set_up::submit,
            Op::page::<factor::codes::CodesPage>("Ativa o aplicativo e mostra os códigos de recuperação")
                .or_leads()
                .takes::<factor::set_up::FirstCode>()
                .refuses(&[StatusCode::CONFLICT, StatusCode::TOO_MANY_REQUESTS])
                .for_(Access::Only(Role::Holder)),
        )
        .post(
            "/duas-etapas/chave",
            factor::keys::sign_in,
            Op::page::<begin::Begun>("Confere a assinatura de uma chave de acesso e continua a entrada")
                .or_leads()
                .takes::<factor::keys::Signed>()
                .refuses(&[StatusCode::CONFLICT, StatusCode::TOO_MANY_REQUESTS])
                .for_(Access::Only(Role::Holder)),
        )
        .get(
            "/duas-etapas/chaves",
            factor::keys::show,
            Op::page::<factor::keys::AddPage>("Formulário de uma nova chave de acesso")
                .or_leads()
                .for_(Access::Only(Role::Holder)),
        )
        .post(
            "/duas-etapas/chaves",
            factor::keys::add,
            Op::page::<factor::codes::CodesPage>(
                "Acrescenta uma chave de acesso; a primeira mostra os códigos de recuperação",
            )
            .or_leads()
            .takes::<factor::keys::Add>()
            .refuses(&[StatusCode::CONFLICT, StatusCode::TOO_MANY_REQUESTS])
            .for_(Access::Only(Role::Holder)),
        )
        .get(
            "/duas-etapas/meios",
            factor::means::show,
            Op::page::<factor::means::MeansPage>("A verificação em duas etapas de quem entrou")
                .or_leads()
                .for_(Access::Only(Role::Holder)),
        )
        .post(
            "/duas-etapas/meios/remover",
            factor::keys::remove,
            Op::plain("Remove uma chave de acesso ou o aplicativo")
                .takes::<factor::keys::Remove>()
                .refuses(&[StatusCode::CONFLICT, StatusCode::NOT_FOUND, StatusCode::TOO_MANY_REQUESTS])
                .for_(Access::Only(Role::Holder)),
        )
        .post(
            "/duas-etapas/codigos",
            factor::codes::renew,
            Op::page::<factor::codes::CodesPage>("Troca os códigos de recuperação e os mostra")
                .or_leads()
                .takes::<factor::codes::Renew>()
                .refuses(&[StatusCode::CONFLICT, StatusCode::TOO_MANY_REQUESTS])
                .for_(Access::Only(Role::Holder)),
        )
        .post(
            "/duas-etapas/codigos/arquivo",
            factor::codes::keep,
            Op::file("Os códigos de recuperação da página como arquivo", &["text/plain"])
                .or_leads()
                .takes::<factor::codes::Keep>()
                .refuses(&[StatusCode::CONFLICT])
                .for_(Access::Only(Role::Holder)),
        )
        .get(
            "/entrar/govbr",
            identity::pages::to_govbr,
            Op::plain("Leva ao gov.br para confirmar quem é")
                .asks::<identity::pages::Onward>()
                .refuses(&[StatusCode::NOT_FOUND]),
        )
        .get(
            "/entrar/govbr/retorno",
            identity::pages::from_govbr,
            Op::page::<begin::Begun>("Volta do gov.br: entra na conta do CPF confirmado")
                .asks::<identity::pages::Code>()
                .or_leads()
                .refuses(&[
                    StatusCode::FORBIDDEN,
                    StatusCode::NOT_FOUND,
                    StatusCode::CONFLICT,
                    StatusCode::TOO_MANY_REQUESTS,
                ]),
        )
        .get(
            "/entrar/autenticacao-gov",
            identity::pages::to_autenticacao,
            Op::plain("Leva à Autenticação.gov para confirmar quem é")
                .asks::<identity::pages::Onward>()
                .refuses(&[StatusCode::NOT_FOUND]),
        )
        .get(
            "/entrar/autenticacao-gov/retorno",
            identity::pages::show_autenticacao,
            Op::page::<identity::pages::ReturnPage>("Volta da Autenticação.gov")
                .refuses(&[StatusCode::NOT_FOUND]),
        )
        .post(
            "/entrar/autenticacao-gov/retorno",
            identity::pages::from_autenticacao,
            Op::page::<begin::Begun>("Entra na conta do NIF que a Autenticação.gov confirmou")
                .takes::<identity::pages::Token>()
                .refuses(&[
                    StatusCode::FORBIDDEN,
                    StatusCode::NOT_FOUND,
                    StatusCode::CONFLICT,
                    StatusCode::TOO_MANY_REQUESTS,
                ]),
        )
        .post("/sair", leave::submit, Op::plain("Encerra a sessão, ou todas").takes::<leave::Leave>())
}
