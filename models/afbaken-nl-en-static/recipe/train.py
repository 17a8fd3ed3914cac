"""Trains the tokenizer and the table on the pairs of `pairs.py`, and writes the model's directory.

    python train.py PAIRS.jsonl MODEL_DIRECTORY [--steps N]

The model is one vector and one weight per token. A text's vector is the weighted sum of its tokens' vectors, brought to
length 1. Training: (1) a Unigram tokenizer; (2) a start from latent semantic analysis, the right singular vectors of
the passages' TF-IDF matrix; (3) a contrastive loss, in which each text of a batch must find its partner among those of
the others; (4) some of the start is mixed back in, against overfitting, and a last linear step shrinks the directions
that all texts share. Weight, linear step and centring are then folded into one table, which is written as an
XLM-RoBERTa without layers. No two runs give the same tokenizer to the last digit (its trainer is not deterministic);
the rest is seeded.
"""

import argparse
import json
import math
import random
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from scipy.sparse import csr_matrix
from sklearn.utils.extmath import randomized_svd
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from torch.nn import functional

SEED = 7
PIECES = 32_000  # with the five special tokens
DIMENSIONS = 320
UNKNOWN = 3
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]  # ids 0 to 3 as in XLM-R; <mask> comes last
POSITIONS = 514

TOKENIZER_TEXTS_PER_SOURCE = 16_000
START_PASSAGES = 120_000
START_SCALE = 0.05  # root mean square of the table's values at the start
BATCH = 768
WINDOW = 128  # tokens of a text that one step reads
SOURCE_POWER = 0.5  # a source is drawn in proportion to its size to this power
MIXED_SHARE = 0.2  # of the batches are drawn from all sources together
SHARPNESS = 20.0  # the loss multiplies cosines by it
TABLE_RATE, WEIGHT_RATE = 4e-3, 5e-3
START_SHARE = 0.15  # of the start in the final table
SHRINKING = 0.25  # a direction with variance v is multiplied by v ** -SHRINKING (0: left alone, 0.5: whitened)

LAYER_NORM_EPS = 1e4


@dataclass
class Texts:
    """Token ids of many texts, one after the other; text i is `ids[starts[i]:starts[i + 1]]`, never empty."""

    ids: np.ndarray
    starts: np.ndarray

    def windows(self, chosen: np.ndarray, rng: np.random.Generator, longest: int) -> tuple[torch.Tensor, torch.Tensor]:
        """A random window of each chosen text: all ids, and where each text's ids begin."""
        lengths = self.starts[chosen + 1] - self.starts[chosen]
        kept = np.minimum(lengths, longest)
        firsts = self.starts[chosen] + (rng.random(len(chosen)) * (lengths - kept + 1)).astype(np.int64)
        offsets = np.concatenate([[0], np.cumsum(kept)[:-1]])
        positions = np.repeat(firsts - offsets, kept) + np.arange(kept.sum())
        return torch.from_numpy(self.ids[positions]), torch.from_numpy(offsets)


def read_pairs(path: Path) -> dict[str, list]:
    columns: dict[str, list] = {"source": [], "group": [], "left": [], "right": []}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            for name, value in json.loads(line).items():
                columns[name].append(value)
    return columns


