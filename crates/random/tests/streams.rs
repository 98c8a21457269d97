//! Seed sequences and bit generators against NumPy's own words (`cargo xtask goldens` makes the file; its script says what
//! the lines mean).

use npcore_random::{
    BitGenerator, Generator, IntoSeed, Mt19937, Pcg64, Pcg64Dxsm, Philox, SeedSequence, Seeded, Sfc64,
};

const STREAMS: &str = include_str!("goldens/streams.txt");

/// The seed in a type that holds it, single or as a list.
struct Seed(Vec<u128>);

impl IntoSeed for Seed {
    fn into_seed(self) -> npcore_random::Result<SeedSequence> {
        match self.0[..] {
            [one] => one.into_seed(),
            _ => self.0.into_seed(),
        }
    }
}

fn hex(values: impl IntoIterator<Item = impl Into<u64>>) -> String {
    let words: Vec<String> = values.into_iter().map(|w| format!("{:x}", w.into())).collect();
    words.join(",")
}

fn raw(bits: &mut dyn BitGenerator, n: usize) -> String {
    hex((0..n).map(|_| bits.next_raw()))
}

/// What a case asks of any bit generator.
fn common<B: Seeded>(seed: Seed, what: &str, n: usize) -> String {
    let mut bits = B::from_sequence(seed.into_seed().unwrap());
    match what {
        "raw" => raw(&mut bits, n),
        "mixed" => {
            let mut rng = Generator::new(bits);
            hex((0..n).map(|i| match i % 3 {
                0 => (rng.random_one() * 9_007_199_254_740_992.0) as u64,
                _ => rng.integers_one(0..1i64 << 32).unwrap() as u64,
            }))
        }
        other => panic!("nothing called {other}"),
    }
}

fn pieces(name: &str, seed: Seed, what: &str, n: usize) -> String {
    // Five words and a half before a jump.
    macro_rules! jumped {
        ($t:ident, $jumps:expr) => {{
            let mut bits = $t::new(seed);
            (0..5).for_each(|_| _ = bits.next_raw());
            bits.next_u32();
            raw(&mut bits.jumped($jumps), n)
        }};
    }
    let delta = 10u128.pow(20) + 7;
    macro_rules! advanced {
        ($t:ident, $delta:expr) => {{
            let mut bits = $t::new(seed);
            (0..3).for_each(|_| _ = bits.next_raw());
            bits.advance($delta);
            raw(&mut bits, n)
        }};
    }
    match (name, what) {
        ("SeedSequence", "pool") => hex(seed.into_seed().unwrap().pool().iter().copied()),
        ("SeedSequence", "state") => hex(seed.into_seed().unwrap().generate_state(n)),
        ("SeedSequence", "state64") => hex(seed.into_seed().unwrap().generate_state_u64(n)),
        ("SeedSequence", "child") => {
            let mut sequence = seed.into_seed().unwrap();
            sequence.spawn(2);
            hex(sequence.spawn(1)[0].spawn(1)[0].generate_state(n))
        }
        ("SeedSequence", "pool8") => {
            let key = [3u64, 1 << 35];
            let sequence = match seed.0[..] {
                [one] => SeedSequence::with_pool(one, key, 8),
                _ => SeedSequence::with_pool(seed.0, key, 8),
            };
            hex(sequence.unwrap().generate_state(n))
        }
        ("PCG64", "jumped") => jumped!(Pcg64, 3),
        ("PCG64DXSM", "jumped") => jumped!(Pcg64Dxsm, 3),
        ("Philox", "jumped") => jumped!(Philox, 3),
        ("MT19937", "jumped") => jumped!(Mt19937, 1),
        ("PCG64", "advanced") => advanced!(Pcg64, delta),
        ("PCG64DXSM", "advanced") => advanced!(Pcg64Dxsm, delta),
        ("Philox", "advanced") => advanced!(Philox, [delta as u64, (delta >> 64) as u64, 0, 0]),
        ("MT19937", "legacy") => {
            let words: Vec<u64> = seed.0.iter().map(|&w| w as u64).collect();
            let bits = if let [one] = words[..] { Mt19937::legacy(one) } else { Mt19937::legacy(words) };
            raw(&mut bits.unwrap(), n)
        }
        ("PCG64", _) => common::<Pcg64>(seed, what, n),
        ("PCG64DXSM", _) => common::<Pcg64Dxsm>(seed, what, n),
        ("Philox", _) => common::<Philox>(seed, what, n),
        ("SFC64", _) => common::<Sfc64>(seed, what, n),
        ("MT19937", _) => common::<Mt19937>(seed, what, n),
        other => panic!("nothing called {other:?}"),
    }
}

