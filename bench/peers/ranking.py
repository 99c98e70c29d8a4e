"""Accuracy of a score matrix, written from the definitions: full ranking, ties against us."""

import numpy as np


def first_ranks(scores: np.ndarray, relevance: np.ndarray) -> np.ndarray:
    """1-based rank of the first right answer of every row that has one; a wrong candidate of equal score goes before."""
    asked = relevance.any(1)
    scores, relevance = scores[asked], relevance[asked]
    best = np.where(relevance, scores, -np.inf).max(1, keepdims=True)
    return 1 + ((scores >= best) & ~relevance).sum(1)


def accuracy(scores: np.ndarray, relevance: np.ndarray) -> dict[str, dict[str, float]]:
    """R@1, R@5, R@10 and MRR of both directions, as fractions."""
    result = {}
    for direction, s, r in (("left-right", scores, relevance), ("right-left", scores.T, relevance.T)):
        ranks = first_ranks(s, r)
        result[direction] = {f"R@{k}": float((ranks <= k).mean()) for k in (1, 5, 10)}
        result[direction]["MRR"] = float((1 / ranks).mean())
    return result


def mean_mrr(scores: np.ndarray, relevance: np.ndarray) -> float:
    """What decides when training stops: MRR averaged over both directions."""
    return float(np.mean([figures["MRR"] for figures in accuracy(scores, relevance).values()]))
