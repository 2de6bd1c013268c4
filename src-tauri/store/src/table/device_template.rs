//! Device templates: what devices of one kind start with.

use model::record::DeviceTemplate;
use model::{RecordId, TenantCode};
use rusqlite::params;

use crate::StoreError;
use crate::column::{Columns, id_value, ids_text, json_text, list_text};
use crate::table::{found, inserted, table};

table!(
    /// Device templates.
    DeviceTemplates,
    DeviceTemplatesMut
);

const COLUMNS: &str = "id, tenant, name, thing_model, rpc, trigger_model, tags, heart_period,
    real_time_storage, things_board, home_assistant, bacnet, modbus_tcp, third_party, server_attrs,
    shared_attrs, remark, updated_at, location";

/// The parameters of every statement that writes a whole template, in column order.
macro_rules! values {
    ($template:expr) => {
        params![
            id_value($template.id),
            $template.tenant.as_str(),
            $template.name,
            ids_text(&$template.thing_model),
            ids_text(&$template.rpc),
            ids_text(&$template.trigger),
            list_text(&$template.tags),
            $template.heart_period,
            $template.real_time_storage,
            $template.integrations.things_board,
            $template.integrations.home_assistant,
            $template.integrations.bacnet,
            $template.integrations.modbus_tcp,
            $template.integrations.third_party,
            json_text(&$template.server_attrs),
            json_text(&$template.shared_attrs),
            $template.remark,
            $template.updated_at.as_millis(),
            $template.location.map(id_value),
        ]
    };
}

impl DeviceTemplates<'_> {
    /// All of the instance by id, for the memory of a starting engine.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_all(&self) -> Result<Vec<DeviceTemplate>, StoreError> {
        self.0.rows(&format!("SELECT {COLUMNS} FROM device_template ORDER BY id"), [], template)
    }

    /// One template.
    ///
    /// # Errors
    /// Those of the database.
    pub fn get(&self, id: RecordId) -> Result<Option<DeviceTemplate>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM device_template WHERE id = ?1");
        self.0.row(&sql, [id_value(id)], template)
    }
}

impl DeviceTemplatesMut<'_> {
    /// Adds a template.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] on `id`, or when the tenant does not exist.
    pub fn insert(&self, template: &DeviceTemplate) -> Result<(), StoreError> {
        inserted(self.put(template, "DO NOTHING")?, "device_template", "id")
    }

    /// Replaces all fields but the tenant.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also when it belongs to another tenant.
    pub fn update(&self, template: &DeviceTemplate) -> Result<(), StoreError> {
        let changed = self.tx().execute(
            "UPDATE device_template SET name = ?3, thing_model = ?4, rpc = ?5, trigger_model = ?6,
                tags = ?7, heart_period = ?8, real_time_storage = ?9, things_board = ?10,
                home_assistant = ?11, bacnet = ?12, modbus_tcp = ?13, third_party = ?14,
                server_attrs = ?15, shared_attrs = ?16, remark = ?17, updated_at = ?18,
                location = ?19
             WHERE id = ?1 AND tenant = ?2",
            values!(template),
        )?;
        found(changed, "device_template")
    }

    /// Adds a built-in template or brings it up to date; `false` when it already was as given.
    ///
    /// # Errors
    /// Those of the database.
    pub fn put_builtin(&self, template: &DeviceTemplate) -> Result<bool, StoreError> {
        let template = &DeviceTemplate { tenant: TenantCode::public(), ..template.clone() };
        let current = self
            .get(template.id)?
            .map(|current| DeviceTemplate { updated_at: template.updated_at, ..current });
        if current.as_ref() == Some(template) {
            return Ok(false);
        }
        self.tx().execute("DELETE FROM device_template WHERE id = ?1", [id_value(template.id)])?;
        Ok(self.put(template, "DO NOTHING")? > 0)
    }

    /// Deletes a template. Devices that were made by it stay as they are.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn delete(&self, id: RecordId) -> Result<(), StoreError> {
        let sql = "DELETE FROM device_template WHERE id = ?1";
        found(self.tx().execute(sql, [id_value(id)])?, "device_template")
    }

    fn put(&self, template: &DeviceTemplate, on_conflict: &str) -> Result<usize, StoreError> {
        let sql = format!(
            "INSERT INTO device_template ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,
                ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
             ON CONFLICT (id) {on_conflict}"
        );
        self.tx().execute(&sql, values!(template))
    }
}

fn template(columns: &mut Columns<'_, '_>) -> Result<DeviceTemplate, StoreError> {
    Ok(DeviceTemplate {
        id: columns.id()?,
        tenant: columns.tenant()?,
        name: columns.get()?,
        thing_model: columns.id_list()?,
        rpc: columns.id_list()?,
        trigger: columns.id_list()?,
        tags: columns.text_list()?,
        heart_period: columns.get()?,
        real_time_storage: columns.get()?,
        integrations: columns.integrations()?,
        server_attrs: columns.json_map()?,
        shared_attrs: columns.json_map()?,
        remark: columns.get()?,
        updated_at: columns.time()?,
        location: columns.id_opt()?,
    })
}
