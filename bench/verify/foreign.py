"""The same metrics by programs that are not ours: trec_eval (through pytrec_eval) and scikit-learn."""

import numpy as np
import pytrec_eval
from sklearn.metrics import average_precision_score, roc_auc_score

from definitions import candidates, ranking_order

MEASURES = {
    "R@1": "success_1",
    "R@5": "success_5",
    "R@10": "success_10",
    "MRR": "recip_rank",
    "nDCG@10": "ndcg_cut_10",
    "mAP": "map",
}
ASKED = {"success.1,5,10", "recip_rank", "ndcg_cut.10", "map"}


def _sums(judged: dict[str, dict[str, int]], ranked: dict[str, list[str]]) -> dict[str, float]:
    """trec_eval breaks ties by id, descending, so it is given the places of an order that has none."""
    run = {query: {candidate: float(-place) for place, candidate in enumerate(order)} for query, order in ranked.items()}
    results = pytrec_eval.RelevanceEvaluator(judged, ASKED).evaluate(run)
    return {name: float(np.sum([query[measure] for query in results.values()])) for name, measure in MEASURES.items()}


def full_ranking(scores: np.ndarray, grades: np.ndarray, block: int = 200) -> dict[str, float]:
    """trec_eval over all candidates of every query that has a right answer."""
    asked = np.flatnonzero(grades.any(1))
    totals = dict.fromkeys(MEASURES, 0.0)
    names = np.array([str(column) for column in range(scores.shape[1])])
    for start in range(0, len(asked), block):
        rows = asked[start : start + block]
        judged = {str(row): {names[column]: int(grades[row, column]) for column in np.flatnonzero(grades[row])} for row in rows}
        ranked = {str(row): names[ranking_order(scores[row], grades[row])].tolist() for row in rows}
        for name, value in _sums(judged, ranked).items():
            totals[name] += value
    return {name: total / len(asked) for name, total in totals.items()}


def ranking_file(ranking, grades: np.ndarray, queries: list[str], candidates: list[str]) -> dict[str, float]:
    """trec_eval over a written ranking, in the order of its ranks: what a depth of 100 suffices for."""
    judged = {
        queries[row]: {candidates[column]: int(grades[row, column]) for column in np.flatnonzero(grades[row])}
        for row in np.flatnonzero(grades.any(1))
    }
    sums = _sums(judged, {query: [candidate for candidate, _ in entries] for query, entries in ranking.items()})
    return {name: sums[name] / len(judged) for name in ("R@1", "R@5", "R@10", "nDCG@10")}


def pair_metrics(scores: np.ndarray, grades: np.ndarray) -> dict[str, float]:
    known = candidates(scores)
    right, flat = grades[known] > 0, scores[known]
    return {"AUC": float(roc_auc_score(right, flat)), "AP": float(average_precision_score(right, flat))}
