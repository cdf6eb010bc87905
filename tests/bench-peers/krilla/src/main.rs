//! A certificate like Selo's with krilla: the same fonts, texts and QR code, one rectangle for each run of dark modules,
//! and less ornament (rules and a seal of 24 petals, no guilloche). Commands as in `shared/paper/benches`.

use krilla::Document;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::{Font, TextDirection};
use qrcode::{Color, EcLevel, QrCode};
use std::io::BufRead;

const WIDTH: f32 = 841.89;
const HEIGHT: f32 = 595.28;
const NAMES: [&str; 8] = [
    "Maria da Conceição Araújo", "João Antônio Gonçalves", "Antônia Sebastião Brandão", "Inês Fátima de Assunção",
    "José Américo Guimarães", "Thaís Verônica Magalhães", "Cláudia Patrícia Estêvão", "Marçal Inácio Corrêa Leão",
];

struct Style {
    font: Font,
    face: ttf_parser::Face<'static>,
}

impl Style {
    fn read(path: String) -> Self {
        let bytes: &'static [u8] = std::fs::read(path).expect("a font").leak();
        let font = Font::new(bytes.to_vec().into(), 0).expect("a font");
        Self { font, face: ttf_parser::Face::parse(bytes, 0).expect("a font") }
    }

    fn width(&self, text: &str, size: f32) -> f32 {
        let advance = |c| self.face.glyph_hor_advance(self.face.glyph_index(c)?);
        text.chars().filter_map(advance).map(f32::from).sum::<f32>() * size / 1000.0
    }
}

fn main() {
    let folder = std::env::args().nth(1).expect("the folder of the fonts");
    let styles = ["EBGaramond-Medium", "SourceSans3-Regular", "SourceSans3-SemiBold"];
    let styles = styles.map(|name| Style::read(format!("{folder}/{name}.ttf")));
    let mut next = 0;
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line");
        let (command, argument) = line.split_once(' ').expect("a command and its argument");
        if command == "write" {
            std::fs::write(argument, certificate(&styles, 0)).expect("written");
        }
        let (count, mut bytes) = (argument.parse().unwrap_or(0), 0);
        for _ in 0..count {
            bytes += certificate(&styles, next).len();
            next += 1;
        }
        println!("{{\"bytes\": {}}}", bytes / count.max(1));
    }
}

fn rectangle(x: f32, y: f32, width: f32, height: f32) -> Path {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(x, y, width, height).expect("a rectangle"));
    path.finish().expect("a path")
}

fn fill(surface: &mut Surface<'_>, red: u8, green: u8, blue: u8) {
    surface.set_stroke(None);
    surface.set_fill(Some(Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }));
}

fn stroke(surface: &mut Surface<'_>, red: u8, green: u8, blue: u8, width: f32) {
    surface.set_fill(None);
    let paint = rgb::Color::new(red, green, blue).into();
    surface.set_stroke(Some(Stroke { paint, width, ..Stroke::default() }));
}

fn seal() -> Path {
    let mut path = PathBuilder::new();
    for petal in 0..24 {
        let angle = std::f32::consts::TAU * petal as f32 / 24.0;
        let at = |r: f32, turn: f32| (130.0 + r * (angle + turn).cos(), 485.0 + r * (angle + turn).sin());
        let (a, b, c, d) = (at(15.0, 0.0), at(31.0, 0.35), at(40.0, 0.2), at(44.0, 0.0));
        let (e, f) = (at(40.0, -0.2), at(31.0, -0.35));
        path.move_to(a.0, a.1);
        path.cubic_to(b.0, b.1, c.0, c.1, d.0, d.1);
        path.cubic_to(e.0, e.1, f.0, f.1, a.0, a.1);
        path.close();
    }
    path.finish().expect("a path")
}

fn qr(url: &str) -> Path {
    let code = QrCode::with_error_correction_level(url, EcLevel::M).expect("a QR code");
    let (side, module) = (code.width(), 72.0 / code.width() as f32);
    let mut path = PathBuilder::new();
    for y in 0..side {
        let mut x = 0;
        while x < side {
            let start = x;
            while x < side && code[(x, y)] == Color::Dark {
                x += 1;
            }
            if x > start {
                let (left, top) = (690.0 + start as f32 * module, 449.0 + y as f32 * module);
                path.push_rect(Rect::from_xywh(left, top, (x - start) as f32 * module, module).expect("a run"));
            }
            x += 1;
        }
    }
    path.finish().expect("a path")
}

fn lines(number: usize, code: &str) -> Vec<(usize, f32, f32, String)> {
    let name = format!("{} {}", NAMES[number % 8], ["Prado", "Falcão", "Nóbrega", "Quintão", "Vilaça"][number / 8 % 5]);
    [
        (0, 19.0, 98.0, "Instituto Horizonte da Educação"),
        (0, 47.0, 157.0, "CERTIFICADO"),
        (1, 14.0, 195.0, "Certificamos que"),
        (0, 38.0, 240.0, &name),
        (1, 11.0, 262.0, "CPF ***.982.***-**"),
        (1, 14.5, 295.0, "participou, como participante, de Formação em Avaliação Educacional 1,"),
        (2, 14.5, 316.0, "evento realizado de 12 a 14 de março de 2026, em Recife, com carga horária de 40 horas."),
        (1, 11.5, 350.0, "Emitido em 14 de março de 2026"),
        (2, 11.0, 427.0, "Helena Vasconcelos Duarte          João Gonçalves"),
        (1, 9.5, 439.0, "Coordenadora          Reitor"),
        (2, 12.5, 495.0, &format!("Código de verificação   {code}")),
        (1, 10.0, 510.0, "Verifique a autenticidade em certificados.example/verificar"),
        (1, 9.0, 523.0, "Emitido por Instituto Horizonte da Educação"),
    ]
    .map(|(style, size, y, text): (usize, f32, f32, &str)| (style, size, y, text.to_owned()))
    .into()
}

fn certificate(styles: &[Style; 3], number: usize) -> Vec<u8> {
    let code = format!("{:016X}7", (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let url = format!("https://certificados.example/v/{code}");
    let mut document = Document::new();
    document.set_metadata(Metadata::new().title(format!("Certificado {code}")).language("pt-BR".into()));
    let mut page = document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT).expect("a page"));
    let mut surface = page.surface();
    fill(&mut surface, 254, 253, 249);
    surface.draw_path(&rectangle(19.0, 19.0, WIDTH - 38.0, HEIGHT - 38.0));
    for (inset, width) in [(19.0, 1.3), (21.4, 0.35), (43.6, 0.35), (46.0, 0.9)] {
        stroke(&mut surface, 18, 63, 58, width);
        surface.draw_path(&rectangle(inset, inset, WIDTH - 2.0 * inset, HEIGHT - 2.0 * inset));
    }
    surface.draw_path(&seal());
    fill(&mut surface, 34, 36, 39);
    for (style, size, y, text) in lines(number, &code) {
        let style = &styles[style];
        let at = Point::from_xy((WIDTH - style.width(&text, size)) / 2.0, y);
        surface.draw_text(at, style.font.clone(), size, &text, false, TextDirection::LeftToRight);
    }
    fill(&mut surface, 0, 0, 0);
    surface.draw_path(&qr(&url));
    surface.finish();
    let link = Target::Action(Action::Link(LinkAction::new(url)));
    let area = Rect::from_xywh(690.0, 449.0, 72.0, 72.0).expect("an area");
    page.add_annotation(LinkAnnotation::new(area, link).into());
    page.finish();
    document.finish().expect("a PDF")
}
