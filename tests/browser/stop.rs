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
