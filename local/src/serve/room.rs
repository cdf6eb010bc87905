//! How many connections there is room for, and who leaves when there is none.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::process::{Resource, getrlimit};
use tokio::sync::Notify;

/// Descriptors that the house needs for itself.
const OWN: u64 = 128;
/// What a connection may need: its socket, and a file that is read or written for it.
const EACH: u64 = 2;
/// More connections than these are of no use to one machine.
const MOST: u64 = 2_000;
/// How often somebody is looked for who can leave, when all are at work.
const LOOK: Duration = Duration::from_millis(20);

/// The connections of the public port.
#[derive(Clone)]
pub(super) struct Room {
    most: usize,
    guests: Arc<Mutex<Guests>>,
}

#[derive(Default)]
struct Guests {
    next: u64,
    here: BTreeMap<u64, Arc<Guest>>,
}

/// One connection.
#[derive(Default)]
pub(super) struct Guest {
    works: AtomicBool,
    leave: Notify,
}

/// A guest's place; dropped, it is free.
pub(super) struct Place {
    room: Room,
    number: u64,
    guest: Arc<Guest>,
}

impl Room {
    /// As much room as this process has descriptors for.
    pub(super) fn of_this_process() -> Self {
        let descriptors = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
        Self::of(descriptors)
    }

    fn of(descriptors: u64) -> Self {
        let most = (descriptors.saturating_sub(OWN) / EACH).clamp(16, MOST);
        Self { most: usize::try_from(most).unwrap_or(usize::MAX), guests: Arc::default() }
    }

    /// A place: a free one, or that of whoever has kept us waiting since the longest time.
    pub(super) async fn admit(&self) -> Place {
        while !self.has_room() {
            tokio::time::sleep(LOOK).await;
        }
        let guest = Arc::new(Guest::default());
        let mut guests = self.guests();
        guests.next += 1;
        let number = guests.next;
        guests.here.insert(number, Arc::clone(&guest));
        Place { room: self.clone(), number, guest }
    }

    fn has_room(&self) -> bool {
        let mut guests = self.guests();
        if guests.here.len() < self.most {
            return true;
        }
        let idle = guests.here.iter().find(|(_, guest)| !guest.works.load(Ordering::Relaxed));
        let Some(number) = idle.map(|(number, _)| *number) else { return false };
        if let Some(guest) = guests.here.remove(&number) {
            guest.leave.notify_one();
        }
        true
    }

    fn guests(&self) -> MutexGuard<'_, Guests> {
        self.guests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Guest {
    /// From now on we work for it.
    pub(super) fn works(&self) {
        self.works.store(true, Ordering::Relaxed);
    }

    /// From now on we wait for it.
    pub(super) fn waits(&self) {
        self.works.store(false, Ordering::Relaxed);
    }

    /// Until its place is needed.
    pub(super) async fn asked_to_leave(&self) {
        self.leave.notified().await;
    }
}

impl Place {
    pub(super) fn guest(&self) -> Arc<Guest> {
        Arc::clone(&self.guest)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.room.guests().here.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_waits_longest_leaves_and_nobody_whom_we_work_for() {
        let room = Room { most: 3, guests: Arc::default() };
        let (first, second, third) = (room.admit().await, room.admit().await, room.admit().await);
        first.guest.works();
        let fourth = room.admit().await;
        second.guest.asked_to_leave().await;
        drop(second);
        assert_eq!(room.guests().here.len(), 3);
        for place in [&third, &fourth] {
            place.guest.works();
        }
        assert!(!room.has_room());
        drop(third);
        assert!(room.has_room());
    }

    #[test]
    fn the_room_follows_the_descriptors() {
        for (descriptors, most) in [(64, 16), (256, 64), (1_024, 448), (1_048_576, 2_000)] {
            assert_eq!(Room::of(descriptors).most, most, "{descriptors}");
        }
    }
}
