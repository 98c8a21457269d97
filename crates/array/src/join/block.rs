//! Arrays assembled from nested lists of blocks.

use npcore_dtype::{Casting, DType, DTypeKind, Elem};
use npcore_layout::{Layout, MAX_RANK, Order};
use smallvec::SmallVec;

use super::concatenate::{check, joined};
use super::target::{List, Out, Part, Target, made, ordered, trusted, write_parts};
use super::{JoinError, Views};
use crate::arguments::AsViewMut;
use crate::containers::{Array, ArrayCow, ArrayView, ArrayViewMut, Container, DynArray, DynCow, DynView};
use crate::error::Result;

/// A block, or a list of blocks or lists: the argument of [`block`].
///
/// Containers are blocks; arrays, slices and vectors of them are lists.
pub trait NestedBlocks<T: Elem> {
    #[doc(hidden)]
    const DEPTH: usize;
    #[doc(hidden)]
    fn visit<'a>(&'a self, visitor: &mut dyn FnMut(Node<'a>));
}

/// What a visitor of blocks meets.
#[doc(hidden)]
pub enum Node<'a> {
    Open,
    Leaf(DynView<'a>),
    Close,
}

macro_rules! leaves {
    ($($ty:ty)*) => { $(
        impl<T: Elem> NestedBlocks<T> for $ty {
            const DEPTH: usize = 0;
            fn visit<'a>(&'a self, visitor: &mut dyn FnMut(Node<'a>)) {
                visitor(Node::Leaf(self.view().as_dyn()));
            }
        }
    )* };
}
leaves!(Array<T> ArrayView<'_, T> ArrayViewMut<'_, T> ArrayCow<'_, T>);

impl<T: Elem, B: NestedBlocks<T>> NestedBlocks<T> for [B] {
    const DEPTH: usize = B::DEPTH + 1;
    fn visit<'a>(&'a self, visitor: &mut dyn FnMut(Node<'a>)) {
        visitor(Node::Open);
        self.iter().for_each(|b| b.visit(visitor));
        visitor(Node::Close);
    }
}
impl<T: Elem, B: NestedBlocks<T>, const N: usize> NestedBlocks<T> for [B; N] {
    const DEPTH: usize = B::DEPTH + 1;
    fn visit<'a>(&'a self, visitor: &mut dyn FnMut(Node<'a>)) {
        self[..].visit(visitor);
    }
}
impl<T: Elem, B: NestedBlocks<T>> NestedBlocks<T> for Vec<B> {
    const DEPTH: usize = B::DEPTH + 1;
    fn visit<'a>(&'a self, visitor: &mut dyn FnMut(Node<'a>)) {
        self[..].visit(visitor);
    }
}
impl<T: Elem, B: NestedBlocks<T> + ?Sized> NestedBlocks<T> for &B {
    const DEPTH: usize = B::DEPTH;
    fn visit<'a>(&'a self, visitor: &mut dyn FnMut(Node<'a>)) {
        (**self).visit(visitor);
    }
}

/// An array assembled from nested lists of blocks: those of the innermost lists are joined along the last axis,
/// the results along the one before it, and so on.
///
/// A copy. NestedBlocks with fewer axes than the lists are deep get leading ones of length 1.
///
/// # Errors
/// As [`concatenate`](crate::concatenate); `List at arrays[0] cannot be empty`.
///
/// ```
/// use npcore_array::{array, block, eye, zeros};
/// let (one, zero) = (eye::<i32>(2, 2, 0), zeros::<i32>([2, 1]));
/// let last = array![[7, 8, 9]];
/// let top = npcore_array::hstack(&[&one, &zero])?;
/// assert_eq!(block([[&top], [&last]])?.to_string(), "[[1 0 0]\n [0 1 0]\n [7 8 9]]");
/// assert_eq!(block([&[&one, &zero][..], &[&last][..]])?.to_string(), "[[1 0 0]\n [0 1 0]\n [7 8 9]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn block<T: Elem, B: NestedBlocks<T>>(blocks: B) -> Result<Array<T>> {
    made(assemble(&blocks, Out::New))
}

/// [`block`] into a given array.
///
/// # Errors
/// As [`block`] and [`concatenate_into`](crate::concatenate_into).
pub fn block_into<T: Elem, U: Elem, B: NestedBlocks<T>>(
    blocks: B,
    out: &mut (impl AsViewMut<U> + ?Sized),
    casting: Casting,
) -> Result<()> {
    assemble(&blocks, Out::Into(out.as_view_mut().into_dyn(), casting)).map(|_| ())
}

/// NestedBlocks of more elements than this are placed by their shapes alone, and in C order unless all are in F order;
/// smaller ones are joined list by list. The two differ in the words of errors and in mixed orders.
const LARGE: usize = 2 * 512 * 512;

fn assemble<T: Elem, B: NestedBlocks<T>>(blocks: &B, out: Out<'_>) -> Result<Option<DynArray>> {
    let mut nodes = Vec::new();
    blocks.visit(&mut |node| nodes.push(node));
    let mut leaves: Views<'_> =
        nodes.iter().filter_map(|n| if let Node::Leaf(a) = n { Some(*a) } else { None }).collect();
    check_lists(&nodes)?;
    let ndim = leaves.iter().map(|a| a.ndim()).fold(B::DEPTH, usize::max);
    if ndim > MAX_RANK {
        return Err(npcore_layout::LayoutError::TooManyDimensions { found: ndim }.into());
    }
    for a in &mut leaves {
        let missing: SmallVec<[isize; 6]> = (0..(ndim - a.ndim()) as isize).collect();
        let layout = a.layout().expand_dims(&missing, a.itemsize())?;
        // SAFETY: the same elements with more axes.
        *a = unsafe { DynView::from_raw(a.raw().with_layout(layout)) };
    }
    let total = leaves.iter().fold(0usize, |sum, a| sum.saturating_add(a.size()));
    let large = B::DEPTH.saturating_mul(total) > LARGE;
    let mut tree =
        Tree { nodes: &nodes, leaves: &leaves, node: 0, leaf: 0, starts: Vec::new(), via: Vec::new(), large };
    let (layout, dtype) = tree.list(ndim - B::DEPTH)?;
    let (starts, via) = (tree.starts, tree.via);
    // Numbers become text as what they are in their own list: 5 beside 0.5 is "5.0".
    let by_list = !large && out.dtype().is_none() && is_text(dtype);
    let mut own: Vec<DynCow<'_>> = Vec::with_capacity(leaves.len());
    for (&a, &via) in leaves.iter().zip(&via) {
        let changed = by_list && !is_text(a.dtype()) && via != a.dtype();
        own.push(if changed { a.astype_dyn(via)?.into() } else { a.into() });
    }
    let leaves: Views<'_> = own.iter().map(|a| a.view()).collect();
    let dtype = match out.dtype() {
        Some(dtype) => dtype,
        None if large => super::concatenate::common_type(&leaves)?,
        None => dtype,
    };
    let layout = if large {
        let f = leaves.iter().all(|a| a.is_f_contiguous()) && !leaves.iter().all(|a| a.is_c_contiguous());
        ordered(layout.shape(), dtype, f)?
    } else if B::DEPTH == 0 {
        // A lone block is copied.
        leaves[0].layout().like_sized(Order::K, leaves[0].itemsize(), dtype.itemsize())?
    } else if out.dtype().is_some() {
        ordered(layout.shape(), dtype, false)?
    } else {
        layout
    };
    let target = Target::new(out, dtype, layout, &leaves, |_| true)?;
    let filled = leaves.iter().zip(starts).filter(|(a, _)| !a.is_empty());
    let parts: Vec<Part> = filled.map(|(a, start)| Part { source: *a.raw(), start }).collect();
    // SAFETY: the blocks stay borrowed and are apart from the target, which they make up.
    unsafe {
        write_parts(&parts, &target.at, target.warm)?;
        target.finish(trusted(&leaves, dtype))
    }
}

fn is_text(dtype: DType) -> bool {
    matches!(dtype.kind(), DTypeKind::Bytes(_) | DTypeKind::Str(_))
}

/// Refuses empty lists, with the path to the first.
fn check_lists(nodes: &[Node<'_>]) -> Result<(), JoinError> {
    let mut path: Vec<usize> = Vec::new();
    for (i, node) in nodes.iter().enumerate() {
        match node {
            Node::Open if matches!(nodes.get(i + 1), Some(Node::Close)) => {
                let path = path.iter().map(|i| format!("[{i}]")).collect::<String>();
                return Err(JoinError::EmptyList { path: format!("arrays{path}") });
            }
            Node::Open => path.push(0),
            Node::Leaf(_) => path.iter_mut().rev().take(1).for_each(|i| *i += 1),
            Node::Close => {
                path.pop();
                path.iter_mut().rev().take(1).for_each(|i| *i += 1);
            }
        }
    }
    Ok(())
}

/// The lists, read from the front, and where their leaves come to lie.
struct Tree<'a> {
    nodes: &'a [Node<'a>],
    leaves: &'a [DynView<'a>],
    node: usize,
    leaf: usize,
    starts: Vec<List>,
    /// The type of each leaf in the outermost list in which it is not yet text.
    via: Vec<DType>,
    large: bool,
}

