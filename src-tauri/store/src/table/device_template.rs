//! Device templates: what devices of one kind start with.

use model::record::DeviceTemplate;
use model::{RecordId, TenantCode};
use rusqlite::params;

use crate::StoreError;
use crate::column::{Columns, id_value, ids_text, json_text, list_text};
use crate::table::mounted::{RPC_MODELS, THING_MODELS, TRIGGER_MODELS};
use crate::table::rpc_model::linked_by;
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

    /// Whether a template that is not a tenant's names the model of a table with an id.
    pub(crate) fn is_named_elsewhere(
        &self,
        model: (&str, RecordId),
        tenant: &TenantCode,
    ) -> Result<bool, StoreError> {
        let mut templates = self.load_all()?.into_iter().filter(|it| it.tenant != *tenant);
        Ok(templates.any(|it| named(&it).any(|(_, key)| key == model)))
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
    /// [`StoreError::Conflict`] on `id`, when the tenant does not exist, or (`UnknownReference`) on
    /// a field with a model that its tenant may not use.
    pub fn insert(&self, template: &DeviceTemplate) -> Result<(), StoreError> {
        self.check_models(template, None)?;
        inserted(self.put(template, "DO NOTHING")?, "device_template", "id")
    }

    /// Replaces all fields but the tenant.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also when it belongs to another tenant; [`StoreError::Conflict`]
    /// (`UnknownReference`) on a field that now names a model its tenant may not use.
    pub fn update(&self, template: &DeviceTemplate) -> Result<(), StoreError> {
        self.check_models(template, self.get(template.id)?.as_ref())?;
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

    /// That the tenant may use the models that a template names and did not name before, as far as
    /// they are there: one may have become another tenant's since they were looked up.
    fn check_models(
        &self,
        template: &DeviceTemplate,
        before: Option<&DeviceTemplate>,
    ) -> Result<(), StoreError> {
        let known: Vec<_> = before.into_iter().flat_map(named).map(|(_, key)| key).collect();
        for (field, (table, id)) in named(template).filter(|(_, key)| !known.contains(key)) {
            let sql =
                format!("SELECT 1 FROM {table} WHERE id = ?1 AND tenant NOT IN (?2, 'PUBLIC')");
            let key = params![id_value(id), template.tenant.as_str()];
            if self.tx().row(&sql, key, |_| Ok(()))?.is_some() {
                return Err(StoreError::unknown("device_template", field));
            }
        }
        Ok(())
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

/// The models that a template names by their tables and ids, with the fields that do.
fn named(
    template: &DeviceTemplate,
) -> impl Iterator<Item = (&'static str, (&'static str, RecordId))> {
    let mounted = [
        ("thing_model", THING_MODELS.table, &template.thing_model),
        ("rpc", RPC_MODELS.table, &template.rpc),
        ("trigger", TRIGGER_MODELS.table, &template.trigger),
    ];
    let mounted = mounted
        .into_iter()
        .flat_map(|(field, table, ids)| ids.iter().map(move |id| (field, (table, *id))));
    let said = [("server_attrs", &template.server_attrs), ("shared_attrs", &template.shared_attrs)];
    let linked = said
        .into_iter()
        .flat_map(|(field, said)| linked_by(said).map(move |id| (field, (RPC_MODELS.table, id))));
    mounted.chain(linked)
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
