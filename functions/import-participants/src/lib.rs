//! Step `import-participants`.

pub mod reader;
