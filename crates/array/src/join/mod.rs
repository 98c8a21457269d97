//! Assembling arrays: joining, stacking, repeating, padding, rolling, inserting and deleting.
//!
//! Every function is a thin shell over an engine that knows no element types. An engine settles the result's
//! type and layout first, then names the blocks that make up its memory, and each byte is written once. The
//! forms that end in `_into` write into a given output, and cast by NumPy's rules.
//!
//! * `target`: where a result goes, and the blocks that fill it.
//! * `splice`: blocks that follow each other along one axis.
//! * `runs`: those of them that are runs of bytes.

mod block;
mod concatenate;
mod copyto;
mod delete;
mod error;
mod insert;
mod pad;
mod positions;
mod repeat;
mod resize;
mod roll;
mod runs;
mod splice;
mod stack;
mod target;
mod tile;
mod trim_zeros;

pub use block::{NestedBlocks, block, block_into};
pub use concatenate::{append, append_into, concatenate, concatenate_into};
pub use copyto::copyto;
pub use delete::{delete, delete_into};
pub use error::JoinError;
pub use insert::{insert, insert_into};
pub use pad::{PadMode, Reflection, Sides, pad, pad_into, pad_with};
pub use positions::Positions;
pub use repeat::{repeat, repeat_into};
pub use resize::{resize, resize_into};
pub use roll::{AxesOrNone, roll, roll_into};
pub use stack::{
    column_stack, column_stack_into, dstack, dstack_into, hstack, hstack_into, stack, stack_into, vstack, vstack_into,
};
pub use tile::{tile, tile_into};
pub use trim_zeros::trim_zeros;

use npcore_dtype::Elem;
use smallvec::SmallVec;

use crate::arguments::AsView;
use crate::containers::DynView;

/// The arrays of a call, as the engines take them.
type Views<'a> = SmallVec<[DynView<'a>; 4]>;

fn views<T: Elem, A: AsView<T>>(arrays: &[A]) -> Views<'_> {
    arrays.iter().map(|a| a.as_view().as_dyn()).collect()
}
