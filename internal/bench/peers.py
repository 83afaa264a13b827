"""Scikit-learn on the same rows: what Switchyard's figures stand beside.

    peers.py svc TRAIN TEST             accuracy of a linear SVM
    peers.py logreg TRAIN TEST          fit time and accuracy of logistic regression
    peers.py latency TRAIN TEXTS...     time of one text at a time, p50 of each file
    peers.py anger TRAIN TEST           F1 of anger by language, one model for all and one a language

Each prints one JSON object. Files are JSONL rows; TEXTS hold a text a line.
"""
import json
import os
import statistics
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "2")

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

LATENCY_ROWS = 10_000  # enough for a realistic vocabulary, quick to fit
ROUNDS = 3


def rows(path):
    texts, labels = [], []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row.get("out_of_scope"):
                continue
            texts.append((row.get("subject", "") + "\n" + row.get("body", "")).strip())
            labels.append(row["labels"]["category"])
    return texts, labels


def ngrams(idf):
    """Word 1-2-grams and character 2-5-grams inside words."""
    return make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, use_idf=idf),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, use_idf=idf),
    )


def fitted(features, model, train, test):
    """Times the fit and measures it: seconds, accuracy and macro-F1."""
    texts, labels = rows(train)
    start = time.perf_counter()
    matrix = features.fit_transform(texts)
    middle = time.perf_counter()
    model.fit(matrix, labels)
    end = time.perf_counter()
    texts, labels = rows(test)
    guesses = model.predict(features.transform(texts))
    return {
        "features_s": middle - start,
        "fit_s": end - middle,
        "accuracy": accuracy_score(labels, guesses),
        "macro_f1": f1_score(labels, guesses, average="macro"),
    }


def logistic():
    # Of its solvers this one was the fastest on 150 labels, and the most accurate.
    return LogisticRegression(solver="liblinear", C=10)


def latency(train, files):
    """p50 in microseconds of transform and predict_proba, ROUNDS values a file."""
    texts, labels = rows(train)
    pipeline = make_pipeline(ngrams(idf=False), logistic()).fit(texts[:LATENCY_ROWS], labels[:LATENCY_ROWS])
    p50 = {path: [] for path in files}
    for _ in range(ROUNDS):
        for path in files:
            with open(path, encoding="utf-8") as lines:
                samples = lines.read().splitlines()
            took = []
            for text in samples * (320 // len(samples)):
                start = time.perf_counter_ns()
                pipeline.predict_proba([text])
                took.append(time.perf_counter_ns() - start)
            p50[path].append(statistics.median(took) / 1e3)
    return {"p50_us": [p50[path] for path in files]}


def angry_rows(path):
    out = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if "anger" in row["labels"]:
                texts, labels = out.setdefault(row["language"], ([], []))
                texts.append((row.get("subject", "") + "\n" + row.get("body", "")).strip())
                labels.append(row["labels"]["anger"])
    return out


def anger(train, test):
    """F1 by language of balanced logistic regressions on word and character n-grams."""
    learn, measure = angry_rows(train), angry_rows(test)

    def fit(texts, labels):
        return make_pipeline(ngrams(idf=True), LogisticRegression(solver="liblinear", class_weight="balanced")).fit(texts, labels)

    def score(model, rows):
        return f1_score(rows[1], model.predict(rows[0]))

    everything = fit([t for texts, _ in learn.values() for t in texts], [l for _, labels in learn.values() for l in labels])
    return {
        "together": {language: score(everything, rows) for language, rows in measure.items()},
        "apart": {language: score(fit(*learn[language]), rows) for language, rows in measure.items()},
    }


def main(verb, train, *rest):
    if verb == "svc":
        return fitted(ngrams(idf=True), LinearSVC(), train, *rest)
    if verb == "logreg":
        return fitted(ngrams(idf=False), logistic(), train, *rest)
    if verb == "anger":
        return anger(train, *rest)
    if verb == "latency":
        return latency(train, rest)
    sys.exit(__doc__)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    print(json.dumps(main(*sys.argv[1:])))
