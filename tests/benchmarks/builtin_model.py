"""How good the built-in model is, beside TF-IDF + truncated SVD, on documents that it was not trained on.

    python builtin_model.py --data DATA [--model FOLDER] [--pairs PAIRS.jsonl] [--split choice] [--layers FILE | --with AFBAKEN]

Without `--pairs` the part on shared text is left out; `PAIRS.jsonl` is what the recipe's `pairs.py` writes.

- Split: ids in both parts, and evaluated texts that are, or nearly are, in a training pair (half their runs of five words).
- Labelled sets: k-means NMI (k = number of classes, mean of 3 seeds) and macro-F1 of a logistic regression in five
  folds; its cost is chosen by inner folds from the same grid for both sides. The rival is TF-IDF (sublinear, in two
  documents or more, without English stop words) and truncated SVD (256), fitted on the evaluated texts themselves.
- STS-b development sets: Spearman of cosine and score.
- Translations: how often a text's nearest among all texts of the other language is its own translation, and how often
  both are in the same theme (k-means of 20 on the texts of both languages).

`--layers FILE` adds to the table what the recipe's `layers.py` trained. `--with AFBAKEN` lets that program embed with a model
of any kind, such as a MiniLM (needs pyarrow).

`--split choice` measures on a part of the training half, for choosing settings; the model must then be trained on the
pairs of `pairs.py --split choice`. There the corpora BBC News and M10 stand in for SDG texts and paper titles.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from scipy.stats import spearmanr
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, normalized_mutual_info_score
from sklearn.model_selection import GridSearchCV, StratifiedKFold, cross_val_predict
from sklearn.preprocessing import normalize
from tokenizers import Tokenizer

MODEL = Path(__file__).resolve().parents[2] / "models/afbaken-nl-en-static"
sys.path.insert(0, str(MODEL / "recipe"))

from pairs import PATENTS, sentence_rows  # noqa: E402
from split import FINAL, NEAR, SPLITS, Split, bucket, read_csv, read_json_lines, read_text  # noqa: E402
from split import runs, runs_of_all, share_in  # noqa: E402

SEEDS = (0, 1, 2)
COSTS = (1, 10, 100)
SMALLEST_CLASS = 5  # documents: smaller classes cannot be split five ways
LONGEST_TEXT = 512  # tokens
UNKNOWN = 3  # what stands for a text without a token
THEMES = 20
EXTRA = "ESCO major group (Dutch)"  # not among the sets that the two thirds are counted over

Labelled = tuple[list[str], list[str]]  # texts, labels
Translations = list[tuple[str, str]]  # Dutch, English


class Table:
    """A model without layers, read from its folder: the mean of the rows of a text's tokens, of length 1."""

    def __init__(self, directory: Path) -> None:
        self.tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
        self.tokenizer.enable_truncation(LONGEST_TEXT)
        tensors = load_file(directory / "model.safetensors")
        self.rows = tensors["embeddings.word_embeddings.weight"].astype(np.float32)

    def embed(self, texts: list[str]) -> np.ndarray:
        encodings = self.tokenizer.encode_batch(texts)
        return normalize(np.stack([self.rows[e.ids].mean(axis=0) for e in encodings]))


class Layered(Table):
    """A table with layers on top, as `layers.py` of the recipe trains them."""

    def __init__(self, directory: Path, layers_file: Path) -> None:
        super().__init__(directory)
        import layers

        self.layers, self.run = layers.read(directory, layers_file), layers.embed

    def embed(self, texts: list[str]) -> np.ndarray:
        encodings = self.tokenizer.encode_batch(texts, add_special_tokens=False)
        return self.run(self.layers, [np.array(e.ids or [UNKNOWN]) for e in encodings])


