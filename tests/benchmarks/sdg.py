"""Sustainable Development Goals: `afbaken train` and `classify` against logistic regression in the same grouped folds.

Each text was judged for one goal. Both sides see the same texts, the same answers and the hits of the same two query sets
(Aurora, SIRIS; run by `afbaken match`): the baseline is logistic regression on the goal's hits + length + TF-IDF, its cost
chosen by inner folds. Ten folds, identical texts together; accuracy, precision, recall and F1 are means over the 17 goals,
the differences' 95 % intervals come from a paired bootstrap over texts. Rules alone are not trained: a text belongs to a
goal when a set hits it, or, for both together, when 1 - prod(1 - weight) over all hits is at least .5.
"""

import argparse
import csv
import lzma
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, GroupKFold, StratifiedGroupKFold
from sklearn.preprocessing import StandardScaler

csv.field_size_limit(10**9)
SETS = ["aurora", "siris"]
PUBLISHED = [("AFD SDG Prospector", 87.8, 92.4, 82.1, 86.5), ("GPT-4o", 87.2, 80.8, 97.0, 87.9)]
GOALS = range(1, 18)


def table(data: Path, name: str) -> list[dict]:
    return list(csv.DictReader(lzma.open(data / f"{name}.xz", "rt", encoding="utf-8")))


def afbaken(*arguments: str) -> None:
    done = subprocess.run([os.environ.get("AFBAKEN", "afbaken"), *arguments, "--quiet"], capture_output=True, text=True)
    if done.returncode > 1:
        sys.exit(f"afbaken {' '.join(arguments)}\n{done.stderr}")


def write(path: Path, header: list[str], rows) -> str:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return str(path)


def write_queries(data: Path, folder: Path) -> list[tuple[str, str, int, str]]:
    """All queries as (id, source, goal, query), also as files for `match` and `train`. Two hold stray backslashes."""
    queries = []
    for source in SETS:
        for at, row in enumerate(table(data, f"sdg/{source}_queries.csv")):
            queries.append((f"{source}-{at}", source, int(row["sdg"][-2:]), row["query"].replace("\\", "")))
    write(folder / "match.csv", ["query_id", "query"], [(q[0], q[3]) for q in queries])
    write(folder / "queries.csv", ["query_id", "source", "label", "query"], [(i, s, f"{g:02}", q) for i, s, g, q in queries])
    return queries


def hits(folder: Path, rows: list[dict], queries) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """By set: queries of the text's own goal that hit it, and the places that they rest on."""
    texts = write(folder / "all.csv", ["document_id", "text"], [(row["id"], row["text"]) for row in rows])
    afbaken("match", texts, "--queries", str(folder / "match.csv"), "--syntax", "scopus", "--out", str(folder / "hits.csv"))
    of_query = {identifier: (source, goal) for identifier, source, goal, _ in queries}
    at = {row["id"]: place for place, row in enumerate(rows)}
    found = {source: (np.zeros(len(rows)), np.zeros(len(rows))) for source in SETS}
    for hit in csv.DictReader((folder / "hits.csv").open()):
        source, goal = of_query[hit["query_id"]]
        place = at[hit["document_id"]]
        if goal == int(rows[place]["sdg"]):
            found[source][0][place] += 1
            found[source][1][place] += int(hit["n_hits"])
    return found


def baseline(rows, answers, groups, found, train, test) -> np.ndarray:
    texts = np.array([row["text"] for row in rows], dtype=object)
    columns = [np.log([len(text.split()) for text in texts])]
    for queries, places in found.values():
        columns += [queries > 0, np.log1p(queries), np.log1p(places)]
    dense = np.column_stack(columns).astype(float)
    scale = StandardScaler().fit(dense[train])
    words = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2).fit(texts[train])
    seen = lambda places: sparse.hstack([scale.transform(dense[places]), words.transform(texts[places])]).tocsr()
    search = GridSearchCV(
        LogisticRegression(max_iter=2000), {"C": [0.1, 0.3, 1, 3, 10]}, scoring="neg_log_loss", cv=GroupKFold(5)
    )
    return search.fit(seen(train), answers[train], groups=groups[train]).predict(seen(test))


