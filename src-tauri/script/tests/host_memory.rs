//! What a script hands to the host is copied beside the memory it may have: no more than a little of
//! it, however large the texts are and however often they are given.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::Arc;

use model::record::{Categories, ParserType};
use thinklink_script::{Input, Limits, Outcome, Sandbox, Script, ScriptKey, ScriptKind};

/// The system's allocator, which knows how much each thread has and had at most; the engine's own
/// memory comes from it, too.
struct Peak;

thread_local! {
    /// Bytes that are taken, and most that were.
    static TAKEN: Cell<(isize, isize)> = const { Cell::new((0, 0)) };
}

fn take(bytes: usize, back: usize) {
    TAKEN.with(|taken| {
        let (now, most) = taken.get();
        let now = now.saturating_add_unsigned(bytes).saturating_sub_unsigned(back);
        taken.set((now, most.max(now)));
    });
}

#[expect(unsafe_code, reason = "only an allocator sees every allocation")]
// SAFETY: every call goes to the system's allocator with the caller's own arguments; the numbers are
// a constant-initialised thread-local without destructor, so counting allocates nothing.
unsafe impl GlobalAlloc for Peak {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        take(layout.size(), 0);
        // SAFETY: the caller keeps the contract of `alloc`, which is the same here.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        take(size, layout.size());
        // SAFETY: the caller keeps the contract of `realloc`, which is the same here.
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        take(0, layout.size());
        // SAFETY: `pointer` came from `alloc` above with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Peak = Peak;

/// Bytes that a run takes at most beyond what was taken before it, and how it ended.
fn peak_of(source: &str) -> (isize, Outcome) {
    let script = Script {
        key: ScriptKey { id: 1, version: 1 },
        kind: ScriptKind::ThingModel,
        parser: ParserType::Custom,
        source: Arc::from(source),
    };
    let (device, msg) = ("{}", "{}");
    let input = Input::ThingModel { device, msg, thing_model_id: "7", notice: Categories::UPLINK };
    let mut sandbox = Sandbox::new(Limits::default());
    let before = TAKEN.with(|taken| {
        let (now, _) = taken.get();
        taken.set((now, now));
        now
    });
    let outcome = sandbox.run(&script, &input);
    (TAKEN.with(|taken| taken.get().1 - before), outcome)
}

#[test]
fn tags_and_options_of_any_size_are_cut_before_they_are_copied() {
    // A realm, one such text and a little for the host; all of the copies would be twice as much.
    let limit = 8 << 20;
    for call in [
        "new Date(0).toLocaleString(new Array(16).fill(large))",
        "new Date(0).toLocaleString('en', all)",
        "(1).toLocaleString(new Array(16).fill(large))",
    ] {
        let source = format!(
            "const large = 'x'.repeat(1e6);
             const names = ['weekday', 'year', 'month', 'day', 'hour', 'minute', 'second',
               'timeZoneName', 'hourCycle', 'timeZone', 'dateStyle', 'timeStyle'];
             const all = Object.fromEntries(names.map((name) => [name, large]));
             try {{ {call} }} catch (error) {{ return error.message.length < 200 }}"
        );
        let (peak, outcome) = peak_of(&source);
        assert_eq!(outcome.result.unwrap().unwrap(), true, "{call}");
        assert!(peak.unsigned_abs() < limit, "{call}: {peak} bytes");
    }
}
