//! What one gateway heard and sent since the start: pure counting, in bounded memory.

use std::collections::BTreeMap;
use std::time::Instant;

use model::Timestamp;
use model::radio::{GatewayUplink, TransmitOutcome};

use super::concentrator::Concentrator;
use super::ring::Ring;
use super::spread::{Spread, SpreadView};

/// Slots of a day.
const SLOT_MS: i64 = 300_000;
const SLOTS: usize = 288;
const SLOTS_OF_HOUR: usize = 12;
/// Different answers of a gateway that are counted apart.
const CODES_MAX: usize = 16;
/// Different frequencies that are counted apart.
const FREQUENCIES_MAX: usize = 128;
/// Uplinks whose time on the way is kept.
const DELAYS: usize = 64;
/// A reported time further off than this is no time: gateways without GPS report the year 1970.
const DELAY_MAX_MS: i64 = 600_000;

/// Five minutes.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Slot {
    /// Frames heard with a good checksum.
    pub uplinks: u32,
    /// Frames handed to the gateway.
    pub downlinks: u32,
    /// Frames with a bad or no checksum.
    pub crc_bad: u32,
    /// Frames the gateway refused to transmit.
    pub tx_errors: u32,
    rssi_sum: f32,
    rssi_count: u32,
}

impl Slot {
    /// Mean RSSI in dBm.
    #[must_use]
    pub fn rssi(&self) -> Option<f32> {
        #[expect(clippy::cast_precision_loss, reason = "a mean, for display")]
        let count = self.rssi_count as f32;
        (self.rssi_count > 0).then(|| self.rssi_sum / count)
    }
}

/// Sums of a span.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Frames heard with a good checksum.
    pub uplinks: u64,
    /// Frames handed to the gateway.
    pub downlinks: u64,
    /// Frames with a bad or no checksum.
    pub crc_bad: u64,
    /// Frames the gateway refused to transmit.
    pub tx_errors: u64,
}

impl Sums {
    fn of(slots: &[Slot]) -> Self {
        slots.iter().fold(Self::default(), |sums, slot| Self {
            uplinks: sums.uplinks + u64::from(slot.uplinks),
            downlinks: sums.downlinks + u64::from(slot.downlinks),
            crc_bad: sums.crc_bad + u64::from(slot.crc_bad),
            tx_errors: sums.tx_errors + u64::from(slot.tx_errors),
        })
    }
}

/// Everything counted of one gateway.
#[derive(Debug, Clone)]
pub struct TrafficView {
    /// The last hour, exact to five minutes.
    pub hour: Sums,
    /// The last 24 hours.
    pub day: Sums,
    /// When the first slot begins.
    pub begin: Timestamp,
    /// The last 24 hours in slots of five minutes, oldest first.
    pub slots: Vec<Slot>,
    /// RSSI of the last hour, dBm.
    pub rssi: Option<SpreadView>,
    /// SNR of the last hour, dB.
    pub snr: Option<SpreadView>,
    /// Answers to downlinks that were errors, by code, since the start.
    pub tx_errors: Vec<(String, u64)>,
    /// Frequencies heard since the start, with how often, by frequency.
    pub heard: Vec<(u32, u64)>,
    /// How much faster than this computer's the concentrator's clock runs.
    pub drift_ppm: Option<f64>,
    /// Times the concentrator was seen to start anew.
    pub restarts: u32,
    /// Milliseconds from reception to arrival, the median of the last uplinks that reported a
    /// time; the difference of the two clocks is in it.
    pub delay_ms: Option<i64>,
}

/// The counts of one gateway.
#[derive(Debug)]
pub(crate) struct Traffic {
    /// What monotonic times count from.
    epoch: Instant,
    day: Ring<Slot>,
    rssi: Spread,
    snr: Spread,
    tx_errors: BTreeMap<Box<str>, u64>,
    heard: BTreeMap<u32, u64>,
    clock: Concentrator,
    delays: Vec<i64>,
    next_delay: usize,
}

impl Traffic {
    pub(crate) fn new(epoch: Instant) -> Self {
        Self {
            epoch,
            day: Ring::new(SLOT_MS, SLOTS),
            rssi: Spread::of_rssi(),
            snr: Spread::of_snr(),
            tx_errors: BTreeMap::new(),
            heard: BTreeMap::new(),
            clock: Concentrator::default(),
            delays: Vec::new(),
            next_delay: 0,
        }
    }

