//! The table of sentences: a name in the program, a word in the API, and the English.

macro_rules! sayings {
    ($($name:ident = $code:literal: $english:literal $(/ $one:literal)?,)+) => {
        /// Every sentence that the page can say in another language.
        ///
        /// A `{name}` in it stands for a value; where the number `{count}` is one, the singular is
        /// said if there is one. Values called `at` or `…_at` are times, and a list called `lines`
        /// has a line for each of its values.
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
    NoDevices = "no_devices":
        "{count} devices do not exist: {euis}" / "1 device does not exist: {euis}",

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
    StoreReadOnly = "store_read_only": "the data folder is read-only",
    StoreBusy = "store_busy": "the database is locked by another program",
    StoreRolledBack = "store_rolled_back":
        "undone together with other work by an I/O error or a full disk",

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
    HttpAnswered = "http_answered": "answered {answer}",
    HttpFailed = "http_failed": "the call was not answered: {reason}",
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

    // Nouns, as values of sentences.
    NounAlarm = "noun_alarm": "alarm",
    NounAttribute = "noun_attribute": "attribute",
    NounCase = "noun_case": "test case",
    NounDevice = "noun_device": "device",
    NounDownlink = "noun_downlink": "downlink",
    NounExecution = "noun_execution": "device execution",
    NounGateway = "noun_gateway": "gateway",
    NounGroup = "noun_group": "notification group",
    NounLocation = "noun_location": "location",
    NounModel = "noun_model": "model",
    NounMqttAccount = "noun_mqtt_account": "MQTT account",
    NounOutsideBroker = "noun_outside_broker": "outside broker",
    NounProfile = "noun_profile": "LoRaWAN profile",
    NounRelation = "noun_relation": "relation",
    NounRestorePoint = "noun_restore_point": "restore point",
    NounRow = "noun_row": "row",
    NounRpcModel = "noun_rpc_model": "RPC model",
    NounRun = "noun_run": "run",
    NounScheduledTask = "noun_scheduled_task": "scheduled task",
    NounStationToken = "noun_station_token": "station token",
    NounTask = "noun_task": "task",
    NounTemplate = "noun_template": "device template",
    NounThingModel = "noun_thing_model": "thing model",
    NounToken = "noun_token": "token",
    NounSignIn = "noun_sign_in": "sign-in",
    NounTriggerModel = "noun_trigger_model": "trigger model",
    NounVersion = "noun_version": "version",
    NounAccount = "noun_account": "account",
    NounTenant = "noun_tenant": "tenant",
    NounKeptRecord = "noun_kept_record": "record in the restore point",
    NounSession = "noun_session": "session",
    NounEui = "noun_eui": "EUI",
    NounDevEui = "noun_dev_eui": "DevEUI",
    NounDevAddr = "noun_dev_addr": "DevAddr",
    NounId = "noun_id": "id",
    NounIdName = "noun_id_name": "ID name",
    NounName = "noun_name": "name",
    NounCode = "noun_code": "code",
    NounUserName = "noun_user_name": "user name",
    NounSecond = "noun_second": "second",
    NounMinute = "noun_minute": "minute",
    NounHour = "noun_hour": "hour",
    NounDay = "noun_day": "day",
    NounMonth = "noun_month": "month",
    NounWeekday = "noun_weekday": "weekday",
    NounNull = "noun_null": "null",
    NounFlag = "noun_flag": "true or false",
    NounNumber = "noun_number": "a number",
    NounText = "noun_text": "text",
    NounArray = "noun_array": "an array",
    NounObject = "noun_object": "an object",
    NounObjectOrArray = "noun_object_or_array": "an object or array",
    NounNames = "noun_names": "an array of names",

    // What the operating system says, and what is wrong with certificates.
    OsAddressTaken = "os_address_taken": "another program uses the address",
    OsAddressForeign = "os_address_foreign": "this computer does not have the address",
    OsDenied = "os_denied": "the operating system does not permit it",
    OsNoFile = "os_no_file": "there is no such file or folder",
    OsDiskFull = "os_disk_full": "the disk is full",
    OsNobodyListens = "os_nobody_listens": "nobody listens there",
    OsCutOff = "os_cut_off": "the other side broke the connection off",
    OsNoAnswer = "os_no_answer": "there was no answer in time",
    OsFailed = "os_failed": "the operating system says: {reason}",
    PemNone = "pem_none": "there is no certificate in PEM form in it",
    PemForm = "pem_form": "it is not in PEM form",
    KeyNoPem = "key_no_pem": "the key is no private key in PEM form",
    FileNoCertificate = "file_no_certificate": "{path}: no certificate in PEM form: {reason}",
    FileNoKey = "file_no_key": "{path}: no private key in PEM form: {reason}",
    CertificateUnusable = "certificate_unusable": "the certificate cannot be used: {reason}",
    CertificateOtherKey = "certificate_other_key":
        "certificate and key do not go together: {reason}",
    CertificateNotMade = "certificate_not_made": "no certificate could be made: {reason}",
    TlsUnusable = "tls_unusable": "no secure connection can be set up: {reason}",
    MailAddressForm = "mail_address_form": "`{text}` is no e-mail address: {reason}",

    // Messages for devices.
    DownNoObject = "down_no_object": "the message is not a JSON object: {reason}",
    DownOtherDevice = "down_other_device":
        "the message is for `{found}`, its topic for `{eui}`",
    DownInterface = "down_interface":
        "if is `{found}`; this device is reached by loraWAN, or raw by loraSW",
    DownType = "down_type": "type is `{found}`, expected data or dataClear",
    MemberMissing = "member_missing": "{member} is missing",
    MemberNoBase64 = "member_no_base64": "{member} is not Base64",
    MemberNoFlag = "member_no_flag": "{member} is neither true nor false",
    MemberNoObject = "member_no_object": "{member} is not an object",
    DownToken = "down_token": "token is neither a number nor a text of at most {limit} bytes",
    MemberNoPort = "member_no_port": "{member} is not a port",
    MemberNoEui = "member_no_eui": "{member} `{found}` is no EUI",
    MemberNoMillis = "member_no_millis": "{member} is not a number of milliseconds",
    RawRateForm = "raw_rate_form": "expected such as SF9BW500",
    RawModulationForm = "raw_modulation_form": "expected LORA",
    RawCodingForm = "raw_coding_form": "expected 4/5 to 4/8",
    RawFrequencyForm = "raw_frequency_form": "expected a frequency in MHz",
    RawPowerForm = "raw_power_form": "expected a power in dBm",
    RawPreambleForm = "raw_preamble_form": "expected 6 to 65535 symbols",

    // What is no request at all.
    BodyNoJson = "body_no_json": "the body is not JSON: {reason}",
    BodyForm = "body_form": "the body has another form: {reason}",
    BodyNoType = "body_no_type": "the body needs the header `content-type: application/json`",
    BodyLarge = "body_large": "the body is larger than the limit",
    BodyUnread = "body_unread": "the body could not be read: {reason}",
    QueryForm = "query_form": "the query parameters have another form: {reason}",
    NoParameter = "no_parameter": "there is no such query parameter here",
    PathForm = "path_form": "the path has another form: {reason}",
    NoApiPath = "no_api_path": "{path} does not exist",
    NoWebSocket = "no_web_socket": "this path is a WebSocket: {reason}",
    NoApiMethod = "no_api_method": "{method} is not possible at {path}",
    StationNotServed = "station_not_served": "Basics Station is not served",

    // Fields of any record.
    NotFound = "not_found": "{what} {key} does not exist",
    Required = "required": "required",
    RequiredFor = "required_for": "required for {mode}",
    IsMissing = "is_missing": "is missing",
    IsEmpty = "is_empty": "is empty",
    ExpectedKind = "expected_kind": "expected {expected}, not {found}",
    MissingObject = "missing_object": "is missing; expected an object",
    CharactersMost = "characters_most": "at most {limit} characters",
    CharactersExpected = "characters_expected": "expected {min} to {max} characters",
    CharactersOver = "characters_over": "{found} characters, at most {limit}",
    ControlCharacter = "control_character":
        "character {place} is the control character U+{code}",
    BytesMost = "bytes_most": "expected at most {limit} bytes",
    BytesExpected = "bytes_expected": "expected {min} to {max} bytes",
    BytesOver = "bytes_over": "{bytes} bytes, at most {limit}",
    BytesOutOfRange = "bytes_out_of_range": "{bytes} bytes, expected {min} to {max}",
    KibMost = "kib_most": "expected at most {limit} KiB",
    JsonMost = "json_most": "at most {limit} bytes of JSON",
    KeysOver = "keys_over": "{found} keys, at most {limit}",
    EntriesOver = "entries_over": "has {found} entries, at most {limit}",
    Most = "most": "at most {limit}",
    NumberExpected = "number_expected": "expected {min} to {max}",
    NumberBetween = "number_between": "expected a number from {min} to {max}",
    NumberOutOfRange = "number_out_of_range": "{value}, expected {min} to {max}",
    NumberOutOfBand = "number_out_of_band": "{value}, expected {min} to {max} in {region}",
    NumberOver = "number_over": "{value}, expected at most {limit}",
    SecondsExpected = "seconds_expected": "expected {min} s to {max} s",
    SecondsOutOfRange = "seconds_out_of_range": "{value} s, expected {min} to {max}",
    DegreesExpected = "degrees_expected": "expected {min} to {max} degrees",
    DecibelsExpected = "decibels_expected": "expected {min} to {max} dB",
    DbmExpected = "dbm_expected": "expected {min} to {max} dBm",
    MegabytesExpected = "megabytes_expected": "expected {min} MB to {max} MB",
    HeartPeriodRange = "heart_period_range": "{value} s, expected 1 s to one year",
    OverOneDay = "over_one_day": "{value} ms, at most one day",
    OneOf = "one_of": "expected one of: {words}",
    SomeOf = "some_of": "expected some of: {words}",
    NotOneOf = "not_one_of": "expected one of {words}, not `{found}`",
    WholeNumber = "whole_number": "expected a whole number",
    ANumber = "a_number": "expected a number",
    TimeExpected = "time_expected": "expected RFC 3339 or milliseconds",
    HexLength = "hex_length": "{found} hex digits, expected {expected}",
    HexDigit = "hex_digit": "`{digit}` is not a hex digit",
    HexExpected = "hex_expected": "expected {expected} hex digits",
    RecordIdForm = "record_id_form": "a record id is a decimal number",
    EuiForm = "eui_form": "an EUI has 1 to 32 characters of a-z, 0-9, _ and -",
    TenantForm = "tenant_form":
        "a tenant code has 1 to 32 lower-case letters, digits and underscores",
    AddressForm = "address_form":
        "expected an IP address or a network such as 192.0.2.7 or 192.0.2.0/24",
    HostForm = "host_form": "expected a host name or an IP address, without port",
    NotCursor = "not_cursor": "not a cursor of this list",
    LastSeenForm = "last_seen_form": "expected within:seconds, over:seconds or never",
    AlarmStateForm = "alarm_state_form":
        "expected any, none or a level: low, mid, high, urgent",
    SwitchStateForm = "switch_state_form":
        "expected a switch with :on or :off, one of real_time_storage, things_board, \
         home_assistant, bacnet, modbus_tcp, third_party",
    ValueFilterForm = "value_filter_form":
        "expected field:op:value with op one of eq, ne, ge, le, has; ge and le take a number",
    CannotSort = "cannot_sort": "the list cannot be sorted by {field}",
    EitherOr = "either_or": "expected either {one} or {other}",
    NoField = "no_field": "there is no field {field}",
    NoFieldOf = "no_field_of": "there is no field {field}; known are {known}",
    ThereTwice = "there_twice": "{name} is there twice",
    NamedTwice = "named_twice": "{key} is named twice",
    GivenTwice = "given_twice": "{key} is given twice",
    StoreTaken = "store_taken": "another {record} has this {field} already",
    StoreInUse = "store_in_use": "the {record} is still in use",
    StoreNamed = "store_named": "it is still in use: a {record} names it",
    StoreUnknown = "store_unknown": "the {field} that the {record} names does not exist",
    StoreUnknownAny = "store_unknown_any": "something that it names does not exist",
    NoSuch = "no_such": "no such {what}",
    ChangedMeanwhile = "changed_meanwhile": "the record was changed meanwhile",
    EnterAgain = "enter_again": "enter it again: it was given for another host or connection",
    SignIn = "sign_in": "a valid access token is needed",

    // Devices, their attributes and relations.
    DeviceExists = "device_exists": "a device with EUI {eui} exists",
    EuiElsewhere = "eui_elsewhere": "this EUI belongs to another tenant",
    EuiElsewhereDelete = "eui_elsewhere_delete":
        "this EUI belongs to another tenant; delete it there first",
    EuiFree = "eui_free": "free",
    NoSuchDevice = "no_such_device": "there is no device {eui}",
    NoLocation = "no_location": "no location has the code or id {key}",
    LocationDeleted = "location_deleted": "the location was deleted meanwhile",
    NoModel = "no_model": "no model is called {key}",
    NoTemplate = "no_template": "no device template is called {key}",
    TemplateAmbiguous = "template_ambiguous":
        "several device templates are called {key}: give the id of one",
    NoneWith = "none_with": "no {what} has this id or name",
    NoRpcWithId = "no_rpc_with_id": "no RPC model has this id or id name",
    NoScheduleWithId = "no_schedule_with_id": "no scheduled task has this id",
    NoTaskWithId = "no_task_with_id": "no task has this id; it may have expired",
    SubDevicesMade = "sub_devices_made": "sub-devices are made by their parent's thing model",
    ParentFixed = "parent_fixed": "its parent is {parent}; delete it before it gets another one",
    ParentOfSubDevice = "parent_of_sub_device": "only a sub-device has a parent",
    LorawanEui = "lorawan_eui": "a LoRaWAN device has an EUI of 16 hex digits",
    GetsSubDevices = "gets_sub_devices": "{eui} gets sub-devices at this moment; try again",
    KeepsEui = "keeps_eui": "a device keeps its EUI",
    TemplateOnce = "template_once": "a device is made from a template only once",
    KeepsDevEui = "keeps_dev_eui": "a profile keeps its DevEUI",
    KeptByPlatform = "kept_by_platform": "{key} is kept by the platform",
    NoMovableAttribute = "no_movable_attribute":
        "there is no attribute {key} whose place can change",
    KeyForm = "key_form": "a key has 1 to {limit} letters, digits, _, -, . and :",
    KeyReserved = "key_reserved": "{key} means something else in scripts",
    RpcsAreNames = "rpcs_are_names": "`rpcs` has the names of RPC models",
    RpcsAreList = "rpcs_are_list": "`rpcs` is a list",
    AddedAndRemoved = "added_and_removed": "{name} is to be added and to be removed",
    AddedAndDeleted = "added_and_deleted": "{name} is to be added and to be deleted",
    AddedToo = "added_too": "{tag} is to be added, too",
    NoTagGiven = "no_tag_given": "no tag to add or to remove is given",
    NoSwitchGiven = "no_switch_given": "neither enable nor down_enable is given",
    NothingToChange = "nothing_to_change": "nothing is to be changed",
    IconForm = "icon_form": "expected an SVG image of at most {limit} characters",
    MethodForm = "method_form": "expected 1 to {limit} letters, digits, spaces and ASCII signs",
    IdNameForm = "id_name_form": "expected 1 to {limit} letters, digits, _ and -",
    TagForm = "tag_form": "a tag has 1 to {limit} characters",
    TagsMost = "tags_most": "at most {limit} tags",
    ModelsOver = "models_over": "{found} models, at most {limit}",
    DevicesMost = "devices_most": "at most {limit} devices",
    DevicesOutOfRange = "devices_out_of_range": "{found} devices, expected 1 to {limit}",
    RecordsOutOfRange = "records_out_of_range": "{found} records, expected 1 to {limit}",
    IdsOutOfRange = "ids_out_of_range": "{found} ids, expected 1 to {limit}",
    ConditionsMost = "conditions_most": "at most {limit} conditions",
    SelectionChanged = "selection_changed":
        "the selection has {count} devices now, which is not the number that was confirmed; look \
         at the plan again"
        / "the selection has 1 device now, which is not the number that was confirmed; look at \
           the plan again",
    SubDevicesStay = "sub_devices_stay":
        "{count} of the devices are sub-devices, which stay so"
        / "1 of the devices is a sub-device, which stays so",
    LorawanToAssets = "lorawan_to_assets":
        "{count} of the devices are LoRaWAN devices: as assets they would lose their LoRaWAN \
         profile"
        / "1 of the devices is a LoRaWAN device: as an asset it would lose its LoRaWAN profile",
    BraceOpen = "brace_open": "a { has no } behind it",
    BraceUnknown = "brace_unknown": "{word} means nothing; there are {known}",
    AtLeastOneDevice = "at_least_one_device": "at least one device",
    RelationsOver = "relations_over": "{found} relations at once, at most {limit}",
    HearsItself = "hears_itself": "{eui} cannot hear of itself",
    TargetsMost = "targets_most": "{eui} has at most {limit} target devices",
    SourcesMost = "sources_most": "{eui} has at most {limit} source devices",
    CategoriesMissing = "categories_missing":
        "at least one of telemetry_data, shared_attrs, server_attrs",
    KeyLength = "key_length": "the key {key} is not 1 to {limit} bytes long",
    AlarmsFull = "alarms_full":
        "{found} alarms of {eui} and {total} in all are active, at most {limit} and {limit_all}",
    WorkersFull = "workers_full": "too much waits for the thing models; try again",
    ValuesOfOneModel = "values_of_one_model": "values are those of one thing model: name it",

    // Locations.
    LocationCodeForm = "location_code_form": "expected 1 to {limit} letters, digits, _, - and .",
    LocationCodeDigits = "location_code_digits": "a code of digits alone has at most {limit}",
    LocationCodeTaken = "location_code_taken": "{name} has the code {key} already",
    LocationCodeTakenNow = "location_code_taken_now": "another location has its code now",
    LongitudeToo = "longitude_too": "a position has a longitude, too",
    LatitudeToo = "latitude_too": "a position has a latitude, too",
    LocationInItself = "location_in_itself": "a location is not in itself",
    LocationInside = "location_inside": "{parent} is in {name} itself",
    LocationDepth = "location_depth": "at most {limit} places are in each other",
    LocationsMost = "locations_most": "a tenant has at most {limit} locations",
    LocationHolds = "location_holds": "{name} still holds these, move them first: {users}",
    LocationUsedNow = "location_used_now": "something is at {name} since a moment ago",
    HeldLocations = "held_locations": "{count} locations ({names})" / "{count} location ({names})",
    HeldDevices = "held_devices": "{count} devices ({names})" / "{count} device ({names})",
    HeldGateways = "held_gateways": "{count} gateways ({names})" / "{count} gateway ({names})",
    HeldTemplates = "held_templates":
        "{count} device templates ({names})"
        / "{count} device template ({names})",

    // The network: profiles, gateways, downlinks, MAC commands.
    AddressTaken = "address_taken": "the address is already used by {eui}",
    ProfileExists = "profile_exists": "a profile with DevEUI {eui} exists",
    DevEuiElsewhere = "dev_eui_elsewhere":
        "this DevEUI belongs to another tenant; delete it there first",
    OtaaCounters = "otaa_counters": "an OTAA device starts its counters again when it joins",
    NoFreeAddress = "no_free_address": "no free DevAddr was found",
    NoDownlinkRate = "no_downlink_rate":
        "DR{value} is no downlink data rate of {region}; expected one of {known}",
    FrequencyOutside = "frequency_outside":
        "{value} Hz, expected a multiple of 100 between {min} and {max} in {region}",
    FrequencyNotInBand = "frequency_not_in_band": "{value} Hz is not in the band {region}",
    ChannelOutside = "channel_outside": "{value} MHz is outside {region}, or no step of 100 Hz",
    ChannelCommon = "channel_common": "{value} MHz is a channel every device has",
    ChannelTwice = "channel_twice": "{value} MHz is there twice",
    ChannelsMost = "channels_most": "at most {limit} channels",
    NoMegahertz = "no_megahertz": "{value} is no frequency in MHz; write them like 867.1, 867.3",
    FixedChannels = "fixed_channels": "{region} has fixed channels; their windows cannot be moved",
    MovedChannel = "moved_channel":
        "channel {channel} at {value} Hz: expected channel 0 to 15 and a frequency inside {region}",
    MacNoDownlinks = "mac_no_downlinks":
        "the profile does not allow downlinks: switch them on first",
    MacNoSession = "mac_no_session": "the device has no session yet: it must join first",
    GatewayExists = "gateway_exists": "gateway {eui} is registered already",
    NoGroupCalled = "no_group_called": "no notification group is called {key}",
    GroupsMost = "groups_most": "expected at most {limit} groups",
    NoSubBands = "no_sub_bands": "expected none: this band has no groups of channels",
    DownlinksWaitDevice = "downlinks_wait_device": "{limit} downlinks wait for this device already",
    DownlinksWait = "downlinks_wait": "{limit} downlinks wait in this instance already",
    TakesMqtt = "takes_mqtt": "this device takes its messages by MQTT; publish on {topic}",
    NotHex = "not_hex": "not hex digits: {why}",
    NotBase64Because = "not_base64_because": "not Base64: {why}",
    EncodingExpected = "encoding_expected": "`{found}`, expected hex or base64",
    TokenExpected = "token_expected": "expected a number or a text",
    ChangeAttributesAt = "change_attributes_at": "change them at {path}",
    NoProfile = "no_profile": "the device has no LoRaWAN profile; add one with its keys first",
    ProfileOff = "profile_off": "the LoRaWAN profile is switched off (enable)",
    DownlinksOffSwitch = "downlinks_off_switch":
        "the LoRaWAN profile allows no downlinks; switch them on (down_enable)",
    OnItsWay = "on_its_way": "it is on its way to the device",
    NothingToCancel = "nothing_to_cancel": "nothing is left of it that could be cancelled",
    PortRange = "port_range": "{value}, expected 1 to 223, or 0 or -1 for MAC commands",
    MacMissing = "mac_missing": "MAC commands are missing",
    FOptsOver = "f_opts_over": "{bytes} bytes, at most {limit} fit into FOpts",
    PayloadOver = "payload_over": "{bytes} bytes, at most {limit} fit at any data rate",
    NotMacCommands = "not_mac_commands": "not MAC commands to a device: {why}",
    AirtimeOver = "airtime_over": "{value} s on the air, at most 60",

    // Commands and the scripts of people.
    OtherTarget = "other_target": "is {named}, but the call is for {eui}",
    NotMounted = "not_mounted": "{method} is not mounted on device {eui}",
    NoRpcCalled = "no_rpc_called": "no RPC model is called {key}",
    NoSuchRpc = "no_such_rpc": "no such RPC model",
    NoneHasRpc = "none_has_rpc": "none of the devices has this RPC model",
    CommandsWait = "commands_wait": "{limit} commands wait already",
    CommandsWaitDevice = "commands_wait_device": "{limit} commands wait for this device already",
    RunNoNumber = "run_no_number": "the run got no number",
    StepPlace = "step_place": "step {number}",
    StepMember = "step_member": "step {number}, {member}",
    ActionPlace = "action_place": "action {number}",
    ActionMember = "action_member": "action {number}, {member}",
    MessagePlace = "message_place": "message {number}",
    MessageMember = "message_member": "message {number}, {member}",
    ActionsExpected = "actions_expected": "expected an array of {method, params}",
    TwoTargets = "two_targets": "names {beside}, but params.{target} names {within}",
    TopicMemberLacks = "topic_member_lacks": "names a member that the message lacks",
    TopicPlain = "topic_plain": "expected a topic without + and #",
    OptionPlace = "option_place": "option {number}",
    OptionMember = "option_member": "option {number}, {member}",
    TheResult = "the_result": "the result",
    TheDefinition = "the_definition": "the definition",
    TheMessage = "the_message": "the message",
    NoSteps = "no_steps": "expected null or an array of steps, not {found}",
    StepsOver = "steps_over": "has {found} steps, at most {limit}",
    MessagesOver = "messages_over": "has {found} messages, at most {limit}",
    StepType = "step_type":
        "expected none, `default`, `modifyAttrs`, `alarm`, `notify` or `http`, not `{found}`",
    Base64Expected = "base64_expected": "expected Base64 text, not {found}",
    NotBase64 = "not_base64": "is not Base64",
    NoAttrs = "no_attrs": "has neither server_attrs nor shared_attrs",
    ClearOrNone = "clear_or_none": "expected none or `clear`, not `{found}`",
    NewOrClear = "new_or_clear": "expected `new` or `clear`, not `{found}`",
    UrlExpected = "url_expected": "expected http://… or https://…",
    OneOfMethods = "one_of_methods": "expected one of {words}",
    ScriptTimeout = "script_timeout": "{why}",
    ScriptMemory = "script_memory": "{why}",
    ScriptStack = "script_stack": "{why}",
    ScriptOutput = "script_output": "{why}",
    ScriptSyntax = "script_syntax": "{why}",
    ScriptThrew = "script_threw": "{why}",
    ScriptPlace = "script_place": "{why} (line {line}:{column})",
    ScriptLate = "script_late": "the script did not end within {limit_ms} ms",
    ScriptMemoryAll = "script_memory_all": "out of memory: a script may have {limit} KiB",
    ScriptMemoryBlock = "script_memory_block":
        "out of memory: one text, list or buffer may have {limit} KiB",
    ScriptMemoryBigInt = "script_memory_big_int":
        "out of memory: in a script with BigInts, one value may have {limit} KiB",
    ScriptResultBytes = "script_result_bytes":
        "the result has {bytes} bytes of JSON, {limit} are allowed",
    ScriptResultLarge = "script_result_large": "the result is too large",
    ScriptResultDeep = "script_result_deep": "the result is nested deeper than {limit} levels",
    ScriptResultText = "script_result_text": "the result is not valid Unicode text",
    ScriptResultUnstorable = "script_result_unstorable": "the result cannot be stored: {why}",
    ScriptCircular = "script_circular": "circular reference",
    ScriptAsync = "script_async": "the script is asynchronous; it must return its result",
    ScriptNoDecoder = "script_no_decoder": "the codec defines neither decodeUplink nor Decode",
    ScriptNoEval = "script_no_eval": "eval is not available to scripts",
    ScriptNoFunction = "script_no_function":
        "the Function constructor is not available to scripts",
    ScriptBuiltInFixed = "script_built_in_fixed": "{name} of a built-in cannot be replaced",
    ScriptRegExpLong = "script_reg_exp_long": "the regular expression is too long",
    ScriptSearchLong = "script_search_long":
        "the texts are too long to search one for the other",
    ScriptDropsMany = "script_drops_many": "too many elements to drop",
    ScriptThrewUnknown = "script_threw_unknown": "the script threw something that cannot be shown",
    BufferType = "buffer_type":
        "The \"{name}\" argument must be of type {expected}. Received {found}",
    BufferInstance = "buffer_instance":
        "The \"{name}\" argument must be an instance of {expected}. Received {found}",
    BufferFirst = "buffer_first":
        "The first argument must be of type string or an instance of Buffer, ArrayBuffer, or Array \
         or an Array-like Object. Received {found}",
    BufferInteger = "buffer_integer":
        "The value of \"{name}\" is out of range. It must be an integer. Received {found}",
    BufferBetween = "buffer_between":
        "The value of \"{name}\" is out of range. It must be >= {min} and <= {max}. \
         Received {found}",
    BufferRange = "buffer_range":
        "The value of \"{name}\" is out of range. It must be {range}. Received {found}",
    BufferOutside = "buffer_outside": "Attempt to access memory outside buffer bounds",
    BufferEncoding = "buffer_encoding": "Unknown encoding: {found}",
    BufferMultiple = "buffer_multiple": "Buffer size must be a multiple of {bits}-bits",
    NoBcd = "no_bcd": "0x{digits} is not BCD",
    NoFitBytes = "no_fit_bytes": "{value} does not fit into {size} bytes",
    NoFitBits = "no_fit_bits": "{value} does not fit into {size} bits",
    NoHexadecimal = "no_hexadecimal": "{value} is not hexadecimal",
    NoDecimal = "no_decimal": "{value} is not a decimal number",
    NoFieldType = "no_field_type": "there is no type {found}",
    RegistersOver = "registers_over": "more than {limit} bytes",
    RegistersRange = "registers_range": "1 to {limit} bytes",
    NoParameterSpace = "no_parameter_space": "there is no parameter space {found}",
    FormulaBytes = "formula_bytes": "postProcess has {bytes} bytes, at most {limit}",
    ConsoleDropped = "console_dropped":
        "{count} more lines were dropped" / "{count} more line was dropped",
    TargetCounts = "target_counts":
        "moteeui is {named}; the message goes to its target {target}",
    ScriptBytes = "script_bytes": "the script has {bytes} bytes, {limit} are allowed",
    ScriptBigIntLong = "script_big_int_long": "a BigInt may be written with {limit} digits",
    ScriptNotCompiled = "script_not_compiled": "the script cannot be compiled",
    ScriptStrayBrace = "script_stray_brace": "unexpected `}`",
    ScriptInputNoJson = "script_input_no_json": "the input `{name}` is not JSON",
    ScriptInputKind = "script_input_kind": "the input is not of this script's kind",
    ResultNoObject = "result_no_object":
        "a thing model returns null, an object or an array of objects, not {found}",
    ResultMember = "result_member": "`{member}` must be an object or null, not {found}",
    ResultSubDevice = "result_sub_device": "`sub_device` must be text, not {found}",
    PlansFull = "plans_full":
        "was dropped: {found} plans wait for the device, at most {limit}, and {total} in all, at \
         most {limit_all}",
    ActionFailed = "action_failed": "{method} on {eui}: {why}",
    PlanNotKept = "plan_not_kept": "could not be kept: {why}",
    ScriptSlow = "script_slow":
        "slow: this device's scripts now run apart from those of other devices, so that nobody \
         else waits for them; until they are quick again their results may be late",
    ScriptNotRun = "script_not_run":
        "not run: scripts of this device take so long that too much of its work waits",
    RelationsEnd = "relations_end": "relations end here: {limit} notifications led to this result",
    SubDeviceLeftOut = "sub_device_left_out":
        "the result for sub-device {identifier} was left out: {why}",
    MasterNamesSubDevice = "master_names_sub_device":
        "the result for sub-device {identifier} was left out: the model applies to master devices only",
    MasterNamesSubDevices = "master_names_sub_devices":
        "results for sub-devices left out: {found}, the first for {identifier}; the model applies to master devices only",
    MasterOnSubDevice = "master_on_sub_device":
        "the result was left out: the model applies to master devices only, and this is a sub-device",
    LatestMadeRoom = "latest_made_room":
        "values taken out of the latest ones to make room for new ones: {found}; there are at most {keys} keys and {bytes} bytes of JSON",
    IdentifierLong = "identifier_long": "the identifier has more than {limit} characters",
    OnlyReporters = "only_reporters": "only a device that reports itself has sub-devices",
    ParentFull = "parent_full": "the parent has {limit} sub-devices, which is the most",
    SubDeviceNotStored = "sub_device_not_stored": "the sub-device could not be stored",
    SubDeviceGone = "sub_device_gone": "the sub-device was deleted at once",

    // Models, executions and tasks.
    ExecutionCalls = "execution_calls": "a device execution calls {model}; change it first",
    MountedOn = "mounted_on": "{model} is mounted on {count} devices; remove it there first"
        / "{model} is mounted on 1 device; remove it there first",
    UsedByExecutions = "used_by_executions":
        "{model} is used by {count} device executions; remove it there first"
        / "{model} is used by 1 device execution; remove it there first",
    NameTakenNow = "name_taken_now": "another {what} has its name now",
    NameTaken = "name_taken": "there is a {what} called {key} already",
    CalledAlready = "called_already": "{label} is already called {key}",
    BuiltInReadOnly = "built_in_read_only": "a built-in {what} is read-only; duplicate it to edit",
    PublicOwners = "public_owners":
        "a public {what} is the owner's to change, and to take back before it goes; duplicate it \
         to edit",
    OwnParts = "own_parts": "{model} names models of this tenant: promote {names} first",
    OwnLocation = "own_location":
        "{model} names the location {place} of this tenant: take it out first",
    OtherTenantsName = "other_tenants_name": "another tenant has a {what} called {key}, too",
    ShipsPublic = "ships_public": "{model} ships with the program and stays public",
    PublicTemplateNames = "public_template_names":
        "the public device template {template} names {model}",
    OtherTemplateNames = "other_template_names":
        "a device template of another tenant names {model}",
    NamedSinceNow = "named_since_now":
        "a device template that is public or another tenant's names {model} since a moment ago",
    NamedModelGone = "named_model_gone": "a model it names became another tenant's at this moment",
    OtherAttributeSends = "other_attribute_sends":
        "an attribute of another tenant's device is sent by {model}",
    OtherTenantUses = "other_tenant_uses": "another tenant uses {model}; it stays public",
    CasesMost = "cases_most": "a model has at most {limit} test cases",
    TelemetryConfigForm = "telemetry_config_form":
        "expected { \"fields\": { … } } of at most 256 KiB",
    ParametersMost = "parameters_most": "at most {limit} parameters",
    ParameterReserved = "parameter_reserved": "{name}: names with _ in front are reserved",
    ParameterForm = "parameter_form": "{name}: expected an object with type {types}",
    StillRunning = "still_running": "it is still running: {done} of {total} devices",
    NotOverYet = "not_over_yet": "it is not over yet",
    RetryImport = "retry_import":
        "correct the rows that failed and import them as a file of their own",
    RetryUndo = "retry_undo": "undo the operation once more, and choose what becomes of conflicts",
    RetryCleaning = "retry_cleaning": "it has no part to repeat; clean the history again",
    NoFailedDevice = "no_failed_device": "no failed device of it is known",
    NoFailedItem = "no_failed_item": "no failed item of it is known",
    ModelGone = "model_gone": "what it did cannot be done any more: a model is gone",
    UnknownByNow = "unknown_by_now": "what it did is not known any more",
    TasksFull = "tasks_full": "{found} tasks are at work or wait; try again later",
    OperationGoesOn = "operation_goes_on": "the operation is not over yet; interrupt it first",
    UndoneAlready = "undone_already": "it is being undone already",

    // Files.
    ChangedSinceCheck = "changed_since_check": "{field} was changed since the check",
    DeletedSinceCheck = "deleted_since_check": "the record was deleted since the check",
    AddedSinceCheck = "added_since_check": "the record was added since the check",
    EuiTakenSinceCheck = "eui_taken_since_check": "another tenant took the EUI since the check",
    NameMeansAnother = "name_means_another": "its name means another record since the check",
    IdentifierTaken = "identifier_taken": "another one goes by its identifier since the check",
    StartChanged = "start_changed": "what it starts with was changed since the check",
    ImportEnded = "import_ended": "the import ended before its turn came",
    ParentDeleted = "parent_deleted": "its parent was deleted",
    RowHasSame = "row_has_same": "row {number} of this file has the same {field}",
    Quoted = "quoted": "“{text}”: {why}",
    NoSubDevices = "no_sub_devices":
        "{parent} does not report itself, so that it has no sub-devices",
    NoParentAnywhere = "no_parent_anywhere":
        "there is no device {parent}, and no row of this file adds it",
    GoesByAlready = "goes_by_already": "{other} goes by it on {parent} already",
    SubDevicesFull = "sub_devices_full": "{parent} has {limit} sub-devices, which is the most",
    ChildOfParent = "child_of_parent": "only the child of a parent has it",
    NobodyReports = "nobody_reports": "no device reports for it",
    NotFoundByResults = "not_found_by_results":
        "results of its parent do not find it: they make another sub-device",
    BuiltInOtherName = "built_in_other_name":
        "a built-in {what} is read-only; give yours another name",
    PublicOtherName = "public_other_name":
        "this {what} is public: who manages the instance changes it, for everybody, in its editor; \
         give yours another name",
    CellHoldsError = "cell_holds_error": "the cell holds the error {text}",
    MadeDate = "made_date": "the spreadsheet made a date of it: {text}",
    MadeDateRepair = "made_date_repair":
        "the spreadsheet made a date of it: {text}; format the column as text and enter the value \
         again",
    FormulaResult = "formula_result": "a formula; its saved result “{text}” is taken",
    FormulaTaken = "formula_taken": "a formula; its saved result is taken",
    FormulaUnsaved = "formula_unsaved":
        "a formula whose result is not in the file; open the file in a spreadsheet program \
         and save it, or put the value in its place",
    BlanksRemoved = "blanks_removed": "blanks or invisible characters were removed",
    FullWidthRead = "full_width_read": "full-width characters: {text} → read as {read}",
    FullWidthTaken = "full_width_taken": "full-width characters",
    CodeScientific = "code_scientific":
        "{text} is a number in scientific notation, digits are lost; format the column as text and \
         enter the value again",
    CodeNumber = "code_number": "number cell {text}; zeros in front of it would be lost",
    NumberScientific = "number_scientific":
        "the number{text} in scientific notation, digits are lost; format the column as text and \
         enter the value again",
    NumberDigitsLost = "number_digits_lost":
        "the number{text}, of which a spreadsheet keeps {kept} digits; format the column as text \
         and enter the value again",
    NumberForHex = "number_for_hex":
        "the number{text} where {expected} hex digits belong; format the column as text and enter \
         the value again",
    NumberReadAs = "number_read_as": "number cell {text} → read as {read}",
    LostZeros = "lost_zeros": "{text} lost its zeros → read as {read}",
    NoHexDigit = "no_hex_digit": "“{digit}” is no hex digit",
    NoHexDigitZero = "no_hex_digit_zero": "“{digit}” is no hex digit; is it a zero?",
    QuotedBoolean = "quoted_boolean": "“{text}”, expected TRUE or FALSE",
    QuotedWhole = "quoted_whole": "“{text}”, expected a whole number",
    QuotedNumber = "quoted_number": "“{text}”, expected a number",
    QuotedFrequency = "quoted_frequency": "“{text}”, expected a frequency in Hz",
    ObjectExpected = "object_expected": "expected a JSON object such as {example}",
    NoJson = "no_json": "no JSON: {why}",
    NoValidJson = "no_valid_json": "no valid JSON: {why}",
    NoModelsFile = "no_models_file": "the file was not exported from a list of models",
    FileNewer = "file_newer":
        "the file is of version {found} and this program reads {known}: update it first",
    FileHasOther = "file_has_other": "the file has {found}, expected {expected}",
    ModelsOutOfRange = "models_out_of_range": "{found} models, expected 1 to {limit}",
    MembersOver = "members_over": "more than {limit} members",
    NoColumnGives = "no_column_gives": "no column gives {field}",
    RowsWithErrors = "rows_with_errors":
        "{count} rows have errors; nothing was imported"
        / "1 row has errors; nothing was imported",
    TwoColumns = "two_columns": "{field} has two columns",
    ColumnsMost = "columns_most": "at most {limit} columns",
    NoSuchField = "no_such_field": "no such field",
    PlanApplied = "plan_applied": "the plan was applied already",
    PlanAppliedCheckAgain = "plan_applied_check_again":
        "the plan was applied; check the file again",
    ImportsFull = "imports_full": "{limit} imports are at work; wait for one",
    PlanGone = "plan_gone":
        "this checked file is not kept any more: it goes an hour after it was last looked at, with \
         a restart, or when newer files need its place. Choose the file again; what an import of \
         it did is in the Task Centre",
    FileUnusable = "file_unusable": "the file cannot be worked with",
    FileEmpty = "file_empty": "empty",
    FileOver32 = "file_over_32": "it is larger than 32 MiB",
    FileTooLarge = "file_too_large": "the file has {bytes} bytes, at most {limit} are read",
    FileWrongType = "file_wrong_type":
        "this is neither an Excel workbook (.xlsx) nor a CSV file: {why}",
    FileNotEncoded = "file_not_encoded": "the file is no text in {encoding}",
    FileOtherJson = "file_other_json":
        "the file is JSON, and neither The Things Stack nor ChirpStack exports such; expected a \
         workbook (.xlsx), a CSV file or an export of theirs",
    FileOpenQuote = "file_open_quote": "the quotation mark in line {line} is not closed",
    FilePassword = "file_password": "the workbook is protected by a password; save it without one",
    FileDamaged = "file_damaged": "the workbook is damaged: {why}",
    FileHostile = "file_hostile": "the workbook is refused: {why}",
    NoSheet = "no_sheet": "there is no sheet “{name}”",
    NoRows = "no_rows": "there is no row with text",
    RowsOver = "rows_over": "there are more than {limit} rows",
    CellFar = "cell_far":
        "cell {cell} is outside the first {rows} rows and {columns} columns; delete its row or \
         column",
    CellLong = "cell_long": "cell {cell} has more than {limit} characters",
    CellsOver = "cells_over": "the cells hold more than {bytes} bytes or {values} values",
    CellLongWritten = "cell_long_written":
        "row {row}: {column} has {found} characters, a cell holds {limit}",
    CellLongChooseCsv = "cell_long_choose_csv":
        "row {row}: {column} has {found} characters, a cell holds {limit}; choose csv instead",
    FormatExpected = "format_expected": "expected {format}",
    NoWorkbook = "no_workbook": "models have no workbook; export one instead",
    FieldsMost = "fields_most": "at most {limit} fields; name those that are wanted",
    LabelsForFields = "labels_for_fields": "{labels} labels for {fields} fields",
    WorkbookEntries = "workbook_entries":
        "a workbook takes {limit} entries and the list has more; filter it, or choose CSV, which \
         takes any number",
    WorkbookRecords = "workbook_records":
        "a workbook takes {limit} records and the range has more; choose a shorter range, or CSV, \
         which takes any number",
    FilesFull = "files_full": "{limit} files are being written for others; try again in a minute",
    OffsetMost = "offset_most": "at most 1080 minutes from UTC",

    // The instance, brokers outside, schedules.
    TenantUnknown = "tenant_unknown": "{tenant} does not exist",
    TenantExists = "tenant_exists": "tenant {tenant} exists",
    PublicOwner = "public_owner": "PUBLIC is the owner of built-in records",
    PublicOrTenant = "public_or_tenant": "expected PUBLIC or {tenant}",
    OwnBroker = "own_broker": "this is the broker of this instance itself",
    ZeroOrOne = "zero_or_one": "expected 0 or 1",
    TenantCodeExpected = "tenant_code_expected": "expected the code of a tenant",
    ChooseMessages = "choose_messages": "choose at least one kind of message",
    TopicForm = "topic_form": "expected a topic of at most {limit} bytes without + and #",
    CertificateNeedsKey = "certificate_needs_key": "a client certificate needs its private key",
    BrokersMost = "brokers_most": "there are {limit} brokers already; delete one first",
    BrokersTried = "brokers_tried": "other brokers are being tried out; try again",
    BrokerExists = "broker_exists": "there is a broker {name} already",
    MessagesTried = "messages_tried": "other messages are being tried out; try again",
    RecipientsExpected = "recipients_expected": "expected 1 to {limit} addresses",
    CronFields = "cron_fields":
        "expected 6 fields (second minute hour day month weekday), found {found}",
    CronBothOpen = "cron_both_open": "day and weekday: only one of them can be ?",
    CronNoneOpen = "cron_none_open": "day and weekday: one of them must be ?",
    CronNoDay = "cron_no_day": "day: there is no such day in the given months",
    CronOpen = "cron_open": "{part}: only day and weekday can be ?",
    CronBackwards = "cron_backwards": "{part}: {range} goes backwards",
    CronNumber = "cron_number": "{part}: expected {min} to {max}, found {found}",
    CronUnknown = "cron_unknown": "not understood: {reason}",
    CronStep = "cron_step": "{part}: expected a step of 1 to {max}, found {found}",
    SiteElsewhere = "site_elsewhere": "the simulated site is loaded in another tenant",
    NoGatewayPort = "no_gateway_port":
        "no gateway port is open, so a simulated gateway cannot send",
    NoPermission = "no_permission": "{who} has no `{permission}` permission",
    WrongLogin = "wrong_login": "account or password is wrong",
    TooManyPasswords = "too_many_passwords":
        "too many wrong passwords; try again in {count} seconds"
        / "too many wrong passwords; try again in 1 second",

    // Why a broker outside is not connected. What it or a library says is not ours.
    BrokerNoHandshake = "broker_no_handshake":
        "the broker closed the connection during the TLS handshake; does this port speak TLS?",
    BrokerWantsIdentity = "broker_wants_identity":
        "the broker wants a client certificate that it knows",
    PortNoTls = "port_no_tls": "this port does not speak TLS",
    BrokerLetsNotIn = "broker_lets_not_in":
        "the broker does not let this account in: name or password is wrong, or it has no rights",
    BrokerClientId = "broker_client_id": "the broker does not want this client id",
    BrokerUnavailable = "broker_unavailable": "the broker says that it is not available",
    BrokerOtherVersion = "broker_other_version": "the broker does not speak MQTT 3.1.1",
    BrokerOddLogin = "broker_odd_login": "the broker answered the login in no known way",
    BrokerNoLogin = "broker_no_login":
        "the broker closed the connection without an answer to the login",
    BrokerWantsTls = "broker_wants_tls": "{why}; does this port want TLS?",
    BrokerPacketLarge = "broker_packet_large":
        "the broker sent a packet of {bytes} bytes, at most {limit} are taken",
    BrokerNoMqtt = "broker_no_mqtt": "the broker sends what is not MQTT 3.1.1: {reason}",
    BrokerPacketUnwritten = "broker_packet_unwritten":
        "a packet for the broker could not be written: {reason}",
    BrokerPacketUnread = "broker_packet_unread": "the broker's packet could not be read",
    BrokerClosed = "broker_closed": "the broker closed the connection",
    BrokerBroke = "broker_broke": "the connection broke: {reason}",
    BrokerUntrusted = "broker_untrusted":
        "the broker's certificate is signed by an authority that is not trusted; give its CA certificate",
    BrokerOtherName = "broker_other_name": "the broker's certificate is for another host name",
    BrokerExpired = "broker_expired": "the broker's certificate has expired",
    BrokerNotYetValid = "broker_not_yet_valid":
        "the broker's certificate is not valid yet; compare the clocks",
    BrokerCertificate = "broker_certificate":
        "the broker's certificate cannot be trusted: {reason}",
    NoAuthorityTrusted = "no_authority_trusted":
        "this computer trusts no authority; give the broker's CA certificate",
    HostSilent = "host_silent": "{host} does not answer",
    NoHost = "no_host": "there is no host {host}",
    HostNoAddress = "host_no_address": "{host} has no address",
    HostNoName = "host_no_name": "{host} is no host name a certificate could be for",
    BrokerOtherPacket = "broker_other_packet": "the broker answered the login with another packet",
    BrokerNoSubscription = "broker_no_subscription":
        "the broker does not allow to subscribe to {filter}",
    BrokerClientPacket = "broker_client_packet": "the broker sent a packet that only clients send",
    BrokerQosTwo = "broker_qos_two": "the broker sends with QoS 2, which nobody asked for",
    BrokerTooFast = "broker_too_fast": "this instance could not keep up with what the broker sends",
    BrokerNoAcknowledgement = "broker_no_acknowledgement":
        "the broker does not acknowledge what is sent",
    BrokerSilent = "broker_silent": "the broker stopped answering",
    BrokerReadsNot = "broker_reads_not": "the broker does not read what is sent",
    BrokerLoginLate = "broker_login_late": "the broker does not answer the login in time",

    // Frames that a gateway did not get.
    FrameLength = "frame_length": "a frame of {bytes} bytes cannot be transmitted",
    GatewaySendFailed = "gateway_send_failed": "cannot send to gateway {gateway} at {peer}: {why}",

    // What became of messages. What a mail server says is not ours.
    NoGroup = "no_group": "there is no notification group called {name}",
    OutboxFull = "outbox_full": "more than {count} messages wait",
    Stopping = "stopping": "the instance is stopping",
    Stopped = "stopped": "the instance stopped",
    StoppedBefore = "stopped_before": "the instance stopped before it could be sent",
    MailNotSetUp = "mail_not_set_up":
        "no mail server is set up; the owner does that in the settings",
    MailSlow = "mail_slow": "{host} took longer than {limit_s} s",
    MailConfiguration = "mail_configuration": "{why}",
    MailMessage = "mail_message": "{why}",
    MailNetwork = "mail_network": "{why}",
    MailTimeout = "mail_timeout": "{why}",
    MailTls = "mail_tls": "no secure connection: {why}",
    MailTlsRequired = "mail_tls_required":
        "the server wants a secure connection first: choose STARTTLS ({why})",
    MailCredentials = "mail_credentials": "the server refused the name and password: {why}",
    MailRefused = "mail_refused": "the server refused the message: {why}",
    MailBusy = "mail_busy": "the server does not take the message now: {why}",
    MailProtocol = "mail_protocol": "what answers is no mail server: {why}",

    // What groups are told.
    TrialTitle = "trial_title": "Test of ThinkLink Desktop",
    TrialText = "trial_text": "Alarms of this instance reach you.",
    GatewaySilent = "gateway_silent": "Gateway is silent",
    GatewayHeard = "gateway_heard": "Gateway is heard again",
    GatewayLastHeard = "gateway_last_heard":
        "Last heard {last_at}, more than {period_s} s ago.",
    GatewaysSilent = "gateways_silent": "{count} gateways are silent",
    GatewaysHeard = "gateways_heard": "{count} gateways are heard again",
    GatewayLines = "gateway_lines": "{lines}",
    GatewayLine = "gateway_line": "{gateway}",
    GatewayLineAt = "gateway_line_at": "{gateway}, last heard {last_at}",
    GatewaysMore = "gateways_more": "and {count} more",
}

impl Saying {
    /// The sentence with this word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|saying| saying.code() == code)
    }
}
