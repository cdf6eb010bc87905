//! The letters about a request for a correction: to whoever asked, to the team, and to the issuer that it was handed to. That a
//! certificate was corrected, the letter about its new version says.

use crate::SendError;
use crate::letters::{Frame, letter};
use crate::ticket::{Told, ToldHtml, ToldText};
use askama::Template;
use common::App;
use common::mail::Letter;
use common::participation::changes::{self, Change};
use common::participation::contact::{self, ContactShown};
use domain::participation::contact::Contact;
use domain::participation::correction::{Correction, Decider, Reach, State};
use domain::participation::edition::Sheet;
use domain::people::account::Account;
use domain::value::code::TicketNumber;
use domain::value::email::EmailAddress;
use domain::value::id::MailId;
use domain::work::CorrectionNews;

/// To the team, or to the issuer.
#[derive(Template)]
#[template(path = "correction_asked.txt", escape = "none")]
struct AskedText<'a> {
    mail: &'a Frame,
    asked: &'a Asked,
}

#[derive(Template)]
#[template(path = "correction_asked.html")]
struct AskedHtml<'a> {
    mail: &'a Frame,
    asked: &'a Asked,
}

/// What somebody asks.
struct Asked {
    number: String,
    /// What to do with it, in sentences.
    opening: Vec<String>,
    title: String,
    name: String,
    code: String,
    changes: Vec<Change>,
    lines: Vec<String>,
}

/// What all letters about a request need.
struct About {
    request: Correction,
    holder: Account,
    sheet: Sheet,
    contact: Option<Contact>,
    code: String,
}

/// The mail that something happened to a request. None when the request has ended, or has gone on since.
pub(crate) async fn correction(
    app: &App,
    mail: &MailId,
    number: &TicketNumber,
    news: CorrectionNews,
) -> Result<Option<Letter>, SendError> {
    let Some(request) = app.store.find_correction(number, app.clock.now()).await? else { return Ok(None) };
    let about = About::of(app, request).await?;
    match (news, &about.request.snapshot().state) {
        (CorrectionNews::Opened, _) => about.to_holder(app, mail, about.opened()).map(Some),
        (CorrectionNews::Arrived, State::WithTeam) => about.to_team(app, mail).map(Some),
        (CorrectionNews::PassedOn, State::WithIssuer { .. }) => {
            about.to_holder(app, mail, about.passed_on()).map(Some)
        }
        (CorrectionNews::Handed, State::WithIssuer { .. }) => about.to_issuer(app, mail),
        (CorrectionNews::Answered, State::Answered { words, .. }) => {
            let answer = words.lines().map(str::to_owned).collect();
            about.to_holder(app, mail, about.answered(answer)).map(Some)
        }
        _ => Ok(None),
    }
}

impl About {
    async fn of(app: &App, request: Correction) -> Result<Self, SendError> {
        let snapshot = request.snapshot();
        let holder = app.store.get_account(&snapshot.account).await?;
        let certificate = app.store.get_certificate(&snapshot.certificate).await?;
        let sheet = app.store.get_edition(&snapshot.event, certificate.current().edition).await?.sheet;
        let contact = contact::of_event(app, &snapshot.event).await?;
        let code = certificate.current().code.grouped();
        Ok(Self { request, holder, sheet, contact, code })
    }

    fn issuer(&self) -> &str {
        self.sheet.issuer_name.as_str()
    }

    fn changes(&self) -> Vec<Change> {
        let asked = &self.request.snapshot().asked;
        changes::between(&asked.before, &asked.after, &self.sheet)
    }

    fn words(&self) -> Vec<String> {
        let words = self.request.snapshot().asked.words.iter().flat_map(|words| words.lines());
        words.map(str::to_owned).collect()
    }

    fn told(&self, title: &'static str, sentences: Vec<String>) -> Told {
        let number = self.request.number().grouped();
        let (changes, words) = (self.changes(), self.words());
        Told { number, title, sentences, changes, words, answer: Vec::new(), decides: None }
    }

    fn opened(&self) -> Told {
        let sentences = vec![
            format!("Recebemos o seu pedido de correção do certificado de “{}”.", self.sheet.title),
            "A equipe de atendimento vê o pedido primeiro. O que muda o que o certificado atesta, ela encaminha a quem o emitiu. A resposta chega por e-mail; até lá o certificado fica como está.".to_owned(),
        ];
        self.told("Recebemos o seu pedido de correção", sentences)
    }

    fn passed_on(&self) -> Told {
        let sentence = format!(
            "O que você pede muda o que o certificado de “{}” atesta, e quem decide isso é a instituição que o emitiu ({}). O pedido está lá agora, e a resposta vem por aqui.",
            self.sheet.title,
            self.issuer()
        );
        let decides = self.contact.as_ref().map(|contact| ContactShown::new(contact, self.issuer()));
        Told { decides, ..self.told("O seu pedido de correção foi encaminhado", vec![sentence]) }
    }

