//! Counters in the text format of Prometheus.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use crate::hub::{Hub, Totals};

/// The counters of one server. None has a user, a group or an address in its labels.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    connections: Gauge,
    groups: Gauge,
    ddp_sessions: Gauge,
    /// Upgrades that were accepted.
    pub opened: Counter,
    /// Connections that the server closed, by close code.
    pub closed: Family<CloseLabels, Counter>,
    /// Text and binary frames from clients.
    pub received: Counter,
    /// Frames of posts that were queued for receivers.
    pub delivered: Counter,
    /// Refused frames, by code.
    pub refused: Family<RefusalLabels, Counter>,
    /// Commands with a `mid` that were carried out.
    pub acks: Counter,
    /// Posts that had been made before, and were only acknowledged.
    pub duplicates: Counter,
    /// Posts that were sent once more, to clients that had missed them.
    pub replayed: Counter,
    /// Joins and connects with a position, by whether nothing was missing.
    recoveries: Family<RecoveryLabels, Counter>,
}

/// `{recovered="true"}`
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RecoveryLabels {
    recovered: bool,
}

/// `{code="1008"}`
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct CloseLabels {
    /// The close code.
    pub code: u16,
}

/// `{code="INVALID_REQUEST"}`
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct RefusalLabels {
    /// One of [`groupwire_protocol::wire::error`].
    pub code: &'static str,
}

impl Metrics {
    /// All at zero.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("groupwire");
        let connections = Gauge::default();
        let groups = Gauge::default();
        let ddp_sessions = Gauge::default();
        let opened = Counter::default();
        let closed = Family::default();
        let received = Counter::default();
        let delivered = Counter::default();
        let refused = Family::default();
        let acks = Counter::default();
        let duplicates = Counter::default();
        let replayed = Counter::default();
        let recoveries = Family::default();
        registry.register("connections", "Open connections", connections.clone());
        registry.register("groups", "Groups with members", groups.clone());
        registry.register(
            "ddp_sessions",
            "Open connections of the Rocket.Chat endpoint",
            ddp_sessions.clone(),
        );
        registry.register("connections_opened", "Accepted upgrades", opened.clone());
        registry.register("connections_closed", "Closed by the server, by code", closed.clone());
        registry.register("frames_received", "Frames from clients", received.clone());
        registry.register("frames_delivered", "Frames queued for receivers", delivered.clone());
        registry.register("refusals", "Refused frames, by code", refused.clone());
        registry.register("acks", "Commands that were acknowledged", acks.clone());
        registry.register("duplicates", "Posts made before, by their mid", duplicates.clone());
        registry.register("frames_replayed", "Posts sent again", replayed.clone());
        registry.register("recoveries", "Joins and connects with since", recoveries.clone());
        Self {
            registry,
            connections,
            groups,
            ddp_sessions,
            opened,
            closed,
            received,
            delivered,
            refused,
            acks,
            duplicates,
            replayed,
            recoveries,
        }
    }

    /// Counts a join or a connect with a position.
    pub fn recovery(&self, recovered: bool) {
        self.recoveries.get_or_create(&RecoveryLabels { recovered }).inc();
    }

    /// The text of `GET /metrics`. The sessions are those of the Rocket.Chat endpoint.
    ///
    /// # Errors
    /// When a metric cannot be written, which none of these does.
    pub fn encode(&self, hub: &dyn Hub, ddp_sessions: usize) -> Result<String, std::fmt::Error> {
        let Totals { connections, groups } = hub.totals();
        self.ddp_sessions.set(i64::try_from(ddp_sessions).unwrap_or(i64::MAX));
        self.connections.set(i64::try_from(connections).unwrap_or(i64::MAX));
        self.groups.set(i64::try_from(groups).unwrap_or(i64::MAX));
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}
