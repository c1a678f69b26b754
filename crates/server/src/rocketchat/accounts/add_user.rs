//! `groupwire-server add-user`: writes the file of users.

use std::fmt;
use std::io::{self, BufRead};
use std::path::PathBuf;

use clap::Args;

use super::file::{Entry, UsersError, UsersFile};
use super::password::Digest;
use crate::rocketchat::ids::random_id;

/// Adds a user to the file of --users, or changes one
///
/// The file has an argon2 hash of the password and can be read by its owner only. A server that
/// runs reads it when it is started again.
#[derive(Args, Clone, Debug)]
pub struct AddUser {
    /// The user name, unique in the file
    pub username: String,

    /// The file; it is made when it does not exist
    #[arg(long, env = "GROUPWIRE_USERS", value_name = "FILE")]
    pub users: PathBuf,

    /// Name for people
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,

    /// Address with which the user can log in, too
    #[arg(long, value_name = "ADDRESS")]
    pub email: Option<String>,

    /// User id, the same as `sub` of the user's tokens [default: a random one]
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,

    /// Service of the user [default: that of the server]
    #[arg(long, value_name = "NAME")]
    pub service: Option<String>,

    /// Read the password from the first line of stdin instead of asking for it
    #[arg(long)]
    pub password_stdin: bool,

    /// Change the user, who is there already: the password, and what else is given
    #[arg(long)]
    pub replace: bool,
}

/// Why there is no such user now. The file is as it was.
#[derive(Debug)]
pub enum AddUserError {
    /// The file cannot be used.
    File(UsersError),
    /// The password cannot be read.
    Password(io::Error),
    /// The user cannot be added.
    Refused(&'static str),
    /// The system has no randomness.
    Random,
}

impl AddUser {
    /// Writes the file.
    ///
    /// # Errors
    /// See [`AddUserError`].
    pub fn run(self) -> Result<(), AddUserError> {
        let mut file = match UsersFile::read(&self.users) {
            Err(UsersError::Io(_, error)) if error.kind() == io::ErrorKind::NotFound => {
                UsersFile::default()
            }
            file => file.map_err(AddUserError::File)?,
        };
        let at = file.users.iter().position(|user| user.username == self.username);
        if at.is_some() && !self.replace {
            let why = "There is a user of that name: change it with --replace.";
            return Err(AddUserError::Refused(why));
        }
        let before = at.map(|at| file.users.remove(at));
        let entry = self.entry(before)?;
        entry.check().map_err(AddUserError::Refused)?;
        // As the server compares them.
        let email = |of: &Entry| of.email.as_deref().map(str::to_lowercase);
        let is_same = |other: &Entry| {
            other.id() == entry.id() || (entry.email.is_some() && email(other) == email(&entry))
        };
        if file.users.iter().any(is_same) {
            return Err(AddUserError::Refused("Another user has that id or email."));
        }
        file.users.insert(at.unwrap_or(file.users.len()), entry);
        file.write(&self.users).map_err(AddUserError::File)
    }

    fn entry(&self, before: Option<Entry>) -> Result<Entry, AddUserError> {
        let password = self.password().map_err(AddUserError::Password)?;
        if password.is_empty() {
            return Err(AddUserError::Refused("The password is empty."));
        }
        let hash = Digest::of(&password).hash().map_err(|_| AddUserError::Random)?;
        let id = match (&self.id, &before) {
            (Some(id), _) => Some(id.clone()),
            (None, Some(before)) => before.id.clone(),
            (None, None) => Some(random_id().map_err(|_| AddUserError::Random)?),
        };
        let (name, email, service) =
            before.map(|user| (user.name, user.email, user.service)).unwrap_or_default();
        Ok(Entry {
            id,
            username: self.username.clone(),
            name: self.name.clone().or(name),
            email: self.email.clone().or(email),
            service: self.service.clone().or(service),
            password: hash,
        })
    }

    fn password(&self) -> io::Result<String> {
        if self.password_stdin {
            let mut line = String::new();
            io::stdin().lock().read_line(&mut line)?;
            return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
        }
        let password = rpassword::prompt_password("Password: ")?;
        if rpassword::prompt_password("Once more: ")? != password {
            return Err(io::Error::other("the passwords are not the same"));
        }
        Ok(password)
    }
}

impl fmt::Display for AddUserError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(error) => error.fmt(f),
            Self::Password(error) => write!(f, "no password: {error}"),
            Self::Refused(why) => f.write_str(why),
            Self::Random => f.write_str("the system has no randomness"),
        }
    }
}

impl std::error::Error for AddUserError {}
