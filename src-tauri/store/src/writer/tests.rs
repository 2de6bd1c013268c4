use std::sync::mpsc::sync_channel;

use rusqlite::Connection;

use super::{Stateless, Writer};
use crate::StoreError;

fn writer(setup: &str) -> (tempfile::TempDir, Writer<Stateless>) {
    let dir = tempfile::tempdir().unwrap();
    let conn = Connection::open(dir.path().join("test.db")).unwrap();
    conn.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (a BLOB)").unwrap();
    conn.execute_batch(setup).unwrap();
    (dir, Writer::start("test", conn, Stateless, 64).unwrap())
}

fn count(writer: &Writer<Stateless>) -> i64 {
    let count = |conn: &Connection, _: &mut Stateless| {
        Ok(conn.query_row("SELECT count(*) FROM t", [], |row| row.get(0))?)
    };
    writer.submit_blocking(count).unwrap()
}

fn insert(bytes: i64) -> impl Fn(&Connection, &mut Stateless) -> Result<(), StoreError> {
    move |conn, _| Ok(conn.execute("INSERT INTO t VALUES (zeroblob(?1))", [bytes]).map(drop)?)
}

#[test]
fn a_full_disk_is_an_error_and_what_was_answered_stays() {
    let (_dir, writer) = writer("PRAGMA max_page_count = 30");
    let mut kept = 0;
    let error = loop {
        match writer.submit_blocking(insert(10_000)) {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, StoreError::Full), "{error:?}");
    assert!(kept > 0);
    assert_eq!(count(&writer), kept);
    writer.submit_blocking(insert(1)).unwrap();
    assert_eq!(count(&writer), kept + 1, "a smaller job still fits");
}

#[test]
fn of_a_group_on_a_full_disk_exactly_the_answered_jobs_are_kept() {
    let (_dir, writer) = writer("PRAGMA max_page_count = 30");
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut kept = 0;
    runtime.block_on(async {
        // The first job holds the writer until all others wait: they form one group.
        let (go, gate) = sync_channel::<()>(1);
        let hold = writer.submit(move |_, _| Ok(gate.recv().is_ok()));
        let jobs = (0..40).map(|n| writer.submit(insert(if n % 2 == 0 { 10_000 } else { 10 })));
        let mut all: Vec<_> = jobs.map(Box::pin).collect();
        let mut hold = Box::pin(hold);
        std::future::poll_fn(|context| {
            let _ = hold.as_mut().poll(context);
            for job in &mut all {
                let _ = job.as_mut().poll(context);
            }
            std::task::Poll::Ready(())
        })
        .await;
        go.send(()).unwrap();
        // It may be in the group that the full disk undoes.
        let _ = hold.await;
        for job in all {
            match job.await {
                Ok(()) => kept += 1,
                Err(StoreError::Full | StoreError::RolledBack) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
    });
    assert_eq!(count(&writer), kept);
}

#[test]
fn a_read_only_file_is_an_error() {
    let (_dir, writer) = writer("PRAGMA query_only = ON");
    assert!(matches!(writer.submit_blocking(insert(1)), Err(StoreError::ReadOnly)));
}

#[test]
fn queued_jobs_are_done_before_the_writer_closes() {
    let (dir, writer) = writer("");
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let mut jobs: Vec<_> = (0..50).map(|_| Box::pin(writer.submit(insert(1)))).collect();
        std::future::poll_fn(|context| {
            for job in &mut jobs {
                let _ = job.as_mut().poll(context);
            }
            std::task::Poll::Ready(())
        })
        .await;
        writer.close();
        for job in jobs {
            job.await.unwrap();
        }
    });
    assert!(matches!(writer.submit_blocking(insert(1)), Err(StoreError::Closed)));
    let conn = Connection::open(dir.path().join("test.db")).unwrap();
    let kept: i64 = conn.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 50);
}
