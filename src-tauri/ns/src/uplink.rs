//! Decides whether a data uplink belongs to one of the given sessions.
//!
//! Pure: the caller supplies the sessions and applies the verdict with
//! [`crate::session::advance`]. Storing the advanced counter is the caller's duty and must happen
//! before anything is published or answered; so is the de-duplication before
//! ([`crate::dedup`]), without which copies of the first frame after a join would no longer match.
//!
//! Start at [`read`], then [`accept`]. The MIC check is never optional.
//!
//! Source: LoRaWAN L2 1.0.4, sections 4.3.1.5 (frame counter) and 4.4 (MIC).

use lorawan::counter::{Reconstructed, reconstruct};
use lorawan::{DataFrame, Direction, Frame, JoinRequest, SessionKey};
use model::record::{JoinMode, LorawanProfile, LwVersion, Session};

use crate::refusal::Refusal;

/// Sessions of one address that are tried; more would make junk frames dear.
pub const MAX_CANDIDATES: usize = 1_000;

/// A candidate whose counter moves at most this far is tried before the others.
const NEAR: u32 = 64;

/// Upper halves of the counter searched for an ABP device that was never heard here: it may have
/// counted for years elsewhere. Sixteen cover a million frames.
const SEARCHED_ERAS: u32 = 16;

/// A frame on the way from a device, of a kind that is handled.
#[derive(Debug, Clone, Copy)]
pub enum Received<'a> {
    /// A device asks for a session: see [`crate::join`].
    Join(JoinRequest<'a>),
    /// A data frame: see [`accept`].
    Data(DataFrame<'a>),
}

/// Takes a PHY payload from a gateway apart.
///
/// # Errors
/// [`Refusal::Malformed`], [`Refusal::DownlinkOnUplinkPath`], [`Refusal::UnsupportedType`] and
/// [`Refusal::Proprietary`], all of which are normal on a shared band.
pub fn read(phy: &[u8]) -> Result<Received<'_>, Refusal> {
    match lorawan::parse(phy).map_err(|error| Refusal::Malformed { why: error.to_string() })? {
        Frame::JoinRequest(request) => Ok(Received::Join(request)),
        Frame::Data(frame) => match frame.direction {
            Direction::Up => Ok(Received::Data(frame)),
            Direction::Down => Err(Refusal::DownlinkOnUplinkPath),
        },
        Frame::JoinAccept(_) => Err(Refusal::DownlinkOnUplinkPath),
        Frame::Rfu(_) => Err(Refusal::UnsupportedType),
        Frame::Proprietary(_) => Err(Refusal::Proprietary),
    }
}

/// A session that may have made the frame, with what its profile says.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// The session; its address is the frame's.
    pub session: &'a Session,
    /// The session's NwkSKey, prepared.
    pub nwk_s_key: &'a SessionKey,
    /// MIC of the last accepted uplink, to tell a retransmission from a second frame with the same
    /// counter; `None` when it is not known (after a restart) and a repeat is taken on trust.
    pub last_mic: Option<[u8; 4]>,
    /// Made by a join, but not yet used by the device.
    pub pending: bool,
    /// How the device got the session.
    pub join_mode: JoinMode,
    /// Link-layer version of the device.
    pub lw_ver: LwVersion,
    /// `false`: the device is to be ignored.
    pub enable: bool,
    /// An ABP device may restart its counter.
    pub resets_f_cnt: bool,
}

impl<'a> Candidate<'a> {
    /// A session in use, with the switches of its profile.
    #[must_use]
    pub fn new(
        session: &'a Session,
        nwk_s_key: &'a SessionKey,
        profile: &LorawanProfile,
        last_mic: Option<[u8; 4]>,
    ) -> Self {
        Self {
            session,
            nwk_s_key,
            last_mic,
            pending: false,
            join_mode: profile.join_mode,
            lw_ver: profile.lw_ver,
            enable: profile.enable,
            resets_f_cnt: profile.resets_f_cnt,
        }
    }

    /// The same for a session the device has not used yet.
    #[must_use]
    pub fn pending(self) -> Self {
        Self { pending: true, ..self }
    }

    /// The same for bytes that were heard before and may have been on their way since: they prove
    /// no restart of the counter.
    #[must_use]
    pub fn heard_before(self) -> Self {
        Self { resets_f_cnt: false, ..self }
    }

    fn may_reset(&self) -> bool {
        self.join_mode == JoinMode::Abp && self.resets_f_cnt
    }
}

/// What an accepted frame is to its session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A counter not seen before: store, publish, answer.
    New,
    /// The last frame again, byte for byte: answer, publish nothing.
    Retransmission,
    /// The device restarted its counter, which its profile allows: store, publish, answer.
    CounterReset,
}

/// What becomes of a data uplink.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// One session made it.
    Accepted {
        /// Position of the session in the candidates.
        index: usize,
        /// The full counter.
        f_cnt: u32,
        /// What the frame is to the session.
        kind: Kind,
        /// The counter jumped further than the device's LoRaWAN version allows.
        gap_warning: bool,
    },
    /// It goes no further.
    Refused(Refusal),
}

