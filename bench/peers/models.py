"""The models of the table in src/models.ts, written afresh in PyTorch."""

import math

import torch
from torch import Tensor, nn

from fusions import (
    Concat,
    Cosine,
    Dot,
    GatedUnit,
    LogitMixture,
    LowRankBilinear,
    NeuralFactorisation,
    PolyCodes,
    SquaredDistance,
    Sum,
)
from token_fusions import CodeAttention, KernelPooling, MaxSimilarity, TokenAttention
from towers import Names, TokenLinear, TokenTower, Tower, WordTower, within

# Encoders of the left and of the right side.
ENCODERS = {
    "dual-cosine": ("mlp", "mlp"),
    "dual-dot": ("mlp", "mlp"),
    "dual-l2": ("mlp", "mlp"),
    "dual-linear": ("linear", "linear"),
    "dual-residual": ("residual", "residual"),
    "concat": ("identity", "identity"),
    "product-difference": ("mlp", "mlp"),
    "mlb": ("mlp", "mlp"),
    "gmu": ("identity", "identity"),
    "neumf": ("identity", "identity"),
    "mol": ("hidden", "hidden"),
    "poly": ("hidden", "hidden"),
    "product-difference-dual": ("mlp", "mlp"),
    "mlb-dual": ("mlp", "mlp"),
    "late-interaction": ("token-linear", "token-linear"),
    "late-interaction-left": ("token-linear", "token-linear"),
    "kernel-pooling": ("token-linear", "token-linear"),
    "token-attention": ("token-linear", "token-linear"),
    "token-tower": ("token-tower", "token-tower"),
    "poly-tokens": ("token-tower", "codes"),
    "dual-words": ("mlp", "words"),
    "mlb-dual-words": ("mlp", "words"),
}

TOWERS = {"token-linear": TokenLinear, "token-tower": TokenTower, "codes": TokenTower, "words": WordTower}

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
    "late-interaction": lambda *_: MaxSimilarity(both=True),
    "late-interaction-left": lambda *_: MaxSimilarity(both=False),
    "kernel-pooling": lambda *_: KernelPooling(),
    "token-attention": lambda *_: TokenAttention(),
    "token-tower": lambda *_: Cosine(),
    "poly-tokens": lambda *_: CodeAttention(),
    "dual-words": lambda *_: Cosine(),
    "mlb-dual-words": lambda *sizes: Sum(LowRankBilinear(*sizes)),
}


def tower_of(encoder: str) -> type[nn.Module]:
    return TOWERS.get(encoder, Tower)


class Model(nn.Module):
    """Raw features of N left and M right items, as each tower takes them -> scores [N, M], higher is better."""

    def __init__(self, name: str, left, right, settings):
        super().__init__()
        self.name = name
        if name not in ENCODERS:
            raise SystemExit(f"there is no model {name}")
        own, other = ENCODERS[name]
        self.left = tower_of(own)(left, settings, own)
        self.right = tower_of(other)(right, settings, other)
        self.fuse = FUSIONS[name](self.left.width, self.right.width, settings)
        narrow = isinstance(self.fuse, (Cosine, LogitMixture, PolyCodes, MaxSimilarity, TokenAttention))
        self.log_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07) if narrow else 0.0))

    def ours(self) -> Names:
        parts = {"left": self.left, "right": self.right, "fusion": self.fuse}
        names = {name: held for part, module in parts.items() for name, held in within(part, module.ours()).items()}
        return {**names, "objective.log_scale": self.log_scale}

    def forward(self, x, y) -> Tensor:
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


def optimiser(modules: list[nn.Module], learning_rate: float, weight_decay: float) -> torch.optim.Optimizer:
    """AdamW in one fused kernel, PyTorch's fastest; matrices decay, biases and scales do not."""
    parameters = [p for module in modules for p in module.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": weight_decay},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=learning_rate, fused=True)
