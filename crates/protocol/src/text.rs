//! Printing JSON around values that are printed already.

use alloc::string::String;
/// The text that `parts` make together.
pub fn concat(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// Appends `text` to `out` as a JSON string, quotes included.
pub fn push_string(out: &mut String, text: &str) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{0}'..='\u{1f}' => push_control(out, char as u8),
            _ => out.push(char),
        }
    }
    out.push('"');
}

/// Appends `number` in decimal digits.
pub fn push_number(out: &mut String, number: u64) {
    if number > 9 {
        push_number(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// Appends `number` in sixteen hexadecimal digits.
pub fn push_hex(out: &mut String, number: u64) {
    for place in (0..16).rev() {
        out.push(hex_digit((number >> (4 * place)) as u8 & 15));
    }
}

fn hex_digit(value: u8) -> char {
    char::from(if value < 10 { b'0' + value } else { b'a' - 10 + value })
}

fn push_control(out: &mut String, byte: u8) {
    out.push_str("\\u00");
    out.push(hex_digit(byte >> 4));
    out.push(hex_digit(byte & 15));
}

#[cfg(test)]
mod tests {
    use super::{push_hex, push_number, push_string};
    use proptest::prelude::*;

    fn printed(text: &str) -> String {
        let mut out = String::new();
        push_string(&mut out, text);
        out
    }

    #[test]
    fn quotes_backslashes_and_controls_are_escaped() {
        assert_eq!(printed("a\"b\\c\n\u{1f}é😀"), r#""a\"b\\c\u000a\u001fé😀""#);
        assert_eq!(printed(""), r#""""#);
    }

    #[test]
    fn numbers_are_digits() {
        let mut out = String::new();
        for number in [0, 9, 10, 907, 9_007_199_254_740_992] {
            push_number(&mut out, number);
            out.push(' ');
        }
        assert_eq!(out, "0 9 10 907 9007199254740992 ");
        out.clear();
        push_hex(&mut out, 0x0123_4567_89ab_cdef);
        assert_eq!(out, "0123456789abcdef");
    }

    proptest! {
        #[test]
        fn every_text_survives_a_round_trip(text in any::<String>()) {
            prop_assert_eq!(serde_json::from_str::<String>(&printed(&text)).unwrap(), text);
        }
    }
}
