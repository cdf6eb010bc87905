//! The days of an event: how they are typed, and which years they may lie in.

use super::EventFormPage;
use jiff::civil::Date;
use std::ops::RangeInclusive;

/// The first year of which certificates are still issued.
const FIRST: i16 = 1950;
/// How far ahead an event is planned, in years.
const PLANNED: i16 = 10;
/// How long certificates may be offered, in years.
const OFFERED: i16 = 100;

/// The years of an event.
pub(super) fn years_of_event(today: Date) -> RangeInclusive<i16> {
    FIRST..=today.year() + PLANNED
}

/// The years up to which certificates may be offered.
pub(super) fn years_of_term(today: Date) -> RangeInclusive<i16> {
    FIRST..=today.year() + OFFERED
}

impl EventFormPage {
    /// The first and the last day that the event may have.
    pub(super) fn days(&self) -> (String, String) {
        bounds(&years_of_event(self.today))
    }

    /// The first and the last day until which certificates may be offered.
    pub(super) fn terms(&self) -> (String, String) {
        bounds(&years_of_term(self.today))
    }
}

/// The first and the last day of years, as a date field has them.
fn bounds(years: &RangeInclusive<i16>) -> (String, String) {
    (format!("{}-01-01", years.start()), format!("{}-12-31", years.end()))
}

/// `2026-03-12`, as browsers send it, or `12/03/2026`, as people type it.
pub(super) fn read(typed: &str) -> Option<Date> {
    let typed = typed.trim();
    if let Ok(date) = typed.parse::<Date>() {
        return Some(date);
    }
    let mut parts = typed.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    parts.next().is_none().then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_are_read_as_browsers_and_as_people_write_them() {
        assert_eq!(read("2026-03-12"), Some(date(2026, 3, 12)));
        assert_eq!(read(" 12/03/2026 "), Some(date(2026, 3, 12)));
        for wrong in ["", "12/3", "31/02/2026", "12/03/2026/1"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
