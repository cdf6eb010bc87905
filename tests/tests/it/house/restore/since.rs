//! What came since the instant that a table was restored to, and stays whatever is written over it.

use super::{Item, key, put, put_back, restored};
use crate::participation::issued::{Issued, only_card, people, text};
use crate::participation::organiser::program;
use serde_json::{Value, json};

async fn overwrite(house: &Issued, table: &str) {
    let event = json!({ "action": "restore_rows", "table": table, "overwrite": true });
    assert!(put_back(&house.app, event).await["copied"].as_u64().is_some_and(|copied| copied > 0));
}

/// People hold certificates of the newer edition, and the next one is frozen above it.
#[tokio::test]
async fn an_event_whose_edition_was_frozen_since_stays() {
    let mut house = Issued::house().await;
    let event = house.event("Encontro", &[]).await;
    let registry = house.app.app.config.tables.registry.clone();
    restored(&house.app, &registry).await;
    let revoked = text(&only_card(&house.davi().await).await, "id").to_owned();
    let retitle = |page: journeys::Reply, title: &str| page.form("/editar").fill("title", title);
    let page = house.organiser.get(&format!("{event}/editar")).await;
    house.organiser.submit(retitle(page, "Encontro de Outono")).await;
    house.upload(&event, people("Ana Luá")).await;
    house.revoke(&revoked, "Engano na lista").await;
    overwrite(&house, "registry").await;
    assert_eq!(program(&house.organiser).get(&event).await.json()["title"], "Encontro de Outono");
    let page = house.organiser.get(&format!("{event}/editar")).await;
    house.organiser.submit(retitle(page, "Encontro de Inverno")).await;
    house.upload(&event, people("Ana Luz")).await;
    let mut ana = house.ana().await;
    assert!(ana.get("/certificados").await.text().contains("Encontro de Inverno"));
}

/// A mailbox that closed since is closed: what was heard of it is still true.
#[tokio::test]
async fn a_mailbox_that_closed_since_stays_closed() {
    let mut house = Issued::house().await;
    let address = "full@simulator.amazonses.com";
    let return_one = async |house: &mut Issued, name: &str| {
        let event = house.event(&format!("Oficina de {name}"), &[]).await;
        house.upload(&event, format!("Nome;E-mail\n{name};{address}\n").into_bytes()).await;
        house.app.mails_to(address).len()
    };
    assert_eq!(return_one(&mut house, "Um Dois").await, 1);
    let revoked = text(&only_card(&house.davi().await).await, "id").to_owned();
    let registry = house.app.app.config.tables.registry.clone();
    restored(&house.app, &registry).await;
    return_one(&mut house, "Tres Quatro").await;
    assert_eq!(return_one(&mut house, "Cinco Seis").await, 3, "three returns close a mailbox");
    house.revoke(&revoked, "Engano na lista").await;
    overwrite(&house, "registry").await;
    assert_eq!(return_one(&mut house, "Sete Oito").await, 3, "and nothing more goes there");
}

/// Work that is due again is counted again, and what was issued since is not: counts stay, and a page shows no more than
/// there is.
#[tokio::test]
async fn a_list_that_was_finished_since_stays_finished() {
    let mut house = Issued::house().await;
    let event = house.event("Encontro", &[]).await;
    let form = house.organiser.get(&event).await.form("/importacoes");
    let csv = b"Nome;E-mail\nCaio Sol;caio@exemplo.com.br\nEva Sol;eva@exemplo.com.br\n".to_vec();
    let import = house.organiser.submit(form.attach("file", "mais.csv", csv)).await.path;
    house.app.settle().await;
    let form = house.organiser.get(&import).await.form("/publicar").fill("confirm", "true");
    house.organiser.submit(form).await;
    for id in run_clock::due(&house.app.app, house.app.app.clock.now()).await.expect("due").imports {
        issue_batch::handle(house.app.app.clone(), id).await.expect("issued");
    }
    let outbox = house.app.app.config.tables.outbox.clone();
    // In the middle of the list: less was counted then.
    let is_counter = |row: &&Item| row["sk"].as_s().is_ok_and(|sk| sk == "PROGRESS");
    let counters = restored(&house.app, &outbox).await;
    for row in counters.iter().filter(is_counter) {
        put(&house.app, &format!("{outbox}-restored"), key(row)).await;
    }
    house.app.settle().await;
    let finished = program(&house.organiser).get(&import).await.json();
    let all = json!({ "total": 2, "issued": 2, "drawn": 2, "mailed": 2, "returned": 0, "stuck": 0 });
    assert_eq!((&finished["finished"], &finished["progress"]), (&json!(true), &all));
    overwrite(&house, "outbox").await;
    house.app.settle().await;
    assert_eq!(program(&house.organiser).get(&import).await.json(), finished);
}

