"""Times PyTorch for `encoder.rs`, which starts it and says what to run.

    SARA_PYTHON=python cargo bench -p encoder-engine

Versions as in `fixtures/encoder-engine/peers/transformers_outputs.py`, whose draws make the weights. Reads a line
of JSON a task: {"threads": n, "batches": [[[ids of a text], ...], ...]}; answers with a line: seconds of the wall
clock and of the processor, and the mean vector's first values of each text.
"""
import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[4] / "fixtures/encoder-engine/peers"))

import torch
from transformers import BertConfig, BertModel
from transformers_outputs import fill

SHOWN = 8


def padded(batch):
    longest = max(map(len, batch))
    ids = torch.tensor([text + [0] * (longest - len(text)) for text in batch])
    mask = torch.tensor([[1] * len(text) + [0] * (longest - len(text)) for text in batch])
    # Without padding PyTorch's attention is faster without a mask.
    return ids, None if all(len(text) == longest for text in batch) else mask


def means(model, ids, mask):
    hidden = model(ids, attention_mask=mask).last_hidden_state
    if mask is None:
        return hidden.mean(1)
    mask = mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * mask).sum(1) / mask.sum(1)


def main():
    config = BertConfig(attn_implementation="sdpa")
    model = BertModel(config, add_pooling_layer=False).eval()
    fill(model, 0.05)
    print(f"PyTorch {torch.__version__}, {torch.backends.cpu.get_cpu_capability()}", flush=True)
    for line in sys.stdin:
        task = json.loads(line)
        torch.set_num_threads(task["threads"])
        batches = [padded(batch) for batch in task["batches"]]
        with torch.inference_mode():
            wall, processor = time.perf_counter(), time.process_time()
            vectors = [means(model, ids, mask) for ids, mask in batches]
            seconds = [time.perf_counter() - wall, time.process_time() - processor]
        shown = torch.cat(vectors)[:, :SHOWN].flatten().tolist()
        print(json.dumps({"seconds": seconds, "means": shown}), flush=True)


if __name__ == "__main__":
    main()
