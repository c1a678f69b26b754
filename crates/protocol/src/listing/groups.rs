//! The parameters of `getRealtimeGroups` and the items of its answer.

use super::query::{Query, What, invalid};
use crate::document::{Document, Kind, defined, is_falsy};
use crate::error::Error;
use crate::form::Source;

const CONDITIONS: [&str; 12] =
    [">", ">=", "=", "<", "<=", "!=", "gt", "gte", "eq", "lt", "lte", "ne"];

/// The name that comes before every other: with `>` it stands for all groups.
const LOWEST_NAME: &str = " ";

impl Query {
    /// Checks the parameters of `getRealtimeGroups`. Nothing at all lists every group.
    ///
    /// # Errors
    ///
    /// [`crate::Code::InvalidParameter`] for a parameter of a wrong type or value, in the order
    /// `searchFor`, `condition`, `range`, `value`; and the errors of [`Source::read`].
    pub fn groups<D: Document>(params: Option<&Source<D>>) -> Result<Self, Error> {
        let params = params.map(Source::read).transpose()?.filter(|params| !is_falsy(params));
        let params = params.unwrap_or_else(|| D::object(Vec::new()));
        if params.kind() != Kind::Object {
            return Err(invalid("\"params\" must be an object."));
        }
        let search = read_search(&params)?;
        let condition = read_condition(&params)?;
        let range = read_range(&params)?;
        if condition.is_some() && range.is_some() {
            return Err(invalid("\"range\" cannot be used with \"condition\"."));
        }
        let value = defined(&params, "value").unwrap_or_else(|| search.lowest());
        if !search.takes(&value) {
            return Err(invalid(search.value_type()));
        }
        if range.as_ref().is_some_and(|range| range.as_bool().is_none() && !search.takes(range)) {
            return Err(invalid(search.range_type()));
        }

        let mut query = Self::new(What::Groups);
        query.push("searchFor", &D::string(search.name()))?;
        query.push("value", &value)?;
        match (range, condition) {
            (Some(range), _) => query.push("range", &range)?,
            (None, Some(condition)) => query.push("condition", &condition)?,
            (None, None) => query.push("condition", &D::string(default_condition(&value)))?,
        }
        Ok(query)
    }
}

/// What is searched for.
#[derive(Clone, Copy)]
enum Search {
    Group,
    NumberOfUsers,
}

impl Search {
    fn name(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::NumberOfUsers => "number_of_users",
        }
    }

    fn lowest<D: Document>(self) -> D {
        match self {
            Self::Group => D::string(LOWEST_NAME),
            Self::NumberOfUsers => D::number(0.0),
        }
    }

    fn takes<D: Document>(self, value: &D) -> bool {
        match self {
            Self::Group => value.kind() == Kind::String,
            Self::NumberOfUsers => value.as_f64().is_some_and(f64::is_finite),
        }
    }

    fn value_type(self) -> &'static str {
        match self {
            Self::Group => "\"value\" must be a string.",
            Self::NumberOfUsers => "\"value\" must be a number.",
        }
    }

    fn range_type(self) -> &'static str {
        match self {
            Self::Group => "\"range\" must be a string.",
            Self::NumberOfUsers => "\"range\" must be a number.",
        }
    }
}

fn read_search<D: Document>(params: &D) -> Result<Search, Error> {
    let Some(search) = defined(params, "searchFor") else { return Ok(Search::Group) };
    match search.as_str().as_deref() {
        Some("group") => Ok(Search::Group),
        Some("number_of_users") => Ok(Search::NumberOfUsers),
        _ => Err(Error::invalid_choice(&search, "searchFor", "\"group\", \"number_of_users\"")),
    }
}

fn read_condition<D: Document>(params: &D) -> Result<Option<D>, Error> {
    let Some(condition) = defined(params, "condition") else { return Ok(None) };
    match condition.as_str() {
        Some(text) if CONDITIONS.contains(&text.as_str()) => Ok(Some(condition)),
        _ => Err(Error::invalid_choice(
            &condition,
            "condition",
            "\">\", \">=\", \"=\", \"<\", \"<=\", \"!=\", \
             \"gt\", \"gte\", \"eq\", \"lt\", \"lte\", \"ne\"",
        )),
    }
}

/// An empty string is no range: it is what an empty control of a form gives.
fn read_range<D: Document>(params: &D) -> Result<Option<D>, Error> {
    let Some(range) = defined(params, "range") else { return Ok(None) };
    match range.kind() {
        Kind::String if is_falsy(&range) => Ok(None),
        Kind::String | Kind::Number | Kind::Bool => Ok(Some(range)),
        _ => {
            Err(Error::invalid_choice(&range, "range", "Type<string>, Type<number>, Type<boolean>"))
        }
    }
}

fn default_condition<D: Document>(value: &D) -> &'static str {
    if is_falsy(value) || value.as_str().as_deref() == Some(LOWEST_NAME) { ">" } else { "=" }
}
