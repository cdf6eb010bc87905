//! What lists, reissues and other certificates do with what was corrected.

use super::*;

#[tokio::test]
async fn an_organiser_corrects_one_person_and_no_list_and_no_reissue_undoes_it() {
    let (mut house, event) = issued().await;
    let mut ana = house.ana().await;
    // A list that was read before the correction, and is published after it.
    let early = organiser::upload(&house.app, &mut house.organiser, &event, and_caio("Ana Lua")).await;
    let id = text(&only_card(&ana).await, "id").to_lowercase();
    let page = house.organiser.get(&format!("/organizador/certificados/{id}")).await;
    let path = page.link("Corrigir nome");
    let form = house.organiser.get(&path).await.form("/conferir");
    let same = house.organiser.submit(form.clone()).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(same.text().contains("o certificado já diz isto"), "{}", same.text());
    let wrong = house.organiser.submit(form.fill("name", "Eva 🎓 Sol").fill("workload", "muitas")).await;
    assert_eq!(
        (wrong.texts(".summary li").len(), wrong.attributes("#workload", "value")),
        (2, vec!["muitas".to_owned()])
    );
    let review =
        house.organiser.submit(wrong.form("/conferir").fill("name", "Eva Sol").fill("workload", "")).await;
    assert_eq!(whole(&review, "ins"), ["EvaSol"]);
    let form = review.form("/correcao");
    house.organiser.submit(form.clone()).await;
    house.organiser.submit(form).await;
    house.app.settle().await;
    let card = only_card(&ana).await;
    assert_eq!(text(&card, "name"), "Eva Sol");
    assert!(house.app.mail_to(ANA_EMAIL, "Seu certificado foi corrigido").text.contains("depois: Eva Sol"));
    let told = house.app.mails_to(ANA_EMAIL);
    assert_eq!(told.iter().filter(|mail| mail.subject.contains("corrigido")).count(), 1, "once");

    organiser::publish(&house.app, &mut house.organiser, &early).await;
    assert_eq!(only_card(&ana).await["code"], card["code"], "the list that was mistaken changes nothing");
    let form = house.organiser.get(&format!("{event}/editar")).await.form("/editar");
    house.organiser.submit(form.fill("title", "Oficina de Xilogravura")).await;
    let form = house.organiser.get(&event).await.form("/reemissao");
    let reissue = house.organiser.submit(form).await.path;
    house.app.settle().await;
    let form = house.organiser.get(&reissue).await.form("/publicar").fill("confirm", "true");
    house.organiser.submit(form).await;
    house.app.settle().await;
    let again = only_card(&ana).await;
    assert_eq!((text(&again, "name"), text(&again, "title")), ("Eva Sol", "Oficina de Xilogravura"));
    let import = organiser::upload(&house.app, &mut house.organiser, &event, people("Ana Lua")).await;
    let preview = house.organiser.get(&import).await;
    assert!(
        preview.text().contains("Nada novo a publicar"),
        "nor after it was printed anew: {}",
        preview.text()
    );
    // What nobody said before counts.
    let import = organiser::upload(&house.app, &mut house.organiser, &event, people("Eva Sá")).await;
    organiser::publish(&house.app, &mut house.organiser, &import).await;
    assert_eq!(text(&only_card(&ana).await, "name"), "Eva Sá");
    assert!(ana.get("/perfil").await.text().contains("Eva Sá"));
}

#[tokio::test]
async fn what_stands_apart_is_corrected_by_its_issuer_and_told_at_its_own_address() {
    let (mut house, _, mail) = two_institutions().await;
    let id = certificate(&link(&mail)).to_lowercase();
    let path = format!("/organizador/certificados/{id}/correcao");
    let form = house.organiser.get(&path).await.form("/conferir").fill("role", "Monitora");
    let review = house.organiser.submit(form).await;
    house.organiser.submit(review.form("/correcao")).await;
    house.app.settle().await;
    let told = house.app.mail_to(REAL, "Seu certificado foi corrigido");
    assert!(told.text.contains("depois: Monitora"), "{}", told.text);

    // The other institution finds nothing there.
    let mut other = house.app.organiser_again().await;
    assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
    for (what, fields) in [
        ("", &[("name", "Eva Sol"), ("version", "2")][..]),
        ("/conferir", &[("name", "Eva Sol"), ("version", "2")]),
        ("/resposta", &[("text", "Não.")]),
    ] {
        assert_eq!(
            other.post(&format!("{path}{what}"), fields).await.status,
            StatusCode::NOT_FOUND,
            "{what}"
        );
    }
}

