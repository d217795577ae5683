#!/usr/bin/env python3
"""scikit-learn beside tfidf-linear: the other side of its bench and of its test on real texts.

    python tfidf.py serve FILE     answers requests on standard input, one JSON object a line

FILE holds a text and its label a line, parted by a tab. Settings come in the words of the crate.
Everything runs on one thread, as it does in the crate.

Needs scikit-learn 1.9.1, numpy 2.4.6, scipy 1.17.1.
"""

import importlib.metadata
import json
import os
import sys
import time
import warnings

os.environ.update({name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")})

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC
from sklearn.utils.class_weight import compute_class_weight

PINNED = {"scikit-learn": "1.9.1", "numpy": "2.4.6", "scipy": "1.17.1"}
DEFAULTS = {"loss": "Logistic", "c": 1.0, "class_weights": "Uniform"}


def check_versions():
    for package, version in PINNED.items():
        if importlib.metadata.version(package) != version:
            sys.exit(f"needs {package} {version}")


def vectoriser(settings):
    """A TfidfVectorizer with the settings of TfIdfParams."""
    made = TfidfVectorizer()
    for key, value in settings.items():
        if key == "analyzer":
            made.analyzer = {"Words": "word", "CharactersInWords": "char_wb"}[value]
        elif key == "case":
            made.lowercase = value == "Lower"
        elif key == "ngrams":
            made.ngram_range = tuple(value)
        elif key in ("min_df", "max_df"):
            [(kind, number)] = value.items()
            setattr(made, key, int(number) if kind == "Count" else float(number))
        elif key == "max_features":
            made.max_features = value
        elif key == "term_frequency":
            made.sublinear_tf = value == "Sublinear"
        elif key == "idf":
            made.use_idf, made.smooth_idf = value != "None", value == "Smooth"
        elif key == "norm":
            made.norm = {"L1": "l1", "L2": "l2", "None": None}[value]
        else:
            raise ValueError(f"unknown setting {key}")
    return made


def classifier(settings, tolerance=None, max_iter=None):
    """A LogisticRegression or LinearSVC with the settings of LinearParams."""
    settings = DEFAULTS | settings
    weights = {"Uniform": None, "Balanced": "balanced"}[settings["class_weights"]]
    kind = {"Logistic": LogisticRegression, "SquaredHinge": LinearSVC}[settings["loss"]]
    made = kind(C=settings["c"], class_weight=weights)
    if tolerance is not None:
        made.tol = tolerance
    if max_iter is not None:
        made.max_iter = max_iter
    return made


def fit_tight(settings, x, labels):
    """A model as near its optimum as the solver comes, and the objective of each of its problems."""
    model = classifier(settings, tolerance=1e-10, max_iter=1_000_000)
    if isinstance(model, LinearSVC):
        # The primal solver's tolerance is relative, and reaches further.
        model.dual, model.tol = False, 1e-13
    model.fit(x, labels)
    return model, objectives(settings, model, x, labels)


def objectives(settings, model, x, labels):
    settings, labels = DEFAULTS | settings, np.asarray(labels)
    kind = {"Uniform": None, "Balanced": "balanced"}[settings["class_weights"]]
    factors = settings["c"] * compute_class_weight(kind, classes=model.classes_, y=labels)
    of_row = np.searchsorted(model.classes_, labels)
    scores = np.reshape(model.decision_function(x), (len(labels), -1))
    weights, intercepts = model.coef_, model.intercept_
    if settings["loss"] == "Logistic":
        if scores.shape[1] == 1:
            losses = np.logaddexp(0, -scores[:, 0] * np.where(of_row == 1, 1, -1))
        else:
            losses = np.logaddexp.reduce(scores, axis=1) - scores[np.arange(len(labels)), of_row]
        return [float(np.sum(weights**2) / 2 + np.sum(factors[of_row] * losses))]
    found = []
    for plane in range(scores.shape[1]):
        # One plane is that of the second class.
        one = scores.shape[1] == 1
        own = of_row == (1 if one else plane)
        factor = factors[of_row] if one else np.where(own, factors[plane], settings["c"])
        lack = np.maximum(0, 1 - np.where(own, 1, -1) * scores[:, plane])
        penalty = (np.sum(weights[plane] ** 2) + intercepts[plane] ** 2) / 2
        found.append(float(penalty + np.sum(factor * lack**2)))
    return found


class Served:
    """Texts, and what was made of them last."""

    def __init__(self, file):
        with open(file, encoding="utf-8") as lines:
            self.texts, self.labels = zip(*(line.rstrip("\n").rsplit("\t", 1) for line in lines))

    def vectorise(self, request):
        self.vectoriser = vectoriser(request["params"])

        def work():
            self.x = self.vectoriser.fit_transform(self.texts)

        answer = timed(work) | {"entries": self.x.nnz, "terms": self.x.shape[1]}
        if request.get("check"):
            answer["vocabulary"] = self.vectoriser.get_feature_names_out().tolist()
            answer["idf"] = self.vectoriser.idf_.tolist()
            answer["row_sums"] = np.asarray(self.x.sum(axis=1)).ravel().tolist()
        return answer

    def fit(self, request):
        if request.get("check"):
            self.model, found = fit_tight(request["params"], self.x, self.labels)
            return {"objectives": found}
        self.model = classifier(request["params"], request.get("tolerance"), request.get("max_iter"))
        answer = timed(lambda: self.model.fit(self.x, self.labels))
        return answer | {"objectives": objectives(request["params"], self.model, self.x, self.labels),
                         "iterations": int(np.max(self.model.n_iter_))}

    def predict(self, request):
        answer = timed(lambda: self.model.predict(self.vectoriser.transform(self.texts)))
        if request.get("check"):
            answer["predictions"] = self.model.predict(self.x).tolist()
            if hasattr(self.model, "predict_proba"):
                answer["probabilities"] = self.model.predict_proba(self.x).ravel().tolist()
        return answer


def timed(work):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def main():
    check_versions()
    served = Served(sys.argv[2])
    for line in sys.stdin:
        request = json.loads(line)
        answer = {"vectorise": served.vectorise, "fit": served.fit, "predict": served.predict}
        print(json.dumps(answer[request["do"]](request)), flush=True)


if __name__ == "__main__":
    main()
