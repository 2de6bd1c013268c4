//! Everything that survives a restart: two SQLite files in one data folder.
//!
//! Owns the files, their schema, every line of SQL, the encryption of key columns and the lock
//! that keeps a second process out. Decides nothing: what may be stored is decided in `ns`,
//! `things` and `engine`, and hot state is kept in memory there.
//!
//! * `thinklink.db`: configuration, sessions, counters, keys; a commit is on the disk when it is
//!   answered. [`Store::write`] and [`Store::read`].
//! * `history.db`: telemetry, frames, messages, logs; appended by [`Store::append`], survives a
//!   killed process and may lose its last moments with the power. It has its own writer, so
//!   pruning never delays a counter.
//!
//! Start at [`Store`].

mod column;
mod cursor;
mod database;
mod error;
mod filter;
mod history;
mod master_key;
mod reader;
mod store;
mod table;
mod transaction;
mod writer;

pub use cursor::Page;
pub use error::{ConflictReason, StoreError};
pub use history::{
    Abandoned, Activity, ActivityRow, AlarmLog, AlarmQuery, AlarmRecord, AlarmRow, BufferState,
    Buffered, Direction, Extent, FrameQuery, FrameRecord, FrameRow, Frames, GatewaySeenRow,
    HistoryKind, HistoryRow, IncidentRecord, IncidentRow, Incidents, KindUsage, LatestTelemetry,
    Limits, MessageQuery, MessageRecord, MessageRow, Messages, ModelLog, ModelLogRecord,
    ModelLogRow, NoticeLog, NoticeRecord, NoticeRow, Order, OutsideBuffer, OutsideDevices, Pruned,
    RpcRunQuery, RpcRuns, ScanQuery, Seen, SeenGateway, Slice, Telemetry, TelemetryPoint,
    TelemetryQuery, TelemetryRow, Usage,
};
pub use store::{Disk, Options, Sizes, Store, create_private};
pub use table::{
    Account, Accounts, AccountsMut, Alarms, AlarmsMut, CounterCommit, DeviceEnd, DeviceExecutions,
    DeviceExecutionsMut, DeviceTemplates, DeviceTemplatesMut, Devices, DevicesMut, Downlinks,
    DownlinksMut, Gateways, GatewaysMut, JoinCommit, JoinOutcome, JoinState, Joins, JoinsMut,
    Locations, LocationsMut, ModelCase, ModelCases, ModelCasesMut, ModelVersion, ModelVersions,
    ModelVersionsMut, MqttAccount, MqttAccounts, MqttAccountsMut, NotificationGroups,
    NotificationGroupsMut, OrgParams, OrgParamsMut, OutsideBrokers, OutsideBrokersMut,
    PendingActions, PendingActionsMut, Profiles, ProfilesMut, PutBack, Relations, RelationsMut,
    RestorePoints, RestorePointsMut, RpcModels, RpcModelsMut, ScheduledTasks, ScheduledTasksMut,
    Sessions, SessionsMut, Settings, SettingsMut, StationTokens, StationTokensMut, StoredMac,
    StoredSession, TaskItems, Tasks, TasksMut, Tenants, TenantsMut, ThingModels, ThingModelsMut,
    Ties, Tokens, TokensMut, TriggerModels, TriggerModelsMut,
};
pub use transaction::{ReadTx, WriteTx};
