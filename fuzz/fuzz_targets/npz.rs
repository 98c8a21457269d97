//! Zip archives of arrays: any bytes may come; an archive of known arrays with some bytes changed gives the arrays or errors.

#![no_main]

use std::io::Cursor;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use npcore_array::Array;
use npcore_mmap::{NpzFile, NpzWriter};

#[derive(Arbitrary, Debug)]
enum Input {
    Any(Vec<u8>),
    Changed { arrays: Vec<(String, Vec<u8>)>, compressed: bool, changes: Vec<(u16, u8)>, cut: Option<u16> },
}

fn read(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut npz = NpzFile::new(Cursor::new(bytes)).ok()?;
    let names: Vec<String> = npz.names().map(str::to_owned).collect();
    let mut arrays = Vec::new();
    for name in names {
        // Large shapes take memory that a test has not.
        let small = npz.header(&name).is_ok_and(|h| h.nbytes().is_ok_and(|n| n < 1 << 20));
        if small && let Ok(a) = npz.get_dyn(&name) {
            arrays.push((name, a.to_bytes()));
        }
    }
    Some(arrays)
}

fuzz_target!(|input: Input| {
    match input {
        Input::Any(bytes) => drop(read(&bytes)),
        Input::Changed { arrays, compressed, changes, cut } => {
            let mut writer = NpzWriter::new(Cursor::new(Vec::new())).compressed(compressed);
            let mut written = Vec::new();
            for (name, values) in arrays.into_iter().take(4) {
                let array = Array::from_vec(values.clone());
                // A name may come twice, or be one that an archive cannot have.
                if writer.add(&name, &array).is_ok() {
                    written.push((name, values));
                }
            }
            let Ok(bytes) = writer.finish() else { return };
            let mut bytes = bytes.into_inner();
            if changes.is_empty() && cut.is_none() {
                let found = read(&bytes).expect("an archive");
                assert_eq!(found.len(), written.len());
                return;
            }
            for (at, byte) in changes {
                let at = usize::from(at) % bytes.len();
                bytes[at] = byte;
            }
            if let Some(cut) = cut {
                bytes.truncate(usize::from(cut));
            }
            read(&bytes);
        }
    }
});
