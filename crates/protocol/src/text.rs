//! Printing JSON around values that are printed already.

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

fn push_control(out: &mut String, byte: u8) {
    const HEX: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    out.push_str("\\u00");
    out.push(HEX[usize::from(byte >> 4)]);
    out.push(HEX[usize::from(byte & 15)]);
}

#[cfg(test)]
mod tests {
    use super::push_string;
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

    proptest! {
        #[test]
        fn every_text_survives_a_round_trip(text in any::<String>()) {
            prop_assert_eq!(serde_json::from_str::<String>(&printed(&text)).unwrap(), text);
        }
    }
}