    pub(crate) fn uplink(&mut self, uplink: &GatewayUplink) {
        let millis = uplink.received_at.as_millis();
        if let Some(slot) = self.day.at(millis) {
            slot.uplinks = slot.uplinks.saturating_add(1);
            if let Some(rssi) = uplink.rssi_dbm.filter(|rssi| rssi.is_finite()) {
                slot.rssi_sum += rssi;
                slot.rssi_count = slot.rssi_count.saturating_add(1);
            }
        }
        if let Some(rssi) = uplink.rssi_dbm {
            self.rssi.add(millis, rssi);
        }
        if let Some(snr) = uplink.snr_db {
            self.snr.add(millis, snr);
        }
        let is_known = self.heard.contains_key(&uplink.frequency_hz);
        if is_known || self.heard.len() < FREQUENCIES_MAX {
            *self.heard.entry(uplink.frequency_hz).or_default() += 1;
        }
        let arrived = uplink.arrived.saturating_duration_since(self.epoch).as_micros();
        self.clock.note(uplink.tmst, i64::try_from(arrived).unwrap_or(i64::MAX / 4));
        if let Some(delay) = delay_ms(uplink) {
            self.delay(delay);
        }
    }

    fn delay(&mut self, millis: i64) {
        match self.delays.get_mut(self.next_delay) {
            Some(oldest) => *oldest = millis,
            None => self.delays.push(millis),
        }
        self.next_delay = (self.next_delay + 1) % DELAYS;
    }

    pub(crate) fn damaged(&mut self, at: Timestamp) {
        if let Some(slot) = self.day.at(at.as_millis()) {
            slot.crc_bad = slot.crc_bad.saturating_add(1);
        }
    }

    pub(crate) fn downlink(&mut self, at: Timestamp, outcome: &TransmitOutcome) {
        let Some(slot) = self.day.at(at.as_millis()) else { return };
        slot.downlinks = slot.downlinks.saturating_add(1);
        let code = match outcome {
            TransmitOutcome::Accepted { .. } => return,
            TransmitOutcome::NoAnswer => "NO_ANSWER",
            TransmitOutcome::Refused(code) => {
                slot.tx_errors = slot.tx_errors.saturating_add(1);
                code
            }
        };
        if self.tx_errors.len() < CODES_MAX || self.tx_errors.contains_key(code) {
            let code: Box<str> = code.chars().take(32).collect::<String>().into();
            *self.tx_errors.entry(code).or_default() += 1;
        }
    }

    /// The last hour's sums and RSSI, for lists.
    pub(crate) fn hour(&mut self, now: Timestamp) -> (Sums, Option<SpreadView>) {
        let slots = self.day.up_to(now.as_millis());
        let hour = slots.get(slots.len().saturating_sub(SLOTS_OF_HOUR)..).unwrap_or_default();
        (Sums::of(hour), self.rssi.view(now.as_millis()))
    }

    pub(crate) fn heard(&self) -> Vec<(u32, u64)> {
        self.heard.iter().map(|(hz, count)| (*hz, *count)).collect()
    }

    pub(crate) fn view(&mut self, now: Timestamp) -> TrafficView {
        let millis = now.as_millis();
        let (hour, rssi) = self.hour(now);
        let slots = self.day.up_to(millis).to_vec();
        let mut delays = self.delays.clone();
        delays.sort_unstable();
        TrafficView {
            hour,
            day: Sums::of(&slots),
            begin: Timestamp::from_millis(self.day.begin()),
            slots,
            rssi,
            snr: self.snr.view(millis),
            tx_errors: self.tx_errors.iter().map(|(code, n)| (code.to_string(), *n)).collect(),
            heard: self.heard(),
            drift_ppm: self.clock.drift_ppm(),
            restarts: self.clock.restarts(),
            delay_ms: delays.get(delays.len() / 2).copied(),
        }
    }
}

