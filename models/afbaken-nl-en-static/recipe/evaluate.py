"""Measures a model beside TF-IDF + truncated SVD on what it was not trained on.

    python evaluate.py DATA MODEL_DIRECTORY

First checks that the directory, run by `transformers`, gives the table's own pooling (cosine above 0.9999). Then:

- labelled sets: k-means NMI (k = number of classes, mean of 3 seeds) and macro-F1 of a logistic regression (5-fold).
  The rival is fitted on the evaluated texts themselves, which is how it is used;
- STS-b development sets: Spearman of cosine and score;
- retrieval of translations: how often a text's nearest among all texts of the other language is its own translation, in
  the paragraphs of the treaties kept aside and in the distinct sentences of STS-b dev (Dutch by machine translation).
"""

import csv
import sys
from pathlib import Path

import numpy as np
import torch
from pairs import read_csv, read_json_lines, read_text, trains, treaty_trains
from safetensors.numpy import load_file
from scipy.stats import spearmanr
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, normalized_mutual_info_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.preprocessing import normalize
from tokenizers import Tokenizer

SEEDS = (0, 1, 2)
SMALLEST_CLASS = 5  # documents: smaller classes cannot be split five ways
FULLEST_TEXT = 512  # tokens

Labelled = tuple[list[str], list[str]]  # texts, labels


class Table:
    def __init__(self, directory: Path) -> None:
        self.tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
        self.tokenizer.enable_truncation(FULLEST_TEXT)
        tensors = load_file(directory / "model.safetensors")
        self.rows = tensors["embeddings.word_embeddings.weight"].astype(np.float32)

    def embed(self, texts: list[str]) -> np.ndarray:
        encodings = self.tokenizer.encode_batch(texts)
        return normalize(np.stack([self.rows[e.ids].mean(axis=0) for e in encodings]))


@torch.no_grad()
def lowest_cosine_to_transformers(directory: Path, table: Table, texts: list[str]) -> float:
    from transformers import XLMRobertaModel

    model = XLMRobertaModel.from_pretrained(directory, add_pooling_layer=False, torch_dtype=torch.float32).eval()
    encodings = table.tokenizer.encode_batch(texts)
    longest = max(len(e.ids) for e in encodings)
    ids = torch.tensor([e.ids + [1] * (longest - len(e.ids)) for e in encodings])
    mask = (ids != 1).long()
    states = model(input_ids=ids, attention_mask=mask).last_hidden_state * mask[:, :, None]
    pooled = normalize((states.sum(1) / mask.sum(1, keepdim=True)).numpy())
    return float((pooled * table.embed(texts)).sum(1).min())


def enough_of_each(texts: list[str], labels: list[str]) -> Labelled:
    counts = {label: labels.count(label) for label in set(labels)}
    kept = [i for i, label in enumerate(labels) if counts[label] >= SMALLEST_CLASS and texts[i].strip()]
    return [texts[i] for i in kept], [labels[i] for i in kept]


def labelled_sets(data: Path) -> dict[str, Labelled]:
    projects = [p for p in read_json_lines(data / "cordis/projects.jsonl.xz") if not trains(p["id"])]
    topics = [t for t in read_csv(data / "openalex/topics.csv.xz") if not trains(t["topic_id"])]
    goals = [t for t in read_csv(data / "sdg/benchmark_dev.csv.xz") if t["label"] == "True"]
    papers = list(read_json_lines(data / "topics/mag-dev.jsonl.xz"))
    jobs = [o for o in read_csv(data / "esco/occupations_nl.csv.xz") if not trains(o["conceptUri"])]
    sets = {
        "CORDIS cluster": ([p["title"] + ". " + p["objective"] for p in projects], [p["cluster"] for p in projects]),
        "OpenAlex field": ([t["summary"] for t in topics], [t["field_name"] for t in topics]),
        "SDG positives": ([t["text"] for t in goals], [t["sdg"] for t in goals]),
        "paper titles (mag-dev)": ([p["text"] for p in papers], [p["label"] for p in papers]),
        "ESCO major group (Dutch)": ([o["description"] for o in jobs], [o["iscoGroup"][:1] for o in jobs]),
    }
    return {name: enough_of_each(*labelled) for name, labelled in sets.items()}


def tfidf_svd(texts: list[str]) -> np.ndarray:
    matrix = TfidfVectorizer(sublinear_tf=True, min_df=2, stop_words="english").fit_transform(texts)
    return normalize(TruncatedSVD(256, random_state=0).fit_transform(matrix))


