//! Workbooks as people have them, and as somebody makes them who means harm.

use super::{Source, Stop};
use crate::reader::{Limits, Reader, Row};
use domain::participation::line::{FileFormat, FileProblem, Line};
use platform::documents::ByteStream;
use std::io::{Cursor, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;

fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    std::fs::read(folder.join(name)).expect("a fixture")
}

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("an archive").into_inner()
}

/// A workbook of Excel with one sheet after the other, and its texts.
fn xlsx(strings: &str, styles: &str, sheets: &[(&str, &str)]) -> Vec<u8> {
    let at = |place: usize| format!("xl/worksheets/sheet{place}.xml");
    let parts: Vec<(String, String)> = sheets
        .iter()
        .enumerate()
        .map(|(place, (_, rows))| {
            (at(place), format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"))
        })
        .collect();
    let names: String = sheets
        .iter()
        .enumerate()
        .map(|(place, (name, _))| format!("<sheet name=\"{name}\" sheetId=\"{place}\" r:id=\"r{place}\"/>"))
        .collect();
    let links: String = (0..sheets.len())
        .map(|place| {
            format!(
                "<Relationship Id=\"r{place}\" Type=\"x/worksheet\" Target=\"worksheets/sheet{place}.xml\"/>"
            )
        })
        .collect();
    let (workbook, links) = (
        format!("<workbook><sheets>{names}</sheets></workbook>"),
        format!("<Relationships>{links}</Relationships>"),
    );
    let root = "<Relationships><Relationship Id=\"a\" Type=\"x/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
    let strings = format!("<sst>{strings}</sst>");
    let styles = format!("<styleSheet>{styles}</styleSheet>");
    let mut all: Vec<(&str, &str)> = vec![
        ("_rels/.rels", root),
        ("xl/workbook.xml", &workbook),
        ("xl/_rels/workbook.xml.rels", &links),
        ("xl/sharedStrings.xml", &strings),
        ("xl/styles.xml", &styles),
    ];
    all.extend(parts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    archive(&all)
}

/// A row of texts in their cells.
fn row(number: u32, cells: &[&str]) -> String {
    let cell = |(at, text): (usize, &&str)| {
        let column = char::from(b'A' + u8::try_from(at).expect("few cells"));
        format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    let cells: String = cells.iter().enumerate().map(cell).collect();
    format!("<row r=\"{number}\">{cells}</row>")
}

fn ods(tables: &str) -> Vec<u8> {
    let content = format!("<office:document-content>{tables}</office:document-content>");
    archive(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)])
}

async fn read(file: Vec<u8>) -> Result<Vec<Line>, FileProblem> {
    let mut source = Source::open(ByteStream::from(file), None).await.expect("opened")?;
    let (mut reader, mut rows) = (Reader::new(Limits::default()), Vec::new());
    while let Some(bytes) = source.next().await.expect("bytes") {
        reader.push(&bytes, &mut |row| rows.push(row))?;
    }
    source.finish().await.expect("finished")?;
    reader.finish(&mut |row| rows.push(row))?;
    let line = |row| if let Row::Ready(line) = row { Some(line) } else { None };
    Ok(rows.into_iter().filter_map(line).collect())
}

const TITLES: [&str; 2] = ["Nome", "E-mail"];
const ANA: [&str; 2] = ["Ana Luz", "ana@exemplo.com.br"];

#[tokio::test]
async fn a_workbook_has_the_people_of_its_csv_in_the_same_rows() {
    let csv = read(fixture("participantes.csv")).await.expect("a text");
    assert_eq!(csv.len(), 25);
    for name in ["participantes.xlsx", "participantes.ods"] {
        assert_eq!(read(fixture(name)).await.expect(name), csv, "{name}");
    }
}

#[tokio::test]
async fn rows_and_cells_that_are_left_out_are_blank() {
    let rows = format!("{}{}", row(3, &TITLES), row(9, &ANA));
    let lines = read(xlsx("", "", &[("Vazia", ""), ("Lista", &rows)])).await.expect("a list");
    assert_eq!((lines.len(), lines[0].number), (1, 9));
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let table = format!(
        "<table:table><table:table-row table:number-rows-repeated=\"4\"/><table:table-row>{}{}</table:table-row>\
         <table:table-row><table:table-cell><office:annotation><text:p>nota</text:p></office:annotation>\
         <text:p>Ana<text:s/>L&#250;cia <text:span>Luz</text:span></text:p></table:table-cell>{}</table:table-row></table:table>",
        cell("Nome"),
        cell("E-mail"),
        cell("ana@exemplo.com.br")
    );
    let lines = read(ods(&table)).await.expect("a list");
    assert_eq!((lines[0].number, lines[0].name.as_str()), (6, "Ana Lúcia Luz"));
}

#[tokio::test]
async fn a_cell_may_hold_what_parts_cells_and_rows_of_a_text() {
    let rows = format!("{}{}", row(1, &TITLES), row(2, &["Ana &quot;Nina&quot;; Luz,\n de Sá", ANA[1]]));
    let lines = read(xlsx("", "", &[("Lista", &rows)])).await.expect("a list");
    assert_eq!(lines[0].name.as_str(), "Ana \"Nina\"; Luz, de Sá");
}

#[tokio::test]
async fn what_is_no_workbook_says_what_to_do() {
    let damaged = FileProblem::NotText { format: FileFormat::Workbook };
    let old = FileProblem::NotText { format: FileFormat::OldWorkbook };
    let compound = |inner: &[u8]| [super::COMPOUND, &[0; 600], inner].concat();
    let cut = fixture("participantes.xlsx");
    for (file, problem) in [
        (compound(b"Workbook"), old.clone()),
        (compound(&super::utf16("EncryptedPackage")), FileProblem::Protected),
        (archive(&[("word/document.xml", "<w/>")]), damaged.clone()),
        (archive(&[("xl/workbook.bin", "x")]), old),
        (archive(&[("encrypted-package", "x")]), FileProblem::Protected),
        (
            archive(&[("content.xml", "<a/>"), ("META-INF/manifest.xml", "<m:encryption-data/>")]),
            FileProblem::Protected,
        ),
        (cut[..cut.len() - 30].to_vec(), damaged.clone()),
        (b"PK\x03\x04\x14\x00\x06\x00".to_vec(), damaged.clone()),
        (xlsx("", "", &[("Vazia", "")]), FileProblem::Empty),
        (ods("<table:table/>"), FileProblem::Empty),
        (xlsx("", "", &[("Lista", "<row><c t=\"s\"><v>7</v></c></row>")]), damaged),
    ] {
        assert_eq!(read(file).await, Err(problem.clone()), "{problem:?}");
    }
}

#[tokio::test]
async fn what_unpacks_to_too_much_is_refused_before_it_is_held() {
    let rows = format!("{}{}", row(1, &TITLES), row(2, &ANA));
    let list = [("Lista", rows.as_str())];
    let (text, half) = ("<row/>".repeat(50_000_000), "<row/>".repeat(35_000_000));
    for (what, file) in [
        ("a sheet", xlsx("", "", &[("Lista", &text)])),
        ("sheets", xlsx("", "", &[("Um", &half), ("Dois", &half), ("Três", &half)])),
        ("texts", xlsx(&"<si><t/></si>".repeat(3_000_000), "", &list)),
        ("formats", xlsx("", &"<xf/>".repeat(300_000), &list)),
        ("a cell", xlsx("", "", &[("Lista", &row(1, &[&"x".repeat(2_000_000)]))])),
        (
            "a count",
            archive(&[
                ("xl/workbook.xml", "<w/>"),
                ("xl/sharedStrings.xml", "<sst uniqueCount=\"9999999999\"/>"),
            ]),
        ),
        ("a sheet of LibreOffice", ods(&text)),
    ] {
        assert!(matches!(read(file).await, Err(FileProblem::TooMuchInside { .. })), "{what}");
    }
}

#[tokio::test]
async fn a_row_that_is_repeated_a_million_times_ends_with_the_limit_of_lines() {
    let cell = |text: &str, times: u32| {
        format!(
            "<table:table-cell table:number-columns-repeated=\"{times}\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let table = format!(
        "<table:table><table:table-row>{}{}</table:table-row><table:table-row table:number-rows-repeated=\"1048000\">{}{}\
         </table:table-row></table:table>",
        cell("Nome", 1),
        cell("E-mail", 1),
        cell("Ana Luz", 1),
        cell("ana@exemplo.com.br", 1)
    );
    let most = Limits::default().lines;
    assert_eq!(read(ods(&table)).await, Err(FileProblem::TooManyLines { most }));
}

#[test]
fn what_the_disk_says_is_told_from_what_is_wrong_with_the_file() {
    let of = |kind| Stop::from(std::io::Error::new(kind, "x"));
    assert!(matches!(of(std::io::ErrorKind::StorageFull), Stop::Broken(_)));
    assert!(matches!(of(std::io::ErrorKind::InvalidData), Stop::Problem(_)));
}

#[tokio::test]
async fn what_a_row_holds_is_measured_before_it_is_repeated() {
    let cell = |times: u32, text: &str| {
        ods(&format!(
            "<table:table table:name=\"Um\"><table:table-row><table:table-cell table:number-columns-repeated=\"{times}\">\
             {text}</table:table-cell></table:table-row></table:table>"
        ))
    };
    let paragraphs = format!("<text:p>{}</text:p>", "a".repeat(20_000)).repeat(5);
    let once = format!("<text:p>{}</text:p>", "a".repeat(30_000));
    for (what, file) in
        [("a cell of many paragraphs", cell(1, &paragraphs)), ("a cell repeated", cell(256, &once))]
    {
        let problem = read(file).await.expect_err(what);
        assert!(matches!(problem, FileProblem::TooMuchInside { .. }), "{what}: {problem:?}");
    }
}

#[tokio::test]
async fn more_sheets_than_anybody_has_are_refused_and_a_long_name_is_cut() {
    let sheet = row(1, &TITLES) + &row(2, &ANA);
    let names: Vec<String> = (0..101).map(|n| format!("Folha {n}")).collect();
    let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), sheet.as_str())).collect();
    assert!(matches!(read(xlsx("", "", &many)).await, Err(FileProblem::TooMuchInside { .. })));
    let long = "F".repeat(5_000);
    assert_eq!(read(xlsx("", "", &[(&long, &sheet)])).await.expect("people").len(), 1);
}
