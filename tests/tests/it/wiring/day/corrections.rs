//! What is wrong on a certificate is reported, and corrected by all who may.

use crate::participation::issued::{Issued, only_card, text};
use journeys::{Browser, Reply};
use serde_json::json;

pub(super) async fn corrections(house: &mut Issued) {
    let mut ana = house.ana_again().await;
    let path = format!("/certificados/{}/correcoes", text(&only_card(&ana).await, "id"));
    // By rule, while she is signed in: the session has her new name.
    asked(house, &mut ana, &path, &[("name", "Anna Luz")]).await;
    let mail = asked(house, &mut ana, &path, &[("name", "Anna Lus")]).await;
    house.app.administer(json!({ "action": "list_corrections" })).await;
    for action in ["show_correction", "make_correction"] {
        of_request(house, action, &mail).await;
    }
    house.app.settle().await;
    asked(house, &mut ana, &path, &[("words", "A data está errada.")]).await;
    let form = ana.get(&path).await.form("/desistir");
    ana.submit(form).await;
    let number = asked(house, &mut ana, &path, &[("workload", "12")]).await;
    of_request(house, "pass_on_correction", &number).await;
    house.app.settle().await;
    for page in ["/organizador", "/organizador/correcoes"] {
        house.organiser.get(page).await;
    }
    let decide = house.organiser.get("/organizador/correcoes").await.attributes("td a", "href").remove(0);
    let form = house.organiser.get(&decide).await.form("/conferir");
    let review = house.organiser.submit(form).await;
    house.organiser.submit(review.form("/correcao")).await;
    house.app.settle().await;
    let number = asked(house, &mut ana, &path, &[("words", "O local está errado.")]).await;
    of_request(house, "pass_on_correction", &number).await;
    let form = house.organiser.get(&decide).await.form("/resposta").fill("text", "É o da sede.");
    house.organiser.submit(form).await;
    house.app.settle().await;
}

async fn asked(house: &Issued, ana: &mut Browser, path: &str, fields: &[(&str, &str)]) -> String {
    let form = ana.get(path).await.form("/conferir");
    let form = fields.iter().fold(form, |form, (name, value)| form.fill(name, value));
    let review: Reply = ana.submit(form).await;
    let page = ana.submit(review.form("/correcoes")).await;
    assert!(page.status.is_success(), "{}", page.text());
    house.app.settle().await;
    page.texts(".facts .code").remove(0)
}

async fn of_request(house: &Issued, action: &str, number: &str) {
    house.app.administer(json!({ "action": action, "number": number })).await;
}
