//! Starting, accepting, stopping.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::time::{MissedTickBehavior, interval};

use crate::app::{App, router};
use crate::auth::{GUEST_KEY_ID, Issuer, KeyError, Keys, LOGIN_KEY_ID, Verifier, check_service};
use crate::config::{Config, HistoryConfig};
use crate::guest::GuestIssuer;
use crate::hub::{Hub, MemoryHub};
use crate::metrics::Metrics;
use crate::origin::Origins;
use crate::outbox::Close;
use crate::rocketchat::RocketChat;
use crate::rocketchat::accounts::UsersError;

/// A server that has its address.
#[derive(Debug)]
pub struct Server {
    app: Arc<App>,
    listener: TcpListener,
    local_addr: SocketAddr,
    /// Ends when the last connection is gone.
    last_gone: mpsc::Receiver<()>,
}

/// Why the server does not start.
#[derive(Debug)]
pub enum StartError {
    /// Anybody could sign with the secret.
    EmptySecret,
    /// The address cannot be listened on.
    Listen(SocketAddr, io::Error),
    /// The key cannot be used.
    Key(KeyError),
    /// No key was given, and others than this machine can connect.
    NoKey,
    /// The system gives no random numbers.
    Random(getrandom::Error),
    /// `--service` is not a name of a service.
    Service(&'static str),
    /// The file of `--users` cannot be used.
    Users(UsersError),
}

impl Server {
    /// Reads the keys and opens the address.
    ///
    /// # Errors
    /// See [`StartError`]; nothing is left behind.
    pub async fn bind(config: Config) -> Result<Self, StartError> {
        let metrics = Arc::new(Metrics::new());
        let hub = MemoryHub::new(&config.limits, &config.history, metrics.clone());
        let hub = hub.map_err(StartError::Random)?;
        Self::bind_with(config, Arc::new(hub), metrics).await
    }

    /// The same with another hub. `metrics` are those that it counts with.
    ///
    /// # Errors
    /// See [`StartError`]; nothing is left behind.
    pub async fn bind_with(
        config: Config,
        hub: Arc<dyn Hub>,
        metrics: Arc<Metrics>,
    ) -> Result<Self, StartError> {
        check_service(&config.auth.service).map_err(StartError::Service)?;
        let service: Arc<str> = config.auth.service.as_str().into();
        let (mut keys, seed) = keys(&config)?;
        let mut guests = None;
        if config.guests() {
            let secret = own_secret("guest", &seed);
            let issuer = Issuer::new(GUEST_KEY_ID, &secret, config.auth.guest_token_lifetime);
            guests = Some(GuestIssuer::new(issuer, service.clone()));
            keys = keys.with_own(GUEST_KEY_ID, &secret);
        }
        let secret = own_secret("login", &seed);
        let logins = Issuer::new(LOGIN_KEY_ID, &secret, config.rocketchat.login_token_lifetime);
        let keys = keys.with_own(LOGIN_KEY_ID, &secret);
        let require_service = config.auth.require_service;
        let verifier = Arc::new(Verifier::new(keys, service, require_service));
        let rocketchat = RocketChat::new(&config, &hub, verifier.clone(), logins)?;

        let listen = config.listen;
        let listener =
            TcpListener::bind(listen).await.map_err(|error| StartError::Listen(listen, error))?;
        let local_addr =
            listener.local_addr().map_err(|error| StartError::Listen(listen, error))?;

        let (alive, last_gone) = mpsc::channel(1);
        let origins = Origins::new(&config);
        let app = App { config, verifier, guests, rocketchat, origins, hub, metrics, alive };
        Ok(Self { app: Arc::new(app), listener, local_addr, last_gone })
    }

