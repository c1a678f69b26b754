//! The file of users.
//!
//! ```toml
//! [[users]]
//! id = "uAlice00000000001"   # without it, the user name
//! username = "alice"
//! name = "Alice"             # optional, like the email and the service
//! email = "alice@example.org"
//! service = "default"
//! password = "$argon2id$v=19$…"
//! ```

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::password;
use crate::auth::{check_service, check_user};

/// The users as they are in the file.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct UsersFile {
    /// In the order of the file.
    #[serde(default)]
    pub users: Vec<Entry>,
}

/// One user.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The user id, on every endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Unique in the service.
    pub username: String,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// With which the user can log in, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Without it, the server's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The argon2 hash of the SHA-256 of the password.
    pub password: String,
}

/// Why the file cannot be used. Nothing was changed.
#[derive(Debug)]
pub enum UsersError {
    /// It cannot be read or written.
    Io(PathBuf, io::Error),
    /// It is no such file; with the place, and a sentence that has no hash in it.
    Form(PathBuf, String),
}

impl UsersFile {
    /// Reads the file.
    ///
    /// # Errors
    /// When it cannot be read, or has users that could not log in.
    pub fn read(path: &Path) -> Result<Self, UsersError> {
        let text = fs::read_to_string(path).map_err(|error| UsersError::io(path, error))?;
        let file: Self = toml::from_str(&text).map_err(|error| {
            UsersError::form(path, format!("{} (byte {})", error.message(), start(&error)))
        })?;
        for entry in &file.users {
            entry.check().map_err(|why| {
                UsersError::form(path, format!("user {:?}: {why}", entry.username))
            })?;
        }
        Ok(file)
    }

    /// Replaces the file at once, for its owner alone: nobody sees half of it, or the hashes.
    ///
    /// # Errors
    /// When it cannot be written; then the file is as it was.
    pub fn write(&self, path: &Path) -> Result<(), UsersError> {
        let text =
            toml::to_string(self).map_err(|error| UsersError::form(path, error.to_string()))?;
        let mut beside = path.as_os_str().to_owned();
        beside.push(".new");
        let beside = PathBuf::from(beside);
        let written = write_for_owner(&beside, &text).and_then(|()| fs::rename(&beside, path));
        written.map_err(|error| {
            // What is left of it helps nobody, and may not be there.
            let _ = fs::remove_file(&beside);
            UsersError::io(path, error)
        })
    }
}

impl Entry {
    /// The user id.
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or(&self.username)
    }

    /// Whether it makes a user who can log in.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self) -> Result<(), &'static str> {
        check_user(self.id())?;
        check_username(&self.username)?;
        if let Some(service) = &self.service {
            check_service(service)?;
        }
        if !password::is_hash(&self.password) {
            return Err("The password must be an argon2 hash, as add-user writes it.");
        }
        Ok(())
    }
}

/// Whether the text can be a user name: as an id, and without what ends a mention.
///
/// # Errors
/// Why not.
pub fn check_username(name: &str) -> Result<(), &'static str> {
    check_user(name)?;
    if name.contains(|c: char| c.is_whitespace() || matches!(c, '@' | '/' | '#')) {
        return Err("The user name must have no spaces and none of @, / and #.");
    }
    Ok(())
}

fn write_for_owner(path: &Path, text: &str) -> io::Result<()> {
    // One that a crash has left would keep its mode.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn start(error: &toml::de::Error) -> usize {
    error.span().map_or(0, |span| span.start)
}

impl UsersError {
    fn io(path: &Path, error: io::Error) -> Self {
        Self::Io(path.to_owned(), error)
    }

    pub(super) fn form(path: &Path, message: impl Into<String>) -> Self {
        Self::Form(path.to_owned(), message.into())
    }
}

impl fmt::Display for UsersError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Form(path, message) => write!(f, "{}: {message}", path.display()),
        }
    }
}

impl std::error::Error for UsersError {}
