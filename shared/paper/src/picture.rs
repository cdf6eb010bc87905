//! The organiser's pictures: decoded within bounds, no larger than the paper can show.

use super::front::{LOGO_ROOM, Pictures, Shape};
use super::{Assets, DrawError};
use image::codecs::png::PngDecoder;
use image::imageops::FilterType;
use image::{DynamicImage, Limits, Rgba, RgbaImage};
use std::io::Cursor;

/// Pixels of a logo at 300 dpi in its room on the sheet, across and down.
const LOGO: (u32, u32) =
    ((LOGO_ROOM.width * 300.0 / 72.0).ceil() as u32, (LOGO_ROOM.height * 300.0 / 72.0).ceil() as u32);
/// Pixels of a signature at 300 dpi in the widest column.
const SIGNATURE: (u32, u32) = (909, 167);

/// The decoded pictures in the order of their numbers, and which is which.
pub fn decode(assets: &Assets) -> Result<(Vec<RgbaImage>, Pictures), DrawError> {
    let mut decoded = Vec::new();
    let mut add = |png: &Option<Vec<u8>>, bounds| {
        let Some(png) = png else { return Ok(None) };
        let mut picture = shrunk(read(png)?, bounds, FilterType::Triangle).into_rgba8();
        colour_what_is_clear(&mut picture);
        let shape = Shape { width: picture.width() as f32, height: picture.height() as f32 };
        decoded.push(picture);
        Ok(Some((decoded.len() - 1, shape)))
    };
    let logo = add(&assets.logo, LOGO)?;
    let signatures =
        assets.signatures.iter().map(|png| add(png, SIGNATURE)).collect::<Result<_, DrawError>>()?;
    Ok((decoded, Pictures { logo, signatures }))
}

/// A picture in its proportions within so many pixels across and down; one that fits in stays as it is.
///
/// What is clear weighs nothing: its colour, which nobody sees, and which is black in most files, would come out as a grey
/// edge around whatever is white.
pub fn shrunk(picture: DynamicImage, (across, down): (u32, u32), filter: FilterType) -> DynamicImage {
    if picture.width() <= across && picture.height() <= down {
        return picture;
    }
    if !picture.color().has_alpha() {
        return picture.resize(across, down, filter);
    }
    let mut weighed = picture.into_rgba8();
    for Rgba([red, green, blue, alpha]) in weighed.pixels_mut() {
        for channel in [red, green, blue] {
            *channel = ((u32::from(*channel) * u32::from(*alpha) + 127) / 255) as u8;
        }
    }
    let mut small = DynamicImage::ImageRgba8(weighed).resize(across, down, filter).into_rgba8();
    for Rgba([red, green, blue, alpha]) in small.pixels_mut() {
        let whole = u32::from(*alpha).max(1);
        for channel in [red, green, blue] {
            *channel = ((u32::from(*channel) * 255 + whole / 2) / whole).min(255) as u8;
        }
    }
    DynamicImage::ImageRgba8(small)
}

/// Gives what is clear the colour of what is beside it. A reader that shows a page smaller than the picture shrinks its
/// colours and its mask each by itself, and mixes in what nobody should see.
fn colour_what_is_clear(picture: &mut RgbaImage) {
    let width = picture.width() as usize;
    let mut rows: Vec<&mut [u8]> = picture.chunks_exact_mut(width * 4).collect();
    let drawn: Vec<bool> = rows.iter_mut().map(|row| colour_row(row)).collect();
    let Some(first) = drawn.iter().position(|drawn| *drawn) else { return };
    // A row without anything has the colours of the one above it, as far as there is one.
    let mut beside: Vec<u8> = rows.get(first).map(|row| row.to_vec()).unwrap_or_default();
    for (row, drawn) in rows.into_iter().zip(drawn) {
        if drawn {
            beside.copy_from_slice(row);
        } else {
            for (pixel, near) in row.chunks_exact_mut(4).zip(beside.chunks_exact(4)) {
                pixel[..3].copy_from_slice(&near[..3]);
            }
        }
    }
}

