//! Records: rows of named fields, sorted, chosen, and read from a device's log in place.

use np::prelude::*;
use npcore as np;

use super::Tour;

/// A trade as a C program, or this one, has it.
#[derive(Clone, Copy, Debug, PartialEq, np::Record)]
#[repr(C)]
struct Trade {
    name: np::Str<20>,
    price: f64,
    volume: i64,
    active: bool,
}

const LOG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/sensors.bin");

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say("A record has named fields of any types. One field is a view, a step of whole rows.");
    step!(tour, "person = np.dtype([('name', 'U10'), ('age', 'i4'), ('weight', 'f4')])";
        let person = dtype!([("name", "U10"), ("age", "i4"), ("weight", "f4")]));
    step!(tour, "people = np.array([('Alice', 25, 55.5), ('Bob', 30, 85.0)], person)";
        let people = RecordArray::from_rows(person, [("Alice", 25, 55.5), ("Bob", 30, 85.0)])?);
    step!(tour, "people"; people);
    step!(tour, "people['name']"; people.field_dyn("name")?);
    step!(tour, "people['age'].mean()"; people.field::<i32>("age")?.mean(..)?);

    tour.say("Masks, positions and slices choose rows; a sort by fields moves each row once.");
    step!(tour, "trade = np.dtype([('name', 'U20'), ('price', 'f8'), ('volume', 'i8'), ('active', '?')])";
        let trade = dtype!([("name", "U20"), ("price", "f8"), ("volume", "i8"), ("active", "?")]));
    step!(tour, "trades = np.array([('BTC', 50000.0, 100, True), ('ETH', 3000.0, 500, True), ('XRP', 100.0, 20, False)], trade)";
        let mut trades = RecordArray::from_rows(trade, [
            ("BTC", 50000.0, 100, true), ("ETH", 3000.0, 500, true), ("XRP", 100.0, 20, false),
        ])?);
    step!(tour, "trades['price']"; trades.field::<f64>("price")?);
    step!(tour, "np.shares_memory(trades, trades['price'])"; np::shares_memory(&trades, &trades.field::<f64>("price")?));
    step!(tour, "trades[trades['price'] > 1000]"; trades.mask(trades.field::<f64>("price")?.gt(1000.0))?);
    step!(tour, "np.sort(trades, order='volume')"; trades.sort_by(["volume"])?);
    step!(tour, "trades[['volume', 'name']]"; trades.fields(["volume", "name"])?);
    step!(tour, "trades['price'][1:] *= 2"; trades.field_mut::<f64>("price")?.slice_mut(s![1..]).map_inplace(|x| 2.0 * x));
    step!(tour, "trades[1]"; trades.slice(s![1]));
    step!(tour, "# NumPy: no field of name prize"; trades.field::<f64>("prize").map(|_| ()));

    tour.say(
        "A Rust struct is a record, too: its array has NumPy's aligned dtype, and is the same memory as a RecordArray.",
    );
    step!(tour, "aligned = np.dtype([('name', 'U20'), ('price', 'f8'), ('volume', 'i8'), ('active', '?')], align=True)";
        let aligned = DType::of::<Trade>());
    step!(tour, "aligned.itemsize"; aligned.itemsize());
    step!(tour, "typed = trades.astype(aligned)";
        let typed: Array<Trade> = trades.as_dyn().astype_dyn(aligned)?.downcast()?);
    step!(tour, "typed['volume'].sum()"; typed.field(Trade::volume)?.sum(..)?);
    step!(tour, "# a row is a struct"; let first: Trade = typed.get([0])?);
    step!(tour, "typed[0]['price']"; first.price);

    tour.say("A file of mixed types, as a device writes it: packets of 22 bytes, some fields big-endian, none aligned. One dtype \
              reads it, without a copy.");
    step!(tour, "header = np.dtype([('magic', 'S4'), ('version', '<u2'), ('count', '<u2')])";
        let header = dtype!([("magic", "S4"), ("version", "<u2"), ("count", "<u2")]));
    step!(tour, "packet = np.dtype([('time', '<M8[us]'), ('sensor', 'u1'), ('kind', 'S3'), ('value', '>f4'), ('axes', '<i2', (3,))])";
    let packet = dtype!([
        ("time", "<M8[us]"), ("sensor", "u1"), ("kind", "S3"), ("value", ">f4"), ("axes", "<i2", [3]),
    ]));
    step!(tour, "data = open('sensors.bin', 'rb').read()";
        let data = std::fs::read(LOG).map_err(|error| np::Error::Value(error.to_string()))?);
    step!(tour, "np.frombuffer(data, header, 1)"; np::frombuffer_dyn(&data, header, Some(1), 0)?);
    step!(tour, "log = np.frombuffer(data, packet, offset=8)"; let log = np::frombuffer_dyn(&data, packet, None, 8)?);
    step!(tour, "log[:3]"; log.slice(s![..3]));
    step!(tour, "log['axes'].shape"; log.field_dyn("axes")?.shape());
    step!(tour, "log['value'].max()"; log.field_dyn("value")?.max(0)?);
    step!(tour, "log[log['value'] > 99]['sensor']"; log.mask(log.field_dyn("value")?.gt(99.0))?.field_dyn("sensor")?);
    step!(tour, "np.unique(log['sensor'], return_counts=True)[1]"; log.group_by(["sensor"])?.counts());
    step!(tour, "np.diff(log['time']).max()"; np::diff(log.field_dyn("time")?, 1, 0)?.max(0)?);
    Ok(())
}
