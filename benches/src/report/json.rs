//! Everything measured, every sample, as JSON.

use crate::results::Results;

/// The text of the file.
///
/// # Errors
///
/// A text if a value has no JSON (none should).
pub fn text(results: &Results) -> Result<String, String> {
    let mut text = serde_json::to_string_pretty(results).map_err(|e| format!("JSON: {e}"))?;
    text.push('\n');
    Ok(text)
}
