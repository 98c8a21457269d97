//! What the tests of the generator and of `RandomState` share: the cases' fields, bit generators by name.

#![allow(dead_code, reason = "each test uses a part of it")]

use npcore_array::{Array, DynArray, DynView};
use npcore_dtype::Elem;
use npcore_random::{ArrayError, BitGenerator, Mt19937, Pcg64, Pcg64Dxsm, Philox, Sfc64, Size};

#[path = "../../../array/tests/golden/mod.rs"]
mod golden;
pub use golden::{all_same, hex, numbers, same_words};

pub type Result<T> = std::result::Result<T, ArrayError>;

pub fn bit_generator(name: &str, seed: u64) -> Box<dyn BitGenerator> {
    match name {
        "PCG64" => Box::new(Pcg64::new(seed)),
        "PCG64DXSM" => Box::new(Pcg64Dxsm::new(seed)),
        "Philox" => Box::new(Philox::new(seed)),
        "SFC64" => Box::new(Sfc64::new(seed)),
        "MT19937" => Box::new(Mt19937::new(seed)),
        other => panic!("no bit generator {other}"),
    }
}

/// A case's size: `..`, or lengths.
pub struct SizeText<'a>(pub &'a str);

impl Size for SizeText<'_> {
    fn size(&self) -> Result<Option<Vec<usize>>> {
        if self.0 == ".." { Ok(None) } else { Ok(Some(self.shape())) }
    }
}

impl SizeText<'_> {
    pub fn shape(&self) -> Vec<usize> {
        if matches!(self.0, ".." | "()") { vec![] } else { numbers(self.0) }
    }
}

pub struct Case<'a> {
    pub bits: &'a str,
    pub seed: u64,
    pub method: &'a str,
    pub options: Vec<&'a str>,
    pub size: SizeText<'a>,
    pub operands: Vec<DynArray>,
    pub result: &'a str,
    pub next: u64,
}

impl<'a> Case<'a> {
    pub fn parse(line: &'a str) -> Case<'a> {
        let fields: Vec<&str> = line.split('\t').collect();
        let [bits, seed, method, options, size, operands, result, next] = fields[..] else { panic!("eight: {line}") };
        Case {
            bits,
            seed: seed.parse().unwrap(),
            method,
            options: options.split(' ').collect(),
            size: SizeText(size),
            operands: operands.split('|').filter(|text| !text.is_empty()).map(array).collect(),
            result,
            next: u64::from_str_radix(next, 16).unwrap(),
        }
    }

    pub fn begun(&self) -> bool {
        self.options.contains(&"begun")
    }

    pub fn view(&self, i: usize) -> DynView<'_> {
        self.operands[i].view()
    }

    /// Whether a result and the state after it are NumPy's.
    pub fn check(&self, line: &str, ours: Result<DynArray>, next: u64) -> std::result::Result<(), String> {
        let ours = match ours {
            Ok(a) => {
                let shape: Vec<String> = a.shape().iter().map(usize::to_string).collect();
                format!("{};{};{}", a.dtype().str(), shape.join(","), hex(&a.to_bytes()))
            }
            Err(e) => format!("!{e}"),
        };
        let same = if self.result.starts_with('!') { same_words(&ours, self.result) } else { ours == self.result };
        if same && next == self.next {
            return Ok(());
        }
        let cut = |text: &str| text.chars().take(400).collect::<String>();
        Err(format!("{}\n    ours {} {next:x}", cut(line), cut(&ours)))
    }
}

fn array(text: &str) -> DynArray {
    let fields: Vec<&str> = text.split(';').collect();
    let [dtype, shape, bytes] = fields[..] else { panic!("three: {text}") };
    DynArray::from_bytes(&numbers::<usize>(shape)[..], dtype.parse().unwrap(), &golden::bytes(bytes)).unwrap()
}

pub fn any<T: Elem>(array: Array<T>) -> DynArray {
    array.into_dyn()
}
