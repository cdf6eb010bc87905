//! Step `render-pdf`.
