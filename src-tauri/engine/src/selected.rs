//! What is done to all devices, profiles, gateways or models that were selected, as a task that can
//! be undone: deleting them, giving and taking tags, and switching profiles on and off. Many are
//! meant by a filter, which is asked when the task is begun.

mod devices;
mod gateways;
mod models;
mod profiles;
mod tags;

use model::record::{Operation, Task, TaskItem, TaskKind};
use model::{DeviceEui, JsonMap, RecordId, Said, Saying, TenantCode, say};
use serde_json::Value;

use crate::devices::{DeleteAlso, Selection};
use crate::restore_points::{NewPoint, Recorder};
use crate::rpc::Origin;
use crate::tasks::{Keep, NewTask, Reporter};
use crate::{Engine, Error, clock};

pub use devices::DeletionPreview;
pub use gateways::GatewaySelection;
pub use models::{ModelSelection, ModelUse, ModelsPreview};
pub use profiles::{ProfileSelection, ProfileSwitches};
pub use tags::TagChange;

/// Records of one task.
const RECORDS_MAX: usize = 100_000;
/// Records that are changed in one transaction.
const BATCH: usize = 200;

/// The use cases of selected records.
#[derive(Debug, Clone, Copy)]
pub struct Selected<'e>(pub(crate) &'e Engine);

impl Selected<'_> {
    /// Does what a task did once more, for those of its records that failed.
    ///
    /// # Errors
    /// [`Error::InUse`] when nothing is known to have failed, [`Error::Full`], [`Error::Store`].
    pub(crate) async fn retry(&self, task: Task, origin: &Origin) -> Result<Task, Error> {
        let id = task.id;
        let failed = self.0.core.store.read(move |reader| reader.tasks().failed_subjects(id));
        let failed = failed.await?;
        if failed.is_empty() {
            return Err(Error::InUse(Saying::NoFailedItem.into()));
        }
        let tenant = task.tenant.clone();
        if task.kind == TaskKind::DeleteGateways {
            let euis = failed.iter().filter_map(|eui| eui.parse().ok()).collect();
            return self.delete_gateways(&tenant, GatewaySelection::Euis(euis), origin).await;
        }
        if task.kind == TaskKind::DeleteModels {
            let ids = failed.iter().filter_map(|id| id.parse().ok()).collect();
            let kind = task.request.get("kind").and_then(Value::as_str).unwrap_or_default();
            let kind = kind.parse().map_err(Error::InUse)?;
            return self.delete_models(&tenant, kind, ModelSelection::Ids(ids), origin).await;
        }
        if matches!(task.kind, TaskKind::DeleteProfiles | TaskKind::SwitchProfiles) {
            let euis = failed.iter().filter_map(|eui| eui.parse().ok()).collect();
            let euis = self.profiles(&tenant, ProfileSelection::Euis(euis))?;
            if task.kind == TaskKind::DeleteProfiles {
                return self.begin_profiles(&tenant, euis, origin).await;
            }
            let on = |name: &str| task.request.get(name).and_then(Value::as_bool);
            let switches = ProfileSwitches { enable: on("enable"), down_enable: on("down_enable") };
            return self.begin_switches(&tenant, euis, switches, origin).await;
        }
        let euis: Vec<DeviceEui> = failed.iter().filter_map(|eui| eui.parse().ok()).collect();
        let request = task.request;
        if task.kind == TaskKind::Tags {
            let list = |name: &str| {
                let list = request.get(name).and_then(Value::as_array).into_iter().flatten();
                list.filter_map(Value::as_str).map(str::to_owned).collect()
            };
            let change = TagChange { add: list("add"), remove: list("remove") };
            return self.begin_tags(&tenant, euis, change, request, origin).await;
        }
        let also = |name: &str| request.get(name).and_then(Value::as_bool).unwrap_or(false);
        let also = DeleteAlso {
            profile: also("profile"),
            telemetry: also("telemetry"),
            children: also("children"),
        };
        self.begin_deletion(&tenant, euis, also, task.name.to_string(), request, origin).await
    }

    /// Starts a task with a restore point of its own.
    async fn begin<W, F>(&self, new: NewTask, operation: Operation, work: W) -> Result<Task, Error>
    where
        W: FnOnce(Reporter, Recorder) -> F + Send + 'static,
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        let core = self.0.core.clone();
        let (tenant, name, who) = (new.tenant.clone(), new.name.to_string(), new.who.clone());
        self.0
            .core
            .start_task(new, move |reporter| async move {
                let task = Some(reporter.id());
                let point = NewPoint { tenant, operation, name, who, task };
                let recorder = core.begin_restore_point(point).await?;
                let done = work(reporter, recorder.clone()).await;
                recorder.tell().await;
                done
            })
            .await
    }

    /// The devices of a selection, each once.
    fn devices(&self, tenant: &TenantCode, chosen: Selection) -> Result<Vec<DeviceEui>, Error> {
        let mut euis = chosen.euis(self.0, tenant)?;
        euis.sort_unstable();
        check_number("euis", euis.len())?;
        Ok(euis)
    }
}

fn new_task(
    tenant: &TenantCode,
    kind: TaskKind,
    name: String,
    request: JsonMap,
    total: usize,
    origin: &Origin,
) -> NewTask {
    let (tenant, who) = (tenant.clone(), origin.account().to_owned());
    let name = Said::plain(name);
    NewTask { tenant, kind, subject: None::<RecordId>, name, who, request, total, keep: Keep::All }
}

fn check_number(field: &'static str, number: usize) -> Result<(), Error> {
    if (1..=RECORDS_MAX).contains(&number) {
        return Ok(());
    }
    Err(Error::field(field, say!(RecordsOutOfRange, found = number, limit = RECORDS_MAX)))
}

/// What became of a record that was to be deleted; one that is gone already is as wanted.
fn deleted(subject: String, gone: Result<(), Error>) -> TaskItem {
    match gone {
        Ok(()) => item(subject, Ok(()), "deleted"),
        Err(Error::NotFound { .. }) => item(subject, Ok(()), "gone"),
        Err(error) => item(subject, Err(Said::from(&error)), "deleted"),
    }
}

fn item(subject: String, result: Result<(), Said>, code: &str) -> TaskItem {
    let (ok, detail) = match result {
        Ok(()) => (true, Said::plain("")),
        Err(reason) => (false, reason),
    };
    let code = if ok { code } else { "failed" }.to_owned();
    TaskItem { subject, ok, code, detail, link: None, at: clock::now() }
}
