//! Plans downlinks: when and where a device listens, and what the frame carries.
//!
//! Pure: the caller tells the time and which gateways can transmit, composes the frame, commits
//! its counter, builds it, and only then hands it to a gateway. A frame that a gateway refuses may
//! be offered to the next transmission of the plan, byte for byte.
//!
//! Start at [`windows`] for class A, at [`at_once`] for class C, and at [`compose`].
//!
//! Source: LoRaWAN L2 1.0.4, section 3.3 (receive windows); RP002-1.0.4 for the bands.

mod band;
mod compose;

pub use band::{lw_version, region, region_of, uplink_dr};
pub use compose::{
    COMMANDS_ALONE, Carries, DownlinkError, Draft, F_OPTS_MAX, Item, Offer, PORT_IN_F_OPTS, Room,
    TooLong, compose, is_owed,
};

use std::cmp::Ordering;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lorawan::counter::tmst_add;
use lorawan::region::{Conditions, Region, Rx1Uplink};
use lorawan::{Direction, Eui64};
use model::radio::{GatewayDownlink, GatewayUplink, Modulation, RawRadio, TransmitAt, Waveform};
use model::record::{LorawanProfile, Session};

use crate::dedup::better_first;
use crate::mac::MacState;
use band::modulation;

/// A frame must be handed over this long before its transmission: time for the way to the gateway
/// and for its own queue, which needs up to 43 ms.
pub const LEAD: Duration = Duration::from_millis(150);

/// What a forwarder adds before it sends a frame that is to go at once.
pub const IMMEDIATE_DELAY: Duration = Duration::from_millis(80);

/// Gateways that are tried for one downlink.
const MAX_GATEWAYS: usize = 3;

/// Concentrators report no more than about this, in dB, however near the device is.
const SATURATED_SNR_DB: f32 = 15.0;

/// Bytes of a PHY payload that are not MACPayload.
const MHDR_AND_MIC: usize = 5;

/// Which of the device's receive windows a transmission meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Window {
    /// The first, on the uplink's channel.
    Rx1,
    /// The second, on a fixed channel one second later.
    Rx2,
    /// Class C: at once, with the parameters of RX2.
    ClassC,
}

impl Window {
    /// A stable word for logs and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rx1 => "RX1",
            Self::Rx2 => "RX2",
            Self::ClassC => "RXC",
        }
    }
}

/// The window parameters the device has in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RxParams {
    /// Seconds from the end of the uplink to the first window; the second opens one later.
    pub rx1_delay: u8,
    /// How far the first window's data rate lies below the uplink's.
    pub rx1dr_offset: u8,
    /// Data rate of the second window.
    pub rx2dr: u8,
    /// Frequency of the second window, Hz.
    pub rx2_freq: u32,
    /// Frequency of the first window, Hz, when it is not the band's own.
    pub rx1_freq: Option<u32>,
    /// Whether downlinks last at most 400 ms; `None` while the device has not said.
    pub downlink_dwell: Option<bool>,
}

impl RxParams {
    /// After a data uplink: what the join-accept, the profile or a MAC command set.
    #[must_use]
    pub fn of_session(session: &Session) -> Self {
        Self {
            rx1_delay: session.rx_delay.max(1),
            rx1dr_offset: session.rx1dr_offset,
            rx2dr: session.rx2dr,
            rx2_freq: session.rx2_freq,
            rx1_freq: None,
            downlink_dwell: None,
        }
    }

    /// With what MAC commands agreed on beside the session; the first window belongs to an uplink
    /// on `uplink_hz`.
    #[must_use]
    pub fn agreed(
        session: &Session,
        mac: &MacState,
        profile: &LorawanProfile,
        uplink_hz: u32,
    ) -> Self {
        let rx1_freq = mac
            .channel_at(region(profile), uplink_hz)
            .and_then(|channel| mac.downlink_channels.iter().find(|moved| moved.channel == channel))
            .map(|moved| moved.frequency_hz);
        let downlink_dwell = mac.tx_params.map(|params| params.downlink_dwell);
        Self { rx1_freq, downlink_dwell, ..Self::of_session(session) }
    }

