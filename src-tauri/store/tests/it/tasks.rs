//! Tasks and what became of their items: counted and kept together, paged, and gone in slices.

use model::record::{Task, TaskItem, TaskKind, TaskState};
use model::{JsonMap, RecordId, Said, Saying};
use thinklink_store::{Page, StoreError};

use crate::fixture::{self, NOW};

const ID: RecordId = RecordId(7);

fn task() -> Task {
    Task {
        id: ID,
        tenant: fixture::tenant(),
        kind: TaskKind::DeviceExecution,
        subject: Some(RecordId(9)),
        name: Said::new(Saying::ChangedFields).with("fields", vec!["name"]),
        who: "admin".into(),
        request: JsonMap::from_iter([("rpc_id".to_owned(), "5".into())]),
        state: TaskState::Running,
        total: 5_000,
        ok: 0,
        failed: 0,
        reason: None,
        created_at: NOW,
        started_at: None,
        ended_at: None,
    }
}

fn items(from: u64, count: u64) -> Vec<TaskItem> {
    let item = |number: u64| TaskItem {
        subject: format!("meter-{number}"),
        ok: !number.is_multiple_of(5),
        code: "delivering".into(),
        detail: Said::new(Saying::AtRow).with("number", number).with("why", "x"),
        link: (number == 1).then_some(RecordId(1)),
        at: NOW,
    };
    (from..from + count).map(item).collect()
}

#[test]
fn items_are_counted_kept_and_read_in_pages() {
    let (_dir, store) = fixture::open();
    store
        .write_blocking(|tx| {
            tx.tasks().insert(&task())?;
            tx.tasks().report(ID, &items(0, 10), true)?;
            // Counted only.
            tx.tasks().report(ID, &items(10, 10), false)?;
            tx.tasks().report(ID, &items(20, 10), true)
        })
        .unwrap();
    store
        .read_blocking(|tx| {
            let loaded = tx.tasks().load_all()?;
            assert_eq!(loaded, [Task { ok: 24, failed: 6, ..task() }]);
            let mut page = Page { limit: 15, cursor: None };
            let first = tx.tasks().items(ID, None, &page)?;
            assert_eq!((first.items.len(), first.total), (15, 20));
            page.cursor = first.next_cursor;
            let second = tx.tasks().items(ID, None, &page)?;
            assert_eq!((second.items.len(), second.next_cursor), (5, None));
            let read: Vec<TaskItem> = first.items.into_iter().chain(second.items).collect();
            assert_eq!(read, [items(0, 10), items(20, 10)].concat());
            let failed = tx.tasks().items(ID, Some(false), &Page::default())?;
            assert_eq!((failed.items.len(), failed.total), (4, 4));
            let subjects = tx.tasks().failed_subjects(ID)?;
            assert_eq!(subjects, ["meter-0", "meter-5", "meter-20", "meter-25"]);
            let foreign = Page { cursor: Some("x".into()), ..Page::default() };
            let refused = tx.tasks().items(ID, None, &foreign);
            assert!(matches!(refused, Err(StoreError::BadCursor)), "{refused:?}");
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_was_not_over_is_interrupted_and_a_task_goes_in_slices() {
    let (_dir, store) = fixture::open();
    let over = Task { state: TaskState::Finished, ended_at: Some(NOW), ..task() };
    store
        .write_blocking(move |tx| {
            tx.tasks().insert(&task())?;
            tx.tasks().report(ID, &items(0, 5_000), true)?;
            assert_eq!(tx.tasks().interrupt_all(NOW)?, 1);
            assert_eq!(tx.tasks().interrupt_all(NOW)?, 0);
            tx.tasks().update(&over)
        })
        .unwrap();
    let slice = || store.write_blocking(|tx| tx.tasks().delete_slice(ID)).unwrap();
    assert_eq!([slice(), slice(), slice()], [true, true, false]);
    let left = store.read_blocking(|tx| tx.tasks().load_all()).unwrap();
    assert!(left.is_empty(), "{left:?}");
    let unknown = store.write_blocking(|tx| tx.tasks().report(ID, &items(0, 1), true));
    assert!(matches!(unknown, Err(StoreError::NotFound("task"))), "{unknown:?}");
}
