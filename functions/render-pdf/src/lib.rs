//! Step `render-pdf`.

pub mod drawing;
