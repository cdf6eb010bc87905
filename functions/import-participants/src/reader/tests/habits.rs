//! CSV as people really have it.

use super::{failure, lines, names, problems, read, read_in_chunks};
use crate::reader::{Limits, Reader};
use domain::participation::line::{Charset, Column, FileFormat, FileProblem, Reason};
use encoding_rs::WINDOWS_1252;

const ONE: &str = "Nome;E-mail;CPF\r\nJoão da Conceição;joao@exemplo.com.br;016.727.808-88\r\n";

fn utf16(text: &str, bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once('\u{feff}')
        .chain(text.chars())
        .flat_map(|c| c.encode_utf16(&mut [0; 2]).to_vec())
        .flat_map(bytes)
        .collect()
}

#[test]
fn one_person_is_the_same_in_every_character_set() {
    let windows_1252 = WINDOWS_1252.encode(ONE).0.into_owned();
    let with_mark = format!("\u{feff}{ONE}").into_bytes();
    let excel_unicode = utf16(&ONE.replace(';', "\t"), u16::to_le_bytes);
    let big_endian = utf16(ONE, u16::to_be_bytes);
    let without_mark = utf16(ONE, u16::to_le_bytes)[2..].to_vec();
    for (file, what) in [
        (ONE.as_bytes().to_vec(), "UTF-8"),
        (windows_1252, "Windows-1252"),
        (with_mark, "UTF-8 with a mark"),
        (excel_unicode, "Unicode text of Excel"),
        (big_endian, "UTF-16, high byte first"),
        (without_mark, "UTF-16 without a mark"),
    ] {
        let found = lines(&file);
        assert_eq!(names(&found), ["João da Conceição"], "{what}");
        assert_eq!(found[0].cpf.as_ref().map(|c| c.digits()), Some("01672780888"), "{what}");
        assert_eq!(found[0].number, 2, "{what}");
    }
}

#[test]
fn a_file_put_together_from_two_character_sets_is_read_line_by_line() {
    let mut file = b"nome;email\nJo\xe3o;joao@exemplo.com.br\n".to_vec();
    file.extend_from_slice("Conceição;conceicao@exemplo.com.br\n".as_bytes());
    assert_eq!(names(&lines(&file)), ["João", "Conceição"]);
}

#[test]
fn the_delimiter_is_the_one_that_makes_sense_of_the_titles() {
    for delimiter in [';', ',', '\t', '|'] {
        let file = "Nome;E-mail;Obs\nAna Sá;ana@exemplo.com.br;ok\n".replace(';', &delimiter.to_string());
        assert_eq!(names(&lines(file)), ["Ana Sá"], "{delimiter:?}");
    }
    // More commas than semicolons, yet the semicolons cut the titles.
    let file = "Nome;E-mail;Temas (arte, ciência, vida, paz)\nAna Sá;ana@exemplo.com.br;arte, paz\n";
    assert_eq!(names(&lines(file)), ["Ana Sá"]);
}

#[test]
fn a_first_row_that_tells_excel_the_delimiter_is_obeyed_and_not_counted() {
    for first in ["sep=;", "\"sep=;\"", "SEP=;"] {
        let found = lines(format!("{first}\r\nNome;E-mail\r\nAna Sá;ana@exemplo.com.br\r\n"));
        assert_eq!(found[0].number, 2, "{first}");
    }
    assert_eq!(names(&lines("sep=^\nNome^E-mail\n\"Sá^ Ana\"^ana@exemplo.com.br\n")), ["Sá^ Ana"]);
    assert_eq!(names(&lines("sep=\t\nNome\tE-mail\nAna Sá\tana@exemplo.com.br\n")), ["Ana Sá"]);
}

#[test]
fn cells_in_quotation_marks_may_hold_delimiters_marks_and_line_breaks() {
    let file = "Obs,Nome,E-mail\r\n\"um, \"\"dois\"\"\r\n\r\ntrês\",\"Silva,\r\nAna \"\"Naná\"\"\",ana@exemplo.com.br\r\n\
                ,Bia Reis,bia@exemplo.com.br\r\n";
    let found = lines(file);
    assert_eq!(names(&found), ["Silva, Ana \"Naná\"", "Bia Reis"]);
    assert_eq!([found[0].number, found[1].number], [2, 3]);
}

