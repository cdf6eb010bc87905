//! What a schedule does on AWS beside the sweep, every hour: requests that nobody went on with lapse.

use std::time::Duration;

use common::App;
use platform::chain;

/// How long after a round the next one begins.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// Goes round until the process ends.
pub async fn run(app: App) {
    loop {
        if let Err(error) = run_clock::lapse(&app, app.clock.now()).await {
            tracing::error!(error = %chain(&error), "requests could not lapse");
        }
        tokio::time::sleep(EVERY).await;
    }
}
