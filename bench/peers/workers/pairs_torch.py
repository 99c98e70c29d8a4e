"""Scores pairs with an early fusion network over joined features in PyTorch eager, as drawn or with its first layer split by hand."""

import json
import sys

import torch
from torch import Tensor, nn

from serve import read_tensors, serve, timed


class Concat:
    """score = MLP([x; y]) over standardised features, with the weights of ours."""

    def __init__(self, weights: dict, left: Tensor, right: Tensor):
        tensors = {name: torch.from_numpy(values) for name, values in weights.items()}
        standard = lambda side, x: (x - tensors[f"{side}.mean"]) * tensors[f"{side}.inverse_deviation"]
        # Once an item, not once a pair: nobody would do that again for every pair.
        self.left, self.right = standard("left", left), standard("right", right)
        layers = sorted({int(name.split(".")[1]) for name in tensors if name.startswith("fusion.")})
        self.layers = [nn.Linear(*tensors[f"fusion.{layer}.weight"].shape) for layer in layers]
        for layer, linear in zip(layers, self.layers):
            linear.weight = nn.Parameter(tensors[f"fusion.{layer}.weight"].T.contiguous())
            linear.bias = nn.Parameter(tensors[f"fusion.{layer}.bias"])
        first = self.layers[0]
        width = left.shape[1]
        self.own = self.left @ first.weight[:, :width].T + first.bias
        self.other = self.right @ first.weight[:, width:].T

    def upper(self, hidden: Tensor) -> Tensor:
        for layer in self.layers[1:]:
            hidden = layer(hidden.relu_())
        return hidden.squeeze(-1)

    def naive(self, query: int, first: int, count: int) -> Tensor:
        other = self.right[first : first + count]
        joined = torch.cat([self.left[query].expand(len(other), -1), other], 1)
        return self.upper(self.layers[0](joined))

    def factorised(self, query: int, first: int, count: int) -> Tensor:
        return self.upper(self.own[query] + self.other[first : first + count])


class Search:
    """The k best candidates of every query, block by block."""

    def __init__(self, settings: dict):
        torch.set_num_threads(settings["threads"])
        left, right = (
            torch.from_numpy(read_tensors(settings[side])["global"])[: settings[f"{side}Count"]] for side in ("left", "right")
        )
        self.model = Concat(read_tensors(settings["weights"]), left, right)
        self.score = getattr(self.model, settings["way"])
        self.k = settings["k"]
        self.block = min(settings["blocks"], key=lambda block: min(timed(lambda: self.search(4, block)) for _ in range(3)))

    @torch.inference_mode()
    def search(self, queries: int, block: int):
        candidates = len(self.model.right)
        found = []
        for query in range(queries):
            scores = torch.cat([self.score(query, first, block) for first in range(0, candidates, block)])
            found.append(scores.topk(self.k))
        return torch.stack([each.indices for each in found]), torch.stack([each.values for each in found])

    def all(self):
        return self.search(len(self.model.left), self.block)


if __name__ == "__main__":
    search = Search(json.loads(sys.argv[1]))

    def answers(_):
        rows, scores = search.all()
        return {"rows": rows.flatten().tolist(), "scores": scores.flatten().tolist(), "block": search.block}

    serve({"answers": answers, "batch": lambda _: timed(search.all)})
