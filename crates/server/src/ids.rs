//! UUIDs.

use std::time::Duration;

use crate::auth::since_1970;

/// From the beginning of the Gregorian calendar to 1970: UUIDs of version 1 count from there.
const GREGORIAN: Duration = Duration::from_secs(12_219_292_800);

/// A random UUID (version 4).
///
/// # Errors
/// When the system has no randomness.
pub fn uuid() -> Result<String, getrandom::Error> {
    Ok(format(random()?, 4))
}

/// A UUID of the time (version 1). What else is in it is random, and names no machine.
///
/// # Errors
/// When the system has no randomness.
pub fn uuid_of_now() -> Result<String, getrandom::Error> {
    let ticks = (since_1970() + GREGORIAN).as_nanos() / 100;
    let (low, mid, high) = (ticks & 0xffff_ffff, (ticks >> 32) & 0xffff, (ticks >> 48) & 0xfff);
    // A node that is no network card has the multicast bit.
    let rest = random()? & u128::from(u64::MAX) | (1 << 40);
    Ok(format((low << 96) | (mid << 80) | (high << 64) | rest, 1))
}

fn random() -> Result<u128, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(u128::from_be_bytes(bytes))
}

/// RFC 9562, 4.1 and 4.2: the variant, and this version.
fn format(bits: u128, version: u128) -> String {
    let bits = bits & !(0xf << 76) & !(0b11 << 62) | (version << 76) | (0b10 << 62);
    let hex = format!("{bits:032x}");
    let (a, b, c, d, e) = (&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]);
    format!("{a}-{b}-{c}-{d}-{e}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_have_a_version_and_a_variant() {
        for (make, version) in [(uuid as fn() -> _, "4"), (uuid_of_now, "1")] {
            let id = make().expect("randomness");
            assert!(groupwire_protocol::wire::is_uuid(&id), "{id}");
            assert_eq!(&id[14..15], version);
            assert!("89ab".contains(&id[19..20]), "{id}");
            assert_ne!(id, make().expect("randomness"));
        }
    }
}
