"""Times training steps in PyTorch eager: for every line on stdin (a count), prints the milliseconds of that many steps as JSON."""

import json
import sys
import time

import numpy as np

from dataset import Part
from train_torch import Trainer, arguments


def synthetic(counts=(8000, 5600), widths=(1280, 384), answers=5) -> Part:
    """As large as a fold of the emoji data; the values do not matter to a step's speed."""
    random = np.random.default_rng(0)
    left, right = (random.standard_normal((n, d), np.float32) for n, d in zip(counts, widths))
    return Part(left, right, [np.sort(random.choice(counts[1], answers, replace=False)) for _ in range(counts[0])])


if __name__ == "__main__":
    trainer = Trainer(synthetic(), arguments())
    number = 0
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            number += 1
            start = time.perf_counter()
            trainer.step(min(number, trainer.settings.steps))
            times.append(1000 * (time.perf_counter() - start))
        print(json.dumps(times), flush=True)
