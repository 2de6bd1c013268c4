//! What each gateway transmits: its planned transmissions and its share of the band.
//!
//! A gateway is half-duplex and sends one frame at a time, and in some bands it may only send for
//! a small share of each hour. [`Airspace::book`] says whether a transmission keeps to both and
//! takes note of it; what a gateway then refuses is given back by [`Airspace::release`].
//!
//! Places are given to whoever asks first, and nothing takes one back. So that what is owed has
//! precedence at a gateway that many want, what can wait asks later: [`Airspace::gives_way_until`].
//!
//! Pure: the caller brings the time. Bounded by the number of gateways: a sliding hour is sixty
//! minutes of a counter, not a list of frames.
//!
//! Source: ETSI EN 300 220-2, annex B (duty cycle).

use std::collections::HashMap;
use std::fmt;
use std::time::{Duration, Instant};

use lorawan::airtime::{LoRaParameters, time_on_air_us};
use lorawan::region::{DataRate, Region};
use lorawan::{Direction, Eui64};
use model::radio::{Modulation, Waveform};
use model::{Said, Saying, say};

/// The sliding hour, in slots: what is older than the oldest slot no longer counts.
const SLOTS: usize = 60;
const SLOT: Duration = Duration::from_secs(60);

/// Share of an hour's budget that what can wait may use, in percent; the rest is kept for what the
/// protocol owes.
const CAN_WAIT_PERCENT: u32 = 70;

/// Transmissions planned at one gateway; forwarders hold 32.
const PLANNED_MAX: usize = 32;

/// Least pause between two transmissions of one gateway. A forwarder programs a frame up to 43 ms
/// before it begins; what would still be transmitting then it refuses, or drops without a word.
const GAP: Duration = Duration::from_millis(45);

/// Time over which is counted how often a gateway is asked for something.
const ASKED_WITHIN: Duration = Duration::from_secs(1);

/// Frames of others that one frame may cost their windows at a busy gateway, before it is better not
/// sent.
const COSTS_AT_MOST: u32 = 2;

/// What can wait gives way at a gateway that is asked for so much that frames like it would take
/// more than this share of its time, in percent.
const BUSY_PERCENT: u32 = 20;

/// Beyond this share, what is owed leaves out what it need not carry, so that there is room for
/// more frames.
const FULL_PERCENT: u32 = 50;

/// From the end of an uplink to the first window of nearly every device.
const FIRST_WINDOW: Duration = Duration::from_secs(1);

/// What gives way asks for its place at least this long before it begins: the way to a gateway may
/// be slow.
const AHEAD: Duration = Duration::from_millis(400);

/// Gateways remembered; the one that was silent longest is forgotten first.
const GATEWAYS_MAX: usize = 8_192;

/// How important a frame is when the share of the band runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// Join-accepts, acknowledgements, answers: the whole budget.
    Owed,
    /// What the application wants, and what the network asks of its own accord: 70 % of it.
    CanWait,
}

/// A transmission to be planned.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// The gateway.
    pub gateway: Eui64,
    /// The band whose rules hold.
    pub region: Region,
    /// Carrier frequency in Hz.
    pub frequency_hz: u32,
    /// When it begins.
    pub begins: Instant,
    /// How much later it may begin, as long as nobody knows when the gateway got it.
    pub slack: Duration,
    /// How long it lasts.
    pub airtime: Duration,
    /// How important it is.
    pub priority: Priority,
}

/// Why a gateway should not transmit a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Busy {
    /// It transmits something else at that time.
    Overlap {
        /// When it is free again.
        free_at: Instant,
    },
    /// Its share of the band is used up.
    DutyCycle {
        /// Name of the sub-band.
        band: &'static str,
        /// Transmitted in the last hour, ms.
        used_ms: u64,
        /// Allowed for this kind of frame, ms.
        budget_ms: u64,
    },
}

impl From<Busy> for Said {
    fn from(busy: Busy) -> Self {
        match busy {
            Busy::Overlap { .. } => Saying::GatewayBusy.into(),
            Busy::DutyCycle { band, used_ms, budget_ms } => {
                say!(DutyCycle, used_ms = used_ms, budget_ms = budget_ms, band = band)
            }
        }
    }
}

impl fmt::Display for Busy {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Said::from(*self), out)
    }
}

impl Busy {
    /// A stable word for logs and the API.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Overlap { .. } => "gateway_busy",
            Self::DutyCycle { .. } => "duty_cycle",
        }
    }
}

