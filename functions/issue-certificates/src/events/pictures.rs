//! The pictures of an event: what it has, what a form brings, and what becomes of both.

use super::form::EventForm;
use crate::images::{self, Picture};
use common::App;
use common::documents::DocumentError;
use common::error::FieldError;
use common::web::Upload;
use domain::edition::{ImageRef, Sheet};

/// Pictures by their places.
#[derive(Clone, Default)]
pub(crate) struct Pictures {
    pub(crate) logo: Option<ImageRef>,
    pub(crate) signatures: [Option<ImageRef>; Sheet::MOST_SIGNATURES],
}

impl Pictures {
    /// The pictures of a sheet.
    pub(crate) fn of(sheet: &Sheet) -> Self {
        let signature = |n: usize| sheet.signatures.get(n).and_then(|s| s.image.clone());
        Self { logo: sheet.logo.clone(), signatures: std::array::from_fn(signature) }
    }

    /// These pictures without those that the form drops.
    pub(crate) fn without_removed(mut self, form: &EventForm) -> Self {
        if form.remove_logo {
            self.logo = None;
        }
        for (image, removed) in self.signatures.iter_mut().zip(form.removed_signatures()) {
            if removed {
                *image = None;
            }
        }
        self
    }
}

/// Pictures that came with a form and were found right; not stored yet.
#[derive(Default)]
pub(crate) struct Brought {
    logo: Option<Picture>,
    signatures: [Option<Picture>; Sheet::MOST_SIGNATURES],
}

impl Brought {
    /// Reads the pictures of a form, and says which cannot be taken.
    pub(crate) async fn read<const MAX: usize>(upload: &Upload<MAX>) -> (Self, Vec<FieldError>) {
        let (mut brought, mut errors) = (Self::default(), Vec::new());
        brought.logo = one(upload, "logo", &mut errors).await;
        for (index, place) in brought.signatures.iter_mut().enumerate() {
            *place = one(upload, &format!("signature_{}_image", index + 1), &mut errors).await;
        }
        (brought, errors)
    }

    /// Which signatures have a picture.
    pub(crate) fn signs(&self) -> [bool; Sheet::MOST_SIGNATURES] {
        self.signatures.each_ref().map(Option::is_some)
    }

    /// Stores the pictures; each takes the place of the one that was there.
    pub(crate) async fn keep(self, app: &App, mut held: Pictures) -> Result<Pictures, DocumentError> {
        if let Some(logo) = self.logo {
            held.logo = Some(images::keep(app, logo).await?);
        }
        for (place, picture) in held.signatures.iter_mut().zip(self.signatures) {
            if let Some(picture) = picture {
                *place = Some(images::keep(app, picture).await?);
            }
        }
        Ok(held)
    }
}

async fn one<const MAX: usize>(
    upload: &Upload<MAX>,
    field: &str,
    errors: &mut Vec<FieldError>,
) -> Option<Picture> {
    let file = upload.file(field)?;
    match images::read(file.bytes.to_vec()).await {
        Ok(picture) => Some(picture),
        Err(refusal) => {
            errors.push(FieldError::new(field, refusal.sentence()));
            None
        }
    }
}
