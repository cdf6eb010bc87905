//! Objects one after the other, and the table that says where each begins.

use miniz_oxide::deflate::compress_to_vec_zlib;

/// How hard a stream is deflated. The encoder is pure Rust and uses no instruction that only some processors have, so
/// that a stream has the same bytes everywhere.
#[derive(Debug, Clone, Copy)]
pub enum Effort {
    /// For what every certificate has anew.
    Usual = 6,
    /// For what is deflated once per event.
    Best = 9,
}

/// Where an object is.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// At this byte of the file.
    At(usize),
    /// In an object stream, by the stream's number, at this position.
    In(u32, usize),
}

/// A file in the making.
#[derive(Debug, Clone)]
pub struct Body {
    /// The bytes so far.
    pub bytes: Vec<u8>,
    places: Vec<(u32, Place)>,
    waiting: Vec<(u32, String)>,
}

impl Body {
    /// An empty file.
    pub fn new() -> Self {
        // The second line tells transfer programs that the file is binary.
        Self { bytes: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(), places: Vec::new(), waiting: Vec::new() }
    }

    /// The same file with room for `more` bytes.
    pub fn continued(&self, more: usize) -> Self {
        let mut bytes = Vec::with_capacity(self.bytes.len() + more);
        bytes.extend_from_slice(&self.bytes);
        let mut places = Vec::with_capacity(self.places.len() + 16);
        places.extend_from_slice(&self.places);
        Self { bytes, places, waiting: Vec::new() }
    }

    fn begin(&mut self, number: u32) {
        self.places.push((number, Place::At(self.bytes.len())));
        self.text(&format!("{number} 0 obj\n"));
    }

    fn text(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// An object that will be deflated together with others: see [`Body::pack`].
    pub fn packed(&mut self, number: u32, text: String) {
        self.waiting.push((number, text));
    }

    /// Deflates the objects that wait into one object stream (ISO 32000-2, 7.5.7).
    pub fn pack(&mut self, number: u32) {
        let waiting = std::mem::take(&mut self.waiting);
        let (mut index, mut texts) = (String::new(), String::new());
        for (position, (object, text)) in waiting.iter().enumerate() {
            index.push_str(&format!("{object} {} ", texts.len()));
            texts.push_str(text);
            texts.push('\n');
            self.places.push((*object, Place::In(number, position)));
        }
        let entries = format!("/Type/ObjStm/N {}/First {}", waiting.len(), index.len());
        self.stream(number, &entries, (index + &texts).as_bytes(), Effort::Best);
    }

    /// A stream, deflated.
    pub fn stream(&mut self, number: u32, entries: &str, content: &[u8], level: Effort) {
        let packed = compress_to_vec_zlib(content, level as u8);
        self.raw_stream(number, &format!("{entries}/Filter/FlateDecode"), &packed);
    }

    /// A stream as it is.
    pub fn raw_stream(&mut self, number: u32, entries: &str, content: &[u8]) {
        self.begin(number);
        self.text(&format!("<<{entries}/Length {}>>stream\n", content.len()));
        self.bytes.extend_from_slice(content);
        self.text("\nendstream\nendobj\n");
    }

    /// Ends the file with its cross-reference stream (ISO 32000-2, 7.5.8), which is object `number`, the last one.
    pub fn end(mut self, number: u32, trailer: &str) -> Vec<u8> {
        let start = self.bytes.len();
        self.places.push((number, Place::At(start)));
        self.places.sort_unstable_by_key(|(number, _)| *number);
        let mut rows = vec![0, 0, 0, 0, 0, 0xff, 0xff];
        for (_, place) in &self.places {
            let (kind, at, position) = match *place {
                Place::At(byte) => (1, u32::try_from(byte).unwrap_or(u32::MAX), 0),
                Place::In(stream, position) => (2, stream, u16::try_from(position).unwrap_or(u16::MAX)),
            };
            rows.push(kind);
            rows.extend(at.to_be_bytes());
            rows.extend(position.to_be_bytes());
        }
        self.places.pop();
        let entries = format!(
            "/Type/XRef/Size {}/W[1 4 2]/DecodeParms<</Predictor 12/Columns {ROW}>>{trailer}",
            number + 1
        );
        self.stream(number, &entries, &above_taken(&rows), Effort::Usual);
        self.text(&format!("startxref\n{start}\n%%EOF\n"));
        self.bytes
    }
}

/// Bytes of a row of the cross-reference stream.
const ROW: usize = 7;

/// Each row as its difference from the one above (PNG's predictor "up"), which deflates to a third.
fn above_taken(rows: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(rows.len() / ROW * (ROW + 1));
    let mut above = [0; ROW].as_slice();
    for row in rows.chunks_exact(ROW) {
        out.push(2);
        out.extend(row.iter().zip(above).map(|(byte, above)| byte.wrapping_sub(*above)));
        above = row;
    }
    out
}
