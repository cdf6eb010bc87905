//! Another address for the person of a certificate, and its mail again: while nobody has used the account that it is in, or
//! while it stands apart from it. What has gone to the earlier address counts no more.

use super::show::{CertificatePage, Typed};
use crate::owned;
use axum::extract::Path;
use common::error::{FieldError, Problem};
use common::web::{Answer, Input, Once, Organiser};
use domain::participation::certificate::{Certificate, Command, OtherAddress, State};
use domain::people::account::{self, Account};
use domain::transition::Transition;
use domain::value::email::EmailAddress;
use domain::value::id::MailId;
use domain::work::{Message, Task, Work};
use http::StatusCode;
use platform::secrets::Indexed;
use schemars::JsonSchema;
use serde::Deserialize;
use store::answers::Answered;
use store::limits::{Limit, Try};
use store::people::accounts::Indexes;
use store::{Change, Guard, StoreError};

const ROUTE: &str = "readdress-certificate";
/// Mails that an organiser has sent about one certificate: nobody's mailbox is filled by mistake.
const MAILS: Limit = Limit { scope: "organiser-mail", tries: 5, window_s: 24 * 3600 };

/// What is said of an account whose address an organiser does not change.
pub(crate) const PROTECTED: &str = "O e-mail desta conta é protegido, porque a pessoa já entrou nela ou porque nela \
    pode haver certificados de mais alguém. Se a pessoa não consegue entrar, peça que escreva a quem administra este site: \
    o e-mail é corrigido depois de conferir quem ela é.";

/// What is said of another address for such an account: why, the page says beside the form.
const NOT_HERE: &str = "Para esta pessoa a mensagem só vai ao e-mail da conta, que não muda por aqui.";

/// Where the person of a certificate reads mails.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAddress {
    /// The address; the present one sends the mail again and changes nothing else.
    #[serde(default)]
    #[schemars(length(min = 1))]
    email: String,
}

/// POST `/organizador/certificados/{certificate}/endereco`
pub(crate) async fn correct(
    organiser: Organiser,
    Path(id): Path<String>,
    input: Input<NewAddress>,
) -> Answer {
    owned::on_certificate(corrected(&organiser, &id, input).await, &id)
}

async fn corrected(organiser: &Organiser, id: &str, input: Input<NewAddress>) -> Answer {
    let visit = &organiser.visit;
    let (certificate, event) = owned::certificate(organiser, id).await?;
    match readdress(organiser, &certificate, &input).await {
        Err(problem) if problem.status == StatusCode::UNPROCESSABLE_ENTITY => {
            let typed = Typed { email: Some(input.body.email.clone()), ..Typed::default() };
            let page =
                CertificatePage::of(organiser, &certificate, &event, typed, problem.errors.clone()).await?;
            Ok(visit.again(&page, problem))
        }
        answered => answered,
    }
}

async fn readdress(organiser: &Organiser, certificate: &Certificate, input: &Input<NewAddress>) -> Answer {
    let visit = &organiser.visit;
    let path = owned::certificate_path(certificate.id());
    let subject = format!("{}#{}", organiser.account, certificate.id());
    let once = input.once(visit, &subject, ROUTE).await?;
    if let Once::Done(path) = &once {
        return Ok(visit.created(path));
    }
    let to = read(&input.body.email)?;
    if !matches!(certificate.snapshot().state, State::Available { .. }) {
        return Err(Problem::conflict(
            "A mensagem só é enviada enquanto o certificado está disponível. Recarregue a página e veja como está.",
        ));
    }
    let account = visit.app.store.get_account(&certificate.snapshot().account).await?;
    let next = next(organiser, certificate, account, &to).await?;
    let path = format!("{path}?feito={}", next.done());
    count(organiser, certificate).await?;
    let mail = mail(organiser, certificate, to);
    let answer = once.answer(&path, visit);
    match commit(organiser, next, &mail, answer).await {
        // The same form came twice at once.
        Err(StoreError::Guard(Guard::FirstTime)) => Ok(visit.created(&path)),
        done => done.map(|()| visit.created(&path)).map_err(Problem::from),
    }
}

fn read(typed: &str) -> Result<EmailAddress, Problem> {
    EmailAddress::parse(typed)
        .map_err(|_| refused("Digite o e-mail da pessoa por inteiro, na forma nome@exemplo.com.br."))
}

fn refused(sentence: &str) -> Problem {
    Problem::fields(vec![FieldError::new("email", sentence)])
}

