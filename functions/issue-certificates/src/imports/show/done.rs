//! How far an issue is.

use crate::labels::counted;
use domain::participation::import::Tally;
use schemars::JsonSchema;
use serde::Serialize;
use store::participation::progress::Progress;

/// How far an issue is.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Done {
    /// Certificates and versions to issue.
    pub(crate) total: u32,
    /// Certificates and versions issued.
    pub(crate) issued: u32,
    /// PDFs stored.
    pub(crate) drawn: u32,
    /// Messages accepted for delivery.
    pub(crate) mailed: u32,
    /// Messages that came back, or were not sent because the address refuses them.
    pub(crate) returned: u32,
    /// Certificates without a message, because a PDF or a message was given up: the administrator has to look.
    pub(crate) stuck: u32,
}

impl Done {
    /// What came back, in a sentence.
    pub(crate) fn returned_sentence(&self) -> String {
        format!(
            "{}: o endereço não existe ou recusa mensagens. Abra o certificado de cada pessoa para ver qual, corrija ali o \
             endereço, e a mensagem vai de novo.",
            counted(self.returned, "mensagem não chegou", "mensagens não chegaram")
        )
    }

    /// What is stuck, in a sentence.
    pub(crate) fn stuck_sentence(&self) -> String {
        format!(
            "{} sem mensagem: o PDF ou o e-mail falhou durante um dia inteiro, ou o endereço foi recusado. Veja quais na \
             lista de pessoas e avise o administrador, que pode tentar de novo.",
            counted(self.stuck, "certificado ficou", "certificados ficaram")
        )
    }

    /// While lines are being issued the preview says how many there will be; afterwards the count itself does, because
    /// a line may have been issued by another import in between.
    pub(crate) fn of(tally: Tally, progress: Progress, issued_all: bool) -> Self {
        let Progress { issued, drawn, mailed, returned, given_up } = progress;
        let expected = tally.new + tally.changed;
        let total = if issued_all { issued } else { expected.max(issued) };
        let stuck = given_up.min(issued.saturating_sub(mailed));
        // In an outbox that was restored work is due that was done, and counts twice.
        Self { total, issued, drawn: drawn.min(issued), mailed: mailed.min(issued), returned, stuck }
    }
}
