"""Writes a table as the Hugging Face files of an XLM-RoBERTa without layers."""

import json
import math
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer

POSITIONS = 514
LAYER_NORM_EPS = 1e4


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
        "num_attention_heads": dimensions // 64,  # of no use without layers, but loaders check that it divides
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
