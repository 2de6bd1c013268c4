//! Frames of the device that were refused.

use lorawan::{AesKey, Frame};
use model::record::{JoinMode, LorawanProfile, LwVersion};

use super::{Action, Code, Facts, Finding, FrameFact, GatewayFact, Heard, Severity};
use crate::refusal::reversed;

/// Frames in a row after which what may be an accident is called a cause.
const IN_A_ROW: usize = 3;

/// A finding for each kind of refusal since the device was heard last, newest kind first.
pub(super) fn findings(facts: &Facts<'_>, heard: &Heard<'_>) -> Vec<Finding> {
    let Some(profile) = facts.profile else { return Vec::new() };
    let mut found: Vec<Finding> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    // A granted join ends what was refused before it.
    let since_join: Vec<_> =
        heard.recent.iter().copied().take_while(|frame| !frame.accepted).collect();
    for newest in &since_join {
        if seen.contains(&newest.verdict) {
            continue;
        }
        seen.push(newest.verdict);
        let proof: Vec<_> =
            since_join.iter().copied().filter(|it| it.verdict == newest.verdict).collect();
        found.extend(finding(facts, profile, newest, &proof));
    }
    // Strange frames among genuine ones: somebody else's, or a second device with the same keys.
    for verdict in ["mic_failed", "counter_reused"] {
        let among: Vec<_> =
            heard.before.iter().copied().filter(|it| it.verdict == verdict).collect();
        if among.len() >= 2
            && !seen.contains(&verdict)
            && let Some(code) = Code::from_word(verdict)
        {
            let hint = Finding::new(code, Severity::Hint).does(actions_of(verdict));
            found.push(with_counters(hint, among.first().copied()).proved_by(&among));
        }
    }
    found
}

fn finding(
    facts: &Facts<'_>,
    profile: &LorawanProfile,
    newest: &FrameFact<'_>,
    proof: &[&FrameFact<'_>],
) -> Option<Finding> {
    if !profile.enable && newest.verdict == "profile_disabled" {
        // The profile says so itself.
        return None;
    }
    if is_resolved(facts, profile, newest) {
        let waiting = Finding::new(Code::Waiting, Severity::Hint).with("code", newest.verdict);
        return Some(waiting.proved_by(proof));
    }
    let code = code(facts, profile, newest)?;
    let once_is_enough = match code {
        Code::Replay => false,
        // A neighbour's frame with the same address looks the same.
        Code::MicFailed => !facts.frames.iter().any(|frame| frame.up && frame.accepted),
        _ => true,
    };
    let severity =
        if once_is_enough || proof.len() >= IN_A_ROW { Severity::Cause } else { Severity::Hint };
    let cause = if code == Code::GatewayDisabled { code.as_str() } else { newest.verdict };
    let mut actions = actions_of(cause).to_vec();
    if profile.join_mode == JoinMode::Otaa {
        // Only provisioned sessions can be changed by hand; the others are made by a join.
        actions.retain(|action| !matches!(action, Action::AllowReset | Action::CheckSessionKeys));
    } else {
        actions.retain(|action| *action != Action::Rejoin);
    }
    let finding = Finding::new(code, severity).does(&actions).with_opt("gateway", newest.gateway);
    Some(with_join(with_counters(finding, Some(newest)), profile, newest).proved_by(proof))
}

fn code(facts: &Facts<'_>, profile: &LorawanProfile, frame: &FrameFact<'_>) -> Option<Code> {
    Some(match Code::from_word(frame.verdict)? {
        Code::JoinMicFailed if app_key_fits_reversed(profile, frame) => Code::AppKeyReversed,
        // Somebody has registered it since, and switched it off.
        Code::UnregisteredGateway if gateway_of(facts, frame).is_some_and(|it| it.registered) => {
            Code::GatewayDisabled
        }
        code => code,
    })
}

fn gateway_of<'f>(facts: &Facts<'f>, frame: &FrameFact<'_>) -> Option<&'f GatewayFact> {
    facts.gateways.iter().find(|gateway| Some(gateway.eui) == frame.gateway)
}

/// What can be done about a refusal, or about an answer that was not sent; the best first.
#[must_use]
pub fn actions_of(verdict: &str) -> &'static [Action] {
    match verdict {
        "unknown_dev_eui" => &[Action::CreateProfile],
        "profile_disabled" => &[Action::EnableProfile],
        "profile_incomplete" | "wrong_join_mode" => &[Action::OpenProfile],
        "join_mic_failed" | "join_nonce_exhausted" => &[Action::CheckAppKey],
        "dev_nonce_reused" => &[Action::ClearNonces],
        "mic_failed" => &[Action::CheckSessionKeys, Action::Rejoin],
        "replay" => &[Action::Rejoin, Action::ResetCounters],
        "counter_reset" => &[Action::ResetCounters, Action::AllowReset],
        "counter_reused" => &[Action::CheckSessionKeys, Action::Rejoin],
        "counter_exhausted" => &[Action::Rejoin, Action::CheckSessionKeys],
        "unregistered_gateway" => &[Action::RegisterGateway],
        "gateway_disabled" => &[Action::EnableGateway],
        "gateway_refused" | "no_path" | "wrong_address" => &[Action::OpenGateway],
        _ => &[],
    }
}

