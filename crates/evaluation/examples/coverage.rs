//! How often do the intervals cover? A simulation: `cargo run --release -p evaluation --example coverage -- 2000`.
use evaluation::{StratifiedEstimate, StratumCounts, allocate};
use rand::seq::index::sample;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

struct Regime {
    name: &'static str,
    prevalence: f64,
    separation: f64,
    hidden: f64,
    budget: usize,
    n: usize,
}

fn main() {
    let n_runs: u64 = std::env::args().nth(1).map_or(200, |n| n.parse().unwrap());
    let r = |name, n, prevalence, separation, hidden, budget| Regime {
        name,
        prevalence,
        separation,
        hidden,
        budget,
        n,
    };
    let regimes = [
        r("rare", 10000, 0.003, 3.0, 0.0, 200),
        r("3% sep", 10000, 0.03, 3.0, 0.0, 200),
        r("3% sep", 10000, 0.03, 3.0, 0.0, 500),
        r("3% poor", 10000, 0.03, 1.5, 0.0, 300),
        r("10%", 10000, 0.1, 2.0, 0.0, 200),
        r("10%", 10000, 0.1, 2.0, 0.0, 500),
        r("10% hidden", 10000, 0.1, 2.0, 0.1, 500),
        r("3% hidden tenth", 10000, 0.03, 3.0, 0.1, 300),
        r("838 6%", 838, 0.06, 2.0, 0.0, 200),
        r("30%", 2000, 0.3, 1.5, 0.0, 200),
        r("3% none", 10000, 0.03, 0.5, 0.0, 300),
    ];
    let only = std::env::var("ONLY").unwrap_or_default();
    for (k, regime) in regimes.iter().enumerate() {
        if !only.is_empty() && !only.split(',').any(|o| o.parse::<usize>() == Ok(k)) {
            continue;
        }
        let mut c = [[0u64; 3]; 4];
        let mut width = [0.0; 4];
        let mut low_miss = [0u64; 4];
        let mut random = ChaCha8Rng::seed_from_u64(5);
        for _ in 0..n_runs {
            let (counts, truth) = one(regime, &mut random);
            for (k, confidence) in [0.9, 0.95].into_iter().enumerate() {
                let e = StratifiedEstimate::of(&counts, regime.n, confidence);
                for (i, f) in [e.precision, e.recall, e.prevalence, e.over_count].iter().enumerate() {
                    let (low, high) = f.ends();
                    c[i][k] += u64::from(low - 1e-9 <= truth[i] && truth[i] <= high + 1e-9);
                    if k == 0 {
                        width[i] += high - low;
                        if truth[i] < low - 1e-9 {
                            low_miss[i] += 1
                        }
                        c[i][2] += u64::from(f.estimate().is_some());
                    }
                }
            }
        }
        print!(
            "{:16} {:6} {:5} {:4} {:4}",
            regime.name, regime.n, regime.prevalence, regime.separation, regime.budget
        );
        for i in 0..4 {
            let f = |x: u64| x as f64 / n_runs as f64;
            print!(
                " | {:.3} {:.3} w{:.2} lo{:.3} e{:.2}",
                f(c[i][0]),
                f(c[i][1]),
                width[i] / n_runs as f64,
                f(low_miss[i]),
                f(c[i][2])
            );
        }
        println!();
    }
}

fn one(g: &Regime, random: &mut ChaCha8Rng) -> (Vec<StratumCounts>, [f64; 4]) {
    let mut docs: Vec<(f64, bool)> = (0..g.n)
        .map(|_| {
            let t = random.random::<f64>() < g.prevalence;
            let shown = t && random.random::<f64>() >= g.hidden;
            let s: f64 = StandardNormal.sample(random);
            (s + g.separation * f64::from(u8::from(shown)) - 0.9 * g.separation, t)
        })
        .collect();
    docs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let n_above = docs.iter().filter(|d| d.0 >= 0.0).count();
    let n_below = g.n - n_above;
    let mut edges = vec![0];
    for c in [0.33, 0.67, 1.0] {
        edges.push((n_above as f64 * c) as usize);
    }
    for c in [0.02, 0.10, 0.30, 1.0] {
        edges.push(n_above + (n_below as f64 * c) as usize);
    }
    let sides: Vec<(bool, usize)> = edges.windows(2).map(|e| (e[1] <= n_above, e[1] - e[0])).collect();
    let labels = allocate(&sides, g.budget);
    let counts = edges
        .windows(2)
        .zip(&sides)
        .zip(&labels)
        .map(|((e, side), &n)| {
            let yes = sample(random, side.1, n).iter().filter(|i| docs[e[0] + i].1).count();
            StratumCounts {
                n_yes: yes,
                n_no: n - yes,
                ..StratumCounts::unlabelled(side.0, side.1)
            }
        })
        .collect();
    let kept = docs[..n_above].iter().filter(|d| d.1).count() as f64;
    let all = docs.iter().filter(|d| d.1).count() as f64;
    (
        counts,
        [
            kept / n_above as f64,
            kept / all,
            all / g.n as f64,
            n_above as f64 / all,
        ],
    )
}
