//! Fields as views: one by its name and type, or several as records that show only these.

use std::marker::PhantomData;

use npcore_array::{
    Array, ArrayCells, ArrayCow, ArrayError, ArrayView, ArrayViewMut, DynCells, DynView, DynViewMut, Operand,
    RecordArray, RecordView, RecordViewMut, Result, engine,
};
use npcore_dtype::{DType, Elem, Element, RecordBuilder};

use super::row::FromRow;
use super::{field_of, record_of, refused};

/// What names a field whose elements are of type `F`: a text, which may name any, or a [`FieldOf`] a struct.
pub trait FieldKey<F: Elem> {
    /// The field's name.
    fn name(&self) -> &str;
}

impl<F: Elem> FieldKey<F> for &str {
    fn name(&self) -> &str {
        self
    }
}

impl<F: Elem> FieldKey<F> for String {
    fn name(&self) -> &str {
        self
    }
}

impl<F: Elem> FieldKey<F> for &String {
    fn name(&self) -> &str {
        self
    }
}

/// The field of type `F` that records of type `R` have: what `#[derive(Record)]` makes a constant of for each field.
///
/// Of a sub-array (`[f32; 3]`) `F` is the type of its elements.
pub struct FieldOf<R, F> {
    name: &'static str,
    marker: PhantomData<fn() -> (R, F)>,
}

impl<R, F> Clone for FieldOf<R, F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R, F> Copy for FieldOf<R, F> {}

impl<R: Element, F: Elem> FieldOf<R, F> {
    /// For the derive macro.
    #[doc(hidden)]
    pub const fn new(name: &'static str) -> Self {
        FieldOf { name, marker: PhantomData }
    }

    /// The field's name.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// The field in records of its own type, which have it: a view.
    ///
    /// # Panics
    /// A sub-array in an array that has nearly 64 axes already.
    #[track_caller]
    pub fn of<'a>(self, records: impl RecordFields<'a, Elem = R>) -> ArrayView<'a, F> {
        match records.field(self) {
            Ok(view) => view,
            Err(e) => panic!("{e}"),
        }
    }

    /// [`of`](FieldOf::of), to be written.
    ///
    /// # Panics
    /// As there.
    #[track_caller]
    pub fn of_mut<'a>(self, records: &'a mut impl RecordFieldsMut<Elem = R>) -> ArrayViewMut<'a, F> {
        match records.field_mut(self) {
            Ok(view) => view,
            Err(e) => panic!("{e}"),
        }
    }
}

impl<R: Element, F: Elem> FieldKey<F> for FieldOf<R, F> {
    fn name(&self) -> &str {
        self.name
    }
}

/// The record dtype with some of the fields of another, at their places in it.
pub(crate) fn subset(dtype: DType, names: &[impl AsRef<str>]) -> Result<DType> {
    let record = record_of(dtype)?;
    let mut builder = RecordBuilder::new().itemsize(record.itemsize());
    for (i, name) in names.iter().map(AsRef::as_ref).enumerate() {
        let field = field_of(dtype, name)?;
        if names[..i].iter().any(|other| other.as_ref() == name) {
            return refused(format!("duplicate field of name '{name}'"));
        }
        builder = builder.array_at(name, field.dtype(), field.shape(), field.offset());
    }
    Ok(builder.build()?)
}

