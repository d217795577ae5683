//! How fast products are, in GFLOP/s, beside `matrixmultiply`: `cargo bench -p packed-gemm`.
//!
//! Runs of all rivals alternate, and the ratio is of medians, so that a busy machine slows all
//! alike. A triangle counts as half the work of its square; `matrixmultiply`, which knows no
//! triangles, computes the square and gets the work of the triangle credited. Words after `--`
//! choose the sections whose name contains one of them.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]
#![expect(
    unsafe_code,
    reason = "matrixmultiply takes raw pointers; the lengths are checked here"
)]

use std::env;
use std::time::Instant;

use packed_gemm::{Element, Gemm, GemmError, Kernel, Rows, Workspace};

const RUNS: usize = 7;

/// Quick products are repeated until a run has so much work.
const LEAST_FLOPS: f64 = 2e9;

/// Linear layers of a BERT: tokens, outputs, inputs.
const LAYERS: [(usize, usize, usize); 9] = [
    (32, 768, 768),
    (32, 3072, 768),
    (32, 768, 3072),
    (128, 768, 768),
    (128, 3072, 768),
    (128, 768, 3072),
    (1024, 3072, 768),
    (4096, 768, 768),
    (4096, 768, 3072),
];

fn main() -> Result<(), GemmError> {
    println!(
        "GFLOP/s, median of {RUNS} runs; ratio of {} to matrixmultiply\n",
        Kernel::detect()
    );
    for threads in [1, 2] {
        for (name, large, layers) in [
            ("product", true, &[(1024, 1024, 768), (4096, 4096, 768)][..]),
            ("layer", false, &LAYERS[..]),
        ] {
            for &(m, n, k) in layers {
                product::<f32>(name, m, n, k, threads)?;
                if large || m == 1024 {
                    product::<f64>(name, m, n, k, threads)?;
                }
            }
        }
        gram::<f32>(6000, 768, threads)?;
        gram::<f64>(6000, 768, threads)?;
        weighted_gram::<f32>(14_000, 768, threads)?;
        weighted_gram::<f64>(14_000, 768, threads)?;
        weighted_gram::<f32>(14_000, 100, threads)?;
    }
    for tokens in [8, 32, 128, 512] {
        attention(tokens)?;
    }
    for threads in [1, 2] {
        vectors(14_000, 768, threads)?;
    }
    Ok(())
}

/// What of `matrixmultiply` fits a type.
trait Float: Element {
    fn of(value: f32) -> Self;

    /// `out = a b`, both row-major; with `transposed`, `b` is given as its transpose.
    fn peer(
        a: &[Self],
        b: &[Self],
        shape: (usize, usize, usize),
        transposed: bool,
        out: &mut [Self],
    );
}

macro_rules! floats {
    ($($float:ty, $peer:path;)*) => {$(
        impl Float for $float {
            fn of(value: f32) -> Self {
                value.into()
            }

            fn peer(
                a: &[Self],
                b: &[Self],
                (m, n, k): (usize, usize, usize),
                transposed: bool,
                out: &mut [Self],
            ) {
                assert!(a.len() == m * k && b.len() == n * k && out.len() == m * n);
                let step = |n: usize| isize::try_from(n).expect("a length of a slice");
                let (down, across) = if transposed { (1, step(k)) } else { (step(n), 1) };
                // SAFETY: the lengths are those that shapes and strides reach.
                unsafe {
                    $peer(
                        m, k, n, 1.0, a.as_ptr(), step(k), 1, b.as_ptr(), down, across,
                        0.0, out.as_mut_ptr(), step(n), 1,
                    );
                }
            }
        }
    )*};
}

floats! {
    f32, matrixmultiply::sgemm;
    f64, matrixmultiply::dgemm;
}

fn numbers<T: Float>(count: usize, seed: u32) -> Vec<T> {
    let mut state = seed;
    (0..count)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            T::of((state >> 16) as u16 as f32 / 65_536.0 - 0.5)
        })
        .collect()
}

fn kernels() -> impl Iterator<Item = (String, Gemm)> {
    Kernel::ALL.into_iter().filter_map(|kernel| {
        let gemm = Gemm::new().with_kernel(kernel).ok()?;
        Some((kernel.to_string(), gemm))
    })
}

/// A shape that was wrong would be timed as very fast.
fn checked<T>(result: Result<T, GemmError>) {
    assert!(result.is_ok());
}

type Rival<'a> = (String, Box<dyn FnMut() + 'a>);

/// Whether the words of the command line choose a section.
fn chosen(section: &str) -> bool {
    let mut words = env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .peekable();
    words.peek().is_none() || words.any(|word| section.contains(&word))
}

