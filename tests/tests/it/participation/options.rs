//! What a holder switches: said beside the control, which keeps the focus, and a link that is shown again.

use crate::participation::issued::{Issued, as_json, cards, header, only_card, text};
use domain::participation::certificate::{Command, LinkDigest};
use domain::transition::Actor;
use domain::value::id::CertificateId;
use http::StatusCode;
use journeys::{Browser, Reply};
use serde_json::json;
use store::Change;

async fn house() -> (Issued, Browser, String) {
    let mut house = Issued::house().await;
    house.event("Encontro aberto", &[("public_by_default", "true")]).await;
    let ana = house.ana().await;
    let id = text(&only_card(&ana).await, "id").to_owned();
    (house, ana, id)
}

/// Where an answer leads: the address, and the element that gets the focus there.
fn led(answer: &Reply) -> (String, String) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let (path, focus) = header(answer, "location").split_once('#').expect("a fragment");
    (path.to_owned(), focus.to_owned())
}

#[tokio::test]
async fn a_switch_stays_open_says_what_it_did_and_keeps_the_focus() {
    let (_house, mut ana, id) = house().await;
    for (said, checked) in [("não veem mais", "false"), ("Pronto: visitantes veem", "true")] {
        let form = ana.get("/certificados").await.form("/publico");
        let (path, focus) = led(&ana.submit_only(form).await);
        let page = ana.get(&path).await;
        assert_eq!(
            page.attributes("button[role=switch]", "id"),
            [focus.as_str()],
            "the browser focuses the switch"
        );
        assert_eq!(page.attributes("button[role=switch]", "aria-checked"), [checked]);
        assert_eq!(page.attributes("details.options", "open").len(), 1);
        assert!(page.texts("[role=status]").join(" ").contains(said), "{}", page.text());
        let described = page.attributes("button[role=switch]", "aria-describedby");
        assert_eq!(page.attributes("[role=status]", "id"), described, "whoever hears the switch hears it");
    }
    let other = ana.get(&format!("/certificados?aberto={id}&feito=reservado")).await;
    assert!(other.texts(".said").is_empty(), "an address says nothing that is not so");
}

#[tokio::test]
async fn a_link_is_made_copied_again_replaced_and_switched_off_in_one_place() {
    let (house, mut ana, id) = house().await;
    let form = ana.get("/certificados").await.form("/link");
    let (path, focus) = led(&ana.submit_only(form).await);
    let page = ana.get(&path).await;
    let link = |page: &Reply| page.attributes(".direct-link", "value");
    let first = link(&page);
    assert_eq!((page.attributes(".direct-link", "id"), first.len()), (vec![focus], 1));
    assert!(page.texts(".said").join("").contains("Link direto criado"), "{}", page.text());
    assert_eq!(link(&house.ana_again().await.get("/certificados").await), first, "in another session too");
    let shared = page.attributes("a[href^='https://wa.me/']", "href").remove(0);
    assert!(shared.contains(&first[0].rsplit('/').next().expect("a token")[..20]), "{shared}");
    let (path, _) = led(&ana.submit_only(page.form("/link")).await);
    let page = ana.get(&path).await;
    assert_ne!(link(&page), first);
    assert!(page.texts(".said").join("").contains("o antigo parou de funcionar"), "{}", page.text());
    let (path, focus) =
        led(&ana.submit_only(page.form("/link").fill("action", "drop").without("idempotency_key")).await);
    let page = ana.get(&path).await;
    assert_eq!(focus, format!("criar-{id}"));
    assert!(link(&page).is_empty() && page.texts(".said").join("").contains("desligado"), "{}", page.text());
}

#[tokio::test]
async fn a_program_gets_the_link_it_makes_and_reads_it_again() {
    let (_house, ana, id) = house().await;
    let mut program = as_json(&ana);
    let made =
        program.post_json(&format!("/certificados/{id}/link"), &json!({ "action": "renew" })).await.json();
    let url = made["url"].as_str().expect("a link").to_owned();
    assert_eq!(cards(&ana).await[0]["options"]["link_url"], url.as_str());
    let path = url.strip_prefix(journeys::URL).expect("ours");
    assert_eq!(program.get(path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_link_from_before_works_on_and_can_only_be_replaced() {
    let (house, mut ana, id) = house().await;
    let id = CertificateId::parse(&id).expect("an id");
    let certificate = house.app.app.store.get_certificate(&id).await.expect("a certificate");
    let old = format!("{id}{}", "7Q2K9XBM4T".repeat(3).get(..26).expect("26 symbols"));
    let digest = LinkDigest(platform::digest::sha256_hex(old.as_bytes()));
    let holder = Actor::Holder(certificate.snapshot().account.clone());
    let now = house.app.app.clock.now();
    let renewed = certificate.apply(Command::RenewLink(digest), holder, now).expect("a link");
    house.app.app.store.commit(Change::of(renewed)).await.expect("kept");
    let page = ana.get("/certificados").await;
    assert!(page.attributes(".direct-link", "value").is_empty(), "what was not derived cannot be shown");
    assert!(page.text().contains("vale para quem o tem"), "{}", page.text());
    let mut friend = house.app.browser();
    assert_eq!(friend.get(&format!("/c/{old}")).await.status, StatusCode::OK);
    let page = ana.submit(page.form("/link")).await;
    assert_eq!(page.attributes(".direct-link", "value").len(), 1);
    assert_eq!(friend.get(&format!("/c/{old}")).await.status, StatusCode::NOT_FOUND);
}