/// The fields of records, to be read: for references to arrays, and for views.
///
/// Arrays of `#[derive(Record)]` structs have them as well as [`RecordArray`]s and arrays whose dtype is known at run time.
pub trait RecordFields<'a>: Sized {
    /// The type of the records.
    type Elem: Elem;

    #[doc(hidden)]
    fn records(self) -> ArrayView<'a, Self::Elem>;

    /// The field of a name, as elements of a type; a view, of packed and unaligned records, too. The axes of a sub-array
    /// come behind those of the array.
    ///
    /// Text of any width is `Text`, a nested record is `Structured`, whatever it may be is `Dyn`.
    ///
    /// ```
    /// use npcore_array::RecordArray;
    /// use npcore_dtype::dtype;
    /// use npcore_structured::{MakeRecords, RecordFields};
    /// let rows = [("BTC", 50000.0, 3), ("ETH", 3000.0, 7)];
    /// let trades = RecordArray::from_rows(dtype!([("name", "U20"), ("price", "f8"), ("volume", "i4")]), rows)?;
    /// let price = trades.field::<f64>("price")?;
    /// assert_eq!((price.to_string(), price.strides()), ("[50000.  3000.]".into(), &[92][..]));
    /// let error = trades.field::<f64>("prize").unwrap_err();
    /// assert_eq!(error.to_string(), "no field of name prize; the fields are name, price, volume");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// A field that there is not; one of another type.
    fn field<F: Elem>(self, key: impl FieldKey<F>) -> Result<ArrayView<'a, F>> {
        let name = key.name();
        let view = self.field_dyn(name)?;
        view.downcast().map_err(|e| of_field(name, e))
    }

    /// The field of a name; a view.
    ///
    /// # Errors
    /// A field that there is not.
    fn field_dyn(self, name: &str) -> Result<DynView<'a>> {
        let records = self.records();
        engine::field(records, field_of(records.dtype(), name)?)
    }

    /// Several fields, in the given order: a view of records that have only these, at their places (NumPy's
    /// `a[["x", "z"]]`). [`repack_fields`](crate::recfunctions::repack_fields) closes the gaps.
    ///
    /// ```
    /// use npcore_array::RecordArray;
    /// use npcore_dtype::dtype;
    /// use npcore_structured::{MakeRecords, RecordFields};
    /// let a = RecordArray::from_rows(dtype!([("x", "i4"), ("y", "f4"), ("z", "i2")]), [(1, 2.0, 3), (4, 5.0, 6)])?;
    /// assert_eq!(a.fields(["z", "x"])?.to_string(), "[(3, 1) (6, 4)]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// A field that there is not; a name twice.
    fn fields(self, names: impl IntoIterator<Item = impl AsRef<str>>) -> Result<RecordView<'a>> {
        let records = self.records();
        let names: Vec<_> = names.into_iter().collect();
        engine::some_fields(records, subset(records.dtype(), &names)?)?.downcast()
    }

    /// The row at an index, in C order, as a tuple (or any [`FromRow`]); negative indices count from the end.
    ///
    /// ```
    /// use npcore_array::RecordArray;
    /// use npcore_dtype::dtype;
    /// use npcore_structured::{MakeRecords, RecordFields};
    /// let a = RecordArray::from_rows(dtype!([("name", "U5"), ("age", "i4")]), [("Alice", 25), ("Bob", 30)])?;
    /// let (name, age): (String, i32) = a.row(-1)?;
    /// assert_eq!((name.as_str(), age), ("Bob", 30));
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// An index out of bounds; fields of other types, or of another number; text that is none.
    fn row<R: FromRow>(self, index: isize) -> Result<R> {
        let records = self.records().as_dyn();
        record_of(records.dtype())?;
        let flat = records.reshape([-1])?;
        let one = flat.view().try_slice(npcore_array::s![index])?;
        super::text::check(one)?;
        R::from_row(&one.item()?)
    }

    /// All rows, in C order, as tuples (or any [`FromRow`]).
    ///
    /// ```
    /// use npcore_array::RecordArray;
    /// use npcore_dtype::dtype;
    /// use npcore_structured::{MakeRecords, RecordFields};
    /// let a = RecordArray::from_rows(dtype!([("name", "U5"), ("age", "i4")]), [("Alice", 25), ("Bob", 30)])?;
    /// let ages: i64 = a.to_rows::<(String, i64)>()?.into_iter().map(|(_, age)| age).sum();
    /// assert_eq!(ages, 55);
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// As [`row`](RecordFields::row).
    fn to_rows<R: FromRow>(self) -> Result<Vec<R>> {
        let records = self.records().as_dyn();
        record_of(records.dtype())?;
        super::text::check(records)?;
        records.values().map(|row| R::from_row(&row)).collect()
    }

    /// Refuses text that is none: code units in fields of dtype `U` that are no characters, such as lone surrogates. (Read
    /// as text they become U+FFFD.)
    ///
    /// ```
    /// use npcore_array::RecordArray;
    /// use npcore_dtype::dtype;
    /// use npcore_structured::{MakeRecords, RecordFields};
    /// let bytes = [65u32, 0xd800].map(u32::to_ne_bytes).concat();
    /// let a = RecordArray::from_record_bytes(dtype!([("a", "U1")]), &bytes)?;
    /// assert_eq!(a.check_text().unwrap_err().to_string(), "field a of row 1: 0xd800 at position 0 is no character");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// The first of them.
    fn check_text(self) -> Result<()> {
        super::text::check(self.records().as_dyn())
    }
}

