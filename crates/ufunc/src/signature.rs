//! Signatures of generalised universal functions, `(m,n),(n)->(m)`: their grammar, and shapes by them.

use npcore_array::{ArrayError, Result};
use npcore_layout::shape_text;

/// A core dimension: its name, or its size where that is fixed, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Dimension {
    text: String,
    size: Option<usize>,
}

/// A signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    text: String,
    dimensions: Vec<Dimension>,
    /// For each operand the core dimensions, as indices into those.
    operands: Vec<Vec<usize>>,
    inputs: usize,
}

/// What the shapes of a call's inputs settle.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// The common shape of the axes that the function is called over.
    pub(crate) outer: Vec<usize>,
    sizes: Vec<Option<usize>>,
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, n: usize) {
        self.at += n;
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    fn fail<T>(&self, words: &str) -> Result<T> {
        Err(ArrayError::Value(format!("{words} at position {} in \"{}\"", self.at, self.text)))
    }

    fn expect(&mut self, token: &str, words: &str) -> Result<()> {
        if !self.text.as_bytes()[self.at..].starts_with(token.as_bytes()) {
            return self.fail(words);
        }
        self.skip(token.len());
        Ok(())
    }

    /// A name, or a number that is not 0.
    fn dimension(&mut self) -> Result<Dimension> {
        let rest = &self.text[self.at..];
        let len = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        let text = &rest[..len];
        let size = match text.as_bytes().first() {
            Some(b) if b.is_ascii_digit() => match text.parse::<usize>() {
                Ok(size) if size > 0 => Some(size),
                _ => return self.fail("expect dimension name or non-zero frozen size"),
            },
            Some(_) => None,
            None => return self.fail("expect dimension name or non-zero frozen size"),
        };
        let dimension = Dimension { text: text.to_owned(), size };
        self.skip(len);
        if self.peek() == Some(b'?') {
            return self.fail("core dimensions that may be missing ('?') are not supported");
        }
        Ok(dimension)
    }
}

impl Signature {
    /// # Errors
    /// NumPy's words and position for what is not of the grammar, or not of so many operands.
    pub(crate) fn parse(text: &str, inputs: usize, outputs: usize) -> Result<Signature> {
        let mut signature = Signature { text: text.to_owned(), dimensions: Vec::new(), operands: Vec::new(), inputs };
        let mut parser = Parser { text, at: 0 };
        parser.skip(0);
        let all = inputs + outputs;
        while parser.peek().is_some() {
            if signature.operands.len() == inputs {
                parser.expect("->", "expect '->'")?;
            }
            signature.operand(&mut parser)?;
            let done = signature.operands.len();
            if done != inputs && done != all {
                parser.expect(",", "expect ','")?;
            }
        }
        if signature.operands.len() != all {
            return parser.fail("incomplete signature: not all arguments found");
        }
        Ok(signature)
    }

