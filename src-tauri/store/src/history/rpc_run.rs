//! The log of commands, newest first. A row is appended when a command is called and changes until
//! nothing of it can change any more.

use std::sync::Arc;

use model::record::{
    RpcOrigin, RpcRun, RpcRunLine, RpcRunState, RpcRunStep, RpcStepKind, RpcStepState,
};
use model::{DeviceEui, RecordId, Said, Saying, TenantCode, Timestamp};
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use crate::StoreError;
use crate::column::{Columns, id_value, json_text, said_value};
use crate::cursor::Page;
use crate::filter::{Filter, containing, containing_hex};
use crate::history::scan::Scan;
use crate::history::slice::{Slice, limit};
use crate::master_key::Cipher;
use crate::table::Tx;

/// Which runs; all conditions must hold.
#[derive(Debug, Clone, Default)]
pub struct RpcRunQuery {
    /// One tenant's, or everyone's.
    pub tenant: Option<TenantCode>,
    /// On this device.
    pub eui: Option<DeviceEui>,
    /// Of this RPC model.
    pub rpc: Option<RecordId>,
    /// In this state.
    pub state: Option<RpcRunState>,
    /// Asked for by this.
    pub origin: Option<RpcOrigin>,
    /// Text in the EUI, the method, the label, the operator or the result.
    pub q: Option<String>,
    /// With `q`: those match, too, whose result is one of these sentences or has one in it. Whoever
    /// reads them in another language does not know their English words.
    pub said: Vec<Saying>,
    /// Earliest call, included.
    pub from: Option<Timestamp>,
    /// Latest call, excluded.
    pub to: Option<Timestamp>,
    /// Which page.
    pub page: Page,
}

/// Runs of commands.
#[derive(Clone, Copy)]
pub struct RpcRuns<'c>(Tx<'c>);

const COLUMNS: &str = "id, at, tenant, eui, rpc, method, name, origin, operator, params, state,
    result, result_said, line, col, steps, console, updated_at";

macro_rules! text_matches {
    () => {
        r"eui LIKE ? ESCAPE '\' OR method LIKE ? ESCAPE '\' OR name LIKE ? ESCAPE '\'
            OR operator LIKE ? ESCAPE '\' OR result LIKE ? ESCAPE '\'"
    };
}

const TEXT_MATCHES: &str = text_matches!();
/// It reads the JSON of every run that does not match by its texts.
const TEXT_OR_SAID_MATCHES: &str = concat!(
    text_matches!(),
    " OR EXISTS (SELECT 1 FROM json_tree(result_said) AS part WHERE part.key = 'code'
        AND part.value IN (SELECT value FROM json_each(?)))"
);

impl<'c> RpcRuns<'c> {
    pub(crate) const fn new(conn: &'c Connection, cipher: &'c Cipher) -> Self {
        Self(Tx { conn, cipher })
    }

    /// A page, newest first.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`].
    pub fn list(&self, query: &RpcRunQuery) -> Result<Slice<RpcRun>, StoreError> {
        let scan = Scan {
            table: "rpc_run",
            columns: COLUMNS,
            filter: filter(query),
            from: query.from,
            to: query.to,
            limit: limit(query.page.limit),
            cursor: query.page.cursor.as_deref(),
        };
        scan.by_id(&self.0, |run: &RpcRun| id_value(run.id), run)
    }

    /// One run.
    ///
    /// # Errors
    /// Those of the database.
    pub fn get(&self, id: RecordId) -> Result<Option<RpcRun>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM rpc_run WHERE id = ?1");
        self.0.row(&sql, [id_value(id)], run)
    }

    /// Every run of which something may still change, for a starting engine.
    ///
    /// # Errors
    /// Those of the database.
    pub fn open(&self) -> Result<Vec<RpcRun>, StoreError> {
        self.0.rows(&format!("SELECT {COLUMNS} FROM rpc_run WHERE open = 1 ORDER BY id"), [], run)
    }
}

fn filter(query: &RpcRunQuery) -> Filter {
    let mut filter = Filter::default();
    filter.and_opt("tenant = ?", query.tenant.as_ref().map(|code| code.as_str().to_owned()));
    filter.and_opt("eui = ?", query.eui.as_ref().map(|eui| eui.as_str().to_owned()));
    filter.and_opt("rpc = ?", query.rpc.map(id_value));
    filter.and_opt("state = ?", query.state.map(|state| state.as_str().to_owned()));
    filter.and_opt("origin = ?", query.origin.map(|origin| origin.as_str().to_owned()));
    if let Some(q) = query.q.as_deref().filter(|q| !q.is_empty()) {
        let (eui, text) = (containing_hex(q), containing(q));
        let texts = [eui, text.clone(), text.clone(), text.clone(), text];
        if query.said.is_empty() {
            filter.and(TEXT_MATCHES, texts);
        } else {
            let [eui, method, name, operator, result] = texts;
            let said = codes(&query.said).into();
            filter.and(TEXT_OR_SAID_MATCHES, [eui, method, name, operator, result, said]);
        }
    }
    filter
}

