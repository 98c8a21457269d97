//! Arrays put together, against NumPy's own results (`cargo xtask goldens` makes the file), and against simple
//! oracles.
//!
//! The golden cases run on `Dyn` arrays of all types over strided, reversed, broadcast and byte-swapped memory. What is
//! compared: dtype, shape, strides, values to the bit, and the words of errors.

use npcore_array::{
    Array, ArrayError, DynArray, DynView, Order, PadMode, Reflection, Sides, SliceItem, append, append_into, array,
    block, block_into, column_stack, column_stack_into, concatenate, concatenate_into, copyto, delete, delete_into,
    dstack, dstack_into, full, hstack, hstack_into, insert, insert_into, pad, pad_into, pad_with, repeat, repeat_into,
    resize, resize_into, roll, roll_into, s, stack, stack_into, tile, tile_into, trim_zeros, vstack, vstack_into,
    zeros,
};
use npcore_dtype::{Casting, DType, DTypeKind, Scalar};

mod golden;
use golden::{Memory, all_same, bytes, hex, numbers, same_strides, same_words, text};

/// `None`, or a number.
fn axis(text: &str) -> Option<isize> {
    if text == "None" { None } else { Some(text.parse().unwrap()) }
}

/// Arguments of either of two kinds, given to a call.
macro_rules! with_axes {
    ($text:expr, |$axes:ident| $call:expr) => {
        if $text == "None" {
            let $axes = None;
            $call
        } else {
            let $axes: Vec<isize> = numbers($text);
            $call
        }
    };
}

macro_rules! with_positions {
    ($text:expr, |$obj:ident| $call:expr) => {{
        let (kind, rest) = $text.split_once(':').unwrap();
        match kind {
            "one" => {
                let $obj: isize = rest.parse().unwrap();
                $call
            }
            "list" => {
                let $obj: Vec<isize> = numbers(rest);
                $call
            }
            "mask" => {
                let $obj: Vec<bool> = numbers::<u8>(rest).into_iter().map(|b| b != 0).collect();
                $call
            }
            _ => {
                let parts: Vec<&str> = rest.split(',').collect();
                let $obj =
                    SliceItem::Range { start: axis(parts[0]), stop: axis(parts[1]), step: parts[2].parse().unwrap() };
                $call
            }
        }
    }};
}

fn pair<V: Copy>(values: Vec<V>) -> [V; 2] {
    [values[0], values[1]]
}

fn pad_case(arguments: &[&str], a: &Memory) -> Result<DynArray, ArrayError> {
    let [mode, widths, more] = arguments[..] else { panic!("three arguments: {arguments:?}") };
    let widths: Sides<usize> = match widths {
        w if w.contains(':') => w.split(':').map(|w| pair(numbers::<usize>(w))).collect::<Vec<_>>().into(),
        w if w.contains(',') => Sides::Pair(pair(numbers(w))),
        w => w.parse::<usize>().unwrap().into(),
    };
    // A list of one pair is written like a pair.
    let values = || Sides::Pair(pair(numbers::<i64>(more)).map(Scalar::Int64));
    let lengths = || (more != "-").then(|| Sides::Pair(pair(numbers(more))));
    let kind = if more == "odd" { Reflection::Odd } else { Reflection::Even };
    let mode = match mode {
        "constant" => PadMode::Constant(values()),
        "edge" => PadMode::Edge,
        "linear_ramp" => PadMode::LinearRamp(values()),
        "maximum" => PadMode::Maximum(lengths()),
        "mean" => PadMode::Mean(lengths()),
        "median" => PadMode::Median(lengths()),
        "minimum" => PadMode::Minimum(lengths()),
        "reflect" => PadMode::Reflect(kind),
        "symmetric" => PadMode::Symmetric(kind),
        "wrap" => PadMode::Wrap,
        mode => panic!("no mode {mode}"),
    };
    pad(a.view(), widths, mode)
}

