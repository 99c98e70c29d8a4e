"""Encoders of one side, and the names that their layers have in ours."""

import math

import torch
from torch import Tensor, nn

# What a parameter is called in ours, and where it is held here: a layer, a norm, or a parameter by itself.
Names = dict[str, nn.Module | nn.Parameter]


def layers(network: nn.Module, start: int = 0) -> Names:
    """The linear layers of a network by their number."""
    found = [each for each in network.modules() if isinstance(each, nn.Linear)]
    return {str(start + i): layer for i, layer in enumerate(found)}


def within(prefix: str, names: Names) -> Names:
    return {f"{prefix}.{name}" if name else prefix: held for name, held in names.items()}


class Standardise(nn.Module):
    """(x - mean) / population deviation of the training rows; a constant column becomes zero."""

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

    takes = ("global",)

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
        self.single = encoder == "linear"

    def ours(self) -> Names:
        if self.single:
            return {"": self.network[0]}
        kept = {"projection": self.kept} if isinstance(self.kept, nn.Linear) else {}
        return {**layers(self.network), **kept}

    def forward(self, x: Tensor) -> Tensor:
        x = self.prepare(x)
        return self.network(x) if self.kept is None else self.kept(x) + self.network(x)


class WordTower(nn.Module):
    """Words of a text, [N, V] of zeros and ones -> a vector: the mean of one learned vector a word, then an MLP."""

    takes = ("words",)

    def __init__(self, training: Tensor, settings, _encoder: str):
        super().__init__()
        self.register_buffer("known", training.amax(0))
        self.drop = nn.Dropout(settings.input_dropout)
        self.words = nn.Parameter(torch.empty(training.shape[1], settings.hidden).uniform_(-1, 1))
        self.network = mlp([settings.hidden, settings.hidden, settings.embedding], nn.GELU, settings.hidden_dropout)
        self.width = settings.embedding

    def ours(self) -> Names:
        return {"words": self.words, **layers(self.network)}

    def forward(self, x: Tensor) -> Tensor:
        x = self.drop(x * self.known)
        mean = (x @ self.words) / (x.sum(1, keepdim=True) + 1e-6)
        return self.network(nn.functional.gelu(mean))


class Tokens:
    """Vectors of the tokens of every item, [N, T, E], and which of them are there, [N, T] of booleans."""

    def __init__(self, values: Tensor, mask: Tensor):
        self.values, self.mask = values, mask


class ItemDropout(nn.Module):
    """One draw for all tokens of an item."""

    def __init__(self, rate: float):
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.rate == 0:
            return x
        kept = nn.functional.dropout(x.new_ones(x.shape[0], 1, x.shape[2]), self.rate)
        return x * kept


class TokenPreparation(nn.Module):
    def __init__(self, values: Tensor, mask: Tensor, rate: float):
        super().__init__()
        self.standardise, self.drop = Standardise(values[mask]), ItemDropout(rate)

    def forward(self, x: Tensor) -> Tensor:
        return self.drop(self.standardise(x))


class TokenLinear(nn.Module):
    """A linear layer for every token."""

    takes = ("tokens", "mask")

    def __init__(self, training: tuple[Tensor, Tensor], settings, _encoder: str):
        super().__init__()
        self.prepare = TokenPreparation(*training, settings.input_dropout)
        self.layer = nn.Linear(training[0].shape[2], settings.embedding)
        self.width = settings.embedding

    def ours(self) -> Names:
        return {"": self.layer}

    def forward(self, given: tuple[Tensor, Tensor]) -> Tokens:
        values, mask = given
        return Tokens(self.layer(self.prepare(values)), mask)


class TokenTower(nn.Module):
    """A transformer block over the tokens, then attention pooling by one learned query, or by eight ("codes")."""

    takes = ("tokens", "mask")
    heads = 4

    def __init__(self, training: tuple[Tensor, Tensor], settings, encoder: str):
        super().__init__()
        self.count = 8 if encoder == "codes" else 1
        width = self.width = self.heads * math.ceil(settings.embedding / self.heads)
        self.prepare = TokenPreparation(*training, settings.input_dropout)
        self.into = nn.Linear(training[0].shape[2], width)
        self.attention_norm, self.mlp_norm, self.norm = (nn.LayerNorm(width) for _ in range(3))
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.network = mlp([width, 2 * width, width], nn.GELU, 0)
        self.drop = ItemDropout(settings.hidden_dropout)
        self.queries = nn.Parameter(torch.empty(width, self.count).uniform_(-1, 1) / math.sqrt(width))

    def ours(self) -> Names:
        attention = {"norm": self.attention_norm, "query": self.query, "key": self.key, "value": self.value, "out": self.out}
        above = {"norm": self.mlp_norm, **layers(self.network)}
        block = {"in": self.into, "norm": self.norm, **within("attention", attention), **within("mlp", above)}
        return {**within("block", block), "pool.queries": self.queries}

    def attend(self, x: Tensor, mask: Tensor) -> Tensor:
        split = lambda layer: layer(x).unflatten(2, (self.heads, -1)).transpose(1, 2)
        seen = nn.functional.scaled_dot_product_attention(
            split(self.query), split(self.key), split(self.value), attn_mask=mask[:, None, None]
        )
        return self.out(seen.transpose(1, 2).flatten(2))

    def forward(self, given: tuple[Tensor, Tensor]) -> Tensor:
        values, mask = given
        x = self.into(self.prepare(values))
        y = x + self.drop(self.attend(self.attention_norm(x), mask))
        z = self.norm(y + self.drop(self.network(self.mlp_norm(y))))
        weights = (z @ self.queries).transpose(1, 2).masked_fill(~mask[:, None], -1e6).softmax(-1)
        pooled = weights @ z
        return pooled if self.count > 1 else pooled.squeeze(1)
