//! R14: how a bulk issue spreads its writes over partition keys.

use crate::scene::Scene;

pub(super) async fn spread(people: usize, at_most: f64) {
    let scene = Scene::published(people).await;
    scene.proxy.cool();
    scene.finish().await;
    let heat = scene.proxy.heat();
    println!(
        "R14 {people} issued, drawn and mailed: {} writes in {} s, {:.2} % of them ({}) under the hottest key, a {}",
        heat.writes,
        heat.over.as_secs(),
        heat.share() * 100.0,
        heat.hottest,
        heat.of_kind
    );
    assert!(heat.share() < at_most, "{heat:?}");
    scene.expect_all_issued_once().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bulk_issue_heats_no_key() {
    spread(100, 0.05).await;
}
