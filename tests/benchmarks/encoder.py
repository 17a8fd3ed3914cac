#!/usr/bin/env python
"""The encoder beside what an analyst would take instead, on the same 256 texts, in turns in one run.

Builds models of the shapes of XLM-R base and of a multilingual MiniLM with random weights (speed depends on the shape
alone) in --work, with a tokenizer of the kind of XLM-R's, unigram, that has an id for every word. Contenders, each a
process of its own that waits for its turn: this repository's encoder in f32, bf16 and int8, sentence-transformers
(PyTorch) in fp32 and bf16, and ONNX Runtime (graph optimised by its own tool) in fp32 and with dynamic int8. A turn is
one pass over all texts, tokenising included, sorted by length where the contender sorts. Prints documents a second
(median of the turns), ratios, peak memory as growth over the process before loading (Python's imports excluded) and
seconds from nothing loaded to the first vector. --load N only starts each N times, in turns, for one word and for
the first text, and prints the median of the seconds.

    cargo build --release -p encoder --example passes
    pip install torch==2.7.1 transformers==4.57.3 sentence-transformers==5.1.2 onnxruntime==1.31.1 onnx==1.23.2
    python tests/benchmarks/encoder.py --passes target/release/examples/passes --work /tmp/encoder-benchmark
"""

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

SHAPES = {
    "XLM-R": {"hidden": 768, "heads": 12, "wide": 3072, "vocabulary": 250002, "type": "xlm-roberta"},
    "MiniLM": {"hidden": 384, "heads": 12, "wide": 1536, "vocabulary": 250037, "type": "bert"},
}
OURS = ["f32", "bf16", "int8"]
THEIRS = ["torch-fp32", "torch-bf16", "ort-fp32", "ort-int8"]
RATIOS = [("int8", "ort-int8"), ("f32", "ort-fp32"), ("bf16", "torch-bf16"), ("f32", "torch-fp32")]
BATCH = 16
THREADS = {}  # the variables that say how many threads a library takes, as --threads sets them


def build(folder: Path, shape: dict) -> None:
    """A model directory of sentence-transformers, and the same model for ONNX Runtime."""
    import torch
    from transformers import BertConfig, BertModel, XLMRobertaConfig, XLMRobertaModel

    if (folder / "int8.onnx").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    sizes = {
        "vocab_size": shape["vocabulary"],
        "hidden_size": shape["hidden"],
        "num_hidden_layers": 12,
        "num_attention_heads": shape["heads"],
        "intermediate_size": shape["wide"],
        "initializer_range": 0.05,
    }
    if shape["type"] == "bert":
        model = BertModel(BertConfig(max_position_embeddings=512, **sizes), add_pooling_layer=False)
    else:
        places = {"max_position_embeddings": 514, "type_vocab_size": 1, "layer_norm_eps": 1e-5}
        model = XLMRobertaModel(XLMRobertaConfig(pad_token_id=1, **places, **sizes), add_pooling_layer=False)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() == 1:
                parameter.add_(torch.randn_like(parameter) * 0.05)
    model.save_pretrained(folder)
    write_tokenizer(folder, shape)
    write_modules(folder, shape)
    export(model.eval(), folder, shape)


def write_tokenizer(folder: Path, shape: dict) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    special = ["<s>", "<pad>", "</s>", "<unk>"]
    if shape["type"] == "bert":
        special[0], special[1] = special[1], special[0]
    words = special + [f"▁w{i}" for i in range(4, shape["vocabulary"])]
    tokenizer = Tokenizer(models.Unigram([(word, -10.0) for word in words], unk_id=3))
    cuts = [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(cuts)
    ends = [(word, words.index(word)) for word in ("<s>", "</s>")]
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=ends)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="<pad>", unk_token="<unk>")
    fast.model_max_length = 512
    fast.model_input_names = ["input_ids", "attention_mask"]
    fast.save_pretrained(folder)


def write_modules(folder: Path, shape: dict) -> None:
    (folder / "1_Pooling").mkdir(exist_ok=True)
    pooling = {"word_embedding_dimension": shape["hidden"], "pooling_mode_mean_tokens": True}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling))
    names = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    modules = [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{name}"}
        for i, (path, name) in enumerate(names)
    ]
    (folder / "modules.json").write_text(json.dumps(modules))
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 512, "do_lower_case": False}))


