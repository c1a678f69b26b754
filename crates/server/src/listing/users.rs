//! The connections in a group.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::page::Page;
use super::{Answer, optional_string};
use crate::hub::Present;
use crate::refusal::Refusal;

/// Where a connection stands in the list: by user, then by connection.
type Key = (Arc<str>, Arc<str>);

/// Filters by `user_id`, sorts and takes a page.
///
/// # Errors
/// `INVALID_PARAMETER` for a field of a wrong type or value.
pub(super) fn list(
    service: &str,
    mut present: Vec<Present>,
    body: &Map<String, Value>,
) -> Result<Answer, Refusal> {
    if let Some(user) = optional_string(body, "user_id")? {
        present.retain(|one| *one.user == *user);
    }
    let prefix = format!("{service}#");
    let page: Page<Key> = Page::read(body, |start| {
        let user = start.get("uid")?.as_str()?.strip_prefix(prefix.as_str())?;
        Some((user.into(), start.get("cid")?.as_str()?.into()))
    })?;
    Ok(page.take(
        present,
        |one| (one.user.clone(), one.connection.clone()),
        |one| json!({ "uid": format!("{prefix}{}", one.user), "cid": &*one.connection }),
    ))
}
