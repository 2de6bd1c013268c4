//! What a device and the network server agree on: made from a profile, advanced by uplinks.
//!
//! Sessions of OTAA devices are made by [`crate::join`]. The caller stores a session before
//! anything that follows from it is published or sent.
//!
//! Start at [`abp`] and [`advance`].

use lorawan::AesKey;
use model::Timestamp;
use model::record::{ClassMode, JoinMode, LorawanProfile, Session};

use crate::refusal::Refusal;
use crate::uplink::Kind;

/// A device that restarted its counters accepts any downlink counter below this step; devices up
/// to 1.0.3 refuse larger ones.
const SAFE_F_CNT_DOWN: u32 = lorawan::counter::MAX_F_CNT_GAP;

/// The first session of an ABP device: counters at their start, radio parameters of the profile.
///
/// # Errors
/// [`Refusal::WrongJoinMode`] for an OTAA profile, [`Refusal::ProfileIncomplete`] when the address
/// or a session key is missing.
pub fn abp(profile: &LorawanProfile, now: Timestamp) -> Result<Session, Refusal> {
    let dev_eui = profile.dev_eui;
    if profile.join_mode != JoinMode::Abp {
        return Err(Refusal::WrongJoinMode { dev_eui });
    }
    let missing = |missing| Refusal::ProfileIncomplete { dev_eui, missing };
    Ok(Session {
        dev_eui,
        dev_addr: profile.dev_addr.ok_or(missing("DevAddr"))?,
        nwk_s_key: profile.nwks_key.ok_or(missing("NwkSKey"))?,
        app_s_key: profile.apps_key.ok_or(missing("AppSKey"))?,
        last_f_cnt_up: None,
        next_f_cnt_down: 0,
        rx_delay: profile.rx_delay.max(1),
        rx1dr_offset: profile.rx1dr_offset,
        rx2dr: profile.rx2dr,
        rx2_freq: profile.rx2_freq,
        dev_nonce: None,
        created_at: now,
    })
}

/// The session a device has after its profile was changed by a person; `None` when it has none.
///
/// An ABP session keeps its counters while address and keys stay the same, and starts anew
/// otherwise: a key stream must not repeat. An OTAA session stays as the device knows it until
/// the next join; one that a former ABP profile provisioned ends.
#[must_use]
pub fn after_profile_change(
    old: Option<&Session>,
    profile: &LorawanProfile,
    now: Timestamp,
) -> Option<Session> {
    match profile.join_mode {
        JoinMode::Otaa => old.filter(|old| old.dev_nonce.is_some()).cloned(),
        JoinMode::Abp => {
            let new = abp(profile, now).ok()?;
            match old.filter(|old| has_same_identity(old, &new)) {
                Some(old) => Some(Session {
                    last_f_cnt_up: old.last_f_cnt_up,
                    next_f_cnt_down: old.next_f_cnt_down,
                    created_at: old.created_at,
                    ..new
                }),
                None => Some(new),
            }
        }
    }
}

/// When the device listens in this session: a joined one as the profile says for the time after a
/// join, a personalised one as the profile says.
#[must_use]
pub const fn class_in_force(profile: &LorawanProfile, session: &Session) -> ClassMode {
    if session.dev_nonce.is_some() { profile.join_class_mode } else { profile.class_mode }
}

fn has_same_identity(one: &Session, other: &Session) -> bool {
    let identity = |session: &Session| -> (lorawan::DevAddr, AesKey, AesKey) {
        (session.dev_addr, session.nwk_s_key, session.app_s_key)
    };
    identity(one) == identity(other)
}

/// The next downlink counter for a device that restarted its own: as it was, so that no key stream
/// repeats, unless the device would refuse it.
#[must_use]
pub const fn f_cnt_down_after_restart(next: u32) -> u32 {
    if next >= SAFE_F_CNT_DOWN { 0 } else { next }
}

/// Brings the session up to an accepted uplink.
///
/// A retransmission changes nothing. A counter reset also forgets what MAC commands changed, and
/// restarts the downlink counter once the rebooted device would refuse it.
pub fn advance(session: &mut Session, profile: &LorawanProfile, f_cnt: u32, kind: Kind) {
    match kind {
        Kind::New => session.last_f_cnt_up = Some(f_cnt),
        Kind::Retransmission => {}
        Kind::CounterReset => {
            session.last_f_cnt_up = Some(f_cnt);
            session.next_f_cnt_down = f_cnt_down_after_restart(session.next_f_cnt_down);
            session.rx_delay = profile.rx_delay.max(1);
            session.rx1dr_offset = profile.rx1dr_offset;
            session.rx2dr = profile.rx2dr;
            session.rx2_freq = profile.rx2_freq;
        }
    }
}

