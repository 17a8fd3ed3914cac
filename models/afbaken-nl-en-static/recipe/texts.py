"""The tokenizer, and the pairs as token ids."""

import json
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]  # ids 0 to 3 as in XLM-R; <mask> comes last
UNKNOWN = 3
TEXTS_PER_SOURCE = 16_000


@dataclass
class Texts:
    """Token ids of many texts, one after the other; text i is `ids[starts[i]:starts[i + 1]]`, never empty."""

    ids: np.ndarray
    starts: np.ndarray

    def __len__(self) -> int:
        return len(self.starts) - 1

    def windows(self, chosen: np.ndarray, rng: np.random.Generator, longest: int) -> tuple[torch.Tensor, torch.Tensor]:
        """A random window of each chosen text: all ids, and where each text's ids begin."""
        lengths = self.starts[chosen + 1] - self.starts[chosen]
        kept = np.minimum(lengths, longest)
        firsts = self.starts[chosen] + (rng.random(len(chosen)) * (lengths - kept + 1)).astype(np.int64)
        offsets = np.concatenate([[0], np.cumsum(kept)[:-1]])
        positions = np.repeat(firsts - offsets, kept) + np.arange(kept.sum())
        return torch.from_numpy(self.ids[positions].astype(np.int64)), torch.from_numpy(offsets)


@dataclass
class Pairs:
    """The pairs of `pairs.py` in columns; `score` is how much the two sides belong together, 0 to 1."""

    source: np.ndarray
    group: np.ndarray
    score: np.ndarray
    left: Texts
    right: Texts

    def __len__(self) -> int:
        return len(self.source)


def read_pairs(path: Path) -> dict[str, list]:
    columns: dict[str, list] = {"source": [], "group": [], "score": [], "left": [], "right": []}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            for name, value in json.loads(line).items():
                columns[name].append(value)
    return columns


def train_tokenizer(columns: dict[str, list], pieces: int) -> Tokenizer:
    """Words and punctuation apart, so that "energy," and "(energy" begin with the piece of "energy"."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation(), pre_tokenizers.Metaspace()]
    )
    trainer = trainers.UnigramTrainer(
        vocab_size=pieces - 1, special_tokens=SPECIAL, unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator(tokenizer_texts(columns), trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    # As in XLM-R, <mask> is the last piece of the vocabulary itself.
    described = json.loads(tokenizer.to_str())
    described["model"]["vocab"].append(["<mask>", 0.0])
    tokenizer = Tokenizer.from_str(json.dumps(described))
    tokenizer.add_special_tokens(["<mask>"])
    return tokenizer


def tokenizer_texts(columns: dict[str, list]) -> list[str]:
    """As many texts of every source, so that law and patent classes do not take all pieces."""
    order = list(range(len(columns["source"])))
    random.shuffle(order)
    taken: dict[str, int] = {}
    texts = []
    for i in order:
        source = columns["source"][i].split("-")[0]
        taken[source] = taken.get(source, 0) + 2
        if taken[source] <= TEXTS_PER_SOURCE:
            texts += [columns["left"][i], columns["right"][i]]
    return texts


def tokenise(tokenizer: Tokenizer, texts: list[str]) -> Texts:
    ids, starts = [], [0]
    for first in range(0, len(texts), 20_000):
        for encoding in tokenizer.encode_batch_fast(texts[first : first + 20_000], add_special_tokens=False):
            ids.append(np.array(encoding.ids or [UNKNOWN], dtype=np.int32))
            starts.append(starts[-1] + len(ids[-1]))
    return Texts(np.concatenate(ids), np.array(starts))


def inverse_document_frequencies(sides: list[Texts], pieces: int) -> np.ndarray:
    counts = np.ones(pieces)
    for side in sides:
        text_of = np.repeat(np.arange(len(side)), np.diff(side.starts))
        counts += np.bincount(np.unique(text_of * pieces + side.ids) % pieces, minlength=pieces)
    return np.log(sum(len(side) for side in sides) / counts).clip(0.2, 10)
