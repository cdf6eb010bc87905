//! Whoever comes too late, too often, or for what is not theirs.

use super::*;

#[tokio::test]
async fn nobody_corrects_what_is_not_theirs_nor_what_has_changed() {
    let (mut house, _) = issued().await;
    let (ana, mut davi) = (house.ana().await, house.davi().await);
    let path = path_of(&ana).await;
    let program = |browser: &Browser| as_json(browser).with_header("idempotency-key", "uma correção");
    let wish = json!({ "name": "Anna Lua", "version": 1 });
    for what in ["", "/conferir"] {
        let reply = program(&davi).post_json(&format!("{path}{what}"), &wish).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{what}");
    }
    assert_eq!(davi.get(&path).await.status, StatusCode::NOT_FOUND);
    let stale = json!({ "name": "Anna Lua", "version": 7 });
    assert_eq!(program(&ana).post_json(&path, &stale).await.status, StatusCode::CONFLICT);
    let nothing = json!({ "name": "Ana Lua", "version": 1 });
    assert_eq!(program(&ana).post_json(&path, &nothing).await.status, StatusCode::UNPROCESSABLE_ENTITY);

    // Two organisers at once: the second hears that it changed.
    let id = text(&only_card(&ana).await, "id").to_lowercase();
    let decide = format!("/organizador/certificados/{id}/correcao");
    let mut other = house.app.organiser_again().await;
    let mut reviews = Vec::new();
    for (browser, name) in [(&mut house.organiser, "Eva Sol"), (&mut other, "Iva Sol")] {
        let form = browser.get(&decide).await.form("/conferir").fill("name", name);
        reviews.push(browser.submit(form).await.form("/correcao"));
    }
    let second = reviews.pop().expect("a form");
    assert!(house.organiser.submit(reviews.remove(0)).await.status.is_success());
    assert_eq!(other.submit(second.clone()).await.status, StatusCode::CONFLICT, "it is being drawn");
    house.app.settle().await;
    let late = other.submit(second).await;
    assert!(late.status == StatusCode::CONFLICT && late.html().contains("mudou"), "{}", late.html());

    house.revoke(&id, "Engano").await;
    let page = ana.clone().get(&path).await;
    assert!(page.text().contains("foi revogado") && page.find_form("/conferir").is_none(), "{}", page.text());
    assert_eq!(
        program(&ana).post_json(&path, &json!({ "name": "Evva Sol", "version": 2 })).await.status,
        409
    );
}

#[tokio::test]
async fn one_account_asks_ten_times_a_day() {
    let (house, _) = issued().await;
    crate::house::people::begin_window(&house.app, 24 * 3600);
    let mut ana = house.ana().await;
    for _ in 0..10 {
        let page = asked(&house, &mut ana, &[("words", "O local está errado.")]).await;
        ana.submit(page.form("/desistir")).await;
    }
    let review = reviewed(&mut ana, &[("words", "Outra vez o local.")]).await;
    let page = ana.submit(review.form("/correcoes")).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(
        page.html().contains("muitos pedidos") && page.text().contains("Outra vez o local."),
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn an_old_form_ends_no_request_that_its_sender_has_not_seen() {
    let (mut house, _) = issued().await;
    let mut ana = house.ana().await;
    let page = asked(&house, &mut ana, &[("role", "Monitora")]).await;
    team(&house.app, "pass_on_correction", &number(&page)).await;
    let path = house.organiser.get("/organizador/correcoes").await.attributes("td a", "href").remove(0);
    let seen = house.organiser.get(&path).await;
    let review = house.organiser.submit(seen.form("/conferir")).await;
    ana.submit(page.form("/desistir")).await;
    let page = asked(&house, &mut ana, &[("workload", "80")]).await;
    team(&house.app, "pass_on_correction", &number(&page)).await;
    let answer = seen.form("/resposta").fill("text", "Não foi monitora.");
    for form in [review.form("/correcao"), answer] {
        let reply = house.organiser.submit(form).await;
        assert_eq!(reply.status, StatusCode::CONFLICT);
        assert!(reply.html().contains("A pessoa pediu outra coisa"), "{}", reply.html());
    }
    house.app.settle().await;
    assert!(ana.get(&path_of(&ana).await).await.text().contains("Com a instituição"));
    let card = only_card(&ana).await;
    assert_eq!((text(&card, "role"), text(&card, "workload")), ("", ""), "nothing was issued");
}

#[tokio::test]
async fn who_has_the_request_signs_the_mails_about_it() {
    let (mut house, _) = issued().await;
    with_secretary(&mut house).await;
    let mut ana = house.ana().await;
    let page = asked(&house, &mut ana, &[("words", "O local está errado.")]).await;
    let opened = house.app.mail_to(ANA_EMAIL, "Recebemos o seu pedido de correção");
    assert_eq!(
        (opened.reply_to.clone(), opened.from_name.contains("Horizonte")),
        (vec![TEAM.to_owned()], false)
    );
    assert!(opened.text.contains("O local está errado."), "{}", opened.text);
    let number = number(&page);
    team(&house.app, "pass_on_correction", &number).await;
    house.app.settle().await;
    let passed = house.app.mail_to(ANA_EMAIL, "O seu pedido de correção foi encaminhado");
    assert_eq!(
        (passed.reply_to.clone(), passed.from_name.contains("Horizonte")),
        (vec![SECRETARY.to_owned()], true)
    );
    ana.submit(ana.clone().get(&page.path).await.form("/desistir")).await;
    let page = asked(&house, &mut ana, &[("words", "A data está errada.")]).await;
    let answer =
        json!({ "action": "answer_correction", "number": self::number(&page), "text": "A data confere." });
    house.app.administer(answer).await;
    house.app.settle().await;
    let answered = house.app.mail_to(ANA_EMAIL, "Resposta ao seu pedido de correção");
    assert_eq!(
        (answered.reply_to.clone(), answered.from_name.contains("Horizonte")),
        (vec![TEAM.to_owned()], false)
    );
    assert!(answered.text.contains("A data está errada.") && answered.text.contains("A data confere."));
}
