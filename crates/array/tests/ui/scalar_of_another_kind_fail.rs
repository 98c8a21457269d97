//! A scalar variable of another type is not converted behind one's back.
use npcore_array::array;

fn main() {
    let step: u64 = 2;
    let _ = &array![1.5f32, 2.5] * step;
}
