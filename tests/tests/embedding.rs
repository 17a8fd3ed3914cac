//! `embed`: a row a document in their order, what was cut is said, and a cache that changes nothing but the time.

mod afbaken;

use std::fs;

use afbaken::{Folder, afbaken, demo};

#[test]
fn a_cache_gives_the_same_file_and_what_it_has_is_not_encoded_again() {
    let folder = Folder::new();
    let (cache, demo) = (folder.path("cache"), demo());
    let embed = |out: &str, more: &[&str]| {
        let out = folder.path(out);
        let arguments = [&["embed", &demo, "--out", &out, "--json"][..], more].concat();
        let said = afbaken(&arguments).exits(0).json();
        (said, fs::read(&out).unwrap())
    };
    let (plain, without) = embed("plain.parquet", &[]);
    let (first, made) = embed("first.parquet", &["--cache", &cache]);
    let (second, again) = embed("second.parquet", &["--cache", &cache]);
    assert!(plain["cached"].is_null());
    let n = plain["documents"].as_u64().unwrap();
    assert!(n > 100, "{plain}");
    assert!(first["cached"].as_u64().unwrap() < n, "{first}");
    assert_eq!(second["cached"].as_u64(), Some(n));
    assert!(without == made && made == again);
    let (windows, _) = embed("windows.parquet", &["--cache", &cache, "--long-texts", "windows"]);
    assert!(
        windows["cached"].as_u64().unwrap() < n,
        "another setting is another cache: {windows}"
    );
}

#[test]
fn what_the_model_does_not_read_is_said_and_windows_read_it() {
    let folder = Folder::new();
    let long = "water ".repeat(2000);
    let documents = folder.write("long.csv", format!("id,title,text\n1,Kort,Kort\n2,Lang,{long}\n"));
    let out = folder.path("out.parquet");
    let head = afbaken(&["embed", &documents, "--out", &out]).exits(0);
    assert!(
        head.stderr.contains("of 1 documents the end was not read"),
        "{}",
        head.stderr
    );
    let windows = afbaken(&["embed", &documents, "--out", &out, "--long-texts", "windows"]).exits(0);
    assert!(!windows.stderr.contains("not read"), "{}", windows.stderr);
    // A token a word at least, of which a passage holds 512 with the marks around it.
    let head = afbaken(&["embed", &documents, "--out", &out, "--json"]).exits(0).json();
    assert!(head["cut_tokens"].as_u64().unwrap() >= 2000 - 512, "{head}");
}

#[test]
fn without_the_gpu_that_is_asked_for_the_cpu_does_the_work_and_says_so() {
    let folder = Folder::new();
    let documents = folder.write("two.csv", "id,title,text\n1,Kort,Kort\n2,Water,Water\n");
    let embed = |device: &str| {
        let out = folder.path("out.parquet");
        let said = afbaken(&["embed", &documents, "--out", &out, "--device", device]).exits(0);
        (said.stderr, fs::read(&out).unwrap())
    };
    let (on_cpu, expected) = embed("cpu");
    assert!(!on_cpu.contains("the CPU does the work"), "{on_cpu}");
    let (said, found) = embed("cuda:4096");
    assert!(
        said.contains("note: ") && said.contains("the CPU does the work"),
        "{said}"
    );
    assert!(found == expected);
    let wrong = afbaken(&["embed", &documents, "--out", "x", "--device", "gpu"]).exits(2);
    assert!(
        wrong.stderr.contains("`gpu` is none of auto, cpu, cuda and cuda:N"),
        "{}",
        wrong.stderr
    );
}

#[test]
fn a_model_that_fails_leaves_no_file() {
    let folder = Folder::new();
    let out = folder.path("out.parquet");
    afbaken(&["embed", "no-such-file.csv", "--out", &out]).exits(2);
    afbaken(&["embed", &demo(), "--out", &out, "--model", &folder.path("no-model")]).exits(2);
    assert_eq!(afbaken::contents(&folder.path("")).len(), 0);
}
