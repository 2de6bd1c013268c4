//! Reading, checking and decrypting an uplink allocates nothing.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use thinklink_lorawan::mac::uplink_commands;
use thinklink_lorawan::{AesKey, DataUp, Frame, SessionKey, parse};

/// The system's allocator, counting per thread, since the test harness has threads of its own.
struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

#[expect(unsafe_code, reason = "only an allocator sees every allocation")]
// SAFETY: every call goes to the system's allocator with the caller's own arguments; the counter is
// a constant-initialised thread-local without destructor, so counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller keeps the contract of `alloc`, which is the same here.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: `pointer` came from `alloc` above with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(run: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.with(Cell::get);
    run();
    ALLOCATIONS.with(Cell::get) - before
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| drop(std::hint::black_box(vec![0_u8; 10]))), 1);
}

#[test]
fn an_accepted_uplink_costs_no_allocation() {
    let key = AesKey::new([7; 16]);
    let up =
        DataUp { f_cnt: 9, f_opts: &[2], f_port: Some(11), payload: &[1; 51], ..DataUp::default() };
    let phy = up.build(&key, &key).unwrap();
    let prepared = SessionKey::new(&key);
    let mut plain = Vec::with_capacity(255);

    let counted = allocations(|| {
        let Ok(Frame::Data(frame)) = parse(&phy) else { panic!("no data frame") };
        assert!(frame.mic_is_valid(&prepared, 9));
        assert_eq!(uplink_commands(frame.f_opts).count(), 1);
        frame.decrypt(&prepared, 9, &mut plain);
    });

    assert_eq!(counted, 0);
    assert_eq!(plain, [1; 51]);
}
