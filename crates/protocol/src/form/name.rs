//! Names of controls as paths: `user[tags][0]`.

use super::Fault;
use crate::text::{concat, split_once};

/// The most segments that a name may have. A page's own forms need a handful; beyond it stand
/// only names made to exhaust the stack of whoever walks the data.
pub const MAX_DEPTH: usize = 32;

/// A name taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// The field of the whole object.
    pub(super) first: String,
    /// What is inside that field.
    pub(super) rest: Vec<Segment>,
}

/// One step into a list or an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    /// What stands between the brackets.
    pub(super) text: String,
    pub(super) step: Step,
}

/// Where a segment leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// `[key]`, `["key"]`: to a field of an object.
    Key,
    /// `[2]`: to a place in a list.
    Index(usize),
    /// `[]`: to the end of a list.
    Append,
}

impl Name {
    pub(super) fn parse(name: &str) -> Result<Self, Fault> {
        let (first, mut left) = cut(name);
        let first = match segment(first) {
            Ok(Segment { text, step: Step::Key }) => text,
            Ok(_) | Err(_) => return Err(Fault::Start),
        };
        let mut rest = Vec::new();
        while let Some(text) = left {
            if rest.len() + 1 >= MAX_DEPTH {
                return Err(Fault::Depth);
            }
            if let Some((key, after)) = quoted(text) {
                rest.push(Segment { text: String::from(key), step: Step::Key });
                left = after;
            } else {
                let (text, after) = cut(text);
                rest.push(segment(text)?);
                left = after;
            }
        }
        Ok(Self { first, rest })
    }
}

/// What stands before the next `[`, and what stands after it.
fn cut(text: &str) -> (&str, Option<&str>) {
    match split_once(text, b'[') {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// A segment that is quoted as a whole, which may contain brackets: its key, and what stands
/// after the next `[`.
fn quoted(text: &str) -> Option<(&str, Option<&str>)> {
    let quote = text.bytes().next().filter(|quote| matches!(quote, b'"' | b'\''))?;
    let (key, after) = split_once(text.get(1..)?, quote)?;
    match after {
        "]" => Some((key, None)),
        _ => Some((key, Some(after.strip_prefix("][")?))),
    }
}

fn segment(text: &str) -> Result<Segment, Fault> {
    // As in Skapi, one closing bracket goes, wherever it stands.
    let (before, after) = split_once(text, b']').unwrap_or((text, ""));
    let text = concat(&[before, after]);
    let digits = text.strip_prefix("-").or(text.strip_prefix("+")).unwrap_or(&text);
    let step = if text.is_empty() {
        Step::Append
    } else if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        // A sign is a mistake, not a key: the rules of Skapi count it among the numbers.
        let index = text.bytes().try_fold(0, push_digit);
        Step::Index(index.ok_or(Fault::Index)?)
    } else {
        Step::Key
    };
    Ok(Segment { text: without_quotes(text), step })
}

/// `number` with one more digit; `None` for what is no digit, and for what is too large.
fn push_digit(number: usize, byte: u8) -> Option<usize> {
    let digit = byte.checked_sub(b'0')?;
    number.checked_mul(10)?.checked_add(usize::from(digit))
}

fn without_quotes(text: String) -> String {
    let inner = |quote: &str| text.strip_prefix(quote)?.strip_suffix(quote);
    match inner("\"").or_else(|| inner("'")) {
        Some(inner) => String::from(inner),
        None => text,
    }
}
