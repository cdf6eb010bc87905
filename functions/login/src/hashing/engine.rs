//! Where hashes are computed: one thread per core, a short queue before them, and memory that is used again.

use super::HashError;
use argon2::Block;
use std::sync::{LazyLock, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// How many may wait for a core.
const QUEUE: usize = 64;

/// A process has one, because it has its cores and its memory once.
struct Engine {
    cores: Semaphore,
    places: Semaphore,
    /// As many as ran at once, never more than cores. Allocated anew by each thread, 19 MiB would stay with the
    /// allocator once per thread that ever hashed.
    memory: Mutex<Vec<Vec<Block>>>,
}

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let places = Semaphore::new(cores + QUEUE);
    Engine { cores: Semaphore::new(cores), places, memory: Mutex::new(Vec::new()) }
});

/// Runs work on a core of its own, with memory for the blocks. A caller who goes away while it runs does not free the
/// core before it ends.
///
/// # Errors
/// [`HashError::Full`] when every place in the queue is taken.
pub(super) async fn run<T: Send + 'static>(
    work: impl FnOnce(&mut Vec<Block>) -> T + Send + 'static,
) -> Result<T, HashError> {
    let engine = &*ENGINE;
    let place = engine.places.try_acquire().map_err(|_| HashError::Full)?;
    let core = engine.cores.acquire().await.map_err(|_| HashError::Full)?;
    let done = tokio::task::spawn_blocking(move || {
        let _held = (place, core);
        let mut blocks = engine.take();
        let result = work(&mut blocks);
        engine.give_back(blocks);
        result
    });
    done.await.map_err(HashError::Thread)
}

impl Engine {
    fn take(&self) -> Vec<Block> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn give_back(&self, blocks: Vec<Block>) {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).push(blocks);
    }
}
