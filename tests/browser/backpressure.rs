//! More than the network takes.

use super::support::*;
use groupwire::what;
use js_sys::Array;
use wasm_bindgen_test::wasm_bindgen_test;

fn buffered(user: &Watched) -> f64 {
    user.core.call(what::BUFFERED, &Array::new(), -1.0).as_f64().expect("a number")
}

/// Q15
#[wasm_bindgen_test]
async fn posts_wait_while_too_much_waits_in_the_socket() {
    let user = Watched::with(|settings| settings.with("highWaterMark", 10_000)).await;
    assert_eq!(buffered(&user), 0.0);
    let user = user.connected().await;
    let group = fresh_group();
    good(user.join(&group)).await;
    let before = user.wire.sent().count();
    let text_of = |number: u32| format!("{number} {}", "x".repeat(4_000));
    let posts: Vec<_> = (0..20).map(|number| user.post(text_of(number), &group)).collect();
    // The socket sends nothing before this turn of the event loop is over.
    let sent = user.wire.sent().count() - before;
    assert_eq!((sent, buffered(&user) > 10_000.0), (3, true));
    for post in posts {
        assert_eq!(text(&good(post).await, "settled"), "acknowledged");
    }
    for number in 0..20 {
        assert_eq!(user.next_message().await, text_of(number).as_str(), "in their order");
    }
    let kinds: Vec<_> = user.told.all().iter().map(|told| text(&told, "0")).collect();
    assert!(kinds.contains(&"drain".into()), "{kinds:?}");
    assert_eq!(buffered(&user), 0.0);
}
