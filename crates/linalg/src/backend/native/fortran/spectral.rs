//! Singular values, eigenvalues, least squares.
//!
//! Complex routines take a work array of real numbers besides.

use super::*;

/// The address of a real number of an element type.
type Re<T> = *mut <T as Scalar>::Re;

/// The types of a routine for real elements and of that for complex ones, whose arguments in brackets it takes besides.
macro_rules! routines {
    ($real:ident, $complex:ident: <$t:ident, $i:ident> ($($first:ty),*) [$($reals:ty),*] ($($last:ty),*)) => {
        type $real<$t, $i> = unsafe extern "C" fn($($first,)* $($last),*);
        type $complex<$t, $i> = unsafe extern "C" fn($($first,)* $($reals,)* $($last),*);
    };
}
// Each leading dimension follows its matrix, each length its work array; the lengths of the words come last.
routines!(Gesdd, GesddComplex: <T, I>
    (*const c_char, *const I, *const I, *mut T, *const I, Re<T>, *mut T, *const I, *mut T, *const I, *mut T, *const I)
    [Re<T>]
    (*mut I, *mut I, usize));
routines!(Syevd, Heevd: <T, I>
    (*const c_char, *const c_char, *const I, *mut T, *const I, Re<T>, *mut T, *const I)
    [Re<T>, *const I]
    (*mut I, *const I, *mut I, usize, usize));
routines!(Gelsd, GelsdComplex: <T, I>
    (*const I, *const I, *const I, *mut T, *const I, *mut T, *const I,
     Re<T>, *const <T as Scalar>::Re, *mut I, *mut T, *const I)
    [Re<T>]
    (*mut I, *mut I));

type Geev<T, I> = unsafe extern "C" fn(
    *const c_char,
    *const c_char,
    *const I,
    *mut T,
    *const I,
    *mut T,
    *mut T,
    *mut T,
    *const I,
    *mut T,
    *const I,
    *mut T,
    *const I,
    *mut I,
    usize,
    usize,
);
type GeevComplex<T, I> = unsafe extern "C" fn(
    *const c_char,
    *const c_char,
    *const I,
    *mut T,
    *const I,
    *mut Complex<<T as Scalar>::Re>,
    *mut T,
    *const I,
    *mut Complex<<T as Scalar>::Re>,
    *const I,
    *mut T,
    *const I,
    *mut <T as Scalar>::Re,
    *mut I,
    usize,
    usize,
);

/// Memory to work in: elements, real numbers, integers.
struct Work<T: Scalar, I> {
    elements: Vec<T>,
    reals: Vec<T::Re>,
    integers: Vec<I>,
}

impl<T: Native, I: Int> Work<T, I> {
    /// For a query.
    fn query() -> Result<Self, Failure> {
        Ok(Work { elements: work(1)?, reals: work(1)?, integers: work(1)? })
    }

    /// As the query told: the lengths are in the first elements.
    fn told(&self) -> Result<Self, Failure> {
        Ok(Work {
            elements: work(length(self.elements[0]))?,
            reals: work(length(self.reals[0]))?,
            integers: work(self.integers[0].value().max(1) as usize)?,
        })
    }

    fn lengths(&self) -> [I; 3] {
        [int(self.elements.len()), int(self.reals.len()), int(self.integers.len())]
    }
}

const LENGTHS_UNKNOWN: [isize; 3] = [QUERY; 3];

impl<T: Native, I: Int> Fortran<T, I> {
    pub(super) fn singular_values(
        &self,
        f: Routine,
        mut a: Columns<'_, T>,
        s: &mut [T::Re],
        vectors: SingularVectors<'_, T>,
    ) -> Result<(), Failure> {
        let (m, n) = (a.rows(), a.cols());
        let short = m.min(n);
        assert_eq!(s.len(), short, "singular values that do not fit");
        let (mut none_u, mut none_vh) = ([T::zero()], [T::zero()]);
        let (job, mut u, mut vh) = match vectors {
            SingularVectors::None => {
                (b"N", Columns::new(&mut none_u, [1, 1], 1), Columns::new(&mut none_vh, [1, 1], 1))
            }
            SingularVectors::Both { u, vh } => {
                let all = u.cols() == m && vh.rows() == n;
                let fitting = u.rows() == m && vh.cols() == n && u.cols() == vh.rows() && u.cols() == short;
                assert!(fitting || all && u.rows() == m && vh.cols() == n, "singular vectors that do not fit");
                (if all { b"A" } else { b"S" }, u, vh)
            }
        };
        if short == 0 {
            // Nothing to decompose: any orthonormal vectors will do.
            unit(&mut u);
            unit(&mut vh);
            return Ok(());
        }
        self.enter(m, n, 8);
        let (rows, cols, lda, ldu, ldvh) =
            (int::<I>(m), int::<I>(n), leading::<T, I>(&a), leading::<T, I>(&u), leading::<T, I>(&vh));
        let long = m.max(n);
        // Only the length of the elements can be asked for; LAPACK's documentation tells the others.
        let reals = if !T::COMPLEX {
            1
        } else if job == b"N" {
            7 * short
        } else {
            (5 * short * short + 5 * short).max(2 * long * short + 2 * short * short + short)
        };
        let mut reals = work::<T::Re>(reals)?;
        let mut integers = work::<I>(8 * short)?;
        let (a, u, vh, s) = (a.data().as_mut_ptr(), u.data().as_mut_ptr(), vh.data().as_mut_ptr(), s.as_mut_ptr());
        let (reals, integers, job) = (reals.as_mut_ptr(), integers.as_mut_ptr(), letter(job));
        let call = |work: &mut [T], len: I| {
            let mut info = I::default();
            let work = work.as_mut_ptr();
            // SAFETY: a routine of this type; the matrices are as large as told, the work arrays as LAPACK wants them.
            unsafe {
                if T::COMPLEX {
                    let f = GesddComplex::<T, I>::at(f.0);
                    f(
                        job, &rows, &cols, a, &lda, s, u, &ldu, vh, &ldvh, work, &len, reals, integers, &mut info,
                        LETTER,
                    );
                } else {
                    let f = Gesdd::<T, I>::at(f.0);
                    f(job, &rows, &cols, a, &lda, s, u, &ldu, vh, &ldvh, work, &len, integers, &mut info, LETTER);
                }
            }
            info
        };
        converged(in_two_calls(call)?)
    }

