//! What a job gets: the tables, for reading or for writing.

use model::{RecordId, Timestamp};
use rusqlite::Connection;

use crate::StoreError;
use crate::history::{
    Activity, AlarmLog, Frames, Incidents, Messages, ModelLog, NoticeLog, OutsideBuffer,
    OutsideDevices, RpcRuns, Seen, Telemetry, Usage,
};
use crate::master_key::Cipher;
use crate::table::{
    Accounts, AccountsMut, Alarms, AlarmsMut, DeviceExecutions, DeviceExecutionsMut,
    DeviceTemplates, DeviceTemplatesMut, Devices, DevicesMut, Downlinks, DownlinksMut, Gateways,
    GatewaysMut, Joins, JoinsMut, Locations, LocationsMut, ModelCases, ModelCasesMut,
    ModelVersions, ModelVersionsMut, MqttAccounts, MqttAccountsMut, NotificationGroups,
    NotificationGroupsMut, OrgParams, OrgParamsMut, OutsideBrokers, OutsideBrokersMut,
    PendingActions, PendingActionsMut, Profiles, ProfilesMut, Relations, RelationsMut,
    RestorePoints, RestorePointsMut, RpcModels, RpcModelsMut, ScheduledTasks, ScheduledTasksMut,
    Sessions, SessionsMut, Settings, SettingsMut, StationTokens, StationTokensMut, Tasks, TasksMut,
    Tenants, TenantsMut, ThingModels, ThingModelsMut, Tokens, TokensMut, TriggerModels,
    TriggerModelsMut,
};

/// One moment of both files.
#[derive(Clone, Copy)]
pub struct ReadTx<'c> {
    pub(crate) conn: &'c Connection,
    pub(crate) cipher: &'c Cipher,
}

/// One transaction on the configuration. Its tables read what it wrote.
#[derive(Clone, Copy)]
pub struct WriteTx<'c> {
    pub(crate) conn: &'c Connection,
    pub(crate) cipher: &'c Cipher,
}

