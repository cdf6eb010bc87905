//! One person's part of the front: name, CPF, sentence and date in the room that the event leaves, and the footer.

use super::Paper;
use super::front::{CENTRE, qr_frame};
use super::setting::Text;
use super::setting::{Block, Fit, Line, letters};
use super::shape::{Ink, at};
use super::typeface::{Style, Typefaces};
use domain::participation::edition::{Sheet, Span};
use domain::value::calendar;

/// Width of running text.
const MEASURE: f32 = 612.0;
/// What a sample says in place of a code.
const SAMPLE: &str = "AMOSTRA SEM VALIDADE";
/// Least white space in the person's room, in all.
const AIR: f32 = 16.0;

/// One person's part of the front.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// Lines of text, in reading order.
    pub texts: Vec<Text>,
    /// Where the footer begins among them: the signatures are read before it.
    pub footer: usize,
}

impl Part {
    /// Blocks above the signatures: the name, perhaps with its CPF; the sentence; the date. Everybody has as many.
    pub const BODY: u16 = 3;
    /// Blocks of the footer without the QR code: the code, where to verify it, the issuer.
    pub const FOOTER: u16 = 3;

    /// Lays out one person's part between the heights `room`, upper and lower.
    pub fn new(faces: &Typefaces, sheet: &Sheet, room: (f32, f32), paper: &Paper<'_>) -> Self {
        let mut part = Self { texts: Vec::with_capacity(12), footer: 0 };
        part.body(faces, sheet, room, paper);
        part.footer = part.texts.len();
        part.write_footer(faces, sheet, paper);
        part
    }

    fn body(&mut self, faces: &Typefaces, sheet: &Sheet, (top, bottom): (f32, f32), paper: &Paper<'_>) {
        let mut name = name(faces, paper.person.name.as_str());
        let cpf = paper
            .person
            .cpf
            .as_ref()
            .filter(|_| sheet.prints_cpf)
            .map(|cpf| one(Line::new(faces, Style::Sans, 11.0, &format!("CPF {cpf}")).tracked(20), 14.0));
        let date = format!("Emitido em {}", calendar::day(paper.issued_on));
        let date = one(Line::new(faces, Style::Sans, 11.5, &date), 15.0);
        let fixed = name.height() + cpf.as_ref().map_or(0.0, Block::height) + date.height();
        let sentence = sentence(faces, sheet, paper, top - bottom - fixed - AIR);
        // What is left is white space, shared out so far as it holds the parts together; the rest goes above and below.
        let spare = (top - bottom - fixed - sentence.height()).max(0.0);
        let gap = |share: f32, most: f32| (spare * share).min(most);
        let (above_cpf, above_sentence, above_date) = (gap(0.05, 5.0), gap(0.28, 20.0), gap(0.25, 18.0));
        let rest = spare - above_cpf - above_sentence - above_date;
        let mut y = top - rest * 0.4;
        if let (Some(last), true) = (name.lines.last_mut(), cpf.is_some()) {
            last.blank = letters(faces, &[(Style::Serif, " ")]).pop();
        }
        y = self.place(name, y, Ink::BLACK) - above_cpf;
        if let Some(cpf) = cpf {
            let first = self.texts.len();
            y = self.place(cpf, y, Ink::GREY);
            self.texts[first..].iter_mut().for_each(|text| text.begins = None);
        }
        y = self.place(sentence, y - above_sentence, Ink::BLACK);
        self.place(date, y - above_date, Ink::GREY);
    }

    /// Places a block in the middle of the sheet with its upper edge at `top`; returns its lower edge.
    fn place(&mut self, block: Block, top: f32, ink: Ink) -> f32 {
        let (height, size) = (block.height(), block.size());
        let baseline = top - (block.leading - size) / 2.0 - 0.76 * size;
        self.texts.extend(block.centred(at(CENTRE, baseline), ink));
        top - height
    }

    /// Code, where to verify it, version and issuer, between seal and QR code.
    fn write_footer(&mut self, faces: &Typefaces, sheet: &Sheet, paper: &Paper<'_>) {
        let measure = 2.0 * (qr_frame().x - 24.0 - CENTRE);
        let code = paper.code.grouped();
        let spans = if paper.code.is_of_sample() {
            [(Style::Strong, SAMPLE), (Style::Sans, " · ainda não foi emitido e não pode ser verificado")]
        } else {
            [(Style::Sans, "Código de verificação   "), (Style::Strong, code.as_str())]
        };
        let code = Line::mixed(faces, 12.5, &spans).tracked(25).within(measure);
        let place = address(paper.url);
        let spans = [(Style::Sans, "Verifique a autenticidade em "), (Style::Strong, place.as_str())];
        let place = Line::mixed(faces, 10.0, &spans).within(measure);
        let mut issuer = format!("Emitido por {}", sheet.issuer_name);
        if paper.version > 1 {
            issuer.push_str(&format!(" · {}ª versão", paper.version));
        }
        let issuer = Line::new(faces, Style::Sans, 9.0, &issuer).within(measure);
        self.texts.extend([
            code.centred(at(CENTRE, 100.0), Ink::BLACK),
            place.centred(at(CENTRE, 85.0), Ink::GREY),
            issuer.centred(at(CENTRE, 72.0), Ink::GREY),
        ]);
    }
}

/// A block of one line that is `leading` high.
fn one(line: Line, leading: f32) -> Block {
    Block { lines: vec![line], leading }
}

/// The name: large in one line if it can be, else in two, smaller.
fn name(faces: &Typefaces, name: &str) -> Block {
    let letters = letters(faces, &[(Style::Serif, name)]);
    let line = Line { letters, size: 38.0, ..Line::default() }.within(MEASURE + 40.0);
    if line.size >= 24.0 {
        let leading = line.size * 1.22;
        return one(line, leading);
    }
    Fit { measure: MEASURE + 40.0, height: 60.0, size: 25.0, leading: 1.16, lines: 2 }.block(&line.letters)
}

fn sentence(faces: &Typefaces, sheet: &Sheet, paper: &Paper<'_>, height: f32) -> Block {
    let spans = sheet.wording.fill(sheet, paper.person);
    let spans: Vec<(Style, &str)> = spans.iter().map(|span| (style(span), span.text())).collect();
    let letters = letters(faces, &spans);
    Fit { measure: MEASURE, height, size: 14.5, leading: 1.42, lines: usize::MAX }.block(&letters)
}

fn style(span: &Span) -> Style {
    match span {
        Span::Plain(_) => Style::Sans,
        Span::Strong(_) => Style::Strong,
    }
}

/// Where a code is typed in: `selo.example/verificar` for the link `https://selo.example/v/7Q2K…`.
fn address(url: &str) -> String {
    let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
    let house = bare.rsplit_once("/v/").map_or(bare, |(house, _)| house);
    format!("{}/verificar", house.trim_end_matches('/'))
}
