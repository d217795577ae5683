"""The peer of the bench: InSet in a Python dict, as most public code reads it.

    python score_peer.py positive.tsv negative.tsv rows.txt answers.txt

Writes the polarity of each row (sum / 5n) and prints the median, least and greatest seconds of
seven passes over rows that are split already.
"""

import statistics
import sys
import time

RUNS = 7


def weights_of(paths):
    weights = {}
    for path in paths:
        found = {}
        with open(path, encoding="utf-8-sig", newline="") as lines:
            for line in lines:
                word, weight = line.rstrip("\r\n").split("\t")
                if word != "word":
                    found[word] = int(weight)
        for word, weight in found.items():
            weights[word] = weights.get(word, 0) + weight
    return weights


def score(weights, tokens):
    total = 0
    for token in tokens:
        total += weights.get(token, 0)
    return total / (5 * len(tokens)) if tokens else 0.0


def main():
    positive, negative, rows_path, answers_path = sys.argv[1:]
    weights = weights_of([positive, negative])
    with open(rows_path, encoding="utf-8") as lines:
        rows = [line.split() for line in lines]
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        answers = [score(weights, row) for row in rows]
        seconds.append(time.perf_counter() - start)
    with open(answers_path, "w", encoding="utf-8") as out:
        out.writelines(f"{answer!r}\n" for answer in answers)
    print(statistics.median(seconds), min(seconds), max(seconds))


main()
