#!/usr/bin/env python3
"""Times `sara` beside its peers, both sides in one run, in turn, and prints Markdown tables.

    python compare.py --sara target/release/sara --dictionary kata-dasar.txt --tweets tweets.csv --column Tweet \
        [--encoding latin-1] [--model DIR --prefix TEXT] [--runs 5]

`sara` is timed as a whole process: start, reading, work, writing. A peer is timed for the work alone, inside Python, after its
imports and after its model or dictionary is loaded. Threads: one each for stemming and the support vector machine, two each for the
encoder. The median of the runs is printed with their range, and the ratio of the medians.

Peers: PySastrawi 1.2.1, scikit-learn 1.9.1, torch 2.15.0 with transformers 5.23.0 (the last two for --model only).
"""

import argparse
import csv
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

os.environ.setdefault("OMP_NUM_THREADS", "2")

import numpy as np


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def row(name, unit, count, ours, peer, runs):
    """Runs both sides in turn and prints a line of the table."""
    times = ([], [])
    for _ in range(runs):
        times[0].append(seconds(ours))
        times[1].append(seconds(peer))
    shown = []
    for side in times:
        middle = statistics.median(side)
        shown.append(f"{count / middle:,.0f} {unit}/s ({min(side):.2f} to {max(side):.2f} s)" if unit
                     else f"{middle:.2f} s ({min(side):.2f} to {max(side):.2f} s)")
    ratio = statistics.median(times[1]) / statistics.median(times[0])
    print(f"| {name} | {shown[0]} | {shown[1]} | {ratio:.2f} |", flush=True)


def stemming(options, texts, folder):
    from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary
    from Sastrawi.Stemmer.Stemmer import Stemmer

    types = sorted({word for text in texts for word in re.sub(r"[^a-z0-9 -]", " ", text.lower()).split()})
    words = folder / "types.txt"
    words.write_text("\n".join(types) + "\n")
    roots = pathlib.Path(options.dictionary).read_text(encoding="utf-8").split("\n")
    peer = Stemmer(ArrayDictionary(roots))

    def ours():
        with open(words, "rb") as source:
            subprocess.run([options.sara, "stem", "--dictionary", options.dictionary], stdin=source,
                           stdout=subprocess.DEVNULL, check=True)

    row(f"stemming {len(types):,} word types; PySastrawi", "types", len(types), ours,
        lambda: [peer.stem(word) for word in types], options.runs)


def support_vectors(options, folder):
    from sklearn.svm import SVC

    random = np.random.default_rng(1)
    labels = np.arange(2_000) % 3
    for apart in (0.1, 0.02):
        x = (random.standard_normal((2_000, 768)) + apart * labels[:, None]).astype(np.float32)
        np.save(folder / "x.npy", x)
        np.save(folder / "y.npy", labels)

        def ours():
            subprocess.run([options.sara, "svm", "train", "--features", folder / "x.npy", "--labels", folder / "y.npy",
                            "--c", "3", "--gamma", "0.1", "--degree", "1", "--tol", "1e-3", "--model", folder / "m"],
                           stdout=subprocess.DEVNULL, check=True)

        peer = SVC(kernel="poly", C=3, gamma=0.1, degree=1, coef0=0, tol=1e-3, cache_size=1_000)
        row(f"SVM, 2,000 x 768, three classes {apart} apart; scikit-learn SVC", "", 0, ours, lambda: peer.fit(x, labels),
            options.runs)


