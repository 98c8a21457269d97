//! The crates' heads and the length of source files.

use std::fs;

use crate::metadata::{self, Member};
use crate::report::findings;
use crate::source;

/// A file beyond this many lines has more than one subject, or is listed in its
/// crate's `[package.metadata.xtask] long-files` with the reason as a comment.
const LINES: usize = 700;

/// Every library opens with what it is for and a runnable example.
pub fn heads(members: &[Member]) -> Result<(), String> {
    let mut wrong = Vec::new();
    for member in members {
        let Some(library) = &member.library else {
            continue;
        };
        let code = fs::read_to_string(library).map_err(|e| format!("{}: {e}", library.display()))?;
        let mut head = String::new();
        for line in code.lines() {
            if let Some(text) = line.strip_prefix("//!") {
                head.push_str(text.strip_prefix(' ').unwrap_or(text));
                head.push('\n');
            } else if let Some(rest) = line.strip_prefix("#![doc = include_str!(\"") {
                let file = rest.split('"').next().unwrap_or_default();
                let path = library.with_file_name(file);
                head.push_str(&fs::read_to_string(path).unwrap_or_default());
            }
        }
        let shown = metadata::relative(library);
        if head.lines().filter(|line| !line.trim().is_empty()).count() < 5 {
            wrong.push(format!("{shown}: its head does not say what the crate is for"));
        }
        if !has_example(&head) {
            wrong.push(format!("{shown}: its head has no runnable example"));
        }
    }
    findings(wrong)
}

/// Whether a fenced block of Rust that runs stands in the text.
fn has_example(text: &str) -> bool {
    let mut inside = false;
    for line in text.lines().filter_map(|line| line.trim_start().strip_prefix("```")) {
        if !inside && matches!(line.trim(), "" | "rust" | "should_panic") {
            return true;
        }
        inside = !inside;
    }
    false
}

/// No source file grows beyond one subject unnoticed.
pub fn lengths(members: &[Member]) -> Result<(), String> {
    let mut wrong = Vec::new();
    for member in members {
        let listed = member.setting("long-files");
        for path in source::files(&member.folder, &["rs"]) {
            let lines = fs::read_to_string(&path).map_or(0, |text| text.lines().count());
            let inside = path.strip_prefix(&member.folder).unwrap_or(&path).display().to_string();
            let long = lines > LINES;
            if long && !listed.contains(&inside) {
                wrong.push(format!("{}: {lines} lines, more than {LINES}", metadata::relative(&path)));
            }
            if !long && listed.contains(&inside) {
                wrong.push(format!("{}: no longer long, drop it from long-files", metadata::relative(&path)));
            }
        }
    }
    findings(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_runnable_blocks_are_examples() {
        assert!(has_example("a\n```\nb\n```\n"));
        assert!(has_example("```text\nb\n```\n\n```rust\nc\n```"));
        assert!(!has_example("```text\nb\n```\n"));
        assert!(!has_example("```ignore\nb\n```\n"));
        assert!(!has_example("no block"));
    }
}