fn call(name: &str, arguments: &str, operands: &[Memory]) -> Result<DynArray, ArrayError> {
    let views: Vec<_> = operands.iter().map(Memory::view).collect();
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let first = || views[0];
    match name {
        "concatenate" => concatenate(&views, axis(arguments[0])),
        "stack" => stack(&views, arguments[0].parse().unwrap()),
        "vstack" => vstack(&views),
        "hstack" => hstack(&views),
        "dstack" => dstack(&views),
        "column_stack" => column_stack(&views),
        "block" => block(views.chunks(arguments[1].parse().unwrap()).collect::<Vec<_>>()),
        "append" => append(first(), views[1], axis(arguments[0])),
        "repeat" => repeat(first(), numbers::<isize>(arguments[0]), axis(arguments[1])),
        "tile" => tile(first(), numbers::<isize>(arguments[0])),
        "resize" => resize(first(), numbers::<isize>(arguments[0])),
        "roll" => with_axes!(arguments[1], |axes| roll(first(), numbers::<isize>(arguments[0]), axes)),
        "trim_zeros" => {
            with_axes!(arguments[1], |axes| trim_zeros(&first(), arguments[0], axes).map(|v| view_text(operands, v)))
        }
        "delete" => with_positions!(arguments[0], |obj| delete(first(), obj, axis(arguments[1]))),
        "insert" => with_positions!(arguments[0], |obj| insert(first(), obj, views[1], axis(arguments[1]))),
        "pad" => pad_case(&arguments, &operands[0]),
        name => panic!("no function {name}"),
    }
}

/// A view is as good as a copy for the comparison of values, and has to lie in its operand.
fn view_text(operands: &[Memory], v: DynView<'_>) -> DynArray {
    let range = operands[0].bytes.as_ptr_range();
    assert!(v.is_empty() || range.contains(&v.as_ptr()));
    v.copy()
}

fn same(name: &str, ours: &str, numpys: &str) -> bool {
    if numpys.starts_with('!') || ours.starts_with('!') {
        return same_words(ours, numpys);
    }
    let (ours, numpys): (Vec<&str>, Vec<&str>) = (ours.split(';').collect(), numpys.split(';').collect());
    let dtype = numpys[0].parse::<DType>().unwrap();
    ours[0] == dtype.str()
        && ours[1] == numpys[1]
        && (name == "trim_zeros" || same_strides(ours[1], ours[2], numpys[2]))
        && same_values(dtype, &bytes(ours[3]), &bytes(numpys[3]))
}

/// To the bit, but for the padding of records.
fn same_values(dtype: DType, ours: &[u8], numpys: &[u8]) -> bool {
    let DTypeKind::Record(record) = dtype.kind() else { return ours == numpys };
    let item = dtype.itemsize();
    let fields = |row: &[u8]| -> Vec<Vec<u8>> {
        record.fields().iter().map(|f| row[f.offset()..f.offset() + f.nbytes()].to_vec()).collect()
    };
    ours.len() == numpys.len() && ours.chunks(item).zip(numpys.chunks(item)).all(|(a, b)| fields(a) == fields(b))
}

fn run(line: &str) -> Result<(), String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let (name, arguments, numpys) = (fields[0], fields[1], fields[fields.len() - 1]);
    let mut operands: Vec<Memory> = fields[2..fields.len() - 1].iter().map(|f| Memory::parse(f)).collect();
    let ours = if matches!(name, "concatenate_into" | "copyto") {
        let mut target = operands.pop().unwrap();
        let untouched = target.bytes.clone();
        let casting: Casting = arguments.split(' ').next_back().unwrap().parse().unwrap();
        let views: Vec<_> = operands.iter().map(Memory::view).collect();
        let done = match name {
            "copyto" => copyto(&mut target.view_mut(), views[0], casting),
            _ => concatenate_into(&views, axis(arguments.split(' ').next().unwrap()), &mut target.view_mut(), casting),
        };
        match done {
            Ok(()) => hex(&target.bytes),
            Err(e) => {
                assert_eq!(target.bytes, untouched, "half written: {line}");
                format!("!{e}")
            }
        }
    } else {
        text(&call(name, arguments, &operands))
    };
    let same = if numpys.starts_with('!') || numpys.contains(';') { same(name, &ours, numpys) } else { ours == numpys };
    if same { Ok(()) } else { Err(format!("{line}\n--- ours\n{ours}")) }
}

#[test]
fn joins_are_numpys() {
    all_same(include_str!("goldens/joining.txt"), 2000, run);
}

/// A matrix whose values name their places.
fn places(rows: usize, columns: usize, from: usize) -> Array<i64> {
    Array::from_fn([rows, columns], |i| (from + i[0] * 1000 + i[1]) as i64)
}

/// The same in every order in memory that matters to the engines: C, F, and with gaps.
fn in_all_orders(a: &Array<i64>) -> [Array<i64>; 2] {
    [a.clone(), a.try_to_owned(Order::F).unwrap()]
}

