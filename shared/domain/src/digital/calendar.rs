//! Business days of Brazil and Portugal: until when something was promised, and when a boleto is due.
//!
//! Only holidays of the whole country count. What a state, a town or a ministry adds differs from place to place; a promise is
//! kept early there, never late.

use crate::value::calendar as words;
use jiff::civil::{Date, Weekday, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

/// A country whose calendar and clocks count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Country {
    /// Brazil, on the clocks of Brasília.
    Brazil,
    /// Portugal, on the clocks of Lisbon.
    Portugal,
}

/// Which days count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calendar {
    /// The days on which offices of a country work: what promises are counted in.
    Service(Country),
    /// The days on which Brazilian banks work: they are closed on Carnival's Monday and Tuesday and on Corpus Christi too.
    Bank,
}

/// Holidays on the same day of each year: month, day, and the first year in which it was one.
type Fixed = &'static [(i8, i8, i16)];

/// Lei 662/1949 and Lei 6.802/1980; the 20th of November by Lei 14.759/2023.
const BRAZIL: Fixed = &[
    (1, 1, 0),
    (4, 21, 0),
    (5, 1, 0),
    (9, 7, 0),
    (10, 12, 0),
    (11, 2, 0),
    (11, 15, 0),
    (11, 20, 2024),
    (12, 25, 0),
];
/// Código do Trabalho, art. 234.º.
const PORTUGAL: Fixed = &[
    (1, 1, 0),
    (4, 25, 0),
    (5, 1, 0),
    (6, 10, 0),
    (8, 15, 0),
    (10, 5, 2016),
    (11, 1, 2016),
    (12, 1, 2016),
    (12, 8, 0),
    (12, 25, 0),
];

impl Country {
    /// The holidays that are always on the same day, and those that move with Easter, in days from it.
    fn holidays(self) -> (Fixed, &'static [i32]) {
        match self {
            // Good Friday.
            Self::Brazil => (BRAZIL, &[-2]),
            // Good Friday, Easter, Corpus Christi.
            Self::Portugal => (PORTUGAL, &[-2, 0, 60]),
        }
    }

    /// Its clocks: `America/Sao_Paulo` or `Europe/Lisbon`, by the rules that are in force then.
    pub fn zone(self) -> TimeZone {
        let (name, hours) = match self {
            Self::Brazil => ("America/Sao_Paulo", -3),
            Self::Portugal => ("Europe/Lisbon", 0),
        };
        TimeZone::get(name).unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(hours)))
    }

    /// How its time is called on pages.
    pub fn clock(self) -> &'static str {
        match self {
            Self::Brazil => "horário de Brasília",
            Self::Portugal => "hora de Lisboa",
        }
    }

    /// The day that it is there.
    pub fn day(self, at: Timestamp) -> Date {
        at.to_zoned(self.zone()).date()
    }

    /// The last instant of a day there, with second precision: until then a promise of that day is kept.
    pub fn end_of(self, day: Date) -> Timestamp {
        let last = day.at(23, 59, 59, 0);
        last.to_zoned(self.zone()).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
    }
}

impl Calendar {
    /// Whether people work on a day.
    pub fn works(self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !self.is_holiday(day)
    }

    fn is_holiday(self, day: Date) -> bool {
        let (fixed, moving) = self.country().holidays();
        let is_fixed =
            fixed.iter().any(|(m, d, since)| (day.month(), day.day()) == (*m, *d) && day.year() >= *since);
        // Carnival's Monday and Tuesday, Corpus Christi.
        let of_banks: &[i32] = if self == Self::Bank { &[-48, -47, 60] } else { &[] };
        let from_easter = from_easter(day);
        is_fixed || moving.contains(&from_easter) || of_banks.contains(&from_easter)
    }

    fn country(self) -> Country {
        match self {
            Self::Service(country) => country,
            Self::Bank => Country::Brazil,
        }
    }

    /// The day that is so many business days after another: that day itself does not count, the last one does
    /// (Código Civil, art. 132).
    pub fn after(self, day: Date, business_days: u32) -> Date {
        let mut reached = day;
        let mut left = business_days;
        while left > 0 {
            reached = next(reached);
            left -= u32::from(self.works(reached));
        }
        reached
    }

    /// The day itself when people work on it, or the next one on which they do: when what is due on a holiday may be paid.
    pub fn at_or_after(self, day: Date) -> Date {
        if self.works(day) { day } else { self.at_or_after(next(day)) }
    }

    /// How many business days lie after one day up to another: 0 when that is not later.
    pub fn between(self, from: Date, to: Date) -> u32 {
        let mut days = 0;
        let mut day = from;
        while day < to {
            day = next(day);
            days += u32::from(self.works(day));
        }
        days
    }
}

