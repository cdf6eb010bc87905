//! Rows of certificates of participation, and what goes through all of them.

pub mod cells;
pub mod certificates;
pub mod contacts;
pub mod corrections;
pub mod doubts;
pub mod events;
pub mod imports;
pub mod lists;
pub mod opened;
pub mod progress;
pub mod records;
pub mod restore;
pub mod searches;
pub mod walk;
