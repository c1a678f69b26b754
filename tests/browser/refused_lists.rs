//! List calls that are refused or get no answer.

use super::support::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// L2 to L9, L16 to L19
#[wasm_bindgen_test]
async fn wrong_parameters_are_refused_to_the_letter() {
    let conditions = r#"">", ">=", "=", "<", "<=", "!=", "gt", "gte", "eq", "lt", "lte", "ne"."#;
    let condition =
        format!("\"~\" is invalid in \"condition\". allowed types or values are: {conditions}");
    let range = "{} is invalid in \"range\". allowed types or values are: Type<string>, Type<number>, Type<boolean>.";
    let (parameter, request) = ("INVALID_PARAMETER", "INVALID_REQUEST");
    let rows = [
        ("5", "{}", parameter, "\"params\" must be an object."),
        ("'x'", "{}", parameter, "\"params\" must be an object."),
        (
            "{ searchFor: 'x' }",
            "{}",
            parameter,
            "\"x\" is invalid in \"searchFor\". allowed types or values are: \"group\", \"number_of_users\".",
        ),
        ("{ condition: '~' }", "{}", parameter, &condition),
        ("{ value: 5 }", "{}", parameter, "\"value\" must be a string."),
        (
            "{ searchFor: 'number_of_users', value: '5' }",
            "{}",
            parameter,
            "\"value\" must be a number.",
        ),
        ("{ value: 'a', range: {} }", "{}", parameter, range),
        (
            "{ value: 'a', range: 'b', condition: '=' }",
            "{}",
            parameter,
            "\"range\" cannot be used with \"condition\".",
        ),
        ("{ value: 'a', range: 5 }", "{}", parameter, "\"range\" must be a string."),
        (
            "{ searchFor: 'number_of_users', value: 1, range: 'b' }",
            "{}",
            parameter,
            "\"range\" must be a number.",
        ),
        ("{ value: 5, condition: '~' }", "{}", parameter, &condition),
        ("{}", "{ limit: '5', ascending: 1 }", request, "Fetch limit should be a number."),
        ("{}", "{ limit: 1001 }", request, "Fetch limit should be below 1000."),
        (
            "{}",
            "{ ascending: 'up', startKey: 5 }",
            parameter,
            "\"up\" is invalid in \"ascending\". allowed type or value is: Type<boolean>.",
        ),
        ("{}", "{ startKey: 'x' }", parameter, "\"x\" is invalid startKey key."),
    ];
    let member = Member::new().await;
    for (params, options, code, message) in rows {
        refusal(member.realtime.get_realtime_groups(js(params), js(options)), code, message).await;
    }
}

/// L11, L12
#[wasm_bindgen_test]
async fn wrong_users_are_refused_to_the_letter() {
    let rows = [
        ("undefined", "Key \"group\" is required."),
        ("{}", "Key \"group\" is required."),
        ("{ group: '' }", "\"group\" is required."),
        ("{ group: 5 }", "5 is invalid in \"group\". allowed type or value is: Type<string>."),
        ("{ group: 'g', user_id: '' }", "User ID in \"user_id\" is empty."),
        ("{ group: 'g', user_id: 5 }", "User ID in \"user_id\" should be type: string."),
    ];
    let member = Member::new().await;
    for (params, message) in rows {
        let promise = member.realtime.get_realtime_users(js(params), JsValue::UNDEFINED);
        refusal(promise, "INVALID_PARAMETER", message).await;
    }
    let skapi = Member::with(|settings| settings.with("protocol", "skapi")).await;
    let promise =
        skapi.realtime.get_realtime_users(js("{ group: 'g', user_id: 'u' }"), JsValue::UNDEFINED);
    refusal(promise, "INVALID_PARAMETER", "User ID in \"user_id\" is invalid.").await;
}

