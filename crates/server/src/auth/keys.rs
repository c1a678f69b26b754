//! The keys that sign tokens.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::de::DeserializeOwned;

/// The `kid` in the header of tokens for guests.
pub const GUEST_KEY_ID: &str = "groupwire-guest";

/// The `kid` in the header of tokens for users who have shown their password.
pub const LOGIN_KEY_ID: &str = "groupwire-login";

/// By how much clocks may differ.
pub(super) const LEEWAY: Duration = Duration::from_secs(5);

/// All keys that the server trusts.
#[derive(Debug)]
pub struct Keys {
    trusted: Vec<Key>,
    /// Those with which the server signs itself.
    own: Vec<Key>,
}

/// A key and the one algorithm that it is good for.
///
/// The algorithm is never the choice of the token: otherwise a token could be signed with the
/// public key as if it were an HS256 secret.
struct Key {
    id: Option<String>,
    key: DecodingKey,
    validation: Validation,
}

/// Why a key cannot be used. The server does not start.
#[derive(Debug)]
pub enum KeyError {
    /// The file has no key of a supported kind.
    NoKey(PathBuf),
    /// The file cannot be read.
    Unreadable(PathBuf, std::io::Error),
}

impl Keys {
    /// An HS256 secret.
    pub fn secret(secret: &[u8]) -> Self {
        Self::from(vec![Key::new(None, Algorithm::HS256, DecodingKey::from_secret(secret))])
    }

    /// The public key in a PEM file: RSA (RS256), P-256 (ES256) or Ed25519 (EdDSA).
    ///
    /// # Errors
    /// When the file cannot be read or has no such key.
    pub fn public_key(path: &Path) -> Result<Self, KeyError> {
        let pem = read(path)?;
        let pem = pem.as_bytes();
        let (algorithm, key) = DecodingKey::from_rsa_pem(pem)
            .map(|key| (Algorithm::RS256, key))
            .or_else(|_| DecodingKey::from_ec_pem(pem).map(|key| (Algorithm::ES256, key)))
            .or_else(|_| DecodingKey::from_ed_pem(pem).map(|key| (Algorithm::EdDSA, key)))
            .map_err(|_| KeyError::NoKey(path.to_owned()))?;
        Ok(Self::from(vec![Key::new(None, algorithm, key)]))
    }

    /// The signing keys of a JSON Web Key Set. Keys of other kinds are passed over.
    ///
    /// # Errors
    /// When the file cannot be read or has no key of a supported kind.
    pub fn jwks(path: &Path) -> Result<Self, KeyError> {
        let set: JwkSet = serde_json::from_str(&read(path)?)
            .map_err(|error| KeyError::Unreadable(path.to_owned(), error.into()))?;
        let keys: Vec<_> = set.keys.iter().filter_map(Key::from_jwk).collect();
        if keys.is_empty() {
            return Err(KeyError::NoKey(path.to_owned()));
        }
        Ok(Self::from(keys))
    }

    /// Trusts this HS256 secret too, for tokens that name this key and for no others: one of
    /// [`GUEST_KEY_ID`] and [`LOGIN_KEY_ID`].
    #[must_use]
    pub fn with_own(mut self, id: &'static str, secret: &[u8]) -> Self {
        let key = DecodingKey::from_secret(secret);
        self.own.push(Key::new(Some(id.into()), Algorithm::HS256, key));
        self
    }

    /// Checks signature, `exp` and `nbf`, and reads the claims.
    ///
    /// # Errors
    /// A sentence that says why not.
    pub(super) fn decode<T: DeserializeOwned>(&self, token: &str) -> Result<T, &'static str> {
        let header = decode_header(token).map_err(|_| "The token is not a signed JWT.")?;
        if header.crit.is_some() {
            return Err("The token has extensions that are not understood.");
        }
        let key =
            self.find(header.kid.as_deref()).ok_or("The token is signed by an unknown key.")?;
        let data =
            decode(token, &key.key, &key.validation).map_err(|error| match error.kind() {
                ErrorKind::ExpiredSignature => "The token has expired.",
                ErrorKind::ImmatureSignature => "The token is not valid yet.",
                ErrorKind::MissingRequiredClaim(_) => "The token has no expiry.",
                ErrorKind::Json(_) => "The claims of the token have a wrong form.",
                ErrorKind::InvalidAlgorithm => "The token is signed with another algorithm.",
                _ => "The signature of the token is not valid.",
            })?;
        Ok(data.claims)
    }

    fn find(&self, id: Option<&str>) -> Option<&Key> {
        if matches!(id, Some(GUEST_KEY_ID | LOGIN_KEY_ID)) {
            return self.own.iter().find(|key| key.id.as_deref() == id);
        }
        match self.trusted.as_slice() {
            // Who has but one key need not name it; issuers often do, or change the name.
            [only] if only.id.is_none() || id.is_none() => Some(only),
            keys => keys.iter().find(|key| key.id.is_some() && key.id.as_deref() == id),
        }
    }
}

impl From<Vec<Key>> for Keys {
    fn from(trusted: Vec<Key>) -> Self {
        Self { trusted, own: Vec::new() }
    }
}

impl Key {
    fn new(id: Option<String>, algorithm: Algorithm, key: DecodingKey) -> Self {
        let mut validation = Validation::new(algorithm);
        validation.leeway = LEEWAY.as_secs();
        validation.validate_nbf = true;
        // Whom a token is for besides is not ours to say: Cognito puts the app client there.
        validation.validate_aud = false;
        Self { id, key, validation }
    }

    fn from_jwk(jwk: &Jwk) -> Option<Self> {
        if matches!(jwk.common.public_key_use, Some(PublicKeyUse::Encryption)) {
            return None;
        }
        let algorithm = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => Algorithm::RS256,
            AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
                Algorithm::ES256
            }
            AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
                Algorithm::EdDSA
            }
            // Secrets do not belong into a file of public keys.
            _ => return None,
        };
        if jwk
            .common
            .key_algorithm
            .is_some_and(|named| named.to_string() != format!("{algorithm:?}"))
        {
            return None;
        }
        let key = DecodingKey::from_jwk(jwk).ok()?;
        Some(Self::new(jwk.common.key_id.clone(), algorithm, key))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("id", &self.id).finish_non_exhaustive()
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoKey(path) => write!(
                f,
                "{}: no public key for RS256 (RSA), ES256 (P-256) or EdDSA (Ed25519)",
                path.display()
            ),
            Self::Unreadable(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for KeyError {}

fn read(path: &Path) -> Result<String, KeyError> {
    std::fs::read_to_string(path).map_err(|error| KeyError::Unreadable(path.to_owned(), error))
}
