//! A walk through npcore on a real dataset: each step prints its line of code, what NumPy's users write
//! for it, and the result in NumPy's text.
//!
//!     cargo run --release --example tour                # all chapters
//!     cargo run --release --example tour -- --list      # their names
//!     cargo run --release --example tour -- views 7     # some, by name or number
//!
//! What is printed as code is the code that runs, and nothing printed as a result was typed in. A test
//! (`tests/tour.rs`) holds the results against what NumPy prints for its lines, which `--numpy` lists.

use std::time::Instant;

use npcore as np;

#[macro_use]
mod step;

mod anatomy;
mod assembling;
mod axes;
mod broadcasting;
mod choices;
mod choosing;
mod closures;
mod config;
mod data;
mod distances;
mod downcasting;
mod dtypes;
mod einsum;
mod files;
mod linalg;
mod memory;
mod order;
mod pairwise;
mod random;
mod records;
mod reductions;
mod strings;
mod text;
mod transpose;
mod ufuncs;
mod views;

pub use step::Tour;
use step::put;

/// A part of the tour.
pub struct Chapter {
    /// What it is called on the command line.
    pub name: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// The steps.
    pub run: fn(&mut Tour) -> np::Result<()>,
}

/// The chapters, in the order in which they build on each other.
pub const CHAPTERS: [Chapter; 25] = [
    Chapter { name: "anatomy", title: "What an array is made of", run: anatomy::run },
    Chapter { name: "dtypes", title: "Element types", run: dtypes::run },
    Chapter { name: "downcasting", title: "Smaller types, smaller arrays", run: downcasting::run },
    Chapter { name: "ufuncs", title: "One pass over all elements", run: ufuncs::run },
    Chapter { name: "broadcasting", title: "Shapes that fit, and shapes that do not", run: broadcasting::run },
    Chapter { name: "views", title: "Views share memory", run: views::run },
    Chapter { name: "memory", title: "Copies, and asking who shares what", run: memory::run },
    Chapter { name: "order", title: "C and F order", run: order::run },
    Chapter { name: "transpose", title: "Transposing costs nothing, until it does", run: transpose::run },
    Chapter { name: "axes", title: "New axes", run: axes::run },
    Chapter { name: "reductions", title: "Universal functions, and sums along axes", run: reductions::run },
    Chapter {
        name: "distances",
        title: "A distance matrix, with and without the array in between",
        run: distances::run,
    },
    Chapter { name: "pairwise", title: "Distances of many points", run: pairwise::run },
    Chapter { name: "closures", title: "A closure as a universal function", run: closures::run },
    Chapter { name: "einsum", title: "Sums of products by subscripts", run: einsum::run },
    Chapter { name: "linalg", title: "Systems of equations, and a regression", run: linalg::run },
    Chapter { name: "choosing", title: "Elements by position and by mask", run: choosing::run },
    Chapter { name: "choices", title: "One of several values for each element", run: choices::run },
    Chapter { name: "records", title: "Rows of named fields", run: records::run },
    Chapter { name: "strings", title: "Columns of text and of dates", run: strings::run },
    Chapter { name: "random", title: "The same seed, the same numbers", run: random::run },
    Chapter { name: "files", title: "Arrays in files, and files as arrays", run: files::run },
    Chapter { name: "text", title: "A CSV file into records, and out again", run: text::run },
    Chapter { name: "assembling", title: "Joining arrays, and growing one", run: assembling::run },
    Chapter { name: "config", title: "Which BLAS this process uses", run: config::run },
];

fn main() -> std::process::ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|a| a == "--list") {
        for (i, chapter) in CHAPTERS.iter().enumerate() {
            put(format_args!("{:>2}  {:<14}{}", i + 1, chapter.name, chapter.title));
        }
        return std::process::ExitCode::SUCCESS;
    }
    if arguments.iter().any(|a| a == "--numpy") {
        return numpy_session();
    }
    let wanted = |i: usize, chapter: &Chapter| {
        arguments.is_empty() || arguments.iter().any(|a| a == chapter.name || a.parse() == Ok(i + 1))
    };
    let known = |a: &&String| CHAPTERS.iter().enumerate().any(|(i, c)| *a == c.name || a.parse() == Ok(i + 1));
    if let Some(unknown) = arguments.iter().find(|a| !known(a)) {
        eprintln!("no chapter {unknown:?}; --list names them");
        return std::process::ExitCode::FAILURE;
    }

    let start = Instant::now();
    let mut tour = Tour::printing();
    let mut chapters = 0;
    for (i, chapter) in CHAPTERS.iter().enumerate().filter(|(i, c)| wanted(*i, c)) {
        tour.chapter(&format!("{} of {}", i + 1, CHAPTERS.len()), chapter.title);
        if let Err(error) = (chapter.run)(&mut tour) {
            eprintln!("the chapter {:?} stopped: {error}", chapter.name);
            return std::process::ExitCode::FAILURE;
        }
        chapters += 1;
    }
    put(format_args!(
        "\n{chapters} of {} chapters, {} steps in {:.2} s; {} threads, SIMD tier {:?}.",
        CHAPTERS.len(),
        tour.steps().len(),
        start.elapsed().as_secs_f64(),
        np::num_threads(),
        np::simd_tier(),
    ));
    std::process::ExitCode::SUCCESS
}

/// NumPy's lines of the tour, for `xtask/goldens/tour.py`: `>>>` before those whose result is shown, `...`
/// before the others.
fn numpy_session() -> std::process::ExitCode {
    for chapter in &CHAPTERS {
        let mut tour = Tour::silent();
        if let Err(error) = (chapter.run)(&mut tour) {
            eprintln!("the chapter {:?} stopped: {error}", chapter.name);
            return std::process::ExitCode::FAILURE;
        }
        put(format_args!("# {}", chapter.name));
        for step in tour.steps().iter().filter(|step| !step.numpy.starts_with('#')) {
            put(format_args!("{} {}", if step.result.is_some() { ">>>" } else { "..." }, step.numpy));
        }
    }
    std::process::ExitCode::SUCCESS
}
