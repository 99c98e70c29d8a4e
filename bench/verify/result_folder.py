"""Reads what a run wrote, by the published layout only."""

import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

DIRECTIONS = ("left-right", "right-left")
COLUMNS = (
    "model,scorer,direction,dataset,split,seed,device,left_count,right_count,metric,unit,value,ci_low,ci_high,samples"
).split(",")


class Broken(Exception):
    """The folder is not laid out as published."""


@dataclass
class Split:
    """One `OUT/<dataset>/<split>` folder. `grades` is [N, M], 0 where a pair is wrong."""

    folder: Path
    dataset: str
    name: str
    ids: dict[str, list[str]]
    features: dict[str, dict[str, np.ndarray]]
    grades: np.ndarray

    def model_folders(self) -> list[str]:
        folder = self.folder / "models"
        return sorted(path.name for path in folder.iterdir()) if folder.exists() else []

    def manifest(self, model: str) -> dict:
        return json.loads((self.folder / "models" / model / "model.json").read_text("utf8"))

    def scores(self, model: str, asked: str | None = None) -> np.ndarray | None:
        """The score matrix, or the one that the queries of a direction were answered by where that is another; it is left out of large runs."""
        path = self.folder / "scores" / f"{model}.safetensors"
        if not path.exists():
            return None
        tensors = load_file(path)
        scores = tensors.get(asked, tensors["scores"])
        if scores.dtype != np.float32 or scores.shape != self.grades.shape:
            raise Broken(f"{path}: scores are {scores.dtype} {scores.shape}, not float32 {self.grades.shape}")
        return scores

    def ranking(self, model: str, direction: str) -> dict[str, list[tuple[str, float]]]:
        """Per query its candidates in the order of the ranks, with their scores."""
        path = self.folder / "rankings" / f"{model}.{direction}.trec"
        ranking: dict[str, list[tuple[str, float]]] = {}
        for number, line in enumerate(path.read_text("utf8").splitlines(), 1):
            query, _, candidate, rank, score, _ = line.split(" ")
            entries = ranking.setdefault(query, [])
            entries.append((candidate, float(score)))
            if int(rank) != len(entries):
                raise Broken(f"{path}:{number}: rank {rank} where {len(entries)} comes next")
        return ranking


def read_results(out: Path) -> list[dict[str, str]]:
    with (out / "results.csv").open(newline="", encoding="utf8") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != COLUMNS:
            raise Broken(f"{file.name}: the columns are {reader.fieldnames}")
        return list(reader)


def read_split(out: Path, dataset: str, name: str) -> Split:
    folder = out / dataset / name
    ids, features = {}, {}
    for side in ("left", "right"):
        path = folder / "features" / f"{side}.ids.txt"
        ids[side] = path.read_text("utf8").removesuffix("\n").split("\n")
        features[side] = load_file(folder / "features" / f"{side}.safetensors")
        if not all(re.fullmatch(r"[^\s]+", id) for id in ids[side]):
            raise Broken(f"{path}: an id is empty or has a space")
        if ids[side] != sorted(set(ids[side]), key=lambda id: id.encode()):
            raise Broken(f"{path}: ids are not in bytewise order, each once")
        if len(features[side]["global"]) != len(ids[side]):
            raise Broken(f"{path}: {len(ids[side])} ids for {len(features[side]['global'])} rows of features")
    forward = _grades(folder / "qrels" / "left-right.tsv", ids["left"], ids["right"])
    backward = _grades(folder / "qrels" / "right-left.tsv", ids["right"], ids["left"])
    if not np.array_equal(forward, backward.T):
        raise Broken(f"{folder / 'qrels'}: the two directions do not hold the same pairs")
    return Split(folder, dataset, name, ids, features, forward)


def _grades(path: Path, queries: list[str], candidates: list[str]) -> np.ndarray:
    row = {id: i for i, id in enumerate(queries)}
    column = {id: i for i, id in enumerate(candidates)}
    grades = np.zeros((len(queries), len(candidates)), np.uint8)
    for line in path.read_text("utf8").splitlines():
        query, iteration, candidate, grade = line.split("\t")
        if iteration != "0":
            raise Broken(f"{path}: the second column is {iteration}")
        grades[row[query], column[candidate]] = int(grade)
    return grades