/// A booked transmission, to give it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Booking {
    gateway: Eui64,
    begins: Instant,
    slack: Duration,
    airtime: Duration,
    band: Option<&'static str>,
}

impl Booking {
    /// The gateway that transmits.
    #[must_use]
    pub const fn gateway(&self) -> Eui64 {
        self.gateway
    }

    /// When the transmission has ended.
    #[must_use]
    pub fn ends(&self) -> Instant {
        self.begins + self.slack + self.airtime
    }

    /// When the gateway may transmit the next frame.
    #[must_use]
    pub fn free_at(&self) -> Instant {
        self.ends() + GAP
    }
}

/// How much of a sub-band a gateway has used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Name of the sub-band.
    pub band: &'static str,
    /// Transmitted in the last hour.
    pub used: Duration,
    /// Allowed in an hour.
    pub budget: Duration,
}

/// Time on air of a frame to a device; zero for a modulation without a formula.
#[must_use]
pub fn airtime(modulation: Modulation, waveform: Waveform, phy_len: usize) -> Duration {
    let us = match modulation {
        Modulation::LoRa { spreading_factor, bandwidth_hz } => {
            let usual = LoRaParameters::lorawan(spreading_factor, bandwidth_hz, Direction::Down);
            let parameters = LoRaParameters {
                coding_rate: waveform.coding_rate,
                preamble_symbols: waveform.preamble.unwrap_or(usual.preamble_symbols),
                crc: waveform.crc,
                ..usual
            };
            parameters.time_on_air_us(phy_len)
        }
        Modulation::Fsk { bit_rate } => {
            time_on_air_us(DataRate::Fsk { bit_rate }, phy_len, Direction::Down)
        }
        Modulation::LrFhss { .. } => return Duration::ZERO,
    };
    Duration::from_micros(us.unwrap_or(0).into())
}

/// All gateways.
#[derive(Debug, Default)]
pub struct Airspace {
    gateways: HashMap<Eui64, Transmitter>,
}

#[derive(Debug, Default)]
struct Transmitter {
    /// Begin and end, in no order.
    planned: Vec<(Instant, Instant)>,
    bands: Vec<Band>,
    last: Option<Instant>,
    asked: Asked,
}

/// How often a gateway is asked to transmit, whether or not it can: answers, and what is sent raw.
#[derive(Debug, Default)]
struct Asked {
    since: Option<Instant>,
    /// In the present span of [`ASKED_WITHIN`], and in the one before.
    now: u32,
    before: u32,
}

impl Asked {
    fn advance(&mut self, now: Instant) {
        let Some(since) = self.since else {
            self.since = Some(now);
            return;
        };
        let passed = now.saturating_duration_since(since);
        if passed >= ASKED_WITHIN {
            let is_next = passed < 2 * ASKED_WITHIN;
            self.before = if is_next { self.now } else { 0 };
            (self.now, self.since) = (0, Some(now));
        }
    }

    fn add(&mut self, now: Instant) {
        self.advance(now);
        self.now = self.now.saturating_add(1);
    }

    /// Frames in [`ASKED_WITHIN`].
    fn rate(&mut self, now: Instant) -> u32 {
        self.advance(now);
        self.now.max(self.before)
    }
}

#[derive(Debug)]
struct Band {
    name: &'static str,
    budget: Duration,
    /// Airtime by slot; `newest` began at `since`.
    slots: [Duration; SLOTS],
    newest: usize,
    since: Instant,
}

impl Airspace {
    /// Plans a transmission.
    ///
    /// `enforce_duty_cycle`: refuse what exceeds the share of the band; without it, it is only
    /// counted.
    ///
    /// # Errors
    /// [`Busy`]; nothing was booked then.
    pub fn book(
        &mut self,
        wish: &Wish,
        now: Instant,
        enforce_duty_cycle: bool,
    ) -> Result<Booking, Busy> {
        self.check(wish, now, enforce_duty_cycle)?;
        self.make_room(wish.gateway);
        let transmitter = self.gateways.entry(wish.gateway).or_default();
        let band = wish.region.sub_band(wish.frequency_hz);
        if let Some(band) = band {
            let budget = Duration::from_micros(band.budget_us_per_hour());
            transmitter.band(band.name, budget, now).add(wish.airtime);
        }
        let booking = Booking {
            gateway: wish.gateway,
            begins: wish.begins,
            slack: wish.slack,
            airtime: wish.airtime,
            band: band.map(|band| band.name),
        };
        transmitter.planned.push((booking.begins, booking.ends()));
        transmitter.last = Some(now);
        Ok(booking)
    }

