#!/usr/bin/env python3
"""The other side of `cargo bench -p svm-poly`: fits and predicts with scikit-learn, its accelerated
twin scikit-learn-intelex and libsvm, as the bench asks line by line.

    python svm.py serve FOLDER     answers requests on standard input, one JSON object a line
    python svm.py memory FOLDER REQUEST     answers one fit, with the peak memory of the process

FOLDER holds train.f32, train.i64 and test.f32, and shape.json with the number of columns. Both sides use
two threads where they can; libsvm and scikit-learn's SVC use one.

Needs scikit-learn 1.9.1, scikit-learn-intelex 2026.2, libsvm-official 3.37.0, numpy 2.4.6,
threadpoolctl 3.8.
"""

import importlib.metadata
import json
import os
import pathlib
import resource
import sys
import time
import warnings

THREADS = 2
os.environ.update({name: str(THREADS) for name in
                   ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")})

import numpy as np
import threadpoolctl
from daal4py import daalinit
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import GridSearchCV, PredefinedSplit, cross_val_score
from sklearn.svm import SVC, LinearSVC
from sklearnex.svm import SVC as IntelexSVC

PINNED = {"scikit-learn": "1.9.1", "scikit-learn-intelex": "2026.2.0", "libsvm-official": "3.37.0"}
FOLDS = 5
# Rows of a kernel matrix that the check of an objective holds at a time.
BLOCK = 1024


class Bench:
    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.columns = json.loads((folder / "shape.json").read_text())["columns"]
        self.x = np.fromfile(folder / "train.f32", np.float32).reshape(-1, self.columns)
        self.y = np.fromfile(folder / "train.i64", np.int64)
        self.test = np.fromfile(folder / "test.f32", np.float32).reshape(-1, self.columns)
        # What was fitted last; predictions are timed on it.
        self.model = None

    def svc(self, request):
        kind = IntelexSVC if request["tool"] == "intelex" else SVC
        return kind(kernel="poly", C=request["c"], degree=request["degree"], gamma=request["gamma"],
                    coef0=request["coef0"], tol=request["tolerance"], cache_size=1000)

    def fit(self, request):
        rows = request["rows"]
        x, y = self.x[:rows], self.y[:rows]
        if request["tool"] == "libsvm":
            return self.fit_libsvm(request, x, y)
        if request["tool"] == "linear":
            # At degree 1 the kernel gamma x.y with C is the plain product with C gamma.
            model = LinearSVC(C=request["c"] * request["gamma"])
        else:
            model = self.svc(request)
        answer = timed(lambda: model.fit(x, y))
        self.model = model
        if request.get("check"):
            answer["predictions"] = model.predict(self.test[:request["check_rows"]]).tolist()
            if request["tool"] != "linear":
                answer["support_vectors"] = len(model.support_)
                answer["objectives"] = objectives(model, x, request)
        return answer

    def fit_libsvm(self, request, x, y):
        from libsvm.svmutil import svm_parameter, svm_predict, svm_problem, svm_train

        problem = svm_problem(y.tolist(), [dict(enumerate(row, start=1)) for row in x.tolist()])
        options = svm_parameter(f"-t 1 -d {request['degree']} -g {request['gamma']!r} -r {request['coef0']!r} "
                                f"-c {request['c']!r} -e {request['tolerance']!r} -m 1000 -q")
        models = []
        answer = timed(lambda: models.append(svm_train(problem, options)))
        if request.get("check"):
            test = [dict(enumerate(row, start=1)) for row in self.test[:request["check_rows"]].tolist()]
            answer["predictions"] = [int(p) for p in svm_predict([], test, models[0], "-q")[0]]
        return answer

    def predict(self, request):
        rows = self.test[:request["rows"]]
        predictions = []
        if request["tool"] == "weights":
            # What a careful user of scikit-learn does at degree 1.
            weights, constants, classes = collapsed(self.model, self.x, request)
            answer = timed(lambda: predictions.append(voted(rows @ weights.T + constants, classes)))
        else:
            answer = timed(lambda: predictions.append(self.model.predict(rows)))
        if request.get("check"):
            answer["predictions"] = predictions[0].tolist()
        return answer

    def folds(self, rows):
        """Row k of a class, counted from 0, is in fold k % FOLDS."""
        y, test_fold = self.y[:rows], np.empty(rows, int)
        for label in np.unique(y):
            of_class = np.flatnonzero(y == label)
            test_fold[of_class] = np.arange(len(of_class)) % FOLDS
        return PredefinedSplit(test_fold)

    def cross_validate(self, request):
        rows = request["rows"]
        x, y, scores = self.x[:rows], self.y[:rows], []

        def work():
            scores.extend(cross_val_score(self.svc(request), x, y, cv=self.folds(rows)))
            self.model = self.svc(request).fit(x, y)

        return timed(work) | {"accuracy": float(np.mean(scores))}

    def grid(self, request):
        rows = request["rows"]
        x, y = self.x[:rows], self.y[:rows]
        grid = {"C": request["cs"], "gamma": request["gammas"], "degree": request["degrees"]}
        search = GridSearchCV(self.svc(request), grid, cv=self.folds(rows), refit=False)
        answer = timed(lambda: search.fit(x, y))
        return answer | {"accuracy": float(search.best_score_), "best": search.best_params_}


def timed(work):
    with threadpoolctl.threadpool_limits(THREADS), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def pair_coefficients(model):
    """Classes and coefficients of each pair over all support vectors."""
    starts = np.concatenate([[0], np.cumsum(model.n_support_)])
    for i in range(len(model.classes_)):
        for j in range(i + 1, len(model.classes_)):
            a = np.zeros(len(model.support_))
            a[starts[i]:starts[i + 1]] = model.dual_coef_[j - 1, starts[i]:starts[i + 1]]
            a[starts[j]:starts[j + 1]] = model.dual_coef_[i, starts[j]:starts[j + 1]]
            yield a


def objectives(model, x, request):
    """1/2 a'Ka - sum |a| of each pair, in f64."""
    results = []
    for a in pair_coefficients(model):
        used = np.flatnonzero(a)
        rows, a = x[model.support_[used]].astype(np.float64), a[used]
        if request["degree"] == 1:
            quadratic = request["gamma"] * float(np.sum((a @ rows) ** 2))
        else:
            quadratic = 0.0
            for start in range(0, len(a), BLOCK):
                products = rows[start:start + BLOCK] @ rows.T
                kernel = (request["gamma"] * products + request["coef0"]) ** request["degree"]
                quadratic += float(a[start:start + BLOCK] @ (kernel @ a))
        results.append(quadratic / 2 - float(np.abs(a).sum()))
    return results


def collapsed(model, x, request):
    """One weight vector and one constant a pair; values above 0 speak for its first class."""
    support = x[model.support_]
    weights = np.stack([request["gamma"] * (a.astype(np.float32) @ support) for a in pair_coefficients(model)])
    constants = np.asarray(model.intercept_, np.float32)
    # For two classes scikit-learn's values above 0 speak for the second.
    sign = -1 if len(model.classes_) == 2 else 1
    return sign * weights, sign * constants, model.classes_


def voted(decisions, classes):
    votes, k = np.zeros((len(decisions), len(classes)), np.int8), 0
    for i in range(len(classes)):
        for j in range(i + 1, len(classes)):
            first = decisions[:, k] > 0
            votes[:, i] += first
            votes[:, j] += ~first
            k += 1
    return classes[votes.argmax(axis=1)]


def answer(bench, request):
    return {"fit": bench.fit, "predict": bench.predict, "cross_validate": bench.cross_validate,
            "grid": bench.grid}[request["do"]](request)


def main():
    for package, version in PINNED.items():
        if importlib.metadata.version(package) != version:
            sys.exit(f"needs {package} {version}")
    daalinit(THREADS)
    bench = Bench(sys.argv[2])
    if sys.argv[1] == "memory":
        answer(bench, json.loads(sys.argv[3]))
        print(json.dumps({"peak_kib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))
        return
    for line in sys.stdin:
        print(json.dumps(answer(bench, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
