//! What `run.json` says of a run before it was timed.

use std::collections::BTreeMap;

use attribution::Mode;

use crate::attributing::USUAL_THRESHOLD;
use crate::map_stage;
use crate::run_classifier::RunClassifier;
use crate::run_record::RunRecord;
use crate::scope::{Delineation, Made, Scope};
use crate::summary::{counts, themes_record};
use crate::themes;

impl Scope {
    /// Settings that change the result, by the name of their flag.
    fn parameters(&self, made: &Made) -> BTreeMap<String, String> {
        let map = (!self.mapping.is_empty()).then(|| ("map", format!("{:?}", self.mapping)));
        let classifier = made.classifier.as_ref();
        let weighing = self.delineation.as_ref().map(|_| match classifier {
            Some(classifier) => format!("{} ({})", classifier.name(), &classifier.sha256()[..12]),
            None => "none".to_owned(),
        });
        let threshold = self
            .delineation
            .as_ref()
            .map(|d| ("threshold", d.threshold_in_words(classifier)));
        let given = [map, weighing.map(|name| ("classifier", name)), threshold];
        let given = given.into_iter().flatten().chain(made.people.files.iter().cloned());
        let themes = self.themes.iter().flat_map(themes::parameters);
        let given = given.chain(themes);
        given.map(|(name, value)| (name.to_owned(), value)).collect()
    }

    pub(crate) fn record(&self, made: &Made) -> RunRecord {
        RunRecord {
            version: env!("CARGO_PKG_VERSION").into(),
            command: self.command.clone(),
            inputs: made.read.files.clone(),
            catalogue_sha256: made.catalogue.as_ref().map(|catalogue| catalogue.sha256.clone()),
            model: made.model().cloned(),
            seed: self.seed,
            parameters: self.parameters(made),
            classifier: made.classifier.as_ref().map(RunClassifier::record),
            mode: made
                .classifier
                .as_ref()
                .map_or(Mode::Human, RunClassifier::mode)
                .name()
                .into(),
            counts: counts(made),
            themes: made.themes.as_ref().map(themes_record),
            map: made.map.as_ref().map(|map| map_stage::record(map, self.seed)),
            timings: Vec::new(),
        }
    }
}

impl Delineation {
    /// The least probability that attributes, as the run's record has it.
    fn threshold_in_words(&self, classifier: Option<&RunClassifier>) -> String {
        let learnt = classifier.map_or(Some(USUAL_THRESHOLD), RunClassifier::threshold);
        match self.threshold.or(learnt) {
            Some(threshold) => threshold.to_string(),
            None => "each label's own".into(),
        }
    }
}