    /// The gateway has the frame and begins at `begins` at the latest: nothing is left to chance
    /// any more.
    #[must_use]
    pub fn settle(&mut self, booking: &Booking, begins: Instant) -> Booking {
        let begins = begins.max(booking.begins);
        let settled = Booking { begins, slack: Duration::ZERO, ..*booking };
        let transmitter = self.gateways.get_mut(&booking.gateway);
        let planned = transmitter.and_then(|transmitter| transmitter.find(booking));
        if let Some(planned) = planned {
            // From when it was planned: it may have begun then, too.
            *planned = (booking.begins, settled.ends());
        }
        settled
    }

    /// Whether [`Self::book`] would take a transmission.
    ///
    /// # Errors
    /// [`Busy`].
    pub fn check(
        &mut self,
        wish: &Wish,
        now: Instant,
        enforce_duty_cycle: bool,
    ) -> Result<(), Busy> {
        let Some(transmitter) = self.gateways.get_mut(&wish.gateway) else { return Ok(()) };
        transmitter.check_overlap(wish, now)?;
        let Some(band) = wish.region.sub_band(wish.frequency_hz) else { return Ok(()) };
        let budget = Duration::from_micros(band.budget_us_per_hour());
        let used = transmitter.band(band.name, budget, now).used();
        let allowed = match wish.priority {
            Priority::Owed => budget,
            Priority::CanWait => budget * CAN_WAIT_PERCENT / 100,
        };
        if enforce_duty_cycle && used + wish.airtime > allowed {
            let (used_ms, budget_ms) = (millis(used), millis(allowed));
            return Err(Busy::DutyCycle { band: band.name, used_ms, budget_ms });
        }
        Ok(())
    }

    /// A gateway is wanted for a frame, in whichever window it may be.
    pub fn note_asked(&mut self, gateway: Eui64, now: Instant) {
        self.make_room(gateway);
        let transmitter = self.gateways.entry(gateway).or_default();
        transmitter.asked.add(now);
        transmitter.last = Some(now);
    }

    /// Whether an answer that finds its gateway busy in the window where it is `quick` had better
    /// not be sent in the one where it is `slow`: while it is on the air, more others find the
    /// gateway busy in their own first windows, who then do the same, so that in the end hardly
    /// anybody is answered. Whoever is not answered asks again.
    pub fn crowds_out(&mut self, quick: &Wish, slow: &Wish, now: Instant) -> bool {
        if slow.airtime <= quick.airtime {
            return false;
        }
        let Some(transmitter) = self.gateways.get_mut(&quick.gateway) else { return false };
        if transmitter.check_overlap(quick, now).is_ok() {
            return false;
        }
        let others = transmitter.asked.rate(now);
        (slow.airtime + GAP) * others > ASKED_WITHIN * COSTS_AT_MOST
    }

    /// Whether a gateway was lately asked for so many frames that, if all were like this one, they
    /// would take more than `percent` of its time.
    fn is_wanted(&mut self, wish: &Wish, percent: u32, now: Instant) -> bool {
        let Some(transmitter) = self.gateways.get_mut(&wish.gateway) else { return false };
        let others = transmitter.asked.rate(now);
        (wish.airtime + GAP) * others > ASKED_WITHIN * percent / 100
    }

    /// Until when a frame that can wait does not ask for its place, because the gateway is wanted by
    /// many: by then everybody has asked who is owed a place that overlaps it. `None`: it asks at
    /// once. However long its device waits before it listens, it waits as if that were a second: the
    /// rest is for slow ways to the gateway.
    ///
    /// `ended`: when the uplink ended that it follows; `asks_after`: how long after the end of an
    /// uplink its answer asks for a place.
    pub fn gives_way_until(
        &mut self,
        wish: &Wish,
        ended: Instant,
        asks_after: Duration,
        now: Instant,
    ) -> Option<Instant> {
        if !self.is_wanted(wish, BUSY_PERCENT, now) {
            return None;
        }
        let begins = wish.begins.min(ended + FIRST_WINDOW);
        let free_again = begins + wish.airtime + GAP;
        let last_asked = free_again.checked_sub(FIRST_WINDOW.saturating_sub(asks_after))?;
        let until = last_asked.min(begins.checked_sub(AHEAD)?);
        (until > now).then_some(until)
    }

