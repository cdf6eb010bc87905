//! What the file as a whole is made of, and why it cannot be read at all.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A column that is read; all others are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// The person's name, or their given name when there is a [`Column::Surname`].
    Name,
    /// The family name, in files that keep it apart.
    Surname,
    /// The name that a person chose to be called by (Decreto 8.727/2016): where it is filled in, it is the one printed.
    SocialName,
    /// The address.
    Email,
    /// The CPF.
    Cpf,
    /// The Portuguese tax number, of people without a CPF.
    Nif,
    /// The number of a passport, of people without a CPF.
    Passport,
    /// The number in the Brazilian register of migrants, of people without a CPF.
    Rnm,
    /// The role.
    Role,
    /// The workload.
    Workload,
    /// Whether somebody was present, or passed. A file may have several.
    Presence,
    /// How an enrolment or a payment stands. A file may have several.
    Status,
}

impl Column {
    /// Every column that a file has once, in the order in which it usually has them.
    pub const ALL: [Self; 10] = [
        Self::Name,
        Self::Surname,
        Self::SocialName,
        Self::Email,
        Self::Cpf,
        Self::Nif,
        Self::Passport,
        Self::Rnm,
        Self::Role,
        Self::Workload,
    ];

    /// The title that we recommend for it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Name => "Nome",
            Self::Surname => "Sobrenome",
            Self::SocialName => "Nome social",
            Self::Email => "E-mail",
            Self::Cpf => "CPF",
            Self::Nif => "NIF",
            Self::Passport => "Passaporte",
            Self::Rnm => "RNM",
            Self::Role => "Papel",
            Self::Workload => "Carga horária",
            Self::Presence => "Presença",
            Self::Status => "Situação",
        }
    }
}

/// What was made of a file's columns.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Columns {
    /// The columns that are read, each with its title as typed, in the order of the file.
    pub read: Vec<(Column, String)>,
    /// The titles of the others, at most [`Columns::MOST_IGNORED`].
    pub ignored: Vec<String>,
}

impl Columns {
    /// How many titles of ignored columns are kept.
    pub const MOST_IGNORED: usize = 30;

    /// A column's title as typed, or the recommended one where the file has no such column.
    pub fn title(&self, column: Column) -> &str {
        let read = self.read.iter().find(|(read, _)| *read == column);
        read.map_or(column.label(), |(_, title)| title)
    }
}

/// What a file is when it is no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileFormat {
    /// A ZIP archive that is no workbook of today's Excel or LibreOffice, or a broken one.
    Workbook,
    /// A workbook of Excel before 2007, or its binary successor.
    OldWorkbook,
    /// A PDF.
    Pdf,
    /// A picture.
    Picture,
    /// A web page, which some systems export under the name `.xls`.
    WebPage,
    /// Something else that is no text.
    Unknown,
}

/// A character set of before Unicode that is not Windows-1252.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Charset {
    /// IBM code page 850, of DOS in western Europe and Brazil.
    Cp850,
    /// IBM code page 860, of DOS in Portugal.
    Cp860,
    /// The character set of the Macintosh before Mac OS X.
    MacRoman,
}

/// Why a file cannot be read: nothing of it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FileProblem {
    /// No byte in it, or only blanks.
    #[error("the file is empty")]
    Empty,
    /// A header and nobody under it.
    #[error("the file has a header and no line")]
    NoLines,
    /// Not a CSV.
    #[error("the file is no text ({format:?})")]
    NotText {
        /// What it is instead.
        format: FileFormat,
    },
    /// A workbook that opens with a password.
    #[error("the workbook is protected by a password")]
    Protected,
    /// A workbook that holds more than is unpacked, whatever it is packed to.
    #[error("the workbook unpacks to more than {most_mb} MB")]
    TooMuchInside {
        /// The limit, in megabytes.
        most_mb: u32,
    },
    /// Its names are written in a character set that is not read: they would be printed with other letters.
    #[error("the file is written in {charset:?}")]
    OtherCharset {
        /// The likely one.
        charset: Charset,
    },
    /// None of the first rows has a title that we know.
    #[error("no header among the first rows")]
    NoHeader,
    /// A header without a column that every line needs.
    #[error("the header has no column {column:?}")]
    MissingColumn {
        /// Which one.
        column: Column,
    },
    /// Two columns that could be the same one.
    #[error("two columns for {column:?}")]
    AmbiguousColumn {
        /// Which one.
        column: Column,
        /// The titles of both, as typed.
        titles: [String; 2],
    },
    /// A cell opens quotation marks that never close, so that the rest of the file would be one cell.
    #[error("quotation marks opened in line {line} never close")]
    UnclosedQuote {
        /// The row in which they open.
        line: u32,
    },
    /// A row over the limit.
    #[error("line {line} is over {most_bytes} bytes")]
    LineTooLong {
        /// Which row.
        line: u32,
        /// The limit, in bytes.
        most_bytes: u32,
    },
    /// More people than one import may have.
    #[error("more than {most} lines")]
    TooManyLines {
        /// The limit, in lines that are not blank.
        most: u32,
    },
}