    pub(super) fn hermitian(
        &self,
        f: Routine,
        triangle: Triangle,
        mut a: Columns<'_, T>,
        w: &mut [T::Re],
        vectors: bool,
    ) -> Result<(), Failure> {
        let n = a.rows();
        assert_eq!((a.cols(), w.len()), (n, n), "a matrix or eigenvalues that do not fit");
        if n == 0 {
            return Ok(());
        }
        // Of NaN some releases make numbers, and some refuse even what needs no iteration.
        let (ld, lower) = (a.ld(), triangle == Triangle::Lower);
        let column = |j: usize| if lower { j..n } else { 0..j + 1 };
        let data = a.data();
        if (0..n).any(|j| data[j * ld..][column(j)].iter().any(|x| x.re().is_nan() || x.im().is_nan())) {
            if n > 2 {
                return Err(Failure::NotConverged);
            }
            w.fill(T::Re::nan());
            (0..n).for_each(|j| data[j * ld..j * ld + n].fill(T::from_real(T::Re::nan())));
            return Ok(());
        }
        self.enter(n, n, if vectors { 8 } else { 2 });
        let (job, uplo) = (letter(if vectors { b"V" } else { b"N" }), uplo(triangle));
        let (order, ld) = (int::<I>(n), leading::<T, I>(&a));
        let (a, w) = (a.data().as_mut_ptr(), w.as_mut_ptr());
        let call = |work: &mut Work<T, I>, [elements, reals, integers]: [I; 3]| {
            let mut info = I::default();
            let (p, pr, pi) = (work.elements.as_mut_ptr(), work.reals.as_mut_ptr(), work.integers.as_mut_ptr());
            // SAFETY: as in `singular_values`.
            unsafe {
                if T::COMPLEX {
                    let f = Heevd::<T, I>::at(f.0);
                    f(job, uplo, &order, a, &ld, w, p, &elements, pr, &reals, pi, &integers, &mut info, LETTER, LETTER);
                } else {
                    let f = Syevd::<T, I>::at(f.0);
                    f(job, uplo, &order, a, &ld, w, p, &elements, pi, &integers, &mut info, LETTER, LETTER);
                }
            }
            info
        };
        let mut query = Work::query()?;
        call(&mut query, LENGTHS_UNKNOWN.map(I::of));
        let mut work = query.told()?;
        let lengths = work.lengths();
        converged(call(&mut work, lengths))
    }

