//! The reader as a whole: what a person brings, and what comes out.

mod fixtures;
mod habits;
mod names;
mod properties;
mod repetition;
mod standing;
mod titles;
mod typed;

use super::{Limits, Reader, Row, Summary};
use domain::participation::line::{FileProblem, Line, LineProblem, Reason};

/// All rows of a file that comes in chunks of `size` bytes.
fn read_in_chunks(file: &[u8], size: usize) -> (Vec<Row>, Result<Summary, FileProblem>) {
    let mut reader = Reader::new(Limits::default());
    let mut rows = Vec::new();
    for chunk in file.chunks(size) {
        if let Err(problem) = reader.push(chunk, &mut |row| rows.push(row)) {
            return (rows, Err(problem));
        }
    }
    let end = reader.finish(&mut |row| rows.push(row));
    (rows, end)
}

/// What became of each record, and what there is to know.
fn read(file: &[u8]) -> Vec<Row> {
    let (rows, end) = read_in_chunks(file, 4096);
    end.expect("a file that can be read");
    rows.into_iter().filter(|row| !matches!(row, Row::Cells(..))).collect()
}

fn failure(file: impl AsRef<[u8]>) -> FileProblem {
    read_in_chunks(file.as_ref(), 4096).1.expect_err("a file that cannot be read")
}

/// The lines of a file in which every line is good.
fn lines(file: impl AsRef<[u8]>) -> Vec<Line> {
    let line = |row| match row {
        Row::Ready(line) => Some(line),
        Row::Remark(_) | Row::Cells(..) => None,
        other => panic!("not ready: {other:?}"),
    };
    read(file.as_ref()).into_iter().filter_map(line).collect()
}

/// Row, column, value and reason of everything that keeps a line from being issued.
fn problems(file: impl AsRef<[u8]>) -> Vec<(u32, String, String, Reason)> {
    let problems = |row| match row {
        Row::Ready(_) | Row::Remark(_) | Row::Cells(..) | Row::LeftOut => Vec::new(),
        Row::Refused(problems) => problems,
        Row::Repeated(problem) => vec![problem],
    };
    let quoted = |problem: LineProblem| (problem.line, problem.column, problem.value, problem.reason);
    read(file.as_ref()).into_iter().flat_map(problems).map(quoted).collect()
}

/// Row, column, value and reason of everything to know of lines that are issued.
fn remarks(file: impl AsRef<[u8]>) -> Vec<(u32, String, String, Reason)> {
    let remark = |row| match row {
        Row::Remark(remark) => Some((remark.line, remark.column, remark.value, remark.reason)),
        _ => None,
    };
    read(file.as_ref()).into_iter().filter_map(remark).collect()
}

fn names(lines: &[Line]) -> Vec<&str> {
    lines.iter().map(|line| line.name.as_str()).collect()
}