def train_tokenizer(pairs: dict[str, list]) -> Tokenizer:
    """Words and punctuation apart, so that "energy," and "(energy" begin with the piece of "energy"."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation(), pre_tokenizers.Metaspace()]
    )
    trainer = trainers.UnigramTrainer(
        vocab_size=PIECES - 1, special_tokens=SPECIAL, unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator(tokenizer_texts(pairs), trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    # As in XLM-R, <mask> is the last piece of the vocabulary itself.
    described = json.loads(tokenizer.to_str())
    described["model"]["vocab"].append(["<mask>", 0.0])
    tokenizer = Tokenizer.from_str(json.dumps(described))
    tokenizer.add_special_tokens(["<mask>"])
    return tokenizer


def tokenizer_texts(pairs: dict[str, list]) -> list[str]:
    """As many texts of every source, so that law and patent classes do not take all pieces."""
    order = list(range(len(pairs["source"])))
    random.shuffle(order)
    taken: dict[str, int] = {}
    texts = []
    for i in order:
        source = pairs["source"][i].split("-")[0]
        taken[source] = taken.get(source, 0) + 2
        if taken[source] <= TOKENIZER_TEXTS_PER_SOURCE:
            texts += [pairs["left"][i], pairs["right"][i]]
    return texts


def tokenise(tokenizer: Tokenizer, texts: list[str]) -> Texts:
    ids, starts = [], [0]
    for first in range(0, len(texts), 20_000):
        for encoding in tokenizer.encode_batch(texts[first : first + 20_000], add_special_tokens=False):
            ids.append(np.array(encoding.ids or [UNKNOWN], dtype=np.int64))
            starts.append(starts[-1] + len(ids[-1]))
    return Texts(np.concatenate(ids), np.array(starts))


def inverse_document_frequencies(sides: list[Texts], pieces: int) -> np.ndarray:
    counts = np.ones(pieces)
    for side in sides:
        text_of = np.repeat(np.arange(len(side.starts) - 1), np.diff(side.starts))
        counts += np.bincount(np.unique(text_of * pieces + side.ids) % pieces, minlength=pieces)
    texts = sum(len(side.starts) - 1 for side in sides)
    return np.log(texts / counts).clip(0.2, 10)


def starting_table(side: Texts, weights: np.ndarray) -> np.ndarray:
    """Latent semantic analysis of a sample of passages, so that rare tokens begin near the company they keep."""
    rng = np.random.default_rng(SEED)
    total = len(side.starts) - 1
    chosen = rng.choice(total, min(START_PASSAGES, total), replace=False)
    ids, offsets = side.windows(chosen, rng, WINDOW)
    matrix = csr_matrix(
        (np.ones(len(ids)), ids.numpy(), np.append(offsets.numpy(), len(ids))), shape=(len(chosen), len(weights))
    )
    matrix.sum_duplicates()
    matrix.data = (1 + np.log(matrix.data)) * weights[matrix.indices]
    lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1)).A1
    matrix.data /= np.repeat(lengths, np.diff(matrix.indptr))
    _, singular, right = randomized_svd(matrix.astype(np.float32), DIMENSIONS, n_iter=3, random_state=SEED)
    table = right.T * np.sqrt(singular)
    table /= np.linalg.norm(table, axis=1, keepdims=True) + 0.2 * np.linalg.norm(table, axis=1).mean()
    table += rng.normal(scale=0.2 / math.sqrt(DIMENSIONS), size=table.shape)
    return (table * START_SCALE * math.sqrt(DIMENSIONS)).astype(np.float32)


class Table(torch.nn.Module):
    def __init__(self, rows: np.ndarray, weights: np.ndarray) -> None:
        super().__init__()
        self.rows = torch.nn.Parameter(torch.from_numpy(rows))
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


class Sampler:
    """Draws the pairs of a batch: mostly of one source, sometimes of all."""

    def __init__(self, sources: list[str], rng: np.random.Generator) -> None:
        names = np.array(sources)
        self.pools = [np.flatnonzero(names == name) for name in sorted(set(sources))]
        sizes = np.array([len(pool) for pool in self.pools], dtype=float) ** SOURCE_POWER
        self.shares = sizes / sizes.sum()
        self.rng = rng

    def pool(self) -> np.ndarray:
        return self.pools[self.rng.choice(len(self.pools), p=self.shares)]

    def batch(self) -> np.ndarray:
        if self.rng.random() < MIXED_SHARE:
            parts = [self.rng.choice(self.pool(), BATCH // 16) for _ in range(16)]
            return np.unique(np.concatenate(parts))
        pool = self.pool()
        return self.rng.choice(pool, min(BATCH, len(pool)), replace=False)


def train(pairs: dict[str, list], sides: tuple[Texts, Texts], table: Table, steps: int) -> None:
    rng = np.random.default_rng(SEED)
    sampler = Sampler(pairs["source"], rng)
    numbers = {name: number for number, name in enumerate(dict.fromkeys(pairs["group"]))}
    groups = torch.tensor([numbers[name] for name in pairs["group"]])
    optimiser = torch.optim.Adam(
        [{"params": [table.rows], "lr": TABLE_RATE}, {"params": [table.raw_weights], "lr": WEIGHT_RATE}],
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / 50) * (0.05 + 0.95 * (1 - step / steps))
    )
    began, tokens, read, losses = time.time(), 0, 0, []
    for step in range(1, steps + 1):
        chosen = sampler.batch()
        windows = [side.windows(chosen, rng, WINDOW) for side in sides]
        loss = contrast(table(*windows[0]), table(*windows[1]), groups[chosen])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        tokens += sum(len(ids) for ids, _ in windows)
        read += len(chosen)
        losses.append(loss.item())
        if step % 200 == 0:
            print(f"step {step} loss {np.mean(losses[-200:]):.3f} {time.time() - began:.0f} s", flush=True)
    print(f"read {tokens:,} tokens, {read:,} pairs in {time.time() - began:.0f} s")


@torch.no_grad()
def fold(rows: torch.Tensor, sides: tuple[Texts, Texts]) -> torch.Tensor:
    """The weighted rows with shared directions shrunk and each row centred; special rows are zero.

    Centring subtracts a row's mean over its dimensions, as the model's LayerNorm does. Before it the table is rotated
    so that the direction that centring loses is the one in which texts differ least.
    """
    rng = np.random.default_rng(SEED)
    total = len(sides[0].starts) - 1
    vectors = []
    for side in sides:
        chosen = rng.choice(total, min(20_000, total), replace=False)
        ids, offsets = side.windows(chosen, rng, 512)
        vectors.append(functional.normalize(functional.embedding_bag(ids, rows, offsets, mode="sum")))
    sample = torch.cat(vectors).double()
    variances, directions = torch.linalg.eigh(sample.T @ sample / len(sample))  # ascending, about zero
    rotated = rows.double() @ directions
    rotated *= variances.clamp_min(variances.max() * 1e-4) ** -SHRINKING
    folded = rotated @ basis_with_constant_first(DIMENSIONS)
    folded -= folded.mean(dim=1, keepdim=True)
    folded[[0, 1, 2, len(folded) - 1]] = 0
    return (folded / folded.norm(dim=1).quantile(0.99)).half()


def basis_with_constant_first(dimensions: int) -> torch.Tensor:
    """An orthonormal basis as rows, of which the first is the constant vector (the cosine transform)."""
    k = torch.arange(dimensions, dtype=torch.float64)
    rows = torch.cos(math.pi / dimensions * k[:, None] * (k[None, :] + 0.5)) * math.sqrt(2 / dimensions)
    rows[0] /= math.sqrt(2)
    return rows


def write_model(directory: Path, tokenizer: Tokenizer, folded: torch.Tensor) -> None:
    """The Hugging Face files; LayerNorm's weight sqrt(eps) makes it subtract the mean and nothing else."""
    directory.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(directory / "tokenizer.json"), pretty=False)
    pieces, dimensions = folded.shape
    half = torch.float16
    tensors = {
        "embeddings.word_embeddings.weight": folded,
        "embeddings.position_embeddings.weight": torch.zeros(POSITIONS, dimensions, dtype=half),
        "embeddings.token_type_embeddings.weight": torch.zeros(1, dimensions, dtype=half),
        "embeddings.LayerNorm.weight": torch.full((dimensions,), math.sqrt(LAYER_NORM_EPS), dtype=half),
        "embeddings.LayerNorm.bias": torch.zeros(dimensions, dtype=half),
    }
    save_file(tensors, directory / "model.safetensors", metadata={"format": "pt"})
    (directory / "model.safetensors").chmod(0o644)  # save_file lets only the owner read
    for name, described in json_files(pieces, dimensions).items():
        (directory / name).parent.mkdir(exist_ok=True)
        (directory / name).write_text(json.dumps(described, indent=2) + "\n")


