//! What a file may be at most. Whatever is larger is refused with the limit in the message.

/// Size of a file, in bytes.
pub const FILE_BYTES: usize = 32 * 1024 * 1024;
/// Rows below the header.
pub const ROWS: usize = 100_000;
/// Columns.
pub const COLUMNS: usize = 256;
/// Characters in a cell; Excel's own limit.
pub const CELL_CHARS: usize = 32_767;
/// Characters in a cell of a CSV file, which has room for what no cell of a workbook holds.
pub const TEXT_CELL_CHARS: usize = 300_000;
/// Sheets of a workbook.
pub const SHEETS: usize = 255;
/// Text of all cells together, in bytes.
pub const TEXT_BYTES: usize = 96 * 1024 * 1024;
/// Cells that are not empty.
pub const CELLS: usize = 4_000_000;

/// Parts in a workbook's archive.
pub(crate) const PARTS: usize = 2_000;
/// All parts of a workbook, unpacked, in bytes.
pub(crate) const UNPACKED_BYTES: u64 = 256 * 1024 * 1024;
/// A part that describes the workbook, unpacked, in bytes.
pub(crate) const DESCRIPTION_BYTES: u64 = 16 * 1024 * 1024;
/// Strings that cells share.
pub(crate) const SHARED_STRINGS: u64 = 3_000_000;
/// A tag, or the text between two, in bytes.
pub(crate) const RUN_BYTES: usize = 1024 * 1024;
