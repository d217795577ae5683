#!/usr/bin/env python3
"""How often the lexicon's sign is right on SmSA with each set of stemming rules, as `sara label` counts it.

    python compare_rules.py --sara target/release/sara --smsa train_preprocess.tsv --dictionary kata-dasar.txt [--inset InSet]
"""
import argparse
import csv
import pathlib
import subprocess
import tempfile


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--sara", required=True)
    arguments.add_argument("--smsa", required=True)
    arguments.add_argument("--dictionary", required=True)
    arguments.add_argument("--inset", help="without it: the starter lexicon")
    options = arguments.parse_args()
    rows = [line.rsplit("\t", 1) for line in pathlib.Path(options.smsa).read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        tweets, labels = pathlib.Path(folder, "tweets.csv"), pathlib.Path(folder, "labels.csv")
        with open(tweets, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["text", "gold"], *rows])
        for rules in ("sastrawi", "extended"):
            command = [options.sara, "label", "--tweets", tweets, "--text-column", "text", "--out", labels, "--rules", rules,
                       "--dictionary", options.dictionary]
            subprocess.run(command + (["--inset", options.inset] if options.inset else []), check=True, capture_output=True)
            with open(labels, encoding="utf-8", newline="") as file:
                found = [row["sentiment"] for row in csv.DictReader(file)]
            kept = [(gold, sign) for (_, gold), sign in zip(rows, found, strict=True) if sign]
            print(f"{rules}: {100 * sum(gold == sign for gold, sign in kept) / len(kept):.1f}% of {len(kept)}")


if __name__ == "__main__":
    main()
