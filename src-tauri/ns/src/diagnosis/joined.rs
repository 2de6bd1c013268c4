//! Joins that were granted: what became of the answer.

use super::{Action, Code, Facts, Finding, FrameFact, Heard, Severity};

/// The join-accept delay that devices have. Source: LoRaWAN, regional parameters: 5 s everywhere.
const RX_DELAY_JOIN_S: u8 = 5;
/// Milliseconds after which a join-accept that was not logged was not sent: the last window, and
/// the time gateways have to answer.
const ANSWERED_MS: i64 = 15_000;

/// The fate of the newest join, as long as no data frame followed it.
pub(super) fn finding(facts: &Facts<'_>, heard: &Heard<'_>) -> Option<Finding> {
    let profile = facts.profile?;
    let joins: Vec<&FrameFact<'_>> =
        heard.recent.iter().copied().filter(|frame| frame.accepted).collect();
    let newest = *joins.first()?;
    let answers: Vec<&FrameFact<'_>> = facts
        .frames
        .iter()
        .take_while(|frame| frame.id != newest.id)
        .filter(|frame| !frame.up && frame.kind == "join_accept")
        .collect();
    let proof: Vec<&FrameFact<'_>> = answers.iter().copied().chain(joins.iter().copied()).collect();
    if let Some(sent) = answers.iter().find(|answer| answer.accepted) {
        let (code, severity) = if joins.len() > 1 {
            (Code::JoinAcceptNotHeard, Severity::Cause)
        } else {
            (Code::JoinedNoUplink, Severity::Hint)
        };
        let fixed: &[Action] = if profile.rx_delay_join == RX_DELAY_JOIN_S {
            &[Action::OpenGateway, Action::OpenProfile]
        } else {
            &[Action::FixRxDelayJoin, Action::OpenGateway]
        };
        let delay = delay_s(facts, newest, sent);
        let window = delay.map(|delay| if delay <= profile.rx_delay_join.into() { 1 } else { 2 });
        let finding = Finding::new(code, severity)
            .does(if severity == Severity::Cause { fixed } else { &[] })
            .with("joins", joins.len())
            .with("rx_delay_join", profile.rx_delay_join)
            .with("freq", sent.frequency_hz)
            .with_opt("gateway", sent.gateway)
            .with_opt("delay", delay)
            .with_opt("window", window);
        return Some(finding.proved_by(&proof));
    }
    if let Some(failed) = answers.first() {
        let code = match failed.verdict {
            "gateway_refused" => Code::JoinAcceptRefused,
            _ => Code::JoinAcceptNoPath,
        };
        let finding = Finding::new(code, Severity::Cause)
            .does(actions_of_failure(failed))
            .with_opt("gateway", failed.gateway)
            .with_opt("error", gateway_error(failed));
        return Some(finding.proved_by(&proof));
    }
    if facts.now < newest.at.plus_millis(ANSWERED_MS) {
        let waiting = Finding::new(Code::JoinedNoUplink, Severity::Hint).with("joins", joins.len());
        return Some(waiting.proved_by(&proof));
    }
    let finding = Finding::new(Code::JoinAcceptNotSent, Severity::Cause);
    let finding = finding.with_opt("gateway", newest.gateway).does(&[Action::OpenGateway]);
    Some(finding.proved_by(&proof))
}

/// Whole seconds from the end of the request to its answer, by the clock of the gateway that sent.
fn delay_s(facts: &Facts<'_>, join: &FrameFact<'_>, answer: &FrameFact<'_>) -> Option<u32> {
    let heard = facts
        .frames
        .iter()
        .find(|frame| frame.up && frame.gateway == answer.gateway && frame.phy == join.phy)?;
    let micros = answer.tmst?.wrapping_sub(heard.tmst?);
    Some(micros.saturating_add(500_000) / 1_000_000)
}

/// What a gateway said when it refused, such as `TOO_LATE`.
pub(super) fn gateway_error<'a>(frame: &FrameFact<'a>) -> Option<&'a str> {
    if frame.verdict != "gateway_refused" {
        return None;
    }
    let words = frame.reason?.split_once('\n').map_or(frame.reason?, |(first, _)| first);
    words.rsplit_once(": ").map(|(_, error)| error.trim_end_matches('.'))
}

/// What helps depends on what the gateway said. Source: lorawan.md 6.5.
pub(super) fn actions_of_failure(frame: &FrameFact<'_>) -> &'static [Action] {
    match gateway_error(frame) {
        Some("TOO_LATE") if frame.kind != "join_accept" => {
            &[Action::RaiseRxDelay, Action::OpenGateway]
        }
        Some("TX_FREQ") => &[Action::FixRegion, Action::OpenGateway],
        _ => &[Action::OpenGateway],
    }
}
