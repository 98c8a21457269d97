//! Bit generators, generators and seed sequences go out and come back, in a format for people and in a compact one.

#![cfg(feature = "serde")]

use npcore_random::{
    Generator, Mt19937, Pcg64, Pcg64Dxsm, Philox, RandomState, SeedSequence, Seeded, Sfc64, default_rng,
};

fn both<T: serde::Serialize + serde::de::DeserializeOwned>(value: &T) -> [T; 2] {
    let text = serde_json::to_string(value).unwrap();
    let bytes = postcard::to_stdvec(value).unwrap();
    [serde_json::from_str(&text).unwrap(), postcard::from_bytes(&bytes).unwrap()]
}

#[test]
fn bit_generators_go_on_where_they_were() {
    fn check<B>(mut bits: B)
    where
        B: Seeded + Clone + PartialEq + std::fmt::Debug + serde::Serialize + serde::de::DeserializeOwned,
    {
        bits.next_u64();
        bits.next_u32();
        bits.spawn(2).unwrap();
        for mut again in both(&bits) {
            assert_eq!(again, bits);
            // The next child is the third.
            assert_eq!(again.spawn(1).unwrap(), bits.clone().spawn(1).unwrap());
        }
    }
    check(Pcg64::new(1));
    check(Pcg64Dxsm::new([1, 2]));
    check(Philox::new(u128::MAX));
    check(Sfc64::new(4));
    check(Mt19937::new(5));
    for mut again in both(&default_rng(6)) {
        assert_eq!(again.random_one(), default_rng(6).random_one());
    }
    let mut old = RandomState::new(7);
    old.standard_normal_one();
    for mut again in both(&old) {
        assert_eq!(again.randn(3).to_vec(), old.clone().randn(3).to_vec());
    }
    let mut sequence = SeedSequence::with_pool([1, 2], [3], 6).unwrap();
    sequence.spawn(4);
    for again in both(&sequence) {
        assert_eq!(again, sequence);
    }
}

#[test]
fn what_is_no_state_is_refused() {
    let text = serde_json::to_string(&Pcg64::new(1)).unwrap();
    let refused = serde_json::from_str::<Pcg64Dxsm>(&text).unwrap_err();
    assert!(refused.to_string().contains("state must be for a PCG64DXSM PRNG"), "{refused}");
    let text = serde_json::to_string(&Mt19937::new(1)).unwrap();
    let beyond = text.replace("\"pos\":623", "\"pos\":9999");
    assert_ne!(text, beyond);
    assert!(serde_json::from_str::<Mt19937>(&beyond).is_err());
    assert!(serde_json::from_str::<Generator<Mt19937>>(&text).is_ok());
    let pool = r#"{"entropy":[1],"spawn_key":[],"pool_size":3,"n_children_spawned":0}"#;
    assert!(serde_json::from_str::<SeedSequence>(pool).is_err());
}
