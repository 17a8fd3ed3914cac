//! The code that sets the documents of a theme apart, where documents carry codes.

use std::collections::{BTreeMap, BTreeSet};

use corpus::Document;
use theme::Themes;

/// A code has to be on as many documents of the theme, and on this part of those that carry codes of its scheme.
const FEWEST_DOCUMENTS: usize = 3;
const LEAST_PART: f64 = 0.2;

/// Characters of a CPC or IPC code that are its subclass (`H01L`).
const SUBCLASS: usize = 4;

/// The code nearest to a theme.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ThemeCode {
    /// The scheme's lower-case name.
    pub(crate) scheme: String,
    /// The code; of CPC and IPC the subclass.
    pub(crate) code: String,
    /// Part of the theme's documents with codes of the scheme that carry it, in (0, 1].
    pub(crate) part: f64,
}

impl ThemeCode {
    /// As it stands in tables: `cpc H01L`.
    pub(crate) fn shown(&self) -> String {
        format!("{} {}", self.scheme, self.code)
    }
}

/// A scheme and a code.
type Code = (String, String);

/// For each theme the code of the largest part × ln(1 + mean number of documents a theme / documents with the code), the score
/// that names themes by words; `None` where too few documents carry one. A document counts in the theme it mostly is in.
pub(crate) fn theme_codes(documents: &[Document], found: &Themes) -> Vec<Option<ThemeCode>> {
    let k = found.themes.len();
    let mut carried: Vec<BTreeMap<Code, usize>> = vec![BTreeMap::new(); k];
    let mut coded: Vec<BTreeMap<String, usize>> = vec![BTreeMap::new(); k];
    let mut everywhere: BTreeMap<Code, usize> = BTreeMap::new();
    for (document, memberships) in documents.iter().zip(&found.memberships) {
        let Some(&(theme, _)) = memberships.first() else {
            continue;
        };
        for scheme in document.codes.keys() {
            *coded[theme].entry(scheme.clone()).or_default() += 1;
        }
        for code in codes(document) {
            *everywhere.entry(code.clone()).or_default() += 1;
            *carried[theme].entry(code).or_default() += 1;
        }
    }
    let mean = found.themes.iter().map(|theme| theme.n_documents).sum::<usize>() as f64 / k.max(1) as f64;
    let nearest = |(carried, coded): (&BTreeMap<Code, usize>, &BTreeMap<String, usize>)| {
        let part = |code: &Code, n: usize| n as f64 / coded[&code.0] as f64;
        let score = |code: &Code, n: usize| part(code, n) * (1.0 + mean / everywhere[code] as f64).ln();
        let usual = carried
            .iter()
            .filter(|(code, n)| **n >= FEWEST_DOCUMENTS && part(code, **n) >= LEAST_PART);
        let (code, n) = usual.max_by(|a, b| score(a.0, *a.1).total_cmp(&score(b.0, *b.1)).then(b.0.cmp(a.0)))?;
        Some(ThemeCode {
            scheme: code.0.clone(),
            code: code.1.clone(),
            part: part(code, *n),
        })
    };
    carried.iter().zip(&coded).map(nearest).collect()
}

/// A document's codes, each once; CPC and IPC as subclasses.
fn codes(document: &Document) -> BTreeSet<Code> {
    let of_scheme = |(scheme, codes): (&String, &Vec<String>)| -> Vec<Code> {
        let code = |code: &String| match scheme.as_str() {
            "cpc" | "ipc" => code.chars().filter(|c| !c.is_whitespace()).take(SUBCLASS).collect(),
            _ => code.clone(),
        };
        codes.iter().map(|one| (scheme.clone(), code(one))).collect()
    };
    document.codes.iter().flat_map(of_scheme).collect()
}

#[cfg(test)]
mod tests {
    use theme::{KChoice, Theme};

    use super::*;

    fn themes(memberships: Vec<usize>, k: usize) -> Themes {
        let theme = |place: usize| Theme {
            theme_id: format!("t{place}"),
            label_nl: None,
            label_en: None,
            terms: Vec::new(),
            n_documents: memberships.iter().filter(|theme| **theme == place).count(),
            representatives: Vec::new(),
            stability: 1.0,
            centroid: Vec::new(),
        };
        Themes {
            themes: (0..k).map(theme).collect(),
            memberships: memberships.iter().map(|&theme| vec![(theme, 1.0)]).collect(),
            choice: KChoice {
                k,
                stability: 1.0,
                resolution: None,
                null_stability: 0.0,
                tried: Vec::new(),
            },
            n_outliers: 0,
        }
    }

    #[test]
    fn the_code_that_sets_a_theme_apart_is_its_nearest() {
        let document = |codes: &[&str]| Document {
            codes: BTreeMap::from([("cpc".to_owned(), codes.iter().map(|code| (*code).to_owned()).collect())]),
            ..Document::default()
        };
        // All carry Y02E; only the first three H01L as well, under two main groups and with a blank.
        let mut documents = vec![document(&["H01L31/04", "Y02E10/50"]); 2];
        documents.push(document(&["H01L 21/02", "Y02E10/50"]));
        documents.extend(vec![document(&["Y02E10/50"]); 3]);
        documents.push(Document::default());
        let found = theme_codes(&documents, &themes(vec![0, 0, 0, 1, 1, 1, 2], 3));
        let shown: Vec<Option<String>> = found.iter().map(|code| code.as_ref().map(ThemeCode::shown)).collect();
        assert_eq!(shown, [Some("cpc H01L".into()), Some("cpc Y02E".into()), None]);
        assert_eq!(found[0].as_ref().unwrap().part, 1.0);
    }
}
