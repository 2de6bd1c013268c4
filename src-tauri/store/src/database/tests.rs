use expect_test::expect_file;
use rusqlite::Connection;

use super::{Database, open_reader};
use crate::StoreError;

fn schema(conn: &Connection) -> String {
    let mut statement = conn
        .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid")
        .unwrap();
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    rows.map(|sql| format!("{};\n\n", sql.unwrap())).collect()
}

#[test]
fn the_schema_is_the_sum_of_its_migrations() {
    let dir = tempfile::tempdir().unwrap();
    let config = Database::Config.open(dir.path()).unwrap();
    let history = Database::History.open(dir.path()).unwrap();
    expect_file!["../../tests/data/schema-thinklink.sql"].assert_eq(&schema(&config));
    expect_file!["../../tests/data/schema-history.sql"].assert_eq(&schema(&history));
}

#[test]
fn opening_again_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    for database in [Database::Config, Database::History] {
        let before = schema(&database.open(dir.path()).unwrap());
        assert_eq!(schema(&database.open(dir.path()).unwrap()), before);
    }
    let reader = open_reader(dir.path()).unwrap();
    assert!(reader.execute("DELETE FROM tenant", []).is_err(), "a reader cannot write");
    assert!(reader.execute("DELETE FROM history.frame", []).is_err());
}

#[test]
fn every_table_is_strict_and_foreign_keys_are_on() {
    let dir = tempfile::tempdir().unwrap();
    for database in [Database::Config, Database::History] {
        let conn = database.open(dir.path()).unwrap();
        let loose: i64 = conn
            .query_row(
                "SELECT count(*) FROM pragma_table_list
                 WHERE schema = 'main' AND NOT strict AND name NOT LIKE 'sqlite_%'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(loose, 0);
        let on: bool = conn.pragma_query_value(None, "foreign_keys", |row| row.get(0)).unwrap();
        assert!(on);
    }
}

#[test]
fn a_newer_file_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let conn = Database::History.open(dir.path()).unwrap();
    conn.pragma_update(None, "user_version", 99).unwrap();
    drop(conn);
    let result = Database::History.open(dir.path());
    assert!(matches!(result, Err(StoreError::NewerFile { found: 99, .. })));
}

#[test]
fn another_programs_database_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let conn = Connection::open(Database::Config.path(dir.path())).unwrap();
    conn.execute_batch("CREATE TABLE theirs (a)").unwrap();
    drop(conn);
    assert!(matches!(Database::Config.open(dir.path()), Err(StoreError::ForeignFile(_))));
}
