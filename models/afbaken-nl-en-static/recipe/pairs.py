"""Reads the data folder and writes the text pairs that the table is trained on.

    python pairs.py DATA PAIRS.jsonl [--split choice]

One line per pair: `{"source", "group", "left", "right", "score"}`. Left and right belong together (a title and its
summary, a Dutch and an English paragraph, two halves of one document); only of the source `sts-graded` the score says how
much, 0 to 1. Two pairs of the same `group` are never each other's negatives (same document, same label). A batch is
drawn from one source, so that negatives are of the same kind.

Held out of training, and used to evaluate only (`split.py`): half of the CORDIS projects, OpenAlex topics, patents, Irish
funds and ESCO occupations (by a hash of the id), a tenth of the treaties (by a hash of the treaty's id), the STS-b
development sets, all of the SDG benchmark and all paper titles (mag-dev). A training text that nearly repeats an
evaluated one is left out too, and the count is printed; treaties quote each other, so there it is only counted by the
evaluation.
"""

import argparse
import csv
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from split import NEAR, SPLITS, Split, bucket, read_csv, read_json_lines, read_text, runs_of_all, share_in

SHORTEST = 20  # characters: below this a text says too little to find its partner
LONGEST = 1500  # characters: training reads windows of a text, so more adds little
CPC_SHARE = 0.45  # of 261,000 titles: the rest says much the same
PASSAGES_PER_LAW = 40
PATENTS = ("nighttime_driver_visibility", "offshore_plant", "underwater_glider")


class Pair(NamedTuple):
    source: str
    group: str
    left: str
    right: str
    score: float = 1.0


def without_opening(summary: str) -> str:
    """An OpenAlex summary without "This cluster of papers focuses on (the)", which all of them share."""
    return re.sub(r"^This cluster of papers \w+( on)?( the| a| an)? ", "", summary)


def halves(text: str) -> tuple[str, str]:
    """A text cut at the sentence end nearest its middle (or the nearest space)."""
    middle = len(text) // 2
    ends = [m.end() for m in re.finditer(r"[.;:?!]\s|\n", text)] or [m.end() for m in re.finditer(r"\s", text)]
    cut = min(ends, key=lambda end: abs(end - middle), default=middle)
    return text[:cut].strip(), text[cut:].strip()


def document_pairs(source: str, group: str, title: str, text: str) -> Iterator[Pair]:
    """Title and text, and where the text is long enough its two halves."""
    if title and len(text) >= 60:
        yield Pair(source, group, title, text)
    if len(text) >= 300:
        yield Pair(source + "-halves", group, *halves(text))


def treaties(data: Path, split: Split) -> Iterator[Pair]:
    for row in (line.rstrip("\n").split("\t") for line in read_text(data / "treaties/pairs.tsv.xz")):
        if len(row) >= 4 and split.treaty_trains(row[0]):
            yield Pair("treaty", row[2].lower(), row[2], row[3])


def parliament(data: Path, split: Split) -> Iterator[Pair]:
    for question in read_json_lines(data / "parliament/be_parliament_2020.jsonl.xz"):
        yield from document_pairs("parliament", question["id"], "", question["nl"])


def laws(data: Path, split: Split) -> Iterator[Pair]:
    for law in read_json_lines(data / "laws/laws_nl_topic.jsonl.xz"):
        passages = [p for p in law["text"].split("\n") if len(p) > 150][: 2 * PASSAGES_PER_LAW]
        for first, second in zip(passages[::2], passages[1::2]):
            yield Pair("law", law["id"], first, second)
        for passage in passages[1:10:4]:
            yield Pair("law-title", law["id"], law["title"], passage)


