//! The people of an import and what became of each.

use crate::labels::{self, Badge};
use crate::owned::{self, certificate_path, event_path, import_path};
use askama::Template;
use axum::extract::{Path, Query};
use common::error::Problem;
use common::web::{Answer, Organiser, Site};
use domain::participation::certificate::{Certificate, Version};
use domain::participation::event::Event;
use domain::participation::import::{Import, State, Tally};
use domain::participation::line::Line;
use domain::value::id::CertificateId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// People on a page: a part of a stored chunk.
const ON_A_PAGE: usize = 50;

#[derive(Deserialize, JsonSchema)]
pub(crate) struct Paging {
    /// Which stored chunk of lines, from 0.
    #[serde(default)]
    bloco: String,
    /// Which part of it, from 0; beyond its end, the last one.
    #[serde(default)]
    parte: String,
    /// A row of the file: the page with it, or with the next one that can be issued.
    #[serde(default)]
    linha: String,
}

/// Where in the lines a page is.
#[derive(Clone, Copy)]
struct Place {
    chunk: u32,
    part: usize,
}

/// People of an import.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "lines.html")]
pub(crate) struct LinesPage {
    #[serde(skip)]
    site: Site,
    /// Address of the import's page.
    import: String,
    /// Name of the file.
    file_name: String,
    /// Whether these are the people of a reissue: the rows are those of their own lists.
    is_reissue: bool,
    /// Address of the event's page.
    event: String,
    /// Title of the event.
    event_title: String,
    /// The people of this page, in the order of the file.
    people: Vec<Person>,
    /// Address of the page before, when there is one.
    previous: String,
    /// Address of the page after, when there is one.
    next: String,
    /// Which lines these are.
    range: String,
}

/// One person of an import.
#[derive(Serialize, JsonSchema)]
struct Person {
    /// Row in the file.
    line: u32,
    /// Name as in the file.
    name: String,
    /// Role as in the file; empty, none.
    role: String,
    /// Where the certificate with what the file says stands.
    state: Badge,
    /// The name that the certificate says now, when it is another one than the file's.
    now: String,
    /// Address of the certificate's page; empty while there is none.
    certificate: String,
    /// Address of its verification; empty while there is none.
    verify: String,
    /// Its code; empty while there is none.
    code: String,
    /// Address of the form that corrects the line; empty when it is not corrected any more.
    correct: String,
}

/// GET `/organizador/importacoes/{import}/linhas`
pub(crate) async fn lines(
    organiser: Organiser,
    Path(id): Path<String>,
    Query(paging): Query<Paging>,
) -> Answer {
    let (import, event) = owned::import(&organiser, &id).await?;
    let tally = match &import.snapshot().state {
        State::Ready { .. } if import.is_too_old(organiser.visit.now) => {
            return Err(Problem::gone(super::obstacle::TOO_OLD));
        }
        State::Ready { tally, .. } | State::Issuing { tally, .. } | State::Done { tally, .. }
            if tally.chunks > 0 =>
        {
            *tally
        }
        _ => return Err(owned::gone_from(import.id())),
    };
    let (chunk, lines) = chunk_of(&organiser, &import, tally, &paging).await?;
    let parts = lines.len().div_ceil(ON_A_PAGE).max(1);
    let part = match row(&paging) {
        Some(row) => lines.iter().position(|line| line.number >= row).unwrap_or(lines.len()) / ON_A_PAGE,
        None => paging.parte.parse().unwrap_or(0),
    };
    let place = Place { chunk, part: part.min(parts - 1) };
    let shown: Vec<&Line> = lines.iter().skip(place.part * ON_A_PAGE).take(ON_A_PAGE).collect();
    let mut people = people(&organiser, &event, &shown).await?;
    if tally.other_chunks.is_some() && matches!(import.snapshot().state, State::Ready { .. }) {
        let path = import_path(import.id());
        people
            .iter_mut()
            .for_each(|person| person.correct = format!("{path}/corrigir?linha={}", person.line));
    }
    Ok(organiser.visit.show(&page(&organiser, &import, &event, people, (place, parts, tally))))
}

