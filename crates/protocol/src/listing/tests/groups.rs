use super::{form, refusal, sent, value};
use crate::error::Error;
use crate::form::Source;
use crate::json::Json;
use crate::listing::Query;

const ALL: &str = r#"{"searchFor":"group","value":" ","condition":">"}"#;

fn asks(params: &str) -> String {
    sent(Query::groups(Some(&value(params))))
}

fn refuses(params: &str) -> Error {
    Query::groups(Some(&value(params))).unwrap_err()
}

#[test]
fn l1_nothing_lists_all_groups() {
    assert_eq!(sent(Query::groups::<Json>(None)), ALL);
    assert_eq!(sent(Query::groups(Some(&Source::Value(Json::undefined())))), ALL);
    for params in ["null", "false", "0", "\"\"", "{}", r#"{"searchFor":"group"}"#] {
        assert_eq!(asks(params), ALL, "{params}");
    }
}

#[test]
fn l2_params_that_are_no_object_are_refused() {
    let error = refusal("\"params\" must be an object.");
    for params in ["\"x\"", "1", "true", "[]", r#"["a"]"#] {
        assert_eq!(refuses(params), error, "{params}");
    }
    let function = Source::Value(Json::function());
    assert_eq!(Query::groups(Some(&function)), Err(error));
}

