//! The findings in English. The user interface has words of its own, by the same codes.

use super::{Code, Finding};

/// What was found, in one sentence.
#[must_use]
pub const fn title(code: Code) -> &'static str {
    match code {
        Code::Heard => "It is heard and everything is fine.",
        Code::Silent => "It was heard before, but not within its heartbeat period.",
        Code::NeverHeard => "No gateway has ever heard it.",
        Code::Waiting => "The cause was removed; the next frame will show.",
        Code::Computed => "It has no radio of its own.",
        Code::NeverPublished => "Its client has not published anything yet.",
        Code::NoDevice => "No device record takes its values.",
        Code::ProfileMissing => "It has no LoRaWAN profile.",
        Code::UnknownDevEui => "It is heard, but it has no LoRaWAN profile.",
        Code::ProfileDisabled => "Its LoRaWAN profile is switched off.",
        Code::ProfileIncomplete => "Its LoRaWAN profile is not complete.",
        Code::DevEuiReversed => "A device with this DevEUI in reverse byte order asks to join.",
        Code::DevEuiSwapped => "A device asks to join that has DevEUI and JoinEUI swapped.",
        Code::DevEuiNear => "A device with nearly the same DevEUI asks to join.",
        Code::DevAddrReversed => "Frames come with its DevAddr in reverse byte order.",
        Code::DevAddrNear => "Frames come with nearly the same DevAddr.",
        Code::JoinMicFailed => "It asks to join, but the AppKey does not fit.",
        Code::AppKeyReversed => "Its AppKey was entered in reverse byte order.",
        Code::WrongJoinMode => "It asks to join, but its profile says ABP.",
        Code::DevNonceReused => "It asks to join with a DevNonce that was used before.",
        Code::JoinNonceExhausted => "Its join numbers are used up.",
        Code::JoinAcceptRefused => {
            "It asked to join, but the gateway refused to transmit the answer."
        }
        Code::JoinAcceptNoPath => "It asked to join, but no gateway could be given the answer.",
        Code::JoinAcceptNotSent => "It asked to join, but the answer was not sent in time.",
        Code::JoinAcceptNotHeard => "It joins again and again: it does not hear the answer.",
        Code::JoinedNoUplink => "It joined; its first data is awaited.",
        Code::MicFailed => "Its network session key does not fit.",
        Code::Replay => "Its frame counter went back.",
        Code::CounterReset => "Its frame counter started again.",
        Code::CounterReused => "Two devices use its address and keys.",
        Code::CounterExhausted => "Its frame counter is used up.",
        Code::InternalError => "The instance could not store it.",
        Code::OutsideBand => "It sends outside the band of its profile.",
        Code::UnknownChannel => "It sends on a frequency that is no channel of its band.",
        Code::UnknownDataRate => "It sends at a data rate that its band does not have.",
        Code::GatewayRefused => "The gateway refuses to transmit answers to it.",
        Code::NoPath => "Answers to it cannot be handed to the gateway.",
        Code::NoGateway => "No gateway sends to this instance.",
        Code::GatewaysOffline => "No gateway is online.",
        Code::GatewayOffline => "The gateway that heard it is offline.",
        Code::UnregisteredGateway => "A gateway is not registered, so what it hears is not used.",
        Code::GatewayDisabled => "A gateway is switched off, so what it hears is not used.",
        Code::WrongAddress => "A frame came in a gateway's name, but not from its address.",
        Code::NoDownlinkPath => "A gateway sends, but cannot be sent to.",
        Code::CrcBad => "A gateway receives mostly damaged frames.",
    }
}

