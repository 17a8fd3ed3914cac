"""The start of the table: latent semantic analysis, so that rare tokens begin near the company they keep.

A passage is a window of both sides of a pair. The two languages of a translation thus stand in one passage, which puts
words that translate each other near each other.
"""

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.utils.extmath import randomized_svd
from texts import Pairs, Texts

PASSAGES = 120_000
WINDOW = 128  # tokens of each side
SOURCE_POWER = 0.5  # a source gives passages in proportion to its size to this power
NOISE = 0.2


def term_counts(side: Texts, chosen: np.ndarray, rng: np.random.Generator, window: int, pieces: int) -> csr_matrix:
    """How often each token (columns) stands in a window of each chosen text (rows)."""
    ids, offsets = side.windows(chosen, rng, window)
    counts = np.ones(len(ids), dtype=np.float32)
    matrix = csr_matrix((counts, ids.numpy(), np.append(offsets.numpy(), len(ids))), shape=(len(chosen), pieces))
    matrix.sum_duplicates()
    return matrix


def draw(pairs: Pairs, count: int, rng: np.random.Generator) -> np.ndarray:
    """Different pairs, small sources more often than their size says."""
    _, number, sizes = np.unique(pairs.source, return_inverse=True, return_counts=True)
    shares = sizes[number].astype(float) ** (SOURCE_POWER - 1)
    return rng.choice(len(pairs), min(count, len(pairs)), replace=False, p=shares / shares.sum())


def starting_table(pairs: Pairs, weights: np.ndarray, dimensions: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    chosen = draw(pairs, PASSAGES, rng)
    left, right = (term_counts(side, chosen, rng, WINDOW, len(weights)) for side in (pairs.left, pairs.right))
    matrix = (left + right).tocsr()
    matrix.data = (1 + np.log(matrix.data)) * weights[matrix.indices]
    lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1)).A1
    matrix.data /= np.repeat(lengths, np.diff(matrix.indptr))
    _, singular, right_vectors = randomized_svd(matrix.astype(np.float32), dimensions, n_iter=3, random_state=seed)
    table = right_vectors.T * np.sqrt(singular)
    table /= np.linalg.norm(table, axis=1, keepdims=True) + 0.2 * np.linalg.norm(table, axis=1).mean()
    return table + rng.normal(scale=NOISE / np.sqrt(dimensions), size=table.shape)