#[test]
fn any_line_break_ends_a_row_and_blank_rows_only_count() {
    for end in ["\r\n", "\n", "\r"] {
        let file = "\nNome;E-mail\n\n;;\nAna Sá;ana@exemplo.com.br\n \t \n\nBia Reis;bia@exemplo.com.br"
            .replace('\n', end);
        let numbers: Vec<u32> = lines(file).iter().map(|line| line.number).collect();
        assert_eq!(numbers, [5, 8], "{end:?}");
    }
}

#[test]
fn columns_come_in_any_order_and_others_are_ignored() {
    let file = "Telefone;C.H.;CPF;Correio eletrônico;Tipo de participação;Nome completo\n\
                81 9999;1h30;52998224725;ana@exemplo.com.br;Palestrante;Ana Sá\n";
    let line = lines(file).remove(0);
    assert_eq!(line.role.map(|r| r.to_string()), Some("Palestrante".into()));
    assert_eq!(line.workload.map(|w| w.minutes()), Some(90));
    assert_eq!(line.cpf.map(|c| c.formatted()), Some("529.982.247-25".into()));

    let mut reader = Reader::new(Limits::default());
    reader.push(file.as_bytes(), &mut |_| ()).expect("read");
    let header = reader.header().expect("a header");
    assert_eq!(header.ignored_titles().collect::<Vec<_>>(), ["Telefone"]);
    assert_eq!(header.read_columns().next(), Some((Column::Workload, "C.H.")));
    assert_eq!(header.delimiter(), b';');
}

#[test]
fn a_surname_in_its_own_column_belongs_to_the_name() {
    let file = "Nº;Nome;Sobrenome;Email\n1;Ana;de Sá;ana@exemplo.com.br\n2;Bia Reis;Reis;bia@exemplo.com.br\n\
                3;Caê;;caue@exemplo.com.br\n";
    assert_eq!(names(&lines(file)), ["Ana de Sá", "Bia Reis", "Caê"]);
    let whole = "Nome completo;Sobrenome;Email\nAna de Sá;Sá Lima;ana@exemplo.com.br\n";
    assert_eq!(names(&lines(whole)), ["Ana de Sá"]);
}

#[test]
fn the_title_that_says_most_clearly_what_it_is_wins() {
    let file = "Nome;Nome para o certificado;E-mail;Endereço de e-mail\nAna;Ana Sá;ana@exemplo.com.br;x\n";
    assert_eq!(names(&lines(file)), ["Ana Sá"]);
    let titles = ["E-mail".to_owned(), "EMAIL".to_owned()];
    assert_eq!(
        failure("Nome;E-mail;EMAIL\n"),
        FileProblem::AmbiguousColumn { column: Column::Email, titles }
    );
}

#[test]
fn rows_above_the_titles_are_passed_over() {
    let file = "Lista de presença;;\nFormação, 2026;;\n;;\nNome;E-mail;CPF\nAna Sá;ana@exemplo.com.br;\n";
    assert_eq!(lines(file)[0].number, 5);
}

#[test]
fn delimiters_at_the_end_and_nuls_do_not_matter() {
    let file = "Nome;E-mail;;;\nAna Sá;ana@exemplo.com.br;;;;;;;\nBia\0 Reis;bia@exemplo.com.br\n\u{1a}";
    assert_eq!(names(&lines(file)), ["Ana Sá", "Bia Reis"]);
    let wide = format!("Nome;E-mail{0}\nAna Sá;ana@exemplo.com.br{0}\n", ";".repeat(16_384));
    assert_eq!(names(&lines(wide)), ["Ana Sá"]);
}

#[test]
fn what_programs_wrap_around_a_value_is_taken_off() {
    let file = "Nome,E-mail,CPF\nAna Sá, \"ana@exemplo.com.br\",\"=\"\"01672780888\"\"\"\n";
    assert_eq!(lines(file)[0].cpf.as_ref().map(|c| c.digits()), Some("01672780888"));
}

