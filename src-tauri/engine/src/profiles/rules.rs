//! What a new profile starts with, and what any profile must hold.

use lorawan::Eui64;
use model::record::{ClassMode, JoinMode, LorawanProfile, LwVersion, Standard};
use model::text::check_line;
use model::{TenantCode, say};

use crate::clock;
use crate::error::FieldError;
use crate::fields::check_text;
use crate::radio::regions;

/// A new profile with the defaults of its band.
pub(super) fn blank(
    tenant: &TenantCode,
    dev_eui: Eui64,
    standard: Standard,
    as923_group: u8,
) -> LorawanProfile {
    let now = clock::now();
    let defaults = regions::defaults(standard, as923_group);
    LorawanProfile {
        dev_eui,
        tenant: tenant.clone(),
        join_mode: JoinMode::Abp,
        join_eui: None,
        dev_addr: None,
        apps_key: None,
        nwks_key: None,
        app_key: None,
        enable: true,
        down_enable: true,
        lw_ver: LwVersion::V1_0_2,
        standard,
        as923_group: 1,
        class_mode: ClassMode::ClassA,
        join_class_mode: ClassMode::ClassA,
        rx1dr_offset: defaults.rx1dr_offset,
        rx2dr: defaults.rx2dr,
        rx_delay: defaults.rx_delay,
        rx_delay_join: defaults.rx_delay_join,
        rx2_freq: defaults.rx2_freq,
        resets_f_cnt: false,
        adr: true,
        batch: String::new(),
        model: String::new(),
        handle: String::new(),
        created_at: now,
        updated_at: now,
    }
}

/// Every field that is not as it must be.
pub(super) fn field_errors(profile: &LorawanProfile) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut require = |field, present: bool, mode: &str| {
        if !present {
            errors.push(FieldError::new(field, say!(RequiredFor, mode = mode)));
        }
    };
    match profile.join_mode {
        JoinMode::Abp => {
            require("dev_addr", profile.dev_addr.is_some(), "ABP");
            require("apps_key", profile.apps_key.is_some(), "ABP");
            require("nwks_key", profile.nwks_key.is_some(), "ABP");
        }
        JoinMode::Otaa => require("app_key", profile.app_key.is_some(), "OTAA"),
    }
    regions::check(profile, &mut errors);
    for (field, text) in
        [("batch", &profile.batch), ("model", &profile.model), ("handle", &profile.handle)]
    {
        if let Err(detail) = check_text(text, check_line) {
            errors.push(FieldError::new(field, detail));
        }
    }
    errors
}
