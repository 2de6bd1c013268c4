//! The clock of a concentrator, watched through the counters of its uplinks.
//!
//! A counter of microseconds wraps every 71.6 minutes and starts anew with the gateway. The way to
//! the server only ever delays an uplink, so the fastest one of each minute tells most about the
//! clock; the slope through these is the drift.

use std::collections::VecDeque;

/// Microseconds in which a counter wraps.
const WRAP: i64 = 1 << 32;
/// A counter that is further off than this was started anew. Uplinks are held back for seconds at
/// most, and a restart lands within this by a chance of one in two hundred.
const RESTART_US: i64 = 10_000_000;
/// Length of a window of which the fastest uplink counts.
const WINDOW_US: i64 = 60_000_000;
/// Windows that are kept: two hours.
const WINDOWS: usize = 120;
/// Windows that a slope needs, and the time they must span: jitter of milliseconds is then below
/// a few ppm.
const LEAST_WINDOWS: usize = 5;
const LEAST_SPAN_US: i64 = 600_000_000;

/// What is known of one concentrator's clock.
#[derive(Debug, Clone, Default)]
pub(crate) struct Concentrator {
    last: Option<Seen>,
    restarts: u32,
    /// Fastest uplink of each window: arrival, and how far it is behind the counter.
    fastest: VecDeque<(i64, i64)>,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    tmst: u32,
    arrived: i64,
    /// Microseconds of the counter since the first uplink, wraps included.
    counted: i64,
}

impl Concentrator {
    /// An uplink with this counter arrived at this monotonic time, in microseconds.
    pub(crate) fn note(&mut self, tmst: u32, arrived: i64) {
        // Gateways without a counter send 0.
        if tmst == 0 {
            return;
        }
        let Some(last) = self.last else {
            self.start(tmst, arrived);
            return;
        };
        let elapsed = arrived - last.arrived;
        let stepped = i64::from(tmst.wrapping_sub(last.tmst));
        // How often the counter wrapped between, by the server's clock.
        let wraps = (elapsed - stepped + WRAP / 2).div_euclid(WRAP);
        let counted = stepped + wraps * WRAP;
        if (counted - elapsed).abs() > RESTART_US {
            self.restarts = self.restarts.saturating_add(1);
            self.start(tmst, arrived);
            return;
        }
        let counted = last.counted + counted;
        self.last = Some(Seen { tmst, arrived, counted });
        self.keep(arrived, arrived - counted);
    }

    fn start(&mut self, tmst: u32, arrived: i64) {
        self.last = Some(Seen { tmst, arrived, counted: arrived });
        self.fastest.clear();
        self.keep(arrived, 0);
    }

    fn keep(&mut self, arrived: i64, behind: i64) {
        match self.fastest.back_mut() {
            Some(window) if arrived.div_euclid(WINDOW_US) <= window.0.div_euclid(WINDOW_US) => {
                if behind < window.1 {
                    *window = (arrived, behind);
                }
            }
            _ => {
                if self.fastest.len() == WINDOWS {
                    self.fastest.pop_front();
                }
                self.fastest.push_back((arrived, behind));
            }
        }
    }

    /// Times the counter was seen to start anew.
    pub(crate) const fn restarts(&self) -> u32 {
        self.restarts
    }

    /// How much faster than the server's the clock runs, in parts per million: the median of the
    /// slopes between windows far apart. `None` while too little was heard.
    pub(crate) fn drift_ppm(&self) -> Option<f64> {
        let (first, last) = (self.fastest.front()?, self.fastest.back()?);
        if self.fastest.len() < LEAST_WINDOWS || last.0 - first.0 < LEAST_SPAN_US {
            return None;
        }
        let apart = (last.0 - first.0) / 3;
        let mut slopes: Vec<f64> = Vec::new();
        for (index, early) in self.fastest.iter().enumerate() {
            for late in self.fastest.iter().skip(index + 1) {
                if late.0 - early.0 >= apart {
                    slopes.push(float(early.1 - late.1) / float(late.0 - early.0));
                }
            }
        }
        slopes.sort_by(f64::total_cmp);
        slopes.get(slopes.len() / 2).map(|slope| slope * 1e6)
    }
}

#[expect(clippy::cast_precision_loss, reason = "hours in microseconds are far below 2^53")]
const fn float(micros: i64) -> f64 {
    micros as f64
}

#[cfg(test)]
mod tests {
    use super::Concentrator;

    const SECOND: i64 = 1_000_000;

    /// Uplinks every seven seconds of a clock that is `ppm` too fast, with a jittery way.
    fn listen(clock: &mut Concentrator, ppm: i64, from: i64, seconds: i64, first: u32) {
        for at in (0..seconds).step_by(7) {
            let sent = at * SECOND;
            let counted = sent + sent / SECOND * ppm;
            let tmst = u32::try_from((i64::from(first) + counted).rem_euclid(1 << 32)).unwrap();
            // 5 to 85 ms, now and then seconds.
            let jitter = 5_000 + at * 7_919 % 80_000 + if at % 91 == 0 { 3 * SECOND } else { 0 };
            clock.note(tmst, from + sent + jitter);
        }
    }

    #[test]
    fn the_drift_is_found_through_jitter_and_wraps() {
        for ppm in [-40, -3, 0, 12, 90] {
            let mut clock = Concentrator::default();
            listen(&mut clock, ppm, 5 * SECOND, 9_000, u32::MAX - 100);
            let found = clock.drift_ppm().unwrap();
            assert!((found - f64::from(i32::try_from(ppm).unwrap())).abs() < 3.0, "{ppm}: {found}");
            assert_eq!(clock.restarts(), 0);
        }
    }

    #[test]
    fn a_pause_of_hours_is_no_restart() {
        let mut clock = Concentrator::default();
        clock.note(1_000, 0);
        let pause = 5 * (1_i64 << 32) + 77 * SECOND;
        clock.note(1_000 + 77_000_000, pause + 20_000);
        assert_eq!(clock.restarts(), 0);
    }

    #[test]
    fn a_counter_that_starts_anew_is_counted_and_spoils_nothing() {
        let mut clock = Concentrator::default();
        listen(&mut clock, 10, 0, 1_200, 3_000_000_000);
        assert!(clock.drift_ppm().is_some());
        listen(&mut clock, 10, 1_260 * SECOND, 1_200, 4_000_000);
        assert_eq!(clock.restarts(), 1);
        assert!((clock.drift_ppm().unwrap() - 10.0).abs() < 10.0);
        clock.note(4_000_001, 2_461 * SECOND);
        assert_eq!((clock.restarts(), clock.drift_ppm()), (2, None), "it has to be heard anew");
    }

    #[test]
    fn too_little_says_nothing_and_memory_is_bounded() {
        let mut clock = Concentrator::default();
        clock.note(0, 0);
        assert!(clock.last.is_none(), "no counter");
        listen(&mut clock, 0, 0, 300, 5);
        assert_eq!(clock.drift_ppm(), None);
        listen(&mut clock, 0, 301 * SECOND, 40_000, 301_000_005);
        assert!(clock.fastest.len() <= super::WINDOWS);
        // Replayed and forged counters of all kinds.
        for forged in [1, u32::MAX, 1 << 31, 7] {
            clock.note(forged, 0);
            clock.note(forged, i64::MAX / 4);
        }
    }
}