/// What was seen: the instance's sentence on the newest frame where there is one.
#[must_use]
pub fn detail(finding: &Finding) -> String {
    let own = finding.reason.as_deref().and_then(|reason| reason.lines().next());
    let value = |name: &str| finding.params.get(name).map_or("?", String::as_str);
    match finding.code {
        Code::Heard | Code::Silent => {
            format!("The last accepted frame came at {}.", value("at"))
        }
        Code::NeverHeard if value("join_mode") == "ABP" => {
            "Nothing came with its address that one of its keys fits.".to_owned()
        }
        Code::NeverHeard => "No join-request with its DevEUI came.".to_owned(),
        Code::Waiting => format!(
            "The frame that was refused last ({}) would be taken now.",
            value("code").replace('_', " ")
        ),
        Code::Computed => "Its values come from other devices.".to_owned(),
        Code::NeverPublished => "Nothing was published on its topic yet.".to_owned(),
        Code::NoDevice => "The network server accepts its frames; nothing parses them.".to_owned(),
        Code::ProfileMissing => {
            "The network server ignores it until a profile with its keys exists.".to_owned()
        }
        Code::ProfileDisabled => "The network server ignores it on purpose.".to_owned(),
        Code::ProfileIncomplete => "A key or the address that its join mode needs is missing.".to_owned(),
        Code::DevEuiReversed | Code::DevEuiSwapped => {
            format!("{} asks to join and no profile has that DevEUI.", value("dev_eui"))
        }
        Code::DevEuiNear if value("key_fits") == "true" => format!(
            "{} asks to join; digits that differ: {}. It has the AppKey of this profile.",
            value("dev_eui"),
            value("digits")
        ),
        Code::DevEuiNear => {
            format!("{} asks to join; digits that differ: {}.", value("dev_eui"), value("digits"))
        }
        Code::DevAddrReversed => format!("Frames of {} are heard.", value("dev_addr")),
        Code::DevAddrNear => {
            format!("Frames of {} are heard, which differs in one digit.", value("dev_addr"))
        }
        Code::JoinAcceptRefused => {
            format!("Gateway {} said {}.", value("gateway"), value("error"))
        }
        Code::JoinAcceptNoPath => {
            format!("Gateway {} has not asked for downlinks lately.", value("gateway"))
        }
        Code::JoinAcceptNotSent => {
            "The request was accepted, but it reached this instance too late for every receive window.".to_owned()
        }
        Code::JoinAcceptNotHeard => format!(
            "{} joins were granted; gateway {} transmitted the last answer {} s after the request (window {}), and no data followed.",
            value("joins"),
            value("gateway"),
            value("delay"),
            value("window")
        ),
        Code::JoinedNoUplink => "The join was granted and no data frame has followed yet.".to_owned(),
        Code::OutsideBand | Code::UnknownChannel | Code::UnknownDataRate => format!(
            "Its last frame came on {} Hz with {}; the profile says {}.",
            value("freq"),
            value("data_rate"),
            value("standard")
        ),
        Code::GatewayRefused => format!("Gateway {} said {}.", value("gateway"), value("error")),
        Code::NoPath => format!("Gateway {} has not asked for downlinks lately.", value("gateway")),
        Code::NoGateway => "So nothing can be heard.".to_owned(),
        Code::GatewaysOffline => {
            format!("Gateways known: {}. None has reported lately.", value("known"))
        }
        Code::GatewayOffline
        | Code::UnregisteredGateway
        | Code::GatewayDisabled
        | Code::WrongAddress => {
            format!("It is gateway {}.", value("gateway"))
        }
        Code::NoDownlinkPath => format!(
            "Gateway {} has not asked for downlinks (PULL_DATA) lately, so joins cannot be answered through it.",
            value("gateway")
        ),
        Code::CrcBad => format!(
            "Gateway {} reported {} damaged frames and {} good ones.",
            value("gateway"),
            value("damaged"),
            value("uplinks")
        ),
        Code::UnknownDevEui
        | Code::JoinMicFailed
        | Code::AppKeyReversed
        | Code::WrongJoinMode
        | Code::DevNonceReused
        | Code::JoinNonceExhausted
        | Code::MicFailed
        | Code::Replay
        | Code::CounterReset
        | Code::CounterReused
        | Code::CounterExhausted
        | Code::InternalError => own.unwrap_or("A frame of it was refused.").to_owned(),
    }
}