/// `segunda-feira, 30 de novembro de 2026`: a promise names the weekday.
pub fn weekday_and_day(day: Date) -> String {
    let weekday = match day.weekday() {
        Weekday::Monday => "segunda-feira",
        Weekday::Tuesday => "terça-feira",
        Weekday::Wednesday => "quarta-feira",
        Weekday::Thursday => "quinta-feira",
        Weekday::Friday => "sexta-feira",
        Weekday::Saturday => "sábado",
        Weekday::Sunday => "domingo",
    };
    format!("{weekday}, {}", words::day(day))
}

fn next(day: Date) -> Date {
    day.saturating_add(1.day())
}

/// Days from Easter of the same year.
fn from_easter(day: Date) -> i32 {
    day.since(easter(day.year())).map_or(i32::MAX, |span| span.get_days())
}

/// Easter of a year of the Gregorian calendar (the anonymous algorithm of *Nature*, 1876, as Meeus gives it).
fn easter(year: i16) -> Date {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let l = (32 + 2 * e + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let of_march = h + l - 7 * m + 22;
    let (month, day) = if of_march > 31 { (4, of_march - 31) } else { (3, of_march) };
    i8::try_from(day).map_or(date(year, 4, 1), |day| date(year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BRAZIL: Calendar = Calendar::Service(Country::Brazil);
    const PORTUGAL: Calendar = Calendar::Service(Country::Portugal);

    #[test]
    fn easter_is_where_the_almanac_has_it() {
        for (year, month, day) in [
            (2026, 4, 5),
            (2027, 3, 28),
            (2028, 4, 16),
            (2029, 4, 1),
            (2030, 4, 21),
            (2038, 4, 25),
            (2285, 3, 22),
        ] {
            assert_eq!(easter(year), date(year, month, day));
        }
    }

    #[test]
    fn two_business_days_as_people_count_them() {
        for (from, service, bank) in [
            (date(2026, 11, 18), date(2026, 11, 23), date(2026, 11, 23)),
            (date(2026, 11, 19), date(2026, 11, 24), date(2026, 11, 24)),
            (date(2026, 11, 21), date(2026, 11, 24), date(2026, 11, 24)),
            (date(2026, 12, 23), date(2026, 12, 28), date(2026, 12, 28)),
            (date(2026, 12, 24), date(2026, 12, 29), date(2026, 12, 29)),
            (date(2027, 2, 5), date(2027, 2, 9), date(2027, 2, 11)),
            (date(2027, 3, 24), date(2027, 3, 29), date(2027, 3, 29)),
        ] {
            assert_eq!((BRAZIL.after(from, 2), Calendar::Bank.after(from, 2)), (service, bank), "{from}");
            assert_eq!(BRAZIL.between(from, service), 2);
        }
    }

    #[test]
    fn each_country_has_its_own_holidays() {
        // 1st of December: Restauração da Independência; 20th of November: Consciência Negra, since 2024.
        assert_eq!((PORTUGAL.works(date(2026, 12, 1)), BRAZIL.works(date(2026, 12, 1))), (false, true));
        assert_eq!((PORTUGAL.works(date(2026, 11, 20)), BRAZIL.works(date(2026, 11, 20))), (true, false));
        assert!(BRAZIL.works(date(2023, 11, 20)));
        // Corpus Christi is a holiday in Portugal, and in Brazil of banks only.
        let corpus = date(2027, 5, 27);
        assert_eq!(
            (PORTUGAL.works(corpus), BRAZIL.works(corpus), Calendar::Bank.works(corpus)),
            (false, true, false)
        );
        assert_eq!(Calendar::Bank.at_or_after(date(2027, 2, 6)), date(2027, 2, 10));
    }

    #[test]
    fn a_promise_ends_with_the_day_of_its_country() {
        let end = |country: Country, day| country.end_of(day).to_string();
        assert_eq!(end(Country::Brazil, date(2026, 12, 1)), "2026-12-02T02:59:59Z");
        assert_eq!(end(Country::Portugal, date(2026, 7, 1)), "2026-07-01T22:59:59Z");
        let late: Timestamp = "2026-12-01T01:30:00Z".parse().expect("an instant");
        assert_eq!(
            (Country::Brazil.day(late), Country::Portugal.day(late)),
            (date(2026, 11, 30), date(2026, 12, 1))
        );
        assert_eq!(weekday_and_day(date(2026, 11, 30)), "segunda-feira, 30 de novembro de 2026");
    }
}