/// Milliseconds from reception to arrival, by the time the gateway reports: GPS time before the
/// clock of its computer.
fn delay_ms(uplink: &GatewayUplink) -> Option<i64> {
    let by_gps = uplink.tmms.and_then(lorawan::gps_time::to_unix_ms);
    let by_gps = by_gps.and_then(|millis| i64::try_from(millis).ok());
    let by_host = || Timestamp::parse(uplink.time.as_deref()?).map(Timestamp::as_millis);
    let delay = uplink.received_at.as_millis().checked_sub(by_gps.or_else(by_host)?)?;
    (delay.checked_abs()? <= DELAY_MAX_MS).then_some(delay)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use lorawan::Eui64;
    use model::Timestamp;
    use model::radio::{GatewayUplink, Modulation, TransmitOutcome};

    use super::{Sums, Traffic};

    const START: i64 = 1_777_622_400_000;

    fn heard(epoch: Instant, millis: i64) -> GatewayUplink {
        let since = u32::try_from(millis).unwrap();
        GatewayUplink {
            gateway: Eui64::from_be_bytes([1; 8]),
            received_at: Timestamp::from_millis(START + millis),
            arrived: epoch + Duration::from_millis(u64::from(since)),
            token: 1,
            phy: Arc::from([1_u8]),
            frequency_hz: 868_100_000 + since % 1_000 * 100,
            modulation: Modulation::Fsk { bit_rate: 50_000 },
            code_rate: Arc::from(""),
            tmst: since.wrapping_mul(1_000),
            time: None,
            tmms: None,
            ftime: None,
            rssi_dbm: Some(-70.0),
            snr_db: None,
            channel: 0,
            rf_chain: 0,
            board: None,
            antenna: None,
        }
    }

    #[test]
    fn an_hour_and_a_day_are_counted() {
        let epoch = Instant::now();
        let mut traffic = Traffic::new(epoch);
        for minute in 0..120 {
            traffic.uplink(&heard(epoch, minute * 60_000));
        }
        let now = Timestamp::from_millis(START + 119 * 60_000);
        traffic.damaged(now);
        for outcome in [
            TransmitOutcome::Accepted { power_dbm: None },
            TransmitOutcome::NoAnswer,
            TransmitOutcome::Refused("TOO_LATE".into()),
            TransmitOutcome::Refused("TOO_LATE".into()),
        ] {
            traffic.downlink(now, &outcome);
        }
        let view = traffic.view(now);
        assert_eq!(view.hour, Sums { uplinks: 60, downlinks: 4, crc_bad: 1, tx_errors: 2 });
        assert_eq!((view.day.uplinks, view.slots.len()), (120, 288));
        assert_eq!(view.slots.last().and_then(super::Slot::rssi), Some(-70.0));
        assert_eq!(view.tx_errors, [("NO_ANSWER".to_owned(), 1), ("TOO_LATE".to_owned(), 2)]);
        assert_eq!(view.rssi.unwrap().median, -70.0);
        assert_eq!((view.restarts, view.delay_ms), (0, None));
        let tomorrow = traffic.view(now.plus_millis(25 * 3_600_000));
        assert_eq!((tomorrow.day, tomorrow.rssi), (Sums::default(), None));
    }

    #[test]
    fn the_way_is_timed_by_what_the_gateway_reports() {
        let epoch = Instant::now();
        let mut traffic = Traffic::new(epoch);
        for (time, millis) in [
            ("2026-05-01T08:00:00.100000Z", 150),
            ("2026-05-01T08:00:00.100000Z", 160),
            ("2026-05-01T08:00:00.100000Z", 900),
            ("1970-01-01T00:00:00Z", 0),
            ("", 0),
        ] {
            traffic.uplink(&GatewayUplink { time: Some(time.into()), ..heard(epoch, millis) });
        }
        assert_eq!(traffic.view(Timestamp::from_millis(START)).delay_ms, Some(60));
    }

    #[test]
    fn whatever_a_gateway_reports_memory_is_bounded() {
        let epoch = Instant::now();
        let mut traffic = Traffic::new(epoch);
        for number in 0..1_000_u32 {
            let uplink = GatewayUplink {
                tmms: Some(u64::MAX - u64::from(number)),
                rssi_dbm: Some(f32::NAN),
                ..heard(epoch, i64::from(number))
            };
            traffic.uplink(&uplink);
            let code = TransmitOutcome::Refused(format!("E{number}").repeat(100).into());
            traffic.downlink(uplink.received_at, &code);
        }
        let view = traffic.view(Timestamp::from_millis(START + 1_000));
        assert!(view.heard.len() <= 128 && view.tx_errors.len() <= 16);
        assert!(view.tx_errors.iter().all(|(code, _)| code.len() <= 32));
        assert_eq!((view.rssi, view.day.uplinks), (None, 1_000));
    }
}
