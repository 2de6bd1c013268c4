//! What the data folder takes, how long history is kept, and its cleaning.
//!
//! Retention is settings; the deletion itself is in `upkeep`.

use std::sync::Arc;

use model::record::{Task, TaskItem, TaskKind};
use model::{JsonMap, Said, TenantCode, Timestamp};
use store::{Disk, HistoryKind, KindUsage, Sizes};

use crate::settings::Settings;
use crate::tasks::{Keep, NewTask};
use crate::{Engine, Error, clock, upkeep};

/// A disk with less room than this is nearly full, whatever its size.
const LEAST_FREE: u64 = 1 << 30;
/// So is a disk with less than a twentieth and less than this.
const LITTLE_FREE: u64 = 10 << 30;
const LITTLE_SHARE: u64 = 20;

/// Whether a disk is nearly full: 1 GiB or less is free, or a twentieth and 10 GiB or less.
#[must_use]
pub const fn is_nearly_full(disk: Disk) -> bool {
    disk.free_bytes <= LEAST_FREE
        || (disk.free_bytes <= LITTLE_FREE && disk.free_bytes <= disk.total_bytes / LITTLE_SHARE)
}

/// When history is cleaned.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cleaning {
    /// When it was last done, and how many rows went of all tenants, for those who may know.
    pub last: Option<(Timestamp, Option<u64>)>,
    /// When it is done next by itself.
    pub next: Option<Timestamp>,
}

impl Cleaning {
    /// By the clockwork; a person does not move it.
    pub(crate) fn done(&mut self, now: Timestamp, deleted: u64) {
        self.last = Some((now, Some(deleted)));
        let period = i64::try_from(upkeep::PRUNE_PERIOD.as_millis()).unwrap_or(i64::MAX);
        self.next = Some(now.plus_millis(period));
    }
}

/// One kind of history.
#[derive(Debug, Clone, Copy)]
pub struct KindView {
    /// What there is.
    pub usage: KindUsage,
    /// The name of its setting.
    pub setting: &'static str,
    /// How long it is kept, hours.
    pub keep_h: u32,
    /// How long it is kept unless somebody says otherwise, hours.
    pub default_h: u32,
}

/// Whose history is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Everybody's, for those who manage the instance.
    Instance,
    /// That of one tenant.
    Tenant(TenantCode),
}

/// What the data folder takes.
#[derive(Debug, Clone)]
pub struct StorageView {
    /// Of the two files.
    pub sizes: Sizes,
    /// `None` when the system does not say.
    pub disk: Option<Disk>,
    /// By kind.
    pub kinds: Vec<KindView>,
    /// When it is cleaned.
    pub cleaning: Cleaning,
}

impl Settings {
    /// How long a kind of history is kept, hours.
    #[must_use]
    pub const fn keep_h(&self, kind: HistoryKind) -> u32 {
        match kind {
            HistoryKind::Frames => self.frame_retention_h,
            HistoryKind::Messages => self.message_retention_h,
            HistoryKind::Telemetry => self.telemetry_retention_d.saturating_mul(24),
            HistoryKind::ModelLog => self.model_log_retention_d.saturating_mul(24),
            HistoryKind::Incidents => self.incident_retention_d.saturating_mul(24),
            HistoryKind::AlarmLog => self.alarm_retention_d.saturating_mul(24),
            HistoryKind::RpcRuns => self.rpc_log_retention_d.saturating_mul(24),
            HistoryKind::NoticeLog => self.notice_log_retention_d.saturating_mul(24),
        }
    }
}

const fn setting_of(kind: HistoryKind) -> &'static str {
    match kind {
        HistoryKind::Frames => "frame_retention_h",
        HistoryKind::Messages => "message_retention_h",
        HistoryKind::Telemetry => "telemetry_retention_d",
        HistoryKind::ModelLog => "model_log_retention_d",
        HistoryKind::Incidents => "incident_retention_d",
        HistoryKind::AlarmLog => "alarm_retention_d",
        HistoryKind::RpcRuns => "rpc_log_retention_d",
        HistoryKind::NoticeLog => "notice_log_retention_d",
    }
}

/// The use cases of the data folder.
#[derive(Debug, Clone, Copy)]
pub struct Storage<'e>(pub(crate) &'e Engine);

impl Storage<'_> {
    /// Sizes, retention and cleaning of the whole instance, and rows by kind as far as the caller
    /// may know of them: what one tenant has recorded is nobody's business in another.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn get(&self, scope: Scope) -> Result<StorageView, Error> {
        let core = &self.0.core;
        let tenant = match scope {
            Scope::Instance => None,
            Scope::Tenant(tenant) => Some(tenant),
        };
        let is_all = tenant.is_none();
        let usage = core.store.read(move |reader| reader.usage().kinds(tenant.as_ref())).await?;
        let (settings, usual) = (core.settings(), Settings::default());
        let kinds = usage
            .into_iter()
            .map(|usage| KindView {
                usage,
                setting: setting_of(usage.kind),
                keep_h: settings.keep_h(usage.kind),
                default_h: usual.keep_h(usage.kind),
            })
            .collect();
        let mut cleaning = *core.cleaning.lock();
        cleaning.last = cleaning.last.map(|(at, rows)| (at, rows.filter(|_| is_all)));
        Ok(StorageView { sizes: core.store.sizes(), disk: core.store.disk(), kinds, cleaning })
    }

    /// Begins to delete what is older than it is to be kept, a kind of history an item.
    ///
    /// # Errors
    /// [`Error::Full`] when too many tasks wait, [`Error::Store`].
    pub async fn clean(&self, tenant: &TenantCode, who: String) -> Result<Task, Error> {
        let core = Arc::clone(&self.0.core);
        let new = NewTask {
            tenant: tenant.clone(),
            kind: TaskKind::HistoryCleaning,
            subject: None,
            name: Said::plain("history.db"),
            who,
            request: JsonMap::new(),
            total: HistoryKind::ALL.len(),
            keep: Keep::All,
        };
        let work = Arc::clone(&core);
        let clean = move |reporter: crate::tasks::Reporter| async move {
            let settings = work.settings();
            for kind in HistoryKind::ALL {
                let pruned = tokio::select! {
                    biased;
                    () = reporter.stopped() => return Ok(()),
                    pruned = upkeep::prune_kind(&work, &settings, kind) => pruned,
                };
                let (ok, code, detail) = match pruned {
                    Ok(rows) => (true, "rows_deleted", Said::plain(rows.to_string())),
                    Err(error) => (false, "failed", Said::from(&error)),
                };
                let item = TaskItem {
                    subject: kind.as_str().into(),
                    ok,
                    code: code.into(),
                    detail,
                    link: None,
                    at: clock::now(),
                };
                reporter.commit(vec![item], |_| Ok(())).await?;
            }
            Ok(())
        };
        core.start_task(new, clean).await
    }
}

#[cfg(test)]
mod tests {
    use store::Disk;

    use super::is_nearly_full;

    #[test]
    fn a_disk_is_nearly_full_by_what_is_left_for_use() {
        let disk = |free_gib: u64, total_gib: u64| {
            is_nearly_full(Disk { free_bytes: free_gib << 30, total_bytes: total_gib << 30 })
        };
        assert!(disk(1, 8) && disk(0, 2_000));
        assert!(disk(4, 128), "a twentieth is 6.4 GiB");
        assert!(!disk(4, 32) && !disk(50, 2_000));
    }
}
