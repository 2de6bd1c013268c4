//! The instance's settings, as [`engine::settings_table`] lists them.

use axum::extract::State;
use engine::Engine;
use engine::settings::{Channels, SettingsChange};
use lorawan::NetId;
use model::record::Standard;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_INSTANCE;
use crate::auth::{Allowed, Manage, Read};
use crate::extract::Json;
use crate::parse::Fields;
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new().routes(routes!(get_settings, update_settings))
}

/// How a setting looks in JSON.
trait Outside: Sized {
    type Form;

    fn show(self) -> Self::Form;
    fn read(fields: &mut Fields, name: &str, form: Option<Self::Form>) -> Option<Self>;
}

macro_rules! outside_as_it_is {
    ($($kind:ident),+) => {$(
        impl Outside for $kind {
            type Form = Self;

            fn show(self) -> Self {
                self
            }

            fn read(_: &mut Fields, _: &str, form: Option<Self>) -> Option<Self> {
                form
            }
        }
    )+};
}

outside_as_it_is!(bool, u32);

impl Outside for Standard {
    type Form = String;

    fn show(self) -> String {
        self.to_string()
    }

    fn read(fields: &mut Fields, name: &str, form: Option<String>) -> Option<Self> {
        fields.parse(name, form)
    }
}

impl Outside for NetId {
    type Form = String;

    fn show(self) -> String {
        self.to_string()
    }

    fn read(fields: &mut Fields, name: &str, form: Option<String>) -> Option<Self> {
        fields.parse(name, form)
    }
}

impl Outside for Channels {
    type Form = String;

    fn show(self) -> String {
        self.to_string()
    }

    fn read(fields: &mut Fields, name: &str, form: Option<String>) -> Option<Self> {
        fields.parse(name, form)
    }
}

macro_rules! define {
    ($(
        $(#[$doc:meta])*
        $name:ident: $kind:ident as $outside:ident = $default:expr $(, in $range:expr)?;
    )+) => {
        /// The instance's settings.
        #[derive(Debug, Serialize, ToSchema)]
        struct Settings {
            $($(#[$doc])* $name: $outside,)+
        }

        /// The settings to change.
        #[derive(Debug, Default, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        struct SettingsInput {
            $($name: Option<$outside>,)+
        }

        impl From<engine::settings::Settings> for Settings {
            fn from(settings: engine::settings::Settings) -> Self {
                Self { $($name: settings.$name.show(),)+ }
            }
        }

        impl SettingsInput {
            fn read(self) -> Result<SettingsChange, Problem> {
                let mut fields = Fields::default();
                let change = SettingsChange {
                    $($name: Outside::read(&mut fields, stringify!($name), self.$name),)+
                };
                fields.finish(change)
            }
        }
    };
}

engine::settings_table!(define);

/// The instance's settings.
#[utoipa::path(get, path = "/api/v1/settings", tag = TAG_INSTANCE,
    responses((status = 200, body = Settings), (status = "default", body = Document)))]
async fn get_settings(_caller: Allowed<Read>, State(engine): State<Engine>) -> Json<Settings> {
    Json(engine.settings().get().into())
}

/// Change settings. They take effect at once.
#[utoipa::path(patch, path = "/api/v1/settings", tag = TAG_INSTANCE,
    request_body = SettingsInput,
    responses((status = 200, body = Settings), (status = "default", body = Document)))]
async fn update_settings(
    _caller: Allowed<Manage>,
    State(engine): State<Engine>,
    Json(input): Json<SettingsInput>,
) -> Result<Json<Settings>, Problem> {
    Ok(Json(engine.settings().update(input.read()?).await?.into()))
}
