//! What every step links.
