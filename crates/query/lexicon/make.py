"""Makes the lexicon of the splitter: `python make.py counts.tsv > ../src/compound/lexicon.txt`.

Words are taken from short to long. One that the words before it compose is a compound and is left out, unless whole.txt
names it; every other word is simple and is kept. With `--cuts` it prints the compounds and how they are cut instead, to
be read by a person, whose judgement goes into whole.txt, parts.txt and stop.txt. The README.md tells what digits say.
"""

import re
import sys
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).parent
LINKS = {"": 0, "s": 1, "en": 1, "e": 2, "n": 2}
WRITTEN, SHORTEST, SHORTEST_COUNTED, PART_COUNT = 9, 3, 4, 8
LONG, LONG_COUNT = 6, 4
ENDINGS = ["", "s", "en", "n", "e", "er", "ere", "ste", "d", "de", "den", "t", "te", "ten", "heid", "heden"]

# One syllable with a short vowel, whose consonant doubles before an ending, but for those whose vowel becomes long; and
# a long vowel that is written once before an ending.
SHORT_VOWEL = re.compile(r"^[^aeiouy]*[aeiou][^aeiouyw]$")
SINGLE = set("bad blad dag dak dal gat glas graf hof lot pad slot spel vat verbod weg".split())
LONG_VOWEL = re.compile(r"(aa|ee|oo|uu)[^aeiouy]$")


def listed(name):
    """The words of a hand-written list."""
    lines = (HERE / name).read_text().splitlines()
    return {word for line in lines if not line.startswith("#") for word in line.split()}


def rank(word, count, stop):
    """0: never a part; 1 to 8: a part, the more frequent the higher."""
    if word in stop or len(word) < SHORTEST_COUNTED or count < (LONG_COUNT if len(word) >= LONG else PART_COUNT):
        return 0
    return min(8, max(1, (count.bit_length() - 2) // 2))


def is_simple(word, ranks):
    """A known word, or one with an ending behind it."""
    return any(word.endswith(ending) and word[: len(word) - len(ending)] in ranks for ending in ENDINGS)


def cut(word, ranks):
    """The fewest parts, then the surest: [(part, link)], or None."""
    if is_simple(word, ranks):
        return None

    def rank_of(part):
        """How sure it is as a part, and whether another must follow it."""
        return (ranks[part], False) if part in ranks else (ranks.get(part + "-", 0), True)

    @lru_cache(None)
    def from_(at):
        if at == len(word):
            return (0, 0, ())
        best = None
        for end in range(at + SHORTEST, len(word) + 1):
            sure, follows = rank_of(word[at:end])
            for link, cost in LINKS.items() if sure else ():
                after = end + len(link)
                if word[end:after] != link or link == "n" and word[end - 1] != "e":
                    continue
                rest = from_(after) if after < len(word) or not follows else None
                if rest is not None:
                    found = (rest[0] + 1, rest[1] + WRITTEN - sure + cost, ((word[at:end], link), *rest[2]))
                    best = min(best, found) if best else found
        return best

    best = from_(0)
    return best[2] if best and best[0] > 1 else None


def inflections(parts, counts):
    """The attested forms of the written parts and what they are forms of: pompen, wegen, huizen."""
    for word in sorted(parts):
        doubles = SHORT_VOWEL.search(word) and word not in SINGLE
        base = word + word[-1] if doubles else word
        if LONG_VOWEL.search(word):
            base = word[:-2] + word[-1]
        bases = {base, base[:-1] + {"f": "v", "s": "z"}.get(base[-1], base[-1])}
        endings = ("en", "e") if word[-1] != "e" else ("n",) * (len(word) > 3)
        forms = (base + ending for base in bases for ending in endings)
        yield from ((form, word) for form in sorted(forms) if counts.get(form, 0) >= 3 and form != word)


def main(counted, show_cuts):
    counts = {word: int(count) for word, count in (line.split("\t") for line in open(counted))}
    parts, stop, whole = listed("parts.txt"), listed("stop.txt"), listed("whole.txt")
    ranks = {word: WRITTEN for word in parts}
    before_others = {word[:-1] for word in parts if word[-1] == "-"}
    of = {}
    for form, word in inflections((word for word in parts if word[-1] != "-"), counts):
        if form not in stop | before_others:
            ranks.setdefault(form, WRITTEN)
            of.setdefault(form, word)
    for word in (stop | whole) - before_others:
        ranks.setdefault(word, rank(word, counts.get(word, PART_COUNT), stop))
    compounds = {}
    for word in sorted(counts.keys() - ranks.keys() - before_others, key=lambda word: (len(word), word)):
        if word[-1] == "s" and ranks.get(word[:-1], 0) > 0:
            continue  # A linking sound, or an inflected form, of a known word.
        found = cut(word, ranks) if len(word) >= 2 * SHORTEST else None
        if found:
            compounds[word] = found
        else:
            ranks[word] = rank(word, counts[word], stop)
    if show_cuts:
        for word, found in compounds.items():
            sure = min(ranks.get(part, WRITTEN) for part, _ in found)
            parted = "|".join(part + (f"({link})" if link else "") for part, link in found)
            print(counts[word], word, parted, sure, sep="\t")
        return
    # A word that is never a part and would not be cut anyway says nothing.
    for word, digit in sorted(ranks.items()):
        del ranks[word]
        if digit or word in whole or cut(word, ranks):
            print(word, digit, *([of[word]] if word in of else []))
            ranks[word] = digit


if __name__ == "__main__":
    main(sys.argv[1], "--cuts" in sys.argv)
