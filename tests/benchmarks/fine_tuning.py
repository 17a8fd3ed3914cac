"""Fine-tuning of the built-in static model on few labels, the way SetFit does it, in numpy.

Tunstall et al. 2022, "Efficient few-shot learning without prompts" (arXiv 2209.11055): pairs of labelled texts, of one
class or of two, pull their vectors together or push them apart (squared error of the cosine against 1 or 0), then a
logistic regression reads the vectors. The model is a table of word pieces and a mean, so its gradient is written out
here; Adam as in the original. How far a step goes and the regression's cost are chosen by inner folds.
"""

from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold
from tokenizers import Tokenizer

MODEL = Path(__file__).parents[2] / "models" / "afbaken-nl-en-static"
STEP_SIZES = [0.0, 0.003, 0.01, 0.03]
COSTS = [1, 10, 100]
PAIRS_A_TEXT = 20
BATCH = 64
MOST_BATCHES = 1500


class StaticModel:
    """The table of the built-in model and the mean of its rows."""

    def __init__(self):
        self.table = load_file(MODEL / "model.safetensors")["embeddings.word_embeddings.weight"].astype(np.float32)
        self.tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(512)

    def means(self, texts) -> csr_matrix:
        """`[texts, pieces]`: the part that each piece has in its text."""
        found = self.tokenizer.encode_batch([str(text) for text in texts], add_special_tokens=False)
        rows = np.repeat(np.arange(len(found)), [len(one.ids) for one in found])
        parts = np.repeat([1 / max(len(one.ids), 1) for one in found], [len(one.ids) for one in found])
        pieces = np.concatenate([one.ids for one in found])
        return csr_matrix((parts, (rows, pieces)), shape=(len(found), len(self.table)), dtype=np.float32)


def unit(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return vectors / lengths, lengths


def pairs(classes: np.ndarray, chance) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each text as many partners of its class as of others."""
    first, second = [], []
    for at, own in enumerate(classes):
        same = np.setdiff1d(np.flatnonzero(classes == own), [at])
        for partners in (same, np.flatnonzero(classes != own)):
            if len(partners):
                first += [at] * PAIRS_A_TEXT
                second += list(chance.choice(partners, PAIRS_A_TEXT))
    order = chance.permutation(len(first))[: BATCH * MOST_BATCHES]
    first, second = np.array(first)[order], np.array(second)[order]
    return first, second, (classes[first] == classes[second]).astype(np.float32)


def tuned(table: np.ndarray, means: csr_matrix, classes: np.ndarray, step_size: float, seed: int) -> np.ndarray:
    """The table after one pass over the pairs; a step of Adam moves a number by about `step_size` of the usual size."""
    if step_size == 0:
        return table
    chance = np.random.default_rng(seed)
    used = np.unique(means.indices)
    means, weights = means[:, used].tocsr(), table[used].copy()
    rate = step_size * np.sqrt((weights**2).mean())
    first, second, same = pairs(classes, chance)
    moment, square = np.zeros_like(weights), np.zeros_like(weights)
    for step, start in enumerate(range(0, len(first), BATCH), 1):
        a, b, y = (column[start : start + BATCH] for column in (first, second, same))
        (u, length_u), (v, length_v) = unit(means[a] @ weights), unit(means[b] @ weights)
        cosine = (u * v).sum(axis=1, keepdims=True)
        slope = 2 * (cosine - y[:, None]) / len(a)
        gradient = means[a].T @ (slope * (v - cosine * u) / length_u) + means[b].T @ (slope * (u - cosine * v) / length_v)
        moment, square = 0.9 * moment + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        weights -= rate * (moment / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    table = table.copy()
    table[used] = weights
    return table


def fitted(model: StaticModel, texts, classes: np.ndarray, seed: int):
    """A function from texts to classes, learnt with the step size and cost that do best in inner folds."""
    means = model.means(texts)
    n_folds = min(3, np.bincount(classes)[np.unique(classes)].min())
    scores = {(step, cost): [] for step in STEP_SIZES for cost in COSTS}
    for train, test in StratifiedKFold(n_folds, shuffle=True, random_state=seed).split(means, classes):
        for step in STEP_SIZES:
            table = tuned(model.table, means[train], classes[train], step, seed)
            vectors = unit(means @ table)[0]
            for cost in COSTS:
                head = LogisticRegression(C=cost, max_iter=1000).fit(vectors[train], classes[train])
                scores[step, cost].append(f1_score(classes[test], head.predict(vectors[test]), average="macro"))
    step, cost = max(scores, key=lambda choice: np.mean(scores[choice]))
    table = tuned(model.table, means, classes, step, seed)
    head = LogisticRegression(C=cost, max_iter=1000).fit(unit(means @ table)[0], classes)
    return lambda asked: head.predict(unit(model.means(asked) @ table)[0])
