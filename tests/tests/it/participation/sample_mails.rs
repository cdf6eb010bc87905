//! What people will get, mailed to the organiser who wants to see it before anybody gets it.

use crate::participation::claims::second_institution;
use crate::participation::organiser::{event, program, publish, upload};
use domain::value::cpf::Cpf;
use domain::work::{Message, Task};
use http::StatusCode;
use journeys::{Browser, Mail, ORGANISER_CPF, ORGANISER_EMAIL, TestApp};
use serde_json::json;

const LIST: &[u8] = b"Nome;E-mail;CPF;Papel\nAna Lua;ana.lua@exemplo.com.br;184.207.635-35;\n\
    Maximiliana Wenceslau de Albuquerque Cavalcanti;max@exemplo.com.br;;palestrante\nDavi Reis;davi@exemplo.com.br;;\n";

/// The tests that an account was mailed, in the order in which they were written.
fn tests_of(app: &TestApp, address: &str) -> Vec<Mail> {
    app.mails_to(address).into_iter().filter(|mail| mail.subject.starts_with("TESTE · ")).collect()
}

/// Presses the button of a page, and waits for the mail. What the page says then, its notice first.
async fn press(app: &TestApp, organiser: &mut Browser, page: &str) -> (String, Mail) {
    let before: Vec<String> = tests_of(app, ORGANISER_EMAIL).into_iter().map(|mail| mail.id).collect();
    let form = organiser.get(page).await.form("/teste");
    let answer = organiser.submit(form).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    app.settle().await;
    let mut new: Vec<Mail> = tests_of(app, ORGANISER_EMAIL);
    new.retain(|mail| !before.contains(&mail.id));
    assert_eq!(new.len(), 1, "one mail");
    (format!("{} {}", answer.texts("[role=status]").join(" "), answer.text()), new.remove(0))
}

/// A text without its line breaks, as a reader sees it.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn an_organiser_gets_what_people_will_get_marked_as_a_test() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let path = event(&mut organiser, "Oficina de leitura").await;
    let form = organiser.get("/organizador/emissor").await.form("/organizador/emissor");
    organiser.submit(form.fill("desk", "Secretaria").fill("email", "secretaria@horizonte.example")).await;
    let (said, mail) = press(&app, &mut organiser, &path).await;
    assert!(said.contains(&format!("O teste vai para {ORGANISER_EMAIL}. Se não chegar")), "{said}");
    assert_eq!(mail.subject, "TESTE · Seu certificado está disponível: Oficina de leitura");
    assert_eq!(mail.to, [ORGANISER_EMAIL]);
    assert_eq!(
        (mail.from_name.as_str(), &mail.reply_to[..]),
        ("Instituto Horizonte da Educação via Selo", &["secretaria@horizonte.example".to_owned()][..],)
    );
    assert!(mail.headers.iter().any(|name| name == "Auto-Submitted"));
    for part in [
        "AMOSTRA SEM VALIDADE",
        "Olá, Maria.",
        "emitiu o seu certificado de Oficina de leitura",
        "o seu CPF (***.982.***-**) ou o token, com a senha inicial",
        "Token: AMOSTRA-SEM-VALOR",
        "Senha inicial: AMOSTRA-SEM-VALOR",
    ] {
        assert!(plain(&mail.text).contains(part), "{part:?} in {}", mail.text);
    }
    assert!(mail.html.contains("Amostra sem validade."), "{}", mail.html);
    let sample = mail.links("/organizador/").remove(0);
    assert_eq!(sample, format!("{path}#amostra"));
    assert!(organiser.get(&path).await.text().contains("Uma amostra, com um nome de exemplo"));
    let code = mail.links("/v/").remove(0);
    assert!(app.browser().get(&code).await.text().contains("Isto é uma amostra"));
}

