//! What would go wrong with a picture on the certificate, said before anything is issued.

use super::DrawError;
use super::front::{LOGO_ROOM, Shape, inside};
use super::picture;
use super::shape::{Frame, Ink};
use image::RgbaImage;

/// Which picture it is: they have different room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The issuer's logo, above the title.
    Logo,
    /// A signature, above the name of who signs, where three sign.
    Signature,
}

/// Something that is wrong with a picture. It is drawn all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Hardly anything of it differs from the paper: white on clear, most likely.
    Unseen,
    /// So long or so high that little is left of it where it is fitted in: under four millimetres.
    Sliver,
    /// So few pixels that they are seen as such in print: under 150 to the inch.
    Coarse,
}

impl Flaw {
    /// What to tell whoever gave the picture.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Unseen => {
                "A imagem quase não aparece no papel: ela é branca ou clara demais. Use a versão para fundo claro."
            }
            Self::Sliver => {
                "A imagem é comprida demais para o seu lugar e sai com menos de 4 mm. Use uma versão mais compacta."
            }
            Self::Coarse => {
                "A imagem tem poucos pontos e sai pequena ou borrada na impressão. Use uma com mais pontos."
            }
        }
    }
}

/// Least contrast with the paper at which a stroke is seen at all.
const SEEN: f32 = 1.3;
/// Least share of a picture's points that must be seen: a thin signature on a large sheet has about one in fifty.
const SHARE: f32 = 0.002;
/// Four millimetres in points.
const LEAST: f32 = 11.34;

/// What would go wrong with a picture, given as PNG.
///
/// # Errors
/// When it is no picture.
pub fn flaws(png: &[u8], place: Place) -> Result<Vec<Flaw>, DrawError> {
    Ok(of(&picture::read(png)?.into_rgba8(), place))
}

fn of(picture: &RgbaImage, place: Place) -> Vec<Flaw> {
    let room = match place {
        Place::Logo => LOGO_ROOM,
        Place::Signature => Frame { x: 0.0, y: 0.0, width: 142.0, height: 40.0 },
    };
    let shape = Shape { width: picture.width() as f32, height: picture.height() as f32 };
    let frame = inside(room, shape);
    let mut flaws = Vec::new();
    if seen(picture) < SHARE {
        flaws.push(Flaw::Unseen);
    }
    // As it would be if it had pixels enough: few pixels are a flaw of their own.
    let fitted = (room.width / shape.width).min(room.height / shape.height);
    if (fitted * shape.width).min(fitted * shape.height) < LEAST {
        flaws.push(Flaw::Sliver);
    }
    if shape.width / frame.width * 72.0 < 150.0 {
        flaws.push(Flaw::Coarse);
    }
    flaws
}

/// The share of a picture's points that are told from the paper.
fn seen(picture: &RgbaImage) -> f32 {
    let paper = luminance(Ink::PAPER);
    let apart = |ink: Ink| {
        let own = luminance(ink);
        (paper.max(own) + 0.05) / (paper.min(own) + 0.05) >= SEEN
    };
    let points = picture.pixels().filter(|pixel| {
        let [red, green, blue, alpha] = pixel.0;
        apart(Ink(red, green, blue).on(Ink::PAPER, f32::from(alpha) / 255.0))
    });
    points.count() as f32 / (picture.width() as f32 * picture.height() as f32).max(1.0)
}

/// Relative luminance, 0 to 1 (WCAG 2.2).
fn luminance(Ink(red, green, blue): Ink) -> f32 {
    let linear = |byte: u8| {
        let c = f32::from(byte) / 255.0;
        if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, Rgba};
    use std::io::Cursor;

    /// A picture with a stroke through it.
    fn png(width: u32, height: u32, stroke: [u8; 4], ground: [u8; 4]) -> Vec<u8> {
        let picture =
            RgbaImage::from_fn(width, height, |x, y| Rgba(if (x + y) % 20 < 3 { stroke } else { ground }));
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, ImageFormat::Png).expect("a PNG");
        out.into_inner()
    }

    fn found(width: u32, height: u32, stroke: [u8; 4], ground: [u8; 4], place: Place) -> Vec<Flaw> {
        flaws(&png(width, height, stroke, ground), place).expect("a picture")
    }

    const CLEAR: [u8; 4] = [0; 4];
    const BLUE: [u8; 4] = [0x10, 0x30, 0x70, 0xff];

    #[test]
    fn a_usual_logo_and_a_usual_signature_have_no_flaw() {
        assert_eq!(found(900, 250, BLUE, CLEAR, Place::Logo), []);
        assert_eq!(found(300, 300, BLUE, [0xff; 4], Place::Logo), []);
        assert_eq!(found(600, 180, BLUE, CLEAR, Place::Signature), []);
        assert_eq!(found(600, 180, [0xe0, 0xb0, 0x20, 0xff], CLEAR, Place::Logo), [], "pale gold is seen");
    }

    #[test]
    fn what_is_white_on_clear_or_nearly_clear_is_not_seen() {
        for stroke in [[0xff; 4], [0xf0, 0xf0, 0xe8, 0xff], [0, 0, 0, 8], CLEAR] {
            assert_eq!(found(900, 250, stroke, CLEAR, Place::Logo), [Flaw::Unseen], "{stroke:?}");
        }
    }

    #[test]
    fn what_is_much_longer_than_high_is_a_sliver_and_what_is_small_is_coarse() {
        assert_eq!(found(1000, 30, BLUE, CLEAR, Place::Logo), [Flaw::Sliver]);
        assert_eq!(found(40, 1000, BLUE, CLEAR, Place::Logo), [Flaw::Sliver]);
        assert_eq!(found(80, 60, BLUE, CLEAR, Place::Logo), [Flaw::Coarse]);
        assert_eq!(found(150, 40, BLUE, CLEAR, Place::Signature), [Flaw::Coarse]);
        assert!(flaws(b"GIF89a", Place::Logo).is_err());
    }

    #[test]
    fn the_room_of_a_signature_is_that_of_three() {
        let qr = crate::front::qr_frame();
        let pitch = (2.0 * (qr.x - 14.0 - crate::front::CENTRE) + 20.0) / 3.0;
        assert!((pitch - 20.0 - 12.0 - 142.0).abs() < 6.0, "{pitch}");
    }
}
