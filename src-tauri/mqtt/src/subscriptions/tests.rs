use proptest::prelude::*;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::{Admission, Limits};

fn client(number: u64) -> Arc<Client> {
    let tenant = "acme".parse().expect("a legal code");
    let admission = Admission { tenant, ended: CancellationToken::new() };
    Arc::new(Client::new(number, admission, "c".into(), &Limits::default()))
}

fn subscription(number: u64) -> Subscription {
    Subscription { client: client(number), qos: QoS::AtMostOnce, no_local: false, id: None }
}

fn tree(filters: &[&str]) -> Subscriptions {
    let mut tree = Subscriptions::default();
    for (number, filter) in (0..).zip(filters) {
        tree.insert(filter, subscription(number));
    }
    tree
}

fn found(tree: &Subscriptions, topic: &str) -> Vec<u64> {
    let mut numbers = Vec::new();
    tree.matching(topic, |known| numbers.push(known.client.number));
    numbers.sort_unstable();
    numbers
}

#[test]
fn filters_match_as_the_standard_says() {
    let tree = tree(&[
        "/v32/acme/#",
        "/v32/acme/as/up/data/+",
        "/v32/acme/as/up/data/70b3",
        "/v32/acme/+/up/#",
        "/v32/acme/as/up/data/#",
        "/v32/other/#",
        "/v32/acme/as//x",
    ]);
    assert_eq!(found(&tree, "/v32/acme/as/up/data/70b3"), [0, 1, 2, 3, 4]);
    assert_eq!(found(&tree, "/v32/acme/as/up/data"), [0, 3, 4]);
    assert_eq!(found(&tree, "/v32/acme/tkl/up"), [0, 3]);
    assert_eq!(found(&tree, "/v32/acme/as//x"), [0, 6]);
    assert_eq!(found(&tree, "/v32/other/as/up/data/70b3"), [5]);
    assert_eq!(found(&tree, "/v32/nobody/x"), Vec::<u64>::new());
}

#[test]
fn a_second_subscription_to_the_same_filter_replaces_the_first() {
    let mut tree = Subscriptions::default();
    assert!(tree.insert("/v32/acme/#", subscription(1)));
    assert!(!tree.insert("/v32/acme/#", subscription(1)));
    assert_eq!((found(&tree, "/v32/acme/x"), tree.len()), (vec![1], 1));
}

#[test]
fn what_was_removed_leaves_nothing_behind() {
    let filters = ["/v32/acme/#", "/v32/acme/+/a", "/v32/acme/b/c", "/v32/other/+/+/#"];
    let mut tree = tree(&filters);
    assert!(!tree.remove("/v32/acme/b", 2));
    assert!(!tree.remove("/v32/acme/b/c", 0));
    for (number, filter) in (0..).zip(filters) {
        assert!(tree.remove(filter, number));
    }
    assert_eq!((tree.len(), tree.tenants.len()), (0, 0));
}

/// The standard's rule, level by level.
fn matches(filter: &str, topic: &str) -> bool {
    let (mut filter, mut topic) = (filter.split('/'), topic.split('/'));
    loop {
        match (filter.next(), topic.next()) {
            (Some("#"), _) | (None, None) => return true,
            (Some("+"), Some(_)) => {}
            (Some(left), Some(right)) if left == right => {}
            _ => return false,
        }
    }
}

proptest! {
    #[test]
    fn the_tree_agrees_with_the_rule(
        filters in prop::collection::vec("(a|b|\\+)?(/(a|b|\\+)?){0,3}(/#)?", 1..8),
        topic in "(a|b)?(/(a|b)?){0,4}",
    ) {
        let filters: Vec<String> = filters.iter().map(|filter| format!("/v32/acme/{filter}")).collect();
        let texts: Vec<&str> = filters.iter().map(String::as_str).collect();
        let topic = format!("/v32/acme/{topic}");
        let expected: Vec<u64> =
            (0..).zip(&texts).filter(|(_, filter)| matches(filter, &topic)).map(|(number, _)| number).collect();
        prop_assert_eq!(found(&tree(&texts), &topic), expected);
    }
}
