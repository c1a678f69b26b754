//! Flags about who may connect.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args};

use super::duration::duration;

/// Who may connect: at most one of the three keys, guests, and the service.
#[derive(Args, Clone, Debug)]
pub struct AuthConfig {
    /// Secret of tokens signed with HS256.
    ///
    /// Better given by environment: a command line is visible to other users of the machine.
    /// Without any key a random secret is made when listening on loopback.
    #[arg(
        long,
        env = "GROUPWIRE_HS256_SECRET",
        hide_env_values = true,
        value_name = "SECRET",
        conflicts_with_all = ["public_key", "jwks"]
    )]
    pub hs256_secret: Option<String>,

    /// PEM file of the public key of tokens signed with RS256, ES256 or EdDSA
    #[arg(long, env = "GROUPWIRE_PUBLIC_KEY", value_name = "FILE", conflicts_with = "jwks")]
    pub public_key: Option<PathBuf>,

    /// File with a JSON Web Key Set of public keys (RS256, ES256, EdDSA); a token names its
    /// key by `kid`
    #[arg(long, env = "GROUPWIRE_JWKS", value_name = "FILE")]
    pub jwks: Option<PathBuf>,

    /// Service of guests and of tokens without a `service` or `custom:service` claim
    #[arg(long, env = "GROUPWIRE_SERVICE", default_value = "default", value_name = "NAME")]
    pub service: String,

    /// Refuse tokens that have no `service` or `custom:service` claim
    #[arg(long, env = "GROUPWIRE_REQUIRE_SERVICE", action = ArgAction::SetTrue)]
    pub require_service: bool,

    /// Give a token for a fresh user id to whoever asks with POST /guest
    /// [default: true when listening on loopback, otherwise false]
    #[arg(
        long,
        env = "GROUPWIRE_GUESTS",
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    pub guests: Option<bool>,

    /// How long a guest's token is valid
    #[arg(
        long,
        env = "GROUPWIRE_GUEST_TOKEN_LIFETIME",
        default_value = "24h",
        value_name = "DURATION",
        value_parser = duration
    )]
    pub guest_token_lifetime: Duration,
}
