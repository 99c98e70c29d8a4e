"""Scores recomputed from the exported ONNX models and the features, with onnxruntime for Python."""

import os
from pathlib import Path

import numpy as np

# Its telemetry is off here too; it is read as the library loads.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
import onnxruntime  # noqa: E402

from definitions import candidates


def _open(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def _inputs(side: str, manifest: dict, features: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The features that the model takes, under the names of its inputs; graphs are float32 throughout, masks too."""
    names = {side: "global", f"{side}_tokens": "tokens", f"{side}_mask": "mask"}
    taken = [array["name"] for array in manifest[side]["inputs"]]
    return {name: features[names[name]].astype(np.float32, copy=False) for name in taken}


def _rows_a_run(arrays, rows: int) -> int:
    """At most so many rows, fewer where their values would take more than 256 MiB."""
    return max(1, min(rows, 2**26 // max(1, sum(array[0].size for array in arrays))))


def cached_scores(model: Path, manifest: dict, features, threads: int, pairs: int = 8192) -> np.ndarray:
    """left.onnx and right.onnx once an item, interaction.onnx for every pair of their outputs: [N, M]."""
    cached = {}
    for side in ("left", "right"):
        names = [array["name"] for array in manifest[side]["cached"]]
        encoder = _open(model / f"{side}.onnx", threads)
        inputs = _inputs(side, manifest, features[side])
        count = len(features[side]["global"])
        step = _rows_a_run(inputs.values(), count)
        parts = [
            encoder.run(names, {name: values[start : start + step] for name, values in inputs.items()})
            for start in range(0, count, step)
        ]
        cached[side] = {name: np.concatenate(values) for name, values in zip(names, zip(*parts))}
    interaction = _open(model / "interaction.onnx", threads)
    rows, columns = (len(features[side]["global"]) for side in ("left", "right"))
    scores = np.empty(rows * columns, np.float32)
    step = _rows_a_run([array for side in cached.values() for array in side.values()], pairs)
    for start in range(0, rows * columns, step):
        pair = np.arange(start, min(rows * columns, start + step))
        feeds = {name: values[pair // columns] for name, values in cached["left"].items()}
        feeds |= {name: values[pair % columns] for name, values in cached["right"].items()}
        scores[pair] = interaction.run(["score"], feeds)[0]
    return scores.reshape(rows, columns)


def pair_scores(model: Path, manifest: dict, features, rows: np.ndarray, threads: int) -> np.ndarray:
    """pair.onnx, the network as drawn, for some left rows against every right item: [rows, M]."""
    pair = _open(model / "pair.onnx", threads)
    left, right = (_inputs(side, manifest, features[side]) for side in ("left", "right"))
    columns = len(features["right"]["global"])
    step = _rows_a_run([*left.values(), *right.values()], columns)
    scores = np.empty((len(rows), columns), np.float32)
    for i, row in enumerate(rows):
        for start in range(0, columns, step):
            chosen = np.arange(start, min(columns, start + step))
            feeds = {name: np.repeat(values[row : row + 1], len(chosen), 0) for name, values in left.items()}
            feeds |= {name: values[chosen] for name, values in right.items()}
            scores[i, chosen] = pair.run(["score"], feeds)[0]
    return scores


def excess(scores: np.ndarray, recomputed: np.ndarray) -> float:
    """Largest |difference| / max(1, |score|) of pairs that are candidates; the networks score the others too."""
    known = candidates(scores)
    scores, recomputed = scores[known], recomputed[known]
    return float((np.abs(scores - recomputed) / np.maximum(1, np.abs(scores))).max())
