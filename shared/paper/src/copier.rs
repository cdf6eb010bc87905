//! Objects out of the file that was printed, with new numbers.

use super::DrawError;
use super::body::{Body, Effort};
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::BTreeMap;

/// Copies objects from the file that was printed, with new numbers, and what they refer to.
pub struct Copier<'a> {
    from: &'a Document,
    numbers: BTreeMap<ObjectId, u32>,
    waiting: Vec<ObjectId>,
    /// The number after the last one given.
    pub next: u32,
}

impl<'a> Copier<'a> {
    /// Numbers begin with `next`.
    pub fn new(from: &'a Document, next: u32) -> Self {
        Self { from, numbers: BTreeMap::new(), waiting: Vec::new(), next }
    }

    /// The new number of an object, which will be copied.
    pub fn number(&mut self, id: ObjectId) -> u32 {
        if let Some(&known) = self.numbers.get(&id) {
            return known;
        }
        let number = self.next;
        self.next += 1;
        self.numbers.insert(id, number);
        self.waiting.push(id);
        number
    }

    /// Copies all objects that were given numbers, and those that they need.
    ///
    /// # Errors
    /// When an object is missing or cannot be unpacked.
    pub fn write_all(&mut self, body: &mut Body) -> Result<(), DrawError> {
        while let Some(id) = self.waiting.pop() {
            let number = self.number(id);
            match self.from.get_object(id).map_err(DrawError::ReadBack)? {
                Object::Stream(stream) => {
                    let entries = self.entries(&stream.dict);
                    let plain = stream.get_plain_content().map_err(DrawError::ReadBack)?;
                    body.stream(number, &entries, &plain, Effort::Best);
                }
                other => {
                    let text = self.text(other);
                    body.packed(number, text);
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
