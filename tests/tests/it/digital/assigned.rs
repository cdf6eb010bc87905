//! The buyer of certificates says whose each is, thinks otherwise, and is too late.

use super::bought::{Bought, RUI_CPF, RUI_EMAIL, assign, link, own};
use crate::participation::issued::Issued;
use domain::digital::product::HolderKind;
use http::StatusCode;

const EVA_CPF: &str = "529.982.247-25";
const EVA_EMAIL: &str = "eva.sol@exemplo.com.br";

#[tokio::test]
async fn a_unit_is_assigned_by_cpf_and_address_and_its_holder_gets_a_link() {
    let mut house = Bought::house(HolderKind::Person, 2).await;
    let before = house.buyer.get(&house.units).await;
    assert!(before.text().contains("Faltam atribuir 2 certificados"), "{}", before.text());
    let link = assign(&mut house, RUI_CPF, RUI_EMAIL, &[]).await;
    let page = house.buyer.get(&house.units).await;
    assert!(
        page.text().contains("***.444.***-**") && page.text().contains("Falta atribuir 1"),
        "{}",
        page.text()
    );
    assert!(!page.html().contains("111.444.777-35"), "the whole CPF is not shown again");
    let form = house.app.browser().get(&link).await;
    assert!(form.text().contains("111.444.777-35") && form.text().contains("e-CPF A1"), "{}", form.text());
    assert_eq!(own(&form).value("email"), Some(RUI_EMAIL));
}

#[tokio::test]
async fn what_is_wrong_is_said_and_nothing_typed_is_lost() {
    let mut house = Bought::house(HolderKind::Company, 1).await;
    let page = house.buyer.get(&house.units).await;
    let page = house.buyer.get(&page.link("Atribuir")).await;
    let form = own(&page).fill("cpf", "111.444.777-36").fill("email", "rui@").fill("cnpj", "12ABC34501DE36");
    let again = house.buyer.submit(form.fill("responsible", RUI_CPF)).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["cpf", "email", "cnpj"] {
        assert!(!again.texts(&format!("#{field}-erro")).is_empty(), "{field}");
    }
    assert_eq!(own(&again).value("cnpj"), Some("12ABC34501DE36"));
    let form = own(&again).fill("cpf", RUI_CPF).fill("email", RUI_EMAIL).fill("cnpj", "12.abc.345/01de-35");
    let same = house.buyer.submit(form).await;
    assert!(same.text().contains("É o mesmo CPF do representante"), "{}", same.text());
    let done = house.buyer.submit(own(&same).fill("responsible", "")).await;
    assert!(done.html().contains("Certificado atribuído"), "{}", done.text());
}

#[tokio::test]
async fn a_unit_that_is_assigned_anew_has_another_link_and_the_one_before_opens_nothing() {
    let mut house = Bought::house(HolderKind::Person, 1).await;
    let first = assign(&mut house, RUI_CPF, RUI_EMAIL, &[]).await;
    let page = house.buyer.get(&house.units).await;
    let form = house.buyer.get(&page.link("Atribuir a outra pessoa")).await;
    assert!(form.html().contains("deixa de valer") && form.text().contains(RUI_EMAIL), "{}", form.text());
    let form = own(&form).fill("cpf", EVA_CPF).fill("email", EVA_EMAIL);
    house.buyer.submit(form).await;
    house.app.settle().await;
    let mut browser = house.app.browser();
    let dead = browser.get(&first).await;
    assert_eq!(dead.status, StatusCode::GONE);
    assert!(dead.text().contains("não vale") && !dead.text().contains(RUI_CPF), "{}", dead.text());
    let alive = link(&house, EVA_EMAIL);
    assert!(browser.get(&alive).await.text().contains(EVA_CPF));

    let page = house.buyer.get(&house.units).await;
    let done = house.buyer.submit(page.form("/retomar")).await;
    assert!(done.html().contains("voltou para você"), "{}", done.text());
    assert_eq!(browser.get(&alive).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn nobody_else_sees_the_units_of_an_order() {
    let house = Bought::house(HolderKind::Person, 1).await;
    let mut issued = Issued { app: house.app, organiser: house.buyer.clone() };
    issued.event("Oficina de Gravura", &[]).await;
    let mut ana = issued.ana().await;
    assert_eq!(ana.get(&house.units).await.status, StatusCode::NOT_FOUND);
    let page = house.buyer.clone().get(&house.units).await;
    let unit = page.link("Atribuir");
    assert_eq!(ana.get(&unit).await.status, StatusCode::NOT_FOUND);
    let stolen = ana.post(&unit, &[("cpf", EVA_CPF), ("email", EVA_EMAIL)]).await;
    assert_eq!(stolen.status, StatusCode::NOT_FOUND);
    assert!(house.buyer.clone().get(&house.units).await.text().contains("Falta atribuir 1"));
}

#[tokio::test]
async fn the_link_is_sent_again_but_not_without_end() {
    let mut house = Bought::house(HolderKind::Person, 1).await;
    let link = assign(&mut house, RUI_CPF, RUI_EMAIL, &[]).await;
    for _ in 0..3 {
        let page = house.buyer.get(&house.units).await;
        assert!(house.buyer.submit(page.form("/reenviar")).await.html().contains("enviado de novo"));
    }
    let page = house.buyer.get(&house.units).await;
    assert_eq!(house.buyer.submit(page.form("/reenviar")).await.status, StatusCode::TOO_MANY_REQUESTS);
    house.app.settle().await;
    let mails = house.app.mails_to(RUI_EMAIL);
    assert_eq!(mails.len(), 4);
    assert!(
        mails.iter().all(|mail| mail.links("/certificado-digital/") == [link.clone()]),
        "it is the same link"
    );
}

#[tokio::test]
async fn the_same_assignment_twice_is_one_and_another_tab_loses_nothing_typed() {
    let mut house = Bought::house(HolderKind::Person, 1).await;
    let page = house.buyer.get(&house.units).await;
    let form_page = house.buyer.get(&page.link("Atribuir")).await;
    let form = own(&form_page).fill("cpf", RUI_CPF).fill("email", RUI_EMAIL);
    for _ in 0..2 {
        let done = house.buyer.submit(form.clone()).await;
        assert!(done.html().contains("Certificado atribuído"), "{}", done.text());
    }
    house.app.settle().await;
    assert_eq!(house.app.mails_to(RUI_EMAIL).len(), 1, "nobody is mailed twice");

    let late = house.buyer.submit(own(&form_page).fill("cpf", EVA_CPF).fill("email", EVA_EMAIL)).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(
        late.html().contains("mudou enquanto isso") && late.text().contains(RUI_EMAIL),
        "{}",
        late.text()
    );
    assert_eq!(own(&late).value("email"), Some(EVA_EMAIL));
    let done = house.buyer.submit(own(&late)).await;
    assert!(done.html().contains("Certificado atribuído"), "{}", done.text());
}