/// What to do about it; empty when nothing is.
#[must_use]
pub fn next_step(finding: &Finding) -> &'static str {
    match finding.code {
        Code::Heard | Code::Computed => "",
        Code::Silent => "Check its battery, its place, and the gateways around it.",
        Code::NeverHeard => {
            "Check that it is on, in reach and in the right band, and that its DevEUI or DevAddr is that of the profile."
        }
        Code::Waiting => "Wait for its next frame, or press its button.",
        Code::NeverPublished => "Check the client's login, topic and address of the broker.",
        Code::NoDevice => "Add a device with this EUI and mount a thing model.",
        Code::ProfileMissing | Code::UnknownDevEui => "Add a LoRaWAN profile for this DevEUI.",
        Code::ProfileDisabled => "Switch the profile on to receive this device.",
        Code::ProfileIncomplete => "Complete the profile.",
        Code::DevEuiReversed | Code::DevEuiSwapped => {
            "Add a profile for the DevEUI that the device sends, and delete this one."
        }
        Code::DevEuiNear => {
            "If this is your device, add a profile for the DevEUI that it sends. It may also be another one of the same make."
        }
        Code::DevAddrReversed | Code::DevAddrNear => {
            "If this is your device, correct the DevAddr of the profile."
        }
        Code::JoinMicFailed => {
            "Enter the AppKey exactly as the device has it, and compare DevEUI and JoinEUI with the label in both byte orders."
        }
        Code::AppKeyReversed => "Enter the AppKey with its bytes in the other order.",
        Code::WrongJoinMode => {
            "Set the join mode of the profile to OTAA and enter the AppKey, or set the device to ABP."
        }
        Code::DevNonceReused => {
            "It lost its memory. It tries other numbers by itself; if it keeps failing, forget the used DevNonces."
        }
        Code::JoinNonceExhausted => "Give the device a new AppKey.",
        Code::JoinAcceptRefused | Code::GatewayRefused => match finding.params.get("error") {
            Some(error) => after_gateway_error(error),
            None => "Look at the gateway's own log.",
        },
        Code::JoinAcceptNoPath | Code::NoPath | Code::NoDownlinkPath => {
            "Let the gateway's forwarder reach this instance for downlinks too (PULL_DATA on the same port), and check firewalls."
        }
        Code::JoinAcceptNotSent => {
            "Check how long the way to the gateway takes: the answer must be there 5 s after the request."
        }
        Code::JoinAcceptNotHeard => {
            "Check that the gateway transmits (antenna, power), that the profile has the device's band and a join-accept delay of 5 s, and that no other network answers too."
        }
        Code::JoinedNoUplink => "If it keeps joining, it does not hear the answer.",
        Code::MicFailed => {
            "Compare the NwkSKey of the profile with the device, or let an OTAA device join again. A neighbour's device may also use the same address."
        }
        Code::Replay => {
            "A single one is harmless. If the device never gets through, it lost its counter: let it join again."
        }
        Code::CounterReset => {
            "It forgot its counter, usually at a loss of power. Make the device store it, expect its counter from the start once, or allow restarts in its profile; that also lets recorded frames in again."
        }
        Code::CounterReused => {
            "Look for a second device with the same address and keys, and give each its own."
        }
        Code::CounterExhausted => {
            "Let the device join again, or give an ABP device new session keys."
        }
        Code::InternalError => "Check the disk of the data folder.",
        Code::OutsideBand => {
            "Set the profile to the band of the device. Answers go to other frequencies than it listens at."
        }
        Code::UnknownChannel | Code::UnknownDataRate => {
            "It is accepted, but may not hear answers. Check the band of the profile and the channels of the gateway."
        }
        Code::NoGateway => "Connect a gateway.",
        Code::GatewaysOffline | Code::GatewayOffline => "Check the gateway's power and network.",
        Code::UnregisteredGateway => {
            "Register the gateway, or accept unregistered gateways in the settings."
        }
        Code::GatewayDisabled => "Switch the gateway on.",
        Code::WrongAddress => "Correct the gateway's fixed address if it has moved.",
        Code::CrcBad => "Check its antenna and place; the device may be too far away.",
    }
}

/// Source: lorawan.md 6.5.
fn after_gateway_error(error: &str) -> &'static str {
    match error {
        "TOO_LATE" => {
            "The frame reached the gateway too late: shorten the way to it, or give answers more time (RX1 delay)."
        }
        "TX_FREQ" => {
            "The gateway does not transmit there: the band of the gateway or of the profile is wrong."
        }
        "TX_POWER" => "The gateway cannot transmit at this power: check its configuration.",
        "COLLISION_PACKET" | "COLLISION_BEACON" => {
            "The gateway was transmitting something else; add a gateway if this happens often."
        }
        _ => "Look at the gateway's own log.",
    }
}
