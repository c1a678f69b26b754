//! The users of the file, and everybody else.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::User;
use super::file::{Entry, UsersError, UsersFile};

/// Finds users by their names.
#[derive(Debug, Default)]
pub struct Directory {
    known: Vec<Known>,
    /// Where it is among the known. All names are unique, whatever the service: nothing in a login
    /// with a password says which service is meant.
    ids: HashMap<Arc<str>, usize>,
    usernames: HashMap<Arc<str>, usize>,
    emails: HashMap<Arc<str>, usize>,
}

/// A user of the file.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) user: User,
    /// The argon2 hash.
    pub(super) hash: Arc<str>,
}

/// How somebody who logs in is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Name<'a> {
    /// The user id.
    Id(&'a str),
    /// The user name.
    Username(&'a str),
    /// The address, whose letters may be large or small.
    Email(&'a str),
}

impl Directory {
    /// Reads the file of users; those that name no service are in this one.
    ///
    /// # Errors
    /// When the file cannot be used, or two users have the same name.
    pub fn read(path: &Path, service: &Arc<str>) -> Result<Self, UsersError> {
        let mut directory = Self::default();
        for entry in UsersFile::read(path)?.users {
            let username = entry.username.clone();
            directory.add(entry, service).map_err(|what| {
                UsersError::form(path, format!("user {username:?}: the {what} is another user's"))
            })?;
        }
        Ok(directory)
    }

    /// The user with this id. Ids that are not in the file belong to users that are known by
    /// their tokens alone.
    pub fn user(&self, service: &Arc<str>, id: &str) -> User {
        self.of(service, self.ids.get(id)).unwrap_or_else(|| {
            let id: Arc<str> = id.into();
            User { username: id.clone(), id, name: None, service: service.clone() }
        })
    }

    /// The user of the file with this user name, else the one whose id it is: whether there is
    /// somebody of that id is nowhere written down.
    pub fn by_username(&self, service: &Arc<str>, username: &str) -> User {
        self.of(service, self.usernames.get(username))
            .unwrap_or_else(|| self.user(service, username))
    }

    /// All users of the file that are in this service.
    pub fn of_service<'a>(&'a self, service: &'a str) -> impl Iterator<Item = &'a User> {
        self.known.iter().map(|known| &known.user).filter(move |user| *user.service == *service)
    }

    /// The place of a user of the file.
    pub(super) fn find(&self, name: Name<'_>) -> Option<usize> {
        let at = match name {
            Name::Id(id) => self.ids.get(id),
            Name::Username(name) => self.usernames.get(name),
            Name::Email(email) => self.emails.get(email.to_lowercase().as_str()),
        };
        at.copied()
    }

    /// The user at a place that [`find`](Self::find) has given.
    pub(super) fn known(&self, at: usize) -> &Known {
        &self.known[at]
    }

    /// The user at this place, in this service.
    fn of(&self, service: &str, at: Option<&usize>) -> Option<User> {
        let user = &self.known[*at?].user;
        (*user.service == *service).then(|| user.clone())
    }

    /// Gives what of the user is taken.
    fn add(&mut self, entry: Entry, default_service: &Arc<str>) -> Result<(), &'static str> {
        let at = self.known.len();
        let service: Arc<str> =
            entry.service.as_deref().map_or_else(|| default_service.clone(), Into::into);
        let id: Arc<str> = entry.id().into();
        let username: Arc<str> = entry.username.as_str().into();
        let take = |names: &mut HashMap<_, _>, name: &Arc<str>, what| {
            names.insert(name.clone(), at).map_or(Ok(()), |_| Err(what))
        };
        take(&mut self.ids, &id, "id")?;
        take(&mut self.usernames, &username, "user name")?;
        if let Some(email) = &entry.email {
            take(&mut self.emails, &email.to_lowercase().into(), "email")?;
        }
        let user = User { id, username, name: entry.name.map(Into::into), service };
        self.known.push(Known { user, hash: entry.password.into() });
        Ok(())
    }
}
