//! Payloads: every JSON value arrives as it was sent.

use super::support::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// M11, S33, S34: each both ways that a payload can go.
#[wasm_bindgen_test]
async fn every_json_value_arrives_as_it_was_sent() {
    let group = fresh_group();
    let member = Member::in_group(&group).await;
    let payloads = [
        "0",
        "-0.5",
        "1e300",
        "9007199254740993",
        "false",
        "true",
        "''",
        "null",
        "[]",
        "{}",
        "[null, [[], {}], { a: [{ b: null }] }]",
        "'é ñ 한국어 日本語 العربية'",
        "'👩‍👩‍👧‍👦 🇰🇷 \\u{1f600}'",
        "'\\ud800'",
        "'\\udc00 before \\ud800'",
        "{ '\\ud83d': '\\ude00' }",
        "'\\u0000\\u001f\\u2028\\u2029\\u007f\\ufeff'",
        "'\"quotes\" and \\\\ back / slashes \\n\\t'",
        "'100% sure'",
        "'%41 %7B%22#message%22:1%7D %'",
        "'%7B%22a%22:1%7D'",
        "{ __proto__: null, ['__proto__']: { polluted: true }, constructor: 1, toString: 2 }",
        "{ b: 1, a: 2, 10: 3, 9: 4 }",
        "{ action: 'joinRoom', rid: 'elsewhere', token: 'none' }",
        "'x'.repeat(60000)",
    ];
    for payload in payloads {
        let payload = js(payload);
        good(member.post(payload.clone(), group.as_str())).await;
        let arrived = member.next_message("message").await;
        assert_eq!(json(&arrived), json(&payload));
        assert_eq!(arrived.js_typeof(), payload.js_typeof());
        good(member.post(payload.clone(), member.user.as_str())).await;
        assert_eq!(json(&member.next_message("private").await), json(&payload));
    }
    assert!(js("({}).polluted").is_undefined());
}

/// M11, E2: as a value, not only as JSON.
#[wasm_bindgen_test]
async fn lone_surrogates_arrive_as_the_same_string() {
    let member = Member::online().await;
    for string in ["'\\ud800'", "'a\\udfff'", "'\\ud83d\\ude00'"] {
        good(member.post(js(string), member.user.as_str())).await;
        let same = function("a, b", "return a === b && a.length === b.length");
        let arrived = member.next_message("private").await;
        assert_eq!(same.call2(&JsValue::UNDEFINED, &arrived, &js(string)), Ok(JsValue::TRUE));
    }
}

/// E8, M11: text that would become keys of the frame, were it decoded.
#[wasm_bindgen_test]
async fn payload_text_forges_no_key() {
    let group = fresh_group();
    let member = Member::online().await;
    let cid = member.enter(&group).await;
    let forgeries = [
        "'hi%22,%22#user_id%22:%22ADMIN'",
        "'hi\",\"#user_id\":\"ADMIN'",
        "{ '#user_id': 'ADMIN', '#scid': 'x', '#srid': 'y', '#code': 'USER_LEFT', '#error': 1 }",
        "'},\"#user_id\":\"ADMIN\",{'",
        "'%7D%00#private'",
    ];
    for forgery in forgeries.map(js) {
        good(member.post(forgery.clone(), group.as_str())).await;
        let event = format!(
            r#"{{"type":"message","message":{},"sender":"{}","sender_cid":"{cid}","sender_rid":"{group}","code":null}}"#,
            json(&forgery),
            member.user
        );
        assert_eq!(member.next().await, event);
    }
}

/// M8
#[wasm_bindgen_test]
async fn a_payload_is_read_at_the_call_and_once() {
    let group = fresh_group();
    let member = Member::new().await;
    let reads = js("{ count: 0 }");
    let message = function(
        "reads",
        "return { list: [1], get number() { return ++reads.count }, nested: { toJSON: () => 'printed' } }",
    );
    let message = message.call1(&JsValue::UNDEFINED, &reads).expect("an object");
    let (connect, join) = (member.connect(), member.join(group.as_str()));
    let post = member.post(message.clone(), group.as_str());
    // The connection is not open yet, so the post waits.
    function("list", "list.push(2)")
        .call1(&JsValue::UNDEFINED, &get(&message, "list"))
        .expect("a list");
    for call in [connect, join, post] {
        good(call).await;
    }
    member.next().await;
    member.take_own_notice().await;
    let expected = r#"{"list":[1],"number":1,"nested":"printed"}"#;
    assert_eq!(json(&member.next_message("message").await), expected);
    assert_eq!(get(&reads, "count"), 1);
}

/// M9
#[wasm_bindgen_test]
async fn what_has_no_json_form_is_refused() {
    let member = Member::online().await;
    let hopeless = [
        "(() => { const a = {}; return a.a = a })()",
        "(() => { const a = []; return a[0] = [a] })()",
        "1n",
        "{ a: [1n] }",
        "{ toJSON() { throw new Error('no') } }",
        "{ get a() { throw new Error('no') } }",
    ];
    for payload in hopeless {
        let post = member.post(js(payload), member.user.as_str());
        refusal(post, "INVALID_REQUEST", "Invalid data type.").await;
    }
    assert_eq!(member.wire.sent().count(), 0);
}

/// M9, S33
#[wasm_bindgen_test]
async fn what_json_leaves_out_is_left_out() {
    let member = Member::online().await;
    for payload in ["undefined", "() => {}", "Symbol('s')", "{ toJSON() {} }"] {
        good(member.post(js(payload), member.user.as_str())).await;
        let frame = format!(r#"{{"action":"sendMessage","uid":"{}"}}"#, member.user);
        assert_eq!(member.next_sent().await, frame, "{payload}");
        assert!(member.next_message("private").await.is_null(), "{payload}");
    }
    // As `JSON.stringify` has it.
    let odd = "[undefined, NaN, Infinity, new Date(0), new Map([[1, 2]]), new Uint8Array([7])]";
    good(member.post(js(odd), member.user.as_str())).await;
    let printed = r#"[null,null,null,"1970-01-01T00:00:00.000Z",{},{"0":7}]"#;
    assert_eq!(json(&member.next_message("private").await), printed);
}

/// M10, Q8: where the server has no limit, or has told none. Ours takes no such message and ends the
/// connection (S40), so each has its own.
#[wasm_bindgen_test]
async fn two_mebibytes_of_json_are_the_limit() {
    let boundaries = [
        ("'a'", 2_097_150, 1),
        ("'é'", 1_048_575, 2),
        ("'€'", 699_050, 3),
        // Two quotes and half a million pairs of four bytes.
        ("'😀'", 524_287, 4),
    ];
    for (character, count, bytes) in boundaries {
        let payload = js(&format!("{character}.repeat({count})"));
        let member =
            Member::with(|settings| settings.with("protocol", "skapi").with("heartbeat", 0));
        let member = member.await.connected().await;
        let recipient = member.user.clone();
        let more = function("payload, more", "return payload + more");
        let more =
            |text: &str| more.call2(&JsValue::UNDEFINED, &payload, &text.into()).expect("text");
        let room = 2_097_152 - 2 - count * bytes;
        let refused = member.post(more(&"b".repeat(room + 1)), recipient.as_str());
        refusal(refused, "INVALID_REQUEST", "Data should not exceed 2MB").await;
        assert_eq!(member.wire.sent().count(), 0);
        good(member.post(more(&"b".repeat(room)), recipient)).await;
        assert_eq!(member.wire.sent().count(), 1);
    }
}
