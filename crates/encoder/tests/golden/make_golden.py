"""Makes the golden vectors of the encoder's test: a tiny XLM-R and a tiny BERT run by Python `transformers`.

Writes five files beside this one:

- `tokenizer.json`  a Unigram tokenizer of about 200 pieces with the special tokens and ids of XLM-R;
- `config.json`     the tiny XLM-R: hidden 32, 2 layers, 4 heads, intermediate 64;
- `bert-config.json`, `bert-golden.json`  the same of a tiny BERT: hidden 96, 2 layers, 3 heads, intermediate 200,
                    with the ids of the same tokenizer;
- `golden.json`     `{"tensors": {name: shape}, "cases": [{"text", "ids", "vector"}, ...]}`.

`ids` are the token ids with `<s>` and `</s>`, truncated to 512 in all (so the last id stays `</s>`); `vector` is the
mean of the last hidden states over those ids, divided by its L2 norm (computed in f32, eager attention, eval mode).
The trainer orders its rarest pieces differently from run to run, so an existing `tokenizer.json` is kept (delete it to
train another); the other two files are then the same each time. `tokenizer.json` itself holds no truncation and no
padding: the caller sets them.

No weights file exists. Both sides compute the weights from the tensor's name N (as in `tensors`; the names of
`XLMRobertaModel(add_pooling_layer=False).state_dict()`) and the flat row-major index i, counted from 0:

    fnv1a64(N):     h = 0xcbf29ce484222325; for each byte b of N in UTF-8: h = (h ^ b) * 0x00000100000001b3
    splitmix64(x):  z = x + 0x9e3779b97f4a7c15
                    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
                    z = (z ^ (z >> 27)) * 0x94d049bb133111eb
                    z ^ (z >> 31)
    u     = f64(splitmix64(fnv1a64(N) + i)) / 18446744073709551616.0      (2^64; nearest f64, so 0 <= u <= 1)
    value = 0.2 * (u - 0.5)                                               (f64)
    value = 1.0 + value         where N ends with "LayerNorm.weight"      (f64)
    weight = f32(value)

All integers are u64 and wrap. Nothing is special about the padding row: it has values like every other row.

Made with Python 3.11, torch 2.7.1, transformers 4.57.3, tokenizers 0.22.2, numpy 2.2.6:

    pip install torch==2.7.1 transformers==4.57.3 tokenizers==0.22.2 numpy==2.2.6
    python make_golden.py
"""

import json
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import BertConfig, BertModel, XLMRobertaConfig, XLMRobertaModel

HERE = Path(__file__).resolve().parent
MAX_TOKENS = 512
PIECES = 300  # at most, with the five special tokens; so little text gives fewer
U64 = (1 << 64) - 1

SENTENCES = [
    "De gemeente bouwt een nieuwe waterstoffabriek in de haven van Rotterdam.",
    "Het project onderzoekt hoe boeren minder mest en water kunnen gebruiken.",
    "Een sensor meet de temperatuur van het zeewater op twaalf plaatsen.",
    "Met subsidie van de provincie ontwikkelt het bedrijf een zuinige motor.",
    "Onderzoekers van de universiteit testen een vaccin tegen griep.",
    "De school leert jongeren programmeren en werken met robots.",
    "Wij verbeteren de opslag van zonne-energie in batterijen.",
    "Dit besluit treedt in werking op de eerste dag van de maand.",
    "The company develops a new battery for electric vehicles.",
    "Researchers measure how plastic waste spreads through the ocean.",
    "This project trains young people to repair wind turbines at sea.",
    "A network of hospitals shares images to detect cancer earlier.",
    "The agreement enters into force on the first day of the month.",
    "Farmers use satellite images to save water and fertiliser.",
    "We study the history of trade between the Netherlands and Asia.",
    "The city plants trees along the river to cool the streets.",
    "Small firms test machine learning in quality control (2023-2024): 15% less waste.",
    "Café, coöperatie, geïnteresseerd, één reünie, naïve façade.",
]

TEXTS = [
    "",
    "water",
    "Waterstof",
    "De gemeente bouwt een nieuwe fabriek in de haven.",
    "Onderzoekers testen hoe boeren minder mest kunnen gebruiken.",
    "The company develops a new battery for electric vehicles.",
    "Researchers at the university study wind energy at sea.",
    "Een project van 2 bedrijven; a project of two firms.",
    "🚀",
    "Groene energie 🌱⚡ voor iedereen 👩‍🔬!",
    "?!... --- (,) «»",
    "   ",
    "één reünie in een café: naïve façade, coöperatie",
    "e\u0301e\u0301n reu\u0308nie in een cafe\u0301",  # the same accents, decomposed
    "ﬁlm № ½ ＦＵＬＬ ｗｉｄｔｈ x²",  # compatibility forms that NFKC rewrites
    "ALLES IN HOOFDLETTERS IN ROTTERDAM",
    "regel één\nregel twee\ttab   spaties \u00a0 vast",
    "<s> geen <mask> markering </s>",
    "水素エネルギー и энергия",
    "15% minder afval (2023-2024), € 1.250.000,00",
    " ".join(SENTENCES[:8] * 6),  # over 600 tokens: truncated to 512
]