    /// After a join-request: the join delay and the band's own second window, since the device
    /// does not know yet what the profile wants for data.
    #[must_use]
    pub fn of_join(profile: &LorawanProfile) -> Self {
        let defaults = region(profile).defaults(lw_version(profile.lw_ver));
        Self {
            rx1_delay: profile.rx_delay_join.max(1),
            rx1dr_offset: defaults.rx1dr_offset,
            rx2dr: defaults.rx2dr,
            rx2_freq: defaults.rx2_freq_hz,
            rx1_freq: None,
            downlink_dwell: None,
        }
    }
}

/// One way to get a frame to the device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transmission {
    /// The window it meets.
    pub window: Window,
    /// When the frame must be handed to the gateway at the latest.
    pub hand_over_by: Instant,
    /// The gateway that transmits.
    pub gateway: Eui64,
    /// When it transmits, by its own counter.
    pub at: TransmitAt,
    /// Carrier frequency in Hz.
    pub frequency_hz: u32,
    /// How the frame is modulated.
    pub modulation: Modulation,
    /// EIRP in dBm.
    pub power_dbm: i8,
    /// Board to transmit on.
    pub board: Option<u8>,
    /// Antenna to transmit on.
    pub antenna: Option<u8>,
    /// The rest of how it is transmitted.
    pub waveform: Waveform,
    /// Longest PHY payload the window carries, bytes.
    pub max_phy_len: usize,
    /// When the transmission begins, about: by our clock.
    pub begins: Instant,
}

impl Transmission {
    /// Whether there is still time to hand the frame over.
    #[must_use]
    pub fn is_in_time(&self, now: Instant) -> bool {
        now <= self.hand_over_by
    }

    /// Asks for the same at once, from `now` on, after a gateway was busy.
    pub fn renew(&mut self, now: Instant) {
        self.postpone(now + IMMEDIATE_DELAY);
    }

    /// Lets a frame that is sent at once begin then, by being handed over so much later.
    pub fn postpone(&mut self, begins: Instant) {
        self.begins = begins;
        self.hand_over_by = begins + (LEAD - IMMEDIATE_DELAY);
    }

    /// When a frame that is sent at once is handed over, so that it begins as planned; `None` when
    /// the gateway times it.
    #[must_use]
    pub fn hand_over_at(&self) -> Option<Instant> {
        self.is_at_once().then(|| self.begins.checked_sub(IMMEDIATE_DELAY)).flatten()
    }

    /// How much later than planned it may begin, until its gateway says that it has it.
    #[must_use]
    pub fn slack(&self) -> Duration {
        if self.is_at_once() { IMMEDIATE_DELAY } else { Duration::ZERO }
    }

    fn is_at_once(&self) -> bool {
        self.at == TransmitAt::Immediately
    }

    /// The transmission with its frame.
    #[must_use]
    pub fn carrying(&self, phy: Arc<[u8]>) -> GatewayDownlink {
        GatewayDownlink {
            gateway: self.gateway,
            at: self.at,
            frequency_hz: self.frequency_hz,
            modulation: self.modulation,
            power_dbm: self.power_dbm,
            phy,
            board: self.board,
            antenna: self.antenna,
            waveform: self.waveform,
        }
    }
}

