//! What a person may set of a gateway, checked field by field.

use model::record::{
    AddressRange, Gateway, GatewayType, NotificationGroup, PositionSource, Standard,
};
use model::{RecordId, Said, Saying, say, text};

use super::plan;
use crate::Error;
use crate::fields::{Checks, check_text};
use crate::locations::LocationKey;
use crate::models::mounting::ModelKey;
use crate::registry::{Registry, Shelf};

/// Most groups that are told of one gateway.
const GROUPS_MAX: usize = 16;

/// What to set; absent fields keep their value or get their default.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of Gateway")]
pub struct GatewayChange {
    pub name: Option<String>,
    pub gateway_type: Option<GatewayType>,
    pub standard: Option<Option<Standard>>,
    pub sub_band: Option<Option<u8>>,
    pub enable: Option<bool>,
    pub down_enable: Option<bool>,
    pub antenna_gain: Option<f32>,
    pub max_eirp: Option<Option<i8>>,
    pub fixed_address: Option<Option<AddressRange>>,
    pub heart_period: Option<u32>,
    pub location: Option<Option<LocationKey>>,
    pub latitude: Option<Option<f64>>,
    pub longitude: Option<Option<f64>>,
    pub position_source: Option<PositionSource>,
    pub notification_groups: Option<Vec<ModelKey>>,
    pub remark: Option<String>,
}

impl GatewayChange {
    /// Applies what is given and checks the whole; groups and locations are those of the gateway's
    /// tenant.
    pub(super) fn apply(self, gateway: &mut Gateway, registry: &Registry) -> Result<(), Error> {
        fn set<T>(place: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *place = value;
            }
        }
        set(&mut gateway.name, self.name.map(|name| name.trim().to_owned()));
        set(&mut gateway.remark, self.remark.map(|remark| remark.trim().to_owned()));
        set(&mut gateway.gateway_type, self.gateway_type);
        set(&mut gateway.enable, self.enable);
        set(&mut gateway.down_enable, self.down_enable);
        set(&mut gateway.antenna_gain, self.antenna_gain);
        set(&mut gateway.max_eirp, self.max_eirp);
        set(&mut gateway.fixed_address, self.fixed_address);
        set(&mut gateway.heart_period, self.heart_period);
        set(&mut gateway.latitude, self.latitude);
        set(&mut gateway.longitude, self.longitude);
        set(&mut gateway.position_source, self.position_source);
        if let Some(standard) = self.standard
            && standard != gateway.standard
        {
            // A group means nothing in another band.
            (gateway.standard, gateway.sub_band) = (standard, None);
        }
        set(&mut gateway.sub_band, self.sub_band);
        let mut checks = Checks::default();
        check_values(gateway, &mut checks);
        if let Some(named) = self.notification_groups {
            match find_groups(named, &registry.notification_groups, gateway) {
                Ok(ids) => gateway.notification_groups = ids,
                Err(detail) => checks.refuse("notification_groups", detail),
            }
        }
        let (places, tenant) = (&registry.locations, &gateway.tenant);
        LocationKey::place(self.location, &mut gateway.location, places, tenant, &mut checks);
        checks.finish()
    }
}

/// The groups that are named, each once.
fn find_groups(
    named: Vec<ModelKey>,
    groups: &Shelf<NotificationGroup>,
    gateway: &Gateway,
) -> Result<Vec<RecordId>, Said> {
    let mut ids = Vec::with_capacity(named.len().min(GROUPS_MAX));
    for key in named {
        let group = key.find(groups, &gateway.tenant);
        let group = group.ok_or_else(|| say!(NoGroupCalled, key = key.to_string()))?;
        if !ids.contains(&group.id) {
            ids.push(group.id);
        }
        if ids.len() > GROUPS_MAX {
            return Err(say!(GroupsMost, limit = GROUPS_MAX));
        }
    }
    Ok(ids)
}

