"""Trains the tokenizer and the table on the pairs of `pairs.py`, and writes the model's directory.

    python train.py PAIRS.jsonl WORK_FOLDER MODEL_DIRECTORY [--steps N] [--pieces N] [--dimensions N]

The model is one vector and one weight per token. A text's vector is the weighted sum of its tokens' vectors, brought to
length 1. Training: (1) a Unigram tokenizer; (2) a start from latent semantic analysis (`start.py`); (3) a contrastive loss,
in which each text of a batch must find its partner among those of the others, and a loss on the order of the graded
sentence pairs; (4) some of the start is mixed back in, against overfitting, and a last linear step shrinks the
directions that all texts share. Weight, linear step and centring are then folded into one table (`fold.py`), which is
written as an XLM-RoBERTa without layers.

Every stage leaves a file in the work folder and is skipped where that file stands; the steps go on from the last
hundred. Delete the folder to begin anew. No two runs give the same tokenizer to the last digit (its trainer is not
deterministic); all after it is seeded, each step by its own number.
"""

import argparse
import random
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from export import write_model
from fold import fold
from start import starting_table
from texts import Pairs, Texts, inverse_document_frequencies, read_pairs, tokenise, train_tokenizer
from tokenizers import Tokenizer
from torch.nn import functional

SEED = 7
PIECES = 32_000  # with the five special tokens
DIMENSIONS = 576
STEPS = 1_000
BATCH = 768
GRADED_BATCH = 256
GRADED_WEIGHT = 0.15
WINDOW = 128  # tokens of a text that one step reads
SOURCE_POWER = 0.5  # a source is drawn in proportion to its size to this power
MIXED_SHARE = 0.2  # of the batches are drawn from all sources together
SHARPNESS = 20.0  # the losses multiply cosines by it
START_SCALE = 0.9  # length of a row of the table at the start, about
TABLE_RATE, WEIGHT_RATE = 4e-3, 5e-3
GRADED = "sts-graded"
CHECKPOINT_STEPS = 100


class Table(torch.nn.Module):
    def __init__(self, rows: np.ndarray, weights: np.ndarray) -> None:
        super().__init__()
        self.rows = torch.nn.Parameter(torch.from_numpy(rows).float())
        self.raw_weights = torch.nn.Parameter(torch.from_numpy(weights).float().expm1().log())

    def weights(self) -> torch.Tensor:
        return functional.softplus(self.raw_weights)

    @torch.no_grad()
    def weighted_rows(self) -> torch.Tensor:
        return self.rows * self.weights()[:, None]

    def forward(self, ids: torch.Tensor, offsets: torch.Tensor) -> torch.Tensor:
        summed = functional.embedding_bag(
            ids, self.rows, offsets, mode="sum", per_sample_weights=self.weights()[ids]
        )
        return functional.normalize(summed, dim=-1)


def contrast(left: torch.Tensor, right: torch.Tensor, groups: torch.Tensor) -> torch.Tensor:
    """How badly the left texts find their right texts and the other way round; the same group is no negative."""
    scores = SHARPNESS * left @ right.T
    same = (groups[:, None] == groups[None, :]).fill_diagonal_(False)
    scores = scores.masked_fill(same, -1e4)
    target = torch.arange(len(left))
    return (functional.cross_entropy(scores, target) + functional.cross_entropy(scores.T, target)) / 2


def disorder(left: torch.Tensor, right: torch.Tensor, grades: torch.Tensor) -> torch.Tensor:
    """How far pairs of a lower grade lie closer together than pairs of a higher grade."""
    cosines = SHARPNESS * (left * right).sum(1)
    excess = (cosines[None, :] - cosines[:, None]).masked_fill(grades[:, None] <= grades[None, :], -1e4)
    return torch.logsumexp(torch.cat([torch.zeros(1), excess.flatten()]), 0)