/// Every way to answer one uplink, in the order to try them.
///
/// * `params`: [`RxParams::of_session`], or [`RxParams::of_join`] for a join-accept.
/// * `copies`: the receptions of this very transmission, one per gateway, best first; the best one
///   says on which channel the device spoke.
/// * `can_transmit`: whether a gateway has a live downlink path and may be used.
///
/// The gateway with the best link comes first, with RX1 and then RX2. Windows that cannot be met
/// any more at `now` are left out; those too slow for the frame are for the caller to leave out, by
/// [`Transmission::max_phy_len`]. Empty when nothing is left.
#[must_use]
pub fn windows(
    profile: &LorawanProfile,
    params: RxParams,
    copies: &[GatewayUplink],
    now: Instant,
    can_transmit: impl Fn(Eui64) -> bool,
) -> Vec<Transmission> {
    let (Some(best), Some(ended)) = (copies.first(), copies.iter().map(|copy| copy.arrived).min())
    else {
        return Vec::new();
    };
    let channels = [rx1(profile, params, best), rx2(profile, params)];
    let channels = channels.into_iter().flatten();
    let mut gateways: Vec<_> = copies.iter().filter(|copy| can_transmit(copy.gateway)).collect();
    gateways.sort_by(|left, right| better_link_first(left, right));
    gateways
        .into_iter()
        .take(MAX_GATEWAYS)
        .flat_map(|copy| channels.clone().map(move |channel| channel.sent_by(copy, ended)))
        .filter(|transmission| transmission.is_in_time(now))
        .collect()
}

/// The longest PHY payload that any window after an uplink like `best` carries, whatever the time.
#[must_use]
pub fn longest_phy(profile: &LorawanProfile, params: RxParams, best: &GatewayUplink) -> usize {
    let channels = [rx1(profile, params, best), rx2(profile, params)];
    channels.into_iter().flatten().map(|channel| channel.max_phy_len).max().unwrap_or(0)
}

/// The way to reach a class C device now, through one gateway; `None` when the parameters of its
/// second window do not exist in the band.
#[must_use]
pub fn at_once(
    profile: &LorawanProfile,
    params: RxParams,
    gateway: Eui64,
    now: Instant,
) -> Option<Transmission> {
    let channel = rx2(profile, params)?;
    Some(Transmission {
        window: Window::ClassC,
        hand_over_by: now + LEAD,
        gateway,
        at: TransmitAt::Immediately,
        frequency_hz: channel.frequency_hz,
        modulation: channel.modulation,
        power_dbm: channel.power_dbm,
        board: None,
        antenna: None,
        waveform: Waveform::default(),
        max_phy_len: channel.max_phy_len,
        begins: now + IMMEDIATE_DELAY,
    })
}

/// The transmission of a frame that is nobody's through one gateway, from `now` on.
#[must_use]
pub fn raw(region: Region, radio: RawRadio, gateway: Eui64, now: Instant) -> Transmission {
    let most = region.downlink_eirp_dbm(radio.frequency_hz);
    Transmission {
        window: Window::ClassC,
        hand_over_by: now + LEAD,
        gateway,
        at: TransmitAt::Immediately,
        frequency_hz: radio.frequency_hz,
        modulation: radio.modulation,
        power_dbm: radio.power_dbm.map_or(most, |wanted| wanted.min(most)),
        board: None,
        antenna: None,
        waveform: radio.waveform,
        max_phy_len: usize::from(u8::MAX),
        begins: now + IMMEDIATE_DELAY,
    }
}

/// Where the device listens in one window, whichever gateway transmits.
#[derive(Debug, Clone, Copy)]
struct Channel {
    window: Window,
    delay: Duration,
    frequency_hz: u32,
    modulation: Modulation,
    power_dbm: i8,
    max_phy_len: usize,
}

impl Channel {
    /// `ended`: the first arrival of any copy. The uplink ended before it, and a copy that came
    /// later has a slow way, which the downlink must take back.
    fn sent_by(self, copy: &GatewayUplink, ended: Instant) -> Transmission {
        let slower = copy.arrived.saturating_duration_since(ended);
        let margin = self.delay.saturating_sub(LEAD).saturating_sub(slower);
        let delay_us = u32::try_from(self.delay.as_micros()).unwrap_or(u32::MAX);
        Transmission {
            window: self.window,
            hand_over_by: ended + margin,
            gateway: copy.gateway,
            // The counter wraps every 71 minutes and is never extended: the sum wraps with it.
            at: TransmitAt::Counter(tmst_add(copy.tmst, delay_us)),
            frequency_hz: self.frequency_hz,
            modulation: self.modulation,
            power_dbm: self.power_dbm,
            board: copy.board,
            antenna: copy.antenna,
            waveform: Waveform::default(),
            max_phy_len: self.max_phy_len,
            begins: ended + self.delay,
        }
    }
}

