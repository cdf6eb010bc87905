//! From the shop to a paid order: Pix, boleto with its second one, card on the provider's page, and what somebody else sees of it.

use super::shop::{PAYER_CPF, PAYER_EMAIL, Shop, bare, signed_in};
use axum::body::Body;
use domain::digital::payment::{Barcode, pix};
use domain::role::Roles;
use domain::value::id::AccountId;
use http::{Method, StatusCode};

#[tokio::test]
async fn a_pix_is_paid_and_each_unit_waits_to_be_assigned() {
    let mut shop = Shop::open().await;
    let page = shop.buyer.get("/loja").await;
    assert!(page.text().contains("e-CPF A1, 1 ano") && page.text().contains("189,90"), "{}", page.text());
    assert!(page.text().contains("CNH"), "eligibility is told before anything is paid");
    let (page, entry) = shop.charged("3", "pix").await;
    assert_eq!(entry.amount.get(), 3 * 18_990);
    let code = page.attributes("input#pix", "value").remove(0);
    assert_eq!(pix::read(&code).expect("a code").amount.map(|amount| amount.get()), Some(56_970));
    let picture = shop.buyer.get(&format!("{}/pix.png", bare(&page))).await;
    assert_eq!((picture.status, &picture.body[1..4]), (StatusCode::OK, &b"PNG"[..]));

    let event = shop.app.house.payments.pay(&entry.id, None).expect("an event");
    assert_eq!(shop.tell(&event).await, StatusCode::OK);
    let page = shop.look(&page).await;
    assert!(page.text().contains("Pagamento reconhecido em"), "{}", page.text());
    assert_eq!(page.text().matches("A atribuir").count(), 3, "{}", page.text());
    let receipt = shop.buyer.get(&page.link("Recibo")).await;
    assert!(receipt.body.starts_with(b"%PDF"), "{}", receipt.status);
    let list = shop.buyer.get("/pedidos?situacao=pagos").await;
    assert!(list.text().contains("3 × e-CPF A1, 1 ano"), "{}", list.text());
    assert!(!shop.buyer.get("/pedidos?situacao=abertos").await.text().contains("3 ×"));
}

#[tokio::test]
async fn a_boleto_has_a_line_a_paper_and_a_second_one_that_calls_it_off() {
    let mut shop = Shop::open().await;
    let (page, first) = shop.charged("1", "boleto").await;
    let line = page.attributes("input#linha", "value").remove(0);
    let barcode = Barcode::of_line(&line).expect("a line");
    assert_eq!((barcode.amount().get(), barcode.bank().as_str()), (18_990, "999"));
    let paper = shop.buyer.get(&page.link("Abrir o boleto")).await;
    assert!(paper.body.starts_with(b"%PDF"), "{}", paper.status);

    shop.app
        .house
        .payments
        .change(&first.id, local::engines::asaas::Status::Overdue, None)
        .expect("an event");
    shop.app.advance(7 * 24 * 3600);
    shop.app.settle().await;
    shop.buyer = shop.app.organiser_again().await;
    let page = shop.look(&page).await;
    assert!(page.text().contains("Segunda via do boleto"), "{}", page.text());
    let form = page.form("/segunda-via");
    let refused = shop.buyer.submit_only(form.clone()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "the terms are accepted again");
    let late = shop.buyer.submit_only(form.clone().fill("accepts", "true").fill("due", "2099-01-05")).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "ten days at most");
    let page = shop.buyer.submit(form.fill("accepts", "true")).await;
    assert!(page.text().contains("segunda via"), "{}", page.text());
    let second = shop.app.house.payments.entries().remove(0);
    assert!(second.id != first.id && second.due > first.due);
    assert_eq!(shop.charge(&first).await.snapshot().state.kind(), "cancelled");
    assert!(shop.charge(&first).await.snapshot().is_withdrawn, "nobody pays the first one by mistake");
}

#[tokio::test]
async fn a_card_is_paid_on_the_providers_page_in_instalments() {
    let mut shop = Shop::open().await;
    let page = shop.order("1").await;
    let form = page
        .form("/pagamento")
        .fill("method", "cartao")
        .fill("instalments", "10")
        .fill("idempotency_key", "cartao-chave");
    let page = shop.buyer.submit(form).await;
    assert!(page.text().contains("10 vezes sem juros"), "{}", page.text());
    assert!(page.link("Ir para a página de pagamento").starts_with("/_local/pagamentos/"));
    let entries = shop.app.house.payments.entries();
    assert_eq!((entries.len(), entries.iter().map(|entry| entry.amount.get()).sum::<u64>()), (10, 18_990));
    let event = shop.app.house.payments.pay(&entries[9].id, None).expect("an event");
    assert_eq!(shop.tell(&event).await, StatusCode::OK);
    let page = shop.look(&page).await;
    assert!(page.text().contains("Pagamento reconhecido"), "{}", page.text());
}

