//! Work by blocks, held against the same work in memory.

use npcore_array::{Array, ArrayView, DynArray, Order, arange, array, s};
use npcore_dtype::{DType, TimeDelta64, units};
use npcore_mmap::{ArrayFile, FileOptions, Memmap, Mode, out_of_core, tofile};
use npcore_ufunc::{self as np, reduce};

mod support;
use support::{Folder, same};

fn numbers(shape: &[usize], dtype: &str) -> DynArray {
    let n: usize = shape.iter().product();
    let a = Array::<f64>::from_fn([n], |i| ((i[0] * 7919) % 1013) as f64 / 8.0 - 20.0);
    a.reshape(shape).unwrap().astype_dyn(dtype.parse().unwrap()).unwrap()
}

fn close(a: &DynArray, b: &DynArray, tolerance: f64) {
    assert_eq!((a.dtype(), a.shape()), (b.dtype(), b.shape()));
    if a.dtype().is_complex() {
        let distance = np::max(np::abs(a - b).unwrap(), ..).unwrap();
        assert!(distance.as_f64().unwrap() <= tolerance * 1000.0, "{a}\n{b}");
        return;
    }
    let (a, b) = (a.astype::<f64>().to_vec(), b.astype::<f64>().to_vec());
    for (a, b) in a.iter().zip(&b) {
        assert!((a - b).abs() <= tolerance * b.abs().max(1.0) || (a.is_nan() && b.is_nan()), "{a} {b}");
    }
}

#[test]
fn reductions_of_files_and_maps() {
    let folder = Folder::new();
    for (shape, order) in [(&[13, 8, 5][..], Order::C), (&[13, 8, 5], Order::F), (&[1000], Order::C)] {
        for (dtype, tolerance) in
            [("f8", 1e-14), ("f4", 1e-6), ("f2", 2e-3), (">f8", 1e-14), ("i4", 1e-14), ("u1", 1e-14), ("c16", 1e-14)]
        {
            let a = numbers(shape, dtype).try_to_owned(order).unwrap();
            let path = folder.file("a");
            std::fs::write(&path, a.tobytes(order).unwrap()).unwrap();
            let options = FileOptions::new_dyn(a.dtype()).shape(shape).order(order);
            let file = options.open(&path).unwrap();
            // SAFETY: the file is written again only when the map is gone.
            let map = unsafe { options.map(&path).unwrap() };
            let axes: &[&[isize]] = if shape.len() == 3 { &[&[0], &[1], &[-1], &[0, 2], &[0, 1, 2]] } else { &[&[0]] };
            for &axes in axes {
                for bytes in [1, 100, 3000, 1 << 20] {
                    if bytes == 1 && dtype != "f8" {
                        continue;
                    }
                    let of_file = || out_of_core(&file).block_bytes(bytes);
                    let of_map = || out_of_core(&map).block_bytes(bytes);
                    macro_rules! both {
                        ($name:ident, $tolerance:expr) => {
                            let wanted = np::$name(&a, axes).unwrap().into_dyn();
                            close(&of_file().$name(axes).unwrap().into_dyn(), &wanted, $tolerance);
                            close(&of_map().$name(axes).unwrap().into_dyn(), &wanted, $tolerance);
                        };
                    }
                    both!(sum, tolerance);
                    both!(mean, tolerance);
                    both!(var, tolerance * 10.0);
                    both!(std, tolerance * 10.0);
                    both!(max, 0.0);
                    both!(min, 0.0);
                    both!(all, 0.0);
                    both!(any, 0.0);
                    both!(count_nonzero, 0.0);
                    let wanted = reduce(&a).axis(axes).ddof(1.0).std().unwrap();
                    close(&of_file().ddof(1.0).std(axes).unwrap(), &wanted, tolerance * 10.0);
                }
            }
        }
    }
}