class Program:
    """Any model, by `afbaken embed`. A text without words has a vector of zeros."""

    def __init__(self, program: Path, model: str) -> None:
        self.program, self.model = program, model

    def embed(self, texts: list[str]) -> np.ndarray:
        from pyarrow import parquet

        with tempfile.TemporaryDirectory() as folder:
            documents, vectors = Path(folder, "documents.csv"), Path(folder, "vectors.parquet")
            with documents.open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([("id", "text"), *enumerate(texts)])
            command = [self.program, "embed", documents, "--model", self.model, "--out", vectors, "--quiet"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            rows = parquet.read_table(vectors).to_pylist()
        dimension = next(len(row["embedding"]) for row in rows if row["embedding"])
        found = np.zeros((len(texts), dimension), dtype=np.float32)
        for row in rows:
            found[int(row["document_id"])] = row["embedding"] or 0.0
        return normalize(found)


Encoder = Table | Layered | Program


def cordis(data: Path, split: Split) -> dict[str, Labelled]:
    projects = [p for p in read_json_lines(data / "cordis/projects.jsonl.xz") if split.evaluates(p["id"])]
    areas = [p for p in projects if p["euroscivoc"]]
    text = lambda project: project["title"] + ". " + project["objective"]
    top = lambda project: project["euroscivoc"][0].strip("/").split("/")[0]
    return {
        "CORDIS cluster": ([text(p) for p in projects], [p["cluster"] for p in projects]),
        "euroSciVoc top level": ([text(p) for p in areas], [top(p) for p in areas]),
    }


def openalex(data: Path, split: Split) -> dict[str, Labelled]:
    topics = [t for t in read_csv(data / "openalex/topics.csv.xz") if split.evaluates(t["topic_id"])]
    summaries = [t["summary"] for t in topics]
    return {
        "OpenAlex field": (summaries, [t["field_name"] for t in topics]),
        "OpenAlex domain": (summaries, [t["domain_name"] for t in topics]),
    }


def short_texts(data: Path, split: Split) -> dict[str, Labelled]:
    if split is not FINAL:
        return corpora(data)
    goals = [t for t in read_csv(data / "sdg/benchmark_dev.csv.xz") if t["label"] == "True"]
    papers = list(read_json_lines(data / "topics/mag-dev.jsonl.xz"))
    return {
        "SDG positives": ([t["text"] for t in goals], [t["sdg"] for t in goals]),
        "paper titles (mag-dev)": ([p["text"] for p in papers], [p["label"] for p in papers]),
    }


def corpora(data: Path) -> dict[str, Labelled]:
    sets = {}
    for name in ("BBC_News", "M10"):
        rows = [line.rstrip("\n").split("\t") for line in read_text(data / f"topics/{name}.tsv.xz")][::3]
        sets[name] = ([row[0] for row in rows], [row[2] for row in rows])
    return sets


def patents(data: Path, split: Split) -> dict[str, Labelled]:
    sets = {}
    for technology in PATENTS:
        rows = [p for p in read_csv(data / f"patents/{technology}.csv.xz") if split.evaluates(p["family_id"])]
        texts = [p["title_text"] + ". " + p["abstract_text"] for p in rows]
        sets["patents: " + technology.replace("_", " ")] = (texts, [p["valid"] for p in rows])
    return sets


def funds(data: Path, split: Split) -> dict[str, Labelled]:
    projects = [p for p in read_json_lines(data / "funds/ie.jsonl.xz") if split.evaluates(p["id"])]
    return {"Irish funds' themes": ([p["summary"] for p in projects], [p["theme"].casefold() for p in projects])}


def occupations(data: Path, split: Split) -> dict[str, Labelled]:
    jobs = [o for o in read_csv(data / "esco/occupations_nl.csv.xz") if split.evaluates(o["conceptUri"])]
    return {EXTRA: ([o["description"] for o in jobs], [o["iscoGroup"][:1] for o in jobs])}


def labelled_sets(data: Path, split: Split) -> dict[str, Labelled]:
    readers = (cordis, openalex, short_texts, patents, funds, occupations)
    return {name: large_classes(*labelled) for read in readers for name, labelled in read(data, split).items()}


def large_classes(texts: list[str], labels: list[str]) -> Labelled:
    counts = {label: labels.count(label) for label in set(labels)}
    kept = [i for i, label in enumerate(labels) if counts[label] >= SMALLEST_CLASS and texts[i].strip()]
    return [texts[i] for i in kept], [labels[i] for i in kept]


def tfidf_svd(texts: list[str]) -> np.ndarray:
    matrix = TfidfVectorizer(sublinear_tf=True, min_df=2, stop_words="english").fit_transform(texts)
    components = min(256, *(size - 1 for size in matrix.shape))
    return normalize(TruncatedSVD(components, random_state=0).fit_transform(matrix))


def cluster_nmi(vectors: np.ndarray, labels: list[str]) -> float:
    classes = len(set(labels))
    fits = [KMeans(classes, n_init=3, random_state=seed).fit_predict(vectors) for seed in SEEDS]
    return float(np.mean([normalized_mutual_info_score(labels, fit) for fit in fits]))


def probe_f1(vectors: np.ndarray, labels: list[str], costs: tuple[float, ...] = COSTS) -> float:
    """Macro-F1 over five folds of a logistic regression whose cost is chosen inside each training part."""
    folds = lambda count: StratifiedKFold(count, shuffle=True, random_state=0)
    probe = LogisticRegression(class_weight="balanced", max_iter=1000)
    chosen = GridSearchCV(probe, {"C": costs}, scoring="f1_macro", cv=folds(3))
    return float(f1_score(labels, cross_val_predict(chosen, vectors, labels, cv=folds(5)), average="macro"))


def similarity_spearman(data: Path, split: Split, table: Encoder, language: str) -> float:
    rows = sentence_rows(data, language, "dev")
    if split is not FINAL:
        english = sentence_rows(data, "en", "train")
        rows = [row for row, en in zip(sentence_rows(data, language, "train"), english) if bucket(en[0], 5) == 0]
    left, right = (table.embed([row[side] for row in rows]) for side in (0, 1))
    return float(spearmanr((left * right).sum(1), [float(row[2]) for row in rows]).statistic)


def treaty_translations(data: Path, split: Split) -> Translations:
    """Dutch and English paragraphs of the treaties kept aside.

    Paragraphs that a trained treaty also holds, or that occur twice, are left out: remembered or ambiguous.
    """
    rows = [line.rstrip("\n").split("\t") for line in read_text(data / "treaties/pairs.tsv.xz")][1:]
    rows = [row for row in rows if len(row) >= 4]
    seen = {text.lower() for row in rows if split.treaty_trains(row[0]) for text in row[2:4]}
    kept = [(row[3], row[2]) for row in rows if split.treaty_evaluates(row[0]) and len(row[2]) > 20]
    return without_repeats(kept, seen)


def treaties_unlike_trained(data: Path, split: Split, pairs: Translations) -> Translations:
    """Of those the paragraphs of which neither language nearly repeats a trained treaty."""
    rows = [line.rstrip("\n").split("\t") for line in read_text(data / "treaties/pairs.tsv.xz")][1:]
    trained = runs_of_all(text for row in rows if len(row) >= 4 and split.treaty_trains(row[0]) for text in row[2:4])
    return [pair for pair in pairs if max(share_in(text, trained) for text in pair) < NEAR]


def sentence_translations(data: Path) -> Translations:
    """Dutch and English sentences of STS-b dev that are not also in its training part."""

    def sentences(language: str, part: str) -> list[str]:
        return [row[side] for row in sentence_rows(data, language, part) for side in (0, 1)]

    seen = {text.lower() for language in ("nl", "en") for text in sentences(language, "train")}
    return without_repeats(list(zip(sentences("nl", "dev"), sentences("en", "dev"), strict=True)), seen)


def without_repeats(pairs: Translations, seen: set[str]) -> Translations:
    kept = []
    for pair in pairs:
        texts = {text.lower() for text in pair}
        if not seen.intersection(texts):
            kept.append(pair)
            seen.update(texts)
    return kept


def retrieval(table: Encoder, pairs: Translations) -> tuple[float, float]:
    """Top-1 from Dutch to English, and from English to Dutch."""
    dutch, english = (table.embed([pair[side] for pair in pairs]) for side in (0, 1))
    scores, own = dutch @ english.T, np.arange(len(pairs))
    return float((scores.argmax(1) == own).mean()), float((scores.argmax(0) == own).mean())


def same_theme(table: Encoder, pairs: Translations) -> float:
    dutch, english = (table.embed([pair[side] for pair in pairs]) for side in (0, 1))
    themes = KMeans(THEMES, n_init=3, random_state=0).fit_predict(np.concatenate([dutch, english]))
    return float((themes[: len(pairs)] == themes[len(pairs) :]).mean())


def print_shared_text(pairs_file: Path, sets: dict[str, Labelled]) -> None:
    """Of every set: texts that stand in a training pair word for word, and texts that nearly do."""
    evaluated = runs_of_all(text for texts, _ in sets.values() for text in texts)
    trained: set[str] = set()
    shared: set[tuple[str, ...]] = set()
    with pairs_file.open(encoding="utf-8") as lines:
        for line in lines:
            pair = json.loads(line)
            for text in (pair["left"], pair["right"]):
                trained.add(text.lower())
                shared.update(run for run in runs(text) if run in evaluated)
    print("| set | texts | in a training pair | nearly |\n|---|---|---|---|")
    for name, (texts, _) in sets.items():
        same = sum(text.lower() in trained for text in texts)
        near = sum(share_in(text, shared) >= NEAR for text in texts)
        print(f"| {name} | {len(texts):,} | {same} | {near} |")


def print_ids(data: Path, split: Split) -> None:
    """That no id trains and evaluates, over all ids of the halved sources."""
    ids = [p["id"] for name in ("cordis/projects", "funds/ie") for p in read_json_lines(data / f"{name}.jsonl.xz")]
    ids += [t["topic_id"] for t in read_csv(data / "openalex/topics.csv.xz")]
    ids += [o["conceptUri"] for o in read_csv(data / "esco/occupations_nl.csv.xz")]
    ids += [p["family_id"] for name in PATENTS for p in read_csv(data / f"patents/{name}.csv.xz")]
    training, evaluating = {i for i in ids if split.trains(i)}, {i for i in ids if split.evaluates(i)}
    print(f"ids: {len(training):,} train, {len(evaluating):,} evaluate, {len(training & evaluating)} do both\n")


def print_labelled(table: Encoder, sets: dict[str, Labelled]) -> list[tuple[str, str, bool]]:
    print("\n| set | n / classes | TF-IDF + SVD(256): NMI / F1 | this model: NMI / F1 |\n|---|---|---|---|")
    nmi_won, f1_near = [], []
    for name, (texts, labels) in sets.items():
        ours, rival = (
            (cluster_nmi(vectors, labels), probe_f1(vectors, labels))
            for vectors in (table.embed(texts), tfidf_svd(texts))
        )
        cells = " | ".join(f"{nmi:.3f} / {f1:.3f}" for nmi, f1 in (rival, ours))
        print(f"| {name} | {len(texts):,} / {len(set(labels))} | {cells} |", flush=True)
        if name != EXTRA:
            nmi_won.append(ours[0] > rival[0])
            f1_near.append(ours[1] >= rival[1] - 0.03)
    counted = lambda won: (f"{sum(won)} of {len(won)}", 3 * sum(won) >= 2 * len(won))
    return [
        ("NMI above TF-IDF + SVD on two thirds of the sets", *counted(nmi_won)),
        ("macro-F1 within .03 of it on two thirds", *counted(f1_near)),
    ]


def print_pairs(data: Path, split: Split, table: Encoder) -> list[tuple[str, str, bool]]:
    spearman = {language: similarity_spearman(data, split, table, language) for language in ("en", "nl")}
    treaties = treaty_translations(data, split)
    groups = {
        "treaty paragraphs": treaties,
        "treaty paragraphs that no trained treaty nearly repeats": treaties_unlike_trained(data, split, treaties),
    }
    if split is FINAL:
        groups["sentences of STS-b dev"] = sentence_translations(data)
    print("\n| translations | n | nl-en, top-1 | en-nl, top-1 | same theme of 20 |\n|---|---|---|---|---|")
    for name, pairs in groups.items():
        forth, back = retrieval(table, pairs)
        print(f"| {name} | {len(pairs):,} | {forth:.3f} | {back:.3f} | {same_theme(table, pairs):.3f} |", flush=True)
    both_ways = retrieval(table, treaties)
    return [
        ("treaties top-1 at least .85 both ways", "{:.3f} and {:.3f}".format(*both_ways), min(both_ways) >= 0.85),
        ("STS-b Spearman at least .74, English", f"{spearman['en']:.3f}", spearman["en"] >= 0.74),
        ("STS-b Spearman at least .72, Dutch", f"{spearman['nl']:.3f}", spearman["nl"] >= 0.72),
    ]


def encoder(options: argparse.Namespace) -> Encoder:
    if options.program:
        return Program(options.program, str(options.model))
    return Layered(options.model, options.layers) if options.layers else Table(options.model)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=MODEL)
    another = parser.add_mutually_exclusive_group()
    another.add_argument("--layers", type=Path)
    another.add_argument("--with", type=Path, dest="program")
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--split", choices=SPLITS, default="final")
    options = parser.parse_args()
    split, table = SPLITS[options.split], encoder(options)
    sets = labelled_sets(options.data, split)
    print_ids(options.data, split)
    if options.pairs:
        print_shared_text(options.pairs, sets)
    verdicts = print_labelled(table, sets) + print_pairs(options.data, split, table)
    print("\n| wanted | measured | |\n|---|---|---|")
    for wanted, measured, met in verdicts:
        print(f"| {wanted} | {measured} | {'met' if met else '**missed**'} |")


if __name__ == "__main__":
    main()
