//! What the report was made with, and what its words mean.

use crate::content::Quality;
use crate::edition::Edition;
use crate::wording::{Texts, plural};

/// Something that can be checked later.
pub(crate) struct Fact {
    pub(crate) label: String,
    pub(crate) value: String,
    /// Names and hashes, which read the same in any language.
    pub(crate) literal: Option<String>,
}

/// The facts of `edition`.
pub(crate) fn facts(edition: &Edition<'_>) -> Vec<Fact> {
    let (report, texts) = (edition.report, edition.texts);
    let mut facts = vec![
        plain(texts.method_program, format!("afbaken {}", report.version)),
        catalogue(edition),
    ];
    facts.push(match &report.model {
        None => plain(texts.method_model, texts.method_no_model.to_owned()),
        Some(model) => Fact {
            label: texts.method_model.to_owned(),
            value: edition.text(&model.note).to_owned(),
            literal: Some(model.name.clone()),
        },
    });
    facts.push(plain(texts.method_labels, labels(edition)));
    facts.extend(report.inputs.iter().map(|input| Fact {
        label: format!("{} {}", texts.method_inputs, input.file),
        value: String::new(),
        literal: Some(format!("sha256 {}", shortened(&input.sha256))),
    }));
    facts.extend(report.parameters.iter().map(|parameter| Fact {
        label: parameter.name.clone(),
        value: String::new(),
        literal: Some(parameter.value.clone()),
    }));
    facts
}

/// The words that the report counts with.
pub(crate) fn words(texts: &'static Texts) -> Vec<(&'static str, &'static str)> {
    vec![
        (texts.word_zone, texts.word_zone_text),
        (texts.word_share, texts.word_share_text),
        (texts.word_probability, texts.word_probability_text),
        (texts.word_fractional, texts.word_fractional_text),
        (texts.word_interval, texts.word_interval_text),
    ]
}

fn plain(label: &str, value: String) -> Fact {
    Fact {
        label: label.to_owned(),
        value,
        literal: None,
    }
}

fn catalogue(edition: &Edition<'_>) -> Fact {
    let texts = edition.texts;
    let Some(catalogue) = &edition.report.catalogue else {
        return plain(texts.method_catalogue, texts.method_no_catalogue.to_owned());
    };
    let n = edition.numbers.count(catalogue.n_ecosystems);
    let noun = plural(catalogue.n_ecosystems, texts.ecosystem_noun);
    let values = [&catalogue.name, n.as_str(), noun, shortened(&catalogue.hash)];
    plain(
        texts.method_catalogue,
        edition.say(texts.method_catalogue_value, &values),
    )
}

fn labels(edition: &Edition<'_>) -> String {
    let (texts, numbers) = (edition.texts, edition.numbers);
    let Quality::Estimated {
        n_labels,
        n_annotators,
        kappa,
        ..
    } = &edition.report.quality
    else {
        return texts.not_estimated_note.to_owned();
    };
    let agreement = match kappa {
        Some(kappa) => edition.say(texts.detail_kappa, &[&numbers.decimal(*kappa, 2)]),
        None if *n_annotators == 1 => texts.method_no_kappa.to_owned(),
        None => edition.say(texts.detail_kappa, &[texts.not_estimated]),
    };
    let (labels, readers) = (numbers.count(*n_labels), numbers.count(*n_annotators));
    let noun = plural(*n_annotators, texts.reader_noun);
    edition.say(texts.method_labels_value, &[&labels, &readers, noun, &agreement])
}

/// The first twelve digits of a hash: enough to recognise it by.
pub(crate) fn shortened(hash: &str) -> &str {
    hash.char_indices().nth(12).map_or(hash, |(end, _)| &hash[..end])
}
