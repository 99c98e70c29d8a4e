"""Training steps in PyTorch eager, from our first weights, on our features and batches, which are drawn beforehand."""

import json
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import torch
from torch import Tensor, nn

from models import ENCODERS, Model, optimiser, tower_of
from objectives import Batch, Objective
from serve import read_tensors, serve
from towers import Names
from train_torch import arguments, learning_rate_at


def our_tensors(names: Names):
    """Our name of every parameter, the parameter, and whether it is held transposed: ours are [inputs, outputs]."""
    for name, held in names.items():
        if isinstance(held, nn.Parameter):
            yield name, held, False
        else:
            norm = isinstance(held, nn.LayerNorm)
            yield f"{name}.{'gain' if norm else 'weight'}", held.weight, not norm
            yield f"{name}.bias", held.bias, False


class Steps:
    def __init__(self, material: dict, state: dict, task: dict, settings, exact: bool = False):
        self.settings, self.state, self.number = settings, state, 0
        if exact:
            material = {name: values.astype("f8") if values.dtype == "f4" else values for name, values in material.items()}
        self.sides = [self.features(material, side, i, task["model"]) for i, side in enumerate(("left", "right"))]
        self.batches = [self.batch(material, i) for i in range(len(material["batch.left"]))]
        self.model = Model(task["model"], *self.sides, settings)
        classes = int(material["batch.classCount"][0])
        self.objective = Objective(task["objective"], task["settings"], self.model.left.width, classes)
        self.load()
        if exact:
            self.model.double()
            self.objective.double()
        self.optimiser = optimiser([self.model, self.objective], settings.learning_rate, settings.weight_decay)

    @staticmethod
    def features(material: dict, side: str, place: int, model: str):
        """What the tower of a side takes of all items."""
        takes = tower_of(ENCODERS[model][place]).takes
        arrays = tuple(torch.from_numpy(material[side if name == "global" else f"{side}_{name}"]) for name in takes)
        return (arrays[0], arrays[1] > 0) if len(arrays) == 2 else arrays[0]

    @staticmethod
    def batch(material: dict, i: int) -> tuple[Tensor, Tensor, Batch]:
        of = lambda name: torch.from_numpy(material[f"batch.{name}"][i])
        known = Batch(of("blocked") > 0, of("grades"), of("teacher"), of("logDraws"), of("classes"))
        return of("left"), of("right"), known

    def load(self) -> None:
        """Our values into what holds them here; whatever ours does not train is not trained."""
        self.held = list(our_tensors({**self.model.ours(), **self.objective.ours()}))
        ours = {name.removeprefix("weight.") for name in self.state if name.startswith("weight.")}
        theirs = {name for name, _, _ in self.held}
        parameters = sum(len(list(module.parameters())) for module in (self.model, self.objective))
        # Not every objective has a scale of its logits.
        if not ours <= theirs <= ours | {"objective.log_scale"} or len(theirs) != parameters:
            raise SystemExit(f"parameters differ: ours {sorted(ours - theirs)}, theirs {sorted(theirs - ours)}, {parameters} here")
        with torch.no_grad():
            for name, parameter, transposed in self.held:
                parameter.requires_grad_(f"gradient.{name}" in self.state)
                if name in ours:
                    values = torch.from_numpy(self.state[f"weight.{name}"])
                    parameter.copy_(values.T if transposed else values)

    def loss(self) -> Tensor:
        left, right, known = self.batches[self.number % len(self.batches)]
        self.number += 1
        rows = lambda side, index: tuple(each[index] for each in side) if isinstance(side, tuple) else side[index]
        u, v = self.model.left(rows(self.sides[0], left)), self.model.right(rows(self.sides[1], right))
        scores = self.model.fuse(u, v) if self.objective.uses_scores() else None
        return self.objective(scores, u, v, known, self.model.log_scale)

    def step(self) -> float:
        loss = self.loss()
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate_at(min(self.number, self.settings.steps), self.settings)
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

    def gradients(self) -> tuple[float, dict[str, Tensor]]:
        """Loss and gradients of the next batch, as ours lie."""
        loss = self.loss()
        loss.backward()
        trained = [(name, p, transposed) for name, p, transposed in self.held if p.requires_grad]
        return loss.item(), {name: (p.grad.T if transposed else p.grad).double() for name, p, transposed in trained}


# Of the whole gradient: what is left in float64 of a sum that is 0.
vanishing = 1e-12


def distances(exact: Steps, plain: Steps) -> dict:
    """
    How far ours and PyTorch's float32 are from PyTorch's float64 in loss and gradients of the first batch: relative, of a gradient by the lengths of the
    differences. A gradient below a thousandth of the whole one's length is measured by that thousandth, and one that is 0 but for rounding in float64, as that of a last bias
    to which the loss is blind, by the whole one.
    """
    loss, gradients = exact.gradients()
    plain_loss, plain_gradients = plain.gradients()
    whole = sum(float(gradient.norm()) ** 2 for gradient in gradients.values()) ** 0.5

    def far(gradient: Tensor, name: str) -> float:
        length = float(gradients[name].norm())
        return float((gradient - gradients[name]).norm()) / (whole if length < vanishing * whole else max(length, 1e-3 * whole))

    ours = {name: torch.from_numpy(exact.state[f"gradient.{name}"]).double() for name in gradients}
    relative = lambda value: abs(value - loss) / abs(loss)
    return {
        "loss": {"ours": relative(float(exact.state["loss"][0])), "torch": relative(plain_loss)},
        **{name: {"ours": far(ours[name], name), "torch": far(plain_gradients[name], name)} for name in gradients},
    }


if __name__ == "__main__":
    material_file, state_file, task_text, *rest = sys.argv[1:]
    material, state, task = read_tensors(material_file), read_tensors(state_file), json.loads(task_text)
    torch.set_num_threads(arguments(rest).threads)

    def without_dropout(count: int, exact: bool = False) -> Steps:
        plain = ["--steps", str(count), *"--input-dropout 0 --hidden-dropout 0".split()]
        return Steps(material, state, task, arguments([*rest, *plain]), exact)

    def losses(message):
        steps = without_dropout(message["count"])
        return [steps.step() for _ in range(message["count"])]

    timed = Steps(material, state, task, arguments(rest))
    serve(
        {
            "losses": losses,
            "distances": lambda _: distances(without_dropout(1, exact=True), without_dropout(1)),
            "steps": lambda message: timed.median_ms(message["count"]),
        }
    )
