"""Themes beside four peers on the same vectors: how near each comes to the classes of labelled sets.

    python tests/benchmarks/themes.py [--sets "BBC News,M10"] [--seeds 10] [--method leiden] [--model DIR] [--no-peers]

Adjusted mutual information (AMI) over all documents of a set; documents in no theme count as one group of their own, for
every method alike. `afbaken` and BERTopic choose the number of topics themselves, the other peers are told the true one.
On BBC News also: NPMI of the ten words of each theme (document co-occurrence in the set) and the share of different words
among them. Agreement: mean adjusted Rand index over all pairs of seeds. Bytes: both theme tables of two runs.
"""

import argparse
import itertools
import os
import re
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from labelled_sets import SETS, Row, write_input
from sklearn.cluster import KMeans
from sklearn.decomposition import LatentDirichletAllocation, TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score
from sklearn.preprocessing import normalize

TABLES = ("themes.parquet", "document_themes.parquet")
WORDS = 10


class Ours:
    """One run of `afbaken themes`."""

    def __init__(self, program: str, documents: Path, vectors: Path, out: Path, seed: int, method: str) -> None:
        command = [program, "themes", str(documents), "--embeddings", str(vectors), "--out", str(out)]
        command += ["--seed", str(seed), "--method", method, "--quiet", "--language", "en"]
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        self.seconds = time.perf_counter() - start
        self.take(out)

    @classmethod
    def read(cls, out: Path) -> "Ours":
        """A run that was made earlier."""
        run = cls.__new__(cls)
        run.take(out)
        return run

    def take(self, out: Path) -> None:
        self.words = pq.read_table(out / TABLES[0])["terms"].to_pylist()
        self.theme: dict[str, tuple[float, str]] = {}
        for row in pq.read_table(out / TABLES[1]).to_pylist():
            best = self.theme.get(row["document_id"], (0.0, ""))
            self.theme[row["document_id"]] = max(best, (row["membership"], row["theme_id"]))
        self.bytes = b"".join((out / table).read_bytes() for table in TABLES)

    def groups(self, rows: list[Row]) -> list[str]:
        return [self.theme.get(document, (0.0, "none"))[1] for document, *_ in rows]


def vectors_of(file: Path, rows: list[Row]) -> np.ndarray:
    table = pq.read_table(file).to_pylist()
    by_document = {row["document_id"]: row["embedding"] for row in table}
    dimension = next(len(vector) for vector in by_document.values() if vector)
    return np.array([by_document[document] or [0.0] * dimension for document, *_ in rows], dtype=np.float32)


def bertopic(texts: list[str], vectors: np.ndarray, classes: int, seed: int) -> np.ndarray:
    from bertopic import BERTopic
    from umap import UMAP

    umap = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    topics, _ = BERTopic(umap_model=umap).fit_transform(texts, vectors)
    return np.array(topics)


def k_means(texts: list[str], vectors: np.ndarray, classes: int, seed: int) -> np.ndarray:
    return KMeans(classes, n_init=3, random_state=seed).fit_predict(vectors)


def tfidf_k_means(texts: list[str], vectors: np.ndarray, classes: int, seed: int) -> np.ndarray:
    matrix = TfidfVectorizer(sublinear_tf=True, min_df=2, stop_words="english").fit_transform(texts)
    reduced = TruncatedSVD(min(256, min(matrix.shape) - 1), random_state=seed).fit_transform(matrix)
    return KMeans(classes, n_init=3, random_state=seed).fit_predict(normalize(reduced))


def lda(texts: list[str], vectors: np.ndarray, classes: int, seed: int) -> np.ndarray:
    counts = CountVectorizer(min_df=2, stop_words="english").fit_transform(texts)
    return LatentDirichletAllocation(classes, random_state=seed).fit_transform(counts).argmax(1)


PEERS = {
    "BERTopic": bertopic,
    "k-means, true k": k_means,
    "TF-IDF/SVD + k-means, true k": tfidf_k_means,
    "LDA, true k": lda,
}


def single_words(terms: list[str]) -> list[str]:
    """The different words of a theme's terms: a phrase is its words."""
    return list(dict.fromkeys(word for term in terms for word in re.findall(r"\w+", term)))


