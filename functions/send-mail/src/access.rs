//! The letters about a request for access. All go to its address, in the Portuguese of Portugal.
//!
//! Whoever asks typed the address themselves, and it may be somebody else's: until it is proved, a letter to it repeats nothing of what
//! was typed, so that nobody makes us carry a message to a stranger.

use crate::SendError;
use crate::letters::{Frame, letter};
use crate::ways_in;
use askama::Template;
use common::App;
use common::digital::access_link::{AccessLink, confirmation_path};
use common::digital::access_moments::{lapses_on, promised};
use common::digital::access_words;
use common::mail::Letter;
use domain::digital::access::{AccessRequest, Sending, State};
use domain::digital::protocol::Protocol;
use domain::value::email::EmailAddress;
use domain::value::id::{AccessRequestId, MailId};
use domain::work::AccessNews;
use platform::secrets::Keys;

#[derive(Template)]
#[template(path = "access_told.txt", escape = "none")]
struct ToldText<'a> {
    mail: &'a Frame,
    told: &'a Told,
}

#[derive(Template)]
#[template(path = "access_told.html")]
struct ToldHtml<'a> {
    mail: &'a Frame,
    told: &'a Told,
}

/// What whoever asked is told.
#[derive(Default)]
struct Told {
    protocol: String,
    title: &'static str,
    sentences: Vec<String>,
    /// What is to be mended: the field, and the approver's words line by line.
    notes: Vec<(&'static str, Vec<String>)>,
    /// Why it was refused, line by line.
    reason: Vec<String>,
    /// What the button says, and where it leads.
    action: (&'static str, String),
}

/// A mail about a request. None when the request has ended, or has gone on since.
pub(crate) async fn access(
    app: &App,
    mail: &MailId,
    request: &AccessRequestId,
    news: AccessNews,
) -> Result<Option<Letter>, SendError> {
    let now = app.clock.now();
    let found = app.store.find_access_request(request, now).await?;
    let Some(request) = found.filter(|request| !request.has_lapsed(now)) else { return Ok(None) };
    written(app, mail, &request, news).await
}

/// The link to the request of a protocol number, if there is one.
pub(crate) async fn by_protocol(
    app: &App,
    mail: &MailId,
    protocol: &Protocol,
) -> Result<Option<Letter>, SendError> {
    let now = app.clock.now();
    let found = app.store.find_access_of_protocol(protocol, now).await?;
    let Some(request) = found.filter(|request| !request.has_lapsed(now)) else { return Ok(None) };
    written(app, mail, &request, AccessNews::Link).await
}

async fn written(
    app: &App,
    mail: &MailId,
    request: &AccessRequest,
    news: AccessNews,
) -> Result<Option<Letter>, SendError> {
    let keys = app.secrets.keys().await?;
    let (state, path) = (&request.snapshot().state, AccessLink::new(&keys, request.id()).path());
    let told = match (news, state) {
        (AccessNews::Link, _) => link(request, path),
        (AccessNews::Sent, _) => match confirmation_path(&keys, request) {
            Some(confirmation) => sent(request, confirmation),
            None => return Ok(None),
        },
        (AccessNews::Waiting, State::Validated { .. }) => waiting(request, path),
        (AccessNews::Returned, State::Returned { .. }) => returned(request, path),
        (AccessNews::Refused, State::Refused { .. }) => refused(request, path),
        (AccessNews::Approved, State::Approved { sending, .. }) => {
            return approved(app, &keys, (mail, request), sending).await;
        }
        _ => return Ok(None),
    };
    composed(app, mail, request, request.address(), told).map(Some)
}

fn link(request: &AccessRequest, path: String) -> Told {
    let mut sentences = vec![
        "Guarde esta mensagem: o link abre o seu pedido de acesso, neste ou noutro dispositivo.".to_owned(),
    ];
    let lapses = lapses_on(request);
    if !lapses.is_empty() {
        sentences.push(format!("O pedido espera por si. Sem novidades, termina em {lapses}."));
    }
    Told {
        title: "O link do seu pedido de acesso",
        sentences,
        action: ("Continuar o pedido", path),
        ..Told::default()
    }
}

fn sent(request: &AccessRequest, path: String) -> Told {
    let sentences = vec![
        "Foi enviado um pedido de acesso ao portal com este endereço. Para que seja analisado, confirme que recebe aqui as suas mensagens.".to_owned(),
        format!("Sem a confirmação, o pedido termina em {}. Se não foi você, não faça nada.", lapses_on(request)),
    ];
    Told {
        title: "Confirme o seu e-mail",
        sentences,
        action: ("Confirmar o e-mail", path),
        ..Told::default()
    }
}

fn waiting(request: &AccessRequest, path: String) -> Told {
    let sentences = vec![
        "O seu e-mail está confirmado e o pedido está em análise.".to_owned(),
        format!("A resposta chega por e-mail até {}.", promised(request)),
    ];
    Told {
        title: "O seu pedido está em análise",
        sentences,
        action: ("Ver o pedido", path),
        ..Told::default()
    }
}

fn returned(request: &AccessRequest, path: String) -> Told {
    let State::Returned { notes, .. } = &request.snapshot().state else { return Told::default() };
    let lines = |text: &str| text.lines().map(str::to_owned).collect();
    let sentences = vec![format!(
        "Para decidir o seu pedido, é preciso corrigir o que está abaixo. O resto ficou como estava: corrija e envie de novo até {}.",
        lapses_on(request)
    )];
    let notes =
        notes.iter().map(|note| (access_words::field(note.field), lines(note.text.as_str()))).collect();
    Told {
        title: "O que corrigir no seu pedido",
        sentences,
        notes,
        action: ("Corrigir o pedido", path),
        ..Told::default()
    }
}

fn refused(request: &AccessRequest, path: String) -> Told {
    let State::Refused { reason, .. } = &request.snapshot().state else { return Told::default() };
    let sentences = vec!["O seu pedido de acesso foi recusado, por este motivo:".to_owned()];
    let reason = reason.lines().map(str::to_owned).collect();
    Told {
        title: "O seu pedido foi recusado",
        sentences,
        reason,
        action: ("Ver o pedido", path),
        ..Told::default()
    }
}

/// Access was granted: the mail goes to the account's own address, with the link to define the password while nobody has.
async fn approved(
    app: &App,
    keys: &Keys,
    (mail, request): (&MailId, &AccessRequest),
    sending: &Sending,
) -> Result<Option<Letter>, SendError> {
    let account = app.store.get_account(&sending.form.account).await?;
    let account = match ways_in::has_no_way_in(&account, app.clock.now()) {
        true => ways_in::invite_again(app, account, mail).await?,
        false => account,
    };
    let (sentence, action) = match ways_in::definition_path(keys, &account, app.clock.now()) {
        Some(path) => (
            "O link abaixo serve uma só vez, para definir a sua palavra-passe: depois entra com o seu NIF ou CPF. Se já não servir, peça outro na página do pedido.",
            ("Definir a palavra-passe", path),
        ),
        None => {
            ("Entre com o seu NIF ou CPF e a palavra-passe que já tem.", ("Entrar", "/entrar".to_owned()))
        }
    };
    let sentences = vec![
        "O seu pedido de acesso foi aprovado.".to_owned(),
        sentence.to_owned(),
        "Na primeira entrada é pedido um código de confirmação, que recebe por e-mail ou SMS, como preferir."
            .to_owned(),
    ];
    let told = Told { title: "O seu pedido foi aprovado", sentences, action, ..Told::default() };
    composed(app, mail, request, &account.snapshot().email, told).map(Some)
}

fn composed(
    app: &App,
    mail: &MailId,
    request: &AccessRequest,
    to: &EmailAddress,
    told: Told,
) -> Result<Letter, SendError> {
    let told = Told { protocol: request.snapshot().protocol.as_str().to_owned(), ..told };
    let subject = format!("{} ({})", told.title, told.protocol);
    let preheader = format!("Pedido de acesso {} em {}.", told.protocol, app.config.brand);
    let reason = "Recebeu esta mensagem porque um pedido de acesso foi feito com este endereço.".to_owned();
    let (label, path) = &told.action;
    let frame = Frame::new(app, subject, preheader, reason).answered_by(app.config.support.clone());
    let frame = frame.leading_to(app, label, path);
    let text = ToldText { mail: &frame, told: &told }.render()?;
    let html = ToldHtml { mail: &frame, told: &told }.render()?;
    Ok(letter(mail, to, &frame, text, html))
}