#[test]
fn a_cell_that_looks_like_a_formula_is_plain_text() {
    let found = lines(
        "Nome;E-mail;Papel\n=SOMA(A:B) Ana;ana@exemplo.com.br;+cmd|' C'!A\n@SUM Bia;bia@exemplo.com.br;\n"
            .replace("@SUM", "-SUM"),
    );
    assert_eq!(names(&found), ["=SOMA(A:B) Ana", "-SUM Bia"]);
}

#[test]
fn every_problem_of_a_line_is_told() {
    let found = problems("Nome;E-mail;CPF;Carga\n;ana@exemplo;5,29982E+10;muitas\n");
    assert_eq!(
        found,
        [
            (2, "Nome".into(), String::new(), Reason::MissingName),
            (2, "E-mail".into(), "ana@exemplo".into(), Reason::EmailDomain),
            (2, "CPF".into(), "5,29982E+10".into(), Reason::CpfRounded),
            (2, "Carga".into(), "muitas".into(), Reason::NotAWorkload),
        ]
    );
}

#[test]
fn a_footer_and_a_second_row_of_titles_are_bad_lines() {
    let found = problems("Nome;E-mail\nAna Sá;ana@exemplo.com.br\nNome;E-mail\nTotal: 120\n");
    let told: Vec<_> = found.into_iter().map(|(row, _, value, reason)| (row, value, reason)).collect();
    assert_eq!(
        told,
        [
            (3, "E-mail".into(), Reason::EmailShape),
            (4, "Total: 120".into(), Reason::NotAName),
            (4, String::new(), Reason::MissingEmail),
        ]
    );
}

#[test]
fn a_delimiter_inside_a_name_is_noticed() {
    let found = problems("E-mail,Nome\nana@exemplo.com.br,Silva, Ana\n");
    assert_eq!(found, [(2, "(coluna 3)".into(), "Ana".into(), Reason::ExtraCells)]);
}

#[test]
fn a_cell_may_be_long_where_nobody_reads_it() {
    let file = |name: &str, note: &str| format!("Nome;E-mail;Obs\n{name};ana@exemplo.com.br;{note}\n");
    assert_eq!(names(&lines(file("Ana Sá", &"x".repeat(3_000)))), ["Ana Sá"]);
    let found = problems(file(&"x".repeat(2_001), ""));
    assert_eq!(found[0].3, Reason::CellTooLong { most: 2_000 });
    assert_eq!(found[0].2.chars().count(), 80);
}

#[test]
fn a_file_that_is_no_csv_says_what_it_is() {
    for (file, format) in [
        (&b"PK\x03\x04\x14\x00\x06\x00\x08\x00"[..], FileFormat::Workbook),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", FileFormat::OldWorkbook),
        (b"%PDF-1.7\n%\xe2\xe3", FileFormat::Pdf),
        (b"\x89PNG\r\n\x1a\n\x00", FileFormat::Picture),
        (b"<html><table><tr><td>Nome\n", FileFormat::WebPage),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", FileFormat::Unknown),
        (b"Nome;E-mail\x01\x02\n", FileFormat::Unknown),
    ] {
        assert_eq!(failure(file), FileProblem::NotText { format });
    }
}

#[test]
fn a_file_without_what_is_needed_says_what_is_missing() {
    for (file, problem) in [
        ("", FileProblem::Empty),
        ("\u{feff}", FileProblem::Empty),
        ("\r\n;;;\r\n \r\n", FileProblem::Empty),
        ("sep=;\n", FileProblem::Empty),
        ("Nome;E-mail\n", FileProblem::NoLines),
        ("Nome;E-mail\n;;\n\n", FileProblem::NoLines),
        ("Nome;CPF\nAna Sá;52998224725\n", FileProblem::MissingColumn { column: Column::Email }),
        ("E-mail;CPF\nana@exemplo.com.br;52998224725\n", FileProblem::MissingColumn { column: Column::Name }),
        ("Ana Sá;ana@exemplo.com.br;52998224725\nBia;b@exemplo.com.br;\n", FileProblem::NoHeader),
    ] {
        assert_eq!(failure(file), problem, "{file:?}");
    }
    assert_eq!(failure("Ana;ana@exemplo.com.br\n".repeat(1_000)), FileProblem::NoHeader);
}

