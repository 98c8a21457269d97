//! What may go to another thread, asked of the compiler.

use std::marker::PhantomData;

use npcore_array::{
    Array, ArrayCells, ArrayCow, ArrayError, ArrayView, ArrayViewMut, DynArray, DynCells, DynView, Iter, IterMut,
    Values,
};

struct IsSend<T: ?Sized>(PhantomData<T>);
struct IsSync<T: ?Sized>(PhantomData<T>);

/// The answer where no inherent constant is: those go first.
trait Otherwise {
    const YES: bool = false;
}
impl<T: ?Sized> Otherwise for IsSend<T> {}
impl<T: ?Sized> Otherwise for IsSync<T> {}
impl<T: ?Sized + Send> IsSend<T> {
    const YES: bool = true;
}
impl<T: ?Sized + Sync> IsSync<T> {
    const YES: bool = true;
}

/// Whether a type is `Send` and `Sync`.
macro_rules! threads {
    ($ty:ty) => {
        (<IsSend<$ty>>::YES, <IsSync<$ty>>::YES)
    };
}

#[test]
fn owners_and_views_travel_and_cells_stay() {
    let (yes, no) = ((true, true), (false, false));
    assert_eq!(threads!(Array<f64>), yes);
    assert_eq!(threads!(DynArray), yes);
    assert_eq!(threads!(ArrayView<'static, bool>), yes);
    assert_eq!(threads!(DynView<'static>), yes);
    assert_eq!(threads!(ArrayViewMut<'static, u8>), yes);
    assert_eq!(threads!(ArrayCow<'static, i64>), yes);
    assert_eq!(threads!(Iter<'static, f32>), yes);
    assert_eq!(threads!(IterMut<'static, f32>), yes);
    assert_eq!(threads!(Values<'static, f32>), yes);
    assert_eq!(threads!(ArrayError), yes);
    assert_eq!(threads!(ArrayCells<'static, f64>), no);
    assert_eq!(threads!(DynCells<'static>), no);
    assert_eq!(threads!(ArrayCells<'static, bool>), no);
    // The question itself is answered rightly.
    assert_eq!((threads!(std::cell::Cell<i32>), threads!(std::rc::Rc<i32>)), ((true, false), no));
}

/// A view made of a shorter-lived one would be unsound if it could be longer; shorter is always right.
#[test]
fn lifetimes_may_shrink() {
    fn shorter<'a>(view: ArrayView<'static, i32>, _: &'a i32) -> ArrayView<'a, i32> {
        view
    }
    static ELEMENTS: [i32; 2] = [1, 2];
    let local = 3;
    assert_eq!(shorter(ArrayView::from_slice(&ELEMENTS), &local).to_vec(), [1, 2]);
}
