//! What a column of a workbook may hold, and by which headers it is known.

/// What a cell of a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// So many hexadecimal digits.
    Hex(usize),
    /// The EUI of a device, which need not be hexadecimal.
    Eui,
    /// One of a few words.
    Word,
    /// Yes or no.
    Bool,
    /// A whole number.
    Integer,
    /// A number.
    Decimal,
    /// A frequency in Hz, or in MHz.
    Frequency,
    /// Any text.
    Text,
    /// A text in which every digit counts, such as the number on a meter.
    Code,
    /// Several names.
    List,
    /// A JSON object.
    Object,
    /// A text in which every blank counts, such as a script.
    Raw,
}

/// What a cell of a field that is on or off holds.
pub(super) const BOOLS: &[&str] = &["TRUE", "FALSE"];

pub(super) fn bool_text(is_on: bool) -> String {
    if is_on { "TRUE" } else { "FALSE" }.to_owned()
}

/// A field of a record that workbooks have a column for.
#[derive(Debug)]
pub struct Field {
    /// Its name in the API, which is its header in files of ours.
    pub name: &'static str,
    /// Other headers it is known by, in any language and spelling.
    pub(super) aliases: &'static [&'static str],
    /// What its cells hold.
    pub(super) shape: Shape,
    /// What a cell may hold, when that is a short list.
    pub choices: &'static [&'static str],
    /// Whether a new record needs it.
    pub is_required: bool,
    /// Whether an empty cell clears it; otherwise an empty cell leaves it as it is.
    pub(super) is_clearable: bool,
    /// Whether it may only leave the instance with the permission to read keys.
    pub is_secret: bool,
    /// One sentence for the help sheet.
    pub help: &'static str,
    /// Values of the two example rows of a template.
    pub(super) examples: [&'static str; 2],
}

impl Field {
    /// A field that takes any text and may be empty.
    pub(super) const fn new(name: &'static str, shape: Shape, help: &'static str) -> Self {
        Self {
            name,
            aliases: &[],
            shape,
            choices: &[],
            is_required: false,
            is_clearable: false,
            is_secret: false,
            help,
            examples: ["", ""],
        }
    }

    pub(super) const fn alias(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }

    pub(super) const fn one_of(self, choices: &'static [&'static str]) -> Self {
        Self { choices, ..self }
    }

    pub(super) const fn required(self) -> Self {
        Self { is_required: true, ..self }
    }

    pub(super) const fn clearable(self) -> Self {
        Self { is_clearable: true, ..self }
    }

    pub(super) const fn secret(self) -> Self {
        Self { is_secret: true, is_clearable: true, ..self }
    }

    pub(super) const fn example(self, first: &'static str, second: &'static str) -> Self {
        Self { examples: [first, second], ..self }
    }

    /// Whether a header means this field.
    pub(super) fn is_called(&self, header: &str) -> bool {
        let header = bare(header);
        std::iter::once(&self.name).chain(self.aliases).any(|name| bare(name) == header)
    }
}

/// A header without what people write differently: case, separators, a star for "required", and
/// what stands in brackets.
fn bare(header: &str) -> String {
    let head = header.split(['(', '（', '[']).next().unwrap_or(header);
    head.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{Field, Shape};

    #[test]
    fn headers_are_known_in_every_spelling() {
        let field =
            Field::new("dev_eui", Shape::Hex(16), "").alias(&["DevEUI", "设备EUI", "device id"]);
        for header in ["dev_eui", "devEui", "DEV EUI *", "Dev-EUI (hex)", "设备 EUI", "Device ID"]
        {
            assert!(field.is_called(header), "{header}");
        }
        for header in ["", "eui", "dev_addr", "join_eui"] {
            assert!(!field.is_called(header), "{header}");
        }
    }
}