/// The row of the file that was asked for.
fn row(paging: &Paging) -> Option<u32> {
    paging.linha.trim().replace('.', "").parse().ok()
}

/// The chunk that was asked for, or the one with a row.
async fn chunk_of(
    organiser: &Organiser,
    import: &Import,
    tally: Tally,
    paging: &Paging,
) -> Result<(u32, Vec<Line>), Problem> {
    if let Some(row) = row(paging) {
        return chunk_with(organiser, import, tally, row).await;
    }
    let chunk = paging.bloco.parse().unwrap_or(0).min(tally.chunks - 1);
    let (list, stored) = import.place_of(chunk);
    Ok((chunk, organiser.visit.app.store.get_lines(list, stored).await?))
}

/// The chunk with a row, or with the next one that can be issued: rows ascend, so it is found by halving.
pub(crate) async fn chunk_with(
    organiser: &Organiser,
    import: &Import,
    tally: Tally,
    row: u32,
) -> Result<(u32, Vec<Line>), Problem> {
    let lines = async |chunk| {
        let (list, stored) = import.place_of(chunk);
        organiser.visit.app.store.get_lines(list, stored).await
    };
    let (mut from, mut to) = (0, tally.chunks - 1);
    while from < to {
        let middle = (from + to) / 2;
        let last = lines(middle).await?.last().map(|line| line.number);
        if last < Some(row) { from = middle + 1 } else { to = middle }
    }
    Ok((from, lines(from).await?))
}

async fn people(organiser: &Organiser, event: &Event, lines: &[&Line]) -> Result<Vec<Person>, Problem> {
    let found = certificates_of(organiser, event, lines).await?;
    Ok(lines.iter().zip(&found).map(|(line, there)| Person::of(line, there.as_ref())).collect())
}

/// The certificate of each line's person, whichever line corrected it last.
pub(crate) async fn certificates_of(
    organiser: &Organiser,
    event: &Event,
    lines: &[&Line],
) -> Result<Vec<Option<Certificate>>, Problem> {
    let app = &organiser.visit.app;
    let keys = app.secrets.keys().await?;
    let own = |line: &Line| line.places().map(|text| keys.certificate(event.id(), &text));
    let without_cpf: Vec<CertificateId> =
        lines.iter().filter(|line| line.cpf.is_none()).flat_map(|line| own(line)).collect();
    let corrected = app.store.find_corrected(&without_cpf).await?;
    let followed = |own: CertificateId| corrected.get(&own).cloned().unwrap_or(own);
    let ids: Vec<[CertificateId; 2]> = lines.iter().map(|line| own(line).map(followed)).collect();
    let found = app.store.find_certificates(ids.as_flattened()).await?;
    let issued: HashMap<&CertificateId, &Certificate> = found.iter().map(|c| (c.id(), c)).collect();
    let certificate = |(line, [person, role]): (&&Line, &[CertificateId; 2])| {
        let had = issued.get(person).map(|there| &there.current().person);
        let is_of_role = line.is_of_its_role(issued.contains_key(role), had);
        issued.get(if is_of_role { role } else { person }).map(|there| (*there).clone())
    };
    Ok(lines.iter().zip(&ids).map(certificate).collect())
}

fn page(
    organiser: &Organiser,
    import: &Import,
    event: &Event,
    people: Vec<Person>,
    (place, parts, tally): (Place, usize, Tally),
) -> LinesPage {
    let path = import_path(import.id());
    let range = match (people.first(), people.last()) {
        (Some(first), Some(last)) => format!("Linhas {} a {} da planilha", first.line, last.line),
        _ => String::new(),
    };
    LinesPage {
        site: organiser.visit.site(),
        file_name: labels::of_list(import),
        is_reissue: import.is_reissue(),
        event: event_path(event.id()),
        event_title: event.snapshot().sheet.title.to_string(),
        people,
        previous: place.before().map(|p| p.address(&path)).unwrap_or_default(),
        next: place.after(parts, tally.chunks).map(|p| p.address(&path)).unwrap_or_default(),
        range,
        import: path,
    }
}