def cluster_nmi(vectors: np.ndarray, labels: list[str]) -> float:
    classes = len(set(labels))
    fits = [KMeans(classes, n_init=3, random_state=seed).fit_predict(vectors) for seed in SEEDS]
    return float(np.mean([normalized_mutual_info_score(labels, fit) for fit in fits]))


def probe_f1(vectors: np.ndarray, labels: list[str]) -> float:
    probe = LogisticRegression(C=10, class_weight="balanced", max_iter=1000)
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    return float(f1_score(labels, cross_val_predict(probe, vectors, labels, cv=folds), average="macro"))


def similarity_spearman(data: Path, table: Table, language: str) -> float:
    rows = list(csv.reader(read_text(data / f"sts/stsb-{language}-dev.csv.xz")))
    left, right = (table.embed([row[side] for row in rows]) for side in (0, 1))
    return float(spearmanr((left * right).sum(1), [float(row[2]) for row in rows]).statistic)


def treaty_translations(data: Path) -> list[tuple[str, str]]:
    """Dutch and English paragraphs of the treaties kept aside.

    Paragraphs that a trained treaty also holds, or that occur twice, are left out: remembered or ambiguous.
    """
    rows = [line.rstrip("\n").split("\t") for line in read_text(data / "treaties/pairs.tsv.xz")][1:]
    rows = [row for row in rows if len(row) >= 4]
    seen = {text.lower() for row in rows if treaty_trains(row[0]) for text in row[2:4]}
    kept = [(row[3], row[2]) for row in rows if not treaty_trains(row[0]) and len(row[2]) > 20]
    return without_repeats(kept, seen)


def sentence_translations(data: Path) -> list[tuple[str, str]]:
    """Dutch and English sentences of STS-b dev that are not also in its training part."""

    def sentences(language: str, part: str) -> list[str]:
        rows = list(csv.reader(read_text(data / f"sts/stsb-{language}-{part}.csv.xz")))
        return [row[side] for row in rows for side in (0, 1)]

    seen = {text.lower() for language in ("nl", "en") for text in sentences(language, "train")}
    return without_repeats(list(zip(sentences("nl", "dev"), sentences("en", "dev"), strict=True)), seen)


def without_repeats(pairs: list[tuple[str, str]], seen: set[str]) -> list[tuple[str, str]]:
    kept = []
    for pair in pairs:
        texts = {text.lower() for text in pair}
        if not seen.intersection(texts):
            kept.append(pair)
            seen.update(texts)
    return kept


def retrieval(table: Table, pairs: list[tuple[str, str]]) -> str:
    dutch, english = (table.embed([pair[side] for pair in pairs]) for side in (0, 1))
    scores, own = dutch @ english.T, np.arange(len(pairs))
    to_english, to_dutch = (float((scores.argmax(axis) == own).mean()) for axis in (1, 0))
    return f"top-1 of {len(pairs):,}: nl-en {to_english:.3f}, en-nl {to_dutch:.3f}"


def main() -> None:
    torch.set_num_threads(1)
    data, directory = Path(sys.argv[1]), Path(sys.argv[2])
    table, sets = Table(directory), labelled_sets(data)
    texts = [text for labelled in sets.values() for text in labelled[0][:20]]
    lowest = lowest_cosine_to_transformers(directory, table, texts)
    print(f"lowest cosine to transformers, {len(texts)} texts: {lowest:.6f}")
    print("\n| set | n / classes | TF-IDF + SVD(256): NMI / F1 | this table: NMI / F1 |\n|---|---|---|---|")
    for name, (texts, labels) in sets.items():
        rival, ours = (
            f"{cluster_nmi(vectors, labels):.3f} / {probe_f1(vectors, labels):.3f}"
            for vectors in (tfidf_svd(texts), table.embed(texts))
        )
        print(f"| {name} | {len(texts):,} / {len(set(labels))} | {rival} | {ours} |", flush=True)
    for language in ("en", "nl"):
        print(f"STS-b dev {language}, Spearman: {similarity_spearman(data, table, language):.3f}")
    print("treaty paragraphs,", retrieval(table, treaty_translations(data)))
    print("STS-b dev sentences,", retrieval(table, sentence_translations(data)))


if __name__ == "__main__":
    main()
