//! The store through its public interface.

// A helper of tests may unwrap like a test.
#[cfg(test)]
mod fixture;

mod configuration;
mod folder;
mod history;
mod lists;
