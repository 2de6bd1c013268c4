//! LoRaWAN profiles, with their keys encrypted.

use lorawan::{AesKey, Eui64};
use model::record::LorawanProfile;
use rusqlite::{named_params, params};

use crate::StoreError;
use crate::column::{Columns, dev_addr_opt_value, eui_opt_value};
use crate::master_key::Place;
use crate::table::{found, inserted, table};

table!(
    /// LoRaWAN profiles.
    Profiles,
    ProfilesMut
);

const COLUMNS: &str = "dev_eui, tenant, join_mode, join_eui, dev_addr, apps_key, nwks_key, app_key,
    enable, down_enable, lw_ver, standard, as923_group, class_mode, join_class_mode, rx1dr_offset,
    rx2dr, rx_delay, rx_delay_join, rx2_freq, resets_f_cnt, adr, batch, model, handle, created_at,
    updated_at";

const APPS_KEY: &str = "lorawan_profile.apps_key";
const NWKS_KEY: &str = "lorawan_profile.nwks_key";
const APP_KEY: &str = "lorawan_profile.app_key";

impl Profiles<'_> {
    /// All profiles of the instance by DevEUI, for the memory of a starting engine.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a key does not decrypt.
    pub fn load_all(&self) -> Result<Vec<LorawanProfile>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM lorawan_profile ORDER BY dev_eui");
        self.0.rows(&sql, [], |columns| self.profile(columns))
    }

    /// One profile.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a key does not decrypt.
    pub fn get(&self, dev_eui: Eui64) -> Result<Option<LorawanProfile>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM lorawan_profile WHERE dev_eui = ?1");
        self.0.row(&sql, [dev_eui.to_be_bytes()], |columns| self.profile(columns))
    }

    pub(crate) fn profile(
        &self,
        columns: &mut Columns<'_, '_>,
    ) -> Result<LorawanProfile, StoreError> {
        let dev_eui = columns.eui()?;
        Ok(LorawanProfile {
            dev_eui,
            tenant: columns.tenant()?,
            join_mode: columns.parse()?,
            join_eui: columns.eui_opt()?,
            dev_addr: columns.dev_addr_opt()?,
            apps_key: self.key(columns, APPS_KEY, dev_eui)?,
            nwks_key: self.key(columns, NWKS_KEY, dev_eui)?,
            app_key: self.key(columns, APP_KEY, dev_eui)?,
            enable: columns.get()?,
            down_enable: columns.get()?,
            lw_ver: columns.parse()?,
            standard: columns.parse()?,
            as923_group: columns.get()?,
            class_mode: columns.parse()?,
            join_class_mode: columns.parse()?,
            rx1dr_offset: columns.get()?,
            rx2dr: columns.get()?,
            rx_delay: columns.get()?,
            rx_delay_join: columns.get()?,
            rx2_freq: columns.get()?,
            resets_f_cnt: columns.get()?,
            adr: columns.get()?,
            batch: columns.get()?,
            model: columns.get()?,
            handle: columns.get()?,
            created_at: columns.time()?,
            updated_at: columns.time()?,
        })
    }

    fn key(
        &self,
        columns: &mut Columns<'_, '_>,
        column: &'static str,
        dev_eui: Eui64,
    ) -> Result<Option<AesKey>, StoreError> {
        let Some(blob) = columns.get::<Option<Vec<u8>>>()? else { return Ok(None) };
        let place = Place { column, owner: &dev_eui.to_be_bytes() };
        self.0.cipher.decrypt_key(place, &blob).map(Some)
    }
}

