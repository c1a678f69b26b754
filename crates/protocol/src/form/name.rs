//! Names of controls as paths: `user[tags][0]`.

use super::Fault;

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
pub(super) enum Segment {
    /// `[key]`, `["key"]`: a field of an object.
    Key(String),
    /// `[2]`: a place in a list.
    Index(usize),
    /// `[]`: the end of a list.
    Append,
}

impl Name {
    pub(super) fn parse(name: &str) -> Result<Self, Fault> {
        let (first, mut left) = cut(name);
        let Ok(Segment::Key(first)) = segment(first) else {
            return Err(Fault::Start);
        };
        let mut rest = Vec::new();
        while let Some(text) = left {
            if rest.len() + 1 >= MAX_DEPTH {
                return Err(Fault::Depth);
            }
            let text = match quoted(text) {
                Some((key, after)) => {
                    rest.push(Segment::Key(String::from(key)));
                    left = after;
                    continue;
                }
                None => text,
            };
            let (text, after) = cut(text);
            rest.push(segment(text)?);
            left = after;
        }
        Ok(Self { first, rest })
    }
}

/// What stands before the next `[`, and what stands after it.
fn cut(text: &str) -> (&str, Option<&str>) {
    match text.split_once('[') {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// A segment that is quoted as a whole may contain brackets: its key, and what stands after
/// the next `[`.
fn quoted(text: &str) -> Option<(&str, Option<&str>)> {
    let inner = unquote(text, "\"]").or_else(|| unquote(text, "']"))?;
    let (key, after) = inner;
    match after.strip_prefix('[') {
        Some(after) => Some((key, Some(after))),
        None => after.is_empty().then_some((key, None)),
    }
}

fn unquote<'a>(text: &'a str, end: &str) -> Option<(&'a str, &'a str)> {
    let quote = end.chars().next()?;
    text.strip_prefix(quote)?.split_once(end)
}

fn segment(text: &str) -> Result<Segment, Fault> {
    // As in Skapi, one closing bracket goes, wherever it stands.
    let text = match text.split_once(']') {
        Some((before, after)) => {
            let mut text = String::from(before);
            text.push_str(after);
            text
        }
        None => String::from(text),
    };
    if text.is_empty() {
        return Ok(Segment::Append);
    }
    let digits = text.strip_prefix(['-', '+']);
    if is_digits(digits.unwrap_or(&text)) {
        // A sign is a mistake, not a key: the rules of Skapi count it among the numbers.
        return match (digits, text.parse()) {
            (None, Ok(index)) => Ok(Segment::Index(index)),
            _ => Err(Fault::Index),
        };
    }
    Ok(Segment::Key(without_quotes(text)))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn without_quotes(text: String) -> String {
    let inner = |quote| text.strip_prefix(quote)?.strip_suffix(quote);
    match inner('"').or_else(|| inner('\'')) {
        Some(inner) => String::from(inner),
        None => text,
    }
}
