//! The groups of a service.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::condition::Filter;
use super::page::Page;
use super::{Answer, optional_string};
use crate::hub::GroupCount;
use crate::refusal::Refusal;

/// Where a group stands in the list: by name, or by number and then by name.
type Key = (usize, Arc<str>);

/// Filters, sorts and takes a page.
///
/// # Errors
/// `INVALID_PARAMETER` for a field of a wrong type or value.
pub(super) fn list(
    service: &str,
    groups: Vec<GroupCount>,
    body: &Map<String, Value>,
) -> Result<Answer, Refusal> {
    let (groups, by_number) = match optional_string(body, "searchFor")? {
        Some("group") => {
            let filter = Filter::of_names(body)?;
            (keep(groups, |group| filter.accepts(&group.name)), false)
        }
        Some("number_of_users") => {
            let filter = Filter::of_numbers(body)?;
            (keep(groups, |group| filter.accepts(group.connections as f64)), true)
        }
        _ => {
            return Err(Refusal::invalid_parameter(
                "\"searchFor\" must be \"group\" or \"number_of_users\".",
            ));
        }
    };
    let prefix = format!("{service}#");
    let key = |number, name| (if by_number { number } else { 0 }, name);
    let page: Page<Key> = Page::read(body, |start| {
        let name = start.get("rid")?.as_str()?.strip_prefix(prefix.as_str())?;
        let number = if by_number { start.get("cnt")?.as_u64()? } else { 0 };
        Some(key(usize::try_from(number).ok()?, name.into()))
    })?;
    Ok(page.take(
        groups,
        |group| key(group.connections, group.name.clone()),
        |group| json!({ "rid": format!("{prefix}{}", group.name), "cnt": group.connections }),
    ))
}

fn keep(mut groups: Vec<GroupCount>, accepts: impl Fn(&GroupCount) -> bool) -> Vec<GroupCount> {
    groups.retain(|group| accepts(group));
    groups
}
