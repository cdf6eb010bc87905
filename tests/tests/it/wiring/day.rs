//! A long day: everything that people, agents and the clock do.

mod access;
mod corrections;
mod digital;
mod holders;
mod house;
mod participation;

pub(super) use house::restorers_day;

use crate::participation::issued::Issued;
use access::requesters_day;
use corrections::corrections;
use digital::buyers_day;
use house::{administrators_day, clocks_day, colleagues_day, keepers_day, postmans_day};
use journeys::TestApp;
use participation::{holders_day, organisers_day, strangers_day};

/// All of it, one after another. Each part lies on the heap: together they are more than the stack of a test's thread.
pub(super) async fn everything(app: TestApp) -> Issued {
    let mut house = Issued::within(app).await;
    let event = house.event("Encontro de tudo", &[("public_by_default", "true")]).await;
    Box::pin(organisers_day(&mut house, &event)).await;
    Box::pin(holders_day(&house)).await;
    Box::pin(corrections(&mut house)).await;
    Box::pin(buyers_day(&house)).await;
    Box::pin(strangers_day(&house)).await;
    Box::pin(administrators_day(&mut house, &event)).await;
    Box::pin(colleagues_day(&house)).await;
    Box::pin(requesters_day(&house.app)).await;
    Box::pin(postmans_day(&mut house, &event)).await;
    Box::pin(keepers_day(&house)).await;
    Box::pin(clocks_day(&mut house, &event)).await;
    house
}
