//! The rows of two arrays whose keys are equal, side by side.

use npcore_array::{Array, DynArray, DynView, RecordArray, Result, engine};
use npcore_dtype::{DType, Field, Scalar};
use npcore_index::ArrayIndexMut;

use super::edit::{fill_value, one_axis};
use super::{Spec, fill_rest, fill_rows, packed, part};
use crate::record::{RecordFields, groups, record_of, refused};

/// Which rows a join has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum JoinKind {
    /// Those whose key both arrays have.
    #[default]
    Inner,
    /// Those of both arrays.
    Outer,
    /// Those of the first array.
    LeftOuter,
}

/// Rows of two arrays side by side where their keys are equal, ordered by key: first the key's fields, then the others of
/// the first array, then those of the second. A name that both have gets `1` and `2` behind it.
///
/// ```
/// use npcore_array::RecordArray;
/// use npcore_dtype::dtype;
/// use npcore_structured::MakeRecords;
/// use npcore_structured::recfunctions::{JoinKind, join_by};
/// let prices = RecordArray::from_rows(dtype!([("id", "i4"), ("price", "f8")]), [(2, 20.0), (1, 10.0)])?;
/// let names = RecordArray::from_rows(dtype!([("id", "i4"), ("name", "U3")]), [(1, "a"), (3, "c")])?;
/// assert_eq!(join_by(["id"], &prices, &names, JoinKind::Inner)?.to_string(), "[(1, 10., 'a')]");
/// assert_eq!(join_by(["id"], &prices, &names, JoinKind::LeftOuter)?.to_string(), "[(1, 10., 'a') (2, 20., 'N/A')]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `r1 does not have key field 'q'`; `duplicate join key 'k'`; arrays of more than one axis; no memory.
///
/// See also [`Join`], which knows the options.
pub fn join_by<'a, 'b>(
    key: impl IntoIterator<Item = impl AsRef<str>>,
    r1: impl RecordFields<'a>,
    r2: impl RecordFields<'b>,
    kind: JoinKind,
) -> Result<RecordArray> {
    Join::on(key).kind(kind).of(r1, r2)
}

/// A join with its options; [`of`](Join::of) ends it.
///
/// Rows with equal keys in one array make a row with each of the other's (where NumPy says that its result is unreliable).
///
/// ```
/// use npcore_array::RecordArray;
/// use npcore_dtype::dtype;
/// use npcore_structured::MakeRecords;
/// use npcore_structured::recfunctions::{Join, JoinKind};
/// let a = RecordArray::from_rows(dtype!([("k", "i4"), ("v", "i4")]), [(1, 10), (2, 20)])?;
/// let b = RecordArray::from_rows(dtype!([("k", "i4"), ("v", "i4")]), [(1, 100), (1, 101)])?;
/// let joined = Join::on(["k"]).kind(JoinKind::Outer).postfixes("_a", "_b").defaults(&[("v_b", 0.into())]).of(&a, &b)?;
/// assert_eq!(joined.to_string(), "[(1, 10, 100) (1, 10, 101) (2, 20,   0)]");
/// assert_eq!(joined.dtype().names().collect::<Vec<_>>(), ["k", "v_a", "v_b"]);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
#[must_use = "nothing is joined until `of`"]
#[derive(Clone, Debug)]
pub struct Join {
    key: Vec<String>,
    kind: JoinKind,
    postfixes: [String; 2],
    defaults: Vec<(String, Scalar)>,
}

