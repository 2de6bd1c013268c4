//! Relations: one device that hears of another. Source of the names: thinklink reference 1.9.

use crate::{DeviceEui, JsonMap, RecordId, TenantCode, Timestamp};

words!(
    /// A category of a device's data.
    Category {
        /// Values that a thing model returned.
        Telemetry = "telemetry_data",
        /// Attributes shared with the device.
        Shared = "shared_attrs",
        /// Attributes of the platform alone.
        Server = "server_attrs",
    }
);

/// Some of a device's categories: those that changed, or those that somebody wants to hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Categories {
    /// [`Category::Telemetry`].
    pub telemetry: bool,
    /// [`Category::Shared`].
    pub shared: bool,
    /// [`Category::Server`].
    pub server: bool,
}

impl Categories {
    /// What a device's own uplink counts as, for its thing models.
    pub const UPLINK: Self = Self { telemetry: true, shared: false, server: false };

    /// Whether it is any.
    #[must_use]
    pub const fn any(self) -> bool {
        self.telemetry || self.shared || self.server
    }

    /// Those that both name.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            telemetry: self.telemetry && other.telemetry,
            shared: self.shared && other.shared,
            server: self.server && other.server,
        }
    }

    /// Whether a category is among them.
    #[must_use]
    pub const fn has(self, category: Category) -> bool {
        match category {
            Category::Telemetry => self.telemetry,
            Category::Shared => self.shared,
            Category::Server => self.server,
        }
    }

    /// The categories, in the order people see them.
    pub fn iter(self) -> impl Iterator<Item = Category> {
        Category::ALL.iter().copied().filter(move |category| self.has(*category))
    }
}

impl FromIterator<Category> for Categories {
    fn from_iter<I: IntoIterator<Item = Category>>(categories: I) -> Self {
        categories.into_iter().fold(Self::default(), |mut all, category| {
            match category {
                Category::Telemetry => all.telemetry = true,
                Category::Shared => all.shared = true,
                Category::Server => all.server = true,
            }
            all
        })
    }
}

/// The thing models of one device run when another one's data changes. A pair of devices has at
/// most one relation in each direction.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// Record id.
    pub id: RecordId,
    /// Owner, of both devices too.
    pub tenant: TenantCode,
    /// The source: whose data changes.
    pub from_eui: DeviceEui,
    /// The target: whose thing models run.
    pub to_eui: DeviceEui,
    /// What the target hears of.
    pub notify_fields: Categories,
    /// For whoever made it; the program does not read it.
    pub params: JsonMap,
    /// When it was made.
    pub created_at: Timestamp,
}
