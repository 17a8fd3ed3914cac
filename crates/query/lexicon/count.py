"""Counts the lower-case words of Dutch texts: `python count.py DATA > counts.tsv`.

DATA is a folder with the files named in SOURCES (see README.md). Words are folded as the program folds them: lower
case, without accents. A word is kept when it is letters only, has three letters or more, and is written in lower case in
one of three places or more, so that names fall away.
"""

import collections
import csv
import json
import lzma
import re
import sys
import unicodedata
from pathlib import Path

SOURCES = {
    "funds/nl.jsonl.xz": ["title", "summary"],
    "funds/nl1420.jsonl.xz": ["title", "summary"],
    "laws/laws_nl_topic.jsonl.xz": ["title", "text"],
    "parliament/be_parliament_2020.jsonl.xz": ["nl"],
    "treaties/pairs.tsv.xz": ["nl"],
    "esco/ISCOGroups_nl.csv.xz": ["preferredLabel", "description"],
    "esco/occupations_nl.csv.xz": ["preferredLabel", "altLabels", "description"],
    "esco/skillGroups_nl.csv.xz": ["preferredLabel", "altLabels", "description"],
    "esco/skillsHierarchy_nl.csv.xz": ["Level 3 preferred term", "Description"],
    "sts/stsb-nl-train.csv.xz": [0, 1],
    "sts/stsb-nl-dev.csv.xz": [0, 1],
}
LEAST = 3
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def rows(path, columns):
    with lzma.open(path, "rt", encoding="utf-8", newline="") as file:
        if path.name.endswith(".jsonl.xz"):
            yield from (json.loads(line) for line in file)
        elif isinstance(columns[0], int):
            yield from csv.reader(file)
        else:
            tabs = path.name.endswith(".tsv.xz")
            yield from csv.DictReader(file, delimiter="\t" if tabs else ",", quoting=csv.QUOTE_NONE if tabs else 0)


def fold(word):
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))


def main(folder):
    lower, capital = collections.Counter(), collections.Counter()
    csv.field_size_limit(1 << 30)
    for name, columns in SOURCES.items():
        for row in rows(Path(folder) / name, columns):
            for column in columns:
                for word in WORD.findall(unicodedata.normalize("NFC", row[column] or "")):
                    (lower if word.islower() else capital)[fold(word)] += 1
    for word, count in sorted(lower.items()):
        plain = len(word) >= 3 and word.isascii() and word.isalpha()
        if plain and count >= LEAST and 2 * count >= capital[word]:
            print(word, count, sep="\t")


if __name__ == "__main__":
    main(sys.argv[1])
