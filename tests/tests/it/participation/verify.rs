//! What a verification says, and what it never says.

use crate::participation::issued::{
    ANA_CPF, ANA_EMAIL, DAVI_CPF, DAVI_EMAIL, Issued, as_json, cards, only_card, people, text,
};
use domain::value::code::VerifyCode;
use domain::value::cpf::Cpf;
use http::StatusCode;
use journeys::TestApp;
use platform::config::{Limits, SecretSource};
use platform::secrets::Secrets;
use serde_json::json;
use std::sync::Arc;
use tower::ServiceExt;

/// Path of the verification of Ana's newest certificate.
async fn anas_path(house: &Issued) -> String {
    let ana = house.ana().await;
    text(&cards(&ana).await[0], "verify_path").to_owned()
}

/// An event that prints everything that can be printed.
const EVERYTHING: [(&str, &str); 9] = [
    ("place", "Recife"),
    ("workload", "40"),
    ("programme", "# Módulo 1\nPor que avaliar"),
    ("signature_1_name", "Helena Prado"),
    ("signature_1_post", "Diretora-geral"),
    ("signature_2_name", "Rui Lopes"),
    ("signature_2_post", "Coordenador"),
    ("prints_cpf", "true"),
    ("public_by_default", "true"),
];

#[tokio::test]
async fn a_pasted_address_is_read_as_the_code_in_it() {
    let mut house = Issued::house().await;
    house.event("Endereço colado", &[]).await;
    let card = only_card(&house.ana().await).await;
    let path = text(&card, "verify_path").to_owned();
    let mut anybody = house.app.browser();
    let form = anybody.get("/verificar").await.form("/verificar");
    for typed in [format!("https://selo.example{path}"), format!("selo.example{path}?sha256=0#x")] {
        assert_eq!(anybody.submit(form.clone().fill("code", &typed)).await.path, path, "{typed}");
    }
}

#[tokio::test]
async fn a_genuine_code_shows_every_printed_field() {
    let mut house = Issued::house().await;
    house.event("Formação em avaliação", &EVERYTHING).await;
    let path = anas_path(&house).await;
    let mut stranger = house.app.browser();
    let page = stranger.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.texts("h1"), ["Certificado válido"]);
    for shown in [
        "Ana Lua",
        "•••.207.•••-••",
        "Formação em avaliação",
        "Instituto Horizonte da Educação",
        "em 5 de outubro de 2026",
        "Recife",
        "40 horas",
        "Certificamos que Ana Lua participou do evento “Formação em avaliação”, realizado em 5 de outubro",
        "Helena Prado, Diretora-geral",
        "Rui Lopes, Coordenador",
        "Módulo 1",
        "Por que avaliar",
        "Versão 1, esta",
    ] {
        assert!(page.text().contains(shown), "{shown} in {}", page.text());
    }
    assert_eq!(page.headers["x-robots-tag"], "noindex, nofollow");
    assert!(!page.html().contains("og:"));
    let json = as_json(&stranger).get(&path).await.json();
    assert_eq!((json["status"].as_str(), json["printed"]["version"].as_u64()), (Some("valid"), Some(1)));
    assert_eq!(json["sha256"].as_str().map(str::len), Some(64));
}

#[tokio::test]
async fn a_code_is_read_as_people_type_it_and_a_slip_is_named() {
    let mut house = Issued::house().await;
    house.event("Encontro aberto", &[]).await;
    let code = anas_path(&house).await.trim_start_matches("/v/").to_owned();
    let mut stranger = house.app.browser();
    let typed = format!("  {} ", code.to_lowercase().replace('0', "o").replace('1', "l"));
    let spaced: String = typed.chars().flat_map(|c| [c, ' ']).collect();
    for typed in [typed, spaced, code.clone()] {
        let page = stranger.get("/verificar").await;
        let page = stranger.submit(page.form("/verificar").fill("code", &typed)).await;
        assert_eq!(page.path, format!("/v/{code}"), "{typed:?}");
    }
    let wrong = if code.starts_with('7') { "8" } else { "7" };
    for (typed, said) in [
        (format!("{wrong}{}", &code[1..]), "erro de digitação"),
        (code[..9].to_owned(), "17 letras e números"),
        (format!("{}!", &code[..16]), "outro sinal"),
        (String::new(), "Digite o código"),
    ] {
        let page = stranger.get("/verificar").await;
        let page = stranger.submit(page.form("/verificar").fill("code", &typed)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text().contains(said), "{typed:?}: {}", page.text());
        assert_eq!(page.form("/verificar").value("code"), Some(typed.as_str()), "what was typed stays");
    }
}