#[test]
fn quotation_marks_that_never_close_are_found_where_they_open() {
    let file =
        "Nome;E-mail\nAna Sá;ana@exemplo.com.br\n\"Bia Reis;bia@exemplo.com.br\nCaê;caue@exemplo.com.br\n";
    assert_eq!(failure(file), FileProblem::UnclosedQuote { line: 3 });
    let long = format!("{file}{}", "Davi Luz;davi@exemplo.com.br\n".repeat(10_000));
    assert_eq!(failure(long), FileProblem::UnclosedQuote { line: 3 });
}

#[test]
fn a_row_over_the_limit_ends_the_reading() {
    let file = format!("Nome;E-mail\nAna Sá;{}\n", "x".repeat(70_000));
    assert_eq!(failure(&file), FileProblem::LineTooLong { line: 2, most_bytes: 65_536 });
    assert_eq!(failure("x".repeat(70_000)), FileProblem::LineTooLong { line: 1, most_bytes: 65_536 });
}

#[test]
fn people_over_the_limit_end_the_reading_and_it_stays_ended() {
    let limits = Limits { lines: 2, ..Limits::default() };
    let file = "Nome;E-mail\nAna;ana@exemplo.com.br\n\n\nBia;bia@exemplo.com.br\n";
    let mut reader = Reader::new(limits);
    reader.push(file.as_bytes(), &mut |_| ()).expect("two people");
    let problem = FileProblem::TooManyLines { most: 2 };
    assert_eq!(reader.push(b"Davi;davi@exemplo.com.br\n", &mut |_| ()), Err(problem.clone()));
    assert_eq!(reader.push(b"\n", &mut |_| panic!("no row")), Err(problem.clone()));
    assert_eq!(reader.finish(&mut |_| panic!("no row")), Err(problem));
}

#[test]
fn the_summary_counts_each_kind() {
    let file = b"Nome;E-mail\nAna;ana@exemplo.com.br\nAna;ana@exemplo.com.br\n;x\n";
    let (rows, summary) = read_in_chunks(file, 7);
    let summary = summary.expect("read");
    assert_eq!((summary.ready, summary.repeated, summary.refused, summary.total()), (1, 1, 1, 3));
    assert_eq!(read(file).len(), 3);
    assert_eq!(rows.iter().filter(|row| matches!(row, crate::reader::Row::Cells(..))).count(), 3);
}

/// `JOÃO` in code page 850 is `JOÇO` in Windows-1252: every byte is a letter, and nobody would notice.
#[test]
fn a_file_in_an_older_character_set_is_refused_with_its_name() {
    let dos = b"Nome;E-mail\r\nSEBASTI\xc7O;s@exemplo.org\r\nTOM\x90 GUSM\xc7O;t@exemplo.org\r\n";
    assert_eq!(failure(dos), FileProblem::OtherCharset { charset: Charset::Cp850 });
    // Windows-1252 among it condemns nothing, and neither does what was written as UTF-8.
    let windows = b"Nome;E-mail\r\nSEBASTI\xc3O;s@exemplo.org\r\nLOUREN\xc7O;l@exemplo.org\r\n";
    assert_eq!(lines(windows).len(), 2);
    let utf8 = "Nome;E-mail\nLOURENÇO;l@exemplo.org\nÇelik JoÇo;j@exemplo.org\n";
    assert_eq!(lines(utf8).len(), 2);
}

#[test]
fn rows_that_are_wrapped_in_marks_as_a_whole_are_unwrapped() {
    let file = "\"Nome,E-mail,CPF\"\n\"Ana \"\"Nina\"\" Luz,ana@exemplo.com.br,529.982.247-25\"\n\
                \"\"\"Reis, Jr\"\",reis@exemplo.com.br,\"\nBia Sá,bia@exemplo.com.br,\n";
    let people = lines(file);
    assert_eq!(names(&people), ["Ana \"Nina\" Luz", "Reis, Jr", "Bia Sá"]);
    assert!(people[0].cpf.is_some());
}
