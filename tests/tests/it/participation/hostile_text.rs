//! Text that would like to be markup, a template or a direction, in every field that is shown to others.

use crate::participation::issued::{ANA_CPF, ANA_EMAIL, Issued, as_json, cards, text};
use journeys::URL;

const TITLE: &str = "<img src=x onerror=alert(1)> {{7*7}} ${7*7} \u{202e}oãçisopxE";
const PLACE: &str = "\"><svg onload=alert(2)>";
const PROGRAMME: &str = "# <script>alert(3)</script>\n</dd><iframe srcdoc=x>";
const SIGNER: &str = "'-alert(4)-'<b onmouseover=alert(4)>";
const NAME: &str = "Ana <b onmouseover=alert>Lua";

#[tokio::test]
async fn hostile_text_is_shown_and_never_works() {
    let mut house = Issued::house().await;
    let fields = [
        ("place", PLACE),
        ("programme", PROGRAMME),
        ("signature_1_name", SIGNER),
        ("signature_1_post", TITLE),
        ("public_by_default", "true"),
    ];
    let event = house.event(TITLE, &fields).await;
    house.upload(&event, format!("Nome;E-mail;CPF\n{NAME};{ANA_EMAIL};{ANA_CPF}\n").into_bytes()).await;
    let mut ana = house.ana().await;
    let card = cards(&ana).await.remove(0);
    house.revoke(text(&card, "id"), "<script>alert(5)</script>").await;
    let mut pages = Vec::new();
    for path in [
        "/certificados",
        "/perfil",
        "/certificados?busca=%3Cimg%20src%3Dx%20onerror%3D1%3E",
        text(&card, "verify_path"),
    ] {
        pages.push(ana.get(path).await);
    }
    for path in [
        "/organizador".to_owned(),
        event.clone(),
        format!("{event}/editar"),
        format!("/organizador/certificados/{}", text(&card, "id")),
    ] {
        pages.push(house.organiser.get(&path).await);
    }
    let old = as_json(&ana).get(text(&card, "verify_path")).await.json()["versions"][1]["path"]
        .as_str()
        .map(str::to_owned);
    pages.push(ana.get(&old.expect("the version before the name was changed")).await);
    for page in pages {
        let html = page.html();
        assert!(page.status.is_success(), "{}", page.path);
        for live in ["<img src=x", "<svg onload", "<script>alert", "<iframe", "<b onmouseover", "\u{202e}"] {
            assert!(!html.contains(live), "{live:?} is live on {URL}{}", page.path);
        }
        for handler in ["[onerror]", "[onload]", "[onmouseover]", "[srcdoc]", "script:not([src])", "[style]"]
        {
            assert!(
                page.attributes(handler, "class").is_empty() && page.texts(handler).is_empty(),
                "{handler} on {}",
                page.path
            );
        }
        let policy = page.headers["content-security-policy"].to_str().expect("text");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    }
    let shown = ana.get(text(&card, "verify_path")).await.text();
    assert!(
        shown.contains("<img src=x onerror=alert(1)> {{7*7}} ${7*7} oãçisopxE"),
        "shown as it was typed: {shown}"
    );
}