#[tokio::test]
async fn unknown_codes_are_all_alike_and_counted() {
    let app = TestApp::with_limits(Limits { verify_miss_source_min: 2100, ..Limits::default() }).await;
    let mut stranger = app.browser();
    let mut answers = std::collections::BTreeSet::new();
    for _ in 0..2000 {
        let code = VerifyCode::from_chance(app.app.chance.bytes());
        let answer = stranger.get(&format!("/v/{}", code.as_str())).await;
        answers.insert((answer.status, answer.body));
    }
    for malformed in ["x", "7Q2K", "%ff", "..%2f", "0000000000000000U"] {
        let answer = stranger.get(&format!("/v/{malformed}")).await;
        answers.insert((answer.status, answer.body));
    }
    assert_eq!(answers.len(), 1, "every miss is the same answer");
    assert_eq!(answers.pop_first().map(|(status, _)| status), Some(StatusCode::NOT_FOUND));
}

#[tokio::test]
async fn the_thirty_first_miss_in_a_minute_waits_and_a_hit_never_does() {
    let mut house = Issued::house().await;
    house.event("Encontro aberto", &[]).await;
    let path = anas_path(&house).await;
    let mut stranger = house.app.browser();
    // A window begins with the minute: both halves of the test lie in one.
    let now = house.app.app.clock.now().as_second();
    house.app.advance(60 - now.rem_euclid(60));
    for number in 1..=30 {
        assert_eq!(stranger.get("/v/nada").await.status, StatusCode::NOT_FOUND, "miss {number}");
    }
    let full = stranger.get("/v/nada").await;
    assert_eq!(full.status, StatusCode::TOO_MANY_REQUESTS);
    let wait: u32 = full.headers["retry-after"].to_str().expect("text").parse().expect("seconds");
    assert!((1..=60).contains(&wait));
    assert_eq!(stranger.get(&path).await.status, StatusCode::OK, "a hit is never limited");
    assert_eq!(
        house.app.browser().get("/v/nada").await.status,
        StatusCode::NOT_FOUND,
        "others are not held up"
    );
    house.app.advance(60);
    assert_eq!(stranger.get("/v/nada").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_file_with_one_changed_byte_does_not_match() {
    let mut house = Issued::house().await;
    house.event("Encontro aberto", &[("public_by_default", "true")]).await;
    let mut ana = house.ana().await;
    let card = cards(&ana).await.remove(0);
    let pdf = ana.get(text(&card, "pdf_path")).await.body;
    let mut stranger = house.app.browser();
    let genuine = platform::digest::sha256_hex(&pdf);
    let page = stranger.post("/verificar", &[("sha256", &genuine.to_uppercase())]).await;
    let location = page.headers["location"].to_str().expect("text").to_owned();
    assert_eq!(location, format!("{}?sha256={genuine}", text(&card, "verify_path")));
    assert!(stranger.get(&location).await.text().contains("byte a byte, o que emitimos"));
    let mut changed = pdf.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    let changed = platform::digest::sha256_hex(&changed);
    let page = stranger.post("/verificar", &[("sha256", &changed)]).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.text().contains("não confere com nenhum certificado"), "{}", page.text());
    let page = stranger.get(&format!("{}?sha256={changed}", text(&card, "verify_path"))).await;
    assert!(
        page.text().contains("não é o que emitimos"),
        "nobody forges a match with a link: {}",
        page.text()
    );
}

#[tokio::test]
async fn a_corrected_certificate_says_substituted_and_leads_to_the_new_one() {
    let mut house = Issued::house().await;
    let event = house.event("Encontro aberto", &[]).await;
    let mut ana = house.ana().await;
    let old = cards(&ana).await.remove(0);
    let old_pdf = platform::digest::sha256_hex(&ana.get(text(&old, "pdf_path")).await.body);
    house.upload(&event, people("Ana Luá")).await;
    let mut stranger = house.app.browser();
    let page = stranger.get(text(&old, "verify_path")).await;
    assert_eq!(page.texts("h1"), ["Certificado substituído"]);
    let newer = stranger.get(&page.link("Ver a versão que vale")).await;
    assert_eq!(newer.texts("h1"), ["Certificado válido"]);
    assert!(newer.text().contains("Ana Luá") && newer.text().contains("Versão 2, esta"));
    let by_file = stranger.post("/verificar", &[("sha256", &old_pdf)]).await;
    let location = by_file.headers["location"].to_str().expect("text").to_owned();
    assert!(location.starts_with(text(&old, "verify_path")), "the old file leads to the old version");
    let new_pdf = ana.get(text(&old, "pdf_path")).await.body;
    assert_ne!(platform::digest::sha256_hex(&new_pdf), old_pdf, "the card hands out the version that counts");
}

#[tokio::test]
async fn a_revoked_certificate_says_when_and_why() {
    let mut house = Issued::house().await;
    house.event("Encontro aberto", &[]).await;
    let ana = house.ana().await;
    let card = cards(&ana).await.remove(0);
    house.revoke(text(&card, "id"), "Emitido para a turma errada").await;
    let page = house.app.browser().get(text(&card, "verify_path")).await;
    assert_eq!(page.texts("h1"), ["Certificado revogado"]);
    assert!(
        page.text().contains("Emitido para a turma errada") && page.text().contains("horário de Brasília")
    );
    assert!(page.text().contains("Ana Lua"), "what was printed stays to be compared");
}

/// Whether a text has a CPF with right check digits, or more than three known digits of one in their places.
fn discloses_a_cpf(text: &str) -> bool {
    let mut before = ' ';
    let mut begins = Vec::new();
    for (at, c) in text.char_indices() {
        if !before.is_alphanumeric() {
            begins.push(at);
        }
        before = c;
    }
    begins.into_iter().any(|at| {
        let run: String = text[at..]
            .chars()
            .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '*' | '•'))
            .collect();
        let digits = run.chars().filter(char::is_ascii_digit).count();
        let hidden = run.chars().filter(|c| matches!(c, '*' | '•')).count();
        (digits == 11 && Cpf::parse(&run).is_ok()) || (digits + hidden == 11 && hidden > 0 && digits > 3)
    })
}