impl Place {
    fn before(self) -> Option<Self> {
        match (self.chunk, self.part) {
            (0, 0) => None,
            // The last part of the chunk before, however many it has.
            (chunk, 0) => Some(Self { chunk: chunk - 1, part: 9_999 }),
            (chunk, part) => Some(Self { chunk, part: part - 1 }),
        }
    }

    fn after(self, parts: usize, chunks: u32) -> Option<Self> {
        if self.part + 1 < parts {
            Some(Self { part: self.part + 1, ..self })
        } else {
            (self.chunk + 1 < chunks).then_some(Self { chunk: self.chunk + 1, part: 0 })
        }
    }

    fn address(self, path: &str) -> String {
        format!("{path}/linhas?bloco={}&parte={}", self.chunk, self.part)
    }
}

impl Person {
    fn of(line: &Line, certificate: Option<&Certificate>) -> Self {
        let version = certificate.map(|c| version_of(c, line));
        let is_current = version.zip(certificate).is_none_or(|(v, c)| v.number == c.current().number);
        let code = version.map(|v| &v.code);
        let now = certificate.map(|c| c.current().person.name.to_string());
        Self {
            line: line.number,
            name: line.name.to_string(),
            role: line.role.as_ref().map(ToString::to_string).unwrap_or_default(),
            state: if is_current { labels::of_certificate(certificate) } else { labels::SUBSTITUTED },
            now: now.filter(|now| now != line.name.as_str()).unwrap_or_default(),
            certificate: certificate.map(|c| certificate_path(c.id())).unwrap_or_default(),
            verify: code.map(|code| format!("/v/{}", code.as_str())).unwrap_or_default(),
            code: code.map(ToString::to_string).unwrap_or_default(),
            correct: String::new(),
        }
    }
}

/// The version that says what the line says: the current one, else the last one before it, else the current one
/// whatever it says.
fn version_of<'a>(certificate: &'a Certificate, line: &Line) -> &'a Version {
    let says = |version: &Version| {
        let person = &version.person;
        (&person.name, &person.role, person.workload) == (&line.name, &line.role, line.workload)
    };
    let (current, past) = (certificate.current(), &certificate.snapshot().past);
    let past = || past.iter().rev().map(|past| &past.version).find(|version| says(version));
    if says(current) { current } else { past().unwrap_or(current) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(parts_of_chunks: &[usize]) -> Vec<(u32, usize)> {
        let mut place = Place { chunk: 0, part: 0 };
        let mut seen = vec![(0, 0)];
        let chunks = u32::try_from(parts_of_chunks.len()).expect("few chunks");
        while let Some(next) = place.after(parts_of_chunks[place.chunk as usize], chunks) {
            seen.push((next.chunk, next.part));
            place = next;
        }
        seen
    }

    #[test]
    fn pages_go_through_every_part_of_every_chunk() {
        assert_eq!(walk(&[2, 1, 3]), [(0, 0), (0, 1), (1, 0), (2, 0), (2, 1), (2, 2)]);
        assert_eq!(walk(&[1]), [(0, 0)]);
    }

    #[test]
    fn the_page_before_the_first_of_a_chunk_is_the_last_of_the_one_before() {
        assert!(Place { chunk: 0, part: 0 }.before().is_none());
        let before = Place { chunk: 2, part: 0 }.before().expect("a page");
        assert_eq!((before.chunk, before.part), (1, 9_999));
        let before = Place { chunk: 2, part: 1 }.before().expect("a page");
        assert_eq!((before.chunk, before.part), (2, 0));
    }
}
