"""Writes readers' labels as a labels file.

    python labels.py DATA LABELS.csv

From `readings.jsonl` beside this script, and from the even half of the data folder's labels (the SHA-256 of `file/id` is
even; the odd half judges). A reader looked at all 56 ecosystems, so what none of them named is a no; what one called
unsure, or on which two differ, is unsure.
"""

import collections
import csv
import hashlib
import json
import lzma
import re
import sys
from pathlib import Path

READINGS = Path(__file__).with_name("readings.jsonl")
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


def is_odd(reading: dict) -> bool:
    name = f"{reading['file']}/{reading['document_id']}"
    return bool(hashlib.sha256(name.encode()).digest()[-1] & 1)


def readings(data: Path) -> dict[str, list[dict]]:
    """All readings of each document that may teach."""
    found = collections.defaultdict(list)
    for line in lzma.open(data / "ecosystems/labels.jsonl.xz", "rt"):
        reading = json.loads(line)
        if not is_odd(reading):
            found[str(reading["document_id"])].append(reading)
    for line in READINGS.open():
        reading = json.loads(line)
        found[reading["document_id"]].append(reading)
    return found


def main() -> None:
    data, labels = sys.argv[1:]
    numbers = ecosystems()
    with open(labels, "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["document_id", "label", "value", "annotator", "time", "note"])
        for document, of_document in sorted(readings(Path(data)).items()):
            yes = [{label["ecosystem"] for label in reading["labels"]} for reading in of_document]
            unsure = set().union(*(reading["unsure"] for reading in of_document))
            agreed, anyone = set.intersection(*yes), set.union(*yes)
            for number, identifier in sorted(numbers.items()):
                value = "yes" if number in agreed else "unsure" if number in unsure | anyone else "no"
                rows.writerow([document, identifier, value, "readers", "", ""])


if __name__ == "__main__":
    main()
