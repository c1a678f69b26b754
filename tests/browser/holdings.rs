//! What a client holds of its page, and for how long.

use super::page;
use super::support::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen]
extern "C" {
    /// Listeners to the page and timers that came since.
    #[wasm_bindgen(js_name = GroupwireHoldings)]
    type Holdings;

    #[wasm_bindgen(constructor, js_class = GroupwireHoldings)]
    fn start() -> Holdings;
    #[wasm_bindgen(method, getter)]
    fn listeners(this: &Holdings) -> u32;
    #[wasm_bindgen(method, getter)]
    fn timers(this: &Holdings) -> u32;
    #[wasm_bindgen(method)]
    fn restore(this: &Holdings);
}

impl Holdings {
    async fn watch() -> Self {
        page::load();
        ended().await;
        Self::start()
    }
}

/// B12
#[wasm_bindgen_test]
async fn a_closed_client_holds_nothing_of_its_page() {
    let member = Member::new().await;
    let holdings = Holdings::watch().await;
    assert_eq!(holdings.listeners(), 0, "nor one that has not been asked to connect");
    let member = member.connected().await;
    assert!(holdings.listeners() > 0);
    let of_one = holdings.listeners();
    good(member.connect()).await;
    assert_eq!(holdings.listeners(), of_one);
    member.lose().await;
    assert_eq!((holdings.listeners(), holdings.timers()), (of_one, 1), "it will come back");
    good(member.close()).await;
    assert_eq!((holdings.listeners(), holdings.timers()), (0, 0));
    holdings.restore();
}

/// B4, B12: where the attempt fails, and nobody has the client any more.
#[wasm_bindgen_test]
async fn a_client_that_the_page_has_dropped_leaves_nothing_behind() {
    let dead = format!("ws://{}/api", nobody().await);
    let (wire, events) = (Wire::new(), Queue::new());
    let realtime = Settings::of(&fresh(), &wire).await.realtime();
    let holdings = Holdings::watch().await;
    wire.set_detour(Some(&dead));
    let connect = realtime.connect_realtime(Member::callback(&events));
    let post = realtime.post_realtime(1.into(), "group".into(), JsValue::UNDEFINED);
    drop(realtime);
    assert!(holdings.listeners() > 0);
    connection_error(connect).await;
    not_open(post).await;
    assert_eq!(events.next_json().await, CONNECTION_ERROR);
    assert_eq!((holdings.listeners(), holdings.timers()), (0, 0));
    holdings.restore();
}

/// B4: one that was never used.
#[wasm_bindgen_test]
async fn an_unused_client_leaves_nothing_behind() {
    let holdings = Holdings::watch().await;
    drop(Settings::bare(&Wire::new()).realtime());
    assert_eq!((holdings.listeners(), holdings.timers()), (0, 0));
    holdings.restore();
}
