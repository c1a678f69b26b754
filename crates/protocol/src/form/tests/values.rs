//! What the controls' values become.

use super::{form, json, read, refusal};
use crate::form::Source;
use crate::json::Json;

#[test]
fn f1_a_plain_value_stays_as_it_is() {
    for text in [r#"{"a":[1,"",null]}"#, "0", "\"\"", "null", "false", "[]"] {
        assert_eq!(Source::Value(json(text)).read().unwrap().text(), text);
        assert_eq!(Source::Value(json(text)).read_empty_as_null().unwrap().text(), text);
    }
    assert_eq!(Source::Value(Json::undefined()).read().unwrap(), Json::undefined());
}

#[test]
fn f6_text_controls_give_strings() {
    assert_eq!(
        read(
            r#"[["text","t","hi"],["text","empty",""],["range","r","7"],["date","d","2024-02-29"],
                ["hidden","h","1"],["password","p"," x "],["textarea","ta","a\nb\ud83d\ude00"]]"#
        ),
        r#"{"t":"hi","empty":"","r":"7","d":"2024-02-29","h":"1","p":" x ","ta":"a\nb\ud83d\ude00"}"#
    );
}

#[test]
fn f7_number_controls_give_numbers_and_empty_ones_nothing() {
    assert_eq!(
        read(r#"[["number","n",5.5],["number","e"],["number","z",0]]"#),
        r#"{"n":5.5,"z":0}"#
    );
}

#[test]
fn f8_a_checked_checkbox_gives_its_value_or_a_boolean() {
    assert_eq!(
        read(
            r#"[["checkbox","a","on",true],["checkbox","b","",true],["checkbox","c","true",true],
                ["checkbox","d","false",true],["checkbox","e","Vim",true],["checkbox","f","0",true]]"#
        ),
        r#"{"a":true,"b":true,"c":true,"d":false,"e":"Vim","f":"0"}"#
    );
}

#[test]
fn f9_an_unchecked_checkbox_gives_the_opposite_or_nothing() {
    assert_eq!(
        read(
            r#"[["checkbox","a","on",false],["checkbox","b","",false],["checkbox","c","true",false],
                ["checkbox","d","false",false],["checkbox","e","Vim",false]]"#
        ),
        r#"{"a":false,"b":false,"c":false,"d":true}"#
    );
}

#[test]
fn f10_only_the_checked_radio_button_counts_and_an_empty_value_is_no_choice() {
    assert_eq!(
        read(
            r#"[["radio","a","x",false],["radio","a","y",true],["radio","b","on",true],
                ["radio","c","true",true],["radio","d","false",true],["radio","e","",true],
                ["radio","f","on",false]]"#
        ),
        r#"{"a":"y","b":true,"c":true,"d":false}"#
    );
}

#[test]
fn f11_a_select_gives_its_option_and_nothing_without_one() {
    assert_eq!(
        read(r#"[["select-one","a","x"],["select-one","b",""],["select-one","c"]]"#),
        r#"{"a":"x","b":""}"#
    );
}

#[test]
fn f12_a_multiple_select_gives_a_list_of_all_its_options() {
    assert_eq!(
        read(
            r#"[["select-multiple","a","1","2"],["select-multiple","one","1"],
                ["select-multiple","none"],["select-multiple","b[]","x","y"],
                ["select-multiple","c[]"],["select-multiple","d[e]","z"]]"#
        ),
        r#"{"a":["1","2"],"one":["1"],"none":[],"b":["x","y"],"c":[],"d":{"e":["z"]}}"#
    );
}

#[test]
fn f12_a_multiple_select_shares_its_list_with_other_controls() {
    assert_eq!(
        read(r#"[["text","a","0"],["select-multiple","a","1","2"],["text","a","3"]]"#),
        r#"{"a":["0","1","2","3"]}"#
    );
    assert_eq!(read(r#"[["select-multiple","a"],["text","a","1"]]"#), r#"{"a":["1"]}"#);
}

#[test]
fn f13_a_chosen_file_is_refused_and_an_empty_file_input_left_out() {
    assert_eq!(read(r#"[["file","photo"],["text","t","x"]]"#), r#"{"t":"x"}"#);
    let error = refusal("Files cannot be sent: \"photo\" has a file.");
    assert_eq!(form(r#"[["file","photo","a.png"]]"#).read(), Err(error.clone()));
    assert_eq!(form(r#"[["text","t","x"],["file","photo",""]]"#).read(), Err(error));
    // A control without a name is not submitted, whatever is in it.
    assert_eq!(read(r#"[["file","","a.png"]]"#), "{}");
}

#[test]
fn f14_form_data_gives_strings() {
    assert_eq!(
        read(r#"[["text","n","5"],["text","on","on"],["text","n","x"],["file","empty"]]"#),
        r#"{"n":["5","x"],"on":"on"}"#
    );
    assert!(form(r#"[["file","f","blob"]]"#).read().is_err());
}

#[test]
fn f15_repeated_names_make_a_list_in_order() {
    assert_eq!(
        read(r#"[["text","a","1"],["text","b","x"],["text","a","2"],["text","a","3"]]"#),
        r#"{"a":["1","2","3"],"b":"x"}"#
    );
    assert_eq!(
        read(
            r#"[["checkbox","ide","Vim",true],["checkbox","ide","Emacs",true],
                ["checkbox","one","X",false],["checkbox","two","Y",true]]"#
        ),
        r#"{"ide":["Vim","Emacs"],"two":"Y"}"#
    );
}

#[test]
fn f28_empty_strings_of_controls_are_null_where_asked() {
    let source = form(
        r#"[["text","group",""],["text","a[]",""],["text","a[]","x"],["select-multiple","m","",
            "y"],["checkbox","c","on",false],["number","n",0]]"#,
    );
    assert_eq!(
        source.read_empty_as_null().unwrap().text(),
        r#"{"group":null,"a":[null,"x"],"m":[null,"y"],"c":false,"n":0}"#
    );
    assert_eq!(
        source.read().unwrap().text(),
        r#"{"group":"","a":["","x"],"m":["","y"],"c":false,"n":0}"#
    );
}

#[test]
fn f4_controls_without_a_name_are_left_out() {
    assert_eq!(read(r#"[["text","","x"],["number",""],["checkbox","","on",true]]"#), "{}");
    assert_eq!(read("[]"), "{}");
}

#[test]
fn f29_what_the_reader_never_delivers_is_left_out() {
    for entries in [
        "{}",
        "null",
        "[1]",
        "[[]]",
        r#"[["text"]]"#,
        r#"[["text",1,"x"]]"#,
        r#"[[null,"a","x"]]"#,
        r#"[["text","a"]]"#,
        r#"[["checkbox","a"]]"#,
        r#"[["checkbox","a",1]]"#,
        r#"[["checkbox","a",1,true]]"#,
        r#"[["radio","a",{},true]]"#,
    ] {
        assert_eq!(read(entries), "{}", "{entries}");
    }
}
