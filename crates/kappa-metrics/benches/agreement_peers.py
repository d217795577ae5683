"""Times scikit-learn, statsmodels, krippendorff and irrCAC on the ratings of `agreement.rs`.

    pip install -r ../../../fixtures/kappa-metrics/peers/requirements.txt
    pip install --no-deps irrCAC==0.4.4
    SARA_PYTHON=python cargo bench -p kappa-metrics

Prints a line of JSON: for each task the answers and the seconds of each run.
"""

import json
import math
import sys
import time
import warnings

import krippendorff
import numpy
import pandas
from irrCAC.raw import CAC
from sklearn import metrics
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

RUNS, PAIRS, ITEMS, RATERS, ROWS, RESAMPLES = map(int, sys.argv[1:])
GAMMA = numpy.uint64(0x9E3779B97F4A7C15)


def draws(seed, count):
    """SplitMix64: draw k depends on seed + (k + 1) gamma alone."""
    z = numpy.uint64(seed) + numpy.arange(1, count + 1, dtype=numpy.uint64) * GAMMA
    z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    return z ^ (z >> numpy.uint64(31))


def positions(draws, length):
    """The upper half of the product of a draw and a length below 2^32."""
    low, half = numpy.uint64(0xFFFFFFFF), numpy.uint64(32)
    length = numpy.uint64(length)
    return (((draws >> half) * length + (((draws & low) * length) >> half)) >> half).astype(numpy.int64)


def vary(truth, draw, labels):
    """The truth in 7 cases of 10, else any label."""
    guess = ((draw >> numpy.uint64(32)) % numpy.uint64(labels)).astype(numpy.int64)
    return numpy.where(draw % numpy.uint64(10) < 7, truth, guess)


def pairs(seed, count):
    drawn = draws(seed, 2 * count).reshape(count, 2)
    truth = (drawn[:, 0] % numpy.uint64(3)).astype(numpy.int64)
    return truth, vary(truth, drawn[:, 1], 3)


def table(seed):
    """Rows of ratings, -1 where one is missing."""
    drawn = draws(seed, (RATERS + 1) * ITEMS).reshape(ITEMS, RATERS + 1)
    truth = (drawn[:, :1] % numpy.uint64(4)).astype(numpy.int64)
    ratings = vary(truth, drawn[:, 1:], 4)
    return numpy.where(drawn[:, 1:] % numpy.uint64(10) == 9, -1, ratings)


def bootstrap(truth, predicted):
    drawn = positions(draws(7, ROWS * RESAMPLES), ROWS).reshape(RESAMPLES, ROWS)
    kappas = [metrics.cohen_kappa_score(truth[rows], predicted[rows]) for rows in drawn]
    return numpy.percentile(kappas, [2.5, 97.5]).tolist()


def report(truth, predicted):
    found = metrics.classification_report(truth, predicted, output_dict=True)
    return [found["macro avg"]["f1-score"], found["weighted avg"]["precision"], found["accuracy"]]


def fleiss(ratings):
    complete = ratings[(ratings >= 0).all(axis=1)]
    return [float(fleiss_kappa(aggregate_raters(complete)[0]))]


def alpha_with_error(frame):
    found = CAC(frame, digits=15).krippendorff()["est"]
    return [float(found["coefficient_value"]), float(found["se"])]


def main():
    warnings.simplefilter("ignore")
    truth, predicted = pairs(1, PAIRS)
    few = pairs(3, ROWS)
    ratings = table(2)
    with_nan = numpy.where(ratings < 0, math.nan, ratings.astype(float))
    by_rater, frame = with_nan.T.copy(), pandas.DataFrame(with_nan)
    tasks = {
        "kappa": lambda: [float(metrics.cohen_kappa_score(truth, predicted))],
        "report": lambda: report(truth, predicted),
        "fleiss": lambda: fleiss(ratings),
        "alpha": lambda: [float(krippendorff.alpha(by_rater, level_of_measurement="nominal"))],
        "alpha with error": lambda: alpha_with_error(frame),
        "bootstrap": lambda: bootstrap(*few),
    }
    found = {}
    for name, task in tasks.items():
        answers, seconds = task(), []
        for _ in range(RUNS):
            start = time.perf_counter()
            task()
            seconds.append(time.perf_counter() - start)
        found[name] = {"answers": answers, "seconds": seconds}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
