//! Why a device is heard or not: from facts to an ordered list of findings.
//!
//! Only what the facts prove is called a cause; what merely may be is a hint. So a wrong AppSKey
//! is not among the findings: a payload that parses to nonsense proves nothing.
//!
//! Start at [`diagnose`]. The words are in [`words`].

mod around;
mod facts;
mod finding;
mod joined;
mod refused;
#[cfg(test)]
mod tests;
pub mod words;

use model::record::JoinMode;

pub use around::resembles;
pub use facts::{Facts, FrameFact, GatewayFact, SessionFact, Source, Stranger, StrangerId};
pub use finding::{Action, Code, EVIDENCE, Evidence, Finding, Severity};
pub use refused::actions_of;

use crate::channel;
use crate::downlink::region;

/// Frames whose channel is looked at.
const CHANNELS_LOOKED_AT: usize = 20;

/// What was found, the most important first. There is always at least one finding.
#[must_use]
pub fn diagnose(facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings = match facts.source {
        Source::Computed => vec![Finding::new(Code::Computed, Severity::Fine)],
        Source::Mqtt => vec![by_mqtt(facts)],
        Source::Radio => by_radio(facts),
    };
    findings.sort_by_key(|finding| finding.severity);
    findings
}

fn by_mqtt(facts: &Facts<'_>) -> Finding {
    match facts.heard_at {
        None => Finding::new(Code::NeverPublished, Severity::Cause).does(&[Action::CheckClient]),
        Some(at) if is_within_heartbeat(facts, at) => heard(at),
        Some(at) => {
            Finding::new(Code::Silent, Severity::Hint).with("at", at).does(&[Action::CheckClient])
        }
    }
}

fn by_radio(facts: &Facts<'_>) -> Vec<Finding> {
    let heard = Heard::of(facts);
    let mut findings = Vec::new();
    findings.extend(profile(facts, &heard));
    findings.extend(refused::findings(facts, &heard));
    if facts.profile.is_some_and(|profile| profile.enable) {
        findings.extend(joined::finding(facts, &heard));
        findings.extend(channels(facts, &heard));
        findings.extend(downlinks(facts));
    }
    let has_cause = findings.iter().any(|finding| finding.severity == Severity::Cause);
    let is_heard = heard.at.is_some_and(|at| is_within_heartbeat(facts, at));
    if is_heard {
        if !has_cause {
            findings.extend(heard.at.map(|at| self::heard(at).proved_by(heard.newest.as_slice())));
        }
        if !facts.has_device {
            findings.push(Finding::new(Code::NoDevice, Severity::Hint).does(&[Action::AddDevice]));
        }
        return findings;
    }
    if facts.profile.is_some() && !has_cause {
        findings.extend(around::strangers(facts));
    }
    if heard.recent.is_empty() {
        findings.extend(around::gateways(facts, &heard));
    }
    if findings.iter().all(|finding| finding.severity == Severity::Hint) {
        // What was refused or waits says more than that nothing else came.
        if findings.is_empty() || heard.recent.is_empty() {
            findings.push(silence(facts, &heard));
        }
    }
    findings
}

/// What was heard of a device, without the copies of other gateways.
struct Heard<'a> {
    /// The newest accepted data frame.
    newest: Option<&'a FrameFact<'a>>,
    /// When the device was heard last by an accepted data frame.
    at: Option<model::Timestamp>,
    /// Uplinks since then, newest first.
    recent: Vec<&'a FrameFact<'a>>,
    /// Uplinks before, newest first; begins with `newest`.
    before: Vec<&'a FrameFact<'a>>,
}

impl<'a> Heard<'a> {
    fn of(facts: &Facts<'a>) -> Self {
        let ups: Vec<&FrameFact<'a>> = facts
            .frames
            .iter()
            .filter(|frame| frame.up && (frame.accepted || frame.reason.is_some()))
            .collect();
        let is_data = |frame: &&FrameFact<'_>| frame.accepted && frame.kind != "join_request";
        let split = ups.iter().position(is_data).unwrap_or(ups.len());
        let (recent, before) = ups.split_at(split);
        let newest = before.first().copied();
        let at = newest.map(|frame| frame.at).max(facts.heard_at);
        Self { newest, at, recent: recent.to_vec(), before: before.to_vec() }
    }
}

fn is_within_heartbeat(facts: &Facts<'_>, at: model::Timestamp) -> bool {
    facts.now <= at.plus_millis(i64::from(facts.heart_period_s) * 1_000)
}

fn heard(at: model::Timestamp) -> Finding {
    Finding::new(Code::Heard, Severity::Fine).with("at", at)
}