/// L15, T2
#[wasm_bindgen_test]
async fn the_login_is_checked_between_parameters_and_options() {
    prepare();
    let wire = Wire::new();
    let (code, message) = ("INVALID_REQUEST", "User login is required.");
    let nobody = Settings::bare(&wire).realtime();
    refusal(nobody.get_realtime_groups(js("{}"), js("{ limit: 'x' }")), code, message).await;
    refusal(
        nobody.get_realtime_groups(js("5"), js("{}")),
        "INVALID_PARAMETER",
        "\"params\" must be an object.",
    )
    .await;

    let failing =
        ["() => { throw new Error('offline') }", "async () => { throw new Error('offline') }"];
    for token in failing {
        let realtime = Settings::bare(&wire).with("token", js(token)).realtime();
        let error = refusal(realtime.get_realtime_groups(js("{}"), js("{}")), code, message).await;
        assert_eq!(text(&get(&error, "cause"), "message"), "offline");
    }
}

/// L15: a token that ran out is not used again.
#[wasm_bindgen_test]
async fn tokens_are_asked_for_every_request() {
    prepare();
    let asked = Queue::new();
    let token = token_for(&fresh()).await;
    let function = function("asked, token", "return async () => { asked.push(1); return token }");
    let function = function.call2(&JsValue::NULL, &asked, &token.into()).unwrap();
    let realtime = Settings::bare(&Wire::new()).with("token", function).realtime();
    for times in 1..=3 {
        good(realtime.get_realtime_groups(js("{ value: 'x' }"), JsValue::UNDEFINED)).await;
        assert_eq!(asked.count(), times);
    }
}

/// L36, L37, S13
#[wasm_bindgen_test]
async fn a_refused_token_is_an_error_of_the_server() {
    prepare();
    let wire = Wire::new();
    let realtime = Settings::bare(&wire).with("token", "no token").realtime();
    let error = bad(realtime.get_realtime_groups(js("{}"), js("{}"))).await;
    assert_eq!(text(&error, "name"), "RealtimeError");
    assert_eq!(text(&error, "code"), "UNAUTHORIZED");
    assert_ne!(text(&error, "message"), "Something went wrong.");
}

/// L41
#[wasm_bindgen_test]
async fn without_a_server_it_is_a_network_error() {
    let dead = format!("http://{}/", nobody().await);
    let member = Member::with(|settings| settings.with("httpUrl", dead)).await;
    let promise = member.realtime.get_realtime_groups(js("{}"), js("{}"));
    refusal(promise, "ERROR", "Network error").await;
}

/// L41
#[wasm_bindgen_test]
async fn progress_is_told_and_can_abort() {
    let member = Member::new().await;
    let reports = Queue::new();
    let options = |body: &str| {
        let progress =
            function("reports", &format!("return (report) => {{ reports.push(report); {body} }}"));
        let options = js("{}");
        set(&options, "progress", progress.call1(&JsValue::NULL, &reports).unwrap());
        options
    };
    good(member.realtime.get_realtime_groups(js("{}"), options(""))).await;
    assert!(reports.count() >= 2, "one report for each part, and one at the end");
    let mut loaded = 0.0;
    for report in reports.all() {
        assert_eq!(text(&report, "status"), "download");
        let now = get(&report, "loaded").as_f64().expect("bytes");
        assert!(now >= loaded, "it never goes back");
        loaded = now;
        let progress = get(&report, "progress").as_f64().expect("a percentage");
        assert!((0.0..=100.0).contains(&progress));
        assert!(get(&report, "total").as_f64().is_some());
        assert!(get(&report, "abort").is_function());
    }
    assert!(loaded > 0.0);
    let last = reports.all().at(-1);
    assert_eq!(get(&last, "progress").as_f64(), Some(100.0));

    // At once, and when there is nothing left to abort but the answer.
    for abort in ["report.abort()", "if (report.progress === 100) report.abort()"] {
        let aborted = member.realtime.get_realtime_groups(js("{}"), options(abort));
        refusal(aborted, "ERROR", "Aborted").await;
    }
}
