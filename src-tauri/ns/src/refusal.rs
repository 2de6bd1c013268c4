//! Why a frame was not taken, for programs (a code) and for people (a sentence and a next step).
//!
//! The list is closed: every frame that goes no further carries exactly one of these reasons, and
//! the user interface translates by code. Nothing here decides; [`crate::uplink`] and
//! [`crate::join`] do. The last group of reasons is decided by the caller before this crate is
//! asked.

use lorawan::{DevAddr, Eui64};

/// What may have gone wrong when no key fits a join-request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyHint {
    /// Nothing points to one particular mistake.
    None,
    /// The profile's AppKey fits when its bytes are reversed.
    AppKeyReversed,
    /// The device sends another JoinEUI than the profile expects.
    JoinEuiDiffers {
        /// The JoinEUI of the profile.
        expected: Eui64,
    },
    /// The device sends the profile's JoinEUI with its bytes reversed.
    JoinEuiReversed {
        /// The JoinEUI of the profile.
        expected: Eui64,
    },
}

/// What may have gone wrong when no profile has the DevEUI of a join-request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EuiHint {
    /// Nothing points to one particular mistake.
    None,
    /// A profile has this DevEUI, with its bytes in reverse order.
    Reversed {
        /// The DevEUI of that profile.
        known: Eui64,
    },
    /// A profile has the JoinEUI of the request as its DevEUI: the two are swapped.
    SwappedWithJoinEui,
}

/// Why a frame was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No session has this address. Normal on air: other networks' devices.
    #[error("No device here uses the address {dev_addr}.")]
    UnknownDevAddr {
        /// Address in the frame.
        dev_addr: DevAddr,
    },
    /// Sessions have this address, but no key of theirs fits.
    #[error(
        "The integrity check (MIC) failed: no session with the address {dev_addr} made this frame (tried: {candidates}; counter {f_cnt} on air{}).",
        read_as(*full)
    )]
    MicFailed {
        /// Address in the frame.
        dev_addr: DevAddr,
        /// Sessions that were tried.
        candidates: usize,
        /// Counter as sent, 16 bits.
        f_cnt: u16,
        /// The full counter it was read as, when only one session was tried.
        full: Option<u32>,
    },
    /// A genuine frame with a counter that was used before in this session.
    #[error(
        "The frame counter {f_cnt} of {dev_eui} is behind the last one, {last}: an old frame sent again."
    )]
    Replay {
        /// The device.
        dev_eui: Eui64,
        /// Full counter of the last accepted frame.
        last: u32,
        /// Full counter of this frame.
        f_cnt: u32,
    },
    /// An ABP device restarted its counter and its profile does not allow that.
    #[error("{dev_eui} restarted its frame counter at {f_cnt} (last {last}).")]
    CounterReset {
        /// The device.
        dev_eui: Eui64,
        /// Full counter of the last accepted frame.
        last: u32,
        /// Full counter of this frame.
        f_cnt: u32,
    },
    /// A second, different frame with the same counter.
    #[error("{dev_eui} used the frame counter {f_cnt} twice for different frames.")]
    CounterReused {
        /// The device.
        dev_eui: Eui64,
        /// Full counter of both frames.
        f_cnt: u32,
    },
    /// The 32-bit counter of the session is used up.
    #[error("The frame counter of {dev_eui} is used up.")]
    CounterExhausted {
        /// The device.
        dev_eui: Eui64,
    },
    /// The device is switched off in its profile.
    #[error("The profile of {dev_eui} is switched off.")]
    ProfileDisabled {
        /// The device.
        dev_eui: Eui64,
    },
    /// A join-request of a device without a profile.
    #[error("No profile has the DevEUI {dev_eui} (JoinEUI {join_eui}).{}", eui_hint(*hint))]
    UnknownDevEui {
        /// DevEUI in the request.
        dev_eui: Eui64,
        /// JoinEUI in the request.
        join_eui: Eui64,
        /// What may have gone wrong.
        hint: EuiHint,
    },
    /// The profile's AppKey did not make the join-request.
    #[error(
        "The AppKey of {dev_eui} does not fit its join-request (MIC failed). DevEUI {dev_eui}, reversed {}; JoinEUI {join_eui}, reversed {}.{}",
        reversed(*dev_eui), reversed(*join_eui), key_hint(*hint)
    )]
    JoinMicFailed {
        /// DevEUI in the request.
        dev_eui: Eui64,
        /// JoinEUI in the request.
        join_eui: Eui64,
        /// What may have gone wrong.
        hint: KeyHint,
    },
    /// The join-request's nonce was used before (1.0.2, 1.0.3) or does not grow (1.0.4).
    #[error("{dev_eui} joined before with DevNonce {dev_nonce}{}.", above(*last))]
    DevNonceReused {
        /// The device.
        dev_eui: Eui64,
        /// DevNonce in the request.
        dev_nonce: u16,
        /// 1.0.4: the highest nonce so far, which the next one must exceed.
        last: Option<u16>,
    },
    /// Every join-accept number of the device is used up.
    #[error("All join nonces of {dev_eui} are used up.")]
    JoinNonceExhausted {
        /// The device.
        dev_eui: Eui64,
    },
    /// A join-request of a device whose profile says ABP.
    #[error("{dev_eui} wants to join, but its profile says ABP.")]
    WrongJoinMode {
        /// The device.
        dev_eui: Eui64,
    },
    /// The profile lacks the keys or the address its join mode needs.
    #[error("The profile of {dev_eui} has no {missing}.")]
    ProfileIncomplete {
        /// The device.
        dev_eui: Eui64,
        /// What is missing, in the product's words.
        missing: &'static str,
    },

    /// The bytes are no LoRaWAN frame.
    #[error("This is no LoRaWAN frame: {why}.")]
    Malformed {
        /// What is wrong with them.
        why: String,
    },
    /// A frame for a device arrived on the way from devices.
    #[error("This is a downlink frame, of another network or reflected.")]
    DownlinkOnUplinkPath,
    /// A frame type that LoRaWAN 1.0 does not know.
    #[error("LoRaWAN 1.0 has no such frame type (rejoin or reserved).")]
    UnsupportedType,
    /// A frame with a meaning of its maker's own.
    #[error("This is a proprietary frame.")]
    Proprietary,
    /// The gateway is not registered and unregistered ones are not accepted.
    #[error("The gateway {gateway} is not registered.")]
    UnregisteredGateway {
        /// The gateway.
        gateway: Eui64,
    },
    /// The gateway is switched off.
    #[error("The gateway {gateway} is switched off.")]
    GatewayDisabled {
        /// The gateway.
        gateway: Eui64,
    },
    /// A gateway with a fixed address, and the datagram came from another one.
    #[error("The datagram did not come from the fixed address of the gateway {gateway}.")]
    WrongAddress {
        /// The gateway.
        gateway: Eui64,
    },
    /// The radio checksum failed: the bytes are not what was sent.
    #[error("The radio checksum (CRC) failed: the frame was damaged on air.")]
    CrcBad,
    /// More frames came than could be handled.
    #[error("The frame was dropped because too many came at once.")]
    Overload,
}

