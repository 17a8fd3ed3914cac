"""The labelled sets that themes are held against: one text and one class a document."""

import csv
import json
import lzma
import sys
from pathlib import Path

csv.field_size_limit(sys.maxsize)

# A document: id, title, text, class.
Row = tuple[str, str, str, str]


def lines(file: Path):
    return lzma.open(file, "rt", encoding="utf-8", newline="")


def cordis(data: Path) -> list[Row]:
    projects = map(json.loads, lines(data / "cordis/projects.jsonl.xz"))
    return [(p["id"], p["title"], p["objective"], p["cluster"]) for p in projects if p["cluster"]]


def openalex(data: Path) -> list[Row]:
    topics = csv.DictReader(lines(data / "openalex/topics.csv.xz"))
    return [(t["topic_id"], "", t["summary"], t["field_name"]) for t in topics]


def goals(data: Path) -> list[Row]:
    texts = csv.DictReader(lines(data / "sdg/benchmark_dev.csv.xz"))
    return [(t["id"], "", t["text"], t["sdg"]) for t in texts if t["label"] == "True"]


def papers(data: Path) -> list[Row]:
    titles = map(json.loads, lines(data / "topics/mag-dev.jsonl.xz"))
    return [(f"p{place}", t["text"], "", t["label"]) for place, t in enumerate(titles) if t["label"] != "category"]


def m10(data: Path) -> list[Row]:
    rows = csv.reader(lines(data / "topics/M10.tsv.xz"), delimiter="\t")
    return [(f"m{place}", row[0], "", row[2]) for place, row in enumerate(rows)]


def bbc(data: Path) -> list[Row]:
    rows = csv.reader(lines(data / "topics/BBC_News.tsv.xz"), delimiter="\t")
    return [(f"b{place}", "", row[0], row[2]) for place, row in enumerate(rows)]


SETS = {
    "CORDIS cluster": cordis,
    "OpenAlex field": openalex,
    "SDG positives": goals,
    "mag-dev": papers,
    "M10": m10,
    "BBC News": bbc,
}


def write_input(rows: list[Row], file: Path) -> None:
    with file.open("w", encoding="utf-8") as out:
        for document, title, text, _ in rows:
            out.write(json.dumps({"id": document, "title": title, "text": text}) + "\n")
