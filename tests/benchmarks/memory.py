"""Peak memory of `afbaken embed` on 10,000 and on 100,000 synthetic documents, with the model that is shipped.

It streams, so the second should be hardly above the first: prints both, their difference, and seconds.
"""

import csv
import os
import random
import tempfile
import time
from pathlib import Path

SIZES = [10_000, 100_000]
WORDS = 150


def write(path: Path, n: int) -> None:
    draw = random.Random(1)
    syllables = [a + b for a in "bdfgklmnprstvwz" for b in ("aa", "e", "ie", "oe", "u", "ij")]
    vocabulary = ["".join(draw.choices(syllables, k=draw.randint(1, 4))) for _ in range(20_000)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "text"])
        for row in range(n):
            words = draw.choices(vocabulary, k=WORDS)
            writer.writerow([row, " ".join(words[:8]), " ".join(words[8:]) + "."])


def peak(program: str, documents: Path, out: Path) -> tuple[float, float]:
    """Megabytes and seconds of one run."""
    started = time.monotonic()
    process = os.posix_spawnp(program, [program, "embed", documents, "--out", out, "--quiet"], os.environ)
    _, status, usage = os.wait4(process, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit("the program failed")
    return usage.ru_maxrss / 1000, time.monotonic() - started


def main() -> None:
    program = os.environ.get("AFBAKEN", "afbaken")
    print("| documents | input, MB | peak memory, MB | seconds |\n|---|---|---|---|")
    peaks = []
    with tempfile.TemporaryDirectory() as folder:
        for n in SIZES:
            documents = Path(folder, f"{n}.csv")
            write(documents, n)
            memory, seconds = peak(program, documents, Path(folder, "vectors.parquet"))
            peaks.append(memory)
            print(f"| {n:,} | {documents.stat().st_size / 1e6:,.0f} | {memory:,.0f} | {seconds:.1f} |")
    print(f"\ndifference: {peaks[1] - peaks[0]:+,.0f} MB")


if __name__ == "__main__":
    main()