def export(model, folder: Path, shape: dict) -> None:
    import onnx
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers.optimizer import optimize_model

    ids = torch.ones(2, 8, dtype=torch.long) * 7
    axes = {0: "batch", 1: "length"}
    torch.onnx.export(
        model, (ids, torch.ones_like(ids)), folder / "plain.onnx", dynamo=False, opset_version=17,
        input_names=["input_ids", "attention_mask"], output_names=["states"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "states": axes},
    )  # fmt: skip
    sizes = {"num_heads": shape["heads"], "hidden_size": shape["hidden"]}
    optimize_model(str(folder / "plain.onnx"), model_type="bert", **sizes).save_model_to_file(str(folder / "fp32.onnx"))
    options = {"DefaultTensorType": onnx.TensorProto.FLOAT}  # what fused nodes, which its shapes do not know, give
    quantize_dynamic(folder / "fp32.onnx", folder / "int8.onnx", weight_type=QuantType.QInt8, extra_options=options)


def write_texts(path: Path, n_texts: int) -> None:
    """Lengths as of project descriptions: log-normal, median 154 tokens, cut at 20 and 510."""
    import numpy as np

    random = np.random.default_rng(7)
    lengths = np.clip(np.exp(random.normal(5.04, 0.56, 256)), 20, 510).astype(int)
    lines = [" ".join(f"w{i}" for i in random.integers(5, 250000, n)) for n in lengths[:n_texts]]
    path.write_text("\n".join(lines) + "\n")


def memory(name: str) -> float:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


def torch_encoder(folder: Path, kind: str):
    import torch
    from sentence_transformers import SentenceTransformer

    dtype = torch.bfloat16 if kind == "bf16" else torch.float32

    def load():
        model = SentenceTransformer(str(folder), device="cpu", model_kwargs={"dtype": dtype})
        return lambda texts: model.encode(texts, batch_size=BATCH, normalize_embeddings=True, convert_to_numpy=True)

    return load


def onnx_encoder(folder: Path, kind: str):
    import numpy as np
    import onnxruntime
    from tokenizers import Tokenizer

    def load():
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = int(os.environ["OMP_NUM_THREADS"])
        path, providers = str(folder / f"{kind}.onnx"), ["CPUExecutionProvider"]
        session = onnxruntime.InferenceSession(path, options, providers=providers)
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.enable_truncation(512)
        types = {taken.name: np.int32 if "int32" in taken.type else np.int64 for taken in session.get_inputs()}
        return lambda texts: onnx_vectors(session, tokenizer, types, texts)

    return load


def onnx_vectors(session, tokenizer, types, texts):
    import numpy as np

    all_ids = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    order = sorted(range(len(texts)), key=lambda i: -len(all_ids[i]))
    vectors = [None] * len(texts)
    for start in range(0, len(order), BATCH):
        places = order[start : start + BATCH]
        longest = len(all_ids[places[0]])
        ids = np.ones((len(places), longest), np.int64)
        mask = np.zeros_like(ids)
        for row, place in enumerate(places):
            ids[row, : len(all_ids[place])] = all_ids[place]
            mask[row, : len(all_ids[place])] = 1
        given = {"input_ids": ids, "attention_mask": mask}
        states = session.run(None, {name: given[name].astype(dtype) for name, dtype in types.items()})[0]
        for row, place in enumerate(places):
            mean = states[row, : len(all_ids[place])].mean(axis=0)
            vectors[place] = mean / np.linalg.norm(mean)
    return vectors