fn check_values(gateway: &Gateway, checks: &mut Checks) {
    for (field, checked) in [
        ("name", check_text(&gateway.name, text::check_line)),
        ("remark", check_text(&gateway.remark, text::check_lines)),
    ] {
        if let Err(detail) = checked {
            checks.refuse(field, detail);
        }
    }
    let mut check = |field, ok: bool, expected: Said| {
        if !ok {
            checks.refuse(field, expected);
        }
    };
    let period = (1..=86_400).contains(&gateway.heart_period);
    check("heart_period", period, say!(SecondsExpected, min = 1, max = 86_400));
    let gain = (-30.0..=30.0).contains(&gateway.antenna_gain);
    check("antenna_gain", gain, say!(DecibelsExpected, min = -30, max = 30));
    let eirp = gateway.max_eirp.is_none_or(|most| (-10..=36).contains(&most));
    check("max_eirp", eirp, say!(DbmExpected, min = -10, max = 36));
    let within = |degrees: Option<f64>, most: f64| degrees.is_none_or(|it| it.abs() <= most);
    let latitude = within(gateway.latitude, 90.0);
    check("latitude", latitude, say!(DegreesExpected, min = -90, max = 90));
    let longitude = within(gateway.longitude, 180.0);
    check("longitude", longitude, say!(DegreesExpected, min = -180, max = 180));
    if let Some(group) = gateway.sub_band {
        match gateway.standard.and_then(plan::groups) {
            None => check("sub_band", false, Saying::NoSubBands.into()),
            Some(groups) => {
                let (min, max) = (*groups.start(), *groups.end());
                let is_known = groups.contains(&group);
                check("sub_band", is_known, say!(NumberExpected, min = min, max = max));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use model::record::{Gateway, NotificationChannel, NotificationGroup, Standard};
    use model::{RecordId, TenantCode, Timestamp};

    use super::GatewayChange;
    use crate::models::mounting::ModelKey;
    use crate::registry::Registry;
    use crate::{Error, FieldError};

    /// One group, called `people`.
    fn people() -> Registry {
        let registry = Registry::default();
        registry.notification_groups.put(NotificationGroup {
            id: RecordId(7),
            tenant: TenantCode::public(),
            name: "people".into(),
            enable: true,
            channel: NotificationChannel::Email,
            recipients: vec!["night@example.org".into()],
            all_gateways: false,
            remark: String::new(),
            updated_at: Timestamp::default(),
        });
        registry
    }

    fn changed(change: GatewayChange) -> Result<Gateway, Vec<&'static str>> {
        let eui = lorawan::Eui64::from_be_bytes([1; 8]);
        let mut gateway = Gateway::new(eui, TenantCode::public(), 60, Timestamp::default());
        (gateway.standard, gateway.sub_band) = (Some(Standard::Cn470), Some(10));
        match change.apply(&mut gateway, &people()) {
            Ok(()) => Ok(gateway),
            Err(Error::Invalid(errors)) => Err(errors.iter().map(FieldError::fixed_name).collect()),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn another_band_has_other_groups() {
        let to = |standard, sub_band| {
            let change =
                GatewayChange { standard: Some(standard), sub_band, ..GatewayChange::default() };
            changed(change).map(|gateway| gateway.sub_band)
        };
        assert_eq!(to(Some(Standard::Cn470), None), Ok(Some(10)), "nothing changed");
        assert_eq!(to(Some(Standard::Eu868), None), Ok(None));
        assert_eq!(to(Some(Standard::Us902), Some(Some(8))), Ok(Some(8)));
        for (standard, group) in [
            (Some(Standard::Eu868), 0),
            (Some(Standard::Us902), 0),
            (Some(Standard::Cn470), 12),
            (None, 1),
        ] {
            assert_eq!(to(standard, Some(Some(group))), Err(vec!["sub_band"]), "{standard:?}");
        }
    }

    #[test]
    fn groups_are_found_by_name_or_id_and_each_is_told_once() {
        let to = |names: &[&str]| {
            let keys = names.iter().map(|name| ModelKey::from_text((*name).to_owned())).collect();
            let change =
                GatewayChange { notification_groups: Some(keys), ..GatewayChange::default() };
            changed(change).map(|gateway| gateway.notification_groups)
        };
        let id = RecordId(7).to_string();
        assert_eq!(to(&["people", &id, "people"]), Ok(vec![RecordId(7)]));
        assert_eq!(to(&[]), Ok(Vec::new()));
        assert_eq!(to(&["People"]), Err(vec!["notification_groups"]), "names are case-sensitive");
    }

    #[test]
    fn every_bad_field_is_named() {
        let change = GatewayChange {
            name: Some("x".repeat(256)),
            antenna_gain: Some(f32::NAN),
            max_eirp: Some(Some(50)),
            heart_period: Some(0),
            latitude: Some(Some(90.1)),
            ..GatewayChange::default()
        };
        let names = ["name", "heart_period", "antenna_gain", "max_eirp", "latitude"];
        assert_eq!(changed(change), Err(names.to_vec()));
    }
}
