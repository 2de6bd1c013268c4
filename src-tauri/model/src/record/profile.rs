//! The network server's side of devices.

use lorawan::{AesKey, DevAddr, Eui64};

use crate::{TenantCode, Timestamp};

words!(
    /// How a device gets its session.
    JoinMode {
        /// Address and session keys are provisioned.
        Abp = "ABP",
        /// The device joins over the air with its AppKey.
        Otaa = "OTAA",
    }
);
words!(
    /// The frequency-band standard of a profile, in the product's words.
    Standard {
        /// China 470–510 MHz.
        Cn470 = "CN470",
        /// Europe 433 MHz.
        Eu433 = "EU433",
        /// Europe 863–870 MHz.
        Eu868 = "EU868",
        /// Asia 923 MHz.
        As923 = "AS923",
        /// Australia 915–928 MHz.
        Au915 = "AU915",
        /// United States 902–928 MHz, commonly called US915.
        Us902 = "US902" | "US915",
    }
);
words!(
    /// The LoRaWAN link-layer version of a device.
    LwVersion {
        /// 1.0.2, recommended.
        V1_0_2 = "1.0.2",
        /// 1.0.3.
        V1_0_3 = "1.0.3",
        /// 1.0.4.
        V1_0_4 = "1.0.4",
    }
);
words!(
    /// When a device listens.
    ClassMode {
        /// After each of its own uplinks.
        ClassA = "ClassA" | "A",
        /// Always.
        ClassC = "ClassC" | "C",
    }
);
words!(
    /// What a device's LoRaWAN profile allows.
    ProfileState {
        /// It may send and receive.
        Ok = "ok",
        /// It needs a profile and has none.
        Missing = "missing",
        /// Its profile is switched off.
        Disabled = "disabled",
        /// It may send but not receive.
        DownOff = "down_off",
        /// It needs none.
        None = "none",
    }
);

/// The network server's side of a device: may it join and transmit, and with which keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LorawanProfile {
    /// Unique in the whole instance.
    pub dev_eui: Eui64,
    /// Owner.
    pub tenant: TenantCode,
    /// How the device gets its session.
    pub join_mode: JoinMode,
    /// JoinEUI (AppEUI) the device is expected to use; not checked when absent.
    pub join_eui: Option<Eui64>,
    /// ABP: the provisioned address.
    pub dev_addr: Option<DevAddr>,
    /// ABP: the application session key.
    pub apps_key: Option<AesKey>,
    /// ABP: the network session key.
    pub nwks_key: Option<AesKey>,
    /// OTAA: the root key.
    pub app_key: Option<AesKey>,
    /// `false`: the network server silently ignores the device.
    pub enable: bool,
    /// `false`: no downlink but join-accepts and acknowledgements.
    pub down_enable: bool,
    /// Link-layer version.
    pub lw_ver: LwVersion,
    /// Band.
    pub standard: Standard,
    /// AS923 group, 1 to 4; 1 elsewhere.
    pub as923_group: u8,
    /// When the device listens.
    pub class_mode: ClassMode,
    /// When the device listens after a join.
    pub join_class_mode: ClassMode,
    /// RX1 data-rate offset.
    pub rx1dr_offset: u8,
    /// RX2 data-rate index.
    pub rx2dr: u8,
    /// RX1 delay in seconds, 1 to 15.
    pub rx_delay: u8,
    /// Join-accept delay in seconds.
    pub rx_delay_join: u8,
    /// RX2 frequency in Hz.
    pub rx2_freq: u32,
    /// ABP devices that restart their counters: accept a lower counter. Opens replay.
    pub resets_f_cnt: bool,
    /// Let the network choose data rate and power, when the device allows it, too.
    pub adr: bool,
    /// Production batch, free text.
    pub batch: String,
    /// Product model, free text.
    pub model: String,
    /// Free text.
    pub handle: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl LorawanProfile {
    /// Whether the keys its join mode needs are all there.
    #[must_use]
    pub const fn has_keys(&self) -> bool {
        match self.join_mode {
            JoinMode::Abp => {
                self.dev_addr.is_some() && self.apps_key.is_some() && self.nwks_key.is_some()
            }
            JoinMode::Otaa => self.app_key.is_some(),
        }
    }
}
