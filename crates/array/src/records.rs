//! Comparison of records and raw bytes: equal or not, field by field.

use npcore_dtype::{DType, DTypeKind};
use npcore_kernel::Binary;
use npcore_layout::Order;

use crate::arguments::OperandParts;
use crate::containers::{Array, Container, DynArray};
use crate::data::copied;
use crate::error::{ArrayError, Result};
use crate::look::Part;
use crate::raw::{Addresses, Raw};

fn is_void(dtype: DType) -> bool {
    matches!(dtype.kind(), DTypeKind::Record(_) | DTypeKind::Void(_))
}

/// `==` or `!=` of two operands of which one is records or raw bytes, broadcast together; None for all others.
pub(crate) fn compared(op: Binary, a: &Raw, b: &Raw) -> Option<Result<Array<bool>>> {
    let asked = matches!(op, Binary::Equal | Binary::NotEqual) && (is_void(a.dtype) || is_void(b.dtype));
    asked.then(|| {
        if !(is_void(a.dtype) && is_void(b.dtype)) {
            return Err(ArrayError::Value("Cannot compare structured or void to non-void arrays.".to_owned()));
        }
        if npcore_dtype::promote_types(a.dtype, b.dtype).is_err() {
            let words = "Cannot compare structured arrays unless they have a common dtype.  \
                         I.e. `np.result_type(arr1, arr2)` must be defined.";
            return Err(ArrayError::Value(words.to_owned()));
        }
        let layouts = [&a.layout, &b.layout];
        // For the words of its error.
        npcore_broadcast::Plan::new(&layouts.map(npcore_broadcast::OperandSpec::read), Order::K)?;
        let wide = npcore_broadcast::broadcast_layouts(&layouts)?;
        let mut equal = vec![true; wide[0].size()];
        let shape = *wide[0].shape();
        records(&a.with_layout(wide[0]), &b.with_layout(wide[1]), &mut equal)?;
        if op == Binary::NotEqual {
            equal.iter_mut().for_each(|equal| *equal = !*equal);
        }
        Array::from_shape_vec(&shape[..], equal)
    })
}

/// Clears what differs, in C order: for each of `equal` there may be several elements, the last axes of sub-arrays.
fn records(a: &Raw, b: &Raw, equal: &mut [bool]) -> Result<()> {
    let (Some(x), Some(y)) = (a.dtype.as_record(), b.dtype.as_record()) else {
        return leaves(a, b, equal);
    };
    for (f, g) in x.fields().iter().zip(y.fields()) {
        let part = |f: &'static npcore_dtype::Field| Part { dtype: f.dtype(), shape: f.shape(), offset: f.offset() };
        records(&part(f).of(a)?, &part(g).of(b)?, equal)?;
    }
    Ok(())
}

/// Elements that are no records, of one shape.
fn leaves(a: &Raw, b: &Raw, equal: &mut [bool]) -> Result<()> {
    if a.size() == 0 {
        return Ok(());
    }
    let each = a.size() / equal.len();
    let mut and = |same: &mut dyn Iterator<Item = bool>| {
        for equal in equal.iter_mut() {
            // All of them are asked for, whatever came before.
            *equal &= same.take(each).fold(true, |all, same| all & same);
        }
    };
    let plain = |dtype: DType| dtype.is_numeric() || dtype.unit().is_some();
    if plain(a.dtype) && plain(b.dtype) {
        // SAFETY: the callers hold the elements borrowed.
        let parts = unsafe { [OperandParts::container(a), OperandParts::container(b)] };
        let same: Array<bool> = crate::ops::binary(Binary::Equal, &parts[0], &parts[1])?.downcast()?;
        and(&mut same.values());
        return Ok(());
    }
    let common = npcore_dtype::promote_types(a.dtype, b.dtype)?.to_native();
    if a.dtype == common && b.dtype == common {
        let item = common.itemsize();
        // SAFETY: the bytes of an element, which the callers hold borrowed.
        let bytes = |p: *mut u8| unsafe { std::slice::from_raw_parts(p, item) };
        and(&mut Addresses::new(a).zip(Addresses::new(b)).map(|(p, q)| bytes(p) == bytes(q)));
        return Ok(());
    }
    // SAFETY: the callers hold the elements borrowed.
    let [a, b]: [DynArray; 2] = unsafe { [copied(a, common, Order::C)?, copied(b, common, Order::C)?] };
    leaves(a.raw(), b.raw(), equal)
}
