//! Which controls of a page take part, and all that counts as a form.

use super::pages::*;
use super::support::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// What the package does with a form before the WebAssembly is there, with code of its own.
async fn snapshot(form: &JsValue) -> JsValue {
    let module = module(include_str!("../../src/js/form.js")).await;
    let read = get(&module, "readForm").unchecked_into::<js_sys::Function>();
    read.call1(&JsValue::NULL, form).expect("a snapshot")
}

/// F2, F3
#[wasm_bindgen_test]
async fn a_reset_on_the_next_line_loses_nothing() {
    let poster = Poster::new().await;
    let shown = Shown::new(
        "<form><input name=text><input type=checkbox name=check><select multiple name=list>\
         <option>x<option>y</select></form>",
    );
    shown
        .run("form[0].value = 'typed'; form[1].checked = true; form[2].options[1].selected = true");
    let call = format!(
        "{{ const promise = {}; if (!event.defaultPrevented) throw new Error('not prevented');
            event.target.reset(); event.target.remove(); return promise; }}",
        poster.call()
    );
    let posted = shown.submit(&poster.member.realtime, None, &call);
    assert!(shown.find("input").is_null(), "the form is still there");
    good(posted).await;
    assert_eq!(poster.arrival().await, r#"{"text":"typed","check":true,"list":["y"]}"#);
    shown.remove();
}