    fn operand(&mut self, parser: &mut Parser<'_>) -> Result<()> {
        parser.expect("(", "expect '('")?;
        let mut core = Vec::new();
        while parser.peek() != Some(b')') {
            let dimension = parser.dimension()?;
            let known = self.dimensions.iter().position(|d| *d == dimension);
            core.push(known.unwrap_or(self.dimensions.len()));
            if known.is_none() {
                self.dimensions.push(dimension);
            }
            match parser.peek() {
                Some(b')') => {}
                Some(b',') => {
                    parser.skip(1);
                    if parser.peek() == Some(b')') {
                        return parser.fail("',' must not be followed by ')'");
                    }
                }
                _ => return parser.fail("expect ',' or ')'"),
            }
        }
        parser.skip(1);
        self.operands.push(core);
        Ok(())
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The number of core axes of each operand.
    pub(crate) fn ranks(&self) -> impl Iterator<Item = usize> {
        self.operands.iter().map(Vec::len)
    }

    pub(crate) fn rank(&self, operand: usize) -> usize {
        self.operands[operand].len()
    }

    pub(crate) fn inputs(&self) -> usize {
        self.inputs
    }

    /// The number of different core dimensions.
    pub(crate) fn distinct(&self) -> usize {
        self.dimensions.len()
    }

    /// "Input operand 1", "Output operand 0".
    fn operand_text(&self, operand: usize) -> String {
        match operand.checked_sub(self.inputs) {
            None => format!("Input operand {operand}"),
            Some(output) => format!("Output operand {output}"),
        }
    }

    /// # Errors
    /// Fewer axes than core dimensions.
    pub(crate) fn check_rank(&self, name: &str, operand: usize, ndim: usize) -> Result<()> {
        let wanted = self.rank(operand);
        if ndim >= wanted {
            return Ok(());
        }
        Err(ArrayError::Value(format!(
            "{name}: {} does not have enough dimensions (has {ndim}, gufunc core with signature {} requires {wanted})",
            self.operand_text(operand),
            self.text
        )))
    }

    /// Takes part of an operand's shape, its core axes last, into `sizes`.
    fn take(&self, name: &str, operand: usize, shape: &[usize], sizes: &mut [Option<usize>]) -> Result<()> {
        let core = &shape[shape.len() - self.rank(operand)..];
        for (k, (&dimension, &size)) in self.operands[operand].iter().zip(core).enumerate() {
            let known = *sizes[dimension].get_or_insert(size);
            if known != size {
                return Err(ArrayError::Value(format!(
                    "{name}: {} has a mismatch in its core dimension {k}, with gufunc signature {} (size {size} is \
                     different from {known})",
                    self.operand_text(operand),
                    self.text
                )));
            }
        }
        Ok(())
    }

    /// The frame of a call: `shapes` are the operands', inputs first, core axes last; outputs may be missing.
    ///
    /// # Errors
    /// Core dimensions of different sizes, or that no operand settles; other axes that do not broadcast together, or
    /// not to an output's.
    pub(crate) fn frame(&self, name: &str, shapes: &[&[usize]]) -> Result<Frame> {
        let mut sizes: Vec<Option<usize>> = self.dimensions.iter().map(|d| d.size).collect();
        for (operand, shape) in shapes.iter().enumerate() {
            self.check_rank(name, operand, shape.len())?;
            self.take(name, operand, shape, &mut sizes)?;
        }
        for (operand, core) in self.operands.iter().enumerate() {
            if let Some(k) = core.iter().position(|&dimension| sizes[dimension].is_none()) {
                return Err(ArrayError::Value(format!(
                    "{name}: {} has core dimension {k} unspecified, with gufunc signature {}",
                    self.operand_text(operand),
                    self.text
                )));
            }
        }
        let mut frame = Frame { outer: Vec::new(), sizes };
        let outers: Vec<&[usize]> =
            shapes.iter().enumerate().map(|(i, shape)| &shape[..shape.len() - self.rank(i)]).collect();
        let fits = npcore_broadcast::broadcast_shapes(&outers[..self.inputs]);
        match fits {
            Ok(outer) if outers[self.inputs..].iter().all(|given| **given == outer[..]) => {
                frame.outer = outer.to_vec();
                Ok(frame)
            }
            _ => Err(self.remapped(&frame, shapes, &outers)),
        }
    }

    /// NumPy's words for shapes that do not fit together besides their core.
    #[cold]
    fn remapped(&self, frame: &Frame, shapes: &[&[usize]], outers: &[&[usize]]) -> ArrayError {
        let requested: Vec<usize> = (self.inputs..self.operands.len()).flat_map(|i| self.core(frame, i)).collect();
        let remapped = |shape: &[usize]| {
            let mut lengths: Vec<String> = shape.iter().map(usize::to_string).collect();
            lengths.extend(requested.iter().map(|_| "newaxis".to_owned()));
            format!("({}{})", lengths.join(","), if lengths.len() == 1 { "," } else { "" })
        };
        let pairs: Vec<String> = shapes
            .iter()
            .zip(outers)
            .map(|(shape, outer)| format!("{}->{}", shape_text(shape), remapped(outer)))
            .collect();
        ArrayError::Value(format!(
            "operands could not be broadcast together with remapped shapes [original->remapped]: {}  and requested \
             shape {}",
            pairs.join(" "),
            shape_text(&requested)
        ))
    }

    /// The lengths of an operand's core axes.
    pub(crate) fn core(&self, frame: &Frame, operand: usize) -> Vec<usize> {
        self.operands[operand].iter().filter_map(|&dimension| frame.sizes[dimension]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str, inputs: usize, outputs: usize) -> String {
        Signature::parse(text, inputs, outputs).unwrap_err().to_string()
    }

    #[test]
    fn the_grammar_is_numpys() {
        let s = Signature::parse(" ( m , n ),(n , 3)->( m ) ", 2, 1).unwrap();
        assert_eq!(s.operands, [vec![0, 1], vec![1, 2], vec![0]]);
        assert_eq!(s.dimensions[2].size, Some(3));
        assert_eq!(Signature::parse("()->()", 1, 1).unwrap().operands, [vec![], Vec::<usize>::new()]);
    }

    /// NumPy's words, from its own parser.
    #[test]
    fn what_is_not_of_the_grammar_is_told() {
        assert_eq!(error("(n),(m->()", 2, 1), "expect ',' or ')' at position 6 in \"(n),(m->()\"");
        assert_eq!(error("(n),(m)->", 2, 1), "expect '(' at position 9 in \"(n),(m)->\"");
        assert_eq!(error("(n)->()", 2, 1), "expect ',' at position 3 in \"(n)->()\"");
        assert_eq!(error("(n)->(),()", 1, 1), "expect '(' at position 7 in \"(n)->(),()\"");
        assert_eq!(error("n->()", 1, 1), "expect '(' at position 0 in \"n->()\"");
        assert_eq!(error("(n,)->()", 1, 1), "',' must not be followed by ')' at position 3 in \"(n,)->()\"");
        for text in ["(3n)->()", "(0)->()", "(-1)->()"] {
            let words = "expect dimension name or non-zero frozen size at position 1 in";
            assert_eq!(error(text, 1, 1), format!("{words} \"{text}\""));
        }
        assert_eq!(error("", 1, 1), "incomplete signature: not all arguments found at position 0 in \"\"");
        assert_eq!(error("(n)()->()", 1, 1), "expect '->' at position 3 in \"(n)()->()\"");
        assert_eq!(error("(n n)->()", 1, 1), "expect ',' or ')' at position 3 in \"(n n)->()\"");
        assert_eq!(
            error("(x_1)->(é)", 1, 1),
            "expect dimension name or non-zero frozen size at position 8 in \"(x_1)->(é)\""
        );
        assert_eq!(
            error("(n?)->()", 1, 1),
            "core dimensions that may be missing ('?') are not supported at position 2 in \"(n?)->()\""
        );
    }
}