#[test]
fn places_of_extremes() {
    let folder = Folder::new();
    for order in [Order::C, Order::F] {
        for dtype in ["f8", "f4", "i4", "u1", "?", "c16", "m8[s]", ">i2"] {
            // Many equal ones, and some that are missing.
            let whole = numbers(&[13, 8, 5], "f8");
            let a = np::floor(&whole).unwrap() % 7.0;
            let mut a = match dtype {
                "m8[s]" => a.astype_dyn(DType::INT64).unwrap().astype_dyn(dtype.parse().unwrap()).unwrap(),
                _ => a.astype_dyn(dtype.parse().unwrap()).unwrap(),
            };
            for missing in [false, true] {
                if missing {
                    match dtype {
                        "f8" | "f4" | "c16" => {
                            a.try_slice_mut(s![3..9;2, 2, 1..3]).unwrap().try_assign(f64::NAN).unwrap()
                        }
                        "m8[s]" => {
                            a.try_slice_mut(s![3..9;2, 2, 1..3])
                                .unwrap()
                                .try_assign(TimeDelta64::<units::s>::NAT)
                                .unwrap();
                        }
                        _ => continue,
                    }
                }
                let a = a.try_to_owned(order).unwrap();
                let path = folder.file("a");
                std::fs::write(&path, a.tobytes(order).unwrap()).unwrap();
                let file = FileOptions::new_dyn(a.dtype()).shape([13, 8, 5]).order(order).open(&path).unwrap();
                for bytes in [8, 100, 3000, 1 << 20] {
                    let of = || out_of_core(&file).block_bytes(bytes);
                    for axis in [0, 1, -1] {
                        same(&of().argmax(axis).unwrap(), &np::argmax(&a, axis).unwrap());
                        same(&of().argmin(axis).unwrap(), &np::argmin(&a, axis).unwrap());
                    }
                    assert_eq!(of().argmax(..).unwrap(), np::argmax(&a, ..).unwrap(), "{dtype} {order:?} {bytes}");
                    assert_eq!(of().argmin(..).unwrap(), np::argmin(&a, ..).unwrap(), "{dtype} {order:?} {bytes}");
                }
            }
        }
    }
    let none = ArrayFile::<f64>::create(folder.file("0"), [0, 3]).unwrap();
    let refused = out_of_core(&none).argmax(0).unwrap_err().to_string();
    assert!(refused.contains("attempt to get argmax of an empty sequence"), "{refused}");
    assert!(out_of_core(&none).argmin(2).is_err());
}

#[test]
fn values_and_types() {
    let folder = Folder::new();
    let a = Array::<i32>::from_fn([100, 7], |i| (i[0] * 7 + i[1]) as i32);
    tofile(folder.file("a"), &a).unwrap();
    let file = ArrayFile::<i32>::open(folder.file("a"), [100, 7]).unwrap();
    let of = || out_of_core(&file).block_bytes(100);
    let total: i64 = of().sum(..).unwrap();
    let mean: f64 = of().mean(..).unwrap();
    let large: i32 = of().max(..).unwrap();
    let rows: Array<i64> = of().sum(1).unwrap();
    assert_eq!((total, mean, large), (244_650, 349.5, 699));
    same(&rows, &np::sum(&a, 1).unwrap());
    assert_eq!(of().prod(..).unwrap(), 0);
    assert!(of().sum(2).unwrap_err().to_string().contains("axis 2 is out of bounds"));
    // NaN, and nothing.
    tofile(folder.file("n"), [1.0, f64::NAN, 3.0, 0.5]).unwrap();
    let file = ArrayFile::<f64>::open(folder.file("n"), -1).unwrap();
    assert!(out_of_core(&file).block_bytes(8).max(..).unwrap().is_nan());
    let none = ArrayFile::<f64>::create(folder.file("0"), [0, 3]).unwrap();
    assert_eq!(out_of_core(&none).sum(..).unwrap(), 0.0);
    assert_eq!(out_of_core(&none).sum(0).unwrap().to_vec(), [0.0; 3]);
    assert!(out_of_core(&none).mean(..).unwrap().is_nan());
    assert!(out_of_core(&none).max(..).unwrap_err().to_string().contains("no identity"));
    let times = FileOptions::new_dyn("m8[s]".parse().unwrap()).open(folder.file("n")).unwrap();
    assert!(out_of_core(&times).mean(..).is_err());
    assert_eq!(out_of_core(&times).sum(..).unwrap().dtype(), "m8[s]".parse::<DType>().unwrap());
}

