//! `model list`, `fetch` and `check`, and `--model HUB-ID`, against a small hub on 127.0.0.1. The model it has is the
//! shipped one: 37.5 MB of weights, which take five ranges.

mod afbaken;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use afbaken::hub::{COMMIT, Fault, HubServer, ID};
use afbaken::{Folder, Outcome, afbaken, afbaken_with};

const WEIGHTS: &str = "model.safetensors";

/// A hub, and a user whose cache and settings lie in a folder of the test.
struct Scene {
    hub: HubServer,
    home: Folder,
}

impl Scene {
    fn new() -> Self {
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/afbaken-nl-en-static");
        let files = [
            "config.json",
            "tokenizer.json",
            WEIGHTS,
            "modules.json",
            "1_Pooling/config.json",
        ];
        let files = files.map(|file| (file.to_owned(), fs::read(shipped.join(file)).unwrap()));
        Self::with(files.into())
    }

    fn with(files: BTreeMap<String, Vec<u8>>) -> Self {
        Self {
            hub: HubServer::start(files),
            home: Folder::new(),
        }
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        self.run_with(arguments, &[])
    }

    fn run_with(&self, arguments: &[&str], more: &[(&str, &str)]) -> Outcome {
        let home = self.home.path("");
        let mut environment = vec![
            ("HF_ENDPOINT", self.hub.endpoint.as_str()),
            ("HF_HUB_OFFLINE", "0"),
            ("HF_HOME", home.as_str()),
            ("XDG_CONFIG_HOME", home.as_str()),
            ("XDG_CACHE_HOME", home.as_str()),
        ];
        environment.extend(more);
        afbaken_with(arguments, &environment)
    }

    fn fetch(&self) -> Outcome {
        self.run(&["model", "fetch", ID])
    }

    /// Ranges of the weights that were asked for since the last look.
    fn ranges(&self) -> Vec<String> {
        let asked = self.hub.take_requests().into_iter();
        let of_weights = asked.filter(|request| request.starts_with("GET") && request.contains(WEIGHTS));
        of_weights
            .filter_map(|request| Some(request.split(' ').nth(2)?.to_owned()))
            .collect()
    }

    fn lock(&self) -> String {
        fs::read_to_string(self.home.path("afbaken/models.lock")).unwrap_or_default()
    }

    fn snapshot(&self, file: &str) -> String {
        self.home
            .path(&format!("hub/models--test--tiny/snapshots/{COMMIT}/{file}"))
    }
}

#[test]
fn the_first_fetch_records_commit_and_checksums_and_later_loads_need_no_network() {
    let scene = Scene::new();
    let fetched = scene.fetch().exits(0);
    assert!(fetched.stdout.contains(COMMIT), "{}", fetched.stdout);
    assert_eq!(scene.ranges().len(), 5);
    let lock = scene.lock();
    for part in [ID, COMMIT, WEIGHTS, "1_Pooling/config.json", "tokenizer.json"] {
        assert!(lock.contains(part), "{part} is not in {lock}");
    }
    scene.run(&["model", "check", ID]).exits(0);
    let documents = scene.home.path("documents.csv");
    fs::write(&documents, "id,title\n1,Zuivering van afvalwater\n").unwrap();
    let out = scene.home.path("vectors.parquet");
    scene.run(&["embed", &documents, "--model", ID, "--out", &out]).exits(0);
    assert_eq!(scene.hub.take_requests(), Vec::<String>::new());
    assert_eq!(scene.lock(), lock);
}

#[test]
fn a_broken_download_is_kept_and_goes_on_where_it_broke() {
    let scene = Scene::new();
    scene.hub.set_fault(Fault::BreaksOffAfter(10 << 20));
    let broken = scene.fetch().exits(2);
    assert!(
        broken.stderr.contains("broke off after 8388608 bytes"),
        "{}",
        broken.stderr
    );
    assert_eq!(broken.n_said("hint:"), 1);
    assert_eq!(scene.lock(), "");
    scene.ranges();
    scene.hub.set_fault(Fault::None);
    scene.fetch().exits(0);
    let ranges = scene.ranges();
    assert_eq!(ranges.len(), 4, "{ranges:?}");
    assert!(ranges[0].starts_with("8388608-"), "{ranges:?}");
    assert!(scene.lock().contains(WEIGHTS));
}

