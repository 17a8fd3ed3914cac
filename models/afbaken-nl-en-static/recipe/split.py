"""Which documents train and which evaluate, and whether the two parts share text.

A document's part follows from a hash of its id, so that it is the same on every machine. There are two splits:

- `FINAL`: one half trains and the other evaluates; of the treaties nine in ten train;
- `CHOICE`: the evaluating half of `FINAL` lies still. Within the other half one part trains and one evaluates. Settings
  are chosen on it, so that the figures of the final split are not flattered by the choice.
"""

import csv
import hashlib
import io
import json
import lzma
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

csv.field_size_limit(10**9)

RUN = 5  # words: two texts share a run when these words follow each other in both
NEAR = 0.5  # of a text's runs: from here on it nearly repeats the other texts


def read_text(path: Path) -> io.TextIOBase:
    return lzma.open(path, "rt", encoding="utf-8", newline="")


def read_json_lines(path: Path) -> Iterator[dict]:
    with read_text(path) as lines:
        yield from map(json.loads, lines)


def read_csv(path: Path) -> Iterator[dict]:
    with read_text(path) as lines:
        yield from csv.DictReader(lines)


def bucket(identifier: str, buckets: int) -> int:
    """The part of a split that an id falls in: stable between runs and machines."""
    return int(hashlib.md5(str(identifier).encode()).hexdigest(), 16) % buckets


@dataclass(frozen=True)
class Split:
    """Of `buckets` parts those in `training` train and those in `evaluating` evaluate; treaties are in ten parts."""

    buckets: int
    training: frozenset[int]
    evaluating: frozenset[int]
    treaties_training: frozenset[int]
    treaties_evaluating: frozenset[int]

    def trains(self, identifier: str) -> bool:
        return bucket(identifier, self.buckets) in self.training

    def evaluates(self, identifier: str) -> bool:
        return bucket(identifier, self.buckets) in self.evaluating

    def treaty_trains(self, bwb_id: str) -> bool:
        return bucket(bwb_id, 10) in self.treaties_training

    def treaty_evaluates(self, bwb_id: str) -> bool:
        return bucket(bwb_id, 10) in self.treaties_evaluating


FINAL = Split(2, frozenset({0}), frozenset({1}), frozenset(range(1, 10)), frozenset({0}))
CHOICE = Split(4, frozenset({2}), frozenset({0}), frozenset(range(2, 10)), frozenset({1}))
SPLITS = {"final": FINAL, "choice": CHOICE}


def runs(text: str) -> list[tuple[str, ...]]:
    """All runs of five words, lower case; a text with fewer words is one run."""
    words = re.findall(r"\w+", text.lower())
    return [tuple(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1))]


def share_in(text: str, known: set[tuple[str, ...]]) -> float:
    """The share of a text's runs, 0 to 1, that are known."""
    own = runs(text)
    return sum(run in known for run in own) / len(own)


def runs_of_all(texts: Iterable[str]) -> set[tuple[str, ...]]:
    return {run for text in texts for run in runs(text)}
