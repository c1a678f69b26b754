//! Passwords: clients send the SHA-256 of them, the file has the argon2 hash of that.

use std::fmt::Write;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error, PasswordHasher, PasswordVerifier};
use sha2::{Digest as _, Sha256};

/// The SHA-256 of a password in lower-case hexadecimal digits: what goes over the wire.
#[derive(Clone, PartialEq, Eq)]
pub struct Digest(String);

impl Digest {
    /// Of the password itself.
    pub fn of(password: &str) -> Self {
        let mut hex = String::with_capacity(64);
        for byte in Sha256::digest(password) {
            // Writing to a string does not fail.
            let _ = write!(hex, "{byte:02x}");
        }
        Self(hex)
    }

    /// As a client has sent it.
    pub fn received(hex: &str) -> Self {
        Self(hex.to_owned())
    }

    /// The argon2id hash of it, with a random salt, in the format of PHC strings.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn hash(&self) -> Result<String, Error> {
        Ok(Argon2::default().hash_password(self.0.as_bytes())?.to_string())
    }

    /// Whether it is the one that was hashed. This takes a while: not on the threads that serve
    /// connections.
    pub fn fits(&self, hash: &str) -> bool {
        PasswordHash::new(hash)
            .is_ok_and(|hash| Argon2::default().verify_password(self.0.as_bytes(), &hash).is_ok())
    }
}

// By hand: who has it can log in.
impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Digest")
    }
}

/// Whether a text is a hash that [`Digest::fits`] can look at.
pub fn is_hash(text: &str) -> bool {
    PasswordHash::new(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// DS30
    #[test]
    fn a_password_fits_its_hash_and_no_other_does() {
        let digest = Digest::of("secret");
        assert_eq!(
            digest,
            Digest::received("2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b")
        );
        let hash = digest.hash().expect("randomness");
        assert!(hash.starts_with("$argon2id$v=19$"), "{hash}");
        assert_ne!(hash, digest.hash().expect("randomness"), "salted");
        assert!(digest.fits(&hash));
        assert!(!Digest::of("Secret").fits(&hash));
        assert!(!digest.fits("no hash") && !is_hash("no hash"));
    }
}
