"""Themes of many vectors beside UMAP + HDBSCAN as BERTopic runs them, on the same vectors in the same run.

    cargo build --release -p theme --example scale
    python tests/benchmarks/themes_scale.py [--n 100000] [--vectors FILE.npy --groups FILE.txt] [--scale PROGRAM] [--peer-minutes 25]

Vectors, where none are given: 200 planted groups of unequal size in 20 fields, 384 dimensions; each group has a spread of
its own in 20 directions, and all share noise with a falling spectrum (the nearest other row has cosine .66 in the mean, and
the intrinsic dimension by maximum likelihood is 30; 100,000 CPC titles by MiniLM: .77 and 17). Ours: neighbours, graph,
Leiden (four starts) and labels, then the map; the peer: UMAP to five dimensions with 15 neighbours by cosine, no seed so that
it runs in parallel, and HDBSCAN with groups of ten or more; compiled by numba before the clock starts. Adjusted mutual
information (AMI) to the planted groups, outliers as a group of their own.
"""

import argparse
import multiprocessing
import resource
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

FIELDS, THEMES, DIMENSION, DIRECTIONS = 20, 10, 384, 20


def planted(n: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    fields = random.standard_normal((FIELDS, 1, DIMENSION))
    centres = (fields + 0.9 * random.standard_normal((FIELDS, THEMES, DIMENSION))).reshape(-1, DIMENSION)
    sizes = random.lognormal(0, 0.7, len(centres))
    groups = random.choice(len(centres), size=n, p=sizes / sizes.sum())
    spectrum = (1 + np.arange(DIMENSION)) ** -0.5
    spectrum /= np.sqrt((spectrum**2).mean())
    turned, _ = np.linalg.qr(random.standard_normal((DIMENSION, DIMENSION)))
    spread = random.standard_normal((len(centres), DIRECTIONS, DIMENSION)) / np.sqrt(DIRECTIONS)
    rows = np.empty((n, DIMENSION), np.float32)
    for first in range(0, n, 10_000):
        own = groups[first : first + 10_000]
        within = np.einsum("nk,nkd->nd", random.standard_normal((len(own), DIRECTIONS)), spread[own])
        noise = (random.standard_normal((len(own), DIMENSION)) * spectrum) @ turned
        part = centres[own] + within + 1.2 * noise
        rows[first : first + 10_000] = part / np.linalg.norm(part, axis=1, keepdims=True)
    return rows, groups


def ours(program: str, vectors: Path, groups: Path, found: Path) -> dict[str, float]:
    lines = subprocess.run([program, vectors, groups, found], check=True, capture_output=True, text=True).stdout
    return {name: float(value) for name, value in (line.split() for line in lines.splitlines())}


def peer(vectors: Path, found: Path) -> None:
    import hdbscan
    import umap

    rows = np.load(vectors)
    settings = dict(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", low_memory=False)
    umap.UMAP(**settings).fit_transform(rows[:500])
    start = time.perf_counter()
    low = umap.UMAP(**settings).fit_transform(rows)
    reduced = time.perf_counter()
    groups = hdbscan.HDBSCAN(min_cluster_size=10, cluster_selection_method="eom", prediction_data=True).fit_predict(low)
    seconds = (reduced - start, time.perf_counter() - reduced)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    np.savez(found, groups=groups, seconds=seconds, peak=peak)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--n", type=int, default=100_000)
    arguments.add_argument("--vectors", type=Path)
    arguments.add_argument("--groups", type=Path)
    arguments.add_argument("--scale", default="target/release/examples/scale")
    arguments.add_argument("--peer-minutes", type=float, default=25)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compare(chosen, Path(folder))


def compare(chosen: argparse.Namespace, folder: Path) -> None:
    from sklearn.metrics import adjusted_mutual_info_score as ami

    vectors, groups = chosen.vectors, chosen.groups
    if vectors is None:
        vectors, groups = folder / "vectors.npy", folder / "groups.txt"
        rows, numbers = planted(chosen.n)
        np.save(vectors, rows)
        groups.write_text("\n".join(map(str, numbers)))
    truth = groups.read_text().split("\n")
    own = ours(chosen.scale, vectors, groups, folder / "ours.txt")
    themes = own["neighbours"] + own["graph"] + own["communities"] + own["labels"]
    parts = ", ".join(f"{name} {own[name]:.1f}" for name in ("neighbours", "graph", "communities", "labels", "map"))
    print(f"{len(truth):,} documents")
    print(f"ours  {themes:6.1f} s, with the map {themes + own['map']:6.1f} s ({parts}); recall {own['recall']:.3f}, "
          f"{own['n_communities']:.0f} groups, AMI {ami(truth, (folder / 'ours.txt').read_text().split()):.3f}, "
          f"peak {own['peak_mb']:.0f} MB, map trustworthiness {own['trustworthiness']:.3f}, "
          f"neighbours kept {own['neighbours_kept']:.3f}", flush=True)
    found = folder / "peer.npz"
    process = multiprocessing.get_context("spawn").Process(target=peer, args=(vectors, found))
    process.start()
    process.join(60 * chosen.peer_minutes)
    if process.is_alive():
        process.kill()
        print(f"peer  did not end in {chosen.peer_minutes:g} minutes: more than {60 * chosen.peer_minutes / themes:.1f} times as long")
        return
    result = np.load(found)
    seconds = result["seconds"].sum()
    print(f"peer  {seconds:6.1f} s (UMAP {result['seconds'][0]:.1f}, HDBSCAN {result['seconds'][1]:.1f}); "
          f"{result['groups'].max() + 1} groups, {(result['groups'] < 0).mean():.1%} outliers, AMI {ami(truth, result['groups']):.3f}, "
          f"peak {result['peak']:.0f} MB")
    print(f"ratio {seconds / themes:.1f}, with the map {seconds / (themes + own['map']):.1f}")


if __name__ == "__main__":
    main()
