//! The letters to whom a paid unit is assigned: the link to its form, and what becomes of the case.
//!
//! All go to the address that the buyer gave, which is where the link went: whoever reads mails there is who fills in the form.

use crate::SendError;
use crate::letters::{Frame, letter};
use askama::Template;
use common::App;
use common::digital::holder_link::HolderLink;
use common::mail::Letter;
use domain::digital::enrollment::{Enrollment, State};
use domain::digital::entitlement::{self, Assignment, Entitlement};
use domain::value::id::{EnrollmentId, EntitlementId, MailId};
use domain::work::CaseNews;

#[derive(Template)]
#[template(path = "holder_told.txt", escape = "none")]
struct ToldText<'a> {
    mail: &'a Frame,
    told: &'a Told,
}

#[derive(Template)]
#[template(path = "holder_told.html")]
struct ToldHtml<'a> {
    mail: &'a Frame,
    told: &'a Told,
}

/// What the holder is told.
struct Told {
    title: String,
    product: String,
    /// The protocol number, once there is one.
    protocol: String,
    sentences: Vec<&'static str>,
    /// What the button says; nothing where the link opens nothing any more.
    action: &'static str,
}

/// The link to the form of an assigned unit. None when it was assigned anew, taken back or asked for since.
pub(crate) async fn assigned(
    app: &App,
    mail: &MailId,
    unit: &EntitlementId,
    number: u32,
) -> Result<Option<Letter>, SendError> {
    let Some(unit) = app.store.find_entitlement(unit).await? else { return Ok(None) };
    let entitlement::State::Assigned { assignment } = &unit.snapshot().state else { return Ok(None) };
    if assignment.number != number {
        return Ok(None);
    }
    let told = Told {
        title: "Um certificado digital foi atribuído a você".to_owned(),
        product: unit.snapshot().of.title.to_string(),
        protocol: String::new(),
        sentences: vec![
            "Quem comprou o certificado abaixo o atribuiu a você. Para pedi-lo, preencha o formulário com os seus dados; ele se guarda sozinho, e você pode continuar depois por este mesmo link.",
            "Tenha à mão o seu documento com foto. O link é só seu: não o repasse. Se não esperava esta mensagem, não preencha nada e avise quem comprou.",
        ],
        action: "Preencher o formulário",
    };
    composed(app, mail, &unit, assignment, told).await.map(Some)
}

/// A mail about a case. None when the case has gone on since.
pub(crate) async fn case(
    app: &App,
    mail: &MailId,
    case: &EnrollmentId,
    news: CaseNews,
) -> Result<Option<Letter>, SendError> {
    let Some(case) = app.store.find_enrollment(case).await? else { return Ok(None) };
    let Some(unit) = app.store.find_entitlement(&case.snapshot().entitlement).await? else { return Ok(None) };
    let Some(told) = told(&case, news) else { return Ok(None) };
    let assignment = Assignment {
        number: case.snapshot().assignment,
        to: case.snapshot().assignee.clone(),
        at: case.opened_at(),
    };
    composed(app, mail, &unit, &assignment, told).await.map(Some)
}

fn told(case: &Enrollment, news: CaseNews) -> Option<Told> {
    let (title, sentences, action) = match (news, &case.snapshot().state) {
        (CaseNews::Opened, _) => (
            "Recebemos a sua solicitação",
            vec![
                "A sua solicitação de certificado digital foi enviada, com o termo de titularidade com que você concordou.",
                "O próximo passo é reunir os documentos da lista que está na página da solicitação.",
            ],
            "Ver a solicitação",
        ),
        (CaseNews::Corrected, State::Documents { .. }) => (
            "A sua solicitação foi corrigida",
            vec![
                "O formulário foi corrigido, e o novo termo de titularidade vale no lugar do anterior. Se não foi você, responda a esta mensagem.",
            ],
            "Ver a solicitação",
        ),
        (CaseNews::Link, State::Documents { .. }) => (
            "O link da sua solicitação",
            vec!["Alguém pediu de novo o link da solicitação abaixo. Ele é só seu: não o repasse."],
            "Ver a solicitação",
        ),
        (CaseNews::Cancelled, State::Cancelled { .. }) => (
            "A sua solicitação foi encerrada",
            vec![
                "A solicitação abaixo foi encerrada, e o certificado voltou para quem o comprou. Nada mais precisa ser feito.",
            ],
            "",
        ),
        _ => return None,
    };
    Some(Told {
        title: title.to_owned(),
        product: case.snapshot().of.title.to_string(),
        protocol: case.snapshot().protocol.as_str().to_owned(),
        sentences,
        action,
    })
}

async fn composed(
    app: &App,
    mail: &MailId,
    unit: &Entitlement,
    assignment: &Assignment,
    told: Told,
) -> Result<Letter, SendError> {
    let keys = app.secrets.keys().await?;
    let path = HolderLink::new(&keys, unit.id(), assignment.number).path();
    let subject = match told.protocol.as_str() {
        "" => told.title.clone(),
        protocol => format!("{} ({protocol})", told.title),
    };
    let preheader = format!("{} em {}.", told.product, app.config.brand);
    let reason =
        "Você recebeu esta mensagem porque um certificado digital foi atribuído a este endereço.".to_owned();
    let frame = Frame::new(app, subject, preheader, reason).answered_by(app.config.support.clone());
    let frame = if told.action.is_empty() { frame } else { frame.leading_to(app, told.action, &path) };
    let text = ToldText { mail: &frame, told: &told }.render()?;
    let html = ToldHtml { mail: &frame, told: &told }.render()?;
    Ok(letter(mail, &assignment.to.email, &frame, text, html))
}
