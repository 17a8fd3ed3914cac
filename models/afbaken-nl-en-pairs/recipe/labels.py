"""Writes readers' labels as a labels file: the half to learn from, and the ids of all labelled documents.

    python labels.py DATA LABELS.csv LABELLED.csv

Even half: the SHA-256 of `file/id` is even. A reader looked at all 56 ecosystems, so what none of them named is a no; what
one called unsure, or on which two differ, is unsure. LABELLED.csv lists the documents of both halves: none of them may
teach what an ecosystem looks like.
"""

import collections
import csv
import hashlib
import json
import lzma
import re
import sys
from pathlib import Path

CATALOGUE = Path(__file__).resolve().parents[3] / "corpora/ecosystems-nl/catalogue"


def ecosystems() -> dict[int, str]:
    """Ids by number."""
    found = {}
    for file in sorted(CATALOGUE.glob("*.toml")):
        text = file.read_text()
        number = re.search(r"^number = (\d+)$", text, re.MULTILINE)
        identifier = re.search(r'^id = "(.+)"$', text, re.MULTILINE)
        found[int(number[1])] = identifier[1]
    return found


def main() -> None:
    source, labels, labelled = sys.argv[1:]
    numbers = ecosystems()
    readings = collections.defaultdict(list)
    for line in lzma.open(Path(source) / "ecosystems/labels.jsonl.xz", "rt"):
        reading = json.loads(line)
        readings[reading["file"], str(reading["document_id"])].append(reading)
    with open(labels, "w", newline="") as of_even, open(labelled, "w", newline="") as of_all:
        rows, ids = csv.writer(of_even), csv.writer(of_all)
        rows.writerow(["document_id", "label", "value", "annotator", "time", "note"])
        ids.writerow(["document_id"])
        for (file, document), of_document in sorted(readings.items()):
            ids.writerow([document])
            if hashlib.sha256(f"{file}/{document}".encode()).digest()[-1] & 1:
                continue
            yes = [{label["ecosystem"] for label in reading["labels"]} for reading in of_document]
            unsure = set().union(*(reading["unsure"] for reading in of_document))
            agreed, anyone = set.intersection(*yes), set.union(*yes)
            for number, identifier in sorted(numbers.items()):
                value = "yes" if number in agreed else "unsure" if number in unsure | anyone else "no"
                rows.writerow([document, identifier, value, "readers", "", ""])


if __name__ == "__main__":
    main()
