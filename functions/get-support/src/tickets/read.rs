//! What somebody typed into the form, read at the door.

use super::form::Asking;
use common::error::{FieldError, Problem};
use common::web::Visit;
use domain::people::ticket::{Named, Requester, Subject, Words};
use domain::value::code::{ParticipantToken, VerifyCode};
use domain::value::cpf::Cpf;
use domain::value::email::{EmailAddress, EmailError};
use domain::value::id::IssuerId;
use domain::value::name::{PersonName, TextError};

/// A form whose fields say something.
pub(super) struct Accepted {
    pub(super) requester: Requester,
    pub(super) subject: Subject,
    pub(super) code: Option<VerifyCode>,
    pub(super) text: Words,
}

/// Reads a form: what is wrong is told in the order of its fields.
pub(super) fn read(form: &Asking) -> Result<Accepted, Problem> {
    let mut errors = Vec::new();
    let subject = kept(Subject::of_kind(&form.subject).ok_or(()), &mut errors, |()| {
        FieldError::new("subject", "Escolha o assunto: assim o pedido chega a quem sabe responder.")
    });
    let text = kept(Words::parse(&form.message), &mut errors, |e| FieldError::new("message", of_message(e)));
    let code = kept(code(&form.code), &mut errors, |sentence| FieldError::new("code", sentence));
    let name = kept(PersonName::parse(&form.name), &mut errors, |e| FieldError::new("name", of_name(e)));
    let email =
        kept(EmailAddress::parse(&form.email), &mut errors, |e| FieldError::new("email", of_email(e)));
    let named =
        kept(named(&form.identifier), &mut errors, |sentence| FieldError::new("identifier", sentence));
    match (name, email, named, subject, code, text) {
        (Some(name), Some(email), Some(named), Some(subject), Some(code), Some(text)) => {
            Ok(Accepted { requester: Requester { name, email, named }, subject, code, text })
        }
        _ => Err(Problem::fields(errors)),
    }
}

fn kept<T, E>(
    read: Result<T, E>,
    errors: &mut Vec<FieldError>,
    of: impl FnOnce(E) -> FieldError,
) -> Option<T> {
    read.map_err(|error| errors.push(of(error))).ok()
}

fn named(typed: &str) -> Result<Option<Named>, &'static str> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let cpf = Cpf::parse(typed).map(Named::Cpf).ok();
    let named = cpf.or_else(|| ParticipantToken::parse(typed).map(Named::Token).ok());
    named.map(Some).ok_or("Confira o CPF (11 números) ou o token (13 letras e números), ou deixe em branco.")
}

fn code(typed: &str) -> Result<Option<VerifyCode>, &'static str> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let wrong = "Confira o código: ele está no rodapé do certificado e tem 17 letras e números. Pode também ficar em branco.";
    VerifyCode::parse(typed).map(Some).map_err(|_| wrong)
}

fn of_name(error: TextError) -> &'static str {
    match error {
        TextError::Empty => "Escreva o seu nome, para sabermos com quem falamos.",
        _ => "Escreva o nome com letras, sem números nem endereços.",
    }
}

fn of_email(error: EmailError) -> &'static str {
    match error {
        EmailError::Empty => "Digite o e-mail em que quer receber a resposta.",
        _ => "Digite o e-mail por inteiro, na forma nome@exemplo.com.br.",
    }
}

fn of_message(error: TextError) -> String {
    match error {
        TextError::TooLong(most) => format!("A mensagem passa de {most} letras. Encurte-a."),
        _ => "Conte o que aconteceu, e o que você esperava.".to_owned(),
    }
}

/// The issuer of the certificate that a code names. That there is none is told at the field; the tries are counted before.
pub(super) async fn issuer(visit: &Visit, code: VerifyCode) -> Result<(VerifyCode, IssuerId), Problem> {
    let store = &visit.app.store;
    let Some(record) = store.find_record(&code).await? else {
        let sentence = "Nenhum certificado emitido aqui tem este código. Confira-o, ou deixe em branco.";
        return Err(Problem::fields(FieldError::new("code", sentence)));
    };
    let certificate = store.get_certificate(&record.certificate).await?;
    let event = store.get_event(&certificate.snapshot().event).await?;
    Ok((code, event.snapshot().issuer.clone()))
}
