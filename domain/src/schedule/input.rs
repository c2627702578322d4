//! A schedule as a form or a request brings it, before it is checked.

use serde::{Deserialize, Serialize};

/// What was typed, field by field, so that it can be shown again with what is
/// wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScheduleInput {
    /// `window` or `every`.
    pub kind: String,
    /// 0 is Sunday. For `every`, none means all.
    pub weekdays: Vec<u8>,
    /// `HH:MM`; for `every` blank where checks run around the clock.
    pub start: String,
    /// `HH:MM`; at or before the start means on the next day.
    pub end: String,
    /// For `every`.
    pub every_seconds: Option<u32>,
    /// The name of a time zone.
    pub zone: String,
}

/// One thing that is wrong with one field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name.
    pub field: String,
    /// What is wrong, as a sentence.
    pub text: String,
}

impl FieldError {
    /// What is wrong with a field.
    pub fn new(field: &str, text: impl ToString) -> Self {
        Self { field: field.to_owned(), text: text.to_string() }
    }
}
