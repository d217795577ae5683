#!/usr/bin/env python3
"""Fine-tunes an encoder on SmSA with `sara bert train` and with transformers, in the same setting, and fits the study's
support vector machine on the frozen encoder's embeddings.

    python finetune.py --sara target/release/sara --model multilingual-e5-small --smsa indonlu-smsa --out runs

SMSA is the folder with SmSA's `train_preprocess.tsv`, `valid_preprocess.tsv` and `test_preprocess.tsv` (IndoNLU). What is
finished stands in RUNS and is not done again, so the command may be stopped and given once more; a training that `sara`
began goes on. Versions: torch 2.15.0, transformers 5.23.0, numpy 2.3.

Both sides: the same 4,000 training rows, AdamW (decay 0.01 but for biases and LayerNorms), linear warm-up over a tenth of
the steps and linear decay, gradients clipped at norm 1, dropout as in the model's configuration, every seed its own head,
order of rows and dropout. The two draw different numbers from a seed, so only means over seeds can be compared.
"""
import argparse
import csv
import json
import math
import os
import pathlib
import random
import subprocess
import sys

LABELS = ["negative", "neutral", "positive"]
CUT_SEED = 42


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--sara", required=True, type=pathlib.Path)
    parser.add_argument("--model", required=True, type=pathlib.Path)
    parser.add_argument("--smsa", required=True, type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=4000)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--max-length", type=int, default=64)
    parser.add_argument("--prefix", default="query: ")
    parser.add_argument("--seeds", type=int, nargs="+", default=[42, 43, 44])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", choices=["ours", "theirs", "svm", "report"])
    return parser.parse_args()


def main():
    options = arguments()
    options.out.mkdir(parents=True, exist_ok=True)
    refuse_other_settings(options)
    parts = cut(options)
    wanted = lambda part: options.only in (None, part)
    for seed in options.seeds:
        if wanted("ours"):
            once(options, f"ours-{seed}", lambda: ours(options, parts, seed))
        if wanted("theirs"):
            once(options, f"theirs-{seed}", lambda: theirs(options, parts, seed))
    if wanted("svm"):
        once(options, "svm", lambda: machine(options, parts))
    if wanted("report"):
        report(options, parts)


def refuse_other_settings(options):
    """What stands in the folder must be of the same setting."""
    setting = {name: getattr(options, name) for name in ("rows", "epochs", "batch", "rate", "max_length", "prefix")}
    path = options.out / "setting"
    if path.exists() and json.loads(path.read_text()) != setting:
        sys.exit(f"{path}: expected {json.dumps(setting)}, got {path.read_text()}")
    path.write_text(json.dumps(setting))


def once(options, name, work):
    """Does `work` unless its result stands on the disk."""
    path = options.out / f"{name}.json"
    if not path.exists():
        result = work()
        path.with_suffix(".partial").write_text(json.dumps(result))
        path.with_suffix(".partial").rename(path)


