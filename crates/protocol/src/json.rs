//! Documents of native programs: JSON kept as the text it came as.
//!
//! Raw text keeps what a tree of Rust values would lose: lone surrogates, numbers out of
//! range, the order of keys.

use crate::document::{Document, Kind, NotJson};
use crate::text::push_string;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use serde_json::value::RawValue;

/// A JSON value as text, or the values that JSON leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json(Repr);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Repr {
    Text(Arc<str>),
    Undefined,
    Function,
    Cycle,
}

/// The text is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseError;

impl Json {
    /// Takes JSON text as it is, without the white space around it.
    ///
    /// # Errors
    ///
    /// [`ParseError`] where `text` is not one JSON value.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let raw: &RawValue = serde_json::from_str(text).map_err(|_| ParseError)?;
        Ok(Self::raw(raw.get()))
    }

    /// `null`.
    pub fn null() -> Self {
        Self::raw("null")
    }

    /// A string.
    pub fn string(value: &str) -> Self {
        let mut text = String::new();
        push_string(&mut text, value);
        Self::raw(&text)
    }

    /// An object with these fields, in this order.
    pub fn object(fields: &[(&str, Self)]) -> Self {
        let mut text = String::from("{");
        for (name, value) in fields.iter().filter(|(_, value)| !value.text().is_empty()) {
            if text.len() > 1 {
                text.push(',');
            }
            push_string(&mut text, name);
            text.push(':');
            text.push_str(value.text());
        }
        text.push('}');
        Self::raw(&text)
    }

    /// What JavaScript calls `undefined`.
    pub fn undefined() -> Self {
        Self(Repr::Undefined)
    }

    /// A stand-in for a JavaScript function.
    pub fn function() -> Self {
        Self(Repr::Function)
    }

    /// A stand-in for an object that contains itself.
    pub fn cycle() -> Self {
        Self(Repr::Cycle)
    }

    /// The JSON text; empty for values that JSON leaves out.
    pub fn text(&self) -> &str {
        match &self.0 {
            Repr::Text(text) => text,
            Repr::Undefined | Repr::Function | Repr::Cycle => "",
        }
    }

    fn raw(text: &str) -> Self {
        Self(Repr::Text(text.into()))
    }

    fn read<'a, T: serde::Deserialize<'a>>(&'a self) -> Option<T> {
        serde_json::from_str(self.text()).ok()
    }
}

impl Document for Json {
    type Text = Arc<str>;

    fn kind(&self) -> Kind {
        match &self.0 {
            Repr::Undefined => Kind::Undefined,
            Repr::Function => Kind::Function,
            Repr::Cycle => Kind::Object,
            Repr::Text(text) => match text.as_bytes().first() {
                Some(b'{') => Kind::Object,
                Some(b'[') => Kind::Array,
                Some(b'"') => Kind::String,
                Some(b't' | b'f') => Kind::Bool,
                Some(b'n') => Kind::Null,
                _ => Kind::Number,
            },
        }
    }

    fn field(&self, name: &str) -> Option<Self> {
        let fields: Fields<'_> = self.read()?;
        let (_, value) = fields.0.into_iter().rev().find(|(key, _)| key == name)?;
        Some(Self::raw(value.get()))
    }

    #[cfg(feature = "ddp")]
    fn element(&self, at: usize) -> Option<Self> {
        let elements: Vec<&RawValue> = self.read()?;
        Some(Self::raw(elements.get(at)?.get()))
    }

    fn as_str(&self) -> Option<String> {
        self.read()
    }

    fn as_f64(&self) -> Option<f64> {
        self.read()
    }

    fn as_bool(&self) -> Option<bool> {
        self.read()
    }

    fn to_text(&self) -> Result<Option<Self::Text>, NotJson> {
        match &self.0 {
            Repr::Text(text) => Ok(Some(text.clone())),
            Repr::Undefined | Repr::Function => Ok(None),
            Repr::Cycle => Err(NotJson),
        }
    }

    fn text_len(text: &Self::Text) -> usize {
        text.len()
    }

    fn text_to_string(text: &Self::Text) -> String {
        String::from(&**text)
    }
}

/// The fields of an object in their order; of fields with one name the last counts.
struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> serde::Deserialize<'de> for Fields<'a> {
    fn deserialize<S: serde::Deserializer<'de>>(from: S) -> Result<Self, S::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    fields.push(entry);
                }
                Ok(Fields(fields))
            }
        }

        from.deserialize_map(Visitor)
    }
}
