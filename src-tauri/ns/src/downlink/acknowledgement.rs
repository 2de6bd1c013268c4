//! Building the frame that answers an uplink when there is nothing else to say.

use std::sync::Arc;

use lorawan::{BuildError, DataDown, DataFrame};
use model::record::Session;

use crate::mac_answer::Answers;

/// Whether an uplink needs a downlink even when there is nothing to say: it is confirmed, asks
/// whether anybody hears it, or its MAC commands need one.
#[must_use]
pub fn is_owed(frame: &DataFrame<'_>, answers: &Answers) -> bool {
    frame.confirmed || frame.f_ctrl.adr_ack_req || answers.is_needed()
}

/// Why a downlink cannot be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DownlinkError {
    /// The session's downlink counter is used up; the device must join again.
    #[error("the downlink counter of the session is used up")]
    CounterExhausted,
    /// The frame would break a rule.
    #[error(transparent)]
    Build(#[from] BuildError),
}

/// A built downlink.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// The PHY payload.
    pub phy: Arc<[u8]>,
    /// Its full counter.
    pub f_cnt: u32,
}

/// Builds a frame without payload that answers `frame`, and takes its counter from the session.
///
/// The session must be stored before the frame is handed to a gateway: a counter must never be
/// used for two different frames. A retransmission is answered by a new frame, never by the old
/// one.
///
/// # Errors
/// [`DownlinkError`]; the session is unchanged then.
pub fn acknowledgement(
    session: &mut Session,
    frame: &DataFrame<'_>,
    answers: &Answers,
) -> Result<Built, DownlinkError> {
    let f_cnt = session.next_f_cnt_down;
    let next = f_cnt.checked_add(1).ok_or(DownlinkError::CounterExhausted)?;
    let phy = DataDown {
        dev_addr: session.dev_addr,
        ack: frame.confirmed,
        f_cnt,
        f_opts: &answers.f_opts,
        ..DataDown::default()
    }
    .build(&session.nwk_s_key, &session.app_s_key)?;
    session.next_f_cnt_down = next;
    Ok(Built { phy: Arc::from(phy), f_cnt })
}