    pub(super) fn eigenvalues(
        &self,
        f: Routine,
        mut a: Columns<'_, T>,
        w: &mut [Complex<T::Re>],
        mut vectors: Option<Columns<'_, Complex<T::Re>>>,
    ) -> Result<(), Failure> {
        let n = a.rows();
        assert_eq!((a.cols(), w.len()), (n, n), "a matrix or eigenvalues that do not fit");
        if let Some(v) = &vectors {
            assert_eq!((v.rows(), v.cols()), (n, n), "eigenvectors that do not fit");
        }
        if n == 0 {
            return Ok(());
        }
        self.enter(n, n, 25);
        let (none, right) = (letter(b"N"), letter(if vectors.is_some() { b"V" } else { b"N" }));
        let (order, lda, one) = (int::<I>(n), leading::<T, I>(&a), int::<I>(1));
        let a = a.data().as_mut_ptr();
        let mut unused = [T::zero()];
        let unused = unused.as_mut_ptr();
        if T::COMPLEX {
            let ldv = vectors.as_ref().map_or(one, leading::<_, I>);
            let mut no_vectors = [Complex::zero()];
            let v = vectors.as_mut().map_or(no_vectors.as_mut_ptr(), |v| v.data().as_mut_ptr());
            let mut reals = work::<T::Re>(2 * n)?;
            let (w, reals) = (w.as_mut_ptr(), reals.as_mut_ptr());
            return converged(in_two_calls(|work: &mut [T], len: I| {
                let (mut info, work) = (I::default(), work.as_mut_ptr());
                // SAFETY: as in `singular_values`; `T` is `Complex<T::Re>`.
                unsafe {
                    let f = GeevComplex::<T, I>::at(f.0);
                    f(
                        none, right, &order, a, &lda, w, unused, &one, v, &ldv, work, &len, reals, &mut info, LETTER,
                        LETTER,
                    );
                }
                info
            })?);
        }
        let (mut re, mut im) = (work::<T>(n)?, work::<T>(n)?);
        let mut v = work::<T>(if vectors.is_some() { n * n } else { 1 })?;
        let ldv = if vectors.is_some() { order } else { one };
        let (pr, pi, pv) = (re.as_mut_ptr(), im.as_mut_ptr(), v.as_mut_ptr());
        converged(in_two_calls(|work: &mut [T], len: I| {
            let (mut info, work) = (I::default(), work.as_mut_ptr());
            // SAFETY: as in `singular_values`.
            unsafe {
                let f = Geev::<T, I>::at(f.0);
                f(none, right, &order, a, &lda, pr, pi, unused, &one, pv, &ldv, work, &len, &mut info, LETTER, LETTER);
            }
            info
        })?)?;
        for (w, (re, im)) in w.iter_mut().zip(re.iter().zip(&im)) {
            *w = Complex::new(re.re(), im.re());
        }
        if let Some(out) = &mut vectors {
            let ld = out.ld();
            unpack(&v, &im, n, out.data(), ld);
        }
        Ok(())
    }

    pub(super) fn least_squares(
        &self,
        f: Routine,
        mut a: Columns<'_, T>,
        mut b: Columns<'_, T>,
        s: &mut [T::Re],
        rcond: T::Re,
    ) -> Result<usize, Failure> {
        let (m, n, count) = (a.rows(), a.cols(), b.cols());
        assert_eq!((b.rows(), s.len()), (m.max(n), m.min(n)), "matrices or singular values that do not fit");
        if m == 0 || n == 0 {
            for j in 0..count {
                let ld = b.ld();
                b.data()[j * ld..][..n].fill(T::zero());
            }
            return Ok(0);
        }
        self.enter(m, n, 8);
        // The driver refuses no right-hand sides at all.
        let mut one = if count == 0 { work::<T>(m.max(n))? } else { vec![] };
        let (rows, cols, lda, ldb) = (int::<I>(m), int::<I>(n), leading::<T, I>(&a), leading::<T, I>(&b));
        let (a, s) = (a.data().as_mut_ptr(), s.as_mut_ptr());
        let b = if count == 0 { one.as_mut_ptr() } else { b.data().as_mut_ptr() };
        let count = int::<I>(count.max(1));
        let mut rank = I::default();
        let mut call = |work: &mut Work<T, I>, len: I| {
            let mut info = I::default();
            let (p, pr, pi) = (work.elements.as_mut_ptr(), work.reals.as_mut_ptr(), work.integers.as_mut_ptr());
            // SAFETY: as in `singular_values`.
            unsafe {
                if T::COMPLEX {
                    let f = GelsdComplex::<T, I>::at(f.0);
                    f(&rows, &cols, &count, a, &lda, b, &ldb, s, &rcond, &mut rank, p, &len, pr, pi, &mut info);
                } else {
                    let f = Gelsd::<T, I>::at(f.0);
                    f(&rows, &cols, &count, a, &lda, b, &ldb, s, &rcond, &mut rank, p, &len, pi, &mut info);
                }
            }
            info
        };
        let mut query = Work::query()?;
        call(&mut query, I::of(QUERY));
        let mut work = query.told()?;
        let [len, ..] = work.lengths();
        converged(call(&mut work, len))?;
        Ok(rank.value().max(0) as usize)
    }
}

/// Ones on the diagonal, zeros elsewhere.
fn unit<T: Native>(a: &mut Columns<'_, T>) {
    let (rows, cols, ld) = (a.rows(), a.cols(), a.ld());
    for j in 0..cols {
        let column = &mut a.data()[j * ld..][..rows];
        column.fill(T::zero());
        if j < rows {
            column[j] = T::one();
        }
    }
}

/// Real routines leave the vectors of a conjugate pair of eigenvalues as two columns, real and imaginary parts.
fn unpack<T: Native>(v: &[T], im: &[T], n: usize, out: &mut [Complex<T::Re>], ld: usize) {
    let mut j = 0;
    while j < n {
        if im[j].is_zero() || j + 1 == n {
            for i in 0..n {
                out[i + j * ld] = Complex::new(v[i + j * n].re(), T::Re::zero());
            }
            j += 1;
        } else {
            for i in 0..n {
                let (re, im) = (v[i + j * n].re(), v[i + (j + 1) * n].re());
                out[i + j * ld] = Complex::new(re, im);
                out[i + (j + 1) * ld] = Complex::new(re, -im);
            }
            j += 2;
        }
    }
}
