//! A frame as it goes over the wire.

use std::sync::Arc;

/// A whole WebSocket text frame, header and all.
///
/// Frames of a server are not masked, so that the same bytes are right for every receiver:
/// a post to ten thousand connections is encoded once and copied never.
#[derive(Clone, Debug)]
pub struct Frame(Arc<[u8]>);

impl Frame {
    /// A text frame with this payload.
    pub fn text(payload: &str) -> Self {
        Self::concat(&[payload])
    }

    /// A text frame whose payload is these parts, one after the other.
    pub fn concat(parts: &[&str]) -> Self {
        const FINAL_TEXT: u8 = 0x81;
        let len: usize = parts.iter().map(|part| part.len()).sum();
        let mut bytes = Vec::with_capacity(len + 10);
        bytes.push(FINAL_TEXT);
        // RFC 6455, 5.2: seven bits, or 126 and 16 bits, or 127 and 64 bits.
        match len {
            0..=125 => bytes.push(len as u8),
            126..=0xffff => {
                bytes.push(126);
                bytes.extend_from_slice(&(len as u16).to_be_bytes());
            }
            _ => {
                bytes.push(127);
                bytes.extend_from_slice(&(len as u64).to_be_bytes());
            }
        }
        for part in parts {
            bytes.extend_from_slice(part.as_bytes());
        }
        Self(bytes.into())
    }

    /// The bytes that go into the TCP stream.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text in UTF-8, without the header.
    pub fn payload(&self) -> &[u8] {
        let header = match self.0[1] {
            0..=125 => 2,
            126 => 4,
            _ => 10,
        };
        &self.0[header..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_have_the_length_in_the_shortest_form() {
        for (len, header) in [
            (0, &[0x81, 0][..]),
            (125, &[0x81, 125]),
            (126, &[0x81, 126, 0, 126]),
            (65_535, &[0x81, 126, 0xff, 0xff]),
            (65_536, &[0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] {
            let frame = Frame::text(&"x".repeat(len));
            assert_eq!(frame.bytes().len(), header.len() + len);
            assert!(frame.bytes().starts_with(header));
            assert_eq!(frame.payload(), "x".repeat(len).as_bytes());
        }
    }
}
