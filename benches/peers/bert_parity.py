#!/usr/bin/env python3
"""The largest differences between indobert-burn and transformers: token ids, logits, mean, first-token and pooled vectors.

    cargo build --release -p indobert-burn --example print_vectors
    python bert_parity.py --ours target/release/examples/print_vectors [--encoder NAME=DIR[:PREFIX] ...]

Without --encoder, only random models are compared: one of BERT-base's size in three layouts of the weights and at two
deviations, an ALBERT of IndoBERT-lite's shape, and both with the head for masked words. They are drawn by
fixtures/indobert-burn/peers/random_models.py. An encoder that lacks a pooler or a head gets drawn ones, so that pooled
vectors and logits can be compared too; mean and first-token vectors are of the folder as it is.
Versions: torch 2.15.0, transformers 5.23.0.
"""
import argparse
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "fixtures" / "indobert-burn" / "peers"))
sys.dont_write_bytecode = True

import torch  # noqa: E402
from transformers import AutoModel, AutoModelForMaskedLM, AutoModelForSequenceClassification, AutoTokenizer  # noqa: E402

import random_models  # noqa: E402

TEXTS = ["", "warung", "Warung itu buka 24 jam, tapi antreannya panjang sekali!", "\U0001F600",
         "aku ngeluh tapi malu sama tetangga yang rajin", "BAGUS \U0001F44D\U0001F3FD banget, nggak nyesel ke sini...",
         "caf\u00e9 di jalan \u4e2d\u56fd", "kereta berangkat pukul enam dari stasiun kota " * 40]
BASE = random_models.shape(400, 768, 12, 12, 3072, 512)
LITE = random_models.shape(400, 768, 12, 12, 3072, 512, embedding_size=128, hidden_act="gelu")


def words(count):
    drawn = random.Random(count)
    return [" ".join(f"w{drawn.randrange(5, 400)}" for _ in range(length)) for length in (0, 1, 7, 30, 126)]


def ask(ours, folder, texts, prefix):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as request:
        json.dump({"texts": texts, "prefix": prefix, "max_length": 128}, request)
        request.flush()
        return json.loads(subprocess.run([ours, folder, request.name], capture_output=True, text=True, check=True).stdout)


def theirs(folder, texts, prefix, tokenizer, dtype):
    model = AutoModelForSequenceClassification.from_pretrained(folder, dtype=dtype).eval()
    encoder = model.bert if hasattr(model, "bert") else model.albert
    answer = {"ids": [], "logits": [], "mean": [], "cls": [], "pooler": []}
    for text in texts:
        ids = tokenizer(prefix + text, truncation=True, max_length=128)["input_ids"]
        with torch.no_grad():
            output = encoder(torch.tensor([ids]))
            answer["logits"].append(model(torch.tensor([ids])).logits[0])
        answer["ids"].append(ids)
        answer["mean"].append(output.last_hidden_state[0].mean(0))
        answer["cls"].append(output.last_hidden_state[0, 0])
        answer["pooler"].append(output.pooler_output[0])
    return answer


def largest(left, right):
    return max(float((torch.as_tensor(a, dtype=torch.float64) - b.double()).abs().max()) for a, b in zip(left, right, strict=True))


def report(name, answer, expected, kinds):
    if "ids" in expected:
        assert answer["ids"] == expected["ids"], name
    print(f"{name:34}", *(f"{kind} {largest(answer[kind], expected[kind]):.1e}" for kind in kinds), flush=True)


def complete(folder, out):
    """The encoder with a pooler and a head of three classes, drawn where it has none."""
    model = AutoModelForSequenceClassification.from_pretrained(folder, num_labels=3)
    known = AutoModel.from_pretrained(folder, output_loading_info=True)[1]["missing_keys"]
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            if key.startswith("classifier.") or any(key.endswith(missing) for missing in known):
                parameter.copy_(0.2 * torch.from_numpy(random_models.draw(key, parameter.numel())).reshape(parameter.shape))
    model.save_pretrained(out)
    for file in pathlib.Path(folder).iterdir():
        if file.name.startswith(("tokenizer", "vocab", "special")):
            shutil.copy(file, out)