#[test]
fn the_search_for_cpfs_finds_them() {
    assert!(
        discloses_a_cpf("CPF 184.207.635-35.")
            && discloses_a_cpf("x 18420763535 y")
            && discloses_a_cpf("•••.207.635-••")
    );
    assert!(!discloses_a_cpf("•••.207.•••-•• 2026-10-05 7Q2K-9XBM"));
}

#[tokio::test]
async fn what_anybody_can_open_discloses_no_cpf_and_no_address() {
    let mut house = Issued::house().await;
    house.event("Formação em avaliação", &EVERYTHING).await;
    let mut ana = house.ana().await;
    let card = cards(&ana).await.remove(0);
    let page = ana.get("/certificados").await;
    let link = ana.submit(page.form("/link")).await.attributes(".direct-link", "value").remove(0);
    let link = link.strip_prefix(journeys::URL).expect("ours").to_owned();
    let (verify, pdf) = (text(&card, "verify_path"), text(&card, "pdf_path"));
    let visitor = house.visitor(ANA_CPF).await;
    let mut seen = Vec::new();
    for mut browser in
        [visitor.clone(), as_json(&visitor), house.app.browser(), as_json(&house.app.browser())]
    {
        for path in [
            "/",
            "/entrar",
            "/visitante",
            "/verificar",
            "/certificados",
            verify,
            &link,
            "/openapi.json",
            "/health",
            "/nada",
        ] {
            seen.push((path.to_owned(), browser.get(path).await.html()));
        }
    }
    let mut stranger = house.app.browser();
    for path in [pdf.to_owned(), format!("{link}/pdf"), text(&card, "preview_path").to_owned()] {
        let answer = stranger.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let document = lopdf::Document::load_mem(&answer.body);
        let text = document.map(|d| d.extract_text(&[1]).unwrap_or_default()).unwrap_or_default();
        seen.push((path, format!("{text} {:?} {}", answer.headers, answer.html())));
    }
    let digits = |cpf: &str| cpf.chars().filter(char::is_ascii_digit).collect::<String>();
    for (path, text) in seen {
        assert!(!discloses_a_cpf(&text) || path.ends_with("pdf"), "{path} shows a CPF");
        for secret in [ANA_CPF, DAVI_CPF, &digits(ANA_CPF), &digits(DAVI_CPF), ANA_EMAIL, DAVI_EMAIL] {
            assert!(!text.contains(secret), "{path} shows {secret}");
        }
    }
}