/// The error of a field of another type.
fn of_field(name: &str, e: ArrayError) -> ArrayError {
    ArrayError::Value(format!("field {name}: {e}"))
}

macro_rules! fields {
    ($([$($generics:tt)*] $ty:ty => $lt:lifetime, $self:ident: $view:expr;)*) => { $(
        impl<$($generics)*> RecordFields<$lt> for $ty {
            type Elem = T;
            fn records($self) -> ArrayView<$lt, T> {
                $view
            }
        }
    )* };
}
fields! {
    ['a, T: Elem] &'a Array<T> => 'a, self: self.view();
    ['a, T: Elem] ArrayView<'a, T> => 'a, self: self;
    ['a, T: Elem] &'a ArrayViewMut<'_, T> => 'a, self: self.view();
    ['a, T: Elem] &'a ArrayCow<'_, T> => 'a, self: self.view();
}

/// The fields of records, to be written.
pub trait RecordFieldsMut {
    /// The type of the records.
    type Elem: Elem;

    #[doc(hidden)]
    fn records_mut(&mut self) -> ArrayViewMut<'_, Self::Elem>;

    /// The field of a name, to be written; see [`RecordFields::field`].
    ///
    /// ```
    /// use npcore_array::RecordArray;
    /// use npcore_dtype::dtype;
    /// use npcore_structured::{MakeRecords, RecordFieldsMut};
    /// let mut a = RecordArray::from_rows(dtype!([("x", "i4"), ("y", "f8")]), [(1, 2.0), (3, 4.0)])?;
    /// a.field_mut::<f64>("y")?.assign([0.5, 1.5]);
    /// assert_eq!(a.to_string(), "[(1, 0.5) (3, 1.5)]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// As there.
    fn field_mut<F: Elem>(&mut self, key: impl FieldKey<F>) -> Result<ArrayViewMut<'_, F>> {
        let name = key.name();
        let view = self.field_dyn_mut(name)?;
        view.downcast().map_err(|e| of_field(name, e))
    }

    /// The field of a name, to be written.
    ///
    /// # Errors
    /// A field that there is not.
    fn field_dyn_mut(&mut self, name: &str) -> Result<DynViewMut<'_>> {
        let records = self.records_mut();
        let field = field_of(records.dtype(), name)?;
        engine::field_mut(records, field)
    }

    /// Several fields, to be written; the others keep what they have. See [`RecordFields::fields`].
    ///
    /// ```
    /// use npcore_array::RecordArray;
    /// use npcore_dtype::dtype;
    /// use npcore_structured::{MakeRecords, RecordFieldsMut};
    /// let mut a = RecordArray::from_rows(dtype!([("x", "i4"), ("y", "f8"), ("z", "i4")]), [(1, 2.0, 3), (4, 5.0, 6)])?;
    /// a.fields_mut(["x", "z"])?.assign(&RecordArray::from_rows(dtype!("i4, i4"), [(7, 8)])?);
    /// assert_eq!(a.to_string(), "[(7, 2., 8) (7, 5., 8)]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// A field that there is not; a name twice.
    fn fields_mut(&mut self, names: impl IntoIterator<Item = impl AsRef<str>>) -> Result<RecordViewMut<'_>> {
        let records = self.records_mut();
        let names: Vec<_> = names.into_iter().collect();
        let dtype = subset(records.dtype(), &names)?;
        engine::some_fields_mut(records, dtype)?.downcast()
    }

    /// Writes `values`, broadcast and converted, into a field: NumPy's `a["x"] = values`.
    ///
    /// ```
    /// use npcore_array::RecordArray;
    /// use npcore_dtype::dtype;
    /// use npcore_structured::{MakeRecords, RecordFieldsMut};
    /// let mut a = RecordArray::from_rows(dtype!([("x", "i4"), ("name", "U3")]), [(1, "a"), (2, "b")])?;
    /// a.set_field("x", [10, 20])?;
    /// a.set_field("name", "same")?;
    /// assert_eq!(a.to_string(), "[(10, 'sam') (20, 'sam')]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// A field that there is not; what assignment gives.
    fn set_field(&mut self, name: &str, values: impl Operand) -> Result<()> {
        self.field_dyn_mut(name)?.try_assign(values)
    }

    /// Writes one row: a tuple, or a [`Scalar`](npcore_dtype::Scalar) that is a record. Negative indices count from the end.
    ///
    /// ```
    /// use npcore_array::RecordArray;
    /// use npcore_dtype::dtype;
    /// use npcore_structured::{MakeRecords, RecordFieldsMut};
    /// let mut a = RecordArray::from_rows(dtype!([("x", "i4"), ("name", "U3")]), [(1, "a"), (2, "b")])?;
    /// a.set_row([-1], (7, "new"))?;
    /// assert_eq!(a.to_string(), "[(1, 'a') (7, 'new')]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// An index out of bounds; `could not assign tuple of length 3 to structure with 2 fields.`; what does not convert.
    fn set_row(&mut self, index: impl npcore_array::Ints, row: impl super::Row) -> Result<()> {
        let mut records = self.records_mut().into_dyn();
        let one: RecordArray = super::make::rows_of(records.dtype(), [row])?;
        let items: Vec<npcore_array::SliceItem> =
            index.to_list().iter().map(|&i| npcore_array::SliceItem::Index(i)).collect();
        if items.len() != records.ndim() {
            return Err(ArrayError::TooFewIndices { ndim: records.ndim(), given: items.len() });
        }
        let value = one.slice(npcore_array::s![0]);
        records.try_slice_mut(&items[..])?.try_assign(value)
    }
}

impl<T: Elem> RecordFieldsMut for Array<T> {
    type Elem = T;
    fn records_mut(&mut self) -> ArrayViewMut<'_, T> {
        self.view_mut()
    }
}

