//! Counts the memory that an engine takes from the system.

use std::cell::Cell;
use std::rc::Rc;

use rquickjs::allocator::{Allocator, RustAllocator};

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
}

impl Meter {
    /// Starts measuring a run.
    pub(crate) fn start(&self) {
        self.0.start.set(self.0.used.get());
        self.0.peak.set(self.0.used.get());
    }

    /// Bytes the run took at most beyond what was there before it.
    pub(crate) fn peak_bytes(&self) -> u64 {
        let bytes = self.0.peak.get().saturating_sub(self.0.start.get());
        u64::try_from(bytes).unwrap_or(u64::MAX)
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

/// The Rust heap, metered. Limits are the engine's own.
pub(crate) struct MeteredAllocator {
    pub(crate) meter: Meter,
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
// returns its result unchanged; only numbers are counted beside it.
unsafe impl Allocator for MeteredAllocator {
    fn alloc(&mut self, size: usize) -> *mut u8 {
        let block = RustAllocator.alloc(size);
        self.meter.add(Self::size_of(block));
        block
    }

    fn calloc(&mut self, count: usize, size: usize) -> *mut u8 {
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
