//! What is drawn: a sheet with its pictures, for one person.

use crate::images;
use axum::response::Response;
use common::App;
use common::error::Problem;
use common::participation::{sample, sheet_pictures};
use common::web::{Organiser, Visit};
use domain::participation::certificate::person_lines;
use domain::participation::edition::{Edition, PersonLines, Sheet};
use domain::value::calendar::brasilia;
use domain::value::code::VerifyCode;
use domain::value::id::EventId;
use jiff::civil::Date;
use paper::{Assets, EventTemplate, Paper};

/// Width of a picture in pixels: sharp over the whole width of a page, and on a phone of three pixels to the point.
const ACROSS: u16 = 1400;

/// Which part of a certificate is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The front, as a picture.
    Front,
    /// A back, as a picture: the first is 0.
    Back(usize),
    /// All of it, as a file.
    Pdf,
}

impl Part {
    /// Reads `frente.png`, `verso.png`, `verso-2.png` and `certificado.pdf`.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "frente.png" => Some(Self::Front),
            "verso.png" => Some(Self::Back(0)),
            "verso-2.png" => Some(Self::Back(1)),
            "certificado.pdf" => Some(Self::Pdf),
            _ => None,
        }
    }
}

/// A certificate to be drawn.
pub(super) struct Drawing {
    edition: Edition,
    assets: Assets,
    person: PersonLines,
    url: String,
    day: Date,
}

impl Drawing {
    /// Of a sheet as it stands, with the pictures that it names.
    pub(super) async fn of_sheet(visit: &Visit, sheet: &Sheet, person: PersonLines) -> Result<Self, Problem> {
        let assets = kept(&visit.app, sheet).await?;
        Ok(Self::new(visit, sheet.clone(), assets, person))
    }

    /// Of a sheet and its pictures.
    pub(super) fn new(visit: &Visit, sheet: Sheet, assets: Assets, person: PersonLines) -> Self {
        // What names an edition is not printed: it makes the file's own identity.
        let edition = Edition { event: EventId::from_bytes([0; 17]), number: 0, sheet };
        let url = visit.app.config.public_url.verify(&VerifyCode::of_sample());
        Self { edition, assets, person, url, day: brasilia(visit.now).date() }
    }

    /// Draws a part of it; none when it has no such part.
    ///
    /// # Errors
    /// 503 when too many pictures are being made.
    pub(super) async fn draw(self, part: Part) -> Result<Option<Vec<u8>>, Problem> {
        let drawn = images::in_turn(move || self.drawn(part)).await?.map_err(Problem::internal)?;
        drawn.map_err(Problem::internal)
    }

    fn drawn(&self, part: Part) -> Result<Option<Vec<u8>>, paper::DrawError> {
        let template = EventTemplate::new(&self.edition, &self.assets)?;
        let code = VerifyCode::of_sample();
        let paper =
            Paper { person: &self.person, code: &code, url: &self.url, version: 1, issued_on: self.day };
        Ok(match part {
            Part::Front => Some(template.front_png(&paper, ACROSS)?),
            Part::Back(number) => template.back_pngs(ACROSS)?.into_iter().nth(number),
            Part::Pdf => Some(template.certificate(&paper)?),
        })
    }
}

async fn kept(app: &App, sheet: &Sheet) -> Result<Assets, Problem> {
    let (logo, signatures) = sheet_pictures::of(&app.documents, sheet).await?;
    Ok(Assets { logo, signatures })
}

/// Somebody, for a sheet that nobody was chosen for.
pub(super) fn somebody(sheet: &Sheet) -> Result<PersonLines, Problem> {
    let line = sample::somebody().map_err(Problem::internal)?;
    Ok(person_lines(&line, sheet, None))
}

/// Hands out a part that was drawn.
pub(super) fn answer(organiser: &Organiser, part: Part, drawn: Option<Vec<u8>>) -> Result<Response, Problem> {
    let bytes = drawn.ok_or_else(Problem::not_found)?;
    let (kind, name) = match part {
        Part::Pdf => ("application/pdf", "amostra.pdf"),
        Part::Front | Part::Back(_) => ("image/png", "amostra.png"),
    };
    Ok(organiser.visit.file(bytes, kind, name, true))
}