def same_optimum(options, folder):
    """How far `sara` at tolerance 1e-5 ends above scikit-learn at 1e-6, and how many predictions are equal."""
    from sklearn.svm import SVC

    random = np.random.default_rng(1)
    labels = np.arange(2_000) % 3
    print("\n| apart | dual objective above the peer's, relative, largest of three pairs | equal predictions |\n|---|---|---|")
    for apart in (0.1, 0.02, 0.0):
        x = (random.standard_normal((2_000, 768)) + apart * labels[:, None]).astype(np.float32)
        np.save(folder / "x.npy", x)
        np.save(folder / "y.npy", labels)
        trained = subprocess.run([options.sara, "svm", "train", "--features", folder / "x.npy", "--labels", folder / "y.npy",
                                  "--c", "3", "--gamma", "0.1", "--degree", "1", "--tol", "1e-5", "--model", folder / "m",
                                  "--json"], stdout=subprocess.PIPE, check=True)
        subprocess.run([options.sara, "svm", "predict", "--features", folder / "x.npy", "--model", folder / "m", "--out",
                        folder / "p.npy"], stderr=subprocess.DEVNULL, check=True)
        x = x.astype(np.float64)
        peer = SVC(kernel="poly", C=3, gamma=0.1, degree=1, coef0=0, tol=1e-6, cache_size=1_000).fit(x, labels)
        starts = np.concatenate([[0], np.cumsum(peer.n_support_)])
        worst = -np.inf
        for pair in json.loads(trained.stdout)["pairs"]:
            # scikit-learn keeps the coefficients of pair (i, j) in row j - 1 for the vectors of i, in row i for those of j.
            i, j = pair["classes"]
            rows_i, rows_j = slice(starts[i], starts[i + 1]), slice(starts[j], starts[j + 1])
            alpha = np.concatenate([peer.dual_coef_[j - 1, rows_i], peer.dual_coef_[i, rows_j]])
            vectors = np.concatenate([peer.support_vectors_[rows_i], peer.support_vectors_[rows_j]])
            objective = 0.05 * np.square(alpha @ vectors).sum() - np.abs(alpha).sum()
            worst = max(worst, (pair["objective"] - objective) / abs(objective))
        equal = (np.load(folder / "p.npy") == peer.predict(x)).mean()
        print(f"| {apart} | {worst:.1e} | {equal:.2%} |", flush=True)


def encoder(options, texts, folder):
    import torch
    from transformers import AutoTokenizer, BertModel

    torch.set_num_threads(2)
    texts = [" ".join(text.split()) for text in texts[:512]]
    lines = folder / "texts.txt"
    lines.write_text("\n".join(texts) + "\n", encoding="utf-8")
    tokenizer = AutoTokenizer.from_pretrained(options.model)
    model = BertModel.from_pretrained(options.model, add_pooling_layer=False).eval()

    def ours():
        subprocess.run([options.sara, "embed", "--model", options.model, "--text", lines, "--prefix", options.prefix,
                        "--threads", "2", "--out", folder / "e.npy"], stderr=subprocess.DEVNULL, check=True)

    def peer(order):
        with torch.inference_mode():
            for start in range(0, len(order), 32):
                batch = tokenizer([options.prefix + text for text in order[start:start + 32]], padding=True, truncation=True,
                                  max_length=128, return_tensors="pt", return_token_type_ids=False)
                output = model(**batch).last_hidden_state
                mask = batch["attention_mask"].unsqueeze(-1)
                ((output * mask).sum(1) / mask.sum(1)).numpy()

    row("embedding 512 tweets; transformers, batches in file order", "tweets", len(texts), ours, lambda: peer(texts), options.runs)
    by_length = sorted(texts, key=len, reverse=True)
    row("embedding 512 tweets; transformers, sorted by length by hand", "tweets", len(texts), ours, lambda: peer(by_length),
        options.runs)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("sara", "dictionary", "tweets", "column"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--encoding", default="utf-8")
    parser.add_argument("--model")
    parser.add_argument("--prefix", default="")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    options.sara = str(pathlib.Path(options.sara).resolve())
    with open(options.tweets, encoding=options.encoding, newline="") as source:
        texts = [record[options.column] for record in csv.DictReader(source)]
    print("| work; peer | sara, whole process | peer, work alone | peer / sara |")
    print("|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        stemming(options, texts, folder)
        support_vectors(options, folder)
        if options.model:
            encoder(options, texts, folder)
        same_optimum(options, folder)


if __name__ == "__main__":
    sys.exit(main())
