//! "Meu Perfil": what the house knows of the person who signed in.

use crate::card;
use askama::Template;
use common::web::{Answer, Holder, Site};
use domain::value::calendar;
use domain::value::cpf::Cpf;
use domain::work::{self, Fate, Message, Task, Work};
use schemars::JsonSchema;
use serde::Serialize;

/// The holder's own data.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "perfil.html")]
pub struct ProfilePage {
    #[serde(skip)]
    site: Site,
    /// Full name.
    name: String,
    /// The only address that credentials are mailed to.
    email: String,
    /// The CPF, formatted; empty without one.
    cpf: String,
    /// The token, in groups.
    token: String,
    /// When this session began, in Brasília.
    signed_in_at: String,
    /// When it ends, whatever happens.
    session_ends_at: String,
    /// Messages about the account itself, newest first.
    mails: Vec<MailLine>,
}

/// One message.
#[derive(Serialize, JsonSchema)]
pub struct MailLine {
    /// What it is about.
    about: &'static str,
    /// What became of it.
    outcome: String,
    /// `ready`, `pending` or `error`.
    status: &'static str,
    /// The same in a word.
    label: &'static str,
}

/// Shows the holder's data.
pub async fn show(holder: Holder) -> Answer {
    let store = &holder.visit.app.store;
    let account = store.get_account(holder.account()).await?;
    let mails = store.list_account_mails(holder.account()).await?;
    let (known, session) = (account.snapshot(), &holder.session.row);
    let page = ProfilePage {
        site: holder.visit.site(),
        name: known.name.to_string(),
        email: known.email.as_str().to_owned(),
        cpf: known.cpf.as_ref().map(Cpf::formatted).unwrap_or_default(),
        token: known.token.grouped(),
        signed_in_at: calendar::moment(session.signed_in_at),
        session_ends_at: calendar::moment(session.ends_at),
        mails: newest_first(mails),
    };
    Ok(holder.visit.show(&page))
}

fn newest_first(mut mails: Vec<Work>) -> Vec<MailLine> {
    mails.sort_by_key(|work| std::cmp::Reverse(work.created_at()));
    mails.iter().filter_map(line).collect()
}

fn line(work: &Work) -> Option<MailLine> {
    let Task::Mail { message, .. } = work.task() else { return None };
    let about = match message {
        Message::Welcome { .. } | Message::Entrusted { .. } => "Acesso à sua conta",
        Message::PasswordChanged { .. } => "Senha alterada",
        Message::SecondFactor { .. } => "Verificação em duas etapas",
        Message::Available { .. } => "Certificado disponível",
        Message::Resend { .. } => "Reenvio do acesso",
        Message::Revoked { .. } => "Certificado revogado",
        Message::Correction { .. } => "Pedido de correção",
        Message::Ticket { .. } => "Pedido de ajuda",
        Message::Order { .. } => "Pedido de certificado digital",
        Message::Assigned { .. } => "Certificado digital atribuído",
        Message::Case { .. } => "Solicitação de certificado digital",
        Message::SignInCode { .. } => "Código da primeira entrada",
        Message::Access { .. } | Message::AccessByProtocol { .. } => "Pedido de acesso",
        Message::Sample { .. } => "Teste da mensagem dos participantes",
    };
    let (status, label, outcome) = match work.state() {
        work::State::Due { .. } => ("pending", "Na fila", String::new()),
        work::State::Done { fate: Fate::Known { news, at }, .. } => {
            let (status, label) = card::news_words(*news);
            (status, label, format!("em {}", calendar::moment(*at)))
        }
        work::State::Done { at, .. } => ("ready", "Enviada", format!("em {}", calendar::moment(*at))),
        work::State::Withheld { at } => {
            ("error", "Não enviada", format!("o endereço recusa mensagens, em {}", calendar::moment(*at)))
        }
        work::State::Dropped { at } => ("unavailable", "Dispensada", format!("em {}", calendar::moment(*at))),
        work::State::Dead { at } => {
            ("error", "Não enviada", format!("última tentativa em {}", calendar::moment(*at)))
        }
    };
    Some(MailLine { about, outcome, status, label })
}
