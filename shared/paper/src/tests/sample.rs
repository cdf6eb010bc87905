//! Samples: drawn as certificates are, without being one.

use super::{information, person, sheet, template, text_of};
use crate::Paper;
use domain::participation::edition::Programme;
use domain::value::code::VerifyCode;
use jiff::civil::date;
use lopdf::Document;

const URL: &str = "https://selo.example/verificar";

#[test]
fn a_sample_is_drawn_as_it_is_printed_with_words_instead_of_a_code() {
    let template = template(sheet("Formação", 2));
    let (person, code) = (person("Maria da Conceição"), VerifyCode::of_sample());
    let paper = Paper { person: &person, code: &code, url: URL, version: 1, issued_on: date(2026, 3, 14) };
    let pdf = template.certificate(&paper).expect("a file");
    let text = text_of(&pdf);
    assert!(text.contains("AMOSTRA SEM VALIDADE") && !text.contains(&code.grouped()), "{text}");
    let document = Document::load_mem(&pdf).expect("a PDF");
    assert_eq!(information(&document, b"Title"), "Amostra do certificado de Maria da Conceição · Formação");
    let png = template.front_png(&paper, 1600).expect("a picture");
    let picture = image::load_from_memory(&png).expect("a PNG").to_luma8();
    let (width, height) = picture.dimensions();
    let grey = |x: usize, y: usize| picture.as_raw()[y * width as usize + x];
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width as usize, height as usize, grey);
    let grids = prepared.detect_grids();
    assert_eq!(grids[0].decode().expect("decoded").1, URL);
}

#[test]
fn a_back_is_a_picture_of_its_own() {
    assert!(template(sheet("Formação", 2)).back_pngs(400).expect("no back").is_empty());
    let mut with_back = sheet("Formação", 2);
    with_back.programme = Programme::parse("# Primeiro dia\nAbertura\nOficina").expect("a programme");
    let backs = template(with_back).back_pngs(900).expect("backs");
    let picture = image::load_from_memory(&backs[0]).expect("a PNG").to_luma8();
    assert_eq!((backs.len(), picture.width()), (1, 900));
    assert!(picture.pixels().filter(|pixel| pixel.0[0] < 100).count() > 100, "an empty back");
}
