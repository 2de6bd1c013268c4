//! Whether the fields of a broker outside are as they must be.

use std::net::{IpAddr, SocketAddr};

use model::record::{BrokerDirection, BrokerProtocol, OutsideBroker, Publication};
use model::{RecordId, Said, Saying, TenantCode, Timestamp, say, text};
use mqtt::client::{Identity, Tls};

use super::OutsideBrokerChange;
use crate::Error;
use crate::error::FieldError;
use crate::fields::{PEM_MAX, TEXT_BYTES_MAX, TEXT_MAX, is_host};

/// A broker with every default.
pub(super) fn blank(id: RecordId, tenant: TenantCode, now: Timestamp) -> OutsideBroker {
    OutsideBroker {
        id,
        remote_tenant: tenant.clone(),
        tenant,
        name: String::new(),
        enable: true,
        direction: BrokerDirection::Source,
        protocol: BrokerProtocol::Mqtt,
        host: String::new(),
        port: 1_883,
        ca: String::new(),
        cert: String::new(),
        key: String::new(),
        username: String::new(),
        password: String::new(),
        client_id: format!("thinklink-{id}"),
        keep_alive: 60,
        clean_session: false,
        qos: 1,
        publish: vec![Publication::Data, Publication::DataAll, Publication::Ack],
        status_topic: String::new(),
        buffer_limit_mb: 64,
        remark: String::new(),
        created_at: now,
        updated_at: now,
    }
}

macro_rules! set {
    ($record:ident, $change:ident: $($field:ident),+) => {
        $(if let Some(value) = $change.$field { $record.$field = value; })+
    };
}

/// Sets what the change names and checks the whole.
pub(super) fn apply(
    change: OutsideBrokerChange,
    record: &mut OutsideBroker,
    own: Option<SocketAddr>,
) -> Result<(), Error> {
    let leads_elsewhere = leads_elsewhere(&change, record);
    set!(record, change: name, enable, direction, protocol, host, port, ca, cert, key, username,
        password, client_id, keep_alive, clean_session, qos, remote_tenant, publish, status_topic,
        buffer_limit_mb, remark);
    for text in [&mut record.name, &mut record.host, &mut record.client_id, &mut record.remark] {
        *text = text.trim().to_owned();
    }
    let mut kinds = Vec::new();
    for kind in record.publish.drain(..) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    record.publish = kinds;
    if record.cert.trim().is_empty() {
        (record.cert, record.key) = (String::new(), String::new());
    }
    if record.username.is_empty() {
        record.password = String::new();
    }
    let mut errors = errors(record, own);
    errors.extend(leads_elsewhere);
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

/// A stored secret is never sent to another place than it was given for.
fn leads_elsewhere(change: &OutsideBrokerChange, record: &OutsideBroker) -> Option<FieldError> {
    let is_other_host = change.host.as_ref().is_some_and(|host| host.trim() != record.host)
        || change.port.is_some_and(|port| port != record.port);
    let is_bared = record.protocol == BrokerProtocol::Mqtts
        && change.protocol.is_some_and(|protocol| protocol == BrokerProtocol::Mqtt);
    let is_kept = !record.password.is_empty() && change.password.is_none();
    (is_kept && (is_other_host || is_bared))
        .then(|| FieldError::new("password", Saying::EnterAgain))
}

fn errors(record: &OutsideBroker, own: Option<SocketAddr>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut check = |field, ok: bool, expected: Said| {
        if !ok {
            errors.push(FieldError::new(field, expected));
        }
    };
    let fits = |text: &str, most: usize| text.len() <= most;
    let name = record.name.chars().count();
    check("name", (1..=32).contains(&name), say!(CharactersExpected, min = 1, max = 32));
    check("host", is_host(&record.host), Saying::HostForm.into());
    check("host", !is_own(record, own), Saying::OwnBroker.into());
    check("port", record.port > 0, say!(NumberExpected, min = 1, max = 65_535));
    let most = || say!(BytesMost, limit = TEXT_BYTES_MAX);
    check("username", fits(&record.username, TEXT_BYTES_MAX), most());
    check("password", fits(&record.password, TEXT_BYTES_MAX), most());
    check(
        "client_id",
        !record.client_id.is_empty() && fits(&record.client_id, 128),
        say!(BytesExpected, min = 1, max = 128),
    );
    let keep_alive = (5..=3_600).contains(&record.keep_alive);
    check("keep_alive", keep_alive, say!(SecondsExpected, min = 5, max = 3_600));
    check("qos", record.qos <= 1, Saying::ZeroOrOne.into());
    let is_tenant = !record.remote_tenant.is_public();
    check("remote_tenant", is_tenant, Saying::TenantCodeExpected.into());
    check(
        "publish",
        record.direction != BrokerDirection::Copy || !record.publish.is_empty(),
        Saying::ChooseMessages.into(),
    );
    check(
        "status_topic",
        fits(&record.status_topic, TEXT_BYTES_MAX) && !record.status_topic.contains(['+', '#']),
        say!(TopicForm, limit = TEXT_BYTES_MAX),
    );
    check(
        "buffer_limit_mb",
        (1..=10_240).contains(&record.buffer_limit_mb),
        say!(MegabytesExpected, min = 1, max = 10_240),
    );
    let is_short = record.remark.chars().count() <= TEXT_MAX;
    check("remark", is_short, say!(CharactersMost, limit = TEXT_MAX));
    for (field, checked) in [
        ("name", text::check_line(&record.name)),
        ("username", text::check_line(&record.username)),
        ("password", text::check_line(&record.password)),
        ("client_id", text::check_line(&record.client_id)),
        ("status_topic", text::check_line(&record.status_topic)),
        ("remark", text::check_lines(&record.remark)),
    ] {
        errors.extend(checked.err().map(|detail| FieldError::new(field, detail)));
    }
    errors.extend(certificates(record));
    errors
}

fn certificates(record: &OutsideBroker) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (field, text) in [("ca", &record.ca), ("cert", &record.cert), ("key", &record.key)] {
        if text.len() > PEM_MAX {
            return vec![FieldError::new(field, say!(KibMost, limit = PEM_MAX >> 10))];
        }
    }
    if !record.ca.is_empty()
        && let Err(detail) = Tls::check_ca(&record.ca)
    {
        errors.push(FieldError::new("ca", detail));
    }
    if !record.cert.is_empty() {
        let identity = Identity { certificate: record.cert.clone(), key: record.key.clone() };
        if record.key.is_empty() {
            errors.push(FieldError::new("key", Saying::CertificateNeedsKey));
        } else if let Err(detail) = Tls::check_identity(&identity) {
            let is_key = [Saying::KeyNoPem, Saying::CertificateOtherKey];
            let is_key = detail.saying().is_some_and(|saying| is_key.contains(&saying));
            let field = if is_key { "key" } else { "cert" };
            errors.push(FieldError::new(field, detail));
        }
    }
    errors
}

