//! A bug in the module itself.

use super::support::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// B7: a panic stops the module in the middle of what it does, and nothing would settle what waits.
#[wasm_bindgen_test]
async fn a_panic_rejects_what_waits() {
    let member = Member::new().await;
    member.wire.set_never_opens(true);
    let (connect, join) = (member.connect(), member.join("group"));
    let bug = Closure::<dyn FnMut()>::new(|| panic!("on purpose: this is no failure of a test"));
    let run = function("bug", "try { bug() } catch (error) { return error }");
    let thrown = run.call1(&JsValue::UNDEFINED, bug.as_ref()).expect("caught");
    assert!(thrown.is_instance_of::<js_sys::Error>(), "{thrown:?}");
    // Its state is as the panic left it.
    bug.forget();
    let message = "groupwire has stopped after an internal error. Reload the page.";
    refusal(connect, "ERROR", message).await;
    refusal(join, "ERROR", message).await;
    good(member.close()).await;

    // Where the engine lets it, other clients go on.
    Member::online().await.enter(&fresh_group()).await;
}

/// B7: the module is stopped while it is told something. No panic of its own tells the hook of it, and
/// no caller would get the exception.
#[wasm_bindgen_test]
async fn a_trap_in_what_the_browser_reports_rejects_what_waits() {
    let member = Member::with(|settings| settings.with("heartbeat", 20)).await.connected().await;
    let waiting = Member::new().await;
    waiting.wire.set_never_opens(true);
    let (connect, join) = (waiting.connect(), waiting.join("group"));
    let page = Console::new();
    // The heartbeat asks how much waits in the socket.
    member.wire.set_trap(true);
    let trapped = page.errors().next().await;
    page.restore();
    let message = "groupwire has stopped after an internal error. Reload the page.";
    for call in [connect, join] {
        let error = refusal(call, "ERROR", message).await;
        assert_eq!(get(&error, "cause"), trapped);
    }
    member.wire.set_trap(false);
    good(waiting.close()).await;
}
