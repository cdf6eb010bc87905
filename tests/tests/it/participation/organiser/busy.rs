//! The forms while the database fails.

use super::{TWO, new_event, program};
use journeys::{Browser, Fault, Form, Reply, TestApp};

/// Sends a form as somebody does who is told to try again in a few seconds.
async fn insist(browser: &mut Browser, form: Form) -> Reply {
    for _ in 0..6 {
        let answer = browser.submit(form.clone()).await;
        if answer.status != 503 {
            return answer;
        }
    }
    panic!("busy six times in a row")
}

#[tokio::test]
async fn forms_sent_while_the_database_fails_make_each_thing_once() {
    for fault in [Fault::Conflict, Fault::Throttle, Fault::AnswerLost] {
        let (app, proxy) = TestApp::behind_a_proxy().await;
        let mut organiser = app.organiser().await;
        proxy.fail(fault);
        for number in 0..6 {
            let form = new_event(&mut organiser).await.fill("title", &format!("Evento {number}"));
            let event = insist(&mut organiser, form).await.path;
            let form =
                organiser.get(&format!("{event}/editar")).await.form("/editar").fill("place", "Olinda");
            let page = insist(&mut organiser, form).await;
            assert!(page.text().contains("Olinda"), "{fault:?}: {}", page.text());
            let form = organiser.get(&event).await.form("/importacoes").attach("file", "l.csv", TWO.to_vec());
            let import = insist(&mut organiser, form).await.path;
            import_read(&app, &import, &event).await;
            let page = organiser.get(&import).await;
            assert!(page.text().contains("Publicar 2 certificados"), "{fault:?}: {}", page.text());
            insist(&mut organiser, page.form("/descartar")).await;
        }
        proxy.fail(Fault::None);
        assert!(proxy.failed() >= 6, "{fault:?} happened {} times", proxy.failed());
        let mut program = program(&organiser);
        let events = program.get("/organizador").await.json()["events"].as_array().expect("events").clone();
        assert_eq!(events.len(), 6, "{fault:?}");
        for event in events {
            let page = program.get(event["path"].as_str().expect("a path")).await.json();
            assert_eq!(page["imports"].as_array().map(Vec::len), Some(1), "{fault:?}");
            assert_eq!(page["imports"][0]["state"]["label"], "Descartado", "{fault:?}");
        }
    }
}

/// Hands the arrival of an import's file over until it is read, as the bucket's event comes again after a failure.
async fn import_read(app: &TestApp, import: &str, event: &str) {
    let id = |path: &str| path.rsplit('/').next().expect("an id").to_owned();
    let key = format!("imports/{}/{}.csv", id(event), id(import));
    for _ in 0..6 {
        if import_participants::handle(app.app.clone(), key.clone()).await.is_ok() {
            return;
        }
    }
    panic!("not read in six attempts")
}