def json_files(pieces: int, dimensions: int) -> dict[str, object]:
    special = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "sep_token": "</s>"}
    special |= {"cls_token": "<s>", "pad_token": "<pad>", "mask_token": "<mask>"}
    config = {
        "architectures": ["XLMRobertaModel"],
        "model_type": "xlm-roberta",
        "vocab_size": pieces,
        "hidden_size": dimensions,
        "num_hidden_layers": 0,
        "num_attention_heads": 5,
        "intermediate_size": 4 * dimensions,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
        "classifier_dropout": None,
        "max_position_embeddings": POSITIONS,
        "type_vocab_size": 1,
        "initializer_range": 0.02,
        "layer_norm_eps": LAYER_NORM_EPS,
        "position_embedding_type": "absolute",
        "pad_token_id": 1,
        "bos_token_id": 0,
        "eos_token_id": 2,
        "use_cache": False,
        "torch_dtype": "float16",
    }
    tokens = special | {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": POSITIONS - 2}
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
    ]
    pooling = {
        "word_embedding_dimension": dimensions,
        "pooling_mode_cls_token": False,
        "pooling_mode_mean_tokens": True,
        "pooling_mode_max_tokens": False,
        "pooling_mode_mean_sqrt_len_tokens": False,
    }
    return {
        "config.json": config,
        "tokenizer_config.json": tokens,
        "special_tokens_map.json": special,
        "modules.json": modules,
        "1_Pooling/config.json": pooling,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--steps", type=int, default=800)
    options = parser.parse_args()
    random.seed(SEED)
    torch.manual_seed(SEED)
    torch.set_num_threads(1)

    began = time.time()
    pairs = read_pairs(options.pairs)
    tokenizer = train_tokenizer(pairs)
    print(f"tokenizer of {tokenizer.get_vocab_size()} pieces at {time.time() - began:.0f} s", flush=True)
    sides = (tokenise(tokenizer, pairs["left"]), tokenise(tokenizer, pairs["right"]))
    print(f"{sum(len(side.ids) for side in sides):,} tokens at {time.time() - began:.0f} s", flush=True)
    weights = inverse_document_frequencies(list(sides), tokenizer.get_vocab_size())
    table = Table(starting_table(sides[1], weights), weights)
    print(f"starting table at {time.time() - began:.0f} s", flush=True)
    start = table.weighted_rows()
    train(pairs, sides, table, options.steps)
    mixed = torch.lerp(table.weighted_rows(), start, START_SHARE)
    write_model(options.model, tokenizer, fold(mixed, sides))
    print(f"all in {time.time() - began:.0f} s")


if __name__ == "__main__":
    main()
