#!/usr/bin/env python3
"""librosa beside speech-features: the other side of its bench and of its test on recordings.

    python speech.py time SAMPLES RATE     answers requests on standard input, one JSON object a line
    python speech.py features FILE...      prints MFCC and pitches, one JSON object a file

SAMPLES holds 32-bit floats, in the machine's order. Everything runs on one thread, as it does in
the crate. An answer has the seconds taken, the number of frames (samples where resampled), and the
mean of the values.

Needs librosa 0.11.0, numpy 2.4.6, scipy 1.17.1, soxr 1.1.0, soundfile 0.14.0.
"""

import importlib.metadata
import json
import os
import sys
import time

os.environ.update({name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")})

import librosa
import numpy as np
import soundfile

PINNED = {"librosa": "0.11.0", "numpy": "2.4.6", "scipy": "1.17.1", "soxr": "1.1.0", "soundfile": "0.14.0"}


def mfcc(y, rate, coefficients):
    return librosa.feature.mfcc(y=y, sr=rate, n_mfcc=coefficients)


def yin(y, rate):
    return librosa.yin(y, sr=rate, fmin=65, fmax=500)[None]


def shape(y, rate):
    made = np.abs(librosa.stft(y))
    return np.vstack([
        librosa.feature.spectral_centroid(S=made, sr=rate),
        librosa.feature.spectral_bandwidth(S=made, sr=rate),
        librosa.feature.spectral_rolloff(S=made, sr=rate),
        librosa.feature.spectral_flatness(S=made),
    ])


def resample(y, rate):
    return librosa.resample(y, orig_sr=rate, target_sr=16000)[None]


def resample_awkward(y, _):
    return librosa.resample(y, orig_sr=22051, target_sr=16000)[None]


WORK = {
    "mfcc 13": lambda y, rate: mfcc(y, rate, 13),
    "mfcc 40": lambda y, rate: mfcc(y, rate, 40),
    "yin": yin,
    "shape": shape,
    "resample": resample,
    "resample from 22,051 Hz": resample_awkward,
}


def answer_requests(samples, rate):
    y = np.fromfile(samples, dtype=np.float32)
    for line in sys.stdin:
        work = WORK[json.loads(line)["do"]]
        start = time.perf_counter()
        made = work(y, rate)
        wall = time.perf_counter() - start
        mean = float(np.mean(made, dtype=np.float64))
        print(json.dumps({"wall": wall, "count": made.shape[-1], "mean": mean}), flush=True)


def print_features(files):
    for file in files:
        y, rate = soundfile.read(file, dtype="float32")
        made = {"mfcc": mfcc(y, rate, 20).T.ravel().tolist(), "yin": yin(y, rate).ravel().tolist()}
        print(json.dumps(made), flush=True)


def main():
    for package, version in PINNED.items():
        if importlib.metadata.version(package) != version:
            sys.exit(f"needs {package} {version}")
    if sys.argv[1] == "time":
        answer_requests(sys.argv[2], int(sys.argv[3]))
    else:
        print_features(sys.argv[2:])


if __name__ == "__main__":
    main()
