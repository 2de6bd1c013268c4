//! Handing a frame to gateways: one window after the other until one takes it.

use std::sync::Arc;
use std::time::Instant;

use lorawan::Eui64;
use lorawan::region::Region;
use model::Timestamp;
use model::radio::TransmitOutcome;
use ns::airspace::{Busy, Priority, Wish, airtime};
use ns::downlink::{Transmission, Window};

use crate::frames::{Note, Subject, Verdict};
use crate::{Core, clock};

/// A frame to be sent.
pub(crate) struct Frame {
    pub(crate) phy: Arc<[u8]>,
    pub(crate) region: Region,
    pub(crate) priority: Priority,
    pub(crate) subject: Subject,
}

impl Frame {
    fn wish(&self, window: &Transmission) -> Wish {
        wish(window, self.region, self.priority, self.phy.len())
    }
}

/// The transmission of so many bytes in a window.
pub(crate) fn wish(
    window: &Transmission,
    region: Region,
    priority: Priority,
    phy_len: usize,
) -> Wish {
    Wish {
        gateway: window.gateway,
        region,
        frequency_hz: window.frequency_hz,
        begins: window.begins,
        airtime: airtime(window.modulation, phy_len),
        priority,
    }
}

/// What became of a frame.
pub(crate) enum Outcome {
    /// A gateway took it.
    Taken(Taken),
    /// Nobody did.
    NotTaken {
        /// The last reason, in words.
        reason: String,
        /// A gateway was busy at that moment: another moment may do.
        is_busy: bool,
    },
}

/// How a frame went out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taken {
    pub(crate) gateway: Eui64,
    pub(crate) window: Window,
    /// When it was handed over.
    pub(crate) at: Timestamp,
    /// When its transmission ends, about.
    pub(crate) ends: Instant,
}

impl Core {
    /// Whether a gateway's plans allow a transmission.
    pub(crate) fn may_transmit(&self, wish: &Wish) -> Result<(), Busy> {
        let enforce = self.settings.read().duty_cycle_enforced;
        self.airspace.lock().check(wish, clock::instant(), enforce)
    }

    /// Offers a frame to each window in turn until a gateway takes it.
    pub(crate) async fn offer(&self, windows: &[Transmission], frame: &Frame) -> Outcome {
        let mut reason = "no window was left when the frame was ready".to_owned();
        let mut is_busy = false;
        for window in windows {
            if !window.is_in_time(clock::instant()) {
                continue;
            }
            match self.offer_one(window, frame).await {
                Ok(taken) => return Outcome::Taken(taken),
                Err(refusal) => {
                    is_busy = refusal.is_busy;
                    reason = refusal.reason;
                }
            }
        }
        tracing::debug!(dev_eui = ?frame.subject.dev_eui, reason, "a downlink was not taken");
        Outcome::NotTaken { reason, is_busy }
    }

    async fn offer_one(&self, window: &Transmission, frame: &Frame) -> Result<Taken, Refused> {
        let downlink = window.carrying(Arc::clone(&frame.phy));
        let (at, wish) = (clock::now(), frame.wish(window));
        let enforce = self.settings.read().duty_cycle_enforced;
        let booked = self.airspace.lock().book(&wish, clock::instant(), enforce);
        let (verdict, refused) = match booked {
            Err(busy) => {
                let reason = format!("gateway {}: {busy}", window.gateway);
                (refusal(busy.code(), &reason), Some(Refused { reason, is_busy: true }))
            }
            Ok(booking) => match self.transmit(downlink.clone()).await {
                Ok(TransmitOutcome::Accepted { .. }) => (Verdict::accepted("sent"), None),
                Ok(TransmitOutcome::NoAnswer) => (Verdict::accepted("sent_unconfirmed"), None),
                Ok(TransmitOutcome::Refused(code)) => {
                    self.airspace.lock().release(&booking);
                    let is_busy = code.starts_with("COLLISION");
                    let reason = format!("Gateway {} refused the frame: {code}.", window.gateway);
                    (refusal("gateway_refused", &reason), Some(Refused { reason, is_busy }))
                }
                Err(reason) => {
                    self.airspace.lock().release(&booking);
                    (refusal("no_path", &reason), Some(Refused { reason, is_busy: false }))
                }
            },
        };
        let subject = frame.subject.clone();
        self.note(Note::Down { at, downlink, subject, verdict });
        match refused {
            Some(refused) => Err(refused),
            None => Ok(Taken {
                gateway: window.gateway,
                window: window.window,
                at,
                ends: wish.begins + wish.airtime,
            }),
        }
    }
}

struct Refused {
    reason: String,
    is_busy: bool,
}

fn refusal(code: &'static str, reason: &str) -> Verdict {
    Verdict { accepted: false, code, reason: Some(reason.to_owned()) }
}