impl Refusal {
    /// Every code, for lists and filters.
    pub const CODES: &[&str] = &[
        "unknown_dev_addr",
        "mic_failed",
        "replay",
        "counter_reset",
        "counter_reused",
        "counter_exhausted",
        "profile_disabled",
        "unknown_dev_eui",
        "join_mic_failed",
        "dev_nonce_reused",
        "join_nonce_exhausted",
        "wrong_join_mode",
        "profile_incomplete",
        "malformed",
        "downlink_on_uplink_path",
        "unsupported_type",
        "proprietary",
        "unregistered_gateway",
        "gateway_disabled",
        "wrong_address",
        "crc_bad",
        "overload",
    ];

    /// A stable word for programs, one of [`Self::CODES`].
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownDevAddr { .. } => "unknown_dev_addr",
            Self::MicFailed { .. } => "mic_failed",
            Self::Replay { .. } => "replay",
            Self::CounterReset { .. } => "counter_reset",
            Self::CounterReused { .. } => "counter_reused",
            Self::CounterExhausted { .. } => "counter_exhausted",
            Self::ProfileDisabled { .. } => "profile_disabled",
            Self::UnknownDevEui { .. } => "unknown_dev_eui",
            Self::JoinMicFailed { .. } => "join_mic_failed",
            Self::DevNonceReused { .. } => "dev_nonce_reused",
            Self::JoinNonceExhausted { .. } => "join_nonce_exhausted",
            Self::WrongJoinMode { .. } => "wrong_join_mode",
            Self::ProfileIncomplete { .. } => "profile_incomplete",
            Self::Malformed { .. } => "malformed",
            Self::DownlinkOnUplinkPath => "downlink_on_uplink_path",
            Self::UnsupportedType => "unsupported_type",
            Self::Proprietary => "proprietary",
            Self::UnregisteredGateway { .. } => "unregistered_gateway",
            Self::GatewayDisabled { .. } => "gateway_disabled",
            Self::WrongAddress { .. } => "wrong_address",
            Self::CrcBad => "crc_bad",
            Self::Overload => "overload",
        }
    }

    /// What a person can do about it: one or two sentences.
    #[must_use]
    pub const fn next_step(&self) -> &'static str {
        match self {
            Self::UnknownDevAddr { .. } => {
                "If this is your device, compare its DevAddr with the ABP profile, or let an OTAA device join again. Otherwise it belongs to another network: nothing to do."
            }
            Self::MicFailed { .. } => {
                "Compare the NwkSKey of the profile with the device, or let an OTAA device join again. A neighbour's device may also use the same address."
            }
            Self::Replay { .. } => {
                "Usually harmless. If the device never gets through, it lost its counter: let it join again."
            }
            Self::CounterReset { .. } => {
                "The device forgot its counter, usually at a loss of power. Make the device store it, or allow counter resets in its profile; that also lets recorded frames in again."
            }
            Self::CounterReused { .. } => {
                "Look for a second device with the same address and keys, and give each its own."
            }
            Self::CounterExhausted { .. } => {
                "Let the device join again, or give an ABP device new session keys."
            }
            Self::ProfileDisabled { .. } => "Switch the profile on to receive this device.",
            Self::UnknownDevEui { .. } => {
                "Add a profile for this DevEUI, or correct the DevEUI of an existing one; compare it with the label in both byte orders."
            }
            Self::JoinMicFailed { .. } => {
                "Enter the AppKey exactly as the device has it, and compare DevEUI and JoinEUI with the label in both byte orders."
            }
            Self::DevNonceReused { .. } => {
                "The device will try another number by itself. If it keeps failing, for example after new firmware, clear its join nonces."
            }
            Self::JoinNonceExhausted { .. } => "Give the device a new AppKey.",
            Self::WrongJoinMode { .. } => {
                "Set the join mode of the profile to OTAA and enter the AppKey, or set the device to ABP."
            }
            Self::ProfileIncomplete { .. } => "Complete the profile.",
            Self::Malformed { .. }
            | Self::DownlinkOnUplinkPath
            | Self::UnsupportedType
            | Self::Proprietary => {
                "Nothing to do: other networks and other radio systems share the band."
            }
            Self::UnregisteredGateway { .. } => {
                "Add the gateway, or accept unregistered gateways in the settings."
            }
            Self::GatewayDisabled { .. } => "Switch the gateway on to use what it hears.",
            Self::WrongAddress { .. } => {
                "If the gateway has moved, change its fixed address. Otherwise somebody else sends in its name."
            }
            Self::CrcBad => {
                "Nothing to do for single frames. If most frames of a gateway are damaged, check its antenna."
            }
            Self::Overload => "Reduce the traffic or use a faster machine.",
        }
    }

    /// The device the frame claims or is proved to come from, when that is known.
    #[must_use]
    pub const fn dev_eui(&self) -> Option<Eui64> {
        match self {
            Self::Replay { dev_eui, .. }
            | Self::CounterReset { dev_eui, .. }
            | Self::CounterReused { dev_eui, .. }
            | Self::CounterExhausted { dev_eui }
            | Self::ProfileDisabled { dev_eui }
            | Self::UnknownDevEui { dev_eui, .. }
            | Self::JoinMicFailed { dev_eui, .. }
            | Self::DevNonceReused { dev_eui, .. }
            | Self::JoinNonceExhausted { dev_eui }
            | Self::WrongJoinMode { dev_eui }
            | Self::ProfileIncomplete { dev_eui, .. } => Some(*dev_eui),
            Self::UnknownDevAddr { .. }
            | Self::MicFailed { .. }
            | Self::Malformed { .. }
            | Self::DownlinkOnUplinkPath
            | Self::UnsupportedType
            | Self::Proprietary
            | Self::UnregisteredGateway { .. }
            | Self::GatewayDisabled { .. }
            | Self::WrongAddress { .. }
            | Self::CrcBad
            | Self::Overload => None,
        }
    }
}

