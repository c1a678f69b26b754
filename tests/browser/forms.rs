//! Forms of real pages: what each control gives.

use super::pages::*;
use super::support::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Posts forms that have only the given controls, and compares what arrives.
async fn table(rows: &[(&str, &str)]) {
    let poster = Poster::new().await;
    for (controls, payload) in rows {
        assert_eq!(poster.posts(controls).await, *payload, "{controls}");
    }
}

/// F6
#[wasm_bindgen_test]
async fn text_controls_give_strings() {
    table(&[
        ("<input name=a value=x>", r#"{"a":"x"}"#),
        ("<input name=a>", r#"{"a":""}"#),
        ("<input name=a value=' 5 '>", r#"{"a":" 5 "}"#),
        ("<input type=password name=a value=secret>", r#"{"a":"secret"}"#),
        ("<input type=email name=a value=a@b.c>", r#"{"a":"a@b.c"}"#),
        ("<input type=search name=a value='100% s%C3%BCre'>", r#"{"a":"100% s%C3%BCre"}"#),
        ("<input type=color name=a value='#ff0000'>", r##"{"a":"#ff0000"}"##),
        ("<input type=url name=a value=http://x/>", r#"{"a":"http://x/"}"#),
        ("<input type=unheard-of name=a value=x>", r#"{"a":"x"}"#),
        ("<textarea name=a>one\ntwo</textarea>", r#"{"a":"one\ntwo"}"#),
        ("<textarea name=a></textarea>", r#"{"a":""}"#),
    ])
    .await;
}

/// F7
#[wasm_bindgen_test]
async fn numbers_are_numbers_and_dates_are_strings() {
    table(&[
        ("<input type=number name=a value=5>", r#"{"a":5}"#),
        ("<input type=number name=a value=-0.5>", r#"{"a":-0.5}"#),
        ("<input type=number name=a value=1e3>", r#"{"a":1000}"#),
        ("<input type=number name=a value=0>", r#"{"a":0}"#),
        ("<input type=number name=a><input name=b>", r#"{"b":""}"#),
        ("<input type=number name=a value=five>", "{}"),
        ("<input type=range name=a value=7>", r#"{"a":"7"}"#),
        ("<input type=date name=a value=2024-02-29>", r#"{"a":"2024-02-29"}"#),
        (
            "<input type=datetime-local name=a value=2024-02-29T12:30>",
            r#"{"a":"2024-02-29T12:30"}"#,
        ),
        ("<input type=hidden name=a value=5>", r#"{"a":"5"}"#),
    ])
    .await;
}

/// F8, F9
#[wasm_bindgen_test]
async fn checkboxes_give_booleans_or_their_value() {
    table(&[
        ("<input type=checkbox name=a checked>", r#"{"a":true}"#),
        ("<input type=checkbox name=a>", r#"{"a":false}"#),
        ("<input type=checkbox name=a value=on checked>", r#"{"a":true}"#),
        ("<input type=checkbox name=a value=true checked>", r#"{"a":true}"#),
        ("<input type=checkbox name=a value='' checked>", r#"{"a":true}"#),
        ("<input type=checkbox name=a value=true>", r#"{"a":false}"#),
        ("<input type=checkbox name=a value=''>", r#"{"a":false}"#),
        ("<input type=checkbox name=a value=false checked>", r#"{"a":false}"#),
        ("<input type=checkbox name=a value=false>", r#"{"a":true}"#),
        ("<input type=checkbox name=a value=red checked>", r#"{"a":"red"}"#),
        ("<input type=checkbox name=a value=red>", "{}"),
    ])
    .await;
}

/// F10
#[wasm_bindgen_test]
async fn the_checked_radio_button_gives_its_value() {
    let radios = |checked: &str| {
        ["on", "true", "false", "", "red"].map(|value| {
            let checked = if value == checked { "checked" } else { "" };
            format!("<input type=radio name=a value='{value}' {checked}>")
        })
    };
    let rows = [
        ("on", r#"{"a":true}"#),
        ("true", r#"{"a":true}"#),
        ("false", r#"{"a":false}"#),
        ("", "{}"),
        ("red", r#"{"a":"red"}"#),
        ("none of them", "{}"),
    ];
    let poster = Poster::new().await;
    for (checked, payload) in rows {
        assert_eq!(poster.posts(&radios(checked).concat()).await, payload, "{checked}");
    }
    let without_value = "<input type=radio name=a checked>";
    assert_eq!(poster.posts(without_value).await, r#"{"a":true}"#);
}

/// F11
#[wasm_bindgen_test]
async fn a_select_gives_its_option() {
    table(&[
        ("<select name=a><option>x<option selected>y</select>", r#"{"a":"y"}"#),
        ("<select name=a><option value=1>x</select>", r#"{"a":"1"}"#),
        ("<select name=a><option value=''>x</select>", r#"{"a":""}"#),
        ("<select name=a><option disabled selected>x<option>y</select>", "{}"),
        ("<select name=a><optgroup disabled><option selected>x</optgroup><option>y</select>", "{}"),
        ("<select name=a></select>", "{}"),
    ])
    .await;
}

/// F12
#[wasm_bindgen_test]
async fn a_multiple_select_gives_a_list() {
    let select = "<select multiple name=tags><option selected>x<option>y<option selected>z\
         <option selected disabled>no</select>";
    table(&[
        (select, r#"{"tags":["x","z"]}"#),
        ("<select multiple name=a><option selected>x</select>", r#"{"a":["x"]}"#),
        ("<select multiple name=a><option>x</select>", r#"{"a":[]}"#),
        (&format!("{select}<input name=tags[] value=w>"), r#"{"tags":["x","z","w"]}"#),
        (&format!("<input name=tags value=w>{select}"), r#"{"tags":["w","x","z"]}"#),
    ])
    .await;
}

/// F13
#[wasm_bindgen_test]
async fn files_are_refused() {
    let poster = Poster::new().await;
    let file = "<input name=b value=x><input type=file name=photo multiple>";
    assert_eq!(poster.posts(file).await, r#"{"b":"x"}"#);

    let shown = Shown::new(&format!("<form>{file}</form>"));
    shown.choose("[type=file]", "me.png");
    poster.refuses_shown(&shown, "Files cannot be sent: \"photo\" has a file.").await;

    // What does not take part is not sent.
    let shown =
        Shown::new("<form><fieldset disabled><input type=file name=photo></fieldset></form>");
    shown.choose("[type=file]", "me.png");
    assert_eq!(poster.submits(&shown, None).await, "{}");
}

/// F15, F16, F17, F18, F19, F20, F21
#[wasm_bindgen_test]
async fn names_are_paths() {
    table(&[
        ("<input name=a value=x><input type=number name=a value=1>", r#"{"a":["x",1]}"#),
        ("<input name=a[b][c] value=x><input name=a[b][d] value=y>", r#"{"a":{"b":{"c":"x","d":"y"}}}"#),
        ("<input name=a[2] value=x>", r#"{"a":[null,null,"x"]}"#),
        (
            "<input type=checkbox name=check[] value=x checked><input type=checkbox name=check[] value=y>\
             <input type=checkbox name=check[] value=z checked>",
            r#"{"check":["x","z"]}"#,
        ),
        ("<input name=a[] value=x><input name=a value=y>", r#"{"a":["x","y"]}"#),
        (
            "<input name=row[][n] value=x><input type=number name=row[][c] value=1>\
             <input name=row[][n] value=y>",
            r#"{"row":[{"n":"x","c":1},{"n":"y"}]}"#,
        ),
        (r#"<input name='a["0"]' value=x>"#, r#"{"a":{"0":"x"}}"#),
        ("<input name=a[1.5] value=x>", r#"{"a":{"1.5":"x"}}"#),
    ])
    .await;
}

/// F22, F23, F24, F25
#[wasm_bindgen_test]
async fn names_that_have_no_place_are_refused() {
    let poster = Poster::new().await;
    let deep = format!("a{}", "[b]".repeat(32));
    let rows = [
        ("<input name=0>", "Form key cannot start with an array index."),
        ("<input name=[]>", "Form key cannot start with an array index."),
        ("<input name=a[-1]>", "Form key \"a[-1]\" has an array index that is out of range."),
        ("<input name=a[10001]>", "Form key \"a[10001]\" has an array index that is out of range."),
        (&format!("<input name={deep}>"), &format!("Form key \"{deep}\" is nested too deeply.")),
        (
            "<input name=a><input name=a[b]>",
            "Form key \"a[b]\" does not fit an earlier key of the same form.",
        ),
    ];
    for (controls, message) in rows {
        poster.refuses(controls, message).await;
    }
}

/// F26, F29
#[wasm_bindgen_test]
async fn names_of_javascript_are_names() {
    let names = [
        "__proto__",
        "constructor",
        "toString",
        "__proto__[polluted]",
        "hasOwnProperty",
        "a'\"\\<b>",
    ];
    let poster = Poster::new().await;
    for name in &names[..3] {
        let payload = format!(r#"{{"{name}":"x"}}"#);
        assert_eq!(poster.posts(&format!("<input name={name} value=x>")).await, payload);
    }
    let nested = poster.posts(&format!("<input name={} value=x>", names[3])).await;
    assert_eq!(nested, r#"{"__proto__":{"polluted":"x"}}"#);
    assert_eq!(js("({}).polluted"), JsValue::UNDEFINED);

    let shown = Shown::new("<form><input value=x></form>");
    set(&shown.find("input"), "name", names[5]);
    assert_eq!(poster.submits(&shown, None).await, r#"{"a'\"\\<b>":"x"}"#);
}

/// F33
#[wasm_bindgen_test]
async fn names_of_a_forms_properties_are_names() {
    let names = [
        "action",
        "elements",
        "getAttribute",
        "submit",
        "requestSubmit",
        "method",
        "length",
        "name",
        "target",
        "baseURI",
        "ownerDocument",
        "preventDefault",
        "nodeName",
        "matches",
        "addEventListener",
    ];
    let controls = names.map(|name| format!("<input name={name} value=x>")).concat();
    let payload = names.map(|name| format!(r#""{name}":"x""#)).join(",");
    let poster = Poster::new().await;
    assert_eq!(poster.posts(&controls).await, format!("{{{payload}}}"));
    let shown = Shown::new(&format!("<form>{controls}</form>"));
    assert_eq!(poster.gives(shown.form()).await, format!("{{{payload}}}"), "as a form");
    shown.remove();
}
