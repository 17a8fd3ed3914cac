#!/usr/bin/env bash
# Makes the model from the data folder: installs the pinned packages, writes the pairs, trains, measures.
#
#     AFBAKEN_DATA=path/to/data bash run.sh
#
# PYTHON  an interpreter that has requirements.txt already (default: a virtual environment made in build/, Python 3.11)
# MODEL   where the model's files go (default: the folder above this one)
# Takes 5 to 10 minutes on one core of a recent server, with the download of torch on top. build/ can go afterwards.
set -euo pipefail
: "${AFBAKEN_DATA:?set AFBAKEN_DATA to the data folder}"
here=$(cd "$(dirname "$0")" && pwd)
build="$here/build"
model="${MODEL:-$here/..}"
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 RAYON_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1

mkdir -p "$build"
if [ -z "${PYTHON:-}" ]; then
    python3 -m venv "$build/venv"
    PYTHON="$build/venv/bin/python"
    "$PYTHON" -m pip install --quiet -r "$here/requirements.txt"
fi
"$PYTHON" "$here/pairs.py" "$AFBAKEN_DATA" "$build/pairs.jsonl"
"$PYTHON" "$here/train.py" "$build/pairs.jsonl" "$model"
"$PYTHON" "$here/evaluate.py" "$AFBAKEN_DATA" "$model"