/// Times all rivals in turn; the last is the peer.
fn report(section: &str, flops: f64, rivals: &mut [Rival<'_>]) {
    if !chosen(section) {
        return;
    }
    let rounds = (LEAST_FLOPS / flops).ceil();
    let mut seconds = vec![Vec::new(); rivals.len()];
    for run in 0..=RUNS {
        for ((_, work), seconds) in rivals.iter_mut().zip(&mut seconds) {
            let start = Instant::now();
            let mut round = 0.0;
            while round < rounds {
                work();
                round += 1.0;
            }
            // The first run warms up.
            if run > 0 {
                seconds.push(start.elapsed().as_secs_f64() / rounds);
            }
        }
    }
    let medians: Vec<f64> = seconds
        .iter_mut()
        .map(|seconds| {
            seconds.sort_by(f64::total_cmp);
            seconds[seconds.len() / 2]
        })
        .collect();
    print!("{section:<36}");
    for ((name, _), median) in rivals.iter().zip(&medians) {
        print!(" {name} {:6.1} ", flops / median / 1e9);
    }
    if let (Some(ours), Some(peer)) = (medians.first(), medians.last()) {
        println!(" ratio {:.2}", peer / ours);
    }
}

/// The largest difference, against what rounding explains.
fn assert_close<T: Float>(ours: &[T], peer: &[T], depth: usize) {
    for (a, b) in ours.iter().zip(peer) {
        let (a, b): (f64, f64) = ((*a).into(), (*b).into());
        assert!((a - b).abs() < 1e-6 * depth as f64, "{a} is not {b}");
    }
}

fn product<T: Float>(
    name: &str,
    m: usize,
    n: usize,
    k: usize,
    threads: usize,
) -> Result<(), GemmError> {
    let section = format!(
        "{name} {} {m}x{n}x{k}, {threads} t",
        std::any::type_name::<T>()
    );
    if !chosen(&section) {
        return Ok(());
    }
    let (a, b) = (numbers::<T>(m * k, 1), numbers::<T>(n * k, 2));
    let (left, right) = (Rows::new(&a, k)?, Rows::new(&b, k)?);
    let mut rivals: Vec<Rival<'_>> = Vec::new();
    let mut peer = vec![T::default(); m * n];
    T::peer(&a, &b, (m, n, k), true, &mut peer);
    for (name, gemm) in kernels() {
        let (gemm, packed) = (gemm.with_threads(threads), gemm.pack(&right));
        let mut out = vec![T::default(); m * n];
        let mut work = move || {
            gemm.product(&left, &packed, &mut out, n, |_, _, _| ())
                .map(|()| out[0])
        };
        work()?;
        rivals.push((name, Box::new(move || checked(work()))));
    }
    let mut out = vec![T::default(); m * n];
    Gemm::new().product(&left, &Gemm::new().pack(&right), &mut out, n, |_, _, _| ())?;
    assert_close(&out, &peer, k);
    rivals.push(peer_rival(&a, &b, (m, n, k), true, out));
    report(&section, 2.0 * (m * n * k) as f64, &mut rivals);
    Ok(())
}

fn peer_rival<'a, T: Float>(
    a: &'a [T],
    b: &'a [T],
    shape: (usize, usize, usize),
    transposed: bool,
    mut out: Vec<T>,
) -> Rival<'a> {
    let work = move || T::peer(a, b, shape, transposed, &mut out);
    ("matrixmultiply".to_owned(), Box::new(work))
}

fn gram<T: Float>(n: usize, k: usize, threads: usize) -> Result<(), GemmError> {
    let section = format!("gram {} {n}x{k}, {threads} t", std::any::type_name::<T>());
    if !chosen(&section) {
        return Ok(());
    }
    let a = numbers::<T>(n * k, 3);
    let rows = Rows::new(&a, k)?;
    let mut rivals: Vec<Rival<'_>> = Vec::new();
    for (name, gemm) in kernels() {
        let gemm = gemm.with_threads(threads);
        let mut out = vec![T::default(); n * n];
        rivals.push((
            name,
            Box::new(move || checked(gemm.gram(&rows, &mut out, n, |_, _, _| ()))),
        ));
    }
    rivals.push(peer_rival(
        &a,
        &a,
        (n, n, k),
        true,
        vec![T::default(); n * n],
    ));
    report(&section, (n * n * k) as f64, &mut rivals);
    Ok(())
}