#[test]
fn large_joins_are_what_their_indices_say() {
    // Rows short and long, written by bands, by threads, and (the second time, in used memory) around the cache.
    for (rows, first, second) in [(100_000, 3, 2), (300, 700, 1900), (40, 30_000, 70_000), (2, 1_500_000, 10)] {
        let (a, b) = (places(rows, first, 0), places(rows, second, first));
        let wanted = places(rows, first + second, 0);
        for _ in 0..2 {
            for a in in_all_orders(&a) {
                for b in in_all_orders(&b) {
                    let joined = concatenate(&[&a, &b], 1).unwrap();
                    assert_eq!(joined, wanted, "{rows} {first} {second}");
                    let joined = concatenate(&[a.t(), b.t()], 0).unwrap();
                    assert_eq!(joined.t(), wanted, "{rows} {first} {second}");
                }
            }
        }
        // Backwards, and of another type.
        let b = b.slice(s![.., ..;-1]).astype::<i32>();
        let joined = concatenate(&[a.as_dyn(), b.as_dyn().slice(s![.., ..;-1])], 1).unwrap();
        assert_eq!(joined.downcast::<i64>().unwrap(), wanted);
    }
}

#[test]
fn many_small_arrays() {
    let pieces: Vec<Array<f64>> = (0..1000).map(|i| full([i % 5, 3], i as f64)).collect();
    let joined = concatenate(&pieces, 0).unwrap();
    let wanted: Vec<f64> = (0..1000).flat_map(|i| vec![i as f64; i % 5 * 3]).collect();
    assert_eq!(joined.shape(), [2000, 3]);
    assert_eq!(joined.to_vec(), wanted);
    let columns: Vec<Array<f64>> = (0..300).map(|i| full(2000, i as f64)).collect();
    let matrix = column_stack(&columns).unwrap();
    assert_eq!(matrix, Array::from_fn([2000, 300], |i| i[1] as f64));
    assert_eq!(stack(&columns, 0).unwrap(), Array::from_fn([300, 2000], |i| i[0] as f64));
}

#[test]
fn large_rolls_pads_and_repeats() {
    let (rows, columns) = (700usize, 900usize);
    for a in in_all_orders(&places(rows, columns, 0)) {
        let rolled = roll(&a, [123, -77], [0, 1]).unwrap();
        let from = |i: usize, shift: isize, n: usize| (i as isize - shift).rem_euclid(n as isize) as usize;
        let wanted =
            Array::from_fn([rows, columns], |i| (from(i[0], 123, rows) * 1000 + from(i[1], -77, columns)) as i64);
        assert_eq!(rolled, wanted);
        assert_eq!(roll(roll(&a, 5, 1).unwrap(), -5, 1).unwrap(), a);
        assert_eq!(roll(roll(&a, 70_001, None).unwrap(), -70_001, None).unwrap(), a);

        let padded = pad(&a, [[1, 2], [3, 4]], PadMode::constant(-1)).unwrap();
        let wanted = Array::from_fn([rows + 3, columns + 7], |i| {
            let inside = (1..rows + 1).contains(&i[0]) && (3..columns + 3).contains(&i[1]);
            if inside { ((i[0] - 1) * 1000 + i[1] - 3) as i64 } else { -1 }
        });
        assert_eq!(padded, wanted);

        let tiled = tile(&a, [3, 2]).unwrap();
        let wanted = Array::from_fn([3 * rows, 2 * columns], |i| (i[0] % rows * 1000 + i[1] % columns) as i64);
        assert_eq!(tiled, wanted);
        let repeated = repeat(&a, 3, 0).unwrap();
        assert_eq!(repeated, Array::from_fn([3 * rows, columns], |i| (i[0] / 3 * 1000 + i[1]) as i64));
        let counts: Vec<usize> = (0..columns).map(|i| i % 3).collect();
        let kept: Vec<usize> = (0..columns).flat_map(|i| vec![i; i % 3]).collect();
        let wanted = Array::from_fn([rows, kept.len()], |i| (i[0] * 1000 + kept[i[1]]) as i64);
        assert_eq!(repeat(&a, &counts, 1).unwrap(), wanted);

        let odd: Vec<usize> = (1..columns).step_by(2).collect();
        let even = delete(&a, &odd, 1).unwrap();
        assert_eq!(even, Array::from_fn([rows, columns / 2], |i| (i[0] * 1000 + 2 * i[1]) as i64));
        let back = insert(&even, (1..=columns / 2).collect::<Vec<_>>(), a.slice(s![.., 1..;2]), 1).unwrap();
        assert_eq!(back, a);
    }
    // Few elements many times, of every size.
    let base = array![[1u8, 2, 3], [4, 5, 6]];
    let wanted = |i: &[usize]| (i[0] % 2 * 3 + i[1] % 3 + 1) as u8;
    assert_eq!(tile(&base, [900, 1000]).unwrap(), Array::from_fn([1800, 3000], wanted));
    assert_eq!(tile(&base, [1, 1000]).unwrap(), Array::from_fn([2, 3000], wanted));
    let triples = DynArray::from_bytes(2, "S3".parse().unwrap(), b"abcde\0").unwrap();
    assert_eq!(repeat(&triples, 2, None).unwrap().to_bytes(), b"abcabcde\0de\0");
    assert_eq!(repeat(&triples, [3, 1], None).unwrap().to_bytes(), b"abcabcabcde\0");
}

