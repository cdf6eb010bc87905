//! An organiser looks through all lines of a list before it is published, also those that are not issued.

use crate::participation::claims::second_institution;
use crate::participation::organiser::{event, people, program, publish, upload};
use http::StatusCode;
use journeys::{Browser, TestApp};
use serde_json::{Value, json};

async fn look(organiser: &Browser, import: &str, sought: Value) -> Value {
    let answer = program(organiser).post_json(&format!("{import}/conferir"), &sought).await;
    assert!(answer.status.is_success(), "{}", answer.text());
    answer.json()
}

fn lines(found: &Value) -> Vec<u64> {
    found["rows"].as_array().expect("rows").iter().map(|row| row["line"].as_u64().expect("a line")).collect()
}

const ISSUED: &str = "Nome;E-mail;CPF;Papel\nAna Luz;ana@exemplo.com.br;184.207.635-35;\nDavi Reis;davi@exemplo.com.br;;\n\
    Rita Sol;rita@exemplo.com.br;529.982.247-25;\n";

const LIST: &str = "Nome;E-mail;CPF;Papel;Presença\nAna Luz;ana@exemplo.com.br;184.207.635-35;;sim\n\
    Davi Reis;davi@exemplo.com.br;;;sim\nEva Mar;eva@exemplo;111.444.777-35;;sim\nIvo Rios;ivo@gmial.com;;;sim\n\
    Davi Reis;davi@exemplo.com.br;;;sim\nLia Paz;lia@exemplo.com.br;;;não\nRita do Sol;rita@exemplo.com.br;529.982.247-25;;sim\n";

async fn read() -> (TestApp, Browser, String) {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Mutirão").await;
    let first = upload(&app, &mut organiser, &event, ISSUED.as_bytes().to_vec()).await;
    publish(&app, &mut organiser, &first).await;
    assert_eq!(people(&organiser, &first).await.len(), 3);
    let import = upload(&app, &mut organiser, &event, LIST.as_bytes().to_vec()).await;
    (app, organiser, import)
}

#[tokio::test]
async fn every_line_is_found_by_what_becomes_of_it() {
    let (_app, organiser, import) = read().await;
    for (kind, expected) in [
        ("", vec![2, 3, 4, 5, 6, 7, 8]),
        ("com-erro", vec![4]),
        ("com-aviso", vec![5]),
        ("novas", vec![5]),
        ("mudam", vec![8]),
        ("iguais", vec![2, 3]),
        ("de-fora", vec![6, 7]),
        ("corrigidas", vec![]),
    ] {
        let found = look(&organiser, &import, json!({ "estado": kind })).await;
        assert_eq!(lines(&found), expected, "{kind}: {found}");
        let counted =
            if expected.len() == 1 { "1 linha".to_owned() } else { format!("{} linhas", expected.len()) };
        assert_eq!(found["found"], counted, "{kind}");
        let state = program(&organiser).get(&format!("{import}/conferir?estado={kind}")).await.json();
        assert_eq!(lines(&state), expected, "{kind}");
    }
}

#[tokio::test]
async fn a_line_is_found_by_its_name_address_or_cpf_right_or_wrong_and_leads_on() {
    let (app, mut organiser, import) = read().await;
    for (typed, expected) in [
        ("rita", vec![8]),
        ("EVA@exemplo", vec![4]),
        ("111.444", vec![4]),
        ("davi", vec![3, 6]),
        ("lia@", vec![7]),
        ("ninguém", vec![]),
    ] {
        assert_eq!(lines(&look(&organiser, &import, json!({ "busca": typed })).await), expected, "{typed}");
    }
    let both = look(&organiser, &import, json!({ "busca": "davi", "estado": "de-fora" })).await;
    assert_eq!(lines(&both), [6]);
    // Who is looked for stands in no address.
    let form = organiser.get(&import).await.form("/conferir").fill("busca", "eva mar");
    let seen = organiser.submit(form).await;
    assert!(seen.text().contains("1 linha. Procurado: “eva mar”"), "{}", seen.text());
    assert!(seen.path.contains("/conferir") && !seen.path.contains("eva"), "{}", seen.path);
    assert!(!seen.html().contains("conferir?busca"), "{}", seen.html());
    let ignored = program(&organiser).get(&format!("{import}/conferir?busca=eva")).await.json();
    assert_eq!((lines(&ignored).len(), &ignored["search"]), (7, &json!("")));
    let line = organiser.get(&seen.link("Corrigir a linha 4")).await;
    assert!(line.text().contains("não é um domínio"), "what is wrong with it is told: {}", line.text());
    organiser.submit(line.form("/corrigir").fill("cell_1", "eva@exemplo.com.br")).await;
    app.settle().await;
    let found = look(&organiser, &import, json!({ "estado": "corrigidas" })).await;
    assert_eq!(lines(&found), [4]);
    assert_eq!(found["rows"][0]["retyped"][0]["was"], "eva@exemplo");
    let sample = organiser.get(found["rows"][0]["sample"].as_str().expect("an address")).await;
    assert!(sample.text().contains("Eva Mar, linha 4"), "{}", sample.text());
}