impl ProfilesMut<'_> {
    /// Adds a profile.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] on `dev_eui`, or when the tenant does not exist.
    pub fn insert(&self, profile: &LorawanProfile) -> Result<(), StoreError> {
        let changed = self.write(
            "INSERT INTO lorawan_profile (dev_eui, tenant, join_mode, join_eui, dev_addr, apps_key,
                nwks_key, app_key, enable, down_enable, lw_ver, standard, as923_group, class_mode,
                join_class_mode, rx1dr_offset, rx2dr, rx_delay, rx_delay_join, rx2_freq,
                resets_f_cnt, adr, batch, model, handle, created_at, updated_at)
             VALUES (:dev_eui, :tenant, :join_mode, :join_eui, :dev_addr, :apps_key,
                :nwks_key, :app_key, :enable, :down_enable, :lw_ver, :standard, :as923_group,
                :class_mode, :join_class_mode, :rx1dr_offset, :rx2dr, :rx_delay, :rx_delay_join,
                :rx2_freq, :resets_f_cnt, :adr, :batch, :model, :handle, :created_at, :updated_at)
             ON CONFLICT (dev_eui) DO NOTHING",
            profile,
        )?;
        inserted(changed, "profile", "dev_eui")
    }

    /// Replaces all fields of the profile with this DevEUI but `tenant` and `created_at`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also when it belongs to another tenant.
    pub fn update(&self, profile: &LorawanProfile) -> Result<(), StoreError> {
        let changed = self.write(
            "UPDATE lorawan_profile SET join_mode = :join_mode, join_eui = :join_eui,
                dev_addr = :dev_addr, apps_key = :apps_key, nwks_key = :nwks_key,
                app_key = :app_key, enable = :enable, down_enable = :down_enable, lw_ver = :lw_ver,
                standard = :standard, as923_group = :as923_group, class_mode = :class_mode,
                join_class_mode = :join_class_mode, rx1dr_offset = :rx1dr_offset, rx2dr = :rx2dr,
                rx_delay = :rx_delay, rx_delay_join = :rx_delay_join, rx2_freq = :rx2_freq,
                resets_f_cnt = :resets_f_cnt, adr = :adr, batch = :batch, model = :model,
                handle = :handle,
                created_at = coalesce(created_at, :created_at), updated_at = :updated_at
             WHERE dev_eui = :dev_eui AND tenant = :tenant",
            profile,
        )?;
        found(changed, "profile")
    }

    /// Deletes a profile with its sessions, counters and DevNonces. The JoinNonce stays: it goes on
    /// when a profile of this device is made anew.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn delete(&self, dev_eui: Eui64) -> Result<(), StoreError> {
        let sql = "DELETE FROM lorawan_profile WHERE dev_eui = ?1";
        found(self.tx().execute(sql, params![dev_eui.to_be_bytes()])?, "profile")
    }

    fn write(&self, sql: &str, profile: &LorawanProfile) -> Result<usize, StoreError> {
        let dev_eui = profile.dev_eui.to_be_bytes();
        let seal = |column, key: Option<AesKey>| {
            let place = Place { column, owner: &dev_eui };
            key.map(|key| self.tx().cipher.encrypt_key(place, &key)).transpose()
        };
        self.tx().execute(
            sql,
            named_params! {
                ":dev_eui": dev_eui,
                ":tenant": profile.tenant.as_str(),
                ":join_mode": profile.join_mode.as_str(),
                ":join_eui": eui_opt_value(profile.join_eui),
                ":dev_addr": dev_addr_opt_value(profile.dev_addr),
                ":apps_key": seal(APPS_KEY, profile.apps_key)?,
                ":nwks_key": seal(NWKS_KEY, profile.nwks_key)?,
                ":app_key": seal(APP_KEY, profile.app_key)?,
                ":enable": profile.enable,
                ":down_enable": profile.down_enable,
                ":lw_ver": profile.lw_ver.as_str(),
                ":standard": profile.standard.as_str(),
                ":as923_group": profile.as923_group,
                ":class_mode": profile.class_mode.as_str(),
                ":join_class_mode": profile.join_class_mode.as_str(),
                ":rx1dr_offset": profile.rx1dr_offset,
                ":rx2dr": profile.rx2dr,
                ":rx_delay": profile.rx_delay,
                ":rx_delay_join": profile.rx_delay_join,
                ":rx2_freq": profile.rx2_freq,
                ":resets_f_cnt": profile.resets_f_cnt,
                ":adr": profile.adr,
                ":batch": profile.batch,
                ":model": profile.model,
                ":handle": profile.handle,
                ":created_at": profile.created_at.as_millis(),
                ":updated_at": profile.updated_at.as_millis(),
            },
        )
    }
}
