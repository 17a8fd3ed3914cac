"""Do the probabilities of `afbaken classify` keep their word after 500 labelled texts?

Trains on 500 random texts, classifies all others, and prints the expected calibration error over all pairs of text and
label (15 bins of equal counts), beside the error that perfect probabilities would show at that number (mean of 200 imagined
outcomes). Mean of --seeds draws.
"""

import argparse
import csv
import json
import lzma
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

csv.field_size_limit(10**9)
N_LABELLED = 500
N_BINS = 15


def opened(data: Path, name: str):
    return lzma.open(data / f"{name}.xz", "rt", encoding="utf-8", errors="replace")


def sets(data: Path) -> dict[str, list[tuple[str, str, list[str]]]]:
    """Title, text and labels of each text, by set."""
    topics = list(csv.DictReader(opened(data, "openalex/topics.csv")))
    papers = [json.loads(line) for line in opened(data, "topics/mag-dev.jsonl")]
    projects = [json.loads(line) for line in opened(data, "cordis/projects.jsonl")]
    top = lambda row: sorted({path.split("/")[1] for path in row["euroscivoc"]})
    name = lambda row: next(row[key] for key in ("label", "field", "class") if key in row)
    text = lambda row: next(row[key] for key in ("text", "title") if key in row)
    return {
        "OpenAlex domain": [(row["old_topic_label"], row["summary"], [row["domain_name"]]) for row in topics],
        "OpenAlex field": [(row["old_topic_label"], row["summary"], [row["field_name"]]) for row in topics],
        "fields of paper titles": [("", text(row), [str(name(row))]) for row in papers],
        "euroSciVoc": [(row["title"], row["objective"], top(row)) for row in projects if row["euroscivoc"]],
    }


def afbaken(*arguments: str) -> None:
    done = subprocess.run([os.environ.get("AFBAKEN", "afbaken"), *arguments, "--quiet"], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"afbaken {' '.join(arguments)}\n{done.stderr}")


def classified(rows, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Probability and truth of every pair of a text that was not learnt from and a label."""
    order = np.random.default_rng(seed).permutation(len(rows))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, places in (("train.csv", order[:N_LABELLED]), ("test.csv", order[N_LABELLED:])):
            with (folder / file).open("w", newline="") as opened_file:
                writer = csv.writer(opened_file)
                writer.writerow(["document_id", "title", "text", "answer"])
                for at in places:
                    title, text, labels = rows[at]
                    # What is asked of the test texts is in no column that the program sees.
                    answer = ";".join(label.replace(";", " ") for label in labels) if file == "train.csv" else ""
                    writer.writerow([f"D{at}", title, text, answer])
        paths = [str(folder / file) for file in ("train.csv", "test.csv", "classifier", "out.csv")]
        afbaken("train", paths[0], "--label", "answer", "--out", paths[2], "--seed", str(seed))
        afbaken("classify", paths[1], "--classifier", paths[2], "--out", paths[3])
        pairs = [
            (float(row["probability"]), row["label"] in rows[int(row["document_id"][1:])][2])
            for row in csv.DictReader(open(paths[3]))
        ]
    return np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])


def error(probabilities: np.ndarray, truth: np.ndarray) -> float:
    order = np.argsort(probabilities, kind="stable")
    bins = np.array_split(order, N_BINS)
    return sum(len(b) * abs(truth[b].mean() - probabilities[b].mean()) for b in bins) / len(order)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("AFBAKEN_DATA"), help="the data folder")
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("name the data folder with --data or AFBAKEN_DATA")
    print(f"{'set':28} {'labels':>7} {'pairs':>8} {'error':>7} {'perfect':>8}")
    for name, rows in sets(Path(arguments.data)).items():
        found = []
        for seed in range(1, arguments.seeds + 1):
            probabilities, truth = classified(rows, seed)
            chance = np.random.default_rng(seed)
            floor = [error(probabilities, chance.random(len(truth)) < probabilities) for _ in range(200)]
            found.append((error(probabilities, truth), np.mean(floor)))
        n_labels = len({label for row in rows for label in row[2]})
        mean = np.mean(found, axis=0)
        print(f"{name:28} {n_labels:7} {len(truth):8} {mean[0]:7.4f} {mean[1]:8.4f}", flush=True)


if __name__ == "__main__":
    main()
