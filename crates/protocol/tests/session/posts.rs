use crate::harness::{Page, SEND_TIMEOUT, json, secs};
use crate::said::{Said, sent};
use groupwire_protocol::json::Json;
use groupwire_protocol::session::{Call, Input, Success, Tokens};
use groupwire_protocol::wire::MAX_CONTENT_BYTES;
use groupwire_protocol::{Code, Error};

const USER: &str = "3B4F4B0E-5a8f-4c55-9a3d-0c1b8a2f6e11";

/// What a form with a chosen file gives.
fn file() -> Result<Json, Error> {
    Err(Error::fixed(Code::InvalidRequest, "Files cannot be sent."))
}

/// M11, M8: what the engine printed is what is sent, byte by byte.
#[test]
fn every_payload_goes_out_as_it_is() {
    let payloads = [
        "0",
        "-0",
        "false",
        "true",
        r#""""#,
        "null",
        "[]",
        "{}",
        "1e400",
        r#""100% sure %41 %7B""#,
        r#"{"a":{"b":[1,{"c":null}]},"a":2}"#,
        r#""é😀\u0000""#,
        r#""\ud800""#,
        r#"["\udfff","\uD83D"]"#,
        r##"{"#message":"forged","#user_id":"admin"}"##,
    ];
    let mut page = Page::groupwire().in_group("tea");
    for payload in payloads {
        let id = page.post(payload, "tea");
        assert!(page.answer(id).is_ok());
        let frame = format!(r#"{{"action":"broadcast","rid":"tea","content":{payload}}}"#);
        assert_eq!(page.take_sent(), [frame]);
    }
}

/// M9
#[test]
fn what_json_leaves_out_is_no_content() {
    let mut page = Page::groupwire().in_group("tea");
    for payload in [Json::undefined(), Json::function()] {
        page.post_values(payload, Json::string("tea"), Json::undefined());
        assert_eq!(page.take_sent(), [r#"{"action":"broadcast","rid":"tea"}"#]);
    }
}

/// M9, M10
#[test]
fn payloads_without_a_form_or_too_large_are_refused() {
    let mut page = Page::groupwire().in_group("tea");
    let id = page.post_values(Json::cycle(), Json::string("tea"), Json::undefined());
    assert_eq!(page.refusal(id), Error::DATA_TYPE);
    assert_eq!(Error::DATA_TYPE.message(), "Invalid data type.");

    let fits = format!("\"{}\"", "x".repeat(MAX_CONTENT_BYTES - 2));
    let id = page.post(&fits, "tea");
    assert!(page.answer(id).is_ok());
    page.wait(secs(1));
    let large = format!("\"{}\"", "x".repeat(MAX_CONTENT_BYTES - 1));
    let id = page.post(&large, "tea");
    assert_eq!(page.refusal(id), Error::DATA_SIZE);
    assert_eq!(Error::DATA_SIZE.message(), "Data should not exceed 2MB");
    assert_eq!(Error::DATA_SIZE.code(), Code::InvalidRequest);
}

/// M3
#[test]
fn posting_without_a_connection() {
    let mut closed = Page::groupwire().online();
    closed.close();
    let mut after = Page::groupwire().online();
    after.close();
    after.end(1006);
    for mut page in [Page::groupwire(), closed, after] {
        let id = page.post_values(Json::cycle(), Json::undefined(), Json::undefined());
        let refusal = page.refusal(id);
        assert_eq!(refusal.code(), Code::InvalidRequest);
        assert_eq!(
            refusal.message(),
            "No realtime connection. Execute connectRealtime() before this method."
        );
    }
}

/// M2: each step reveals the next refusal.
#[test]
fn checks_come_in_the_documented_order() {
    let notification = json(r#"{"title":1}"#);
    let mut page = Page::skapi().online();
    page.token = None;
    let post =
        |page: &mut Page, message: Result<Json, Error>, recipient: &str, notification: &Json| {
            page.call(Call::Post {
                message,
                recipient: Json::string(recipient),
                notification: notification.clone(),
            })
        };
    let credentials = || Tokens::Given(groupwire_protocol::protocol::Credentials::default());

    let id = post(&mut page, file(), "", &notification);
    assert_eq!(page.refusal(id), Error::NO_RECIPIENT);
    let id = post(&mut page, file(), "tea", &notification);
    page.authorize(Tokens::None);
    assert_eq!(page.refusal(id), Error::LOGIN);
    let id = post(&mut page, file(), "tea", &notification);
    page.authorize(credentials());
    assert!(page.refusal(id).message().starts_with("Files cannot be sent"));
    let value = || Ok(json("1"));
    let id = post(&mut page, value(), "tea", &notification);
    page.authorize(credentials());
    assert_eq!(page.refusal(id).code(), Code::InvalidParameter);
    let mut page = Page::groupwire().online();
    let id = page.post("1", "tea");
    assert_eq!(page.refusal(id), Error::not_joined("tea".into()));
}

/// M4
#[test]
fn nobody_is_no_recipient() {
    let mut page = Page::groupwire().in_group("tea");
    let nobody = ["null", "0", "false", r#""""#, r#"{"user":""}"#, r#"{"group":""}"#];
    let nobody = nobody.into_iter().map(json).chain([Json::undefined()]);
    for recipient in nobody {
        let id = page.post_values(json("1"), recipient.clone(), Json::undefined());
        assert_eq!(page.refusal(id), Error::NO_RECIPIENT, "{recipient:?}");
    }
    assert_eq!(Error::NO_RECIPIENT.message(), "No recipient.");
}

/// M5, M13
#[test]
fn recipients_are_users_groups_and_connections() {
    let mut page = Page::groupwire().in_group("tea");
    let uid = |uid: &str| format!(r#"{{"action":"sendMessage","uid":"{uid}","content":1}}"#);
    let group = r#"{"action":"broadcast","rid":"tea","content":1}"#;
    for (recipient, frame) in [
        (format!(r#""{USER}""#), uid(USER)),
        (r#"{"user":"alice"}"#.into(), uid("alice")),
        (r#"{"connection":"cid:x1="}"#.into(), uid("cid:x1=")),
        (r#"{"connection":"x1="}"#.into(), uid("cid:x1=")),
        (r#""tea""#.into(), group.into()),
        (r#"{"group":"tea"}"#.into(), group.into()),
    ] {
        let id = page.post_values(json("1"), json(&recipient), Json::undefined());
        assert!(page.answer(id).is_ok(), "{recipient}");
        assert_eq!(page.take_sent(), [frame]);
    }
    for recipient in ["5", "true", "[]", "{}", r#"{"user":5}"#, r#"{"user":"a","group":"b"}"#] {
        let id = page.post_values(json("1"), json(recipient), Json::undefined());
        assert_eq!(page.refusal(id).code(), Code::InvalidParameter, "{recipient}");
    }
}

/// M5: a group may have the form of a UUID, where it is said outright.
#[test]
fn a_group_named_like_a_user_can_be_posted_to() {
    let mut page = Page::groupwire().in_group(USER);
    let recipient = Json::object(&[("group", Json::string(USER))]);
    let id = page.post_values(json("1"), recipient, Json::undefined());
    assert!(page.answer(id).is_ok());
    assert!(page.take_sent()[0].contains("broadcast"));
}

/// M13
#[test]
fn skapi_reaches_no_single_connection() {
    let mut page = Page::skapi().online();
    let id = page.post_values(json("1"), json(r#"{"connection":"x"}"#), Json::undefined());
    assert_eq!(page.refusal(id).code(), Code::NotSupported);
}

/// M7
#[test]
fn posting_where_all_attempts_to_connect_again_have_failed() {
    let mut page = Page::with(|config| config.max_attempts = Some(0)).in_group("tea");
    page.end(1006);
    let id = page.post("1", "tea");
    let refusal = page.refusal(id);
    assert_eq!(refusal.code(), Code::InvalidRequest);
    assert_eq!(
        refusal.message(),
        "Realtime connection is not open. Try reconnecting with connectRealtime()."
    );
}

/// M14
#[test]
fn posting_to_an_ending_connection_waits_for_the_next_one() {
    for page in [Page::groupwire(), Page::skapi()] {
        let mut page = page.in_group("tea");
        page.input(Input::Unwritable);
        let id = page.post("1", "tea");
        assert_eq!(page.take_sent(), [""; 0], "it would drop the frame silently");
        page.reconnect();
        assert!(page.answer(id).is_ok());
        assert_eq!(page.take_sent().len(), 2, "the join and the post");
    }
}

/// M12
#[test]
fn what_is_called_while_connecting_goes_out_in_order() {
    let mut page = Page::groupwire();
    let connect = page.connect();
    let join = page.join_group("tea");
    let posts = [page.post("1", "tea"), page.post("2", USER), page.post("3", "coffee")];
    page.take_said();
    page.open();
    let said = page.take_said();
    assert_eq!(said[1], Said::Settled(connect));
    assert_eq!(
        said[2..],
        [
            sent(r#"{"action":"joinRoom","rid":"tea"}"#),
            sent(r#"{"action":"broadcast","rid":"tea","content":1}"#),
            sent(&format!(r#"{{"action":"sendMessage","uid":"{USER}","content":2}}"#)),
            Said::Settled(posts[2]),
            Said::Settled(join),
            Said::Settled(posts[0]),
            Said::Settled(posts[1]),
        ]
    );
    assert_eq!(page.refusal(posts[2]), Error::not_joined("coffee".into()));
}

/// M12, Q6, Z1
#[test]
fn what_waits_for_the_connection_has_a_deadline() {
    let mut page = Page::groupwire().online();
    page.server().greets = false;
    page.lose_and_dial();
    let early = page.post("1", USER);
    page.wait(secs(5));
    let late = page.post("2", USER);
    page.wait(SEND_TIMEOUT - secs(5));
    assert_eq!(page.refusal(early), Error::NOT_OPEN);
    assert!(page.is_pending(late));
    page.server().greets = true;
    if page.is_waiting() {
        page.wait_for_dial();
    }
    page.open();
    assert!(page.answer(late).is_ok());
}

/// M1: nobody acknowledges with `skapi`.
#[test]
fn skapi_posts_are_sent() {
    let mut page = Page::skapi().in_group("tea");
    let id = page.post("1", "tea");
    assert_eq!(page.answer(id), Ok(Success::Sent));
    assert_eq!(page.answer(id).unwrap().message().as_deref(), Some("Message sent."));
}
