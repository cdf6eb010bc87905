//! A mistake in an event is mended: its certificates are issued again with the new data, once they were seen.

use crate::participation::claims::second_institution;
use crate::participation::issued::{ANA_EMAIL, DAVI_EMAIL, Issued, as_json, cards, text};
use crate::participation::organiser::{people, program};
use http::StatusCode;
use journeys::Reply;

/// Changes the title of an event, and gives the event's page.
async fn retitle(house: &mut Issued, event: &str, title: &str) -> Reply {
    let form = house.organiser.get(&format!("{event}/editar")).await.form("/editar").fill("title", title);
    house.organiser.submit(form).await
}

/// Begins a reissue by the button of the event's page, has it counted, and gives its path.
async fn begin(house: &mut Issued, event: &str) -> String {
    let form = house.organiser.get(event).await.form("/reemissao");
    let page = house.organiser.submit(form).await;
    assert!(page.status.is_success(), "{}", page.text());
    house.app.settle().await;
    page.path
}

async fn publish(house: &mut Issued, reissue: &str, revives: bool) -> Reply {
    let form = house.organiser.get(reissue).await.form("/publicar").fill("confirm", "true");
    let form = if revives { form.fill("revives", "true") } else { form };
    let page = house.organiser.submit(form).await;
    house.app.settle().await;
    page
}

/// How many mails to an address have this in their subject.
fn mails(house: &Issued, to: &str, subject: &str) -> usize {
    house.app.mails_to(to).iter().filter(|mail| mail.subject.contains(subject)).count()
}

#[tokio::test]
async fn everybody_gets_a_version_with_the_new_data_after_it_was_seen() {
    let mut house = Issued::house().await;
    let event = house.event("Oficina de gravra", &[("place", "Recife")]).await;
    let before = cards(&house.ana().await).await;
    let old = text(&before[0], "verify_path").to_owned();
    let page = retitle(&mut house, &event, "Oficina de gravura").await;
    assert!(page.text().contains("O evento mudou depois de emitido"), "{}", page.text());
    assert_eq!(page.texts("main table del"), ["Oficina de gravra"]);
    assert_eq!(page.texts("main table ins"), ["Oficina de gravura"]);
    let reissue = begin(&mut house, &event).await;
    let page = house.organiser.get(&reissue).await;
    assert!(page.text().contains("Reemitir os 2 com os dados novos"), "{}", page.text());
    let json = program(&house.organiser).get(&reissue).await.json();
    let counts = ["changed", "unchanged", "revoked"].map(|name| json[name].as_u64());
    assert_eq!((json["state"].as_str(), counts), (Some("ready"), [Some(2), Some(0), Some(0)]));
    assert_eq!(mails(&house, ANA_EMAIL, "nova versão"), 0, "nothing was issued by counting");
    let page = publish(&mut house, &reissue, false).await;
    assert!(page.status.is_success(), "{}", page.text());
    let done = house.organiser.get(&reissue).await;
    assert!(done.text().contains("Certificados reemitidos"), "{}", done.text());
    for address in [ANA_EMAIL, DAVI_EMAIL] {
        assert_eq!(mails(&house, address, "nova versão (2ª): Oficina de gravura"), 1);
    }
    let card = &cards(&house.again(crate::participation::issued::ANA_CPF).await).await[0];
    assert_eq!(text(card, "title"), "Oficina de gravura");
    let mut stranger = house.app.browser();
    let replaced = stranger.get(&old).await;
    assert_eq!(replaced.texts("h1"), ["Certificado substituído"]);
    assert!(replaced.text().contains("Oficina de gravra"), "what was printed stays told");
    let valid = stranger.get(text(card, "verify_path")).await;
    assert_eq!(valid.texts("h1"), ["Certificado válido"]);
    assert!(valid.text().contains("Oficina de gravura") && valid.text().contains("Ana Lua"));
    assert_eq!(people(&house.organiser, &reissue.replace("reemissoes", "importacoes")).await.len(), 2);
}

