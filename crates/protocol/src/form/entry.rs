//! One control and the values that it stands for.

use super::about;
use super::tree::Values;
use crate::document::Document;
use crate::error::Error;

/// A control as the DOM reader delivers it.
#[derive(Clone, Debug)]
pub struct Entry<D> {
    /// What the control is.
    pub control: Control,
    /// Its name as it stands in the page.
    pub name: String,
    /// Its values: the selected options, the names of the chosen files, otherwise at most one.
    pub values: Vec<D>,
}

/// The sorts of controls that differ in how their values are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// A checkbox with its value and its state.
    Checkbox {
        /// Whether it is checked.
        checked: bool,
    },
    /// A file input with the names of the chosen files.
    File,
    /// Every control whose values are taken as they are: text, numbers, a select of one.
    Plain,
    /// A radio button with its value and its state.
    Radio {
        /// Whether it is checked.
        checked: bool,
    },
    /// A `select multiple` with the values of its selected options.
    SelectMultiple,
}

impl<D: Document> Entry<D> {
    /// Takes `[type, name, …values]`, or `[type, name, value, checked]` of a checkbox or a radio
    /// button; `type` is the control's `type` property in the page.
    pub fn from_document(entry: &D) -> Option<Self> {
        let mut parts = entry.items()?.into_iter();
        let kind = parts.next()?.as_str()?;
        let name = parts.next()?.as_str()?;
        let mut values: Vec<D> = parts.collect();
        let control = match kind.as_str() {
            "checkbox" => Control::Checkbox { checked: pop_checked(&mut values) },
            "radio" => Control::Radio { checked: pop_checked(&mut values) },
            "file" => Control::File,
            "select-multiple" => Control::SelectMultiple,
            _ => Control::Plain,
        };
        Some(Self { control, name, values })
    }

    /// The values that the control contributes; `None` where it contributes none.
    pub(super) fn values(&self) -> Result<Option<Values<D>>, Error> {
        let first = self.values.first();
        Ok(match self.control {
            Control::Plain => first.cloned().map(Values::One),
            Control::SelectMultiple => Some(Values::Many(self.values.clone())),
            Control::File if self.values.is_empty() => None,
            Control::File => {
                return Err(about("Files cannot be sent: \"", &self.name, "\" ", "has a file."));
            }
            Control::Checkbox { checked } => first.and_then(|value| checkbox(value, checked)),
            Control::Radio { checked: true } => first.and_then(radio),
            Control::Radio { checked: false } => None,
        })
    }
}

fn pop_checked<D: Document>(values: &mut Vec<D>) -> bool {
    values.pop().and_then(|checked| checked.as_bool()).unwrap_or(false)
}

fn checkbox<D: Document>(value: &D, checked: bool) -> Option<Values<D>> {
    match value.as_str()?.as_str() {
        "" | "on" | "true" => Some(D::bool(checked)),
        "false" => Some(D::bool(!checked)),
        _ => checked.then(|| value.clone()),
    }
    .map(Values::One)
}

/// The value of the radio button that is checked; an empty value means that nothing is chosen.
fn radio<D: Document>(value: &D) -> Option<Values<D>> {
    match value.as_str()?.as_str() {
        "" => None,
        "on" | "true" => Some(D::bool(true)),
        "false" => Some(D::bool(false)),
        _ => Some(value.clone()),
    }
    .map(Values::One)
}
