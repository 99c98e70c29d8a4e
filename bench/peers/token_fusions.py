"""Fusions over the tokens of an item: encodings of N left and M right items -> scores [N, M]."""

import math

import torch
from torch import Tensor, nn

from towers import Names, Tokens

FAR = -1e6


def units(tokens: Tokens) -> Tensor:
    return nn.functional.normalize(tokens.values, dim=-1)


def cosines(left: Tokens, right: Tokens) -> Tensor:
    """[N, T, M, S], in one product of matrices."""
    u, v = units(left), units(right)
    return (u.flatten(0, 1) @ v.flatten(0, 1).T).view(*u.shape[:2], *v.shape[:2])


def mean_over(values: Tensor, mask: Tensor, axis: int) -> Tensor:
    """Mean along an axis of what the mask, broadcast, says is there."""
    weights = mask.float()
    return (values * weights).sum(axis) / weights.sum(axis)


class MaxSimilarity(nn.Module):
    """ColBERT's MaxSim; of the left tokens alone, or of both sides' tokens."""

    def __init__(self, both: bool):
        super().__init__()
        self.both = both

    def ours(self) -> Names:
        return {}

    def forward(self, left: Tokens, right: Tokens) -> Tensor:
        all_pairs = cosines(left, right)
        found = mean_over(all_pairs.masked_fill(~right.mask[None, None], FAR).amax(3), left.mask[:, :, None], 1)
        if not self.both:
            return found
        other = all_pairs.masked_fill(~left.mask[:, :, None, None], FAR).amax(1)
        return (found + mean_over(other, right.mask[None], 2)) / 2


class KernelPooling(nn.Module):
    """K-NRM: soft counts of near right tokens by ten kernels, their logarithms averaged over left tokens, then a layer."""

    middles = [(9 - 2 * i) / 10 for i in range(10)]
    deviation = 0.1

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(len(self.middles), 1)

    def ours(self) -> Names:
        return {"": self.layer}

    def forward(self, left: Tokens, right: Tokens) -> Tensor:
        hidden = cosines(left, right).masked_fill(~right.mask[None, None], FAR)
        pooled = []
        for middle in self.middles:
            counts = (-((hidden - middle) ** 2) / (2 * self.deviation**2)).exp().sum(3)
            pooled.append(mean_over((counts + 1e-10).log(), left.mask[:, :, None], 1))
        return self.layer(torch.stack(pooled, -1)).squeeze(-1)


class TokenAttention(nn.Module):
    """SCAN in both directions; an attended vector enters by its norm and its cosine alone, which need no more than the Gram matrix of a side."""

    def __init__(self):
        super().__init__()
        self.log_sharpness = nn.Parameter(torch.tensor(math.log(9)))

    def ours(self) -> Names:
        return {"log_sharpness": self.log_sharpness}

    def found(self, u: Tensor, v: Tensor, u_mask: Tensor, v_mask: Tensor) -> Tensor:
        """What each token of every u finds on each v: [M, N], for u [N, T, E] and v [M, S, E]."""
        count = u.shape[:2]
        near = u.flatten(0, 1) @ v.transpose(1, 2)
        weights = (near * self.log_sharpness.exp()).masked_fill(~v_mask[:, None], FAR).softmax(-1)
        squared = ((weights @ (v @ v.transpose(1, 2))) * weights).sum(-1)
        each = ((weights * near).sum(-1) / (squared + 1e-12).sqrt()).view(-1, *count)
        return mean_over(each, u_mask[None], 2)

    def forward(self, left: Tokens, right: Tokens) -> Tensor:
        u, v = units(left), units(right)
        return (self.found(u, v, left.mask, right.mask).T + self.found(v, u, right.mask, left.mask)) / 2


class CodeAttention(nn.Module):
    """Poly-encoder: the left vector attends over codes of the right item."""

    def ours(self) -> Names:
        return {}

    def forward(self, u: Tensor, codes: Tensor) -> Tensor:
        logits = (u @ codes.flatten(0, 1).T).view(len(u), *codes.shape[:2])
        return (logits.softmax(-1) * logits).sum(-1)
