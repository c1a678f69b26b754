//! The contract of hubs (`groupwire_server::hub`), as tests that any hub can be put to.
//!
//! The modules have functions that take a way to make hubs. To test another hub, call them with
//! another way.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod client;
mod deduplication;
mod model;
mod order;
mod presence;
mod properties;
mod recovery;
#[path = "../support/late.rs"]
mod support_late;
mod watching;

use std::net::SocketAddr;
use std::sync::Arc;

use groupwire_server::Config;
use groupwire_server::hub::{Hub, MemoryHub};
use groupwire_server::metrics::Metrics;
use support_late::LateHub;

/// What a test asks of its hub.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How many posts of a stream are kept.
    pub history: usize,
    /// The most connections of one user.
    pub connections: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { history: 1000, connections: 32 }
    }
}

fn memory_hub(settings: Settings) -> MemoryHub {
    let mut config = Config::on(SocketAddr::from(([127, 0, 0, 1], 0)));
    config.history.history_count = settings.history;
    config.limits.connections_per_user = settings.connections;
    let hub = MemoryHub::new(&config.limits, &config.history, Arc::new(Metrics::new()));
    hub.expect("randomness")
}

async fn memory(settings: Settings) -> Arc<dyn Hub> {
    Arc::new(memory_hub(settings))
}

async fn late(settings: Settings) -> Arc<dyn Hub> {
    Arc::new(LateHub(memory_hub(settings)))
}

/// All functions of the suite, for a way to make hubs.
macro_rules! suite {
    ($name:ident) => {
        mod $name {
            use crate::$name as make;
            use crate::{deduplication, order, presence, properties, recovery, watching};

            suite! { make:
                order::members_see_one_order_that_of_the_offsets,
                order::services_do_not_hear_of_each_other,
                recovery::who_joins_among_posts_misses_none_and_gets_none_twice,
                recovery::who_connects_among_private_posts_misses_none_and_gets_none_twice,
                recovery::positions_that_are_not_of_this_hub_are_not_recovered,
                recovery::what_is_forgotten_is_not_recovered,
                deduplication::a_mid_on_two_connections_at_a_time_is_delivered_once,
                presence::a_group_is_there_while_it_has_members,
                presence::a_user_has_so_many_connections,
                presence::a_closed_hub_closes_all_and_who_comes_later,
                watching::a_watcher_sees_what_the_members_see_in_their_order,
                watching::a_watcher_sees_who_comes_and_goes,
                watching::a_watcher_sees_private_posts_whoever_is_there,
            }

            #[test]
            fn any_script_does_what_the_model_says() {
                properties::any_script_does_what_the_model_says(make);
            }
        }
    };
    ($make:ident: $($module:ident::$test:ident),* $(,)?) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                $module::$test($make).await;
            }
        )*
    };
}

// S71
suite!(memory);
suite!(late);
