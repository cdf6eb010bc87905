//! Webhooks in any order, repeated, forged, stale, of somebody else's; a provider that is down or whose answer is lost; money that
//! fits nowhere. Nothing is believed, nothing is lost.

use super::shop::{Shop, bare};
use domain::value::money::Cents;
use futures::future::join_all;
use http::StatusCode;
use local::engines::asaas::{Mood, Status};

#[tokio::test]
async fn a_forged_webhook_does_nothing_and_a_true_one_only_makes_us_ask() {
    let mut shop = Shop::open().await;
    let (page, entry) = shop.charged("1", "pix").await;
    let lie = serde_json::json!({ "id": "evt_1&1", "event": "PAYMENT_RECEIVED",
        "payment": { "id": entry.id, "externalReference": entry.reference, "status": "RECEIVED", "value": 189.9 } });
    for token in ["", "x", &"0".repeat(64)] {
        assert_eq!(shop.tell_with(&lie.to_string(), token).await, StatusCode::UNAUTHORIZED, "{token}");
    }
    let token = shop.app.house.payments.webhook_token().to_owned();
    assert_eq!(shop.tell_with(&lie.to_string(), &token).await, StatusCode::OK);
    assert_eq!(
        shop.stored(&page).await.snapshot().state.kind(),
        "awaiting_payment",
        "it said so, and it is not so"
    );
    for nonsense in ["", "{", "[]", "{\"id\":7}"] {
        assert_eq!(shop.tell_with(nonsense, &token).await, StatusCode::BAD_REQUEST, "{nonsense}");
    }
    let foreign = serde_json::json!({ "id": "evt_2&2", "event": "PAYMENT_RECEIVED", "payment": { "id": "pay_x", "externalReference": "outro" } });
    assert_eq!(
        shop.tell_with(&foreign.to_string(), &token).await,
        StatusCode::OK,
        "what is not ours is taken and let be"
    );
}

#[tokio::test]
async fn the_same_event_many_times_at_once_pays_once() {
    let mut shop = Shop::open().await;
    let (page, entry) = shop.charged("2", "pix").await;
    let event = shop.app.house.payments.pay(&entry.id, None).expect("an event");
    let told = join_all((0..20).map(|_| shop.tell(&event))).await;
    assert!(
        told.iter().all(|status| *status == StatusCode::OK || *status == StatusCode::SERVICE_UNAVAILABLE),
        "{told:?}"
    );
    assert!(told.contains(&StatusCode::OK));
    let order = shop.stored(&page).await;
    assert_eq!(order.snapshot().state.kind(), "paid");
    let units = shop.app.app.store.list_entitlements(order.id()).await.expect("units");
    assert_eq!(units.len(), 2);
    shop.app.advance(11 * 60);
    assert_eq!(shop.tell(&event).await, StatusCode::OK);
    assert_eq!(shop.app.app.store.list_entitlements(order.id()).await.expect("units").len(), 2);
}

#[tokio::test]
async fn refunded_stays_refunded_whatever_comes_late() {
    let mut shop = Shop::open().await;
    let (page, entry) = shop.charged("1", "pix").await;
    let payments = &shop.app.house.payments;
    let overdue = payments.change(&entry.id, Status::Overdue, None).expect("an event");
    let paid = payments.pay(&entry.id, None).expect("an event");
    assert_eq!(shop.tell(&paid).await, StatusCode::OK);
    assert_eq!(shop.stored(&page).await.snapshot().state.kind(), "paid");
    let refunded = payments.change(&entry.id, Status::Refunded, None).expect("an event");
    for event in [&refunded, &overdue] {
        assert_eq!(shop.tell(event).await, StatusCode::OK);
    }
    let order = shop.stored(&page).await;
    assert_eq!(order.snapshot().state.kind(), "refunded");
    let units = shop.app.app.store.list_entitlements(order.id()).await.expect("units");
    assert_eq!(units[0].snapshot().state.kind(), "void");
    // A provider that contradicts itself does not bring it back.
    let again = shop.app.house.payments.change(&entry.id, Status::Received, None).expect("an event");
    assert_eq!(shop.tell(&again).await, StatusCode::OK);
    assert_eq!(shop.stored(&page).await.snapshot().state.kind(), "refunded");
}

#[tokio::test]
async fn without_any_webhook_the_clock_asks() {
    let mut shop = Shop::open().await;
    let (page, entry) = shop.charged("1", "pix").await;
    shop.app.house.payments.pay(&entry.id, None).expect("an event");
    shop.app.settle().await;
    assert_eq!(shop.stored(&page).await.snapshot().state.kind(), "awaiting_payment");
    shop.app.advance(150);
    shop.app.settle().await;
    assert_eq!(shop.stored(&page).await.snapshot().state.kind(), "paid");
}

