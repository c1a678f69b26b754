//! F29: whatever the names are, nothing panics and no value is lost without an error.

use crate::document::{Document, Kind};
use crate::form::{Control, Entry, Form, Source};
use crate::json::Json;
use proptest::prelude::*;

/// How many strings are in `value`.
fn strings(value: &Json) -> usize {
    match value.kind() {
        Kind::String => 1,
        Kind::Array => value.items().unwrap().iter().map(strings).sum(),
        Kind::Object => {
            let fields: serde_json::Map<String, serde_json::Value> =
                serde_json::from_str(value.text()).unwrap();
            fields.values().map(|value| strings(&Json::parse(&value.to_string()).unwrap())).sum()
        }
        _ => 0,
    }
}

fn entry(name: String, values: Vec<String>, control: Control) -> Entry<Json> {
    Entry { control, name, values: values.iter().map(|value| Json::string(value)).collect() }
}

/// Names that are likely to meet, and names of any characters.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        r#"[ab](\[([ab012]?|"a"|__proto__|1\.5|-1|12345678901)\]){0,4}"#,
        r#"[ab0\[\]"'\.]{0,12}"#,
        any::<String>(),
    ]
}

proptest! {
    #[test]
    fn f29_every_value_is_kept_or_the_form_is_refused(
        controls in prop::collection::vec((name(), any::<bool>(), 0..3_usize), 0..12),
    ) {
        let mut count = 0;
        let entries = controls
            .into_iter()
            .map(|(name, is_list, values)| {
                let (control, values) =
                    if is_list { (Control::SelectMultiple, values) } else { (Control::Plain, 1) };
                if !name.is_empty() {
                    count += values;
                }
                entry(name, vec![String::from("x"); values], control)
            })
            .collect();
        if let Ok(data) = Source::Form(Form::new(entries)).read() {
            prop_assert_eq!(data.kind(), Kind::Object);
            prop_assert_eq!(strings(&data), count, "{}", data.text());
        }
    }

    #[test]
    fn f29_any_json_from_the_reader_is_survived(
        parts in prop::collection::vec(
            prop_oneof![
                Just(String::from("null")), Just(String::from("true")), Just(String::from("1e999")),
                Just(String::from("{}")), Just(String::from("\"checkbox\"")),
                Just(String::from("\"select-multiple\"")), Just(String::from("\"a[0]\"")),
                Just(String::from("\"file\"")), Just(String::from("\"\\ud800\"")),
            ],
            0..6,
        ),
    ) {
        let entries = Json::parse(&format!("[[{}]]", parts.join(","))).unwrap();
        let source = Source::Form(Form::from_document(&entries));
        let _ = (source.read(), source.read_empty_as_null());
    }
}
