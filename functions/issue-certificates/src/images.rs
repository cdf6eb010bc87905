//! Pictures that an organiser gives: decoded within bounds, made smaller, written anew as PNG, whatever they came as. What is kept is only what
//! we wrote ourselves, under the digest of its bytes; nothing is ever fetched by an address.

use axum::body::Bytes;
use common::App;
use common::error::Problem;
use domain::participation::edition::ImageRef;
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::{PngDecoder, PngEncoder};
use image::codecs::webp::WebPDecoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, Limits};
use platform::digest::sha256_hex;
use platform::documents::{DocumentError, image_key};
use std::io::Cursor;
use tokio::sync::Semaphore;
use tokio::task::JoinError;

/// Bytes of a picture as it is sent.
pub(crate) const MOST_BYTES: usize = 1024 * 1024;
/// Pixels along a side of what is sent.
const LONGEST_SENT: u32 = 4000;
/// Pixels of what is sent, in all.
const MOST_PIXELS: u64 = 16_000_000;
/// Bytes that decoding may take: sixteen million pixels of four channels of two bytes, and little to work with.
const MOST_MEMORY: u64 = 130_000_000;
/// Pixels along a side of what is kept: more than the paper shows at 300 dpi.
const LONGEST_KEPT: u32 = 1000;

/// Why a picture is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    TooHeavy,
    NotAPicture,
    TooManyPixels,
    Animated,
    Damaged,
}

impl Refusal {
    /// What to tell the organiser.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::TooHeavy => "A imagem passa de 1 MB. Salve-a em um tamanho menor e envie de novo.",
            Self::NotAPicture => {
                "O arquivo não é uma imagem PNG, JPEG ou WebP. Salve-a em um desses formatos (SVG não é aceito) e envie de novo."
            }
            Self::Animated => {
                "A imagem é animada, e no papel nada se move. Salve um só quadro, em PNG, JPEG ou WebP, e envie de novo."
            }
            Self::TooManyPixels => {
                "A imagem tem pixels demais (o limite é de 4.000 por lado e 16 milhões ao todo). Reduza-a e envie de novo."
            }
            Self::Damaged => {
                "A imagem está danificada ou incompleta. Abra-a, salve-a de novo e envie outra vez."
            }
        }
    }
}

/// A picture as we wrote it.
pub(crate) struct Picture {
    pub(crate) png: Vec<u8>,
    width: u32,
    height: u32,
}

/// How many pictures are decoded at once in a process, whoever sent them: each takes [`MOST_MEMORY`] and a half of it.
const DECODERS: usize = 2;
/// How many more may wait for that.
const QUEUE: usize = 8;

/// Drawings wait for each other, and nobody who saves a form waits for them.
static EASEL: Bench = Bench::new();

/// Bounds what decoding takes across requests.
struct Bench {
    decoders: Semaphore,
    places: Semaphore,
}

/// A process has one, because it has its memory once.
static BENCH: Bench = Bench::new();

impl Bench {
    const fn new() -> Self {
        Self { decoders: Semaphore::const_new(DECODERS), places: Semaphore::const_new(DECODERS + QUEUE) }
    }

    /// Runs work when it is its turn. A caller who goes away while it runs does not free the decoder before it ends.
    async fn run<T: Send + 'static>(
        &'static self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Result<T, JoinError>, Problem> {
        let full = |_| Problem::busy("the queue of the pictures is full");
        let place = self.places.try_acquire().map_err(full)?;
        let decoder = self.decoders.acquire().await.map_err(Problem::internal)?;
        let done = tokio::task::spawn_blocking(move || {
            let _held = (place, decoder);
            work()
        });
        Ok(done.await)
    }
}

/// Reads a picture, away from the requests: decoding keeps a processor busy, and whatever a hostile file does to the
/// decoder ends there.
///
/// # Errors
/// 503 when too many pictures wait already. A picture that cannot be taken is the inner error.
pub(crate) async fn read(bytes: Bytes) -> Result<Result<Picture, Refusal>, Problem> {
    Ok(BENCH.run(move || redraw(&bytes)).await?.unwrap_or(Err(Refusal::Damaged)))
}

/// Draws when it is its turn: drawing keeps a processor busy as decoding does.
///
/// # Errors
/// 503 when too many pictures wait already.
pub(crate) async fn in_turn<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<Result<T, JoinError>, Problem> {
    EASEL.run(work).await
}

/// What is wrong with a picture, as far as it can be told without decoding it.
pub(crate) fn refused_at_sight(bytes: &[u8]) -> Option<Refusal> {
    format_of(bytes).err()
}

/// Stores a picture and says where it lies. The same picture lies in one place however often it is sent.
pub(crate) async fn keep(app: &App, picture: Picture) -> Result<ImageRef, DocumentError> {
    let sha256 = sha256_hex(&picture.png);
    let key = image_key(&sha256);
    app.documents.put(&key, "image/png", picture.png).await?;
    Ok(ImageRef { key, sha256, width: picture.width, height: picture.height })
}

fn format_of(bytes: &[u8]) -> Result<ImageFormat, Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(Refusal::TooHeavy);
    }
    match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) => Ok(format),
        _ => Err(Refusal::NotAPicture),
    }
}

fn redraw(bytes: &[u8]) -> Result<Picture, Refusal> {
    let picture = upright(bytes, format_of(bytes)?)?;
    let kept = paper::shrunk(picture, (LONGEST_KEPT, LONGEST_KEPT), FilterType::CatmullRom);
    let mut png = Vec::new();
    kept.write_with_encoder(PngEncoder::new(&mut png)).map_err(|_| Refusal::Damaged)?;
    Ok(Picture { png, width: kept.width(), height: kept.height() })
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SENT);
    limits.max_image_height = Some(LONGEST_SENT);
    limits.max_alloc = Some(MOST_MEMORY);
    limits
}

fn too_many_or_damaged(error: ImageError) -> Refusal {
    match error {
        ImageError::Limits(_) => Refusal::TooManyPixels,
        _ => Refusal::Damaged,
    }
}

/// The picture as a camera meant it to be seen, in eight bits a channel.
fn upright(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, Refusal> {
    let source = Cursor::new(bytes);
    match format {
        ImageFormat::Png => decoded(PngDecoder::with_limits(source, limits()).map_err(too_many_or_damaged)?),
        ImageFormat::WebP => {
            let decoder = WebPDecoder::new(source).map_err(too_many_or_damaged)?;
            if decoder.has_animation() { Err(Refusal::Animated) } else { decoded(decoder) }
        }
        _ => decoded(JpegDecoder::new(source).map_err(too_many_or_damaged)?),
    }
}

fn decoded(mut decoder: impl ImageDecoder) -> Result<DynamicImage, Refusal> {
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if width > LONGEST_SENT || height > LONGEST_SENT || pixels > MOST_PIXELS {
        return Err(Refusal::TooManyPixels);
    }
    decoder.set_limits(limits()).map_err(too_many_or_damaged)?;
    let orientation = decoder.orientation().map_err(|_| Refusal::Damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(too_many_or_damaged)?;
    picture.apply_orientation(orientation);
    Ok(if picture.color().has_alpha() {
        DynamicImage::ImageRgba8(picture.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(picture.into_rgb8())
    })
}

#[cfg(test)]
mod tests;
