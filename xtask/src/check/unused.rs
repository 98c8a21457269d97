//! Does each crate use what its manifest names?
//!
//! A dependency counts as used when the crate's source names it in a path
//! (`half::f16`) or an import; for a dev-dependency the tests, benchmarks,
//! examples and doc tests count too. One that is needed without being named
//! is listed, with the reason as a comment, in the crate's manifest:
//!
//! ```toml
//! [package.metadata.xtask]
//! unnamed-dependencies = ["libc"] # why
//! ```

use std::fs;

use crate::metadata::Member;
use crate::report::findings;
use crate::source;

pub fn check(members: &[Member]) -> Result<(), String> {
    let mut wrong = Vec::new();
    for member in members {
        let allowed = member.setting("unnamed-dependencies");
        let code = |folders: &[&str], comments: bool| -> String {
            let files = folders.iter().flat_map(|f| source::files(&member.folder.join(f), &["rs"]));
            let texts = files
                .filter_map(|path| fs::read_to_string(path).ok())
                .map(|text| if comments { text } else { source::without_comments_and_texts(&text) });
            texts.collect::<Vec<_>>().join("\n")
        };
        let library = code(&["src"], false);
        let tests = code(&["src", "tests", "benches", "examples"], true);
        let build = fs::read_to_string(member.folder.join("build.rs")).unwrap_or_default();
        for dependency in &member.dependencies {
            let (code, table) = match dependency.kind.as_deref() {
                None => (&library, "dependencies"),
                Some("dev") => (&tests, "dev-dependencies"),
                _ => (&build, "build-dependencies"),
            };
            let named = source::names(code, &dependency.identifier);
            let listed = allowed.contains(&dependency.package);
            if !named && !listed {
                wrong.push(format!("{}: [{table}] {} is not used", member.shown(), dependency.package));
            }
            if named && listed && dependency.kind.is_none() {
                wrong.push(format!(
                    "{}: {} is named in the source and needs no entry in unnamed-dependencies",
                    member.shown(),
                    dependency.package
                ));
            }
        }
    }
    findings(wrong)
}