#[tokio::test]
async fn a_verification_needs_no_key() {
    let mut house = Issued::house().await;
    house.event("Encontro aberto", &[]).await;
    let path = anas_path(&house).await;
    let mut without_keys = house.app.app.clone();
    without_keys.secrets = Arc::new(Secrets::new(SecretSource::None, None, without_keys.clock.clone()));
    let router = common::web::finish(verify::routes().into_router(), without_keys);
    for (path, status) in
        [(path.as_str(), StatusCode::OK), ("/verificar", StatusCode::OK), ("/v/nada", StatusCode::NOT_FOUND)]
    {
        let request = http::Request::get(path).body(axum::body::Body::empty()).expect("a request");
        assert_eq!(router.clone().oneshot(request).await.expect("an answer").status(), status, "{path}");
    }
}

#[tokio::test]
async fn a_verification_takes_a_code_or_a_digest_and_nothing_else() {
    let app = TestApp::start().await;
    let mut program = app.browser().program(None);
    for body in
        [json!({ "code": "x", "status": "valid" }), json!({ "sha256": "x", "role": "admin" }), json!([])]
    {
        assert_eq!(program.post_json("/verificar", &body).await.status, StatusCode::BAD_REQUEST, "{body}");
    }
    let answer = program.post_json("/verificar", &json!({ "sha256": "abc" })).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.json()["errors"][0]["field"], "sha256");
}

#[tokio::test]
async fn codes_are_spread_like_chance_and_say_nothing_about_each_other() {
    let app = TestApp::start().await;
    let mut codes: Vec<String> = (0..10_000)
        .map(|_| VerifyCode::from_chance(app.app.chance.bytes()).as_str()[..VerifyCode::SYMBOLS].to_owned())
        .collect();
    for place in 0..VerifyCode::SYMBOLS {
        let mut counts = std::collections::BTreeMap::new();
        codes.iter().for_each(|code| *counts.entry(code.as_bytes()[place]).or_insert(0_u32) += 1);
        let expected = 10_000.0 / 32.0;
        let of_symbol = |count: &u32| (f64::from(*count) - expected).powi(2) / expected;
        let missing = (32 - counts.len()) as f64 * expected;
        let chi_square = counts.values().map(of_symbol).sum::<f64>() + missing;
        // 31 degrees of freedom: 61.1 is passed by one sample in a thousand.
        assert!(chi_square < 61.1, "place {place}: {chi_square}");
    }
    codes.sort();
    let shared = |pair: &[String]| pair[0].bytes().zip(pair[1].bytes()).take_while(|(a, b)| a == b).count();
    let longest = codes.windows(2).map(shared).max().unwrap_or(0);
    // Of fifty million pairs the best agree in five or six symbols.
    assert!(longest <= 8, "two codes share {longest} symbols");
}
