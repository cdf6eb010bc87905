//! The logs of the functions hold no personal value, at the most talkative level that a deployment can ask for, whatever
//! goes wrong; and every line of them is one JSON object.

use crate::scene::Scene;
use axum::Router;
use axum::body::Body;
use domain::people::second_factor::totp::SharedKey;
use domain::role::Duty;
use domain::value::code::VerifyCode;
use http::{Method, Request, StatusCode};
use journeys::colleague::named;
use journeys::lambda::{Gateway, Lambda, Outcome};
use journeys::{TestApp, cpf};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tower::ServiceExt;

/// What nobody else writes, where people may write anything.
const CHOSEN_PASSWORD: &str = "girassol no quintal 8";
const WRONG_PASSWORD: &str = "canario de senha 17";
const LINK: &str = "canario-de-link-direto-na-url";
const RESET: &str = "canario-de-segredo-na-url";
const NAME: &str = "Ana Luz";

/// Whom SES refuses by name.
const REFUSED: &str = "unverified+rui@simulator.amazonses.com";
/// What somebody called the file that they dropped at the console.
const FILE: [&str; 2] = ["Maria Silva", "529.982.247-25"];

/// What touches no person.
const IMPERSONAL: [&str; 1] = ["serve-site"];

/// A gateway with functions behind it.
fn gateway(lambda: &Lambda) -> Router {
    Gateway::before(lambda, 1, Duration::from_secs(30)).router()
}

