//! What has to be done now and then: status changes, last-seen times, ends of sign-ins, retention.

use std::sync::Arc;
use std::time::Duration;

use store::{GatewaySeenRow, HistoryKind, HistoryRow, Limits, StoreError};
use tokio::time::{MissedTickBehavior, interval};

use crate::settings::Settings;
use crate::{Core, access, clock, online, restore_points, tasks};

/// How often devices are looked at for having gone silent. Source: thinklink.md 4.16.
const STATUS_PERIOD: Duration = Duration::from_secs(5);
/// How often last-seen times of gateways and last uses of tokens are stored.
const SEEN_PERIOD: Duration = Duration::from_secs(60);
/// How often old history is deleted.
pub(crate) const PRUNE_PERIOD: Duration = Duration::from_secs(600);

/// Runs until the engine stops.
pub(crate) async fn run(core: Arc<Core>) {
    let mut status = ticks(STATUS_PERIOD);
    let mut seen = ticks(SEEN_PERIOD);
    let mut prune = ticks(PRUNE_PERIOD);
    loop {
        tokio::select! {
            () = core.stopping.cancelled() => break,
            _ = status.tick() => {
                online::announce(&core).await;
                core.imports.expire(clock::now());
            }
            _ = seen.tick() => {
                store_seen(&core).await;
                access::keep_up(&core, clock::now()).await;
            }
            _ = prune.tick() => {
                if let Some(workers) = &*core.workers.read() {
                    workers.forget_silent(clock::instant());
                }
                tasks::expire(&core, clock::now()).await;
                restore_points::expire(&core, clock::now()).await;
                prune_history(&core).await;
            }
        }
    }
    store_seen(&core).await;
    access::keep_up(&core, clock::now()).await;
}

fn ticks(period: Duration) -> tokio::time::Interval {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

async fn store_seen(core: &Core) {
    let rows: Vec<HistoryRow> = core
        .gateway_states()
        .into_iter()
        .filter_map(|state| {
            let at = state.last_push.max(state.last_pull)?;
            core.gateways_seen.lock().insert(state.eui, at);
            Some(HistoryRow::GatewaySeen(GatewaySeenRow {
                gateway: state.eui,
                at,
                address: state.up_peer.or(state.down_peer).map(|peer| peer.to_string()),
                counters: None,
                stat: None,
            }))
        })
        .collect();
    if !rows.is_empty()
        && let Err(error) = core.store.append(rows).await
    {
        tracing::warn!(%error, "last-seen times of gateways could not be stored");
    }
}

async fn prune_history(core: &Core) {
    let settings = core.settings();
    let mut deleted = match prune_abandoned(core).await {
        Ok(rows) => rows,
        Err(error) => {
            tracing::warn!(%error, "telemetry of deleted devices is left");
            0
        }
    };
    for kind in HistoryKind::ALL {
        match prune_kind(core, &settings, kind).await {
            Ok(rows) => deleted += rows,
            Err(error) => {
                tracing::warn!(%error, kind = kind.as_str(), "old history could not be deleted");
            }
        }
    }
    core.cleaning.lock().done(clock::now(), deleted);
}

/// Deletes telemetry whose deletion was cut short; how many rows that were.
async fn prune_abandoned(core: &Core) -> Result<u64, StoreError> {
    let mut deleted = 0;
    loop {
        let pruned = core.store.prune_abandoned().await?;
        deleted += pruned.deleted;
        if !pruned.more || core.stopping.is_cancelled() {
            return Ok(deleted);
        }
    }
}

/// Deletes what is too old of one kind; how many rows that were.
pub(crate) async fn prune_kind(
    core: &Core,
    settings: &Settings,
    kind: HistoryKind,
) -> Result<u64, StoreError> {
    let before = clock::now().plus_millis(-i64::from(settings.keep_h(kind)) * 3_600_000);
    if kind == HistoryKind::Messages {
        core.store.write(move |tx| tx.downlinks().prune(before)).await?;
    }
    let mut deleted = 0;
    loop {
        let pruned = core.store.prune_history(Limits::of(kind, before)).await?;
        deleted += pruned.deleted;
        if !pruned.more || core.stopping.is_cancelled() {
            return Ok(deleted);
        }
    }
}