/// Gives each run of clear pixels the colours of both its ends, half each; whether there is anything in the row.
fn colour_row(row: &mut [u8]) -> bool {
    let pixels = row.len() / 4;
    let seen: Vec<usize> = (0..pixels).filter(|at| row[at * 4 + 3] > 0).collect();
    let (Some(&first), Some(&last)) = (seen.first(), seen.last()) else { return false };
    let mut fill = |from: usize, to: usize, of: usize| {
        let colour = [row[of * 4], row[of * 4 + 1], row[of * 4 + 2]];
        (from..to).for_each(|at| row[at * 4..at * 4 + 3].copy_from_slice(&colour));
    };
    fill(0, first, first);
    fill(last + 1, pixels, last);
    for pair in seen.windows(2) {
        let (left, right) = (pair[0], pair[1]);
        let middle = (left + right).div_ceil(2);
        fill(left + 1, middle, left);
        fill(middle, right, right);
    }
    true
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
    let decoder = PngDecoder::with_limits(Cursor::new(png), limits).map_err(DrawError::Image)?;
    DynamicImage::from_decoder(decoder).map_err(DrawError::Image)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// White strokes on clear black.
    fn strokes(width: u32, height: u32) -> RgbaImage {
        RgbaImage::from_fn(width, height, |x, y| {
            if (x / 7 + y / 5) % 3 == 0 { Rgba([255; 4]) } else { Rgba([0; 4]) }
        })
    }

    #[test]
    fn what_is_white_on_clear_stays_white_when_it_is_shrunk() {
        for filter in [FilterType::Triangle, FilterType::CatmullRom] {
            let small = shrunk(DynamicImage::ImageRgba8(strokes(2000, 500)), (300, 300), filter).into_rgba8();
            assert_eq!(small.dimensions(), (300, 75));
            let edges = small.pixels().filter(|pixel| (1..255).contains(&pixel[3])).count();
            assert!(edges > 1000, "{edges} pixels are neither clear nor full");
            let grey =
                small.pixels().find(|pixel| pixel[3] > 0 && pixel[0].min(pixel[1]).min(pixel[2]) < 250);
            assert_eq!(grey, None);
        }
    }

    #[test]
    fn colours_are_those_of_what_is_seen() {
        let half =
            RgbaImage::from_fn(
                400,
                400,
                |x, _| {
                    if x < 200 { Rgba([200, 40, 80, 128]) } else { Rgba([0, 0, 0, 0]) }
                },
            );
        let small = shrunk(DynamicImage::ImageRgba8(half), (100, 100), FilterType::Triangle).into_rgba8();
        let Rgba([red, green, blue, alpha]) = *small.get_pixel(10, 50);
        let near = |a: u8, b: u8| a.abs_diff(b) <= 1;
        assert!(
            near(red, 200) && near(green, 40) && near(blue, 80) && near(alpha, 128),
            "{red} {green} {blue}"
        );
        let kept = shrunk(DynamicImage::ImageRgba8(strokes(20, 20)), (100, 100), FilterType::Triangle);
        assert_eq!(kept.into_rgba8(), strokes(20, 20), "what fits in is not touched");
    }

    #[test]
    fn what_is_clear_has_the_colour_of_what_is_beside_it() {
        let (red, blue, clear) = (Rgba([200, 0, 0, 255]), Rgba([0, 0, 200, 255]), Rgba([0; 4]));
        let mut picture = RgbaImage::from_pixel(9, 4, clear);
        picture.put_pixel(2, 1, red);
        picture.put_pixel(6, 1, blue);
        colour_what_is_clear(&mut picture);
        for y in 0..4 {
            let reds: Vec<bool> = (0..9).map(|x| picture.get_pixel(x, y)[0] == 200).collect();
            assert_eq!(reds, [true, true, true, true, false, false, false, false, false], "row {y}");
        }
        assert_eq!(picture.pixels().filter(|pixel| pixel[3] > 0).count(), 2, "nothing more is seen");
        let mut nothing = RgbaImage::from_pixel(3, 3, clear);
        colour_what_is_clear(&mut nothing);
        assert_eq!(nothing, RgbaImage::from_pixel(3, 3, clear));
    }
}
