//! The functions under the Lambda Runtime API: what is invoked here are the binaries that `make functions` built.
//!
//! The numbers R07 to R16 are rows of `docs/reliability.md`.

mod canaries;
mod dropped;
mod faulty;
mod killed;
mod poisoned;
mod repeated;
mod scene;
mod shapes;
mod shuffled;
