//! A toy tensor with storage of its own, walked by npcore's plan.
//!
//! The storage is a `Vec<u8>`: it knows bytes only, as memory of a file or of another process would.
//! Layouts say where the elements lie; the plan says in which order to visit them. No unsafe code,
//! and nothing of npcore's arrays, dtypes or kernels.

use npcore_broadcast::{BroadcastError, OperandSpec, Plan};
use npcore_layout::{Layout, LayoutError, Order, s};

const ITEM: usize = size_of::<f64>();

/// Elements of `f64`, little-endian, in a shared or own buffer.
struct Tensor {
    bytes: Vec<u8>,
    layout: Layout,
}

impl Tensor {
    /// The values in C order.
    fn new(shape: &[usize], values: impl IntoIterator<Item = f64>) -> Result<Tensor, LayoutError> {
        let layout = Layout::contiguous(shape, ITEM, Order::C)?;
        let bytes: Vec<u8> = values.into_iter().flat_map(f64::to_le_bytes).collect();
        assert_eq!(bytes.len(), layout.nbytes(ITEM), "as many values as the shape wants");
        Ok(Tensor { bytes, layout })
    }

    /// The whole tensor as a view.
    fn view(&self) -> View<'_> {
        View { bytes: &self.bytes, layout: self.layout }
    }
}

/// Some of a tensor's elements: the same bytes under another layout.
#[derive(Clone, Copy)]
struct View<'a> {
    bytes: &'a [u8],
    layout: Layout,
}

impl View<'_> {
    fn with(self, layout: Layout) -> Self {
        View { layout, ..self }
    }

    /// The values in C order, whatever the layout is.
    fn values(self) -> Vec<f64> {
        let mut offsets = vec![self.layout.offset()];
        for (&length, &stride) in self.layout.shape().iter().zip(self.layout.strides()) {
            offsets = offsets.iter().flat_map(|o| (0..length).map(move |i| o + i as isize * stride)).collect();
        }
        offsets.into_iter().map(|offset| read(self.bytes, offset)).collect()
    }
}

/// `a + b` with NumPy's broadcasting, into a new tensor.
fn add(a: View<'_>, b: View<'_>) -> Result<Tensor, BroadcastError> {
    let operands = [OperandSpec::read(&a.layout), OperandSpec::read(&b.layout), OperandSpec::allocate(ITEM)];
    let plan = Plan::new(&operands, Order::K)?;
    let layout = plan.output_layout(2);
    let mut bytes = vec![0; layout.nbytes(ITEM)];

    // The plan has sorted, flipped and merged the axes. Two of them are ours, the rest is its own.
    let (n, strides) = plan.inner::<3>();
    plan.for_each_outer_n(0..plan.outer_len(), |start: [isize; 3]| {
        for j in 0..n[1] as isize {
            for i in 0..n[0] as isize {
                let at = |op: usize| start[op] + i * strides[op][0] + j * strides[op][1];
                write(&mut bytes, at(2), read(a.bytes, at(0)) + read(b.bytes, at(1)));
            }
        }
    });
    Ok(Tensor { bytes, layout })
}

fn read(bytes: &[u8], offset: isize) -> f64 {
    let start = usize::try_from(offset).expect("a layout stays in its buffer");
    f64::from_le_bytes(bytes[start..start + ITEM].try_into().expect("eight bytes"))
}

fn write(bytes: &mut [u8], offset: isize, value: f64) {
    let start = usize::try_from(offset).expect("a layout stays in its buffer");
    bytes[start..start + ITEM].copy_from_slice(&value.to_le_bytes());
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let table = Tensor::new(&[3, 4], (0..12).map(f64::from))?;
    let row = Tensor::new(&[4], [10.0, 20.0, 30.0, 40.0])?;
    let column = Tensor::new(&[3, 1], [100.0, 200.0, 300.0])?;

    // A row is stretched over the table, a column over a row.
    let sum = add(table.view(), row.view())?;
    assert_eq!(sum.view().values(), [10., 21., 32., 43., 14., 25., 36., 47., 18., 29., 40., 51.]);
    let outer = add(column.view(), row.view())?;
    assert_eq!(outer.layout.shape().as_slice(), [3, 4]);
    assert_eq!(outer.view().values()[..5], [110., 120., 130., 140., 210.]);

    // Views share the bytes: reversed, transposed, every second column.
    let whole = table.view();
    let backwards = whole.with(whole.layout.slice(&s![..;-1, ..])?);
    assert_eq!(backwards.values()[..4], [8., 9., 10., 11.]);
    assert_eq!(add(backwards, row.view())?.view().values()[..4], [18., 29., 40., 51.]);
    let columns = whole.with(whole.layout.slice(&s![.., ..;2])?.transpose());
    assert_eq!(columns.values(), [0., 4., 8., 2., 6., 10.]);
    assert_eq!(add(columns, columns)?.view().values(), [0., 8., 16., 4., 12., 20.]);

    // What is laid out in F order comes out in F order.
    let turned = whole.with(whole.layout.transpose());
    let doubled = add(turned, turned)?;
    assert!(doubled.layout.is_f_contiguous(ITEM));
    assert_eq!(doubled.view().values()[..3], [0., 8., 16.]);

    // Windows over one buffer, an element in many places at once.
    let windows = row.view().with(row.layout.sliding_window(&[2], None)?);
    assert_eq!(add(windows, windows)?.view().values(), [20., 40., 40., 60., 60., 80.]);

    // NumPy's words where shapes do not fit.
    let five = Tensor::new(&[3, 5], (0..15).map(f64::from))?;
    let error = add(table.view(), five.view()).err().ok_or("3x4 + 3x5 must fail")?;
    assert_eq!(error.to_string(), "operands could not be broadcast together with shapes (3,4) (3,5)");

    println!("layout-only: {:?}", sum.view().values());
    Ok(())
}
