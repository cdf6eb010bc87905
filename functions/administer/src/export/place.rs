//! Where the files of an archive lie in the documents bucket: `export/<name>/…`.

use serde::{Deserialize, Serialize};

/// Name of an archive: letters, digits and hyphens, such as `2026-03-12`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct ExportName(String);

/// Which part of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Part {
    /// For everybody.
    Public,
    /// For the institution.
    Private,
}

impl TryFrom<String> for ExportName {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, &'static str> {
        let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if plain && (1..=40).contains(&name.len()) {
            Ok(Self(name))
        } else {
            Err("a name of an archive has 1 to 40 small letters, digits and hyphens")
        }
    }
}

impl ExportName {
    /// Key of the folder of a part, without a slash at its end.
    pub(crate) fn folder(&self, part: Part) -> String {
        match part {
            Part::Public => format!("export/{}/publico", self.0),
            Part::Private => format!("export/{}/reservado", self.0),
        }
    }

    /// Key of a file of a part.
    pub(crate) fn file(&self, part: Part, path: &str) -> String {
        format!("{}/{path}", self.folder(part))
    }

    /// Key of what is written down between pages.
    pub(crate) fn progress(&self) -> String {
        format!("export/{}/andamento.json", self.0)
    }

    /// Key of a list of sums that the next phase sorts.
    pub(crate) fn list(&self, number: u32) -> String {
        format!("export/{}/partes/{number:07}.json", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere_else() {
        for wrong in ["", "..", "a/b", "A", "ç", &"a".repeat(41)] {
            assert!(ExportName::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
        let name = ExportName::try_from("2026-03-12".to_owned()).expect("a name");
        assert_eq!(name.file(Part::Public, "v/X/index.html"), "export/2026-03-12/publico/v/X/index.html");
    }
}
