use super::{BEGIN, CALLER, all_groups, json, send};
use crate::document::Document;
use crate::error::{Code, Error};
use crate::json::Json;
use crate::listing::{Caller, Listing};

fn refuses(options: &str) -> Error {
    Listing::new().begin(&all_groups(), Some(&json(options)), &CALLER).unwrap_err()
}

/// What the fetch options add to the body.
fn adds(options: &str) -> String {
    let body = send(&mut Listing::new(), &all_groups(), options).body;
    let (options, _) = body.strip_prefix(BEGIN).unwrap().split_once(",\"searchFor\"").unwrap();
    String::from(options)
}

#[test]
fn l15_without_a_token_the_login_is_asked_for_first() {
    let caller = Caller { token: "", ..CALLER };
    let options = json(r#"{"limit":"x"}"#);
    let error = Listing::new().begin(&all_groups(), Some(&options), &caller).unwrap_err();
    assert_eq!(error, Error::LOGIN);
    assert_eq!(error.message(), "User login is required.");
    assert_eq!(error.code(), Code::InvalidRequest);
}

#[test]
fn l16_the_limit_is_sent_up_to_1000() {
    for limit in ["1000", "1", "0", "-5", "2.5"] {
        assert_eq!(adds(&format!(r#"{{"limit":{limit}}}"#)), format!(",\"limit\":{limit}"));
    }
}

#[test]
fn l16_a_limit_that_is_too_high_or_no_number_is_refused() {
    for (limit, message) in [
        ("1001", "Fetch limit should be below 1000."),
        ("1000.5", "Fetch limit should be below 1000."),
        ("\"10\"", "Fetch limit should be a number."),
        ("null", "Fetch limit should be a number."),
        ("true", "Fetch limit should be a number."),
    ] {
        let error = Error::fixed(Code::InvalidRequest, message);
        assert_eq!(refuses(&format!(r#"{{"limit":{limit}}}"#)), error, "{limit}");
    }
}

#[test]
fn l17_the_order_is_sent_and_a_wrong_one_refused() {
    assert_eq!(adds(r#"{"ascending":true}"#), ",\"ascending\":true");
    assert_eq!(adds(r#"{"ascending":false}"#), ",\"ascending\":false");
    for wrong in ["\"x\"", "0", "null"] {
        let message = format!(
            "{wrong} is invalid in \"ascending\". allowed type or value is: Type<boolean>."
        );
        assert_eq!(
            refuses(&format!(r#"{{"ascending":{wrong}}}"#)),
            Error::new(Code::InvalidParameter, message)
        );
    }
}

#[test]
fn l18_a_start_key_is_sent_as_it_is() {
    let key = r#"{"rid":"svc#a","n":[1,{"x":"\ud800"}]}"#;
    assert_eq!(adds(&format!(r#"{{"startKey":{key}}}"#)), format!(",\"startKey\":{key}"));
    assert_eq!(adds(r#"{"startKey":null}"#), "");
    assert_eq!(adds(r#"{"startKey":"start"}"#), "");
}

#[test]
fn l18_any_other_start_key_is_refused() {
    for (key, text) in [
        ("\"zzz\"", "zzz"),
        ("\"\"", ""),
        ("5", "5"),
        ("true", "true"),
        ("{}", "[object Object]"),
        ("[1]", "[1]"),
    ] {
        assert_eq!(
            refuses(&format!(r#"{{"startKey":{key}}}"#)),
            Error::new(Code::InvalidParameter, format!("\"{text}\" is invalid startKey key.")),
        );
    }
}

#[test]
fn l19_options_are_checked_in_their_order() {
    assert_eq!(
        refuses(r#"{"startKey":"z","ascending":1,"limit":"x"}"#).message(),
        "Fetch limit should be a number."
    );
    assert!(refuses(r#"{"startKey":"z","ascending":1}"#).message().contains("ascending"));
}

#[test]
fn l19_what_is_no_object_has_no_options_and_undefined_is_no_option() {
    for options in ["null", "1", "\"limit\"", "[]", "false", "{}", r#"{"x":1}"#] {
        assert_eq!(adds(options), "", "{options}");
    }
    let undefined = Json::object(vec![(String::from("limit"), Json::undefined())]);
    assert!(Listing::new().begin(&all_groups(), Some(&undefined), &CALLER).is_ok());
    assert!(Listing::new().begin::<Json>(&all_groups(), None, &CALLER).is_ok());
}

#[test]
fn l20_the_body_has_the_caller_the_options_and_the_parameters() {
    let options = r#"{"ascending":false,"fetchMore":1,"startKey":{"k":1},"limit":10,"x":2}"#;
    assert_eq!(
        send(&mut Listing::new(), &all_groups(), options).body,
        concat!(
            r#"{"service":"svc","owner":"own","limit":10,"startKey":{"k":1},"ascending":false,"#,
            r#""searchFor":"group","value":" ","condition":">"}"#
        )
    );
}
