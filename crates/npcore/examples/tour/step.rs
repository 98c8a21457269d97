//! How the tour shows a step: the code that ran, NumPy's line for it, and the result in NumPy's text.

use std::fmt;
use std::io::Write;
use std::time::Instant;

use np::prelude::*;
use np::{Elem, Flags};
use npcore as np;

/// Writes a line, and ends the tour where nobody reads on (`| head`).
pub fn put(text: fmt::Arguments<'_>) {
    if writeln!(std::io::stdout(), "{text}").is_err() {
        std::process::exit(0);
    }
}

/// One line of the tour that ran.
pub struct Step {
    /// NumPy's line; one that begins with `#` says why there is none.
    pub numpy: &'static str,
    /// What came out, in NumPy's text; none for a statement, or where the result is a time.
    pub result: Option<String>,
}

/// Runs the steps, prints them, and remembers what came out.
pub struct Tour {
    prints: bool,
    steps: Vec<Step>,
}

impl Tour {
    /// A tour that prints.
    pub fn printing() -> Tour {
        Tour { prints: true, steps: Vec::new() }
    }

    /// A tour that only remembers.
    pub fn silent() -> Tour {
        Tour { prints: false, steps: Vec::new() }
    }

    /// The steps so far.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// A heading.
    pub fn chapter(&self, number: &str, title: &str) {
        if self.prints {
            put(format_args!("\n{}\n{title} ({number})\n{}", "=".repeat(78), "=".repeat(78)));
        }
    }

    /// A few sentences between the steps.
    pub fn say(&self, text: &str) {
        if !self.prints {
            return;
        }
        let mut line = String::new();
        put(format_args!(""));
        for word in text.split_whitespace() {
            if line.len() + word.len() > 78 {
                put(format_args!("{}", line.trim_end()));
                line.clear();
            }
            line += word;
            line += " ";
        }
        put(format_args!("{}", line.trim_end()));
    }

    /// The code of a step, before it runs.
    pub fn code(&mut self, code: &str, numpy: &'static str) {
        if self.prints {
            for (i, code) in lines(code).iter().enumerate() {
                put(format_args!("{} | {}", if i == 0 { "\n  npcore" } else { "        " }, code.trim_end()));
            }
            put(format_args!("   NumPy | {numpy}"));
        }
        self.steps.push(Step { numpy, result: None });
    }

    /// The result of the step whose code was told last.
    pub fn result(&mut self, result: &(impl Show + ?Sized)) {
        let Some(text) = result.show() else { return };
        if self.prints {
            for line in text.lines() {
                put(format_args!("{}", format!("    {line}").trim_end()));
            }
        }
        if let Some(step) = self.steps.last_mut() {
            step.result = Some(text);
        }
    }

    /// Runs the step whose code was told last five times, and tells the shortest time.
    pub fn time<T>(&self, mut f: impl FnMut() -> T) -> T {
        let mut run = || {
            let start = Instant::now();
            let value = f();
            (start.elapsed(), value)
        };
        let (mut best, mut value) = run();
        if self.prints {
            for _ in 1..5 {
                // What came out before goes first, as the value of a variable does that is set again.
                drop(value);
                let (time, next) = run();
                (best, value) = (best.min(time), next);
            }
            put(format_args!("    best of 5: {:.3} ms", best.as_secs_f64() * 1e3));
        }
        value
    }
}

/// Code as it was written, more or less: a short piece in one line, a long one broken at its blocks.
fn lines(code: &str) -> Vec<String> {
    let code = code.split_whitespace().collect::<Vec<_>>().join(" ");
    if code.len() <= 100 {
        return vec![code];
    }
    let (mut lines, mut line, mut blocks, mut brackets) = (Vec::new(), String::new(), 0_usize, 0_usize);
    for c in code.chars() {
        match c {
            '(' | '[' => brackets += 1,
            ')' | ']' => brackets = brackets.saturating_sub(1),
            '}' if brackets == 0 => {
                lines.push(std::mem::take(&mut line));
                blocks = blocks.saturating_sub(1);
                line = "    ".repeat(blocks);
            }
            ' ' if line.trim().is_empty() => continue,
            _ => {}
        }
        line.push(c);
        if brackets == 0 && matches!(c, '{' | ';' | '}') {
            lines.push(std::mem::take(&mut line));
            blocks += usize::from(c == '{');
            line = "    ".repeat(blocks);
        }
    }
    lines.push(line);
    lines.retain(|line| !line.trim().is_empty());
    lines
}

