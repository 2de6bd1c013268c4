//! One run, from its script to its last step.

use std::sync::Arc;
use std::time::Duration;

use model::record::{
    ParserType, RpcRun, RpcRunLine, RpcRunState, RpcRunStep, RpcStepKind, RpcStepState,
};
use model::{DeviceEui, JsonMap, Said, Saying};
use script::{ErrorKind, Outcome, Script, ScriptError, ScriptKey, ScriptKind};
use serde_json::{Value, json};
use things::alarm::AlarmChange;
use things::rpc::{RpcAction, RpcPlan, RpcStep};

use super::calls::Call;
use super::runs::{Ticket, settle};
use super::scripts::Job;
use super::steps;
use crate::counters::ScriptRun;
use crate::{Core, clock};

/// Longest content of a step that the log keeps, in bytes of JSON.
const CONTENT_MAX: usize = 4 * 1024;

/// Starts a run, and after it those that wait for the same device.
pub(super) fn begin(core: &Arc<Core>, first: Ticket) {
    let task = Arc::clone(core);
    core.spawn("rpc", async move {
        let mut next = Some(first);
        while let Some(ticket) = next {
            go(&task, &ticket).await;
            next = task.rpc.next(ticket);
        }
    });
}

/// Takes a run as far as it goes. When it is cancelled its log says so already; while the engine
/// stops the log is left as it is, see [`super::runs::Runs::interrupt`].
async fn go(core: &Arc<Core>, ticket: &Ticket) {
    let id = ticket.id;
    let begins = core.rpc.change(id, |run| {
        let waits = run.state == RpcRunState::Queued;
        if waits {
            run.state = RpcRunState::Running;
        }
        waits
    });
    if begins != Some(true) {
        return;
    }
    let Some(outcome) = run_script(core, ticket).await else {
        if !core.stopping.is_cancelled() && !ticket.cancelled.is_cancelled() {
            core.rpc.change(id, lost);
        }
        return;
    };
    let Some(plan) = understand(core, ticket, outcome) else { return };
    for (index, step) in plan.steps.iter().enumerate() {
        if !pause(core, ticket, step.sleep_ms).await {
            return;
        }
        let taken = steps::take(core, ticket, index, step).await;
        let failed = taken.is_err();
        core.rpc.change(id, |run| took(run, index, taken));
        if failed {
            return;
        }
    }
    core.rpc.change(id, |run| {
        if run.state == RpcRunState::Running {
            run.state = RpcRunState::Delivering;
            settle(run);
        }
    });
}

/// Waits before a step; `false` when it is not to be taken any more.
async fn pause(core: &Core, ticket: &Ticket, sleep_ms: u32) -> bool {
    if sleep_ms > 0 {
        tokio::select! {
            () = core.stopping.cancelled() => {}
            () = ticket.cancelled.cancelled() => {}
            () = tokio::time::sleep(Duration::from_millis(sleep_ms.into())) => {}
        }
    }
    !core.stopping.is_cancelled() && !ticket.cancelled.is_cancelled()
}

/// Its script ended no way a script can end.
fn lost(run: &mut RpcRun) {
    if run.state == RpcRunState::Running {
        run.state = RpcRunState::Failed;
        run.result = Saying::ProgramMistake.into();
    }
}

/// `None` when the run is not to go on, or running the script panicked.
async fn run_script(core: &Core, ticket: &Ticket) -> Option<Outcome> {
    let job = job(core, &ticket.call);
    let queue = core.rpc_threads.read().as_ref()?.queue();
    tokio::select! {
        () = core.stopping.cancelled() => None,
        () = ticket.cancelled.cancelled() => None,
        outcome = queue.run(job) => outcome,
    }
}

/// The steps that a call would take, or why its script fails; `None` while the instance stops.
pub(super) async fn preview(core: &Core, call: &Call) -> Option<Result<Vec<RpcRunStep>, Said>> {
    let queue = core.rpc_threads.read().as_ref()?.queue();
    let outcome = queue.run(job(core, call)).await?;
    let plan = plan_of(outcome.result).map_err(|error| error.why());
    Some(plan.map(|plan| plan.steps.iter().map(|step| planned(step, call)).collect()))
}

/// What a script wants; a value of the wrong shape is a failure like any other, without a place.
fn plan_of(result: Result<Option<Value>, ScriptError>) -> Result<RpcPlan, ScriptError> {
    things::rpc::interpret(result?).map_err(|error| ScriptError::new(ErrorKind::Output, error))
}

fn job(core: &Core, call: &Call) -> Job {
    let model = &call.model;
    let version = u64::try_from(model.updated_at.as_millis()).unwrap_or(0);
    let mut params = call.params.clone();
    // Whoever calls, the script finds the target where MQTT callers put it.
    params.insert("_eui".to_owned(), call.eui.as_str().into());
    let device = core.registry.device_of(&call.tenant, &call.eui);
    let alarms = device.as_ref().map(|_| active_alarms(core, &call.eui)).unwrap_or_default();
    let device = device.map(|device| device.lock().input_text(clock::now(), &[]));
    Job {
        script: Script {
            key: ScriptKey { id: model.id.0, version },
            kind: ScriptKind::Rpc,
            parser: ParserType::Custom,
            source: Arc::clone(&model.rpc_script),
        },
        // The device was deleted while its run waited.
        device: device.unwrap_or_else(|| "{}".to_owned()),
        params: Value::Object(params).to_string(),
        alarms: Value::Object(alarms).to_string(),
        org_params: core.org_params.text(&call.tenant),
    }
}