/// Which array a field of the result comes from.
enum Source {
    Key,
    First(&'static Field),
    Second(&'static Field),
}

impl Join {
    /// By the fields of these names.
    pub fn on(key: impl IntoIterator<Item = impl AsRef<str>>) -> Join {
        let key = key.into_iter().map(|name| name.as_ref().to_owned()).collect();
        Join { key, kind: JoinKind::Inner, postfixes: ["1".to_owned(), "2".to_owned()], defaults: vec![] }
    }

    /// Which rows there are.
    pub fn kind(mut self, kind: JoinKind) -> Join {
        self.kind = kind;
        self
    }

    /// What is added to names that both arrays have.
    pub fn postfixes(mut self, first: &str, second: &str) -> Join {
        self.postfixes = [first.to_owned(), second.to_owned()];
        self
    }

    /// Values for what is missing, by the names of the result's fields; [`default_fill`](super::default_fill) for others.
    pub fn defaults(mut self, defaults: &[(&str, Scalar)]) -> Join {
        self.defaults = defaults.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        self
    }

    /// The joined rows.
    ///
    /// # Errors
    /// As [`join_by`]; a default that does not convert.
    pub fn of<'a, 'b>(self, r1: impl RecordFields<'a>, r2: impl RecordFields<'b>) -> Result<RecordArray> {
        self.run(&r1.records().as_dyn(), &r2.records().as_dyn())
    }

    fn check(&self, r1: &DynView<'_>, r2: &DynView<'_>) -> Result<()> {
        let (first, second) = (record_of(r1.dtype())?, record_of(r2.dtype())?);
        for (i, name) in self.key.iter().enumerate() {
            if self.key[..i].contains(name) {
                return refused(format!("duplicate join key '{name}'"));
            }
            for (record, array) in [(first, "r1"), (second, "r2")] {
                if record.field(name).is_none() {
                    return refused(format!("{array} does not have key field '{name}'"));
                }
            }
        }
        if self.key.is_empty() {
            return refused("a join needs a key");
        }
        let common = |f: &Field| second.field(f.name()).is_some() && !self.key.iter().any(|key| key == f.name());
        if self.postfixes.iter().all(String::is_empty) && first.fields().iter().any(common) {
            return refused("r1 and r2 contain common names, r1postfix and r2postfix can't both be empty");
        }
        Ok(())
    }

    /// The fields of the result.
    fn fields(&self, r1: DType, r2: DType) -> Result<Vec<(Spec, Source)>> {
        let is_key = |f: &&Field| self.key.iter().any(|key| key == f.name());
        let mut fields: Vec<(Spec, Source)> = vec![];
        for field in r1.fields().iter().filter(is_key) {
            let mut spec = Spec::of(field);
            if let Some(other) = r2.field(field.name()) {
                spec.dtype = npcore_dtype::promote_types(spec.dtype, other.dtype())?;
            }
            fields.push((spec, Source::Key));
        }
        fields.extend(r1.fields().iter().filter(|f| !is_key(f)).map(|f| (Spec::of(f), Source::First(f))));
        for field in r2.fields().iter().filter(|f| !is_key(f)) {
            let (mut spec, source) = (Spec::of(field), Source::Second(field));
            match fields.iter().position(|(other, _)| other.name == spec.name) {
                Some(at) => {
                    fields[at].0.name.push_str(&self.postfixes[0]);
                    spec.name.push_str(&self.postfixes[1]);
                    fields.insert(at + 1, (spec, source));
                }
                None => fields.push((spec, source)),
            }
        }
        Ok(fields)
    }

    fn run(&self, r1: &DynView<'_>, r2: &DynView<'_>) -> Result<RecordArray> {
        self.check(r1, r2)?;
        let (n1, n2) = (one_axis(r1)?, one_axis(r2)?);
        let fields = self.fields(r1.dtype(), r2.dtype())?;
        // The keys of both, in one type, in the order in which they were named.
        let spec = |name: &String| fields.iter().find(|(spec, _)| spec.name == *name).map(|(spec, _)| spec);
        let keys_dtype = packed(self.key.iter().filter_map(spec))?;
        let mut keys = DynArray::zeros_dyn(n1 + n2, keys_dtype)?;
        for field in keys_dtype.fields() {
            let mut target = engine::field_mut(keys.as_dyn_mut(), field)?;
            fill_rows(&mut target, 0, &part(r1, field.name())?)?;
            fill_rows(&mut target, n1, &part(r2, field.name())?)?;
        }
        let keys = keys.as_dyn();
        let by: Vec<(&Field, bool)> = keys_dtype.fields().iter().map(|field| (field, false)).collect();
        let groups = groups::of(&keys, &by)?;
        debug_assert_eq!(groups.order().len(), n1 + n2);
        let [first, second] = self.pairs(&groups, n1);
        let whole: Vec<i64> =
            first.iter().zip(&second).map(|(&i, &j)| if i >= 0 { i } else { j + n1 as i64 }).collect();

        let specs: Vec<&Spec> = fields.iter().map(|(spec, _)| spec).collect();
        let mut out = DynArray::zeros_dyn(whole.len(), packed(specs)?)?;
        let dtype = out.dtype();
        let defaults: Vec<(&str, Scalar)> =
            self.defaults.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        for (field, (spec, source)) in dtype.fields().iter().zip(&fields) {
            let mut target = engine::field_mut(out.as_dyn_mut(), field)?;
            let (values, places) = match source {
                Source::Key => (part(&keys, &spec.name)?, &whole),
                Source::First(f) => (engine::field(*r1, f)?, &first),
                Source::Second(f) => (engine::field(*r2, f)?, &second),
            };
            let fill = fill_value(&defaults, &spec.name, spec.dtype)?;
            if values.shape()[0] == 0 {
                fill_rest(&mut target, 0, &fill)?;
                continue;
            }
            let known: Vec<i64> = places.iter().map(|&place| place.max(0)).collect();
            target.try_assign(&npcore_index::take(values, &known, 0)?)?;
            let missing: Array<bool> = places.iter().map(|&place| place < 0).collect();
            if missing.values().any(|missing| missing) {
                let value = DynArray::full_dyn((), &fill.cast(spec.dtype)?, spec.dtype)?;
                target.mask_mut(&missing)?.assign(&value)?;
            }
        }
        out.downcast()
    }

    /// For each row of the result the rows of both arrays; -1 where there is none.
    fn pairs(&self, groups: &groups::Groups, n1: usize) -> [Vec<i64>; 2] {
        let (mut first, mut second) = (vec![], vec![]);
        for rows in groups {
            // Ascending: those of the first array come first.
            let (left, right) = rows.split_at(rows.partition_point(|&row| row < n1 as i64));
            for &i in left {
                for &j in right {
                    first.push(i);
                    second.push(j - n1 as i64);
                }
                if right.is_empty() && self.kind != JoinKind::Inner {
                    first.push(i);
                    second.push(-1);
                }
            }
            if left.is_empty() && self.kind == JoinKind::Outer {
                for &j in right {
                    first.push(-1);
                    second.push(j - n1 as i64);
                }
            }
        }
        [first, second]
    }
}
