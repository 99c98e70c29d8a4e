"""Fusions over one vector an item: encodings of N left and M right items -> scores [N, M]."""

import math

import torch
from torch import Tensor, nn

from towers import Names, layers, mlp, within, zero


class Cosine(nn.Module):
    def ours(self) -> Names:
        return {}

    def forward(self, u: Tensor, v: Tensor) -> Tensor:
        return nn.functional.normalize(u, dim=1) @ nn.functional.normalize(v, dim=1).T


class Dot(nn.Module):
    def ours(self) -> Names:
        return {}

    def forward(self, u: Tensor, v: Tensor) -> Tensor:
        return u @ v.T


class SquaredDistance(nn.Module):
    def ours(self) -> Names:
        return {}

    def forward(self, u: Tensor, v: Tensor) -> Tensor:
        return 2 * u @ v.T - (u * u).sum(1, keepdim=True) - (v * v).sum(1)


class SplitLinear(nn.Module):
    """A linear layer over [u; v] of all pairs, split by side, as anyone would who trains on all B x B pairs."""

    def __init__(self, left: int, right: int, outputs: int, more: int = 0):
        super().__init__()
        self.sizes = [left, right, more]
        self.layer = nn.Linear(left + right + more, outputs)

    def forward(self, u: Tensor, v: Tensor, both: Tensor | None = None) -> Tensor:
        own, other, more = self.layer.weight.split(self.sizes, 1)
        sums = (u @ own.T + self.layer.bias)[:, None] + (v @ other.T)[None]
        return sums if both is None else sums + both @ more.T


class Concat(nn.Module):
    """MLP([u; v]), with `elementwise` MLP([u, v, u * v, |u - v|])."""

    def __init__(self, left: int, right: int, settings, elementwise: bool = False):
        super().__init__()
        hidden = settings.fusion_hidden
        self.elementwise = elementwise
        self.first = SplitLinear(left, right, hidden[0], 2 * left if elementwise else 0)
        self.rest = nn.Sequential(nn.ReLU(), mlp([*hidden, 1], nn.ReLU, 0))

    def last(self) -> nn.Linear:
        return self.rest[-1][-1]

    def ours(self) -> Names:
        return {"0": self.first.layer, **layers(self.rest, 1)}

    def forward(self, u: Tensor, v: Tensor) -> Tensor:
        a, b = u[:, None], v[None]
        both = torch.cat([a * b, (a - b).abs()], -1) if self.elementwise else None
        return self.rest(self.first(u, v, both)).squeeze(-1)


class LowRankBilinear(nn.Module):
    def __init__(self, left: int, _right: int, settings):
        super().__init__()
        self.network = mlp([left, *settings.fusion_hidden, 1], nn.ReLU, 0)

    def last(self) -> nn.Linear:
        return self.network[-1]

    def ours(self) -> Names:
        return layers(self.network)

    def forward(self, u: Tensor, v: Tensor) -> Tensor:
        return self.network(u.tanh()[:, None] * v.tanh()[None]).squeeze(-1)


class GatedUnit(nn.Module):
    def __init__(self, left: int, right: int, settings):
        super().__init__()
        width = settings.embedding
        self.left, self.right = nn.Linear(left, width), nn.Linear(right, width)
        self.gate = SplitLinear(left, right, width)
        self.network = mlp([width, *settings.fusion_hidden, 1], nn.ReLU, 0)

    def ours(self) -> Names:
        return {"left": self.left, "right": self.right, "gate": self.gate.layer, **layers(self.network)}

    def forward(self, u: Tensor, v: Tensor) -> Tensor:
        own, other = self.left(u).tanh()[:, None], self.right(v).tanh()[None]
        return self.network(other + self.gate(u, v).sigmoid() * (own - other)).squeeze(-1)