def ours(rows, folder: Path, fold: int, train, test) -> np.ndarray:
    read = lambda name, places: write(folder / name, ["document_id", "text"], [(rows[at]["id"], rows[at]["text"]) for at in places])
    labels = [(rows[at]["id"], f"{int(rows[at]['sdg']):02}", "yes" if rows[at]["label"] == "True" else "no") for at in train]
    judged = write(folder / "labels.csv", ["document_id", "label", "value"], labels)
    classifier, out = str(folder / f"classifier-{fold}"), folder / "classified.csv"
    queries = ["--queries", str(folder / "queries.csv"), "--syntax", "scopus"]
    afbaken("train", read("train.csv", train), "--labels", judged, *queries, "--out", classifier, "--band", "0")
    afbaken("classify", read("test.csv", test), "--classifier", classifier, "--out", str(out))
    decided = {(row["document_id"], row["label"]): row["decision"] == "yes" for row in csv.DictReader(out.open())}
    return np.array([decided[rows[at]["id"], f"{int(rows[at]['sdg']):02}"] for at in test])


def figures(decided: np.ndarray, answers: np.ndarray, goals: np.ndarray, places=slice(None)) -> np.ndarray:
    decided, answers, goals = decided[places], answers[places], goals[places]
    found = []
    for goal in GOALS:
        d, a = decided[goals == goal], answers[goals == goal]
        right = (d & a).sum()
        if len(a):
            found.append([(d == a).mean(), right / max(d.sum(), 1), right / max(a.sum(), 1), 2 * right / max(d.sum() + a.sum(), 1)])
    return 100 * np.mean(found, axis=0)


def line(name: str, values) -> None:
    print(f"{name:58}" + "".join(f"{value:7.1f}" for value in values), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("AFBAKEN_DATA"), help="the data folder")
    parser.add_argument("--seed", type=int, default=1, help="of the folds")
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("name the data folder with --data or AFBAKEN_DATA")
    data = Path(arguments.data)
    rows = table(data, "sdg/benchmark_dev.csv")
    answers = np.array([row["label"] == "True" for row in rows])
    goals = np.array([int(row["sdg"]) for row in rows])
    groups = np.unique([" ".join(row["text"].lower().split()) for row in rows], return_inverse=True)[1]
    print(f"{len(rows)} texts, {answers.sum()} yes; means over {len(GOALS)} goals")
    print(f"{'':58}{'acc':>7}{'P':>7}{'R':>7}{'F1':>7}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        queries = write_queries(data, folder)
        found = hits(folder, rows, queries)
        for source in SETS:
            line(f"rules alone: {source}", figures(found[source][0] > 0, answers, goals))
        belief = 1 - np.prod([0.1 ** found[source][0] for source in SETS], axis=0)
        line("rules alone: both, 1 - prod(1 - w) >= .5", figures(belief >= 0.5, answers, goals))
        theirs, decided = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
        folds = StratifiedGroupKFold(10, shuffle=True, random_state=arguments.seed)
        for fold, (train, test) in enumerate(folds.split(rows, answers, groups)):
            theirs[test] = baseline(rows, answers, groups, found, train, test)
            decided[test] = ours(rows, folder, fold, train, test)
    line("logistic regression: hits + length + TF-IDF", figures(theirs, answers, goals))
    line("afbaken train + classify", figures(decided, answers, goals))
    chance = np.random.default_rng(1)
    drawn = [chance.integers(0, len(rows), len(rows)) for _ in range(2000)]
    differences = [figures(decided, answers, goals, at) - figures(theirs, answers, goals, at) for at in drawn]
    low, high = np.percentile(differences, [2.5, 97.5], axis=0)
    line("difference, lower end of 95 %", low)
    line("difference, upper end of 95 %", high)
    for system, *values in PUBLISHED:
        line(f"{system} (published, 1,251 texts, not trained on the benchmark)", values)


if __name__ == "__main__":
    main()
