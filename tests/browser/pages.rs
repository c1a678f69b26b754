//! Forms in the page, and what becomes of them.

use super::support::*;
use groupwire::Realtime;
use js_sys::{Function, Promise};
use std::sync::Once;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A form that stands in the page.
    #[derive(Clone)]
    pub type Shown;

    #[wasm_bindgen(js_namespace = groupwireForms)]
    fn show(markup: &str, page: &JsValue) -> Shown;
    #[wasm_bindgen(js_namespace = groupwireForms, js_name = submit)]
    fn submit_form(shown: &Shown, submitter: Option<&str>, call: &Function) -> JsValue;
    #[wasm_bindgen(js_namespace = groupwireForms, js_name = choose)]
    fn choose_file(shown: &Shown, selector: &str, name: &str);
    #[wasm_bindgen(js_namespace = groupwireForms, js_name = frame)]
    fn make_frame() -> Promise;
    #[wasm_bindgen(js_namespace = groupwireForms, js_name = copy)]
    fn make_copy(frame: &JsValue) -> Promise;

    #[wasm_bindgen(method, getter)]
    pub fn form(this: &Shown) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub fn host(this: &Shown) -> JsValue;
}

impl Shown {
    /// Puts markup with a form into the page.
    pub fn new(markup: &str) -> Self {
        load();
        show(markup, &JsValue::UNDEFINED)
    }

    /// Puts it into the page in a frame.
    pub fn within(frame: &JsValue, markup: &str) -> Self {
        show(markup, &get(frame, "contentDocument"))
    }

    /// The element that a selector finds.
    pub fn find(&self, selector: &str) -> JsValue {
        let host = self.host();
        let find = function("host, selector", "return host.querySelector(selector)");
        find.call2(&JsValue::NULL, &host, &selector.into()).expect(selector)
    }

    /// Chooses a file.
    pub fn choose(&self, selector: &str, name: &str) {
        choose_file(self, selector, name);
    }

    /// Runs statements on the `form`.
    pub fn run(&self, statements: &str) -> JsValue {
        function("form", statements).call1(&JsValue::NULL, &self.form()).expect(statements)
    }

    /// Submits the form to a listener that is an expression of `event` and `realtime`. Gives
    /// what the call gave, after a look at whether it has prevented the submission.
    pub fn submit(&self, realtime: &Realtime, submitter: Option<&str>, call: &str) -> Promise {
        self.submit_to(realtime.clone(), submitter, call)
    }

    /// The same for a client of either class.
    pub fn submit_to(
        &self,
        realtime: impl Into<JsValue>,
        submitter: Option<&str>,
        call: &str,
    ) -> Promise {
        let listener = function("realtime", &format!("return (event) => {call}"))
            .call1(&JsValue::NULL, &realtime.into())
            .expect(call);
        let outcome = submit_form(self, submitter, listener.unchecked_ref());
        assert_eq!(get(&outcome, "prevented"), JsValue::TRUE, "the page would have been left");
        get(&outcome, "result").unchecked_into()
    }

    pub fn remove(&self) {
        let remove = function("host", "host.remove()");
        remove.call1(&JsValue::NULL, &self.host()).expect("an element");
    }
}

/// Loads the helpers, before anything uses them.
fn load() {
    prepare();
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        js_sys::eval(include_str!("forms.js")).expect("the helpers are a script");
    });
}

/// A copy of a module of the SDK's, from its text: see support/helpers.js.
pub async fn module(source: &str) -> JsValue {
    let import = "const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
        return import(url).finally(() => URL.revokeObjectURL(url));";
    let module = function("source", import).call1(&JsValue::NULL, &source.into());
    good(module.expect("a promise").unchecked_into()).await
}

/// A frame of the same origin with an empty page.
pub async fn frame() -> JsValue {
    load();
    good(make_frame()).await
}

/// The class `Realtime` of a second copy of the module, whose page is that in the frame.
pub async fn copy(frame: &JsValue) -> JsValue {
    good(make_copy(frame)).await
}

/// A user in a group who posts forms and looks at what arrives.
pub struct Poster {
    pub member: Member,
    pub group: String,
}

impl Poster {
    pub async fn new() -> Self {
        let group = format!("forms of {}", fresh());
        Self { member: Member::in_group(&group).await, group }
    }

    /// The call of a listener.
    pub fn call(&self) -> String {
        format!("realtime.postRealtime(event, '{}')", self.group)
    }

    /// The payload that arrives, as JSON.
    pub async fn arrival(&self) -> String {
        json(&self.member.next_message("message").await)
    }

    /// What arrives of a form with these controls that is submitted without a button.
    pub async fn posts(&self, controls: &str) -> String {
        self.submits(&Shown::new(&format!("<form>{controls}</form>")), None).await
    }

    /// What arrives of a form in the page, which is removed.
    pub async fn submits(&self, shown: &Shown, submitter: Option<&str>) -> String {
        let posted = shown.submit(&self.member.realtime, submitter, &self.call());
        shown.remove();
        assert_eq!(text(&good(posted).await, "message"), "Message sent.");
        self.arrival().await
    }

    /// What arrives of a value that is posted.
    pub async fn gives(&self, value: impl Into<JsValue>) -> String {
        good(self.member.post(value, &self.group)).await;
        self.arrival().await
    }

    /// Asserts that a form with these controls is refused.
    pub async fn refuses(&self, controls: &str, message: &str) {
        let shown = Shown::new(&format!("<form>{controls}</form>"));
        self.refuses_shown(&shown, message).await;
    }

    pub async fn refuses_shown(&self, shown: &Shown, message: &str) {
        let posted = shown.submit(&self.member.realtime, None, &self.call());
        shown.remove();
        refusal(posted, "INVALID_REQUEST", message).await;
    }
}
