#!/usr/bin/env python3
"""Seconds of each stage of `sara study` on a file of tweets repeated with variation.

    cargo build --release -p sara-cli
    python benches/study.py --sara target/release/sara --tweets re_dataset.csv --column Tweet --encoding latin-1
        [--rows 103180] [-- FLAGS OF sara study]

The rows of the file follow each other again and again until there are as many as asked; from the second round on each has one
word put in, drawn with a fixed seed, and all have a day of 2023. Everything is made in a temporary folder and removed. Prints
the laps of `timings.json`, those that need no encoder added up, and the largest resident memory. Linux and macOS; only
Python's own modules are used.
"""
import argparse
import csv
import datetime
import json
import os
import pathlib
import random
import sys
import tempfile

SEED = 42
WORDS = ["banget", "sekali", "memang", "katanya", "begitu", "masih", "terus", "juga"]
# The laps of a study in which an encoder is used.
WITH_ENCODER = ["embed", "support vector machine", "fine-tune", "misread rows"]


def write_rows(path, texts, count):
    """`count` rows of id, date and tweet."""
    drawn = random.Random(SEED)
    first = datetime.date(2023, 1, 1)
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["id", "date", "tweet"])
        for row in range(count):
            words = texts[row % len(texts)].split(" ")
            if row >= len(texts):
                words.insert(drawn.randrange(len(words) + 1), drawn.choice(WORDS))
            day = first + datetime.timedelta(days=row % 365)
            out.writerow([row + 1, day.isoformat(), " ".join(words)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sara", required=True, type=pathlib.Path)
    parser.add_argument("--tweets", required=True, type=pathlib.Path)
    parser.add_argument("--column", required=True)
    parser.add_argument("--encoding", default="utf-8")
    parser.add_argument("--rows", type=int, default=103_180)
    parser.add_argument("flags", nargs="*", help="passed on to sara study, after --")
    given = parser.parse_args()

    with open(given.tweets, newline="", encoding=given.encoding) as file:
        texts = [row[given.column] for row in csv.DictReader(file)]
    with tempfile.TemporaryDirectory() as folder:
        tweets, study = (os.path.join(folder, name) for name in ("tweets.csv", "study"))
        write_rows(tweets, texts, given.rows)
        run = [given.sara, "study", "--tweets", tweets, "--text-column", "tweet", "--no-store", "--out", study, *given.flags]
        child = os.posix_spawn(given.sara, [str(word) for word in run], os.environ)
        _, status, used = os.wait4(child, 0)
        if status != 0:
            sys.exit(f"sara study ended with {os.waitstatus_to_exitcode(status)}")
        with open(os.path.join(study, "timings.json"), encoding="utf-8") as file:
            laps = {name: lap for name, lap in json.load(file).items() if name != "stages"}
    for name, seconds in laps.items():
        print(f"{name:24} {seconds:9.2f} s")
    without = sum(seconds for name, seconds in laps.items() if name not in WITH_ENCODER)
    peak = used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    print(f"{'without an encoder':24} {without:9.2f} s, {given.rows} rows; peak {peak:.0f} MiB; processor {used.ru_utime + used.ru_stime:.0f} s")


if __name__ == "__main__":
    main()
