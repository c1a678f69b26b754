//! The parameters of `getRealtimeUsers`.

use super::query::{Query, What, invalid};
use crate::document::{Document, defined, is_falsy};
use crate::error::Error;
use crate::form::Source;
use crate::wire::is_uuid;

/// Which user ids the server has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserIds {
    /// Any text that is not empty.
    Any,
    /// UUIDs, as on Skapi.
    Uuid,
}

impl Query {
    /// Checks the parameters of `getRealtimeUsers`.
    ///
    /// # Errors
    ///
    /// [`crate::Code::InvalidParameter`] for a missing `group` or a parameter of a wrong type or
    /// value; and the errors of [`Source::read`].
    pub fn users<D: Document>(
        params: Option<&Source<D>>,
        user_ids: UserIds,
    ) -> Result<Self, Error> {
        let params = params.map(Source::read).transpose()?;
        let field = |name| params.as_ref().and_then(|params| defined(params, name));
        let group = field("group").ok_or_else(|| invalid("Key \"group\" is required."))?;
        match group.as_str() {
            None => return Err(Error::invalid_value(&group, "group", "Type<string>")),
            Some(name) if name.is_empty() => return Err(invalid("\"group\" is required.")),
            Some(_) => {}
        }
        let user_id = field("user_id");
        if let Some(user_id) = &user_id {
            check_user_id(user_id, user_ids)?;
        }

        let mut query = Self::new(What::Users);
        query.push("group", &group)?;
        if let Some(user_id) = &user_id {
            query.push("user_id", user_id)?;
        }
        Ok(query)
    }
}

fn check_user_id<D: Document>(user_id: &D, user_ids: UserIds) -> Result<(), Error> {
    if is_falsy(user_id) {
        return Err(invalid("User ID in \"user_id\" is empty."));
    }
    match user_id.as_str() {
        None => Err(invalid("User ID in \"user_id\" should be type: string.")),
        Some(id) if user_ids == UserIds::Uuid && !is_uuid(&id) => {
            Err(invalid("User ID in \"user_id\" is invalid."))
        }
        Some(_) => Ok(()),
    }
}
