//! States and numbers in the words of the pages.

use domain::participation::certificate::{Certificate, State as CertificateState};
use domain::participation::event::State as EventState;
use domain::participation::import::{Import, State as ImportState};
use domain::participation::line::Outcome;
use domain::participation::record::Status;
use domain::work::{Fate, News, State as WorkState, Work};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// A state as a badge shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Badge {
    /// Its shape, one of the kinds of the site's badges.
    pub(crate) kind: &'static str,
    /// In words.
    pub(crate) label: &'static str,
}

const fn badge(kind: &'static str, label: &'static str) -> Badge {
    Badge { kind, label }
}

pub(crate) fn of_event(state: &EventState) -> Badge {
    match state {
        EventState::Draft => badge("pending", "Rascunho"),
        EventState::Published { .. } => badge("ready", "Publicado"),
        EventState::Revised { .. } => badge("replaced", "Alterado depois de publicado"),
    }
}

pub(crate) fn of_import(state: &ImportState) -> Badge {
    match state {
        ImportState::Received => badge("progress", "Lendo"),
        ImportState::Unreadable { .. } => badge("error", "Não foi lido"),
        ImportState::Ready { .. } => badge("pending", "Para conferir"),
        ImportState::Issuing { .. } => badge("progress", "Emitindo"),
        ImportState::Done { .. } => badge("ready", "Emitido"),
        ImportState::Discarded => badge("unavailable", "Descartado"),
    }
}

/// What a list is called, or a reissue, which has no file.
pub(crate) fn of_list(import: &Import) -> String {
    if import.is_reissue() {
        "Reemissão com os dados novos".to_owned()
    } else {
        import.snapshot().file_name.clone()
    }
}

pub(crate) fn of_certificate(certificate: Option<&Certificate>) -> Badge {
    match certificate.map(|c| &c.snapshot().state) {
        None => badge("pending", "Ainda não emitido"),
        Some(CertificateState::Issued { .. }) => badge("progress", "Em preparo"),
        Some(CertificateState::Available { .. }) => badge("valid", "Válido"),
        Some(CertificateState::Revoked { .. }) => badge("revoked", "Revogado"),
    }
}

/// What became of a mail after it was sent.
pub(crate) fn of_news(news: News) -> (&'static str, &'static str) {
    match news {
        News::Delivered => ("ready", "Entregue"),
        News::ReturnedForNow => ("pending", "Voltou: caixa cheia ou fora do ar"),
        News::ReturnedForGood => ("error", "Voltou: o endereço não existe"),
        News::Unwanted => ("error", "Marcada como indesejada"),
    }
}

/// Where a mail is, and since when.
pub(crate) fn of_mail(mail: &Work) -> (Badge, Timestamp) {
    let (kind, label, at) = match mail.state() {
        WorkState::Due { attempts: 0, .. } => ("pending", "Na fila", mail.created_at()),
        WorkState::Due { due_at, .. } => ("pending", "Nova tentativa", *due_at),
        WorkState::Done { at, fate: Fate::Unknown, .. } => ("ready", "Enviada", *at),
        WorkState::Done { fate: Fate::Known { news, at }, .. } => {
            let (kind, label) = of_news(*news);
            (kind, label, *at)
        }
        WorkState::Withheld { at } => ("error", "Não enviada: o endereço recusa mensagens", *at),
        WorkState::Dropped { at } => ("unavailable", "Dispensada", *at),
        WorkState::Dead { at } => ("error", "Não enviada", *at),
    };
    (badge(kind, label), at)
}

/// What becomes of a line, after "a linha".
pub(crate) fn of_line(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::LeftOut => "fica de fora",
        Outcome::Skipped => "é ignorada",
        Outcome::Issued => "é emitida",
        Outcome::Reissued => "gera versão nova",
        Outcome::Unchanged => "não muda nada",
    }
}

/// A version that another one has replaced.
pub(crate) const SUBSTITUTED: Badge = badge("replaced", "Substituído");

pub(crate) fn of_version(status: &Status) -> Badge {
    match status {
        Status::Valid => badge("valid", "Válido"),
        Status::Revoked { .. } => badge("revoked", "Revogado"),
        Status::Substituted { .. } => badge("replaced", "Substituído"),
        Status::Unavailable => badge("progress", "Em preparo"),
    }
}

/// `1.204`, as numbers are written in Brazil.
pub(crate) fn number(number: impl std::fmt::Display) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 certificado`, `1.204 certificados`.
pub(crate) fn counted(count: u32, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_nouns_agree() {
        assert_eq!(counted(1, "certificado", "certificados"), "1 certificado");
        assert_eq!(counted(0, "certificado", "certificados"), "0 certificados");
        assert_eq!(counted(1204, "certificado", "certificados"), "1.204 certificados");
        assert_eq!(number(1_000_000), "1.000.000");
    }
}
