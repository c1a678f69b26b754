//! Results of list calls.

use super::paging::END;
use super::query::{What, printed};
use crate::document::{Document, defined, is_falsy};
use crate::error::{Code, Error};
use crate::text::{concat, split_once};
use crate::wire::CONNECTION_PREFIX;

/// A reply that is no list.
const NO_LIST: Error = Error::fixed(Code::Error, "The server did not answer with a list.");

/// One page of a list.
pub(super) struct Page<D> {
    list: Vec<D>,
    start_key: D,
    end_of_list: bool,
    /// What the history says of `start_key`.
    pub(super) next: String,
}

impl<D: Document> Page<D> {
    /// Reads `{list, startKey, endOfList}`. Without a start key nothing can follow.
    pub(super) fn read(what: What, body: &D) -> Result<Self, Error> {
        let items = defined(body, "list").and_then(|list| list.items()).ok_or(NO_LIST)?;
        let item = match what {
            What::Groups => group,
            What::Users => user,
        };
        let list = items.iter().map(item).collect::<Option<_>>().ok_or(NO_LIST)?;
        let key = defined(body, "startKey").filter(|key| !is_falsy(key));
        let is_last = key.as_ref().is_none_or(|key| key.as_str().as_deref() == Some(END));
        let end_of_list = defined(body, "endOfList").and_then(|end| end.as_bool());
        Ok(match key {
            Some(start_key) if !is_last => {
                let next = printed(&start_key)?;
                Self { list, start_key, end_of_list: end_of_list.unwrap_or(false), next }
            }
            _ => Self::last(list),
        })
    }

    fn last(list: Vec<D>) -> Self {
        Self { list, start_key: D::string(END), end_of_list: true, next: String::from(END) }
    }

    pub(super) fn into_document(self, history: &[String]) -> D {
        let history = history.iter().map(|key| D::string(key)).collect();
        object(vec![
            ("list", D::array(self.list)),
            ("startKey", self.start_key),
            ("endOfList", D::bool(self.end_of_list)),
            ("startKeyHistory", D::array(history)),
        ])
    }
}

/// The answer where a list has been fetched to its end.
pub(super) fn end<D: Document>(history: &[String]) -> D {
    Page::last(Vec::new()).into_document(history)
}

/// `{rid: "<service>#<group>", cnt}`.
fn group<D: Document>(item: &D) -> Option<D> {
    let name = after_service(defined(item, "rid")?.as_str()?);
    Some(object(vec![("group", D::string(&name)), ("number_of_users", defined(item, "cnt")?)]))
}

/// `{uid: "<service>#<user>", cid}`.
fn user<D: Document>(item: &D) -> Option<D> {
    let user_id = after_service(defined(item, "uid")?.as_str()?);
    let cid = defined(item, "cid")?.as_str()?;
    let bare = cid.strip_prefix(CONNECTION_PREFIX).unwrap_or(&cid);
    let prefixed = concat(&[CONNECTION_PREFIX, bare]);
    Some(object(vec![
        ("user_id", D::string(&user_id)),
        ("connection_id", D::string(bare)),
        ("cid", D::string(&prefixed)),
    ]))
}

/// The id without the service before the first `#`; the whole where there is none.
fn after_service(id: String) -> String {
    match split_once(&id, b'#') {
        Some((_, id)) => String::from(id),
        None => id,
    }
}

fn object<D: Document>(fields: Vec<(&str, D)>) -> D {
    D::object(fields.into_iter().map(|(name, value)| (String::from(name), value)).collect())
}
