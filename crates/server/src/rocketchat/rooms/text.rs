//! What is found in the text of a message: names of users and rooms, links.

use std::collections::HashSet;

/// The names after `@` in a text, in their order, each once.
pub fn mentions(text: &str) -> Vec<&str> {
    marked(text, '@')
}

/// The names after `#` in a text, in their order, each once.
pub fn channels(text: &str) -> Vec<&str> {
    marked(text, '#')
}

/// The links in a text, each once.
pub fn urls(text: &str) -> Vec<&str> {
    let is_link = |word: &&str| word.starts_with("https://") || word.starts_with("http://");
    let links = text.split_whitespace().filter(is_link);
    distinct(links.map(|word| word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"'])))
}

/// The words that begin with the mark and go on with what names are made of.
fn marked(text: &str, mark: char) -> Vec<&str> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | '>' | '"'));
    let names = words.filter_map(|word| word.strip_prefix(mark)).map(|rest| {
        let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        // A full stop ends the sentence, not the name.
        rest[..end].trim_end_matches('.')
    });
    distinct(names.filter(|name| !name.is_empty()))
}

fn distinct<'a>(words: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    words.filter(|word| seen.insert(*word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_links_are_found() {
        let text = "@ann, see #general and #a-b. (@ben.t) @ann a@b https://x.org/1?a=b. http://y";
        assert_eq!(mentions(text), ["ann", "ben.t"]);
        assert_eq!(channels(text), ["general", "a-b"]);
        assert_eq!(urls(text), ["https://x.org/1?a=b", "http://y"]);
        assert!(mentions("@ @@ #").is_empty());
    }
}