def encoder(ours, argument):
    name, place = argument.split("=", 1)
    folder, _, prefix = place.partition(":")
    tokenizer = AutoTokenizer.from_pretrained(folder)
    with tempfile.TemporaryDirectory() as out:
        complete(folder, pathlib.Path(out))
        expected = theirs(out, TEXTS, prefix, tokenizer, torch.float64)
        report(name + ", as it is", ask(ours, folder, TEXTS, prefix), expected, ["mean", "cls"])
        report(name + ", with a head", ask(ours, out, TEXTS, prefix), expected, ["logits", "pooler", "mean", "cls"])
        report("  PyTorch in float32", theirs(out, TEXTS, prefix, tokenizer, torch.float32), expected,
               ["logits", "pooler", "mean", "cls"])


def folder_of(kind, config, out):
    model = random_models.build(kind, config)
    model.save_pretrained(out)
    vocabulary = random_models.SPECIAL + [f"w{number}" for number in range(5, config["vocab_size"])]
    (out / "vocab.txt").write_text("".join(token + "\n" for token in vocabulary), encoding="utf-8")
    # Without it transformers looks for SentencePiece beside an ALBERT; IndoBERT-lite has WordPiece.
    (out / "tokenizer_config.json").write_text('{"tokenizer_class": "BertTokenizer", "do_lower_case": true}', encoding="utf-8")
    return model


def classifier(ours, name, kind, config):
    kinds = ["logits", "pooler", "mean", "cls"]
    with tempfile.TemporaryDirectory() as made:
        out = pathlib.Path(made)
        state = folder_of(kind, config, out).state_dict()
        tokenizer = AutoTokenizer.from_pretrained(out)
        texts = words(5)
        expected = theirs(out, texts, "", tokenizer, torch.float64)
        report("  PyTorch in float32", theirs(out, texts, "", tokenizer, torch.float32), expected, kinds)
        report(f"{name}, safetensors", ask(ours, out, texts, ""), expected, kinds)
        if config["initializer_range"] > 0.02:
            return
        (out / "model.safetensors").unlink()
        for layout, new in (("zip", True), ("legacy", False)):
            torch.save(state, out / "pytorch_model.bin", _use_new_zipfile_serialization=new)
            report(f"{name}, {layout} pickle", ask(ours, out, texts, ""), expected, kinds)


def masked(ours, name, kind, config):
    with tempfile.TemporaryDirectory() as made:
        out = pathlib.Path(made)
        folder_of(kind, config, out)
        tokenizer = AutoTokenizer.from_pretrained(out)
        model = AutoModelForMaskedLM.from_pretrained(out, dtype=torch.float64).eval()
        with torch.no_grad():
            expected = [model(torch.tensor([tokenizer(text)["input_ids"]])).logits[0] for text in words(5)]
        report(name, ask(ours, out, words(5), ""), {"logits": expected}, ["logits"])


def main():
    random_models.check_versions()
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--ours", required=True)
    arguments.add_argument("--encoder", action="append", default=[])
    options = arguments.parse_args()
    for argument in options.encoder:
        encoder(options.ours, argument)
    for deviation in (0.02, 0.1, 0.2):
        sharp = {"initializer_range": deviation}
        classifier(options.ours, f"base, deviation {deviation}", "bert", BASE | sharp)
        classifier(options.ours, f"lite, deviation {deviation}", "albert", LITE | sharp)
    for deviation in (0.02, 0.1):
        sharp = {"initializer_range": deviation}
        masked(options.ours, f"base, masked words, {deviation}", "bert-mlm", BASE | sharp)
        masked(options.ours, f"lite, masked words, {deviation}", "albert-mlm", LITE | sharp)


if __name__ == "__main__":
    main()
