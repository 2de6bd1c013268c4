//! What the instance stores, a module a record.
//!
//! Field names are the product's own (`rx2dr`, `heart_period`), because scripts, workbooks and
//! integrators know them. None of these types serialises: what leaves the process is an `api` DTO,
//! a script input or a column.

/// A closed list of words that is text everywhere outside.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal $(| $alias:literal)*,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// Every value, in the order people see them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The word used in the API, in workbooks and in the store.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::record::UnknownWord;

            fn from_str(text: &str) -> Result<Self, $crate::record::UnknownWord> {
                $(if text.eq_ignore_ascii_case($word) $(|| text.eq_ignore_ascii_case($alias))* {
                    return Ok(Self::$variant);
                })+
                Err($crate::record::UnknownWord { expected: &[$($word,)+] })
            }
        }
    };
}

/// A word that is none of the allowed ones.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected one of: {}", expected.join(", "))]
pub struct UnknownWord {
    /// The words that are allowed.
    pub expected: &'static [&'static str],
}

mod alarm;
mod attribute;
mod device;
mod device_execution;
mod device_template;
mod downlink;
mod gateway;
mod location;
mod message;
mod notification_group;
mod online_status;
mod outside_broker;
mod profile;
mod relation;
mod restore_point;
mod rpc_model;
mod rpc_run;
mod scheduled_task;
mod session;
mod task;
mod tenant;
mod thing_model;
mod token;
mod trigger_action;
mod trigger_model;

pub use alarm::{Alarm, AlarmEvent, AlarmLevel, Handled};
pub use attribute::{
    AttributeNotes, AttributePush, AttributeSide, AttributeState, AttributeTrace, AttributeType,
    NotSent, PushWay,
};
pub use device::{DataFrom, Device, DeviceType, Integrations};
pub use device_execution::{DeviceExecution, ExecutionState, ExecutionType};
pub use device_template::DeviceTemplate;
pub use downlink::{Downlink, DownlinkSent, DownlinkState};
pub use gateway::{
    AddressRange, Gateway, GatewayType, NoAddressRange, PositionSource, StationToken,
};
pub use location::Location;
pub use message::MessageKind;
pub use notification_group::{NotificationChannel, NotificationGroup};
pub use online_status::OnlineStatus;
pub use outside_broker::{BrokerDirection, BrokerProtocol, OutsideBroker, Publication};
pub use profile::{ClassMode, JoinMode, LorawanProfile, LwVersion, ProfileState, Standard};
pub use relation::{Categories, Category, Relation};
pub use restore_point::{Operation, RecordKey, RecordKind, RestoreItem, RestorePoint, Untied};
pub use rpc_model::RpcModel;
pub use rpc_run::{
    RpcOrigin, RpcRun, RpcRunLine, RpcRunState, RpcRunStep, RpcStepKind, RpcStepState,
};
pub use scheduled_task::{ScheduleState, ScheduledTask};
pub use session::Session;
pub use task::{Task, TaskItem, TaskKind, TaskState};
pub use tenant::Tenant;
pub use thing_model::{ApplyTo, ParserType, ThingModel};
pub use token::{ApiToken, Role};
pub use trigger_action::{TriggerActions, TriggerCall};
pub use trigger_model::TriggerModel;
