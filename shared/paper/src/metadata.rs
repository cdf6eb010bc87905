//! What a file says about itself: title, author, language, day.

use super::font::Cut;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// What one certificate adds.
pub struct Leaf<'a> {
    /// The person's content streams: what is read before the signatures, and after.
    pub contents: [&'a str; 2],
    /// The link and where it is: left, lower, right, upper.
    pub link: (&'a str, [f32; 4]),
    /// What it says about itself.
    pub about: About<'a>,
    /// Fonts that only this certificate needs.
    pub extra: &'a [Cut],
}

/// What any file says about itself.
pub struct About<'a> {
    /// Title, author, subject and keywords.
    pub titles: [&'a str; 4],
    /// The day of issue, eight digits.
    pub day: String,
    /// The file's identity, 32 hexadecimal digits.
    pub id: String,
    /// In which language it is: `pt-BR`.
    pub language: &'static str,
}

/// Half of a SHA-256 over what tells a file from all others, as 32 hexadecimal digits.
pub fn identity(seed: &str) -> String {
    Sha256::digest(seed.as_bytes()).iter().take(16).fold(String::with_capacity(32), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The information dictionary.
pub fn info(about: &About<'_>) -> String {
    let [title, author, subject, keywords] = about.titles.map(string);
    let date = format!("(D:{}000000-03'00')", about.day);
    format!(
        "<</Title{title}/Author{author}/Subject{subject}/Keywords{keywords}/Creator(Selo)/Producer(Selo, printpdf, subsetter)\
         /CreationDate{date}/ModDate{date}>>"
    )
}

/// The same as XMP, which newer readers prefer.
pub fn xmp(about: &About<'_>) -> String {
    let [title, author, ..] = about.titles.map(xml);
    let language = about.language;
    let (year, rest) = about.day.split_at(4);
    let (month, day) = rest.split_at(2);
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
         xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" pdfaid:part=\"3\" pdfaid:conformance=\"A\" \
         xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\" pdfuaid:part=\"1\" \
         xmp:CreatorTool=\"Selo\" xmp:CreateDate=\"{year}-{month}-{day}T00:00:00-03:00\"><dc:title><rdf:Alt>\
         <rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>{author}\
         </rdf:li></rdf:Seq></dc:creator><dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>\
         {EXTENSION}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>"
    )
}

/// What PDF/A asks a file to say of every property that it does not know itself, here that of PDF/UA
/// (ISO 19005-3, 6.6.2.3.3).
const EXTENSION: &str = "<pdfaExtension:schemas xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" \
    xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\
    <rdf:Bag><rdf:li rdf:parseType=\"Resource\"><pdfaSchema:schema>PDF/UA</pdfaSchema:schema>\
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\
    <pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
    <pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289\
    </pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>";

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A text string: in PDFDocEncoding where that agrees with Latin-1 (ISO 32000-2, D.2), else in UTF-16 with its mark.
pub fn string(text: &str) -> String {
    let latin = |c: char| matches!(c, ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{ff}');
    if !text.chars().all(latin) {
        let units: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
        return format!("<FEFF{units}>");
    }
    let plain = |c: char| if c.is_ascii() { c.to_string() } else { format!("\\{:03o}", u32::from(c)) };
    format!("({})", escaped(text).chars().map(plain).collect::<String>())
}

/// A plain string's characters with a backslash before those that would end it.
pub fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)")
}
