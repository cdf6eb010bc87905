//! The certificate read back: its text, its QR code, its bytes, and that nothing lies on anything else.

use super::front::{QR_SIDE, qr_frame};
use super::shape::{Frame, WIDTH};
use super::*;
use domain::participation::edition::{
    Colour, Programme, Sheet, ShortLine, Signature, Title, Wording, Workload,
};
use domain::value::cpf::Cpf;
use domain::value::id::EventId;
use domain::value::name::PersonName;
use domain::value::period::Period;
use jiff::civil::date;
use lopdf::{Document, Object};
use sha2::{Digest, Sha256};

mod accents;
mod backs;
mod fonts;
mod reading;
mod sample;

const LONG_NAME: &str = "Maximiliana Conceição Wenceslau de Albuquerque Cavalcanti Montenegro Guimarães e Vasconcelos da \
                         Anunciação Fernandes";
const LONG_TITLE: &str = "III Simpósio Internacional de Avaliação, Currículo e Tecnologias Educacionais na Formação \
                          Continuada de Professores da Rede Pública de Ensino";

fn line(text: &str) -> ShortLine {
    ShortLine::parse(text).expect("a line")
}

fn sheet(title: &str, signatures: usize) -> Sheet {
    let signature = |i: usize| Signature {
        name: line(["Profa. Dra. Helena Duarte", "João Gonçalves", &"Wenceslau ".repeat(10)][i]),
        post: line(["Coordenadora", "Reitor", &"Pró-reitoria de extensão ".repeat(4)][i]),
        image: None,
    };
    Sheet {
        title: Title::parse(title).expect("a title"),
        issuer_name: line("Instituto Horizonte da Educação"),
        period: Period::new(date(2026, 3, 12), date(2026, 3, 14)).expect("a period"),
        place: Some(line("Recife")),
        workload: Some(Workload::parse("40").expect("a workload")),
        wording: Wording::usual(),
        programme: Programme::default(),
        colour: Colour::INK,
        logo: None,
        signatures: (0..signatures).map(signature).collect(),
        prints_cpf: true,
        opening: Sheet::usual_opening(),
    }
}

fn template(sheet: Sheet) -> EventTemplate {
    let edition = Edition { event: EventId::from_bytes([7; 17]), number: 1, sheet };
    EventTemplate::new(&edition, &Assets::default()).expect("a template")
}

fn person(name: &str) -> PersonLines {
    let cpf = Cpf::parse("52998224725").expect("a CPF").masked();
    PersonLines { name: PersonName::parse(name).expect("a name"), cpf: Some(cpf), role: None, workload: None }
}

