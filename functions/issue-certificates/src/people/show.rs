//! The people of an event on a page: searched, filtered, each with what became of the certificate.

use super::archive::{Part, parts};
use super::roll::{Entry, MOST, gather};
use super::search::Wanted;
use super::standing::{LastMail, MailWords, last_mails};
use crate::labels::{self, Badge, counted, number};
use crate::owned::{self, certificate_path, event_path};
use askama::Template;
use axum::extract::{Path, Query};
use common::error::Problem;
use common::web::{Answer, Organiser, Site};
use domain::participation::certificate::{Certificate, State};
use domain::participation::event::Event;
use domain::value::calendar;
use domain::value::id::CertificateId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// People on a page.
const ON_A_PAGE: usize = 50;

/// Who is looked for. A search is sent by POST, because what is looked for is somebody's name, address or CPF.
#[derive(Deserialize, Default, JsonSchema)]
#[serde(default)]
pub(crate) struct Asked {
    /// A part of a name, of an e-mail, or a CPF.
    busca: String,
    /// `voltaram`, whose last message came back; `nao-abertos`, whose certificate nobody opened; `revogados`; empty, everybody.
    filtro: String,
    /// Which page, from 1.
    pagina: String,
}

/// The people of an event.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "people.html")]
pub(crate) struct PeoplePage {
    #[serde(skip)]
    site: Site,
    /// Address of this page.
    path: String,
    /// Address of the event's page.
    event: String,
    /// Title of the event.
    event_title: String,
    /// What was looked for.
    search: String,
    /// Which filter is on.
    filter: String,
    /// How many there are, in words.
    total: String,
    /// Whether there are more people than were looked at.
    is_cut: bool,
    /// The files that the PDFs of all come in, when all are shown.
    parts: Vec<Part>,
    /// The people of this page, by name.
    people: Vec<Person>,
    /// Which page this is, from 1.
    page: usize,
    /// How many there are.
    pages: usize,
}

/// Somebody.
#[derive(Serialize, JsonSchema)]
struct Person {
    /// Name as the certificate says it.
    name: String,
    /// Role; empty, none.
    role: String,
    /// Address of the newest list.
    email: String,
    /// Where the certificate stands.
    state: Badge,
    /// The last message.
    mail: MailWords,
    /// When the certificate was first opened; empty while nobody did.
    opened: String,
    /// Address of the certificate's page; empty while it is being issued.
    certificate: String,
    /// Address of the PDF; empty while there is none.
    pdf: String,
}

/// Which of the people are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Filter {
    All,
    CameBack,
    Unopened,
    Revoked,
}

impl Filter {
    const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::All, "", "Todas"),
        (Self::CameBack, "voltaram", "Mensagem voltou"),
        (Self::Unopened, "nao-abertos", "Não abertos"),
        (Self::Revoked, "revogados", "Revogados"),
    ];

    fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|(_, key, _)| *key == name).map_or(Self::All, |(filter, ..)| filter)
    }

    fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(filter, ..)| *filter == self).map_or("", |(_, key, _)| key)
    }
}

/// GET `/organizador/eventos/{event}/pessoas`
pub(crate) async fn show(organiser: Organiser, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    // Who is looked for does not stand in an address: it would be in histories and logs.
    let asked = Asked { busca: String::new(), ..asked };
    found(&organiser, &id, asked).await
}

/// POST `/organizador/eventos/{event}/pessoas`
pub(crate) async fn search(
    organiser: Organiser,
    Path(id): Path<String>,
    common::web::Input { body, .. }: common::web::Input<Asked>,
) -> Answer {
    found(&organiser, &id, body).await
}

async fn found(organiser: &Organiser, id: &str, asked: Asked) -> Answer {
    let event = owned::event(organiser, id).await?;
    let roll = gather(organiser, &event, &Wanted::of(&asked.busca)).await?;
    let filter = Filter::named(&asked.filtro);
    let known = Known::of(organiser, &roll.entries, filter).await?;
    let shown: Vec<usize> =
        (0..roll.entries.len()).filter(|at| known.passes(filter, &roll.entries, *at)).collect();
    let pages = shown.len().div_ceil(ON_A_PAGE).max(1);
    let page = asked.pagina.parse().unwrap_or(1).clamp(1, pages);
    let here: Vec<&Entry> =
        shown.iter().skip((page - 1) * ON_A_PAGE).take(ON_A_PAGE).map(|at| &roll.entries[*at]).collect();
    let people = people(organiser, &here).await?;
    let frame = PeoplePage::framed(organiser, &event, asked.busca, filter);
    let shows_all = frame.search.is_empty() && filter == Filter::All;
    let parts = if shows_all { parts(&frame.path, &roll.entries) } else { Vec::new() };
    let total = counted(u32::try_from(shown.len()).unwrap_or(u32::MAX), "pessoa", "pessoas");
    Ok(organiser.visit.show(&PeoplePage { total, is_cut: roll.is_cut, parts, people, page, pages, ..frame }))
}