/// Every form that writes into a given output gives what the plain one gives: into a gapless output of the type, one
/// with gaps, and one of another type.
#[test]
fn given_outputs() {
    let (a, b) = (array![[1, 2, 3], [4, 5, 6]], array![[7, 8, 9], [10, 11, 12]]);
    let c = Casting::SameKind;
    type Into<'a> = dyn Fn(&mut npcore_array::DynViewMut<'_>) -> Result<(), ArrayError> + 'a;
    let check = |plain: Result<Array<i32>, ArrayError>, into: &Into<'_>| {
        let wanted = plain.unwrap();
        let mut same = zeros::<i32>(wanted.shape());
        into(&mut same.as_dyn_mut()).unwrap();
        assert_eq!(same, wanted);
        let mut other = zeros::<f32>(wanted.shape());
        into(&mut other.as_dyn_mut()).unwrap();
        assert_eq!(other, wanted.astype::<f32>());
        let mut twice = wanted.shape().to_vec();
        *twice.last_mut().unwrap() *= 2;
        let mut gaps = zeros::<i32>(&twice[..]);
        into(&mut gaps.slice_mut(s![..., ..;2]).into_dyn()).unwrap();
        assert_eq!(gaps.slice(s![..., ..;2]), wanted);
        assert!(gaps.slice(s![..., 1..;2]).values().all(|x| x == 0));
        // A wrong shape or a forbidden cast leaves the output alone.
        let mut small = full::<i32>(1, -1);
        assert!(into(&mut small.as_dyn_mut()).is_err());
        assert_eq!(small, array![-1]);
        let mut bits = full(wanted.shape(), true);
        let refused = into(&mut bits.as_dyn_mut()).unwrap_err().to_string();
        assert_eq!(
            refused,
            "Cannot cast array data from dtype('int32') to dtype('bool') according to the rule 'same_kind'"
        );
        assert!(bits.values().all(|b| b));
    };
    check(concatenate(&[&a, &b], 1), &|out| concatenate_into(&[&a, &b], 1, out, c));
    check(concatenate(&[&a, &b], None), &|out| concatenate_into(&[&a, &b], None, out, c));
    check(append(&a, &b, 0), &|out| append_into(&a, &b, 0, out, c));
    check(stack(&[&a, &b], 1), &|out| stack_into(&[&a, &b], 1, out, c));
    check(vstack(&[&a, &b]), &|out| vstack_into(&[&a, &b], out, c));
    check(hstack(&[&a, &b]), &|out| hstack_into(&[&a, &b], out, c));
    check(dstack(&[&a, &b]), &|out| dstack_into(&[&a, &b], out, c));
    check(column_stack(&[&a, &b]), &|out| column_stack_into(&[&a, &b], out, c));
    check(block([[&a, &b], [&b, &a]]), &|out| block_into([[&a, &b], [&b, &a]], out, c));
    check(tile(&a, [2, 3]), &|out| tile_into(&a, [2, 3], out, c));
    check(tile(&a, 1), &|out| tile_into(&a, 1, out, c));
    check(repeat(&a, [1, 2], 0), &|out| repeat_into(&a, [1, 2], 0, out, c));
    check(repeat(&a, 2, None), &|out| repeat_into(&a, 2, None, out, c));
    check(resize(&a, [3, 5]), &|out| resize_into(&a, [3, 5], out, c));
    check(roll(&a, 1, None), &|out| roll_into(&a, 1, None, out, c));
    check(roll(&a, [1, 1], [0, 1]), &|out| roll_into(&a, [1, 1], [0, 1], out, c));
    check(delete(&a, [0, 2], 1), &|out| delete_into(&a, [0, 2], 1, out, c));
    check(insert(&a, 1, [8, 9], 1), &|out| insert_into(&a, 1, [8, 9], 1, out, c));
    check(pad(&a, 1, PadMode::constant(3)), &|out| pad_into(&a, 1, PadMode::constant(3), out, c));
    check(pad(&a, 2, PadMode::Mean(None)), &|out| pad_into(&a, 2, PadMode::Mean(None), out, c));
    check(pad(&a, 4, PadMode::Wrap), &|out| pad_into(&a, 4, PadMode::Wrap, out, c));
}

