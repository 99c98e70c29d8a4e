"""The models of the table in src/models.ts, written afresh in PyTorch."""

import math

import torch
from torch import Tensor, nn

ENCODERS = {
    "dual-cosine": "mlp",
    "dual-dot": "mlp",
    "dual-l2": "mlp",
    "dual-linear": "linear",
    "dual-residual": "residual",
    "concat": "identity",
    "product-difference": "mlp",
    "mlb": "mlp",
    "gmu": "identity",
    "neumf": "identity",
    "mol": "hidden",
    "poly": "hidden",
    "product-difference-dual": "mlp",
    "mlb-dual": "mlp",
}


class Standardise(nn.Module):
    """(x - mean) / population deviation of the training items; a constant column becomes zero."""

    def __init__(self, training: Tensor):
        super().__init__()
        exact = training.double()
        mean = exact.mean(0)
        variance = ((exact - mean) ** 2).mean(0)
        constant = variance <= 1e-12 * (1 + mean**2)
        self.register_buffer("mean", mean.float())
        self.register_buffer("inverse", torch.where(constant, 0.0, variance.clamp_min(1e-300).rsqrt()).float())

    def forward(self, x: Tensor) -> Tensor:
        return (x - self.mean) * self.inverse


def mlp(widths: list[int], activation: type[nn.Module], dropout: float) -> nn.Sequential:
    layers: list[nn.Module] = []
    for i, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        if i > 0:
            layers += [activation(), nn.Dropout(dropout)] if dropout > 0 else [activation()]
        layers.append(nn.Linear(inputs, outputs))
    return nn.Sequential(*layers)


def zero(layer: nn.Linear) -> None:
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)


class Tower(nn.Module):
    """Features of one side -> what the fusion is given."""

    def __init__(self, training: Tensor, settings, encoder: str):
        super().__init__()
        self.prepare = nn.Sequential(Standardise(training), nn.Dropout(settings.input_dropout))
        inputs, outputs = training.shape[1], settings.embedding
        hidden = [] if encoder == "linear" else [settings.hidden]
        widths = [inputs, *hidden, outputs]
        self.network = nn.Identity() if encoder == "identity" else mlp(widths, nn.GELU, settings.hidden_dropout)
        if encoder == "hidden":
            # A tower without its last layer.
            self.network, outputs = self.network[:-1], settings.hidden
        self.kept = None
        if encoder == "residual":
            self.kept = nn.Identity() if inputs == outputs else nn.Linear(inputs, outputs)
            zero(self.network[-1])
        self.width = inputs if encoder == "identity" else outputs

    def forward(self, x: Tensor) -> Tensor:
        x = self.prepare(x)
        return self.network(x) if self.kept is None else self.kept(x) + self.network(x)


class Cosine(nn.Module):
    def forward(self, u: Tensor, v: Tensor) -> Tensor:
        return nn.functional.normalize(u, dim=1) @ nn.functional.normalize(v, dim=1).T


class Dot(nn.Module):
    def forward(self, u: Tensor, v: Tensor) -> Tensor:
        return u @ v.T


class SquaredDistance(nn.Module):
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

    def forward(self, u: Tensor, v: Tensor) -> Tensor:
        return self.network(u.tanh()[:, None] * v.tanh()[None]).squeeze(-1)


class GatedUnit(nn.Module):
    def __init__(self, left: int, right: int, settings):
        super().__init__()
        width = settings.embedding
        self.left, self.right = nn.Linear(left, width), nn.Linear(right, width)
        self.gate = SplitLinear(left, right, width)
        self.network = mlp([width, *settings.fusion_hidden, 1], nn.ReLU, 0)

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

    def forward(self, u: Tensor, v: Tensor) -> Tensor:
        return self.base(u, v) * self.log_scale.exp() + self.residual(u, v)


FUSIONS = {
    "dual-cosine": lambda *_: Cosine(),
    "dual-dot": lambda *_: Dot(),
    "dual-l2": lambda *_: SquaredDistance(),
    "dual-linear": lambda *_: Cosine(),
    "dual-residual": lambda *_: Cosine(),
    "concat": Concat,
    "product-difference": lambda *sizes: Concat(*sizes, elementwise=True),
    "mlb": LowRankBilinear,
    "gmu": GatedUnit,
    "neumf": NeuralFactorisation,
    "mol": LogitMixture,
    "poly": PolyCodes,
    "product-difference-dual": lambda *sizes: Sum(Concat(*sizes, elementwise=True)),
    "mlb-dual": lambda *sizes: Sum(LowRankBilinear(*sizes)),
}


class Model(nn.Module):
    """Raw features of N left and M right items -> scores [N, M], higher is better."""

    def __init__(self, name: str, left: Tensor, right: Tensor, settings):
        super().__init__()
        self.name = name
        if name not in ENCODERS:
            raise SystemExit(f"there is no model {name}")
        self.left = Tower(left, settings, ENCODERS[name])
        self.right = Tower(right, settings, ENCODERS[name])
        self.fuse = FUSIONS[name](self.left.width, self.right.width, settings)
        narrow = isinstance(self.fuse, (Cosine, LogitMixture, PolyCodes))
        self.log_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07) if narrow else 0.0))

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        return self.fuse(self.left(x), self.right(y))

    @torch.no_grad()
    def score_all(self, x: Tensor, y: Tensor, rows: int = 8) -> Tensor:
        """All pairs without dropout, some left items at a time."""
        was_training = self.training
        self.eval()
        u, v = self.left(x), self.right(y)
        rows = len(u) if self.name.startswith("dual") else rows
        scores = torch.cat([self.fuse(part, v) for part in u.split(rows)])
        self.train(was_training)
        return scores


def info_nce(scores: Tensor, blocked: Tensor, log_scale: Tensor) -> Tensor:
    """Cross-entropy of the diagonal among its row and among its column; other right answers are no negatives."""
    logits = (scores * log_scale.exp()).masked_fill(blocked, -1e9)
    target = torch.arange(len(logits))
    return (nn.functional.cross_entropy(logits, target) + nn.functional.cross_entropy(logits.T, target)) / 2


def optimiser(model: nn.Module, learning_rate: float, weight_decay: float) -> torch.optim.Optimizer:
    """AdamW in one fused kernel, PyTorch's fastest; matrices decay, biases and scales do not."""
    parameters = [p for p in model.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": weight_decay},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=learning_rate, fused=True)
