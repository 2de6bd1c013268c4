//! What a diagnosis consists of: findings with closed codes, their proof and the way out.

use std::collections::BTreeMap;

use model::{RecordId, Timestamp};

/// Frames that are named as proof of one finding.
pub const EVIDENCE: usize = 5;

/// How much a finding matters; in the order they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It keeps the device from being heard.
    Cause,
    /// It may have to do with it.
    Hint,
    /// All is as it should be.
    Fine,
}

impl Severity {
    /// A stable word for programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cause => "cause",
            Self::Hint => "hint",
            Self::Fine => "fine",
        }
    }
}

/// A closed list of stable words.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// Every value.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The word for programs.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The value with this word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}

codes!(
    /// What was found. Refusals of frames keep the codes of [`crate::Refusal`].
    Code {
        /// It is heard as often as it should be.
        Heard = "heard",
        /// It was heard, but not within its heartbeat period.
        Silent = "silent",
        /// Nothing of it was ever heard.
        NeverHeard = "never_heard",
        /// The cause was removed; the next frame will show.
        Waiting = "waiting",
        /// The record gets its values from other devices.
        Computed = "computed",
        /// Its client has not published yet.
        NeverPublished = "never_published",
        /// Its profile is there, but no device record that takes its values.
        NoDevice = "no_device",

        /// It has no profile, and nothing was heard of it.
        ProfileMissing = "profile_missing",
        /// It asks to join and has no profile.
        UnknownDevEui = "unknown_dev_eui",
        /// Its profile is switched off.
        ProfileDisabled = "profile_disabled",
        /// Its profile lacks keys or address.
        ProfileIncomplete = "profile_incomplete",
        /// A device with the same DevEUI, bytes reversed, asks to join.
        DevEuiReversed = "dev_eui_reversed",
        /// A device that has DevEUI and JoinEUI swapped asks to join.
        DevEuiSwapped = "dev_eui_swapped",
        /// A device with nearly the same DevEUI asks to join.
        DevEuiNear = "dev_eui_near",
        /// Frames come with the same DevAddr, bytes reversed.
        DevAddrReversed = "dev_addr_reversed",
        /// Frames come with nearly the same DevAddr.
        DevAddrNear = "dev_addr_near",

        /// The AppKey does not fit.
        JoinMicFailed = "join_mic_failed",
        /// The AppKey fits with its bytes reversed.
        AppKeyReversed = "app_key_reversed",
        /// The device joins, the profile says ABP.
        WrongJoinMode = "wrong_join_mode",
        /// It joined with this DevNonce before.
        DevNonceReused = "dev_nonce_reused",
        /// There is no join number left.
        JoinNonceExhausted = "join_nonce_exhausted",
        /// No gateway took the join-accept: refused.
        JoinAcceptRefused = "join_accept_refused",
        /// No gateway could be given the join-accept.
        JoinAcceptNoPath = "join_accept_no_path",
        /// The join-accept came too late for every window.
        JoinAcceptNotSent = "join_accept_not_sent",
        /// Join-accepts were sent again and again, and no data followed.
        JoinAcceptNotHeard = "join_accept_not_heard",
        /// The join-accept was sent, and no data has followed yet.
        JoinedNoUplink = "joined_no_uplink",

        /// No key fits the frames with its address.
        MicFailed = "mic_failed",
        /// An old frame again.
        Replay = "replay",
        /// An ABP device restarted its counter.
        CounterReset = "counter_reset",
        /// Two different frames with one counter.
        CounterReused = "counter_reused",
        /// The counter is used up.
        CounterExhausted = "counter_exhausted",
        /// The data folder could not be written.
        InternalError = "internal_error",

        /// It sends outside the band of its profile.
        OutsideBand = "outside_band",
        /// It sends where its band has no channel.
        UnknownChannel = "unknown_channel",
        /// It sends at a data rate its band does not have.
        UnknownDataRate = "unknown_data_rate",

        /// A gateway refuses to transmit the answers.
        GatewayRefused = "gateway_refused",
        /// A gateway cannot be given the answers.
        NoPath = "no_path",

        /// No gateway sends to this instance.
        NoGateway = "no_gateway",
        /// No gateway sends at present.
        GatewaysOffline = "gateways_offline",
        /// The gateway that heard it last does not send any more.
        GatewayOffline = "gateway_offline",
        /// A gateway sends, but is not registered.
        UnregisteredGateway = "unregistered_gateway",
        /// A gateway sends, but is switched off.
        GatewayDisabled = "gateway_disabled",
        /// Somebody else than the gateway's fixed address sends in its name.
        WrongAddress = "wrong_address",
        /// A gateway is heard but asks for no downlinks.
        NoDownlinkPath = "no_downlink_path",
        /// What gateways hear is damaged.
        CrcBad = "crc_bad",
    }
);

codes!(
    /// What a person can do about it. Those who show a diagnosis may offer it as a button.
    Action {
        /// Add a LoRaWAN profile for `dev_eui`.
        CreateProfile = "create_profile",
        /// Switch the profile on.
        EnableProfile = "enable_profile",
        /// Look at the profile and correct it.
        OpenProfile = "open_profile",
        /// Compare the AppKey.
        CheckAppKey = "check_app_key",
        /// Compare address and session keys.
        CheckSessionKeys = "check_session_keys",
        /// Forget the DevNonces that were used.
        ClearNonces = "clear_nonces",
        /// Expect the counter from its start once.
        ResetCounters = "reset_counters",
        /// Let the counter restart at any time.
        AllowReset = "allow_reset",
        /// Correct the band, to `suggested` when that is given.
        FixRegion = "fix_region",
        /// Set the join-accept delay to what devices have.
        FixRxDelayJoin = "fix_rx_delay_join",
        /// Give the answers more time.
        RaiseRxDelay = "raise_rx_delay",
        /// Connect a gateway.
        ConnectGateway = "connect_gateway",
        /// Register `gateway`.
        RegisterGateway = "register_gateway",
        /// Switch `gateway` on.
        EnableGateway = "enable_gateway",
        /// Look at `gateway`.
        OpenGateway = "open_gateway",
        /// Add a device record.
        AddDevice = "add_device",
        /// Let the device join again; done at the device.
        Rejoin = "rejoin",
        /// Check power, place and antenna; done at the device.
        CheckDevice = "check_device",
        /// Check the client's login, topic and address.
        CheckClient = "check_client",
    }
);

/// The frames that prove a finding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Some of them, newest first; at most [`EVIDENCE`].
    pub frames: Vec<RecordId>,
    /// How many were seen among the frames that were looked at.
    pub count: u32,
    /// When the oldest of these came.
    pub first: Option<Timestamp>,
    /// When the newest came.
    pub last: Option<Timestamp>,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// What proves it; empty when the records or the gateways do.
    pub evidence: Evidence,
    /// What to do, the best first.
    pub actions: Vec<Action>,
    /// Numbers and names for the words, such as `gateway`, `freq` (Hz), `f_cnt`.
    pub params: BTreeMap<&'static str, String>,
    /// The instance's own sentence on the newest frame, when it has one.
    pub(super) reason: Option<String>,
}

impl Finding {
    pub(super) fn new(code: Code, severity: Severity) -> Self {
        let (evidence, params) = (Evidence::default(), BTreeMap::new());
        Self { code, severity, evidence, actions: Vec::new(), params, reason: None }
    }

    pub(super) fn does(mut self, actions: &[Action]) -> Self {
        self.actions = actions.to_vec();
        self
    }

    pub(super) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.insert(name, value.to_string());
        self
    }

    pub(super) fn with_opt(self, name: &'static str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }
}