def fnv1a64(name: str) -> int:
    state = 0xCBF29CE484222325
    for byte in name.encode("utf-8"):
        state = ((state ^ byte) * 0x00000100000001B3) & U64
    return state


def splitmix64(x: np.ndarray) -> np.ndarray:
    """Element by element on u64, wrapping."""
    z = x + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def formula_weight(name: str, shape: torch.Size) -> torch.Tensor:
    """The weight that the module's docstring defines for this name, in f32."""
    seed = np.array([fnv1a64(name)], dtype=np.uint64)
    index = np.arange(shape.numel(), dtype=np.uint64)
    u = splitmix64(seed + index).astype(np.float64) / 2.0**64
    value = 0.2 * (u - 0.5)
    if name.endswith("LayerNorm.weight"):
        value = 1.0 + value
    return torch.from_numpy(value.astype(np.float32)).reshape(shape)


def train_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation(), pre_tokenizers.Metaspace()]
    )
    trainer = trainers.UnigramTrainer(
        vocab_size=PIECES - 1,  # <mask> follows
        special_tokens=["<s>", "<pad>", "</s>", "<unk>"],
        unk_token="<unk>",
        show_progress=False,
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    # As in XLM-R, <mask> is the last piece of the vocabulary itself.
    described = json.loads(tokenizer.to_str())
    described["model"]["vocab"].append(["<mask>", 0.0])
    tokenizer = Tokenizer.from_str(json.dumps(described))
    tokenizer.add_special_tokens(["<mask>"])
    return tokenizer


def tiny_config(vocab_size: int) -> XLMRobertaConfig:
    return XLMRobertaConfig(
        architectures=["XLMRobertaModel"],
        vocab_size=vocab_size,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=514,
        type_vocab_size=1,
        layer_norm_eps=1e-5,
        hidden_act="gelu",
        position_embedding_type="absolute",
        pad_token_id=1,
        bos_token_id=0,
        eos_token_id=2,
    )


def tiny_bert_config(vocab_size: int) -> BertConfig:
    """Sizes that no register divides, and two token types as BERT has."""
    return BertConfig(
        architectures=["BertModel"],
        vocab_size=vocab_size,
        hidden_size=96,
        num_hidden_layers=2,
        num_attention_heads=3,
        intermediate_size=200,
        max_position_embeddings=512,
        type_vocab_size=2,
        layer_norm_eps=1e-12,
        hidden_act="gelu",
        position_embedding_type="absolute",
        pad_token_id=1,
        bos_token_id=0,
        eos_token_id=2,
    )


def complete_config(config: XLMRobertaConfig | BertConfig) -> dict:
    """All fields, also those that equal the class's default: the Rust reader has no defaults."""
    keys = [
        "architectures", "model_type", "vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads",
        "intermediate_size", "hidden_act", "hidden_dropout_prob", "attention_probs_dropout_prob",
        "max_position_embeddings", "type_vocab_size", "initializer_range", "layer_norm_eps", "pad_token_id",
        "bos_token_id", "eos_token_id", "position_embedding_type", "use_cache", "classifier_dropout",
    ]  # fmt: skip
    described = config.to_dict()
    return {key: described[key] for key in keys} | {"torch_dtype": "float32"}


def formula_model(config: XLMRobertaConfig | BertConfig) -> XLMRobertaModel | BertModel:
    config._attn_implementation = "eager"
    kind = BertModel if isinstance(config, BertConfig) else XLMRobertaModel
    model = kind(config, add_pooling_layer=False).eval()
    model.load_state_dict({name: formula_weight(name, t.shape) for name, t in model.state_dict().items()})
    return model


@torch.no_grad()
def embed(model: XLMRobertaModel | BertModel, ids: list[int]) -> list[float]:
    states = model(input_ids=torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long))
    pooled = states.last_hidden_state[0].mean(dim=0)
    return [float(np.float32(x)) for x in pooled / pooled.norm()]


def main() -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    path = HERE / "tokenizer.json"
    if not path.exists():
        train_tokenizer().save(str(path))
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(MAX_TOKENS)
    write(tokenizer, tiny_config(tokenizer.get_vocab_size()), "")
    write(tokenizer, tiny_bert_config(tokenizer.get_vocab_size()), "bert-")


def write(tokenizer: Tokenizer, config: XLMRobertaConfig | BertConfig, prefix: str) -> None:
    """The configuration and the golden vectors of one architecture."""
    (HERE / f"{prefix}config.json").write_text(json.dumps(complete_config(config), indent=2) + "\n")
    model = formula_model(config)
    cases = []
    for text in TEXTS:
        ids = tokenizer.encode(text).ids
        cases.append({"text": text, "ids": ids, "vector": embed(model, ids)})
    golden = {"tensors": {name: list(t.shape) for name, t in model.state_dict().items()}, "cases": cases}
    lines = [json.dumps(case, ensure_ascii=False) for case in cases]
    (HERE / f"{prefix}golden.json").write_text(
        '{"tensors": ' + json.dumps(golden["tensors"], indent=1) + ',\n"cases": [\n' + ",\n".join(lines) + "\n]}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