def cut(options):
    """The rows of each part, which are also written as CSV files for `sara`."""
    parts = {}
    for part in ("train", "valid", "test"):
        lines = (options.smsa / f"{part}_preprocess.tsv").read_text(encoding="utf-8").split("\n")
        rows = [tuple(line.split("\t")) for line in lines if "\t" in line]
        if part == "train":
            random.Random(CUT_SEED).shuffle(rows)
            rows = rows[:options.rows]
        parts[part] = rows
        with open(options.out / f"{part}.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["text", "label"])
            writer.writerows(rows)
        # A text is a line for `sara bert predict`.
        texts = "".join(" ".join(text.split()) + "\n" for text, _ in rows)
        (options.out / f"{part}.txt").write_text(texts, encoding="utf-8")
    return parts


def sara(options, *words):
    done = subprocess.run([options.sara, *map(str, words)], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout


def ours(options, parts, seed):
    folder, metrics = options.out / f"ours-{seed}", options.out / f"ours-{seed}.jsonl"
    encoder = ["--prefix", options.prefix, "--max-length", options.max_length, "--threads", options.threads]
    if not folder.exists():
        sara(options, "bert", "train", "--model", options.model, "--train", options.out / "train.csv",
             "--valid", options.out / "valid.csv", "--batch-size", options.batch, "--epochs", options.epochs,
             "--learning-rate", options.rate, "--seed", seed, "--resume", "--checkpoint-every", 100,
             "--metrics", metrics, "--out", folder, *encoder)
    lines = [json.loads(line) for line in metrics.read_text().splitlines()]
    answers = sara(options, "bert", "predict", "--model", folder, "--text", options.out / "test.txt", "--json", *encoder)
    return {
        "steps": [line["loss"] for line in lines if line["event"] == "step"],
        "valid": [line["valid_accuracy"] for line in lines if line["event"] == "epoch"],
        "test": [json.loads(line)["label"] for line in answers.splitlines()],
    }


def theirs(options, parts, seed):
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer, get_linear_schedule_with_warmup

    torch.set_num_threads(options.threads)
    torch.manual_seed(seed)
    tokenizer = AutoTokenizer.from_pretrained(options.model)
    model = AutoModelForSequenceClassification.from_pretrained(options.model, num_labels=len(LABELS), dtype=torch.float32)

    def encoded(part):
        texts = [options.prefix + text for text, _ in parts[part]]
        ids = tokenizer(texts, truncation=True, max_length=options.max_length)["input_ids"]
        return list(zip(ids, [LABELS.index(label) for _, label in parts[part]]))

    def padded(rows):
        longest = max(len(ids) for ids, _ in rows)
        full = lambda values, filler: torch.tensor([v + [filler] * (longest - len(v)) for v in values])
        ids = [ids for ids, _ in rows]
        return {"input_ids": full(ids, tokenizer.pad_token_id), "attention_mask": full([[1] * len(i) for i in ids], 0)}

    @torch.inference_mode()
    def predicted(rows):
        model.eval()
        order = sorted(range(len(rows)), key=lambda row: -len(rows[row][0]))
        classes = [0] * len(rows)
        for start in range(0, len(order), 32):
            batch = order[start:start + 32]
            for row, logits in zip(batch, model(**padded([rows[row] for row in batch])).logits):
                classes[row] = int(logits.argmax())
        return classes

    train, valid, test = (encoded(part) for part in ("train", "valid", "test"))
    plain = [p for p in model.parameters() if p.ndim == 1]
    decayed = [p for p in model.parameters() if p.ndim > 1]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=options.rate)
    steps = options.epochs * math.ceil(len(train) / options.batch)
    schedule = get_linear_schedule_with_warmup(optimizer, math.ceil(steps / 10), steps)
    losses, accuracies, generator = [], [], random.Random(seed)
    for epoch in range(options.epochs):
        model.train()
        order = list(range(len(train)))
        generator.shuffle(order)
        for start in range(0, len(order), options.batch):
            rows = [train[row] for row in order[start:start + options.batch]]
            optimizer.zero_grad()
            loss = model(**padded(rows), labels=torch.tensor([label for _, label in rows])).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        classes = predicted(valid)
        accuracies.append(sum(c == label for c, (_, label) in zip(classes, valid)) / len(valid))
        print(f"transformers, seed {seed}, epoch {epoch + 1}: {accuracies[-1]:.4f}", file=sys.stderr)
    return {"steps": losses, "valid": accuracies, "test": [LABELS[c] for c in predicted(test)]}


def machine(options, parts):
    """The study's support vector machine, and one whose C the validation rows choose."""
    import numpy

    encoder = ["--model", options.model, "--prefix", options.prefix, "--max-length", options.max_length]
    for part in parts:
        sara(options, "embed", *encoder, "--text", options.out / f"{part}.txt", "--out", options.out / f"{part}.npy")
        numbers = numpy.array([LABELS.index(label) for _, label in parts[part]])
        numpy.save(options.out / f"{part}-y.npy", numbers)

    def answers(c, part):
        model, found = options.out / f"svm-{c}.model", options.out / f"svm-{c}-{part}.npy"
        if not model.exists():
            sara(options, "svm", "train", "--features", options.out / "train.npy", "--labels",
                 options.out / "train-y.npy", "--c", c, "--model", model)
        sara(options, "svm", "predict", "--features", options.out / f"{part}.npy", "--model", model, "--out", found)
        return [LABELS[int(c)] for c in numpy.load(found)]

    costs = [3, 30, 300, 3000]
    valid = [accuracy(answers(c, "valid"), parts["valid"]) for c in costs]
    best = costs[valid.index(max(valid))]
    return {"study": answers(3, "test"), "chosen": answers(best, "test"), "c": best, "valid": valid}


def mean(values):
    return sum(values) / len(values)


def accuracy(answers, rows):
    return sum(answer == label for answer, (_, label) in zip(answers, rows)) / len(rows)


def macro_f1(answers, rows):
    scores = []
    for name in LABELS:
        hits = sum(answer == name == label for answer, (_, label) in zip(answers, rows))
        named = sum(answer == name for answer in answers)
        there = sum(label == name for _, label in rows)
        scores.append(2 * hits / max(named + there, 1))
    return sum(scores) / len(scores)


def report(options, parts):
    results = {path.stem: json.loads(path.read_text()) for path in options.out.glob("*.json")}
    test = parts["test"]
    print(f"{options.rows:,} training rows, {options.epochs} epochs, batch {options.batch}, rate {options.rate:g}, "
          f"{options.max_length} tokens, prefix `{options.prefix.strip()}`, seeds {options.seeds}.\n")
    print("| side | seed | mean loss of the first 50 steps, of the last 50 | validation accuracy by epoch | test accuracy | macro F1 |")
    print("|---|---|---|---|---|---|")
    means = {}
    for side, title in (("ours", "sara"), ("theirs", "transformers")):
        for seed in options.seeds:
            run = results.get(f"{side}-{seed}")
            if run is None:
                continue
            loss = run["steps"]
            curve = " ".join(f"{value:.4f}" for value in run["valid"])
            print(f"| {title} | {seed} | {mean(loss[:50]):.3f}, {mean(loss[-50:]):.3f} | {curve} "
                  f"| {accuracy(run['test'], test):.3f} | {macro_f1(run['test'], test):.3f} |")
            means.setdefault(title, []).append((run["valid"][-1], accuracy(run["test"], test)))
    for title, values in means.items():
        for place, what in ((0, "validation"), (1, "test")):
            column = [value[place] for value in values]
            middle = mean(column)
            deviation = math.sqrt(sum((v - middle) ** 2 for v in column) / max(len(column) - 1, 1))
            print(f"\n{title}: {what} accuracy {middle:.4f}, standard deviation over seeds {deviation:.4f}")
    svm = results.get("svm")
    if svm is None:
        return
    print("\n| support vector machine on the frozen embeddings | C | test accuracy | macro F1 |\n|---|---|---|---|")
    for name, c in (("study", 3), ("chosen", svm["c"])):
        print(f"| {name} | {c} | {accuracy(svm[name], test):.3f} | {macro_f1(svm[name], test):.3f} |")
    print("\n| fine-tuned minus machine, test accuracy | mean over seeds | 95% interval |\n|---|---|---|")
    for side, title in (("ours", "sara"), ("theirs", "transformers")):
        runs = [results[f"{side}-{s}"]["test"] for s in options.seeds if f"{side}-{s}" in results]
        for name in ("study", "chosen"):
            if runs:
                middle, low, high = difference(runs, svm[name], test)
                print(f"| {title}, against the {name} machine | {middle:+.3f} | {low:+.3f} to {high:+.3f} |")


def difference(runs, other, rows, draws=10_000):
    """The paired bootstrap over test rows; each draw takes a seed's run too, so both kinds of chance are in the interval."""
    gains = [[(a == label) - (b == label) for a, b, (_, label) in zip(run, other, rows)] for run in runs]
    generator, n = random.Random(0), len(rows)
    means = []
    for _ in range(draws):
        gain = [gains[generator.randrange(len(gains))] for _ in gains]
        chosen = [generator.randrange(n) for _ in range(n)]
        means.append(sum(sum(g[row] for row in chosen) for g in gain) / (n * len(gain)))
    means.sort()
    middle = sum(map(sum, gains)) / (n * len(gains))
    return middle, means[int(draws * 0.025)], means[int(draws * 0.975)]


if __name__ == "__main__":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    main()
