//! The file: what an event's certificates share is written once; a certificate adds five objects and a table.
//!
//! Objects 1 and 2 (catalog, page tree) and 8 and up (pictures, fonts, shared content, back) are the event's; 3 to 7
//! are the certificate's; what only one certificate needs besides comes last.

use super::DrawError;
use super::press::Printed;
use super::stream::{EXTRA, OWN};
use super::typeface::Style;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::BTreeMap;
use std::io::Write;

/// A4 on its long side.
const MEDIA_BOX: &str = "/MediaBox[0 0 841.89 595.28]";
/// The number of the person's content stream.
const CONTENT: u32 = 3;
/// The number of the front page.
const PAGE: u32 = 4;
/// The number of the link over the QR code.
const LINK: u32 = 5;
/// The number of the information dictionary.
const INFO: u32 = 6;
/// The number of the XMP metadata.
const METADATA: u32 = 7;
/// The first number after the certificate's own.
const SHARED: u32 = 8;

/// What every file of an event has in common.
#[derive(Debug, Clone)]
pub struct Shell {
    /// The file up to and with the last shared object.
    head: Vec<u8>,
    /// Lines of the cross-reference table for objects 0 to 2, and from 8 on.
    table: (String, String),
    /// The number after the last shared object.
    next: u32,
    /// Number of the shared content stream.
    content: u32,
    fonts: String,
    pictures: String,
}

