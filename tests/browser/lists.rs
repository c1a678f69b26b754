//! getRealtimeGroups and getRealtimeUsers over HTTP.

use super::support::*;
use groupwire::Realtime;
use js_sys::{Array, Promise};
use std::sync::Once;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen]
extern "C" {
    /// What is fetched.
    #[wasm_bindgen(js_name = GroupwireFetches)]
    type Fetches;

    #[wasm_bindgen(constructor, js_class = GroupwireFetches)]
    fn start() -> Fetches;
    #[wasm_bindgen(method, getter)]
    fn all(this: &Fetches) -> Array;
    #[wasm_bindgen(method)]
    fn answer(this: &Fetches, status: u16, body: &str, headers: &JsValue);
    #[wasm_bindgen(method)]
    fn restore(this: &Fetches);
}

impl Fetches {
    fn watch() -> Self {
        prepare();
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            js_sys::eval(include_str!("lists.js")).expect("the helpers are a script");
        });
        Self::start()
    }
}

fn groups(realtime: &Realtime, params: &str, options: &str) -> Promise {
    realtime.get_realtime_groups(js(params), js(options))
}

fn users(realtime: &Realtime, params: &str, options: &str) -> Promise {
    realtime.get_realtime_users(js(params), js(options))
}

/// Three groups that begin with a fresh word: `a` of one, `b` of two, `c#c` of three connections.
async fn crowd() -> (String, Vec<Member>) {
    let prefix = format!("list {}", fresh());
    let mut members = Vec::new();
    for group in ["a", "b", "b", "c#c", "c#c", "c#c"] {
        members.push(Member::in_group(&format!("{prefix} {group}")).await);
    }
    (prefix, members)
}

/// The names without the fresh word and the numbers of the groups in a page, as `a1 b2`.
fn brief(page: &JsValue, prefix: &str) -> String {
    let list: Array = get(page, "list").unchecked_into();
    let brief = list.iter().filter_map(|item| {
        assert_eq!(keys(&item), "group,number_of_users");
        let name = text(&item, "group");
        Some(format!(
            "{}{}",
            name.strip_prefix(prefix)?.trim_start(),
            json(&get(&item, "number_of_users"))
        ))
    });
    brief.collect::<Vec<_>>().join(" ")
}