/// What is looked for has an address of its own that says nothing of it: a browser goes back to it without sending a form again.
#[tokio::test]
async fn a_search_is_come_back_to_and_ends_after_a_day_or_with_its_list() {
    let (app, mut organiser, import) = read().await;
    let form = organiser.get(&format!("{import}/conferir")).await.form("/conferir").fill("busca", "davi");
    let sent = organiser.submit_only(form).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let search = sent.headers["location"].to_str().expect("an address").to_owned();
    assert!(search.contains("/conferir?procura=") && !search.contains("davi"), "{search}");
    let found =
        async |organiser: &Browser, address: &str| lines(&program(organiser).get(address).await.json());
    assert_eq!(found(&organiser, &search).await, [3, 6]);
    let seen = organiser.get(&search).await;
    let out = organiser.get(&seen.link("Ficam de fora")).await;
    assert_eq!(found(&organiser, &out.path).await, [6], "each kind of what is looked for");
    // Whoever does not correct a line is where they came from, also after a mistake.
    let line = organiser.get(&out.link("Corrigir a linha 6")).await;
    assert_eq!(line.link("Voltar sem corrigir"), out.path);
    let wrong = organiser.submit_only(line.form("/corrigir").fill("cell_1", "davi@")).await;
    assert_eq!(
        (wrong.status, wrong.link("Voltar sem corrigir")),
        (StatusCode::UNPROCESSABLE_ENTITY, out.path.clone())
    );
    let from_the_list = organiser.get(&format!("{import}/corrigir?linha=6")).await;
    assert_eq!(from_the_list.link("Voltar sem corrigir"), import);
    let mut stranger = second_institution(&app).await;
    assert_eq!(stranger.get(&search).await.status, 404);
    app.advance(25 * 3600);
    let mut organiser = app.organiser_again().await;
    let late = organiser.get(&search).await;
    assert!(late.text().contains("só fica guardado por um dia"), "{}", late.text());
    assert_eq!(late.texts("tbody tr").len(), 7, "all lines");
    organiser.submit(late.form("/conferir").fill("busca", "lia paz")).await;
    let kept = async || {
        let rows = crate::house::restore::rows(&app, &app.app.config.tables.registry.clone()).await;
        rows.iter().filter(|row| row["sk"].as_s().is_ok_and(|sk| sk.starts_with("SEARCH#"))).count()
    };
    assert_ne!(kept().await, 0);
    let form = organiser.get(&import).await.form("/descartar");
    organiser.submit(form).await;
    assert_eq!(kept().await, 0);
}

#[tokio::test]
async fn a_line_that_is_left_out_is_let_in_by_its_cell() {
    let (app, mut organiser, import) = read().await;
    let form = organiser.get(&format!("{import}/corrigir?linha=7")).await.form("/corrigir");
    assert_eq!(form.value("cell_4"), Some("não"));
    organiser.submit(form.fill("cell_4", "sim")).await;
    app.settle().await;
    assert_eq!(lines(&look(&organiser, &import, json!({ "estado": "novas" })).await), [5, 7]);
}

#[tokio::test]
async fn a_long_list_comes_in_pages_of_which_none_is_lost() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Longa").await;
    let list = (2..602_u32).fold("Nome;E-mail\n".to_owned(), |list, line| {
        let letters: String = line.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect();
        // Every third line has an error.
        let domain = if line % 3 == 0 { "exemplo" } else { "exemplo.com.br" };
        format!("{list}Pessoa {letters};p{line}@{domain}\n")
    });
    let import = upload(&app, &mut organiser, &event, list.into_bytes()).await;
    for (kind, expected) in
        [("", (2..602).collect::<Vec<u64>>()), ("com-erro", (2..602).filter(|line| line % 3 == 0).collect())]
    {
        let (mut all, mut after) = (Vec::new(), 0);
        loop {
            let found =
                look(&organiser, &import, json!({ "estado": kind, "depois": after.to_string() })).await;
            all.extend(lines(&found));
            after = found["looked_to"].as_u64().expect("a row");
            if after == 0 {
                break;
            }
            assert_eq!(lines(&found).len(), 25);
        }
        assert_eq!(all, expected, "{kind}");
    }
    let last = look(&organiser, &import, json!({ "busca": "p601@" })).await;
    assert_eq!((lines(&last), &last["found"]), (vec![601], &json!("1 linha")));
    let beyond = look(&organiser, &import, json!({ "depois": "9999" })).await;
    assert!(lines(&beyond).is_empty());
    publish(&app, &mut organiser, &import).await;
    assert_eq!(
        organiser.get(&format!("{import}/conferir")).await.status,
        404,
        "it is not being checked any more"
    );
}
