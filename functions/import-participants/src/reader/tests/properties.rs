//! What holds for every file.

use super::{lines, read_in_chunks};
use crate::reader::records::Records;
use crate::reader::{Limits, Reader, Row};
use domain::participation::line::Line;
use encoding_rs::WINDOWS_1252;
use proptest::prelude::*;
use std::fmt::Write as _;

/// Files that are nearly right: known titles, and cells of everything that has a meaning in a CSV.
fn nearly_right() -> impl Strategy<Value = Vec<u8>> {
    let bit = prop::sample::select(vec![
        "Ana Sá",
        "\"Bia; \"\"B\"\"\n Reis\"",
        "ana@exemplo.com.br",
        "bia@exemplo.com.br",
        "52998224725",
        "1672780888",
        ";",
        ";",
        ";",
        "\n",
        "\r\n",
        "\r",
        "\"",
        "\0",
        " ",
        "=",
        "",
        "Jo\u{fffd}o",
        "é",
    ]);
    let tail = prop::collection::vec(
        prop_oneof![8 => bit.prop_map(|s| s.as_bytes().to_vec()), 1 => prop::collection::vec(any::<u8>(), 0..4)],
        0..60,
    );
    let head = prop::sample::select(vec![
        "Nome;E-mail;CPF\n",
        "\u{feff}nome,email\r\n",
        "sep=;\nNome;E-mail\n",
        "\u{feff}",
        "",
    ]);
    (head, tail).prop_map(|(head, tail)| [head.as_bytes(), &tail.concat()].concat())
}

fn people() -> impl Strategy<Value = Vec<(String, String)>> {
    // Words that could be names: in letters thrown together no character set is more likely than another.
    let syllable = "[bdfglmnprtv](a|e|i|o|u|á|é|í|ó|ú|â|ê|ô)";
    let name = format!(
        "(Á|É|Í|Ó|Ú|Â|A|B|C|D)(l|n|r){syllable}{{1,3}}(ção|ões|ça|s|n)? (A|M|S)[aeo]{syllable}{{1,3}}(ção)?"
    );
    let name = prop::string::string_regex(&name).expect("a pattern");
    prop::collection::vec((name, "[a-z]{3,8}"), 1..20)
}

fn as_csv(people: &[(String, String)], delimiter: char, end: &str) -> String {
    let mut file = format!("Nome{delimiter}E-mail{end}");
    for (at, (name, mailbox)) in people.iter().enumerate() {
        write!(file, "\"{name}\"{delimiter}{mailbox}{at}@exemplo.com.br{end}").expect("a string takes it");
    }
    file
}

/// Records as `csv-core` ends them, with whatever their cells hold.
fn records_of_csv_core(file: &[u8]) -> usize {
    let mut reader = csv_core::ReaderBuilder::new().delimiter(b';').build();
    let (mut text, mut ends) = (vec![0; file.len() + 1], vec![0; file.len() + 1]);
    let (mut rest, mut count) = (file, 0);
    loop {
        match reader.read_record(rest, &mut text, &mut ends) {
            (csv_core::ReadRecordResult::End, ..) => return count,
            (csv_core::ReadRecordResult::Record, read, ..) => (rest, count) = (&rest[read..], count + 1),
            (_, read, ..) => rest = &rest[read..],
        }
    }
}

