//! Forms: what a page's controls mean as data.
//!
//! The DOM reader (`src/js/form.js`) only lists controls; every rule about their names and
//! values is here. Where the documented mapping of Skapi is silent, HTML's form submission
//! decides.

mod entry;
mod name;
mod tree;

#[cfg(test)]
mod tests;

pub use entry::{Control, Entry};
pub use name::MAX_DEPTH;
pub use tree::MAX_HOLES;

use crate::document::{Document, Kind};
use crate::error::{Code, Error};
use crate::text::concat;
use name::Name;
use tree::Tree;

/// The first argument of a call: a value, or the controls of a form.
#[derive(Clone, Debug)]
pub enum Source<D> {
    /// A plain value, which stays as it is.
    Value(D),
    /// The controls of a submitted form, of a `FormData`, or one control alone.
    Form(Form<D>),
}

impl<D: Document> Source<D> {
    /// The value, or the object that the form's controls make.
    ///
    /// # Errors
    ///
    /// [`Code::InvalidRequest`] for a form with a chosen file, or with control names that
    /// make no object: rename the control that the message names.
    pub fn read(&self) -> Result<D, Error> {
        self.read_as(false)
    }

    /// Like [`Self::read`], where a control's empty string is `null`. Plain values keep theirs.
    ///
    /// # Errors
    ///
    /// Those of [`Self::read`].
    pub fn read_empty_as_null(&self) -> Result<D, Error> {
        self.read_as(true)
    }

    fn read_as(&self, empty_is_null: bool) -> Result<D, Error> {
        match self {
            Self::Value(value) => Ok(value.clone()),
            Self::Form(form) => form.read(empty_is_null),
        }
    }
}

/// The controls of a form in tree order.
#[derive(Clone, Debug)]
pub struct Form<D> {
    entries: Vec<Entry<D>>,
}

impl<D: Document> Form<D> {
    /// A form of these controls, in this order.
    pub fn new(entries: Vec<Entry<D>>) -> Self {
        Self { entries }
    }

    /// Takes what the DOM reader lists: an array of `[type, name, …]` (see [`Entry::from_document`]).
    /// Anything else in the array is left out.
    pub fn from_document(entries: &D) -> Self {
        let entries = entries.items().unwrap_or_default();
        Self::new(entries.iter().filter_map(Entry::from_document).collect())
    }

    fn read(&self, empty_is_null: bool) -> Result<D, Error> {
        let mut tree = Tree::new();
        for entry in &self.entries {
            // A control without a name takes no part.
            if entry.name.is_empty() {
                continue;
            }
            let Some(mut values) = entry.values()? else { continue };
            if empty_is_null {
                values.each(|value| {
                    if is_empty_string(value) {
                        *value = D::null();
                    }
                });
            }
            Name::parse(&entry.name)
                .and_then(|name| tree.put(name, values))
                .map_err(|fault| fault.for_name(&entry.name))?;
        }
        Ok(tree.into_document())
    }
}

fn is_empty_string<D: Document>(value: &D) -> bool {
    value.kind() == Kind::String && value.as_str().is_some_and(|text| text.is_empty())
}

/// Why a control's name is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// The name begins with an array index.
    Start,
    /// An array index is negative, or leaves too many holes before it.
    Index,
    /// The name has too many segments.
    Depth,
    /// One control needs an object where another one has put a value or a list.
    Conflict,
}

impl Fault {
    fn for_name(self, name: &str) -> Error {
        let what = match self {
            Self::Start => {
                return Error::fixed(
                    Code::InvalidRequest,
                    "Form key cannot start with an array index.",
                );
            }
            Self::Index => "has an array index that is out of range.",
            Self::Depth => "is nested too deeply.",
            Self::Conflict => "does not fit an earlier key of the same form.",
        };
        about("Form key \"", name, "\" ", what)
    }
}

/// An [`Code::InvalidRequest`] about the control `name`.
fn about(before: &str, name: &str, after: &str, what: &str) -> Error {
    Error::new(Code::InvalidRequest, concat(&[before, name, after, what]))
}
