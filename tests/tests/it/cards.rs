//! What a holder and a visitor see of certificates, and what nobody else does.

use crate::issued::{ANA_CPF, ANA_EMAIL, DAVI_CPF, Issued, as_json, cards, text};
use crate::people;
use common::documents::pdf_key;
use common::error::Problem;
use common::store::certificates::Effects;
use domain::certificate::{Certificate, Issue, NewVersion};
use domain::code::VerifyCode;
use domain::edition::{Colour, Period, PersonLines, Programme, Sheet, ShortLine, Title, Wording};
use domain::id::{AccountId, CertificateId, EventId};
use domain::name::PersonName;
use domain::record::Printed;
use domain::transition::Actor;
use http::StatusCode;
use jiff::SignedDuration;
use jiff::civil::date;
use journeys::{Browser, Reply, TestApp};
use serde_json::json;
use sha2::{Digest, Sha256};

/// Ana's only card.
async fn only_card(browser: &Browser) -> serde_json::Value {
    let mut cards = cards(browser).await;
    assert_eq!(cards.len(), 1, "one card: {cards:?}");
    cards.remove(0)
}

fn header<'a>(reply: &'a Reply, name: &str) -> &'a str {
    reply.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or("")
}

#[tokio::test]
async fn a_holder_sees_every_certificate_and_a_visitor_the_public_ones() {
    let mut house = Issued::house().await;
    house.event("Encontro aberto", &[("public_by_default", "true")]).await;
    house.event("Encontro reservado", &[("public_by_default", "")]).await;
    let mut ana = house.ana().await;
    let own: Vec<String> = cards(&ana).await.iter().map(|c| text(c, "title").to_owned()).collect();
    assert_eq!(own, ["Encontro reservado", "Encontro aberto"], "newest first");
    let page = ana.get("/certificados").await;
    assert_eq!(page.texts("h2.card-title"), ["Encontro reservado", "Encontro aberto"]);
    assert!(page.text().contains("Mensagem enviada a a•••@exemplo.com.br"), "{}", page.text());
    let mut visitor = house.visitor(ANA_CPF).await;
    let seen = cards(&visitor).await;
    assert_eq!(seen.iter().map(|c| text(c, "title")).collect::<Vec<_>>(), ["Encontro aberto"]);
    assert!(seen[0]["options"].is_null(), "a visitor switches nothing");
    let pdf = visitor.get(text(&seen[0], "pdf_path")).await;
    assert_eq!((pdf.status, &pdf.body[..5]), (StatusCode::OK, b"%PDF-".as_slice()));
}

