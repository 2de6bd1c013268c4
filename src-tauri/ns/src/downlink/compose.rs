//! What goes into the next downlink of a device.
//!
//! Three things want to travel: what the protocol owes (an acknowledgement, answers to MAC
//! commands), what the network asks of the device (MAC requests), and what the application queued.
//! [`compose`] takes as much as the windows allow and says what it took; [`Draft::build`] makes
//! the frame once its counter is committed. What is owed never waits behind anything else.
//!
//! Source: LoRaWAN L2 1.0.4, sections 4.3 (MAC payload) and 5 (MAC commands).

use std::fmt;
use std::sync::Arc;

use lorawan::{BuildError, DataDown, DataFrame};
use model::record::Session;
use model::{Said, say};

use crate::mac::answers::Answers;

/// Most bytes of MAC commands beside application data. LoRaWAN L2 1.0.4, section 4.3.1.6.
pub const F_OPTS_MAX: usize = 15;

/// Bytes of a frame without FOpts, port and payload: MHDR, FHDR, MIC.
const EMPTY_LEN: usize = 12;

/// Bytes of a frame with nothing but commands on port 0, beside the commands.
pub const COMMANDS_ALONE: usize = EMPTY_LEN + 1;

/// The port of an item whose payload is MAC commands for FOpts.
pub const PORT_IN_F_OPTS: i16 = -1;

/// Whether an uplink needs a downlink even when there is nothing to say: it is confirmed, asks
/// whether anybody hears it, or its MAC commands need one.
#[must_use]
pub fn is_owed(frame: &DataFrame<'_>, answers: &Answers) -> bool {
    frame.confirmed || frame.f_ctrl.adr_ack_req || answers.is_needed()
}

/// The application's next frame for a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item<'a> {
    /// 1 to 223 for the application; 0: the payload is MAC commands; [`PORT_IN_F_OPTS`]: the
    /// payload is MAC commands that travel in FOpts.
    pub f_port: i16,
    /// The plain payload.
    pub payload: &'a [u8],
    /// Whether the device shall acknowledge.
    pub confirmed: bool,
    /// Whether the sender wants the device to ask again soon.
    pub f_pend: bool,
}

impl Item<'_> {
    /// Bytes of a frame with nothing but this item.
    #[must_use]
    pub fn frame_len(&self) -> usize {
        EMPTY_LEN + usize::from(self.f_port != PORT_IN_F_OPTS) + self.payload.len()
    }

    /// The longest payload on this port that a frame of `frame_len` bytes holds.
    #[must_use]
    pub fn longest_payload(&self, frame_len: usize) -> usize {
        let room = frame_len.saturating_sub(EMPTY_LEN);
        if self.f_port == PORT_IN_F_OPTS { room.min(F_OPTS_MAX) } else { room.saturating_sub(1) }
    }
}

/// How long the frame may be, in bytes of the PHY payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Room {
    /// In the windows that can still be met; 0 when none can.
    pub now: usize,
    /// In any window the device opens after an uplink like this one.
    pub ever: usize,
}

/// Everything that could go into one downlink.
#[derive(Debug, Clone, Copy, Default)]
pub struct Offer<'a> {
    /// The uplink was confirmed.
    pub ack: bool,
    /// A frame has to go even when it is empty, see [`is_owed`].
    pub is_owed: bool,
    /// The network controls the device's data rate.
    pub adr: bool,
    /// Answers to the device's MAC commands, at most 9 bytes.
    pub answers: &'a [u8],
    /// MAC requests of the network, kept together behind the answers. More than 15 bytes of
    /// commands travel alone on port 0. None in a class C window.
    pub requests: &'a [u8],
    /// The head of the application's queue, if it may be sent now.
    pub item: Option<Item<'a>>,
    /// Whether the application has more behind that item, or something that may not be sent now.
    pub more: bool,
    /// How long the frame may be.
    pub room: Room,
}

/// What was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Carries {
    /// The application's item.
    pub item: bool,
    /// The network's requests.
    pub requests: bool,
}

/// The application's item fits into no window of the device at its present data rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong {
    /// Bytes of its payload.
    pub len: usize,
    /// The longest payload that would fit.
    pub limit: usize,
}

impl From<TooLong> for Said {
    fn from(TooLong { len, limit }: TooLong) -> Self {
        say!(TooLong, bytes = len, limit = limit)
    }
}

impl fmt::Display for TooLong {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Said::from(*self), out)
    }
}

