//! `selo`: the whole cloud in one process.

fn main() {}
