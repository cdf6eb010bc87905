//! Chance, as an argument: for codes, tokens, salts and identifiers.

use rand::TryRng;
use rand::rngs::SysRng;

/// Where chance comes from.
#[derive(Debug, Clone, Default)]
pub enum Chance {
    /// The operating system's generator.
    #[default]
    System,
    /// A seeded generator, so that a test repeats itself.
    #[cfg(feature = "seams")]
    Seeded(std::sync::Arc<std::sync::Mutex<rand::rngs::StdRng>>),
}

impl Chance {
    /// `N` bytes.
    ///
    /// # Panics
    /// When the operating system has no randomness to give: nothing may go on then.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match self {
            Self::System => SysRng.try_fill_bytes(&mut bytes).expect("the operating system gives randomness"),
            #[cfg(feature = "seams")]
            Self::Seeded(rng) => {
                let mut rng = rng.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                rand::Rng::fill_bytes(&mut *rng, &mut bytes);
            }
        }
        bytes
    }
}
