//! Conditions put together from fixed text; whatever comes from outside is bound.

use rusqlite::types::Value;

/// Conditions that must all hold.
#[derive(Debug, Default, Clone)]
pub(crate) struct Filter {
    sql: String,
    values: Vec<Value>,
}

impl Filter {
    /// Adds a condition with one `?` for each value.
    pub(crate) fn and<const N: usize>(&mut self, condition: &'static str, values: [Value; N]) {
        if !self.sql.is_empty() {
            self.sql.push_str(" AND ");
        }
        self.sql.push('(');
        self.sql.push_str(condition);
        self.sql.push(')');
        self.values.extend(values);
    }

    /// Adds a condition when there is something to compare with.
    pub(crate) fn and_opt(&mut self, condition: &'static str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.and(condition, [value.into()]);
        }
    }

    /// Adds that a column has one of these texts; without any, nothing is asked of it.
    pub(crate) fn and_in(&mut self, column: &'static str, texts: &[&str]) {
        self.and_list(column, " IN (", texts);
    }

    /// Adds that a column has none of these texts.
    pub(crate) fn and_not_in(&mut self, column: &'static str, texts: &[&str]) {
        self.and_list(column, " NOT IN (", texts);
    }

    fn and_list(&mut self, column: &'static str, relation: &'static str, texts: &[&str]) {
        if texts.is_empty() {
            return;
        }
        if !self.sql.is_empty() {
            self.sql.push_str(" AND ");
        }
        let marks = vec!["?"; texts.len()].join(", ");
        self.sql.extend(["(", column, relation, &marks, "))"]);
        self.values.extend(texts.iter().map(|text| Value::Text((*text).to_owned())));
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.sql.is_empty()
    }

    /// The conditions as an expression; true when there is none.
    pub(crate) fn sql(&self) -> &str {
        if self.sql.is_empty() { "TRUE" } else { &self.sql }
    }

    pub(crate) fn values(&self) -> &[Value] {
        &self.values
    }
}

/// A `LIKE … ESCAPE '\'` pattern for texts that contain this one.
pub(crate) fn containing(text: &str) -> Value {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    Value::Text(pattern)
}

/// The same for hexadecimal identifiers: separators between the digits do not matter.
pub(crate) fn containing_hex(text: &str) -> Value {
    let digits: String =
        text.chars().filter(|c| !matches!(c, ' ' | ':' | '-' | '.' | '_')).collect();
    containing(if digits.is_empty() { text } else { &digits })
}
