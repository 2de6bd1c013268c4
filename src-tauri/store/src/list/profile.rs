//! The list of LoRaWAN profiles, with what is known of their devices and sessions.

use lorawan::{DevAddr, Eui64};
use model::record::{JoinMode, LorawanProfile, Standard};
use model::{DeviceEui, TenantCode, Timestamp};

use crate::column::Columns;
use crate::cursor::Page;
use crate::filter::{Filter, containing, containing_hex};
use crate::list::listing::{Listed, Listing};
use crate::table::Tx;
use crate::{ReadTx, StoreError};

/// A profile as the list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileItem {
    /// The record without its keys: all three are `None` here, whatever is stored.
    pub profile: LorawanProfile,
    /// Whether the keys that its join mode needs are stored.
    pub keys_set: bool,
    /// EUI and name of the device record, if there is one.
    pub device: Option<(DeviceEui, String)>,
    /// When the device last joined.
    pub last_join: Option<Timestamp>,
    /// When the device was last heard.
    pub last_uplink: Option<Timestamp>,
    /// Counter of the last uplink of the active session.
    pub f_cnt_up: Option<u32>,
    /// Counter of the next downlink of the active session.
    pub f_cnt_down: Option<u32>,
    /// Address of the active session.
    pub session_dev_addr: Option<DevAddr>,
}

/// What the list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ProfileSort {
    /// DevEUI.
    #[default]
    DevEui,
    /// Creation.
    Created,
    /// Last change.
    Updated,
    /// When the device was last heard; never heard comes first.
    LastUplink,
    /// Production batch.
    Batch,
    /// Product model.
    Model,
}

/// Which profiles; all conditions must hold.
#[derive(Debug, Clone, Default)]
pub struct ProfileQuery {
    /// One tenant's, or everyone's.
    pub tenant: Option<TenantCode>,
    /// With this join mode.
    pub join_mode: Option<JoinMode>,
    /// For this band.
    pub standard: Option<Standard>,
    /// Switched on, or off.
    pub enable: Option<bool>,
    /// With a device record, or without.
    pub has_device: Option<bool>,
    /// Text in an identifier, batch, model, handle or the device's name.
    pub q: Option<String>,
    /// Order.
    pub sort: ProfileSort,
    /// Largest or newest first.
    pub descending: bool,
    /// Which page.
    pub page: Page,
}

/// The columns of a profile with NULL for its keys, then those of the item.
const COLUMNS: &str = "p.dev_eui, p.tenant, p.join_mode, p.join_eui, p.dev_addr, NULL, NULL, NULL,
    p.enable, p.down_enable, p.lw_ver, p.standard, p.as923_group, p.class_mode, p.join_class_mode,
    p.rx1dr_offset, p.rx2dr, p.rx_delay, p.rx_delay_join, p.rx2_freq, p.resets_f_cnt, p.batch,
    p.model, p.handle, p.created_at, p.updated_at,
    CASE p.join_mode WHEN 'OTAA' THEN p.app_key IS NOT NULL
        ELSE p.apps_key IS NOT NULL AND p.nwks_key IS NOT NULL END,
    d.eui, d.name,
    (SELECT max(j.created_at) FROM session j
        WHERE j.dev_eui = p.dev_eui AND j.dev_nonce IS NOT NULL),
    a.at, c.last_f_cnt_up, c.next_f_cnt_down, s.dev_addr";
const JOINS: &str = "LEFT JOIN device d ON d.dev_eui = p.dev_eui
    LEFT JOIN history.device_activity a ON a.eui = lower(hex(p.dev_eui))
    LEFT JOIN session s ON s.dev_eui = p.dev_eui AND s.pending = 0
    LEFT JOIN session_counter c ON c.dev_eui = s.dev_eui AND c.dev_addr = s.dev_addr";

