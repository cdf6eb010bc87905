//! An event as it is typed: read as if it were saved, and kept nowhere.

use super::MOST_BYTES;
use super::form::EventForm;
use super::pictures::{self, Pictures};
use super::sheet::{self, Ground};
use crate::owned;
use common::error::Problem;
use common::web::{Organiser, Upload};
use domain::participation::edition::Sheet;
use domain::value::calendar::brasilia;

/// A sheet and its pictures as PNG.
pub(crate) struct Draft {
    /// What would be printed.
    pub(crate) sheet: Sheet,
    /// The logo.
    pub(crate) logo: Option<Vec<u8>>,
    /// One for each signature of the sheet.
    pub(crate) signatures: Vec<Option<Vec<u8>>>,
}

impl Draft {
    /// Reads the form of a new event.
    ///
    /// # Errors
    /// 422 with what is wrong with the form; 503 when too many pictures are being decoded.
    pub(crate) async fn of_new(organiser: &Organiser, upload: &Upload<MOST_BYTES>) -> Result<Self, Problem> {
        let issuer = organiser.visit.app.store.get_issuer(&organiser.issuer).await?;
        let today = brasilia(organiser.visit.now).date();
        let ground = Ground { issuer_name: issuer.name, today, available_until: None };
        Self::read(organiser, upload, ground, Pictures::default()).await
    }

    /// Reads the form of an event that exists, with the pictures that it keeps.
    ///
    /// # Errors
    /// As [`Draft::of_new`], and 404 when there is no such event.
    pub(crate) async fn of_event(
        organiser: &Organiser,
        id: &str,
        upload: &Upload<MOST_BYTES>,
    ) -> Result<Self, Problem> {
        let event = owned::event(organiser, id).await?;
        let held = Pictures::of(&event.snapshot().sheet).without(upload.body::<EventForm>()?.removed());
        Self::read(organiser, upload, Ground::of(&event, organiser.visit.now), held).await
    }

    async fn read(
        organiser: &Organiser,
        upload: &Upload<MOST_BYTES>,
        ground: Ground,
        held: Pictures,
    ) -> Result<Self, Problem> {
        upload.only_files(&pictures::FIELDS)?;
        let form = upload.body::<EventForm>()?;
        match sheet::read(&form, upload, ground, &held).await? {
            Ok(accepted) => Ok(accepted.draft(&organiser.visit.app, &held).await?),
            Err(errors) => Err(Problem::fields(errors)),
        }
    }
}