#[test]
fn text_that_is_no_number_leaves_the_output_alone() {
    let words = DynArray::from_bytes(3, "S1".parse().unwrap(), b"12x").unwrap();
    let numbers = array![7, 8].into_dyn();
    let mut out = full::<i64>(5, -1);
    for axis in [Some(0), None] {
        let refused = concatenate_into(&[numbers.view(), words.view()], axis, &mut out, Casting::Unsafe).unwrap_err();
        assert!(refused.to_string().starts_with("invalid literal for int() with base 10: b'x'"), "{refused}");
        assert_eq!(out, full::<i64>(5, -1));
    }
    let mut out = full::<i64>(6, -1);
    assert!(block_into([words.view(), words.view()], &mut out, Casting::Unsafe).is_err());
    assert!(tile_into(&words, 2, &mut out, Casting::Unsafe).is_err());
    assert_eq!(out, full::<i64>(6, -1));
    let two = words.slice(s![..2]);
    block_into([two, two, two], &mut out, Casting::Unsafe).unwrap();
    assert_eq!(out, array![1i64, 2, 1, 2, 1, 2]);
    let mut out = full::<i64>(3, -1);
    assert!(copyto(&mut out, &words, Casting::Unsafe).is_err());
    assert!(roll_into(&words, 1, 0, &mut out, Casting::Unsafe).is_err());
    assert_eq!(out, full::<i64>(3, -1));
    copyto(&mut out, words.slice(s![1..2]), Casting::Unsafe).unwrap();
    assert_eq!(out, array![2i64, 2, 2]);
}

#[test]
fn lone_values_take_the_targets_type() {
    let mut bytes = zeros::<u8>(3);
    copyto(&mut bytes, 5, Casting::No).unwrap();
    assert_eq!(bytes, array![5u8, 5, 5]);
    let words = |e: Result<(), ArrayError>| e.unwrap_err().to_string();
    assert_eq!(words(copyto(&mut bytes, 300, Casting::Unsafe)), "Python integer 300 out of bounds for uint8");
    assert_eq!(
        words(copyto(&mut bytes, 1.5, Casting::SameKind)),
        "Cannot cast scalar from dtype('float64') to dtype('uint8') according to the rule 'same_kind'"
    );
    assert_eq!(
        words(copyto(&mut bytes, array![-1i64], Casting::SameKind)),
        "Cannot cast array data from dtype('int64') to dtype('uint8') according to the rule 'same_kind'"
    );
    let mut floats = zeros::<f32>(2);
    copyto(&mut floats, 5, Casting::No).unwrap();
    copyto(&mut floats, 0.1, Casting::No).unwrap();
    assert_eq!(floats, array![0.1f32, 0.1]);
}

/// Nothing to write, along whichever axes.
#[test]
fn empty_targets() {
    let mut a = full([0, 3], 1.5);
    assert_eq!(a.shape(), [0, 3]);
    copyto(&mut a, 2.5, Casting::SameKind).unwrap();
    copyto(&mut a, [1.0, 2.0, 3.0], Casting::SameKind).unwrap();
    assert!(copyto(&mut a, [1.0, 2.0], Casting::SameKind).is_err());
    a.fill(1.0);
    assert_eq!(pad(&a, [[0, 0], [1, 1]], PadMode::constant(0.0)).unwrap().shape(), [0, 5]);
    assert_eq!(pad(&a, [[1, 0], [0, 0]], PadMode::constant(7.0)).unwrap(), array![[7.0, 7.0, 7.0]]);
}

