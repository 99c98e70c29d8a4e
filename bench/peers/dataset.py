"""Reads a data set folder with foreign code only."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file


@dataclass
class Part:
    """Items of one part of one split. `right_answers[i]` are the right rows of left row i."""

    left: np.ndarray
    right: np.ndarray
    right_answers: list[np.ndarray]

    def relevance(self) -> np.ndarray:
        matrix = np.zeros((len(self.left), len(self.right)), bool)
        for row, columns in enumerate(self.right_answers):
            matrix[row, columns] = True
        return matrix


def _features(path: Path) -> np.ndarray:
    tensors = load_file(path)
    values = tensors["global"]
    return values.astype(np.float32) * tensors["global.scale"] if values.dtype == np.int8 else values


def _ids(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text("utf8").split("\n") if line]


def load_parts(folder: Path, fold: str) -> dict[str, Part]:
    """The parts train, validation and test of a split, which is named or counted from 0."""
    features = {side: _features(folder / f"{side}.safetensors") for side in ("left", "right")}
    ids = {side: _ids(folder / f"{side}.jsonl") for side in ("left", "right")}
    header, *lines = [line.split("\t") for line in (folder / "splits.tsv").read_text("utf8").splitlines()]
    column = header.index(fold) if fold in header[2:] else 2 + int(fold)
    part_of = {(line[0], line[1]): line[column] for line in lines}
    answers: dict[str, list[str]] = {}
    for line in (folder / "qrels.tsv").read_text("utf8").splitlines():
        query, _, candidate, grade = line.split("\t")
        if int(grade) > 0:
            answers.setdefault(query, []).append(candidate)
    parts = {}
    for part in ("train", "validation", "test"):
        rows = {side: [i for i, id in enumerate(ids[side]) if part_of[side, id] == part] for side in ids}
        position = {ids["right"][row]: i for i, row in enumerate(rows["right"])}
        parts[part] = Part(
            left=features["left"][rows["left"]],
            right=features["right"][rows["right"]],
            right_answers=[
                np.array(sorted(position[c] for c in answers.get(ids["left"][row], []) if c in position), np.int64)
                for row in rows["left"]
            ],
        )
    return parts


def batches(part: Part, size: int, seed: int):
    """Endless batches: each left item with a right answer once an epoch, with one of its right answers drawn at random."""
    random = np.random.default_rng(seed)
    items = np.array([row for row, columns in enumerate(part.right_answers) if len(columns) > 0])
    relevance = part.relevance()
    waiting = np.empty(0, np.int64)
    while True:
        while len(waiting) < size:
            waiting = np.concatenate([waiting, random.permutation(items)])
        left, waiting = waiting[:size], waiting[size:]
        right = np.array([random.choice(part.right_answers[row]) for row in left])
        blocked = relevance[left][:, right]
        np.fill_diagonal(blocked, False)
        yield left, right, blocked
