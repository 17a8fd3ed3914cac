"""Checks that a model's folder, run by `transformers`, gives the table's own pooling; fails below a cosine of 0.9999.

    python parity.py DATA MODEL_DIRECTORY
"""

import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file
from split import read_json_lines
from tokenizers import Tokenizer
from torch.nn.functional import cosine_similarity
from transformers import XLMRobertaModel

TEXTS = 100
LEAST = 0.9999
PADDING = 1


def main() -> None:
    torch.set_num_threads(1)
    data, directory = Path(sys.argv[1]), Path(sys.argv[2])
    texts = [p["objective"] for p in read_json_lines(data / "cordis/projects.jsonl.xz")][:TEXTS]
    tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
    tokenizer.enable_truncation(512)
    tokenizer.enable_padding(pad_id=PADDING, pad_token="<pad>")
    ids = torch.tensor([encoding.ids for encoding in tokenizer.encode_batch(texts)])
    mask = (ids != PADDING)[:, :, None].float()
    model = XLMRobertaModel.from_pretrained(directory, add_pooling_layer=False, torch_dtype=torch.float32).eval()
    with torch.no_grad():
        states = model(input_ids=ids, attention_mask=mask[:, :, 0]).last_hidden_state
    rows = load_file(directory / "model.safetensors")["embeddings.word_embeddings.weight"].astype(np.float32)
    own = (torch.from_numpy(rows)[ids] * mask).sum(1)
    lowest = float(cosine_similarity((states * mask).sum(1), own).min())
    print(f"lowest cosine to transformers, {len(texts)} texts: {lowest:.6f}")
    if lowest < LEAST:
        raise SystemExit(f"below {LEAST}: the folder does not give the table's own pooling")


if __name__ == "__main__":
    main()
