"""What to label next: macro-F1 after so many labelled texts, chosen by `sample --purpose train` or at random.

Half of each set is a pool to label from, half is held out. Both sides start from the same random texts; each batch is
labelled for all labels at once, `afbaken train` learns anew and the held-out half is classified. `--starts` draws a line:
the mean over draws, and the 95 % interval of the paired difference (Student).
"""

import argparse
import csv
import os
import statistics
import tempfile
from pathlib import Path

import numpy as np
from classification import Set, afbaken, documents, macro_f1, sets, titles
from scipy.stats import t

SIZES = [20, 40, 70, 100, 150, 200]


class Pool:
    """A pool under `folder` with a run to choose from, and a held-out half."""

    def __init__(self, of: Set, folder: Path, seed: int, most: int):
        self.of, self.folder, self.n_trained = of, folder, 0
        order = np.random.default_rng(seed).permutation(len(of.truth))[: 2 * most]
        self.pool, self.test = order[: len(order) // 2], order[len(order) // 2 :]
        everything = documents(folder / "all.csv", of, order, False)
        self.everything, self.run = everything, str(folder / "run")
        afbaken("scope", documents(folder / "pool.csv", of, self.pool, False), "--out", self.run, "--classifier", "none")

    def learnt(self, labelled: list[int]) -> tuple[float, Path]:
        """Macro-F1 on the held-out half, and the probabilities of all texts."""
        self.n_trained += 1
        classifier, out = self.folder / f"classifier-{self.n_trained}", self.folder / "out.csv"
        train = documents(self.folder / "train.csv", self.of, labelled, True)
        afbaken("train", train, "--label", "subject", "--out", str(classifier), "--band", "0")
        afbaken("classify", self.everything, "--classifier", str(classifier), "--out", str(out))
        decided = np.zeros((len(self.of.truth), len(self.of.names)), dtype=bool)
        likely = np.zeros(decided.shape)
        for row in csv.DictReader(out.open()):
            at, label = int(row["document_id"][1:]), int(row["label"][1:])
            likely[at, label], decided[at, label] = float(row["probability"]), row["decision"] == "yes"
        if self.of.exclusive:
            decided = np.eye(len(self.of.names), dtype=bool)[likely.argmax(axis=1)]
        return macro_f1(self.of.truth[self.test], decided[self.test]), out

    def chosen(self, labelled: list[int], n: int, probabilities: Path, seed: int) -> list[int]:
        """The next `n` texts by `sample`, the answers so far in a labels file."""
        labels, out = self.folder / "labels.csv", self.folder / "next.csv"
        with labels.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["document_id", "label", "value"])
            for at in labelled:
                answers = [(f"D{at}", f"L{label}", "yes" if yes else "no") for label, yes in enumerate(self.of.truth[at])]
                writer.writerows([*answers, (f"D{at}", "*", "no")])
        out.unlink(missing_ok=True)
        size = ["--budget", str(n * (len(self.of.names) + 1)), "--seed", str(seed)]
        files = ["--probabilities", str(probabilities), "--labels", str(labels), "--out", str(out)]
        afbaken("sample", self.run, "--purpose", "train", *size, *files)
        found = dict.fromkeys(int(row["document_id"][1:]) for row in csv.DictReader(out.open()))
        return list(found)[:n]


def curve(pool: Pool, chooses: bool, seed: int) -> list[float]:
    rest, figures = list(pool.pool), []
    labelled = [int(at) for at in rest[: SIZES[0]]]
    for size, following in zip(SIZES, [*SIZES[1:], None]):
        figure, probabilities = pool.learnt(labelled)
        figures.append(figure)
        if following is None:
            return figures
        if chooses:
            labelled += pool.chosen(labelled, following - size, probabilities, seed)
        else:
            labelled = [int(at) for at in rest[:following]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("AFBAKEN_DATA"), help="the data folder")
    parser.add_argument("--starts", type=int, default=5, help="draws of pool and start")
    parser.add_argument("--only", default="", help="sets whose names hold this")
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("name the data folder with --data or AFBAKEN_DATA")
    print(f"{'set':40} {'':8}" + "".join(f"{size:7}" for size in SIZES))
    for of in [*sets(arguments.data), titles(arguments.data)]:
        if arguments.only not in of.name:
            continue
        found = {True: [], False: []}
        for seed in range(1, arguments.starts + 1):
            with tempfile.TemporaryDirectory() as name:
                pool = Pool(of, Path(name), seed, 1000)
                for chooses in found:
                    found[chooses].append(curve(pool, chooses, seed))
        for chooses, curves in found.items():
            means = [statistics.mean(figures) for figures in zip(*curves)]
            print(f"{of.name:40} {'chosen' if chooses else 'random':8}" + "".join(f"{mean:7.3f}" for mean in means), flush=True)
        gains = [np.subtract(a, b) for a, b in zip(found[True], found[False])]
        half = [t.ppf(0.975, len(gains) - 1) * np.std(g, ddof=1) / len(gains) ** 0.5 for g in zip(*gains)]
        shown = [f"{np.mean(g):+.3f} ± {h:.3f}" for g, h in zip(zip(*gains), half)]
        print(f"{'':40} {'gain':8}{'  '.join(shown[1:])}", flush=True)


if __name__ == "__main__":
    main()
