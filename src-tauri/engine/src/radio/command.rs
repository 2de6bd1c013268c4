//! What use cases and joins tell the radio task, and what that does to sessions.

use std::sync::Arc;
use std::time::Duration;

use lorawan::{DevAddr, Eui64};
use model::record::{LorawanProfile, Session};
use ns::mac::MacState;
use store::StoredSession;
use tokio::sync::oneshot;

use super::Radio;
use super::sessions::Live;

/// What use cases and joins tell the radio task.
pub(crate) enum Command {
    /// A profile was saved, and its session with it.
    Saved { dev_eui: Eui64, session: SessionChange },
    /// A personalised device starts again in this session. The answer is the number of the last
    /// frame that was accepted before.
    Restart(Box<Session>, oneshot::Sender<u64>),
    /// A profile was brought back with these sessions, which are all that its device has.
    Restored { dev_eui: Eui64, sessions: Vec<StoredSession> },
    /// A profile was deleted.
    Forget(Eui64),
    /// A join was granted and committed.
    Joined { session: Session, profile: Arc<LorawanProfile>, mac: Box<MacState> },
    /// The session a device uses, unless it has joined anew and was not heard since.
    Live(Eui64, oneshot::Sender<Option<Live>>),
    /// The session a device uses, or the one it has joined when there is no other.
    Latest(Eui64, oneshot::Sender<Option<Live>>),
    /// Whether a session uses this address.
    Uses(DevAddr, oneshot::Sender<bool>),
    /// The de-duplication window changed.
    SetWindow(Duration),
}

/// What saving a profile did to the session of its device.
pub(crate) enum SessionChange {
    /// Nothing: the device goes on as it was.
    Kept,
    /// This is the active session now.
    Replaced(Box<Session>),
    /// There is none any more.
    Ended,
}

impl Radio {
    /// Adds a stored session while the engine starts.
    pub(crate) fn load(&mut self, stored: StoredSession) {
        let StoredSession { session, pending, mac, .. } = stored;
        if let Some(profile) = self.core.registry.profile(session.dev_eui) {
            let mac = mac.and_then(|mac| MacState::from_stored(&mac.state));
            let mac = mac.unwrap_or_else(|| Live::fresh_mac(&profile));
            let live = Live::new(session, Arc::clone(&profile), pending, mac);
            live.mac.lock().follow(&profile);
            self.sessions.insert(live);
        }
    }

    pub(super) fn command(&mut self, command: Command) {
        match command {
            Command::Saved { dev_eui, session } => {
                let Some(profile) = self.core.registry.profile(dev_eui) else { return };
                self.sessions.set_profile(&profile);
                match session {
                    SessionChange::Kept => {}
                    SessionChange::Replaced(session) => self.provision(*session, profile),
                    SessionChange::Ended => self.sessions.remove_device(dev_eui),
                }
            }
            Command::Restart(session, answer) => {
                let Some(profile) = self.core.registry.profile(session.dev_eui) else { return };
                let mac = Live::fresh_mac(&profile);
                self.sessions.insert(Live::new(*session, profile, false, mac));
                // Whoever asked may have gone.
                let _ = answer.send(self.count);
            }
            Command::Restored { dev_eui, sessions } => {
                self.sessions.remove_device(dev_eui);
                for session in sessions {
                    self.load(session);
                }
            }
            Command::Forget(dev_eui) => self.sessions.remove_device(dev_eui),
            Command::Joined { session, profile, mac } => {
                self.sessions.insert(Live::new(session, profile, true, *mac));
            }
            Command::Latest(dev_eui, answer) => {
                let _ = answer.send(self.sessions.of_device(dev_eui).cloned());
            }
            Command::Live(dev_eui, answer) => {
                // Whoever asked may have gone.
                let _ = answer.send(self.sessions.heard(dev_eui));
            }
            Command::Uses(address, answer) => {
                // Whoever asked may have gone.
                let _ = answer.send(self.sessions.uses(address));
            }
            Command::SetWindow(window) => self.dedup.set_window(window),
        }
    }

    /// Puts an active session in place. A counter that memory has already moved on stays.
    fn provision(&mut self, session: Session, profile: Arc<LorawanProfile>) {
        let mac = Live::fresh_mac(&profile);
        let mut live = Live::new(session, profile, false, mac);
        if let Some(old) = self.sessions.of_device(live.session.dev_eui)
            && old.session.dev_addr == live.session.dev_addr
            && old.session.nwk_s_key == live.session.nwk_s_key
        {
            live.session.last_f_cnt_up = old.session.last_f_cnt_up;
            live.mac = Arc::clone(&old.mac);
        }
        self.sessions.insert(live);
    }
}
