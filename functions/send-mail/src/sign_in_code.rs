//! The code of a first sign-in, by mail or as a short message: derived when it is sent, and stored nowhere.

use crate::letters::{Frame, letter};
use crate::{Outcome, SendError};
use askama::Template;
use common::App;
use common::mail::Letter;
use domain::people::account::Account;
use domain::value::id::{AccountId, MailId};
use domain::work::Channel;
use jiff::Timestamp;

/// Which code, and which way it goes.
pub(crate) struct Asked<'a> {
    pub(crate) account: &'a AccountId,
    pub(crate) session: &'a str,
    pub(crate) number: u32,
    pub(crate) channel: Channel,
    pub(crate) until: Timestamp,
}

#[derive(Template)]
#[template(path = "sign_in_code.txt", escape = "none")]
struct CodeText<'a> {
    mail: &'a Frame,
    code: &'a str,
}

#[derive(Template)]
#[template(path = "sign_in_code.html")]
struct CodeHtml<'a> {
    mail: &'a Frame,
    code: &'a str,
}

/// What is to be sent: a letter, or what became of a short message.
pub(crate) enum Made {
    Letter(Letter),
    Done(Outcome),
}

/// Makes the code, and sends it where it is no letter. Nothing is sent once it counts no more, or nobody waits for it.
pub(crate) async fn sign_in_code(app: &App, mail: &MailId, asked: Asked<'_>) -> Result<Made, SendError> {
    let account = app.store.get_account(asked.account).await?;
    let Some(first) = account.snapshot().first_sign_in.as_ref().filter(|_| app.clock.now() < asked.until)
    else {
        return Ok(Made::Done(Outcome::Nothing));
    };
    let code = app.secrets.keys().await?.sign_in_code(asked.account, asked.session, asked.number);
    match asked.channel {
        Channel::Mail => Ok(Made::Letter(written(app, mail, &account, &code)?)),
        Channel::Sms => {
            let text = short(&app.config.brand, &code);
            let receipt = app.texter.send(&first.mobile, &text).await?;
            Ok(Made::Done(Outcome::Sent(receipt)))
        }
    }
}

/// One short message, whatever the brand is called.
fn short(brand: &str, code: &str) -> String {
    let brand: String = brand.chars().take(15).collect();
    format!("{brand}: código {code}. Vale 10 minutos. Não o diga a ninguém.")
}

fn written(app: &App, mail: &MailId, account: &Account, code: &str) -> Result<Letter, SendError> {
    // Not in the subject: subjects are shown on locked telephones.
    let subject = format!("O seu código para entrar em {}", app.config.brand);
    let preheader = "Vale dez minutos, para a entrada que começou agora.".to_owned();
    let reason =
        "Recebeu esta mensagem porque alguém entrou com a sua palavra-passe e pediu o código.".to_owned();
    let frame = Frame::new(app, subject, preheader, reason).answered_by(app.config.support.clone());
    let text = CodeText { mail: &frame, code }.render()?;
    let html = CodeHtml { mail: &frame, code }.render()?;
    Ok(letter(mail, &account.snapshot().email, &frame, text, html))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_code_fits_into_one_message() {
        let longest = super::short(&"Ç".repeat(60), "012345");
        assert!(longest.chars().count() <= common::sms::LONGEST, "{longest}");
    }
}
