//! Sentences for people: which one it is, what it names, and how it reads in English.
//!
//! The page says them in the language of whoever reads; programs, MQTT and the log get the English
//! text. What comes from outside, such as the words of a script or of another program, is a sentence
//! that nobody can translate: it is its text and nothing else.

use std::fmt;

use serde_json::{Value, json};

use crate::JsonMap;

macro_rules! sayings {
    ($($name:ident = $code:literal: $english:literal $(/ $one:literal)?,)+) => {
        /// Every sentence that the page can say in another language.
        ///
        /// A `{name}` in it stands for a value; where the number `{count}` is one, the singular is
        /// said if there is one. Values called `at` or `…_at` are times.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "the sentences say it")]
        pub enum Saying { $($name,)+ }

        impl Saying {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Its word in the API and in the store, which never changes.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The English sentence with places for its values.
            #[must_use]
            pub const fn english(self) -> &'static str {
                match self { $(Self::$name => $english,)+ }
            }

            /// The English sentence for a `{count}` of one, where it differs.
            #[must_use]
            pub const fn singular(self) -> Option<&'static str> {
                match self {
                    $($(Self::$name => Some($one),)?)+
                    _ => None,
                }
            }
        }
    };
}

sayings! {
    // Of anything.
    ProgramMistake = "program_mistake": "the program made a mistake; its log tells more",
    About = "about": "{what}: {why}",
    NoDevice = "no_device": "device {eui} does not exist",

    // Refusals of a use case. The sentence of the refusal itself comes from where it was found.
    RefusedNotFound = "refused_not_found": "{why}",
    RefusedGone = "refused_gone": "{why}",
    RefusedInvalid = "refused_invalid": "{why}",
    RefusedConflict = "refused_conflict": "{why}",
    RefusedInUse = "refused_in_use": "{why}",
    RefusedFull = "refused_full": "{why}",
    RefusedForbidden = "refused_forbidden": "{why}",
    RefusedUnavailable = "refused_unavailable": "{why}",
    StoreFailed = "store_failed": "the data folder could not be read or written",

    // Downlinks.
    NotAcknowledged = "not_acknowledged": "the device did not acknowledge it",
    NotAcknowledgedInTime = "not_acknowledged_in_time":
        "the device did not acknowledge it in time",
    SentInVain = "sent_in_vain": "{why}; it was sent {count} times" / "{why}; it was sent once",
    StoppedWhileSending = "stopped_while_sending":
        "the program stopped while it was being sent; the device may have it",
    NoSessionHeard = "no_session_heard": "the device has no session that it was heard in",
    DownlinksOff = "downlinks_off": "the LoRaWAN profile allows no downlinks",
    NoGateway = "no_gateway": "no gateway near the device can transmit",
    ListensInOwnWindows = "listens_in_own_windows":
        "the device was heard and listens in its own windows",
    NoWindowLeft = "no_window_left": "no window was left when the frame was ready",
    AtGateway = "at_gateway": "gateway {gateway}: {why}",
    GatewayBusy = "gateway_busy": "the gateway transmits another frame at that time",
    DutyCycle = "duty_cycle":
        "the gateway has used {used_ms} ms of the {budget_ms} ms an hour that the duty cycle of \
         sub-band {band} leaves for this",
    GatewayRefused = "gateway_refused": "Gateway {gateway} refused the frame: {code}.",
    GatewayDownOff = "gateway_down_off":
        "gateway {gateway} may not transmit (down_enable is off)",
    GatewaysDown = "gateways_down": "the gateway service does not run",
    NoPath = "no_path":
        "gateway {gateway} has no downlink path: it has not asked for downlinks lately",
    GatewayNotRegistered = "gateway_not_registered": "gateway {gateway} is not registered",
    GatewayOverrun = "gateway_overrun": "gateway {gateway} has too many unanswered downlinks",
    GatewayClockUnknown = "gateway_clock_unknown":
        "gateway {gateway} has restarted since the uplink, or its clock is not known",
    GatewayNoRawFrames = "gateway_no_raw_frames":
        "gateway {gateway} is a Basics Station, which transmits no raw frames",
    GatewayOtherBand = "gateway_other_band":
        "gateway {gateway} is set up for another band than this downlink's",
    GatewayDidNotHear = "gateway_did_not_hear":
        "gateway {gateway} did not hear the device's uplink",
    TooLong = "too_long":
        "{bytes} bytes are too long: at the device's present data rate at most {limit} fit",
    TakenOut = "taken_out": "it was taken out of the queue",

    // Commands.
    CancelledBy = "cancelled_by": "cancelled by {who}",
    ProgramEnded = "program_ended": "the program ended meanwhile",
    AtStep = "at_step": "step {number}: {why}",
    StepFailed = "step_failed": "failed",
    FrameTakenOut = "frame_taken_out": "its frame was taken out of the queue",
    FrameGone = "frame_gone": "its frame is not in the queue any more",
    NothingAsked = "nothing_asked": "the script asked for nothing",
    StepsTaken = "steps_taken": "{count} steps were taken" / "1 step was taken",
    AlarmRaised = "alarm_raised": "raised",
    AlarmChanged = "alarm_changed": "changed",
    AlarmAcknowledged = "alarm_acknowledged": "acknowledged",
    AlarmCleared = "alarm_cleared": "cleared",
    AlarmManuallyCleared = "alarm_manually_cleared": "manually_cleared",
    AlarmUnchanged = "alarm_unchanged": "nothing is new about the alarm",
    WaitingDropped = "waiting_dropped": "what waited for the device was dropped",
    SentRaw = "sent_raw": "it was sent as a raw frame",
    NothingDiffers = "nothing_differs": "nothing differs from before",
    HandedToBroker = "handed_to_broker": "handed to the broker the device was last heard from",
    PublishedOn = "published_on": "published on {topic}",
    HttpOff = "http_off": "commands may call no web addresses; switch rpc_http on to allow it",

    // Items of tasks.
    AtRow = "at_row": "row {number}: {why}",
    Row = "row": "row {number}",
    ChangedFields = "changed_fields": "{fields}",
    NameTooLong = "name_too_long": "its name would have more than {limit} characters",
    SubDeviceStays = "sub_device_stays": "a sub-device stays one",
    WouldLoseProfile = "would_lose_profile": "as an asset it would lose its LoRaWAN profile",
    ManyThingModels = "many_thing_models": "{count} thing models, at most {limit}",
    ManyRpcModels = "many_rpc_models": "{count} RPC models, at most {limit}",
    ManyTriggerModels = "many_trigger_models": "{count} trigger models, at most {limit}",

    // Undoing.
    ModelsGone = "models_gone":
        "{count} of its models are gone and were left out"
        / "one of its models is gone and was left out",
    LocationGone = "location_gone": "its location is gone and was left out",
    ModelsAndLocationGone = "models_and_location_gone":
        "its location and {count} of its models are gone and were left out"
        / "its location and one of its models are gone and were left out",
    PlaceGone = "place_gone":
        "the location it was in is gone or has no room for it; it is at the top now",
    ChangedAfter = "changed_after": "it was changed after the operation",
    ChangedAfterAt = "changed_after_at": "it was changed after the operation, {at}",
    DeletedAfter = "deleted_after": "it was deleted after the operation",
    OtherTenants = "other_tenants": "it belongs to another tenant now",
    PublicNow = "public_now": "it is public now; undo this once it has been taken back",
    EuiTakenAt = "eui_taken_at":
        "another record has had this EUI since the deletion (changed {at}); delete it first",
    AddressUsed = "address_used": "its address is used by {eui} now",

    // What became of messages. What a mail server says is not ours.
    NoGroup = "no_group": "there is no notification group called {name}",
    OutboxFull = "outbox_full": "more than {count} messages wait",
    Stopping = "stopping": "the instance is stopping",
    Stopped = "stopped": "the instance stopped",
    StoppedBefore = "stopped_before": "the instance stopped before it could be sent",
    MailConfiguration = "mail_configuration": "{why}",
    MailMessage = "mail_message": "{why}",
    MailNetwork = "mail_network": "{why}",
    MailTimeout = "mail_timeout": "{why}",
    MailTls = "mail_tls": "{why}",
    MailTlsRequired = "mail_tls_required": "{why}",
    MailCredentials = "mail_credentials": "{why}",
    MailRefused = "mail_refused": "{why}",
    MailBusy = "mail_busy": "{why}",
    MailProtocol = "mail_protocol": "{why}",

    // What groups are told.
    TrialTitle = "trial_title": "Test of ThinkLink Desktop",
    TrialText = "trial_text": "Alarms of this instance reach you.",
    GatewaySilent = "gateway_silent": "Gateway is silent",
    GatewayHeard = "gateway_heard": "Gateway is heard again",
    GatewayLastHeard = "gateway_last_heard":
        "Last heard {last_at}, more than {period_s} s ago.",
    GatewaysSilent = "gateways_silent": "{count} gateways are silent",
    GatewaysHeard = "gateways_heard": "{count} gateways are heard again",
    GatewayList = "gateway_list": "{gateways}",
    GatewayInList = "gateway_in_list": "\n- {gateway}",
    GatewayInListAt = "gateway_in_list_at": "\n- {gateway}, last heard {last_at}",
    GatewaysMore = "gateways_more": "\n- and {count} more",
}

