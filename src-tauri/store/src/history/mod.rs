//! History: what happened, appended and pruned, never changed.
//!
//! Rows get ids that carry their time and only rise, so all of a table's inserts go to its end
//! and cost the same after ten million rows as after none. A device's rows are linked backwards
//! from the newest (see `migrations/history/0001_history.sql`).
//!
//! Start at [`HistoryRow`] and `append`.

mod activity;
mod alarm_log;
mod append;
mod frame;
mod id;
mod incident;
mod message;
mod model_log;
mod notice_log;
mod outside;
mod prune;
mod row;
mod rpc_run;
mod scan;
mod seen;
mod slice;
mod state;
mod telemetry;
mod usage;

pub use activity::Activity;
pub use alarm_log::{AlarmLog, AlarmQuery, AlarmRecord};
pub use frame::{FrameQuery, FrameRecord, Frames};
pub use incident::{IncidentRecord, Incidents};
pub use message::{MessageQuery, MessageRecord, Messages};
pub use model_log::{ModelLog, ModelLogRecord};
pub use notice_log::{NoticeLog, NoticeRecord};
pub use outside::{BufferState, Buffered, OutsideBuffer, OutsideDevices};
pub use prune::{HistoryKind, Limits, Pruned};
pub use row::{
    ActivityRow, AlarmRow, Direction, FrameRow, GatewaySeenRow, HistoryRow, IncidentRow,
    MessageRow, ModelLogRow, NoticeRow, TelemetryRow,
};
pub use rpc_run::{RpcRunQuery, RpcRuns};
pub use seen::{Seen, SeenGateway};
pub use slice::Slice;
pub use telemetry::{
    Abandoned, Extent, LatestTelemetry, Order, ScanQuery, Telemetry, TelemetryPoint, TelemetryQuery,
};
pub use usage::{KindUsage, Usage};

pub(crate) use activity::forget_live;
pub(crate) use append::append;
pub(crate) use outside::{
    buffer_append, buffer_clear_slice, buffer_delivered, note_outside_devices,
};
pub(crate) use prune::prune;
pub(crate) use rpc_run::update_rpc_runs;
pub(crate) use state::HistoryState;
pub(crate) use telemetry::{abandon_telemetry, delete_abandoned_slice, prune_abandoned};
