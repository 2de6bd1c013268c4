//! Values per slot of time, in a ring of fixed length.

/// The newest slots, oldest first; a slot that time skipped is empty.
#[derive(Debug, Clone)]
pub(crate) struct Ring<T> {
    /// Length of a slot, milliseconds.
    millis: i64,
    /// Number of the newest slot: its begin divided by its length.
    newest: i64,
    slots: Vec<T>,
}

impl<T: Default + Clone> Ring<T> {
    pub(crate) fn new(millis: i64, length: usize) -> Self {
        Self { millis, newest: 0, slots: vec![T::default(); length] }
    }

    /// The slot of this moment. A moment before the newest slot counts as now: the wall clock may
    /// be set back, and what happened must not be lost for it.
    pub(crate) fn at(&mut self, millis: i64) -> Option<&mut T> {
        self.advance(millis);
        self.slots.last_mut()
    }

    /// Every slot up to this moment, oldest first.
    pub(crate) fn up_to(&mut self, millis: i64) -> &[T] {
        self.advance(millis);
        &self.slots
    }

    /// When the oldest slot begins, milliseconds.
    pub(crate) fn begin(&self) -> i64 {
        let length = i64::try_from(self.slots.len()).unwrap_or(0);
        (self.newest - length + 1) * self.millis
    }

    fn advance(&mut self, millis: i64) {
        let slot = millis.div_euclid(self.millis);
        let behind = usize::try_from(slot - self.newest).unwrap_or(0).min(self.slots.len());
        self.slots.rotate_left(behind);
        for empty in self.slots.iter_mut().rev().take(behind) {
            *empty = T::default();
        }
        self.newest = self.newest.max(slot);
    }
}

#[cfg(test)]
mod tests {
    use super::Ring;

    #[test]
    fn what_is_older_than_the_ring_is_forgotten() {
        let mut ring: Ring<u32> = Ring::new(10, 4);
        for millis in [1_000, 1_009, 1_010, 1_035] {
            *ring.at(millis).unwrap() += 1;
        }
        assert_eq!(ring.up_to(1_035), [2, 1, 0, 1]);
        assert_eq!(ring.begin(), 1_000);
        assert_eq!(ring.up_to(1_049), [1, 0, 1, 0]);
        *ring.at(500).unwrap() += 5;
        assert_eq!(ring.up_to(1_049), [1, 0, 1, 5], "a clock that goes back loses nothing");
        assert_eq!(ring.up_to(90_000), [0, 0, 0, 0]);
    }
}
