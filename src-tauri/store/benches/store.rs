//! What one uplink costs the store.

fn main() {}
