//! Lists: what a caller asks for and gets.

/// Most items one page may have.
const LIMIT_MAX: u32 = 1_000;

/// Which part of a list is wanted.
#[derive(Debug, Clone, Default)]
pub struct PageRequest {
    /// Items in a page; 200 when absent.
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Field to sort by, `-` in front for descending.
    pub sort: Option<String>,
    /// Text to look for.
    pub q: Option<String>,
}

impl PageRequest {
    pub(crate) fn limit(&self) -> usize {
        self.limit.unwrap_or(200).clamp(1, LIMIT_MAX) as usize
    }

    /// The field to sort by and whether descending.
    pub(crate) fn sort(&self) -> Option<(&str, bool)> {
        let sort = self.sort.as_deref()?;
        Some(sort.strip_prefix('-').map_or((sort, false), |field| (field, true)))
    }

    /// The text to look for, as typed and as it would stand in an EUI.
    pub(crate) fn needle(&self) -> Option<Needle> {
        let text = self.q.as_deref()?.trim().to_lowercase();
        if text.is_empty() {
            return None;
        }
        let bare: String = text.chars().filter(|c| !matches!(c, ' ' | ':' | '-' | '.')).collect();
        let is_hex = !bare.is_empty() && bare.chars().all(|c| c.is_ascii_hexdigit());
        Some(Needle { hex: is_hex.then_some(bare), text })
    }
}

/// A text to look for in records.
#[derive(Debug, Clone)]
pub(crate) struct Needle {
    text: String,
    hex: Option<String>,
}

impl Needle {
    /// Whether a name, tag or other text contains it.
    pub(crate) fn in_text(&self, text: &str) -> bool {
        text.to_lowercase().contains(&self.text)
    }

    /// Whether it can stand in a DevAddr.
    pub(crate) fn may_be_address(&self) -> bool {
        self.hex.as_ref().is_some_and(|hex| hex.len() <= 8)
    }

    /// Whether an EUI or address contains it, in any spelling.
    pub(crate) fn in_hex(&self, lower_case: &str) -> bool {
        lower_case.contains(&self.text)
            || self.hex.as_ref().is_some_and(|hex| lower_case.contains(hex.as_str()))
    }
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// How many items match in all.
    pub total: u64,
    /// What to send as `cursor` for the next page; `None` on the last one.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// The same page of converted items.
    #[must_use]
    pub fn map<U>(self, convert: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(convert).collect(),
            total: self.total,
            next_cursor: self.next_cursor,
        }
    }
}

/// A page of a log, newest first.
#[derive(Debug, Clone)]
pub struct LogPage<T> {
    /// The items.
    pub items: Vec<T>,
    /// What to send as `cursor` for older items.
    pub next_cursor: Option<String>,
}
