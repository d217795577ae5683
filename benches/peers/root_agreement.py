#!/usr/bin/env python3
"""On how many tokens of tweets two root lists give the same stem by Sastrawi's rules, for each half of the tweets.

    python root_agreement.py --sara target/release/sara --dictionary kata-dasar.txt --tweets re_dataset.csv

The starter roots of `sara` stand on the other side. The halves are those of the gold list: a if the first byte of the tweet's SHA-256
is even. The starter roots were tuned on half a.
"""
import argparse
import collections
import csv
import hashlib
import re
import subprocess


def stems(sara, types, *options):
    done = subprocess.run([sara, "stem", *options], input="\n".join(types) + "\n", capture_output=True, text=True, check=True)
    return dict(zip(types, done.stdout.splitlines(), strict=True))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--sara", required=True)
    arguments.add_argument("--dictionary", required=True)
    arguments.add_argument("--tweets", required=True, help="latin-1, with a column Tweet")
    options = arguments.parse_args()
    count = {"a": collections.Counter(), "b": collections.Counter()}
    with open(options.tweets, encoding="latin-1", newline="") as file:
        for row in csv.DictReader(file):
            half = "ab"[hashlib.sha256(row["Tweet"].encode()).digest()[0] % 2]
            text = re.sub(r"\\x[0-9a-f]{2}|\\n", " ", row["Tweet"])
            count[half].update(re.sub(r"[^a-z0-9 -]", " ", text.lower()).split())
    types = sorted(set(count["a"]) | set(count["b"]))
    ours, theirs = stems(options.sara, types), stems(options.sara, types, "--dictionary", options.dictionary)
    for half, words in count.items():
        same = sum(times for word, times in words.items() if ours[word] == theirs[word])
        print(f"half {half}: {100 * same / words.total():.2f}% of {words.total()} tokens")


if __name__ == "__main__":
    main()
