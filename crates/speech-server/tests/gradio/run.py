"""The Python package gradio_client against the demonstration.

    python3 run.py --address http://127.0.0.1:7860

The server is the demonstration: cargo run --release -p speech-server --example serve.
"""

import argparse
import os
import tempfile
import urllib.request

from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError


def check(what, holds):
    print(("ok      " if holds else "FAILED  ") + what, flush=True)
    if not holds:
        raise AssertionError(what)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", required=True)
    address = parser.parse_args().address
    client = Client(address, verbose=False, analytics_enabled=False)
    described = client.view_api(print_info=False, return_format="str")
    check("the call is described", "predict(recording" in described)

    with tempfile.TemporaryDirectory() as folder:
        clips = {}
        for name in ["senang", "sedih", "marah"]:
            clips[name] = os.path.join(folder, name + ".wav")
            urllib.request.urlretrieve(f"{address}/examples/{name}.wav", clips[name])
        for name, clip in clips.items():
            answer = client.predict(handle_file(clip), api_name="/predict")
            check(f"{name} is heard as {answer['label']}", answer["label"] == name)
            best = answer["confidences"][0]
            check("the best class comes first", best["label"] == name and best["confidence"] > 0.2)
        answer = client.predict(recording=handle_file(clips["sedih"]))
        check("the argument has a name", answer["label"] == "sedih")

        jobs = [
            (name, client.submit(handle_file(clip), api_name="/predict"))
            for _ in range(4)
            for name, clip in clips.items()
        ]
        heard = all(job.result(timeout=60)["label"] == name for name, job in jobs)
        check("calls at once have their own answers", heard)

        broken = os.path.join(folder, "broken.wav")
        with open(broken, "wb") as file:
            file.write(b"no audio at all, only words")
        try:
            client.predict(handle_file(broken), api_name="/predict")
            raise AssertionError("a broken file had an answer")
        except AppError as error:
            check(f"a broken file: {error}", str(error) == "expected audio in a known format")
    client.close()


main()
