//! Small things that people are promised, each where they look for it.

use crate::participation::issued::{ANA_EMAIL, Issued, header};
use domain::value::calendar;
use http::Method;
use jiff::ToSpan;
use journeys::TestApp;

#[tokio::test]
async fn the_menu_leads_to_the_profile_the_password_the_help_and_out() {
    let mut house = Issued::house().await;
    house.event("Oficina de Gravura", &[]).await;
    let mut ana = house.ana().await;
    let page = ana.get("/certificados").await;
    assert_eq!(
        page.texts(".menu-list a"),
        ["Meus certificados", "Meus pedidos", "Meu Perfil", "Alterar senha", "Solicitar suporte"]
    );
    assert_eq!(
        page.attributes(".menu-list a", "href"),
        ["/certificados", "/pedidos", "/perfil", "/senha", "/ajuda"]
    );
    assert_eq!(page.texts(".menu-list button"), ["Sair"]);
    for path in page.attributes(".menu-list a", "href") {
        assert!(ana.get(&path).await.status.is_success(), "{path}");
    }
}

#[tokio::test]
async fn the_profile_has_the_token_of_the_mail() {
    let mut house = Issued::house().await;
    house.event("Oficina de Gravura", &[]).await;
    let mut ana = house.ana().await;
    let mails = house.app.mails_to(ANA_EMAIL);
    let mail = mails.iter().find(|mail| mail.text.contains("Token:")).expect("the first mail");
    assert_eq!(ana.get("/perfil").await.texts(".facts .code"), [mail.after("Token:")]);
}

#[tokio::test]
async fn a_term_is_told_while_it_lasts_on_the_card_and_in_the_mail() {
    let mut house = Issued::house().await;
    let today = calendar::brasilia(house.app.app.clock.now()).date();
    let last = today.checked_add(30.days()).expect("a day");
    house.event("Oficina de Gravura", &[("available_until", &last.to_string())]).await;
    let told = format!("pode ser baixado até {}", calendar::day(last));
    let mail = house.app.mail_to(ANA_EMAIL, "Seu certificado está disponível");
    assert!(mail.text.to_lowercase().contains(&told), "{told} in\n{}", mail.text);
    let page = house.ana().await.get("/certificados").await;
    assert!(page.text().to_lowercase().contains(&told), "{told} in {}", page.text());
}

#[tokio::test]
async fn no_page_sets_a_cookie_before_somebody_signs_in() {
    let app = TestApp::start().await;
    let pages = local::routes().into_iter().flat_map(|routes| routes.operations().to_vec());
    let mut asked = 0;
    for page in pages.filter(|page| page.method == Method::GET && !page.path.contains('{')) {
        let reply = app.browser().send(Method::GET, page.path, None, axum::body::Body::empty()).await;
        assert_eq!(header(&reply, "set-cookie"), "", "{}", page.path);
        asked += 1;
    }
    assert!(asked > 15, "{asked}");
}