impl Saying {
    /// The sentence with this word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|saying| saying.code() == code)
    }
}

/// A sentence for people.
///
/// A value may be a sentence itself, or a list of them; in JSON it is an object of `code`, `params`
/// and `text` then, and one that is only text is a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    saying: Option<Saying>,
    params: JsonMap,
    text: String,
}

impl Said {
    /// A sentence of ours; what it names is told by [`Self::with`].
    #[must_use]
    pub fn new(saying: Saying) -> Self {
        Self { saying: Some(saying), params: JsonMap::new(), text: saying.english().to_owned() }
    }

    /// Words that are not ours.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { saying: None, params: JsonMap::new(), text: text.into() }
    }

    /// The same with one value more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        if let Some(saying) = self.saying {
            self.text = english(saying, &self.params);
        }
        self
    }

    /// As it was stored: the text, and what [`Self::known`] said of it. A sentence that this program
    /// does not know is its text.
    #[must_use]
    pub fn stored(text: String, known: Option<&Value>) -> Self {
        let code = known.and_then(|known| known.get("code")).and_then(Value::as_str);
        let params = known.and_then(|known| known.get("params")).and_then(Value::as_object);
        match code.and_then(Saying::of_code) {
            Some(saying) => {
                Self { saying: Some(saying), params: params.cloned().unwrap_or_default(), text }
            }
            None => Self::plain(text),
        }
    }

    /// What is to be stored beside the text: `code` and `params`. `None` when it is only text.
    #[must_use]
    pub fn known(&self) -> Option<Value> {
        let saying = self.saying?;
        Some(json!({"code": saying.code(), "params": self.params}))
    }

    /// Which sentence it is; `None` when it is not one of ours.
    #[must_use]
    pub const fn saying(&self) -> Option<Saying> {
        self.saying
    }

    /// What it names.
    #[must_use]
    pub const fn params(&self) -> &JsonMap {
        &self.params
    }

    /// The sentence in English.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether nothing is said.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

