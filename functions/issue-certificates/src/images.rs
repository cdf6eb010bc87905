//! Pictures that an organiser gives: decoded within bounds, made smaller, written anew as PNG. What is kept is only what
//! we wrote ourselves, under the digest of its bytes; nothing is ever fetched by an address.

use axum::body::Bytes;
use common::App;
use common::error::Problem;
use domain::participation::edition::ImageRef;
use image::{DynamicImage, GenericImageView, ImageDecoder, ImageFormat, ImageReader, Limits};
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
    Damaged,
}

impl Refusal {
    /// What to tell the organiser.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::TooHeavy => "A imagem passa de 1 MB. Salve-a em um tamanho menor e envie de novo.",
            Self::NotAPicture => {
                "O arquivo não é uma imagem PNG ou JPEG. Salve-a em um desses formatos (SVG não é aceito) e envie de novo."
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
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg)) => Ok(format),
        _ => Err(Refusal::NotAPicture),
    }
}

fn redraw(bytes: &[u8]) -> Result<Picture, Refusal> {
    let picture = upright(bytes, format_of(bytes)?)?;
    let (width, height) = picture.dimensions();
    let kept = if width.max(height) > LONGEST_KEPT {
        picture.resize(LONGEST_KEPT, LONGEST_KEPT, image::imageops::FilterType::CatmullRom)
    } else {
        picture
    };
    let mut png = Cursor::new(Vec::new());
    kept.write_to(&mut png, ImageFormat::Png).map_err(|_| Refusal::Damaged)?;
    Ok(Picture { png: png.into_inner(), width: kept.width(), height: kept.height() })
}

/// The picture as a camera meant it to be seen, in eight bits a channel.
fn upright(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, Refusal> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SENT);
    limits.max_image_height = Some(LONGEST_SENT);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let too_many_or_damaged = |error| match error {
        image::ImageError::Limits(_) => Refusal::TooManyPixels,
        _ => Refusal::Damaged,
    };
    let mut decoder = reader.into_decoder().map_err(too_many_or_damaged)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if width > LONGEST_SENT || height > LONGEST_SENT || pixels > MOST_PIXELS {
        return Err(Refusal::TooManyPixels);
    }
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
mod tests {
    use super::*;
    use image::RgbaImage;

    #[test]
    fn nothing_but_the_pixels_is_kept() {
        let mut sent = png(40, 30);
        for (kind, data) in
            [(b"tEXt", &b"Comment\0GPS -8.05 -34.9"[..]), (b"eXIf", b"MM\0*\0\0\0\x08\0\0GPS -8.05")]
        {
            let body = [&kind[..], data].concat();
            let length = u32::try_from(data.len()).expect("short").to_be_bytes();
            let chunk = [&length[..], &body, &crc32(&body).to_be_bytes()].concat();
            sent.splice(33..33, chunk);
        }
        sent.extend(b"<script>alert(1)</script>");
        let kept = redraw(&sent).unwrap_or_else(|refusal| panic!("{refusal:?}")).png;
        for gone in [&b"GPS"[..], b"eXIf", b"tEXt", b"<script"] {
            assert!(!kept.windows(gone.len()).any(|window| window == gone));
        }
        assert!(kept.ends_with(b"IEND\xaeB`\x82"));
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        let picture = RgbaImage::from_fn(width, height, |x, y| image::Rgba([x as u8, y as u8, 9, 200]));
        DynamicImage::ImageRgba8(picture).write_to(&mut out, ImageFormat::Png).expect("a PNG");
        out.into_inner()
    }

    fn refusal(bytes: &[u8]) -> Option<Refusal> {
        redraw(bytes).err()
    }

    #[test]
    fn a_large_picture_is_kept_smaller_in_its_proportions() {
        let kept = redraw(&png(2000, 500)).unwrap_or_else(|r| panic!("{r:?}"));
        assert_eq!((kept.width, kept.height), (1000, 250));
        assert_eq!(image::guess_format(&kept.png).ok(), Some(ImageFormat::Png));
        let small = redraw(&png(30, 20)).unwrap_or_else(|r| panic!("{r:?}"));
        assert_eq!((small.width, small.height), (30, 20));
    }

    #[test]
    fn what_is_no_picture_is_refused_with_what_to_do() {
        assert_eq!(refusal(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), Some(Refusal::NotAPicture));
        assert_eq!(refusal(b"GIF89a\x01\x00\x01\x00"), Some(Refusal::NotAPicture));
        assert_eq!(refusal(b""), Some(Refusal::NotAPicture));
        assert_eq!(refusal(&png(40, 40)[..90]), Some(Refusal::Damaged));
        assert_eq!(refusal(&vec![0; MOST_BYTES + 1]), Some(Refusal::TooHeavy));
    }

    #[test]
    fn a_small_file_that_claims_a_huge_picture_is_refused_before_it_is_decoded() {
        let mut bomb = png(1, 1);
        bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        let crc = crc32(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(refusal(&bomb), Some(Refusal::TooManyPixels));
    }

    #[test]
    fn the_largest_picture_of_sixteen_bits_fits_in_the_memory() {
        let mut sent = Cursor::new(Vec::new());
        let deep = image::ImageBuffer::<image::Rgba<u16>, _>::new(LONGEST_SENT, LONGEST_SENT);
        DynamicImage::ImageRgba16(deep).write_to(&mut sent, ImageFormat::Png).expect("a PNG");
        let read = upright(sent.get_ref(), ImageFormat::Png).unwrap_or_else(|r| panic!("{r:?}"));
        assert_eq!(read.dimensions(), (LONGEST_SENT, LONGEST_SENT));
    }

    #[tokio::test]
    async fn two_are_decoded_at_once_eight_wait_and_the_next_is_told_to_come_again() {
        static BENCH: Bench = Bench::new();
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let wait = std::sync::Arc::new(std::sync::Mutex::new(wait));
        let work = || {
            let wait = wait.clone();
            tokio::spawn(BENCH.run(move || wait.lock().map(|gate| gate.recv().is_ok()).unwrap_or(false)))
        };
        let waiting: Vec<_> = (0..DECODERS + QUEUE).map(|_| work()).collect();
        while BENCH.places.available_permits() > 0 || BENCH.decoders.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let refused = BENCH.run(|| ()).await.err().map(|problem| problem.status);
        assert_eq!(refused, Some(http::StatusCode::SERVICE_UNAVAILABLE));
        for _ in &waiting {
            go.send(()).expect("somebody waits");
        }
        for done in waiting {
            assert!(matches!(done.await, Ok(Ok(Ok(true)))));
        }
        assert!(BENCH.run(|| ()).await.is_ok(), "and the queue is empty again");
    }

    /// The check sum of a PNG chunk (ISO 3309), bit by bit.
    fn crc32(bytes: &[u8]) -> u32 {
        let step = |crc: u32| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
    }
}
