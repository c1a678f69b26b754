//! Where tokens come from, and when they are asked for.

use super::support::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// A token function that counts its calls in `asked`, and gives what `body` says of `token`.
fn source(asked: &Queue, token: &str, body: &str) -> JsValue {
    let make = format!("return () => {{ asked.push(1); {body} }}");
    function("asked, token", &make)
        .call2(&JsValue::UNDEFINED, asked, &token.into())
        .expect("a function")
}

/// T1
#[wasm_bindgen_test]
async fn a_token_may_be_a_string_or_a_function_of_either_kind() {
    let user = fresh();
    let token = token_for(&user).await;
    let kinds = ["return token", "return Promise.resolve(token)", "return (async () => token)()"];
    for body in kinds {
        let given = source(&Queue::new(), &token, body);
        let member = Member::of(&user, |settings| settings.with("token", given)).await;
        let member = member.connected().await;
        assert_eq!(member.wire.urls().next_text().await, format!("{URL}?v=1&token={token}"));
        // The server has read it: the notice is about this user.
        member.enter(&fresh_group()).await;
    }
    let member = Member::of(&user, |settings| settings.with("token", token.as_str())).await;
    member.connected().await.enter(&fresh_group()).await;
}

/// T1
#[wasm_bindgen_test]
async fn the_token_is_encoded_where_a_url_needs_it() {
    let member = Member::with(|settings| settings.with("token", "a.b-c_d~ &?%é/")).await;
    login_required(member.connect()).await;
    let encoded = "a.b-c_d~%20%26%3F%25%C3%A9%2F";
    assert_eq!(member.wire.urls().next_text().await, format!("{URL}?v=1&token={encoded}"));
}

/// T1, T5: with this protocol nothing but a dial needs a token.
#[wasm_bindgen_test]
async fn the_token_is_asked_for_before_every_dial() {
    let (user, asked, group) = (fresh(), Queue::new(), fresh_group());
    let given = source(&asked, &token_for(&user).await, "return token");
    let member = Member::of(&user, |settings| settings.with("token", given)).await;
    assert_eq!(asked.count(), 0, "not before the first call");
    let member = member.connected().await;
    member.enter(&group).await;
    good(member.post(1, group.as_str())).await;
    let frame = format!(r#"{{"action":"broadcast","rid":"{group}","content":1}}"#);
    assert_eq!(member.next_sent().await, frame);
    assert_eq!(asked.count(), 1);
    good(member.close()).await;
    good(member.connect()).await;
    assert_eq!(asked.count(), 2);
    good(member.connect()).await;
    assert_eq!(asked.count(), 2, "no dial, no question");
}

/// T2
#[wasm_bindgen_test]
async fn without_a_token_nothing_is_dialled() {
    let nothing = [
        "undefined",
        "null",
        "''",
        "() => undefined",
        "() => null",
        "() => ''",
        "() => 5",
        "() => ({})",
        "async () => undefined",
        "async () => ''",
    ];
    for token in nothing {
        let member = Member::with(|settings| settings.with("token", js(token))).await;
        let (connect, join) = (member.connect(), member.join("group"));
        let error = login_required(connect).await;
        assert!(get(&error, "cause").is_undefined(), "{token}");
        // An object may be a promise, and so is waited for. The other answers come at once.
        if token.starts_with("async") || token.contains("{}") {
            login_required(join).await;
        } else {
            no_connection(join).await;
        }
        no_connection(member.join("group")).await;
        assert_eq!((member.wire.urls().count(), member.events.count()), (0, 0), "{token}");
    }
}

/// T2
#[wasm_bindgen_test]
async fn what_a_token_function_throws_is_the_cause() {
    prepare();
    let causes = ["new Error('no session')", "'a string'", "0"];
    for cause in causes.map(js) {
        for body in [
            "throw token",
            "return Promise.reject(token)",
            "return (async () => { throw token })()",
        ] {
            let make = format!("return () => {{ {body} }}");
            let given = function("token", &make).call1(&JsValue::UNDEFINED, &cause).expect(body);
            let member = Member::with(|settings| settings.with("token", given)).await;
            let error = login_required(member.connect()).await;
            assert_eq!(get(&error, "cause"), cause, "{body}");
            assert_eq!((member.wire.urls().count(), member.events.count()), (0, 0));
        }
    }
}

/// T2: the next call asks anew, and nothing of the failure is left.
#[wasm_bindgen_test]
async fn a_token_that_comes_later_is_taken() {
    let (user, asked) = (fresh(), Queue::new());
    let late = "if (asked.all.length < 2) throw new Error('not yet'); return token";
    let given = source(&asked, &token_for(&user).await, late);
    let member = Member::of(&user, |settings| settings.with("token", given)).await;
    login_required(member.connect()).await;
    member.connected().await.enter(&fresh_group()).await;
}

/// T4, X4
#[wasm_bindgen_test]
async fn a_late_answer_to_an_old_question_changes_nothing() {
    prepare();
    let answers = js("[]");
    let given = function("answers", "return () => new Promise((answer) => answers.push(answer))")
        .call1(&JsValue::UNDEFINED, &answers)
        .expect("a function");
    let answer = function("answers", "return (token) => answers.shift()(token)")
        .call1(&JsValue::UNDEFINED, &answers)
        .expect("a function");
    let answer = |token: &str| {
        let answer: &js_sys::Function = answer.unchecked_ref();
        answer.call1(&JsValue::UNDEFINED, &token.into()).expect("a question");
    };
    let user = fresh();
    let member = Member::of(&user, |settings| settings.with("token", given)).await;
    let connect = member.connect();
    assert!(good(member.close()).await.is_undefined());
    connection_error(connect).await;

    let connect = member.connect();
    answer("an old token");
    turn().await;
    assert_eq!(member.wire.urls().count(), 0);
    let token = token_for(&user).await;
    answer(&token);
    good(connect).await;
    assert_eq!(member.wire.urls().next_text().await, format!("{URL}?v=1&token={token}"));
    assert_eq!(member.wire.urls().count(), 1);
}

/// T1, B9
#[wasm_bindgen_test]
async fn the_token_is_asked_for_before_every_list_request() {
    let (user, asked) = (fresh(), Queue::new());
    let given = source(&asked, &token_for(&user).await, "return token");
    let member = Member::of(&user, |settings| settings.with("token", given)).await;
    for count in 1..4 {
        good(member.realtime.get_realtime_groups(JsValue::UNDEFINED, JsValue::UNDEFINED)).await;
        assert_eq!(asked.count(), count);
    }
    let users = member.realtime.get_realtime_users(js("{ group: 'group' }"), JsValue::UNDEFINED);
    good(users).await;
    assert_eq!((asked.count(), member.wire.urls().count()), (4, 0), "no connection is needed");
}
