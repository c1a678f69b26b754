use crate::harness::{Page, json};
use crate::said::Said;
use groupwire_protocol::event::{Delivery, DeliveryKind, Status};
use groupwire_protocol::json::Json;
use groupwire_protocol::session::Input;

fn delivered(frame: &str) -> Delivery<Json> {
    let mut page = Page::groupwire().in_group("tea");
    page.frame(frame);
    page.take_delivery()
}

/// E1
#[test]
fn a_frame_is_told_with_all_its_parts() {
    let delivery = delivered(
        r##"{"#message":{"msg":"Hello"},"#user_id":"u","#scid":"x=","#srid":"tea","#code":"USER_JOINED"}"##,
    );
    assert_eq!(delivery.kind, DeliveryKind::Message);
    assert_eq!(delivery.message(), Some(json(r#"{"msg":"Hello"}"#)));
    assert_eq!(delivery.sender(), Some(Json::string("u")));
    assert_eq!(delivery.connection(), Some(Json::string("x=")));
    assert_eq!(delivery.group(), Some(Json::string("tea")));
    assert_eq!(delivery.code(), Some(Json::string("USER_JOINED")));
    let bare = delivered(r##"{"#private":1}"##);
    assert_eq!((bare.kind, bare.message()), (DeliveryKind::Private, Some(json("1"))));
    let others = [bare.sender(), bare.connection(), bare.group(), bare.code()];
    assert_eq!(others, [const { None }; 4]);
}

/// E2, M11
#[test]
fn the_key_decides_the_type_whatever_its_value() {
    for (key, kind, name) in [
        ("#message", DeliveryKind::Message, "message"),
        ("#private", DeliveryKind::Private, "private"),
        ("#notice", DeliveryKind::Notice, "notice"),
        ("#error", DeliveryKind::Error, "error"),
    ] {
        assert_eq!(kind.as_str(), name);
        for payload in ["0", "false", r#""""#, "null", "[]", "{}", r#"{"a":[1,{}]}"#, r#""\ud83d""#]
        {
            let delivery =
                delivered(&format!(r##"{{"#user_id":"u","#srid":"tea","{key}":{payload}}}"##));
            assert_eq!((delivery.kind, delivery.message()), (kind, Some(json(payload))));
        }
    }
    let first = delivered(r##"{"#error":1,"#notice":2,"#private":3,"#message":null}"##);
    assert_eq!((first.kind, first.message()), (DeliveryKind::Message, Some(Json::null())));
}

/// E1: the notices of a group.
#[test]
fn notices_say_who_came_and_went() {
    for code in ["USER_JOINED", "USER_LEFT", "USER_DISCONNECTED"] {
        let delivery = delivered(&format!(
            r##"{{"#notice":"User \"u\" …","#user_id":"u","#srid":"tea","#code":"{code}"}}"##
        ));
        assert_eq!(delivery.kind, DeliveryKind::Notice);
        assert_eq!(delivery.code(), Some(Json::string(code)));
    }
}

/// E3, E4, E5, E6, E10
#[test]
fn statuses_have_the_documented_words() {
    for (status, kind, message) in [
        (Status::Opened, "success", "Connected to WebSocket server."),
        (Status::Closed, "close", "WebSocket connection closed."),
        (Status::Failed, "error", "Skapi: WebSocket connection error."),
        (Status::UnexpectedClose, "error", "Skapi: WebSocket unexpected close."),
        (Status::Reconnecting(12), "reconnect", "Reconnecting to WebSocket server...12"),
        (Status::GaveUp, "error", "Skapi: Max reconnection attempts reached."),
    ] {
        assert_eq!((status.kind(), &*status.message()), (kind, message));
    }
}

/// E5, M7
#[test]
fn a_loss_is_told_and_refuses_nothing() {
    let mut page = Page::skapi().in_group("tea");
    page.token = None;
    let post = page.post("1", "tea");
    page.take_said();
    page.input(Input::Failed);
    page.end(1006);
    assert_eq!(
        page.take_said(),
        [Said::Status(Status::Failed), Said::Status(Status::UnexpectedClose)]
    );
    assert!(page.is_waiting() && page.is_pending(post));
}

/// E7
#[test]
fn frames_without_a_meaning_are_counted_and_reported_ever_more_rarely() {
    let mut page = Page::groupwire().in_group("tea");
    for _ in 0..5 {
        page.frame(r#"{"message":"Internal server error","connectionId":"c","requestId":"r"}"#);
        page.input(Input::Unreadable);
    }
    assert_eq!(
        page.take_said(),
        [Said::Unreadable(1), Said::Unreadable(2), Said::Unreadable(4), Said::Unreadable(8)]
    );
    assert_eq!(page.session.unreadable_frames(), 10);
    page.frame(r##"{"#message":1}"##);
    assert_eq!(page.take_delivery().message(), Some(json("1")));
}

/// X6, Z2: no frame is told where there is no open connection.
#[test]
fn frames_in_every_state() {
    let mut connecting = Page::groupwire();
    connecting.connect();
    let mut waiting = Page::groupwire().online();
    waiting.end(1006);
    let mut closing = Page::groupwire().online();
    closing.close();
    for mut page in [Page::groupwire(), connecting, waiting, closing] {
        let state = page.state();
        page.take_said();
        page.frame(r##"{"#message":1}"##);
        assert_eq!((page.take_said(), page.state()), (vec![], state));
    }
}