#[tokio::test]
async fn nobody_without_a_session_or_a_pass_sees_a_list() {
    let house = Issued::house().await;
    let mut stranger = house.app.browser();
    assert_eq!(stranger.get("/certificados").await.path, "/entrar");
    assert_eq!(as_json(&stranger).get("/certificados").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(stranger.get("/perfil").await.path, "/entrar");
}

#[tokio::test]
async fn a_hidden_certificate_is_gone_for_visitors_at_once() {
    let mut house = Issued::house().await;
    house.event("Encontro aberto", &[("public_by_default", "true")]).await;
    let mut ana = house.ana().await;
    let mut visitor = house.visitor(ANA_CPF).await;
    let card = only_card(&visitor).await;
    let page = ana.get("/certificados").await;
    let form = page.form("/publico");
    assert_eq!(form.value("public"), Some("false"), "the switch sends what it would become");
    let page = ana.submit(form).await;
    assert_eq!(page.attributes("button[role=switch]", "aria-checked"), ["false"]);
    assert_eq!(cards(&visitor).await.len(), 0);
    for path in ["pdf_path", "preview_path"] {
        assert_eq!(visitor.get(text(&card, path)).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(ana.get(text(&card, path)).await.status, StatusCode::OK, "{path}");
    }
    assert_eq!(
        visitor.get(text(&card, "verify_path")).await.status,
        StatusCode::OK,
        "verification is always open"
    );
    let page = ana.get("/certificados").await;
    ana.submit(page.form("/publico")).await;
    assert_eq!(cards(&visitor).await.len(), 1);
}

#[tokio::test]
async fn a_download_is_the_bytes_that_were_issued_or_nothing() {
    let mut house = Issued::house().await;
    house.event("Encontro: paz / \"educação\"", &[]).await;
    let mut ana = house.ana().await;
    let card = only_card(&ana).await;
    let first = ana.get(text(&card, "pdf_path")).await;
    let digest: String = Sha256::digest(&first.body).iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(header(&first, "etag"), format!("\"{digest}\""));
    assert_eq!(header(&first, "cache-control"), "private, no-store");
    let disposition = header(&first, "content-disposition");
    assert!(
        disposition.starts_with("inline; filename=\"Encontro paz educa__o - Ana Lua.pdf\""),
        "{disposition}"
    );
    let verified = as_json(&ana).get(text(&card, "verify_path")).await.json();
    assert_eq!(verified["sha256"], digest);
    assert_eq!(ana.get(text(&card, "pdf_path")).await.body, first.body, "byte-identical");
    let mut changed = first.body.clone();
    let last = changed.len() - 1;
    changed[last] ^= 1;
    let key = pdf_key(&CertificateId::parse(text(&card, "id")).expect("an id"), 1);
    house.app.app.documents.put(&key, "application/pdf", changed).await.expect("stored");
    let refused = ana.get(text(&card, "pdf_path")).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "what differs by one bit is not handed out");
}

#[tokio::test]
async fn a_direct_link_opens_one_certificate_until_it_is_replaced_or_switched_off() {
    let mut house = Issued::house().await;
    house.event("Encontro reservado", &[("public_by_default", "")]).await;
    let mut ana = house.ana().await;
    let made = {
        let page = ana.get("/certificados").await;
        ana.submit(page.form("/link")).await
    };
    let link = |page: &Reply| {
        let url = page.attributes("#link", "value").remove(0);
        url.strip_prefix(journeys::URL).expect("our own address").to_owned()
    };
    let first = link(&made);
    assert_eq!(first.len(), "/c/".len() + 52);
    let mut stranger = house.app.browser();
    let page = stranger.get(&first).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("Encontro reservado") && page.text().contains("Ana Lua"), "{}", page.text());
    assert_eq!(&stranger.get(&page.link("Baixar PDF")).await.body[..5], b"%PDF-");
    assert_eq!(stranger.get(&format!("{first}/previa.png")).await.status, StatusCode::OK);
    assert_eq!(stranger.get(&first.to_lowercase()).await.status, StatusCode::OK, "case does not matter");
    let page = ana.get("/certificados").await;
    assert!(!page.html().contains(&first[3..]), "a link is shown once");
    let second = link(&ana.submit(page.form("/link")).await);
    assert_ne!(first, second);
    let unknown = stranger.get(&format!("/c/{}", "0".repeat(52))).await;
    let old = stranger.get(&first).await;
    assert_eq!(
        (old.status, old.body),
        (StatusCode::NOT_FOUND, unknown.body),
        "an old link is an unknown one"
    );
    assert_eq!(stranger.get(&second).await.status, StatusCode::OK);
    let page = ana.get("/certificados").await;
    let renew = page.form("/link");
    ana.submit(renew.fill("action", "drop")).await;
    for path in [second.clone(), format!("{second}/pdf"), format!("{second}/previa.png")] {
        assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn what_belongs_to_somebody_else_does_not_exist() {
    let mut house = Issued::house().await;
    house.event("Encontro reservado", &[("public_by_default", "")]).await;
    let (ana, davi) = (house.ana().await, house.davi().await);
    let (card, own) = (only_card(&ana).await, only_card(&davi).await);
    let id = text(&card, "id");
    let mut unknown = String::from(id);
    unknown.replace_range(..1, if id.starts_with('0') { "1" } else { "0" });
    let mut visitor = house.visitor(DAVI_CPF).await;
    let mut stranger = house.app.browser();
    let mut organiser = house.organiser.clone();
    for mut browser in [davi.clone(), davi.clone().with_header("accept", "application/json")] {
        for what in ["pdf", "previa.png", "linkedin"] {
            let foreign = browser.get(&format!("/certificados/{id}/{what}")).await;
            let missing = browser.get(&format!("/certificados/{unknown}/{what}")).await;
            assert_eq!((foreign.status, foreign.body), (StatusCode::NOT_FOUND, missing.body), "{what}");
        }
        for (what, body) in [
            ("publico", json!({ "public": true })),
            ("link", json!({ "action": "renew" })),
            ("link", json!({ "action": "drop" })),
        ] {
            let foreign = browser.post_json(&format!("/certificados/{id}/{what}"), &body).await;
            assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{what} {body}");
        }
    }
    for browser in [&mut visitor, &mut stranger, &mut organiser] {
        for what in ["pdf", "previa.png"] {
            assert_eq!(
                browser.get(&format!("/certificados/{id}/{what}")).await.status,
                StatusCode::NOT_FOUND,
                "{what}"
            );
        }
        let answer = browser.post(&format!("/certificados/{id}/publico"), &[("public", "true")]).await;
        assert!(
            answer.status == StatusCode::NOT_FOUND || answer.status == StatusCode::SEE_OTHER,
            "{}",
            answer.status
        );
    }
    assert_eq!(only_card(&ana).await, card, "nothing of Ana's has changed");
    assert_eq!(only_card(&davi).await, own);
}

#[tokio::test]
async fn fields_that_a_form_does_not_have_are_refused_and_change_nothing() {
    let mut house = Issued::house().await;
    house.event("Encontro reservado", &[("public_by_default", "")]).await;
    let ana = house.ana().await;
    let before = only_card(&ana).await;
    let path = |what: &str| format!("/certificados/{}/{what}", text(&before, "id"));
    let hostile = [
        "account",
        "role",
        "issuer",
        "status",
        "state",
        "version",
        "link",
        "past",
        "available_until",
        "id",
        "pdf",
        "event",
    ];
    for name in hostile {
        for (what, own, value) in [("publico", "public", json!(true)), ("link", "action", json!("renew"))] {
            let body = json!({ own: value, name: "x" });
            let answer = as_json(&ana).post_json(&path(what), &body).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{what} with {name}");
        }
    }
    assert_eq!(only_card(&ana).await, before);
}

#[tokio::test]
async fn after_its_term_a_certificate_is_verified_and_not_downloaded() {
    let mut house = Issued::house().await;
    let (today, tomorrow) = (house.app.app.clock.now(), 24 * 60 * 60);
    let last = domain::calendar::brasilia(today).date();
    house.event("Encontro de prazo curto", &[("available_until", &last.to_string())]).await;
    let mut ana = house.ana().await;
    let card = only_card(&ana).await;
    assert_eq!(ana.get(text(&card, "pdf_path")).await.status, StatusCode::OK, "the last day counts");
    house.app.advance(tomorrow);
    let mut ana = {
        let mut browser = house.app.browser();
        let page = browser.get("/entrar").await;
        let form = page.form("/entrar").fill("identifier", ANA_CPF).fill("password", crate::issued::PASSWORD);
        browser.submit(form).await;
        browser
    };
    let ended = only_card(&ana).await;
    assert_eq!((text(&ended, "label"), text(&ended, "pdf_path")), ("Prazo encerrado", ""));
    assert_eq!(ana.get(text(&card, "pdf_path")).await.status, StatusCode::GONE);
    assert_eq!(as_json(&ana).get(text(&card, "verify_path")).await.json()["status"], "valid");
}

#[tokio::test]
async fn a_revoked_certificate_says_why_and_is_not_downloaded() {
    let mut house = Issued::house().await;
    house.event("Encontro aberto", &[("public_by_default", "true")]).await;
    let mut ana = house.ana().await;
    let card = only_card(&ana).await;
    house.revoke(text(&card, "id"), "Emitido para a turma errada").await;
    let revoked = only_card(&ana).await;
    assert_eq!(text(&revoked, "label"), "Revogado");
    assert!(text(&revoked, "explanation").ends_with("Motivo: Emitido para a turma errada"));
    assert_eq!(ana.get(text(&card, "pdf_path")).await.status, StatusCode::GONE);
    assert_eq!(house.app.browser().get(text(&card, "pdf_path")).await.status, StatusCode::NOT_FOUND);
    let again = as_json(&ana)
        .post_json(&format!("/certificados/{}/publico", text(&card, "id")), &json!({"public": false}))
        .await;
    assert_eq!(again.status, StatusCode::CONFLICT, "what is revoked stays as it is");
    assert_eq!(cards(&house.visitor(ANA_CPF).await).await.len(), 0);
}

#[tokio::test]
async fn linkedin_gets_title_issuer_and_the_month_in_brasilia() {
    let mut house = Issued::house().await;
    house.event("Avaliação & ética (40h)", &[]).await;
    let ana = house.ana().await;
    let card = only_card(&ana).await;
    let path = card["options"]["linkedin_path"].as_str().expect("a path");
    // Only the first answer: the browser of these tests refuses to leave the house.
    let answer = ana.clone().send(http::Method::GET, path, None, axum::body::Body::empty()).await;
    let location = header(&answer, "location");
    let issued = domain::calendar::brasilia(house.app.app.clock.now());
    assert!(
        location.starts_with("https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&"),
        "{location}"
    );
    for part in [
        "name=Avalia%C3%A7%C3%A3o%20%26%20%C3%A9tica%20%2840h%29".to_owned(),
        "organizationName=Instituto%20Horizonte%20da%20Educa%C3%A7%C3%A3o".to_owned(),
        format!("issueYear={}&issueMonth={}", issued.year(), issued.month()),
        format!("certUrl=https%3A%2F%2Fselo.example%2Fv%2F{}", text(&card, "code").replace('-', "")),
        format!("certId={}", text(&card, "code")),
    ] {
        assert!(location.contains(&part), "{part} in {location}");
    }
}

#[tokio::test]
async fn a_search_forgives_accents_and_an_action_leads_back_to_it() {
    let mut house = Issued::house().await;
    house.event("Formação em avaliação", &[]).await;
    house.event("Libras no cotidiano", &[]).await;
    let mut ana = house.ana().await;
    let page = ana.get("/certificados?busca=AVALIACAO%20formacao").await;
    assert_eq!(page.texts("h2.card-title"), ["Formação em avaliação"]);
    let back = ana.submit_only(page.form("/publico?busca=AVALIACAO%20formacao")).await;
    assert!(header(&back, "location").starts_with("/certificados?busca=AVALIACAO%20formacao#certificado-"));
    let none = ana.get("/certificados?busca=xilogravura").await;
    assert!(none.text().contains("Nenhum certificado encontrado"), "{}", none.text());
    assert_eq!(
        ana.get("/certificados?busca=horizonte").await.texts("h2.card-title").len(),
        2,
        "the issuer's name counts"
    );
}

#[tokio::test]
async fn no_address_leads_out_of_the_house() {
    let mut house = Issued::house().await;
    house.event("Encontro aberto", &[]).await;
    let ana = house.ana().await;
    let card = only_card(&ana).await;
    let path = format!("/certificados/{}/publico", text(&card, "id"));
    for payload in [
        "//evil.org",
        "/\\evil.org",
        "https:evil.org",
        "https://evil.org",
        "javascript:alert(1)",
        "%0d%0aSet-Cookie:a=b",
        "\u{2025}/evil.org",
        "..//evil.org",
        "\u{3002}evil.org",
        "/%2Fevil.org",
        "data:text/html,x",
        "\tevil.org",
    ] {
        let query: String = payload.bytes().map(|b| format!("%{b:02x}")).collect();
        for name in ["busca", "depois", "next", "voltar"] {
            let target = format!("{path}?{name}={query}");
            let answer = ana.clone().post(&target, &[("public", "false")]).await;
            let location = header(&answer, "location").to_owned();
            assert!(location.starts_with("/certificados"), "{name}={payload}: {location}");
            assert!(!header(&answer, "set-cookie").contains("a=b"));
        }
    }
}

#[tokio::test]
async fn the_profile_shows_its_owner_everything_and_nobody_else_anything() {
    let mut house = Issued::house().await;
    house.event("Encontro aberto", &[]).await;
    let mut ana = house.ana().await;
    let page = ana.get("/perfil").await;
    for shown in ["Ana Lua", ANA_EMAIL, ANA_CPF] {
        assert!(page.text().contains(shown), "{shown} in {}", page.text());
    }
    let problem = as_json(&house.visitor(ANA_CPF).await).get("/perfil").await;
    assert_eq!(problem.status, Problem::sign_in().status);
}

fn sheet(title: &str) -> Sheet {
    Sheet {
        title: Title::parse(title).expect("a title"),
        issuer_name: ShortLine::parse("Instituto Horizonte").expect("a name"),
        period: Period::new(date(2026, 3, 12), date(2026, 3, 14)).expect("a period"),
        place: None,
        workload: None,
        wording: Wording::usual(false, false),
        programme: Programme::default(),
        colour: Colour::INK,
        logo: None,
        signatures: Vec::new(),
        prints_cpf: false,
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
        first: NewVersion { edition: 1, code: VerifyCode::from_chance([n; 10]), person },
        public: n.is_multiple_of(2),
        available_until: None,
    };
    let at = app.app.clock.now().saturating_add(SignedDuration::from_secs(n.into())).expect("an instant");
    let issued = Certificate::issue(issue, Actor::Administrator, at);
    let printed = Printed::of(&sheet(title), issued.after().current());
    app.app.store.commit_certificate(issued, Effects::none().printing(printed)).await.expect("issued");
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
            let titles = page.texts("h2.card-title");
            assert!(titles.len() <= 12, "{path}");
            assert_eq!(page.attributes("nav.pagination a[href]", "href").is_empty(), pages == 1, "{path}");
            seen.extend(
                titles
                    .iter()
                    .map(|t| t.rsplit(' ').next().expect("a number").parse::<u8>().expect("a number")),
            );
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
        foreign.texts("h2.card-title").first().map(String::as_str),
        Some("Oficina de gravura 60"),
        "a made-up cursor opens nothing else"
    );
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
