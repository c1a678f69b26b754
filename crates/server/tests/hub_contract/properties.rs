//! Any script, compared with the model.

use std::sync::Arc;

use groupwire_server::hub::Hub;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::Settings;
use crate::model::{Model, Step};

/// A step; posts and joins are the most frequent.
fn step() -> impl Strategy<Value = Step> {
    let client = || 0..4_usize;
    let group = || 0..2_usize;
    let mid = || prop_oneof![Just(None), (0..6_u8).prop_map(Some)];
    prop_oneof![
        2 => (0..3_usize, any::<bool>()).prop_map(|(user, recovers)| Step::Connect { user, recovers }),
        1 => client().prop_map(|client| Step::Disconnect { client }),
        3 => (client(), group(), any::<bool>())
            .prop_map(|(client, group, recovers)| Step::Join { client, group, recovers }),
        1 => (client(), group()).prop_map(|(client, group)| Step::Leave { client, group }),
        5 => (client(), group(), mid())
            .prop_map(|(client, group, mid)| Step::Post { client, group, mid }),
        3 => (client(), 0..3_usize, mid())
            .prop_map(|(client, user, mid)| Step::Send { client, user, mid }),
    ]
}

/// Order, recovery, de-duplication and presence, for scripts of one command at a time.
pub fn any_script_does_what_the_model_says<F>(make: F)
where
    F: AsyncFn(Settings) -> Arc<dyn Hub>,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let config = Config { cases: 500, failure_persistence: None, ..Config::default() };
    let scripts = vec(step(), 1..60);
    let result = TestRunner::new(config).run(&scripts, |script| {
        runtime.block_on(async {
            // So few are kept that some scripts lose posts.
            let hub = make(Settings { history: 4, ..Settings::default() }).await;
            let mut model = Model::new(hub);
            for step in &script {
                model.step(step).await;
            }
            model.compare();
        });
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}
