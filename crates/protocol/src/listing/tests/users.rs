use super::{form, refusal, sent, value};
use crate::error::Error;
use crate::json::Json;
use crate::listing::{Query, UserIds};

const USER: &str = "3b4f4b0e-5a8f-4c55-9a3d-0c1b8a2f6e11";

fn refuses(params: &str) -> Error {
    Query::users(Some(&value(params)), UserIds::Uuid).unwrap_err()
}

#[test]
fn l11_the_group_is_sent() {
    let query = Query::users(Some(&value(r#"{"group":"a#b","x":1}"#)), UserIds::Uuid);
    assert_eq!(sent(query), r#"{"group":"a#b"}"#);
}

#[test]
fn l11_a_missing_group_is_refused() {
    let error = refusal("Key \"group\" is required.");
    assert_eq!(Query::users::<Json>(None, UserIds::Uuid), Err(error.clone()));
    for params in ["null", "{}", "\"x\"", "[]", "1", r#"{"user_id":"x"}"#] {
        assert_eq!(refuses(params), error, "{params}");
    }
}

#[test]
fn l11_an_empty_group_is_refused() {
    assert_eq!(refuses(r#"{"group":""}"#), refusal("\"group\" is required."));
    assert_eq!(
        Query::users(Some(&form(r#"[["text","group",""]]"#)), UserIds::Uuid),
        Err(refusal("\"group\" is required."))
    );
}

#[test]
fn l11_a_group_that_is_no_string_is_refused() {
    for wrong in ["5", "null", "false", "[\"a\"]"] {
        assert_eq!(
            refuses(&format!(r#"{{"group":{wrong}}}"#)),
            refusal(&format!(
                "{wrong} is invalid in \"group\". allowed type or value is: Type<string>."
            ))
        );
    }
}

#[test]
fn l12_the_user_id_is_sent() {
    let params = format!(r#"{{"user_id":"{USER}","group":"g"}}"#);
    assert_eq!(
        sent(Query::users(Some(&value(&params)), UserIds::Uuid)),
        format!(r#"{{"group":"g","user_id":"{USER}"}}"#)
    );
}

#[test]
fn l12_a_wrong_user_id_is_refused() {
    for (id, message) in [
        ("\"\"", "User ID in \"user_id\" is empty."),
        ("null", "User ID in \"user_id\" is empty."),
        ("0", "User ID in \"user_id\" is empty."),
        ("5", "User ID in \"user_id\" should be type: string."),
        ("{}", "User ID in \"user_id\" should be type: string."),
        ("\"ann\"", "User ID in \"user_id\" is invalid."),
    ] {
        assert_eq!(
            refuses(&format!(r#"{{"group":"g","user_id":{id}}}"#)),
            refusal(message),
            "{id}"
        );
    }
}

#[test]
fn l12_outside_skapi_a_user_id_is_any_text() {
    let params = value(r#"{"group":"g","user_id":"ann"}"#);
    assert_eq!(sent(Query::users(Some(&params), UserIds::Any)), r#"{"group":"g","user_id":"ann"}"#);
    let empty = value(r#"{"group":"g","user_id":""}"#);
    assert_eq!(
        Query::users(Some(&empty), UserIds::Any),
        Err(refusal("User ID in \"user_id\" is empty."))
    );
}

#[test]
fn l14_a_form_asks_like_an_object() {
    let params = form(r#"[["text","group","g"],["submit","go","Send"]]"#);
    assert_eq!(sent(Query::users(Some(&params), UserIds::Uuid)), r#"{"group":"g"}"#);
}