def cpc(data: Path, split: Split) -> Iterator[Pair]:
    """A class title and the titles above it; references to other classes are left out."""
    for section in "ABCDEFGHY":
        above: dict[int, str] = {}
        for line in read_text(data / f"cpc/cpc-section-{section}.txt.xz"):
            code, level, title = (line.rstrip("\n").split("\t") + ["", ""])[:3]
            title = re.sub(r"\([^()]*\b[A-HY]\d\d[A-Z]?[^()]*\)", "", title)
            title = re.sub(r"[{}]", "", title).strip()
            depth = int(level) if level.strip().isdigit() else {1: -3, 3: -2, 4: -1}.get(len(code), -1)
            above = {d: t for d, t in above.items() if d < depth} | {depth: title}
            parents = "; ".join(above[d] for d in sorted(above) if depth - 4 <= d < depth)
            if parents and random.random() < CPC_SHARE:
                yield Pair(f"cpc-{section}", parents, title, parents[-500:])


def openalex(data: Path, split: Split) -> Iterator[Pair]:
    for topic in read_csv(data / "openalex/topics.csv.xz"):
        if not split.trains(topic["topic_id"]):
            continue
        label, keywords = topic["new_topic_label"], topic["keywords"]
        summary = without_opening(topic["summary"])
        yield Pair("openalex", topic["topic_id"], f"{label}; {keywords}", summary)
        yield Pair("openalex-label", topic["topic_id"], label, summary)
        yield Pair("openalex-keywords", topic["topic_id"], keywords, summary)
        yield Pair("openalex-field", topic["subfield_id"], f"{topic['subfield_name']}; {topic['field_name']}", summary)


def cordis(data: Path, split: Split) -> Iterator[Pair]:
    for project in read_json_lines(data / "cordis/projects.jsonl.xz"):
        if not split.trains(project["id"]):
            continue
        yield from document_pairs("cordis", project["id"], project["title"], project["objective"])
        areas = "; ".join(path.strip("/").replace("/", ", ") for path in project["euroscivoc"])
        if areas:
            yield Pair("cordis-area", areas, areas, project["title"] + ". " + project["objective"])


def esco(data: Path, split: Split) -> Iterator[Pair]:
    for occupation in read_csv(data / "esco/occupations_nl.csv.xz"):
        if not split.trains(occupation["conceptUri"]):
            continue
        names = ", ".join([occupation["preferredLabel"], *occupation["altLabels"].split("\n")])
        yield Pair("esco", occupation["iscoGroup"], names, occupation["description"])
    for skill in read_csv(data / "esco/skillsHierarchy_nl.csv.xz"):
        names = "; ".join(skill[f"Level {level} preferred term"] or "" for level in (1, 2, 3)).strip("; ")
        yield Pair("esco-skill", names, names, skill["Description"] or "")


def funds(data: Path, split: Split) -> Iterator[Pair]:
    for country in ("nl", "nl1420", "ie", "mt"):
        for project in read_json_lines(data / f"funds/{country}.jsonl.xz"):
            if country == "ie" and not split.trains(project["id"]):
                continue
            source, title, summary = "fund-" + project["lang"], project.get("title", ""), project.get("summary", "")
            yield from document_pairs(source, project["id"], title, summary)
            yield Pair("fund-translated", project["id"], title, project.get("title_en", ""))
            yield Pair("fund-objective", project["id"], f"{title} {summary}", project.get("objectives", ""))
            if country == "ie":
                yield Pair("fund-theme", project["theme"], project["theme"], summary)


def patents(data: Path, split: Split) -> Iterator[Pair]:
    for technology in PATENTS:
        for patent in read_csv(data / f"patents/{technology}.csv.xz"):
            if not split.trains(patent["family_id"]):
                continue
            yield from document_pairs("patent", patent["family_id"], patent["title_text"], patent["abstract_text"])


def screening(data: Path, split: Split) -> Iterator[Pair]:
    for paper in read_csv(data / "screening/Kitchenham_2010.csv.xz"):
        yield from document_pairs("paper", paper["record_id"], paper["title"], paper["abstract"])


def sentence_rows(data: Path, language: str, part: str) -> list[list[str]]:
    """Rows of STS-b: two sentences and how similar they are, 0 to 5."""
    return list(csv.reader(read_text(data / f"sts/stsb-{language}-{part}.csv.xz")))


