//! The header of a `.npy` file: any bytes may come, and a header made from a known type and shape must be read as that.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use npcore_dtype::DType;
use npcore_mmap::format::{Header, MAGIC_PREFIX, read_array_dyn};

#[derive(Arbitrary, Debug)]
enum Input {
    /// A whole file.
    Any(Vec<u8>),
    /// A dictionary of a version, with some data.
    Text { version: u8, text: String, data: Vec<u8> },
    /// The three values of a dictionary.
    Values { descr: String, shape: String, data: Vec<u8> },
    /// What a header is made of.
    Known { dtype: u8, shape: Vec<u32>, fortran_order: bool, version: u8 },
}

const TYPES: [&str; 9] =
    ["<f8", ">i2", "|b1", "<U3", "|S5", "<M8[ns]", "<c16", "[('a', '<i4'), ('é', '>f4', (2,))]", "|V3"];

fn file(version: u8, text: &str, data: &[u8]) -> Vec<u8> {
    let version = version % 4;
    let mut bytes = MAGIC_PREFIX.to_vec();
    bytes.extend([version, 0]);
    if version == 1 {
        bytes.extend((text.len() as u16).to_le_bytes());
    } else {
        bytes.extend((text.len() as u32).to_le_bytes());
    }
    bytes.extend(text.as_bytes());
    bytes.extend(data);
    bytes
}

/// What is read must be written and read as the same again.
fn read(bytes: &[u8]) {
    // Interned records are kept for good: long texts would only fill the memory.
    if bytes.len() > 1024 {
        return;
    }
    let Ok((header, _)) = Header::read(&mut &bytes[..]) else { return };
    if let Ok(again) = header.to_bytes(None) {
        assert_eq!(Header::read(&mut &again[..]).expect("what was written").0, header);
        assert!(again.len().is_multiple_of(64));
    }
    // Large shapes take memory that a test has not; what is small enough is read, or ends too early.
    if header.nbytes().is_ok_and(|n| n < 1 << 20) {
        if let Ok(a) = read_array_dyn(bytes) {
            assert_eq!((a.dtype(), a.shape()), (header.dtype, &header.shape[..]));
            let _ = a.to_string();
        }
    }
}

fuzz_target!(|input: Input| {
    match input {
        Input::Any(bytes) => read(&bytes),
        Input::Text { version, text, data } => read(&file(version, &text, &data)),
        Input::Values { descr, shape, data } => {
            let text = format!("{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}}}");
            read(&file(1, &text, &data));
        }
        Input::Known { dtype, shape, fortran_order, version } => {
            let dtype: DType = TYPES[dtype as usize % TYPES.len()].parse().expect("a type");
            let shape: Vec<usize> = shape.iter().take(64).map(|&n| n as usize).collect();
            let mut header = Header::new(dtype, &shape);
            header.fortran_order = fortran_order;
            let version = (version % 3 + 1, 0);
            let bytes = header.to_bytes(Some(version)).expect("a header");
            assert_eq!(Header::read(&mut &bytes[..]).expect("what was written"), (header, version));
        }
    }
});
