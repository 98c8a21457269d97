//! The tour's results are what NumPy prints for NumPy's lines beside them.
//!
//! `goldens/tour.txt` is written by NumPy: `cargo xtask goldens tour`.

#[path = "../examples/tour/main.rs"]
#[expect(dead_code, reason = "what prints is not used here")]
mod tour;

use std::collections::HashSet;

/// A chapter's name, and its lines with what NumPy printed.
struct Golden {
    name: &'static str,
    steps: Vec<(&'static str, Option<String>)>,
}

fn goldens() -> Vec<Golden> {
    let mut chapters: Vec<Golden> = Vec::new();
    for line in include_str!("goldens/tour.txt").lines() {
        if let Some(name) = line.strip_prefix("# ") {
            chapters.push(Golden { name, steps: Vec::new() });
            continue;
        }
        let Some(chapter) = chapters.last_mut() else { panic!("a line before the first chapter: {line}") };
        if let Some(code) = line.strip_prefix(">>> ") {
            chapter.steps.push((code, Some(String::new())));
        } else if let Some(code) = line.strip_prefix("... ") {
            chapter.steps.push((code, None));
        } else if let Some((_, Some(text))) = chapter.steps.last_mut() {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(line);
        }
    }
    chapters
}

#[test]
fn results_are_numpys() {
    let goldens = goldens();
    let names: Vec<&str> = goldens.iter().map(|g| g.name).collect();
    assert_eq!(names, tour::CHAPTERS.map(|c| c.name), "run `cargo xtask goldens tour`");
    for (golden, chapter) in goldens.iter().zip(&tour::CHAPTERS) {
        let mut tour = tour::Tour::silent();
        (chapter.run)(&mut tour).unwrap_or_else(|e| panic!("the chapter {} stopped: {e}", chapter.name));
        let steps: Vec<_> = tour.steps().iter().filter(|s| !s.numpy.starts_with('#')).collect();
        let code: Vec<&str> = steps.iter().map(|s| s.numpy).collect();
        let golden_code: Vec<&str> = golden.steps.iter().map(|(code, _)| *code).collect();
        assert_eq!(code, golden_code, "chapter {}: run `cargo xtask goldens tour`", chapter.name);
        for (step, (code, text)) in steps.iter().zip(&golden.steps) {
            assert_eq!(step.result.as_deref(), text.as_deref(), "chapter {}: {code}", chapter.name);
        }
    }
}

#[test]
fn chapters_have_names_and_steps_of_their_own() {
    let names: HashSet<&str> = tour::CHAPTERS.iter().map(|c| c.name).collect();
    assert_eq!(names.len(), tour::CHAPTERS.len());
    assert!(names.iter().all(|name| name.parse::<usize>().is_err()), "numbers mean positions");
}