/// The active alarms of a device by their names, as scripts see them.
fn active_alarms(core: &Core, eui: &DeviceEui) -> JsonMap {
    let alarms = core.alarms.of_device(eui);
    let by_name = alarms.iter().map(|alarm| {
        let (level, title, desc) = (alarm.level.as_str(), &alarm.title, &alarm.desc);
        (alarm.name.clone(), json!({"level": level, "title": title, "desc": desc}))
    });
    by_name.collect()
}

/// Counts the run of the script, and notes what it said and wants; `None` when it failed or the run
/// was cancelled.
fn understand(core: &Core, ticket: &Ticket, outcome: Outcome) -> Option<RpcPlan> {
    let console: Vec<RpcRunLine> = outcome
        .console
        .into_iter()
        .map(|line| RpcRunLine { level: line.level.as_str().to_owned(), text: line.text })
        .collect();
    let plan = plan_of(outcome.result);
    let call = &ticket.call;
    let (eui, elapsed, error) = (call.eui.as_str(), outcome.elapsed, plan.as_ref().err());
    let ran = ScriptRun { at: clock::now(), eui, elapsed, error };
    core.count_run(&call.tenant, &*call.model, &ran);
    core.rpc.change(ticket.id, |run| {
        run.console = console;
        if run.state != RpcRunState::Running {
            return None;
        }
        match plan {
            Ok(plan) => {
                run.steps = plan.steps.iter().map(|step| planned(step, call)).collect();
                Some(plan)
            }
            Err(error) => {
                run.state = RpcRunState::Failed;
                run.result = error.why();
                (run.line, run.column) = (error.line, error.column);
                None
            }
        }
    })?
}

fn planned(step: &RpcStep, call: &Call) -> RpcRunStep {
    let (kind, content) = describe(&step.action);
    RpcRunStep {
        number: u32::try_from(step.number).unwrap_or(u32::MAX),
        kind,
        target: step.target.clone().unwrap_or_else(|| call.eui.clone()),
        sleep_ms: step.sleep_ms,
        state: RpcStepState::Waiting,
        content: if content.to_string().len() > CONTENT_MAX { Value::Null } else { content },
        downlink: None,
        confirmed: false,
        f_cnt: None,
        gateway: None,
        reason: None,
        at: None,
    }
}

fn describe(action: &RpcAction) -> (RpcStepKind, Value) {
    match action {
        RpcAction::Downlink(downlink) => {
            (RpcStepKind::Downlink, Value::Object(downlink.message.clone()))
        }
        RpcAction::ModifyAttrs { server_attrs, shared_attrs } => {
            let content = json!({"server_attrs": server_attrs, "shared_attrs": shared_attrs});
            (RpcStepKind::ModifyAttrs, content)
        }
        RpcAction::Alarm(alarm) => {
            let groups = &alarm.notice_groups;
            let content = match &alarm.change {
                AlarmChange::Raise { level, title, desc } => json!({
                    "action": "new", "name": alarm.name, "level": level.as_str(), "title": title,
                    "desc": desc, "notice_groups": groups,
                }),
                AlarmChange::Clear => {
                    json!({"action": "clear", "name": alarm.name, "notice_groups": groups})
                }
            };
            (RpcStepKind::Alarm, content)
        }
        RpcAction::Notify(notice) => {
            let content = json!({
                "title": notice.title, "desc": notice.desc, "notice_groups": notice.notice_groups,
            });
            (RpcStepKind::Notify, content)
        }
        // Headers and body may hold secrets, and so may all of the address but its host.
        RpcAction::Http(call) => {
            (RpcStepKind::Http, json!({"method": call.method, "url": host_of(&call.url)}))
        }
    }
}

/// Scheme and host of an address, with a sign that there is more of it.
fn host_of(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return String::new() };
    let (authority, more) = rest.find(['/', '?', '#']).map_or((rest, ""), |end| rest.split_at(end));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let more = if matches!(more, "" | "/") { more } else { "/…" };
    format!("{scheme}://{host}{more}")
}

/// Notes what came of a step; a failed one ends the run.
fn took(run: &mut RpcRun, index: usize, taken: Result<steps::Taken, Said>) {
    let Some(step) = run.steps.get_mut(index) else { return };
    let number = step.number;
    match taken {
        // The queue of downlinks has told of it already.
        Ok(steps::Taken::Queued) => {}
        Ok(steps::Taken::Done(result)) => {
            step.state = RpcStepState::Done;
            step.reason = result;
            step.at = Some(clock::now());
        }
        Err(reason) => {
            step.state = RpcStepState::Failed;
            step.reason = Some(reason.clone());
            step.at = Some(clock::now());
            if run.state == RpcRunState::Running {
                run.state = RpcRunState::Failed;
                run.result = super::runs::at_step(number, reason);
                super::runs::skip_waiting(run);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::host_of;

    #[test]
    fn the_log_shows_of_an_address_where_it_leads_and_nothing_secret() {
        for (url, shown) in [
            ("https://example.org", "https://example.org"),
            ("https://example.org/", "https://example.org/"),
            ("http://192.0.2.1:8080/hook", "http://192.0.2.1:8080/…"),
            ("https://hooks.example.org/services/T0/B0/secret", "https://hooks.example.org/…"),
            ("https://example.org?access_token=secret", "https://example.org/…"),
            ("https://example.org#secret", "https://example.org/…"),
            ("https://user:secret@example.org/a@b", "https://example.org/…"),
            ("https://user:sec@ret@[2001:db8::1]:1/x", "https://[2001:db8::1]:1/…"),
        ] {
            assert_eq!(host_of(url), shown, "{url}");
        }
    }
}
