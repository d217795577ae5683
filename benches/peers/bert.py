#!/usr/bin/env python3
"""The other side of `cargo bench -p indobert-burn`: classifies and fine-tunes with transformers and PyTorch.

    python bert.py serve MODEL TEXTS     answers requests on standard input, one JSON object a line
    python bert.py infer MODEL TEXTS     classifies some texts, prints the peak memory in KiB
    python bert.py train MODEL TEXTS     makes some steps, prints the peak memory in KiB
    python bert.py first MODEL TEXTS     prints the label of the first text

MODEL is a Hugging Face folder; TEXTS has {"texts": [...], "long": [...]}, of which the long ones are cut at any
length that is asked for. Two threads. Versions: torch 2.15.0, transformers 5.23.0.
"""
import json
import os
import pathlib
import statistics
import sys
import time

THREADS = 2
os.environ["RAYON_NUM_THREADS"] = str(THREADS)

import torch  # noqa: E402
from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline  # noqa: E402
from transformers.utils import logging  # noqa: E402

BATCH, MAX_LENGTH = 32, 128
# As `benches/bert/sections.rs` and `children.rs` have them.
TRAIN = {"batch": 16, "tokens": 64, "steps": 3}
MEMORY_TEXTS = 64


class Bench:
    def __init__(self, folder, texts):
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.model = AutoModelForSequenceClassification.from_pretrained(folder, dtype=torch.float32).eval()
        self.names = self.model.config.id2label
        self.pipe = pipeline("text-classification", model=self.model, tokenizer=self.tokenizer, device="cpu")
        loaded = json.loads(pathlib.Path(texts).read_text())
        self.texts, self.long = loaded["texts"], loaded["long"]

    def labels(self, texts):
        answers = self.pipe(texts, batch_size=BATCH, truncation=True, max_length=MAX_LENGTH)
        return [answer["label"] for answer in answers]

    def pipeline(self, _request):
        labels, answer = timed(lambda: self.labels(self.texts))
        return answer | {"labels": labels}

    def sorted(self, _request):
        """What a careful user does: one call of the tokenizer, batches of like length."""
        logits, answer = timed(lambda: self.logits(self.texts, BATCH, MAX_LENGTH))
        return answer | {"labels": [self.names[int(row.argmax())] for row in logits], "logits": logits.tolist()}

    def forward(self, request):
        texts = self.long[:request["batch"]]
        logits, answer = timed(lambda: self.logits(texts, request["batch"], request["tokens"]))
        return answer | {"logits": logits.tolist()}

    @torch.inference_mode()
    def logits(self, texts, batch_size, max_length):
        ids = self.tokenizer(texts, truncation=True, max_length=max_length)["input_ids"]
        order = sorted(range(len(ids)), key=lambda text: -len(ids[text]))
        logits = torch.empty(len(ids), self.model.config.num_labels)
        for start in range(0, len(order), batch_size):
            batch = order[start:start + batch_size]
            logits[batch] = self.model(**self.padded([ids[text] for text in batch])).logits
        return logits

    def padded(self, batch):
        longest = max(map(len, batch))
        pad = self.tokenizer.pad_token_id
        inputs = {"input_ids": torch.tensor([ids + [pad] * (longest - len(ids)) for ids in batch])}
        # Without padding PyTorch's attention is faster without a mask.
        if any(len(ids) < longest for ids in batch):
            inputs["attention_mask"] = torch.tensor([[1] * len(ids) + [0] * (longest - len(ids)) for ids in batch])
        return inputs

    def train(self, request):
        """Steps from the weights as they are now; what they learn does not change what a step costs."""
        decays = [p for p in self.model.parameters() if p.ndim > 1]
        others = [p for p in self.model.parameters() if p.ndim == 1]
        groups = [{"params": decays, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}]
        optimizer = torch.optim.AdamW(groups, lr=2e-5)
        self.model.train()
        walls, processors = [], []
        for step in range(request["steps"]):
            first = step * request["batch"]
            texts = self.long[first:first + request["batch"]]
            labels = torch.arange(first, first + len(texts)) % self.model.config.num_labels

            def work():
                ids = self.tokenizer(texts, truncation=True, max_length=request["tokens"])["input_ids"]
                optimizer.zero_grad()
                loss = self.model(**self.padded(ids), labels=labels).loss
                loss.backward()
                torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
                optimizer.step()
                return loss.item()

            _, answer = timed(work)
            walls.append(answer["wall"])
            processors.append(answer["cpu"])
        self.model.eval()
        # The first warms up.
        return {"wall": statistics.median(walls[1:]), "cpu": statistics.median(processors[1:])}


def timed(work):
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return result, {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def peak_kib():
    status = pathlib.Path("/proc/self/status").read_text().splitlines()
    return next(line for line in status if line.startswith("VmHWM:")).split()[1]


def main():
    task, model, texts = sys.argv[1:]
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    torch.set_num_threads(THREADS)
    bench = Bench(model, texts)
    if task == "serve":
        # The first call sets PyTorch up.
        bench.labels(bench.texts[:BATCH])
        tasks = {"pipeline": bench.pipeline, "sorted": bench.sorted, "forward": bench.forward, "train": bench.train}
        for line in sys.stdin:
            request = json.loads(line)
            print(json.dumps(tasks[request["do"]](request)), flush=True)
        return
    if task == "first":
        print(bench.labels(bench.texts[:1])[0])
        return
    if task == "train":
        bench.train(TRAIN)
    else:
        bench.labels(bench.texts[:MEMORY_TEXTS])
    print(peak_kib())


if __name__ == "__main__":
    main()
