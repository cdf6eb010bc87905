//! What comes in as a picture, and what is kept of it.

use super::*;
use image::{GenericImageView, RgbaImage};

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

const LOSSY: &[u8] = include_bytes!("../../../../tests/fixtures/logo-lossy.webp");
const LOSSY_CLEAR: &[u8] = include_bytes!("../../../../tests/fixtures/logo-lossy-clear.webp");
const LOSSLESS_CLEAR: &[u8] = include_bytes!("../../../../tests/fixtures/logo-lossless-clear.webp");

#[test]
fn a_webp_is_kept_as_png_with_what_is_clear_in_it() {
    for (sent, clear) in [(LOSSY, false), (LOSSY_CLEAR, true), (LOSSLESS_CLEAR, true)] {
        let kept = redraw(sent).unwrap_or_else(|r| panic!("{r:?}"));
        assert_eq!((kept.width, kept.height), (300, 80));
        for gone in [&b"ICCP"[..], b"iCCP", b"EXIF", b"eXIf"] {
            assert!(!kept.png.windows(gone.len()).any(|window| window == gone));
        }
        let picture = image::load_from_memory(&kept.png).expect("a PNG").into_rgba8();
        let disc = picture.get_pixel(40, 40);
        let near = |a: u8, b: u8| a.abs_diff(b) < 12;
        assert!(near(disc[0], 0x14) && near(disc[1], 0x5a) && near(disc[2], 0x50), "{disc:?}");
        assert_eq!(disc[3], 255);
        assert_eq!(picture.get_pixel(299, 79)[3] == 0, clear, "the corner");
    }
}

/// The chunk of a WebP of this name.
fn chunk<'a>(webp: &'a [u8], name: &[u8]) -> &'a [u8] {
    let at = webp.windows(4).position(|four| four == name).expect("the chunk");
    let size = u32::from_le_bytes(webp[at + 4..at + 8].try_into().expect("four bytes")) as usize;
    &webp[at..at + 8 + size + size % 2]
}

fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    let body = [b"WEBP".to_vec(), chunks.concat()].concat();
    [b"RIFF".to_vec(), (body.len() as u32).to_le_bytes().to_vec(), body].concat()
}

fn named(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&name[..], &(body.len() as u32).to_le_bytes(), body].concat()
}

#[test]
fn a_webp_that_moves_is_refused_in_words() {
    let still = chunk(LOSSLESS_CLEAR, b"VP8L");
    let size = [&299_u32.to_le_bytes()[..3], &79_u32.to_le_bytes()[..3]].concat();
    let head = named(b"VP8X", &[&[0x12, 0, 0, 0], &size[..]].concat());
    let frame = named(b"ANMF", &[&[0; 6], &size[..], &[100, 0, 0, 0], still].concat());
    let moving = riff(&[head, named(b"ANIM", &[0; 6]), frame.clone(), frame]);
    assert_eq!(refusal(&moving), Some(Refusal::Animated));
    assert!(Refusal::Animated.sentence().contains("animada"));
}

#[test]
fn a_webp_is_bounded_as_the_others_are() {
    assert_eq!(refusal(&LOSSY[..LOSSY.len() / 2]), Some(Refusal::Damaged));
    assert_eq!(refusal(b"RIFF\x10\0\0\0WEBPVP8 "), Some(Refusal::Damaged));
    let (wide, high) = (&16_000_u32.to_le_bytes()[..3], &79_u32.to_le_bytes()[..3]);
    let claims = named(b"VP8X", &[&[0x10, 0, 0, 0], wide, high].concat());
    let bomb = riff(&[claims, chunk(LOSSLESS_CLEAR, b"VP8L").to_vec()]);
    assert_eq!(refusal(&bomb), Some(Refusal::TooManyPixels), "before it is decoded");
    let lies = named(b"VP8X", &[&[0x10, 0, 0, 0], &3_999_u32.to_le_bytes()[..3], high].concat());
    let lie = riff(&[lies, chunk(LOSSLESS_CLEAR, b"VP8L").to_vec()]);
    assert_eq!(refusal(&lie), Some(Refusal::Damaged));
    let mut sent = LOSSY.to_vec();
    sent.resize(MOST_BYTES + 1, 0);
    assert_eq!(refusal(&sent), Some(Refusal::TooHeavy));
}

#[test]
fn a_white_logo_has_no_grey_edge_when_it_is_made_smaller() {
    let strokes = RgbaImage::from_fn(1500, 600, |x, y| {
        if (x / 7 + y / 5) % 3 == 0 { image::Rgba([255; 4]) } else { image::Rgba([0; 4]) }
    });
    let mut sent = Cursor::new(Vec::new());
    DynamicImage::ImageRgba8(strokes).write_to(&mut sent, ImageFormat::Png).expect("a PNG");
    let kept = redraw(sent.get_ref()).unwrap_or_else(|r| panic!("{r:?}"));
    let kept = image::load_from_memory(&kept.png).expect("a PNG").into_rgba8();
    assert_eq!(kept.dimensions(), (1000, 400));
    let grey = kept.pixels().find(|pixel| pixel[3] > 0 && pixel[0] < 250);
    assert_eq!(grey, None);
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
