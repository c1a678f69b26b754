//! What a page sees that imports the module itself: the functions of the default client.

use super::support::*;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// The module that these tests are in, which has the exports of the crate.
async fn module() -> JsValue {
    good(js("import('./wasm-bindgen-test')").unchecked_into()).await
}

fn call(module: &JsValue, name: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = get(module, name).unchecked_into();
    let arguments: Array = arguments.iter().copied().collect();
    Reflect::apply(&function, &JsValue::UNDEFINED, &arguments)
}

fn promise(module: &JsValue, name: &str, arguments: &[&JsValue]) -> Promise {
    call(module, name, arguments).expect(name).unchecked_into()
}

async fn options(user: &str, wire: &Wire) -> JsValue {
    let options = js("{ heartbeat: 0 }");
    set(&options, "url", URL);
    set(&options, "token", token_for(user).await);
    set(&options, "WebSocket", wire.class());
    options
}

/// B5, C1, G1, M1, X1
#[wasm_bindgen_test]
async fn the_six_functions_use_one_client() {
    let module = module().await;
    let (user, group, wire, events) = (fresh(), fresh_group(), Wire::new(), Queue::new());
    call(&module, "configure", &[&options(&user, &wire).await]).expect("valid options");
    let (group, callback) = (JsValue::from(group), Member::callback(&events));
    let params = js("{}");
    set(&params, "group", group.clone());
    let connect = promise(&module, "connectRealtime", &[&callback]);
    let join = promise(&module, "joinRealtime", &[&params]);
    let post = promise(&module, "postRealtime", &["hello".into(), group.clone()].each_ref());
    assert_eq!(good(connect).await, JsValue::from(wire.socket()));
    good(join).await;
    assert_eq!(text(&good(post).await, "message"), "Message sent.");
    let groups =
        good(promise(&module, "getRealtimeGroups", &[&js("{ searchFor: 'group', value: ' ' }")]))
            .await;
    assert!(json(&groups).contains("\"list\":["));
    let users = good(promise(&module, "getRealtimeUsers", &[&params])).await;
    let found: Array = get(&users, "list").unchecked_into();
    assert_eq!((found.length(), text(&found.get(0), "user_id")), (1, user));

    // Another one takes its place, which is closed.
    let other = Wire::new();
    call(&module, "configure", &[&options(&fresh(), &other).await]).expect("valid options");
    no_connection(promise(&module, "joinRealtime", &[&params])).await;
    for kind in ["success", "notice", "message", "close"] {
        assert_eq!(text(&events.next().await, "type"), kind);
    }
    assert!(good(promise(&module, "closeRealtime", &[])).await.is_undefined());
}

/// B5: a wrong option changes nothing.
#[wasm_bindgen_test]
async fn a_wrong_configuration_leaves_the_client_as_it_is() {
    let module = module().await;
    let (wire, callback) = (Wire::new(), js("() => {}"));
    call(&module, "configure", &[&options(&fresh(), &wire).await]).expect("valid options");
    good(promise(&module, "connectRealtime", &[&callback])).await;
    let error = call(&module, "configure", &[&js("{ url: 5 }")]).expect_err("a wrong option");
    assert_refusal(&error, "INVALID_PARAMETER", r#""url" must be a string."#);
    let socket = good(promise(&module, "connectRealtime", &[&callback])).await;
    assert_eq!(socket, JsValue::from(wire.socket()));
    assert!(good(promise(&module, "closeRealtime", &[])).await.is_undefined());
}

/// B6
#[wasm_bindgen_test]
async fn every_rejection_has_one_class() {
    let module = module().await;
    let member = Member::online().await;
    let thrown = call(&module, "configure", &[&js("{ url: 5 }")]).expect_err("a wrong option");
    let class = get(&thrown, "constructor");
    let rejections = [
        member.realtime.connect_realtime(JsValue::NULL),
        member.post(js("1n"), "group"),
        member.post(1, "group"),
        member.join(5),
        member.realtime.get_realtime_groups(js("{ searchFor: 5 }"), JsValue::UNDEFINED),
        member.realtime.get_realtime_users(js("{}"), JsValue::UNDEFINED),
        member.realtime.get_realtime_users(js("{ group: 'a' }"), js("{ limit: 'many' }")),
        Member::new().await.join("group"),
    ];
    for rejection in rejections {
        let error = bad(rejection).await;
        assert_eq!(get(&error, "constructor"), class, "{}", text(&error, "message"));
        assert!(keys(&error).starts_with("name,code"), "{}", keys(&error));
        assert!(!text(&error, "message").is_empty());
    }
}