/// A frame without its counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What was taken from the offer.
    pub carries: Carries,
    /// Whether the device shall acknowledge.
    pub confirmed: bool,
    /// Whether more waits for the device.
    pub f_pending: bool,
    ack: bool,
    adr: bool,
    f_opts: Vec<u8>,
    f_port: Option<u8>,
    payload: Vec<u8>,
}

/// Why a downlink cannot be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DownlinkError {
    /// The frame would break a rule.
    #[error(transparent)]
    Build(#[from] BuildError),
}

/// Puts the next downlink together; `Ok(None)` when there is nothing to send, or no window for it.
///
/// # Errors
/// [`TooLong`] when the item can never be sent like this: drop it and ask again, so that it does
/// not keep back what is owed.
pub fn compose(offer: &Offer<'_>) -> Result<Option<Draft>, TooLong> {
    if let Some(item) = offer.item
        && item.frame_len() > offer.room.ever
    {
        let limit = item.longest_payload(offer.room.ever);
        return Err(TooLong { len: item.payload.len(), limit });
    }
    if offer.room.now < EMPTY_LEN {
        return Ok(None);
    }
    let all = [offer.answers, offer.requests].concat();
    let candidates = [
        // Many commands travel alone, and the application waits.
        (all.len() > F_OPTS_MAX).then(|| offer.commands_alone(&all)),
        offer.with_item(&all, true),
        offer.with_item(offer.answers, offer.requests.is_empty()),
        offer.without_item(&all, true),
        offer.without_item(offer.answers, offer.requests.is_empty()),
    ];
    let fits = |draft: &Draft| draft.len() <= offer.room.now && draft.f_opts.len() <= F_OPTS_MAX;
    Ok(candidates.into_iter().flatten().find(fits).filter(|draft| draft.is_worth(offer)))
}

impl Offer<'_> {
    fn with_item(&self, commands: &[u8], requests: bool) -> Option<Draft> {
        let item = self.item?;
        let mut draft = Draft {
            carries: Carries { item: true, requests },
            confirmed: item.confirmed,
            f_pending: self.more || item.f_pend || !requests,
            ..self.empty()
        };
        match u8::try_from(item.f_port) {
            Err(_) => draft.f_opts = [commands, item.payload].concat(),
            Ok(0) => {
                draft.f_port = Some(0);
                draft.payload = [commands, item.payload].concat();
            }
            Ok(port) => {
                draft.f_opts = commands.to_vec();
                draft.f_port = Some(port);
                draft.payload = item.payload.to_vec();
            }
        }
        Some(draft)
    }

    fn without_item(&self, commands: &[u8], requests: bool) -> Option<Draft> {
        Some(Draft {
            carries: Carries { item: false, requests },
            f_pending: self.more || self.item.is_some() || !requests,
            f_opts: commands.to_vec(),
            ..self.empty()
        })
    }

    fn commands_alone(&self, commands: &[u8]) -> Draft {
        Draft {
            carries: Carries { item: false, requests: true },
            f_pending: self.more || self.item.is_some(),
            f_port: Some(0),
            payload: commands.to_vec(),
            ..self.empty()
        }
    }

    const fn empty(&self) -> Draft {
        Draft {
            carries: Carries { item: false, requests: false },
            confirmed: false,
            f_pending: false,
            ack: self.ack,
            adr: self.adr,
            f_opts: Vec::new(),
            f_port: None,
            payload: Vec::new(),
        }
    }
}

impl Draft {
    /// Bytes of the PHY payload.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a frame is never empty")]
    pub fn len(&self) -> usize {
        EMPTY_LEN + self.f_opts.len() + usize::from(self.f_port.is_some()) + self.payload.len()
    }

    fn is_worth(&self, offer: &Offer<'_>) -> bool {
        let says_something = !self.f_opts.is_empty() || self.f_port.is_some();
        offer.is_owed || offer.ack || says_something
    }

    /// The frame with its counter, which must be committed before and never be used again.
    ///
    /// # Errors
    /// [`DownlinkError`].
    pub fn build(&self, session: &Session, f_cnt: u32) -> Result<Arc<[u8]>, DownlinkError> {
        let phy = DataDown {
            dev_addr: session.dev_addr,
            confirmed: self.confirmed,
            adr: self.adr,
            ack: self.ack,
            f_pending: self.f_pending,
            f_cnt,
            f_opts: &self.f_opts,
            f_port: self.f_port,
            payload: &self.payload,
        }
        .build(&session.nwk_s_key, &session.app_s_key)?;
        Ok(Arc::from(phy))
    }
}

#[cfg(test)]
mod tests;
