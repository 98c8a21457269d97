//! Questions about runs of bytes, which are NumPy's bools.

/// Whether no byte is 0; true of none.
pub fn all_nonzero(bytes: &[u8]) -> bool {
    // Blocks large enough to vectorise and small enough to stop soon.
    bytes.chunks(256).all(|chunk| chunk.iter().fold(true, |all, &byte| all & (byte != 0)))
}

/// Whether some byte is not 0; false of none.
pub fn any_nonzero(bytes: &[u8]) -> bool {
    bytes.chunks(256).any(|chunk| chunk.iter().fold(0, |any, &byte| any | byte) != 0)
}

/// How many bytes are not 0.
pub fn count_nonzero(bytes: &[u8]) -> usize {
    // Sums of at most 255 ones fit a byte, so that the inner loop stays in bytes.
    bytes.chunks(192).map(|chunk| chunk.iter().fold(0u8, |sum, &byte| sum + (byte != 0) as u8) as usize).sum()
}
