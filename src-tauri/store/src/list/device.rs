//! The device list.

use model::record::{DataFrom, Device, DeviceType, OnlineStatus, ProfileState};
use model::{DeviceEui, RecordId, TenantCode, Timestamp};
use rusqlite::params;
use rusqlite::types::Value;

use crate::column::{Columns, id_value};
use crate::cursor::Page;
use crate::filter::{Filter, containing, containing_hex};
use crate::list::listing::{Listed, Listing};
use crate::table::{Tx, fill_device, read_device};
use crate::{ReadTx, StoreError};

/// A device as the list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct DeviceItem {
    /// The record.
    pub device: Device,
    /// Whether it was heard lately.
    pub status: OnlineStatus,
    /// When it was last heard.
    pub active_time: Option<Timestamp>,
    /// RSSI then, dBm.
    pub rssi_dbm: Option<f32>,
    /// SNR then, dB.
    pub snr_db: Option<f32>,
    /// What its profile lets it do.
    pub profile: ProfileState,
}

/// What the list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeviceSort {
    /// Creation.
    #[default]
    Created,
    /// EUI.
    Eui,
    /// Name, without regard to case.
    Name,
    /// Last change.
    Updated,
    /// When it was last heard; never heard comes first.
    ActiveTime,
    /// RSSI when it was last heard; never heard comes first.
    Rssi,
}

/// Which devices; all conditions must hold.
#[derive(Debug, Clone, Default)]
pub struct DeviceQuery {
    /// One tenant's, or everyone's.
    pub tenant: Option<TenantCode>,
    /// Decides what is online.
    pub now: Timestamp,
    /// With this status.
    pub status: Option<OnlineStatus>,
    /// Of this type.
    pub device_type: Option<DeviceType>,
    /// From this source.
    pub data_from: Option<DataFrom>,
    /// That mount this thing model.
    pub thing_model: Option<RecordId>,
    /// That have this tag.
    pub tag: Option<String>,
    /// With a profile in this state.
    pub profile: Option<ProfileState>,
    /// Sub-devices of this one.
    pub parent: Option<DeviceEui>,
    /// Text in EUI, name or remark.
    pub q: Option<String>,
    /// Order.
    pub sort: DeviceSort,
    /// Largest or newest first.
    pub descending: bool,
    /// Which page.
    pub page: Page,
}

/// How many devices are in which state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DeviceCounts {
    /// All.
    pub total: u64,
    /// Heard lately.
    pub online: u64,
    /// Heard, but not lately.
    pub offline: u64,
    /// Never heard.
    pub never_seen: u64,
    /// LoRaWAN devices without a profile.
    pub without_profile: u64,
}

const COLUMNS: &str = "d.id, d.tenant, d.eui, d.name, d.device_type, d.data_from, d.parent,
    d.heart_period, d.real_time_storage, d.remark, d.created_at, d.updated_at, d.server_attrs,
    d.shared_attrs, a.at, a.rssi, a.snr, p.enable, p.down_enable";
const JOINS: &str = "LEFT JOIN history.device_activity a ON a.eui = d.eui
    LEFT JOIN lorawan_profile p ON p.dev_eui = d.dev_eui";

impl ReadTx<'_> {
    /// A page of devices.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`].
    pub fn list_devices(&self, query: &DeviceQuery) -> Result<Listed<DeviceItem>, StoreError> {
        let tx = Tx { conn: self.conn, cipher: self.cipher };
        let mut listed = listing(query).run(&tx, |columns| item(columns, query.now))?;
        for item in &mut listed.items {
            fill_device(&tx, &mut item.device)?;
        }
        Ok(listed)
    }

    /// One device as the list shows it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn device_item(
        &self,
        eui: &DeviceEui,
        now: Timestamp,
    ) -> Result<Option<DeviceItem>, StoreError> {
        let tx = Tx { conn: self.conn, cipher: self.cipher };
        let sql = format!("SELECT {COLUMNS} FROM device d {JOINS} WHERE d.eui = ?1");
        let mut found = tx.row(&sql, [eui.as_str()], |columns| item(columns, now))?;
        if let Some(item) = &mut found {
            fill_device(&tx, &mut item.device)?;
        }
        Ok(found)
    }

    /// How many devices are in which state.
    ///
    /// # Errors
    /// Those of the database.
    pub fn count_devices(
        &self,
        tenant: Option<&TenantCode>,
        now: Timestamp,
    ) -> Result<DeviceCounts, StoreError> {
        let tx = Tx { conn: self.conn, cipher: self.cipher };
        let sql = format!(
            "SELECT count(*), coalesce(sum(a.at + d.heart_period * 1000 >= ?2), 0), count(a.at),
                coalesce(sum(d.data_from = 'LoRaWAN' AND d.device_type = 'NORMAL'
                    AND p.dev_eui IS NULL), 0)
             FROM device d {JOINS} WHERE ?1 IS NULL OR d.tenant = ?1"
        );
        let values = params![tenant.map(TenantCode::as_str), now.as_millis()];
        let counts = tx.row(&sql, values, |columns| {
            let mut next = || u64::try_from(columns.get::<i64>()?).map_err(StoreError::corrupt);
            let (total, online, heard, without_profile) = (next()?, next()?, next()?, next()?);
            let (offline, never_seen) = (heard - online.min(heard), total - heard.min(total));
            Ok(DeviceCounts { total, online, offline, never_seen, without_profile })
        })?;
        Ok(counts.unwrap_or_default())
    }

    /// The tags in use, by name.
    ///
    /// # Errors
    /// Those of the database.
    pub fn device_tags(&self, tenant: Option<&TenantCode>) -> Result<Vec<String>, StoreError> {
        let tx = Tx { conn: self.conn, cipher: self.cipher };
        tx.rows(
            "SELECT DISTINCT t.name FROM device_tag t JOIN device d ON d.id = t.device
             WHERE ?1 IS NULL OR d.tenant = ?1 ORDER BY t.name",
            [tenant.map(TenantCode::as_str)],
            |columns| columns.get(),
        )
    }
}

