"""Precision, recall, F1 and calibration of attributions against readers' labels: rules alone beside the classifier.

    python attribution.py [CLASSIFIER…]     folders of further classifiers, each a row (an ablation)

Micro-averaged over document x ecosystem pairs. A pair that a reader only called unsure, or on which two readers differ,
counts neither way; "sure" rows leave out every pair that any reader called unsure. An attribution counts when its share is
above 0. The even half (by SHA-256 of `file/id`) was used to sharpen the rules and to train the classifier, the odd half was
not. Calibration error: mean over ten stretches of probability of |share of yes - mean probability|, weighed by pairs, over
pairs at .05 or more, and over all pairs. Intervals: 90 %, bootstrap over documents (1,000 draws, seed 1); the difference is
paired, of the same draws.
"""

import collections
import hashlib
import json
import lzma
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow.parquet as pq

DRAWS = 1000
LEAST = 0.05
Document = tuple[str, str]


def labels(data: Path) -> tuple[dict[Document, dict[int, str]], dict[Document, set[int]]]:
    """For each (file, document) the verdict per ecosystem number (`yes` or `open`; absent is no), and what is unsure."""
    readings = collections.defaultdict(list)
    for line in lzma.open(data / "ecosystems/labels.jsonl.xz", "rt"):
        reading = json.loads(line)
        readings[reading["file"], str(reading["document_id"])].append(reading)
    verdicts, doubts = {}, {}
    for document, of_document in readings.items():
        yes = [{label["ecosystem"] for label in reading["labels"]} for reading in of_document]
        unsure = set().union(*(reading["unsure"] for reading in of_document))
        agreed, anyone = set.intersection(*yes), set.union(*yes)
        verdict = {number: "open" for number in unsure | (anyone - agreed)}
        verdict.update({number: "yes" for number in agreed})
        verdicts[document], doubts[document] = verdict, unsure
    return verdicts, doubts


class Attributions:
    """What a program with one classifier says of every labelled document."""

    def __init__(self, program: str, data: Path, files: set[str], numbers: dict[str, int], classifier: str) -> None:
        self.found = collections.defaultdict(set)
        self.probabilities = collections.defaultdict(dict)
        for file in sorted(files):
            for row in rows(program, data / f"{file}.xz", ["--classifier", classifier]):
                if row["share"] > 0:
                    self.found[file, row["document_id"]].add(numbers[row["ecosystem_id"]])
            for row in rows(program, data / f"{file}.xz", ["--classifier", classifier, "--threshold", "0.02"]):
                certain = classifier != "none" or row["zone"] != "unsure"
                probability = row["probability"] if certain else 0.0
                self.probabilities[file, row["document_id"]][numbers[row["ecosystem_id"]]] = probability


def rows(program: str, file: Path, flags: list[str]) -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "attribute", str(file), "--out", f"{folder}/run", "--quiet", *flags]
        command += ["--catalogue", os.environ["AFBAKEN_CATALOGUE"]] if "AFBAKEN_CATALOGUE" in os.environ else []
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        columns = ["document_id", "ecosystem_id", "probability", "share", "zone"]
        return pq.read_table(f"{folder}/run/attributions.parquet", columns=columns).to_pylist()


def counts(verdict: dict[int, str], found: set[int], left_out: set[int]) -> tuple[int, int, int]:
    yes = {number for number, value in verdict.items() if value == "yes"} - left_out
    open_ = {number for number, value in verdict.items() if value == "open"} | left_out
    return len(found & yes), len(found - yes - open_), len(yes - found)


def figures(of_documents: list[tuple[int, int, int]]) -> tuple[float, float, float]:
    hit, wrong, missed = (sum(row[place] for row in of_documents) for place in range(3))
    precision, recall = hit / max(1, hit + wrong), hit / max(1, hit + missed)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def calibration(pairs: list[tuple[float, bool]]) -> float:
    stretches = collections.defaultdict(list)
    for probability, belongs in pairs:
        stretches[min(9, int(probability * 10))].append((probability, belongs))
    errors = (abs(sum(p for p, _ in of) - sum(b for _, b in of)) for of in stretches.values())
    return sum(errors) / max(1, len(pairs))


def spread(values: list[float]) -> tuple[float, float]:
    ordered = sorted(values)
    return ordered[len(values) // 20], ordered[-len(values) // 20]


def main() -> None:
    program, data = os.environ.get("AFBAKEN", "afbaken"), Path(os.environ["AFBAKEN_DATA"])
    listed = json.loads(subprocess.run([program, "catalogue", "list", "--json"], check=True, capture_output=True).stdout)
    numbers = {ecosystem["id"]: ecosystem["number"] for ecosystem in listed}
    verdicts, doubts = labels(data)
    files = {file for file, _ in verdicts}
    is_odd = {d: hashlib.sha256("/".join(d).encode()).digest()[-1] & 1 for d in verdicts}
    said = {name: Attributions(program, data, files, numbers, name) for name in ["none", "built-in", *sys.argv[1:]]}
    print("| half | classifier | pairs | documents | precision | recall | F1 | F1 above rules | calibration p >= .05 / all |")
    print("|---|---|---|---|---|---|---|---|---|")
    for half, parity in [("even (sharpened and trained on)", 0), ("odd (judged)", 1)]:
        documents = [document for document in verdicts if is_odd[document] == parity]
        for sure in [False, True]:
            for name, attributions in said.items():
                print_row(half, name, sure, documents, verdicts, doubts, attributions, said["none"], numbers)


def print_row(half, name, sure, documents, verdicts, doubts, attributions, rules, numbers) -> None:
    def of(one: Attributions) -> list[tuple[int, int, int]]:
        return [counts(verdicts[d], one.found[d], doubts[d] if sure else set()) for d in documents]

    own, of_rules = of(attributions), of(rules)
    chance, places = random.Random(1), range(len(documents))
    drawn = [chance.choices(places, k=len(documents)) for _ in range(DRAWS)]
    draws = [figures([own[place] for place in draw]) for draw in drawn]
    above = [f[2] - figures([of_rules[place] for place in draw])[2] for f, draw in zip(draws, drawn, strict=True)]
    cells = []
    for place, value in enumerate(figures(own)):
        low, high = spread([draw[place] for draw in draws])
        cells.append(f"{value:.3f} ({low:.2f}-{high:.2f})")
    low, high = spread(above)
    cells.append(f"{figures(own)[2] - figures(of_rules)[2]:+.3f} ({low:+.2f} to {high:+.2f})")
    pairs = [
        (attributions.probabilities[d].get(number, 0.0), verdicts[d].get(number) == "yes")
        for d in documents
        for number in numbers.values()
        if verdicts[d].get(number) != "open" and not (sure and number in doubts[d])
    ]
    likely = [pair for pair in pairs if pair[0] >= LEAST]
    cells.append(f"{calibration(likely):.3f} (n = {len(likely)}) / {calibration(pairs):.4f}")
    kind = "sure" if sure else "as given"
    print(f"| {half} | {Path(name).name} | {kind} | {len(documents)} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