impl<T: Elem> RecordFieldsMut for ArrayViewMut<'_, T> {
    type Elem = T;
    fn records_mut(&mut self) -> ArrayViewMut<'_, T> {
        self.view_mut()
    }
}

/// The fields of cells: several of them can be written side by side.
pub trait RecordCells<'a> {
    /// The field of a name, as cells of elements of a type.
    ///
    /// ```
    /// use npcore_array::RecordArray;
    /// use npcore_dtype::dtype;
    /// use npcore_structured::{MakeRecords, RecordCells};
    /// let mut a = RecordArray::from_rows(dtype!([("x", "i4"), ("y", "i4")]), [(1, 10), (2, 20)])?;
    /// let cells = a.cells();
    /// cells.field_cells::<i32>("x")?.add_assign(cells.field_cells::<i32>("y")?);
    /// assert_eq!(a.to_string(), "[(11, 10) (22, 20)]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// As [`RecordFields::field`].
    fn field_cells<F: Elem>(self, key: impl FieldKey<F>) -> Result<ArrayCells<'a, F>>;

    /// The field of a name, as cells.
    ///
    /// # Errors
    /// A field that there is not.
    fn field_cells_dyn(self, name: &str) -> Result<DynCells<'a>>;
}

impl<'a, T: Elem> RecordCells<'a> for ArrayCells<'a, T> {
    fn field_cells<F: Elem>(self, key: impl FieldKey<F>) -> Result<ArrayCells<'a, F>> {
        let name = key.name();
        self.field_cells_dyn(name)?.downcast().map_err(|e| of_field(name, e))
    }

    fn field_cells_dyn(self, name: &str) -> Result<DynCells<'a>> {
        engine::field_cells(self, field_of(self.dtype(), name)?)
    }
}
