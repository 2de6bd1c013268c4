//! Devices with their mounted models and tags.

use lorawan::Eui64;
use model::record::{AttributeSide, Device};
use model::{DeviceEui, RecordId, TenantCode, Timestamp};
use rusqlite::params;

use crate::StoreError;
use crate::column::{Columns, eui_opt_value, id_value, json_text};
use crate::table::attribute::{notes, traces_text};
use crate::table::mounted::{RPC_MODELS, THING_MODELS, TRIGGER_MODELS};
use crate::table::rpc_model::linked_by;
use crate::table::{Tx, found, inserted, table};

/// Who has an EUI already; see [`Devices::exists`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceEnd {
    /// Record id.
    pub id: RecordId,
    /// Owner.
    pub tenant: TenantCode,
    /// Display name.
    pub name: String,
}

table!(
    /// Devices.
    Devices,
    DevicesMut
);

const COLUMNS: &str = "d.id, d.tenant, d.eui, d.name, d.device_type, d.data_from,
    d.parent, d.heart_period, d.real_time_storage, d.remark, d.created_at, d.updated_at,
    d.server_attrs, d.shared_attrs, d.server_attrs_meta, d.server_attrs_trace,
    d.shared_attrs_meta, d.shared_attrs_trace, d.things_board, d.home_assistant, d.bacnet, d.modbus_tcp,
    d.third_party, d.template, d.location";

impl Devices<'_> {
    /// All devices of the instance by id, for the memory of a starting engine.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_all(&self) -> Result<Vec<Device>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM device d ORDER BY d.id");
        let mut devices = self.0.rows(&sql, [], device)?;
        let tx = &self.0;
        hand_out(&mut devices, THING_MODELS.of_devices(tx)?, |device, model| {
            device.thing_model.push(model);
        });
        hand_out(&mut devices, RPC_MODELS.of_devices(tx)?, |device, model| device.rpc.push(model));
        hand_out(&mut devices, TRIGGER_MODELS.of_devices(tx)?, |device, model| {
            device.trigger.push(model);
        });
        let tags = self.0.rows(
            "SELECT device, name FROM device_tag ORDER BY device, position",
            [],
            |columns| Ok((columns.id()?, columns.get()?)),
        )?;
        hand_out(&mut devices, tags, |device, tag| device.tags.push(tag));
        Ok(devices)
    }

    /// One device.
    ///
    /// # Errors
    /// Those of the database.
    pub fn get(&self, eui: &DeviceEui) -> Result<Option<Device>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM device d WHERE d.eui = ?1");
        let mut device = self.0.row(&sql, [eui.as_str()], device)?;
        if let Some(device) = &mut device {
            fill(&self.0, device)?;
        }
        Ok(device)
    }

    /// Whether the EUI is taken in the instance, and by whom.
    ///
    /// # Errors
    /// Those of the database.
    pub fn exists(&self, eui: &DeviceEui) -> Result<Option<DeviceEnd>, StoreError> {
        let sql = "SELECT id, tenant, name FROM device WHERE eui = ?1";
        self.0.row(sql, [eui.as_str()], |columns| {
            Ok(DeviceEnd { id: columns.id()?, tenant: columns.tenant()?, name: columns.get()? })
        })
    }

    /// The EUIs of a tenant's devices that name a device as their parent.
    ///
    /// # Errors
    /// Those of the database.
    pub fn children(
        &self,
        tenant: &TenantCode,
        parent: &DeviceEui,
    ) -> Result<Vec<DeviceEui>, StoreError> {
        let sql = "SELECT eui FROM device WHERE parent = ?1 AND tenant = ?2 ORDER BY id";
        let named = params![parent.as_str(), tenant.as_str()];
        self.0.rows(sql, named, |columns| columns.device_eui())
    }
}

