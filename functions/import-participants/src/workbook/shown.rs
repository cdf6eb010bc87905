//! A number or a date as the sheet shows it to its organiser, in Brazil.

use calamine::{DataRef, ExcelDateTime};

/// A cell's text. `format` is the number format of its style.
pub(super) fn text(value: &DataRef<'_>, format: &str) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => padded(number.to_string(), format),
        DataRef::Float(number) => number_text(*number, format),
        DataRef::Bool(true) => "VERDADEIRO".to_owned(),
        DataRef::Bool(false) => "FALSO".to_owned(),
        DataRef::DateTime(moment) => moment_text(moment),
        DataRef::DateTimeIso(iso) | DataRef::DurationIso(iso) => iso.clone(),
        // Whatever went wrong in a formula: nothing is there.
        DataRef::Error(_) => "#N/D".to_owned(),
    }
}

fn number_text(number: f64, format: &str) -> String {
    if format.contains('%') {
        return format!("{}%", decimal(number * 100.0));
    }
    padded(decimal(number), format)
}

/// `40`, `1,5`: no more digits than a sheet shows, and no `E`.
fn decimal(number: f64) -> String {
    let text = format!("{number:.9}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let text = if text == "-0" { "0" } else { text };
    text.replace('.', ",")
}

/// A number whose format is a row of zeros has as many digits.
fn padded(digits: String, format: &str) -> String {
    let zeros = format.bytes().filter(|byte| *byte == b'0').count();
    let only_zeros = !format.contains(['#', '?', ',', '%']) && !format.contains("0.0");
    if only_zeros && digits.len() < zeros && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("{digits:0>zeros$}")
    } else {
        digits
    }
}

fn moment_text(moment: &ExcelDateTime) -> String {
    let value = moment.as_f64();
    if moment.is_duration() {
        let minutes = (value * 1440.0).round().max(0.0);
        return format!("{}:{:02}", (minutes / 60.0).floor(), minutes % 60.0);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let time = if second == 0 {
        format!("{hour:02}:{minute:02}")
    } else {
        format!("{hour:02}:{minute:02}:{second:02}")
    };
    match (value < 1.0, (hour, minute, second) == (0, 0, 0)) {
        (true, _) => time,
        (false, true) => format!("{day:02}/{month:02}/{year}"),
        (false, false) => format!("{day:02}/{month:02}/{year} {time}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    #[test]
    fn numbers_are_as_the_sheet_shows_them() {
        for (number, format, shown) in [
            (40.0, "General", "40"),
            (1.5, "General", "1,5"),
            (1_672_780_888.0, "General", "1672780888"),
            (1_672_780_888.0, "00000000000", "01672780888"),
            (1_672_780_888.0, "000\".\"000\".\"000\"-\"00", "01672780888"),
            (52_998_224_725.0, "0", "52998224725"),
            (0.75, "0%", "75%"),
            (0.1 + 0.2, "General", "0,3"),
            (2.0, "0.00", "2"),
            (1234.0, "#,##0", "1234"),
        ] {
            assert_eq!(text(&DataRef::Float(number), format), shown, "{number} {format}");
        }
    }

    #[test]
    fn dates_and_hours_are_as_in_brazil() {
        let moment = |value, kind| text(&DataRef::DateTime(ExcelDateTime::new(value, kind, false)), "");
        assert_eq!(moment(45_966.0, ExcelDateTimeType::DateTime), "05/11/2025");
        assert_eq!(moment(45_966.5, ExcelDateTimeType::DateTime), "05/11/2025 12:00");
        assert_eq!(moment(0.0625, ExcelDateTimeType::DateTime), "01:30");
        assert_eq!(moment(40.0 / 24.0, ExcelDateTimeType::TimeDelta), "40:00");
        assert_eq!(moment(f64::NAN, ExcelDateTimeType::TimeDelta), "0:00");
    }
}