/// Finds the session that made `frame`, by MIC alone: addresses are not unique.
///
/// `candidates` are the sessions with the frame's address, current and pending; those whose
/// counter fits best are tried first.
#[must_use]
pub fn accept(frame: &DataFrame<'_>, candidates: &[Candidate<'_>]) -> Verdict {
    if frame.direction == Direction::Down {
        return Verdict::Refused(Refusal::DownlinkOnUplinkPath);
    }
    let tried = candidates.iter().take(MAX_CANDIDATES).enumerate().filter(|(_, candidate)| {
        // A device that has not used its new session cannot acknowledge anything in it.
        !(candidate.pending && frame.f_ctrl.ack)
    });
    let steps: [Step; 3] = [try_near, try_far, try_backward];
    for step in steps {
        for (index, candidate) in tried.clone() {
            if let Some(verdict) = step(frame, index, candidate) {
                return verdict;
            }
        }
    }
    Verdict::Refused(if candidates.is_empty() {
        Refusal::UnknownDevAddr { dev_addr: frame.dev_addr }
    } else {
        let full = match candidates {
            [only] => reconstruct(only.session.last_f_cnt_up, frame.f_cnt).full(),
            _ => None,
        };
        let (dev_addr, f_cnt) = (frame.dev_addr, frame.f_cnt);
        Refusal::MicFailed { dev_addr, candidates: candidates.len(), f_cnt, full }
    })
}

/// One way of reading the counter: a verdict when the MIC proves it.
type Step = fn(&DataFrame<'_>, usize, &Candidate<'_>) -> Option<Verdict>;

fn try_near(frame: &DataFrame<'_>, index: usize, candidate: &Candidate<'_>) -> Option<Verdict> {
    try_forward(frame, index, candidate, true)
}

fn try_far(frame: &DataFrame<'_>, index: usize, candidate: &Candidate<'_>) -> Option<Verdict> {
    try_forward(frame, index, candidate, false)
}

/// The counter moved on, or stands still.
fn try_forward(
    frame: &DataFrame<'_>,
    index: usize,
    candidate: &Candidate<'_>,
    near: bool,
) -> Option<Verdict> {
    let counter = reconstruct(candidate.session.last_f_cnt_up, frame.f_cnt);
    let is_near = match counter {
        Reconstructed::New { gap, .. } => gap.is_none_or(|gap| gap <= NEAR),
        Reconstructed::Repeat { .. } => true,
        Reconstructed::Exhausted => return None,
    };
    let f_cnt = counter.full()?;
    if is_near != near || !frame.mic_is_valid(candidate.nwk_s_key, f_cnt) {
        return None;
    }
    let dev_eui = candidate.session.dev_eui;
    let same_bytes = candidate.last_mic.is_none_or(|mic| mic == frame.mic);
    let kind = match counter {
        Reconstructed::New { .. } => Kind::New,
        Reconstructed::Repeat { .. } if same_bytes => Kind::Retransmission,
        // A device that reboots after its first frame starts with the same counter again.
        Reconstructed::Repeat { .. }
            if candidate.may_reset() && f_cnt == u32::from(frame.f_cnt) =>
        {
            Kind::CounterReset
        }
        Reconstructed::Repeat { .. } | Reconstructed::Exhausted => {
            return Some(refused(candidate, Refusal::CounterReused { dev_eui, f_cnt }));
        }
    };
    let gap_warning = counter.exceeds_max_gap() && candidate.lw_ver != LwVersion::V1_0_4;
    Some(accepted(candidate, index, f_cnt, kind, gap_warning))
}

/// The counter went back (a replay or a device that restarted), or is further than 16 bits show.
fn try_backward(frame: &DataFrame<'_>, index: usize, candidate: &Candidate<'_>) -> Option<Verdict> {
    let wire = u32::from(frame.f_cnt);
    let is_ours = |f_cnt: u32| frame.mic_is_valid(candidate.nwk_s_key, f_cnt);
    let Some(last) = candidate.session.last_f_cnt_up else {
        return match candidate.join_mode {
            JoinMode::Otaa => None,
            JoinMode::Abp => (1..SEARCHED_ERAS)
                .map(|era| (era << 16) | wire)
                .find(|f_cnt| is_ours(*f_cnt))
                .map(|f_cnt| accepted(candidate, index, f_cnt, Kind::New, true)),
        };
    };
    let dev_eui = candidate.session.dev_eui;
    if wire < last && is_ours(wire) {
        if candidate.may_reset() && !frame.f_ctrl.ack {
            return Some(accepted(candidate, index, wire, Kind::CounterReset, false));
        }
        let refusal = match candidate.join_mode {
            _ if last >= 0xFFFF_0000 => Refusal::CounterExhausted { dev_eui },
            JoinMode::Otaa => Refusal::Replay { dev_eui, last, f_cnt: wire },
            JoinMode::Abp => Refusal::CounterReset { dev_eui, last, f_cnt: wire },
        };
        return Some(refused(candidate, refusal));
    }
    let older = newest_below(last, wire)?;
    let replay = Refusal::Replay { dev_eui, last, f_cnt: older };
    (older > wire && is_ours(older)).then(|| refused(candidate, replay))
}

/// The largest counter below `last` that ends in the 16 bits of `wire`.
fn newest_below(last: u32, wire: u32) -> Option<u32> {
    let same_era = (last & 0xFFFF_0000) | wire;
    if same_era < last { Some(same_era) } else { same_era.checked_sub(0x1_0000) }
}

/// An accepted frame, unless the profile is switched off.
fn accepted(
    candidate: &Candidate<'_>,
    index: usize,
    f_cnt: u32,
    kind: Kind,
    gap_warning: bool,
) -> Verdict {
    if candidate.enable {
        Verdict::Accepted { index, f_cnt, kind, gap_warning }
    } else {
        Verdict::Refused(Refusal::ProfileDisabled { dev_eui: candidate.session.dev_eui })
    }
}

/// A refused frame; that the profile is switched off is the better reason.
fn refused(candidate: &Candidate<'_>, refusal: Refusal) -> Verdict {
    if candidate.enable {
        Verdict::Refused(refusal)
    } else {
        Verdict::Refused(Refusal::ProfileDisabled { dev_eui: candidate.session.dev_eui })
    }
}

#[cfg(test)]
mod tests;
