//! The store through its public interface.

// The lints take a module for test code, where helpers may unwrap, only when it is marked so.
#[cfg(test)]
mod alarms;
#[cfg(test)]
mod configuration;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod downlinks;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod folder;
#[cfg(test)]
mod history;
#[cfg(test)]
mod outside;
#[cfg(test)]
mod restore;
#[cfg(test)]
mod tasks;