macro_rules! tables {
    ($tx:ident: $($(#[$doc:meta])* $name:ident -> $table:ident,)+) => {
        impl<'c> $tx<'c> {
            pub(crate) const fn new(conn: &'c Connection, cipher: &'c Cipher) -> Self {
                Self { conn, cipher }
            }

            $($(#[$doc])*
            #[must_use]
            pub const fn $name(&self) -> $table<'c> {
                $table::new(self.conn, self.cipher)
            })+
        }
    };
}

tables!(ReadTx:
    /// Tenants.
    tenants -> Tenants,
    /// Accounts of people.
    accounts -> Accounts,
    /// API tokens.
    tokens -> Tokens,
    /// Logins of MQTT clients.
    mqtt_accounts -> MqttAccounts,
    /// What organisations give their scripts.
    org_params -> OrgParams,
    /// Brokers outside.
    outside_brokers -> OutsideBrokers,
    /// Settings of the instance.
    settings -> Settings,
    /// LoRaWAN profiles.
    profiles -> Profiles,
    /// What joins have used up.
    joins -> Joins,
    /// LoRaWAN sessions and their counters.
    sessions -> Sessions,
    /// Downlinks that wait, and the last ones that are done.
    downlinks -> Downlinks,
    /// Thing models.
    thing_models -> ThingModels,
    /// RPC models.
    rpc_models -> RpcModels,
    /// Trigger models.
    trigger_models -> TriggerModels,
    /// Device templates.
    device_templates -> DeviceTemplates,
    /// Saved versions of models.
    model_versions -> ModelVersions,
    /// Test cases of models.
    model_cases -> ModelCases,
    /// Devices.
    devices -> Devices,
    /// Active alarms.
    alarms -> Alarms,
    /// Actions of triggers that wait for their time.
    pending_actions -> PendingActions,
    /// Relations between devices.
    relations -> Relations,
    /// What operations were about to change.
    restore_points -> RestorePoints,
    /// Notification groups.
    notification_groups -> NotificationGroups,
    /// Geographic locations.
    locations -> Locations,
    /// Registered gateways.
    gateways -> Gateways,
    /// Tokens of Basics Station gateways.
    station_tokens -> StationTokens,
    /// When device executions run.
    scheduled_tasks -> ScheduledTasks,
    /// RPCs for groups of devices.
    device_executions -> DeviceExecutions,
    /// Long work.
    tasks -> Tasks,
    /// Frames of the air.
    frames -> Frames,
    /// Messages of the application server.
    messages -> Messages,
    /// Telemetry, latest and past.
    telemetry -> Telemetry,
    /// When devices were last heard.
    activity -> Activity,
    /// When gateways were last seen.
    seen -> Seen,
    /// What thing-model scripts printed.
    model_log -> ModelLog,
    /// Messages that wait for brokers outside.
    outside_buffer -> OutsideBuffer,
    /// Which broker outside devices were last heard from.
    outside_devices -> OutsideDevices,
    /// What happened to gateways.
    incidents -> Incidents,
    /// What happened to alarms.
    alarm_log -> AlarmLog,
    /// Runs of commands.
    rpc_runs -> RpcRuns,
    /// What became of notifications.
    notice_log -> NoticeLog,
    /// How much history there is.
    usage -> Usage,
);

tables!(WriteTx:
    /// Tenants.
    tenants -> TenantsMut,
    /// Accounts of people.
    accounts -> AccountsMut,
    /// API tokens.
    tokens -> TokensMut,
    /// Logins of MQTT clients.
    mqtt_accounts -> MqttAccountsMut,
    /// What organisations give their scripts.
    org_params -> OrgParamsMut,
    /// Brokers outside.
    outside_brokers -> OutsideBrokersMut,
    /// Settings of the instance.
    settings -> SettingsMut,
    /// LoRaWAN profiles.
    profiles -> ProfilesMut,
    /// What joins have used up.
    joins -> JoinsMut,
    /// LoRaWAN sessions and their counters.
    sessions -> SessionsMut,
    /// Downlinks that wait, and the last ones that are done.
    downlinks -> DownlinksMut,
    /// Thing models.
    thing_models -> ThingModelsMut,
    /// RPC models.
    rpc_models -> RpcModelsMut,
    /// Trigger models.
    trigger_models -> TriggerModelsMut,
    /// Device templates.
    device_templates -> DeviceTemplatesMut,
    /// Saved versions of models.
    model_versions -> ModelVersionsMut,
    /// Test cases of models.
    model_cases -> ModelCasesMut,
    /// Devices.
    devices -> DevicesMut,
    /// Active alarms.
    alarms -> AlarmsMut,
    /// Actions of triggers that wait for their time.
    pending_actions -> PendingActionsMut,
    /// Relations between devices.
    relations -> RelationsMut,
    /// What operations were about to change.
    restore_points -> RestorePointsMut,
    /// Notification groups.
    notification_groups -> NotificationGroupsMut,
    /// Geographic locations.
    locations -> LocationsMut,
    /// Registered gateways.
    gateways -> GatewaysMut,
    /// Tokens of Basics Station gateways.
    station_tokens -> StationTokensMut,
    /// When device executions run.
    scheduled_tasks -> ScheduledTasksMut,
    /// RPCs for groups of devices.
    device_executions -> DeviceExecutionsMut,
    /// Long work.
    tasks -> TasksMut,
);

impl WriteTx<'_> {
    /// Does something as a whole: when it fails, what it wrote is taken back, and the transaction
    /// can go on with other things.
    ///
    /// # Errors
    /// Those of `work`, and those of the database.
    pub fn attempt<T>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let run = |sql: &str| -> Result<(), StoreError> {
            self.conn.prepare_cached(sql)?.execute([])?;
            Ok(())
        };
        run("SAVEPOINT attempt")?;
        let done = work(self);
        // A failed read or write has ended the whole transaction already.
        if done.is_err() && !self.conn.is_autocommit() {
            run("ROLLBACK TO attempt")?;
        }
        if !self.conn.is_autocommit() {
            run("RELEASE attempt")?;
        }
        done
    }

    /// A record id that was never given out before, even if the clock goes back or records are
    /// deleted. Above 2^53, ordered by creation.
    ///
    /// # Errors
    /// Those of the database.
    pub fn next_id(&self, now: Timestamp) -> Result<RecordId, StoreError> {
        self.rise("last_record_id", RecordId::earliest(now).0).map(RecordId)
    }

    /// A number for the EUI of a sub-device that was never given out before. Below 2^60; milliseconds
    /// in the upper bits keep those of instances apart.
    ///
    /// # Errors
    /// Those of the database.
    pub fn next_sub_device(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.rise("last_sub_device", u64::try_from(now.as_millis()).unwrap_or(0) << 12)
    }

    /// Raises a counter of the instance.
    fn rise(&self, counter: &'static str, earliest: u64) -> Result<u64, StoreError> {
        let earliest = i64::try_from(earliest).map_err(StoreError::corrupt)?;
        let sql = format!(
            "UPDATE instance SET {counter} = max({counter} + 1, ?1) WHERE id = 1 RETURNING {counter}"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let number: i64 = statement.query_row([earliest], |row| row.get(0))?;
        u64::try_from(number).map_err(StoreError::corrupt)
    }
}
