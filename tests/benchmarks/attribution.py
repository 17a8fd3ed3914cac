"""Precision, recall and F1 of the catalogue's rules against readers' labels.

Micro-averaged over document x ecosystem pairs. A pair that a reader only called unsure, or on which two readers differ,
counts neither way; an attribution counts when its share is above 0. The even half (by SHA-256 of `file/id`) was used to
sharpen the rules, the odd half was not. Intervals: 90 %, bootstrap over documents (1,000 draws, seed 1).
"""

import collections
import hashlib
import json
import lzma
import os
import random
import subprocess
import tempfile
from pathlib import Path

import pyarrow.parquet as pq

DRAWS = 1000


def labels(data: Path) -> dict[tuple[str, str], dict[int, str]]:
    """For each (file, document) the verdict per ecosystem number: `yes` or `open`; absent is no."""
    readings = collections.defaultdict(list)
    for line in lzma.open(data / "ecosystems/labels.jsonl.xz", "rt"):
        reading = json.loads(line)
        readings[reading["file"], str(reading["document_id"])].append(reading)
    verdicts = {}
    for document, of_document in readings.items():
        yes = [{label["ecosystem"] for label in reading["labels"]} for reading in of_document]
        unsure = set().union(*(reading["unsure"] for reading in of_document))
        agreed, anyone = set.intersection(*yes), set.union(*yes)
        verdict = {number: "open" for number in unsure | (anyone - agreed)}
        verdict.update({number: "yes" for number in agreed})
        verdicts[document] = verdict
    return verdicts


def attributions(program: str, data: Path, files: set[str], numbers: dict[str, int]) -> dict[tuple[str, str], set[int]]:
    found = collections.defaultdict(set)
    with tempfile.TemporaryDirectory() as folder:
        for file in sorted(files):
            out = f"{folder}/{file.replace('/', '-')}"
            command = [program, "attribute", str(data / f"{file}.xz"), "--out", out, "--quiet"]
            command += ["--catalogue", os.environ["AFBAKEN_CATALOGUE"]] if "AFBAKEN_CATALOGUE" in os.environ else []
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            for row in pq.read_table(f"{out}/attributions.parquet").to_pylist():
                if row["share"] > 0:
                    found[file, row["document_id"]].add(numbers[row["ecosystem_id"]])
    return found


def counts(verdict: dict[int, str], found: set[int]) -> tuple[int, int, int]:
    yes = {number for number, value in verdict.items() if value == "yes"}
    open_ = {number for number, value in verdict.items() if value == "open"}
    return len(found & yes), len(found - yes - open_), len(yes - found)


def figures(rows: list[tuple[int, int, int]]) -> tuple[float, float, float]:
    hit, wrong, missed = (sum(row[place] for row in rows) for place in range(3))
    precision, recall = hit / max(1, hit + wrong), hit / max(1, hit + missed)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def main() -> None:
    program, data = os.environ.get("AFBAKEN", "afbaken"), Path(os.environ["AFBAKEN_DATA"])
    listed = json.loads(subprocess.run([program, "catalogue", "list", "--json"], check=True, capture_output=True).stdout)
    verdicts = labels(data)
    found = attributions(program, data, {file for file, _ in verdicts}, {e["id"]: e["number"] for e in listed})
    halves = collections.defaultdict(list)
    for document, verdict in verdicts.items():
        is_odd = hashlib.sha256("/".join(document).encode()).digest()[-1] & 1
        halves["odd (judged)" if is_odd else "even (sharpened on)"].append(counts(verdict, found[document]))
    print("| half | documents | precision | recall | F1 |\n|---|---|---|---|---|")
    chance = random.Random(1)
    for half, rows in sorted(halves.items()):
        draws = [figures(chance.choices(rows, k=len(rows))) for _ in range(DRAWS)]
        cells = []
        for place, value in enumerate(figures(rows)):
            ordered = sorted(draw[place] for draw in draws)
            cells.append(f"{value:.2f} ({ordered[DRAWS // 20]:.2f}-{ordered[-DRAWS // 20]:.2f})")
        print(f"| {half} | {len(rows)} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