/// Records as we end them; without those that are empty, which `csv-core` passes over.
fn records_of_ours(file: &[u8]) -> Option<usize> {
    let mut records = Records::new(1 << 20);
    records.split_at(b';');
    let (mut rest, mut count) = (file, 0);
    while !rest.is_empty() {
        let (read, complete) = records.read(rest).ok()?;
        rest = &rest[read..];
        if complete {
            count += usize::from(!records.bytes().is_empty());
            records.next();
        }
    }
    Some(count + usize::from(records.finish().ok()?))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn where_the_chunks_end_makes_no_difference(file in nearly_right(), size in 1_usize..50) {
        prop_assert_eq!(read_in_chunks(&file, size), read_in_chunks(&file, file.len().max(1)));
    }

    #[test]
    fn whatever_the_bytes_the_reader_comes_to_an_end(
        file in prop::collection::vec(any::<u8>(), 0..2_000),
        size in 1_usize..300,
    ) {
        let (rows, end) = read_in_chunks(&file, size);
        if let Ok(summary) = end {
            let verdicts = rows.iter().filter(|row| !matches!(row, Row::Remark(_) | Row::Cells(..))).count();
            prop_assert_eq!(verdicts, summary.total() as usize);
            let cells = rows.iter().filter(|row| matches!(row, Row::Cells(..))).count();
            prop_assert_eq!(cells, verdicts);
        }
    }

    #[test]
    fn every_row_that_is_not_blank_comes_out_once_and_in_order(file in nearly_right()) {
        let (rows, _) = read_in_chunks(&file, 64);
        let number = |row: &Row| match row {
            Row::Ready(line) => line.number,
            Row::Refused(problems) => problems[0].line,
            Row::Repeated(problem) | Row::Remark(problem) => problem.line,
            Row::Cells(row, _) => *row,
            Row::LeftOut => 0,
        };
        let (cells, rows): (Vec<Row>, Vec<Row>) =
            rows.into_iter().filter(|row| !matches!(row, Row::Remark(_) | Row::LeftOut)).partition(|row| matches!(row, Row::Cells(..)));
        for rows in [cells, rows] {
            prop_assert!(rows.windows(2).all(|two| number(&two[0]) < number(&two[1])));
        }
    }

    #[test]
    fn records_end_where_csv_core_ends_them(file in r#"[a";\n\r]{0,40}"#) {
        if let Some(ours) = records_of_ours(file.as_bytes()) {
            prop_assert_eq!(ours, records_of_csv_core(file.as_bytes()));
        }
    }

    #[test]
    fn the_same_people_come_out_of_every_character_set_and_delimiter(
        people in people(),
        delimiter in prop::sample::select(vec![';', ',', '\t', '|']),
    ) {
        let text = as_csv(&people, delimiter, "\r\n");
        let utf16: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let expected = lines(&text);
        prop_assert_eq!(expected.len(), people.len());
        prop_assert_eq!(&lines(WINDOWS_1252.encode(&text).0), &expected);
        prop_assert_eq!(&lines(format!("\u{feff}{text}")), &expected);
        prop_assert_eq!(&lines(utf16), &expected);
        prop_assert_eq!(&lines(as_csv(&people, ';', "\r")), &expected);
    }

    #[test]
    fn a_line_is_stored_and_restored_as_it_was(people in people()) {
        for line in lines(as_csv(&people, ';', "\n")) {
            let stored = serde_json::to_string(&line).expect("stored");
            prop_assert!(stored.len() < 120, "{}", stored.len());
            prop_assert_eq!(serde_json::from_str::<Line>(&stored).expect("restored"), line);
        }
    }
}

#[test]
fn what_is_held_does_not_grow_with_the_file() {
    let mut reader = Reader::new(Limits::default());
    let mut rows = 0_u32;
    let (mut most_at_first, mut most) = (0, 0);
    reader.push(b"Nome;E-mail;CPF;Obs\r\n", &mut |_| ()).expect("titles");
    for number in 0..100_000_u32 {
        let note = "x".repeat(if number % 500 == 0 { 60_000 } else { 20 });
        let letters: String =
            number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect();
        let line = format!("Pessoa {letters};p{number}@exemplo.com.br;;{note}\r\n");
        reader
            .push(line.as_bytes(), &mut |row| rows += u32::from(matches!(row, Row::Ready(_))))
            .expect("a line");
        most = most.max(reader.held_bytes());
        if number == 1_000 {
            most_at_first = most;
        }
    }
    let summary = reader.finish(&mut |_| ()).expect("read");
    assert_eq!((rows, summary.ready), (100_000, 100_000));
    assert_eq!(most, most_at_first, "the buffers grew after the first thousand lines");
    assert!(most < 300_000, "{most} bytes");
    assert!(reader.seen_bytes() < 10_000_000, "{} bytes", reader.seen_bytes());
}

#[test]
fn buffers_stay_bounded_for_utf_16_and_for_the_longest_record() {
    let text = format!("Nome\tE-mail\tObs\nAna Sá\tana@exemplo.com.br\t{}\n", "x".repeat(65_000));
    let file: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let mut reader = Reader::new(Limits::default());
    reader.push(&file, &mut |row| assert!(matches!(row, Row::Ready(_) | Row::Cells(..)))).expect("read");
    assert!(reader.held_bytes() < 300_000, "{} bytes", reader.held_bytes());
}
