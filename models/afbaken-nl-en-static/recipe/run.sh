#!/usr/bin/env bash
# Makes the model from the data folder: installs the pinned packages, writes the pairs, trains, measures.
#
#     AFBAKEN_DATA=path/to/data bash run.sh
#
# PYTHON  an interpreter that has requirements.txt already (default: a virtual environment made in build/, Python 3.11)
# MODEL   where the model's files go (default: the folder above this one)
# SPLIT   final, or choice: for choosing settings on a part of the training half (default: final)
# FLAGS   further flags of train.py (`--dimensions 320` …)
# Takes about half an hour on half a core of a recent server, with the download of torch on top. Cut off, it goes on where it
# was. build/ can go afterwards, and must go for another split, other flags or other data.
set -euo pipefail
: "${AFBAKEN_DATA:?set AFBAKEN_DATA to the data folder}"
here=$(cd "$(dirname "$0")" && pwd)
build="$here/build"
model="${MODEL:-$here/..}"
split="${SPLIT:-final}"
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 RAYON_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1

mkdir -p "$build"
if [ -z "${PYTHON:-}" ]; then
    python3 -m venv "$build/venv"
    PYTHON="$build/venv/bin/python"
    "$PYTHON" -m pip install --quiet -r "$here/requirements.txt"
fi
if [ ! -e "$build/pairs.jsonl" ]; then
    "$PYTHON" "$here/pairs.py" "$AFBAKEN_DATA" "$build/pairs.partial" --split "$split"
    mv "$build/pairs.partial" "$build/pairs.jsonl"
fi
# shellcheck disable=SC2086
"$PYTHON" "$here/train.py" "$build/pairs.jsonl" "$build/training" "$model" ${FLAGS:-}
"$PYTHON" "$here/parity.py" "$AFBAKEN_DATA" "$model"
"$PYTHON" "$here/../../../tests/benchmarks/builtin_model.py" \
    --data "$AFBAKEN_DATA" --model "$model" --pairs "$build/pairs.jsonl" --split "$split"