#[tokio::test]
async fn what_says_it_already_is_left_alone_and_what_was_revoked_is_chosen() {
    let mut house = Issued::house().await;
    let event = house.event("Oficina de gravra", &[]).await;
    let ana = text(&cards(&house.ana().await).await[0], "id").to_owned();
    house.revoke(&ana, "Emitido por engano.").await;
    retitle(&mut house, &event, "Oficina de gravura").await;
    house.upload(&event, b"Nome;E-mail;CPF\nRita Melo;rita@exemplo.com.br;\n".to_vec()).await;
    let page = house.organiser.get(&event).await;
    assert!(!page.text().contains("O evento mudou depois de emitido"), "published with the new data since");
    let reissue = begin(&mut house, &event).await;
    let json = program(&house.organiser).get(&reissue).await.json();
    let counts = ["changed", "unchanged", "revoked"].map(|name| json[name].as_u64());
    assert_eq!(counts, [Some(1), Some(1), Some(1)]);
    publish(&mut house, &reissue, false).await;
    assert_eq!(mails(&house, DAVI_EMAIL, "nova versão"), 1);
    assert_eq!(mails(&house, "rita@exemplo.com.br", "nova versão"), 0);
    assert_eq!(mails(&house, ANA_EMAIL, "nova versão"), 0);
    let reissue = begin(&mut house, &event).await;
    let page = house.organiser.get(&reissue).await;
    assert!(page.text().contains("Emitir de novo os revogados"), "{}", page.text());
    let refused = publish(&mut house, &reissue, false).await;
    assert!(refused.text().contains("marque que os revogados"), "{}", refused.text());
    publish(&mut house, &reissue, true).await;
    assert_eq!(mails(&house, ANA_EMAIL, "nova versão"), 1);
    let again = house.organiser.get(&format!("/organizador/certificados/{ana}")).await;
    assert!(again.text().contains("Versão 2") && again.text().contains("Revogado"), "{}", again.text());
}

#[tokio::test]
async fn who_is_revoked_after_the_counting_stays_revoked_whatever_was_chosen() {
    let mut house = Issued::house().await;
    let event = house.event("Oficina", &[]).await;
    let ana = text(&cards(&house.ana().await).await[0], "id").to_owned();
    let davi = text(&cards(&house.davi().await).await[0], "id").to_owned();
    house.revoke(&ana, "Emitido por engano.").await;
    retitle(&mut house, &event, "Oficina de gravura").await;
    let reissue = begin(&mut house, &event).await;
    house.app.advance(60);
    house.revoke(&davi, "Não concluiu.").await;
    publish(&mut house, &reissue, true).await;
    let mut states = Vec::new();
    for id in [&ana, &davi] {
        let page = program(&house.organiser).get(&format!("/organizador/certificados/{id}")).await.json();
        states.push(page["state"]["label"].as_str().expect("a state").to_owned());
    }
    assert_eq!(states, ["Válido", "Revogado"]);
}

#[tokio::test]
async fn a_name_that_was_corrected_stays_and_the_cpf_follows_the_event() {
    let mut house = Issued::house().await;
    let event = house.event("Oficina", &[("prints_cpf", "false")]).await;
    house.upload(&event, crate::participation::issued::people("Ana Luá")).await;
    let form =
        house.organiser.get(&format!("{event}/editar")).await.form("/editar").fill("prints_cpf", "true");
    house.organiser.submit(form).await;
    let reissue = begin(&mut house, &event).await;
    publish(&mut house, &reissue, false).await;
    let path = text(&cards(&house.ana().await).await[0], "verify_path").to_owned();
    let verified = as_json(&house.app.browser()).get(&path).await.json();
    assert_eq!(verified["printed"]["name"], "Ana Luá", "not the name of the first list");
    assert_eq!(verified["printed"]["cpf"], "•••.207.•••-••");
    assert_eq!(verified["printed"]["version"], 3);
}

#[tokio::test]
async fn a_reissue_that_was_counted_on_another_event_is_not_published() {
    let mut house = Issued::house().await;
    let event = house.event("Oficina", &[]).await;
    retitle(&mut house, &event, "Oficina 2").await;
    let reissue = begin(&mut house, &event).await;
    let form = house.organiser.get(&reissue).await.form("/publicar").fill("confirm", "true");
    retitle(&mut house, &event, "Oficina 3").await;
    let refused = house.organiser.submit(form).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text().contains("comece outra"), "{}", refused.text());
    let again = begin(&mut house, &event).await;
    assert_ne!(again, reissue);
    assert_eq!(begin(&mut house, &event).await, again, "the one that is open is shown");
    publish(&mut house, &again, false).await;
    assert_eq!(mails(&house, ANA_EMAIL, "nova versão (2ª): Oficina 3"), 1);
    let twice = house.organiser.get(&again).await;
    assert!(twice.find_form("/publicar").is_none());
}