/// Whether the cause of a refusal is gone by what the records say now.
fn is_resolved(facts: &Facts<'_>, profile: &LorawanProfile, frame: &FrameFact<'_>) -> bool {
    match frame.verdict {
        // Both are here because there is a profile now, and it is switched on.
        "unknown_dev_eui" | "profile_disabled" => true,
        "profile_incomplete" => profile.has_keys(),
        "wrong_join_mode" => profile.join_mode == JoinMode::Otaa,
        "join_mic_failed" => {
            profile.app_key.is_some_and(|key| with_request(frame, |it| it.mic_is_valid(&key)))
        }
        "dev_nonce_reused" => with_request(frame, |request| match profile.lw_ver {
            LwVersion::V1_0_2 | LwVersion::V1_0_3 => {
                !facts.used_dev_nonces.contains(&request.dev_nonce)
            }
            LwVersion::V1_0_4 => facts.last_dev_nonce.is_none_or(|last| request.dev_nonce > last),
        }),
        "counter_reset" | "replay" => {
            profile.join_mode == JoinMode::Abp && profile.resets_f_cnt
                || facts.session.is_some_and(|session| {
                    frame
                        .f_cnt
                        .is_some_and(|f_cnt| session.last_f_cnt_up.is_none_or(|last| last < f_cnt))
                })
        }
        "unregistered_gateway" | "gateway_disabled" => {
            gateway_of(facts, frame).is_some_and(|gateway| gateway.admitted)
        }
        "mic_failed" => facts.session.is_some_and(|session| session.created_at > frame.at),
        _ => false,
    }
}

fn with_counters(finding: Finding, frame: Option<&FrameFact<'_>>) -> Finding {
    let f_cnt = frame.and_then(|frame| frame.f_cnt);
    finding.with_opt("f_cnt", f_cnt)
}

/// What a join-request says of itself and how it differs from the profile.
fn with_join(finding: Finding, profile: &LorawanProfile, frame: &FrameFact<'_>) -> Finding {
    let Ok(Frame::JoinRequest(request)) = lorawan::parse(frame.phy) else { return finding };
    let expected = profile.join_eui.filter(|expected| *expected != request.join_eui);
    let relation = expected
        .map(|expected| if expected == reversed(request.join_eui) { "reversed" } else { "other" });
    finding
        .with("dev_nonce", request.dev_nonce)
        .with("join_eui", request.join_eui)
        .with_opt("expected_join_eui", expected)
        .with_opt("join_eui_is", relation)
}

fn app_key_fits_reversed(profile: &LorawanProfile, frame: &FrameFact<'_>) -> bool {
    let Some(key) = profile.app_key else { return false };
    let mut bytes = *key.expose();
    bytes.reverse();
    with_request(frame, |request| request.mic_is_valid(&AesKey::new(bytes)))
}

fn with_request(
    frame: &FrameFact<'_>,
    test: impl FnOnce(&lorawan::JoinRequest<'_>) -> bool,
) -> bool {
    matches!(lorawan::parse(frame.phy), Ok(Frame::JoinRequest(request)) if test(&request))
}
