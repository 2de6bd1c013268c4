//! What is around a device that is not heard: the gateways, and strangers that look like it.

use lorawan::{Eui64, Frame};
use model::record::{JoinMode, LorawanProfile};

use super::{Action, Code, EVIDENCE, Evidence, Facts, Finding, GatewayFact, Heard, Severity};
use super::{Stranger, StrangerId};
use crate::refusal::reversed;

/// Hexadecimal digits in which a mistyped DevEUI may differ.
const NEAR_DEV_EUI: u32 = 2;
/// The same for a DevAddr, which other networks' devices come close to by chance.
const NEAR_DEV_ADDR: u32 = 1;
/// Senders that are named at most.
const NAMED: usize = 3;
/// Damaged frames that are worth a word.
const DAMAGED: u64 = 10;

/// How a stranger resembles a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resemblance {
    /// What the difference is.
    pub code: Code,
    /// Digits that differ, when that is few.
    pub digits: Option<u32>,
    /// The AppKey of the profile made the stranger's join-request.
    pub key_fits: bool,
}

/// How a stranger resembles the device of a profile; `None` when it does not.
#[must_use]
pub fn resembles(profile: &LorawanProfile, stranger: &Stranger) -> Option<Resemblance> {
    let like = |code, digits| Some(Resemblance { code, digits, key_fits: false });
    match stranger.id {
        StrangerId::DevEui(dev_eui) => {
            let request = match lorawan::parse(&stranger.request) {
                Ok(Frame::JoinRequest(request)) => Some(request),
                _ => None,
            };
            let key_fits = request
                .zip(profile.app_key)
                .is_some_and(|(request, app_key)| request.mic_is_valid(&app_key));
            let swapped = request.is_some_and(|request| {
                [request.join_eui, reversed(request.join_eui)].contains(&profile.dev_eui)
            });
            let digits = different_digits(dev_eui, profile.dev_eui);
            let (code, digits) = if dev_eui == reversed(profile.dev_eui) {
                (Code::DevEuiReversed, None)
            } else if swapped {
                (Code::DevEuiSwapped, None)
            } else if (1..=NEAR_DEV_EUI).contains(&digits) {
                (Code::DevEuiNear, Some(digits))
            } else {
                return None;
            };
            Some(Resemblance { code, digits, key_fits })
        }
        StrangerId::DevAddr(dev_addr) if profile.join_mode == JoinMode::Abp => {
            let own = profile.dev_addr?;
            let mut turned = own.to_be_bytes();
            turned.reverse();
            let own = u32::from_be_bytes(own.to_be_bytes());
            let digits = digits_of(own ^ u32::from_be_bytes(dev_addr.to_be_bytes()));
            if dev_addr.to_be_bytes() == turned {
                like(Code::DevAddrReversed, None)
            } else if (1..=NEAR_DEV_ADDR).contains(&digits) {
                like(Code::DevAddrNear, Some(digits))
            } else {
                None
            }
        }
        StrangerId::DevAddr(_) => None,
    }
}

fn different_digits(one: Eui64, two: Eui64) -> u32 {
    let differ = u64::from_be_bytes(one.to_be_bytes()) ^ u64::from_be_bytes(two.to_be_bytes());
    (0..16).map(|digit| u32::from((differ >> (4 * digit)) & 0xF != 0)).sum()
}

fn digits_of(differ: u32) -> u32 {
    (0..8).map(|digit| u32::from((differ >> (4 * digit)) & 0xF != 0)).sum()
}

/// Strangers that may be this device under a mistyped name.
pub(super) fn strangers(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(profile) = facts.profile else { return Vec::new() };
    let mut alike: Vec<(Resemblance, &Stranger)> = facts
        .strangers
        .iter()
        .filter_map(|stranger| resembles(profile, stranger).map(|it| (it, stranger)))
        .collect();
    alike.sort_by_key(|(it, stranger)| {
        (!it.key_fits, it.digits.unwrap_or(0), std::cmp::Reverse(stranger.last))
    });
    alike.into_iter().take(NAMED).map(|(it, stranger)| named(it, stranger)).collect()
}

fn named(resemblance: Resemblance, stranger: &Stranger) -> Finding {
    // Nobody but the device makes this request, and a whole EUI is not turned by chance.
    let is_proved = resemblance.key_fits
        || matches!(resemblance.code, Code::DevEuiReversed | Code::DevEuiSwapped);
    let severity = if is_proved { Severity::Cause } else { Severity::Hint };
    let mut finding = Finding::new(resemblance.code, severity)
        .with_opt("digits", resemblance.digits)
        .with("key_fits", resemblance.key_fits)
        .with_opt("gateway", stranger.gateway);
    finding = match stranger.id {
        StrangerId::DevEui(dev_eui) => {
            finding.with("dev_eui", dev_eui).does(&[Action::CreateProfile])
        }
        StrangerId::DevAddr(dev_addr) => {
            finding.with("dev_addr", dev_addr).does(&[Action::CheckSessionKeys])
        }
    };
    finding.evidence = Evidence {
        frames: stranger.frames.iter().copied().take(EVIDENCE).collect(),
        count: stranger.count,
        first: Some(stranger.first),
        last: Some(stranger.last),
    };
    finding
}

/// What keeps gateways from hearing it, or this instance from hearing them.
pub(super) fn gateways(facts: &Facts<'_>, heard: &Heard<'_>) -> Vec<Finding> {
    let gateways = facts.gateways;
    if gateways.is_empty() {
        let finding = Finding::new(Code::NoGateway, Severity::Cause);
        return vec![finding.does(&[Action::ConnectGateway])];
    }
    let mut found = Vec::new();
    let works = |gateway: &&GatewayFact| gateway.online && gateway.admitted;
    let some_work = gateways.iter().any(|gateway| works(&gateway));
    let severity = if some_work { Severity::Hint } else { Severity::Cause };
    let about = |code, severity, gateway: &GatewayFact, action| {
        Finding::new(code, severity).with("gateway", gateway.eui).does(&[action])
    };
    for gateway in gateways.iter().filter(|gateway| gateway.online && !gateway.admitted) {
        found.push(if gateway.registered {
            about(Code::GatewayDisabled, severity, gateway, Action::EnableGateway)
        } else {
            about(Code::UnregisteredGateway, severity, gateway, Action::RegisterGateway)
        });
    }
    if found.is_empty() && !some_work {
        let finding = Finding::new(Code::GatewaysOffline, Severity::Cause)
            .with("known", gateways.len())
            .with_opt("gateway", gateways.first().map(|gateway| gateway.eui));
        found.push(finding.does(&[Action::OpenGateway]));
    }
    let last_heard_by = heard.newest.and_then(|frame| frame.gateway);
    if some_work
        && let Some(eui) = last_heard_by
        && let Some(gateway) = gateways.iter().find(|it| it.eui == eui && !it.online)
    {
        found.push(about(Code::GatewayOffline, Severity::Cause, gateway, Action::OpenGateway));
    }
    for gateway in gateways.iter().filter(works) {
        if gateway.crc_bad >= DAMAGED && gateway.crc_bad > gateway.uplinks {
            let finding = about(Code::CrcBad, Severity::Hint, gateway, Action::OpenGateway);
            found.push(finding.with("damaged", gateway.crc_bad).with("uplinks", gateway.uplinks));
        }
        if !gateway.has_path {
            found.push(about(Code::NoDownlinkPath, Severity::Hint, gateway, Action::OpenGateway));
        }
    }
    found.truncate(2 * NAMED);
    found
}
