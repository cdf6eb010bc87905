//! What the sweep does with what cannot be done.

use crate::participation::issued::Issued;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::value::id::CertificateId;
use journeys::TestApp;
use serde_json::json;
use store::works::WorkKey;

/// Puts another value into a member of a row, as no step of ours does.
async fn damage(app: &TestApp, table: &str, pk: &str, sk: &str, member: &str, value: AttributeValue) {
    let client = app.house.engines.aws().dynamodb;
    let text = |value: &str| AttributeValue::S(value.to_owned());
    let update = client.update_item().table_name(table).key("pk", text(pk)).key("sk", text(sk));
    let update =
        update.update_expression("SET #member = :value").expression_attribute_names("#member", member);
    update.expression_attribute_values(":value", value).send().await.expect("damaged");
}

/// One row that cannot be read, each kind: the others are armed, and it is told how long the oldest has waited.
#[tokio::test]
async fn a_row_that_cannot_be_read_holds_no_other_up() {
    let (house, mails) = Issued::with_due_mails().await;
    let tables = house.app.app.config.tables.clone();
    let nonsense = AttributeValue::S("nonsense".to_owned());
    let broken: &WorkKey = &mails[0];
    let app = &house.app;
    damage(app, &tables.outbox, broken.partition(), broken.sort(), "body", nonsense.clone()).await;
    app.advance(600);
    let armed = run_clock::handle(app.app.clone()).await.expect("the sweep goes on");
    assert_eq!(armed, 1, "the other mail is armed");
}

/// A certificate that cannot be read is not drawn in vain for ever: an operator hears of it.
#[tokio::test]
async fn work_for_a_damaged_certificate_is_given_up_in_the_end() {
    let mut house = Issued::house().await;
    let event = house.event("Encontro", &[]).await;
    let form = house.organiser.get(&event).await.form("/importacoes");
    let csv = b"Nome;E-mail\nCaio Sol;caio@exemplo.com.br\n".to_vec();
    let import = house.organiser.submit(form.attach("file", "mais.csv", csv)).await.path;
    house.app.settle().await;
    let form = house.organiser.get(&import).await.form("/publicar").fill("confirm", "true");
    house.organiser.submit(form).await;
    let app = &house.app;
    for id in run_clock::due(&app.app, app.app.clock.now()).await.expect("due").imports {
        issue_batch::handle(app.app.clone(), id).await.expect("issued");
    }
    let due = run_clock::due(&app.app, app.app.clock.now()).await.expect("due").pdfs.remove(0);
    let id = CertificateId::parse(due.partition().trim_start_matches("CERT#")).expect("an identifier");
    let registry = app.app.config.tables.registry.clone();
    let pk = format!("CERT#{id}");
    damage(app, &registry, &pk, "CERT", "v", AttributeValue::N("9".to_owned())).await;
    app.settle().await;
    assert_eq!(app.administer(json!({ "action": "list_stuck" })).await["works"], json!([]), "put off");
    app.advance(25 * 60 * 60);
    app.settle().await;
    let stuck = app.administer(json!({ "action": "list_stuck" })).await["works"].clone();
    assert_eq!(stuck[0]["pk"], pk, "{stuck}");
    damage(app, &registry, &pk, "CERT", "v", AttributeValue::N("1".to_owned())).await;
    app.administer(json!({ "action": "revive_work", "pk": stuck[0]["pk"], "sk": stuck[0]["sk"] })).await;
    app.settle().await;
    assert_eq!(app.mails_to("caio@exemplo.com.br").len(), 1, "mended, it is drawn");
}

/// After a cause that hit a whole list nobody presses a button for each mail of it.
#[tokio::test]
async fn all_that_was_given_up_is_tried_again_at_once() {
    let (house, mails) = Issued::with_due_mails().await;
    let app = &house.app;
    let before = app.mails().len();
    app.house.engines.ses_refuse(true);
    app.advance(73 * 60 * 60);
    app.settle().await;
    assert_eq!(
        app.administer(json!({ "action": "list_stuck" })).await["works"].as_array().map(Vec::len),
        Some(2)
    );
    let outbox = app.app.config.tables.outbox.clone();
    let (pk, sk) = (mails[0].partition(), mails[0].sort());
    damage(app, &outbox, pk, sk, "v", AttributeValue::N("2".to_owned())).await;
    app.house.engines.ses_refuse(false);
    let revive = json!({ "action": "revive_all" });
    let revived = |finished: bool, revived: u64| json!({ "done": "all_revived", "finished": finished, "revived": revived });
    assert_eq!(app.administer(revive.clone()).await, revived(false, 1), "one cannot be read");
    damage(app, &outbox, pk, sk, "v", AttributeValue::N("1".to_owned())).await;
    assert_eq!(app.administer(revive.clone()).await, revived(true, 1));
    assert_eq!(app.administer(revive).await, revived(true, 0));
    app.settle().await;
    assert_eq!(app.mails().len(), before + 2, "each is sent once");
}
