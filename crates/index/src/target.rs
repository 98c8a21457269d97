//! Writing what an index means.

use npcore_array::{ArrayError, DynArray, DynCells, DynView, Operand as _, Result, engine};
use npcore_dtype::DType;
use npcore_exec::Operand;
use npcore_layout::Layout;

use crate::selection::{Elements, Selection};

/// The array that is written.
pub(crate) struct Target<'s>(pub DynCells<'s>);

impl Target<'_> {
    /// The elements, which this may write: cells are written by one call at a time.
    pub fn operand(&self) -> Operand<'_> {
        let Operand { ptr, dtype, .. } = self.0.parts().operand();
        Operand { ptr, dtype, layout: self.0.layout() }
    }

    /// Writes `values`, broadcast and converted, as if they had been copied first.
    pub fn assign(&self, selection: &Selection<'_>, values: &DynView<'_>) -> Result<()> {
        if let Selection::View { layout, one } = selection {
            if *one && values.ndim() != 0 {
                check_one(self.operand().dtype, values)?;
            }
            // SAFETY: a slice of the array's layout.
            return unsafe { engine::part_cells(&self.0, *layout) }.try_assign(*values);
        }
        let target = self.operand();
        let same = values.dtype() == target.dtype && !engine::would_taint(values, &self.0);
        if same && !npcore_exec::operands_overlap(&engine::operand(values), &target) {
            // SAFETY: of the array's type, and apart from it.
            return unsafe { self.write(selection, &engine::operand(values)) };
        }
        // What does not fit is refused before it is converted.
        selection.check_fit(target.layout, engine::operand(values).layout)?;
        let copied: DynArray = engine::converted(values, target.dtype)?;
        // SAFETY: a copy.
        unsafe { self.write(selection, &engine::operand(&copied.view())) }
    }

    /// Writes values of the array's type.
    ///
    /// # Safety
    /// They may be read, and are apart from the array.
    unsafe fn write(&self, selection: &Selection<'_>, values: &Operand<'_>) -> Result<()> {
        let target = self.operand();
        // SAFETY: the caller's word; the layouts are made of the array's own.
        unsafe {
            match selection {
                Selection::View { layout, .. } => Ok(npcore_exec::assign(values, &Operand { layout, ..target }, true)?),
                Selection::Mask(mask) => {
                    let rest = &target.layout.shape()[mask.ndim()..];
                    if let Some(values_layout) = same_for_all(values.layout, rest) {
                        let mask_layout = over_first(engine::operand(mask).layout, rest.len())?;
                        let mask = Operand { layout: &mask_layout, ..engine::operand(mask) };
                        if !npcore_exec::operands_overlap(&mask, &target) {
                            let values = Operand { layout: &values_layout, ..*values };
                            return Ok(npcore_exec::copy_where(&values, &mask, &target)?);
                        }
                    }
                    self.scatter(&Elements::of_mask(target.layout, mask)?, values)
                }
                Selection::Elements(elements) => self.scatter(elements, values),
            }
        }
    }

    /// # Safety
    /// As `write`.
    unsafe fn scatter(&self, elements: &Elements<'_>, values: &Operand<'_>) -> Result<()> {
        let target = self.operand();
        let layout = elements.fit(values.layout)?;
        elements.gather(target.ptr, target.dtype, |gather| {
            // SAFETY: the caller's word; the layouts are made of the array's own.
            unsafe { Ok(gather.write(&Operand { layout: &layout, ..*values })?) }
        })
    }
}

/// Whether values with axes may become one element: a bool takes one value, all others none.
fn check_one(target: DType, values: &DynView<'_>) -> Result<()> {
    let words = match values.size() {
        _ if target.is_complex() => "only 0-dimensional arrays can be converted to Python scalars",
        1 if target == DType::BOOL => return Ok(()),
        0 if target == DType::BOOL => {
            "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty."
        }
        _ if target == DType::BOOL => {
            "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()"
        }
        _ => "setting an array element with a sequence.",
    };
    Err(ArrayError::Value(words.into()))
}

/// Values that are the same for every choice of a mask, whose choices have the shape `rest`.
fn same_for_all(values: &Layout, rest: &[usize]) -> Option<Layout> {
    if values.ndim() > rest.len() && values.size() != 1 {
        return None;
    }
    if values.ndim() > rest.len() + 1 {
        return None;
    }
    npcore_broadcast::broadcast_into(values, rest).ok()
}

/// A mask's layout with more axes behind, along which it is the same.
fn over_first(mask: &Layout, more: usize) -> Result<Layout> {
    let mut shape = mask.shape().to_vec();
    let mut strides = mask.strides().to_vec();
    shape.resize(shape.len() + more, 1);
    strides.resize(strides.len() + more, 0);
    Ok(Layout::new(&shape, &strides, mask.offset())?)
}
