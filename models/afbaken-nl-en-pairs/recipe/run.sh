#!/usr/bin/env bash
# Makes the classifier from the data folder: writes the readers' labels as one file, trains, prints the figures.
#
#     AFBAKEN_DATA=path/to/data bash run.sh
#
# OUT     where the classifier goes (default: the folder above this one)
# FLAGS   further flags of the example `pair_classifier` (`--without words`, `--ablation` …)
# A minute or two on one core; files without labels show which sentences are formulas. The folder build/ can go afterwards.
set -euo pipefail
: "${AFBAKEN_DATA:?set AFBAKEN_DATA to the data folder}"
here=$(cd "$(dirname "$0")" && pwd)
build="$here/build"
out="${OUT:-$here/..}"
mkdir -p "$build"
python3 "$here/labels.py" "$AFBAKEN_DATA" "$build/labels.csv"
cd "$here/../../.."
# Of the rules on texts that they were not sharpened on: see "the trap in it" in the card.
# shellcheck disable=SC2086
cargo run --release -p study --example pair_classifier -- \
    "$AFBAKEN_DATA"/funds/{nl,nl1420,ie,mt}.jsonl.xz "$AFBAKEN_DATA"/cordis/projects.jsonl.xz \
    "$AFBAKEN_DATA"/patents/*.csv.xz "$AFBAKEN_DATA"/openalex/topics.csv.xz \
    --labels "$build/labels.csv" --unseen 0.70,0.61 --out "$out" ${FLAGS:-}
