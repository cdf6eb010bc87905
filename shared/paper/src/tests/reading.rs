//! What somebody hears who has a certificate read aloud: everything once, in its order, and no ornament.

use super::*;
use crate::person::Part;

/// The operators of the front, its streams one after the other.
fn front_content(document: &Document) -> String {
    String::from_utf8(document.get_page_content(document.get_pages()[&1])).expect("ASCII")
}

#[test]
fn every_block_of_the_front_has_a_number_and_the_numbers_count_up() {
    for signatures in 0..=3 {
        let document =
            Document::load_mem(&drawn(&template(sheet("Formação", signatures)), "Ana Sá", 1)).expect("a PDF");
        let content = front_content(&document);
        let numbers: Vec<usize> = content
            .split("<</MCID ")
            .skip(1)
            .filter_map(|rest| rest.split_once(">>").and_then(|(number, _)| number.parse().ok()))
            .collect();
        assert_eq!(numbers, (0..10 + 2 * signatures).collect::<Vec<_>>(), "{signatures} signatures");
        let (begun, ended) =
            (content.matches("BDC").count() + content.matches("BMC").count(), content.matches("EMC"));
        assert_eq!(begun, ended.count(), "every block ends");
    }
}

#[test]
fn the_holder_is_read_before_those_who_sign_and_the_code_comes_last() {
    let text = text_of(&drawn(&template(sheet("Formação", 2)), "Ana Sá", 1));
    let places = [
        "CERTIFICADO",
        "Ana Sá",
        "participou",
        "Emitido em",
        "Helena Duarte",
        "Reitor",
        "Código de",
        "Emitido por",
    ]
    .map(|part| text.find(part).unwrap_or_else(|| panic!("{part} in {text}")));
    assert!(places.is_sorted(), "{places:?} in {text}");
}

#[test]
fn a_logo_does_not_take_the_place_of_the_issuers_name() {
    let mut logo = std::io::Cursor::new(Vec::new());
    image::RgbaImage::from_pixel(600, 160, image::Rgba([20, 90, 80, 255]))
        .write_to(&mut logo, image::ImageFormat::Png)
        .expect("a PNG");
    let edition = Edition { event: EventId::from_bytes([7; 17]), number: 1, sheet: sheet("Formação", 2) };
    for logo in [None, Some(logo.into_inner())] {
        let assets = Assets { logo, signatures: Vec::new() };
        let template = EventTemplate::new(&edition, &assets).expect("a template");
        let text = text_of(&drawn(&template, "Ana Sá", 1));
        let (head, _) = text.split_once("CERTIFICADO").unwrap_or_else(|| panic!("no title in {text}"));
        assert_eq!(head.trim(), "Instituto Horizonte da Educação", "in words, above the title");
    }
}

/// The blocks of some lines, as a reader has them that puts nothing between two lines.
fn blocks(texts: &[Text]) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    for text in texts {
        if text.begins.is_some() {
            blocks.push(String::new());
        }
        let letters = text.line.letters.iter().chain(&text.line.blank).map(|letter| letter.meant);
        blocks.last_mut().expect("a block begins").extend(letters);
    }
    blocks
}

#[test]
fn words_do_not_run_together_where_a_line_ends() {
    let faces = Typefaces::get().expect("fonts");
    let sheet = sheet(LONG_TITLE, 2);
    let unbroken = "W".repeat(120);
    for name in [LONG_NAME, unbroken.as_str()] {
        let part = with_paper(name, 1, |paper| Part::new(faces, &sheet, (391.0, 212.0), paper));
        let sentence: String =
            sheet.wording.fill(&sheet, &person(name)).iter().map(|span| span.text()).collect();
        assert!(part.texts.len() > 8, "name and sentence take several lines");
        assert_eq!(blocks(&part.texts)[..2], [format!("{name} CPF ***.982.***-**"), sentence]);
    }
}

#[test]
fn everybody_has_as_many_blocks_as_the_structure_of_the_event_says() {
    let faces = Typefaces::get().expect("fonts");
    let front = Front::new(faces, &sheet("Formação", 2), &front::Pictures::default());
    for (name, prints_cpf) in [("Ana Sá", true), ("Ana Sá", false), (LONG_NAME, true), (LONG_NAME, false)] {
        let sheet = Sheet { prints_cpf, ..sheet("Formação", 2) };
        let part = with_paper(name, 1, |paper| Part::new(faces, &sheet, front.room, paper));
        let count = |texts: &[Text]| texts.iter().filter(|text| text.begins.is_some()).count();
        let (body, footer) = part.texts.split_at(part.footer);
        assert_eq!(
            (count(body), count(footer)),
            (usize::from(Part::BODY), usize::from(Part::FOOTER)),
            "{name}"
        );
    }
}