#[tokio::test]
async fn a_test_and_what_people_get_say_the_same() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let path = event(&mut organiser, "Oficina de leitura").await;
    let import = upload(&app, &mut organiser, &path, LIST.to_vec()).await;
    let (_, test) = press(&app, &mut organiser, &format!("{import}/amostra?linha=2")).await;
    publish(&app, &mut organiser, &import).await;
    let real = app.mail_to("ana.lua@exemplo.com.br", "Seu certificado está disponível");
    assert_eq!(test.subject, format!("TESTE · {}", real.subject));
    assert_eq!((&test.from_name, &test.parts, &test.headers), (&real.from_name, &real.parts, &real.headers));
    let lines = |mail: &Mail| -> Vec<String> {
        let its_own = ["Token:", "Senha inicial:", "http", "Qualquer pessoa pode", "Você recebeu", "TESTE"];
        let text = mail.text.lines().map(|line| line.trim().to_owned());
        text.filter(|line| !line.is_empty() && !its_own.iter().any(|own| line.starts_with(own))).collect()
    };
    let (test, real) = (lines(&test), lines(&real));
    let beyond: Vec<&String> = test.iter().filter(|line| !real.contains(line)).collect();
    assert_eq!(beyond.len(), 4, "nothing but what marks it: {beyond:?}");
    let title = "Seu certificado está disponível".to_owned();
    let missing: Vec<&String> = real.iter().filter(|line| !test.contains(line)).collect();
    assert_eq!(missing, [&title], "it is there as “TESTE · …”");
}

#[tokio::test]
async fn of_a_list_the_longest_name_is_mailed_or_the_line_that_is_looked_at() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let path = event(&mut organiser, "Oficina de leitura").await;
    let import = upload(&app, &mut organiser, &path, LIST.to_vec()).await;
    let (said, mail) = press(&app, &mut organiser, &import).await;
    assert!(said.contains("Maximiliana Wenceslau") && said.contains(ORGANISER_EMAIL), "{said}");
    assert!(mail.subject.ends_with("Oficina de leitura (palestrante)"), "{}", mail.subject);
    assert!(mail.text.contains("Olá, Maximiliana.") && mail.text.contains("Função: palestrante"));
    assert!(!mail.text.contains("CPF"), "the line has none: {}", mail.text);
    let (_, mail) = press(&app, &mut organiser, &format!("{import}/amostra?linha=4")).await;
    assert!(mail.text.contains("Olá, Davi."), "{}", mail.text);
    let link = mail.links("/organizador/").remove(0);
    let mut signed_out = app.browser();
    let sign_in = signed_out.get(&link).await;
    assert_eq!(sign_in.form("/entrar").value("next"), Some(link.as_str()), "the sign-in leads there");
    assert!(organiser.get(&link).await.text().contains("Davi Reis, linha 4"));
    assert_eq!(app.mails_to("max@exemplo.com.br").len() + app.mails_to("davi@exemplo.com.br").len(), 0);
}

#[tokio::test]
async fn no_word_of_a_line_is_kept_with_the_mail() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let path = event(&mut organiser, "Oficina de leitura").await;
    let import = upload(&app, &mut organiser, &path, LIST.to_vec()).await;
    press(&app, &mut organiser, &import).await;
    let account = program(&organiser).get("/perfil").await.json();
    assert_eq!(account["mails"][0]["about"], "Teste da mensagem dos participantes");
    let keys = app.app.secrets.keys().await.expect("keys");
    let own = keys.account_of_cpf(&Cpf::parse(ORGANISER_CPF).expect("a CPF"));
    let works = app.app.store.list_account_mails(&own).await.expect("mails");
    let sample = works.iter().find(|work| {
        matches!(work.task(), Task::Mail { message: Message::Sample { line: Some(_), .. }, .. })
    });
    let kept = serde_json::to_string(sample.expect("a sample").snapshot()).expect("JSON").to_lowercase();
    for word in ["maximiliana", "wenceslau", "palestrante", "exemplo.com.br", "oficina"] {
        assert!(!kept.contains(word), "{word} in {kept}");
    }
}

#[tokio::test]
async fn a_line_that_is_not_there_is_not_mailed_as_another() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Oficina de Gravura").await;
    let list =
        b"Nome;E-mail\nAna Lua;ana@exemplo.com.br\nIvo;sem arroba\nDavi Reis;davi@exemplo.com.br\n".to_vec();
    let import = upload(&app, &mut organiser, &event, list).await;
    let mut program = program(&organiser).with_header("idempotency-key", "um teste de ninguém");
    for row in [3, 99] {
        let reply = program.post_json(&format!("{import}/amostra/teste"), &json!({ "linha": row })).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{row}");
        let shown = organiser.get(&format!("{import}/amostra/linha/{row}")).await;
        assert_eq!(shown.status, StatusCode::NOT_FOUND, "{row}");
    }
}