/// What another address changes.
enum Next {
    /// Nothing: it is the present one.
    Nothing,
    /// Where a certificate that stands apart goes.
    Certificate(Box<Transition<Certificate>>),
    /// That a certificate stands apart no more: the account knows from then on that it holds one of this issuer.
    Joined(Box<Transition<Certificate>>, Box<Transition<Account>>),
    /// Where the account gets its mails, and what leads from either address to it.
    Account(Box<Transition<Account>>, Indexes, Indexes),
}

impl Next {
    /// How the page calls what was done.
    fn done(&self) -> &'static str {
        if matches!(self, Self::Nothing) { SENT } else { CORRECTED }
    }
}

/// That the mail was sent again to the same address, in the address of the page.
const SENT: &str = "enviado";
/// That it was sent to another one.
const CORRECTED: &str = "corrigido";

/// That what is printed was corrected, on a page of another step.
const REISSUED: &str = "dados";

/// What was done, in a sentence about the address that the last mail goes to.
pub(super) fn done(what: &str, to: &str) -> Option<String> {
    match what {
        SENT => Some(format!("A mensagem vai de novo para {to}.")),
        CORRECTED => Some(format!("O e-mail foi corrigido, e a mensagem vai para {to}.")),
        REISSUED => Some(
            "Corrigido. A nova versão fica pronta em um minuto, e a mensagem vai para a pessoa.".to_owned(),
        ),
        _ => None,
    }
}

async fn next(
    organiser: &Organiser,
    certificate: &Certificate,
    account: Account,
    to: &EmailAddress,
) -> Result<Next, Problem> {
    let keys = organiser.visit.app.secrets.keys().await?;
    let (actor, now) = (organiser.actor(), organiser.visit.now);
    let is_own = account.snapshot().email.folded() == to.folded();
    let address = OtherAddress(keys.index(Indexed::Email(to)));
    match &certificate.snapshot().apart {
        Some(apart) if *apart == address => Ok(Next::Nothing),
        Some(_) if is_own => {
            let joined = certificate.clone().apply(Command::Readdress(None), actor.clone(), now)?;
            let (issuer, name) = (organiser.issuer.clone(), account.snapshot().name.clone());
            let received = account.apply(account::Command::Receive { issuer, name }, actor, now)?;
            Ok(Next::Joined(Box::new(joined), Box::new(received)))
        }
        Some(_) => {
            let moved = certificate.clone().apply(Command::Readdress(Some(address)), actor, now)?;
            Ok(Next::Certificate(Box::new(moved)))
        }
        None if is_own => Ok(Next::Nothing),
        None => {
            let from = Indexes::of(&keys, &account);
            let command = account::Command::Readdress { issuer: organiser.issuer.clone(), email: to.clone() };
            let moved = account.apply(command, actor, now).map_err(|_| refused(NOT_HERE))?;
            let to = Indexes::of(&keys, moved.after());
            Ok(Next::Account(Box::new(moved), from, to))
        }
    }
}

/// Counts a mail that an organiser has sent about a certificate.
async fn count(organiser: &Organiser, certificate: &Certificate) -> Result<(), Problem> {
    let visit = &organiser.visit;
    match visit.app.store.attempt(MAILS, certificate.id().as_str(), visit.now).await? {
        Try::Allowed => Ok(()),
        Try::Full { retry_after_s } => Err(Problem::too_many(
            "Hoje a mensagem deste certificado já foi enviada várias vezes. Tente de novo amanhã.",
            retry_after_s,
        )),
    }
}

/// The mail that the certificate is there, to whoever is its person now.
fn mail(organiser: &Organiser, certificate: &Certificate, to: EmailAddress) -> Transition<Work> {
    let mail = MailId::from_bytes(organiser.visit.app.chance.bytes());
    let (certificate, version) = (certificate.id().clone(), certificate.current().number);
    let message = Message::Available { certificate, version, to };
    Work::new(Task::Mail { mail, message }, None, organiser.visit.now)
}

async fn commit(
    organiser: &Organiser,
    next: Next,
    mail: &Transition<Work>,
    answer: Option<Answered>,
) -> Result<(), StoreError> {
    let store = &organiser.visit.app.store;
    match next {
        Next::Nothing => store.commit(Change::of(mail.clone()).answering(answer)).await.map(drop),
        Next::Certificate(moved) => {
            store.commit(Change::of(*moved).then(mail).answering(answer)).await.map(drop)
        }
        Next::Joined(joined, received) => {
            let change = Change::of(*joined).and(&received).then(mail);
            store.commit(change.answering(answer)).await.map(drop)
        }
        Next::Account(moved, from, to) => {
            let change = Change::of(*moved).moving(&from, &to).then(mail).answering(answer);
            let account = store.commit(change).await?;
            // Whoever came in with what was mailed to the earlier address has not chosen a password yet.
            store.end_sessions(account.id(), None).await
        }
    }
}
