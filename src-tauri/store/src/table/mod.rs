//! One module per table, or per group of tables that only make sense together.
//!
//! `Things<'c>` reads, `ThingsMut<'c>` also writes. A uniqueness rule is checked by the table that
//! owns it, by the row count of `ON CONFLICT … DO NOTHING`, so that a conflict names its field.

mod account;
mod alarm;
mod attribute;
mod device;
mod device_execution;
mod device_template;
mod downlink;
mod gateway;
mod join;
mod location;
mod model_case;
mod model_owner;
mod model_version;
mod mounted;
mod mqtt_account;
mod notification_group;
mod org_params;
mod outside_broker;
mod pending_action;
mod profile;
mod relation;
mod restore_point;
mod rpc_model;
mod scheduled_task;
mod session;
mod setting;
mod station_token;
mod task;
mod tenant;
mod thing_model;
mod token;
mod trigger_model;

pub use account::{Account, Accounts, AccountsMut};
pub use alarm::{Alarms, AlarmsMut};
pub use device::{DeviceEnd, Devices, DevicesMut};
pub use device_execution::{DeviceExecutions, DeviceExecutionsMut};
pub use device_template::{DeviceTemplates, DeviceTemplatesMut};
pub use downlink::{Downlinks, DownlinksMut};
pub use gateway::{Gateways, GatewaysMut};
pub use join::{JoinCommit, JoinOutcome, JoinState, Joins, JoinsMut};
pub use location::{Locations, LocationsMut};
pub use model_case::{ModelCase, ModelCases, ModelCasesMut};
pub use model_version::{ModelVersion, ModelVersions, ModelVersionsMut};
pub use mqtt_account::{MqttAccount, MqttAccounts, MqttAccountsMut};
pub use notification_group::{NotificationGroups, NotificationGroupsMut};
pub use org_params::{OrgParams, OrgParamsMut};
pub use outside_broker::{OutsideBrokers, OutsideBrokersMut};
pub use pending_action::{PendingActions, PendingActionsMut};
pub use profile::{Profiles, ProfilesMut};
pub use relation::{Relations, RelationsMut};
pub use restore_point::{PutBack, RestorePoints, RestorePointsMut, Ties};
pub use rpc_model::{RpcModels, RpcModelsMut};
pub use scheduled_task::{ScheduledTasks, ScheduledTasksMut};
pub use session::{CounterCommit, Sessions, SessionsMut, StoredMac, StoredSession};
pub use setting::{Settings, SettingsMut};
pub use station_token::{StationTokens, StationTokensMut};
pub use task::{TaskItems, Tasks, TasksMut};
pub use tenant::{Tenants, TenantsMut};
pub use thing_model::{ThingModels, ThingModelsMut};
pub use token::{Tokens, TokensMut};
pub use trigger_model::{TriggerModels, TriggerModelsMut};

use rusqlite::{Connection, Params};

use crate::StoreError;
use crate::column::Columns;
use crate::master_key::Cipher;

/// The transaction a table works in.
#[derive(Clone, Copy)]
pub(crate) struct Tx<'c> {
    pub(crate) conn: &'c Connection,
    pub(crate) cipher: &'c Cipher,
}

impl Tx<'_> {
    /// All rows of a query.
    pub(crate) fn rows<T>(
        &self,
        sql: &str,
        params: impl Params,
        mut read: impl FnMut(&mut Columns<'_, '_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(&mut Columns::new(row))?);
        }
        Ok(found)
    }

    /// The first row of a query.
    pub(crate) fn row<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&mut Columns<'_, '_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        rows.next()?.map(|row| read(&mut Columns::new(row))).transpose()
    }

    /// Changes rows and says how many.
    pub(crate) fn execute(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        Ok(self.conn.prepare_cached(sql)?.execute(params)?)
    }
}

/// The reading and the writing side of a table.
macro_rules! table {
    ($(#[$doc:meta])* $read:ident, $write:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $read<'c>($crate::table::Tx<'c>);

        impl<'c> $read<'c> {
            pub(crate) const fn new(
                conn: &'c rusqlite::Connection,
                cipher: &'c $crate::master_key::Cipher,
            ) -> Self {
                Self($crate::table::Tx { conn, cipher })
            }
        }

        $(#[$doc])*
        ///
        /// For writing; reads what was written in the same transaction.
        #[derive(Clone, Copy)]
        pub struct $write<'c>($read<'c>);

        impl<'c> $write<'c> {
            pub(crate) const fn new(
                conn: &'c rusqlite::Connection,
                cipher: &'c $crate::master_key::Cipher,
            ) -> Self {
                Self($read::new(conn, cipher))
            }

            const fn tx(&self) -> &$crate::table::Tx<'c> {
                &self.0.0
            }
        }

        impl<'c> std::ops::Deref for $write<'c> {
            type Target = $read<'c>;

            fn deref(&self) -> &$read<'c> {
                &self.0
            }
        }
    };
}
pub(crate) use table;

/// `Ok` when a row was changed.
pub(crate) fn found(changed: usize, record: &'static str) -> Result<(), StoreError> {
    if changed == 0 { Err(StoreError::NotFound(record)) } else { Ok(()) }
}

/// `Ok` when a row was inserted; otherwise `field` is taken.
pub(crate) fn inserted(
    changed: usize,
    record: &'static str,
    field: &'static str,
) -> Result<(), StoreError> {
    if changed == 0 { Err(StoreError::exists(record, field)) } else { Ok(()) }
}
