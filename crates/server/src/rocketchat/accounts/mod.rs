//! Who users are, and how they show it.

mod user;

pub use user::User;
