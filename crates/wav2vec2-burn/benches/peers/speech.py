"""The other side of `cargo bench -p wav2vec2-burn --bench speech`, which starts it: transformers and PyTorch on a CPU.

    python speech.py MODEL CLIPS THREADS

MODEL is a Hugging Face folder, CLIPS a file of f32 samples. Reads a line of JSON a task: {"do": "classify", "embed" or "train",
"clips": count, "samples": of each, "steps": of a training}; answers with a line: seconds of the clock, for a training the
median of all steps but the first, and the numbers of each clip. Versions: torch 2.15.0, transformers 5.23.0.
"""
import json
import statistics
import sys
import time

import numpy as np
import torch
from transformers import Wav2Vec2ForSequenceClassification
from transformers.utils import logging


def load(folder):
    return Wav2Vec2ForSequenceClassification.from_pretrained(folder, dtype=torch.float32, attn_implementation="sdpa")


class Bench:
    def __init__(self, folder, clips):
        self.folder, self.file = folder, clips
        self.model = load(folder).eval()
        # Multiplied out once, which makes PyTorch faster: it would do so for every batch.
        torch.nn.utils.parametrize.remove_parametrizations(self.model.wav2vec2.encoder.pos_conv_embed.conv, "weight")

    def batch(self, task):
        """Clips of one length need no padding and no mask."""
        clips = np.fromfile(self.file, dtype="<f4").reshape(task["clips"], task["samples"])
        means, variances = clips.mean(1, dtype=np.float64, keepdims=True), clips.var(1, dtype=np.float64, keepdims=True)
        return torch.from_numpy(((clips - means) / np.sqrt(variances + 1e-7)).astype(np.float32))

    @torch.inference_mode()
    def classify(self, task):
        begun = time.perf_counter()
        values = self.model(self.batch(task)).logits
        return time.perf_counter() - begun, values

    @torch.inference_mode()
    def embed(self, task):
        begun = time.perf_counter()
        values = self.model.wav2vec2(self.batch(task)).last_hidden_state.mean(1)
        return time.perf_counter() - begun, values

    def train(self, task):
        """Hidden spans, dropout and clipping as on the other side."""
        model = load(self.folder).train()
        model.freeze_feature_encoder()
        learned = [p for p in model.parameters() if p.requires_grad]
        groups = [{"params": [p for p in learned if p.ndim > 1], "weight_decay": 0.01},
                  {"params": [p for p in learned if p.ndim == 1], "weight_decay": 0.0}]
        optimizer = torch.optim.AdamW(groups, lr=5e-5)
        seconds = []
        for _ in range(task["steps"]):
            begun = time.perf_counter()
            optimizer.zero_grad()
            loss = model(self.batch(task), labels=torch.arange(task["clips"])).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            loss.item()
            seconds.append(time.perf_counter() - begun)
        # The first warms up.
        return statistics.median(seconds[1:]), torch.empty(0)


def main():
    folder, clips, threads = sys.argv[1:]
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    torch.set_num_threads(int(threads))
    bench = Bench(folder, clips)
    print(f"PyTorch {torch.__version__}, {torch.backends.cpu.get_cpu_capability()}", flush=True)
    tasks = {"classify": bench.classify, "embed": bench.embed, "train": bench.train}
    for line in sys.stdin:
        task = json.loads(line)
        seconds, values = tasks[task["do"]](task)
        print(json.dumps({"seconds": seconds, "values": values.flatten().tolist()}), flush=True)


if __name__ == "__main__":
    main()
