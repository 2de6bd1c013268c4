//! Who is looking at which queue: one look at a device at a time, so that whoever is called again
//! and again while something keeps it takes one place and not many.

use std::collections::HashMap;

use lorawan::Eui64;
use parking_lot::Mutex;

/// The looks that are going on.
#[derive(Debug, Default)]
pub(super) struct Looks(Mutex<HashMap<Eui64, bool>>);

impl Looks {
    /// Begins a look. `false` when one is going on: there will be another after it.
    pub(super) fn begin(&self, device: Eui64) -> bool {
        let mut looks = self.0.lock();
        match looks.get_mut(&device) {
            Some(again) => {
                *again = true;
                false
            }
            None => {
                looks.insert(device, false);
                true
            }
        }
    }

    /// Ends a look; `true` when there has to be another.
    pub(super) fn end(&self, device: Eui64) -> bool {
        self.0.lock().remove(&device) == Some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_looked_at_once_at_a_time_and_once_more_when_somebody_asked_meanwhile() {
        let (looks, device) = (Looks::default(), Eui64::from_be_bytes([1; 8]));
        assert!(looks.begin(device));
        assert!(looks.begin(Eui64::from_be_bytes([2; 8])), "another device is no matter");
        assert!((0..64).all(|_| !looks.begin(device)));
        assert!(looks.end(device), "one more, however often it was asked for");
        assert!(looks.begin(device));
        assert!(!looks.end(device));
        assert!(looks.begin(device), "nothing is kept of it");
    }
}
