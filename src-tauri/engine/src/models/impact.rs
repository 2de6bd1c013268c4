//! What a changed thing-model script would make of the uplinks that are recorded: both scripts run
//! over them, with the devices as they are now, on a thread of its own and without effect.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use model::record::{Categories, MessageKind, ParserType};
use model::{DeviceEui, RecordId, Said, Saying, TenantCode, Timestamp, say};
use script::{Input, Limits, Sandbox, Script};
use serde_json::Value;
use store::{Direction, MessageQuery, MessageRecord};
use things::compare::{FieldChange, differences};
use things::result::ParsedResult;

use super::scripts::{SOURCE_MAX, TrialKind};
use crate::registry::{RunnableModel, SharedDevice};
use crate::{Engine, Error, clock};

/// Uplinks both scripts run over, unless the caller asks for fewer.
const UPLINKS_MAX: u32 = 500;
/// Devices whose uplinks are read; those heard last come first, and tenants take turns.
const DEVICES_MAX: usize = 500;
/// Devices whose uplinks one job of the store reads.
const READ_TOGETHER: usize = 50;
/// How long the scripts may run in all; then what is known so far is the answer.
const TIME_MAX: Duration = Duration::from_secs(10);
/// Uplinks that are shown with their fields, and fields of one of them.
const SHOWN_MAX: usize = 100;
const FIELDS_MAX: usize = 32;
/// Longest value that is shown whole, in characters of JSON.
const VALUE_MAX: usize = 200;

/// What to try.
#[derive(Debug, Clone)]
pub struct ImpactRequest {
    /// The changed script.
    pub payload_parser: String,
    /// Its style.
    pub payload_parser_type: ParserType,
    /// Uplinks to run over, at most 500; `None`: as many as that.
    pub uplinks: Option<u32>,
}

/// What a change does to recorded uplinks.
#[derive(Debug, Clone, Default)]
pub struct Impact {
    /// Devices that use the model, also those whose uplinks were not looked at.
    pub devices: u64,
    /// Uplinks that were found for them, within the bound.
    pub found: u64,
    /// Uplinks both scripts ran over; fewer than found when the time was over.
    pub ran: u64,
    /// Uplinks with the same outcome.
    pub unchanged: u64,
    /// Uplinks with another result.
    pub changed: u64,
    /// Uplinks that only the changed script fails on.
    pub newly_failing: u64,
    /// Uplinks that only the stored script fails on.
    pub newly_working: u64,
    /// How often each field differs, the most frequent first.
    pub fields: Vec<FieldImpact>,
    /// The first uplinks with another outcome, newest first.
    pub differences: Vec<Difference>,
    /// What of the numbers is of other tenants, of whom nothing else is told; `None` when only the
    /// tenant's own devices were looked at.
    pub others: Option<OthersImpact>,
}

/// What a change does to recorded uplinks of other tenants, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the numbers of Impact")]
pub struct OthersImpact {
    pub devices: u64,
    pub ran: u64,
    pub changed: u64,
    pub newly_failing: u64,
    pub newly_working: u64,
}

/// Whose devices a change is tried on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The tenant's.
    Tenant,
    /// Everybody's, when everybody uses the model: for who may change it for them.
    Everybody,
}

/// How often one field differs.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldImpact {
    /// `telemetry_data`, `server_attrs` or `shared_attrs`.
    pub part: &'static str,
    /// The field.
    pub field: String,
    /// Uplinks in which it differs.
    pub count: u64,
}

/// How the outcome of one uplink differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Another result.
    Changed,
    /// It did not fail before.
    Fails,
    /// It failed before.
    Works,
}

/// One uplink with another outcome.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The message's id.
    pub message: RecordId,
    /// When it came.
    pub at: Timestamp,
    /// Its device.
    pub eui: DeviceEui,
    /// The device's name, if it has one.
    pub device_name: String,
    /// How it differs.
    pub outcome: Outcome,
    /// Why the changed script fails, or why the stored one did.
    pub error: Option<Said>,
    /// What differs, at most 32 fields; long values are cut.
    pub fields: Vec<FieldChange>,
}

/// Ends the thread's work when nobody waits for it any more.
struct Watched(Arc<AtomicBool>);

