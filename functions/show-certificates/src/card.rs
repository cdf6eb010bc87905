//! One card: what a certificate is, whether it can be had, and what its holder can do with it.

use crate::owned::term_ended;
use crate::paper_name::PaperName;
use crate::place::Place;
use common::participation::contact::ContactShown;
use common::web::Visit;
use domain::participation::certificate::{Certificate, State};
use domain::participation::contact::Contact;
use domain::participation::record::Printed;
use domain::value::calendar;
use domain::work::{self, Fate, Message, News, Task, Work};
use schemars::JsonSchema;
use serde::Serialize;

/// One certificate in a list.
#[derive(Serialize, JsonSchema)]
pub struct Card {
    /// Its identifier.
    pub id: String,
    /// The event.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// Who received it, as printed.
    pub name: String,
    /// In which role, as printed; empty when none is: of two certificates of one event it tells which is which.
    pub role: String,
    /// When the event was and how long it took, in words.
    pub period: String,
    /// `ready`, `pending`, `revoked` or `unavailable`.
    pub status: &'static str,
    /// The same in words.
    pub label: &'static str,
    /// What else is to be known of the status; empty, nothing.
    pub explanation: String,
    /// Path of the PDF; empty while there is none to have.
    pub pdf_path: String,
    /// Path of the image; empty while there is none.
    pub preview_path: String,
    /// The code of the version that counts, in groups.
    pub code: String,
    /// Path of the verification.
    pub verify_path: String,
    /// The name as it is written over the image.
    #[serde(skip)]
    pub paper_name: PaperName,
    /// What the holder can do; nothing for visitors.
    pub options: Option<Options>,
}

/// What a holder can do with a certificate.
#[derive(Serialize, JsonSchema)]
pub struct Options {
    /// Whether visitors see it.
    pub public: bool,
    /// Whether it may be shown to visitors or hidden: not once it is revoked.
    pub can_be_public: bool,
    /// Whether there is a direct link.
    pub has_link: bool,
    /// Whether a direct link may be made now.
    pub can_have_link: bool,
    /// Where public access is switched.
    pub public_path: String,
    /// Where the direct link is changed.
    pub link_path: String,
    /// Goes into the field `idempotency_key` of a request for a link, so that asking twice makes one.
    pub link_key: String,
    /// Where it is added to LinkedIn; empty while that makes no sense.
    pub linkedin_path: String,
    /// What became of the last mail about it; empty while there is none.
    pub mail: String,
    /// How its issuer is reached, when it has said so.
    pub contact: Option<ContactShown>,
}

impl Card {
    /// The card of a certificate for anybody.
    pub fn new(certificate: &Certificate, printed: &Printed, visit: &Visit) -> Self {
        let id = certificate.id();
        let (status, label, explanation) = standing(certificate, visit);
        let has_pdf = certificate.pdf().is_some();
        let path = |what: &str| format!("/certificados/{id}/{what}");
        Self {
            id: id.to_string(),
            title: printed.title.to_string(),
            issuer: printed.issuer_name.to_string(),
            name: printed.name.to_string(),
            role: role(printed),
            period: period(printed),
            status,
            label,
            explanation,
            pdf_path: if status == "ready" { path("pdf") } else { String::new() },
            preview_path: if has_pdf {
                preview_path(&path("previa.png"), certificate)
            } else {
                String::new()
            },
            code: certificate.current().code.grouped(),
            verify_path: format!("/v/{}", certificate.current().code.as_str()),
            paper_name: PaperName::new(&printed.name),
            options: None,
        }
    }

    /// The card with what its holder can do.
    pub fn with_options(
        self,
        certificate: &Certificate,
        mails: &[Work],
        contact: Option<&Contact>,
        place: &Place,
    ) -> Self {
        let is = &certificate.snapshot().state;
        let path = |what: &str| format!("/certificados/{}/{what}", certificate.id());
        let is_available = matches!(is, State::Available { .. });
        let options = Options {
            public: certificate.snapshot().public,
            can_be_public: !matches!(is, State::Revoked { .. }),
            has_link: certificate.snapshot().link.is_some(),
            can_have_link: is_available,
            public_path: format!("{}{}", path("publico"), place.query()),
            link_path: format!("{}{}", path("link"), place.query()),
            link_key: format!("{}-{}", certificate.id(), certificate.snapshot().version),
            linkedin_path: if is_available { path("linkedin") } else { String::new() },
            mail: last_mail(mails),
            contact: contact.map(|contact| ContactShown::new(contact, &self.issuer)),
        };
        Self { options: Some(options), ..self }
    }
}

