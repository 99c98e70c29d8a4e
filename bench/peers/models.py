"""The models of the table in src/models.ts, written afresh in PyTorch."""

import math

import torch
from torch import Tensor, nn

TEMPERATURE = {"dual-cosine": 1 / 0.07, "dual-linear": 1 / 0.07}
ENCODERS = {
    "dual-cosine": "mlp",
    "dual-dot": "mlp",
    "dual-l2": "mlp",
    "dual-linear": "linear",
    "concat": "identity",
    "product-difference": "mlp",
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


class Tower(nn.Module):
    """Features of one side -> what the fusion is given."""

    def __init__(self, training: Tensor, settings, encoder: str):
        super().__init__()
        self.prepare = nn.Sequential(Standardise(training), nn.Dropout(settings.input_dropout))
        hidden = [settings.hidden] if encoder == "mlp" else []
        widths = [training.shape[1], *hidden, settings.embedding]
        self.network = nn.Identity() if encoder == "identity" else mlp(widths, nn.GELU, settings.hidden_dropout)
        self.width = training.shape[1] if encoder == "identity" else settings.embedding

    def forward(self, x: Tensor) -> Tensor:
        return self.network(self.prepare(x))


class PairNetwork(nn.Module):
    """MLP([u; v; ...]) over all pairs. Its first layer is split by side, as anyone would who trains on all B x B pairs."""

    def __init__(self, left: int, right: int, hidden: list[int], elementwise: bool):
        super().__init__()
        inputs = left + right + (2 * left if elementwise else 0)
        self.left, self.right, self.elementwise = left, right, elementwise
        self.first = nn.Linear(inputs, hidden[0])
        self.rest = nn.Sequential(nn.ReLU(), mlp([*hidden, 1], nn.ReLU, 0))

    def forward(self, u: Tensor, v: Tensor) -> Tensor:
        weight = self.first.weight
        own = u @ weight[:, : self.left].T + self.first.bias
        other = v @ weight[:, self.left : self.left + self.right].T
        hidden = own[:, None] + other[None]
        if self.elementwise:
            a, b = u[:, None], v[None]
            both = torch.cat([a * b, (a - b).abs()], -1)
            hidden = hidden + both @ weight[:, self.left + self.right :].T
        return self.rest(hidden).squeeze(-1)


class Model(nn.Module):
    """Raw features of N left and M right items -> scores [N, M], higher is better."""

    def __init__(self, name: str, left: Tensor, right: Tensor, settings):
        super().__init__()
        self.name = name
        if name not in ENCODERS:
            raise SystemExit(f"there is no model {name}")
        self.left = Tower(left, settings, ENCODERS[name])
        self.right = Tower(right, settings, ENCODERS[name])
        if name in ("concat", "product-difference"):
            elementwise = name == "product-difference"
            self.pairs = PairNetwork(self.left.width, self.right.width, settings.fusion_hidden, elementwise)
        self.log_scale = nn.Parameter(torch.tensor(math.log(TEMPERATURE.get(name, 1.0))))

    def fuse(self, u: Tensor, v: Tensor) -> Tensor:
        if self.name in ("dual-cosine", "dual-linear"):
            return nn.functional.normalize(u, dim=1) @ nn.functional.normalize(v, dim=1).T
        if self.name == "dual-dot":
            return u @ v.T
        if self.name == "dual-l2":
            return 2 * u @ v.T - (u * u).sum(1, keepdim=True) - (v * v).sum(1)
        return self.pairs(u, v)

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
