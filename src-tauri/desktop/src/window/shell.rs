//! What the window's commands share: the instance, once it runs, and the page's subscriptions.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use parking_lot::Mutex;
use server::Serving;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::instance::Instance;

/// A started instance, and its HTTP listener when remote access is on.
pub(crate) struct Running {
    pub(crate) instance: Instance,
    pub(crate) serving: Option<Serving>,
}

type Started = Result<Arc<Instance>, String>;

/// State of the window's shell.
pub(crate) struct Shell {
    started: watch::Sender<Option<Started>>,
    /// Taken by the stop.
    serving: Mutex<Option<Serving>>,
    /// By the number the page knows; short sections only.
    subscriptions: Mutex<HashMap<u32, CancellationToken>>,
    next_subscription: AtomicU32,
}

impl Default for Shell {
    fn default() -> Self {
        Self {
            started: watch::Sender::new(None),
            serving: Mutex::default(),
            subscriptions: Mutex::default(),
            next_subscription: AtomicU32::new(1),
        }
    }
}

impl Shell {
    /// Tells everybody who waits how the start ended.
    pub(crate) fn started(&self, started: anyhow::Result<Running>) {
        let outcome = started.map_err(|error| format!("{error:#}")).map(|running| {
            *self.serving.lock() = running.serving;
            Arc::new(running.instance)
        });
        self.started.send_replace(Some(outcome));
    }

    /// The instance, waiting for its start.
    ///
    /// # Errors
    /// Why it did not start, in words for the person at the window.
    pub(crate) async fn instance(&self) -> Started {
        let mut started = self.started.subscribe();
        match started.wait_for(Option::is_some).await.as_deref() {
            Ok(Some(outcome)) => outcome.clone(),
            Ok(None) | Err(_) => Err("the instance has stopped".to_owned()),
        }
    }

    /// A number and a stop for a new subscription of the page.
    pub(crate) fn subscribe(&self) -> (u32, CancellationToken) {
        let id = self.next_subscription.fetch_add(1, Ordering::Relaxed);
        let stop = CancellationToken::new();
        self.subscriptions.lock().insert(id, stop.clone());
        (id, stop)
    }

    /// Ends one subscription; one that has ended already is no mistake.
    pub(crate) fn unsubscribe(&self, id: u32) {
        if let Some(stop) = self.subscriptions.lock().remove(&id) {
            stop.cancel();
        }
    }

    /// Ends all subscriptions, because their page is gone.
    pub(crate) fn forget_subscriptions(&self) {
        for (_, stop) in self.subscriptions.lock().drain() {
            stop.cancel();
        }
    }

    /// Stops the HTTP listener and the engine; what was accepted is stored.
    pub(crate) async fn stop(&self) {
        self.forget_subscriptions();
        let serving = self.serving.lock().take();
        if let Some(serving) = serving {
            serving.stop().await;
        }
        let started = self.started.send_replace(Some(Err("the instance is stopping".to_owned())));
        if let Some(Ok(instance)) = started {
            instance.stop().await;
        }
    }
}
