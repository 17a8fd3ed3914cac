"""Documents a second and peak memory of each stage of `scope` on the CORDIS projects, from `run.json`.

Runs the job a few times in a fresh folder and prints the median of each stage as a Markdown table.
"""

import json
import os
import statistics
import subprocess
import tempfile
from pathlib import Path

RUNS = 5


def timings(program: str, data: Path) -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        inputs = [data / "cordis/projects.jsonl.xz", data / "cordis/organisations.csv.xz"]
        command = [program, "scope", *map(str, inputs), "--out", f"{folder}/run", "--quiet"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return json.loads(Path(folder, "run/run.json").read_text())["timings"]


def main() -> None:
    program = os.environ.get("AFBAKEN", "afbaken")
    runs = [timings(program, Path(os.environ["AFBAKEN_DATA"])) for _ in range(RUNS)]
    print("| stage | n | seconds | a second | peak memory, MB |\n|---|---|---|---|---|")
    for stages in zip(*runs):
        seconds = statistics.median(stage["seconds"] for stage in stages)
        memory = statistics.median(stage["peak_memory_bytes"] or 0 for stage in stages)
        name, n = stages[0]["stage"], stages[0]["n"]
        print(f"| {name} | {n:,} | {seconds:.2f} | {n / seconds:,.0f} | {memory / 1e6:,.0f} |")
    total = statistics.median(sum(stage["seconds"] for stage in run) for run in runs)
    print(f"| all | | {total:.2f} | | |")


if __name__ == "__main__":
    main()
