"""The intruder test: does a reader find the document that was put into a theme from another one?

    python tests/benchmarks/intruders.py sheet RUN --out FOLDER [--seed 1]
    python tests/benchmarks/intruders.py score FOLDER/key.csv ANSWERS.csv…

`sheet` shows, for each theme of a run, its representatives with one document drawn from those that lie mostly (.5 and more) in
another theme, each theme once (shown again, its own texts would give the stranger away); `sheet.txt` is what a reader sees (up to six texts a set, in random order, without ids or
labels), `key.csv` what is right. A reader answers with rows `set,letter`. `score` prints how many strangers each reader found
and in how many sets all did (Chang et al. 2009, "Reading tea leaves"; by chance one in six).
"""

import argparse
import csv
import random
from pathlib import Path

LETTERS = "ABCDEF"
WORDS = 70


def sheet(run: Path, out: Path, seed: int) -> None:
    import pyarrow.parquet as pq

    documents = {row["document_id"]: row for row in pq.read_table(run / "documents.parquet").to_pylist()}
    themes = pq.read_table(run / "themes.parquet").to_pylist()
    mostly: dict[str, list[str]] = {theme["theme_id"]: [] for theme in themes}
    for row in pq.read_table(run / "document_themes.parquet").to_pylist():
        if row["membership"] >= 0.5 and not documents[row["document_id"]]["duplicate_of"]:
            mostly[row["theme_id"]].append(row["document_id"])
    rng = random.Random(seed)
    sets = []
    for theme in themes:
        elsewhere = sorted(document for other in mostly if other != theme["theme_id"] for document in mostly[other])
        stranger = rng.choice(elsewhere)
        shown = theme["representatives"] + [stranger]
        sets.append((theme["theme_id"], stranger, rng.sample(shown, len(shown))))
    rng.shuffle(sets)
    out.mkdir(parents=True, exist_ok=True)
    with open(out / "sheet.txt", "w") as text, open(out / "key.csv", "w", newline="") as key:
        writer = csv.writer(key, lineterminator="\n")
        writer.writerow(["set", "letter", "theme_id", "stranger", "documents"])
        for number, (theme_id, stranger, shown) in enumerate(sets, 1):
            print(f"===== set {number}", file=text)
            for letter, document in zip(LETTERS, shown):
                row = documents[document]
                words = " ".join((row["text"] or "").split()[:WORDS])
                print(f"{letter}. {row['title']} | {words}\n", file=text)
            writer.writerow([number, LETTERS[shown.index(stranger)], theme_id, stranger, " ".join(shown)])


def score(key: Path, answers: list[Path]) -> None:
    right = {row["set"]: row["letter"] for row in csv.DictReader(open(key))}
    found = []
    for file in answers:
        given = {row["set"]: row["letter"].strip().upper() for row in csv.DictReader(open(file))}
        if missing := right.keys() - given.keys():
            raise SystemExit(f"{file}: no answer for sets {', '.join(sorted(missing, key=int))}")
        hits = {number for number, letter in right.items() if given[number] == letter}
        found.append(hits)
        print(f"{file.stem}: {len(hits)} of {len(right)} strangers found ({len(hits) / len(right):.0%})")
    everyone = set.intersection(*found)
    print(f"by all readers: {len(everyone)} of {len(right)} ({len(everyone) / len(right):.0%})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("sheet")
    make.add_argument("run", type=Path)
    make.add_argument("--out", type=Path, required=True)
    make.add_argument("--seed", type=int, default=1)
    judge = commands.add_parser("score")
    judge.add_argument("key", type=Path)
    judge.add_argument("answers", type=Path, nargs="+")
    arguments = parser.parse_args()
    if arguments.command == "sheet":
        sheet(arguments.run, arguments.out, arguments.seed)
    else:
        score(arguments.key, arguments.answers)


if __name__ == "__main__":
    main()