/// A restore takes many presses, and people go on meanwhile: what is revoked when its certificate was passed already, and
/// its record not, is revoked for whoever verifies it.
#[tokio::test]
async fn what_is_revoked_while_rows_go_back_stays_revoked() {
    let mut house = Issued::house().await;
    let event = house.event("Encontro", &[]).await;
    let many: String = ('A'..='J').map(|c| format!("Pessoa {c};{c}@exemplo.com.br\n")).collect();
    house.upload(&event, format!("Nome;E-mail\n{many}").into_bytes()).await;
    let registry = house.app.app.config.tables.registry.clone();
    let rows = restored(&house.app, &registry).await;
    let member = |row: &Item, name: &str| row[name].as_s().expect("text").clone();
    let place =
        |sk: &str, is: &dyn Fn(&Item) -> bool| rows.iter().position(|row| member(row, "sk") == sk && is(row));
    let (id, code, passed) = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| member(row, "sk") == "CERT")
        .find_map(|(n, row)| {
            let id = member(row, "pk").strip_prefix("CERT#")?.to_owned();
            let of_it =
                |row: &Item| row["body"].as_m().is_ok_and(|body| body["certificate"].as_s() == Ok(&id));
            let record = place("CODE", &of_it).filter(|at| *at > n)?;
            Some((id.clone(), member(&rows[record], "pk"), n + 1))
        })
        .expect("a certificate whose record comes after it");
    let restore = |pages: usize| {
        json!({ "action": "restore_rows", "table": "registry", "overwrite": true,
            "pace": { "pages": pages, "rows": 1 } })
    };
    house.app.administer(restore(passed)).await;
    house.revoke(&id, "Engano na lista").await;
    put_back(&house.app, restore(200)).await;
    assert_eq!(super::checked(&house.app, false).await["faults"], json!({}));
    let path = code.replace("CODE#", "/v/");
    assert!(house.app.browser().get(&path).await.text().contains("Certificado revogado"));
}

/// Pressed with another option, a job begins anew: its first half was done with the first one.
#[tokio::test]
async fn another_option_begins_anew() {
    let mut house = Issued::house().await;
    house.event("Encontro", &[]).await;
    let registry = house.app.app.config.tables.registry.clone();
    let rows = restored(&house.app, &registry).await.len();
    let ana = text(&only_card(&house.ana().await).await, "id").to_owned();
    house.revoke(&ana, "Engano na lista").await;
    let all_but_one = json!({ "pages": rows - 1, "rows": 1 });
    let restore = |overwrite: bool, pace: Value| json!({ "action": "restore_rows", "table": "registry", "overwrite": overwrite, "pace": pace });
    let first = house.app.administer(restore(false, all_but_one)).await;
    assert_eq!((&first["finished"], &first["copied"]), (&json!(false), &json!(0)));
    let answer = house.app.administer(restore(true, json!({ "pages": 500, "rows": 100 }))).await;
    assert_eq!(answer["left"].as_u64().zip(answer["copied"].as_u64()).map(|(l, c)| l + c), Some(rows as u64));
    assert!(answer["copied"].as_u64().is_some_and(|copied| copied >= 1), "{answer}");
    // And what was left a month ago is not gone on with.
    house.app.administer(restore(true, json!({ "pages": 1, "rows": 1 }))).await;
    house.app.advance(25 * 60 * 60);
    let answer = house.app.administer(restore(true, json!({ "pages": 500, "rows": 100 }))).await;
    assert_eq!(answer["left"], rows as u64, "{answer}");
}
