//! `sample`: questions drawn at random, or chosen to learn from, as a file to fill in.

use std::process::ExitCode;

use evaluation::AnswerLanguage;
use serde_json::json;
use study::{DrawnSample, Purpose, SampleDesign};

use crate::arguments::{Output, ReportLanguage, SampleArguments, SamplePurpose};
use crate::failure::Failure;

pub fn sample(arguments: &SampleArguments, output: Output) -> anyhow::Result<ExitCode> {
    if arguments.probabilities.is_some() && arguments.purpose == SamplePurpose::Estimate {
        return Err(Failure {
            message: "`--probabilities` tells what to train on, and the sample is to estimate".into(),
            hint: "add `--purpose train`".into(),
        }
        .into());
    }
    let design = SampleDesign {
        run: arguments.run.clone(),
        ecosystems: arguments.ecosystem.clone(),
        catalogue: arguments.catalogue.clone(),
        purpose: match arguments.purpose {
            SamplePurpose::Estimate => Purpose::Estimate,
            SamplePurpose::Train => Purpose::Train {
                probabilities: arguments.probabilities.clone(),
            },
        },
        budget: arguments.budget,
        seed: arguments.seed,
        labels: arguments.labels.clone(),
        is_blind: arguments.blind,
        language: match arguments.language {
            ReportLanguage::Nl => AnswerLanguage::Dutch,
            ReportLanguage::En => AnswerLanguage::English,
        },
    };
    let sample = design.draw()?;
    sample.write(&arguments.out)?;
    if !sample.has_vectors {
        eprintln!(
            "note: the run has no vectors to tell near from far, so that little is learnt of what is missed; \
             `afbaken scope` makes them"
        );
    }
    if output.json {
        let strata = sample.strata.iter();
        let strata = strata.map(|(name, size, n)| json!({"stratum": name, "size": size, "drawn": n}));
        say!(
            "{:#}",
            json!({"questions": sample.rows.len(), "documents": sample.n_documents(), "answered": sample.n_answered,
                   "strata": strata.collect::<Vec<_>>(), "file": arguments.out})
        );
    } else {
        print_sample(&sample, arguments);
    }
    Ok(ExitCode::SUCCESS)
}

fn print_sample(sample: &DrawnSample, arguments: &SampleArguments) {
    for (name, size, n) in &sample.strata {
        say!("{name:<50} {n:>6} of {size}");
    }
    say!(
        "\n{} questions on {} documents in {}; {} are answered already.",
        sample.rows.len(),
        sample.n_documents(),
        arguments.out.display(),
        sample.n_answered
    );
    match arguments.purpose {
        SamplePurpose::Estimate => say!(
            "Fill in `value`, then: afbaken evaluate {} --labels {}",
            arguments.run.display(),
            arguments.out.display()
        ),
        SamplePurpose::Train => say!(
            "Fill in `value`, then: afbaken train INPUT --labels {} --out DIR\n\
             The questions are chosen, not drawn: `evaluate` takes no recall from them.",
            arguments.out.display()
        ),
    }
}
