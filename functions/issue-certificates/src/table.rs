//! Tables that spreadsheets open: UTF-8 with a byte order mark, semicolons, every cell in quotation marks.

/// A table in the making.
pub(crate) struct Table<const COLUMNS: usize>(String);

impl<const COLUMNS: usize> Table<COLUMNS> {
    /// A table with its titles.
    pub(crate) fn new(titles: [&str; COLUMNS]) -> Self {
        let mut table = Self("\u{feff}".to_owned());
        table.row(titles);
        table
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: [impl AsRef<str>; COLUMNS]) {
        let cells = cells.map(|cell| format!("\"{}\"", harmless(cell.as_ref()).replace('"', "\"\"")));
        self.0.push_str(&cells.join(";"));
        self.0.push_str("\r\n");
    }

    /// The table as a file.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

/// A cell that no spreadsheet takes for a formula (OWASP, CSV injection).
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula_and_never_ends_its_row() {
        let mut table = Table::new(["Linha", "Valor"]);
        table.row(["2", "=HYPERLINK(\"http://x\")"]);
        table.row(["a;b", "c"]);
        let text = String::from_utf8(table.finish()).expect("text");
        assert_eq!(
            text,
            "\u{feff}\"Linha\";\"Valor\"\r\n\"2\";\"'=HYPERLINK(\"\"http://x\"\")\"\r\n\"a;b\";\"c\"\r\n"
        );
        for hostile in ["+1", "-1", "@a", "\t=1", "\r=1"] {
            assert!(harmless(hostile).starts_with('\''), "{hostile:?}");
        }
        assert_eq!(harmless("Ana=1"), "Ana=1");
    }
}
