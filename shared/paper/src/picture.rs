//! The organiser's pictures: decoded within bounds, no larger than the paper can show.

use super::front::{Pictures, Shape};
use super::{Assets, DrawError};
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, ImageReader, Limits, RgbaImage};
use std::io::Cursor;

/// Pixels of a logo at 300 dpi in its room on the sheet, across and down.
const LOGO: (u32, u32) = (1084, 209);
/// Pixels of a signature at 300 dpi in the widest column.
const SIGNATURE: (u32, u32) = (909, 167);

/// The decoded pictures in the order of their numbers, and which is which.
pub fn decode(assets: &Assets) -> Result<(Vec<RgbaImage>, Pictures), DrawError> {
    let mut decoded = Vec::new();
    let mut add = |png: &Option<Vec<u8>>, bounds| {
        let Some(png) = png else { return Ok(None) };
        let picture = one(png, bounds)?;
        let shape = Shape { width: picture.width() as f32, height: picture.height() as f32 };
        decoded.push(picture);
        Ok(Some((decoded.len() - 1, shape)))
    };
    let logo = add(&assets.logo, LOGO)?;
    let signatures =
        assets.signatures.iter().map(|png| add(png, SIGNATURE)).collect::<Result<_, DrawError>>()?;
    Ok((decoded, Pictures { logo, signatures }))
}

fn one(png: &[u8], (across, down): (u32, u32)) -> Result<RgbaImage, DrawError> {
    let picture = read(png)?;
    if picture.width() > across || picture.height() > down {
        return Ok(picture.resize(across, down, FilterType::Triangle).into_rgba8());
    }
    Ok(picture.into_rgba8())
}

/// A picture with all its pixels.
///
/// # Errors
/// When it is no PNG, or one beyond all bounds.
pub fn read(png: &[u8]) -> Result<DynamicImage, DrawError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(8192);
    limits.max_image_height = Some(8192);
    limits.max_alloc = Some(96 << 20);
    let mut reader = ImageReader::with_format(Cursor::new(png), ImageFormat::Png);
    reader.limits(limits);
    reader.decode().map_err(DrawError::Image)
}
