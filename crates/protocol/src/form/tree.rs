//! The object that named values make.

use super::Fault;
use super::name::{Name, Segment, Step};
use crate::document::Document;

/// The most places that a form may leave empty in its lists (`a[2]` alone leaves two).
/// They are sent as `null`s, so a name with a huge index would fill memory with nothing.
pub const MAX_HOLES: usize = 10_000;

/// What one control contributes.
#[derive(Clone, Debug)]
pub(super) enum Values<D> {
    /// One value. Several under one name become a list.
    One(D),
    /// A list, also where it has one value or none.
    Many(Vec<D>),
}

impl<D> Values<D> {
    pub(super) fn each(&mut self, change: impl FnMut(&mut D)) {
        match self {
            Self::One(value) => std::slice::from_mut(value),
            Self::Many(values) => values.as_mut_slice(),
        }
        .iter_mut()
        .for_each(change);
    }
}

/// An object that grows by one named control after another.
#[derive(Debug)]
pub(super) struct Tree<D> {
    fields: Fields<D>,
    holes: usize,
}

/// A place in the tree; empty until something is put there.
type Slot<D> = Option<Node<D>>;

/// Fields in the order in which they came. Names are compared, never looked up as
/// properties: `__proto__` is a name like any other.
type Fields<D> = Vec<(String, Slot<D>)>;

#[derive(Debug)]
enum Node<D> {
    Value(D),
    List(Vec<Slot<D>>),
    Object(Fields<D>),
}

impl<D> Tree<D> {
    pub(super) fn new() -> Self {
        Self { fields: Vec::new(), holes: 0 }
    }

    /// Puts `values` where `name` says, after what is there already.
    pub(super) fn put(&mut self, mut name: Name, values: Values<D>) -> Result<(), Fault> {
        // `tags[]` of a `select multiple` is the list itself, not a list in a list.
        if matches!(values, Values::Many(_)) {
            name.rest.pop_if(|last| last.step == Step::Append);
        }
        let mut slot = field(&mut self.fields, name.first).ok_or(Fault::Conflict)?;
        let mut path = name.rest.as_slice();
        while let [segment, rest @ ..] = path {
            slot = step(slot, segment, rest, &mut self.holes)?;
            path = rest;
        }
        fill(slot, values)
    }
}

impl<D: Document> Tree<D> {
    pub(super) fn into_document(self) -> D {
        object(self.fields)
    }
}

/// The field `name`, made where it is missing. Always there: `None` is for the types alone.
fn field<D>(fields: &mut Fields<D>, name: String) -> Option<&mut Slot<D>> {
    let at = fields.iter().position(|(key, _)| *key == name).unwrap_or_else(|| {
        fields.push((name, None));
        fields.len() - 1
    });
    fields.get_mut(at).map(|(_, slot)| slot)
}

/// The place one step further, made where it is missing. `rest` is the way from there.
fn step<'a, D>(
    slot: &'a mut Slot<D>,
    segment: &Segment,
    rest: &[Segment],
    holes: &mut usize,
) -> Result<&'a mut Slot<D>, Fault> {
    // `a` and then `a[]`: both mean the list.
    if let (Some(Node::Value(_)), Step::Append, []) = (&slot, segment.step, rest) {
        *slot = Some(Node::List(vec![slot.take()]));
    }
    let node = slot.get_or_insert_with(|| match segment.step {
        Step::Key => Node::Object(Vec::new()),
        Step::Index(_) | Step::Append => Node::List(Vec::new()),
    });
    let place = match (node, segment.step) {
        (Node::Object(fields), Step::Key | Step::Index(_)) => field(fields, segment.text.clone()),
        (Node::List(items), Step::Index(index)) => {
            reserve(items, index, holes)?;
            items.get_mut(index)
        }
        (Node::List(items), Step::Append) => {
            if !items.last().is_some_and(|last| is_free(last, rest)) {
                items.push(None);
            }
            items.last_mut()
        }
        (Node::Value(_) | Node::List(_), _) | (Node::Object(_), Step::Append) => None,
    };
    place.ok_or(Fault::Conflict)
}

/// Makes `items` long enough for `index`, within what [`MAX_HOLES`] leaves.
fn reserve<D>(items: &mut Vec<Slot<D>>, index: usize, holes: &mut usize) -> Result<(), Fault> {
    if let Some(gap) = index.checked_sub(items.len()) {
        *holes = holes.saturating_add(gap);
        if *holes > MAX_HOLES {
            return Err(Fault::Index);
        }
        items.resize_with(index + 1, || None);
    }
    Ok(())
}

/// Whether the way `rest` from an item of a list leads to a place with nothing in it.
///
/// This is what makes rows of `row[][name]`, `row[][age]`: a row goes on until a field of it
/// comes again.
fn is_free<D>(slot: &Slot<D>, rest: &[Segment]) -> bool {
    let [segment, rest @ ..] = rest else { return slot.is_none() };
    let inner = match (slot, segment.step) {
        (None, _) | (Some(Node::List(_)), Step::Append) => return true,
        (Some(Node::Object(fields)), Step::Key | Step::Index(_)) => {
            fields.iter().find(|(name, _)| *name == segment.text).map(|(_, slot)| slot)
        }
        (Some(Node::List(items)), Step::Index(index)) => items.get(index),
        (Some(_), _) => return false,
    };
    inner.is_none_or(|inner| is_free(inner, rest))
}

fn fill<D>(slot: &mut Slot<D>, values: Values<D>) -> Result<(), Fault> {
    let mut items = match slot.take() {
        None => match values {
            Values::One(value) => {
                *slot = Some(Node::Value(value));
                return Ok(());
            }
            Values::Many(_) => Vec::new(),
        },
        Some(Node::List(items)) => items,
        value @ Some(Node::Value(_)) => vec![value],
        Some(Node::Object(_)) => return Err(Fault::Conflict),
    };
    match values {
        Values::One(value) => items.push(Some(Node::Value(value))),
        Values::Many(values) => {
            items.extend(values.into_iter().map(|value| Some(Node::Value(value))));
        }
    }
    *slot = Some(Node::List(items));
    Ok(())
}

fn object<D: Document>(fields: Fields<D>) -> D {
    D::object(fields.into_iter().map(|(name, slot)| (name, document(slot))).collect())
}

fn document<D: Document>(slot: Slot<D>) -> D {
    match slot {
        None => D::null(),
        Some(Node::Value(value)) => value,
        Some(Node::List(items)) => D::array(items.into_iter().map(document).collect()),
        Some(Node::Object(fields)) => object(fields),
    }
}
