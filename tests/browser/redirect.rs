//! Where submitted forms lead.

use super::pages::*;
use super::support::*;
use std::sync::Once;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen]
extern "C" {
    /// Keeps the page of the tests where it is, and tells where it was led.
    #[wasm_bindgen(js_name = GroupwireDepartures)]
    type Departures;

    #[wasm_bindgen(constructor, js_class = GroupwireDepartures)]
    fn start() -> Departures;
    #[wasm_bindgen(method, getter)]
    fn all(this: &Departures) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn stored(this: &Departures) -> JsValue;
    #[wasm_bindgen(method, setter)]
    fn set_full(this: &Departures, full: bool);
    #[wasm_bindgen(method)]
    fn restore(this: &Departures);
}

impl Departures {
    fn watch() -> Self {
        prepare();
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            js_sys::eval(include_str!("redirect.js")).expect("the helpers are a script");
        });
        Self::start()
    }

    /// Where the page was led since the last look.
    fn take(&self) -> String {
        let taken = json(&self.all());
        get(&self.all(), "splice")
            .unchecked_into::<js_sys::Function>()
            .call1(&self.all(), &0.into())
            .unwrap();
        taken
    }
}

/// The MD5 of each text, as the SDK computes it.
async fn md5(texts: &[&str]) -> Vec<String> {
    let module = module(include_str!("../../src/js/redirect.js")).await;
    let md5 = get(&module, "md5").unchecked_into::<js_sys::Function>();
    let digest = |text: &&str| md5.call1(&JsValue::NULL, &(*text).into()).ok()?.as_string();
    texts.iter().map(|text| digest(text).expect("a digest")).collect()
}

fn page() -> String {
    js("document.URL").as_string().expect("an address")
}

/// A user who joins groups by forms, and whose service is named.
async fn joiner() -> Member {
    Member::with(|settings| settings.with("service", "default")).await.connected().await
}

/// Joins by a form, which is then removed.
async fn join(member: &Member, form: &str, submitter: Option<&str>) -> JsValue {
    let shown = Shown::new(form);
    let joined = shown.submit(&member.realtime, submitter, "realtime.joinRealtime(event)");
    shown.remove();
    good(joined).await
}

