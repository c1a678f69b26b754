//! Which names and numbers are listed.

use serde_json::{Map, Value};

use super::optional_string;
use crate::refusal::Refusal;

/// A comparison with the value that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    Equal,
    Greater,
    /// For names this is "begins with", as Skapi documents.
    GreaterOrEqual,
    Less,
    LessOrEqual,
    NotEqual,
}

/// What is looked for, with values of one type.
#[derive(Debug, PartialEq)]
pub(super) enum Filter<T> {
    Compared(Condition, T),
    /// From one to the other, both included, whichever is the smaller.
    Between(T, T),
    /// This one and all after it.
    From(T),
}

impl Condition {
    /// The field `condition`; `None` when absent or null.
    pub(super) fn read(body: &Map<String, Value>) -> Result<Option<Self>, Refusal> {
        let Some(text) = optional_string(body, "condition")? else { return Ok(None) };
        Ok(Some(match text {
            "=" | "eq" => Self::Equal,
            ">" | "gt" => Self::Greater,
            ">=" | "gte" => Self::GreaterOrEqual,
            "<" | "lt" => Self::Less,
            "<=" | "lte" => Self::LessOrEqual,
            "!=" | "ne" => Self::NotEqual,
            _ => {
                return Err(Refusal::invalid_parameter(
                    "\"condition\" must be one of >, >=, =, <, <=, !=, gt, gte, eq, lt, lte, ne.",
                ));
            }
        }))
    }
}

impl Filter<String> {
    /// Reads `value`, `condition` and `range` for names of groups.
    ///
    /// Without a value, or with `" "`, all are meant.
    pub(super) fn of_names(body: &Map<String, Value>) -> Result<Self, Refusal> {
        let value = optional_string(body, "value")?.unwrap_or(" ");
        let is_blank = value.is_empty() || value == " ";
        Self::new(body, value.to_owned(), is_blank, |range| match range {
            Value::String(range) => Ok(range.clone()),
            _ => Err(Refusal::invalid_parameter("\"range\" must be a string.")),
        })
    }

    /// Whether the name is one of those looked for. Order is that of code points.
    pub(super) fn accepts(&self, name: &str) -> bool {
        match self {
            // So skapi-js asks for all groups; a name may begin with something before a blank.
            Self::Compared(Condition::Greater, value) if value == " " => true,
            Self::Compared(Condition::GreaterOrEqual, value) => {
                value == " " || name.starts_with(value.as_str())
            }
            Self::Compared(condition, value) => condition.holds(name, value.as_str()),
            Self::Between(a, b) => {
                let (low, high) = if a <= b { (a, b) } else { (b, a) };
                low.as_str() <= name && name <= high.as_str()
            }
            Self::From(value) => name >= value.as_str(),
        }
    }
}

impl Filter<f64> {
    /// Reads `value`, `condition` and `range` for numbers of users.
    ///
    /// Without a value, 0 is meant, and without a condition too, all.
    pub(super) fn of_numbers(body: &Map<String, Value>) -> Result<Self, Refusal> {
        let value = match body.get("value") {
            None | Some(Value::Null) => 0.0,
            Some(value) => value
                .as_f64()
                .ok_or_else(|| Refusal::invalid_parameter("\"value\" must be a number."))?,
        };
        Self::new(body, value, value == 0.0, |range| {
            range.as_f64().ok_or_else(|| Refusal::invalid_parameter("\"range\" must be a number."))
        })
    }

    /// Whether the number is one of those looked for.
    pub(super) fn accepts(&self, number: f64) -> bool {
        match *self {
            Self::Compared(condition, value) => condition.holds(number, value),
            Self::Between(a, b) => a.min(b) <= number && number <= a.max(b),
            Self::From(value) => number >= value,
        }
    }
}

impl<T> Filter<T> {
    /// A range wins over a condition: skapi-js sends one along that nobody asked for.
    fn new(
        body: &Map<String, Value>,
        value: T,
        is_blank: bool,
        read: impl Fn(&Value) -> Result<T, Refusal>,
    ) -> Result<Self, Refusal> {
        let condition = Condition::read(body)?;
        match body.get("range") {
            None | Some(Value::Null | Value::Bool(false)) => {}
            Some(Value::Bool(true)) => return Ok(Self::From(value)),
            Some(range) => return Ok(Self::Between(value, read(range)?)),
        }
        let default = if is_blank { Condition::Greater } else { Condition::Equal };
        Ok(Self::Compared(condition.unwrap_or(default), value))
    }
}

impl Condition {
    fn holds<T: PartialOrd>(self, left: T, right: T) -> bool {
        match self {
            Self::Equal => left == right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::NotEqual => left != right,
        }
    }
}