def similar_sentences(data: Path, split: Split) -> Iterator[Pair]:
    """STS-b train: sentences that mean the same (4 of 5 or more), each with its translation, and all with their score."""
    for nl, en in zip(sentence_rows(data, "nl", "train"), sentence_rows(data, "en", "train"), strict=True):
        if split is SPLITS["choice"] and bucket(en[0], 5) == 0:
            continue
        for row in (nl, en):
            if float(row[2]) >= 4:
                yield Pair("sts", row[0], row[0], row[1])
        graded = ((nl[0], nl[1]), (en[0], en[1]), (nl[0], en[1]), (en[0], nl[1]))
        yield from (Pair("sts-graded", en[0], left, right, float(en[2]) / 5) for left, right in graded)
        yield Pair("sts-translated", en[0], nl[0], en[0])
        yield Pair("sts-translated", en[1], nl[1], en[1])


SOURCES = (
    treaties, parliament, laws, cpc, openalex, cordis, esco, funds, patents, screening, similar_sentences,
)  # fmt: skip


def evaluated_texts(data: Path, split: Split) -> Iterator[str]:
    """The texts of the evaluating documents of the halved sources."""
    for project in read_json_lines(data / "cordis/projects.jsonl.xz"):
        if split.evaluates(project["id"]):
            yield project["objective"]
    for topic in read_csv(data / "openalex/topics.csv.xz"):
        if split.evaluates(topic["topic_id"]):
            yield without_opening(topic["summary"])
    for project in read_json_lines(data / "funds/ie.jsonl.xz"):
        if split.evaluates(project["id"]):
            yield project["summary"]
    for technology in PATENTS:
        for patent in read_csv(data / f"patents/{technology}.csv.xz"):
            if split.evaluates(patent["family_id"]):
                yield patent["abstract_text"]
    for occupation in read_csv(data / "esco/occupations_nl.csv.xz"):
        if split.evaluates(occupation["conceptUri"]):
            yield occupation["description"]
    for goal in read_csv(data / "sdg/benchmark_dev.csv.xz"):
        yield goal["text"]
    for paper in read_json_lines(data / "topics/mag-dev.jsonl.xz"):
        yield paper["text"]
    for language in ("nl", "en"):
        for row in sentence_rows(data, language, "dev"):
            yield from row[:2]


def all_pairs(data: Path, split: Split) -> Iterator[Pair]:
    seen = set()
    for read in SOURCES:
        for pair in read(data, split):
            left, right = pair.left.strip(), pair.right.strip()
            short = pair.source.startswith(("sts", "cpc", "openalex-field", "fund-theme"))
            if not left or not right or left == right or (pair.source, left, right) in seen:
                continue
            if max(len(left), len(right)) < SHORTEST and not short:
                continue
            seen.add((pair.source, left, right))
            yield pair._replace(left=left[:LONGEST], right=right[:LONGEST])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--split", choices=SPLITS, default="final")
    options = parser.parse_args()
    random.seed(1)
    split = SPLITS[options.split]
    evaluated = runs_of_all(evaluated_texts(options.data, split))
    counts: Counter[str] = Counter()
    repeats: Counter[str] = Counter()
    with options.pairs.open("w", encoding="utf-8") as lines:
        for pair in all_pairs(options.data, split):
            if pair.source != "treaty" and max(share_in(text, evaluated) for text in (pair.left, pair.right)) >= NEAR:
                repeats[pair.source] += 1
                continue
            counts[pair.source] += 1
            lines.write(json.dumps(pair._asdict(), ensure_ascii=False) + "\n")
    for source, count in counts.most_common():
        print(f"{count:>8} {source}, {repeats[source]} left out: they nearly repeat evaluated texts")
    print(f"{counts.total():>8} pairs, {repeats.total()} left out")


if __name__ == "__main__":
    main()
