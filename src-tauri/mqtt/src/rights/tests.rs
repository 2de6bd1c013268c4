use super::*;

fn acme() -> TenantCode {
    "acme".parse().expect("a legal code")
}

fn topic(text: &str) -> Result<(), Refusal> {
    check_topic(&acme(), text, &Limits::default())
}

fn filter(text: &str) -> Result<(), Refusal> {
    check_filter(&acme(), text, &Limits::default())
}

#[test]
fn a_tenant_owns_everything_below_its_code() {
    for text in
        ["/v32/acme/as/dn/data/70b3d57ed0001234", "/v32/acme/x", "/v32/acme//", "/v32/acme/$SYS"]
    {
        assert_eq!(topic(text), Ok(()), "{text}");
        assert_eq!(filter(text), Ok(()), "{text}");
    }
    for text in ["/v32/acme/#", "/v32/acme/+", "/v32/acme/+/up/#", "/v32/acme/as/up/+/+"] {
        assert_eq!(filter(text), Ok(()), "{text}");
        assert_eq!(topic(text), Err(Refusal::Malformed), "{text}");
    }
}

#[test]
fn nothing_else_is_reachable() {
    let foreign = [
        "#",
        "+",
        "/#",
        "/+/#",
        "+/+",
        "+/#",
        "/v32/#",
        "/v32/+/as/#",
        "/v32/+/#",
        "/+/acme/#",
        "$SYS/#",
        "$SYS/broker/version",
        "/v32/acme",
        "/v32/acme/",
        "v32/acme/x",
        "//v32/acme/x",
        "/v32//acme/x",
        "/V32/acme/x",
        "/v32/Acme/x",
        "/v32/acme2/x",
        "/v32/acm/x",
        "/v32/other/as/#",
        "/v32/acme ",
        "acme",
        "/v3/acme/x",
        "/v32/ acme/x",
        "/v32/PUBLIC/x",
    ];
    for text in foreign {
        assert_eq!(filter(text), Err(Refusal::NotYours), "{text}");
        assert_ne!(topic(text), Ok(()), "{text}");
    }
    assert_eq!(filter("$share/g//v32/acme/#"), Err(Refusal::Shared));
    assert_eq!(topic("$share/g//v32/acme/x"), Err(Refusal::NotYours));
}

#[test]
fn broken_text_is_malformed() {
    let long = format!("/v32/acme/{}", "x".repeat(600));
    let deep = format!("/v32/acme/{}", "a/".repeat(20));
    for text in ["", "/v32/acme/#/x", "/v32/acme/x#", "/v32/acme/+x", "/v32/acme/x\0", &long, &deep]
    {
        assert_eq!(filter(text), Err(Refusal::Malformed), "{text}");
        assert_eq!(topic(text), Err(Refusal::Malformed), "{text}");
    }
}
