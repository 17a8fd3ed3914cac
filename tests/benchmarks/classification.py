"""Classification of projects and patents: `afbaken train` and `classify` against TF-IDF + logistic regression.

Five grouped folds (identical texts together), macro-F1, mean over folds; the difference's 95 % interval comes from a paired
bootstrap over texts of the pooled held-out decisions. The baseline's cost and class weights are chosen by inner
folds on macro-F1 in each training part; afbaken sees the same training part and chooses out of fold by itself. Sets:
CORDIS cluster (one of eight), euroSciVoc top level (several of six), three sets of expert-delineated patents (yes or no;
macro-F1 of both classes). Title and text only on both sides. With `--curves FILE.svg` also learning curves at 8, 32 and 128
labelled texts a class on the fields of paper titles (the built-in model was not trained on them), beside SetFit's
fine-tuning of the same model (`fine_tuning.py`), mean of three draws.
"""

import argparse
import csv
import json
import lzma
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GridSearchCV, KFold, StratifiedGroupKFold, StratifiedKFold
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline

csv.field_size_limit(10**9)
PATENTS = ["nighttime_driver_visibility", "offshore_plant", "underwater_glider"]
CURVE = [8, 32, 128]
COSTS = [0.1, 1, 10, 100]


class Set:
    """Texts with the set of labels of each; `exclusive` where each text has exactly one."""

    def __init__(self, name: str, titles: list[str], texts: list[str], labels: list[set[str]], exclusive: bool):
        self.name, self.titles, self.texts, self.exclusive = name, titles, texts, exclusive
        self.names = sorted(set().union(*labels))
        self.truth = np.array([[label in of for label in self.names] for of in labels])
        whole = [" ".join(f"{title} {text}".lower().split()) for title, text in zip(titles, texts)]
        self.whole = np.array(whole, dtype=object)
        self.groups = np.unique(self.whole, return_inverse=True)[1]

    def classes(self) -> np.ndarray:
        """The class of each text, for stratified folds and exclusive sets: the first of its labels."""
        return self.truth.argmax(axis=1)


def opened(data: Path, name: str):
    return lzma.open(data / f"{name}.xz", "rt", encoding="utf-8", errors="replace")


def sets(data: Path) -> list[Set]:
    projects = [json.loads(line) for line in opened(data, "cordis/projects.jsonl")]
    coded = [row for row in projects if row["euroscivoc"]]
    columns = lambda rows: ([row["title"] or "" for row in rows], [row["objective"] or "" for row in rows])
    found = [
        Set("CORDIS cluster", *columns(projects), [{row["cluster"]} for row in projects], True),
        Set("euroSciVoc", *columns(coded), [{path.split("/")[1] for path in row["euroscivoc"]} for row in coded], False),
    ]
    for name in PATENTS:
        rows = list(csv.DictReader(opened(data, f"patents/{name}.csv")))
        texts = [row["title_text"] for row in rows], [row["abstract_text"] for row in rows]
        found.append(Set(f"patents: {name}", *texts, [{row["valid"]} for row in rows], True))
    return found


def titles(data: Path) -> Set:
    rows = [json.loads(line) for line in opened(data, "topics/mag-dev.jsonl")]
    name = lambda row: str(next(row[key] for key in ("label", "field", "class") if key in row))
    usual = {label for label, n in Counter(map(name, rows)).items() if n > 1}
    rows = [row for row in rows if name(row) in usual]
    text = lambda row: next(row[key] for key in ("text", "title") if key in row)
    return Set("fields of paper titles", [""] * len(rows), list(map(text, rows)), [{name(row)} for row in rows], True)


def afbaken(*arguments: str) -> None:
    done = subprocess.run([os.environ.get("AFBAKEN", "afbaken"), *arguments, "--quiet"], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"afbaken {' '.join(arguments)}\n{done.stderr}")


def documents(path: Path, of: Set, places, with_labels: bool) -> str:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["document_id", "title", "text", "subject"])
        for at in places:
            labels = ";".join(f"L{label}" for label in np.flatnonzero(of.truth[at])) if with_labels else ""
            writer.writerow([f"D{at}", of.titles[at], of.texts[at], labels])
    return str(path)