/// What one certificate adds.
pub struct Leaf<'a> {
    /// The person's content stream.
    pub content: &'a str,
    /// The link and where it is: left, lower, right, upper.
    pub link: (&'a str, [f32; 4]),
    /// Title, author, subject and keywords.
    pub titles: [&'a str; 4],
    /// The day of issue, eight digits.
    pub day: String,
    /// The file's identity, 32 hexadecimal digits.
    pub id: String,
    /// Fonts that only this certificate needs.
    pub extra: Option<(&'a Printed, Vec<Style>)>,
}

impl Shell {
    /// Writes what the event's files share. `contents` are the pages' shared content streams, front and perhaps back.
    ///
    /// # Errors
    /// When what was printed lacks a font or a picture.
    pub fn new(printed: &Printed, pictures: usize, contents: &[Vec<u8>]) -> Result<Self, DrawError> {
        let mut copier = Copier::new(&printed.document, SHARED);
        let mut fonts = String::new();
        for style in Style::ALL {
            fonts.push_str(&format!("/{OWN}{} {} 0 R", style.number(), copier.number(printed.font(style)?)));
        }
        let mut names = String::new();
        for number in 0..pictures {
            names.push_str(&format!("/P{number} {} 0 R", copier.number(printed.picture(number)?)));
        }
        let mut body = Body::new();
        copier.write_all(&mut body)?;
        let content = copier.next;
        let mut next = content;
        for content in contents {
            body.stream(next, "", content, Compression::best());
            next += 1;
        }
        let back = contents.get(1).map(|_| next);
        if let Some(number) = back {
            let page = format!(
                "<</Type/Page/Parent 2 0 R{MEDIA_BOX}/Resources<</Font<<{fonts}>>>>/Contents {} 0 R>>",
                content + 1
            );
            body.object(number, &page);
            next += 1;
        }
        body.object(1, &format!(
            "<</Type/Catalog/Pages 2 0 R/Lang(pt-BR)/Metadata {METADATA} 0 R/ViewerPreferences<</DisplayDocTitle true>>>>"
        ));
        let kids = back.map_or_else(|| format!("{PAGE} 0 R"), |back| format!("{PAGE} 0 R {back} 0 R"));
        body.object(2, &format!("<</Type/Pages/Count {}/Kids[{kids}]>>", contents.len()));
        let shared = (SHARED..next).map(|number| body.line(number)).collect();
        let first = format!("0000000000 65535 f\r\n{}{}", body.line(1), body.line(2));
        Ok(Self { head: body.bytes, table: (first, shared), next, content, fonts, pictures: names })
    }

    /// The file of one certificate.
    ///
    /// # Errors
    /// When an extra font cannot be copied.
    pub fn file(&self, leaf: &Leaf<'_>) -> Result<Vec<u8>, DrawError> {
        let mut body = Body { bytes: Vec::with_capacity(self.head.len() + 8192), places: BTreeMap::new() };
        body.bytes.extend_from_slice(&self.head);
        let (extra_fonts, next) = self.extra(leaf, &mut body)?;
        body.stream(CONTENT, "", leaf.content.as_bytes(), Compression::new(6));
        body.object(
            PAGE,
            &format!(
                "<</Type/Page/Parent 2 0 R{MEDIA_BOX}/Resources<</Font<<{}{extra_fonts}>>/XObject<<{}>>>>\
             /Contents[{} 0 R {CONTENT} 0 R]/Annots[{LINK} 0 R]>>",
                self.fonts, self.pictures, self.content
            ),
        );
        let [left, low, right, high] = leaf.link.1;
        body.object(
            LINK,
            &format!(
                "<</Type/Annot/Subtype/Link/Rect[{left:.2} {low:.2} {right:.2} {high:.2}]/Border[0 0 0]/F 4\
             /Contents{}/A<</S/URI/URI({})>>>>",
                string("Verificar a autenticidade"),
                escaped(leaf.link.0)
            ),
        );
        body.object(INFO, &info(leaf));
        let xmp = xmp(leaf);
        body.raw_stream(METADATA, "/Type/Metadata/Subtype/XML", xmp.as_bytes());
        let start = body.bytes.len();
        let table = format!("xref\n0 {next}\n{}", self.table.0);
        body.bytes.extend_from_slice(table.as_bytes());
        for number in CONTENT..SHARED {
            let line = body.line(number);
            body.bytes.extend_from_slice(line.as_bytes());
        }
        body.bytes.extend_from_slice(self.table.1.as_bytes());
        for number in self.next..next {
            let line = body.line(number);
            body.bytes.extend_from_slice(line.as_bytes());
        }
        let trailer = format!(
            "trailer\n<</Size {next}/Root 1 0 R/Info {INFO} 0 R/ID[<{0}><{0}>]>>\nstartxref\n{start}\n%%EOF\n",
            leaf.id
        );
        body.bytes.extend_from_slice(trailer.as_bytes());
        Ok(body.bytes)
    }

    /// Copies the fonts that only this certificate needs; gives their names and the number after the last object.
    fn extra(&self, leaf: &Leaf<'_>, body: &mut Body) -> Result<(String, u32), DrawError> {
        let Some((printed, styles)) = &leaf.extra else { return Ok((String::new(), self.next)) };
        let mut copier = Copier::new(&printed.document, self.next);
        let mut fonts = String::new();
        for style in styles {
            fonts.push_str(&format!(
                "/{EXTRA}{} {} 0 R",
                style.number(),
                copier.number(printed.font(*style)?)
            ));
        }
        copier.write_all(body)?;
        Ok((fonts, copier.next))
    }
}

/// Objects one after the other, and where each begins.
struct Body {
    bytes: Vec<u8>,
    places: BTreeMap<u32, usize>,
}

impl Body {
    fn new() -> Self {
        // The second line tells transfer programs that the file is binary.
        Self { bytes: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(), places: BTreeMap::new() }
    }

    fn begin(&mut self, number: u32) {
        self.places.insert(number, self.bytes.len());
        self.bytes.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
    }

    fn object(&mut self, number: u32, text: &str) {
        self.begin(number);
        self.bytes.extend_from_slice(text.as_bytes());
        self.bytes.extend_from_slice(b"\nendobj\n");
    }

    fn stream(&mut self, number: u32, entries: &str, content: &[u8], level: Compression) {
        let packed = deflated(content, level);
        self.raw_stream(number, &format!("{entries}/Filter/FlateDecode"), &packed);
    }

    fn raw_stream(&mut self, number: u32, entries: &str, content: &[u8]) {
        self.begin(number);
        self.bytes.extend_from_slice(format!("<<{entries}/Length {}>>stream\n", content.len()).as_bytes());
        self.bytes.extend_from_slice(content);
        self.bytes.extend_from_slice(b"\nendstream\nendobj\n");
    }

    /// The line of an object in the cross-reference table: twenty bytes.
    fn line(&self, number: u32) -> String {
        format!("{:010} 00000 n\r\n", self.places.get(&number).copied().unwrap_or(0))
    }
}

fn deflated(content: &[u8], level: Compression) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(content.len() / 2), level);
    // A vector takes whatever is written to it.
    let _ = encoder.write_all(content);
    encoder.finish().unwrap_or_default()
}

/// Copies objects from the file that was printed, with new numbers, and what they refer to.
struct Copier<'a> {
    from: &'a Document,
    numbers: BTreeMap<ObjectId, u32>,
    waiting: Vec<ObjectId>,
    next: u32,
}