impl FileProblem {
    /// Whether the list can be read once somebody says what its columns are.
    pub fn is_of_columns(&self) -> bool {
        matches!(self, Self::NoHeader | Self::MissingColumn { .. } | Self::AmbiguousColumn { .. })
    }

    /// What to tell the organiser: what is wrong and what to do about it.
    pub fn sentence(&self) -> String {
        match self {
            Self::Empty => {
                "O arquivo está vazio. Envie uma planilha com uma linha de títulos e uma pessoa por linha.".into()
            }
            Self::NoLines => {
                "O arquivo só tem a linha de títulos, e não há o que publicar. Inclua uma pessoa por linha abaixo dela e envie-o de novo.".into()
            }
            Self::NotText { format } => not_text(*format).into(),
            Self::Protected => {
                "A planilha está protegida por senha. Abra-a, retire a senha (Arquivo, Informações, Proteger Pasta de \
                 Trabalho), salve e envie o novo arquivo."
                    .into()
            }
            Self::TooMuchInside { most_mb } => format!(
                "A planilha guarda mais do que uma lista de pessoas: aberta, passa de {most_mb} MB. Copie só as linhas e colunas \
                 das pessoas para uma planilha nova e envie essa."
            ),
            Self::OtherCharset { charset } => format!(
                "Os acentos deste arquivo estão numa codificação antiga ({}), e os nomes sairiam com letras trocadas. Abra a \
                 lista onde ela foi feita, escolha Salvar como, tipo “CSV UTF-8 (delimitado por vírgulas)”, e envie o novo \
                 arquivo.",
                match charset {
                    Charset::Cp850 => "DOS, página 850",
                    Charset::Cp860 => "DOS, página 860",
                    Charset::MacRoman => "Macintosh",
                }
            ),
            Self::NoHeader => {
                "Não encontramos a linha de títulos. A primeira linha precisa dar nome às colunas, por \
                exemplo: Nome; E-mail; CPF."
                    .into()
            }
            Self::MissingColumn { column } => format!(
                "Falta a coluna “{0}”. Dê o título “{0}” à coluna que tem esse dado e envie o arquivo de novo.",
                column.label()
            ),
            Self::AmbiguousColumn { column, titles: [first, second] } => format!(
                "Há duas colunas que podem ser “{}”: “{first}” e “{second}”. Mude o título da que não deve ser usada.",
                column.label()
            ),
            Self::UnclosedQuote { line } => format!(
                "A linha {line} abre aspas (\") que não se fecham, e por isso o resto do arquivo não pôde ser lido. \
                 Retire ou feche as aspas dessa linha e envie o arquivo de novo."
            ),
            Self::LineTooLong { line, most_bytes } => format!(
                "A linha {line} é longa demais (o limite é de {} kB). Confira se o arquivo é mesmo uma lista de \
                 pessoas, com uma pessoa por linha.",
                most_bytes / 1024
            ),
            Self::TooManyLines { most } => format!(
                "O arquivo tem mais de {} linhas. Divida-o em arquivos menores e envie um de cada vez.",
                thousands(*most)
            ),
        }
    }
}

fn not_text(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Workbook => {
            "O arquivo está danificado ou não é uma planilha que saibamos ler. Abra-o no Excel, no LibreOffice ou no \
             Numbers, escolha Salvar como ou Exportar, tipo .xlsx, .ods ou CSV, e envie o novo arquivo."
        }
        FileFormat::OldWorkbook => {
            "O arquivo é uma planilha num formato antigo do Excel (.xls) ou no binário (.xlsb). Abra-a, escolha Salvar como, tipo \
             “Pasta de Trabalho do Excel (.xlsx)”, e envie o novo arquivo."
        }
        FileFormat::Pdf => {
            "O arquivo é um PDF. Envie a planilha da lista de participantes: .xlsx, .ods ou CSV."
        }
        FileFormat::Picture => {
            "O arquivo é uma imagem. Envie a planilha da lista de participantes: .xlsx, .ods ou CSV."
        }
        FileFormat::WebPage => {
            "O arquivo é uma página da web, embora possa ter nome de planilha. Abra-o no Excel ou no LibreOffice, \
             escolha Salvar como, tipo .xlsx ou .ods, e envie o novo arquivo."
        }
        FileFormat::Unknown => {
            "O arquivo não é uma planilha nem um texto que saibamos ler. Salve a lista como .xlsx, .ods ou CSV e envie o novo \
             arquivo."
        }
    }
}

/// `100.000`, as numbers are written in Brazil.
fn thousands(number: u32) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_column_is_named_by_the_title_we_recommend() {
        let sentence = FileProblem::MissingColumn { column: Column::Email }.sentence();
        assert!(sentence.starts_with("Falta a coluna “E-mail”."), "{sentence}");
    }

    #[test]
    fn limits_are_written_as_in_brazil() {
        for (number, written) in
            [(7, "7"), (999, "999"), (1_000, "1.000"), (100_000, "100.000"), (1_234_567, "1.234.567")]
        {
            assert_eq!(thousands(number), written);
        }
    }
}