#[cfg(test)]
mod tests {
    use model::Timestamp;
    use model::record::{ClassMode, JoinMode, LorawanProfile, Session};

    use super::{abp, advance, after_profile_change, class_in_force};
    use crate::fixture::{self, key};
    use crate::uplink::Kind;

    const NOW: Timestamp = Timestamp::from_millis(1_000);
    const LATER: Timestamp = Timestamp::from_millis(2_000);

    #[test]
    fn the_class_in_force_depends_on_how_the_session_came_about() {
        let profile =
            LorawanProfile { join_class_mode: ClassMode::ClassC, ..fixture::abp_profile() };
        let abp = fixture::session(None);
        assert_eq!(class_in_force(&profile, &abp), ClassMode::ClassA);
        let joined = Session { dev_nonce: Some(1), ..abp };
        assert_eq!(class_in_force(&profile, &joined), ClassMode::ClassC);
    }

    #[test]
    fn an_abp_session_starts_with_the_profile() {
        let profile = LorawanProfile { rx_delay: 0, ..fixture::abp_profile() };
        let session = abp(&profile, NOW).unwrap();
        assert_eq!(
            (session.last_f_cnt_up, session.next_f_cnt_down, session.rx_delay, session.rx2_freq),
            (None, 0, 1, 869_525_000)
        );
    }

    #[test]
    fn an_incomplete_profile_says_what_is_missing() {
        let whole = fixture::abp_profile();
        for (profile, expected) in [
            (LorawanProfile { dev_addr: None, ..whole.clone() }, "no DevAddr"),
            (LorawanProfile { nwks_key: None, ..whole.clone() }, "no NwkSKey"),
            (LorawanProfile { apps_key: None, ..whole.clone() }, "no AppSKey"),
            (LorawanProfile { join_mode: JoinMode::Otaa, ..whole }, "says ABP"),
        ] {
            let text = abp(&profile, NOW).unwrap_err().to_string();
            assert!(text.contains(expected), "{text}");
        }
    }

    #[test]
    fn counters_survive_a_change_of_the_profile_but_not_of_its_keys() {
        let profile = fixture::abp_profile();
        let old =
            Session { last_f_cnt_up: Some(9), next_f_cnt_down: 4, ..abp(&profile, NOW).unwrap() };
        let slower = LorawanProfile { rx_delay: 5, ..profile.clone() };
        let kept = after_profile_change(Some(&old), &slower, LATER).unwrap();
        assert_eq!((kept.last_f_cnt_up, kept.next_f_cnt_down, kept.rx_delay), (Some(9), 4, 5));
        let rekeyed = LorawanProfile { nwks_key: Some(key(9)), ..profile.clone() };
        let fresh = after_profile_change(Some(&old), &rekeyed, LATER).unwrap();
        assert_eq!((fresh.last_f_cnt_up, fresh.next_f_cnt_down), (None, 0));
        let otaa = fixture::otaa_profile();
        assert_eq!(after_profile_change(Some(&old), &otaa, LATER), None);
        let joined = Session { dev_nonce: Some(1), ..old };
        assert_eq!(after_profile_change(Some(&joined), &otaa, LATER), Some(joined));
    }

    #[test]
    fn a_counter_reset_returns_to_the_profile_and_keeps_a_downlink_counter_the_device_accepts() {
        let profile = fixture::abp_profile();
        let start = Session {
            last_f_cnt_up: Some(500),
            next_f_cnt_down: 16_383,
            rx_delay: 7,
            rx2dr: 3,
            ..abp(&profile, NOW).unwrap()
        };
        let mut session = start.clone();
        advance(&mut session, &profile, 2, Kind::CounterReset);
        assert_eq!(
            (session.last_f_cnt_up, session.next_f_cnt_down, session.rx_delay, session.rx2dr),
            (Some(2), 16_383, 1, 0)
        );
        let mut session = Session { next_f_cnt_down: 16_384, ..start.clone() };
        advance(&mut session, &profile, 2, Kind::CounterReset);
        assert_eq!(session.next_f_cnt_down, 0);
        let mut session = start.clone();
        advance(&mut session, &profile, 500, Kind::Retransmission);
        assert_eq!(session, start);
    }
}
