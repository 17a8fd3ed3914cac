"""Layers on top of the table: do they earn their place?

    python layers.py PAIRS.jsonl WORK_FOLDER MODEL_DIRECTORY [--steps N]

Trains a small transformer over the finished table's rows, on the same pairs, tokenizer and losses as `train.py`, whose
work folder it needs. What it makes of a text is added to the table's mean, through a map that starts at zero: it begins
as the table and can only leave it where the losses want that. The result is `layers.pt` in the work folder;
`tests/benchmarks/builtin_model.py --layers FILE` measures it beside the table.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch.nn import functional
from train import SEED, Training, prepared

WIDTH, HEADS, DEPTH = 128, 4, 2
WINDOW = 64  # tokens that see each other; a longer text is cut in such pieces
BATCH = 128
STEPS = 500
RATE = 1e-3


class Layers(torch.nn.Module):
    """A text's vector: the mean of its tokens' rows, plus what the layers make of them; of length 1."""

    def __init__(self, rows: torch.Tensor) -> None:
        super().__init__()
        self.register_buffer("rows", rows.float(), persistent=False)
        self.scale = float(1 / rows.float().norm(dim=1).mean())
        dimensions = rows.shape[1]
        self.inward = torch.nn.Linear(dimensions, WIDTH)
        self.positions = torch.nn.Embedding(WINDOW, WIDTH)
        layer = torch.nn.TransformerEncoderLayer(
            WIDTH, HEADS, 4 * WIDTH, dropout=0.1, activation="gelu", batch_first=True, norm_first=True
        )
        self.encoder = torch.nn.TransformerEncoder(layer, DEPTH, torch.nn.LayerNorm(WIDTH), enable_nested_tensor=False)
        self.outward = torch.nn.Linear(WIDTH, dimensions, bias=False)
        torch.nn.init.zeros_(self.outward.weight)

    def forward(self, ids: torch.Tensor, offsets: torch.Tensor) -> torch.Tensor:
        """`ids` of all texts one after the other, `offsets` where each begins."""
        text_of, place = places(len(ids), offsets)
        # One row of the batch is a piece of a text: at most WINDOW tokens.
        pieces, piece_of = torch.unique(text_of * len(ids) + place // WINDOW, return_inverse=True)
        rows, place = self.rows[ids] * self.scale, place % WINDOW
        padded = torch.zeros(len(pieces), int(place.max()) + 1, WIDTH)
        padded = padded.index_put((piece_of, place), self.inward(rows) + self.positions(place))
        is_padding = torch.ones(padded.shape[:2], dtype=torch.bool).index_put((piece_of, place), torch.tensor(False))
        hidden = self.encoder(padded, src_key_padding_mask=is_padding)[piece_of, place]
        added = self.outward(mean(hidden, text_of, len(offsets)))
        return functional.normalize(mean(rows, text_of, len(offsets)) + added, dim=-1)


def places(length: int, offsets: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """For each token its text, and its place in that text."""
    counts = torch.diff(offsets, append=torch.tensor([length]))
    text_of = torch.repeat_interleave(torch.arange(len(offsets)), counts)
    return text_of, torch.arange(length) - offsets[text_of]


def mean(values: torch.Tensor, text_of: torch.Tensor, n: int) -> torch.Tensor:
    sums = torch.zeros(n, values.shape[1]).index_add(0, text_of, values)
    return sums / torch.bincount(text_of, minlength=n)[:, None]


def embed(layers: Layers, texts: list[np.ndarray]) -> np.ndarray:
    """Vectors of texts given as token ids, 64 at a time."""
    layers.eval()
    vectors = []
    with torch.no_grad():
        for first in range(0, len(texts), 64):
            batch = texts[first : first + 64]
            offsets = np.concatenate([[0], np.cumsum([len(text) for text in batch])[:-1]])
            ids = torch.from_numpy(np.concatenate(batch).astype(np.int64))
            vectors.append(layers(ids, torch.from_numpy(offsets)).numpy())
    return np.concatenate(vectors)


def read(model: Path, file: Path) -> Layers:
    layers = Layers(load_file(model / "model.safetensors")["embeddings.word_embeddings.weight"])
    layers.load_state_dict(torch.load(file)["model"])
    return layers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--steps", type=int, default=STEPS)
    options = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    _, pairs = prepared(options.pairs, options.work, 0)
    rows = load_file(options.model / "model.safetensors")["embeddings.word_embeddings.weight"]
    layers = Layers(rows)
    optimiser = torch.optim.AdamW(layers.parameters(), lr=RATE, weight_decay=0.01)
    Training(pairs, layers, optimiser, options.steps, BATCH, WINDOW).run(options.work / "layers.pt")


if __name__ == "__main__":
    main()
