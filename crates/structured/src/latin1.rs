//! Latin-1: bytes as characters, each the one with its number, and back.

/// Bytes as characters.
pub(crate) fn decode(bytes: &[u8]) -> String {
    bytes.iter().map(|&b| char::from(b)).collect()
}

/// Characters as bytes; none if one has no byte.
pub(crate) fn encode(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(c).ok()).collect()
}