#[test]
fn words_are_numpys() {
    let mut wrong = vec![];
    for line in STREAMS.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [name, seed, what, values] = fields[..] else { panic!("four: {line}") };
        let seed = Seed(seed.split(',').map(|n| n.parse().unwrap()).collect());
        let ours = pieces(name, seed, what, values.split(',').count());
        if ours != values {
            wrong.push(format!("{name} {} {what}", fields[1]));
        }
    }
    assert!(STREAMS.lines().count() > 100);
    assert_eq!(wrong, [] as [&str; 0]);
}

/// Every cut of a stream into single words, halves and blocks is the same stream.
#[test]
fn blocks_are_what_single_words_are() {
    fn check<B: Seeded + Clone + std::fmt::Debug + PartialEq>() {
        for (n, halves) in [(0, 0), (1, 1), (3, 2), (4, 5), (7, 130), (64, 129), (500, 257), (1300, 3)] {
            let mut single = B::from_sequence(SeedSequence::new(9));
            single.next_u32();
            let mut block = single.clone();
            let (mut words, mut parts) = (vec![0; n], vec![0; halves]);
            block.fill_u32(&mut parts);
            block.fill_u64(&mut words);
            let mut more = vec![0; halves];
            block.fill_u32(&mut more);
            assert!(parts.iter().all(|&w| w == single.next_u32()));
            assert!(words.iter().all(|&w| w == single.next_u64()));
            assert!(more.iter().all(|&w| w == single.next_u32()));
            assert_eq!(block.next_raw(), single.next_raw());
            assert_eq!(block, single);
        }
    }
    check::<Pcg64>();
    check::<Pcg64Dxsm>();
    check::<Philox>();
    check::<Sfc64>();
    check::<Mt19937>();
}

#[test]
fn states_go_out_and_in() {
    let mut pcg = Pcg64::new(5);
    pcg.next_u32();
    let mut again = Pcg64::from_state(pcg.state());
    assert_eq!(again.next_u32(), pcg.next_u32());
    assert_eq!(again.state(), pcg.state());
    let mut philox = Philox::new(5);
    philox.next_u64();
    assert_eq!(Philox::from_state(philox.state()).next_u64(), philox.next_u64());
    let mut sfc = Sfc64::new(5);
    assert_eq!(Sfc64::from_state(sfc.state()).next_u64(), sfc.next_u64());
    let mut mt = Mt19937::new(5);
    mt.next_u32();
    assert_eq!(Mt19937::from_state(mt.state()).unwrap().next_u64(), mt.next_u64());
    let mut state = mt.state();
    state.pos = 625;
    assert!(mt.set_state(state.clone()).is_err());
    (state.pos, state.key) = (0, vec![1; 623]);
    assert!(mt.set_state(state).is_err());
    // Back by as many steps as there were.
    let (start, mut bits) = (Pcg64Dxsm::new(1), Pcg64Dxsm::new(1));
    bits.advance(1000);
    bits.advance(1000u128.wrapping_neg());
    assert_eq!(bits, start);
}

#[test]
fn children_differ_and_need_a_seed() {
    let mut rng = npcore_random::default_rng(1);
    let mut first: Vec<f64> = rng.spawn(3).unwrap().iter_mut().map(|r| r.random_one()).collect();
    first.extend(rng.spawn(1).unwrap().iter_mut().map(|r| r.random_one()));
    let numbers: std::collections::HashSet<u64> = first.iter().map(|x| x.to_bits()).collect();
    assert_eq!(numbers.len(), 4);
    let refused = Philox::with_key([1, 2], [0; 4]).spawn(1).unwrap_err();
    assert_eq!(refused.to_string(), "The underlying SeedSequence does not implement spawning.");
    assert_eq!(Pcg64::try_new(-1).unwrap_err().to_string(), "expected non-negative integer");
    assert_eq!(Mt19937::legacy(-1).unwrap_err().to_string(), "Seed must be between 0 and 2**32 - 1");
    assert_eq!(Mt19937::legacy(Vec::<u32>::new()).unwrap_err().to_string(), "Seed must be non-empty");
    assert_ne!(Pcg64::new(()), Pcg64::new(()));
}
