//! Draws made-up documents: most within a subject or elsewhere, some duplicate, short or empty of content.

use report::content::*;

use crate::subjects::{ELSEWHERE, ORGANISATIONS, SENTENCES, SUBJECTS, Subject, TITLES};

/// A sequence that looks drawn and never changes.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % end.max(1)
    }

    fn part(&mut self) -> f64 {
        self.below(1000) as f64 / 1000.0
    }
}

/// `n` documents, the first three of which are the hardest to show.
pub fn documents(n: usize) -> Vec<Document> {
    let mut draw = Draw(20);
    let mut documents = vec![longest(), right_to_left(), dangerous()];
    let weights: Vec<usize> = SUBJECTS
        .iter()
        .flat_map(|subject| std::iter::repeat_n(subject.0 as usize, subject.5))
        .collect();
    while documents.len() < n {
        let number = documents.len();
        let document = match draw.below(100) {
            0..=3 => Document {
                text: "Zie bijlage.".into(),
                information: Information::Short,
                ..elsewhere(number, &mut draw)
            },
            4..=6 => Document {
                information: Information::Boilerplate,
                ..elsewhere(number, &mut draw)
            },
            7..=8 => Document {
                duplicate_of: Some("P0012".into()),
                ..elsewhere(number, &mut draw)
            },
            9..=51 => elsewhere(number, &mut draw),
            _ => {
                let wanted = weights[draw.below(weights.len())];
                let subject = SUBJECTS
                    .iter()
                    .find(|subject| subject.0 as usize == wanted)
                    .unwrap_or(&SUBJECTS[0]);
                within(number, subject, &mut draw)
            }
        };
        documents.push(document);
    }
    documents
}

fn elsewhere(number: usize, draw: &mut Draw) -> Document {
    Document {
        id: format!("P{number:04}"),
        title: format!("{} de binnenstad", TITLES[draw.below(TITLES.len())]),
        text: (0..1 + draw.below(3))
            .map(|_| ELSEWHERE[draw.below(ELSEWHERE.len())])
            .collect::<Vec<_>>()
            .join(" "),
        year: (draw.below(20) > 0).then(|| 2014 + draw.below(7) as i32),
        kind: DocumentKind::Project,
        language: if draw.below(6) == 0 { "en" } else { "nl" }.into(),
        organisations: partners(draw),
        ..Document::default()
    }
}

fn partners(draw: &mut Draw) -> Vec<String> {
    let n = 1 + draw.below(3);
    let mut names: Vec<String> = (0..n)
        .map(|_| ORGANISATIONS[draw.below(ORGANISATIONS.len())].0.to_owned())
        .collect();
    names.sort();
    names.dedup();
    names
}

fn within(number: usize, subject: &Subject, draw: &mut Draw) -> Document {
    let words = subject.4;
    let text: Vec<String> = (0..2 + draw.below(4))
        .map(|at| SENTENCES[draw.below(SENTENCES.len())].replace("{}", words[at % words.len()]))
        .collect();
    let mut document = Document {
        title: format!("{} {} in de keten", TITLES[draw.below(TITLES.len())], words[0]),
        text: text.join(" "),
        ..elsewhere(number, draw)
    };
    document.year = document.year.map(|year| year.max(2014 + draw.below(7) as i32));
    let zone = [Zone::Core, Zone::Core, Zone::Core, Zone::Periphery, Zone::Unsure][draw.below(5)];
    document.attributions.push(attribution(&document, subject, zone, draw));
    if draw.below(4) == 0 {
        let second = &SUBJECTS[draw.below(SUBJECTS.len())];
        if second.1 != subject.1 && second.5 > 20 {
            document.text = format!("{} {}", document.text, SENTENCES[4].replace("{}", second.4[0]));
            document
                .attributions
                .push(attribution(&document, second, Zone::Periphery, draw));
            halve(&mut document);
        }
    }
    document
}

fn halve(document: &mut Document) {
    for found in &mut document.attributions {
        (found.share, found.low, found.high) = (found.share * 0.55, found.low * 0.5, found.high * 0.6);
    }
}

fn attribution(document: &Document, subject: &Subject, zone: Zone, draw: &mut Draw) -> Attribution {
    let probability = 0.55 + 0.44 * draw.part();
    let share = if zone == Zone::Unsure { 0.0 } else { probability };
    let mut evidence: Vec<Evidence> = subject.4.iter().flat_map(|word| matches(document, word)).collect();
    if draw.below(3) == 0 {
        let code = EvidenceKind::Code;
        evidence.push(Evidence {
            kind: code,
            rule: "cpc".into(),
            text: "C02F 1/44".into(),
            weight: 0.8,
            ..Evidence::default()
        });
    }
    Attribution {
        ecosystem: subject.1.into(),
        probability,
        share,
        low: (share - 0.2).max(0.0),
        high: if zone == Zone::Unsure {
            probability
        } else {
            (share + 0.1).min(1.0)
        },
        zone,
        mode: if draw.below(12) == 0 {
            Mode::Hybrid
        } else {
            Mode::Machine
        },
        evidence,
        ..Attribution::default()
    }
}

/// Where `word` stands in title and text, in code points.
pub fn matches(document: &Document, word: &str) -> Vec<Evidence> {
    let mut found = Vec::new();
    for (field, text) in [("title", &document.title), ("text", &document.text)] {
        for (byte, _) in text.match_indices(word) {
            let start = text[..byte].chars().count() as u32;
            found.push(Evidence {
                rule: word.into(),
                field: Some(field.into()),
                start: Some(start),
                end: Some(start + word.chars().count() as u32),
                text: word.into(),
                weight: 0.9,
                ..Evidence::default()
            });
        }
    }
    found
}

fn special(id: &str, title: &str, text: &str, subject: usize) -> Document {
    let mut document = Document {
        id: id.into(),
        title: title.into(),
        text: text.into(),
        year: Some(2018),
        kind: DocumentKind::Project,
        language: "nl".into(),
        organisations: vec![ORGANISATIONS[15].0.into(), ORGANISATIONS[12].0.into()],
        ..Document::default()
    };
    let found = attribution(&document, &SUBJECTS[subject], Zone::Core, &mut Draw(3));
    document.attributions.push(found);
    document
}

fn longest() -> Document {
    let title = "Ontwikkeling, opschaling en grensoverschrijdende demonstratie van een modulair, energiezuinig en door \
        kunstmatige intelligentie gestuurd systeem voor de terugwinning van fosfaat, cellulose en zuiver water uit \
        huishoudelijk en industrieel afvalwater met keramische membranen in de noordelijke provincies (fase 2, vervolg)";
    let opening = "In dit project wordt afvalwater behandeld met keramische membranen 🌊, zodat fosfaat als grondstof terugkomt. ";
    special(
        "P0000",
        title,
        &format!(
            "{opening}{}",
            "De proefinstallatie draait twee jaar en levert een open meetreeks. ".repeat(90)
        ),
        8,
    )
}

fn right_to_left() -> Document {
    let text =
        "בפרויקט זה נבדקת התפלת מים בעזרת membranen קרמיים, והתוצאות יפורסמו. The partners share membranen and data.";
    Document {
        language: "he".into(),
        ..special("P0001", "התפלת מים בעזרת membranen", text, 8)
    }
}

fn dangerous() -> Document {
    let title = "</script><img src=x onerror=alert(1)> \"membranen\" & 'robot' <b>vet</b>";
    special(
        "P0002",
        title,
        "=HYPERLINK(\"http://x\") <!-- membranen --> </script><script>alert(2)</script>",
        8,
    )
}
