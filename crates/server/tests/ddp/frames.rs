//! Frames that break the rules.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::support::ddp::start_ddp;
use crate::support::{Client, within};
use futures_util::{SinkExt, StreamExt};
use groupwire_server::rocketchat::dialect::Dialect;

async fn reason(client: &mut Client, frame: &str) -> (String, Option<Value>) {
    client.send_text(frame).await;
    let answer = client.next().await;
    assert_eq!(answer["msg"], "error", "{frame}: {answer}");
    let reason = answer["reason"].as_str().expect("a reason").to_owned();
    (reason, answer.get("offendingMessage").cloned())
}

/// DS9
#[tokio::test]
async fn nothing_is_understood_before_connect() {
    let server = start_ddp(|_| {}).await;
    let mut client = server.socket("/websocket").await;
    for frame in [
        json!({ "msg": "ping" }),
        json!({ "msg": "bogus" }),
        json!({ "msg": 5 }),
        json!({ "msg": "sub", "id": "1", "name": "x" }),
        json!({ "msg": "method", "id": 5 }),
    ] {
        let (reason, offending) = reason(&mut client, &frame.to_string()).await;
        assert_eq!((reason.as_str(), offending), ("Must connect first", Some(frame)));
    }
    for frame in ["5", "null", "\"text\"", "", "{", "\u{0}"] {
        assert_eq!(reason(&mut client, frame).await, ("Bad request".into(), None), "{frame}");
    }
    for frame in [json!([1]), json!({ "msg": "" }), json!({ "msg": null, "a": 1 })] {
        let (reason, offending) = reason(&mut client, &frame.to_string()).await;
        assert_eq!((reason.as_str(), offending), ("Bad request", Some(frame)));
    }
    client.connect_ddp().await;
}

/// DS10
#[tokio::test]
async fn malformed_messages_are_named() {
    let server = start_ddp(|_| {}).await;
    let mut client = server.ddp().await;
    let malformed = "Malformed method invocation";
    let subscription = "Malformed subscription";
    for (frame, expected) in [
        (json!({ "msg": "method", "method": "echo", "id": 5 }), malformed),
        (json!({ "msg": "method", "method": 5, "id": "5" }), malformed),
        (json!({ "msg": "method", "method": "echo", "id": "5", "params": {} }), malformed),
        (json!({ "msg": "method", "method": "echo", "id": "5", "randomSeed": 1 }), malformed),
        (json!({ "msg": "sub", "id": 5, "name": "x" }), subscription),
        (json!({ "msg": "sub", "id": "5" }), subscription),
        (json!({ "msg": "sub", "id": "5", "name": "x", "params": null }), subscription),
        (json!({ "msg": "bogus" }), "Bad request"),
        (json!({ "msg": ["ping"] }), "Bad request"),
    ] {
        let (reason, offending) = reason(&mut client, &frame.to_string()).await;
        assert_eq!((reason.as_str(), offending), (expected, Some(frame)));
    }
    let seed = json!({ "msg": "method", "method": "echo", "id": "5", "randomSeed": "x" });
    client.send(seed).await;
    assert_eq!(client.next().await["msg"], "updated");
}