/// An address that changes with the edition, so that a browser may keep the image for a while.
pub fn preview_path(path: &str, certificate: &Certificate) -> String {
    format!("{path}?edicao={}", certificate.current().edition)
}

/// Kind of badge, its words, and what else is to be known.
pub fn standing(certificate: &Certificate, visit: &Visit) -> (&'static str, &'static str, String) {
    let until = certificate.snapshot().available_until.map(calendar::day).unwrap_or_default();
    match &certificate.snapshot().state {
        State::Revoked { reason, at, .. } => {
            let on = calendar::day(calendar::brasilia(*at).date());
            ("revoked", "Revogado", format!("Revogado em {on}. Motivo: {reason}"))
        }
        _ if term_ended(certificate, visit) => (
            "unavailable",
            "Prazo encerrado",
            format!(
                "O prazo para baixar terminou em {until}. O certificado continua válido e pode ser verificado."
            ),
        ),
        State::Issued { .. } => ("pending", "Em preparo", "O PDF fica pronto em alguns minutos.".to_owned()),
        State::Available { .. } if until.is_empty() => ("ready", "Disponível", String::new()),
        State::Available { .. } => ("ready", "Disponível", format!("Pode ser baixado até {until}.")),
    }
}

/// `Realizado de 12 a 14 de março de 2026 · 40 horas`.
pub fn period(printed: &Printed) -> String {
    let workload = printed.workload.as_ref().map(|w| format!(" · {w}")).unwrap_or_default();
    format!("Realizado {}{workload}", printed.period)
}

/// The role that is printed; empty, none.
pub fn role(printed: &Printed) -> String {
    printed.role.as_ref().map(ToString::to_string).unwrap_or_default()
}

/// What became of the last notification, in words.
fn last_mail(mails: &[Work]) -> String {
    let about = |work: &Work| match work.task() {
        Task::Mail { message: Message::Available { to, .. }, .. } => {
            Some((work.created_at(), to.masked(), work.state().clone()))
        }
        _ => None,
    };
    let Some((_, to, state)) = mails.iter().filter_map(about).max_by_key(|(at, ..)| *at) else {
        return String::new();
    };
    mail_words(&to, &state)
}

/// What became of a mail after it was sent: a badge's kind and label.
pub fn news_words(news: News) -> (&'static str, &'static str) {
    match news {
        News::Delivered => ("ready", "Entregue"),
        News::ReturnedForNow => ("pending", "Devolvida por enquanto"),
        News::ReturnedForGood => ("error", "Devolvida: o endereço não existe"),
        News::Unwanted => ("error", "Marcada como indesejada"),
    }
}

/// What became of a mail to an address, in words.
pub fn mail_words(to: &str, state: &work::State) -> String {
    match state {
        work::State::Due { .. } => format!("Mensagem para {to} na fila de envio."),
        work::State::Done { fate: Fate::Known { news, at }, .. } => {
            let (_, label) = news_words(*news);
            format!("Mensagem para {to}: {} em {}.", label.to_lowercase(), calendar::moment(*at))
        }
        work::State::Withheld { .. } => {
            format!("A mensagem não foi enviada: {to} recusa mensagens. Fale com o organizador.")
        }
        work::State::Done { at, .. } => format!("Mensagem enviada a {to} em {}.", calendar::moment(*at)),
        work::State::Dropped { .. } => format!("Mensagem para {to} dispensada: não havia mais o que avisar."),
        work::State::Dead { .. } => {
            format!("A mensagem para {to} não pôde ser enviada. Confira o endereço com o organizador.")
        }
    }
}
