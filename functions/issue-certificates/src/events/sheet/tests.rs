//! An event's form, read: what is kept, what is refused, and where it is told.

use super::*;
use jiff::civil::date;

fn form() -> EventForm {
    EventForm {
        title: "Formação em avaliação".into(),
        first_day: "2026-03-12".into(),
        last_day: "2026-03-14".into(),
        ..EventForm::usual()
    }
}

fn composed(form: &EventForm) -> Result<(Sheet, Settings), Vec<String>> {
    let issuer = ShortLine::parse("Instituto Horizonte").expect("a name");
    let ground =
        Ground { issuer_name: issuer, today: date(2026, 4, 1), available_until: Some(date(2026, 3, 31)) };
    compose(form, ground, [false; 3])
        .map(|c| c.with(&Pictures::default()))
        .map_err(|errors| errors.into_iter().map(|e| e.field).collect())
}

fn own(wording: &str) -> EventForm {
    EventForm { wording_kind: OWN.into(), wording: wording.into(), ..form() }
}

#[test]
fn a_sentence_is_chosen_or_written() {
    let wording = |kind: &str, typed: &str| {
        let form = EventForm { wording_kind: kind.into(), wording: typed.into(), ..form() };
        composed(&form).map(|(sheet, _)| sheet.wording.as_str().to_owned())
    };
    for (kind, text) in Wording::READY {
        assert_eq!(wording(kind, "").as_deref(), Ok(text));
        assert_eq!(wording(kind, "o que foi escrito antes").as_deref(), Ok(text), "the choice counts");
    }
    assert_eq!(wording("", "").as_deref(), Ok(Wording::READY[0].1));
    assert_eq!(wording("", "fez {evento}").as_deref(), Ok("fez {evento}"));
    assert_eq!(wording(OWN, "fez {evento}").as_deref(), Ok("fez {evento}"));
    assert_eq!(wording(OWN, " "), Err(vec!["wording".to_owned()]));
    assert_eq!(wording("outra", ""), Err(vec!["wording_kind".to_owned()]));
}

#[test]
fn the_words_above_the_name_are_the_usual_ones_or_the_organisers() {
    let opening =
        |typed: &str| composed(&EventForm { opening: typed.into(), ..form() }).map(|(s, _)| s.opening);
    assert_eq!(opening(" "), Ok(Sheet::usual_opening()));
    assert_eq!(opening("Atestamos que").map(|o| o.to_string()).as_deref(), Ok("Atestamos que"));
    assert_eq!(opening(&"a".repeat(81)), Err(vec!["opening".to_owned()]));
    assert_eq!(opening("Certificamos 🎉"), Err(vec!["opening".to_owned()]));
}

#[test]
fn a_sentence_of_ones_own_must_find_what_it_speaks_of() {
    let typed = own("fez {evento} em {local}");
    assert_eq!(composed(&typed), Err(vec!["place".to_owned()]));
    assert!(composed(&EventForm { place: "Recife".into(), ..typed }).is_ok());
    assert!(composed(&own("fez {evento}[ em {local}]")).is_ok(), "what may be missing is in brackets");
}

#[test]
fn a_bracket_without_its_other_half_is_told_as_that_whatever_else_is_missing() {
    for half in ["fez {evento}[ em {local}", "fez {evento} em {local}]"] {
        assert_eq!(composed(&own(half)), Err(vec!["wording".to_owned()]), "{half}");
        let at_a_place = EventForm { place: "Recife".into(), ..own(half) };
        assert_eq!(composed(&at_a_place), Err(vec!["wording".to_owned()]), "{half}");
    }
}

#[test]
fn a_template_injection_is_no_placeholder() {
    for wording in ["{{7*7}}", "${env}", "{nome}"] {
        assert_eq!(composed(&own(wording)), Err(vec!["wording".to_owned()]), "{wording}");
    }
    let nested = "{".repeat(100_000);
    assert_eq!(composed(&own(&nested)), Err(vec!["wording".to_owned()]));
}

#[test]
fn a_sign_that_no_font_has_is_refused_where_it_was_typed() {
    let wrong = EventForm {
        title: "Semana 🎉".into(),
        place: "Rua ☃".into(),
        programme: "Manhã\nAbertura ★".into(),
        signature_1_name: "王小明".into(),
        signature_1_post: "Reitor".into(),
        ..form()
    };
    assert_eq!(composed(&wrong).expect_err("errors"), ["title", "place", "programme", "signature_1_name"]);
}

#[test]
fn a_term_that_is_over_is_refused_unless_the_event_has_it() {
    let until = |day: &str| composed(&EventForm { available_until: day.into(), ..form() });
    assert_eq!(until("30/03/2026"), Err(vec!["available_until".to_owned()]));
    assert!(until("31/03/2026").is_ok(), "the event had it before");
    assert!(until("01/04/2026").is_ok(), "the last day is a day");
}

#[test]
fn all_errors_are_told_at_once() {
    let wrong = EventForm {
        title: String::new(),
        first_day: "amanhã".into(),
        colour: "#ffee00".into(),
        workload: "muitas".into(),
        signature_2_name: "Ana".into(),
        ..form()
    };
    let fields = composed(&wrong).expect_err("errors");
    assert_eq!(fields, ["title", "first_day", "workload", "colour", "signature_2_post"]);
}

#[test]
fn an_event_that_was_read_into_a_form_composes_to_itself() {
    let full = EventForm {
        place: "Recife".into(),
        workload: "1h30".into(),
        programme: "# Manhã\nAbertura".into(),
        signature_1_name: "Ana Sá".into(),
        signature_1_post: "Reitora".into(),
        available_until: "31/12/2030".into(),
        ..form()
    };
    let (sheet, settings) = composed(&full).expect("a sheet");
    assert_eq!(settings.available_until, Some(date(2030, 12, 31)));
    let transition = Event::create(
        domain::value::id::EventId::from_bytes([1; 17]),
        domain::value::id::IssuerId::from_bytes([2; 17]),
        sheet.clone(),
        settings,
        domain::transition::Actor::Administrator,
        Timestamp::UNIX_EPOCH,
    );
    assert_eq!(composed(&EventForm::of(transition.after())), Ok((sheet, settings)));
}

#[test]
fn a_year_that_no_event_can_have_is_refused_however_it_was_sent() {
    for day in
        ["0026-03-12", "1026-03-12", "2206-03-12", "12/03/26", "12/03/1026", "12/03/2206", "1949-12-31"]
    {
        let first = EventForm { first_day: day.into(), last_day: String::new(), ..form() };
        assert!(composed(&first).expect_err("refused").contains(&"first_day".to_owned()), "{day}");
        let last = EventForm { last_day: day.into(), ..form() };
        assert_eq!(composed(&last), Err(vec!["last_day".to_owned()]), "{day}");
    }
    for day in ["1950-01-01", "2036-12-31"] {
        let form = EventForm { first_day: day.into(), last_day: day.into(), ..form() };
        assert!(composed(&form).is_ok(), "{day}");
    }
    let term = EventForm { available_until: "3026-01-01".into(), ..form() };
    assert_eq!(composed(&term), Err(vec!["available_until".to_owned()]));
}
