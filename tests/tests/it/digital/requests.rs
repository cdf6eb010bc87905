//! Whoever a certificate is assigned to fills in the form, agrees to the deed, and follows their case.

use super::bought::{Bought, RUI_CPF, RUI_EMAIL, assign, own};
use domain::digital::product::HolderKind;
use http::StatusCode;
use journeys::{Browser, Reply};
use serde_json::json;

const PERSON: [(&str, &str); 3] = [("name", "Rui Prado"), ("birth", "25/03/1980"), ("acts", "themselves")];
const COMPANY: [(&str, &str); 11] = [
    ("company_name", "Padaria 24 Horas S/A"),
    ("city", "São Luís"),
    ("state", "MA"),
    ("name", "Rui Prado"),
    ("birth", "1980-03-25"),
    ("is_administrator", "no"),
    ("is_joint", "yes"),
    ("is_registered", "yes"),
    ("second_name", "Eva Sol"),
    ("second_cpf", "529.982.247-25"),
    ("second_email", "eva@exemplo.com.br"),
];

/// Fills in the form and goes on to the deed.
async fn checked(browser: &mut Browser, link: &str, fields: &[(&str, &str)]) -> Reply {
    let page = browser.get(link).await;
    let form = fields.iter().fold(page.form(link), |form, (name, value)| form.fill(name, value));
    browser.submit(form.to(&format!("{link}/conferir"))).await
}

/// Agrees to the deed of a page.
async fn agreed(browser: &mut Browser, deed: &Reply) -> Reply {
    browser.submit(deed.form("/enviar").fill("agree", "true")).await
}

#[tokio::test]
async fn a_person_fills_in_agrees_and_has_a_case_with_a_number() {
    let mut house = Bought::house(HolderKind::Person, 1).await;
    let link = assign(&mut house, RUI_CPF, RUI_EMAIL, &[]).await;
    let mut rui = house.app.browser();
    let deed = checked(&mut rui, &link, &PERSON).await;
    assert!(
        deed.path.ends_with("/termo") && deed.text().contains("RUI PRADO:11144477735"),
        "{}",
        deed.text()
    );
    assert!(deed.text().contains("Documento oficial com foto"), "{}", deed.text());
    let pdf = rui.get(&deed.link("Abrir o termo")).await;
    assert!(pdf.body.starts_with(b"%PDF-1.7"));

    let refused = rui.submit(deed.form("/enviar")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html().contains("é preciso ler o termo"), "{}", refused.text());
    let case = agreed(&mut rui, &refused).await;
    assert!(
        case.html().contains("Solicitação enviada") && case.text().contains("À espera dos documentos"),
        "{}",
        case.text()
    );
    let kept = rui.get(&case.link("Termo de titularidade")).await;
    assert_eq!(kept.body, pdf.body, "the deed that was agreed to is the one that was shown");
    house.app.settle().await;
    let number = case.texts("h1 .code").remove(0);
    assert!(house.app.mail_to(RUI_EMAIL, "Recebemos a sua solicitação").text.contains(&number));

    // The buyer sees that it was sent and cannot assign it any more; of the holder they see no more than the name.
    let units = house.buyer.get(&house.units).await;
    assert!(units.text().contains("Solicitado") && units.find_form("/retomar").is_none(), "{}", units.text());
    let seen = house.buyer.get(&units.link("Ver a solicitação")).await;
    assert!(seen.text().contains(&number) && !seen.text().contains("11144477735"), "{}", seen.text());
}

#[tokio::test]
async fn a_company_names_its_two_representatives_and_papers_follow() {
    let mut house = Bought::house(HolderKind::Company, 1).await;
    let link = assign(&mut house, RUI_CPF, RUI_EMAIL, &[("cnpj", "12.ABC.345/01DE-35")]).await;
    let mut rui = house.app.browser();
    let alone: Vec<_> = COMPANY.into_iter().filter(|(name, _)| !name.starts_with("second_")).collect();
    let missing = checked(&mut rui, &link, &alone).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.text().contains("Informe o segundo representante legal"), "{}", missing.text());
    let deed = checked(&mut rui, &link, &COMPANY).await;
    assert!(deed.text().contains("PADARIA 24 HORAS S/A:12ABC34501DE35"), "{}", deed.text());
    assert!(
        deed.text().contains("Segundo representante legal") && deed.text().contains("Cartão CNPJ"),
        "{}",
        deed.text()
    );
    assert!(agreed(&mut rui, &deed).await.text().contains("Padaria 24 Horas S/A, por Rui Prado"));
}