impl Tree<'_> {
    /// The layout and type of the next list (or leaf), whose parts are joined along `axis`.
    fn list(&mut self, axis: usize) -> Result<(Layout, DType)> {
        self.node += 1;
        if let Node::Leaf(_) = self.nodes[self.node - 1] {
            let a = &self.leaves[self.leaf];
            self.leaf += 1;
            self.starts.push(smallvec::smallvec![0; a.ndim()]);
            self.via.push(a.dtype());
            return Ok((*a.layout(), a.dtype()));
        }
        let mut parts: SmallVec<[Layout; 8]> = SmallVec::new();
        let mut types: SmallVec<[npcore_dtype::Operand; 8]> = SmallVec::new();
        let mut at = 0;
        let leaves = self.via.len();
        while !matches!(self.nodes[self.node], Node::Close) {
            let first = self.starts.len();
            let (layout, dtype) = self.list(axis + 1)?;
            self.starts[first..].iter_mut().for_each(|start| start[axis] += at);
            at = usize::saturating_add(at, layout.shape()[axis]);
            parts.push(layout);
            types.push(dtype.into());
        }
        self.node += 1;
        let layouts: SmallVec<[&Layout; 8]> = parts.iter().collect();
        if self.large {
            let fits = |l: &Layout, i: usize| i == axis || l.shape()[i] == layouts[0].shape()[i];
            if layouts.iter().any(|l| !(0..l.ndim()).all(|i| fits(l, i))) {
                return Err(JoinError::NestedBlocks { axis }.into());
            }
        }
        let axis = check(&layouts, axis as isize)?;
        let dtype = npcore_dtype::result_type(&types)?;
        if !is_text(dtype) {
            self.via[leaves..].fill(dtype);
        }
        Ok((joined(&layouts, axis, dtype.itemsize())?, dtype))
    }
}
