//! The sweep arms a mail in the very moment in which SES takes it.

use crate::participation::issued::{Issued, due_mails};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use common::{App, Clients};
use domain::work::{Command, LONGEST_PAUSE_S, State as WorkState};
use jiff::SignedDuration;
use journeys::{TestApp, wire};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use store::Change;
use tower::ServiceExt;

/// A way to SES on which every mail is overdue: the sweep arms what is due, so often, before SES has answered.
#[derive(Clone)]
struct Detour {
    ses: Router,
    app: App,
    armings: u32,
    taken: Arc<AtomicU32>,
}

async fn pass(State(detour): State<Detour>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body: Bytes = axum::body::to_bytes(body, 16 << 20).await.expect("a body");
    for _ in 0..detour.armings {
        let store = &detour.app.store;
        for key in due_mails(&detour.app).await {
            let before = store.find_work(&key).await.expect("a read").expect("the mail");
            // As `run-clock` does, so long ago that the wait is over which arming adds: the next one finds it due again.
            let at = detour.app.clock.now().saturating_sub(SignedDuration::from_secs(LONGEST_PAUSE_S));
            let armed = before.apply(Command::Arm, at.expect("an instant")).expect("legal");
            store.commit(Change::of(armed)).await.expect("armed");
        }
    }
    detour.taken.fetch_add(1, Ordering::SeqCst);
    let onward = Request::from_parts(head, Body::from(body));
    detour.ses.oneshot(onward).await.expect("SES answers")
}

/// The house's application, with this detour on its way to SES.
async fn by_a_detour(house: &TestApp, armings: u32) -> (App, Arc<AtomicU32>) {
    let taken = Arc::new(AtomicU32::new(0));
    let (ses, app) = (house.house.engines.ses(), house.app.clone());
    let detour = Detour { ses, app, armings, taken: taken.clone() };
    let url = wire::serve(Router::new().fallback(pass).with_state(detour)).await;
    let aws = house.house.engines.aws();
    let ses = aws.ses.config().to_builder().endpoint_url(url).http_client(wire::http());
    let ses = aws_sdk_ses::Client::from_conf(ses.credentials_provider(wire::credentials()).build());
    let clients = Clients { dynamodb: aws.dynamodb, s3: aws.s3, ses, sns: aws.sns, secrets: None };
    let App { config, clock, chance, .. } = house.app.clone();
    (App::new((*config).clone(), clients, clock, chance), taken)
}

#[tokio::test]
async fn a_mail_that_is_armed_while_it_is_sent_is_sent_once() {
    for armings in [1, 3] {
        let (house, keys) = Issued::with_due_mails().await;
        let (app, taken) = by_a_detour(&house.app, armings).await;
        for key in &keys {
            send_mail::handle(app.clone(), key.clone()).await.expect("sent");
            let work = app.store.find_work(key).await.expect("a read").expect("the mail");
            assert!(matches!(work.state(), WorkState::Done { receipt: Some(_), .. }), "{:?}", work.state());
            // What the stream delivers because it was armed.
            send_mail::handle(app.clone(), key.clone()).await.expect("nothing is left to do");
        }
        assert_eq!((keys.len(), taken.load(Ordering::SeqCst)), (2, 2), "SES took each mail once");
    }
}
