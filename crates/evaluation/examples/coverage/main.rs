//! How often the intervals of [`evaluation::StratifiedEstimate`] hold the truth:
//! `cargo run --release -p evaluation --example coverage -- 2000` prints a line a regime.

mod simulation;

use simulation::{Coverage, FIGURES, Regime, coverage};

const REGIMES: [Regime; 9] = [
    regime("rare", 10_000, 0.003, 3.0, 0.0, 200),
    regime("good scores", 10_000, 0.03, 3.0, 0.0, 200),
    regime("good scores", 10_000, 0.03, 3.0, 0.0, 500),
    regime("poor scores", 10_000, 0.03, 1.5, 0.0, 300),
    regime("common", 10_000, 0.1, 2.0, 0.0, 200),
    regime("common", 10_000, 0.1, 2.0, 0.0, 500),
    regime("a tenth hidden", 10_000, 0.1, 2.0, 0.1, 500),
    regime("scores that say little", 10_000, 0.03, 0.5, 0.0, 300),
    regime("few documents", 838, 0.06, 2.0, 0.0, 200),
];

const fn regime(
    name: &'static str,
    n_documents: usize,
    prevalence: f64,
    separation: f64,
    hidden: f64,
    n_labels: usize,
) -> Regime {
    Regime {
        name,
        n_documents,
        prevalence,
        separation,
        hidden,
        n_labels,
        in_two_steps: false,
    }
}

fn main() {
    let n_runs = std::env::args()
        .nth(1)
        .map_or(2_000, |n| n.parse().expect("a number of runs"));
    println!(
        "covered at 90 % / at 95 % (mean width at 90 %; part in which it is estimated; part in which\n         all was labelled, which is not in the coverage), {n_runs} runs a line"
    );
    println!(
        "regime | documents | prevalence | separation | hidden | labels | steps | {}",
        FIGURES.join(" | ")
    );
    let in_two_steps = REGIMES.map(|regime| Regime {
        in_two_steps: true,
        ..regime
    });
    for regime in REGIMES.iter().chain(&in_two_steps) {
        let at = |confidence| coverage(regime, n_runs, confidence, 1);
        let shown = at(0.9)
            .into_iter()
            .zip(at(0.95))
            .map(|(nine, more): (Coverage, Coverage)| {
                format!(
                    "{:.3} / {:.3} ({:.2}; {:.2}; {:.2})",
                    nine.covered, more.covered, nine.width, nine.estimated, nine.known
                )
            });
        println!(
            "{} | {} | {} | {} | {} | {} | {} | {}",
            regime.name,
            regime.n_documents,
            regime.prevalence,
            regime.separation,
            regime.hidden,
            regime.n_labels,
            1 + u8::from(regime.in_two_steps),
            shown.collect::<Vec<_>>().join(" | ")
        );
    }
}