#[tokio::test]
async fn whoever_was_corrected_is_found_by_their_name_in_a_list_without_numbers() {
    let mut house = Issued::house().await;
    let event = house.event("Oficina de Gravura", &[]).await;
    let list = |name: &str, email: &str| format!("Nome;E-mail\n{name};{email}\n").into_bytes();
    house.upload(&event, list("Ivo Lima", "ivo@exemplo.com.br")).await;
    let mut people = as_json(&house.organiser);
    let listed = people.get(&format!("{event}/pessoas")).await.json()["people"].clone();
    let ivo =
        listed.as_array().expect("people").iter().find(|p| p["name"] == "Ivo Lima").expect("Ivo").clone();
    let path = format!("{}/correcao", ivo["certificate"].as_str().expect("a path"));
    let form = house.organiser.get(&path).await.form("/conferir").fill("name", "Yuri Lemos");
    let review = house.organiser.submit(form).await;
    house.organiser.submit(review.form("/correcao")).await;
    house.app.settle().await;
    let import = organiser::upload(
        &house.app,
        &mut house.organiser,
        &event,
        list("Yuri Lemos", "yuri@exemplo.com.br"),
    )
    .await;
    let preview = house.organiser.get(&import).await;
    assert!(preview.find_form("/mesma-pessoa").is_some(), "{}", preview.text());
}

#[tokio::test]
async fn a_list_changes_what_it_says_anew_and_brings_no_mistake_back() {
    let (mut house, event) = issued().await;
    let mut ana = house.ana().await;
    asked(&house, &mut ana, &[("name", "Anna Lua")]).await;
    let hours = |ana: &str| {
        format!(
            "Nome;E-mail;CPF;Carga horária\n{ana};{ANA_EMAIL};{};12\n",
            crate::participation::issued::ANA_CPF
        )
        .into_bytes()
    };
    let import = organiser::upload(&house.app, &mut house.organiser, &event, hours("Ana Lua")).await;
    let preview = house.organiser.get(&import).await;
    assert!(preview.text().contains("foi corrigido depois"), "{}", preview.text());
    organiser::publish(&house.app, &mut house.organiser, &import).await;
    let card = only_card(&ana).await;
    assert_eq!((text(&card, "name"), text(&card, "workload")), ("Anna Lua", "12 horas"));

    house.revoke(text(&card, "id"), "Engano").await;
    let import = organiser::upload(&house.app, &mut house.organiser, &event, hours("Ana Lua")).await;
    let form =
        house.organiser.get(&import).await.form("/publicar").fill("confirm", "true").fill("revives", "true");
    assert!(house.organiser.submit(form).await.status.is_success());
    house.app.settle().await;
    assert_eq!(text(&only_card(&ana).await, "name"), "Anna Lua", "issued again as it was corrected");
}

#[tokio::test]
async fn an_account_has_the_name_of_its_newest_certificate_whichever_is_corrected() {
    let (mut house, event) = issued().await;
    house.event("Oficina de Cordel", &[]).await;
    let mut ana = house.ana().await;
    let list = people("Ana Lua Prado");
    let other = house.organiser.get("/organizador").await.link("Oficina de Cordel");
    house.upload(&other, list).await;
    let listed = as_json(&house.organiser).get(&format!("{event}/pessoas")).await.json()["people"].clone();
    let path =
        listed.as_array().expect("people").iter().find(|p| p["name"] == "Ana Lua").expect("Ana").clone();
    let path = format!("{}/correcao", path["certificate"].as_str().expect("a path"));
    for (name, value) in [("workload", "12"), ("name", "Ana Luna")] {
        let form = house.organiser.get(&path).await.form("/conferir").fill(name, value);
        let review = house.organiser.submit(form).await;
        house.organiser.submit(review.form("/correcao")).await;
        house.app.settle().await;
    }
    assert!(ana.get("/perfil").await.text().contains("Ana Lua Prado"));
}