#[tokio::test]
async fn a_line_that_is_gone_when_the_mail_is_written_is_mailed_to_nobody() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let path = event(&mut organiser, "Oficina de leitura").await;
    let import = upload(&app, &mut organiser, &path, LIST.to_vec()).await;
    let page = organiser.get(&import).await;
    organiser.submit(page.form("/teste")).await;
    organiser.submit(page.form("/descartar")).await;
    app.settle().await;
    assert!(tests_of(&app, ORGANISER_EMAIL).is_empty());
    let told = program(&organiser).get("/perfil").await.json();
    assert_eq!(told["mails"][0]["label"], "Dispensada");
    let late = organiser.submit(page.form("/teste").fill("idempotency_key", "outra chave")).await;
    assert_eq!(late.status, StatusCode::NOT_FOUND);
    assert!(late.text().contains("Abrir a planilha"), "{}", late.text());
}

#[tokio::test]
async fn a_form_that_comes_twice_sends_one_mail_and_ten_an_hour_are_enough() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let path = event(&mut organiser, "Oficina de leitura").await;
    let import = upload(&app, &mut organiser, &path, LIST.to_vec()).await;
    for page in [&path, &import] {
        let form = organiser.get(page).await.form("/teste");
        let (first, again) = (organiser.submit(form.clone()).await, organiser.submit(form).await);
        assert_eq!((first.status, &first.path), (again.status, &again.path));
    }
    app.settle().await;
    assert_eq!(tests_of(&app, ORGANISER_EMAIL).len(), 2);
    let mut program = program(&organiser);
    let mut answers = Vec::new();
    for _ in 0..9 {
        answers.push(program.post_json(&format!("{path}/teste"), &json!({})).await);
    }
    let full = answers.pop().expect("the last");
    assert!(answers.iter().all(|answer| answer.status == StatusCode::CREATED));
    assert_eq!(full.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(full.headers.contains_key("retry-after"));
    let form = organiser.get(&import).await.form("/teste");
    let told = organiser.submit(form).await;
    assert!(told.text().contains("Você já enviou dez testes para si nesta hora"), "{}", told.text());
    app.advance(3600);
    let mut organiser = app.organiser_again().await;
    let form = organiser.get(&import).await.form("/teste");
    assert_eq!(organiser.submit(form).await.status, StatusCode::OK);
}

#[tokio::test]
async fn nobody_has_samples_of_another_institution_mailed() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let path = event(&mut organiser, "Oficina de leitura").await;
    let import = upload(&app, &mut organiser, &path, LIST.to_vec()).await;
    let mut other = second_institution(&app).await;
    for address in [format!("{path}/teste"), format!("{import}/amostra/teste")] {
        assert_eq!(other.post(&address, &[]).await.status, StatusCode::NOT_FOUND, "{address}");
        let wrong = organiser.post(&address, &[("email", "outra@exemplo.com.br")]).await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "no address is taken from a form");
    }
    assert_eq!(other.get(&format!("{import}/amostra/linha/2")).await.status, StatusCode::NOT_FOUND);
    app.settle().await;
    assert!(app.mails().iter().all(|mail| !mail.subject.starts_with("TESTE")));
}

#[tokio::test]
async fn whoever_does_not_organise_any_more_gets_no_sample() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let page = event(&mut organiser, "Oficina de Gravura").await;
    app.settle().await;
    app.house.engines.ses_refuse(true);
    let form = organiser.get(&page).await.form("/teste");
    organiser.submit(form).await;
    app.settle().await;
    app.administer(json!({ "action": "dismiss_organiser", "cpf": ORGANISER_CPF })).await;
    app.house.engines.ses_refuse(false);
    for _ in 0..3 {
        app.advance(120);
        app.settle().await;
    }
    assert!(tests_of(&app, ORGANISER_EMAIL).is_empty());
}
