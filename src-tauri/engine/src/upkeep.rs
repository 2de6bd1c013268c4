//! What has to be done now and then: status changes, last-seen times, retention.

use std::sync::Arc;
use std::time::Duration;

use model::Timestamp;
use store::{GatewaySeenRow, HistoryRow, Limits};
use tokio::time::{MissedTickBehavior, interval};

use crate::{Core, clock, online, restore, tasks};

/// How often devices are looked at for having gone silent. Source: thinklink.md 4.16.
const STATUS_PERIOD: Duration = Duration::from_secs(5);
/// How often last-seen times of gateways are stored.
const SEEN_PERIOD: Duration = Duration::from_secs(60);
/// How often old history is deleted.
const PRUNE_PERIOD: Duration = Duration::from_secs(600);
/// Log lines of thing models are kept this long.
const MODEL_LOG_MS: i64 = 7 * 24 * 3_600_000;
/// What happened to gateways and devices, alarms and notifications is kept this long.
/// Source: thinklink.md 1.11, 1.12.
const INCIDENTS_MS: i64 = 30 * 24 * 3_600_000;
/// The log of commands is kept this long.
const RPC_RUNS_MS: i64 = 30 * 24 * 3_600_000;

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
            _ = seen.tick() => store_seen(&core).await,
            _ = prune.tick() => {
                tasks::expire(&core, clock::now()).await;
                restore::expire(&core, clock::now()).await;
                prune_history(&core).await;
            }
        }
    }
    store_seen(&core).await;
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
    let before = |hours: u32| -> Option<Timestamp> {
        Some(clock::now().plus_millis(-i64::from(hours) * 3_600_000))
    };
    let limits = Limits {
        frames: before(settings.frame_retention_h),
        messages: before(settings.message_retention_h),
        telemetry: before(settings.telemetry_retention_d.saturating_mul(24)),
        model_log: Some(clock::now().plus_millis(-MODEL_LOG_MS)),
        incidents: Some(clock::now().plus_millis(-INCIDENTS_MS)),
        alarm_log: Some(clock::now().plus_millis(-INCIDENTS_MS)),
        rpc_runs: Some(clock::now().plus_millis(-RPC_RUNS_MS)),
        notice_log: Some(clock::now().plus_millis(-INCIDENTS_MS)),
    };
    if let Some(before) = limits.messages
        && let Err(error) = core.store.write(move |tx| tx.downlinks().prune(before)).await
    {
        tracing::warn!(%error, "old downlinks could not be deleted");
    }
    loop {
        match core.store.prune_history(limits.clone()).await {
            Ok(pruned) if pruned.more && !core.stopping.is_cancelled() => {}
            Ok(_) => return,
            Err(error) => return tracing::warn!(%error, "old history could not be deleted"),
        }
    }
}