#[tokio::test]
async fn what_stands_apart_is_told_at_its_own_address() {
    let mut house = Issued::house().await;
    house.event("Primeiro curso", &[]).await;
    let event = house.event("Oficina", &[]).await;
    let other = b"Nome;E-mail;CPF\nAna Lua;ana.outra@exemplo.com.br;184.207.635-35\n".to_vec();
    let apart = {
        let page = house.organiser.get("/organizador/eventos/novo").await;
        let form =
            page.form("/organizador/eventos").fill("title", "Curso à parte").fill("first_day", "2026-10-05");
        let path = house.organiser.submit(form).await.path;
        house.upload(&path, other).await;
        path
    };
    assert_ne!(apart, event);
    assert_eq!(mails(&house, "ana.outra@exemplo.com.br", "Curso à parte"), 1);
    retitle(&mut house, &apart, "Curso à parte, corrigido").await;
    let reissue = begin(&mut house, &apart).await;
    publish(&mut house, &reissue, false).await;
    assert_eq!(mails(&house, "ana.outra@exemplo.com.br", "nova versão (2ª): Curso à parte, corrigido"), 1);
    assert_eq!(mails(&house, ANA_EMAIL, "Curso à parte"), 0);
}

#[tokio::test]
async fn nothing_to_reissue_and_what_is_somebody_elses_are_refused() {
    let mut house = Issued::house().await;
    let draft = crate::participation::organiser::event(&mut house.organiser, "Rascunho").await;
    let mut api = program(&house.organiser);
    let refused = api.post_json(&format!("{draft}/reemissao"), &serde_json::json!({})).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let event = house.event("Oficina", &[]).await;
    let begun = api.post_json(&format!("{event}/reemissao"), &serde_json::json!({})).await;
    let path = begun.json()["location"].as_str().expect("a path").to_owned();
    house.app.settle().await;
    assert!(house.organiser.get(&path).await.text().contains("Não há o que reemitir"));
    let lists = program(&house.organiser).get(&event).await.json();
    let list = lists["imports"][1]["path"].as_str().expect("a path").to_owned();
    assert_eq!(house.organiser.get(&list.replace("importacoes", "reemissoes")).await.status, 404);
    assert_eq!(house.organiser.get(&path.replace("reemissoes", "importacoes")).await.path, path);
    let mut other = second_institution(&house.app).await;
    assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
    let foreign = program(&other).post_json(&format!("{event}/reemissao"), &serde_json::json!({})).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let form = house.organiser.get(&path).await.form("/descartar");
    assert_eq!(house.organiser.submit(form).await.path, event);
}

#[tokio::test]
async fn of_a_list_too_who_is_revoked_after_it_was_read_stays_revoked() {
    let mut house = Issued::house().await;
    let event = house.event("Oficina", &[]).await;
    let ana = text(&cards(&house.ana().await).await[0], "id").to_owned();
    let davi = text(&cards(&house.davi().await).await[0], "id").to_owned();
    house.revoke(&ana, "Emitido por engano.").await;
    let list = crate::participation::issued::people("Ana Lua");
    let import =
        crate::participation::organiser::upload(&house.app, &mut house.organiser, &event, list).await;
    house.app.advance(60);
    house.revoke(&davi, "Não concluiu.").await;
    let form = house.organiser.get(&import).await.form("/publicar").fill("confirm", "true");
    house.organiser.submit(form.fill("revives", "true")).await;
    house.app.settle().await;
    let mut states = Vec::new();
    for id in [&ana, &davi] {
        let page = program(&house.organiser).get(&format!("/organizador/certificados/{id}")).await.json();
        states.push(page["state"]["label"].as_str().expect("a state").to_owned());
    }
    assert_eq!(states, ["Válido", "Revogado"]);
}