fn with_paper<T>(name: &str, version: u32, then: impl FnOnce(&Paper<'_>) -> T) -> T {
    let (person, code) = (person(name), VerifyCode::from_chance([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]));
    let url = format!("https://certificados.horizonte.example/v/{}", code.as_str());
    then(&Paper { person: &person, code: &code, url: &url, version, issued_on: date(2026, 3, 14) })
}

fn drawn(template: &EventTemplate, name: &str, version: u32) -> Vec<u8> {
    with_paper(name, version, |paper| template.certificate(paper).expect("a certificate"))
}

fn text_of(pdf: &[u8]) -> String {
    let document = Document::load_mem(pdf).expect("a PDF");
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    document.extract_text(&pages).expect("text").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn information(document: &Document, key: &[u8]) -> String {
    let info = document.trailer.get_deref(b"Info", document).and_then(Object::as_dict).expect("information");
    lopdf::decode_text_string(info.get(key).expect("an entry")).expect("text")
}

#[test]
fn the_text_is_read_back_as_it_was_printed() {
    let pdf = drawn(
        &template(sheet("Formação em Avaliação: «ação & reflexão»", 2)),
        "José Antônio D'Ávila Müller-Sá",
        2,
    );
    let text = text_of(&pdf);
    for part in [
        "CERTIFICADO",
        "Certificamos que",
        "José Antônio D'Ávila Müller-Sá",
        "CPF ***.982.***-**",
        "Formação em Avaliação: «ação & reflexão»",
        "realizado de 12 a 14 de março de 2026",
        "40 horas",
        "Emitido em 14 de março de 2026",
        "Profa. Dra. Helena Duarte",
        "certificados.horizonte.example/verificar",
        "Instituto Horizonte da Educação · 2ª versão",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let code = VerifyCode::from_chance([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]).grouped();
    assert!(text.contains(&code), "{code} in {text}");
}

#[test]
fn title_author_language_and_link_are_set() {
    let document = Document::load_mem(&drawn(&template(sheet("Formação", 1)), "Ana Sá", 1)).expect("a PDF");
    assert_eq!(information(&document, b"Title"), "Certificado de Ana Sá · Formação");
    assert_eq!(information(&document, b"Author"), "Instituto Horizonte da Educação");
    assert_eq!(information(&document, b"CreationDate"), "D:20260314000000-03'00'");
    let catalog = document.catalog().expect("a catalog");
    assert_eq!(catalog.get(b"Lang").and_then(Object::as_str).expect("a language"), b"pt-BR");
    let page = document.get_pages()[&1];
    let links = document.get_page_annotations(page).expect("annotations");
    let action = links[0].get(b"A").and_then(Object::as_dict).expect("an action");
    let url = action.get(b"URI").and_then(Object::as_str).expect("a link");
    assert!(url.starts_with(b"https://certificados.horizonte.example/v/1440E1G5"), "{url:?}");
}

/// The person's two streams: before the signatures, and after them.
fn person_content(pdf: &[u8]) -> String {
    let document = Document::load_mem(pdf).expect("a PDF");
    let content = |number| {
        let stream = document.get_object((number, 0)).and_then(Object::as_stream).expect("a stream");
        String::from_utf8(stream.decompressed_content().expect("content")).expect("ASCII")
    };
    [3, 4].map(content).concat()
}

#[test]
fn the_qr_code_is_decoded_from_the_rectangles_of_the_page() {
    let pdf = drawn(&template(sheet("Formação", 3)), "Ana Sá", 1);
    let content = person_content(&pdf);
    let (_, drawing) = content.split_once("q 0 g ").expect("modules");
    let mut lines = drawing.lines();
    let module: f32 =
        lines.next().and_then(|cm| cm.split(' ').next()).expect("a scale").parse().expect("a number");
    let side = (QR_SIDE / module).round() as usize;
    assert!(module * side as f32 / 72.0 * 25.4 >= 24.0, "at least 24 mm");
    let mut dark = vec![false; side * side];
    for row in lines.take_while(|line| line.ends_with("re")) {
        let n: Vec<usize> = row.split(' ').take(4).map(|n| n.parse().expect("a number")).collect();
        (n[0]..n[0] + n[2]).for_each(|x| dark[n[1] * side + x] = true);
    }
    let inside = |at: usize| (at / 4).checked_sub(4).filter(|&at| at < side);
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale((side + 8) * 4, (side + 8) * 4, |x, y| {
        match (inside(x), inside(y)) {
            (Some(x), Some(y)) if dark[y * side + x] => 0,
            _ => 255,
        }
    });
    let (_, text) = picture.detect_grids()[0].decode().expect("decoded");
    assert_eq!(text, "https://certificados.horizonte.example/v/1440E1G50G1G40808");
}

#[test]
fn the_same_paper_gives_the_same_bytes_from_any_template() {
    let (one, other) = (template(sheet("Formação", 2)), template(sheet("Formação", 2)));
    for name in ["Ana Sá", "Wałęsa Ольга"] {
        let first = drawn(&one, name, 1);
        assert!(first == drawn(&one, name, 1) && first == drawn(&other, name, 1), "{name}");
    }
    assert_ne!(drawn(&one, "Ana Sá", 1), drawn(&one, "Ana Sá", 2));
}

#[test]
fn a_certificate_is_the_one_it_always_was() {
    let pdf = drawn(&template(sheet("Formação", 2)), "Ana Sá", 1);
    let hash: String = Sha256::digest(&pdf).iter().map(|byte| format!("{byte:02x}")).collect();
    // A deliberate change of the drawing, or of a library that draws or deflates, changes it: then write the new one.
    assert_eq!(hash, include_str!("golden.sha256").trim());
}

#[test]
fn a_certificate_without_pictures_stays_below_thirty_one_kilobytes() {
    let mut sheet = sheet("Formação em Avaliação Educacional", 2);
    let plain = drawn(&template(sheet.clone()), "Maria da Conceição Araújo", 1).len();
    assert!(plain <= 31_000, "{plain} bytes");
    sheet.programme =
        Programme::parse("# Módulo 1\nFundamentos (8 h)\nInstrumentos e dados\n# Módulo 2\nOficina")
            .expect("lines");
    let with_back = drawn(&template(sheet), "Maria da Conceição Araújo", 1).len();
    assert!(with_back <= 32_000, "{with_back} bytes with a programme");
}

/// What a text covers: from its deepest descender to its capitals.
fn covered(text: &Text) -> Frame {
    let size = text.line.size;
    Frame { x: text.at.x, y: text.at.y - 0.22 * size, width: text.line.width(), height: 0.90 * size }
}

fn frame_of(mark: &Mark) -> Option<Frame> {
    match mark {
        Mark::Text(text) => Some(covered(text)),
        Mark::Picture { frame, .. } => Some(*frame),
        _ => None,
    }
}

fn assert_apart(frames: &[Frame], what: &str) {
    let field = ornament::field();
    for (i, a) in frames.iter().enumerate() {
        let inside = a.x >= field.x && a.right() <= field.right() && a.y >= field.y && a.top() <= field.top();
        assert!(inside, "{what}: {a:?} is outside of the frame");
        for b in &frames[..i] {
            let apart = a.x >= b.right() || b.x >= a.right() || a.y >= b.top() || b.y >= a.top();
            assert!(apart, "{what}: {a:?} lies on {b:?}");
        }
    }
}

#[test]
fn nothing_lies_on_anything_else_whatever_the_lengths() {
    let faces = Typefaces::get().expect("fonts");
    let logo = || front::Shape { width: 900.0, height: 200.0 };
    let (qr, quiet) = (qr_frame(), QR_SIDE / 25.0 * 4.0);
    let zone = Frame {
        x: qr.x - quiet,
        y: qr.y - quiet,
        width: QR_SIDE + 2.0 * quiet,
        height: QR_SIDE + 2.0 * quiet,
    };
    let seal = Frame { x: WIDTH - zone.right(), ..zone };
    let unbroken = "W".repeat(120);
    for (name, title) in
        [("Jo", "X"), (LONG_NAME, LONG_TITLE), (unbroken.as_str(), LONG_TITLE), ("Ana Sá", LONG_TITLE)]
    {
        for signatures in 0..=3 {
            for pictured in [false, true] {
                let mut sheet = sheet(title, signatures);
                if pictured {
                    sheet.wording =
                        Wording::parse(&format!("{} {{evento}}.", "concluiu com êxito".repeat(20)))
                            .expect("a wording");
                    sheet.issuer_name = line(&"Universidade Federal ".repeat(4));
                }
                let picture = pictured.then(|| (0, logo()));
                let pictures = front::Pictures { logo: picture, signatures: vec![picture; signatures] };
                let front = Front::new(faces, &sheet, &pictures);
                let part = with_paper(name, 12, |paper| Part::new(faces, &sheet, front.room, paper));
                let fixed = front.marks.iter().filter_map(frame_of);
                let frames: Vec<Frame> =
                    fixed.chain(part.texts.iter().map(covered)).chain([zone, seal]).collect();
                assert_apart(
                    &frames,
                    &format!("{name}, {title}, {signatures} signatures, pictures {pictured}"),
                );
            }
        }
    }
}

#[test]
fn the_preview_is_a_picture_of_the_front() {
    let png = template(sheet("Formação", 1)).preview_png().expect("a preview");
    let picture = image::load_from_memory(&png).expect("a PNG").into_rgb8();
    assert_eq!((picture.width(), picture.height()), (720, 509));
    let dark =
        picture.pixels().filter(|pixel| pixel.0.iter().map(|&v| u32::from(v)).sum::<u32>() < 300).count();
    assert!(dark > 3_000, "{dark} dark pixels: ornament, seal and title");
    assert!(png.len() < 300_000, "{} bytes", png.len());
}

#[test]
fn a_picture_that_is_none_is_refused() {
    let edition = Edition { event: EventId::from_bytes([7; 17]), number: 1, sheet: sheet("Formação", 0) };
    let assets = Assets { logo: Some(b"GIF89a".to_vec()), signatures: Vec::new() };
    assert!(matches!(EventTemplate::new(&edition, &assets), Err(DrawError::Image(_))));
}
