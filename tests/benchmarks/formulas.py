"""What formulas cost the themes of real texts: descriptions of ten fields, diluted until 80 % of the words are formulas.

    python tests/benchmarks/formulas.py

Adjusted mutual information (AMI) with the fields, for the texts as they are and diluted with twenty or more formulas each,
worded anew for every text and shuffled with its sentences: by `afbaken themes`, by `afbaken themes` on vectors of the texts
as they stand, and by k-means with the true k on these vectors. With the sentences on the field taken out there should be no
clear themes. (The packages of `themes.requirements.txt`.)
"""

import collections
import json
import os
import random
import subprocess
import tempfile
from pathlib import Path

from labelled_sets import Row, openalex
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_mutual_info_score
from themes import Ours, vectors_of

FIELDS, TEXTS_PER_FIELD = 10, 60
FEWEST_FORMULAS, DILUTION = 20, 4

WHO = ["a consortium of government, companies and knowledge institutes", "public and private partners"]
WHO += ["businesses, authorities and universities", "the partnership", "all stakeholders in the region"]
DO = ["work together on", "jointly contribute to", "join forces for", "cooperate to achieve", "strengthen"]
WHAT = ["a major societal challenge", "the innovative capacity of the region", "sustainable economic growth"]
WHAT += ["a stronger knowledge economy", "the transition of the sector", "new employment and prosperity"]
HOW = ["by sharing knowledge and best practices", "through an integrated approach", "along the whole value chain"]
HOW += ["in close collaboration with end users", "with support from national and European funds"]
FORMULAS = ["{who} {do} {what} {how}.", "{how}, {who} {do} {what}.", "In this project {who} {do} {what}, {how}."]


def formula(draw: random.Random) -> str:
    slots = {"who": draw.choice(WHO), "do": draw.choice(DO), "what": draw.choice(WHAT), "how": draw.choice(HOW)}
    sentence = draw.choice(FORMULAS).format(**slots)
    return sentence[0].upper() + sentence[1:]


def diluted(row: Row, with_subject: bool) -> Row:
    document, title, text, label = row
    draw = random.Random(document)
    sentences = [sentence.strip(" .") + "." for sentence in text.split(". ") if sentence.strip(" .")]
    formulas: list[str] = []
    while len(formulas) < FEWEST_FORMULAS or words(formulas) < DILUTION * words(sentences):
        formulas.append(formula(draw))
    both = formulas + (sentences if with_subject else [])
    draw.shuffle(both)
    return document, title, " ".join(both), label


def words(sentences: list[str]) -> int:
    return sum(len(sentence.split()) for sentence in sentences)


def chosen(rows: list[Row]) -> list[Row]:
    fields = [field for field, _ in collections.Counter(row[3] for row in rows).most_common(FIELDS)]
    return [row for field in fields for row in [row for row in rows if row[3] == field][:TEXTS_PER_FIELD]]


def measure(name: str, rows: list[Row], folder: Path, program: str) -> None:
    documents, file = folder / "documents.jsonl", folder / "vectors.parquet"
    with documents.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps({"id": document, "text": text}) + "\n" for document, _, text, _ in rows)
    embed = [program, "embed", str(documents), "--out", str(file), "--quiet"]
    subprocess.run(embed, check=True, stdout=subprocess.DEVNULL)
    themes = [program, "themes", str(documents), "--quiet", "--language", "en"]
    cleaned = [*themes, "--out", str(folder / "cleaned")]
    subprocess.run(cleaned, check=True, stdout=subprocess.DEVNULL)
    labels = [row[3] for row in rows]
    ours = Ours.read(folder / "cleaned")
    as_they_stand = Ours(program, documents, file, folder / "as-they-stand", 1, "leiden")
    by_k_means = KMeans(FIELDS, n_init=3, random_state=0).fit_predict(vectors_of(file, rows))
    for method, groups in [
        ("afbaken", ours.groups(rows)),
        ("afbaken, vectors as they stand", as_they_stand.groups(rows)),
        ("k-means, vectors as they stand", list(by_k_means)),
    ]:
        ami = adjusted_mutual_info_score(labels, [str(group) for group in groups])
        print(f"{name:9} {method:31} AMI {ami:.3f}   groups {len(set(groups) - {'none'})}", flush=True)


def main() -> None:
    program = os.environ.get("AFBAKEN", "afbaken")
    rows = chosen(openalex(Path(os.environ["AFBAKEN_DATA"])))
    for name, texts in [
        ("clean", rows),
        ("diluted", [diluted(row, True) for row in rows]),
        ("formulas", [diluted(row, False) for row in rows]),
    ]:
        with tempfile.TemporaryDirectory() as folder:
            measure(name, texts, Path(folder), program)


if __name__ == "__main__":
    main()
