//! From one state to the next: the store first, then memory, then those who watch.
//!
//! Who calls these holds the device's turn, except after a frame was handed over, when nobody else
//! touches the item that is on its way.

use std::sync::Arc;
use std::time::{Duration, Instant};

use lorawan::{DevAddr, Eui64};
use model::record::{Downlink, DownlinkSent, DownlinkState, Session};
use model::{Said, Saying};
use ns::mac::MacState;
use store::StoreError;
use things::as_message::AckKind;

use super::queue::Confirmation;
use super::{Acknowledgement, Settled, Uplink};
use crate::event::{Event, Topic};
use crate::radio::stored;
use crate::radio::transmit::{Outcome, Taken};
use crate::{Core, Error, clock};

/// Transmissions tried for an item that nobody acknowledges, each with its own counter.
const UNCONFIRMED_ATTEMPTS: u32 = 5;

impl Core {
    /// Tells everybody who watches what became of an item.
    pub(crate) fn tell_downlink(&self, item: &Downlink) {
        self.rpc.follow(item);
        if self.bus.is_wanted(Topic::Downlink) {
            let view = self.downlink_view(item.clone());
            self.bus.publish(Event::Downlink(Arc::new(view)));
        }
    }

    /// Tells the application's side of MQTT that an item was queued or sent, or why not.
    pub(super) fn acknowledge(&self, kind: AckKind, item: &Downlink, outcome: Result<u32, &str>) {
        let told = Acknowledgement {
            token: item.token.as_deref(),
            f_port: u8::try_from(item.f_port).ok(),
            gateway: item.sent.as_ref().map(|sent| sent.gateway),
            ..Acknowledgement::new(kind, outcome)
        };
        self.publish_acknowledgement(&item.tenant, &item.dev_eui.into(), &told);
    }

    async fn store_downlink(&self, item: &Downlink) {
        let record = item.clone();
        match self.store.write(move |tx| tx.downlinks().update(&record)).await {
            // Its profile was deleted meanwhile.
            Ok(()) | Err(StoreError::NotFound(_)) => {}
            Err(error) => {
                tracing::error!(id = %item.id, %error, "a downlink's state could not be stored");
            }
        }
    }

    /// The counter of the next frame to a device, committed together with the item that uses it and
    /// the MAC requests that travel with it.
    pub(crate) async fn take_f_cnt_down(
        &self,
        dev_eui: Eui64,
        dev_addr: DevAddr,
        item: Option<Downlink>,
        mac: Option<(Session, MacState)>,
    ) -> Option<(u32, Option<Downlink>)> {
        let taken = self.store.write(move |tx| {
            let Some(f_cnt) = tx.sessions().take_f_cnt_down(dev_eui, dev_addr)? else {
                return Ok(None);
            };
            let item = item.map(|item| Downlink {
                state: DownlinkState::Sending,
                attempts: item.attempts.saturating_add(1),
                f_cnt: Some(f_cnt),
                reason: None,
                updated_at: clock::now(),
                ..item
            });
            if let Some(item) = &item {
                tx.downlinks().update(item)?;
            }
            if let Some((session, mut mac)) = mac {
                mac.sent_with(f_cnt);
                tx.sessions().put_mac(&session, &stored(&mac))?;
            }
            Ok(Some((f_cnt, item)))
        });
        match taken.await {
            Ok(Some(taken)) => Some(taken),
            Ok(None) => {
                tracing::warn!(%dev_eui, "the session ended before a downlink");
                None
            }
            Err(error) => {
                tracing::error!(%dev_eui, %error, "no downlink counter");
                None
            }
        }
    }

    /// An uplink may say what became of the item on its way.
    pub(crate) async fn settle(&self, dev_eui: Eui64, uplink: &Uplink) {
        match self.queues.settle(dev_eui, uplink) {
            Settled::Open => {}
            Settled::Acknowledged(item) => self.downlink_acknowledged(item).await,
            Settled::Missed(item) => {
                self.downlink_missed(item, Saying::NotAcknowledged.into()).await;
            }
        }
    }

    /// The device has it.
    async fn downlink_acknowledged(&self, item: Downlink) {
        let state = DownlinkState::Acknowledged;
        let item = Downlink { state, reason: None, updated_at: clock::now(), ..item };
        self.store_downlink(&item).await;
        self.queues.land(item.dev_eui, item.id);
        self.tell_downlink(&item);
        self.queues.look_at(item.dev_eui, clock::instant());
    }

    /// It was sent, and the device does not have it: once more, or never.
    pub(crate) async fn downlink_missed(&self, item: Downlink, why: Said) {
        let flight = self.queues.flight(item.dev_eui);
        let is_too_late =
            flight.and_then(|flight| flight.given_up_at).is_some_and(|at| at <= clock::instant());
        let retries = self.settings.read().confirmed_retries;
        if is_too_late || u32::from(item.attempts) > retries {
            let count = item.attempts;
            let reason = Said::new(Saying::SentInVain).with("why", why).with("count", count);
            return self.downlink_failed(item, reason).await;
        }
        self.downlink_again(item, why).await;
    }

