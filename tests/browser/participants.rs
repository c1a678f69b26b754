//! Which controls of a page take part, and all that counts as a form.

use super::pages::*;
use super::support::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/src/js/form.js")]
extern "C" {
    /// What the package's facade does before the module is there.
    #[wasm_bindgen(js_name = readForm)]
    fn read_form(value: &JsValue) -> JsValue;
}

/// F2, F3
#[wasm_bindgen_test]
async fn a_reset_on_the_next_line_loses_nothing() {
    let poster = Poster::new().await;
    let shown = Shown::new(
        "<form><input name=text><input type=checkbox name=check><select multiple name=list>\
         <option>x<option>y</select></form>",
    );
    shown.run("form[0].value = 'typed'; form[1].checked = true; form[2].options[1].selected = true");
    let call = format!(
        "{{ const promise = {}; if (!event.defaultPrevented) throw new Error('not prevented');
            event.target.reset(); event.target.remove(); return promise; }}",
        poster.call()
    );
    let posted = shown.submit(&poster.member.realtime, None, &call);
    assert_eq!(json(&get(&shown.find("input"), "value")), "undefined", "the form is gone");
    good(posted).await;
    assert_eq!(poster.arrival().await, r#"{"text":"typed","check":true,"list":["y"]}"#);
    shown.remove();
}