    fn answered(&self, answer: Vec<String>) -> Told {
        let sentence =
            format!("O seu pedido de correção do certificado de “{}” foi respondido.", self.sheet.title);
        Told {
            answer,
            changes: Vec::new(),
            ..self.told("Resposta ao seu pedido de correção", vec![sentence])
        }
    }

    fn to_holder(&self, app: &App, mail: &MailId, told: Told) -> Result<Letter, SendError> {
        let subject = format!("{} ({})", told.title, told.number);
        let preheader = format!("Pedido {} em {}.", told.number, app.config.brand);
        let reason = "Você recebeu esta mensagem porque pediu a correção de um certificado seu.".to_owned();
        let path = format!("/certificados/{}/correcoes", self.request.snapshot().certificate);
        let frame = Frame::new(app, subject, preheader, reason);
        // Who has the request answers for it: until it is handed on, the team.
        let frame = match self.request.snapshot().state {
            State::WithIssuer { .. } | State::Answered { by: Decider::Issuer, .. } => {
                frame.of_issuer(self.issuer(), self.contact.as_ref())
            }
            _ => frame.answered_by(app.config.support.clone()),
        };
        let frame = frame.leading_to(app, "Ver o pedido", &path);
        let text = ToldText { mail: &frame, told: &told }.render()?;
        let html = ToldHtml { mail: &frame, told: &told }.render()?;
        Ok(letter(mail, &self.holder.snapshot().email, &frame, text, html))
    }

    /// Answers go to whoever asked, from the team's own mailbox.
    fn to_team(&self, app: &App, mail: &MailId) -> Result<Letter, SendError> {
        let reach = match self.request.snapshot().asked.reach() {
            Reach::Issuer => format!(
                "Isto muda o que o certificado atesta, e só a instituição decide ({}): encaminhe com pass_on_correction.",
                self.issuer()
            ),
            Reach::Team | Reach::Rule(_) => format!(
                "É a grafia de um nome: compare-a com o certificado e corrija com make_correction, ou encaminhe a {} com pass_on_correction.",
                self.issuer()
            ),
        };
        let opening = vec![
            reach,
            "Para responder sem corrigir, use answer_correction. O que você responder a esta mensagem vai à pessoa, mas não encerra o pedido.".to_owned(),
        ];
        let frame = self.frame(app, "Pedido de correção");
        let frame = frame.answered_by(self.holder.snapshot().email.clone());
        self.asked(mail, &app.config.support, &frame, opening)
    }

    /// None when the issuer has no mailbox: the request is on its page all the same.
    fn to_issuer(&self, app: &App, mail: &MailId) -> Result<Option<Letter>, SendError> {
        let Some(to) = contact::reply_to(self.contact.as_ref()) else { return Ok(None) };
        let opening = vec![
            format!("Quem recebeu um certificado da sua instituição ({}) diz que ele está errado, e só ela decide sobre isso.", self.issuer()),
            "Entre como organizador para corrigir o certificado ou responder: a pessoa recebe a resposta por e-mail.".to_owned(),
        ];
        let path = format!(
            "/organizador/certificados/{}/correcao",
            self.request.snapshot().certificate.as_str().to_lowercase()
        );
        let frame = self.frame(app, "Pedido de quem recebeu um certificado");
        let frame = frame.answered_by(self.holder.snapshot().email.clone()).leading_to(
            app,
            "Decidir sobre o pedido",
            &path,
        );
        self.asked(mail, &to, &frame, opening).map(Some)
    }

    /// Neither name nor wish in the subject: subjects are shown on locked telephones.
    fn frame(&self, app: &App, title: &str) -> Frame {
        let subject = format!("{title} {}", self.request.number());
        let preheader = format!("Pedido {} em {}.", self.request.number(), app.config.brand);
        let reason = format!(
            "Você recebeu esta mensagem porque este endereço atende pedidos de correção em {}.",
            app.config.brand
        );
        Frame::new(app, subject, preheader, reason)
    }

    fn asked(
        &self,
        mail: &MailId,
        to: &EmailAddress,
        frame: &Frame,
        opening: Vec<String>,
    ) -> Result<Letter, SendError> {
        let snapshot = self.request.snapshot();
        let asked = Asked {
            number: self.request.number().grouped(),
            opening,
            title: self.sheet.title.to_string(),
            name: snapshot.asked.before.name.to_string(),
            code: self.code.clone(),
            changes: self.changes(),
            lines: self.words(),
        };
        let text = AskedText { mail: frame, asked: &asked }.render()?;
        let html = AskedHtml { mail: frame, asked: &asked }.render()?;
        Ok(letter(mail, to, frame, text, html))
    }
}
