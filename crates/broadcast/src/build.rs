//! How a plan is made from its operands.

use npcore_layout::{Layout, MAX_RANK, Order, Shape, check_size};

use crate::error::BroadcastError;
use crate::few::Few;
use crate::operand::{Access, OperandSpec};
use crate::plan::{AxisOrder, Plan, SHORT_ROW, STRIDES_INLINE, Walked};
use crate::shapes::{common_shape, too_large};
use crate::sort::sort_axes;

impl Plan {
    pub(crate) fn fill(&mut self, operands: &[OperandSpec<'_>], order: Order) -> Result<(), BroadcastError> {
        if self.one_axis(operands, order) { Ok(()) } else { self.general(operands, order) }
    }

    /// The common cases: all operands have one shape (0-d inputs aside), and each is evenly spaced in the
    /// same order of axes, so one axis walks it all. Gives up with `false` on anything else, errors too.
    #[inline]
    fn one_axis(&mut self, operands: &[OperandSpec<'_>], order: Order) -> bool {
        let mut model: Option<&Layout> = None;
        for layout in operands.iter().filter_map(|operand| operand.layout) {
            match model {
                Some(model) if layout.ndim() > 0 && model.ndim() > 0 => {
                    if layout.shape().as_slice() != model.shape().as_slice() {
                        return false;
                    }
                }
                Some(model) if model.ndim() > 0 => {}
                _ => model = Some(layout),
            }
        }
        let Some(model) = model else { return false };
        let size = model.size();
        if size == 0 {
            return false;
        }
        if model.ndim() <= 1 {
            return self.evenly_spaced(operands, order, model.shape(), size, false);
        }
        match order {
            Order::C => self.evenly_spaced(operands, order, model.shape(), size, false),
            Order::F => self.evenly_spaced(operands, order, model.shape(), size, true),
            Order::K => {
                self.evenly_spaced(operands, order, model.shape(), size, false)
                    || self.evenly_spaced(operands, order, model.shape(), size, true)
            }
            Order::A => {
                self.evenly_spaced(operands, order, model.shape(), size, true)
                    || self.evenly_spaced(operands, order, model.shape(), size, false)
            }
        }
    }

    fn evenly_spaced(
        &mut self,
        operands: &[OperandSpec<'_>],
        order: Order,
        shape: &Shape,
        size: usize,
        fortran: bool,
    ) -> bool {
        self.strides.grow(2 * operands.len());
        self.operands.grow(operands.len());
        let (mut forwards, mut backwards) = (false, false);
        let places = self.strides.iter_mut().zip(self.operands.iter_mut());
        for (operand, (place, walked)) in operands.iter().zip(places) {
            let (stride, offset) = match (operand.layout, operand.access) {
                (None, Access::Allocate { itemsize }) => match size.checked_mul(itemsize) {
                    Some(bytes) if bytes <= isize::MAX as usize => (itemsize as isize, 0),
                    _ => return false,
                },
                // Only a 0-d input may have another shape than the rest.
                (Some(layout), Access::Read) if layout.ndim() == 0 => (0, layout.offset()),
                (Some(layout), Access::Read | Access::Write | Access::ReadWrite) if layout.ndim() == shape.len() => {
                    let Some(stride) = even_stride(layout, fortran) else { return false };
                    // Which error a repeated output is, is not for here.
                    if stride == 0 && size > 1 && operand.access != Access::Read {
                        return false;
                    }
                    (stride, layout.offset())
                }
                _ => return false,
            };
            forwards |= stride > 0;
            backwards |= stride < 0;
            *place = stride;
            *walked = Walked { offset, access: operand.access };
        }
        if backwards && !forwards && order == Order::K {
            for (walked, stride) in self.operands.iter_mut().zip(self.strides.iter_mut()) {
                // In range, because the operand has an element there.
                walked.offset += (size as isize - 1) * *stride;
                *stride = -*stride;
            }
        }
        self.shape = *shape;
        self.lens.push(size);
        self.lens.push(1);
        self.order = if fortran { AxisOrder::F } else { AxisOrder::C };
        true
    }

    fn general(&mut self, operands: &[OperandSpec<'_>], order: Order) -> Result<(), BroadcastError> {
        let layouts = operands.iter().filter_map(|operand| operand.layout);
        if layouts.clone().next().is_none() {
            return Err(BroadcastError::NoOperands);
        }
        self.shape = common_shape(layouts.clone().map(|layout| layout.shape().as_slice()))?
            .ok_or_else(|| BroadcastError::Operands { shapes: layouts.map(|l| l.shape().to_vec()).collect() })?;
        let size = check_size(&self.shape, 1).map_err(|error| too_large(error, BroadcastError::IteratorTooLarge))?;

        // A row of strides for each axis of the operation.
        let (ndim, count) = (self.shape.len(), operands.len());
        let mut strides = Few::<isize, STRIDES_INLINE>::new();
        strides.grow(ndim * count);
        self.operands.grow(count);
        if !self.strides.is_empty() {
            // Left by a try that gave up.
            self.strides.clear();
        }
        let mut reduces = false;
        for (op, operand) in operands.iter().enumerate() {
            reduces |= operand.access.is_reduction();
            let offset = match operand.layout {
                Some(layout) => {
                    self.spread(layout, operand.access, strides.get_mut(op..).unwrap_or_default(), count)?;
                    layout.offset()
                }
                None => {
                    self.check_output(operand.access)?;
                    0
                }
            };
            self.operands[op] = Walked { offset, access: operand.access };
        }

        let mut axes = [0u8; MAX_RANK];
        let fortran = order == Order::F || (order == Order::A && all_fortran(operands));
        for (i, axis) in axes[..ndim].iter_mut().enumerate() {
            *axis = if fortran { i } else { ndim - 1 - i } as u8;
        }
        // Folds keep their direction and the order of rows within a kernel call.
        let free = order == Order::K && !reduces;
        if order == Order::K {
            sort_axes(&mut axes[..ndim], count, &strides);
        }
        self.order = AxisOrder::Sorted(axes);
        if size == 0 {
            self.lens.push(0);
            self.strides.grow(count);
        } else {
            self.join(&axes[..ndim], &mut strides, free);
            if free {
                self.pair_short_row();
            }
        }
        while self.lens.len() < 2 {
            self.lens.push(1);
            self.strides.grow(self.lens.len() * count);
        }
        Ok(())
    }

    /// Puts an operand's strides at the operation's axes, `count` apart, and leaves the 0 where it is repeated.
    #[inline]
    fn spread(
        &self,
        layout: &Layout,
        access: Access,
        strides: &mut [isize],
        count: usize,
    ) -> Result<(), BroadcastError> {
        let writes = matches!(access, Access::Write | Access::ReadWrite);
        if writes && *layout.shape() != self.shape {
            return Err(BroadcastError::Output { output: layout.shape().to_vec(), shape: self.shape.to_vec() });
        }
        let added = self.shape.len() - layout.ndim();
        let own = layout.shape().as_slice().iter().zip(layout.strides().as_slice());
        for (place, (axis, (&n, &stride))) in strides.iter_mut().step_by(count).skip(added).zip(own.enumerate()) {
            if n != 1 {
                // Where there are no elements none is written twice.
                if writes && stride == 0 && !layout.is_empty() {
                    return Err(BroadcastError::Reduction { axis });
                }
                *place = stride;
            }
        }
        Ok(())
    }

    /// Checks the size of an output that is to be allocated.
    #[inline]
    fn check_output(&self, access: Access) -> Result<(), BroadcastError> {
        match access {
            Access::Allocate { itemsize } => check_size(&self.shape, itemsize)?,
            Access::AllocateReduced { itemsize, axes } => {
                let lengths = self.shape.as_slice();
                let kept = Shape::from_fn(lengths.len(), |axis| if axes >> axis & 1 == 1 { 1 } else { lengths[axis] });
                check_size(&kept, itemsize)?
            }
            _ => return Err(BroadcastError::NoOperands),
        };
        Ok(())
    }

    /// Makes the iteration axes, fastest first. For each axis of the operation, but those of length 1:
    /// outputs to be allocated get their strides; if `flips`, an axis along which some operand goes backwards
    /// and none forwards (an output to be allocated always goes forwards) is turned round; and it is joined
    /// with the axis before if one stride serves both for every operand.
    fn join(&mut self, axes: &[u8], strides: &mut [isize], flips: bool) {
        let count = self.operands.len();
        let mut allocated = 1;
        for &axis in axes {
            let axis = usize::from(axis);
            let n = self.shape.as_slice()[axis];
            if n == 1 {
                continue;
            }
            let row = &mut strides[axis * count..][..count];
            for (walked, stride) in self.operands.iter().zip(row.iter_mut()) {
                match walked.access {
                    Access::Allocate { itemsize } => *stride = itemsize as isize * allocated,
                    Access::AllocateReduced { itemsize, axes: reduced } if reduced >> axis & 1 == 0 => {
                        *stride = itemsize as isize * self.kept_before(axis, axes, reduced);
                    }
                    _ => {}
                }
            }
            // The bytes of the whole output were checked, and with several their sizes only differ by the
            // item's.
            allocated *= n as isize;
            if flips && row.iter().any(|&s| s < 0) && row.iter().all(|&s| s <= 0) {
                for (stride, walked) in row.iter_mut().zip(self.operands.iter_mut()) {
                    // In range, because the operand has an element there.
                    walked.offset += (n as isize - 1) * *stride;
                    *stride = -*stride;
                }
            }
            if let Some(last) = self.lens.last_mut() {
                let before = &self.strides[self.strides.len() - count..];
                if before.iter().zip(&*row).all(|(&b, &t)| b.checked_mul(*last as isize) == Some(t)) {
                    // A divisor of the number of elements, which was checked.
                    *last *= n;
                    continue;
                }
            }
            self.lens.push(n);
            row.iter().for_each(|&stride| self.strides.push(stride));
        }
    }

    /// How many elements of a reduced output lie along the axes faster than `axis`.
    fn kept_before(&self, axis: usize, axes: &[u8], reduced: u64) -> isize {
        let faster = axes.iter().map(|&a| usize::from(a)).take_while(|&a| a != axis);
        faster.filter(|&a| reduced >> a & 1 == 0).map(|a| self.shape[a] as isize).product()
    }

    /// Where the two fastest axes are both short, puts the longest axis second, so that one kernel call
    /// does more than a handful of elements.
    fn pair_short_row(&mut self) {
        if self.lens.len() < 3 || self.lens[0] > SHORT_ROW || self.lens[1] > SHORT_ROW {
            return;
        }
        let count = self.operands.len();
        let mut longest = 1;
        for (axis, &n) in self.lens.iter().enumerate().skip(2) {
            if n > self.lens[longest] {
                longest = axis;
            }
        }
        if longest > 1 {
            self.lens[1..=longest].rotate_right(1);
            self.strides[count..(longest + 1) * count].rotate_right(count);
        }
    }
}

/// The one stride that walks all elements of a layout in C or F order, 0 if there is one element; `None` if
/// it takes more than one axis.
#[inline]
fn even_stride(layout: &Layout, fortran: bool) -> Option<isize> {
    let (shape, strides) = (layout.shape().as_slice(), layout.strides().as_slice());
    // A vector is the commonest operand.
    if let (&[n], &[stride]) = (shape, strides) {
        return Some(if n == 1 { 0 } else { stride });
    }
    let (mut first, mut expected) = (None, 0);
    let mut follow = |(&n, &stride): (&usize, &isize)| {
        if n != 1 {
            if first.is_some() && stride != expected {
                return None;
            }
            first = first.or(Some(stride));
            expected = stride.checked_mul(n as isize)?;
        }
        Some(())
    };
    let mut axes = shape.iter().zip(strides);
    if fortran {
        axes.try_for_each(&mut follow)?
    } else {
        axes.rev().try_for_each(&mut follow)?
    }
    Some(first.unwrap_or(0))
}

/// Whether every operand with a layout is evenly spaced in F order.
fn all_fortran(operands: &[OperandSpec<'_>]) -> bool {
    let mut layouts = operands.iter().filter_map(|operand| operand.layout);
    layouts.all(|layout| even_stride(layout, true).is_some())
}
