//! What a page is made of: the marks that every painter understands.

use super::setting::Text;
use super::shape::{Frame, Ink, Path};
use std::sync::Arc;

/// Something on a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A path drawn with a pen of `width`.
    Stroke {
        /// What is drawn.
        path: Path,
        /// Its colour.
        ink: Ink,
        /// Width of the pen.
        width: f32,
    },
    /// The inside of a path (non-zero winding).
    Fill {
        /// The outline.
        path: Path,
        /// Its colour.
        ink: Ink,
    },
    /// Marks that come again elsewhere: moved, turned or mirrored by a matrix as PDF writes it.
    Placed {
        /// a b c d e f: x' = ax + cy + e, y' = bx + dy + f.
        matrix: [f32; 6],
        /// The marks before they are placed: a tile, which the file holds once.
        marks: Arc<Vec<Mark>>,
    },
    /// A picture, by its number, that fills a frame.
    Picture {
        /// Which picture.
        number: usize,
        /// Where.
        frame: Frame,
        /// What it shows, for whoever does not see it.
        says: String,
    },
    /// A line of text.
    Text(Text),
}
