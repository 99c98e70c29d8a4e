"""Which models of a split there is something to check of. Standard library only."""

ACCURACY = ("R@1", "R@5", "R@10", "MRR", "nDCG@10", "mAP", "medR", "rsum", "AUC", "AP")


def accuracy_rows(results: list[dict[str, str]], dataset: str, split: str, model: str | None = None) -> list[dict[str, str]]:
    """Accuracy of single seeds; of one model, or of all."""
    return [
        row
        for row in results
        if (row["dataset"], row["split"], row["scorer"]) == (dataset, split, "")
        and row["metric"] in ACCURACY
        and row["seed"] not in ("", "all")
        and model in (None, row["model"])
    ]


def coverage(results: list[dict[str, str]], dataset: str, split: str, folders: list[str]) -> tuple[list[str], list[str]]:
    """The models whose accuracy is published, and the model folders that nothing is published of."""
    models = sorted({row["model"] for row in accuracy_rows(results, dataset, split)})
    return models, sorted(set(folders) - set(models))
