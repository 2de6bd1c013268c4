use std::fmt::Write;

use expect_test::expect_file;
use model::record::{OnlineStatus, ProfileState};
use model::{RecordId, TenantCode};
use rusqlite::{Connection, params_from_iter};

use super::listing::Listing;
use super::{
    DeviceQuery, DeviceSort, GatewayQuery, GatewaySort, ProfileQuery, ProfileSort, ThingModelQuery,
    device, gateway, profile, thing_model,
};
use crate::cursor::{Page, encode};
use crate::database::{Database, open_reader};

fn tenant() -> Option<TenantCode> {
    Some("default".parse().unwrap())
}

fn plan(out: &mut String, conn: &Connection, title: &str, listing: &Listing<'_>) {
    let (sql, values) = listing.page_sql(50).unwrap();
    let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let rows =
        statement.query_map(params_from_iter(values), |row| row.get::<_, String>(3)).unwrap();
    writeln!(out, "{title}").unwrap();
    for step in rows {
        writeln!(out, "  {}", step.unwrap()).unwrap();
    }
}

/// A second page, where the key decides.
fn second(name: &str, values: &[serde_json::Value]) -> Page {
    Page { limit: 50, cursor: Some(encode(name, values)) }
}

#[test]
fn every_list_has_its_index() {
    let dir = tempfile::tempdir().unwrap();
    Database::Config.open(dir.path()).unwrap();
    Database::History.open(dir.path()).unwrap();
    let conn = open_reader(dir.path()).unwrap();
    let mut out = String::new();

    let all = DeviceQuery { tenant: tenant(), ..DeviceQuery::default() };
    for sort in [DeviceSort::Created, DeviceSort::Eui, DeviceSort::Name, DeviceSort::Updated] {
        let query = DeviceQuery { sort, ..all.clone() };
        plan(&mut out, &conn, &format!("devices by {sort:?}"), &device::listing(&query));
    }
    let page = second("devices/d.name COLLATE NOCASE", &["Pump".into(), 7.into()]);
    let query = DeviceQuery { sort: DeviceSort::Name, page, ..all.clone() };
    plan(&mut out, &conn, "devices by Name, second page", &device::listing(&query));
    let query = DeviceQuery { thing_model: Some(RecordId(1)), ..all.clone() };
    plan(&mut out, &conn, "devices with a thing model", &device::listing(&query));
    let query = DeviceQuery { tag: Some("t".into()), ..all.clone() };
    plan(&mut out, &conn, "devices with a tag", &device::listing(&query));
    let query = DeviceQuery { parent: Some("p".parse().unwrap()), ..all.clone() };
    plan(&mut out, &conn, "devices below a parent", &device::listing(&query));
    let (status, state) = (Some(OnlineStatus::Online), Some(ProfileState::Ok));
    let query = DeviceQuery { status, profile: state, ..all };
    plan(&mut out, &conn, "devices by status and profile", &device::listing(&query));

    let all = ProfileQuery { tenant: tenant(), ..ProfileQuery::default() };
    for sort in [ProfileSort::DevEui, ProfileSort::Created] {
        let query = ProfileQuery { sort, has_device: Some(true), ..all.clone() };
        plan(&mut out, &conn, &format!("profiles by {sort:?}"), &profile::listing(&query));
    }
    let page = second("profiles/p.dev_eui", &[vec![1_u8; 8].into(), vec![1_u8; 8].into()]);
    let query = ProfileQuery { page, ..all };
    plan(&mut out, &conn, "profiles by DevEui, second page", &profile::listing(&query));

    let query =
        GatewayQuery { tenant: tenant(), sort: GatewaySort::Eui, ..GatewayQuery::default() };
    plan(&mut out, &conn, "gateways by Eui", &gateway::listing(&query));
    let query = ThingModelQuery { tenant: tenant(), ..ThingModelQuery::default() };
    plan(&mut out, &conn, "thing models by Name", &thing_model::listing(&query));

    expect_file!["../../tests/data/query-plans.txt"].assert_eq(&out);
}
