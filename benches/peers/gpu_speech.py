#!/usr/bin/env python3
"""The other side of the speech part of `benches/gpu.sh`: training with transformers and PyTorch.

    python gpu_speech.py DEVICE PRECISION FOLDER

DEVICE is cpu or cuda:0; PRECISION is f32, tf32 or bf16, which is autocast with weights of f32. FOLDER is what
`cargo bench -p wav2vec2-burn --bench gpu -- folder base FOLDER` wrote. Prints a line of JSON a figure, under the names that
`crates/wav2vec2-burn/benches/gpu/measure.rs` has. Written for torch 2.15.0 and transformers 5.23.0.
"""
import json
import pathlib
import sys
import time

import numpy as np
import torch
from transformers import Wav2Vec2ForSequenceClassification, get_linear_schedule_with_warmup
from transformers.utils import logging


class Bench:
    def __init__(self, device, precision, folder):
        self.device, self.precision, self.folder = torch.device(device), precision, pathlib.Path(folder)
        self.work = json.loads((self.folder / "work.json").read_text())
        clips = np.fromfile(self.folder / "clips.f32", dtype="<f4").reshape(self.work["batch"], self.work["samples"])
        wide = clips.astype(np.float64)
        means, variances = wide.mean(1, keepdims=True), wide.var(1, keepdims=True)
        self.clips = torch.from_numpy(((wide - means) / np.sqrt(variances + 1e-7)).astype(np.float32))
        self.classes = torch.arange(self.work["batch"]) % self.work["classes"]
        # In f32 the factors of products are whole; in tf32 they are rounded.
        torch.set_float32_matmul_precision("high" if precision == "tf32" else "highest")
        torch.backends.cudnn.allow_tf32 = precision == "tf32"

    def load(self, name):
        model = Wav2Vec2ForSequenceClassification.from_pretrained(self.folder / name, dtype=torch.float32)
        return model.to(self.device)

    def autocast(self):
        return torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self.precision == "bf16")

    def clock(self):
        if self.device.type == "cuda":
            torch.cuda.synchronize(self.device)
        return time.perf_counter()

    def print(self, what, **figure):
        source = {"side": "PyTorch", "device": str(self.device), "precision": self.precision}
        print(json.dumps(source | {"what": what} | figure), flush=True)

    @torch.inference_mode()
    def logits(self, model):
        with self.autocast():
            return model(self.clips.to(self.device)).logits.float().cpu()

    def train(self, model, steps):
        """Yields the loss of each step; AdamW, clipping and a rate that falls to 0, as on the other side."""
        model.train()
        model.freeze_feature_encoder()
        learned = [p for p in model.parameters() if p.requires_grad]
        groups = [{"params": [p for p in learned if p.ndim > 1], "weight_decay": 0.01},
                  {"params": [p for p in learned if p.ndim == 1], "weight_decay": 0.0}]
        optimizer = torch.optim.AdamW(groups, lr=self.work["learning_rate"])
        schedule = get_linear_schedule_with_warmup(optimizer, 0, steps)
        for _ in range(steps):
            optimizer.zero_grad()
            with self.autocast():
                loss = model(self.clips.to(self.device), labels=self.classes.to(self.device)).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            schedule.step()
            # Taking the loss out waits for the step, as the other side does.
            yield loss.item()

    def numbers(self):
        model = self.load("still").eval()
        self.print("logits", values=self.logits(model).flatten().tolist())
        self.print("losses", values=list(self.train(model, self.work["losses"])))

    def inference(self):
        model = self.load("model").eval()
        # Multiplied out once, which makes PyTorch faster: it would do so for every batch.
        torch.nn.utils.parametrize.remove_parametrizations(model.wav2vec2.encoder.pos_conv_embed.conv, "weight")
        begun = self.clock()
        self.logits(model)
        self.print("first batch", value=self.clock() - begun, unit="s")
        for _ in range(1, self.work["warm"]):
            self.logits(model)
        begun = self.clock()
        for _ in range(self.work["timed"]):
            self.logits(model)
        rate = self.work["timed"] * len(self.clips) / (self.clock() - begun)
        self.print("classification", value=rate, unit="clips/s")

    def steps(self):
        warm, timed = self.work["warm"], self.work["timed"]
        model = self.load("model")
        begun, ends = self.clock(), []
        for _ in self.train(model, warm + timed):
            ends.append(self.clock())
        self.print("first step", value=ends[0] - begun, unit="s")
        self.print("training", value=timed / (ends[-1] - ends[warm - 1]), unit="steps/s")


def main():
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    bench = Bench(*sys.argv[1:])
    bench.numbers()
    bench.inference()
    bench.steps()


if __name__ == "__main__":
    main()