/// F30, F32
#[wasm_bindgen_test]
async fn the_answer_goes_where_the_form_leads() {
    let member = joiner().await;
    let departures = Departures::watch();
    let form =
        "<form action='https://example.com/done?group=g#top'><input name=group value=g></form>";
    let answer = json(&join(&member, form, None).await);
    assert_eq!(answer, r#"{"type":"success","message":"Joined realtime message group: \"g\"."}"#);
    assert_eq!(departures.take(), r#"[["https://example.com/done?group=g#top","push"]]"#);
    let stored = parse(&json(&departures.stored()));
    let entry = get(&stored, "0");
    // The MD5 of https://example.com/done
    assert_eq!(text(&entry, "0"), "default:55f9c2903e5f1877de537cdf3b3f08a4");
    assert_eq!(text(&entry, "1"), answer);
    assert!(get(&stored, "1").is_undefined(), "more than one entry");
    departures.restore();
}

/// F30, F31, F33
#[wasm_bindgen_test]
async fn an_action_is_an_address_with_placeholders() {
    let member = joiner().await;
    let departures = Departures::watch();
    let controls = "<input name=group value='a b/c?&#38;'><input name=n type=number value=5>\
         <input name=off type=checkbox value=x><input name=gone value=x disabled>\
         <input name=action value=no><input name=getAttribute><input name=baseURI><input name=ownerDocument>\
         <button name=b value=y>!</button><button id=there formaction=/there?{b}>!</button>\
         <button id=here formaction=''>!</button><input type=image name=i value=z formaction={i}>";
    let origin = js("location.origin").as_string().unwrap();
    let own = page();
    let at = |path: &str| format!("{origin}{path}");
    let rows = [
        ("action=/done", None, at("/done")),
        ("action='done#top'", None, at("/done#top")),
        ("action=/{group}/?n={n}&m={n}", None, at("/a%20b%2Fc%3F%26/?n=5&m=5")),
        ("action=/?{off}{gone}{b}{none}", None, at("/?{off}{gone}{b}{none}")),
        ("action=/?{b}", Some("[name=b]"), at("/?y")),
        ("action=/done", Some("#there"), at("/there?{b}")),
        ("action=/done", Some("#here"), own.clone()),
        ("action=/done", Some("[type=image]"), at("/z")),
        ("action=''", None, own.clone()),
        ("action=' '", None, own),
        ("action=https://example.com", None, "https://example.com/".into()),
    ];
    for (attributes, submitter, address) in rows {
        join(&member, &format!("<form {attributes}>{controls}</form>"), submitter).await;
        let departed: js_sys::Array = parse(&departures.take()).unchecked_into();
        assert_eq!(departed.length(), 1, "{attributes} {submitter:?} leads somewhere, once");
        assert_eq!(text(&departed.get(0), "0"), address, "{attributes} {submitter:?}");
    }
    departures.restore();
}

/// F30
#[wasm_bindgen_test]
async fn without_an_address_a_form_leads_nowhere() {
    let member = joiner().await;
    let departures = Departures::watch();
    let input = "<input name=group value=g>";
    for form in ["<form>", "<form action='http://['>", "<form target=_blank method=post>"] {
        join(&member, &format!("{form}{input}</form>"), None).await;
        assert_eq!(json(&departures.stored()), "[]", "{form}");
        assert_eq!(departures.take(), "[]", "{form}");
    }
    // Only the submission of a form leads anywhere.
    let shown = Shown::new(&format!("<form action=/done>{input}</form>"));
    good(member.realtime.join_realtime(shown.form())).await;
    let data = shown.run("return new FormData(form)");
    good(member.realtime.join_realtime(data)).await;
    shown.remove();
    assert_eq!(departures.take(), "[]");
    departures.restore();
}

/// F30
#[wasm_bindgen_test]
async fn a_refused_form_leads_nowhere() {
    let member = joiner().await;
    let departures = Departures::watch();
    let rows = [
        (
            "joinRealtime(event)",
            "<input name=group type=number value=5>",
            "\"group\" must be a string | null.",
        ),
        ("postRealtime(event)", "<input name=a>", "No recipient."),
        (
            "postRealtime(event, 'g')",
            "<input name=[]>",
            "Form key cannot start with an array index.",
        ),
        ("getRealtimeUsers(event)", "<input name=g>", "Key \"group\" is required."),
        (
            "getRealtimeGroups(event, { limit: 'x' })",
            "<input name=g>",
            "Fetch limit should be a number.",
        ),
    ];
    for (call, controls, message) in rows {
        let shown = Shown::new(&format!("<form action=/done>{controls}</form>"));
        let refused = bad(shown.submit(&member.realtime, None, &format!("realtime.{call}"))).await;
        shown.remove();
        assert_eq!(text(&refused, "message"), message);
        assert_eq!(departures.take(), "[]", "{call}");
    }
    assert_eq!(json(&departures.stored()), "[]");
    departures.restore();
}

/// F30, F32, L14: all four functions lead on, each with its answer.
#[wasm_bindgen_test]
async fn every_call_leads_on() {
    let member = joiner().await;
    let departures = Departures::watch();
    let group = format!("leads-{}", fresh());
    let rows = [
        ("joinRealtime(event)", "group", r#"{"type":"success","#),
        (
            "postRealtime(event, 'GROUP')",
            "text",
            r#"{"type":"success","message":"Message sent.","settled":"acknowledged","offset":"#,
        ),
        ("getRealtimeGroups(event)", "value", r#"{"list":[{"group":"leads-"#),
        ("getRealtimeUsers(event)", "group", r#"{"list":[{"user_id":"#),
    ];
    for (call, name, answer) in rows {
        let shown =
            Shown::new(&format!("<form action=/done><input name={name} value='{group}'></form>"));
        let call = format!("realtime.{}", call.replace("GROUP", &group));
        let given = good(shown.submit(&member.realtime, None, &call)).await;
        shown.remove();
        assert_ne!(departures.take(), "[]", "{call}");
        let stored = text(&get(&departures.stored(), "0"), "1");
        assert!(stored.starts_with(answer), "{stored}");
        assert_eq!(stored, json(&given));
    }
    departures.restore();
}

/// F32
#[wasm_bindgen_test]
async fn a_full_storage_holds_nobody_up() {
    let member = joiner().await;
    let departures = Departures::watch();
    departures.set_full(true);
    let form = "<form action=/done><input name=group value=g></form>";
    let answer = join(&member, form, None).await;
    assert_eq!(text(&answer, "type"), "success");
    assert_ne!(departures.take(), "[]");
    assert_eq!(json(&departures.stored()), "[]");
    departures.restore();
}

/// F32
#[wasm_bindgen_test]
async fn the_current_address_replaces_the_history_entry() {
    let member = joiner().await;
    let departures = Departures::watch();
    let form = "<form action><input name=group value=g></form>";
    join(&member, form, None).await;
    let departed = get(&parse(&departures.take()), "0");
    assert_eq!([text(&departed, "0"), text(&departed, "1")], [page(), "replace".into()]);
    departures.restore();
}

/// F32: the values of RFC 1321, texts around the length of a block, and one that is not ASCII.
#[wasm_bindgen_test]
async fn md5_is_that_of_the_rfc() {
    let digits = "1234567890".repeat(8);
    let rows = [
        ("", "d41d8cd98f00b204e9800998ecf8427e"),
        ("a", "0cc175b9c0f1b6a831c399e269772661"),
        ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        (&digits, "57edf4a22be3c955ac49da2e2107b67a"),
        (&digits[..55], "c9ccf168914a1bcfc3229f1948e67da0"),
        (&digits[..56], "49f193adce178490e34d1b3a4ec0064c"),
        (&digits[..64], "eb6c4179c0a7c82cc2828c1e6338e165"),
        ("http://localhost/grüße/😀", "e2ef13c11654396774fb356afeffb976"),
    ];
    let (texts, digests): (Vec<&str>, Vec<&str>) = rows.into_iter().unzip();
    assert_eq!(md5(&texts).await, digests);
}

/// F30, F32: with nothing in its way, a page of its own really goes there, and finds the answer.
#[wasm_bindgen_test]
async fn the_page_is_left_and_the_next_one_finds_the_answer() {
    let frame = frame().await;
    let class = copy(&frame).await;
    let settings = js("{ service: 'default' }");
    set(&settings, "url", URL);
    set(&settings, "token", token_for(&fresh()).await);
    let leave = function(
        "frame, Realtime, settings",
        "const realtime = new Realtime(settings);
        const { body } = frame.contentDocument;
        body.innerHTML = '<form action=\"/left?by=form\"><input name=value value=nothing></form>';
        const form = body.querySelector('form');
        return new Promise((resolve, reject) => {
          form.onsubmit = (event) => { realtime.getRealtimeGroups(event).catch(reject); };
          frame.onload = () => resolve([
            frame.contentWindow.location.pathname + frame.contentWindow.location.search,
            ...Object.entries(frame.contentWindow.sessionStorage).flat(),
          ]);
          form.requestSubmit();
        });",
    );
    js("sessionStorage.clear()");
    let left = leave.call3(&JsValue::NULL, &frame, &class, &settings).expect("a promise");
    let found = good(left.unchecked_into()).await;
    js("sessionStorage.clear()");
    let key = js("location.origin + '/left'").as_string().unwrap();
    let key = format!("default:{}", md5(&[&key]).await[0]);
    let answer = r#"{"list":[],"startKey":"end","endOfList":true,"startKeyHistory":["end"]}"#;
    assert_eq!(
        json(&found),
        json(&parse(&format!("[\"/left?by=form\",\"{key}\",{}]", json(&answer.into()))))
    );
    function("frame", "frame.remove()").call1(&JsValue::NULL, &frame).unwrap();
}