/// An EUI with its bytes in the other order, the most common mistake in typing one.
#[must_use]
pub fn reversed(eui: Eui64) -> Eui64 {
    Eui64::from_wire_bytes(eui.to_be_bytes())
}

fn eui_hint(hint: EuiHint) -> String {
    match hint {
        EuiHint::None => String::new(),
        EuiHint::Reversed { known } => {
            format!(" The profile {known} has the same EUI with its bytes reversed.")
        }
        EuiHint::SwappedWithJoinEui => {
            " A profile has this JoinEUI as its DevEUI: the device has the two swapped.".to_owned()
        }
    }
}

fn key_hint(hint: KeyHint) -> String {
    match hint {
        KeyHint::None => String::new(),
        KeyHint::AppKeyReversed => " The AppKey fits with its bytes reversed.".to_owned(),
        KeyHint::JoinEuiDiffers { expected } => {
            format!(" The profile expects the JoinEUI {expected}.")
        }
        KeyHint::JoinEuiReversed { expected } => {
            format!(
                " The profile expects the JoinEUI {expected}, the same with its bytes reversed."
            )
        }
    }
}

fn above(last: Option<u16>) -> String {
    last.map_or_else(String::new, |last| format!(" or a later one; the next must be above {last}"))
}

/// Whoever counts with 16 bits, or has lost count, sees it here.
fn read_as(full: Option<u32>) -> String {
    full.map(|full| format!(", read as {full}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{EuiHint, KeyHint, Refusal, reversed};
    use lorawan::{DevAddr, Eui64};

    fn every_refusal() -> Vec<Refusal> {
        let eui = Eui64::from_be_bytes([1, 2, 3, 4, 5, 6, 7, 8]);
        let dev_addr = DevAddr::from_be_bytes([1, 2, 3, 4]);
        vec![
            Refusal::UnknownDevAddr { dev_addr },
            Refusal::MicFailed { dev_addr, candidates: 1, f_cnt: 2, full: Some(0x1_0002) },
            Refusal::Replay { dev_eui: eui, last: 5, f_cnt: 4 },
            Refusal::CounterReset { dev_eui: eui, last: 5, f_cnt: 0 },
            Refusal::CounterReused { dev_eui: eui, f_cnt: 5 },
            Refusal::CounterExhausted { dev_eui: eui },
            Refusal::ProfileDisabled { dev_eui: eui },
            Refusal::UnknownDevEui { dev_eui: eui, join_eui: eui, hint: EuiHint::None },
            Refusal::JoinMicFailed { dev_eui: eui, join_eui: eui, hint: KeyHint::None },
            Refusal::DevNonceReused { dev_eui: eui, dev_nonce: 7, last: None },
            Refusal::JoinNonceExhausted { dev_eui: eui },
            Refusal::WrongJoinMode { dev_eui: eui },
            Refusal::ProfileIncomplete { dev_eui: eui, missing: "AppKey" },
            Refusal::Malformed { why: "too short".to_owned() },
            Refusal::DownlinkOnUplinkPath,
            Refusal::UnsupportedType,
            Refusal::Proprietary,
            Refusal::UnregisteredGateway { gateway: eui },
            Refusal::GatewayDisabled { gateway: eui },
            Refusal::WrongAddress { gateway: eui },
            Refusal::CrcBad,
            Refusal::Overload,
        ]
    }

    #[test]
    fn every_refusal_has_its_own_code_a_sentence_and_a_next_step() {
        let all = every_refusal();
        let codes: Vec<_> = all.iter().map(Refusal::code).collect();
        assert_eq!(codes, Refusal::CODES);
        for refusal in all {
            for text in [refusal.to_string(), refusal.next_step().to_owned()] {
                assert!(text.ends_with('.'), "{text}");
            }
        }
    }

    #[test]
    fn a_wrong_key_is_told_with_both_byte_orders() {
        let dev_eui = Eui64::from_be_bytes([1, 2, 3, 4, 5, 6, 7, 8]);
        let join_eui = Eui64::from_be_bytes([0x70, 0xb3, 0xd5, 0, 0, 0, 0, 1]);
        let hint = KeyHint::JoinEuiReversed { expected: reversed(join_eui) };
        let text = Refusal::JoinMicFailed { dev_eui, join_eui, hint }.to_string();
        for part in ["0102030405060708", "0807060504030201", "70b3d50000000001", "0100000000d5b370"]
        {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
}
