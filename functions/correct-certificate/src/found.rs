//! The certificate that is to be corrected, with what belongs to it. What is somebody else's does not exist.

use common::error::Problem;
use common::web::{Holder, Organiser, Visit};
use domain::participation::certificate::{Certificate, State};
use domain::participation::correction::Correction;
use domain::participation::edition::Sheet;
use domain::participation::event::Event;
use domain::value::id::{CertificateId, IssuerId};

/// A certificate with its event, the sheet that it is printed with, and the last request about it.
pub(crate) struct Found {
    pub(crate) certificate: Certificate,
    pub(crate) event: Event,
    pub(crate) sheet: Sheet,
    pub(crate) request: Option<Correction>,
}

impl Found {
    /// One of the holder's own: what stands apart is nobody's until it is claimed.
    pub(crate) async fn of_holder(holder: &Holder, id: &str) -> Result<Self, Problem> {
        let certificate = certificate(&holder.visit, id).await?;
        let is_theirs = certificate.snapshot().account == *holder.account() && certificate.is_in_account();
        if is_theirs { Self::beside(&holder.visit, certificate).await } else { Err(Problem::not_found()) }
    }

    /// One of the organiser's issuer.
    pub(crate) async fn of_organiser(organiser: &Organiser, id: &str) -> Result<Self, Problem> {
        let certificate = certificate(&organiser.visit, id).await?;
        let found = Self::beside(&organiser.visit, certificate).await?;
        if *found.issuer() == organiser.issuer { Ok(found) } else { Err(Problem::not_found()) }
    }

    async fn beside(visit: &Visit, certificate: Certificate) -> Result<Self, Problem> {
        let (store, snapshot) = (&visit.app.store, certificate.snapshot());
        let event = store.get_event(&snapshot.event).await?;
        let sheet = store.get_edition(&snapshot.event, certificate.current().edition).await?.sheet;
        let request = match &snapshot.correction {
            Some(number) => store.find_correction(number, visit.now).await?,
            None => None,
        };
        Ok(Self { certificate, event, sheet, request })
    }

    /// Who issued it.
    pub(crate) fn issuer(&self) -> &IssuerId {
        &self.event.snapshot().issuer
    }

    /// The request, while somebody has to decide about it.
    pub(crate) fn open_request(&self) -> Option<&Correction> {
        self.request.as_ref().filter(|request| request.is_open())
    }

    /// Why it cannot be corrected now; empty, it can.
    pub(crate) fn obstacle(&self) -> &'static str {
        match self.certificate.snapshot().state {
            State::Available { .. } => "",
            State::Issued { .. } => {
                "Uma versão deste certificado está sendo preparada. Espere um minuto e recarregue a página."
            }
            State::Revoked { .. } => "Este certificado foi revogado, e o que foi revogado não é corrigido.",
        }
    }

    /// That it can be corrected now, and is still the version that somebody has seen.
    pub(crate) fn check(&self, seen: u32) -> Result<(), Problem> {
        match self.obstacle() {
            "" if seen == self.certificate.current().number => Ok(()),
            "" => Err(Problem::conflict(
                "O certificado mudou desde que você abriu a página. Abra-a de novo e veja como ele está agora.",
            )),
            obstacle => Err(Problem::conflict(obstacle)),
        }
    }
}

async fn certificate(visit: &Visit, id: &str) -> Result<Certificate, Problem> {
    let id = CertificateId::parse(id).map_err(|_| Problem::not_found())?;
    Ok(visit.app.store.get_certificate(&id).await?)
}
