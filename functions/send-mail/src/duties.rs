//! Letters to people who work for the house: that they do, and what became of their second factor.

use crate::SendError;
use crate::letters::{Frame, letter};
use crate::ways_in::WayIn;
use askama::Template;
use common::App;
use common::mail::Letter;
use domain::people::account::Account;
use domain::role::Duty;
use domain::value::calendar;
use domain::value::id::{AccountId, MailId};
use domain::work::FactorNews;
use jiff::Timestamp;

#[derive(Template)]
#[template(path = "entrusted.txt", escape = "none")]
struct EntrustedText<'a> {
    mail: &'a Frame,
    way_in: &'a WayIn,
    told: &'a Told,
}

#[derive(Template)]
#[template(path = "entrusted.html")]
struct EntrustedHtml<'a> {
    mail: &'a Frame,
    way_in: &'a WayIn,
    told: &'a Told,
}

#[derive(Template)]
#[template(path = "second_factor.txt", escape = "none")]
struct FactorText<'a> {
    mail: &'a Frame,
    first_name: &'a str,
    told: &'a Told,
}

#[derive(Template)]
#[template(path = "second_factor.html")]
struct FactorHtml<'a> {
    mail: &'a Frame,
    first_name: &'a str,
    told: &'a Told,
}

/// What a letter says.
struct Told {
    title: &'static str,
    happened: String,
    then: &'static str,
}

/// Somebody was given a duty. None, when it was taken away since: the letter would lead nowhere.
pub(crate) async fn entrusted(
    app: &App,
    mail: &MailId,
    account: &AccountId,
    duty: Duty,
) -> Result<Option<Letter>, SendError> {
    let account = app.store.get_account(account).await?;
    if !account.snapshot().roles.has(duty.role()) {
        return Ok(None);
    }
    let way_in = WayIn::of(app, &app.secrets.keys().await?, &account, app.clock.now());
    let (title, happened) = match duty {
        Duty::Supervisor => (
            "O seu acesso de supervisão",
            "Você cuida do catálogo, do calendário e do que precisa de atenção.",
        ),
        Duty::Approver => ("O seu acesso de aprovação", "Você decide os pedidos de acesso ao portal."),
        Duty::Agent => (
            "O seu acesso de agente de registro",
            "Você analisa documentos e identifica as pessoas que pedem certificados digitais.",
        ),
    };
    let told = Told { title, happened: happened.to_owned(), then: FIRST_TIME };
    let subject = format!("{title} em {}", app.config.brand);
    let preheader = "Como entrar, e a verificação em duas etapas.".to_owned();
    let reason = "Você recebeu esta mensagem porque um administrador lhe deu esta função.".to_owned();
    let frame = Frame::new(app, subject, preheader, reason).leading_to(app, "Entrar", &way_in.path());
    let text = EntrustedText { mail: &frame, way_in: &way_in, told: &told }.render()?;
    let html = EntrustedHtml { mail: &frame, way_in: &way_in, told: &told }.render()?;
    Ok(Some(letter(mail, &account.snapshot().email, &frame, text, html)))
}

const FIRST_TIME: &str = "Esta função pede a verificação em duas etapas: tenha o telefone à mão na primeira entrada, para configurar um aplicativo autenticador.";

/// Something about a second factor: its owner should know.
pub(crate) async fn second_factor(
    app: &App,
    mail: &MailId,
    account: &AccountId,
    news: FactorNews,
    at: Timestamp,
) -> Result<Option<Letter>, SendError> {
    let account = app.store.get_account(account).await?;
    let told = told(news, &calendar::moment(at));
    let preheader = "Se não foi você, troque a senha e avise o administrador.".to_owned();
    let reason =
        "Você recebeu esta mensagem porque a verificação em duas etapas da sua conta mudou.".to_owned();
    let frame = Frame::new(app, told.title.to_owned(), preheader, reason);
    let frame = frame.leading_to(app, "Não fui eu: pedir novo acesso", "/reenviar");
    factor_letter(mail, &account, &frame, &told).map(Some)
}

fn factor_letter(mail: &MailId, account: &Account, frame: &Frame, told: &Told) -> Result<Letter, SendError> {
    let first_name = account.snapshot().name.first();
    let text = FactorText { mail: frame, first_name: &first_name, told }.render()?;
    let html = FactorHtml { mail: frame, first_name: &first_name, told }.render()?;
    Ok(letter(mail, &account.snapshot().email, frame, text, html))
}

fn told(news: FactorNews, at: &str) -> Told {
    let (title, happened, then) = match news {
        FactorNews::SetUp => (
            "Verificação em duas etapas ativada",
            format!(
                "Um aplicativo autenticador foi configurado na sua conta em {at}. As sessões abertas em outros aparelhos foram encerradas."
            ),
            "Guarde os códigos de recuperação em lugar seguro, fora do telefone.",
        ),
        FactorNews::RecoverySpent => (
            "Entrada com um código de recuperação",
            format!(
                "Um código de recuperação da sua conta foi usado em {at}, no lugar do aplicativo. Ele não serve mais."
            ),
            "Se perdeu o telefone, configure outro aplicativo em “Verificação em duas etapas”.",
        ),
        FactorNews::RecoveryRenewed => (
            "Códigos de recuperação novos",
            format!(
                "Códigos de recuperação novos foram gerados na sua conta em {at}. Os de antes não servem mais."
            ),
            "Guarde os novos em lugar seguro, fora do telefone.",
        ),
        FactorNews::PasskeyAdded => (
            "Chave de acesso adicionada",
            format!("Uma chave de acesso foi adicionada à verificação em duas etapas da sua conta em {at}."),
            "Ela entra no lugar do código do aplicativo.",
        ),
        FactorNews::Removed => (
            "Verificação em duas etapas alterada",
            format!(
                "Um meio da verificação em duas etapas da sua conta foi removido em {at}. Ele não serve mais."
            ),
            "Os outros continuam valendo.",
        ),
        FactorNews::Reset => (
            "Verificação em duas etapas redefinida",
            format!(
                "Um administrador redefiniu a verificação em duas etapas da sua conta em {at}. O aplicativo e os códigos de antes não servem mais."
            ),
            "Na próxima entrada você configura outro aplicativo.",
        ),
    };
    Told { title, happened, then }
}
