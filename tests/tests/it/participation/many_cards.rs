//! Lists that are longer than a page, and certificates that are not drawn yet.

use crate::house::people;
use crate::participation::issued::{ANA_CPF, ANA_EMAIL, cards, only_card, text};
use domain::participation::certificate::{Certificate, Issue, NewVersion};
use domain::participation::edition::{Colour, PersonLines, Programme, Sheet, ShortLine, Title, Wording};
use domain::participation::record::Printed;
use domain::transition::Actor;
use domain::value::code::VerifyCode;
use domain::value::id::{AccountId, CertificateId, EventId};
use domain::value::name::PersonName;
use domain::value::period::Period;
use http::StatusCode;
use jiff::SignedDuration;
use jiff::civil::date;
use journeys::TestApp;
use store::Change;

fn sheet(title: &str) -> Sheet {
    Sheet {
        title: Title::parse(title).expect("a title"),
        issuer_name: ShortLine::parse("Instituto Horizonte").expect("a name"),
        period: Period::new(date(2026, 3, 12), date(2026, 3, 14)).expect("a period"),
        place: None,
        workload: None,
        wording: Wording::usual(),
        programme: Programme::default(),
        colour: Colour::INK,
        logo: None,
        signatures: Vec::new(),
        prints_cpf: false,
        opening: Sheet::usual_opening(),
    }
}

/// Issues the nth certificate of somebody, n seconds from now.
async fn issue(app: &TestApp, account: &AccountId, n: u8, title: &str) {
    let person = PersonLines {
        name: PersonName::parse("Ana Lua").expect("a name"),
        cpf: None,
        role: None,
        workload: None,
    };
    let issue = Issue {
        id: CertificateId::from_bytes([n; 17]),
        account: account.clone(),
        event: EventId::from_bytes([n; 17]),
        first: NewVersion {
            edition: 1,
            code: VerifyCode::from_chance([n; 10]),
            person,
            publication: 1,
            apart: None,
        },
        public: n.is_multiple_of(2),
        available_until: None,
    };
    let at = app.app.clock.now().saturating_add(SignedDuration::from_secs(n.into())).expect("an instant");
    let issued = Certificate::issue(issue, Actor::Administrator, at);
    let printed = Printed::of(&sheet(title), issued.after().current());
    app.app.store.commit(Change::of(issued).printing(&printed)).await.expect("issued");
}

#[tokio::test]
async fn many_certificates_come_in_pages_and_none_twice() {
    let app = TestApp::start().await;
    let ana = people::settled_in(&app, ANA_CPF, ANA_EMAIL).await;
    for n in 1..=60 {
        let title = if n % 5 == 0 { format!("Oficina de gravura {n}") } else { format!("Encontro {n}") };
        issue(&app, &ana.id, n, &title).await;
    }
    let mut browser = people::signed_in(&app, &ana, people::PASSWORD).await;
    for (start, expected, pages) in [
        ("/certificados", (1..=60).rev().collect::<Vec<u8>>(), 5),
        ("/certificados?busca=GRAVURA", (1..=60).rev().filter(|n| n % 5 == 0).collect(), 1),
        ("/certificados?busca=encontro%20horizonte", (1..=60).rev().filter(|n| n % 5 != 0).collect(), 4),
    ] {
        let (mut path, mut seen, mut read) = (start.to_owned(), Vec::new(), 0);
        while !path.is_empty() {
            let page = browser.get(&path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            let titles = page.texts(".card-title");
            assert!(titles.len() <= 12, "{path}");
            assert_eq!(page.attributes("nav.pagination a[href]", "href").is_empty(), pages == 1, "{path}");
            seen.extend(titles.iter().map(|title| number(title)));
            path = page.attributes("nav.pagination a[rel=next]", "href").pop().unwrap_or_default();
            read += 1;
        }
        assert_eq!((seen, read), (expected, pages), "{start}");
    }
    let mut visitor = app.browser();
    let page = visitor.get("/visitante").await;
    visitor.submit(page.form("/visitante").fill("identifier", ANA_CPF)).await;
    assert_eq!(cards(&visitor).await.len(), 12);
    let foreign = visitor.get("/certificados?depois=2030-01-01T00:00:00.000000Z~CERT%23X~CERT").await;
    assert_eq!(
        foreign.texts(".card-title").first().map(String::as_str),
        Some("Oficina de gravura 60"),
        "a made-up cursor opens nothing else"
    );
}

#[tokio::test]
async fn a_search_shows_titles_before_issuers_and_every_card_once() {
    let app = TestApp::start().await;
    let ana = people::settled_in(&app, ANA_CPF, ANA_EMAIL).await;
    for n in 1..=40 {
        let title = if n <= 3 { format!("Horizonte da leitura {n}") } else { format!("Encontro {n}") };
        issue(&app, &ana.id, n, &title).await;
    }
    let mut browser = people::signed_in(&app, &ana, people::PASSWORD).await;
    let (mut path, mut seen) = ("/certificados?busca=horizonte".to_owned(), Vec::new());
    while !path.is_empty() {
        let page = browser.get(&path).await;
        seen.extend(page.texts(".card-title").iter().map(|title| number(title)));
        path = page.attributes("nav.pagination a[rel=next]", "href").pop().unwrap_or_default();
    }
    // The issuer of all of them is called so; three are so by their title, and those are the oldest.
    let expected: Vec<u8> = (1..=3).rev().chain((4..=40).rev()).collect();
    assert_eq!(seen, expected);
}

fn number(title: &str) -> u8 {
    title.rsplit(' ').next().expect("a number").parse().expect("a number")
}

#[tokio::test]
async fn a_certificate_in_preparation_says_so_and_has_no_pdf_yet() {
    let app = TestApp::start().await;
    let ana = people::settled_in(&app, ANA_CPF, ANA_EMAIL).await;
    issue(&app, &ana.id, 1, "Encontro").await;
    let mut browser = people::signed_in(&app, &ana, people::PASSWORD).await;
    let card = only_card(&browser).await;
    assert_eq!(
        (text(&card, "label"), text(&card, "pdf_path"), text(&card, "preview_path")),
        ("Em preparo", "", "")
    );
    let answer = browser.get(&format!("/certificados/{}/pdf", text(&card, "id"))).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.text().contains("em preparo"), "{}", answer.text());
    assert_eq!(browser.get(text(&card, "verify_path")).await.texts("h1"), ["Certificado indisponível"]);
}
