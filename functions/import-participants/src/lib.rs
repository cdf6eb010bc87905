//! Step `import-participants`.
