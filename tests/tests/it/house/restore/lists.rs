//! What was read of a list, put back into a world in which the list was discarded or published.

use super::{put_back, restored, rows};
use crate::participation::issued::Issued;
use crate::participation::organiser::{people, publish, upload};
use serde_json::json;

const SECRET: &str = "alergia a amendoim";

fn list(name: &str) -> Vec<u8> {
    format!("Nome;E-mail;Saúde\n{name};{}@exemplo.com.br;{SECRET}\n", name.replace(' ', ".")).into_bytes()
}

#[tokio::test]
async fn nothing_of_a_discarded_list_goes_back_and_the_people_of_a_published_one_do_for_good() {
    let mut house = Issued::house().await;
    let event = house.event("Oficina", &[]).await;
    let discarded = upload(&house.app, &mut house.organiser, &event, list("Rita Sol")).await;
    let table = house.app.app.config.tables.registry.clone();
    let published = upload(&house.app, &mut house.organiser, &event, list("Davi Luz")).await;
    restored(&house.app, &table).await;
    let form = house.organiser.get(&discarded).await.form("/descartar");
    house.organiser.submit(form).await;
    publish(&house.app, &mut house.organiser, &published).await;
    let is_lines = |row: &super::Item| format!("{row:?}").contains("LINES#");
    for row in rows(&house.app, &table).await.iter().filter(|row| is_lines(row)) {
        super::delete(&house.app, &table, row).await;
    }
    let event = json!({ "action": "restore_rows", "table": "registry", "overwrite": false });
    put_back(&house.app, event).await;
    let now = rows(&house.app, &table).await;
    assert!(!now.iter().any(|row| format!("{row:?}").contains(SECRET)), "a column that is not read");
    assert!(!now.iter().any(|row| format!("{row:?}").contains("Rita Sol")), "a list that was discarded");
    let lines: Vec<_> =
        now.iter().filter(|row| format!("{row:?}").contains("Davi Luz") && is_lines(row)).collect();
    assert!(lines.len() == 1 && !lines[0].contains_key("expires_at"), "{lines:?}");
    house.app.advance(91 * 86_400);
    house.app.house.tidy().round(house.app.app.clock.now()).await.expect("tidied");
    house.organiser = house.app.organiser_again().await;
    assert_eq!(people(&house.organiser, &published).await.len(), 1);
}
