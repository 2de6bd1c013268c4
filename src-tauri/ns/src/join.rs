//! Decides on a join-request and makes the session and the join-accept.
//!
//! Pure: the fresh numbers (JoinNonce, DevAddr) are the caller's, who must also have
//! de-duplicated the request ([`crate::dedup`]), hold a lock on the device from reading the nonce
//! history to storing the answer, and store nonce, JoinNonce and session in one transaction before
//! the join-accept is sent. The new session is used from its first uplink on; until then the old
//! one stays valid too ([`crate::uplink::Candidate::pending`]).
//!
//! Start at [`answer`].
//!
//! Source: LoRaWAN L2 1.0.4, section 6.2 (over-the-air activation).

use lorawan::join::{JoinAccept, derive_session_keys};
use lorawan::{AesKey, DevAddr, Eui64, JoinRequest, NetId};
use model::Timestamp;
use model::record::{JoinMode, LorawanProfile, LwVersion, Session};

use crate::downlink::{lw_version, region};
use crate::mac::{MacState, Policy};
use crate::refusal::{EuiHint, KeyHint, Refusal, reversed};

/// The largest JoinNonce: 24 bits.
pub const MAX_JOIN_NONCE: u32 = 0x00FF_FFFF;

/// The DevNonces a device has used with success.
#[derive(Debug, Clone, Copy, Default)]
pub struct NonceHistory<'a> {
    /// Every nonce used, in any order; decides for 1.0.2 and 1.0.3, which draw at random.
    pub used: &'a [u16],
    /// The nonce of the last join; decides for 1.0.4, which counts up.
    pub last: Option<u16>,
}

/// The numbers of a new session that the network chooses.
#[derive(Debug, Clone, Copy)]
pub struct Fresh {
    /// One above the device's previous one, starting at 1; 24 bits.
    pub join_nonce: u32,
    /// The session's address, from the network's own range.
    pub dev_addr: DevAddr,
    /// The network.
    pub net_id: NetId,
}

/// One attempt of a device to join.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    /// What it sent.
    pub request: JoinRequest<'a>,
    /// Frequency in Hz of the best copy: it tells which channels the gateways hear.
    pub frequency_hz: u32,
    /// When it came.
    pub at: Timestamp,
}

/// A granted join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinAnswer {
    /// The new session, not yet used by the device.
    pub session: Session,
    /// What the device has in force with it.
    pub mac: MacState,
    /// The join-accept's PHY payload, 17 or 33 bytes.
    pub phy: Vec<u8>,
    /// The JoinEUI the profile expects, when the device sent another one. The AppKey proved the
    /// device all the same.
    pub expected_join_eui: Option<Eui64>,
}

/// Answers a join-request of a device that has a profile.
///
/// # Errors
/// A [`Refusal`]. The MIC is checked before anything else, so that nobody without the key can use
/// up nonces or learn what a profile says.
pub fn answer(
    attempt: &Attempt<'_>,
    profile: &LorawanProfile,
    nonces: &NonceHistory<'_>,
    fresh: &Fresh,
    policy: Policy<'_>,
) -> Result<JoinAnswer, Refusal> {
    let request = &attempt.request;
    let app_key = check_mic(request, profile)?;
    let dev_eui = profile.dev_eui;
    if !profile.enable {
        return Err(Refusal::ProfileDisabled { dev_eui });
    }
    if profile.join_mode != JoinMode::Otaa {
        return Err(Refusal::WrongJoinMode { dev_eui });
    }
    check_nonce(request.dev_nonce, profile, nonces)?;
    let accept = grant(attempt, profile, fresh, policy)?;
    // The fields were checked above and by the profile's own rules; what is left is a profile that
    // was never valid.
    let phy = accept
        .encrypt(&app_key)
        .map_err(|_| Refusal::ProfileIncomplete { dev_eui, missing: "valid RX parameters" })?;
    let (nwk_s_key, app_s_key) =
        derive_session_keys(&app_key, fresh.join_nonce, fresh.net_id, request.dev_nonce);
    let session = Session {
        dev_eui,
        dev_addr: fresh.dev_addr,
        nwk_s_key,
        app_s_key,
        last_f_cnt_up: None,
        next_f_cnt_down: 0,
        rx_delay: accept.rx_delay,
        rx1dr_offset: accept.rx1dr_offset,
        rx2dr: accept.rx2dr,
        // A join-accept cannot tell it: another one is asked for afterwards.
        rx2_freq: region(profile).defaults(lw_version(profile.lw_ver)).rx2_freq_hz,
        dev_nonce: Some(request.dev_nonce),
        created_at: attempt.at,
    };
    let expected_join_eui = profile.join_eui.filter(|expected| *expected != request.join_eui);
    let mac = MacState::fresh(region(profile), accept.cf_list.as_ref());
    Ok(JoinAnswer { session, mac, phy, expected_join_eui })
}