/// The first window; `None` when the uplink's channel is none of the band's.
fn rx1(profile: &LorawanProfile, params: RxParams, best: &GatewayUplink) -> Option<Channel> {
    let dr = uplink_dr(profile, best)?;
    let rx1 = region(profile).rx1(Rx1Uplink {
        frequency_hz: best.frequency_hz,
        dr,
        rx1dr_offset: params.rx1dr_offset,
        downlink_dwell: params.downlink_dwell == Some(true),
        version: lw_version(profile.lw_ver),
    })?;
    let delay = Duration::from_secs(params.rx1_delay.into());
    let frequency_hz = params.rx1_freq.unwrap_or(rx1.frequency_hz);
    channel(profile, params, Window::Rx1, delay, (frequency_hz, rx1.dr))
}

/// The second window; `None` when its parameters do not exist in the band.
fn rx2(profile: &LorawanProfile, params: RxParams) -> Option<Channel> {
    let delay = Duration::from_secs(u64::from(params.rx1_delay) + 1);
    channel(profile, params, Window::Rx2, delay, (params.rx2_freq, params.rx2dr))
}

fn channel(
    profile: &LorawanProfile,
    params: RxParams,
    window: Window,
    delay: Duration,
    (frequency_hz, dr): (u32, u8),
) -> Option<Channel> {
    let region = region(profile);
    if !region.allows_frequency(frequency_hz) {
        return None;
    }
    let conditions = Conditions {
        direction: Direction::Down,
        // An AS923 device may have started with the dwell limit and then discards longer
        // downlinks, until it accepts another. It never listens below DR2 then.
        dwell: params.downlink_dwell.unwrap_or(matches!(region, Region::As923(_)) && dr >= 2),
        version: lw_version(profile.lw_ver),
    };
    Some(Channel {
        window,
        delay,
        frequency_hz,
        modulation: modulation(region.data_rate(dr, Direction::Down)?),
        power_dbm: region.downlink_eirp_dbm(frequency_hz),
        max_phy_len: usize::from(region.max_mac_payload(dr, conditions)?) + MHDR_AND_MIC,
    })
}

/// How one gateway heard a device.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// The gateway.
    pub gateway: Eui64,
    /// Signal-to-noise ratio in dB.
    pub snr_db: Option<f32>,
    /// RSSI in dBm.
    pub rssi_dbm: Option<f32>,
}

/// The gateways to try for a device that was heard like this, the one with the best link first.
#[must_use]
pub fn best_gateways(links: &[Link]) -> Vec<Eui64> {
    let strength = |value: Option<f32>| value.filter(|v| v.is_finite()).unwrap_or(f32::MIN);
    let snr = |link: &Link| strength(link.snr_db).min(SATURATED_SNR_DB);
    let mut links: Vec<&Link> = links.iter().collect();
    links.sort_by(|left, right| {
        snr(right)
            .total_cmp(&snr(left))
            .then_with(|| strength(right.rssi_dbm).total_cmp(&strength(left.rssi_dbm)))
    });
    let mut gateways = Vec::new();
    for link in links {
        if !gateways.contains(&link.gateway) && gateways.len() < MAX_GATEWAYS {
            gateways.push(link.gateway);
        }
    }
    gateways
}

/// Orders gateways by how well a downlink will get through: by SNR up to where receivers
/// saturate, then by RSSI.
fn better_link_first(left: &GatewayUplink, right: &GatewayUplink) -> Ordering {
    let strong = |copy: &GatewayUplink| copy.snr_db.is_some_and(|snr| snr >= SATURATED_SNR_DB);
    let saturated = |copy: &GatewayUplink| {
        let snr_db = if strong(copy) { Some(SATURATED_SNR_DB) } else { copy.snr_db };
        GatewayUplink { snr_db, ..copy.clone() }
    };
    better_first(&saturated(left), &saturated(right))
}

#[cfg(test)]
mod tests;
