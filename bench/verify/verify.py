"""Holds the figures of a run to programs that are not ours. Exit code 1 when something does not hold, 2 when nothing could be checked."""

import argparse
import sys
from pathlib import Path

import numpy as np

import definitions
import foreign
import networks
from coverage import accuracy_rows, coverage
from result_folder import DIRECTIONS, Broken, Split, read_results, read_split

# Fractions are means of float32 values; rsum is 100 times a sum of six; a median rank is exact.
TOLERANCE = {"rsum": 1e-3, "medR": 0.0}
FRACTION_TOLERANCE = 1e-6
SCORE_TOLERANCE = 1e-4
RECALLS = ("R@1", "R@5", "R@10")


class Report:
    """Lines of `what · ours · foreign · by whom · largest difference · holds`."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, ...]] = []
        self.failed = 0

    def add(self, what: str, ours: str, other: str, by: str, difference: float, tolerance: float) -> None:
        # Not "difference > tolerance": a NaN holds nothing.
        holds = difference <= tolerance
        self.failed += not holds
        self.lines.append((what, ours, other, by, f"{difference:.1e}", "yes" if holds else "NO"))

    def compare(self, what: str, ours: float | None, others: dict[str, float], tolerance: float) -> None:
        """Shows the value that is furthest from ours."""
        names = ", ".join(others)
        if ours is None:
            self.add(what, "missing", f"{next(iter(others.values())):.6f}", names, np.inf, tolerance)
            return
        furthest = max(others.values(), key=lambda value: np.inf if np.isnan(value) else abs(ours - value))
        self.add(what, f"{ours:.6f}", f"{furthest:.6f}", names, abs(ours - furthest), tolerance)

    def print(self) -> None:
        table = [("what", "ours", "foreign", "by", "difference", "holds"), *self.lines]
        widths = [max(len(line[i]) for line in table) for i in range(len(table[0]))]
        for line in table:
            print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())


def figures_of(results, split: Split, model: str) -> dict[tuple[str, str], float]:
    """(metric, direction) → value of the first seed that used this split: the one whose scores are kept."""
    rows = accuracy_rows(results, split.dataset, split.name, model)
    first = min((int(row["seed"]) for row in rows), default=None)
    return {(row["metric"], row["direction"]): float(row["value"]) for row in rows if int(row["seed"]) == first}


def check_accuracy(report: Report, split: Split, model: str, ours, scores: np.ndarray | None) -> None:
    """Metrics of both directions. Without the matrix, those that rankings 100 deep suffice for."""
    label = f"{split.dataset}/{split.name} {model}"
    sums: dict[str, float] = {}
    for direction in DIRECTIONS:
        grades = split.grades if direction == "left-right" else split.grades.T
        queries, candidates = (split.ids[side] for side in direction.split("-"))
        ranking = split.ranking(model, direction)
        by = {"trec_eval over the ranking file": foreign.ranking_file(ranking, grades, queries, candidates)}
        if scores is not None:
            answering = split.scores(model, direction)
            s = answering if direction == "left-right" else answering.T
            by = {"numpy": definitions.direction_metrics(s, grades), "trec_eval": foreign.full_ranking(s, grades)} | by
            tied = definitions.tied_queries(s, grades)
            if tied > 0:
                print(f"{label} {direction}: in {tied} queries a wrong candidate ties with the best right answer, and goes before it")
        for metric in dict.fromkeys(metric for figures in by.values() for metric in figures):
            others = {name: figures[metric] for name, figures in by.items() if metric in figures}
            tolerance = TOLERANCE.get(metric, FRACTION_TOLERANCE)
            report.compare(f"{label} {direction} {metric}", ours.get((metric, direction)), others, tolerance)
        for name, figures in by.items():
            sums[name] = sums.get(name, 0) + 100 * sum(figures[metric] for metric in RECALLS)
        check_ranking_file(report, f"{label} {direction}", ranking, grades, queries, candidates, scores if scores is None else s)
    report.compare(f"{label} rsum", ours.get(("rsum", "")), sums, TOLERANCE["rsum"])
    if scores is None:
        return
    by_numpy, by_sklearn = definitions.pair_metrics(scores, split.grades), foreign.pair_metrics(scores, split.grades)
    for metric in ("AUC", "AP"):
        others = {"numpy": by_numpy[metric], "scikit-learn": by_sklearn[metric]}
        report.compare(f"{label} {metric}", ours.get((metric, "")), others, FRACTION_TOLERANCE)


def check_ranking_file(report: Report, label: str, ranking, grades, queries, candidates, scores: np.ndarray | None) -> None:
    """Every query with a right answer is there, and the file lists the head of the matrix's own order, score for score."""
    asked = {queries[row] for row in np.flatnonzero(grades.any(1))}
    report.add(f"{label} ranked queries", str(len(ranking)), str(len(asked)), "qrels", len(asked ^ set(ranking)), 0)
    if scores is None:
        return
    row_of = {id: row for row, id in enumerate(queries)}
    unlike = 0
    for query, entries in ranking.items():
        row = row_of[query]
        order = definitions.ranking_order(scores[row], grades[row])[:100]
        # Nine significant digits give back the float32.
        expected = [(candidates[column], scores[row, column]) for column in order]
        unlike += expected != [(candidate, np.float32(score)) for candidate, score in entries]
    report.add(f"{label} rankings", f"{len(ranking)}", f"{len(ranking) - unlike} alike", "numpy", unlike, 0)


