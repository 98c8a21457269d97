//! The compile-time rules (`Promote`, `WeakPromote`, `Quotient`) are the run-time ones.

use npcore_dtype::*;

fn of<E: Elem>() -> DType {
    E::static_dtype().expect("the type is known at compile time")
}

fn promoted<A: Element + Promote<B>, B: Element>() {
    assert_eq!(
        Ok(of::<<A as Promote<B>>::Output>()),
        promote_types(A::dtype(), B::dtype()),
        "{:?} {:?}",
        A::dtype(),
        B::dtype()
    );
}

macro_rules! with_each {
    ($a:ty; $($b:ty),*) => { $( promoted::<$a, $b>(); promoted::<$b, $a>(); )* };
}

macro_rules! all_pairs {
    ($($a:ty),*) => { $( all_pairs!(@row $a); )* };
    (@row $a:ty) => {
        with_each!($a; bool, i8, u8, i16, u16, i32, u32, i64, u64, f16, f32, f64, Complex<f32>, Complex<f64>, usize, isize)
    };
}

#[test]
fn numbers() {
    all_pairs!(bool, i8, u8, i16, u16, i32, u32, i64, u64, f16, f32, f64, Complex<f32>, Complex<f64>, usize, isize);
}

#[test]
fn text_and_times() {
    promoted::<Str<5>, Str<5>>();
    promoted::<Bytes<5>, Bytes<5>>();
    macro_rules! finer {
        ($time:ident: $($a:ident < $($b:ident)*;)*) => {
            $($( promoted::<$time<units::$a>, $time<units::$b>>(); promoted::<$time<units::$b>, $time<units::$a>>(); )*)*
        };
    }
    finer! { DateTime64:
        generic < Y M W D h m s ms us ns ps fs as_ generic; Y < Y M W D h m s ms us ns; M < M W D h m s ms us ns;
        W < W D h m s ms us ns; D < D h m s ms us ns; h < h m s ms us ns ps; m < m s ms us ns ps fs;
        s < s ms us ns ps fs; ms < ms us ns ps fs as_; us < us ns ps fs as_; ns < ns ps fs as_; ps < ps fs as_;
        fs < fs as_; as_ < as_;
    }
    finer! { TimeDelta64:
        generic < Y M W D h m s ms us ns ps fs as_ generic; Y < Y M; M < M; W < W D h m s ms us ns;
        D < D h m s ms us ns; h < h m s ms us ns ps; m < m s ms us ns ps fs; s < s ms us ns ps fs;
        ms < ms us ns ps fs as_; us < us ns ps fs as_; ns < ns ps fs as_; ps < ps fs as_; fs < fs as_; as_ < as_;
    }
}

/// An array of `A` with a scalar of `S`, which in NumPy is a Python scalar of that kind, or a value of a dtype.
fn weak<A: Element + WeakPromote<S>, S>(scalar: Operand) {
    let got = of::<<A as WeakPromote<S>>::Output>();
    assert_eq!(Ok(got), result_type(&[Operand::Array(A::dtype()), scalar]), "{:?} {scalar:?}", A::dtype());
}

#[test]
fn weak_scalars() {
    macro_rules! each {
        ($s:ty, $scalar:expr; $($a:ty),*) => { $( weak::<$a, $s>($scalar); )* };
    }
    each!(f64, Operand::WeakFloat; bool, i8, u8, i16, u16, i32, u32, i64, u64, usize, isize, f64, Complex<f64>);
    each!(f32, Operand::WeakFloat; f16, f32, Complex<f32>);
    each!(i32, Operand::WeakInt(1); bool, i32, f16, f32, f64, Complex<f32>, Complex<f64>);
    each!(Complex<f64>, Operand::WeakComplex; bool, i8, u8, i16, u16, i32, u32, i64, u64, usize, isize, f64, Complex<f64>);
    each!(Complex<f32>, Operand::WeakComplex; f16, f32, Complex<f32>);
    weak::<i8, i8>(Operand::WeakInt(1));
    weak::<u64, u64>(Operand::WeakInt(1));
    weak::<bool, bool>(Operand::Array(DType::BOOL));
}

/// Literals infer, as they must for `&a + 2.0` and `&a + 1`.
#[test]
fn literals_infer() {
    fn with<A: WeakPromote<S>, S>(_: A, _: S) -> DType
    where
        A::Output: Elem,
    {
        of::<A::Output>()
    }
    assert_eq!(with(1f32, 2.0), DType::FLOAT32);
    assert_eq!(with(1f32, 2), DType::FLOAT32);
    assert_eq!(with(1f64, 2), DType::FLOAT64);
    assert_eq!(with(f16::ONE, 2.0), DType::FLOAT16);
    assert_eq!(with(1u8, 2), DType::UINT8);
    assert_eq!(with(1i64, 2.0), DType::FLOAT64);
    assert_eq!(with(true, 2), DType::INT64);
    assert_eq!(with(true, 2.0), DType::FLOAT64);
    assert_eq!(with(Complex::new(1f32, 0.0), 2.0), DType::COMPLEX64);
    assert_eq!(with(Complex::new(1f64, 0.0), 2), DType::COMPLEX128);
}

#[test]
fn quotients() {
    fn quotient<A: Element>() {
        assert_eq!(of::<A::Quotient>(), A::dtype().quotient());
    }
    macro_rules! each {
        ($($a:ty),*) => { $( quotient::<$a>(); )* };
    }
    each!(bool, i8, u8, i16, u16, i32, u32, i64, u64, usize, isize, f16, f32, f64, Complex<f32>, Complex<f64>);
    each!(TimeDelta64<units::s>);
}

#[test]
fn dyn_takes_everything() {
    fn is_dyn<E: Elem>() {
        assert_eq!(E::static_dtype(), None);
    }
    is_dyn::<<Dyn as Promote<f32>>::Output>();
    is_dyn::<<Str<3> as Promote<Dyn>>::Output>();
    is_dyn::<<Dyn as Promote<Dyn>>::Output>();
    is_dyn::<<Dyn as WeakPromote<DateTime64<units::ns>>>::Output>();
    is_dyn::<<Dyn as Elem>::Quotient>();
}

/// Generic code may write `a + a`.
#[test]
fn elements_promote_with_themselves() {
    fn same<T: Element>() {
        assert_eq!(of::<<T as Promote<T>>::Output>(), T::dtype());
        assert_eq!(of::<<T as WeakPromote<T>>::Output>(), T::dtype());
    }
    same::<bool>();
    same::<usize>();
    same::<Str<7>>();
    same::<TimeDelta64<units::D>>();
}