#[tokio::test]
async fn what_is_typed_is_kept_at_every_field_and_two_tabs_lose_nothing() {
    let mut house = Bought::house(HolderKind::Person, 1).await;
    let link = assign(&mut house, RUI_CPF, RUI_EMAIL, &[]).await;
    let mut rui = house.app.browser();
    let first = rui.get(&link).await;
    let saved = rui.submit(first.form(&link).fill("name", "Rui Prado")).await;
    assert!(saved.html().contains("Guardado"), "{}", saved.text());
    let elsewhere = house.app.browser().get(&link).await;
    assert_eq!(elsewhere.form(&link).value("name"), Some("Rui Prado"), "another device goes on with it");

    // The tab that was open before is shown both versions, and what it typed stays in the form.
    let stale = rui.submit(first.form(&link).fill("name", "Rui Prado Lima")).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    assert!(
        stale.text().contains("Duas versões") && stale.text().contains("Rui Prado Lima"),
        "{}",
        stale.text()
    );
    let done = rui.submit(stale.form(&link)).await;
    assert!(done.html().contains("Guardado"), "{}", done.text());
    assert_eq!(rui.get(&link).await.form(&link).value("name"), Some("Rui Prado Lima"));

    let mut script = house.app.browser().program(None);
    let kept = script.post_json(&link, &json!({ "name": "Rui P. Lima", "version": 2 })).await;
    assert_eq!((kept.status, kept.json()["version"].as_u64()), (StatusCode::OK, Some(3)));
    let again = script.post_json(&link, &json!({ "name": "Rui P. Lima", "version": 2 })).await;
    assert_eq!(again.json()["version"].as_u64(), Some(3), "an answer that was lost is given again");
    let hostile = script.post_json(&link, &json!({ "name": "Rui", "version": 3, "status": "issued" })).await;
    assert_eq!(hostile.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn whoever_was_overtaken_by_another_assignment_sends_nothing() {
    let mut house = Bought::house(HolderKind::Person, 1).await;
    let link = assign(&mut house, RUI_CPF, RUI_EMAIL, &[]).await;
    let mut rui = house.app.browser();
    let deed = checked(&mut rui, &link, &PERSON).await;
    let page = house.buyer.get(&house.units).await;
    let form = house.buyer.get(&page.link("Atribuir a outra pessoa")).await;
    let form = own(&form).fill("cpf", "529.982.247-25").fill("email", "eva@exemplo.com.br");
    house.buyer.submit(form.clone()).await;
    assert_eq!(agreed(&mut rui, &deed).await.status, StatusCode::GONE);

    // The other way round: once the request is sent, whoever bought it is told so.
    let page = house.buyer.get(&house.units).await;
    let late = own(&house.buyer.get(&page.link("Atribuir a outra pessoa")).await);
    house.app.settle().await;
    let link = super::bought::link(&house, "eva@exemplo.com.br");
    let mut eva = house.app.browser();
    let eva_says = [("name", "Eva Sol"), ("birth", "01/02/1990"), ("acts", "themselves")];
    let deed = checked(&mut eva, &link, &eva_says).await;
    agreed(&mut eva, &deed).await;
    let refused = house.buyer.submit(late.fill("cpf", RUI_CPF).fill("email", RUI_EMAIL)).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.html().contains("mudou enquanto isso"), "{}", refused.text());
}

#[tokio::test]
async fn a_request_is_corrected_with_a_new_deed_and_sent_once_by_two_presses() {
    let mut house = Bought::house(HolderKind::Person, 1).await;
    let link = assign(&mut house, RUI_CPF, RUI_EMAIL, &[]).await;
    let mut rui = house.app.browser();
    let deed = checked(&mut rui, &link, &PERSON).await;
    let form = deed.form("/enviar").fill("agree", "true");
    let case = rui.submit(form.clone()).await;
    assert_eq!(rui.submit(form).await.path, case.path, "the same form twice sends one request");
    let number = case.texts("h1 .code");

    let page = rui.get(&case.link("Corrigir os dados")).await;
    assert!(page.html().contains("novo termo"), "{}", page.text());
    let form = page.form(&link).fill("name", "Rui Prado Lima").to(&format!("{link}/conferir"));
    let new = rui.submit(form).await;
    let after = agreed(&mut rui, &new).await;
    assert!(
        after.text().contains("Formulário corrigido") && after.text().contains("Rui Prado Lima"),
        "{}",
        after.text()
    );
    assert_eq!(after.texts("h1 .code"), number);

    // A deed that is not the last is not agreed to.
    let old =
        rui.submit(deed.form("/enviar").fill("agree", "true").fill("idempotency_key", "another-key")).await;
    assert_eq!(old.status, StatusCode::CONFLICT);
    assert!(old.html().contains("concorde de novo"), "{}", old.text());
}

#[tokio::test]
async fn whoever_gives_up_gives_the_certificate_back() {
    let mut house = Bought::house(HolderKind::Person, 1).await;
    let link = assign(&mut house, RUI_CPF, RUI_EMAIL, &[]).await;
    let mut rui = house.app.browser();
    let deed = checked(&mut rui, &link, &PERSON).await;
    let case = agreed(&mut rui, &deed).await;
    let done = rui.submit(case.form("/desistir")).await;
    assert!(done.html().contains("voltou para quem o comprou"), "{}", done.text());
    assert_eq!(rui.get(&link).await.status, StatusCode::GONE);
    house.app.settle().await;
    assert!(house.app.mail_to(RUI_EMAIL, "A sua solicitação foi encerrada").text.contains("voltou"));
    assert!(house.buyer.get(&house.units).await.text().contains("Falta atribuir 1"));
}

#[tokio::test]
async fn a_link_that_nobody_was_given_opens_nothing() {
    let mut house = Bought::house(HolderKind::Person, 1).await;
    let link = assign(&mut house, RUI_CPF, RUI_EMAIL, &[]).await;
    let mut stranger = house.app.browser();
    let wrong = format!("{}{}", &link[..link.len() - 1], if link.ends_with('A') { 'B' } else { 'A' });
    for path in [&wrong, "/certificado-digital/x", "/certificado-digital/encerradox"] {
        assert_eq!(stranger.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(stranger.post(path, &[("name", "Mallory")]).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(stranger.get(&format!("{link}/termo-aceito.pdf")).await.status, StatusCode::NOT_FOUND);
}

/// Assigning anew and sending the request in the same instant, many times: the case is always of whom the unit is assigned to.
#[tokio::test]
async fn of_an_assignment_and_a_request_at_once_one_wins() {
    let mut house = Bought::house(HolderKind::Person, 12).await;
    let (mut sent, mut assigned) = (0, 0);
    for round in 0..12 {
        let link = assign(&mut house, RUI_CPF, &format!("rui{round}@exemplo.com.br"), &[]).await;
        let mut rui = house.app.browser();
        let deed = checked(&mut rui, &link, &PERSON).await;
        let page = house.buyer.get(&house.units).await;
        let form = own(&house.buyer.get(&page.link("Atribuir a outra pessoa")).await);
        let form = form.fill("cpf", "529.982.247-25").fill("email", "eva@exemplo.com.br");
        let agreement = deed.form("/enviar").fill("agree", "true");
        // Either begins first; what is looked at is the answer itself, not the page that it leads to.
        let (request, assignment) = match round % 2 {
            0 => tokio::join!(rui.submit_only(agreement), house.buyer.submit_only(form)),
            _ => {
                let (assignment, request) =
                    tokio::join!(house.buyer.submit_only(form), rui.submit_only(agreement));
                (request, assignment)
            }
        };
        let won = (request.status.is_redirection(), assignment.status.is_redirection());
        assert!(won.0 != won.1, "{} and {}", request.status, assignment.status);
        (sent, assigned) = (sent + u32::from(won.0), assigned + u32::from(won.1));
        house.app.settle().await;
        let units = house.buyer.get(&house.units).await;
        assert_eq!(units.text().matches("Ver a solicitação").count(), sent as usize, "{}", units.text());
        if won.1 {
            // Out of the way of the next round: nobody else has one that can be assigned anew.
            let page = house.buyer.get(&house.units).await;
            house.buyer.submit(page.form("/retomar")).await;
        }
    }
    assert_eq!(sent + assigned, 12);
}