/// L1, L3, L5, L6, L10, L13, L28, L33
#[wasm_bindgen_test]
async fn groups_are_found_by_name_and_number() {
    let (prefix, members) = crowd().await;
    let rows = [
        ("undefined", "{ limit: 1000 }", "a1 b2 c#c3"),
        ("null", "{ limit: 1000 }", "a1 b2 c#c3"),
        ("{ value: 'P', condition: '>=' }", "{}", "a1 b2 c#c3"),
        ("{ value: 'P', condition: 'gte' }", "{ ascending: false }", "c#c3 b2 a1"),
        ("{ value: 'P b' }", "{}", "b2"),
        ("{ value: 'P b', condition: '=', other: 1 }", "{}", "b2"),
        ("{ value: 'P b', condition: 'eq' }", "{}", "b2"),
        ("{ value: 'P b', condition: '>' }", "{ limit: 1000 }", "c#c3"),
        ("{ value: 'P b', condition: 'lt' }", "{ limit: 1000 }", "a1"),
        ("{ value: 'P b', condition: '<=' }", "{ limit: 1000 }", "a1 b2"),
        ("{ value: 'P b', condition: '!=' }", "{ limit: 1000 }", "a1 c#c3"),
        ("{ value: 'P a', range: 'P b' }", "{}", "a1 b2"),
        ("{ value: 'P b', range: true }", "{ limit: 1000 }", "b2 c#c3"),
        ("{ value: 'P b', range: '' }", "{}", "b2"),
        ("{ value: 'P c#c' }", "{}", "c#c3"),
        ("{ searchFor: 'number_of_users', value: 2 }", "{ limit: 1000 }", "b2"),
        (
            "{ searchFor: 'number_of_users', value: 1, condition: '>' }",
            "{ limit: 1000 }",
            "b2 c#c3",
        ),
        (
            "{ searchFor: 'number_of_users', value: 2, range: 3 }",
            "{ limit: 1000, ascending: false }",
            "c#c3 b2",
        ),
        ("{ searchFor: 'number_of_users' }", "{ limit: 1000 }", "a1 b2 c#c3"),
    ];
    for (params, options, expected) in rows {
        let params = params.replace('P', &prefix);
        let page = good(groups(&members[0].realtime, &params, options)).await;
        assert_eq!(brief(&page, &prefix), expected, "{params} {options}");
        assert_eq!(keys(&page), "list,startKey,endOfList,startKeyHistory");
        assert_eq!(get(&page, "endOfList"), JsValue::TRUE, "{params}");
        assert_eq!(json(&get(&page, "startKeyHistory")), r#"["end"]"#);
    }
}

/// L11, L12, L14, L34
#[wasm_bindgen_test]
async fn users_are_connections() {
    let group = format!("users#of {}", fresh());
    let me = Member::in_group(&group).await;
    let again = Member::of(&me.user, |settings| settings).await.connected().await;
    again.enter(&group).await;
    let _other = Member::in_group(&group).await;
    let everybody = good(users(&me.realtime, &format!("{{ group: '{group}' }}"), "{}")).await;
    let list: Array = get(&everybody, "list").unchecked_into();
    assert_eq!(list.length(), 3);
    let params = format!("{{ group: '{group}', user_id: '{}' }}", me.user);
    let mine: Array = get(&good(users(&me.realtime, &params, "{}")).await, "list").unchecked_into();
    assert_eq!(mine.length(), 2, "one item for each connection");
    for item in mine {
        assert_eq!(keys(&item), "user_id,connection_id,cid");
        assert_eq!(text(&item, "user_id"), me.user);
        assert_eq!(text(&item, "cid"), format!("cid:{}", text(&item, "connection_id")));
    }
    let nobody = "{ group: 'nobody is in this group' }";
    let none = good(users(&me.realtime, nobody, "{}")).await;
    assert_eq!(
        json(&none),
        r#"{"list":[],"startKey":"end","endOfList":true,"startKeyHistory":["end"]}"#
    );
}

/// L22, L23, L24, L26, L27, L28, S53
#[wasm_bindgen_test]
async fn pages_follow_one_another_to_the_end() {
    let (prefix, members) = crowd().await;
    let fetches = Fetches::watch();
    let params = format!("{{ value: '{prefix}', condition: '>=' }}");
    let fetch = async |options: &str| {
        let page = good(groups(&members[0].realtime, &params, options)).await;
        let history: Array = get(&page, "startKeyHistory").unchecked_into();
        let end = get(&page, "endOfList").is_truthy();
        assert_eq!(end, get(&page, "startKey") == "end");
        (brief(&page, &prefix), end, history.length(), get(&page, "startKey"))
    };
    let more = "{ limit: 1, fetchMore: true }";
    let (list, end, keys, second) = fetch(more).await;
    assert_eq!((list.as_str(), end, keys), ("a1", false, 1));
    let (list, end, keys, _) = fetch(more).await;
    assert_eq!((list.as_str(), end, keys), ("b2", false, 2));
    let (list, end, keys, _) = fetch(more).await;
    assert_eq!((list.as_str(), end, keys), ("c#c3", true, 3));
    assert_eq!(fetches.all().length(), 3);
    let (list, end, keys, _) = fetch(more).await;
    assert_eq!((list.as_str(), end, keys), ("", true, 3));
    let (list, end, keys, _) = fetch("{ limit: 1, startKey: 'end' }").await;
    assert_eq!((list.as_str(), end, keys), ("", true, 3));
    assert_eq!(fetches.all().length(), 3, "there is nothing to ask for");

    let (list, _, keys, _) = fetch("{ limit: 1, startKey: 'start', fetchMore: true }").await;
    assert_eq!((list.as_str(), keys), ("a1", 1));
    let (list, _, keys, _) = fetch(more).await;
    assert_eq!((list.as_str(), keys), ("b2", 2));
    let (list, _, keys, _) = fetch("{ limit: 1 }").await;
    assert_eq!((list.as_str(), keys), ("a1", 1), "the history begins anew");
    let (list, ..) = fetch(&format!("{{ limit: 2, startKey: {} }}", json(&second))).await;
    assert_eq!(list, "b2 c#c3", "after a key of the caller's");
    fetches.restore();
}

/// L20, L21
#[wasm_bindgen_test]
async fn a_request_has_the_documented_body_and_headers() {
    let wire = Wire::new();
    let skapi = Settings::of(&fresh(), &wire).await.with("protocol", "skapi");
    let skapi =
        skapi.with("service", "default").with("owner", "o").with("idToken", token_for("id").await);
    let plain = Settings::bare(&wire).with("token", token_for("plain").await);
    let fetches = Fetches::watch();
    good(groups(&plain.realtime(), "{ value: 'x', other: 1 }", "{ limit: 5, ascending: false }"))
        .await;
    good(groups(&skapi.realtime(), "undefined", "undefined")).await;
    fetches.restore();

    let request = fetches.all().get(0);
    assert_eq!(
        text(&request, "url"),
        format!("{}get-ws-group", env!("GROUPWIRE_TEST_HTTP_URL")).replace("//get", "/get")
    );
    assert_eq!(text(&request, "method"), "POST");
    let headers = get(&request, "headers");
    assert_eq!(keys(&headers), "accept,authorization,content-type");
    assert_eq!(
        [text(&headers, "accept"), text(&headers, "content-type")],
        ["*/*", "application/json"]
    );
    assert_eq!(text(&headers, "authorization"), token_for("plain").await);
    assert_eq!(
        json(&get(&request, "body")),
        r#"{"service":"","owner":"","limit":5,"ascending":false,"searchFor":"group","value":"x","condition":"="}"#
    );

    let request = fetches.all().get(1);
    let headers = get(&request, "headers");
    assert_eq!(text(&headers, "authorization"), token_for("id").await, "the id token asks");
    let meta = parse(&text(&headers, "content-meta"));
    assert_eq!([text(&meta, "service"), text(&meta, "owner")], ["default", "o"]);
    let identifier = text(&meta, "public_identifier");
    let nonce = identifier.strip_prefix("default:o:").expect("service and owner");
    assert!(nonce.len() == 16 && nonce.bytes().all(|it| it.is_ascii_alphanumeric()), "{nonce}");
    assert_eq!(
        json(&get(&request, "body")),
        r#"{"service":"default","owner":"o","searchFor":"group","value":" ","condition":">"}"#
    );
}

/// Equal requests on their way share one; later and other ones do not.
#[wasm_bindgen_test]
async fn equal_requests_at_one_time_are_one() {
    let member = Member::new().await;
    let fetches = Fetches::watch();
    let ask = |value: &str| groups(&member.realtime, &format!("{{ value: '{value}' }}"), "{}");
    let (one, same, other) = (ask("x"), ask("x"), ask("y"));
    let (one, same) = (good(one).await, good(same).await);
    good(other).await;
    assert_eq!(fetches.all().length(), 2);
    assert_eq!(json(&one), json(&same));
    assert_ne!(get(&one, "list"), get(&same, "list"), "each call has an answer of its own");
    good(ask("x")).await;
    assert_eq!(fetches.all().length(), 3);
    fetches.restore();
}

/// L35, L38, L39, L40
#[wasm_bindgen_test]
async fn a_request_is_sent_again_when_the_server_says_so() {
    let member = Member::new().await;
    let fetches = Fetches::watch();
    let ask = || groups(&member.realtime, "{ value: 'x' }", "{}");
    let (at_once, none) = (js("{ 'Retry-After': '0' }"), js("{}"));
    fetches.answer(429, "", &at_once);
    fetches.answer(429, "", &at_once);
    good(ask()).await;
    assert_eq!(fetches.all().length(), 3);

    (0..4).for_each(|_| fetches.answer(429, "", &at_once));
    refusal(ask(), "ERROR", "Too many requests").await;
    assert_eq!(fetches.all().length(), 7);
    fetches.answer(429, "", &js("{ 'Retry-After': '61' }"));
    refusal(ask(), "ERROR", "Too many requests").await;
    assert_eq!(fetches.all().length(), 8);

    fetches.answer(200, "{}", &none);
    refusal(ask(), "ERROR", "The server did not answer with a list.").await;
    fetches.answer(500, "{}", &none);
    refusal(ask(), "ERROR", "Something went wrong.").await;
    fetches.restore();
}

/// L32
#[wasm_bindgen_test]
async fn another_user_begins_every_list_anew() {
    let (prefix, _members) = crowd().await;
    let tokens = js("{}");
    set(&tokens, "now", token_for(&fresh()).await);
    let ask = function("tokens", "return () => tokens.now").call1(&JsValue::NULL, &tokens).unwrap();
    let realtime = Settings::bare(&Wire::new()).with("token", ask).realtime();
    let params = format!("{{ value: '{prefix}', condition: '>=' }}");
    let next = async || {
        let page = groups(&realtime, &params, "{ limit: 1, fetchMore: true }");
        brief(&good(page).await, &prefix)
    };
    assert_eq!([next().await, next().await], ["a1", "b2"]);
    set(&tokens, "now", token_for(&fresh()).await);
    assert_eq!(next().await, "a1");
}