impl DevicesMut<'_> {
    /// Adds a device. Repeated models and tags are taken once.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] on `eui` (taken in the instance), on `thing_model` (unknown) or
    /// `rpcs` (an attribute links to what is another tenant's), or when the tenant does not exist.
    pub fn insert(&self, device: &Device) -> Result<(), StoreError> {
        self.check_links(device, &[])?;
        let changed = self.tx().execute(
            "INSERT INTO device (id, tenant, eui, dev_eui, name, device_type, data_from, parent,
                heart_period, real_time_storage, remark, created_at, updated_at, server_attrs,
                shared_attrs, server_attrs_meta, shared_attrs_meta, server_attrs_trace,
                shared_attrs_trace, things_board, home_assistant, bacnet, modbus_tcp, third_party,
                template, location)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26)
             ON CONFLICT (eui) DO NOTHING",
            params![
                id_value(device.id),
                device.tenant.as_str(),
                device.eui.as_str(),
                eui_opt_value(lorawan_eui(device)),
                device.name,
                device.device_type.as_str(),
                device.data_from.as_str(),
                device.parent.as_ref().map(DeviceEui::as_str),
                device.heart_period,
                device.real_time_storage,
                device.remark,
                device.created_at.as_millis(),
                device.updated_at.as_millis(),
                json_text(&device.server_attrs),
                json_text(&device.shared_attrs),
                json_text(&device.server_notes.meta),
                json_text(&device.shared_notes.meta),
                traces_text(&device.server_notes.traces),
                traces_text(&device.shared_notes.traces),
                device.integrations.things_board,
                device.integrations.home_assistant,
                device.integrations.bacnet,
                device.integrations.modbus_tcp,
                device.integrations.third_party,
                device.template.map(id_value),
                device.location.map(id_value),
            ],
        )?;
        inserted(changed, "device", "eui")?;
        self.set_models(device)?;
        self.set_tags(device)
    }

    /// Replaces all fields but `id`, `tenant`, `eui`, `created_at` and the attributes.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also when it belongs to another tenant;
    /// [`StoreError::Conflict`] on `thing_model` (unknown).
    pub fn update(&self, device: &Device) -> Result<(), StoreError> {
        self.update_fields(device)?;
        self.set_models(device)?;
        self.set_tags(device)
    }

    /// Replaces everything in which a device differs from `before`, which is how it is stored now,
    /// attributes included.
    ///
    /// # Errors
    /// As [`Self::update`].
    pub fn replace(&self, before: &Device, after: &Device) -> Result<(), StoreError> {
        self.update_fields(after)?;
        let tx = self.tx();
        for (models, old, new) in [
            (&THING_MODELS, &before.thing_model, &after.thing_model),
            (&RPC_MODELS, &before.rpc, &after.rpc),
            (&TRIGGER_MODELS, &before.trigger, &after.trigger),
        ] {
            if old != new {
                models.set(tx, after, new)?;
            }
        }
        if before.tags != after.tags {
            self.set_tags(after)?;
        }
        let is_same = |side: AttributeSide| before.attributes(side) == after.attributes(side);
        if !AttributeSide::ALL.iter().all(|side| is_same(*side)) {
            self.set_attributes(after)?;
            self.set_attribute_meta(after)?;
        }
        Ok(())
    }

    fn update_fields(&self, device: &Device) -> Result<(), StoreError> {
        let changed = self.tx().execute(
            "UPDATE device SET dev_eui = ?3, name = ?4, device_type = ?5, data_from = ?6,
                parent = ?7, heart_period = ?8, real_time_storage = ?9, remark = ?10,
                updated_at = ?11, things_board = ?12, home_assistant = ?13, bacnet = ?14,
                modbus_tcp = ?15, third_party = ?16, template = ?17,
                location = ?18
             WHERE id = ?1 AND tenant = ?2",
            params![
                id_value(device.id),
                device.tenant.as_str(),
                eui_opt_value(lorawan_eui(device)),
                device.name,
                device.device_type.as_str(),
                device.data_from.as_str(),
                device.parent.as_ref().map(DeviceEui::as_str),
                device.heart_period,
                device.real_time_storage,
                device.remark,
                device.updated_at.as_millis(),
                device.integrations.things_board,
                device.integrations.home_assistant,
                device.integrations.bacnet,
                device.integrations.modbus_tcp,
                device.integrations.third_party,
                device.template.map(id_value),
                device.location.map(id_value),
            ],
        )?;
        found(changed, "device")
    }

    /// Replaces the attributes' values and what happened to them, after a script or a person
    /// changed some. Whoever has the EUI after the device is not touched.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn set_attributes(&self, device: &Device) -> Result<(), StoreError> {
        let changed = self.tx().execute(
            "UPDATE device SET server_attrs = ?2, shared_attrs = ?3, server_attrs_trace = ?4,
                shared_attrs_trace = ?5
             WHERE id = ?1",
            params![
                id_value(device.id),
                json_text(&device.server_attrs),
                json_text(&device.shared_attrs),
                traces_text(&device.server_notes.traces),
                traces_text(&device.shared_notes.traces),
            ],
        )?;
        found(changed, "device")
    }

    /// Replaces what people said of the attributes.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Conflict`] (`UnknownReference`) on `rpcs` when one
    /// links now to what is another tenant's.
    pub fn set_attribute_meta(&self, device: &Device) -> Result<(), StoreError> {
        let sql = "SELECT server_attrs_meta, shared_attrs_meta FROM device WHERE id = ?1";
        let before = self.tx().row(sql, [id_value(device.id)], |columns| {
            Ok([columns.json_map()?, columns.json_map()?])
        })?;
        let known: Vec<_> = before.iter().flatten().flat_map(linked_by).collect();
        self.check_links(device, &known)?;
        let changed = self.tx().execute(
            "UPDATE device SET server_attrs_meta = ?2, shared_attrs_meta = ?3 WHERE id = ?1",
            params![
                id_value(device.id),
                json_text(&device.server_notes.meta),
                json_text(&device.shared_notes.meta),
            ],
        )?;
        found(changed, "device")
    }

    /// That the tenant may use the RPC models that attributes link to, but for those `known` before,
    /// as far as they are there: one may have become another tenant's since they were looked up.
    fn check_links(&self, device: &Device, known: &[RecordId]) -> Result<(), StoreError> {
        let said = [&device.server_notes.meta, &device.shared_notes.meta];
        for id in said.into_iter().flat_map(linked_by).filter(|id| !known.contains(id)) {
            let sql = "SELECT 1 FROM rpc_model WHERE id = ?1 AND tenant NOT IN (?2, 'PUBLIC')";
            let key = params![id_value(id), device.tenant.as_str()];
            if self.tx().row(sql, key, |_| Ok(()))?.is_some() {
                return Err(StoreError::unknown("device", "rpcs"));
            }
        }
        Ok(())
    }

    /// Mounts a thing model behind the others; a device that is gone is passed over.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such model.
    pub fn mount(&self, device: RecordId, thing_model: RecordId) -> Result<(), StoreError> {
        THING_MODELS.add(self.tx(), device, thing_model)
    }

    /// Deletes a device. Its profile, sub-devices and history stay.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn delete(&self, eui: &DeviceEui) -> Result<(), StoreError> {
        found(self.tx().execute("DELETE FROM device WHERE eui = ?1", [eui.as_str()])?, "device")
    }

    /// Lets a sub-device stay without a parent.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn leave_parent(&self, eui: &DeviceEui, at: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE device SET parent = NULL, updated_at = ?2 WHERE eui = ?1";
        found(self.tx().execute(sql, params![eui.as_str(), at.as_millis()])?, "device")
    }

    /// Lets sub-devices stay without a parent whose parent is not there, for the beginning of a
    /// start: what was cut short by the end of the program may have left some. It is no change by
    /// anybody, so that what is undone afterwards finds them as they were left.
    ///
    /// # Errors
    /// Those of the database.
    pub fn leave_lost_parents(&self) -> Result<(), StoreError> {
        self.tx().execute(
            "UPDATE device SET parent = NULL WHERE parent IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM device p WHERE p.eui = device.parent AND p.tenant = device.tenant)",
            [],
        )?;
        Ok(())
    }

    /// Notes when a person or program last changed the device.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn touch(&self, eui: &DeviceEui, at: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE device SET updated_at = ?2 WHERE eui = ?1";
        found(self.tx().execute(sql, params![eui.as_str(), at.as_millis()])?, "device")
    }

    fn set_models(&self, device: &Device) -> Result<(), StoreError> {
        let tx = self.tx();
        THING_MODELS.set(tx, device, &device.thing_model)?;
        RPC_MODELS.set(tx, device, &device.rpc)?;
        TRIGGER_MODELS.set(tx, device, &device.trigger)
    }

    fn set_tags(&self, device: &Device) -> Result<(), StoreError> {
        let (tx, id) = (self.tx(), id_value(device.id));
        tx.execute("DELETE FROM device_tag WHERE device = ?1", [id])?;
        for (position, tag) in (0_i64..).zip(&device.tags) {
            tx.execute(
                "INSERT INTO device_tag (device, position, name) VALUES (?1, ?2, ?3)
                 ON CONFLICT (name, device) DO NOTHING",
                params![id, position, tag],
            )?;
        }
        Ok(())
    }
}

