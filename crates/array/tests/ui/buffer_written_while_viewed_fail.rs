//! Bytes written while an array looks at them.
use npcore_array::frombuffer;

fn main() {
    let mut bytes = [1u8, 0];
    let a = frombuffer::<u16>(&bytes, None, 0).unwrap();
    bytes[0] = 2;
    println!("{a} {bytes:?}");
}