class NeuralFactorisation(nn.Module):
    def __init__(self, left: int, right: int, settings):
        super().__init__()
        width, hidden = settings.embedding, settings.fusion_hidden
        self.product = nn.ModuleList([nn.Linear(left, width), nn.Linear(right, width)])
        self.deep = nn.ModuleList([nn.Linear(left, width), nn.Linear(right, width)])
        self.first = SplitLinear(width, width, hidden[0])
        above = mlp(hidden, nn.ReLU, 0) if len(hidden) > 1 else nn.Sequential()
        self.rest = nn.Sequential(nn.ReLU(), above, *([nn.ReLU()] if len(hidden) > 1 else []))
        self.score = nn.Linear(width + hidden[-1], 1)

    def ours(self) -> Names:
        own, other = ({"product": self.product[i], "deep": self.deep[i]} for i in (0, 1))
        deep = {"0": self.first.layer, **layers(self.rest, 1)}
        return {**within("left", own), **within("right", other), **within("deep", deep), "score": self.score}

    def forward(self, u: Tensor, v: Tensor) -> Tensor:
        p, q = (layer(side) for layer, side in zip(self.product, (u, v)))
        deep = self.rest(self.first(*(layer(side) for layer, side in zip(self.deep, (u, v)))))
        of_product, of_deep = self.score.weight[0].split([p.shape[1], deep.shape[-1]])
        return (p * of_product) @ q.T + deep @ of_deep + self.score.bias


class LogitMixture(nn.Module):
    """MoL: cosines of several vectors a side, mixed by a gate of the pair."""

    def __init__(self, left: int, right: int, settings, components: int = 4):
        super().__init__()
        self.components, logits = components, components**2
        width = components * math.ceil(settings.embedding / components)
        self.vectors = nn.ModuleList([nn.Linear(left, width), nn.Linear(right, width)])
        self.gates = nn.ModuleList([nn.Linear(left, logits), nn.Linear(right, logits)])
        self.cross = mlp([logits, settings.fusion_hidden[-1], logits], nn.ReLU, 0)

    def ours(self) -> Names:
        own, other = ({"vectors": self.vectors[i], "gate": self.gates[i]} for i in (0, 1))
        return {**within("left", own), **within("right", other), **within("cross", layers(self.cross))}

    def forward(self, u: Tensor, v: Tensor) -> Tensor:
        f, g = (
            nn.functional.normalize(layer(side).unflatten(1, (self.components, -1)), dim=-1)
            for layer, side in zip(self.vectors, (u, v))
        )
        cosines = torch.einsum("nie,mje->nmij", f, g).flatten(2)
        a, b = (layer(side) for layer, side in zip(self.gates, (u, v)))
        weights = (a[:, None] * b[None] + self.cross(cosines)).softmax(-1)
        return (weights * cosines).sum(-1)


class PolyCodes(nn.Module):
    """Poly-encoder: the right vector attends over codes of the left one."""

    def __init__(self, left: int, right: int, settings, codes: int = 8):
        super().__init__()
        self.count = codes
        self.codes, self.vector = nn.Linear(left, codes * settings.embedding), nn.Linear(right, settings.embedding)
        self.log_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))

    def ours(self) -> Names:
        return {"codes": self.codes, "vector": self.vector, "log_scale": self.log_scale}

    def forward(self, u: Tensor, v: Tensor) -> Tensor:
        codes = nn.functional.normalize(self.codes(u).unflatten(1, (self.count, -1)), dim=-1)
        cosines = torch.einsum("nce,me->nmc", codes, nn.functional.normalize(self.vector(v), dim=1))
        return ((cosines * self.log_scale.exp()).softmax(-1) * cosines).sum(-1)


class Sum(nn.Module):
    """A cosine as a logit, and a network over the same encodings that starts by adding nothing."""

    def __init__(self, residual: nn.Module):
        super().__init__()
        self.base, self.residual = Cosine(), residual
        self.log_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))
        zero(residual.last())

    def ours(self) -> Names:
        return {"base.log_scale": self.log_scale, **within("residual", self.residual.ours())}

    def forward(self, u: Tensor, v: Tensor) -> Tensor:
        return self.base(u, v) * self.log_scale.exp() + self.residual(u, v)
