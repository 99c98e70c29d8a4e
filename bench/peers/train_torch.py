"""Trains a model of matchbench in PyTorch on one fold and prints its accuracy as JSON."""

import argparse
import json
import math
import sys
import time
from pathlib import Path

import torch

from dataset import batches, load_parts
from models import Model, optimiser
from objectives import info_nce
from ranking import accuracy, mean_mrr


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data/emoji"))
    parser.add_argument("--fold", default="0", help="name of a split, or its number from 0")
    parser.add_argument("--model", default="dual-cosine")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--steps-per-check", type=int, default=50)
    parser.add_argument("--patience", type=int, default=6)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--warm-up", type=int, default=50)
    parser.add_argument("--weight-decay", type=float, default=1e-3)
    parser.add_argument("--input-dropout", type=float, default=0.25)
    parser.add_argument("--hidden-dropout", type=float, default=0.3)
    parser.add_argument("--hidden", type=int, default=512)
    parser.add_argument("--embedding", type=int, default=256)
    parser.add_argument("--fusion-hidden", type=lambda text: [int(n) for n in text.split(",")], default=[512, 128])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--output", type=Path, help="write the JSON here as well")
    return parser.parse_args(argv)


def learning_rate_at(step: int, settings) -> float:
    if step <= settings.warm_up:
        return settings.learning_rate * step / settings.warm_up
    progress = (step - settings.warm_up) / max(1, settings.steps - settings.warm_up)
    return settings.learning_rate * (1 + math.cos(math.pi * progress)) / 2


class Trainer:
    """One optimiser step at a time."""

    def __init__(self, train, settings):
        torch.manual_seed(settings.seed)
        torch.set_num_threads(settings.threads)
        self.settings = settings
        self.left, self.right = torch.from_numpy(train.left), torch.from_numpy(train.right)
        self.model = Model(settings.model, self.left, self.right, settings)
        self.optimiser = optimiser([self.model], settings.learning_rate, settings.weight_decay)
        self.batches = batches(train, settings.batch, settings.seed)

    def step(self, number: int) -> float:
        left, right, blocked = next(self.batches)
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate_at(number, self.settings)
        scores = self.model(self.left[torch.from_numpy(left)], self.right[torch.from_numpy(right)])
        loss = info_nce(scores, torch.from_numpy(blocked), self.model.log_scale)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.optimiser.step()
        return loss.item()


def train(parts, settings) -> dict:
    trainer = Trainer(parts["train"], settings)
    validation = parts["validation"]
    relevance = validation.relevance()
    features = torch.from_numpy(validation.left), torch.from_numpy(validation.right)
    best, best_weights, since_best, curve, losses, step_seconds = -1.0, None, 0, [], [], 0.0
    stopped = "last step"
    for step in range(1, settings.steps + 1):
        start = time.perf_counter()
        losses.append(trainer.step(step))
        step_seconds += time.perf_counter() - start
        if step % settings.steps_per_check != 0 and step != settings.steps:
            continue
        figure = mean_mrr(trainer.model.score_all(*features).numpy(), relevance)
        curve.append({"step": step, "loss": sum(losses) / len(losses), "validation": figure})
        print(f"{settings.model} step {step}: loss {curve[-1]['loss']:.3f}, validation MRR {figure:.4f}", file=sys.stderr)
        losses = []
        if figure > best:
            best, since_best = figure, 0
            best_weights = {name: value.clone() for name, value in trainer.model.state_dict().items()}
        else:
            since_best += 1
        if since_best >= settings.patience:
            stopped = "no better for long"
            break
    trainer.model.load_state_dict(best_weights)
    test = parts["test"]
    scores = trainer.model.score_all(torch.from_numpy(test.left), torch.from_numpy(test.right)).numpy()
    return {
        "settings": {name: str(value) if isinstance(value, Path) else value for name, value in vars(settings).items()},
        "torch": torch.__version__,
        "parameters": sum(p.numel() for p in trainer.model.parameters()),
        "steps": step,
        "stopped": stopped,
        "step_seconds": step_seconds,
        "best": max(curve, key=lambda check: check["validation"]),
        "test": accuracy(scores, test.relevance()),
        "curve": curve,
    }


if __name__ == "__main__":
    settings = arguments()
    result = train(load_parts(settings.data, settings.fold), settings)
    text = json.dumps(result, indent=1)
    if settings.output is not None:
        settings.output.write_text(text + "\n", "utf8")
    print(text)