#[test]
fn functions_and_fused_expressions() {
    let folder = Folder::new();
    let a = arange(0.0, 6000.0, 1.0).into_shape([60, 100]).unwrap();
    tofile(folder.file("a"), &a).unwrap();
    let file = ArrayFile::<f64>::open(folder.file("a"), [60, 100]).unwrap();
    // SAFETY: each file is written through one thing at a time.
    let (other, mut out) = unsafe {
        let out = Memmap::<f64>::create_npy(folder.file("out.npy"), [60, 100]).unwrap();
        (Memmap::<f64>::open(folder.file("a"), [60, 100]).unwrap(), out)
    };
    let wanted = (np::lazy(&a) * 2.0 + np::lazy(&a).sqrt()).eval().unwrap();
    let (mut calls, mut last) = (0, 0);
    let work = out_of_core(&file).block_bytes(8000).progress(|p| {
        calls += 1;
        assert!(p.done > last && p.total == 48_000);
        last = p.done;
    });
    let step = |block: &npcore_mmap::Block, x: ArrayView<'_, f64>| {
        let y = other.slice(block.items());
        Ok((np::lazy(&x) * 2.0 + np::lazy(&y).sqrt()).eval()?)
    };
    work.map_into(&mut out, step).unwrap();
    assert_eq!((calls, last), (6, 48_000));
    same(&out.view().to_owned(), &wanted);
    // Into memory, from a map, with a type that changes.
    let mut small = Array::<f32>::zeros([60, 100]);
    out_of_core(&other).block_bytes(5000).map_into(&mut small, |_, x| Ok(x.astype::<f32>())).unwrap();
    same(&small, &a.astype::<f32>());
    let pieces = out_of_core(&file).block_bytes(8000).fold(Vec::new(), |mut seen, block, x| {
        seen.push((block.ranges()[0].clone(), x.shape().to_vec()));
        Ok(seen)
    });
    assert_eq!(pieces.unwrap()[1], (10..20, vec![10, 100]));
    // The first error ends it.
    let mut seen = 0;
    let result = out_of_core(&file).block_bytes(800).for_each(|_, x| {
        seen += 1;
        if seen == 3 {
            npcore_array::add(&x, &array![1.0, 2.0])?;
        }
        Ok(())
    });
    assert!(result.unwrap_err().to_string().contains("could not be broadcast") && seen == 3);
    assert_eq!(out_of_core(&file).sum(..).unwrap(), np::sum(file.read_section(s![..]).unwrap(), ..).unwrap());
}

/// The part of the next test that runs in a process with little memory.
#[cfg(target_os = "linux")]
#[test]
fn sum_in_little_memory() {
    let Ok(path) = std::env::var("NPCORE_TEST_SUM") else { return };
    let file = ArrayFile::<f64>::open(&path, [4096, -1]).unwrap();
    // The whole file does not fit: this is what the limit is for.
    assert!(file.read().unwrap_err().to_string().contains("Unable to allocate"));
    assert_eq!(out_of_core(&file).sum(..).unwrap(), 3.0 * file.size() as f64);
    assert_eq!(out_of_core(&file).mean(0).unwrap().to_vec(), vec![3.0; file.shape()[1]]);
    assert_eq!(out_of_core(&file).std(..).unwrap(), 0.0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_twice_as_large_as_memory() {
    if std::env::var_os("NPCORE_SANITIZER").is_some() {
        eprintln!("SKIPPED: a sanitizer needs more address space than the limit leaves");
        return;
    }
    let folder = Folder::new();
    let path = folder.file("large");
    // 256 MiB of address space for the process, 512 MiB of file.
    let mut file = ArrayFile::<f64>::create(&path, [4096, 16384]).unwrap();
    let row = Array::<f64>::full([256, 16384], 3.0);
    for i in 0..16 {
        file.write_section(s![i * 256..(i + 1) * 256], &row).unwrap();
    }
    let test = std::env::current_exe().unwrap();
    let script = format!("ulimit -v 262144; exec '{}' --exact sum_in_little_memory --test-threads=1", test.display());
    let mut command = std::process::Command::new("bash");
    command.args(["-c", &script]).env("NPCORE_TEST_SUM", &path).env("MALLOC_ARENA_MAX", "1");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    // A map is let go behind the work.
    // SAFETY: nobody writes the file now.
    let map = unsafe { FileOptions::<f64>::new().mode(Mode::Read).shape([4096, -1]).map(&path).unwrap() };
    let (before, mut most) = (resident(), 0);
    let work = out_of_core(&map).progress(|_| most = most.max(resident()));
    assert_eq!(work.sum(..).unwrap(), 3.0 * map.size() as f64);
    assert!(most - before < 128 << 20, "{}", most - before);
}

#[cfg(target_os = "linux")]
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() << 10
}
