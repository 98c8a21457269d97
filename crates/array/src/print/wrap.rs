//! Brackets and lines: nested axes, summarising with `...`, breaking long rows.

/// How an array's elements are laid out in lines.
pub(super) struct Lines<'a> {
    pub shape: &'a [usize],
    /// Characters in a line, the suffix already taken off.
    pub width: isize,
    /// What separates elements of a row.
    pub separator: &'a str,
    pub edgeitems: usize,
    /// Whether long axes are summarised.
    pub summarise: bool,
}

/// Characters as Python counts them.
fn len(s: &str) -> isize {
    s.chars().count() as isize
}

/// The lines of a text, at all the line ends that Python knows.
fn split_lines(text: &str) -> Vec<&str> {
    let is_end =
        |c: char| matches!(c, '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some(end) = rest.find(is_end) {
        lines.push(&rest[..end]);
        let behind = &rest[end..];
        let mut chars = behind.chars();
        let is_pair = behind.starts_with("\r\n");
        chars.next();
        rest = if is_pair { &behind[2..] } else { chars.as_str() };
    }
    if !rest.is_empty() {
        lines.push(rest);
    }
    lines
}

/// A growing row: finished lines and the line being filled.
struct Row<'a> {
    done: String,
    line: String,
    width: isize,
    /// What a new line starts with.
    indent: &'a str,
}

impl Row<'_> {
    fn finish_line(&mut self) {
        self.done.push_str(self.line.trim_end());
        self.done.push('\n');
    }

    fn push(&mut self, word: &str) {
        // A line without elements is not broken: that would not help.
        if len(&self.line) + len(word) > self.width && len(&self.line) > len(self.indent) {
            self.finish_line();
            self.line = self.indent.to_owned();
        }
        self.line.push_str(word);
    }

    /// Like `push`, for an element's text, which may have several lines: they stay aligned.
    fn push_element(&mut self, word: &str) {
        let words = split_lines(word);
        let [first, rest @ ..] = words.as_slice() else { return self.push(word) };
        let Some(last) = rest.last() else { return self.push(word) };
        let longest = words.iter().map(|w| len(w)).max().unwrap_or(0);
        let indent;
        if len(&self.line) + longest > self.width && len(&self.line) > len(self.indent) {
            self.finish_line();
            self.line = format!("{}{first}", self.indent);
            indent = self.indent.to_owned();
        } else {
            indent = " ".repeat(len(&self.line) as usize);
            self.line.push_str(first);
        }
        for word in rest {
            self.finish_line();
            self.line = format!("{indent}{word}");
        }
        self.line.extend(std::iter::repeat_n(' ', (longest - len(last)) as usize));
    }
}

impl Lines<'_> {
    /// The text of the array; `prefix` is the width of what stands before it on its first line.
    pub(super) fn layout(&self, prefix: usize, element: &mut dyn FnMut(&[usize]) -> String) -> String {
        let mut index = Vec::with_capacity(self.shape.len());
        self.axis(&mut index, " ".repeat(prefix + 1), self.width, element)
    }

    fn axis(
        &self,
        index: &mut Vec<usize>,
        indent: String,
        width: isize,
        element: &mut dyn FnMut(&[usize]) -> String,
    ) -> String {
        let axis = index.len();
        let left = self.shape.len() - axis;
        if left == 0 {
            return element(index);
        }
        let n = self.shape[axis];
        let short = self.summarise && n > self.edgeitems.saturating_mul(2);
        // The last element always shows, even with no edge items.
        let (head, tail) = if short { (self.edgeitems, self.edgeitems.max(1)) } else { (0, n) };
        let separator = self.separator;
        let mut item = |index: &mut Vec<usize>, i: usize| {
            index.push(i);
            let text = if left == 1 {
                element(index)
            } else {
                // One more blank aligns with the bracket; one character is kept for its closing one.
                self.axis(index, format!("{indent} "), width - 1, element)
            };
            index.pop();
            text
        };

        let text = if left == 1 {
            let mut row = Row {
                done: String::new(),
                line: indent.clone(),
                width: width - len(separator.trim_end()).max(1),
                indent: &indent,
            };
            for i in 0..head {
                row.push_element(&item(index, i));
                row.line.push_str(separator);
            }
            if short {
                row.push("...");
                row.line.push_str(separator);
            }
            for i in n - tail..n {
                row.push_element(&item(index, i));
                if i + 1 < n {
                    row.line.push_str(separator);
                }
            }
            row.done + &row.line
        } else {
            let end = format!("{}{}", separator.trim_end(), "\n".repeat(left - 1));
            let mut text = String::new();
            for i in 0..head {
                text.extend([&indent, item(index, i).as_str(), &end]);
            }
            if short {
                text.extend([&indent, "...", &end]);
            }
            for i in n - tail..n {
                text.extend([&indent, item(index, i).as_str()]);
                if i + 1 < n {
                    text.push_str(&end);
                }
            }
            text
        };
        format!("[{}]", &text[indent.len()..])
    }
}