    /// Whether so many want a gateway that what is owed had better be as short as it can.
    pub fn is_full(&mut self, wish: &Wish, now: Instant) -> bool {
        self.is_wanted(wish, FULL_PERCENT, now)
    }

    /// Gives a booking back: the gateway did not take the frame.
    pub fn release(&mut self, booking: &Booking) {
        let Some(transmitter) = self.gateways.get_mut(&booking.gateway) else { return };
        let span = (booking.begins, booking.ends());
        if let Some(index) = transmitter.planned.iter().position(|planned| *planned == span) {
            transmitter.planned.swap_remove(index);
        }
        let band = transmitter.bands.iter_mut().find(|band| Some(band.name) == booking.band);
        if let Some(band) = band {
            band.give_back(booking.airtime);
        }
    }

    /// How much a gateway has used of each sub-band it transmitted in.
    pub fn usage(&mut self, gateway: Eui64, now: Instant) -> Vec<Usage> {
        let Some(transmitter) = self.gateways.get_mut(&gateway) else { return Vec::new() };
        transmitter
            .bands
            .iter_mut()
            .map(|band| {
                band.advance(now);
                Usage { band: band.name, used: band.used(), budget: band.budget }
            })
            .collect()
    }

    fn make_room(&mut self, gateway: Eui64) {
        if self.gateways.len() < GATEWAYS_MAX || self.gateways.contains_key(&gateway) {
            return;
        }
        let oldest = self.gateways.iter().min_by_key(|(_, transmitter)| transmitter.last);
        if let Some(oldest) = oldest.map(|(eui, _)| *eui) {
            self.gateways.remove(&oldest);
        }
    }
}

impl Transmitter {
    fn find(&mut self, booking: &Booking) -> Option<&mut (Instant, Instant)> {
        let span = (booking.begins, booking.ends());
        self.planned.iter_mut().find(|planned| **planned == span)
    }

    fn check_overlap(&mut self, wish: &Wish, now: Instant) -> Result<(), Busy> {
        self.planned.retain(|(_, ends)| *ends + GAP > now);
        let ends = wish.begins + wish.slack + wish.airtime;
        let overlaps =
            |begins: Instant, ended: Instant| begins < ends + GAP && wish.begins < ended + GAP;
        let in_the_way = self.planned.iter().filter(|(begins, ended)| overlaps(*begins, *ended));
        if let Some(free_at) = in_the_way.map(|(_, ended)| *ended + GAP).max() {
            return Err(Busy::Overlap { free_at });
        }
        if self.planned.len() >= PLANNED_MAX {
            let first = self.planned.iter().map(|(_, ended)| *ended).min().unwrap_or(now);
            return Err(Busy::Overlap { free_at: first + GAP });
        }
        Ok(())
    }

    fn band(&mut self, name: &'static str, budget: Duration, now: Instant) -> &mut Band {
        let index = match self.bands.iter().position(|band| band.name == name) {
            Some(index) => index,
            None => {
                let slots = [Duration::ZERO; SLOTS];
                self.bands.push(Band { name, budget, slots, newest: 0, since: now });
                self.bands.len() - 1
            }
        };
        #[expect(clippy::indexing_slicing, reason = "found or pushed just above")]
        let band = &mut self.bands[index];
        band.advance(now);
        band
    }
}

impl Band {
    fn advance(&mut self, now: Instant) {
        let slots = now.saturating_duration_since(self.since).as_secs() / SLOT.as_secs();
        if slots == 0 {
            return;
        }
        let steps = usize::try_from(slots).unwrap_or(SLOTS).min(SLOTS);
        for _ in 0..steps {
            self.newest = (self.newest + 1) % SLOTS;
            if let Some(slot) = self.slots.get_mut(self.newest) {
                *slot = Duration::ZERO;
            }
        }
        self.since += SLOT * u32::try_from(slots).unwrap_or(u32::MAX);
    }

    fn used(&self) -> Duration {
        self.slots.iter().sum()
    }

    fn add(&mut self, airtime: Duration) {
        if let Some(slot) = self.slots.get_mut(self.newest) {
            *slot += airtime;
        }
    }

    /// Takes it from the newest slots, where it was added a moment ago.
    fn give_back(&mut self, airtime: Duration) {
        let mut left = airtime;
        for back in 0..SLOTS {
            let index = (self.newest + SLOTS - back) % SLOTS;
            let Some(slot) = self.slots.get_mut(index) else { return };
            let taken = left.min(*slot);
            *slot -= taken;
            left -= taken;
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
