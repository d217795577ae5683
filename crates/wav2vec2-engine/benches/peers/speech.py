"""Times PyTorch for `speech.rs`, which starts it and says what to run.

    SARA_PYTHON=python cargo bench -p wav2vec2-engine

Versions as in `fixtures/wav2vec2-engine/peers/transformers_speech.py`, whose draws make the weights. Reads a line of
JSON a task: {"threads": n, "samples": length, "clips": count}; answers with a line: seconds of the wall clock and of the
processor, and the logits of each clip.
"""
import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[4] / "fixtures/wav2vec2-engine/peers"))

import torch
from transformers import Wav2Vec2Config, Wav2Vec2ForSequenceClassification
from transformers_speech import drawn, fill, normalized


# Those of XLS-R with 300 million parameters; the defaults are the base model's.
MODELS = {"base": {}, "xls-r": dict(feat_extract_norm="layer", conv_bias=True, do_stable_layer_norm=True, hidden_size=1024,
                                    num_hidden_layers=24, num_attention_heads=16, intermediate_size=4096)}


def main():
    config = Wav2Vec2Config(attn_implementation="sdpa", num_labels=5, classifier_proj_size=256, **MODELS[sys.argv[1]])
    model = Wav2Vec2ForSequenceClassification(config).eval()
    fill(model, 0.05)
    # Multiplied out once, which makes PyTorch faster: it would do so for every batch.
    torch.nn.utils.parametrize.remove_parametrizations(model.wav2vec2.encoder.pos_conv_embed.conv, "weight")
    print(f"PyTorch {torch.__version__}, {torch.backends.cpu.get_cpu_capability()}", flush=True)
    for line in sys.stdin:
        task = json.loads(line)
        torch.set_num_threads(task["threads"])
        length = task["samples"]
        clips = [drawn(f"clip {index}", (length,), 0.1) for index in range(task["clips"])]
        batch = torch.stack([normalized(clip).float() for clip in clips])
        with torch.inference_mode():
            wall, processor = time.perf_counter(), time.process_time()
            logits = model(batch).logits
            seconds = [time.perf_counter() - wall, time.process_time() - processor]
        print(json.dumps({"seconds": seconds, "logits": logits.flatten().tolist()}), flush=True)


if __name__ == "__main__":
    main()
