//! Ids as a Rocket.Chat server makes them.

/// What cannot be taken for another letter or digit: the alphabet of the ids of Meteor.
const ALPHABET: &[u8; 55] = b"23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz";

/// The length of an id.
const LENGTH: usize = 17;

/// A random id: 17 letters and digits, 98 bits.
///
/// # Errors
/// When the system has no randomness.
pub fn random_id() -> Result<String, getrandom::Error> {
    let mut id = String::with_capacity(LENGTH);
    let mut bytes = [0; 32];
    while id.len() < LENGTH {
        getrandom::fill(&mut bytes)?;
        // A byte from 220 on would make the first letters of the alphabet likelier.
        let letters = bytes.iter().filter_map(|byte| {
            let even = usize::from(*byte) < ALPHABET.len() * 4;
            even.then(|| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]))
        });
        id.extend(letters.take(LENGTH - id.len()));
    }
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_17_letters_that_are_not_mixed_up() {
        let id = random_id().expect("randomness");
        assert_eq!(id.len(), 17);
        assert!(id.bytes().all(|letter| ALPHABET.contains(&letter)), "{id}");
        assert_ne!(id, random_id().expect("randomness"));
    }
}
