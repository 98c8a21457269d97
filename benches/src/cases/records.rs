//! Packed records of 49 bytes: sums over a field, rows by mask, rows in the order of fields, places among a field's values.

use super::count;
use crate::case::{Case, fresh};
use crate::ours::{array, np};
use np::prelude::*;

/// Adds the group.
pub fn add(cases: &mut Vec<Case>) {
    for n in [200_000, 20_000_000] {
        // Of 2e7 only what goes over memory once: the rest would take NumPy minutes.
        let name = if n == 200_000 { "2e5".to_owned() } else { format!("2{}", &count(n)[1..]) };
        let setup = setup(n);
        cases.push(
            Case::new("records", format!("sum of a float field, {name}"))
                .setup(&setup)
                .npcore(move |_| {
                    let r = records(n);
                    fresh(move || r.field::<f64>("price").expect("a field").sum(..).expect("floats"))
                })
                .numpy("r['price'].sum()"),
        );
        cases.push(
            Case::new("records", format!("price * volume, {name}"))
                .setup(&setup)
                .npcore(move |_| {
                    let r = records(n);
                    fresh(move || {
                        r.field::<f64>("price").expect("a field") * r.field::<i64>("volume").expect("a field")
                    })
                })
                .numpy("r['price'] * r['volume']"),
        );
    }
    let n = 200_000;
    let setup = setup(n);
    cases.push(
        Case::new("records", "rows where price > 0, 2e5")
            .setup(&setup)
            .npcore(move |_| {
                let r = records(n);
                fresh(move || {
                    let rows = r.mask(r.field::<f64>("price").expect("a field").gt(0.0)).expect("a mask of its length");
                    rows.field::<f64>("price").expect("a field").to_owned()
                })
            })
            .numpy("r[r['price'] > 0]['price'].copy()"),
    );
    let orders: [(&str, &'static [&'static str], &str); 3] = [
        ("an integer field", &["volume"], "order='volume'"),
        ("a string and an integer", &["name", "volume"], "order=['name', 'volume']"),
        ("a float field", &["price"], "order='price'"),
    ];
    for (what, by, order) in orders {
        cases.push(
            Case::new("records", format!("sort by {what}, 2e5"))
                .setup(&setup)
                .npcore(move |_| {
                    let r = records(n);
                    fresh(move || {
                        let sorted = r.sort_order(by).expect("fields");
                        sorted.field::<i64>("volume").expect("a field").to_owned()
                    })
                })
                .numpy(format!("np.sort(r, {order})['volume'].copy()")),
        );
    }
    cases.push(
        Case::new("records", "searchsorted of 1e5 keys in a field, 2e5")
            .setup(format!("{setup}; r = np.sort(r, order='price'); keys = data('f8', 9, 100000)"))
            .npcore(move |_| {
                let (r, keys) = (records(n).sort_by(["price"]).expect("a field"), array::<f64>(9, 100_000));
                fresh(move || {
                    let price = r.field::<f64>("price").expect("a field");
                    np::searchsorted(price, &keys, np::Side::Left).expect("one axis")
                })
            })
            .numpy("np.searchsorted(r['price'], keys)"),
    );
    cases.push(
        Case::new("records", "groups of a string field, 2e5")
            .setup(&setup)
            .npcore(move |_| {
                let r = records(n);
                fresh(move || r.group_by(["name"]).expect("a field").counts())
            })
            .numpy("np.unique(r['name'], return_counts=True)[1]"),
    );
}

fn setup(n: usize) -> String {
    format!(
        "r = np.zeros({n}, [('name', 'U8'), ('price', 'f8'), ('volume', 'i8'), ('active', '?')]); \
         r['name'] = data('i4', 1, {n}).astype('U8'); r['price'] = data('f8', 2, {n}); \
         r['volume'] = (data('f8', 3, {n}) * 1e7).astype('i8'); r['active'] = data('?', 4, {n})"
    )
}

fn records(n: usize) -> np::RecordArray {
    let dtype = dtype!([("name", "U8"), ("price", "f8"), ("volume", "i8"), ("active", "?")]);
    let mut r = np::RecordArray::zeros_of(n, dtype).expect("memory");
    let names = array::<i32>(1, n).as_dyn().astype_dyn(DType::str_of(8)).expect("text of integers");
    r.set_field("name", &names).expect("a field");
    r.set_field("price", array::<f64>(2, n)).expect("a field");
    r.set_field("volume", (array::<f64>(3, n) * 1e7).astype::<i64>()).expect("a field");
    r.set_field("active", array::<bool>(4, n)).expect("a field");
    r
}
