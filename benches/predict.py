#!/usr/bin/env python3
"""Rows a second and peak memory of `sara predict` on files of made rows.

    cargo build --release -p sara-cli
    python benches/predict.py --sara target/release/sara [--rows 10000,100000,1000000] [--models bert,svm,both]
        [--study DIR] [--out csv,parquet] [--threads N] [--window ROWS]

Without --study, the sample study is run first (the tiny encoder, some 25 s). Rows are the sample tweets that come with the
program, each with two words changed, drawn with a fixed seed. Everything is made in a temporary folder and removed. Linux
and macOS; a second is a second of the wall, loading of the models included. Only Python's own modules are used.
"""
import argparse
import csv
import os
import pathlib
import random
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "crates" / "sara-pipeline" / "data" / "sample-tweets.csv"
SEED = 42


def sample_texts():
    """The texts of the sample, as lists of words."""
    with open(SAMPLE, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    column = next(name for name in rows[0] if name.lower() in ("text", "tweet", "full_text"))
    return [row[column].split() for row in rows]


def write_rows(path, count):
    """`count` rows: a text of the sample, one word replaced and one put in, both from other texts."""
    drawn = random.Random(SEED)
    texts = sample_texts()
    words = sorted({word for text in texts for word in text})
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["id", "text"])
        for row in range(count):
            text = list(texts[row % len(texts)])
            text[drawn.randrange(len(text))] = drawn.choice(words)
            text.insert(drawn.randrange(len(text) + 1), drawn.choice(words))
            out.writerow([row, " ".join(text)])


def run(arguments, folder):
    """Seconds, seconds of all cores and the largest resident memory in MiB of a command that must end well."""
    with open(folder / "said.txt", "wb") as said:
        started = time.monotonic()
        process = os.posix_spawn(arguments[0], arguments, os.environ, file_actions=[
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_DUP2, said.fileno(), 2),
        ])
        _, status, usage = os.wait4(process, 0)
        seconds = time.monotonic() - started
    if status != 0:
        sys.exit((folder / "said.txt").read_text(errors="replace"))
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sara", type=lambda path: str(pathlib.Path(path).resolve()), required=True)
    parser.add_argument("--study", type=lambda path: pathlib.Path(path).resolve())
    parser.add_argument("--rows", default="10000,100000,1000000")
    parser.add_argument("--models", default="bert,svm,both")
    parser.add_argument("--out", default="csv")
    parser.add_argument("--threads")
    parser.add_argument("--window")
    chosen = parser.parse_args()

    with tempfile.TemporaryDirectory() as home:
        home = pathlib.Path(home)
        study = chosen.study or home / "study"
        if chosen.study is None:
            seconds, *_ = run([chosen.sara, "study", "--out", str(study)], home)
            print(f"sample study: {seconds:.1f} s", flush=True)
        models = {
            "bert": ["--bert", str(study / "models" / "bert")],
            "svm": ["--svm", str(study / "models" / "svm.model")],
            "both": ["--study", str(study)],
        }
        print("| rows | input, MB | model | output, MB | s | s of all cores | rows/s | peak, MiB |\n|---|---|---|---|---|---|---|---|")
        for rows in map(int, chosen.rows.split(",")):
            tweets = home / "tweets.csv"
            write_rows(tweets, rows)
            for model in chosen.models.split(","):
                for ending in chosen.out.split(","):
                    out = home / f"predictions.{ending}"
                    arguments = [chosen.sara, "predict", *models[model], "--tweets", str(tweets), "--out", str(out)]
                    for name in ("threads", "window"):
                        value = getattr(chosen, name)
                        arguments += [f"--{name}", value] if value else []
                    seconds, cores, peak = run(arguments, home)
                    size = out.stat().st_size / 1e6
                    print(f"| {rows:,} | {tweets.stat().st_size / 1e6:.1f} | {model} | {ending} {size:.1f} | {seconds:.1f} | {cores:.1f} "
                          f"| {rows / seconds:,.0f} | {peak:.0f} |", flush=True)
                    out.unlink()


if __name__ == "__main__":
    main()
