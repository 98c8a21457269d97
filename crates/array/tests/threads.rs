//! What may go to another thread, asked of the compiler.

use npcore_array::{
    Array, ArrayCells, ArrayCow, ArrayError, ArrayView, ArrayViewMut, DynArray, DynCells, DynView, Iter, IterMut,
    Values,
};

/// Whether a type is `Send` and `Sync`: the inherent constants are there only if it is, and go first.
macro_rules! threads {
    ($ty:ty) => {{
        trait No {
            const SEND: bool = false;
            const SYNC: bool = false;
        }
        impl<T: ?Sized> No for T {}
        struct IsSend<T: ?Sized>(std::marker::PhantomData<T>);
        #[expect(dead_code, reason = "not chosen where the type is not Send")]
        impl<T: ?Sized + Send> IsSend<T> {
            const SEND: bool = true;
        }
        struct IsSync<T: ?Sized>(std::marker::PhantomData<T>);
        #[expect(dead_code, reason = "not chosen where the type is not Sync")]
        impl<T: ?Sized + Sync> IsSync<T> {
            const SYNC: bool = true;
        }
        (<IsSend<$ty>>::SEND, <IsSync<$ty>>::SYNC)
    }};
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