impl Drop for Watched {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Runs the stored and the changed script over what is recorded. Dropping the future ends the work
/// after the run that is under way.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`] for a script that is too long, [`Error::Store`],
/// [`Error::Unavailable`] while stopping.
pub(crate) async fn preview(
    engine: &Engine,
    tenant: &TenantCode,
    id: RecordId,
    reach: Reach,
    request: ImpactRequest,
) -> Result<Impact, Error> {
    let core = &engine.core;
    let model = core.registry.thing_models.of(tenant, id);
    let model = model.ok_or_else(|| Error::not_found("thing model", id))?;
    if request.payload_parser.len() > SOURCE_MAX {
        let bytes = request.payload_parser.len();
        let detail = say!(BytesOver, bytes = bytes, limit = SOURCE_MAX);
        return Err(Error::field("payload_parser", detail));
    }
    let stopping = || Error::Unavailable(Saying::Stopping.into());
    let _permit = core.trials.permit().await.ok_or_else(stopping)?;

    let reach = if model.model.tenant.is_public() { reach } else { Reach::Tenant };
    let users = users(engine, tenant, reach, id);
    let used_by: usize = users.iter().map(Vec::len).sum();
    let others = (reach == Reach::Everybody).then(|| OthersImpact {
        devices: users.iter().skip(1).map(Vec::len).sum::<usize>() as u64,
        ..OthersImpact::default()
    });
    let devices = in_turn(users, DEVICES_MAX);
    let uplinks = recorded(engine, &devices, request.uplinks.unwrap_or(UPLINKS_MAX)).await?;
    let kind = TrialKind::ThingModel(request.payload_parser_type);
    let changed = core.trials.script(kind, request.payload_parser);
    let (stop, own) = (Arc::new(AtomicBool::new(false)), tenant.clone());
    let watched = Watched(Arc::clone(&stop));
    let (answer, impact) = tokio::sync::oneshot::channel();
    std::thread::Builder::new()
        .name("impact".into())
        .stack_size(8 * 1024 * 1024)
        .spawn(move || {
            let mut impact = Impact { devices: used_by as u64, others, ..Impact::default() };
            run(&mut impact, &own, &model, &changed, &uplinks, &stop);
            // Nobody waits for it when the request was given up.
            let _ = answer.send(impact);
        })
        .map_err(|error| Error::Unavailable(format!("no thread for it: {error}").into()))?;
    let impact = impact.await.map_err(|_| stopping());
    drop(watched);
    impact
}

/// The devices within reach that mount a model, by tenant, the own ones first; of each those heard
/// last first.
fn users(engine: &Engine, own: &TenantCode, reach: Reach, id: RecordId) -> Vec<Vec<SharedDevice>> {
    let registry = &engine.core.registry;
    let devices = match reach {
        Reach::Tenant => registry.devices_of(own),
        Reach::Everybody => registry.devices(),
    };
    let mut users: BTreeMap<(bool, TenantCode), Vec<_>> = BTreeMap::new();
    users.insert((false, own.clone()), Vec::new());
    for device in devices {
        let state = device.lock();
        if !state.device.thing_model.contains(&id) {
            continue;
        }
        let tenant = state.device.tenant.clone();
        let heard = state.activity.map(|activity| activity.at);
        drop(state);
        users.entry((tenant != *own, tenant)).or_default().push((heard, device));
    }
    let sorted = users.into_values().map(|mut devices| {
        devices.sort_by_key(|(heard, _)| Reverse(*heard));
        devices.into_iter().map(|(_, device)| device).collect()
    });
    sorted.collect()
}

/// The first of every group, then the second of every group, and so on: whoever has few is heard
/// with all of them, and whoever has many has what is left.
fn in_turn<T>(groups: Vec<Vec<T>>, most: usize) -> Vec<T> {
    let ranked = groups.into_iter().map(|group| group.into_iter().take(most).enumerate());
    let mut ranked: Vec<(usize, T)> = ranked.flatten().collect();
    // The groups stay in their order within a turn.
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().take(most).map(|(_, item)| item).collect()
}

/// The newest uplinks of each device, so that the busiest one does not crowd out the others.
async fn recorded(
    engine: &Engine,
    devices: &[SharedDevice],
    wanted: u32,
) -> Result<Vec<(SharedDevice, MessageRecord)>, Error> {
    let wanted = wanted.clamp(1, UPLINKS_MAX) as usize;
    let each = wanted.div_ceil(devices.len().max(1)).max(1);
    let mut uplinks: Vec<(SharedDevice, MessageRecord)> = Vec::new();
    for group in devices.chunks(READ_TOGETHER) {
        let queries: Vec<(SharedDevice, MessageQuery)> =
            group.iter().map(|device| (Arc::clone(device), newest(device, each))).collect();
        let read = engine.core.store.read(move |reader| {
            let mut found = Vec::new();
            for (device, query) in queries {
                let slice = reader.messages().list(&query)?;
                let own = slice.items.into_iter().map(|record| (Arc::clone(&device), record));
                found.extend(own);
            }
            Ok(found)
        });
        uplinks.extend(read.await?);
        if uplinks.len() >= wanted {
            break;
        }
    }
    uplinks.truncate(wanted);
    uplinks.sort_by_key(|(_, record)| Reverse(record.row.at));
    Ok(uplinks)
}

fn newest(device: &SharedDevice, limit: usize) -> MessageQuery {
    let state = device.lock();
    MessageQuery {
        tenant: Some(state.device.tenant.clone()),
        eui: Some(state.device.eui.clone()),
        direction: Some(Direction::Up),
        kinds: vec![MessageKind::Data],
        page: store::Page { limit: u32::try_from(limit).unwrap_or(UPLINKS_MAX), cursor: None },
        ..MessageQuery::default()
    }
}

fn run(
    impact: &mut Impact,
    own: &TenantCode,
    model: &RunnableModel,
    changed: &Script,
    uplinks: &[(SharedDevice, MessageRecord)],
    stop: &AtomicBool,
) {
    impact.found = uplinks.len() as u64;
    let end = clock::instant() + TIME_MAX;
    let mut sandbox = Sandbox::new(Limits::default());
    for (device, record) in uplinks {
        if stop.load(Ordering::Relaxed) || clock::instant() >= end {
            break;
        }
        let device_text = seen(device, record.row.at);
        let mut run = |script: &Script| {
            let input = Input::ThingModel {
                device: &device_text,
                msg: &record.row.content,
                thing_model_id: &model.id_text,
                notice: Categories::UPLINK,
            };
            let value = sandbox.run(script, &input).result.map_err(|error| error.sentence())?;
            things::result::interpret(value).map_err(Said::from)
        };
        let (old, new) = (run(&model.script), run(changed));
        note(impact, own, device, record, old, new);
    }
    impact.fields.sort_by_key(|field| Reverse(field.count));
}

/// The device as its scripts see it now.
fn seen(device: &SharedDevice, at: Timestamp) -> String {
    device.lock().input_text_as(Some(at), true, &[])
}

type Parsed = Result<Vec<ParsedResult>, Said>;

fn note(
    impact: &mut Impact,
    own: &TenantCode,
    device: &SharedDevice,
    record: &MessageRecord,
    old: Parsed,
    new: Parsed,
) {
    impact.ran += 1;
    let is_own = device.lock().device.tenant == *own;
    let mut nobody = OthersImpact::default();
    let others = impact.others.as_mut().filter(|_| !is_own).unwrap_or(&mut nobody);
    others.ran += 1;
    let (outcome, error, fields) = match (old, new) {
        (Err(_), Err(_)) => {
            impact.unchanged += 1;
            return;
        }
        (Ok(_), Err(error)) => {
            impact.newly_failing += 1;
            others.newly_failing += 1;
            (Outcome::Fails, Some(error), Vec::new())
        }
        (Err(error), Ok(new)) => {
            impact.newly_working += 1;
            others.newly_working += 1;
            (Outcome::Works, Some(error), differences(&[], &new))
        }
        (Ok(old), Ok(new)) => {
            let fields = differences(&old, &new);
            if fields.is_empty() {
                impact.unchanged += 1;
                return;
            }
            impact.changed += 1;
            others.changed += 1;
            (Outcome::Changed, None, fields)
        }
    };
    // What they are called and what they send is their own business.
    if !is_own {
        return;
    }
    // Once for the uplink, whatever it says of how many sub-devices.
    let mut counted: Vec<(&str, &str)> = Vec::new();
    for change in &fields {
        let field = (change.part, change.field.as_str());
        if !counted.contains(&field) {
            counted.push(field);
            count(&mut impact.fields, change);
        }
    }
    if impact.differences.len() < SHOWN_MAX {
        let fields = fields.into_iter().take(FIELDS_MAX).map(cut).collect();
        impact.differences.push(Difference {
            message: record.id,
            at: record.row.at,
            eui: record.row.eui.clone(),
            device_name: device.lock().device.name.clone(),
            outcome,
            error,
            fields,
        });
    }
}

fn count(fields: &mut Vec<FieldImpact>, change: &FieldChange) {
    let same = |known: &&mut FieldImpact| known.part == change.part && known.field == change.field;
    if let Some(known) = fields.iter_mut().find(same) {
        known.count += 1;
    } else if fields.len() < SHOWN_MAX {
        let field = change.field.clone();
        fields.push(FieldImpact { part: change.part, field, count: 1 });
    }
}

/// Values as long as one reads them.
fn cut(mut change: FieldChange) -> FieldChange {
    for value in [&mut change.old, &mut change.new].into_iter().flatten() {
        let text = value.to_string();
        if text.chars().count() > VALUE_MAX {
            let start: String = text.chars().take(VALUE_MAX).collect();
            *value = Value::String(format!("{start}…"));
        }
    }
    change
}

#[cfg(test)]
mod tests {
    use super::in_turn;

    #[test]
    fn groups_share_a_bound_and_leave_what_they_do_not_need() {
        let group = |name: char, size: usize| vec![name; size];
        let text = |groups: &[Vec<char>], most| in_turn(groups.to_vec(), most).iter().collect();
        let taken = |sizes: [usize; 3], most| -> String {
            text(&[group('a', sizes[0]), group('b', sizes[1]), group('c', sizes[2])], most)
        };
        assert_eq!(taken([9, 9, 9], 6), "abcabc");
        assert_eq!(taken([9, 1, 2], 6), "abcaca");
        assert_eq!(taken([0, 0, 9], 3), "ccc");
        assert_eq!(taken([1, 1, 1], 9), "abc");
        assert_eq!(taken([9, 9, 9], 0), "");
    }
}
