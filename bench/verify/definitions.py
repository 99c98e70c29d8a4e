"""Every accuracy metric in numpy, from its definition, over the full score matrix."""

import numpy as np


def candidates(scores: np.ndarray) -> np.ndarray:
    """Which pairs are candidates of each other; a score of -Infinity says that they are not. A NaN stays, so that it is found."""
    return scores != -np.inf


def ranking_order(scores: np.ndarray, grades: np.ndarray) -> np.ndarray:
    """Candidate columns of one query, best first: score descending, wrong before right, then row (rows are in bytewise order of id)."""
    order = np.lexsort((np.arange(len(scores)), grades > 0, -scores.astype(np.float64)))
    return order[candidates(scores[order])]


def query_metrics(scores: np.ndarray, grades: np.ndarray) -> dict[str, float]:
    """Scores and grades of one query against all candidates."""
    order = ranking_order(scores, grades)
    gains = grades[order].astype(float)
    ranks = np.flatnonzero(gains) + 1
    discount = 1 / np.log2(np.arange(2, 12))
    ideal = np.sort(gains)[::-1][:10]
    top = gains[:10]
    return {
        **{f"R@{k}": float(ranks[0] <= k) for k in (1, 5, 10)},
        "MRR": 1 / ranks[0],
        "mAP": float(np.mean(np.arange(1, len(ranks) + 1) / ranks)),
        "nDCG@10": float((top * discount[: len(top)]).sum() / (ideal * discount[: len(ideal)]).sum()),
        "medR": float(ranks[0]),
    }


def direction_metrics(scores: np.ndarray, grades: np.ndarray) -> dict[str, float]:
    """Means over the queries that have a right answer; medR is a median."""
    per_query = [query_metrics(s, g) for s, g in zip(scores, grades) if g.any()]
    return {
        name: float((np.median if name == "medR" else np.mean)([query[name] for query in per_query])) for name in per_query[0]
    }


def pair_metrics(scores: np.ndarray, grades: np.ndarray) -> dict[str, float]:
    """AUC and AP pooled over all pairs: ties a half in AUC, whole groups of equal score in AP."""
    known = candidates(scores)
    scores, grades = scores[known], grades[known]
    values, group = np.unique(scores, return_inverse=True)
    relevant = (grades > 0).ravel()
    right = np.bincount(group.ravel(), relevant, len(values))
    wrong = np.bincount(group.ravel(), ~relevant, len(values))
    below = np.cumsum(wrong) - wrong
    found, seen = np.cumsum(right[::-1]), np.cumsum((right + wrong)[::-1])
    return {
        "AUC": float((right * (below + wrong / 2)).sum() / (right.sum() * wrong.sum())),
        "AP": float((right[::-1] * found / seen).sum() / right.sum()),
    }


def tied_queries(scores: np.ndarray, grades: np.ndarray) -> int:
    """Queries where a wrong candidate has exactly the score of the best right answer, so that the rule for ties decides the rank."""
    asked = grades.any(1)
    scores, right = scores[asked], grades[asked] > 0
    best = np.where(right, scores, -np.inf).max(1, keepdims=True)
    return int(((scores == best) & ~right).any(1).sum())