def serve(folder: Path, texts_path: Path, contender: str) -> None:
    """One of theirs, behind the protocol of `passes`."""
    library, kind = contender.split("-")
    make = torch_encoder if library == "torch" else onnx_encoder
    load = make(folder, kind)
    texts = texts_path.read_text().splitlines()
    gc.collect()
    before = memory("VmRSS:")
    start = time.perf_counter()
    encode = load()
    encode(texts[:1])
    print(f"{time.perf_counter() - start:.4f}", flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        vectors = encode(texts)
        print(f"{time.perf_counter() - start:.4f}", flush=True)
        if line.startswith("save "):
            rows = [" ".join(str(float(x)) for x in vector) for vector in vectors]
            Path(line[5:].strip()).write_text("\n".join(rows) + "\n")
    print(f"{memory('VmHWM:') - before:.1f}", flush=True)


class Contender:
    """A process that encodes all texts when told to."""

    def __init__(self, name: str, command: list[str], n_texts: int):
        self.name = name
        self.n_texts = n_texts
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, env=os.environ | THREADS, **pipes)
        self.load_seconds = self.number()
        self.seconds = []
        self.processor_seconds = []

    def number(self) -> float:
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} ended early")
        return float(line)

    def encode(self, order: str = "pass") -> float:
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        return self.number()

    def turn(self, order: str = "pass") -> None:
        before = self.processor_time()
        self.seconds.append(self.encode(order))
        self.processor_seconds.append(self.processor_time() - before)

    def processor_time(self) -> float:
        """Seconds of all threads so far, user and system."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> float:
        self.process.stdin.close()
        return self.number()

    def rate(self) -> float:
        return self.n_texts / statistics.median(self.seconds)

    def processor_rate(self) -> float:
        return self.n_texts / statistics.median(self.processor_seconds)


def start(arguments, name: str, folder: Path, texts: Path) -> Contender:
    if name in OURS:
        command = [str(arguments.passes), str(folder), str(texts), name]
    else:
        work = ["--work", str(arguments.work)]
        command = [sys.executable, __file__, "--serve", name, *work, "--model", str(folder), "--lines", str(texts)]
    return Contender(name, command, arguments.texts)


def measure_load(arguments, shape: str) -> None:
    """Seconds from nothing loaded to the first vector, each start a process of its own."""
    folder, names = arguments.work / shape, arguments.contenders.split(",")
    first = (arguments.work / "texts.txt").read_text().splitlines()[0]
    print(f"\n{shape}, seconds to the first vector, median (least) of {arguments.load} starts")
    for title, text in (("one word", "water"), (f"{len(first.split())} words", first)):
        path = arguments.work / "first.txt"
        path.write_text(text + "\n")
        seconds = {name: [] for name in names}
        for _ in range(arguments.load):
            for name in names:
                contender = start(arguments, name, folder, path)
                seconds[name].append(contender.load_seconds)
                contender.end()
        said = (f"{name} {statistics.median(taken):.3f} ({min(taken):.3f})" for name, taken in seconds.items())
        print(f"{title}: " + ", ".join(said))


def least_cosines(running: list[Contender], work: Path) -> dict[str, float]:
    """The lowest cosine of any text to `torch-fp32`, if that runs; takes the first turn."""
    import numpy as np

    vectors = {}
    for contender in running:
        path = work / f"{contender.name}.vectors"
        contender.turn(f"save {path}")
    for contender in running:
        contender_path = work / f"{contender.name}.vectors"
        deadline = time.time() + 10
        while time.time() < deadline:
            rows = contender_path.read_text().splitlines() if contender_path.exists() else []
            if len(rows) == running[0].n_texts:
                break
            time.sleep(0.1)
        vectors[contender.name] = np.array([[float(x) for x in row.split()] for row in rows])
    reference = vectors.get("torch-fp32")
    return {} if reference is None else {name: float((v * reference).sum(1).min()) for name, v in vectors.items()}


def measure(arguments, name: str) -> None:
    folder, texts = arguments.work / name, arguments.work / "texts.txt"
    running = [start(arguments, one, folder, texts) for one in arguments.contenders.split(",")]
    cosines = least_cosines(running, arguments.work)
    for _ in range(1, arguments.rounds):
        for contender in running:
            contender.turn()
    print(f"\n{name}, {arguments.texts} texts, {arguments.threads} threads, {arguments.rounds} rounds")
    print(f"{'':12}{'documents/s':>12}{'per CPU-s':>12}{'memory, MB':>12}{'load, s':>9}{'least cosine':>14}")
    for contender in running:
        rates = f"{contender.rate():12.1f}{contender.processor_rate():12.1f}"
        cosine = cosines.get(contender.name, float("nan"))
        print(f"{contender.name:12}{rates}{contender.end():12.0f}{contender.load_seconds:9.2f}{cosine:14.5f}")
    by_name = {contender.name: contender for contender in running}
    for ours, theirs in RATIOS:
        if ours in by_name and theirs in by_name:
            ours_run, theirs_run = by_name[ours], by_name[theirs]
            ratios = ours_run.rate() / theirs_run.rate(), ours_run.processor_rate() / theirs_run.processor_rate()
            print(f"{ours} / {theirs}: {ratios[0]:.2f} by the clock, {ratios[1]:.2f} by processor time")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passes", type=Path, help="the example `passes`, built with --release")
    parser.add_argument("--work", type=Path, required=True, help="folder for the models that are built")
    parser.add_argument("--texts", type=int, default=256, help="fewer than 256 where time is short")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="of each contender; 1 on a busy machine")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--shapes", default=",".join(SHAPES))
    parser.add_argument("--contenders", default=",".join(OURS + THEIRS))
    parser.add_argument("--build-only", action="store_true")
    parser.add_argument("--load", type=int, default=0, help="starts of each contender, instead of passes")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    parser.add_argument("--model", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--lines", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve(arguments.model, arguments.lines, arguments.serve)
        return
    THREADS.update(dict.fromkeys(["RAYON_NUM_THREADS", "OMP_NUM_THREADS"], str(arguments.threads)))
    arguments.work.mkdir(parents=True, exist_ok=True)
    write_texts(arguments.work / "texts.txt", arguments.texts)
    for name in arguments.shapes.split(","):
        build(arguments.work / name, SHAPES[name])
        if arguments.load:
            measure_load(arguments, name)
        elif not arguments.build_only:
            measure(arguments, name)


if __name__ == "__main__":
    main()