class Sampler:
    """Draws the pairs of a batch: mostly of one source, sometimes of all; the graded pairs apart."""

    def __init__(self, source: np.ndarray, size: int = BATCH) -> None:
        self.size = size
        self.graded = np.flatnonzero(source == GRADED)
        self.pools = [np.flatnonzero(source == name) for name in sorted(set(source) - {GRADED})]
        sizes = np.array([len(pool) for pool in self.pools], dtype=float) ** SOURCE_POWER
        self.shares = sizes / sizes.sum()

    def batch(self, rng: np.random.Generator) -> np.ndarray:
        pool = lambda: self.pools[rng.choice(len(self.pools), p=self.shares)]
        if rng.random() < MIXED_SHARE:
            return np.unique(np.concatenate([rng.choice(pool(), self.size // 16) for _ in range(16)]))
        chosen = pool()
        return rng.choice(chosen, min(self.size, len(chosen)), replace=False)

    def graded_batch(self, rng: np.random.Generator) -> np.ndarray:
        return rng.choice(self.graded, GRADED_BATCH, replace=False)


class Training:
    """A model with its optimiser; a checkpoint holds all that the next step needs."""

    def __init__(
        self,
        pairs: Pairs,
        model: torch.nn.Module,
        optimiser: torch.optim.Optimizer,
        steps: int,
        batch: int = BATCH,
        window: int = WINDOW,
    ) -> None:
        self.pairs, self.model, self.optimiser, self.steps, self.window, self.done = pairs, model, optimiser, steps, window, 0
        self.sampler = Sampler(pairs.source, batch)
        self.groups = torch.from_numpy(np.unique(pairs.group, return_inverse=True)[1])
        self.scores = torch.from_numpy(pairs.score)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: min(1.0, (step + 1) / 50) * (0.05 + 0.95 * (1 - step / steps))
        )

    def embedded(self, chosen: np.ndarray, rng: np.random.Generator) -> list[torch.Tensor]:
        return [self.model(*side.windows(chosen, rng, self.window)) for side in (self.pairs.left, self.pairs.right)]

    def step(self) -> float:
        rng = np.random.default_rng([SEED, self.done])
        torch.manual_seed(SEED + self.done)
        chosen, graded = self.sampler.batch(rng), self.sampler.graded_batch(rng)
        loss = contrast(*self.embedded(chosen, rng), self.groups[chosen])
        loss = loss + GRADED_WEIGHT * disorder(*self.embedded(graded, rng), self.scores[graded])
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        self.schedule.step()
        self.done += 1
        return loss.item()

    def parts(self) -> dict[str, object]:
        return {"model": self.model, "optimiser": self.optimiser, "schedule": self.schedule}

    def save(self, path: Path) -> None:
        torch.save({name: part.state_dict() for name, part in self.parts().items()} | {"done": self.done}, path)

    def restore(self, path: Path) -> None:
        saved = torch.load(path)
        self.done = saved["done"]
        for name, part in self.parts().items():
            part.load_state_dict(saved[name])

    def run(self, checkpoint: Path) -> None:
        if checkpoint.exists():
            self.restore(checkpoint)
            print(f"goes on after step {self.done}")
        began, losses = time.time(), []
        while self.done < self.steps:
            losses.append(self.step())
            if self.done % CHECKPOINT_STEPS == 0 or self.done == self.steps:
                written(checkpoint, self.save)
                mean = np.mean(losses[-CHECKPOINT_STEPS:])
                print(f"step {self.done} loss {mean:.3f} {time.time() - began:.0f} s", flush=True)


def written(path: Path, write: Callable[[Path], object]) -> None:
    """A file that is there whole or not at all."""
    partial = path.with_name("partial-" + path.name)
    write(partial)
    partial.replace(path)


def prepared(pairs_file: Path, work: Path, pieces: int) -> tuple[Tokenizer, Pairs]:
    columns = read_pairs(pairs_file)
    if not (work / "tokenizer.json").exists():
        written(work / "tokenizer.json", lambda path: train_tokenizer(columns, pieces).save(str(path), pretty=False))
    tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
    if not (work / "tokens.npz").exists():
        sides = {side: tokenise(tokenizer, columns[side]) for side in ("left", "right")}
        arrays = {f"{side}_{part}": getattr(texts, part) for side, texts in sides.items() for part in ("ids", "starts")}
        written(work / "tokens.npz", lambda path: np.savez(path, **arrays))
    with np.load(work / "tokens.npz") as arrays:
        left, right = (Texts(arrays[f"{side}_ids"], arrays[f"{side}_starts"]) for side in ("left", "right"))
    return tokenizer, Pairs(*(np.array(columns[name]) for name in ("source", "group", "score")), left, right)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--pieces", type=int, default=PIECES)
    parser.add_argument("--dimensions", type=int, default=DIMENSIONS)
    options = parser.parse_args()
    random.seed(SEED)
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    began = time.time()
    report = lambda what: print(f"{what} at {time.time() - began:.0f} s", flush=True)

    options.work.mkdir(parents=True, exist_ok=True)
    tokenizer, pairs = prepared(options.pairs, options.work, options.pieces)
    report(f"{len(pairs.left.ids) + len(pairs.right.ids):,} tokens in {len(pairs):,} pairs")
    weights = inverse_document_frequencies([pairs.left, pairs.right], options.pieces)
    start_file = options.work / "start.npy"
    if not start_file.exists():
        start = starting_table(pairs, weights, options.dimensions, SEED)
        written(start_file, lambda path: np.save(path, start.astype(np.float32)))
    table = Table(START_SCALE * np.load(start_file), weights)
    report("starting table")
    start = table.weighted_rows()
    rates = [
        {"params": [table.rows], "lr": TABLE_RATE},
        {"params": [table.raw_weights], "lr": WEIGHT_RATE},
    ]
    optimiser = torch.optim.Adam(rates, fused=True)
    Training(pairs, table, optimiser, options.steps).run(options.work / "checkpoint.pt")
    report("trained table")
    write_model(options.model, tokenizer, fold(table.weighted_rows(), start, pairs, SEED))
    report("model")


if __name__ == "__main__":
    main()
