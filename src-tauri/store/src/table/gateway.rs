//! Registered gateways.

use lorawan::Eui64;
use model::record::{Gateway, Standard};
use rusqlite::params;

use crate::StoreError;
use crate::column::{Columns, id_value, ids_text};
use crate::table::{found, inserted, table};

table!(
    /// Registered gateways.
    Gateways,
    GatewaysMut
);

const COLUMNS: &str = "g.eui, g.tenant, g.name, g.enable, g.heart_period, g.latitude,
    g.longitude, g.remark, g.created_at, g.updated_at, g.type, g.standard, g.sub_band,
    g.down_enable, g.antenna_gain, g.max_eirp, g.fixed_address, g.position_source,
    g.notification_groups, g.location";

impl Gateways<'_> {
    /// All gateways of the instance by EUI, for the memory of a starting engine.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_all(&self) -> Result<Vec<Gateway>, StoreError> {
        self.0.rows(&format!("SELECT {COLUMNS} FROM gateway g ORDER BY g.eui"), [], gateway)
    }

    /// One gateway.
    ///
    /// # Errors
    /// Those of the database.
    pub fn get(&self, eui: Eui64) -> Result<Option<Gateway>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM gateway g WHERE g.eui = ?1");
        self.0.row(&sql, [eui.to_be_bytes()], gateway)
    }
}

impl GatewaysMut<'_> {
    /// Registers a gateway.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] on `eui`, or when the tenant does not exist.
    pub fn insert(&self, gateway: &Gateway) -> Result<(), StoreError> {
        let changed = self.tx().execute(
            "INSERT INTO gateway (eui, tenant, name, enable, heart_period, latitude, longitude,
                remark, created_at, updated_at, type, standard, sub_band, down_enable,
                antenna_gain, max_eirp, fixed_address, position_source, notification_groups,
                location)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                ?18, ?19, ?20)
             ON CONFLICT (eui) DO NOTHING",
            params![
                gateway.eui.to_be_bytes(),
                gateway.tenant.as_str(),
                gateway.name,
                gateway.enable,
                gateway.heart_period,
                gateway.latitude,
                gateway.longitude,
                gateway.remark,
                gateway.created_at.as_millis(),
                gateway.updated_at.as_millis(),
                gateway.gateway_type.as_str(),
                gateway.standard.map(Standard::as_str),
                gateway.sub_band,
                gateway.down_enable,
                gateway.antenna_gain,
                gateway.max_eirp,
                gateway.fixed_address.map(|range| range.to_string()),
                gateway.position_source.as_str(),
                ids_text(&gateway.notification_groups),
                gateway.location.map(id_value),
            ],
        )?;
        inserted(changed, "gateway", "eui")
    }

    /// Replaces all fields but `eui`, `tenant` and `created_at`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also when it belongs to another tenant.
    pub fn update(&self, gateway: &Gateway) -> Result<(), StoreError> {
        let changed = self.tx().execute(
            "UPDATE gateway SET name = ?3, enable = ?4, heart_period = ?5, latitude = ?6,
                longitude = ?7, remark = ?8, updated_at = ?9, type = ?10, standard = ?11,
                sub_band = ?12, down_enable = ?13, antenna_gain = ?14, max_eirp = ?15,
                fixed_address = ?16, position_source = ?17, notification_groups = ?18,
                location = ?19
             WHERE eui = ?1 AND tenant = ?2",
            params![
                gateway.eui.to_be_bytes(),
                gateway.tenant.as_str(),
                gateway.name,
                gateway.enable,
                gateway.heart_period,
                gateway.latitude,
                gateway.longitude,
                gateway.remark,
                gateway.updated_at.as_millis(),
                gateway.gateway_type.as_str(),
                gateway.standard.map(Standard::as_str),
                gateway.sub_band,
                gateway.down_enable,
                gateway.antenna_gain,
                gateway.max_eirp,
                gateway.fixed_address.map(|range| range.to_string()),
                gateway.position_source.as_str(),
                ids_text(&gateway.notification_groups),
                gateway.location.map(id_value),
            ],
        )?;
        found(changed, "gateway")
    }

    /// Deletes a gateway.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn delete(&self, eui: Eui64) -> Result<(), StoreError> {
        let sql = "DELETE FROM gateway WHERE eui = ?1";
        found(self.tx().execute(sql, [eui.to_be_bytes()])?, "gateway")
    }
}

pub(crate) fn gateway(columns: &mut Columns<'_, '_>) -> Result<Gateway, StoreError> {
    Ok(Gateway {
        eui: columns.eui()?,
        tenant: columns.tenant()?,
        name: columns.get()?,
        enable: columns.get()?,
        heart_period: columns.get()?,
        latitude: columns.get()?,
        longitude: columns.get()?,
        remark: columns.get()?,
        created_at: columns.time()?,
        updated_at: columns.time()?,
        gateway_type: columns.parse()?,
        standard: columns.parse_opt()?,
        sub_band: columns.get()?,
        down_enable: columns.get()?,
        antenna_gain: columns.get()?,
        max_eirp: columns.get()?,
        fixed_address: columns.parse_opt()?,
        position_source: columns.parse()?,
        notification_groups: columns.id_list()?,
        location: columns.id_opt()?,
    })
}
