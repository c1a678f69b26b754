//! Code that is loaded with its first use.

use super::pages::{copy, frame};
use super::support::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// B13
#[wasm_bindgen_test]
async fn the_list_calls_are_loaded_with_the_first_of_them() {
    let frame = frame().await;
    let class = copy(&frame).await;
    let settings = js("{}");
    set(&settings, "url", URL);
    set(&settings, "token", token_for(&fresh()).await);
    let list = function(
        "frame, Realtime, settings",
        "const { performance } = frame.contentWindow;
        const loads = () => {
          const names = performance.getEntriesByType('resource').map((entry) => entry.name);
          return ['lists.js', 'redirect.js'].map((file) => names.filter((name) => name.endsWith(file)).length);
        };
        const [one, other] = [new Realtime(settings), new Realtime(settings)];
        const before = loads();
        const calls = [one.getRealtimeGroups(), one.getRealtimeUsers({ group: 'g' }), other.getRealtimeGroups()];
        return Promise.all(calls).then(() => [before, loads()]);",
    );
    let loads = list.call3(&JsValue::NULL, &frame, &class, &settings).expect("a promise");
    assert_eq!(json(&good(loads.unchecked_into()).await), "[[0,0],[1,0]]");
    function("frame", "frame.remove()").call1(&JsValue::NULL, &frame).unwrap();
}