impl fmt::Display for Said {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

impl From<Saying> for Said {
    fn from(saying: Saying) -> Self {
        Self::new(saying)
    }
}

impl From<Said> for Value {
    /// As a value of another sentence.
    fn from(said: Said) -> Self {
        match said.saying {
            None => Self::String(said.text),
            Some(saying) => {
                json!({"code": saying.code(), "params": said.params, "text": said.text})
            }
        }
    }
}

fn english(saying: Saying, params: &JsonMap) -> String {
    let is_one = params.get("count").is_some_and(|count| count == 1);
    let mut rest = saying.singular().filter(|_| is_one).unwrap_or(saying.english());
    let mut text = String::with_capacity(rest.len());
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else { break };
        text.push_str(before);
        match params.get(name) {
            Some(value) => push(&mut text, value),
            // Its turn comes with the next call of `with`.
            None => text.extend(["{", name, "}"]),
        }
        rest = behind;
    }
    text.push_str(rest);
    text
}

fn push(text: &mut String, value: &Value) {
    match value {
        Value::String(value) => text.push_str(value),
        Value::Object(said) => {
            text.push_str(said.get("text").and_then(Value::as_str).unwrap_or_default());
        }
        Value::Array(list) => {
            for (place, value) in list.iter().enumerate() {
                // Lines bring their own beginning.
                let is_line = matches!(value, Value::Object(it)
                    if it.get("text").and_then(Value::as_str).is_some_and(|it| it.starts_with('\n')));
                if place > 0 && !is_line {
                    text.push_str(", ");
                }
                push(text, value);
            }
        }
        other => text.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::Value;

    use super::{Said, Saying};

    #[test]
    fn a_code_is_one_sentence_and_is_found_again() {
        let codes: HashSet<&str> = Saying::ALL.iter().map(|saying| saying.code()).collect();
        assert_eq!(codes.len(), Saying::ALL.len());
        for saying in Saying::ALL {
            assert_eq!(Saying::of_code(saying.code()), Some(*saying));
            assert!(saying.singular().is_none() || saying.english().contains("{count}"));
        }
    }

    #[test]
    fn values_and_sentences_stand_in_their_places() {
        let why = Said::new(Saying::AtGateway)
            .with("gateway", "a1b2")
            .with("why", Said::new(Saying::GatewayBusy));
        let said = |count: u32| {
            Said::new(Saying::SentInVain).with("why", why.clone()).with("count", count).to_string()
        };
        let busy = "gateway a1b2: the gateway transmits another frame at that time";
        assert_eq!(said(1), format!("{busy}; it was sent once"));
        assert_eq!(said(3), format!("{busy}; it was sent 3 times"));
        let list = vec![Value::from("name"), Value::from("tags")];
        assert_eq!(Said::new(Saying::ChangedFields).with("fields", list).text(), "name, tags");
    }

    #[test]
    fn a_stored_sentence_is_the_same_and_an_unknown_one_is_its_text() {
        let said =
            Said::new(Saying::AtStep).with("number", 2).with("why", Said::plain("{x} broke"));
        assert_eq!(said.text(), "step 2: {x} broke");
        let stored = Said::stored(said.to_string(), said.known().as_ref());
        assert_eq!(stored, said);
        let foreign = serde_json::json!({"code": "of_a_later_version", "params": {}});
        let old = Said::stored("as it was".into(), Some(&foreign));
        assert_eq!((old.saying(), old.text(), old.known()), (None, "as it was", None));
    }
}
