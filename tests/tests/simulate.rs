//! `simulate`: its figures recomputed from the order it writes, the same seed the same bytes, and what people do wrong.

mod afbaken;

use std::collections::BTreeMap;

use afbaken::{Folder, afbaken as program};
use serde_json::Value;

/// 120 documents of which every tenth is about water; labels in a language of choice.
fn review(yes: &str, no: &str) -> String {
    let mut rows = "id,title,abstract,opgenomen\n".to_owned();
    for n in 0..120 {
        let (title, label) = if n % 10 == 0 {
            (format!("Membranes for drinking water part {n}"), yes)
        } else {
            (format!("Deep learning for traffic and noise part {n}"), no)
        };
        rows += &format!("D{n},{title},We study method {} on case {n}.,{label}\n", n % 7);
    }
    rows
}

fn lines(stdout: &str) -> Vec<Value> {
    stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect()
}

/// For each seed the documents in order, each with whether it was known at the start.
fn orders(path: &str) -> BTreeMap<u64, Vec<(String, bool)>> {
    let mut orders: BTreeMap<u64, Vec<(String, bool)>> = BTreeMap::new();
    let mut reader = csv::Reader::from_path(path).expect("the order");
    assert_eq!(reader.headers().unwrap(), vec!["seed", "step", "document_id", "prior"]);
    for record in reader.records() {
        let record = record.expect("a row");
        let order = orders.entry(record[0].parse().unwrap()).or_default();
        order.push((record[2].to_owned(), record[3].parse().unwrap()));
        assert_eq!(record[1].parse(), Ok(order.len()), "steps count from 1");
    }
    orders
}

fn is_relevant(id: &str) -> bool {
    id[1..].parse::<usize>().unwrap() % 10 == 0
}

#[test]
fn figures_follow_from_the_order() {
    let folder = Folder::new();
    let input = folder.write("review.csv", review("1", "0"));
    let order = folder.path("order.csv");
    let arguments = [
        "simulate",
        &input,
        "--label",
        "opgenomen",
        "--seeds",
        "3",
        "--order",
        &order,
        "--json",
    ];
    let printed = lines(&program(&arguments).exits(0).stdout);
    let orders = orders(&order);
    assert_eq!((printed.len(), orders.len()), (3, 3));
    for figures in printed {
        let order = &orders[&figures["seed"].as_u64().unwrap()];
        let mut ids: Vec<&String> = order.iter().map(|(id, _)| id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 120, "every document once");
        let priors: Vec<bool> = order
            .iter()
            .filter(|(_, prior)| *prior)
            .map(|(id, _)| is_relevant(id))
            .collect();
        assert_eq!(priors, [true, false]);
        let found: Vec<usize> = order
            .iter()
            .filter(|(_, prior)| !prior)
            .scan(0, |found, (id, _)| {
                *found += usize::from(is_relevant(id));
                Some(*found)
            })
            .collect();
        assert_eq!((&figures["n"], &figures["n_relevant"]), (&118.into(), &11.into()));
        let needed = found.iter().position(|found| *found as f64 >= 0.95 * 11.0).unwrap() + 1;
        let near = |name: &str, expected: f64| {
            let value = figures[name].as_f64().unwrap();
            assert!((value - expected).abs() < 1e-9, "{name}: {value} for {expected}");
        };
        near("wss95", 0.95 - needed as f64 / 118.0);
        near("recall_at_10pct", found[10] as f64 / 11.0);
        let stop = figures["stop_n_labelled"].as_u64().unwrap() as usize;
        near("stop_recall", found[stop - 1] as f64 / 11.0);
    }
}

#[test]
fn the_same_seeds_give_the_same_bytes_in_any_language_of_labels() {
    let folder = Folder::new();
    let run = |name: &str, yes: &str, no: &str, threads: &str| {
        let input = folder.write(name, review(yes, no));
        let order = folder.path(&format!("{name}.order"));
        let arguments = [
            "simulate",
            &input,
            "--label",
            "Opgenomen",
            "--seeds",
            "2",
            "--order",
            &order,
            "--json",
        ];
        let outcome = program(&[&arguments[..], &["--threads", threads]].concat()).exits(0);
        (outcome.stdout, std::fs::read(&order).unwrap())
    };
    let digits = run("digits.csv", "1", "0", "1");
    assert_eq!(digits, run("again.csv", "1", "0", "2"));
    assert_eq!(digits, run("dutch.csv", "Ja", "NEE", "1"));
    assert_eq!(digits, run("english.csv", "YES", "no", "1"));
}

