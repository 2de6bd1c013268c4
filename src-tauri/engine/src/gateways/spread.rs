//! How a measured value was spread over the last hour, in bins of fixed width.

use super::ring::Ring;

/// Slots of the hour.
const SLOTS: usize = 12;
const SLOT_MS: i64 = 300_000;

/// Values of the last hour.
#[derive(Debug, Clone)]
pub(crate) struct Spread {
    low: f32,
    width: f32,
    bins: usize,
    slots: Ring<Slot>,
}

#[derive(Debug, Clone, Default)]
struct Slot {
    /// Counts by bin; empty until the first value.
    counts: Vec<u32>,
    range: Option<(f32, f32)>,
}

/// What came of an hour.
#[derive(Debug, Clone, PartialEq)]
pub struct SpreadView {
    /// Lowest value.
    pub min: f32,
    /// The middle one, as exact as a bin is wide.
    pub median: f32,
    /// Highest value.
    pub max: f32,
    /// Lower end of the first bin.
    pub low: f32,
    /// Width of a bin.
    pub width: f32,
    /// Values in each bin; what lies outside is counted in the outermost ones.
    pub counts: Vec<u64>,
}

impl Spread {
    /// RSSI in dBm: −140 to −20 in steps of 4.
    pub(crate) fn of_rssi() -> Self {
        Self { low: -140.0, width: 4.0, bins: 30, slots: Ring::new(SLOT_MS, SLOTS) }
    }

    /// SNR in dB: −24 to 16 in steps of 2.
    pub(crate) fn of_snr() -> Self {
        Self { low: -24.0, width: 2.0, bins: 20, slots: Ring::new(SLOT_MS, SLOTS) }
    }

    pub(crate) fn add(&mut self, millis: i64, value: f32) {
        if !value.is_finite() {
            return;
        }
        let bins = self.bins;
        // Compared, not converted: a value from outside may be anything.
        let bin = (1..bins).take_while(|bin| value >= self.low + self.width * index(*bin)).count();
        let Some(slot) = self.slots.at(millis) else { return };
        slot.counts.resize(bins, 0);
        if let Some(count) = slot.counts.get_mut(bin) {
            *count = count.saturating_add(1);
        }
        let (min, max) = slot.range.unwrap_or((value, value));
        slot.range = Some((min.min(value), max.max(value)));
    }

    /// The last hour; `None` when nothing was measured in it.
    pub(crate) fn view(&mut self, millis: i64) -> Option<SpreadView> {
        let (low, width) = (self.low, self.width);
        let mut counts = vec![0_u64; self.bins];
        let mut range: Option<(f32, f32)> = None;
        for slot in self.slots.up_to(millis) {
            for (sum, count) in counts.iter_mut().zip(&slot.counts) {
                *sum += u64::from(*count);
            }
            range = match (range, slot.range) {
                (Some((min, max)), Some((low, high))) => Some((min.min(low), max.max(high))),
                (range, other) => range.or(other),
            };
        }
        let (min, max) = range?;
        let half = counts.iter().sum::<u64>().div_ceil(2);
        let mut passed = 0;
        let bin = counts.iter().position(|count| {
            passed += count;
            passed >= half
        });
        let median = (low + width * (index(bin?) + 0.5)).clamp(min, max);
        Some(SpreadView { min, median, max, low, width, counts })
    }
}

fn index(bin: usize) -> f32 {
    u16::try_from(bin).map_or(f32::MAX, f32::from)
}

#[cfg(test)]
mod tests {
    use super::Spread;

    #[test]
    fn the_spread_is_that_of_the_last_hour() {
        let mut spread = Spread::of_rssi();
        assert_eq!(spread.view(0), None);
        spread.add(0, -139.0);
        for (millis, rssi) in [(3_000_000, -80.0), (3_000_001, -81.5), (3_300_000, -60.0)] {
            spread.add(millis, rssi);
        }
        let view = spread.view(3_300_000).unwrap();
        assert_eq!((view.min, view.max, view.counts.iter().sum::<u64>()), (-139.0, -60.0, 4));
        let later = spread.view(3_600_000).unwrap();
        assert_eq!((later.min, later.median, later.max), (-81.5, -78.0, -60.0));
        assert_eq!(spread.view(9_000_000), None);
    }

    #[test]
    fn nonsense_is_left_out_and_extremes_are_in_the_outer_bins() {
        let mut spread = Spread::of_snr();
        for value in [f32::NAN, f32::INFINITY, -1e30, 1e30, 0.0] {
            spread.add(0, value);
        }
        let view = spread.view(0).unwrap();
        assert_eq!((view.counts[0], view.counts[12], view.counts[19]), (1, 1, 1));
        assert_eq!((view.min, view.max), (-1e30, 1e30));
    }
}
