"""Work saved by screening, and how safe and dear stopping is: `afbaken simulate` on labelled sets.

First table: WSS@95 on a systematic review and on tasks made of project descriptions, topics and patents (15 % of the
texts blanked where there is a title), mean of --seeds replays. Second table: the guaranteed stop (recall .95 with
confidence .95) over --stop-seeds replays at three prevalences, beside stopping after n irrelevant documents in a row
(--count-seeds replays of the learner alone). A miss is a stop below recall .95; p is the chance of that many misses or
more if 5 % were true (binomial): below .05 the promise is broken.
"""

import argparse
import csv
import json
import lzma
import math
import os
import random
import subprocess
import tempfile
from pathlib import Path

csv.field_size_limit(10**9)
ROWS_IN_A_ROW = [50, 100, 200]


def opened(data: Path, name: str):
    return lzma.open(data / f"{name}.xz", "rt", encoding="utf-8", errors="replace")


def table(data: Path, name: str) -> list[dict]:
    return list(csv.DictReader(opened(data, name)))


def lines(data: Path, name: str) -> list[dict]:
    return [json.loads(line) for line in opened(data, name)]


def thinned(rows: list[tuple], n_relevant: int, seed: str) -> list[tuple]:
    """The rows with so many of the relevant ones at most."""
    relevant = [at for at, row in enumerate(rows) if row[2]]
    kept = set(random.Random(seed).sample(relevant, min(n_relevant, len(relevant))))
    return [row for at, row in enumerate(rows) if not row[2] or at in kept]


def blanked(rows: list[tuple], seed: str) -> list[tuple]:
    chance = random.Random(seed)
    return [(title, "" if title and text and chance.random() < 0.15 else text, label) for title, text, label in rows]


def review(data: Path) -> list[tuple]:
    rows = table(data, "screening/Kitchenham_2010.csv")
    return [(row["title"], row["abstract"], row["label_included"] == "1") for row in rows]


def projects(data: Path, belongs) -> list[tuple]:
    return [(row["title"], row["objective"], belongs(row)) for row in lines(data, "cordis/projects.jsonl")]


def topics(data: Path, fields: list[str], subfield: str) -> list[tuple]:
    rows = [row for row in table(data, "openalex/topics.csv") if row["field_name"] in fields]
    return [(row["old_topic_label"], row["summary"], row["subfield_name"] == subfield) for row in rows]


def patents(data: Path, name: str) -> list[tuple]:
    rows = table(data, f"patents/{name}.csv")
    return [(row["title_text"], row["abstract_text"], row["valid"] == "True") for row in rows]


def ecosystem(data: Path, number: int) -> list[tuple]:
    labels, texts = {}, {}
    for reading in lines(data, "ecosystems/labels.jsonl"):
        key = reading["file"], str(reading["document_id"])
        labels[key] = labels.get(key, False) or any(label["ecosystem"] == number for label in reading["labels"])
    for file in {file for file, _ in labels}:
        for row in lines(data, file) if file.endswith(".jsonl") else table(data, file):
            title = row.get("title") or row.get("title_text") or ""
            text = row.get("objective") or row.get("summary") or row.get("abstract_text") or ""
            texts[file, str(row.get("id") or row.get("publication_number"))] = title, text
    return [(*texts[key], label) for key, label in labels.items() if any(texts[key])]


def tasks(data: Path) -> dict[str, list[tuple]]:
    coded = lambda code: lambda row: code in str(row["euroscivoc"])
    made = {
        "projects: cluster 2": thinned(projects(data, lambda row: row["cluster"] == "Cluster 2"), 45, "a"),
        "projects: missions": projects(data, lambda row: row["cluster"] == "Cluster MISS"),
        "projects: energy and fuels": thinned(projects(data, coded("energy and fuels")), 45, "b"),
        "projects: waste management": thinned(projects(data, coded("waste management")), 45, "c"),
        "topics: ocean engineering": topics(data, ["Engineering", "Environmental Science"], "Ocean Engineering"),
        "topics: education": thinned(topics(data, ["Social Sciences", "Psychology"], "Education"), 40, "d"),
        "topics: information systems": thinned(
            topics(data, ["Computer Science", "Engineering"], "Information Systems"), 30, "e"
        ),
        "patents: night visibility": thinned(patents(data, "nighttime_driver_visibility"), 30, "f"),
        "patents: offshore": thinned(patents(data, "offshore_plant"), 30, "g"),
        "patents: underwater gliders": thinned(patents(data, "underwater_glider"), 30, "h"),
        "ecosystem 4": ecosystem(data, 4),
        "ecosystem 16": ecosystem(data, 16),
        "ecosystem 30": ecosystem(data, 30),
    }
    return {"review (Kitchenham 2010)": review(data)} | {name: blanked(rows, name) for name, rows in made.items()}


