//! Counts the memory that an engine takes from the system, and refuses what a run may not have.
//!
//! The engine asks for the time only every 10,000 calls and loop turns. A script that keeps it in
//! long steps between them (a product of two huge BigInts, a copy of a long text) needs memory for
//! what each step makes, and gets none once its time is over. Steps are short because no block of
//! memory may be large.

use std::cell::Cell;
use std::rc::Rc;

use rquickjs::allocator::{Allocator, RustAllocator};

use crate::watch::Watch;

/// Bytes in use and their highest number since the last [`Meter::start`].
///
/// The engine takes memory for small objects in pages of some kilobytes, so small runs often need
/// none.
#[derive(Clone, Default)]
pub(crate) struct Meter(Rc<Counts>);

#[derive(Default)]
struct Counts {
    used: Cell<usize>,
    peak: Cell<usize>,
    start: Cell<usize>,
    /// The largest block the author's code may have now; 0: the host is at work, any.
    largest_block: Cell<usize>,
    /// The largest new block; smaller than the other once the run made a BigInt. The engine makes
    /// a BigInt and most texts in one piece; lists, buffers and what it writes text into grow.
    largest_new: Cell<usize>,
    largest_big_int: Cell<usize>,
    refused: Cell<Option<Refused>>,
}

/// Why a block of memory was not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Larger than any block may be; its greatest size.
    Block(usize),
    /// Larger than a block may be in a run with a BigInt; its greatest size.
    BigInt(usize),
}

impl Meter {
    /// Starts measuring a run.
    pub(crate) fn start(&self) {
        self.0.start.set(self.0.used.get());
        self.0.peak.set(self.0.used.get());
    }

    /// From here to [`Meter::host`] the author's code is at work.
    pub(crate) fn author(&self, largest_block: usize, largest_big_int: usize) {
        self.0.refused.set(None);
        self.0.largest_big_int.set(largest_big_int);
        self.0.largest_new.set(largest_block);
        self.0.largest_block.set(largest_block);
    }

    /// The run returned; its result is written, which may be as large as this.
    pub(crate) fn result(&self, largest_block: usize) {
        self.0.largest_block.set(largest_block);
    }

    /// The host is at work, and may have what it needs.
    pub(crate) fn host(&self) {
        self.0.largest_block.set(0);
    }

    /// The run uses BigInts: one operation of large ones takes seconds.
    pub(crate) fn uses_big_ints(&self) {
        let largest = self.0.largest_new.get().min(self.0.largest_big_int.get());
        self.0.largest_new.set(largest);
    }

    /// The last block that was too large in this run.
    pub(crate) fn refused(&self) -> Option<Refused> {
        self.0.refused.get()
    }

    fn gives_new(&self, size: usize, watch: &Watch) -> bool {
        let largest = self.0.largest_new.get();
        if self.0.largest_block.get() != 0 && size > largest {
            let big_int = largest == self.0.largest_big_int.get();
            let refused = if big_int { Refused::BigInt(largest) } else { Refused::Block(largest) };
            self.0.refused.set(Some(refused));
            return false;
        }
        self.gives(size, watch)
    }

    fn gives(&self, size: usize, watch: &Watch) -> bool {
        let largest = self.0.largest_block.get();
        if largest == 0 {
            return true;
        }
        if size > largest {
            self.0.refused.set(Some(Refused::Block(largest)));
            return false;
        }
        !watch.must_stop()
    }

    /// Bytes the run took at most beyond what was there before it.
    pub(crate) fn peak_bytes(&self) -> u64 {
        let bytes = self.0.peak.get().saturating_sub(self.0.start.get());
        u64::try_from(bytes).unwrap_or(u64::MAX)
    }

    /// The highest number of bytes that were in use during the run.
    pub(crate) fn highest_bytes(&self) -> usize {
        self.0.peak.get()
    }

    /// Bytes in use.
    pub(crate) fn used_bytes(&self) -> usize {
        self.0.used.get()
    }

    fn add(&self, bytes: usize) {
        let used = self.0.used.get().saturating_add(bytes);
        self.0.used.set(used);
        self.0.peak.set(self.0.peak.get().max(used));
    }

    fn subtract(&self, bytes: usize) {
        self.0.used.set(self.0.used.get().saturating_sub(bytes));
    }
}

/// The Rust heap, metered. The limit of all blocks together is the engine's own.
pub(crate) struct MeteredAllocator {
    pub(crate) meter: Meter,
    pub(crate) watch: Watch,
}

impl MeteredAllocator {
    fn size_of(block: *mut u8) -> usize {
        if block.is_null() {
            return 0;
        }
        #[expect(
            unsafe_code,
            reason = "the size of a block is asked from the allocator that made it"
        )]
        // SAFETY: `block` is not null and was made by `RustAllocator`, the only one used here.
        unsafe {
            RustAllocator::usable_size(block)
        }
    }
}

#[expect(unsafe_code, reason = "the engine's allocator interface is an unsafe trait")]
// SAFETY: every method passes its arguments to `RustAllocator`, which fulfils the contract, and
// returns its result unchanged, or refuses with null before; only numbers are counted beside it.
unsafe impl Allocator for MeteredAllocator {
    fn alloc(&mut self, size: usize) -> *mut u8 {
        if !self.meter.gives_new(size, &self.watch) {
            return std::ptr::null_mut();
        }
        let block = RustAllocator.alloc(size);
        self.meter.add(Self::size_of(block));
        block
    }

    fn calloc(&mut self, count: usize, size: usize) -> *mut u8 {
        if !self.meter.gives(count.saturating_mul(size), &self.watch) {
            return std::ptr::null_mut();
        }
        let block = RustAllocator.calloc(count, size);
        self.meter.add(Self::size_of(block));
        block
    }

    unsafe fn dealloc(&mut self, block: *mut u8) {
        self.meter.subtract(Self::size_of(block));
        // SAFETY: the caller's duty is `RustAllocator`'s.
        unsafe { RustAllocator.dealloc(block) }
    }

    unsafe fn realloc(&mut self, block: *mut u8, new_size: usize) -> *mut u8 {
        let old_size = Self::size_of(block);
        if new_size > old_size && !self.meter.gives(new_size, &self.watch) {
            return std::ptr::null_mut();
        }
        // SAFETY: the caller's duty is `RustAllocator`'s.
        let moved = unsafe { RustAllocator.realloc(block, new_size) };
        if !moved.is_null() {
            self.meter.subtract(old_size);
            self.meter.add(Self::size_of(moved));
        }
        moved
    }

    unsafe fn usable_size(block: *mut u8) -> usize {
        Self::size_of(block)
    }
}
