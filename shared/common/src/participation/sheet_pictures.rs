//! The pictures of a sheet, as they are kept.

use domain::participation::edition::{ImageRef, Sheet};
use platform::documents::{DocumentError, Documents};

/// The logo of a sheet and the image of each of its signatures, as PNG.
///
/// # Errors
/// When one cannot be read.
pub async fn of(
    documents: &Documents,
    sheet: &Sheet,
) -> Result<(Option<Vec<u8>>, Vec<Option<Vec<u8>>>), DocumentError> {
    let logo = kept(documents, sheet.logo.as_ref()).await?;
    let mut signatures = Vec::with_capacity(sheet.signatures.len());
    for signature in &sheet.signatures {
        signatures.push(kept(documents, signature.image.as_ref()).await?);
    }
    Ok((logo, signatures))
}

/// One picture, if there is one.
///
/// # Errors
/// When it cannot be read.
pub async fn kept(documents: &Documents, image: Option<&ImageRef>) -> Result<Option<Vec<u8>>, DocumentError> {
    match image {
        Some(image) => Ok(Some(documents.get(&image.key).await?)),
        None => Ok(None),
    }
}