/// Runs a line of code and shows it: `step!(tour, "what NumPy's users write"; code)`.
///
/// A `let` is seen by the steps that follow; the value of an expression is printed. With `timed` before
/// NumPy's line, what is printed is the time that the line took.
macro_rules! step {
    ($tour:ident, timed $numpy:expr; let $name:ident = $($code:tt)*) => {
        $tour.code(concat!("let ", stringify!($name), " = ", stringify!($($code)*)), $numpy);
        let $name = $tour.time(|| $($code)*);
    };
    ($tour:ident, timed $numpy:expr; $($code:tt)*) => {
        $tour.code(stringify!($($code)*), $numpy);
        $tour.time(|| $($code)*);
    };
    ($tour:ident, $numpy:expr; let $($code:tt)*) => {
        $tour.code(concat!("let ", stringify!($($code)*)), $numpy);
        let $($code)*;
    };
    ($tour:ident, $numpy:expr; $($code:tt)*) => {
        $tour.code(stringify!($($code)*), $numpy);
        $tour.result(&($($code)*));
    };
}

/// Values that have a text of NumPy's (or Python's).
pub trait Show {
    /// The text; none where there is nothing to see.
    fn show(&self) -> Option<String>;
}

impl Show for () {
    fn show(&self) -> Option<String> {
        None
    }
}

impl Show for bool {
    fn show(&self) -> Option<String> {
        Some(if *self { "True" } else { "False" }.to_owned())
    }
}

/// `Display` is NumPy's text already.
macro_rules! show_display {
    ($([$($generics:tt)*] $ty:ty;)*) => { $(
        impl<$($generics)*> Show for $ty {
            fn show(&self) -> Option<String> {
                Some(self.to_string())
            }
        }
    )* };
}
show_display! {
    [] str; [] String; [] i32; [] i64; [] usize; [] DType; [] np::dtypes::IInfo; [] np::dtypes::FInfo;
    [T: Elem] Array<T>; [T: Elem] ArrayView<'_, T>; [T: Elem] ArrayViewMut<'_, T>; [T: Elem] ArrayCow<'_, T>;
}

impl Show for Flags {
    fn show(&self) -> Option<String> {
        Some(self.to_string().trim_end().to_owned())
    }
}

impl Show for (bool, bool) {
    fn show(&self) -> Option<String> {
        Some(format!("({}, {})", self.0.show()?, self.1.show()?))
    }
}

impl Show for f64 {
    fn show(&self) -> Option<String> {
        Some(format!("{self:?}"))
    }
}

impl Show for f32 {
    fn show(&self) -> Option<String> {
        Some(format!("{self:?}"))
    }
}

/// Shapes and strides are tuples.
fn tuple(items: &[impl ToString]) -> String {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    format!("({}{})", items.join(", "), if items.len() == 1 { "," } else { "" })
}

impl Show for [usize] {
    fn show(&self) -> Option<String> {
        Some(tuple(self))
    }
}

impl Show for [isize] {
    fn show(&self) -> Option<String> {
        Some(tuple(self))
    }
}

/// Vectors are lists.
impl Show for Vec<u8> {
    fn show(&self) -> Option<String> {
        Some(format!("{self:?}"))
    }
}

impl<X: Show + ?Sized> Show for &X {
    fn show(&self) -> Option<String> {
        (**self).show()
    }
}

/// An error shows its words.
impl<T: Show, E: ToString> Show for Result<T, E> {
    fn show(&self) -> Option<String> {
        match self {
            Ok(value) => value.show(),
            Err(error) => Some(error.to_string()),
        }
    }
}
