use super::{all_groups, answer, json, send, value};
use crate::document::Document;
use crate::error::{Code, Error};
use crate::json::Json;
use crate::listing::{Listing, MAX_ATTEMPTS, MAX_WAIT, Query, Reply, UserIds, retry_after};
use std::time::Duration;

fn users() -> Query {
    Query::users(Some(&value(r#"{"group":"g"}"#)), UserIds::Any).unwrap()
}

/// The `list` of the result of `query`, when the server's `list` is this.
fn list(query: &Query, items: &str) -> Result<String, Error> {
    let mut listing = Listing::new();
    let request = send(&mut listing, query, "{}");
    let body = json(&format!(r#"{{"list":{items},"startKey":"end","endOfList":true}}"#));
    let result = listing.answer(&request.pending, &Reply { status: 200, body })?;
    Ok(String::from(result.field("list").unwrap().text()))
}

/// What the reply with this status and body is refused as.
fn refused(status: u16, body: Json) -> Error {
    let mut listing = Listing::new();
    let request = send(&mut listing, &all_groups(), "{}");
    listing.answer(&request.pending, &Reply { status, body }).unwrap_err()
}

fn text(body: &str) -> Error {
    refused(500, Json::string(body))
}

#[test]
fn l33_a_group_is_its_name_without_the_service_and_its_count() {
    assert_eq!(
        list(
            &all_groups(),
            r##"[{"rid":"svc#a","cnt":2,"x":1},{"rid":"svc#a#b#","cnt":0},{"rid":"bare","cnt":1},
                {"rid":"#c","cnt":1},{"rid":"svc#","cnt":1},{"rid":"svc#é \"q\"","cnt":1}]"##
        )
        .unwrap(),
        concat!(
            r##"[{"group":"a","number_of_users":2},{"group":"a#b#","number_of_users":0},"##,
            r##"{"group":"bare","number_of_users":1},{"group":"c","number_of_users":1},"##,
            r##"{"group":"","number_of_users":1},{"group":"é \"q\"","number_of_users":1}]"##
        )
    );
}

#[test]
fn l34_a_user_has_the_connection_in_both_forms() {
    assert_eq!(
        list(&users(), r#"[{"uid":"svc#u#1","cid":"abc="},{"uid":"u","cid":"cid:abc="}]"#).unwrap(),
        concat!(
            r#"[{"user_id":"u#1","connection_id":"abc=","cid":"cid:abc="},"#,
            r#"{"user_id":"u","connection_id":"abc=","cid":"cid:abc="}]"#
        )
    );
}

#[test]
fn l35_a_reply_that_is_no_list_is_an_error() {
    let error = Error::fixed(Code::Error, "The server did not answer with a list.");
    for body in ["{}", "null", "[]", "\"<html>\"", "5", r#"{"list":{}}"#, r#"{"list":null}"#] {
        assert_eq!(refused(200, json(body)), error, "{body}");
    }
    for items in [r#"[1]"#, r#"[{}]"#, r#"[{"rid":1,"cnt":1}]"#, r#"[{"rid":"a"}]"#] {
        assert_eq!(list(&all_groups(), items), Err(error.clone()), "{items}");
    }
    for items in [r#"[{"uid":"a"}]"#, r#"[{"cid":"a"}]"#, r#"[{"uid":"a","cid":1}]"#] {
        assert_eq!(list(&users(), items), Err(error.clone()), "{items}");
    }
}

#[test]
fn l35_every_status_below_400_is_an_answer() {
    for status in [200, 201, 302, 399] {
        let mut listing = Listing::new();
        let request = send(&mut listing, &all_groups(), "{}");
        let reply = Reply { status, body: json(r#"{"list":[]}"#) };
        assert!(listing.answer(&request.pending, &reply).is_ok());
    }
}

#[test]
fn l36_a_refusal_as_text_has_its_code_before_the_colon() {
    for (code, documented) in [
        ("INVALID_CORS", Code::InvalidCors),
        ("INVALID_REQUEST", Code::InvalidRequest),
        ("SERVICE_DISABLED", Code::ServiceDisabled),
        ("INVALID_PARAMETER", Code::InvalidParameter),
        ("ERROR", Code::Error),
        ("EXISTS", Code::Exists),
        ("NOT_EXISTS", Code::NotExists),
    ] {
        let error = text(&format!(" {code} : No: way. "));
        assert_eq!(error, Error::fixed(documented, "No: way."));
        assert_eq!(error.code_text(), code);
    }
    assert_eq!(text("TEAPOT: short"), Error::fixed(Code::Error, "short"));
}

#[test]
fn l36_any_other_text_is_the_message() {
    assert_eq!(text("Bad gateway"), Error::fixed(Code::Error, "Bad gateway"));
    assert_eq!(text("See https://x.y"), Error::fixed(Code::Error, "See https://x.y"));
    assert_eq!(text("NOT_EXISTS:"), Error::fixed(Code::NotExists, "NOT_EXISTS:"));
    assert_eq!(text(""), Error::fixed(Code::Error, "Something went wrong."));
}

#[test]
fn l37_a_refusal_as_json_has_its_code_and_message() {
    let error = refused(400, json(r#"{"code":"INVALID_PARAMETER","message":" No. ","cause":1}"#));
    assert_eq!(error, Error::fixed(Code::InvalidParameter, "No."));
    assert_eq!(error.code_text(), error.code().as_str());

    for (body, code) in [
        (r#"{"code":"FORBIDDEN","message":"No."}"#, "FORBIDDEN"),
        (r#"{"message":"No."}"#, "403"),
        (r#"{"code":"","message":"No."}"#, "403"),
        (r#"{"code":null,"message":"No."}"#, "403"),
        (r#"{"code":17,"message":"No."}"#, "17"),
    ] {
        let error = refused(403, json(body));
        assert_eq!((error.code(), error.code_text()), (Code::Error, code), "{body}");
        assert_eq!(error.message(), "No.");
    }
}

#[test]
fn l38_any_other_json_is_an_error_without_a_reason() {
    for body in ["{}", "null", "[]", "1", r#"{"message":1}"#, r#"{"code":"EXISTS"}"#] {
        let error = Error::fixed(Code::Error, "Something went wrong.");
        assert_eq!(refused(500, json(body)), error, "{body}");
    }
}

#[test]
fn l39_too_many_requests_are_called_so() {
    let error = refused(429, json(r#"{"message":"x"}"#));
    assert_eq!(error, Error::fixed(Code::Error, "Too many requests"));
}

#[test]
fn l40_a_request_is_sent_again_when_the_server_says_so() {
    for wait in [Duration::ZERO, Duration::from_millis(1500), MAX_WAIT] {
        assert_eq!(retry_after(429, Some(wait), 0), Some(wait));
        assert_eq!(retry_after(429, Some(wait), MAX_ATTEMPTS - 1), Some(wait));
    }
}

#[test]
fn l40_a_request_is_given_up_after_some_time() {
    let wait = Some(Duration::from_secs(2));
    assert_eq!(retry_after(429, None, 0), None);
    assert_eq!(retry_after(429, wait, MAX_ATTEMPTS), None);
    assert_eq!(retry_after(503, wait, 0), None);
    assert_eq!(retry_after(200, wait, 0), None);
    assert_eq!(retry_after(429, Some(MAX_WAIT + Duration::from_millis(1)), 0), None);
}

#[test]
fn l41_a_request_without_a_reply_has_an_error_of_its_own() {
    for (error, message) in [
        (Error::NETWORK, "Network error"),
        (Error::ABORTED, "Aborted"),
        (Error::TIMEOUT, "Timeout"),
    ] {
        assert_eq!(error, Error::fixed(Code::Error, message));
    }
}

#[test]
fn l28_a_result_has_the_documented_fields() {
    let mut listing = Listing::new();
    let request = send(&mut listing, &all_groups(), "{}");
    assert_eq!(
        answer(
            &mut listing,
            &request,
            r#"{"endOfList":true,"startKey":{"k":1},"list":[{"cnt":1,"rid":"s#a"}],"x":1}"#
        ),
        concat!(
            r#"{"list":[{"group":"a","number_of_users":1}],"startKey":{"k":1},"endOfList":true,"#,
            r#""startKeyHistory":["{\"k\":1}"]}"#
        )
    );
}