/// What a filter needs to know of everybody.
#[derive(Default)]
struct Known {
    mails: Vec<Option<LastMail>>,
    opened: HashMap<CertificateId, jiff::Timestamp>,
}

impl Known {
    async fn of(organiser: &Organiser, entries: &[Entry], filter: Filter) -> Result<Self, Problem> {
        let (visit, mut known) = (&organiser.visit, Self::default());
        let certificates: Vec<Option<&Certificate>> =
            entries.iter().map(|e| e.certificate.as_ref()).collect();
        match filter {
            Filter::CameBack => known.mails = last_mails(visit, &certificates).await?,
            Filter::Unopened => {
                let ids: Vec<_> = certificates.iter().flatten().map(|there| there.id().clone()).collect();
                known.opened = visit.app.store.find_opened(&ids).await?;
            }
            Filter::All | Filter::Revoked => {}
        }
        Ok(known)
    }

    fn passes(&self, filter: Filter, entries: &[Entry], at: usize) -> bool {
        let there = entries[at].certificate.as_ref();
        let is_revoked = there.is_some_and(|there| matches!(there.snapshot().state, State::Revoked { .. }));
        match filter {
            Filter::All => true,
            Filter::Revoked => is_revoked,
            Filter::CameBack => self.mails[at].as_ref().is_some_and(|mail| mail.came_back),
            Filter::Unopened => {
                !is_revoked && there.is_some_and(|there| !self.opened.contains_key(there.id()))
            }
        }
    }
}

async fn people(organiser: &Organiser, entries: &[&Entry]) -> Result<Vec<Person>, Problem> {
    let visit = &organiser.visit;
    let certificates: Vec<Option<&Certificate>> = entries.iter().map(|e| e.certificate.as_ref()).collect();
    let ids: Vec<CertificateId> = certificates.iter().flatten().map(|there| there.id().clone()).collect();
    let (mails, opened) = (last_mails(visit, &certificates).await?, visit.app.store.find_opened(&ids).await?);
    let person = |(entry, mail): (&&Entry, &Option<LastMail>)| {
        let there = entry.certificate.as_ref();
        let path = there.map(|there| certificate_path(there.id())).unwrap_or_default();
        let role = there.map_or(&entry.line.role, |there| &there.current().person.role);
        Person {
            name: entry.name().to_owned(),
            role: role.as_ref().map(ToString::to_string).unwrap_or_default(),
            email: entry.line.email.as_str().to_owned(),
            state: labels::of_certificate(there),
            mail: MailWords::from(mail.as_ref()),
            opened: there
                .and_then(|there| opened.get(there.id()))
                .map(|at| calendar::moment(*at))
                .unwrap_or_default(),
            pdf: there.and_then(Certificate::pdf).map(|_| format!("{path}/pdf")).unwrap_or_default(),
            certificate: path,
        }
    };
    Ok(entries.iter().zip(&mails).map(person).collect())
}

impl PeoplePage {
    fn framed(organiser: &Organiser, event: &Event, search: String, filter: Filter) -> Self {
        let event_path = event_path(event.id());
        Self {
            site: organiser.visit.site(),
            path: format!("{event_path}/pessoas"),
            event: event_path,
            event_title: event.snapshot().sheet.title.to_string(),
            search,
            filter: filter.name().to_owned(),
            total: String::new(),
            is_cut: false,
            parts: Vec::new(),
            people: Vec::new(),
            page: 1,
            pages: 1,
        }
    }

    fn filters(&self) -> Vec<(&'static str, &'static str, bool)> {
        Filter::ALL.into_iter().map(|(_, key, label)| (key, label, key == self.filter)).collect()
    }

    fn place(&self) -> String {
        format!("Página {} de {}", number(self.page), number(self.pages))
    }

    /// The numbers of the pages before and after this one.
    fn neighbours(&self) -> Vec<(usize, &'static str)> {
        let before = (self.page > 1).then(|| (self.page - 1, "Anterior"));
        let after = (self.page < self.pages).then(|| (self.page + 1, "Próxima"));
        before.into_iter().chain(after).collect()
    }

    fn most() -> String {
        number(MOST)
    }
}