def npmi(topics: list[list[str]], texts: list[str]) -> float:
    """Mean normalised pointwise mutual information of the words of a topic, pair by pair."""
    wanted = {word for topic in topics for word in topic}
    documents = {word: set() for word in wanted}
    for place, text in enumerate(texts):
        for word in wanted.intersection(re.findall(r"\w+", text.lower())):
            documents[word].add(place)
    means = [np.mean([pair_npmi(documents[a], documents[b], len(texts)) for a, b in pairs(topic)]) for topic in topics]
    return float(np.mean(means))


def pairs(words: list[str]):
    return itertools.combinations(words, 2)


def pair_npmi(a: set[int], b: set[int], n: int) -> float:
    both = len(a & b)
    if both == 0:
        return -1.0
    if both == n:
        return 1.0
    return float(np.log(both * n / (len(a) * len(b))) / -np.log(both / n))


def line(name: str, groups: list, labels: list[str], seconds: float, nowhere) -> None:
    topics = len(set(groups) - {nowhere})
    outside = sum(group == nowhere for group in groups) / len(groups)
    ami = adjusted_mutual_info_score(labels, [str(group) for group in groups])
    print(f"  {name:30} AMI {ami:.3f}   topics {topics:3}   in none {outside:.1%}   {seconds:.1f} s", flush=True)


def compare(name: str, rows: list[Row], folder: Path, arguments: argparse.Namespace) -> None:
    texts, labels = [f"{row[1]} {row[2]}" for row in rows], [row[3] for row in rows]
    documents, file = folder / "documents.jsonl", folder / "vectors.parquet"
    write_input(rows, documents)
    embed = [arguments.program, "embed", str(documents), "--out", str(file), "--quiet"]
    embed += ["--model", arguments.model] if arguments.model else []
    subprocess.run(embed, check=True, stdout=subprocess.DEVNULL)
    print(f"{name}: {len(rows)} documents, {len(set(labels))} classes", flush=True)
    runs = [
        Ours(arguments.program, documents, file, folder / f"run{seed}", seed, arguments.method)
        for seed in range(1, arguments.seeds + 1)
    ]
    ours = [run.groups(rows) for run in runs]
    for run, groups in list(zip(runs, ours))[:3]:
        line(f"afbaken, {arguments.method}", groups, labels, run.seconds, "none")
    own_traits(name, rows, folder, arguments, runs, ours)
    if arguments.peers:
        vectors = vectors_of(file, rows)
        for peer, cluster in PEERS.items():
            start = time.perf_counter()
            groups = cluster(texts, vectors, len(set(labels)), 0)
            line(peer, list(groups), labels, time.perf_counter() - start, -1)


def own_traits(name: str, rows: list[Row], folder: Path, arguments, runs: list[Ours], ours: list[list[str]]) -> None:
    again = Ours(
        arguments.program, folder / "documents.jsonl", folder / "vectors.parquet", folder / "again", 1, arguments.method
    )
    print(f"  two runs byte-equal: {again.bytes == runs[0].bytes}")
    agreements = [adjusted_rand_score(a, b) for a, b in pairs(ours)]
    if agreements:
        print(f"  agreement over {len(ours)} seeds: mean {np.mean(agreements):.3f}, least {min(agreements):.3f}")
    if name == "BBC News" and runs[0].words:
        topics = [single_words(terms)[:WORDS] for terms in runs[0].words]
        diversity = len({word for topic in topics for word in topic}) / sum(map(len, topics))
        print(f"  NPMI {npmi(topics, [row[2] for row in rows]):.3f}   diversity {diversity:.3f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=lambda names: names.split(","), default=list(SETS))
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--method", default="leiden")
    parser.add_argument("--model", help="a folder or a hub id instead of the built-in model")
    parser.add_argument("--no-peers", dest="peers", action="store_false")
    arguments = parser.parse_args()
    arguments.program = os.environ.get("AFBAKEN", "afbaken")
    read = Path(os.environ["AFBAKEN_DATA"])
    for name in arguments.sets:
        with tempfile.TemporaryDirectory() as folder:
            compare(name, SETS[name](read), Path(folder), arguments)


if __name__ == "__main__":
    main()