/// What is wrong with the profile, whatever the air says.
fn profile(facts: &Facts<'_>, heard: &Heard<'_>) -> Option<Finding> {
    let Some(profile) = facts.profile else {
        let asks = heard.recent.iter().filter(|frame| frame.verdict == "unknown_dev_eui");
        let asks: Vec<_> = asks.copied().collect();
        let code = if asks.is_empty() { Code::ProfileMissing } else { Code::UnknownDevEui };
        let finding = Finding::new(code, Severity::Cause).does(&[Action::CreateProfile]);
        return Some(finding.proved_by(&asks));
    };
    if !profile.enable {
        let ignored = heard.recent.iter().filter(|frame| frame.verdict == "profile_disabled");
        let ignored: Vec<_> = ignored.copied().collect();
        let finding = Finding::new(Code::ProfileDisabled, Severity::Cause);
        return Some(finding.does(&[Action::EnableProfile]).proved_by(&ignored));
    }
    if !profile.has_keys() {
        let finding = Finding::new(Code::ProfileIncomplete, Severity::Cause);
        return Some(finding.does(&[Action::OpenProfile]));
    }
    None
}

/// The newest uplink that came where the profile's band has no channel.
fn channels(facts: &Facts<'_>, heard: &Heard<'_>) -> Option<Finding> {
    let profile = facts.profile?;
    let region = region(profile);
    let odd = |frame: &FrameFact<'_>| channel::check(region, frame.frequency_hz, frame.data_rate);
    let ups: Vec<_> =
        heard.recent.iter().chain(&heard.before).copied().take(CHANNELS_LOOKED_AT).collect();
    // What the newest frame does not show any more is over.
    let newest = ups.first().copied()?;
    let warning = odd(newest)?;
    let code = Code::from_word(warning.code())?;
    let proof: Vec<_> = ups.into_iter().filter(|frame| odd(frame) == Some(warning)).collect();
    // An accepted data frame shows that it gets through all the same; a join needs its answer.
    let severity = match warning {
        channel::ChannelWarning::OutsideBand if !heard.recent.is_empty() => Severity::Cause,
        _ => Severity::Hint,
    };
    let suggested = channel::only_standard(newest.frequency_hz, newest.data_rate);
    let finding = Finding::new(code, severity)
        .does(&[Action::FixRegion])
        .with("freq", newest.frequency_hz)
        .with("data_rate", newest.data_rate)
        .with("standard", profile.standard)
        .with_opt("suggested", suggested.filter(|standard| *standard != profile.standard));
    Some(finding.proved_by(&proof))
}

/// Answers to a device that is heard, as long as the newest one failed.
fn downlinks(facts: &Facts<'_>) -> Option<Finding> {
    let sent = |frame: &&FrameFact<'_>| !frame.up && frame.kind != "join_accept";
    let newest = facts.frames.iter().find(sent)?;
    let code = match newest.verdict {
        "gateway_refused" => Code::GatewayRefused,
        "no_path" => Code::NoPath,
        _ => return None,
    };
    let proof: Vec<_> = facts.frames.iter().filter(sent).take_while(|it| !it.accepted).collect();
    let finding = Finding::new(code, Severity::Hint)
        .does(joined::actions_of_failure(newest))
        .with_opt("gateway", newest.gateway)
        .with_opt("error", joined::gateway_error(newest));
    Some(finding.proved_by(&proof))
}

/// Nothing is wrong that can be seen, and yet there is nothing, or nothing any more.
fn silence(facts: &Facts<'_>, heard: &Heard<'_>) -> Finding {
    if let Some(at) = heard.at {
        let finding = Finding::new(Code::Silent, Severity::Hint).with("at", at);
        return finding.does(&[Action::CheckDevice]).proved_by(heard.newest.as_slice());
    }
    let mode = facts.profile.map_or(JoinMode::Otaa, |profile| profile.join_mode);
    let finding = Finding::new(Code::NeverHeard, Severity::Cause).with("join_mode", mode);
    finding.does(&[Action::CheckDevice])
}

impl Finding {
    /// Adds frames, newest first, and what the instance said of the newest.
    fn proved_by(mut self, frames: &[&FrameFact<'_>]) -> Self {
        self.evidence = Evidence {
            frames: frames.iter().map(|frame| frame.id).take(EVIDENCE).collect(),
            count: u32::try_from(frames.len()).unwrap_or(u32::MAX),
            first: frames.last().map(|frame| frame.at),
            last: frames.first().map(|frame| frame.at),
        };
        self.reason = frames.first().and_then(|frame| frame.reason).map(str::to_owned);
        self
    }
}
