"""The last steps from the trained table to the rows that are shipped."""

import math

import numpy as np
import torch
from start import draw, term_counts
from texts import Pairs
from torch.nn import functional

START_SHARE = 0.15  # of the start in the final table
SHRINKING = 0.25  # a direction with variance v is multiplied by v ** -SHRINKING (0: left alone, 0.5: whitened)
SAMPLE = 8_000  # texts of either side, from which the variances come
WINDOW = 512  # tokens


@torch.no_grad()
def fold(trained: torch.Tensor, start: torch.Tensor, pairs: Pairs, seed: int) -> torch.Tensor:
    """Trained table and start mixed, shared directions shrunk, each row centred; special rows are zero.

    Centring subtracts a row's mean over its dimensions, as the model's LayerNorm does. Before it the table is rotated
    so that the direction that centring loses is the one in which texts differ least.
    """
    rows = torch.lerp(trained, start, START_SHARE).double()
    sample = sampled_vectors(rows, pairs, seed)
    variances, directions = torch.linalg.eigh(sample.T @ sample / len(sample))  # ascending, about zero
    rotated = rows @ directions
    rotated *= variances.clamp_min(variances.max() * 1e-4) ** -SHRINKING
    folded = rotated @ basis_with_constant_first(rows.shape[1])
    folded -= folded.mean(dim=1, keepdim=True)
    folded[[0, 1, 2, len(folded) - 1]] = 0
    return (folded / folded.norm(dim=1).quantile(0.99)).half()


def sampled_vectors(rows: torch.Tensor, pairs: Pairs, seed: int) -> torch.Tensor:
    """Vectors of sampled texts, one a row, of length 1."""
    rng = np.random.default_rng(seed)
    chosen = draw(pairs, SAMPLE, rng)
    counts = [term_counts(side, chosen, rng, WINDOW, len(rows)) for side in (pairs.left, pairs.right)]
    return functional.normalize(torch.from_numpy(np.concatenate([side @ rows.numpy() for side in counts])))


def basis_with_constant_first(dimensions: int) -> torch.Tensor:
    """An orthonormal basis as rows, of which the first is the constant vector (the cosine transform)."""
    k = torch.arange(dimensions, dtype=torch.float64)
    rows = torch.cos(math.pi / dimensions * k[:, None] * (k[None, :] + 0.5)) * math.sqrt(2 / dimensions)
    rows[0] /= math.sqrt(2)
    return rows