def check_networks(report: Report, split: Split, model: str, scores: np.ndarray, pair_rows: int, threads: int) -> None:
    label = f"{split.dataset}/{split.name} {model}"
    folder = split.folder / "models" / model
    cached = networks.cached_scores(folder, split.manifest(model), split.features, threads)
    report.add(
        f"{label} scores of left, right, interaction.onnx", f"{scores.size} scores", "recomputed", "onnxruntime",
        networks.excess(scores, cached), SCORE_TOLERANCE,
    )  # fmt: skip
    rows = np.unique(np.linspace(0, len(scores) - 1, pair_rows).astype(int))
    drawn = networks.pair_scores(folder, split.manifest(model), split.features, rows, threads)
    report.add(
        f"{label} scores of pair.onnx", f"{drawn.size} scores", "recomputed", "onnxruntime",
        networks.excess(scores[rows], drawn), SCORE_TOLERANCE,
    )  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="the result folder of a run")
    parser.add_argument("--pair-rows", type=int, default=20, help="left items whose pairs go through pair.onnx (default 20)")
    parser.add_argument("--threads", type=int, default=2)
    settings = parser.parse_args()
    report = Report()
    try:
        results = read_results(settings.out)
        splits = sorted({(row["dataset"], row["split"]) for row in results if row["dataset"] and row["split"]})
        for dataset, name in splits:
            split = read_split(settings.out, dataset, name)
            models, extra = coverage(results, dataset, name, split.model_folders())
            for model in extra:
                print(f"{dataset}/{name} {model}: results.csv has no accuracy of this model folder; it is not checked")
            for model in models:
                ours = figures_of(results, split, model)
                scores = split.scores(model)
                check_accuracy(report, split, model, ours, scores)
                if scores is None:
                    print(f"{dataset}/{name} {model}: no score matrix was kept; only what rankings 100 deep tell is checked")
                elif model not in split.model_folders():
                    print(f"{dataset}/{name} {model}: the run holds no networks of it; its scores are not computed again")
                else:
                    check_networks(report, split, model, scores, settings.pair_rows, settings.threads)
    except (Broken, OSError, KeyError, ValueError) as problem:
        print(f"verify: {type(problem).__name__}: {problem}", file=sys.stderr)
        return 1
    report.print()
    if not report.lines:
        print("verify: there is no accuracy to check", file=sys.stderr)
        return 2
    print(f"{len(report.lines) - report.failed} hold, {report.failed} do not hold")
    return 1 if report.failed > 0 else 0


if __name__ == "__main__":
    sys.exit(main())