/// DS10
#[tokio::test]
async fn a_binary_frame_is_a_bad_request() {
    let server = start_ddp(|_| {}).await;
    let mut client = server.ddp().await;
    let frame = Message::binary(br#"{"msg":"ping"}"#.to_vec());
    within(client.socket.send(frame)).await.expect("open");
    assert_eq!(client.next().await, json!({ "msg": "error", "reason": "Bad request" }));
}

/// DS42
#[tokio::test]
async fn half_a_surrogate_pair_is_no_bad_request() {
    let server = start_ddp(|_| {}).await;
    let mut client = server.ddp().await;
    client
        .send_text(
            r#"{"msg":"method","method":"echo","id":"1","params":["a\ud83db \ud83d\ude00"]}"#,
        )
        .await;
    assert_eq!(client.next().await["msg"], "updated");
    assert_eq!(client.next().await["result"], "a\u{fffd}b 😀");
}

/// Frames that somebody has thought of.
const CORPUS: &str = include_str!("../fixtures/ddp-frames.txt");

/// DS41: the same in the other dialect, which closes where this one tells.
#[tokio::test]
async fn the_streamer_goes_on_or_closes_with_a_code() {
    let server = start_ddp(|config| config.rocketchat.ddp_dialect = Dialect::Streamer).await;
    let mut ended = 0;
    for frame in CORPUS.lines() {
        let mut client = server.ddp().await;
        client.send_text(frame).await;
        // The connection may have ended already.
        let fence = json!({ "msg": "method", "method": "echo", "id": "fence", "params": [1] });
        let _ = client.socket.send(Message::text(fence.to_string())).await;
        loop {
            match within(client.socket.next()).await {
                Some(Ok(Message::Text(text))) if text.contains(r#""id":"fence""#) => break,
                Some(Ok(Message::Text(_))) => {}
                Some(Ok(Message::Close(Some(close)))) => {
                    let code = u16::from(close.code);
                    assert!([1002, 1007].contains(&code), "{frame}: {code}");
                    ended += 1;
                    break;
                }
                other => panic!("{frame}: {other:?}"),
            }
        }
    }
    assert!(ended > 10 && ended < CORPUS.lines().count(), "{ended}");
}

/// DS41: frames that somebody has thought of, before `connect` and after it.
#[tokio::test]
async fn no_frame_of_the_corpus_ends_a_connection() {
    let server = start_ddp(|_| {}).await;
    for frame in CORPUS.lines() {
        let mut client = server.ddp().await;
        client.send_text(frame).await;
        fence(&mut client).await;
        let mut client = server.socket("/websocket").await;
        client.send_text(frame).await;
        client.send(json!({ "msg": "bogus" })).await;
        let answer = client.next().await;
        let refused = ["Must connect first", "Bad request"].map(Value::from);
        let is_connect = frame.starts_with(r#"{"msg":"connect""#);
        assert!(is_connect || refused.contains(&answer["reason"]), "{frame}: {answer}");
    }
}

/// DS41: whatever comes, the connection answers the next message by the rules.
#[test]
fn no_frame_ends_the_server() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let server = runtime.block_on(start_ddp(|config| {
        config.limits.errors_per_minute = 0;
        config.limits.frames_per_second = 0;
    }));
    let runner = Config { cases: 400, ..Config::with_source_file(file!()) };
    let result = TestRunner::new(runner).run(&proptest::collection::vec(frame(), 1..8), |frames| {
        runtime.block_on(async {
            let mut client = server.ddp().await;
            for frame in &frames {
                client.send_text(frame).await;
            }
            fence(&mut client).await;
        });
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// Reads up to the answer to a method that was called behind everything else.
async fn fence(client: &mut Client) {
    client.send_method("the fence", "echo", json!(["fence"])).await;
    loop {
        let frame = client.next().await;
        let kind = frame["msg"].as_str().unwrap_or("");
        let known = ["error", "nosub", "ready", "added", "removed", "pong", "updated", "changed"];
        assert!(known.contains(&kind) || kind == "result", "{frame}");
        if frame["msg"] == "result" && frame["id"] == "the fence" {
            assert_eq!(frame["result"], "fence");
            return;
        }
    }
}

/// Text, JSON, and messages with fields of any kind.
fn frame() -> impl Strategy<Value = String> {
    let kind = prop_oneof![
        Just("connect"),
        Just("ping"),
        Just("pong"),
        Just("sub"),
        Just("unsub"),
        Just("method"),
        Just("result"),
        Just("")
    ];
    let name = prop_oneof![
        Just(json!("echo")),
        Just(json!("stream-notify-all")),
        Just(json!("stream-room-messages")),
        Just(json!("login")),
        Just(json!("sendMessage")),
        Just(json!("rooms/get")),
        value()
    ];
    let message =
        (kind, value(), name, prop::option::of(value())).prop_map(|(kind, id, name, params)| {
            let mut message = json!({ "msg": kind, "id": id, "name": name, "method": name });
            if let Some(params) = params {
                message["params"] = json!([params]);
                message["support"] = message["params"].clone();
            }
            message.to_string()
        });
    prop_oneof![1 => ".*", 1 => value().prop_map(|value| value.to_string()), 4 => message]
}

/// JSON of any form, with keys that mean something.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z]{0,4}".prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let key = prop_oneof![
            Just("$date".to_owned()),
            Just("$escape".to_owned()),
            Just("user".to_owned()),
            Just("resume".to_owned()),
            Just("msg".to_owned()),
            Just("useCollection".to_owned()),
            ".{0,4}"
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}
