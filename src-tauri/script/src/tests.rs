use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use model::record::{Categories, ParserType};

use crate::{Input, Limits, Outcome, Sandbox, Script, ScriptKey, ScriptKind};

const DEVICE: &str = r#"{"eui":"70b3d57ed0001234","name":"Cold room","server_attrs":{},"shared_attrs":{},"telemetry_data":{}}"#;
const MSG: &str = r#"{"version":"3.0","type":"data","if":"loraWAN","moteeui":"70b3d57ed0001234","token":1,"userdata":{"class":"ClassA","confirmed":false,"seqno":5,"port":11,"payload":"IQcDAAA8AADiBBsCxQAA"},"moteTx":{"freq":868.1,"modu":"LORA","datr":"SF7BW125","codr":"4/5"},"gwrx":[{"eui":"5a53012501030099","rssi":-60,"lsnr":10.5,"chan":0,"rfch":0,"time":"","tmms":0,"tmst":1,"ftime":0}]}"#;

fn thing_model(id: u64, source: &str) -> Script {
    Script {
        key: ScriptKey { id, version: 1 },
        kind: ScriptKind::ThingModel,
        parser: ParserType::Custom,
        source: Arc::from(source),
    }
}

fn input() -> Input<'static> {
    Input::ThingModel { device: DEVICE, msg: MSG, thing_model_id: "7", notice: Categories::UPLINK }
}

fn run(source: &str) -> Outcome {
    Sandbox::new(Limits::default()).run(&thing_model(1, source), &input())
}

/// The result as JSON text, or the error as `kind: message @line:column`.
fn shown(outcome: &Outcome) -> String {
    match &outcome.result {
        Ok(None) => "nothing".to_owned(),
        Ok(Some(value)) => value.to_string(),
        Err(error) => {
            let place = error.line.zip(error.column);
            let place = place.map(|(line, column)| format!(" @{line}:{column}"));
            format!("{}: {}{}", error.kind, error.message, place.unwrap_or_default())
        }
    }
}

/// Far above what a script that is stopped takes, on a slow machine that is busy with other tests;
/// reached only by one that nothing stops, which takes minutes or for ever.
const PATIENCE: Duration = Duration::from_secs(60);

/// Does something on a thread of its own, as engines do. `None`: it does not end.
fn ends<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (done, ended) = sync_channel(1);
    let thread = std::thread::Builder::new().stack_size(8 * 1024 * 1024);
    let thread = thread.spawn(move || drop(done.send(work()))).unwrap();
    match ended.recv_timeout(PATIENCE) {
        Ok(result) => Some(result),
        Err(RecvTimeoutError::Timeout) => None,
        Err(RecvTimeoutError::Disconnected) => {
            std::panic::resume_unwind(thread.join().expect_err("it sent nothing"))
        }
    }
}

fn check(source: &str, expected: &str) {
    assert_eq!(shown(&run(source)), expected, "{source}");
}

mod buffer;
mod helper;
mod hostile;
mod isolation;
mod locale;
mod overrun;
mod results;
mod sentences;
mod styles;
