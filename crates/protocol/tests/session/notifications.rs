use crate::harness::{Page, json};
use groupwire_protocol::Code;
use groupwire_protocol::json::Json;

fn post(page: &mut Page, notification: Json) -> Result<String, String> {
    let id = page.post_values(json("1"), Json::string("tea"), notification);
    match page.answer(id) {
        Ok(_) => Ok(page.take_sent().remove(0)),
        Err(error) => {
            assert_eq!(error.code(), Code::InvalidParameter);
            Err(error.message().into())
        }
    }
}

/// N1
#[test]
fn a_notification_goes_out_as_text_in_text() {
    let notification = r#"{"body":"b \"q\"","title":"t","extra":1,"config":{"always":true}}"#;
    let expected = r#""notification":"{\"title\":\"t\",\"body\":\"b \\\"q\\\"\"}","notificationConfig":{"always":true}"#;
    for page in [Page::groupwire(), Page::skapi()] {
        let frame = post(&mut page.in_group("tea"), json(notification)).unwrap();
        assert!(frame.contains(expected), "{frame}");
    }
    let frame =
        post(&mut Page::skapi().in_group("tea"), json(r#"{"title":"","body":""}"#)).unwrap();
    assert!(frame.contains(r#""notificationConfig":{},"#), "{frame}");
}

/// N1
#[test]
fn no_notification_is_none() {
    for none in [Json::undefined(), json("null"), json("false"), json(r#""""#), json("0")] {
        let frame = post(&mut Page::groupwire().in_group("tea"), none.clone()).unwrap();
        assert_eq!(frame, r#"{"action":"broadcast","rid":"tea","content":1}"#);
        let frame = post(&mut Page::skapi().in_group("tea"), none).unwrap();
        assert!(frame.contains(r#","notification":"","notificationConfig":{},"#), "{frame}");
    }
}

/// N2
#[test]
fn wrong_notifications_are_refused_with_the_key() {
    let mut page = Page::groupwire().in_group("tea");
    for (notification, message) in [
        (r#""hi""#, r#"Key "title" is required."#),
        ("{}", r#"Key "title" is required."#),
        (r#"{"title":"t"}"#, r#"Key "body" is required."#),
        (
            r#"{"title":1,"body":"b"}"#,
            r#"1 is invalid in "title". allowed type or value is: Type<string>."#,
        ),
        (
            r#"{"title":"t","body":null}"#,
            r#"null is invalid in "body". allowed type or value is: Type<string>."#,
        ),
        (
            r#"{"title":"t","body":"b","config":{"always":"yes"}}"#,
            r#""yes" is invalid in "config[always]". allowed type or value is: Type<boolean>."#,
        ),
    ] {
        assert_eq!(post(&mut page, json(notification)), Err(message.into()), "{notification}");
    }
}

/// N3
#[test]
fn a_notification_has_a_size() {
    let mut page = Page::groupwire().in_group("tea");
    let of = |length: usize| {
        let body = "x".repeat(length - r#"{"title":"","body":""}"#.len());
        json(&format!(r#"{{"title":"","body":"{body}"}}"#))
    };
    assert!(post(&mut page, of(3072)).is_ok());
    assert_eq!(post(&mut page, of(3073)), Err("Notification size exceeds 3kb.".into()));
}