#[tokio::test]
async fn a_provider_that_is_down_or_mute_loses_nothing_and_makes_nothing_twice() {
    let mut shop = Shop::open().await;
    let page = shop.order("1").await;
    shop.app.house.payments.set_mood(Mood::Down);
    let page = shop.choose(&page, "boleto").await;
    assert!(page.text().contains("está sendo gerada"), "{}", page.text());
    shop.app.house.payments.set_mood(Mood::Mute);
    shop.app.advance(90);
    shop.app.settle().await;
    shop.app.advance(300);
    shop.app.settle().await;
    shop.app.house.payments.set_mood(Mood::Well);
    shop.app.advance(1000);
    shop.app.settle().await;
    let entries = shop.app.house.payments.entries();
    assert_eq!(
        entries.iter().filter(|entry| entry.kind == "BOLETO").count(),
        1,
        "an answer that was lost made nothing twice"
    );
    let page = shop.look(&page).await;
    assert!(!page.attributes("input#linha", "value").is_empty(), "{}", page.text());
    // Told of while it is down: heard, and asked about later.
    let event = shop.app.house.payments.pay(&entries[0].id, None).expect("an event");
    shop.app.house.payments.set_mood(Mood::Down);
    assert_eq!(shop.tell(&event).await, StatusCode::OK);
    assert_eq!(shop.stored(&page).await.snapshot().state.kind(), "awaiting_payment");
    shop.app.house.payments.set_mood(Mood::Well);
    shop.app.advance(1000);
    shop.app.settle().await;
    assert_eq!(shop.stored(&page).await.snapshot().state.kind(), "paid");
}

#[tokio::test]
async fn a_wrong_amount_is_held_for_the_supervisor() {
    let mut shop = Shop::open().await;
    let (page, entry) = shop.charged("1", "pix").await;
    let event = shop.app.house.payments.pay(&entry.id, Cents::new(10_000).ok()).expect("an event");
    assert_eq!(shop.tell(&event).await, StatusCode::OK);
    assert_eq!(shop.stored(&page).await.snapshot().state.kind(), "awaiting_payment");
    let queue = shop.supervisor.get("/supervisao/pagamentos").await;
    assert!(queue.text().contains("Foi pago outro valor: R$ 100,00"), "{}", queue.text());
    let form = queue
        .form(&format!("/supervisao/pagamentos/{}", entry.reference))
        .fill("words", "Devolvido por transferência")
        .fill("what", "resolvido");
    let queue = shop.supervisor.submit(form).await;
    assert!(queue.text().contains("Nada a olhar"), "{}", queue.text());
    shop.tell(&event).await;
    shop.app.advance(600);
    shop.app.settle().await;
    assert!(
        shop.supervisor.get("/supervisao/pagamentos").await.text().contains("Nada a olhar"),
        "what was looked at stays so"
    );
}

#[tokio::test]
async fn money_for_what_was_called_off_or_paid_before_is_never_lost() {
    let mut shop = Shop::open().await;
    // Paid at the same moment as it was called off: the provider does not take it back any more.
    let (cancelled, late) = shop.charged("1", "pix").await;
    shop.app.house.payments.set_mood(Mood::Down);
    let gone = shop.buyer.submit(cancelled.form("/cancelar")).await;
    assert!(gone.text().contains("Cancelado"), "{}", gone.text());
    shop.app.house.payments.pay(&late.id, None).expect("an event");
    shop.app.house.payments.set_mood(Mood::Well);
    // A boleto that was replaced by a Pix; somebody pays both.
    let (twice, boleto) = shop.charged("1", "boleto").await;
    shop.app.house.payments.set_mood(Mood::Down);
    let twice = shop.choose(&twice, "pix").await;
    shop.app.house.payments.pay(&boleto.id, None).expect("an event");
    shop.app.house.payments.set_mood(Mood::Well);
    shop.app.advance(1000);
    shop.app.settle().await;
    assert_eq!(shop.stored(&cancelled).await.snapshot().state.kind(), "cancelled");
    assert_eq!(
        shop.stored(&twice).await.snapshot().state.kind(),
        "paid",
        "by the one that was called off: its money is there"
    );
    let queue = shop.supervisor.get("/supervisao/pagamentos").await;
    assert!(queue.text().contains("depois de o pedido ter sido cancelado"), "{}", queue.text());
    let form = queue
        .form(&format!("/supervisao/pagamentos/{}", late.reference))
        .fill("words", "Pedido cancelado")
        .fill("what", "devolver");
    shop.supervisor.submit(form).await;
    shop.app.settle().await;
    assert_eq!(shop.charge(&late).await.snapshot().state.kind(), "refunded");
}

#[tokio::test]
async fn another_boleto_that_is_paid_after_the_pix_was_is_paid_twice() {
    let mut shop = Shop::open().await;
    let (page, boleto) = shop.charged("1", "boleto").await;
    // The boleto cannot be taken back at once, and is paid at a bank counter meanwhile.
    shop.app.house.payments.set_mood(Mood::Down);
    let page = shop.choose(&page, "pix").await;
    shop.app.house.payments.set_mood(Mood::Well);
    shop.buyer.post(&format!("{}/verificar", bare(&page)), &[]).await;
    let pix = shop.app.house.payments.entries().into_iter().find(|entry| entry.kind == "PIX").expect("a Pix");
    let event = shop.app.house.payments.pay(&pix.id, None).expect("an event");
    shop.app.house.payments.pay(&boleto.id, None);
    assert_eq!(shop.tell(&event).await, StatusCode::OK);
    shop.app.advance(1000);
    shop.app.settle().await;
    assert_eq!(shop.stored(&page).await.snapshot().state.kind(), "paid");
    let queue = shop.supervisor.get("/supervisao/pagamentos").await;
    assert!(queue.text().contains("o dinheiro entrou duas vezes"), "{}", queue.text());
}