def simulate(rows: list[tuple], *flags: str) -> tuple[list[dict], dict[int, list[bool]]]:
    """The figures of each seed, and for each seed the labels in the order of labelling, priors left out."""
    with tempfile.TemporaryDirectory() as folder:
        path, order = Path(folder, "set.csv"), Path(folder, "order.csv")
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["document_id", "title", "text", "relevant"])
            writer.writerows([at, title, text, int(label)] for at, (title, text, label) in enumerate(rows))
        command = [os.environ.get("AFBAKEN", "afbaken"), "simulate", str(path), "--label", "relevant"]
        command += ["--json", "--quiet", "--order", str(order), *flags]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        orders = {}
        for row in csv.DictReader(order.open()):
            if row["prior"] == "false":
                orders.setdefault(int(row["seed"]), []).append(bool(rows[int(row["document_id"])][2]))
    return [json.loads(line) for line in printed.splitlines()], orders


def in_a_row(labels: list[bool], n: int) -> int:
    """Labels until so many irrelevant ones in a row."""
    run = 0
    for at, label in enumerate(labels, 1):
        run = 0 if label else run + 1
        if run == n:
            return at
    return len(labels)


def chance_of_misses(n: int, misses: int, rate: float = 0.05) -> float:
    return 1 - sum(math.comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(misses))


def print_stop(name: str, rule: str, stops: list[tuple[int, list[bool]]]) -> None:
    shares = [at / len(labels) for at, labels in stops]
    recalls = [sum(labels[:at]) / sum(labels) for at, labels in stops]
    misses = sum(recall < 0.95 - 1e-9 for recall in recalls)
    n, p = len(stops), chance_of_misses(len(stops), misses)
    print(f"{name:32} {rule:18} {n:4} {misses / n:7.3f} {p:6.3f} {sum(shares) / n:9.3f} {min(recalls):10.3f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("AFBAKEN_DATA"), help="the data folder")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--stop-seeds", type=int, default=500)
    parser.add_argument("--count-seeds", type=int, default=100)
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("name the data folder with --data or AFBAKEN_DATA")
    data = Path(arguments.data)
    print(f"{'set':32} {'n':>5} {'relevant':>8} {'WSS@95':>7} {'recall at 10 %':>15}")
    for name, rows in tasks(data).items() if arguments.seeds else []:
        figures, _ = simulate(rows, "--seeds", str(arguments.seeds))
        mean = lambda key: sum(figure[key] for figure in figures) / len(figures)
        n, relevant = figures[0]["n"], figures[0]["n_relevant"]
        print(f"{name:32} {n:5} {relevant:8} {mean('wss95'):7.3f} {mean('recall_at_10pct'):15.3f}", flush=True)
    print(f"\n{'set':32} {'stop':18} {'n':>4} {'misses':>7} {'p':>6} {'labelled':>9} {'least recall':>10}")
    of_review, of_cluster = review(data), projects(data, lambda row: row["cluster"] == "Cluster 5")
    for name, rows in {
        "review, 16 relevant": thinned(of_review, 16, "review"),
        "review": of_review,
        "projects: cluster 5": of_cluster,
    }.items():
        share = sum(row[2] for row in rows) / len(rows)
        name = f"{name} ({100 * share:.1f} %)"
        figures, orders = simulate(rows, "--seeds", str(arguments.stop_seeds))
        print_stop(name, "guaranteed", [(f["stop_n_labelled"], orders[f["seed"]]) for f in figures])
        _, orders = simulate(rows, "--seeds", str(arguments.count_seeds), "--stopping", "none")
        for n in ROWS_IN_A_ROW:
            print_stop(name, f"{n} in a row", [(in_a_row(labels, n), labels) for labels in orders.values()])


if __name__ == "__main__":
    main()