/// F3, M12: a post that waits for the connection is of the form as it was at the call.
#[wasm_bindgen_test]
async fn a_form_that_waits_is_held_by_value() {
    let member = Member::new().await;
    let (connected, me) = (member.connect(), member.user.clone());
    let shown = Shown::new("<form><input name=a value=x></form>");
    let posted =
        shown.submit(&member.realtime, None, &format!("realtime.postRealtime(event, '{me}')"));
    shown.run("form[0].value = 'y'");
    shown.remove();
    good(connected).await;
    good(posted).await;
    member.events.next().await;
    assert_eq!(json(&member.next_message("private").await), r#"{"a":"x"}"#);
}

/// F4
#[wasm_bindgen_test]
async fn disabled_and_nameless_controls_do_not_take_part() {
    let poster = Poster::new().await;
    let rows = [
        ("<input name=a value=x disabled><input name=b>", r#"{"b":""}"#),
        ("<fieldset disabled><input name=a value=x></fieldset>", "{}"),
        (
            "<fieldset disabled><legend><input name=a value=x></legend><input name=b></fieldset>",
            r#"{"a":"x"}"#,
        ),
        (
            "<fieldset disabled><fieldset><select name=a><option>x</select></fieldset></fieldset>",
            "{}",
        ),
        (
            "<input list=l name=a value=x><datalist id=l><option value=y><input name=b></datalist>",
            r#"{"a":"x"}"#,
        ),
        ("<input value=x><textarea>y</textarea><input name='' value=z>", "{}"),
        ("<output name=a>x</output><object name=b></object><fieldset name=c></fieldset>", "{}"),
        ("<input name=a value=x readonly>", r#"{"a":"x"}"#),
    ];
    for (controls, payload) in rows {
        assert_eq!(poster.posts(controls).await, payload, "{controls}");
    }
}

/// F4, F27
#[wasm_bindgen_test]
async fn controls_elsewhere_in_the_page_take_part() {
    let poster = Poster::new().await;
    let shown = Shown::new(
        "<input name=before value=1 form=far><form id=far><input name=within value=2>\
         <input name=other value=0 form=another></form><form id=another></form>\
         <textarea name=after form=far>3</textarea><input name=before value=4 form=far>",
    );
    assert_eq!(
        poster.submits(&shown, None).await,
        r#"{"before":["1","4"],"within":"2","after":"3"}"#
    );
}

/// F5, F27
#[wasm_bindgen_test]
async fn only_the_button_that_submits_takes_part() {
    let controls = "<form><button name=how value=fast id=one>1</button><input name=a value=x>\
         <input type=submit name=how value=slow id=two><input type=image name=picture value=yes id=three>\
         <button type=button name=plain value=no>4</button><input type=reset name=reset>\
         <input type=button name=button value=no><button id=four>nameless</button></form>";
    let rows = [
        (None, r#"{"a":"x"}"#),
        (Some("#one"), r#"{"how":"fast","a":"x"}"#),
        (Some("#two"), r#"{"a":"x","how":"slow"}"#),
        (Some("#three"), r#"{"a":"x","picture":"yes"}"#),
        (Some("#four"), r#"{"a":"x"}"#),
    ];
    let poster = Poster::new().await;
    for (submitter, payload) in rows {
        assert_eq!(
            poster.submits(&Shown::new(controls), submitter).await,
            payload,
            "{submitter:?}"
        );
    }
    let far = "<form id=f><input name=a value=x></form><button form=f name=b value=y>far</button>";
    assert_eq!(poster.submits(&Shown::new(far), Some("button")).await, r#"{"a":"x","b":"y"}"#);
}

/// F2, F14
#[wasm_bindgen_test]
async fn form_data_gives_strings() {
    let poster = Poster::new().await;
    let data =
        js("(() => { const data = new FormData(); data.append('n', 5); data.append('a[b]', 'x');
        data.append('l', '1'); data.append('l', '2'); return data; })()");
    assert_eq!(poster.gives(data).await, r#"{"n":"5","a":{"b":"x"},"l":["1","2"]}"#);

    let shown = Shown::new(
        "<form><input type=number name=n value=5><input type=checkbox name=off>\
         <input type=checkbox name=on checked><input type=file name=empty></form>",
    );
    let data = shown.run("return new FormData(form)");
    assert_eq!(poster.gives(data).await, r#"{"n":"5","on":"on"}"#);
    shown.remove();

    let with_file = "(() => { const data = new FormData(); data.append('f', new File(['x'], 'x.txt')); return data; })()";
    let message = "Files cannot be sent: \"f\" has a file.";
    refusal(poster.member.post(js(with_file), &poster.group), "INVALID_REQUEST", message).await;
    let blob = with_file.replace("new File(['x'], 'x.txt')", "new Blob([]), ''");
    assert_eq!(poster.gives(js(&blob)).await, "{}", "an empty file without a name is none");
}

/// F2, F4, F5
#[wasm_bindgen_test]
async fn a_form_or_one_control_of_it_is_a_form() {
    let poster = Poster::new().await;
    let shown = Shown::new(
        "<form><input type=number name=n value=5><select name=s multiple><option selected>x</select>\
         <textarea name=t disabled>y</textarea><button name=b value=z>!</button></form>",
    );
    assert_eq!(poster.gives(shown.form()).await, r#"{"n":5,"s":["x"]}"#);
    assert_eq!(poster.gives(shown.find("input")).await, r#"{"n":5}"#);
    assert_eq!(poster.gives(shown.find("select")).await, r#"{"s":["x"]}"#);
    assert_eq!(poster.gives(shown.find("textarea")).await, r#"{"t":"y"}"#, "though it is disabled");
    shown.remove();
}

/// F1, F2: what is none of these is a plain value.
#[wasm_bindgen_test]
async fn anything_else_is_a_plain_value() {
    let poster = Poster::new().await;
    let rows = [
        ("new Event('click')", r#"{"isTrusted":false}"#),
        ("new SubmitEvent('submit')", r#"{"isTrusted":false}"#),
        ("{ type: 'submit', target: null }", r#"{"type":"submit","target":null}"#),
        ("document.createElement('div')", "{}"),
        ("document.createElement('button')", "{}"),
        ("{ entries: [['text', 'a', 'x']] }", r#"{"entries":[["text","a","x"]]}"#),
        ("'<form>'", r#""<form>""#),
        ("[0, false, '']", r#"[0,false,""]"#),
    ];
    for (value, payload) in rows {
        assert_eq!(poster.gives(js(value)).await, payload, "{value}");
    }
}

/// F2, F5: an event of React or jQuery.
#[wasm_bindgen_test]
async fn wrapped_events_are_submit_events() {
    let poster = Poster::new().await;
    for inner in ["nativeEvent", "originalEvent"] {
        let shown =
            Shown::new("<form><input name=a value=x><button name=b value=y>!</button></form>");
        let wrapped = format!(
            "{{ type: 'submit', target: event.target, {inner}: event, preventDefault: () => event.preventDefault() }}"
        );
        let call = poster.call().replace("(event", &format!("({wrapped}"));
        good(shown.submit(&poster.member.realtime, Some("button"), &call)).await;
        assert_eq!(poster.arrival().await, r#"{"a":"x","b":"y"}"#, "{inner}");
        shown.remove();
    }
}

/// F2: its classes are not those of the page.
#[wasm_bindgen_test]
async fn forms_of_another_frame_are_forms() {
    let poster = Poster::new().await;
    let frame = frame().await;
    let markup = "<form><input type=number name=n value=5><button name=b value=y>!</button></form>";
    let shown = Shown::within(&frame, markup);
    assert!(!shown.form().is_instance_of::<js_sys::Object>(), "the form is the page's own");
    assert_eq!(poster.gives(shown.form()).await, r#"{"n":5}"#);
    assert_eq!(poster.gives(shown.find("input")).await, r#"{"n":5}"#);
    assert_eq!(poster.submits(&shown, Some("button")).await, r#"{"n":5,"b":"y"}"#);
    function("frame", "frame.remove()").call1(&JsValue::NULL, &frame).unwrap();
}

/// F2, F3
#[wasm_bindgen_test]
async fn a_snapshot_is_what_it_was_taken_of() {
    let poster = Poster::new().await;
    let shown = Shown::new("<form><input type=number name=n value=5></form>");
    let taken = snapshot(&shown.form()).await;
    shown.run("form[0].value = 6");
    assert_eq!(snapshot(&taken).await, taken);
    assert_eq!(poster.gives(taken).await, r#"{"n":5}"#);
    shown.remove();
}

/// F27, F34
#[wasm_bindgen_test]
async fn what_only_form_data_has_takes_part() {
    js("customElements.get('x-field') ?? customElements.define('x-field', class extends HTMLElement {
        static formAssociated = true;
        connectedCallback() { this.attachInternals().setFormValue('own'); } })");
    let poster = Poster::new().await;
    let shown = Shown::new(
        "<form><x-field name=custom></x-field><input name=a value=x dirname=a.dir></form>",
    );
    shown.run(
        "form.addEventListener('formdata', ({ formData }) => { formData.append('added', 5); formData.append('a', 'not new') })",
    );
    let payload = poster.submits(&shown, None).await;
    assert_eq!(payload, r#"{"a":"x","custom":"own","a.dir":"ltr","added":"5"}"#);

    // Within such a listener the form gives no other FormData.
    let shown = Shown::new("<form><input name=a value=x></form>");
    let posted = function("form, realtime, group",
        "let promise; form.onformdata = () => { promise ??= realtime.postRealtime(form, group) }; new FormData(form); return promise")
        .call3(&JsValue::NULL, &shown.form(), &poster.member.realtime.clone().into(), &(&poster.group).into())
        .expect("a promise");
    good(posted.unchecked_into()).await;
    assert_eq!(poster.arrival().await, r#"{"a":"x"}"#);
    shown.remove();
}

/// F28, G1, G2
#[wasm_bindgen_test]
async fn forms_join_and_leave() {
    let member = Member::online().await;
    let joins = async |controls: &str| {
        let shown = Shown::new(&format!("<form>{controls}</form>"));
        let joined = shown.submit(&member.realtime, None, "realtime.joinRealtime(event)");
        shown.remove();
        let answer = good(joined).await;
        assert_eq!(member.wire.sent().waiting(), 1);
        [text(&answer, "message"), member.next_sent().await]
    };
    let group = fresh();
    let [answer, frame] = joins(&format!("<input name=group value={group}>")).await;
    assert_eq!(answer, format!("Joined realtime message group: \"{group}\"."));
    assert_eq!(frame, format!(r#"{{"action":"joinRoom","rid":"{group}"}}"#));
    let [answer, frame] = joins("<input name=group>").await;
    assert_eq!(answer, "Left realtime message group.");
    assert_eq!(frame, format!(r#"{{"action":"leaveRoom","rid":"{group}"}}"#));

    let number = Shown::new("<form><input type=number name=group value=5></form>");
    let joined = number.submit(&member.realtime, None, "realtime.joinRealtime(event)");
    number.remove();
    refusal(joined, "INVALID_PARAMETER", "\"group\" must be a string | null.").await;
}

/// F35: in a worker nothing is a form but a `FormData`.
#[wasm_bindgen_test]
async fn without_a_document_values_are_plain() {
    let source = include_str!("../../src/js/form.js");
    let script = "
        const data = new FormData();
        data.append('a', 'x');
        const event = { type: 'submit', preventDefault() {}, target: {} };
        const values = [data, { a: 1 }, event, null, 'form', new Event('submit')];
        postMessage(JSON.stringify(values.map((value) => readForm(value)?.entries ?? null)));";
    let start = "return new Promise((resolve, reject) => {
        const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
        const worker = new Worker(url, { type: 'module' });
        worker.onerror = (event) => reject(new Error(event.message));
        worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
    })";
    let answer = function("source", start)
        .call1(&JsValue::NULL, &format!("{source}\n{script}").into())
        .expect("a promise");
    let read = good(answer.unchecked_into()).await.as_string().expect("JSON");
    assert_eq!(read, r#"[[["text","a","x"]],null,null,null,null,null]"#);
}
