//! Values from the outside, behind a handle.
//!
//! In the browser a payload is a JavaScript object that never becomes a Rust string: the
//! engine parses and prints it, and the core looks at single fields. Native programs use
//! `json::Json` (feature `json`).

use crate::event::FrameKind;
#[cfg(feature = "ddp")]
use crate::protocol::remote::MessageKind;
use crate::wire::key;
use alloc::string::String;
use core::fmt::Debug;

/// A JSON-like value that the core passes on and looks at as little as it can.
///
/// `Clone` copies the handle, not the value.
pub trait Document: Clone + Debug {
    /// A value printed as JSON.
    type Text: Clone + Debug;

    /// What sort of value this is.
    fn kind(&self) -> Kind;

    /// The field `name` of an object; `None` where there is no such field or this is no object.
    fn field(&self, name: &str) -> Option<Self>;

    /// The sort of this frame from the server, from the first key of [`FrameKind::KEYS`] that
    /// is there. Which key is there decides, not whether its value is truthy: `0`, `false`, `""`
    /// and `null` are payloads like any other.
    fn frame_kind(&self) -> Option<FrameKind> {
        let mut keys = FrameKind::KEYS.into_iter();
        keys.find_map(|(kind, key)| self.field(key).map(|_| kind))
    }

    /// Whether this frame is about the group whose name is the string `group`. Asked for every
    /// post to a group, so it can be answered without a copy of the name.
    fn is_about(&self, group: &Self) -> bool {
        self.field(key::SENDER_RID).is_some_and(|name| name.as_str() == group.as_str())
    }

    /// The place of this post in its stream, where the server numbers them.
    fn offset(&self) -> Option<u64> {
        self.field(key::OFFSET)?.as_integer()
    }

    /// The element `at` of an array; `None` where there is no such element or this is no array.
    #[cfg(feature = "ddp")]
    fn element(&self, at: usize) -> Option<Self>;

    /// The sort of this frame of DDP.
    #[cfg(feature = "ddp")]
    fn message_kind(&self) -> Option<MessageKind> {
        let name = self.field("msg")?.as_str()?;
        let mut names = MessageKind::NAMES.into_iter();
        names.find_map(|(kind, known)| (known == name).then_some(kind))
    }

    /// The value of a string. One with a lone surrogate has no Rust form: it becomes U+FFFD, or
    /// there is no value.
    fn as_str(&self) -> Option<String>;

    /// The value of a number.
    fn as_f64(&self) -> Option<f64>;

    /// The value of a number that is an integer from 0 to 2^53.
    fn as_integer(&self) -> Option<u64> {
        let number = self.as_f64()?;
        let whole =
            (0.0..=9_007_199_254_740_992.0).contains(&number) && number as u64 as f64 == number;
        whole.then_some(number as u64)
    }

    /// The value of a boolean.
    fn as_bool(&self) -> Option<bool>;

    /// Prints the value as JSON: `None` for what JSON leaves out (`undefined`, functions).
    ///
    /// # Errors
    ///
    /// [`NotJson`] where JSON has no form for the value: cycles, big integers.
    fn to_text(&self) -> Result<Option<Self::Text>, NotJson>;

    /// The length of printed JSON in bytes of UTF-8.
    fn text_len(text: &Self::Text) -> usize;

    /// Printed JSON as a Rust string. For small things: the text is copied.
    fn text_to_string(text: &Self::Text) -> String;
}

/// The sort of a [`Document`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An array.
    Array,
    /// `true` or `false`.
    Bool,
    /// Something that can be called.
    Function,
    /// `null`.
    Null,
    /// A number, `NaN` and the infinities included.
    Number,
    /// An object that is neither an array nor a function.
    Object,
    /// Something that JSON does not know: a symbol, a big integer.
    Other,
    /// A string.
    String,
    /// No value at all.
    Undefined,
}

/// The value cannot be printed as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotJson;

/// Whether JavaScript takes the value for false: `undefined`, `null`, `false`, `0`, `NaN`, `""`.
pub fn is_falsy<D: Document>(value: &D) -> bool {
    match value.kind() {
        Kind::Null | Kind::Undefined => true,
        Kind::Bool => value.as_bool() == Some(false),
        Kind::Number => value.as_f64().is_none_or(|number| number == 0.0 || number.is_nan()),
        Kind::String => value.as_str().is_none_or(|text| text.is_empty()),
        Kind::Array | Kind::Function | Kind::Object | Kind::Other => false,
    }
}

/// The field `name`, unless it is absent or `undefined`.
pub fn defined<D: Document>(object: &D, name: &str) -> Option<D> {
    object.field(name).filter(|value| value.kind() != Kind::Undefined)
}