/// Sends a request, and answers with its status and its JSON.
async fn send(
    gateway: &Router,
    method: Method,
    path: &str,
    token: &str,
    body: Option<Value>,
) -> (StatusCode, Value) {
    let mut request = Request::builder().method(method).uri(path).header("accept", "application/json");
    request = request.header("content-type", "application/json").header("host", "selo.example");
    if !token.is_empty() {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let body = body.map(|body| Body::from(body.to_string())).unwrap_or_default();
    let answer = gateway.clone().oneshot(request.body(body).expect("a request")).await.expect("an answer");
    let status = answer.status();
    let bytes = axum::body::to_bytes(answer.into_body(), 16 << 20).await.expect("a body");
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

/// Everything that must not be in a log, and what it is.
fn secrets(app: &TestApp) -> BTreeMap<String, &'static str> {
    let mut secrets = BTreeMap::from([
        (NAME.to_owned(), "a name"),
        (WRONG_PASSWORD.to_owned(), "a password"),
        (LINK.to_owned(), "a direct link"),
        (RESET.to_owned(), "a way in"),
        (journeys::ORGANISER_PASSWORD.to_owned(), "a password"),
        (CHOSEN_PASSWORD.to_owned(), "a password"),
        (REFUSED.to_owned(), "an address"),
        (FILE[0].to_owned(), "the name of a file"),
        (FILE[0].replace(' ', "+"), "the name of a file"),
        (FILE[0].replace(' ', "%20"), "the name of a file"),
        (FILE[1].to_owned(), "the name of a file"),
        ("Otília".to_owned(), "a name"),
        ("Ot\\u00edlia".to_owned(), "a name"),
    ]);
    let colleague = named(Duty::Agent).0.to_owned();
    for cpf in [cpf(0), cpf(1), cpf(2), journeys::ORGANISER_CPF.to_owned(), colleague] {
        secrets.insert(cpf.chars().filter(char::is_ascii_digit).collect(), "a CPF");
        secrets.insert(cpf, "a CPF");
    }
    for mail in app.mails() {
        secrets.extend(mail.to.iter().map(|to| (to.clone(), "an address")));
        for label in ["Token:", "Senha inicial:"] {
            if mail.text.contains(label) {
                let value = mail.after(label);
                secrets.insert(value.replace('-', ""), "a token or password");
                secrets.insert(value, "a token or password");
            }
        }
        for (at, _) in mail.text.match_indices("/v/") {
            secrets.insert(mail.text[at + 3..].chars().take(17).collect(), "a code");
        }
    }
    secrets
}

/// What people do, and what they do wrong. Answers with the token of a session.
async fn people(scene: &Scene, gateway: &Router) -> String {
    let mail = scene.app.mails_to("pessoa0@exemplo.com.br").remove(0);
    let code = mail.links("/v/").remove(0);
    let enter = |password: &str| Some(json!({ "identifier": cpf(0), "password": password }));
    let (status, _) = send(gateway, Method::POST, "/entrar", "", enter(WRONG_PASSWORD)).await;
    assert_eq!(status, 401);
    let (status, entered) =
        send(gateway, Method::POST, "/entrar", "", enter(&mail.after("Senha inicial:"))).await;
    let first = entered["token"].as_str().unwrap_or_else(|| panic!("{status} {entered}")).to_owned();
    let chosen = json!({ "new_password": CHOSEN_PASSWORD, "repeated": CHOSEN_PASSWORD });
    let (status, entered) = send(gateway, Method::POST, "/primeiro-acesso", &first, Some(chosen)).await;
    let token = entered["token"].as_str().unwrap_or_else(|| panic!("{status} {entered}")).to_owned();
    let (_, cards) = send(gateway, Method::GET, "/certificados", &token, None).await;
    let path = format!("/certificados/{}/correcoes", cards["cards"][0]["id"].as_str().expect("a card"));
    let wish = json!({ "name": NAME, "role": NAME, "words": NAME, "version": 1 });
    let (status, asked) = send(gateway, Method::POST, &path, &token, Some(wish)).await;
    assert_eq!(status, 201, "{asked}");
    send(gateway, Method::POST, &path, &token, Some(json!({ "name": NAME, "nome": NAME }))).await;
    assert_eq!(send(gateway, Method::GET, &code, "", None).await.0, 200);
    let unknown = VerifyCode::from_chance([7; 10]);
    for path in
        [format!("/v/{}", unknown.as_str()), format!("/c/{LINK}"), format!("/senha/nova/{RESET}/{RESET}")]
    {
        assert!(send(gateway, Method::GET, &path, "", None).await.0.is_client_error(), "{path}");
    }
    for path in ["/organizador", "/ajuda"] {
        send(gateway, Method::GET, path, &token, None).await;
    }
    let forms = [
        ("/visitante", json!({ "identifier": cpf(1) })),
        ("/reenviar", json!({ "email": "pessoa1@exemplo.com.br" })),
        ("/reenviar", json!({ "email": NAME })),
        ("/verificar", json!({ "code": unknown.as_str() })),
        ("/entrar", json!({ "identifier": NAME, "password": WRONG_PASSWORD })),
        ("/entrar", json!({ "identifier": [cpf(0)], "passwort": WRONG_PASSWORD })),
    ];
    for (path, body) in forms {
        send(gateway, Method::POST, path, "", Some(body)).await;
    }
    token
}

/// Somebody with a duty sets up a second factor, mistakes codes, and signs in with each kind of code. Answers with what nobody else may
/// read: the key, the codes to recover, and the tokens of the sessions.
async fn colleague(scene: &Scene, gateway: &Router) -> Vec<String> {
    let (cpf, email) = named(Duty::Agent);
    scene.app.appoint(Duty::Agent, cpf, email).await;
    let mail = scene.app.mail_to(email, "O seu acesso de");
    let enter = |password: &str| Some(json!({ "identifier": cpf, "password": password }));
    let first = send(gateway, Method::POST, "/entrar", "", enter(&mail.after("Senha inicial:"))).await.1;
    let chosen = json!({ "new_password": CHOSEN_PASSWORD, "repeated": CHOSEN_PASSWORD });
    let entered =
        send(gateway, Method::POST, "/primeiro-acesso", text(&first["token"]), Some(chosen)).await.1;
    let offered = send(gateway, Method::GET, "/duas-etapas/ativar", text(&entered["token"]), None).await.1;
    let key = text(&offered["offer"]["key"]).to_owned();
    let phone = SharedKey::parse(&key).expect("a key");
    let code = |code: &str| Some(json!({ "code": code }));
    let token = text(&entered["token"]);
    let (status, _) = send(gateway, Method::POST, "/duas-etapas/ativar", token, code("000000")).await;
    assert_eq!(status, 422);
    let now = phone.code(scene.app.app.clock.now());
    let (status, shown) = send(gateway, Method::POST, "/duas-etapas/ativar", token, code(&now)).await;
    assert_eq!(status, 200, "{shown}");
    let half_in = send(gateway, Method::POST, "/entrar", "", enter(CHOSEN_PASSWORD)).await.1;
    let token = text(&half_in["token"]);
    assert_eq!(send(gateway, Method::POST, "/duas-etapas", token, code(&now)).await.0, 422, "it was used");
    let recovery = text(&shown["codes"][0]).to_owned();
    let (status, proved) =
        send(gateway, Method::POST, "/duas-etapas/recuperar", token, code(&recovery)).await;
    assert_eq!(status, 200, "{proved}");
    let renew = Some(json!({ "current_password": CHOSEN_PASSWORD }));
    let renewed = send(gateway, Method::POST, "/duas-etapas/codigos", text(&proved["token"]), renew).await.1;
    let codes = [&shown["codes"], &renewed["codes"]].into_iter().filter_map(Value::as_array).flatten();
    let codes = codes.map(text).flat_map(|code| [code.to_owned(), code.replace('-', "")]);
    let keys =
        [key.replace(' ', ""), key, text(&shown["token"]).to_owned(), text(&proved["token"]).to_owned()];
    codes.chain(keys).collect()
}

/// Somebody asks for access, orders, assigns, and fills in a form: with mistakes, so that something is said of each.
async fn certificates(gateway: &Router, token: &str) {
    let nobody = "0".repeat(26);
    let link = format!("{nobody}{}", "x".repeat(43));
    let (email, cpf) = ("pessoa0@exemplo.com.br", cpf(0));
    let order = json!({ "product": "e-cpf", "units": 1, "for_whom": "outros", "identifiable": "sim", "number": cpf,
        "name": NAME, "email": email });
    let unit = format!("/pedidos/{nobody}/certificados/{nobody}");
    for (path, token, body) in [
        ("/acesso".to_owned(), "", json!({ "email": email })),
        (format!("/acesso/pedidos/{link}"), "", json!({ "name": NAME, "person": cpf, "email": email })),
        ("/pedidos".to_owned(), token, order),
        ("/pedidos/busca".to_owned(), token, json!({ "text": email })),
        (unit, token, json!({ "cpf": cpf, "email": email })),
        (format!("/certificado-digital/{link}"), "", json!({ "name": NAME, "email": email })),
    ] {
        let (status, _) = send(gateway, Method::POST, &path, token, Some(body)).await;
        assert!(status != StatusCode::UNAUTHORIZED && !status.is_server_error(), "{path}: {status}");
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

/// Events that no function takes, full of personal values; and mistakes of an operator.
async fn mistakes(lambda: &Lambda) {
    let bad = json!({ "Records": [{ "eventID": NAME, "dynamodb": { "Keys": { "pk": { "S": cpf(0) }, "sk": { "S": NAME } } },
        "Sns": { "Message": format!("{NAME} <pessoa0@exemplo.com.br>") },
        "s3": { "object": { "key": format!("imports/{NAME}/{}.csv", cpf(0)) } } }] });
    for step in ["import-participants", "issue-batch", "render-pdf", "send-mail", "track-mail", "run-clock"] {
        lambda.invoke(step, bad.clone()).await;
        lambda.invoke(step, json!(format!("{NAME} {}", cpf(0)))).await;
    }
    let mut news: Value =
        serde_json::from_str(include_str!("../../../events/track-mail.json")).expect("JSON");
    news["Records"][0]["Sns"]["Message"] = json!(format!("{NAME} <pessoa0@exemplo.com.br>"));
    lambda.invoke("track-mail", news).await;
    let request = json!({ "action": "create_issuer_with_organiser", "issuer_name": "Casa", "name": NAME,
        "email": "pessoa0@exemplo.com.br", "cpf": "184.207.635-00" });
    lambda.invoke("administer", request).await;
    lambda.invoke("administer", json!({ "action": NAME, "cpf": cpf(0) })).await;
}

/// SES refuses a mail in a sentence that names its recipient.
async fn refused_by_name(scene: &Scene) {
    let request = json!({ "action": "create_issuer_with_organiser", "issuer_name": "Casa", "name": "Rui Lopes",
        "email": REFUSED, "cpf": "111.444.777-35" });
    scene.lambda.invoke("administer", request).await.answer();
    assert_eq!(
        scene.drain("send-mail").await,
        0,
        "refused for good: that is in its row, and no failure of the batch"
    );
    let log = std::fs::read_to_string(scene.lambda.log("send-mail")).expect("a log");
    assert!(log.contains("SES answered MessageRejected"), "{log}");
}

/// A list that was dropped at the console under the name of a person, while the bucket does not answer.
async fn unreadable_list(scene: &mut Scene) {
    let import = scene.uploaded(1).await;
    let mut arrival = scene.arrival(&import).await;
    let key = arrival["Records"][0]["s3"]["object"]["key"].as_str().expect("a key");
    let (folder, _) = key.rsplit_once('/').expect("a folder");
    let key = format!("{folder}/{} {}.csv", FILE[0], FILE[1]).replace(' ', "+");
    arrival["Records"][0]["s3"]["object"]["key"] = json!(key);
    let cut_off = scene.lambda.clone().with("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9");
    let outcome = cut_off.invoke("import-participants", arrival).await;
    let Outcome::Failed(error) = outcome else { panic!("{outcome:?}") };
    assert!(error["errorMessage"].as_str().is_some_and(|text| text.contains("a list of event")), "{error}");
}

/// The lines of the logs, by step.
fn lines(app: &TestApp) -> Vec<(String, String)> {
    let files =
        std::fs::read_dir(app.folder()).expect("the folder").map(|entry| entry.expect("an entry").path());
    files
        .filter(|path| path.extension().is_some_and(|ending| ending == "log"))
        .flat_map(|path| {
            let step = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
            let text = std::fs::read_to_string(&path).expect("a log");
            text.lines().map(|line| (step.clone(), line.to_owned())).collect::<Vec<_>>()
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_logs_of_the_functions_hold_no_personal_value() {
    let mut scene = Scene::published(3).await;
    scene.lambda = scene.lambda.with("RUST_LOG", "debug");
    scene.finish().await;
    let token = people(&scene, &gateway(&scene.lambda)).await;
    certificates(&gateway(&scene.lambda), &token).await;
    let hidden = colleague(&scene, &gateway(&scene.lambda)).await;
    assert_eq!(hidden.len(), 44);
    scene.sweep().await;
    mistakes(&scene.lambda).await;
    refused_by_name(&scene).await;
    unreadable_list(&mut scene).await;
    let broken =
        Lambda::with_database(&scene.app, "http://127.0.0.1:9".to_owned()).await.with("RUST_LOG", "debug");
    let code = VerifyCode::from_chance([9; 10]);
    let (status, _) = send(&gateway(&broken), Method::GET, &format!("/v/{}", code.as_str()), "", None).await;
    assert!(status.is_server_error(), "{status}");
    mistakes(&broken).await;

    let mut secrets = secrets(&scene.app);
    secrets.insert(token, "a session's token");
    secrets.extend(hidden.into_iter().map(|value| (value, "of a second factor")));
    secrets.insert(VerifyCode::from_chance([7; 10]).as_str().to_owned(), "a code");
    secrets.insert(code.as_str().to_owned(), "a code");
    let lines = lines(&scene.app);
    let found: Vec<_> = lines
        .iter()
        .flat_map(|line| {
            secrets.iter().filter(|(value, _)| line.1.contains(*value)).map(move |(_, what)| (what, line))
        })
        .collect();
    assert!(found.is_empty(), "of {} lines {} tell:\n{found:#?}", lines.len(), found.len());
    look_at_the_lines(&lines);
}

/// Every line is an object, every step tells of its invocations with metrics, and others are heard from `warn` on.
fn look_at_the_lines(lines: &[(String, String)]) {
    let (mut invoked, mut told, mut loud) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (step, line) in lines {
        invoked.insert(step.as_str());
        let line: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{step}: {line}"));
        if line["_aws"]["CloudWatchMetrics"].is_array() {
            assert_eq!((&line["Stage"], &line["Step"]), (&json!("test"), &json!(step)));
            told.insert(step.as_str());
        }
        let target =
            line["target"].as_str().unwrap_or_default().split("::").next().unwrap_or_default().to_owned();
        let ours = ["", "common", "domain"].contains(&target.as_str()) || target == step.replace('-', "_");
        if !ours && matches!(line["level"].as_str(), Some("INFO" | "DEBUG" | "TRACE")) {
            loud.insert(target);
        }
    }
    // An action of `administer` that changes no work counts nothing: its line is an event alone.
    let measuring: BTreeSet<&str> = invoked.iter().copied().filter(|step| *step != "administer").collect();
    told.remove("administer");
    assert_eq!(told, measuring, "every step that was invoked measures something");
    assert!(lines.iter().any(|(_, line)| line.contains(r#""Step":"administer""#)), "administer tells");
    let meant = steps::ALL.iter().map(|step| step.name).filter(|step| !IMPERSONAL.contains(step));
    assert_eq!(invoked, meant.collect(), "every step that touches a person was invoked");
    assert_eq!(loud, BTreeSet::new(), "crates of others that are heard below warn");
}