impl<'a> Copier<'a> {
    fn new(from: &'a Document, next: u32) -> Self {
        Self { from, numbers: BTreeMap::new(), waiting: Vec::new(), next }
    }

    fn number(&mut self, id: ObjectId) -> u32 {
        if let Some(&known) = self.numbers.get(&id) {
            return known;
        }
        let number = self.next;
        self.next += 1;
        self.numbers.insert(id, number);
        self.waiting.push(id);
        number
    }

    fn write_all(&mut self, body: &mut Body) -> Result<(), DrawError> {
        while let Some(id) = self.waiting.pop() {
            let number = self.number(id);
            match self.from.get_object(id).map_err(DrawError::ReadBack)? {
                Object::Stream(stream) => {
                    let entries = self.entries(&stream.dict);
                    if stream.dict.has(b"Filter") {
                        let plain = stream.decompressed_content().map_err(DrawError::ReadBack)?;
                        body.stream(number, &entries, &plain, Compression::best());
                    } else {
                        body.stream(number, &entries, &stream.content, Compression::best());
                    }
                }
                other => {
                    let text = self.text(other);
                    body.object(number, &text);
                }
            }
        }
        Ok(())
    }

    /// A stream's entries except those that follow from how it is packed.
    fn entries(&mut self, dictionary: &Dictionary) -> String {
        let kept = dictionary
            .iter()
            .filter(|(key, _)| !matches!(key.as_slice(), b"Length" | b"Filter" | b"DecodeParms"));
        kept.map(|(key, value)| format!("/{}{}", String::from_utf8_lossy(key), self.spaced(value))).collect()
    }

    fn spaced(&mut self, object: &Object) -> String {
        let text = self.text(object);
        if text.starts_with(['/', '<', '[', '(']) { text } else { format!(" {text}") }
    }

    fn text(&mut self, object: &Object) -> String {
        match object {
            Object::Null | Object::Stream(_) => "null".to_owned(),
            Object::Boolean(value) => value.to_string(),
            Object::Integer(value) => value.to_string(),
            Object::Real(value) => value.to_string(),
            Object::Name(name) => format!("/{}", String::from_utf8_lossy(name)),
            Object::String(bytes, _) => {
                format!("<{}>", bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>())
            }
            Object::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.text(item)).collect();
                format!("[{}]", items.join(" "))
            }
            Object::Dictionary(dictionary) => {
                let pairs = dictionary.iter();
                let text: String = pairs
                    .map(|(key, value)| format!("/{}{}", String::from_utf8_lossy(key), self.spaced(value)))
                    .collect();
                format!("<<{text}>>")
            }
            Object::Reference(id) => format!("{} 0 R", self.number(*id)),
        }
    }
}

fn info(leaf: &Leaf<'_>) -> String {
    let [title, author, subject, keywords] = leaf.titles.map(string);
    let date = format!("(D:{}000000-03'00')", leaf.day);
    format!(
        "<</Title{title}/Author{author}/Subject{subject}/Keywords{keywords}/Creator(Selo)/Producer(Selo, printpdf)\
         /CreationDate{date}/ModDate{date}>>"
    )
}

fn xmp(leaf: &Leaf<'_>) -> String {
    let [title, author, subject, keywords] = leaf.titles.map(xml);
    let (year, rest) = leaf.day.split_at(4);
    let (month, day) = rest.split_at(2);
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"><dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li>\
         </rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator><dc:description>\
         <rdf:Alt><rdf:li xml:lang=\"x-default\">{subject}</rdf:li></rdf:Alt></dc:description><dc:language><rdf:Bag>\
         <rdf:li>pt-BR</rdf:li></rdf:Bag></dc:language><pdf:Keywords>{keywords}</pdf:Keywords>\
         <pdf:Producer>Selo, printpdf</pdf:Producer><xmp:CreatorTool>Selo</xmp:CreatorTool>\
         <xmp:CreateDate>{year}-{month}-{day}T00:00:00-03:00</xmp:CreateDate>\
         <xmp:ModifyDate>{year}-{month}-{day}T00:00:00-03:00</xmp:ModifyDate></rdf:Description></rdf:RDF></x:xmpmeta>\
         <?xpacket end=\"r\"?>"
    )
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A text string: plain when it is ASCII, else UTF-16 with its mark, in hexadecimal.
fn string(text: &str) -> String {
    if text.is_ascii() {
        return format!("({})", escaped(text));
    }
    let units: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    format!("<FEFF{units}>")
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)")
}
