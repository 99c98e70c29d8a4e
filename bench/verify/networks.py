"""Scores recomputed from the exported ONNX models and the features, with onnxruntime for Python."""

from pathlib import Path

import numpy as np
import onnxruntime


def _open(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def _inputs(side: str, features: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    names = {"global": side, "tokens": f"{side}_tokens", "mask": f"{side}_mask"}
    return {names[name]: values for name, values in features.items()}


def cached_scores(model: Path, manifest: dict, features, threads: int, pairs: int = 8192) -> np.ndarray:
    """left.onnx and right.onnx once an item, interaction.onnx for every pair of their outputs: [N, M]."""
    cached = {}
    for side in ("left", "right"):
        names = [array["name"] for array in manifest[side]["cached"]]
        values = _open(model / f"{side}.onnx", threads).run(names, _inputs(side, features[side]))
        cached[side] = dict(zip(names, values))
    interaction = _open(model / "interaction.onnx", threads)
    rows, columns = (len(next(iter(cached[side].values()))) for side in ("left", "right"))
    scores = np.empty((rows, columns), np.float32)
    step = max(1, pairs // columns)
    for start in range(0, rows, step):
        chosen = np.arange(start, min(rows, start + step))
        feeds = {name: np.repeat(values[chosen], columns, 0) for name, values in cached["left"].items()}
        feeds |= {name: np.concatenate([values] * len(chosen)) for name, values in cached["right"].items()}
        scores[chosen] = interaction.run(["score"], feeds)[0].reshape(len(chosen), columns)
    return scores


def pair_scores(model: Path, features, rows: np.ndarray, threads: int) -> np.ndarray:
    """pair.onnx, the network as drawn, for some left rows against every right item: [rows, M]."""
    pair = _open(model / "pair.onnx", threads)
    right = _inputs("right", features["right"])
    columns = len(features["right"]["global"])
    scores = []
    for row in rows:
        left = {name: np.repeat(values[row : row + 1], columns, 0) for name, values in _inputs("left", features["left"]).items()}
        scores.append(pair.run(["score"], left | right)[0])
    return np.array(scores)


def excess(scores: np.ndarray, recomputed: np.ndarray) -> float:
    """Largest |difference| / max(1, |score|)."""
    return float((np.abs(scores - recomputed) / np.maximum(1, np.abs(scores))).max())
