//! The pictures of an event: what it has, what a form brings, and what becomes of both.

use crate::images::{self, Picture};
use common::App;
use common::error::{FieldError, Problem};
use common::participation::sheet_pictures::kept;
use common::web::Upload;
use domain::participation::edition::{ImageRef, Sheet};
use platform::documents::DocumentError;

/// The fields that pictures come in.
pub(crate) const FIELDS: [&str; 1 + Sheet::MOST_SIGNATURES] =
    [LOGO, SIGNATURES[0], SIGNATURES[1], SIGNATURES[2]];
/// The field of the logo.
const LOGO: &str = "logo";
/// The fields of the signatures' pictures.
const SIGNATURES: [&str; Sheet::MOST_SIGNATURES] =
    ["signature_1_image", "signature_2_image", "signature_3_image"];

/// Pictures by their places.
#[derive(Clone, Default)]
pub(crate) struct Pictures {
    pub(crate) logo: Option<ImageRef>,
    pub(crate) signatures: [Option<ImageRef>; Sheet::MOST_SIGNATURES],
}

/// Which pictures are to be dropped.
#[derive(Clone, Copy, Default)]
pub(crate) struct Removed {
    pub(crate) logo: bool,
    pub(crate) signatures: [bool; Sheet::MOST_SIGNATURES],
}

impl Pictures {
    /// The pictures of a sheet.
    pub(crate) fn of(sheet: &Sheet) -> Self {
        let signature = |n: usize| sheet.signatures.get(n).and_then(|s| s.image.clone());
        Self { logo: sheet.logo.clone(), signatures: std::array::from_fn(signature) }
    }

    /// These pictures without those that are dropped.
    pub(crate) fn without(mut self, removed: Removed) -> Self {
        if removed.logo {
            self.logo = None;
        }
        for (image, removed) in self.signatures.iter_mut().zip(removed.signatures) {
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
    ///
    /// # Errors
    /// 503 when too many pictures are being decoded.
    pub(crate) async fn read<const MAX: usize>(
        upload: &Upload<MAX>,
    ) -> Result<(Self, Vec<FieldError>), Problem> {
        let (mut brought, mut errors) = (Self::default(), Vec::new());
        brought.logo = one(upload, LOGO, &mut errors).await?;
        for (place, field) in brought.signatures.iter_mut().zip(SIGNATURES) {
            *place = one(upload, field, &mut errors).await?;
        }
        Ok((brought, errors))
    }

    /// Which signatures come with a picture, right or not.
    pub(crate) fn signs<const MAX: usize>(upload: &Upload<MAX>) -> [bool; Sheet::MOST_SIGNATURES] {
        SIGNATURES.map(|field| upload.file(field).is_some())
    }

    /// What is wrong with the pictures of a form, as far as it can be told without decoding them.
    pub(crate) fn refused_at_sight<const MAX: usize>(upload: &Upload<MAX>) -> Vec<FieldError> {
        let refused = |field| {
            let refusal = images::refused_at_sight(&upload.file(field)?.bytes)?;
            Some(FieldError::new(field, refusal.sentence()))
        };
        FIELDS.into_iter().filter_map(refused).collect()
    }

    /// The logo and the image of each signature as PNG: those that came, and of the others those that the event keeps.
    pub(crate) async fn beside(
        self,
        app: &App,
        held: &Pictures,
    ) -> Result<(Option<Vec<u8>>, [Option<Vec<u8>>; Sheet::MOST_SIGNATURES]), DocumentError> {
        let logo = either(app, self.logo, held.logo.as_ref()).await?;
        let mut signatures = [const { None }; Sheet::MOST_SIGNATURES];
        for ((place, brought), held) in signatures.iter_mut().zip(self.signatures).zip(&held.signatures) {
            *place = either(app, brought, held.as_ref()).await?;
        }
        Ok((logo, signatures))
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

async fn either(
    app: &App,
    brought: Option<Picture>,
    held: Option<&ImageRef>,
) -> Result<Option<Vec<u8>>, DocumentError> {
    match brought {
        Some(picture) => Ok(Some(picture.png)),
        None => kept(&app.documents, held).await,
    }
}

async fn one<const MAX: usize>(
    upload: &Upload<MAX>,
    field: &str,
    errors: &mut Vec<FieldError>,
) -> Result<Option<Picture>, Problem> {
    let Some(file) = upload.file(field) else { return Ok(None) };
    Ok(match images::read(file.bytes.clone()).await? {
        Ok(picture) => Some(picture),
        Err(refusal) => {
            errors.push(FieldError::new(field, refusal.sentence()));
            None
        }
    })
}
