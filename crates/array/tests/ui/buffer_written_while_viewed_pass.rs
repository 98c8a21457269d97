//! Bytes written through the array itself.
use npcore_array::frombuffer_mut;

fn main() {
    let mut bytes = [1u8, 0];
    let mut a = frombuffer_mut::<u16>(&mut bytes, None, 0).unwrap();
    a.fill(u16::from_le(2));
    bytes[1] += 1;
    assert_eq!(bytes, [2, 1]);
}
