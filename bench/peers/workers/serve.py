"""The Python side of serve.mjs, and the files that both sides read."""

import json
import statistics
import sys
import time

import numpy as np


def serve(actions) -> None:
    """Answers every JSON line on stdin, `{"do": name, ...}`, with what the action of that name gives, as a JSON line."""
    for line in sys.stdin:
        message = json.loads(line)
        print(json.dumps(actions[message["do"]](message)), flush=True)


def timed(work) -> float:
    """Milliseconds that some work takes."""
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def median_time(works) -> float:
    """Median milliseconds of several pieces of work, each timed by itself."""
    return statistics.median(timed(work) for work in works)


def read_tensors(path: str) -> dict[str, np.ndarray]:
    """A safetensors file; the system's Python has no package for it."""
    data = open(path, "rb").read()
    start = 8 + int.from_bytes(data[:8], "little")
    types = {"F32": np.float32, "I32": np.int32, "I64": np.int64}
    tensors = {}
    for name, entry in json.loads(data[8:start]).items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            values = np.frombuffer(data[start + begin : start + end], types[entry["dtype"]])
            tensors[name] = values.reshape(entry["shape"]).copy()
    return tensors
