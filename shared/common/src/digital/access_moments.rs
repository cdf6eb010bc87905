//! Days and times as people of the request's country read them, and until when an answer is promised.

use domain::digital::access::{AccessRequest, Person, State};
use domain::digital::calendar::{Calendar, Country, weekday_and_day};
use jiff::Timestamp;

/// Business days within which a request is answered.
pub const PROMISED_DAYS: u32 = 5;

/// The country of a request: that of whoever asks, by the number that names them; Portugal's, until it is sent in.
pub fn country(request: &AccessRequest) -> Country {
    match request.snapshot().state.sending().map(|sending| &sending.form.person) {
        Some(Person::Cpf(_)) => Country::Brazil,
        Some(Person::Nif(_)) | None => Country::Portugal,
    }
}

/// `21/11/2026 às 19:30 (hora de Lisboa)`.
pub fn moment(country: Country, at: Timestamp) -> String {
    let local = at.to_zoned(country.zone());
    format!("{} às {} ({})", local.strftime("%d/%m/%Y"), local.strftime("%H:%M"), country.clock())
}

/// The day within which a request that waits is answered, in words; empty, when it does not wait.
pub fn promised(request: &AccessRequest) -> String {
    let State::Validated { since, .. } = &request.snapshot().state else { return String::new() };
    let country = country(request);
    weekday_and_day(Calendar::Service(country).after(country.day(*since), PROMISED_DAYS))
}

/// Whether that day is over.
pub fn is_late(request: &AccessRequest, now: Timestamp) -> bool {
    let State::Validated { since, .. } = &request.snapshot().state else { return false };
    let country = country(request);
    country.end_of(Calendar::Service(country).after(country.day(*since), PROMISED_DAYS)) < now
}

/// The day on which a request lapses, in words; empty, when it does not.
pub fn lapses_on(request: &AccessRequest) -> String {
    request.lapses_at().map(|at| weekday_and_day(country(request).day(at))).unwrap_or_default()
}