impl ReadTx<'_> {
    /// A page of profiles.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`].
    pub fn list_profiles(&self, query: &ProfileQuery) -> Result<Listed<ProfileItem>, StoreError> {
        let tx = Tx { conn: self.conn, cipher: self.cipher };
        let profiles = self.profiles();
        listing(query).run(&tx, |columns| item(columns, |columns| profiles.profile(columns)))
    }

    /// One profile as the list shows it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn profile_item(&self, dev_eui: Eui64) -> Result<Option<ProfileItem>, StoreError> {
        let tx = Tx { conn: self.conn, cipher: self.cipher };
        let profiles = self.profiles();
        let sql = format!("SELECT {COLUMNS} FROM lorawan_profile p {JOINS} WHERE p.dev_eui = ?1");
        tx.row(&sql, [dev_eui.to_be_bytes()], |columns| {
            item(columns, |columns| profiles.profile(columns))
        })
    }

    /// How many profiles there are, and how many of them have no device record.
    ///
    /// # Errors
    /// Those of the database.
    pub fn count_profiles(&self, tenant: Option<&TenantCode>) -> Result<(u64, u64), StoreError> {
        let tx = Tx { conn: self.conn, cipher: self.cipher };
        let counts = tx.row(
            "SELECT count(*), coalesce(sum(NOT EXISTS
                (SELECT 1 FROM device d WHERE d.dev_eui = p.dev_eui)), 0)
             FROM lorawan_profile p WHERE ?1 IS NULL OR p.tenant = ?1",
            [tenant.map(TenantCode::as_str)],
            |columns| {
                let mut next = || u64::try_from(columns.get::<i64>()?).map_err(StoreError::corrupt);
                Ok((next()?, next()?))
            },
        )?;
        Ok(counts.unwrap_or_default())
    }
}

pub(crate) fn listing(query: &ProfileQuery) -> Listing<'_> {
    Listing {
        name: "profiles",
        columns: COLUMNS,
        table: "lorawan_profile p",
        joins: JOINS,
        filter_needs_joins: query.q.is_some(),
        filter: filter(query),
        sort: match query.sort {
            ProfileSort::DevEui => None,
            ProfileSort::Created => Some("p.created_at"),
            ProfileSort::Updated => Some("p.updated_at"),
            ProfileSort::LastUplink => Some("coalesce(a.at, 0)"),
            ProfileSort::Batch => Some("p.batch"),
            ProfileSort::Model => Some("p.model"),
        },
        key: "p.dev_eui",
        descending: query.descending,
        page: &query.page,
    }
}

fn filter(query: &ProfileQuery) -> Filter {
    let mut filter = Filter::default();
    filter.and_opt("p.tenant = ?", query.tenant.as_ref().map(|code| code.as_str().to_owned()));
    filter.and_opt("p.join_mode = ?", query.join_mode.map(|word| word.as_str().to_owned()));
    filter.and_opt("p.standard = ?", query.standard.map(|word| word.as_str().to_owned()));
    filter.and_opt("p.enable = ?", query.enable.map(i64::from));
    filter.and_opt(
        "EXISTS (SELECT 1 FROM device e WHERE e.dev_eui = p.dev_eui) = ?",
        query.has_device.map(i64::from),
    );
    if let Some(q) = query.q.as_deref().filter(|q| !q.is_empty()) {
        let (text, hex) = (containing(q), containing_hex(q));
        filter.and(
            r"hex(p.dev_eui) LIKE ? ESCAPE '\' OR hex(p.dev_addr) LIKE ? ESCAPE '\'
              OR hex(p.join_eui) LIKE ? ESCAPE '\' OR p.batch LIKE ? ESCAPE '\'
              OR p.model LIKE ? ESCAPE '\' OR p.handle LIKE ? ESCAPE '\'
              OR d.name LIKE ? ESCAPE '\'",
            [hex.clone(), hex.clone(), hex, text.clone(), text.clone(), text.clone(), text],
        );
    }
    filter
}

fn item(
    columns: &mut Columns<'_, '_>,
    read_profile: impl Fn(&mut Columns<'_, '_>) -> Result<LorawanProfile, StoreError>,
) -> Result<ProfileItem, StoreError> {
    let profile = read_profile(columns)?;
    let keys_set = columns.get()?;
    let device = columns.parse_opt()?.zip(columns.get()?);
    Ok(ProfileItem {
        profile,
        keys_set,
        device,
        last_join: columns.time_opt()?,
        last_uplink: columns.time_opt()?,
        f_cnt_up: columns.get()?,
        f_cnt_down: columns
            .get::<Option<i64>>()?
            .map(|counter| u32::try_from(counter).unwrap_or(u32::MAX)),
        session_dev_addr: columns.dev_addr_opt()?,
    })
}
