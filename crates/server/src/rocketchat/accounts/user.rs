//! One user.

use std::sync::Arc;

use super::super::wire::Json;
use serde_json::json;

/// A user of a service.
///
/// Users are in the file of users, or known by nothing but their token: then the user name is the
/// user id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Claim `sub` of the user's tokens: the same on every endpoint.
    pub id: Arc<str>,
    /// Unique in the service.
    pub username: Arc<str>,
    /// For people.
    pub name: Option<Arc<str>>,
    /// Nothing reaches beyond it.
    pub service: Arc<str>,
}

impl User {
    /// Service and id: what tells users apart.
    pub fn key(&self) -> (Arc<str>, Arc<str>) {
        (self.service.clone(), self.id.clone())
    }

    /// `{_id, username, name?}`: the user as the field `u` of a message has it.
    pub fn as_json(&self) -> Json {
        match &self.name {
            Some(name) => json!({ "_id": *self.id, "username": *self.username, "name": **name }),
            None => json!({ "_id": *self.id, "username": *self.username }),
        }
    }
}