#[test]
fn mistakes_are_named_with_a_way_out() {
    let folder = Folder::new();
    let check = |content: String, label: &str, named: &[&str]| {
        let input = folder.write("review.csv", content);
        let outcome = program(&["simulate", &input, "--label", label, "--quiet"]).exits(2);
        assert_eq!(outcome.stdout, "");
        assert_eq!(
            (outcome.n_said("error:"), outcome.n_said("hint:")),
            (1, 1),
            "{}",
            outcome.stderr
        );
        for name in named {
            assert!(outcome.stderr.contains(name), "{name} in {}", outcome.stderr);
        }
    };
    check(
        review("1", "0"),
        "included",
        &["`included`", "`abstract`", "`opgenomen`"],
    );
    check(review("1", "1"), "opgenomen", &["all 120 labels are yes"]);
    check(
        review("misschien", "0"),
        "opgenomen",
        &["`misschien`", "`D0`", "7 more"],
    );
    check(review("", ""), "opgenomen", &["empty"]);
    let one = review("0", "0").replacen(",0\n", ",1\n", 1);
    check(one, "opgenomen", &["1 of 120 documents"]);
}

/// 120 documents with two labels: every tenth is about water, every eighth about energy.
fn two_labels() -> String {
    let mut rows = "id,title,abstract,water,energy\n".to_owned();
    for n in 0..120 {
        let (water, energy) = (n % 10 == 0, n % 8 == 0);
        let words = ["Noise", "Membranes for drinking water", "Wind turbines and batteries"];
        let title = if water {
            words[1]
        } else {
            words[usize::from(energy) * 2]
        };
        rows += &format!(
            "D{n},{title} part {n},We study method {} on case {n}.,{},{}\n",
            n % 7,
            u8::from(water),
            u8::from(energy)
        );
    }
    rows
}

#[test]
fn several_labels_are_read_at_once_and_each_keeps_the_promise() {
    let folder = Folder::new();
    let input = folder.write("projects.csv", two_labels());
    let arguments = [
        "simulate", &input, "--label", "water", "--label", "energy", "--seeds", "2",
    ];
    let printed = lines(&program(&[&arguments[..], &["--json"]].concat()).exits(0).stdout);
    let named: Vec<_> = printed
        .iter()
        .map(|line| (line["seed"].as_u64(), line["label"].as_str()))
        .collect();
    let expected = [(1, "water"), (1, "energy"), (2, "water"), (2, "energy")];
    assert_eq!(named, expected.map(|(seed, label)| (Some(seed), Some(label))));
    for line in &printed {
        assert!((116..=118).contains(&line["n"].as_u64().unwrap()), "{line}");
        assert!(line["stop_recall"].as_f64().unwrap() >= 0.95, "{line}");
    }
    let table = program(&arguments).exits(0).stdout;
    assert!(
        table.contains("water") && table.contains("recall of some label below 0.95 in"),
        "{table}"
    );
    let pooled = program(&[&arguments[..], &["--guarantee", "pooled", "--json"]].concat()).exits(0);
    let pooled = lines(&pooled.stdout);
    assert_eq!((pooled.len(), &pooled[0]["label"]), (2, &"water or energy".into()));
    assert!(pooled[0]["stop_n_labelled"].as_u64() <= printed[0]["stop_n_labelled"].as_u64());
}

#[test]
fn every_label_that_cannot_be_replayed_is_named() {
    let folder = Folder::new();
    let rows = two_labels().replace(",1,0\n", ",0,0\n").replace(",1,1\n", ",0,1\n");
    let rows = rows.replacen(",0,1\n", ",misschien,soms\n", 1);
    let input = folder.write("projects.csv", rows.clone());
    let arguments = ["simulate", &input, "--label", "water", "--label", "energy", "--quiet"];
    let outcome = program(&arguments).exits(2);
    for named in ["`misschien` in column `water`", "`soms` in column `energy`"] {
        assert!(outcome.stderr.contains(named), "{}", outcome.stderr);
    }
    let none = rows.replace(",misschien,soms\n", ",0,0\n").replace(",0,1\n", ",0,0\n");
    let input = folder.write("none.csv", none);
    let outcome = program(&["simulate", &input, "--label", "water", "--label", "energy"]).exits(2);
    for named in [
        "column `water`: all 120 labels are no",
        "column `energy`: all 120 labels are no",
    ] {
        assert!(outcome.stderr.contains(named), "{}", outcome.stderr);
    }
}

#[test]
fn documents_without_a_label_are_left_out() {
    let folder = Folder::new();
    let input = folder.write("review.csv", review("1", "0") + "X,No label here,None at all,\n");
    let outcome = program(&["simulate", &input, "--label", "opgenomen", "--json"]).exits(0);
    assert_eq!(lines(&outcome.stdout)[0]["n"], 118);
    assert!(
        outcome.stderr.contains("1 documents without a label"),
        "{}",
        outcome.stderr
    );
}
