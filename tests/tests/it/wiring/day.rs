//! A long day: everything that people, agents and the clock do.

mod access;
mod corrections;
mod digital;
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

/// All of it, one after another.
pub(super) async fn everything(app: TestApp) -> Issued {
    let mut house = Issued::within(app).await;
    let event = house.event("Encontro de tudo", &[("public_by_default", "true")]).await;
    organisers_day(&mut house, &event).await;
    holders_day(&house).await;
    corrections(&mut house).await;
    buyers_day(&house).await;
    strangers_day(&house).await;
    administrators_day(&mut house, &event).await;
    colleagues_day(&house).await;
    requesters_day(&house.app).await;
    postmans_day(&mut house, &event).await;
    keepers_day(&house).await;
    clocks_day(&mut house, &event).await;
    house
}
