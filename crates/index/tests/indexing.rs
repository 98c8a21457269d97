//! Reading and writing by index, against NumPy's own results (`cargo xtask goldens` makes the file; its script says what
//! the lines mean).

use npcore_array::{ArrayError, DynArray, DynView, DynViewMut, SliceItem};
use npcore_index::{ArrayIndex, ArrayIndexMut, CellsIndex, IndexItem, IntoIndexItem};

#[path = "../../array/tests/golden/mod.rs"]
mod golden;
use golden::{Memory, all_same, same_words};

enum Item {
    Basic(SliceItem),
    Array(Memory),
}

impl Item {
    fn parse(text: &str) -> Item {
        let (kind, rest) = text.split_at(1);
        Item::Basic(match kind {
            "i" => SliceItem::Index(rest.parse().unwrap()),
            "n" => SliceItem::NewAxis,
            "e" => SliceItem::Ellipsis,
            "s" => {
                let ends: Vec<Option<isize>> = rest.split(':').map(|end| end.parse().ok()).collect();
                SliceItem::Range { start: ends[0], stop: ends[1], step: ends.get(2).copied().flatten().unwrap_or(1) }
            }
            _ => return Item::Array(Memory::parse(rest)),
        })
    }

    fn item(&self) -> IndexItem<'_> {
        match self {
            Item::Basic(item) => IndexItem::Slice(*item),
            Item::Array(memory) => memory.view().into_index_item(),
        }
    }
}

fn items(text: &str) -> Vec<Item> {
    text.split(' ').filter(|item| !item.is_empty()).map(Item::parse).collect()
}

fn compare(line: &str, ours: &Result<DynArray, ArrayError>, numpys: &str) -> Result<(), String> {
    let differs = |ours: String| Err(format!("{line}\nours   {ours}"));
    match (ours, numpys.strip_prefix('!')) {
        (Err(e), Some(words)) => {
            let ours = format!("!{e}");
            if same_words(&ours, words) { Ok(()) } else { differs(ours) }
        }
        (Ok(a), None) => {
            let shape: Vec<String> = a.shape().iter().map(usize::to_string).collect();
            let ours = format!("{};{};{}", a.dtype().str(), shape.join(","), golden::hex(&a.to_bytes()));
            if ours == numpys { Ok(()) } else { differs(ours) }
        }
        (Ok(a), Some(_)) => differs(format!("{a}")),
        (Err(e), None) => differs(format!("!{e}")),
    }
}

fn write(op: &str, mut target: DynViewMut<'_>, index: &[Item], value: DynView<'_>) -> Result<(), ArrayError> {
    let mut at = target.index_mut(index.iter().map(Item::item))?;
    match op {
        "write" => at.assign(value),
        "+=" => at.add_assign(value),
        "-=" => at.sub_assign(value),
        "*=" => at.mul_assign(value),
        "|=" => at.bitor_assign(value),
        op => panic!("no operation {op}"),
    }
}

fn run(line: &str) -> Result<(), String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let index = items(fields[1]);
    let mut a = Memory::parse(fields[2]);
    if fields[0] == "read" {
        return compare(line, &a.view().index(index.iter().map(Item::item)), fields[3]);
    }
    let value = Memory::parse(fields[3]);
    let before = a.bytes.clone();
    // The same through cells.
    let mut other = Memory { bytes: before.clone(), ..Memory::parse(fields[2]) };
    let done = write(fields[0], a.view_mut(), &index, value.view());
    if done.is_err() && a.bytes != before {
        return Err(format!("{line}\nwritten in spite of the error"));
    }
    let cells = other.view_mut().into_cells();
    if fields[0] == "write" {
        let again = cells.index_mut(index.iter().map(Item::item)).and_then(|mut at| at.assign(value.view()));
        assert_eq!(again, done, "{line}");
        assert_eq!(other.bytes, a.bytes, "{line}");
    }
    compare(line, &done.map(|()| a.view().to_owned()), fields[4])
}

#[test]
fn like_numpy() {
    all_same(include_str!("goldens/indexing.txt"), 6000, run);
}