#[test]
fn what_came_with_another_checksum_is_thrown_away() {
    let scene = Scene::new();
    scene.hub.set_fault(Fault::Changes);
    let damaged = scene.fetch().exits(2);
    assert!(damaged.stderr.contains("checksum"), "{}", damaged.stderr);
    assert!(damaged.stderr.contains(WEIGHTS), "{}", damaged.stderr);
    assert_eq!(scene.lock(), "");
    scene.hub.set_fault(Fault::None);
    scene.fetch().exits(0);
}

#[test]
fn a_file_that_was_changed_after_the_fetch_is_not_loaded() {
    let scene = Scene::new();
    scene.fetch().exits(0);
    let pooling = scene.snapshot("1_Pooling/config.json");
    let content = fs::read_to_string(&pooling).unwrap();
    fs::remove_file(&pooling).unwrap();
    fs::write(&pooling, content.replace("mean_tokens\": true", "mean_tokens\":  true")).unwrap();
    let changed = scene.run(&["model", "check", ID]).exits(2);
    assert!(changed.stderr.contains("1_Pooling/config.json"), "{}", changed.stderr);
    assert!(changed.stderr.contains("models.lock"), "{}", changed.stderr);
}

#[test]
fn offline_means_no_request_at_all() {
    let scene = Scene::new();
    for (arguments, environment) in [
        (["model", "fetch", ID, "--offline"].as_slice(), [("HF_HUB_OFFLINE", "")]),
        (&["model", "fetch", ID], [("HF_HUB_OFFLINE", "1")]),
        (&["model", "check", ID], [("HF_HUB_OFFLINE", "0")]),
        (
            &["embed", "x.csv", "--out", "y.parquet", "--model", ID, "--offline"],
            [("HF_HUB_OFFLINE", "0")],
        ),
    ] {
        let refused = scene.run_with(arguments, &environment).exits(2);
        assert!(refused.stderr.contains("not in the model cache"), "{}", refused.stderr);
        assert!(refused.stderr.contains("hint:"), "{}", refused.stderr);
    }
    assert_eq!(scene.hub.take_requests(), Vec::<String>::new());
}

#[test]
fn a_closed_network_and_an_unknown_model_are_told_apart() {
    let scene = Scene::new();
    let closed = scene.run_with(&["model", "fetch", ID], &[("HF_ENDPOINT", "http://127.0.0.1:1")]);
    let closed = closed.exits(2);
    assert!(
        closed.stderr.contains("http://127.0.0.1:1 cannot be reached"),
        "{}",
        closed.stderr
    );
    let unknown = scene.run(&["model", "fetch", "no/such"]).exits(2);
    assert!(unknown.stderr.contains("no such model"), "{}", unknown.stderr);
}

#[test]
fn a_model_that_is_a_pickle_on_the_hub_is_refused_without_fetching_it() {
    let config = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/afbaken-nl-en-static/config.json"));
    let files = [
        ("config.json", config.unwrap()),
        ("pytorch_model.bin", b"pickle".to_vec()),
    ];
    let scene = Scene::with(files.map(|(file, content)| (file.to_owned(), content)).into());
    let refused = scene.fetch().exits(2);
    assert!(refused.stderr.contains("pickle"), "{}", refused.stderr);
    assert!(refused.stderr.contains("safe_serialization"), "{}", refused.stderr);
    assert!(
        !scene
            .hub
            .take_requests()
            .iter()
            .any(|request| request.contains("pytorch"))
    );
}

#[test]
fn the_list_has_every_card_and_the_shipped_model_is_whole() {
    let cards = afbaken(&["model", "list", "--json"]).exits(0).json();
    let cards = cards.as_array().unwrap();
    let ids: Vec<&str> = cards.iter().filter_map(|card| card["id"].as_str()).collect();
    for id in [
        "afbaken-nl-en-static",
        "intfloat/multilingual-e5-small",
        "BAAI/bge-m3",
        "FacebookAI/xlm-roberta-base",
    ] {
        assert!(ids.contains(&id), "{ids:?}");
    }
    assert!(cards.iter().all(|card| card["sources"].is_object()));
    afbaken(&["model", "check"]).exits(0);
}