/// Sentences as a JSON array of their codes.
fn codes(said: &[Saying]) -> String {
    said.iter().map(|saying| Value::from(saying.code())).collect::<Value>().to_string()
}

pub(crate) fn insert_rpc_run(conn: &Connection, id: i64, run: &RpcRun) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO rpc_run ({COLUMNS}, open)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
            ?19)"
    );
    conn.prepare_cached(&sql)?.execute(params![
        id,
        run.at.as_millis(),
        run.tenant.as_str(),
        run.eui.as_str(),
        id_value(run.rpc),
        run.method,
        run.name,
        run.origin.as_str(),
        run.operator,
        json_text(&run.params),
        run.state.as_str(),
        run.result.text(),
        said_value(&run.result),
        run.line,
        run.column,
        steps_text(&run.steps),
        console_text(&run.console),
        run.updated_at.as_millis(),
        run.is_open(),
    ])?;
    Ok(())
}

/// Stores what may have changed of runs.
pub(crate) fn update_rpc_runs(conn: &Connection, runs: &[Arc<RpcRun>]) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "UPDATE rpc_run SET state = ?2, open = ?3, result = ?4, result_said = ?5, line = ?6, col = ?7,
            steps = ?8, console = ?9, updated_at = ?10 WHERE id = ?1",
    )?;
    for run in runs {
        statement.execute(params![
            id_value(run.id),
            run.state.as_str(),
            run.is_open(),
            run.result.text(),
            said_value(&run.result),
            run.line,
            run.column,
            steps_text(&run.steps),
            console_text(&run.console),
            run.updated_at.as_millis(),
        ])?;
    }
    Ok(())
}

fn run(columns: &mut Columns<'_, '_>) -> Result<RpcRun, StoreError> {
    Ok(RpcRun {
        id: columns.id()?,
        at: columns.time()?,
        tenant: columns.tenant()?,
        eui: columns.device_eui()?,
        rpc: columns.id()?,
        method: columns.get()?,
        name: columns.get()?,
        origin: columns.parse()?,
        operator: columns.get()?,
        params: columns.json_map()?,
        state: columns.parse()?,
        result: columns.said()?,
        line: columns.get()?,
        column: columns.get()?,
        steps: list(columns.json()?, step)?,
        console: list(columns.json()?, line)?,
        updated_at: columns.time()?,
    })
}

fn steps_text(steps: &[RpcRunStep]) -> String {
    let steps = steps.iter().map(|step| {
        json!({
            "number": step.number,
            "kind": step.kind.as_str(),
            "target": step.target.as_str(),
            "sleep_ms": step.sleep_ms,
            "state": step.state.as_str(),
            "content": step.content,
            "downlink": step.downlink.map(|id| id.0),
            "confirmed": step.confirmed,
            "f_cnt": step.f_cnt,
            "gateway": step.gateway.map(|eui| eui.to_string()),
            "reason": step.reason.as_ref().map(Said::text),
            "reason_said": step.reason.as_ref().and_then(Said::known),
            "at": step.at.map(Timestamp::as_millis),
        })
    });
    Value::Array(steps.collect()).to_string()
}

fn console_text(lines: &[RpcRunLine]) -> String {
    let lines = lines.iter().map(
        |line| json!({"level": line.level, "text": line.text.text(), "said": line.text.known()}),
    );
    Value::Array(lines.collect()).to_string()
}

fn list<T>(value: Value, read: impl Fn(&Value) -> Option<T>) -> Result<Vec<T>, StoreError> {
    let read = match &value {
        Value::Array(items) => items.iter().map(read).collect(),
        _ => None,
    };
    read.ok_or_else(|| StoreError::Corrupt("a list of a command's run cannot be read".into()))
}

fn step(value: &Value) -> Option<RpcRunStep> {
    let number = |key: &str| value.get(key).and_then(Value::as_u64);
    let small = |key: &str| number(key).and_then(|number| u32::try_from(number).ok());
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    Some(RpcRunStep {
        number: small("number")?,
        kind: text("kind")?.parse::<RpcStepKind>().ok()?,
        target: text("target")?.parse().ok()?,
        sleep_ms: small("sleep_ms")?,
        state: text("state")?.parse::<RpcStepState>().ok()?,
        content: value.get("content")?.clone(),
        downlink: number("downlink").map(RecordId),
        confirmed: value.get("confirmed")?.as_bool()?,
        f_cnt: small("f_cnt"),
        gateway: text("gateway").and_then(|eui| eui.parse().ok()),
        reason: text("reason")
            .map(|reason| Said::stored(reason.to_owned(), value.get("reason_said"))),
        at: value.get("at").and_then(Value::as_i64).map(Timestamp::from_millis),
    })
}

fn line(value: &Value) -> Option<RpcRunLine> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let said = Said::stored(text("text")?, value.get("said"));
    Some(RpcRunLine { level: text("level")?, text: said })
}