/// Bytes that are no bools stay what they are, and are never lent as `&bool`.
#[test]
fn untrusted_bytes_stay_untrusted() {
    let bytes = [0u8, 2, 255];
    let layout = npcore_layout::Layout::contiguous(&[3], 1, Order::C).unwrap();
    // SAFETY: three bytes that stay borrowed.
    let strange: DynView<'_> = unsafe { DynView::from_foreign(bytes.as_ptr(), DType::BOOL, layout).unwrap() };
    let sane = array![true, false].into_dyn();
    for made in [
        concatenate(&[sane.view(), strange], 0).unwrap(),
        roll(strange, 1, None).unwrap(),
        tile(strange, 2).unwrap(),
        pad(strange, 1, PadMode::Edge).unwrap(),
    ] {
        let made = made.downcast::<bool>().unwrap();
        assert!(made.as_slice().is_none());
        assert!(made.values().filter(|b| *b).count() >= 2);
    }
    // Written into elements that are lent as `&bool`, they become the values that they are read as.
    let mut lent = [false; 3];
    copyto(&mut lent[..], strange, Casting::SameKind).unwrap();
    assert_eq!(lent, [false, true, true]);
    let mut lent = zeros::<bool>(3);
    roll_into(strange, 1, 0, &mut lent, Casting::SameKind).unwrap();
    assert_eq!(lent.to_bytes(), [1, 0, 1]);
    lent.assign(strange);
    assert_eq!(lent.to_bytes(), [0, 1, 1]);
    let mut five = zeros::<bool>(5);
    concatenate_into(&[strange, sane.view()], 0, &mut five, Casting::SameKind).unwrap();
    assert_eq!(five.to_bytes(), [0, 1, 1, 1, 0]);
    let sane = concatenate(&[sane.view(), sane.view()], 0).unwrap().downcast::<bool>().unwrap();
    assert_eq!(sane.as_slice(), Some(&[true, false, true, false][..]));
}

#[test]
fn a_function_pads_line_by_line() {
    let mut seen = Vec::new();
    let padded = pad_with(array![[1, 2]], [[1, 0], [0, 2]], |mut line, [before, after], axis| {
        seen.push((axis, line.len(), before, after));
        line.slice_mut(s![..before]).fill(7);
    })
    .unwrap();
    assert_eq!(padded, array![[7, 7, 7, 7], [1, 2, 0, 0]]);
    assert_eq!(seen, [[(0, 2, 1, 0); 4].as_slice(), &[(1, 4, 0, 2); 2]].concat());
}

#[test]
fn blocks_of_all_kinds() {
    let a = array![[1, 2], [3, 4]];
    let row = array![5, 6];
    assert_eq!(block(&a).unwrap(), a);
    assert_eq!(block([&row, &row]).unwrap(), array![5, 6, 5, 6]);
    assert_eq!(block(vec![vec![a.view()], vec![row.view()]]).unwrap(), array![[1, 2], [3, 4], [5, 6]]);
    let words = |e: Result<Array<i32>, ArrayError>| e.unwrap_err().to_string();
    assert_eq!(words(block(Vec::<Vec<&Array<i32>>>::new())), "List at arrays cannot be empty");
    assert_eq!(words(block([vec![&a], vec![]])), "List at arrays[1] cannot be empty");
    // Large blocks have NumPy's other words.
    let big = zeros::<i32>([600, 600]);
    let thin = zeros::<i32>([600, 1]);
    assert_eq!(words(block([[&big, &thin], [&big, &big]])), "Mismatched array shapes in block along axis 0.");
    assert_eq!(block([[&big, &thin], [&big, &thin]]).unwrap().shape(), [1200, 601]);
}

#[test]
fn positions_of_all_kinds() {
    let a = array![0, 1, 2, 3, 4];
    assert_eq!(delete(&a, 1..3, 0).unwrap(), array![0, 3, 4]);
    assert_eq!(delete(&a, .., 0).unwrap().size(), 0);
    assert_eq!(delete(&a, ..=1, 0).unwrap(), array![2, 3, 4]);
    assert_eq!(delete(&a, SliceItem::stepped(.., 2), 0).unwrap(), array![1, 3]);
    assert_eq!(delete(&a, array![0i64, -1], 0).unwrap(), array![1, 2, 3]);
    assert_eq!(delete(&a, a.gt(2), 0).unwrap(), array![0, 1, 2]);
    assert_eq!(delete(&a, [true, false, false, false, true], 0).unwrap(), array![1, 2, 3]);
    assert_eq!(insert(&a, 1..3, [8, 9], 0).unwrap(), array![0, 8, 1, 9, 2, 3, 4]);
    // Values are converted, as NumPy does it.
    assert_eq!(insert(&a, -1, 2.7, None).unwrap(), array![0, 1, 2, 3, 2, 4]);
    assert_eq!(insert(&a, [0i32; 0], 9, 0).unwrap(), a);
}
