//! `simulate`: a fully labelled file replayed as if it were labelled one by one.

mod labelled;
mod order;
mod outcome;

use std::process::ExitCode;

use learning::{Guarantee, LearningError, RecallGoal, Replay, Screening, SparseRows, Stopping, TfIdf};
use study::Progress;

use super::n_threads;
use crate::arguments::{Output, Promise, SimulateArguments, StoppingRule};
use crate::failure::Failure;
use crate::watch::Watch;
use labelled::Labelled;
use order::OrderFile;
use outcome::{Outcome, print};

pub fn simulate(arguments: &SimulateArguments, output: Output) -> anyhow::Result<ExitCode> {
    let mut watch = Watch::new(output);
    let labelled = Labelled::read(arguments, &mut watch)?;
    watch.begin("features", 0);
    let rows = TfIdf::default().fit_rows(&labelled.documents).1;
    watch.end("features", false, &format!("{} terms", rows.n_columns()));
    let screening = screening(arguments);
    let mut order = arguments.order.as_deref().map(OrderFile::create).transpose()?;
    let promised = labelled.promised(arguments.guarantee);
    let (mut outcomes, mut n_known) = (Vec::new(), 0);
    watch.begin("replay", arguments.seeds);
    for (done, replay) in replays(&rows, &labelled.labels, &screening, arguments.seeds).enumerate() {
        let (seed, replay) = (done as u64 + 1, replay.map_err(failure)?);
        if let Some(order) = &mut order {
            order.write(seed, &replay, &labelled.documents)?;
        }
        n_known = replay.priors.len();
        for outcome in Outcome::of_all(&replay, &promised, seed) {
            if output.json {
                say!("{}", outcome.line());
            }
            outcomes.push(outcome);
        }
        watch.advance(seed, arguments.seeds);
    }
    if let Some(order) = order {
        order.finish()?;
    }
    watch.end("replay", false, &format!("{} seeds", arguments.seeds));
    if !output.json {
        print(&outcomes, promised.len(), n_known, arguments);
    }
    Ok(ExitCode::SUCCESS)
}

fn screening(arguments: &SimulateArguments) -> Screening {
    let goal = RecallGoal {
        recall: arguments.target_recall,
        confidence: arguments.confidence,
    };
    let stopping = Stopping {
        goal,
        ..Stopping::default()
    };
    Screening {
        stopping: (arguments.stopping == StoppingRule::Guaranteed).then_some(stopping),
        guarantee: match arguments.guarantee {
            Promise::Each => Guarantee::Each,
            Promise::Pooled => Guarantee::Pooled,
        },
        ..Screening::default()
    }
}

/// The replays of seeds 1 to `n_seeds` in order, as many at a time as there are processors.
fn replays<'a>(
    rows: &'a SparseRows,
    labels: &'a [Vec<bool>],
    screening: &'a Screening,
    n_seeds: u64,
) -> impl Iterator<Item = Result<Replay, LearningError>> + 'a {
    let n_threads = n_threads() as u64;
    (0..n_seeds.div_ceil(n_threads)).flat_map(move |round| {
        let seeds = round * n_threads + 1..=((round + 1) * n_threads).min(n_seeds);
        std::thread::scope(|scope| {
            let running: Vec<_> = seeds
                .map(|seed| scope.spawn(move || Replay::run(rows, labels, screening, seed)))
                .collect();
            let ended = running
                .into_iter()
                .map(|replay| replay.join().expect("a replay does not panic"));
            ended.collect::<Vec<_>>()
        })
    })
}

fn failure(error: LearningError) -> Failure {
    Failure {
        message: error.to_string(),
        hint: error.hint().into(),
    }
}
