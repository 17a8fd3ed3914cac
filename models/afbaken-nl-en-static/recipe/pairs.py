"""Reads the data folder and writes the text pairs that the table is trained on.

    python pairs.py DATA PAIRS.jsonl

One line per pair: `{"source", "group", "left", "right"}`. Left and right belong together (a title and its summary, a
Dutch and an English paragraph, two halves of one document). Two pairs of the same `group` are never each other's
negatives (same document, same label). A batch is drawn from one source, so that negatives are of the same kind.

Held out of training, and used by `evaluate.py` only: half of the CORDIS projects, OpenAlex topics and ESCO occupations
(by a hash of the id), a tenth of the treaties (by a hash of the treaty's id), the STS-b development sets, all of the
SDG benchmark and all paper titles (mag-dev).
"""

import csv
import hashlib
import io
import json
import lzma
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

csv.field_size_limit(10**9)

SHORTEST = 20  # characters: below this a text says too little to find its partner
LONGEST = 1500  # characters: training reads windows of a text, so more adds little
CPC_SHARE = 0.45  # of 261,000 titles: the rest says much the same
PASSAGES_PER_LAW = 40

Pair = tuple[str, str, str, str]  # source, group, left, right


def read_text(path: Path) -> io.TextIOBase:
    return lzma.open(path, "rt", encoding="utf-8", newline="")


def read_json_lines(path: Path) -> Iterator[dict]:
    with read_text(path) as lines:
        yield from map(json.loads, lines)


def read_csv(path: Path) -> Iterator[dict]:
    with read_text(path) as lines:
        yield from csv.DictReader(lines)


def bucket(identifier: str, buckets: int) -> int:
    """The part of a split that an id falls in: stable between runs and machines."""
    return int(hashlib.md5(str(identifier).encode()).hexdigest(), 16) % buckets


def trains(identifier: str) -> bool:
    """Whether a document of a halved source is trained on; the other half evaluates."""
    return bucket(identifier, 2) == 0


def treaty_trains(bwb_id: str) -> bool:
    """Nine treaties in ten train, the tenth evaluates."""
    return bucket(bwb_id, 10) != 0


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
        yield source, group, title, text
    if len(text) >= 300:
        yield source + "-halves", group, *halves(text)


def treaties(data: Path) -> Iterator[Pair]:
    for row in (line.rstrip("\n").split("\t") for line in read_text(data / "treaties/pairs.tsv.xz")):
        if len(row) >= 4 and treaty_trains(row[0]):
            yield "treaty", row[2].lower(), row[2], row[3]


def parliament(data: Path) -> Iterator[Pair]:
    for question in read_json_lines(data / "parliament/be_parliament_2020.jsonl.xz"):
        yield from document_pairs("parliament", question["id"], "", question["nl"])


def laws(data: Path) -> Iterator[Pair]:
    for law in read_json_lines(data / "laws/laws_nl_topic.jsonl.xz"):
        passages = [p for p in law["text"].split("\n") if len(p) > 150][: 2 * PASSAGES_PER_LAW]
        for first, second in zip(passages[::2], passages[1::2]):
            yield "law", law["id"], first, second
        for passage in passages[1:10:4]:
            yield "law-title", law["id"], law["title"], passage


def cpc(data: Path) -> Iterator[Pair]:
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
                yield f"cpc-{section}", parents, title, parents[-500:]


def openalex(data: Path) -> Iterator[Pair]:
    for topic in read_csv(data / "openalex/topics.csv.xz"):
        if not trains(topic["topic_id"]):
            continue
        label, keywords = topic["new_topic_label"], topic["keywords"]
        summary = without_opening(topic["summary"])
        yield "openalex", topic["topic_id"], f"{label}; {keywords}", summary
        yield "openalex-label", topic["topic_id"], label, summary
        yield "openalex-keywords", topic["topic_id"], keywords, summary
        yield "openalex-field", topic["subfield_id"], f"{topic['subfield_name']}; {topic['field_name']}", summary