#[tokio::test]
async fn what_was_typed_stays_and_nobody_pays_who_cannot_be_identified() {
    let mut shop = Shop::open().await;
    let form = shop.form("2").await.fill("identifiable", "nao").fill("number", "111.111.111-11");
    let page = shop.buyer.submit_only(form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.text().contains("Sem CNH e sem biometria") && page.text().contains("Confira o número"),
        "{}",
        page.text()
    );
    let form = page.form("/pedidos");
    assert_eq!(
        (form.value("name"), form.value("units"), form.value("email")),
        (Some("Ana Lua"), Some("2"), Some(PAYER_EMAIL))
    );
    for (field, value) in [
        ("units", "0"),
        ("units", "41"),
        ("for_whom", ""),
        ("email", "ninguem"),
        ("name", ""),
        ("address", &"x".repeat(300)),
    ] {
        let form = shop.form("1").await.fill(field, value);
        assert_eq!(shop.buyer.submit_only(form).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
    }
    assert!(shop.app.house.payments.entries().is_empty());
    for hostile in [("status", "paid"), ("total", "0"), ("price", "0"), ("buyer", "X"), ("paid", "true")] {
        let form = shop.form("1").await.fill(hostile.0, hostile.1);
        assert_eq!(shop.buyer.submit_only(form).await.status, StatusCode::BAD_REQUEST, "{}", hostile.0);
    }
}

#[tokio::test]
async fn the_same_form_twice_is_one_order_and_one_charge() {
    let mut shop = Shop::open().await;
    let form = shop.form("1").await;
    let first = shop.buyer.submit(form.clone()).await;
    let second = shop.buyer.submit(form).await;
    assert_eq!(bare(&first), bare(&second));
    let form = first.form("/pagamento").fill("method", "pix").fill("idempotency_key", "a-mesma-chave");
    shop.buyer.submit(form.clone()).await;
    shop.buyer.submit(form).await;
    assert_eq!(shop.app.house.payments.entries().len(), 1);
}

#[tokio::test]
async fn somebody_elses_order_is_not_there() {
    let mut shop = Shop::open().await;
    let (page, _) = shop.charged("1", "boleto").await;
    let path = bare(&page);
    let mut stranger = signed_in(&shop.app, AccountId::from_bytes([9; 17]), Roles::holder()).await;
    for part in ["", "/boleto.pdf", "/pix.png", "/recibo.pdf"] {
        assert_eq!(
            stranger.send(Method::GET, &format!("{path}{part}"), None, Body::empty()).await.status,
            StatusCode::NOT_FOUND,
            "{part}"
        );
    }
    for (part, fields) in [
        ("/pagamento", &[("method", "pix")][..]),
        ("/cancelar", &[]),
        ("/verificar", &[]),
        ("/segunda-via", &[("due", "2026-12-10"), ("accepts", "true")]),
    ] {
        assert_eq!(
            stranger.post(&format!("{path}{part}"), fields).await.status,
            StatusCode::NOT_FOUND,
            "{part}"
        );
    }
    let protocol = shop.stored(&page).await.snapshot().protocol.as_str().to_owned();
    for sought in [protocol.as_str(), PAYER_CPF, PAYER_EMAIL] {
        let found = stranger.post("/pedidos/busca", &[("text", sought)]).await;
        assert!(found.text().contains("Nada encontrado"), "{}", found.text());
        let found = shop.buyer.post("/pedidos/busca", &[("text", sought)]).await;
        assert!(found.text().contains("1 × e-CPF A1"), "{sought}: {}", found.text());
    }
    assert_eq!(shop.stored(&page).await.snapshot().state.kind(), "awaiting_payment");
    let supervising = stranger.send(Method::GET, "/supervisao/pagamentos", None, Body::empty()).await;
    assert_eq!(supervising.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_product_is_kept_with_its_earlier_terms_and_orders_keep_theirs() {
    let mut shop = Shop::open().await;
    let ordered = shop.order("1").await;
    let page = shop.supervisor.get("/supervisao/catalogo/e-cpf-a1-1-ano").await;
    let page = shop.supervisor.submit(page.form("/conferir").fill("price", "210,00")).await;
    assert!(page.text().contains("O preço muda de R$ 189,90 para R$ 210,00"), "{}", page.text());
    let stale = page.form("/supervisao/catalogo");
    shop.supervisor.submit(stale.clone()).await;
    let page = shop.supervisor.get("/supervisao/catalogo/e-cpf-a1-1-ano").await;
    assert!(page.text().contains("189,90"), "the terms before are shown: {}", page.text());
    let overtaken = shop.supervisor.submit_only(stale.fill("idempotency_key", "outra-chave-1")).await;
    assert_eq!(overtaken.status, StatusCode::CONFLICT, "a version that was not seen is not written over");
    assert_eq!(shop.stored(&ordered).await.snapshot().total.get(), 18_990);
    let free = shop
        .supervisor
        .get("/supervisao/catalogo/e-cpf-a1-1-ano")
        .await
        .form("/conferir")
        .fill("price", "0,00");
    let refused = shop.supervisor.submit_only(free).await;
    assert!(refused.text().contains("Sem custo só para entidades credenciadas"), "{}", refused.text());
    let list = shop.supervisor.get("/supervisao/catalogo").await;
    shop.supervisor.submit(list.form("/venda")).await;
    assert!(!shop.buyer.get("/loja").await.text().contains("e-CPF A1, 1 ano"));
    let gone =
        shop.buyer.send(Method::GET, "/pedidos/novo?produto=e-cpf-a1-1-ano", None, Body::empty()).await;
    assert_eq!(gone.status, StatusCode::GONE);
}

#[tokio::test]
async fn what_is_for_vetted_entities_nobody_else_orders() {
    let mut shop = Shop::open().await;
    shop.product("selo-orgao-publico", "Certificado de órgão público", "0,00", "credenciada").await;
    assert!(shop.buyer.get("/loja").await.text().contains("Só para entidades credenciadas"));
    let refused =
        shop.buyer.send(Method::GET, "/pedidos/novo?produto=selo-orgao-publico", None, Body::empty()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let form = shop.form("1").await.fill("product", "selo-orgao-publico");
    assert_eq!(shop.buyer.submit_only(form).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_costs_nothing_a_supervisor_confirms_and_not_their_own() {
    let mut shop = Shop::open().await;
    shop.product("selo-orgao-publico", "Certificado de órgão público", "0,00", "credenciada").await;
    let entity = domain::value::id::EntityId::from_bytes([5; 17]);
    let keys = shop.app.app.secrets.keys().await.expect("keys");
    let buyer = keys.account_of_cpf(&domain::value::cpf::Cpf::parse(journeys::ORGANISER_CPF).expect("a CPF"));
    shop.buyer = signed_in(&shop.app, buyer.clone(), Roles::holder().requesting(entity)).await;
    let page = shop.buyer.get("/pedidos/novo?produto=selo-orgao-publico").await;
    let form =
        page.form("/pedidos").fill("units", "2").fill("for_whom", "outros").fill("identifiable", "sim");
    let page = shop.buyer.submit(form.fill("number", PAYER_CPF)).await;
    assert!(page.text().contains("não tem custo"), "{}", page.text());
    assert!(page.find_form("/pagamento").is_none(), "nothing is charged");
    let id = bare(&page).replace("/pedidos/", "");
    let confirm = format!("/supervisao/pedidos/{id}");
    let own = Roles::holder().with_duty(domain::role::Duty::Supervisor);
    let mut themselves = signed_in(&shop.app, buyer, own).await;
    assert_eq!(themselves.post(&confirm, &[("reason", "Convênio")]).await.status, StatusCode::CONFLICT);
    let queue = shop.supervisor.get("/supervisao/pedidos").await;
    assert!(queue.text().contains("2 × Certificado de órgão público"), "{}", queue.text());
    let queue = shop.supervisor.submit(queue.form(&confirm).fill("reason", "Convênio 12/2026")).await;
    assert!(queue.text().contains("Nenhum pedido espera"), "{}", queue.text());
    assert_eq!(shop.supervisor.post(&confirm, &[("reason", "De novo")]).await.status, StatusCode::CONFLICT);
    let page = shop.look(&page).await;
    assert_eq!(page.text().matches("A atribuir").count(), 2, "{}", page.text());
    shop.app.settle().await;
    assert!(
        shop.app.mail_to(journeys::ORGANISER_EMAIL, "Pedido confirmado").text.contains("2 × Certificado")
    );
}