def ours(of: Set, train, test, flags=()) -> np.ndarray:
    """Decisions `[test, labels]`; where each text has one label, the one whose odds exceed its threshold's most."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        learnt, asked = documents(folder / "train.csv", of, train, True), documents(folder / "test.csv", of, test, False)
        classifier, out = folder / "classifier", folder / "out.csv"
        afbaken("train", learnt, "--label", "subject", "--out", str(classifier), "--band", "0", *flags)
        afbaken("classify", asked, "--classifier", str(classifier), "--out", str(out))
        thresholds = json.loads((classifier / "card.json").read_text())["thresholds"]
        odds = np.full((len(test), len(of.names)), -np.inf)
        row_of = {f"D{at}": row for row, at in enumerate(test)}
        log_odds = lambda p: np.log(np.clip(p, 1e-9, 1 - 1e-9)) - np.log(1 - np.clip(p, 1e-9, 1 - 1e-9))
        for row in csv.DictReader(out.open()):
            column = int(row["label"][1:])
            odds[row_of[row["document_id"]], column] = log_odds(float(row["probability"])) - log_odds(thresholds[row["label"]])
    if of.exclusive:
        return np.eye(len(of.names), dtype=bool)[odds.argmax(axis=1)]
    return odds >= 0


def baseline(of: Set, train, test) -> np.ndarray:
    classifier = LogisticRegression(max_iter=1000)
    steps = [("words", TfidfVectorizer(sublinear_tf=True, stop_words="english", min_df=2))]
    grid = {}
    if of.exclusive:
        answers, inner, last = of.classes(), StratifiedKFold(3, shuffle=True, random_state=0), ("by", classifier)
        grid |= {"by__C": COSTS, "by__class_weight": [None, "balanced"]}
    else:
        answers, inner, last = of.truth.astype(int), KFold(3, shuffle=True, random_state=0), ("by", OneVsRestClassifier(classifier))
        grid |= {"by__estimator__C": COSTS, "by__estimator__class_weight": [None, "balanced"]}
    search = GridSearchCV(Pipeline([*steps, last]), grid, scoring="f1_macro", cv=inner, n_jobs=int(os.environ.get("JOBS", 1)))
    found = search.fit(of.whole[train], answers[train]).predict(of.whole[test])
    return np.eye(len(of.names), dtype=bool)[found] if of.exclusive else found.astype(bool)


def macro_f1(truth: np.ndarray, decided: np.ndarray) -> float:
    return f1_score(truth, decided, average="macro", zero_division=0)


def compare(of: Set, seed: int) -> None:
    theirs, decided, scores = np.zeros_like(of.truth), np.zeros_like(of.truth), []
    folds = StratifiedGroupKFold(5, shuffle=True, random_state=seed)
    for train, test in folds.split(of.whole, of.classes(), of.groups):
        theirs[test], decided[test] = baseline(of, train, test), ours(of, train, test)
        scores.append([macro_f1(of.truth[test], theirs[test]), macro_f1(of.truth[test], decided[test])])
    chance = np.random.default_rng(1)
    drawn = [chance.integers(0, len(of.truth), len(of.truth)) for _ in range(1000)]
    differences = [macro_f1(of.truth[at], decided[at]) - macro_f1(of.truth[at], theirs[at]) for at in drawn]
    low, high = np.percentile(differences, [2.5, 97.5])
    by_fold = np.mean(scores, axis=0)
    print(f"{of.name:40} {len(of.truth):6} {by_fold[0]:8.3f} {by_fold[1]:8.3f}   {low:+.3f} to {high:+.3f}", flush=True)


def curves(data: Path, to: Path) -> None:
    from fine_tuning import StaticModel, fitted

    of, model, points = titles(data), StaticModel(), []
    for n in CURVE:
        figures = []
        for seed in range(1, 4):
            chance = np.random.default_rng(seed)
            order = chance.permutation(len(of.truth))
            test, rest = order[:1500], order[1500:]
            train = np.concatenate([rest[of.classes()[rest] == c][:n] for c in range(len(of.names))])
            tuned = fitted(model, of.whole[train], of.classes()[train], seed)(of.whole[test])
            found = baseline(of, train, test), ours(of, train, test), np.eye(len(of.names), dtype=bool)[tuned]
            figures.append([macro_f1(of.truth[test], decided) for decided in found])
        points.append((n, *np.mean(figures, axis=0)))
        shown = " ".join(f"{figure:8.3f}" for figure in points[-1][1:])
        print(f"{of.name}, {n:4} a class: TF-IDF, afbaken, fine-tuning {shown}", flush=True)
    to.write_text(plot(points))


def plot(points) -> str:
    """The learning curves as SVG: macro-F1 from 0 to 1 over labels a class, on a logarithmic scale."""
    x = lambda n: 60 + 420 * np.log(n / CURVE[0]) / np.log(CURVE[-1] / CURVE[0])
    y = lambda f: 280 - 250 * f
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 330" font-family="sans-serif" font-size="12">']
    parts += [f'<text x="20" y="{y(f) + 4:.0f}">{f:.1f}</text><path d="M60 {y(f):.0f}H480" stroke="#ddd"/>' for f in (0, 0.2, 0.4, 0.6, 0.8, 1)]
    parts += [f'<text x="{x(n):.0f}" y="300" text-anchor="middle">{n}</text>' for n in CURVE]
    parts.append('<text x="270" y="320" text-anchor="middle">labelled texts a class</text>')
    for column, colour, name in ((1, "#888", "TF-IDF + logistic regression"), (2, "#05a", "afbaken train"), (3, "#c60", "fine-tuning as SetFit")):
        path = " ".join(f"{x(point[0]):.0f},{y(point[column]):.0f}" for point in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="300" y="{200 + 20 * column}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>\n"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("AFBAKEN_DATA"), help="the data folder")
    parser.add_argument("--seed", type=int, default=1, help="of the folds")
    parser.add_argument("--only", default="", help="sets whose names hold this")
    parser.add_argument("--curves", type=Path, help="also learning curves, drawn into this SVG file")
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("name the data folder with --data or AFBAKEN_DATA")
    print(f"{'macro-F1':40} {'texts':>6} {'TF-IDF':>8} {'afbaken':>8}   difference, 95 %")
    for of in sets(Path(arguments.data)):
        if arguments.only in of.name:
            compare(of, arguments.seed)
    if arguments.curves:
        curves(Path(arguments.data), arguments.curves)


if __name__ == "__main__":
    main()