    /// It will not be sent.
    pub(crate) async fn downlink_failed(&self, item: Downlink, reason: Said) {
        self.acknowledge(AckKind::Tx, &item, Err(reason.text()));
        let (state, reason) = (DownlinkState::Failed, Some(reason));
        let item = Downlink { state, reason, updated_at: clock::now(), ..item };
        self.store_downlink(&item).await;
        self.queues.remove(item.dev_eui, item.id);
        self.queues.land(item.dev_eui, item.id);
        self.tell_downlink(&item);
        self.queues.look_at(item.dev_eui, clock::instant());
    }

    /// It goes back to the head of its queue; its counter is used up.
    async fn downlink_again(&self, item: Downlink, reason: Said) {
        let (state, reason) = (DownlinkState::Queued, Some(reason));
        let item = Downlink { state, reason, updated_at: clock::now(), ..item };
        self.store_downlink(&item).await;
        self.queues.take_back(item.dev_eui, item.clone());
        self.tell_downlink(&item);
        self.queues.look_at(item.dev_eui, clock::instant());
    }

    /// Items that somebody took out of their queue.
    pub(crate) async fn cancel_downlinks(&self, items: Vec<Downlink>) -> Result<(), Error> {
        let (state, updated_at) = (DownlinkState::Cancelled, clock::now());
        let reason = || Some(Saying::TakenOut.into());
        let cancelled = |item| Downlink { state, updated_at, reason: reason(), ..item };
        let items: Vec<Downlink> = items.into_iter().map(cancelled).collect();
        let records = items.clone();
        self.store
            .write(move |tx| records.iter().try_for_each(|item| tx.downlinks().update(item)))
            .await?;
        for item in items {
            self.queues.remove(item.dev_eui, item.id);
            let why = item.reason.as_ref().map_or("", Said::text);
            self.acknowledge(AckKind::Tx, &item, Err(why));
            self.tell_downlink(&item);
        }
        Ok(())
    }

    /// A gateway was offered an item's frame.
    pub(crate) async fn downlink_offered(&self, item: Downlink, outcome: Outcome) {
        match outcome {
            Outcome::Taken(taken) => self.downlink_sent(item, &taken).await,
            // No gateway will have taken it, and the device has it from an earlier attempt that one
            // took. Without that it acknowledged something else.
            Outcome::NotTaken(_)
                if item.sent.is_some()
                    && self.queues.confirmation(item.dev_eui, item.id)
                        == Some(Confirmation::Acknowledged) =>
            {
                self.downlink_acknowledged(item).await;
            }
            Outcome::NotTaken(refused) => {
                let reason = refused.reason();
                let most = if item.confirmed {
                    self.settings.read().confirmed_retries + 1
                } else {
                    UNCONFIRMED_ATTEMPTS
                };
                if u32::from(item.attempts) >= most {
                    self.downlink_failed(item, reason).await;
                } else {
                    self.downlink_again(item, reason).await;
                }
            }
        }
    }

    /// No gateway took it and none will: that was no attempt. Its counter is used up all the same.
    pub(super) async fn downlink_withdrawn(&self, item: Downlink, reason: Said) {
        let attempts = item.attempts.saturating_sub(1);
        self.downlink_again(Downlink { attempts, ..item }, reason).await;
    }

    async fn downlink_sent(&self, item: Downlink, taken: &Taken) {
        let is_first = item.sent.is_none();
        let sent = DownlinkSent {
            gateway: taken.gateway,
            window: taken.window.as_str().into(),
            at: taken.at,
        };
        let (state, sent) = (DownlinkState::Sent, Some(sent));
        let item = Downlink { state, sent, updated_at: clock::now(), ..item };
        self.store_downlink(&item).await;
        if is_first {
            self.acknowledge(AckKind::Tx, &item, Ok(item.f_cnt.unwrap_or_default()));
        }
        self.tell_downlink(&item);
        let dev_eui = item.dev_eui;
        if !item.confirmed {
            self.queues.land(dev_eui, item.id);
            return self.queues.look_at(dev_eui, clock::instant());
        }
        let patience = self.patience(&item, taken);
        let confirmation = self.queues.update_flight(dev_eui, item.id, |flight| {
            flight.item = item.clone();
            flight.deadline = patience.map(|(deadline, _)| deadline);
            flight.given_up_at = flight.given_up_at.or(patience.and_then(|(_, given_up)| given_up));
            flight.confirmation
        });
        match confirmation.flatten() {
            Some(Confirmation::Acknowledged) => return self.downlink_acknowledged(item).await,
            Some(Confirmation::Missed) => {
                return self.downlink_missed(item, Saying::NotAcknowledged.into()).await;
            }
            None => {}
        }
        if let Some((deadline, _)) = patience {
            self.queues.look_at(dev_eui, deadline);
        }
    }

    /// Until when the device may acknowledge this transmission, and the item altogether. In class
    /// A its next uplink tells, whenever that is.
    fn patience(&self, item: &Downlink, taken: &Taken) -> Option<(Instant, Option<Instant>)> {
        let wait = Duration::from_millis(item.wait_ms.into());
        let asked = (!wait.is_zero()).then(|| taken.ends + wait);
        // Whichever window carried it, a device that always listens answers when it likes.
        let profile = self.registry.profile(item.dev_eui);
        let usual = profile.is_some_and(|profile| !super::is_class_a(&profile)).then(|| {
            let seconds = self.settings.read().class_c_timeout_s;
            taken.ends + Duration::from_secs(seconds.into())
        });
        let soonest = asked.into_iter().chain(usual).min()?;
        Some((soonest, asked))
    }
}
