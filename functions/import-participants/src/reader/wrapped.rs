//! Lists each row of which is wrapped in quotation marks as a whole, as a program writes them that took each row for one
//! cell: `"Nome,E-mail"`, and `"Ana ""Nina"" Luz,ana@exemplo.com.br"`. A column of a workbook into which a CSV was pasted is
//! the same.

use super::header::DELIMITERS;

/// The row within the marks, if the record is one cell in them and nothing else. Blank cells may follow.
pub(super) fn inner(record: &[u8]) -> Option<Vec<u8>> {
    let end = record.iter().rposition(|byte| !DELIMITERS.contains(byte) && *byte != b' ')? + 1;
    let quoted = record[..end].strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    let mut inner = Vec::with_capacity(quoted.len());
    let mut bytes = quoted.iter();
    while let Some(&byte) = bytes.next() {
        // A mark by itself ends the cell: it was not the only one.
        if byte == b'"' && bytes.next() != Some(&b'"') {
            return None;
        }
        inner.push(byte);
    }
    inner.iter().any(|byte| DELIMITERS.contains(byte)).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_unwrapped_when_it_is_one_cell() {
        for (record, row) in [
            ("\"Nome,E-mail\"", Some("Nome,E-mail")),
            ("\"Ana \"\"Nina\"\" Luz,a@x.com\"", Some("Ana \"Nina\" Luz,a@x.com")),
            ("\"\"\"Luz, Ana\"\",a@x.com\"", Some("\"Luz, Ana\",a@x.com")),
            ("\"Nome,E-mail\";;", Some("Nome,E-mail")),
            ("\"Nome\",\"E-mail\"", None),
            ("\"Nome\"", None),
            ("Nome,E-mail", None),
            ("\"", None),
            ("", None),
        ] {
            assert_eq!(inner(record.as_bytes()).as_deref(), row.map(str::as_bytes), "{record}");
        }
    }
}
