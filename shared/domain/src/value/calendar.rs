//! Dates as Portuguese prints them, and which day it is in Brasília.

use crate::value::period::Period;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

const MONTHS: [&str; 12] = [
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
];

/// The instant on the clocks of Brasília (`America/Sao_Paulo`: UTC−3 since daylight saving ended in 2019, but a law
/// could bring it back, so the zone's own rules decide).
pub fn brasilia(at: Timestamp) -> Zoned {
    let zone = TimeZone::get("America/Sao_Paulo").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(-3)));
    at.to_zoned(zone)
}

/// `2026-03-12 14:05`, in Brasília: what a spreadsheet sorts.
pub fn sortable(at: Timestamp) -> String {
    brasilia(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// `12 de março de 2026`; the first of a month is `1º`.
pub fn day(date: Date) -> String {
    format!("{} de {} de {}", ordinal(date), month(date), date.year())
}

/// `21/11/2026 às 19:30 (horário de Brasília)`.
pub fn moment(at: Timestamp) -> String {
    let local = brasilia(at);
    format!(
        "{:02}/{:02}/{} às {:02}:{:02} (horário de Brasília)",
        local.day(),
        local.month(),
        local.year(),
        local.hour(),
        local.minute()
    )
}

/// The days of an event with their preposition: `em 12 de março de 2026`, `de 12 a 14 de março de 2026`.
pub fn period(period: Period) -> String {
    let (a, b) = (period.first(), period.last());
    if a == b {
        format!("em {}", day(a))
    } else if a.year() != b.year() {
        format!("de {} a {}", day(a), day(b))
    } else if a.month() != b.month() {
        format!("de {} de {} a {}", ordinal(a), month(a), day(b))
    } else {
        format!("de {} a {}", ordinal(a), day(b))
    }
}

fn month(date: Date) -> &'static str {
    MONTHS[usize::from(date.month().unsigned_abs()) - 1]
}

fn ordinal(date: Date) -> String {
    if date.day() == 1 { "1º".into() } else { date.day().to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn periods_say_only_what_differs() {
        let of = |a, b| period(Period::new(a, b).expect("period"));
        assert_eq!(of(date(2026, 3, 12), date(2026, 3, 12)), "em 12 de março de 2026");
        assert_eq!(of(date(2026, 3, 1), date(2026, 3, 3)), "de 1º a 3 de março de 2026");
        assert_eq!(of(date(2026, 3, 30), date(2026, 4, 2)), "de 30 de março a 2 de abril de 2026");
        assert_eq!(
            of(date(2025, 12, 30), date(2026, 1, 2)),
            "de 30 de dezembro de 2025 a 2 de janeiro de 2026"
        );
    }

    #[test]
    fn the_month_is_brasilias() {
        let at: Timestamp = "2026-12-01T01:00:00Z".parse().expect("instant");
        assert_eq!(brasilia(at).month(), 11);
        assert_eq!(moment(at), "30/11/2026 às 22:00 (horário de Brasília)");
    }
}