def cordis(data: Path) -> Iterator[Pair]:
    for project in read_json_lines(data / "cordis/projects.jsonl.xz"):
        if not trains(project["id"]):
            continue
        yield from document_pairs("cordis", project["id"], project["title"], project["objective"])
        areas = "; ".join(path.strip("/").replace("/", ", ") for path in project["euroscivoc"])
        if areas:
            yield "cordis-area", areas, areas, project["title"] + ". " + project["objective"]


def esco(data: Path) -> Iterator[Pair]:
    for occupation in read_csv(data / "esco/occupations_nl.csv.xz"):
        if not trains(occupation["conceptUri"]):
            continue
        names = ", ".join([occupation["preferredLabel"], *occupation["altLabels"].split("\n")])
        yield "esco", occupation["iscoGroup"], names, occupation["description"]
    for skill in read_csv(data / "esco/skillsHierarchy_nl.csv.xz"):
        names = "; ".join(skill[f"Level {level} preferred term"] or "" for level in (1, 2, 3)).strip("; ")
        yield "esco-skill", names, names, skill["Description"] or ""


def funds(data: Path) -> Iterator[Pair]:
    for country in ("nl", "nl1420", "ie", "mt"):
        for project in read_json_lines(data / f"funds/{country}.jsonl.xz"):
            source, title, summary = "fund-" + project["lang"], project.get("title", ""), project.get("summary", "")
            yield from document_pairs(source, project["id"], title, summary)
            yield "fund-translated", project["id"], title, project.get("title_en", "")
            yield "fund-objective", project["id"], f"{title} {summary}", project.get("objectives", "")
            if country == "ie":
                yield "fund-theme", project["theme"], project["theme"], summary


def patents(data: Path) -> Iterator[Pair]:
    for technology in ("nighttime_driver_visibility", "offshore_plant", "underwater_glider"):
        for patent in read_csv(data / f"patents/{technology}.csv.xz"):
            yield from document_pairs("patent", patent["family_id"], patent["title_text"], patent["abstract_text"])


def screening(data: Path) -> Iterator[Pair]:
    for paper in read_csv(data / "screening/Kitchenham_2010.csv.xz"):
        yield from document_pairs("paper", paper["record_id"], paper["title"], paper["abstract"])


def similar_sentences(data: Path) -> Iterator[Pair]:
    """STS-b train: sentences that mean the same (4 of 5 or more), and each sentence with its translation."""
    read = lambda language: list(csv.reader(read_text(data / f"sts/stsb-{language}-train.csv.xz")))
    dutch, english = read("nl"), read("en")
    for row in dutch + english:
        if float(row[2]) >= 4:
            yield "sts", row[0], row[0], row[1]
    for nl, en in zip(dutch, english, strict=True):
        yield "sts-translated", en[0], nl[0], en[0]
        yield "sts-translated", en[1], nl[1], en[1]


SOURCES = (
    treaties, parliament, laws, cpc, openalex, cordis, esco, funds, patents, screening, similar_sentences,
)  # fmt: skip


def all_pairs(data: Path) -> Iterator[Pair]:
    seen = set()
    for read in SOURCES:
        for source, group, left, right in read(data):
            left, right = left.strip(), right.strip()
            short = source.startswith(("sts", "cpc", "openalex-field", "fund-theme"))
            if not left or not right or left == right or (left, right) in seen:
                continue
            if max(len(left), len(right)) < SHORTEST and not short:
                continue
            seen.add((left, right))
            yield source, group, left[:LONGEST], right[:LONGEST]


def main() -> None:
    random.seed(1)
    data, target = Path(sys.argv[1]), Path(sys.argv[2])
    counts: Counter[str] = Counter()
    with target.open("w", encoding="utf-8") as lines:
        for source, group, left, right in all_pairs(data):
            counts[source] += 1
            pair = {"source": source, "group": group, "left": left, "right": right}
            lines.write(json.dumps(pair, ensure_ascii=False) + "\n")
    for source, count in counts.most_common():
        print(f"{count:>8} {source}")
    print(f"{counts.total():>8} pairs")


if __name__ == "__main__":
    main()