fn weighted_gram<T: Float>(n: usize, d: usize, threads: usize) -> Result<(), GemmError> {
    let section = format!(
        "weighted_gram {} {n}x{d}, {threads} t",
        std::any::type_name::<T>()
    );
    if !chosen(&section) {
        return Ok(());
    }
    let (x, weights) = (numbers::<T>(n * d, 4), numbers::<T>(n, 5));
    // The peer gets the weighted and the transposed copy for nothing.
    let transposed: Vec<T> = (0..n * d).map(|at| x[at % n * d + at / n]).collect();
    let rows = Rows::new(&x, d)?;
    let mut rivals: Vec<Rival<'_>> = Vec::new();
    for (name, gemm) in kernels() {
        let (gemm, weights) = (gemm.with_threads(threads), &weights);
        let mut out = vec![0.0; d * d];
        let work = move || checked(gemm.weighted_gram(&rows, weights, &mut out, d));
        rivals.push((name, Box::new(work)));
    }
    let out = vec![T::default(); d * d];
    rivals.push(peer_rival(&transposed, &x, (d, d, n), false, out));
    report(&section, (d * d * n) as f64, &mut rivals);
    Ok(())
}

/// Twelve heads of 64: scores and weighted values.
fn attention(tokens: usize) -> Result<(), GemmError> {
    const HEAD: usize = 64;
    const WIDTH: usize = 12 * HEAD;
    let values = numbers::<f32>(tokens * WIDTH, 6);
    let head = Rows::with_stride(&values, tokens, HEAD, WIDTH)?;
    let scores = numbers::<f32>(tokens * tokens, 7);
    let weights = Rows::new(&scores, tokens)?;
    let flops = 2.0 * (tokens * tokens * HEAD) as f64;
    let packed: Vec<f32> = values
        .chunks(WIDTH)
        .flat_map(|row| &row[..HEAD])
        .copied()
        .collect();
    let mut rivals: Vec<Rival<'_>> = Vec::new();
    let mut others: Vec<Rival<'_>> = Vec::new();
    for (name, gemm) in kernels() {
        let (mut workspace, mut out) = (Workspace::new(), vec![0.0; tokens * tokens]);
        rivals.push((
            name.clone(),
            Box::new(move || {
                checked(gemm.small_product(0.125, &head, &head, &mut out, tokens, &mut workspace));
            }),
        ));
        let (mut workspace, mut out) = (Workspace::new(), vec![0.0; tokens * WIDTH]);
        others.push((
            name,
            Box::new(move || {
                checked(gemm.small_product_untransposed(
                    1.0,
                    &weights,
                    &head,
                    &mut out,
                    WIDTH,
                    &mut workspace,
                ));
            }),
        ));
    }
    let shape = (tokens, tokens, HEAD);
    rivals.push(peer_rival(
        &packed,
        &packed,
        shape,
        true,
        vec![0.0; tokens * tokens],
    ));
    let shape = (tokens, HEAD, tokens);
    others.push(peer_rival(
        &scores,
        &packed,
        shape,
        false,
        vec![0.0; tokens * HEAD],
    ));
    report(
        &format!("attention scores f32 {tokens}x{tokens}x64"),
        flops,
        &mut rivals,
    );
    report(
        &format!("attention values f32 {tokens}x64x{tokens}"),
        flops,
        &mut others,
    );
    Ok(())
}

/// Products with vectors read each value once: 2 flops for 4 bytes.
fn vectors(n: usize, k: usize, threads: usize) -> Result<(), GemmError> {
    let a = numbers::<f32>(n * k, 8);
    let rows = Rows::new(&a, k)?;
    let gemm = Gemm::new().with_threads(threads);
    let (vector, weights) = (numbers::<f32>(k, 9), numbers::<f32>(n, 10));
    let (vector_f64, weights_f64) = (numbers::<f64>(k, 9), numbers::<f64>(n, 10));
    let flops = 2.0 * (n * k) as f64;
    let (mut down, mut down_f64) = (vec![0.0_f32; n], vec![0.0_f64; n]);
    let (mut across, mut across_f64) = (vec![0.0_f32; k], vec![0.0_f64; k]);
    report(
        &format!("matvec f32 {n}x{k}, {threads} t"),
        flops,
        &mut [
            (
                "in f32".to_owned(),
                Box::new(|| checked(gemm.matvec(&rows, &vector, &mut down))),
            ),
            (
                "in f64".to_owned(),
                Box::new(|| checked(gemm.matvec(&rows, &vector_f64, &mut down_f64))),
            ),
            peer_rival(&a, &vector, (n, 1, k), true, vec![0.0; n]),
        ],
    );
    report(
        &format!("matvec_transposed f32 {n}x{k}, {threads} t"),
        flops,
        &mut [
            (
                "in f32".to_owned(),
                Box::new(|| checked(gemm.matvec_transposed(&rows, &weights, &mut across))),
            ),
            (
                "in f64".to_owned(),
                Box::new(|| checked(gemm.matvec_transposed(&rows, &weights_f64, &mut across_f64))),
            ),
            peer_rival(&weights, &a, (1, k, n), false, vec![0.0; k]),
        ],
    );
    Ok(())
}