/// The DevEUI that joins the profile.
fn lorawan_eui(device: &Device) -> Option<Eui64> {
    match device.data_from {
        model::record::DataFrom::LoRaWan => device.eui.as_lorawan(),
        model::record::DataFrom::Other => None,
    }
}

/// A device without its models and tags.
pub(crate) fn device(columns: &mut Columns<'_, '_>) -> Result<Device, StoreError> {
    Ok(Device {
        id: columns.id()?,
        tenant: columns.tenant()?,
        eui: columns.device_eui()?,
        name: columns.get()?,
        device_type: columns.parse()?,
        data_from: columns.parse()?,
        parent: columns.parse_opt()?,
        thing_model: Vec::new(),
        rpc: Vec::new(),
        trigger: Vec::new(),
        tags: Vec::new(),
        heart_period: columns.get()?,
        real_time_storage: columns.get()?,
        remark: columns.get()?,
        created_at: columns.time()?,
        updated_at: columns.time()?,
        server_attrs: columns.json_map()?,
        shared_attrs: columns.json_map()?,
        server_notes: notes(columns)?,
        shared_notes: notes(columns)?,
        integrations: columns.integrations()?,
        template: columns.id_opt()?,
        location: columns.id_opt()?,
    })
}

/// Reads the models and tags of one device.
pub(crate) fn fill(tx: &Tx<'_>, device: &mut Device) -> Result<(), StoreError> {
    device.thing_model = THING_MODELS.of_device(tx, device.id)?;
    device.rpc = RPC_MODELS.of_device(tx, device.id)?;
    device.trigger = TRIGGER_MODELS.of_device(tx, device.id)?;
    device.tags = tx.rows(
        "SELECT name FROM device_tag WHERE device = ?1 ORDER BY position",
        [id_value(device.id)],
        |columns| columns.get(),
    )?;
    Ok(())
}

/// Gives parts, ordered by device, to devices that are ordered the same way.
fn hand_out<T>(devices: &mut [Device], parts: Vec<(RecordId, T)>, give: impl Fn(&mut Device, T)) {
    let mut devices = devices.iter_mut().peekable();
    for (id, part) in parts {
        while devices.next_if(|device| device.id < id).is_some() {}
        if let Some(device) = devices.peek_mut().filter(|device| device.id == id) {
            give(device, part);
        }
    }
}
