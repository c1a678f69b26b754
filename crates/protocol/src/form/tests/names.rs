//! Where the controls' names put the values.

use super::{read, refusal, texts};
use crate::form::{MAX_DEPTH, MAX_HOLES};

const START: &str = "Form key cannot start with an array index.";

fn names(pairs: &[(&str, &str)]) -> String {
    texts(pairs).unwrap()
}

#[test]
fn f16_brackets_make_objects() {
    assert_eq!(
        names(&[("user[name]", "N"), ("user[home][city]", "C"), ("user[home][zip]", "Z")]),
        r#"{"user":{"name":"N","home":{"city":"C","zip":"Z"}}}"#
    );
}

#[test]
fn f16_the_worked_example_of_the_reference_holds() {
    assert_eq!(
        read(
            r#"[["text","user[name]","N"],["number","user[age]",3],["text","user[tags][0]","t0"],
                ["text","user[tags][1]","t1"],["text","user[\"k e\"]","q"],
                ["text","user[1.5]","f"]]"#
        ),
        r#"{"user":{"name":"N","age":3,"tags":["t0","t1"],"k e":"q","1.5":"f"}}"#
    );
}

#[test]
fn f17_indexes_make_lists_with_null_in_the_holes() {
    assert_eq!(names(&[("a[2]", "x")]), r#"{"a":[null,null,"x"]}"#);
    assert_eq!(names(&[("a[1]", "y"), ("a[0]", "x")]), r#"{"a":["x","y"]}"#);
    assert_eq!(names(&[("a[0][1]", "x")]), r#"{"a":[[null,"x"]]}"#);
    assert_eq!(names(&[("a[007]", "x")]), names(&[("a[7]", "x")]));
}

#[test]
fn f17_values_under_one_index_make_a_list_there() {
    assert_eq!(names(&[("a[0]", "x"), ("a[0]", "y")]), r#"{"a":[["x","y"]]}"#);
}

#[test]
fn f17_an_index_into_an_object_is_a_key() {
    assert_eq!(
        names(&[("a[b]", "x"), ("a[0]", "y"), ("a[00]", "z")]),
        r#"{"a":{"b":"x","0":"y","00":"z"}}"#
    );
}

#[test]
fn f18_empty_brackets_append_to_a_flat_list() {
    assert_eq!(names(&[("a[]", "x"), ("a[]", "y")]), r#"{"a":["x","y"]}"#);
    assert_eq!(names(&[("a[]", "x")]), r#"{"a":["x"]}"#);
    assert_eq!(names(&[("a[b][]", "x"), ("a[b][]", "y")]), r#"{"a":{"b":["x","y"]}}"#);
    assert_eq!(
        read(
            r#"[["checkbox","check[]","on",false],["checkbox","check[]","on",true],
                ["checkbox","check[]","Vim",true],["checkbox","check[]","Emacs",false]]"#
        ),
        r#"{"check":[false,true,"Vim"]}"#
    );
}

#[test]
fn f18_a_name_with_and_without_empty_brackets_is_one_list() {
    assert_eq!(names(&[("a[]", "x"), ("a", "y")]), r#"{"a":["x","y"]}"#);
    assert_eq!(names(&[("a", "x"), ("a[]", "y"), ("a", "z")]), r#"{"a":["x","y","z"]}"#);
    assert_eq!(names(&[("a[2]", "x"), ("a[]", "y")]), r#"{"a":[null,null,"x","y"]}"#);
}

#[test]
fn f19_rows_go_on_until_a_field_comes_again() {
    assert_eq!(
        names(&[
            ("row[][name]", "A"),
            ("row[][age]", "1"),
            ("row[][name]", "B"),
            ("row[][tags][]", "x"),
            ("row[][tags][]", "y"),
            ("row[][at][1]", "p"),
            ("row[][at][0]", "q"),
            ("row[][at][0]", "r"),
        ]),
        concat!(
            r#"{"row":[{"name":"A","age":"1"},"#,
            r#"{"name":"B","tags":["x","y"],"at":["q","p"]},{"at":["r"]}]}"#
        )
    );
    assert_eq!(names(&[("a[]", "x"), ("a[][b]", "y")]), r#"{"a":["x",{"b":"y"}]}"#);
    assert_eq!(names(&[("a[][]", "x"), ("a[][]", "y")]), r#"{"a":[["x","y"]]}"#);
}

#[test]
fn f20_quoted_segments_are_keys_without_their_quotes() {
    assert_eq!(names(&[("a[\"0\"]", "x")]), r#"{"a":{"0":"x"}}"#);
    assert_eq!(names(&[("a['k e'][\"b\"]", "x")]), r#"{"a":{"k e":{"b":"x"}}}"#);
    assert_eq!(names(&[("a[\"b[c]\"][d]", "x")]), r#"{"a":{"b[c]":{"d":"x"}}}"#);
    assert_eq!(names(&[("\"0\"", "x")]), r#"{"0":"x"}"#);
    assert_eq!(names(&[("a[\"\"]", "x")]), r#"{"a":{"":"x"}}"#);
    assert_eq!(names(&[("a[\"]", "x")]), r#"{"a":{"\"":"x"}}"#);
}

#[test]
fn f21_a_number_with_a_dot_is_a_key() {
    assert_eq!(names(&[("1.5", "x"), ("a[2.0]", "y")]), r#"{"1.5":"x","a":{"2.0":"y"}}"#);
}

#[test]
fn f21_other_notations_of_numbers_are_keys() {
    assert_eq!(
        names(&[("a[1e3]", "x"), ("a[0x10]", "y"), ("a[Infinity]", "z"), ("a[ ]", "w")]),
        r#"{"a":{"1e3":"x","0x10":"y","Infinity":"z"," ":"w"}}"#
    );
}

#[test]
fn f22_a_name_cannot_begin_with_an_index() {
    for name in ["0", "-1", "+1", "12[a]", "[]", "[0]", "[a]", "99999999999999999999", "]"] {
        assert_eq!(texts(&[(name, "x")]), Err(refusal(START)), "{name}");
    }
}

#[test]
fn f23_absurd_indexes_are_refused_before_they_fill_memory() {
    for name in [
        "a[4294967295]",
        "a[1000000000]",
        "a[18446744073709551615]",
        "a[99999999999999999999999]",
        "a[-1]",
        "a[+1]",
        "a[10001]",
    ] {
        let error = format!("Form key \"{name}\" has an array index that is out of range.");
        assert_eq!(texts(&[(name, "x")]), Err(refusal(&error)));
    }
    assert!(texts(&[("a[10000]", "x")]).is_ok());
}

#[test]
fn f23_holes_are_counted_over_the_whole_form() {
    let half = MAX_HOLES / 2;
    let (a, b, c) = (format!("a[{half}]"), format!("b[0][{half}]"), "c[1]");
    assert!(texts(&[(&a, "x"), (&b, "x")]).is_ok());
    let error = "Form key \"c[1]\" has an array index that is out of range.";
    assert_eq!(texts(&[(&a, "x"), (&b, "x"), (c, "x")]), Err(refusal(error)));
}

#[test]
fn f23_long_lists_without_holes_are_no_matter() {
    let names: Vec<String> = (0..MAX_HOLES + 5).map(|at| format!("a[{at}]")).collect();
    let pairs: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
    assert!(texts(&pairs).is_ok());
}

#[test]
fn f24_deep_names_are_refused() {
    let name = |depth: usize| format!("a{}", "[b]".repeat(depth - 1));
    assert!(texts(&[(&name(MAX_DEPTH), "x")]).is_ok());
    for depth in [MAX_DEPTH + 1, 100_000] {
        let error = format!("Form key \"{}\" is nested too deeply.", name(depth));
        assert_eq!(texts(&[(&name(depth), "x")]), Err(refusal(&error)));
    }
}

#[test]
fn f25_names_that_need_two_things_in_one_place_are_refused() {
    for pair in [
        ["a", "a[b]"],
        ["a", "a[0]"],
        ["a[b]", "a"],
        ["a[b]", "a[]"],
        ["a[0]", "a[b]"],
        ["a[]", "a[b]"],
        ["a[b]", "a[b][c]"],
        ["a", "a[][b]"],
        ["a[0][b]", "a[0]"],
    ] {
        let error =
            format!("Form key \"{}\" does not fit an earlier key of the same form.", pair[1]);
        assert_eq!(texts(&pair.map(|name| (name, "x"))), Err(refusal(&error)), "{pair:?}");
    }
}

#[test]
fn f26_names_of_object_properties_are_plain_keys() {
    assert_eq!(
        names(&[
            ("__proto__", "a"),
            ("constructor[prototype][x]", "b"),
            ("toString", "c"),
            ("hasOwnProperty", "d"),
            ("a[__proto__][x]", "e"),
            ("a[toString]", "f"),
            ("b[length]", "g"),
        ]),
        concat!(
            r#"{"__proto__":"a","constructor":{"prototype":{"x":"b"}},"toString":"c","#,
            r#""hasOwnProperty":"d","a":{"__proto__":{"x":"e"},"toString":"f"},"b":{"length":"g"}}"#
        )
    );
}

#[test]
fn f27_fields_stand_in_the_order_of_the_page() {
    assert_eq!(
        read(r#"[["text","z","1"],["textarea","y","2"],["select-one","x","3"],["text","z","4"]]"#),
        r#"{"z":["1","4"],"y":"2","x":"3"}"#
    );
}

#[test]
fn f29_broken_brackets_are_read_as_well_as_they_can_be() {
    assert_eq!(
        names(&[("a[b", "1"), ("c]", "2"), ("d[e]f", "3"), ("g[h]]", "4"), ("i[[j]", "5")]),
        r#"{"a":{"b":"1"},"c":"2","d":{"ef":"3"},"g":{"h]":"4"},"i":[{"j":"5"}]}"#
    );
}