/// The refusal of a join-request whose DevEUI no profile has.
///
/// `has_profile` tells whether a profile has an EUI; it is asked for the reversed DevEUI and for
/// the JoinEUI, the two usual mix-ups.
#[must_use]
pub fn unknown_device(request: &JoinRequest<'_>, has_profile: impl Fn(Eui64) -> bool) -> Refusal {
    let known = reversed(request.dev_eui);
    let hint = if has_profile(known) {
        EuiHint::Reversed { known }
    } else if has_profile(request.join_eui) || has_profile(reversed(request.join_eui)) {
        EuiHint::SwappedWithJoinEui
    } else {
        EuiHint::None
    };
    Refusal::UnknownDevEui { dev_eui: request.dev_eui, join_eui: request.join_eui, hint }
}

/// The AppKey, once it has proved the request.
fn check_mic(request: &JoinRequest<'_>, profile: &LorawanProfile) -> Result<AesKey, Refusal> {
    let dev_eui = profile.dev_eui;
    let Some(app_key) = profile.app_key else {
        return Err(match profile.join_mode {
            JoinMode::Abp => Refusal::WrongJoinMode { dev_eui },
            JoinMode::Otaa => Refusal::ProfileIncomplete { dev_eui, missing: "AppKey" },
        });
    };
    if request.mic_is_valid(&app_key) {
        return Ok(app_key);
    }
    let hint = key_hint(request, profile, &app_key);
    Err(Refusal::JoinMicFailed { dev_eui: request.dev_eui, join_eui: request.join_eui, hint })
}

fn key_hint(request: &JoinRequest<'_>, profile: &LorawanProfile, app_key: &AesKey) -> KeyHint {
    let mut bytes = *app_key.expose();
    bytes.reverse();
    if request.mic_is_valid(&AesKey::new(bytes)) {
        return KeyHint::AppKeyReversed;
    }
    match profile.join_eui {
        Some(expected)
            if expected == reversed(request.join_eui) && expected != request.join_eui =>
        {
            KeyHint::JoinEuiReversed { expected }
        }
        Some(expected) if expected != request.join_eui => KeyHint::JoinEuiDiffers { expected },
        Some(_) | None => KeyHint::None,
    }
}

/// 1.0.2 and 1.0.3 draw nonces at random and must not repeat one; 1.0.4 counts up.
fn check_nonce(
    dev_nonce: u16,
    profile: &LorawanProfile,
    nonces: &NonceHistory<'_>,
) -> Result<(), Refusal> {
    let dev_eui = profile.dev_eui;
    match profile.lw_ver {
        LwVersion::V1_0_2 | LwVersion::V1_0_3 if nonces.used.contains(&dev_nonce) => {
            Err(Refusal::DevNonceReused { dev_eui, dev_nonce, last: None })
        }
        LwVersion::V1_0_4 if nonces.last.is_some_and(|last| dev_nonce <= last) => {
            Err(Refusal::DevNonceReused { dev_eui, dev_nonce, last: nonces.last })
        }
        LwVersion::V1_0_2 | LwVersion::V1_0_3 | LwVersion::V1_0_4 => Ok(()),
    }
}

fn grant(
    attempt: &Attempt<'_>,
    profile: &LorawanProfile,
    fresh: &Fresh,
    policy: Policy<'_>,
) -> Result<JoinAccept, Refusal> {
    let region = region(profile);
    // Gateways listen in groups, so the request tells which channels they hear.
    let group = policy.group.or_else(|| region.group_of(attempt.frequency_hz));
    if fresh.join_nonce > MAX_JOIN_NONCE {
        return Err(Refusal::JoinNonceExhausted { dev_eui: profile.dev_eui });
    }
    Ok(JoinAccept {
        join_nonce: fresh.join_nonce,
        net_id: fresh.net_id,
        dev_addr: fresh.dev_addr,
        rx1dr_offset: profile.rx1dr_offset,
        rx2dr: profile.rx2dr,
        rx_delay: profile.rx_delay.max(1),
        cf_list: region.cf_list(lw_version(profile.lw_ver), policy.extra_hz, group),
    })
}

#[cfg(test)]
mod tests;
