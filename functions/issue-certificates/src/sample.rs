//! Files that show how participants are written: a workbook, whose CPFs are texts and keep their zeros, and a CSV as Excel
//! opens it in Brazil. Both have the same people.

use common::web::{Answer, Organiser};

/// UTF-8 with a byte order mark, semicolons: both Excel and our reader take it as it is. The people are made up.
const SAMPLE: &str = "\u{feff}Nome;E-mail;CPF;Papel;Carga horária\r\n\
    Maria Aparecida da Conceição;maria.conceicao@exemplo.com.br;529.982.247-25;;\r\n\
    João Guimarães d'Ávila;joao.davila@exemplo.com.br;111.444.777-35;palestrante;4\r\n\
    Nguyễn Thị Ánh;anh.nguyen@exemplo.com.br;;;\r\n";

/// The same as a workbook: made by `tests/fixtures/workbooks.py --text`.
const WORKBOOK: &[u8] = include_bytes!("../sample/participants.xlsx");

/// What a workbook of Excel is called.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// GET `/organizador/modelo.xlsx`
pub(crate) async fn workbook(organiser: Organiser) -> Answer {
    Ok(organiser.visit.file(WORKBOOK.to_vec(), XLSX, "modelo-de-participantes.xlsx", false))
}

/// GET `/organizador/modelo.csv`
pub(crate) async fn sample(organiser: Organiser) -> Answer {
    Ok(organiser.visit.file(SAMPLE.into(), "text/csv; charset=utf-8", "modelo-de-participantes.csv", false))
}