pub(crate) fn listing(query: &DeviceQuery) -> Listing<'_> {
    Listing {
        name: "devices",
        columns: COLUMNS,
        table: "device d",
        joins: JOINS,
        filter_needs_joins: query.status.is_some() || query.profile.is_some(),
        filter: filter(query),
        sort: match query.sort {
            DeviceSort::Created => None,
            DeviceSort::Eui => Some("d.eui"),
            DeviceSort::Name => Some("d.name COLLATE NOCASE"),
            DeviceSort::Updated => Some("d.updated_at"),
            DeviceSort::ActiveTime => Some("coalesce(a.at, 0)"),
            DeviceSort::Rssi => Some("coalesce(a.rssi, -1000.0)"),
        },
        key: "d.id",
        descending: query.descending,
        page: &query.page,
    }
}

fn filter(query: &DeviceQuery) -> Filter {
    let mut filter = Filter::default();
    filter.and_opt("d.tenant = ?", query.tenant.as_ref().map(|code| code.as_str().to_owned()));
    filter.and_opt("d.device_type = ?", query.device_type.map(|word| word.as_str().to_owned()));
    filter.and_opt("d.data_from = ?", query.data_from.map(|word| word.as_str().to_owned()));
    filter.and_opt("d.parent = ?", query.parent.as_ref().map(|eui| eui.as_str().to_owned()));
    filter.and_opt(
        "d.id IN (SELECT device FROM device_thing_model WHERE thing_model = ?)",
        query.thing_model.map(id_value),
    );
    filter.and_opt("d.id IN (SELECT device FROM device_tag WHERE name = ?)", query.tag.clone());
    status_filter(&mut filter, query);
    profile_filter(&mut filter, query.profile);
    if let Some(q) = query.q.as_deref().filter(|q| !q.is_empty()) {
        filter.and(
            r"d.eui LIKE ? ESCAPE '\' OR d.eui LIKE ? ESCAPE '\' OR d.name LIKE ? ESCAPE '\'
              OR d.remark LIKE ? ESCAPE '\'",
            [containing(q), containing_hex(q), containing(q), containing(q)],
        );
    }
    filter
}

fn status_filter(filter: &mut Filter, query: &DeviceQuery) {
    let now = || [Value::Integer(query.now.as_millis())];
    match query.status {
        None => {}
        Some(OnlineStatus::Online) => filter.and("a.at + d.heart_period * 1000 >= ?", now()),
        Some(OnlineStatus::Offline) => filter.and("a.at + d.heart_period * 1000 < ?", now()),
        Some(OnlineStatus::NeverSeen) => filter.and("a.at IS NULL", []),
    }
}

fn profile_filter(filter: &mut Filter, state: Option<ProfileState>) {
    if let Some(state) = state {
        filter.and(
            match state {
                ProfileState::Ok => "p.enable = 1 AND p.down_enable = 1",
                ProfileState::Disabled => "p.enable = 0",
                ProfileState::DownOff => "p.enable = 1 AND p.down_enable = 0",
                ProfileState::Missing => {
                    "p.dev_eui IS NULL AND d.data_from = 'LoRaWAN' AND d.device_type = 'NORMAL'"
                }
                ProfileState::None => {
                    "p.dev_eui IS NULL AND (d.data_from <> 'LoRaWAN' OR d.device_type <> 'NORMAL')"
                }
            },
            [],
        );
    }
}

fn item(columns: &mut Columns<'_, '_>, now: Timestamp) -> Result<DeviceItem, StoreError> {
    let device = read_device(columns)?;
    let active_time = columns.time_opt()?;
    let (rssi_dbm, snr_db) = (columns.get()?, columns.get()?);
    let profile = match (columns.get::<Option<bool>>()?, columns.get::<Option<bool>>()?) {
        (Some(false), _) => ProfileState::Disabled,
        (Some(true), Some(false)) => ProfileState::DownOff,
        (Some(true), _) => ProfileState::Ok,
        (None, _) => match (device.data_from, device.device_type) {
            (DataFrom::LoRaWan, DeviceType::Normal) => ProfileState::Missing,
            _ => ProfileState::None,
        },
    };
    let status = OnlineStatus::at(now, active_time, device.heart_period);
    Ok(DeviceItem { device, status, active_time, rssi_dbm, snr_db, profile })
}
