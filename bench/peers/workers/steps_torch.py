"""Training steps in PyTorch eager, from our first weights, on our features and batches, which are drawn beforehand."""

import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import torch
from torch import nn

from models import Model, info_nce, optimiser
from serve import read_tensors, serve
from train_torch import arguments, learning_rate_at


def linears(module: nn.Module) -> list[nn.Linear]:
    return [each for each in module.modules() if isinstance(each, nn.Linear)]


def load(model: Model, weights: dict) -> None:
    """Our values into the layers that hold them there; ours are [inputs, outputs]."""
    parts = {"left": model.left, "right": model.right, "fusion": model.fuse}
    with torch.no_grad():
        for part, module in parts.items():
            for i, layer in enumerate(linears(module)):
                layer.weight.copy_(torch.from_numpy(weights[f"{part}.{i}.weight"]).T)
                layer.bias.copy_(torch.from_numpy(weights[f"{part}.{i}.bias"]))


class Steps:
    def __init__(self, material: dict, weights: dict, settings):
        self.settings = settings
        self.left, self.right = (torch.from_numpy(material[side]) for side in ("left", "right"))
        self.batches = [
            [torch.from_numpy(material[name][i]) for name in ("batch.left", "batch.right", "batch.blocked")]
            for i in range(len(material["batch.left"]))
        ]
        for batch in self.batches:
            batch[2] = batch[2] > 0
        self.model = Model(settings.model, self.left, self.right, settings)
        load(self.model, weights)
        self.optimiser = optimiser(self.model, settings.learning_rate, settings.weight_decay)
        self.number = 0

    def step(self) -> float:
        left, right, blocked = self.batches[self.number % len(self.batches)]
        self.number += 1
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate_at(min(self.number, self.settings.steps), self.settings)
        scores = self.model(self.left[left], self.right[right])
        loss = info_nce(scores, blocked, self.model.log_scale)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.optimiser.step()
        return loss.item()

    def median_ms(self, count: int) -> float:
        times = []
        for _ in range(count):
            start = time.perf_counter()
            self.step()
            times.append(1000 * (time.perf_counter() - start))
        return statistics.median(times)


if __name__ == "__main__":
    folder, weights_file, *rest = sys.argv[1:]
    material, weights = read_tensors(f"{folder}/training.safetensors"), read_tensors(weights_file)
    torch.set_num_threads(arguments(rest).threads)

    def without_dropout(message):
        steps = Steps(material, weights, arguments([*rest, "--steps", str(message["count"]), *"--input-dropout 0 --hidden-dropout 0".split()]))
        return [steps.step() for _ in range(message["count"])]

    timed = Steps(material, weights, arguments(rest))
    serve({"losses": without_dropout, "steps": lambda message: timed.median_ms(message["count"])})
