#!/usr/bin/env python3
r"""Measure sentiment lexicons on the SmSA sentences (label by the sign of the summed weights).

A lexicon is NAME=DIR, DIR holding positive.tsv and negative.tsv (header, then `word<TAB>weight`).
Within a file the later row of a word counts; a word in both files counts both weights. Entries of
several words are matched first, the longest at each place, and their words then count no more.

With --label each lexicon is measured a third time, as `sara label` uses it: normalised, filtered
with the stop list, stemmed, single words only, the polarity from the sum.

  measure_smsa.py --smsa DIR --sara BIN --dictionary FILE [--split test] [--label] [--json] \
    NAME=DIR...
"""
import argparse
import csv
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

LABELS = ("positive", "neutral", "negative")


def read_lexicon(directory):
    weights = Counter()
    for name in ("positive.tsv", "negative.tsv"):
        rows = {}
        text = (Path(directory) / name).read_text(encoding="utf-8-sig")
        for line in text.splitlines()[1:]:
            fields = line.split("\t")
            if len(fields) < 2:
                continue
            words = tuple(fields[0].lower().split())
            if words:
                rows[words] = int(fields[1])
        for words, weight in rows.items():
            weights[words] += weight
    return dict(weights)


def read_smsa(path):
    rows = []
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), 1):
        text, _, label = line.rpartition("\t")
        if label not in LABELS:
            sys.exit(f"{path}:{number}: no label")
        rows.append((text, label))
    return rows


def stem(texts, sara, dictionary):
    lines = "\n".join(" ".join(text.split()) or "." for text in texts) + "\n"
    done = subprocess.run([sara, "stem", "--dictionary", dictionary], input=lines,
                          capture_output=True, text=True, encoding="utf-8", check=True)
    out = done.stdout.split("\n")[:-1]
    if len(out) != len(texts):
        sys.exit(f"{len(texts)} sentences in, {len(out)} lines out of the stemmer")
    return out


def tokens(text):
    return re.findall(r"\w+(?:['-]\w+)*", text.lower())


def hits(words, lexicon, longest):
    found, at = [], 0
    while at < len(words):
        for size in range(min(longest, len(words) - at), 0, -1):
            entry = tuple(words[at:at + size])
            if entry in lexicon:
                found.append((" ".join(entry), lexicon[entry]))
                at += size
                break
        else:
            at += 1
    return found


def measure(texts, labels, lexicon):
    longest = max((len(entry) for entry in lexicon), default=1)
    table, covered, hit_count = Counter(), 0, 0
    for text, gold in zip(texts, labels):
        found = hits(tokens(text), lexicon, longest)
        total = sum(weight for _, weight in found)
        covered += bool(found)
        hit_count += len(found)
        table[gold, LABELS[1 - (total > 0) + (total < 0)]] += 1
    return {"entries": len(lexicon), "with_hit": covered / len(texts),
            "hits_per_sentence": hit_count / len(texts), **figures(table)}


def label_with_sara(texts, labels, sara, dictionary, directory):
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.csv", Path(folder) / "out.csv"
        with source.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([("id", "text"), *enumerate(texts)])
        subprocess.run([sara, "label", "--tweets", source, "--id-column", "id", "--text-column",
                        "text", "--minimum-words", "0", "--formula", "sum", "--dictionary",
                        dictionary, "--inset", directory, "--out", target],
                       capture_output=True, check=True)
        with target.open(newline="", encoding="utf-8") as file:
            said = {int(row["id"]): row["sentiment"] for row in csv.DictReader(file)}
    if set(said.values()) - set(LABELS):
        sys.exit(f"labels of sara: {sorted(set(said.values()))}")
    # A row that sara drops has no polarity: neutral.
    table = Counter((gold, said.get(at, "neutral")) for at, gold in enumerate(labels))
    return {"dropped": len(labels) - len(said), **figures(table)}


def figures(table):
    n = sum(table.values())
    f1 = {}
    for label in LABELS:
        right = table[label, label]
        said = sum(table[gold, label] for gold in LABELS)
        gold_n = sum(table[label, guess] for guess in LABELS)
        f1[label] = 2 * right / (said + gold_n) if said + gold_n else 0.0
    polar = [(g, p) for g in ("positive", "negative") for p in LABELS]
    polar_n = sum(table[pair] for pair in polar)
    return {
        "sentences": n,
        "accuracy": sum(table[x, x] for x in LABELS) / n,
        "accuracy_pos_neg": sum(table[x, x] for x in ("positive", "negative")) / polar_n,
        "macro_f1": sum(f1.values()) / len(LABELS),
        "f1": f1,
        "confusion": {gold: {guess: table[gold, guess] for guess in LABELS} for gold in LABELS},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--smsa", required=True, help="folder of {train,valid,test}_preprocess.tsv")
    parser.add_argument("--sara", required=True, help="the sara program")
    parser.add_argument("--dictionary", required=True, help="root list for sara stem")
    parser.add_argument("--split", action="append", choices=("train", "valid", "test"))
    parser.add_argument("--label", action="store_true", help="measure `sara label` as well")
    parser.add_argument("--json", action="store_true", help="print JSON instead of lines")
    parser.add_argument("lexicon", nargs="+", metavar="NAME=DIR")
    args = parser.parse_args()

    report = []
    for split in args.split or ["test"]:
        rows = read_smsa(Path(args.smsa) / f"{split}_preprocess.tsv")
        raw, labels = [text for text, _ in rows], [label for _, label in rows]
        forms = {"stemmed": stem(raw, args.sara, args.dictionary), "raw": raw}
        for spec in args.lexicon:
            name, _, directory = spec.partition("=")
            if not directory:
                parser.error(f"{spec}: want NAME=DIR")
            lexicon = read_lexicon(directory)
            singles = {entry: weight for entry, weight in lexicon.items() if len(entry) == 1}
            for form, texts in forms.items():
                for kind, used in (("all entries", lexicon), ("single words", singles)):
                    result = measure(texts, labels, used)
                    report.append({"split": split, "lexicon": name, "text": form,
                                   "matched": kind, **result})
            if args.label:
                result = label_with_sara(raw, labels, args.sara, args.dictionary, directory)
                report.append({"split": split, "lexicon": name, "text": "sara label",
                               "matched": "single words", "entries": len(singles), **result})
    if args.json:
        json.dump(report, sys.stdout, indent=1)
        print()
        return
    print("split\tlexicon\ttext\tmatched\tentries\twith_hit\thits/sent\taccuracy\tacc_pos_neg"
          "\tmacro_f1\tf1 pos/neu/neg")
    for r in report:
        print(r["split"], r["lexicon"], r["text"], r["matched"], r["entries"],
              *(format(r[k], f) if k in r else "-"
                for k, f in (("with_hit", ".3f"), ("hits_per_sentence", ".2f"))),
              f"{r['accuracy']:.4f}",
              f"{r['accuracy_pos_neg']:.4f}", f"{r['macro_f1']:.4f}",
              "/".join(f"{r['f1'][label]:.3f}" for label in LABELS), sep="\t")


if __name__ == "__main__":
    main()