/// A message that comes back as a new one would go round for ever.
fn is_own(record: &OutsideBroker, own: Option<SocketAddr>) -> bool {
    let is_here = record.host == "localhost"
        || record.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    is_here && own.is_some_and(|own| own.port() == record.port)
}

#[cfg(test)]
mod tests {
    use model::record::{BrokerDirection, BrokerProtocol, OutsideBroker};
    use model::{RecordId, Timestamp};

    use super::{apply, blank};
    use crate::outside_brokers::OutsideBrokerChange;
    use crate::{Error, FieldError};

    fn changed(change: OutsideBrokerChange) -> Result<OutsideBroker, Vec<&'static str>> {
        let now = Timestamp::from_millis(1_777_622_400_000);
        let mut record = blank(RecordId(7), "acme".parse().unwrap(), now);
        let change = OutsideBrokerChange {
            name: change.name.or(Some("gateway".into())),
            host: change.host.or(Some("broker.example".into())),
            ..change
        };
        match apply(change, &mut record, Some("0.0.0.0:1883".parse().unwrap())) {
            Ok(()) => Ok(record),
            Err(Error::Invalid(errors)) => Err(errors.iter().map(FieldError::fixed_name).collect()),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn every_bad_field_is_named() {
        let bad = OutsideBrokerChange {
            name: Some(" ".into()),
            host: Some("mqtt://broker:1883/".into()),
            port: Some(0),
            client_id: Some(String::new()),
            keep_alive: Some(1),
            qos: Some(2),
            direction: Some(BrokerDirection::Copy),
            publish: Some(Vec::new()),
            status_topic: Some("a/#".into()),
            buffer_limit_mb: Some(0),
            ca: Some("none".into()),
            cert: Some("none".into()),
            ..OutsideBrokerChange::default()
        };
        let expected = [
            "name",
            "host",
            "port",
            "client_id",
            "keep_alive",
            "qos",
            "publish",
            "status_topic",
            "buffer_limit_mb",
            "ca",
            "key",
        ];
        assert_eq!(changed(bad).unwrap_err(), expected);
    }

    #[test]
    fn a_stored_password_is_not_sent_elsewhere() {
        let mut record = changed(OutsideBrokerChange {
            protocol: Some(BrokerProtocol::Mqtts),
            username: Some("site".into()),
            password: Some("correct horse".into()),
            ..OutsideBrokerChange::default()
        })
        .unwrap();
        for change in [
            OutsideBrokerChange { host: Some("evil.example".into()), ..Default::default() },
            OutsideBrokerChange { port: Some(1_884), ..Default::default() },
            OutsideBrokerChange { protocol: Some(BrokerProtocol::Mqtt), ..Default::default() },
        ] {
            let refused = apply(change.clone(), &mut record.clone(), None);
            assert!(
                matches!(refused, Err(Error::Invalid(errors)) if errors[0].field == "password")
            );
            let again = OutsideBrokerChange { password: Some("another".into()), ..change };
            assert!(apply(again, &mut record.clone(), None).is_ok());
        }
        let rename = OutsideBrokerChange { name: Some("other".into()), ..Default::default() };
        assert!(apply(rename, &mut record, None).is_ok());
        assert_eq!(record.password, "correct horse");
    }

    #[test]
    fn hosts_are_names_or_addresses_and_not_this_instance() {
        for host in ["broker.example", "10.0.0.7", "::1", "[2001:db8::1]", "plc_7"] {
            let change = OutsideBrokerChange {
                host: Some(host.into()),
                port: Some(8_883),
                ..OutsideBrokerChange::default()
            };
            assert!(changed(change).is_ok(), "{host}");
        }
        for host in ["localhost", "127.0.0.1", "127.8.0.1"] {
            let change =
                OutsideBrokerChange { host: Some(host.into()), ..OutsideBrokerChange::default() };
            assert_eq!(changed(change).unwrap_err(), ["host"], "{host}");
        }
    }
}
