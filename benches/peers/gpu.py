#!/usr/bin/env python3
"""The other side of `benches/gpu.sh`: training and inference with transformers and PyTorch.

    python gpu.py DEVICE PRECISION FOLDER

DEVICE is cpu or cuda:0; PRECISION is f32, tf32 or bf16, which is autocast with weights of f32. FOLDER is what
`cargo bench -p indobert-burn --bench gpu -- folder base FOLDER` wrote. Prints a line of JSON a figure, under the names that
`crates/indobert-burn/benches/gpu/measure.rs` has. Written for torch 2.15.0 and transformers 5.23.0.
"""
import itertools
import json
import pathlib
import random
import sys
import time

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, get_linear_schedule_with_warmup
from transformers.utils import logging

STUDY_ROWS, STUDY_EPOCHS = 21_391, 5


class Bench:
    def __init__(self, device, precision, folder):
        self.device, self.precision, self.folder = torch.device(device), precision, pathlib.Path(folder)
        self.work = json.loads((self.folder / "work.json").read_text())
        self.tokenizer = AutoTokenizer.from_pretrained(self.folder / "model")
        # In f32 the factors of products are whole; in tf32 they are rounded.
        torch.set_float32_matmul_precision("high" if precision == "tf32" else "highest")
        torch.backends.cudnn.allow_tf32 = precision == "tf32"

    def load(self, name):
        model = AutoModelForSequenceClassification.from_pretrained(self.folder / name, dtype=torch.float32)
        return model.to(self.device)

    def autocast(self):
        return torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self.precision == "bf16")

    def wait(self):
        if self.device.type == "cuda":
            torch.cuda.synchronize(self.device)

    def clock(self):
        self.wait()
        return time.perf_counter()

    def print(self, what, **figure):
        source = {"side": "PyTorch", "device": str(self.device), "precision": self.precision}
        print(json.dumps(source | {"what": what} | figure), flush=True)

    def ids(self, texts):
        return self.tokenizer(texts, truncation=True, max_length=self.work["tokens"])["input_ids"]

    def batch(self, ids):
        longest, pad = max(map(len, ids)), self.tokenizer.pad_token_id
        padded = torch.tensor([row + [pad] * (longest - len(row)) for row in ids])
        inputs = {"input_ids": padded.to(self.device)}
        # Without padding PyTorch's attention is faster without a mask.
        if any(len(row) < longest for row in ids):
            mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in ids])
            inputs["attention_mask"] = mask.to(self.device)
        return inputs

    def logits(self, model, ids):
        """Batches of like length, as a careful user runs them."""
        order = sorted(range(len(ids)), key=lambda text: -len(ids[text]))
        logits = torch.empty(len(ids), self.work["classes"])
        for start in range(0, len(order), self.work["batch"]):
            texts = order[start:start + self.work["batch"]]
            logits[texts] = self.forward(model, [ids[text] for text in texts])
        return logits

    @torch.inference_mode()
    def forward(self, model, ids):
        with self.autocast():
            return model(**self.batch(ids)).logits.float().cpu()

    def train(self, model, batches):
        """Yields the loss of each step; AdamW, clipping and a rate that falls to 0, as on the other side."""
        model.train()
        named = list(model.parameters())
        groups = [{"params": [p for p in named if p.ndim > 1], "weight_decay": 0.01},
                  {"params": [p for p in named if p.ndim == 1], "weight_decay": 0.0}]
        optimizer = torch.optim.AdamW(groups, lr=self.work["learning_rate"])
        schedule = get_linear_schedule_with_warmup(optimizer, 0, len(batches))
        for ids, classes in batches:
            optimizer.zero_grad()
            with self.autocast():
                loss = model(**self.batch(ids), labels=torch.tensor(classes, device=self.device)).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(named, 1.0)
            optimizer.step()
            schedule.step()
            # Taking the loss out waits for the step, as the other side does.
            yield loss.item()

    def numbers(self):
        model = self.load("still").eval()
        batch = self.work["batch"]
        ids = self.ids(self.work["short"][:batch])
        self.print("logits", values=self.logits(model, ids).flatten().tolist())
        classes = [row % self.work["classes"] for row in range(batch)]
        self.print("losses", values=list(self.train(model, [(ids, classes)] * self.work["losses"])))

    def inference(self):
        model = self.load("model").eval()
        ids = self.ids(self.work["long"])
        begun = self.clock()
        self.forward(model, ids)
        self.print("first batch", value=self.clock() - begun, unit="s")
        for _ in range(1, self.work["warm"]):
            self.forward(model, ids)
        begun = self.clock()
        for _ in range(self.work["timed"]):
            self.forward(model, ids)
        rate = self.work["timed"] * len(ids) / (self.clock() - begun)
        self.print("inference, the network alone", value=rate, unit="texts/s")
        short = self.work["short"]
        self.logits(model, self.ids(short))
        begun = self.clock()
        self.logits(model, self.ids(short)).argmax(1).tolist()
        self.print("tweets to labels", value=len(short) / (self.clock() - begun), unit="texts/s")

    def steps(self):
        warm, timed = self.work["warm"], self.work["timed"]
        ids, batch = self.ids(self.work["long"]), self.work["batch"]
        classes = itertools.cycle(range(self.work["classes"]))
        batches = [(ids, list(itertools.islice(classes, batch))) for _ in range(warm + timed)]
        begun, ends = self.clock(), []
        for _ in self.train(self.load("model"), batches):
            ends.append(self.clock())
        self.print("first step", value=ends[0] - begun, unit="s")
        self.print("training", value=timed / (ends[-1] - ends[warm - 1]), unit="steps/s")

    def epochs(self):
        ids, batch = self.ids(self.work["short"]), self.work["batch"]
        draw, batches = random.Random(42), []
        for _ in range(3):
            order = draw.sample(range(len(ids)), len(ids))
            rows = [order[start:start + batch] for start in range(0, len(order), batch)]
            batches += [([ids[row] for row in part], [row % self.work["classes"] for row in part]) for part in rows]
        each = len(batches) // 3
        ends = [self.clock()]
        for step, _ in enumerate(self.train(self.load("model"), batches), start=1):
            if step % each == 0:
                ends.append(self.clock())
        self.print("first epoch of tweets", value=ends[1] - ends[0], unit="s")
        later = (ends[3] - ends[1]) / 2
        self.print("later epoch of tweets", value=later, unit="s")
        study = STUDY_EPOCHS * later * STUDY_ROWS / len(ids)
        self.print("fine-tuning of the study, extrapolated", value=study, unit="s")


def main():
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    bench = Bench(*sys.argv[1:])
    bench.numbers()
    bench.inference()
    bench.steps()
    bench.epochs()


if __name__ == "__main__":
    main()