#[test]
fn l3_an_unknown_search_is_refused() {
    let allowed = "allowed types or values are: \"group\", \"number_of_users\".";
    for search in ["\"name\"", "null", "1", "\"\"", "[\"group\"]"] {
        assert_eq!(
            refuses(&format!(r#"{{"searchFor":{search},"value":"x"}}"#)),
            refusal(&format!("{search} is invalid in \"searchFor\". {allowed}"))
        );
    }
}

#[test]
fn l4_a_missing_value_is_the_lowest_one() {
    assert_eq!(
        asks(r#"{"searchFor":"number_of_users"}"#),
        r#"{"searchFor":"number_of_users","value":0,"condition":">"}"#
    );
    assert_eq!(
        asks(r#"{"condition":"<"}"#),
        r#"{"searchFor":"group","value":" ","condition":"<"}"#
    );
}

#[test]
fn l4_a_value_of_the_wrong_type_is_refused() {
    for wrong in ["1", "null", "true", "[]", "{}"] {
        assert_eq!(
            refuses(&format!(r#"{{"searchFor":"group","value":{wrong}}}"#)),
            refusal("\"value\" must be a string.")
        );
    }
    // 1e999 is infinite, for which JSON has no form.
    for wrong in ["\"1\"", "\"\"", "null", "false", "[1]", "1e999"] {
        assert_eq!(
            refuses(&format!(r#"{{"searchFor":"number_of_users","value":{wrong}}}"#)),
            refusal("\"value\" must be a number.")
        );
    }
}

#[test]
fn l5_a_missing_condition_depends_on_the_value() {
    assert_eq!(asks(r#"{"value":"a"}"#), r#"{"searchFor":"group","value":"a","condition":"="}"#);
    assert_eq!(asks(r#"{"value":""}"#), r#"{"searchFor":"group","value":"","condition":">"}"#);
    assert_eq!(
        asks(r#"{"searchFor":"number_of_users","value":2}"#),
        r#"{"searchFor":"number_of_users","value":2,"condition":"="}"#
    );
    assert_eq!(
        asks(r#"{"searchFor":"number_of_users","value":0}"#),
        r#"{"searchFor":"number_of_users","value":0,"condition":">"}"#
    );
}

#[test]
fn l5_the_twelve_conditions_go_out_as_they_are() {
    for condition in [">", ">=", "=", "<", "<=", "!=", "gt", "gte", "eq", "lt", "lte", "ne"] {
        assert_eq!(
            asks(&format!(r#"{{"searchFor":"group","value":"Hello","condition":"{condition}"}}"#)),
            format!(r#"{{"searchFor":"group","value":"Hello","condition":"{condition}"}}"#)
        );
    }
}

#[test]
fn l5_any_other_condition_is_refused() {
    for wrong in ["\"~\"", "\"\"", "null", "1", "\"GT\""] {
        assert_eq!(
            refuses(&format!(r#"{{"value":"a","condition":{wrong}}}"#)),
            refusal(&format!(
                "{wrong} is invalid in \"condition\". allowed types or values are: \">\", \">=\", \
                 \"=\", \"<\", \"<=\", \"!=\", \"gt\", \"gte\", \"eq\", \"lt\", \"lte\", \"ne\"."
            ))
        );
    }
}

#[test]
fn l6_a_range_takes_the_place_of_the_condition() {
    assert_eq!(
        asks(r#"{"value":"a","range":"m"}"#),
        r#"{"searchFor":"group","value":"a","range":"m"}"#
    );
    assert_eq!(
        asks(r#"{"searchFor":"number_of_users","value":-2,"range":0}"#),
        r#"{"searchFor":"number_of_users","value":-2,"range":0}"#
    );
}

#[test]
fn l6_a_boolean_range_is_accepted() {
    for range in ["true", "false"] {
        assert_eq!(
            asks(&format!(r#"{{"searchFor":"group","value":"a","range":{range}}}"#)),
            format!(r#"{{"searchFor":"group","value":"a","range":{range}}}"#)
        );
    }
}

#[test]
fn l6_a_range_of_another_type_is_refused() {
    for wrong in ["null", "[]", r#"{"a":1}"#] {
        assert_eq!(
            refuses(&format!(r#"{{"value":"a","range":{wrong}}}"#)),
            refusal(&format!(
                "{wrong} is invalid in \"range\". allowed types or values are: Type<string>, \
                 Type<number>, Type<boolean>."
            ))
        );
    }
}

#[test]
fn l7_a_range_with_a_condition_is_refused() {
    let error = refusal("\"range\" cannot be used with \"condition\".");
    for range in ["\"m\"", "0", "1", "true", "false"] {
        assert_eq!(refuses(&format!(r#"{{"value":"a","condition":">=","range":{range}}}"#)), error);
    }
}

#[test]
fn l8_a_range_has_the_type_of_the_value() {
    assert_eq!(refuses(r#"{"value":"a","range":1}"#), refusal("\"range\" must be a string."));
    assert_eq!(
        refuses(r#"{"searchFor":"number_of_users","value":1,"range":"2"}"#),
        refusal("\"range\" must be a number.")
    );
}

#[test]
fn l8_an_empty_range_is_no_range() {
    assert_eq!(
        asks(r#"{"value":"a","condition":"<","range":""}"#),
        r#"{"searchFor":"group","value":"a","condition":"<"}"#
    );
    assert_eq!(
        asks(r#"{"searchFor":"number_of_users","value":3,"range":""}"#),
        r#"{"searchFor":"number_of_users","value":3,"condition":"="}"#
    );
}

#[test]
fn l9_the_first_wrong_parameter_is_named() {
    let mut params = vec![
        ("searchFor", r#""searchFor":"x""#),
        ("condition", r#""condition":"~""#),
        ("range", r#""range":null"#),
        ("value", r#""value":1"#),
    ];
    while let [(first, _), ..] = params.as_slice() {
        let fields: Vec<&str> = params.iter().rev().map(|(_, field)| *field).collect();
        let refusal = refuses(&format!("{{{}}}", fields.join(",")));
        assert!(refusal.message().contains(&format!("\"{first}\"")), "{first}: {refusal}");
        params.remove(0);
    }
    assert_eq!(
        refuses(r#"{"value":1,"condition":">","range":1}"#),
        refusal("\"range\" cannot be used with \"condition\".")
    );
    assert_eq!(refuses(r#"{"value":1,"range":1}"#), refusal("\"value\" must be a string."));
}

#[test]
fn l10_unknown_parameters_are_dropped() {
    assert_eq!(
        asks(r#"{"searchFor":"group","value":"a","service":"x","owner":"y","limit":3,"z":[]}"#),
        r#"{"searchFor":"group","value":"a","condition":"="}"#
    );
}

#[test]
fn l13_values_are_printed_by_the_document() {
    assert_eq!(
        asks(r#"{"searchFor":"number_of_users","value":1.50e1}"#),
        r#"{"searchFor":"number_of_users","value":1.50e1,"condition":"="}"#
    );
    assert_eq!(
        asks(r#"{"value":"\ud800\"\n#","condition":"lt"}"#),
        r#"{"searchFor":"group","value":"\ud800\"\n#","condition":"lt"}"#
    );
}

#[test]
fn l14_a_form_asks_like_an_object() {
    let typed = form(
        r#"[["select-one","searchFor","number_of_users"],["number","value",10],
            ["select-one","condition",">="],["text","range",""]]"#,
    );
    assert_eq!(
        sent(Query::groups(Some(&typed))),
        r#"{"searchFor":"number_of_users","value":10,"condition":">="}"#
    );
    let text = form(r#"[["text","searchFor","number_of_users"],["text","value","10"]]"#);
    assert_eq!(Query::groups(Some(&text)), Err(refusal("\"value\" must be a number.")));
    let file = form(r#"[["file","f","a.png"]]"#);
    assert_eq!(
        Query::groups(Some(&file)).unwrap_err().message(),
        "Files cannot be sent: \"f\" has a file."
    );
    assert_eq!(sent(Query::groups(Some(&form("[]")))), ALL);
}