    /// The address with the real port.
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// Serves until `stop` is ready, then closes every connection with 1001 and returns when
    /// the last is gone, or at the deadline of the configuration.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let Self { app, listener, mut last_gone, .. } = self;
        let routes = router(app.clone());
        let handshake_timeout = app.config.limits.handshake_timeout;
        // Sends nothing: its end is the message.
        let (serving, until) = watch::channel(());
        let mut stop = pin!(stop);
        let mut sweep = interval(sweep_period(&app.config.history));
        sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = &mut stop => break,
                _ = sweep.tick() => {
                    app.hub.sweep();
                    app.rocketchat.chat.sweep(app.config.history.history_age);
                }
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => {
                        tokio::spawn(serve(stream, routes.clone(), handshake_timeout, until.clone()));
                    }
                    Err(error) => wait_after(&error).await,
                },
            }
        }
        tracing::info!("closing all connections");
        drop(listener);
        let deadline = app.config.shutdown_timeout;
        app.hub.close_all(Close::GOING_AWAY);
        app.rocketchat.live.close_all(Close::GOING_AWAY);
        drop((serving, app, routes));
        let all_gone = async { while last_gone.recv().await.is_some() {} };
        if tokio::time::timeout(deadline, all_gone).await.is_err() {
            tracing::warn!("not all connections were closed in time");
        }
    }
}

/// How often what is too old has to be looked for: what is forgotten late costs memory.
fn sweep_period(history: &HistoryConfig) -> Duration {
    let shortest = history.history_age.min(history.dedupe_age);
    (shortest / 4).clamp(Duration::from_millis(100), Duration::from_secs(15))
}

/// Serves the HTTP requests of one TCP stream. It is over after an upgrade.
async fn serve(
    stream: TcpStream,
    routes: Router,
    handshake_timeout: Duration,
    mut until: watch::Receiver<()>,
) {
    // Small frames must not wait for each other.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(handshake_timeout)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes))
        .with_upgrades();
    let mut connection = pin!(connection);
    let served = tokio::select! {
        served = connection.as_mut() => served,
        // The request that is under way is answered, and no other.
        _ = until.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = served {
        tracing::debug!(%error, "an HTTP connection ended");
    }
}

/// Without file descriptors each attempt fails at once; connections that end free some.
async fn wait_after(error: &io::Error) {
    tracing::warn!(%error, "cannot accept connections");
    tokio::time::sleep(Duration::from_millis(100)).await;
}

/// The keys to check tokens with, and what the secrets of the server's own tokens are made of.
///
/// They follow from the secret when there is one, so that tokens outlive a restart.
fn keys(config: &Config) -> Result<(Keys, Vec<u8>), StartError> {
    let auth = &config.auth;
    if let Some(secret) = &auth.hs256_secret {
        if secret.is_empty() {
            return Err(StartError::EmptySecret);
        }
        return Ok((Keys::secret(secret.as_bytes()), secret.as_bytes().to_vec()));
    }
    let mut random = vec![0; 64];
    getrandom::fill(&mut random).map_err(StartError::Random)?;
    let seed = random.split_off(32);
    let keys = match (&auth.public_key, &auth.jwks) {
        (Some(path), _) => Keys::public_key(path).map_err(StartError::Key)?,
        (None, Some(path)) => Keys::jwks(path).map_err(StartError::Key)?,
        (None, None) if config.on_loopback() => {
            tracing::info!(
                "no key given: tokens are checked against a random secret, so that only guests \
                 can connect"
            );
            Keys::secret(&random)
        }
        (None, None) => return Err(StartError::NoKey),
    };
    Ok((keys, seed))
}

/// The secret of one kind of tokens that the server signs itself.
fn own_secret(kind: &str, seed: &[u8]) -> Vec<u8> {
    [b"groupwire ", kind.as_bytes(), b"\0", seed].concat()
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptySecret => f.write_str("the secret of --hs256-secret is empty"),
            Self::Listen(address, error) => write!(f, "cannot listen on {address}: {error}"),
            Self::Key(error) => error.fmt(f),
            Self::NoKey => f.write_str(
                "give one of --hs256-secret, --public-key or --jwks: without it only a server \
                 on loopback starts",
            ),
            Self::Random(error) => write!(f, "no random numbers: {error}"),
            Self::Service(message) => write!(f, "--service: {message}"),
            Self::Users(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StartError {}
