"""Draws the pairs of document and ecosystem that readers judge blind.

From a finished run: 100 attributed pairs at random, and 40 pairs that were not attributed (a random document with an
ecosystem that another document of the sample has) so that a reader cannot know the program's answer. Two shuffled sheets
are written, one a reader, with the text and the ecosystem's card and nothing else.

    python tests/judgements/sample.py RUN CATALOGUE_FOLDER OUT_PREFIX
"""

import json
import random
import sys
import tomllib
from pathlib import Path

import pyarrow.parquet as pq

ATTRIBUTED, OTHERS, SEED = 100, 40, 20261121


def card(path: Path) -> tuple[str, dict]:
    ecosystem = tomllib.loads(path.read_text())
    delineation = ecosystem.get("delineation", {})
    shown = {"label": ecosystem["label"], "focus": ecosystem["focus"]}
    shown |= {field: delineation.get(field, "") for field in ("included", "not_included")}
    return ecosystem["id"], shown


def main() -> None:
    run, catalogue, prefix = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    chance = random.Random(SEED)
    documents = {row["document_id"]: row for row in pq.read_table(run / "documents.parquet").to_pylist()}
    rows = pq.read_table(run / "attributions.parquet").to_pylist()
    known = {(row["document_id"], row["ecosystem_id"]) for row in rows}
    pairs = chance.sample(sorted((row["document_id"], row["ecosystem_id"]) for row in rows if row["share"] > 0), ATTRIBUTED)
    others = set()
    while len(others) < OTHERS:
        pair = chance.choice(sorted(documents)), chance.choice(pairs)[1]
        if pair not in known:
            others.add(pair)
    cards = dict(card(path) for path in sorted(catalogue.glob("*.toml")))
    for reader in ("a", "b"):
        sheet = sorted(pairs) + sorted(others)
        chance.shuffle(sheet)
        with open(f"{prefix}-{reader}.jsonl", "w") as out:
            for number, (document, ecosystem) in enumerate(sheet, 1):
                row = documents[document]
                item = {"item": number, "document_id": document, "ecosystem": ecosystem, "card": cards[ecosystem]}
                out.write(json.dumps(item | {"title": row["title"], "text": row["text"]}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
