//! The house from outside: its process, its sockets, and what a stranger sends it.

#![expect(clippy::unwrap_used, reason = "what cannot be set up fails the test")]

mod house;
mod names;
mod slow;
mod sockets;
mod starts;
