use std::time::Duration;

use thinklink_mail::{FailureKind, Mail, Security, Server, check_address, check_ca, send};

use crate::smtp::{MailServer, Manner, PASSWORD, USER};

const PATIENCE: Duration = Duration::from_secs(60);

fn server(smtp: &MailServer, security: Security) -> Server {
    Server {
        host: "localhost".into(),
        port: smtp.port,
        security,
        ca: if security == Security::None { String::new() } else { smtp.ca.clone() },
        username: USER.into(),
        password: PASSWORD.into(),
    }
}

fn mail() -> Mail {
    Mail {
        from: "ThinkLink <alarms@example.org>".into(),
        to: "night@example.org".into(),
        subject: "Pump 1: dry run".into(),
        text: "No flow for 5 min.\n.\nThe pump is off.\n".into(),
    }
}

#[tokio::test]
async fn a_mail_arrives_in_clear_by_starttls_and_by_tls() {
    for (security, manner, implicit) in [
        (Security::None, Manner::Friendly, false),
        (Security::StartTls, Manner::WantsTls, false),
        (Security::Tls, Manner::Friendly, true),
    ] {
        let mut smtp = MailServer::start(manner, implicit).await;
        send(&server(&smtp, security), &mail(), PATIENCE).await.unwrap();
        let taken = smtp.next().await;
        assert_eq!(taken.login.as_deref(), Some(USER), "{security:?}");
        assert_eq!(taken.secure, security != Security::None);
        assert_eq!((&*taken.from, &*taken.to), ("alarms@example.org", "night@example.org"));
        assert!(taken.data.contains("\nSubject: Pump 1: dry run\n"), "{}", taken.data);
        assert!(taken.data.contains("\nMessage-ID: <"), "{}", taken.data);
        // A line that is only a dot does not end the mail.
        assert!(taken.data.contains("\n..\nThe pump is off.\n"), "{}", taken.data);
    }
}

#[tokio::test]
async fn what_a_script_writes_stays_in_its_line() {
    let mut smtp = MailServer::start(Manner::Friendly, false).await;
    let anonymous = Server { username: String::new(), ..server(&smtp, Security::None) };
    let text = "x".repeat(2_000);
    let subject = "Überlauf\r\nBcc: everybody@example.org\r\n\r\nhello".into();
    send(&anonymous, &Mail { subject, text, ..mail() }, PATIENCE).await.unwrap();
    let taken = smtp.next().await;
    assert_eq!(taken.login, None);
    assert!(!taken.data.contains("\nBcc:"), "{}", taken.data);
    assert!(taken.data.lines().all(|line| line.len() <= 998), "{}", taken.data);
}

#[tokio::test]
async fn every_failure_has_its_code_and_says_whether_to_try_again() {
    let kind = async |manner, change: &dyn Fn(&mut Server, &mut Mail)| {
        let smtp = MailServer::start(manner, false).await;
        let (mut server, mut mail) = (server(&smtp, Security::None), mail());
        change(&mut server, &mut mail);
        let failure = send(&server, &mail, PATIENCE).await.unwrap_err();
        assert!(!failure.to_string().contains(PASSWORD), "{failure}");
        (failure.kind, failure.is_temporary())
    };
    let nothing = |_: &mut Server, _: &mut Mail| {};
    assert_eq!(kind(Manner::WantsTls, &nothing).await, (FailureKind::TlsRequired, false));
    assert_eq!(kind(Manner::BusyOnce, &nothing).await, (FailureKind::Busy, true));
    assert_eq!(kind(Manner::KnowsNobody, &nothing).await, (FailureKind::Refused, false));
    assert_eq!(kind(Manner::NotMail, &nothing).await, (FailureKind::Protocol, false));
    let wrong = |server: &mut Server, _: &mut Mail| server.password = "wrong".into();
    assert_eq!(kind(Manner::Friendly, &wrong).await, (FailureKind::Credentials, false));
    // The server offers no STARTTLS: nothing goes out in clear.
    let secure = |server: &mut Server, _: &mut Mail| server.security = Security::StartTls;
    assert_eq!(kind(Manner::Friendly, &secure).await, (FailureKind::Tls, false));
    // Nobody vouches for the server's certificate.
    let stranger = |server: &mut Server, _: &mut Mail| server.security = Security::StartTls;
    assert_eq!(kind(Manner::WantsTls, &stranger).await, (FailureKind::Tls, false));
    let nowhere = |server: &mut Server, _: &mut Mail| server.port = 1;
    assert_eq!(kind(Manner::Friendly, &nowhere).await, (FailureKind::Network, true));
    let nobody = |_: &mut Server, mail: &mut Mail| mail.to = "nobody".into();
    assert_eq!(kind(Manner::Friendly, &nobody).await, (FailureKind::Message, false));
    let broken = |server: &mut Server, _: &mut Mail| {
        server.security = Security::Tls;
        server.ca = "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----".into();
    };
    assert_eq!(kind(Manner::Friendly, &broken).await, (FailureKind::Configuration, false));
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up() {
    let smtp = MailServer::start(Manner::Silent, false).await;
    let within = Duration::from_millis(300);
    let failure = send(&server(&smtp, Security::None), &mail(), within).await.unwrap_err();
    assert_eq!((failure.kind, failure.is_temporary()), (FailureKind::Timeout, true));
}

#[test]
fn addresses_and_authorities_are_checked_before_they_are_used() {
    for (text, right) in [
        ("a@b.example", true),
        (" Night shift <night@example.org> ", true),
        ("müller@example.org", true),
        ("", false),
        ("night", false),
        ("a@b.example, c@d.example", false),
        ("a@b.example\r\nBcc: c@d.example", false),
    ] {
        assert_eq!(check_address(text).is_ok(), right, "{text:?}");
    }
    assert!(check_ca("no certificate").is_err());
}
