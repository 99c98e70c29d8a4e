"""The objectives of the table in src/training/objectives/objectives.ts, written afresh in PyTorch."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, kl_div, log_softmax, normalize, softplus

from towers import Names, layers, mlp, within

FAR = -1e9


@dataclass
class Batch:
    """What is known of B pairs: other right answers, grades, logits of a teacher (all [B, B]), draws of right items and classes ([B])."""

    blocked: Tensor
    grades: Tensor
    teacher: Tensor
    log_draws: Tensor
    classes: Tensor


def info_nce(scores: Tensor, blocked: Tensor, log_scale: Tensor, drawn: Tensor | None = None) -> Tensor:
    """Cross-entropy of the diagonal among its row, less how often its columns are drawn, and among its column; other right answers are no negatives."""
    logits = (scores * log_scale.exp()).masked_fill(blocked, FAR)
    target = torch.arange(len(logits))
    rows = logits if drawn is None else logits - drawn
    return (cross_entropy(rows, target) + cross_entropy(logits.T, target)) / 2


class Reverse(torch.autograd.Function):
    """Gradient reversal (Ganin & Lempitsky 2015)."""

    @staticmethod
    def forward(context, x: Tensor, factor: float) -> Tensor:
        context.factor = factor
        return x.view_as(x)

    @staticmethod
    def backward(context, gradient: Tensor):
        return -context.factor * gradient, None


class Sides(nn.Module):
    """A classifier of sides behind gradient reversal."""

    def __init__(self, width: int, reversal: float = 0.1, hidden: int = 64):
        super().__init__()
        self.reversal, self.network = reversal, mlp([width, hidden, 1], nn.ReLU, 0)

    def forward(self, u: Tensor, v: Tensor) -> Tensor:
        vectors = Reverse.apply(torch.cat([normalize(u), normalize(v)]), self.reversal)
        is_left = self.network(vectors).squeeze(1)
        sign = torch.cat([-torch.ones(len(u)), torch.ones(len(v))])
        return softplus(is_left * sign).mean()


class Classes(nn.Module):
    """One linear classifier of training concepts over the unit vectors of both sides."""

    def __init__(self, width: int, count: int):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(width, count).uniform_(-1, 1) / math.sqrt(width))
        self.log_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))

    def forward(self, u: Tensor, v: Tensor, classes: Tensor) -> Tensor:
        logits = torch.cat([normalize(u), normalize(v)]) @ self.weight * self.log_scale.exp()
        return cross_entropy(logits, torch.cat([classes, classes]))


class Objective(nn.Module):
    """Scores of a batch and the encodings of its items -> a loss. Holds what is learned beside the model, but for the scale of the logits."""

    def __init__(self, name: str, settings: dict, width: int, class_count: int):
        super().__init__()
        if not hasattr(self, name.replace("-", "_")):
            raise SystemExit(f"there is no objective {name}")
        self.name, self.settings = name, settings
        if name in ("adversarial", "adversarial-instance"):
            self.sides = Sides(width)
        if name in ("instance-discrimination", "adversarial-instance"):
            self.classifier = Classes(width, class_count)
        if name == "binary":
            self.bias = nn.Parameter(torch.zeros(()))

    def ours(self) -> Names:
        names: Names = {}
        if hasattr(self, "sides"):
            names |= within("modality", layers(self.sides.network))
        if hasattr(self, "classifier"):
            names |= {"classes.weight": self.classifier.weight, "classes.log_scale": self.classifier.log_scale}
        if hasattr(self, "bias"):
            names["bias"] = self.bias
        return within("objective", names)

    def uses_scores(self) -> bool:
        return self.name != "instance-discrimination" or self.settings.get("matching", 0) > 0

    def forward(self, scores: Tensor | None, u, v, batch: Batch, log_scale: Tensor) -> Tensor:
        return getattr(self, self.name.replace("-", "_"))(scores, u, v, batch, log_scale)

    def info_nce(self, scores, _u, _v, batch, log_scale):
        return info_nce(scores, batch.blocked, log_scale)

    def sampled_softmax(self, scores, _u, _v, batch, log_scale):
        return info_nce(scores, batch.blocked, log_scale, batch.log_draws)

    def triplet(self, scores, _u, _v, batch, _log_scale, margin=0.2):
        right = scores.diagonal()
        wrong = scores.masked_fill(batch.blocked | torch.eye(len(scores), dtype=torch.bool), FAR)
        return ((margin - right + wrong.amax(1)).relu() + (margin - right + wrong.amax(0)).relu()).mean()

    def binary(self, scores, _u, _v, batch, log_scale, negatives=4):
        size = len(scores)
        sampled = min(negatives, size - 1)
        place = torch.arange(size)
        counted = ((place[None] - place[:, None]) % size <= sampled) & ~batch.blocked
        sign = 1 - 2 * torch.eye(size)
        losses = softplus((scores * log_scale.exp() + self.bias) * sign)
        return (losses * counted).sum() / (size * (1 + sampled))

    def listwise(self, scores, _u, _v, batch, log_scale):
        excluded = batch.blocked & (batch.grades == 0)
        logits, gains = (scores * log_scale.exp()).masked_fill(excluded, FAR), 2**batch.grades - 1
        along = lambda axis: cross_entropy_to(gains / gains.sum(axis, keepdim=True), logits, axis)
        return (along(1) + along(0)) / 2

    def instance_discrimination(self, scores, u, v, batch, log_scale):
        term, matching = self.classifier(u, v, batch.classes), self.settings.get("matching", 0)
        return term if matching == 0 else term + matching * info_nce(scores, batch.blocked, log_scale)

    def adversarial(self, scores, u, v, batch, log_scale):
        return info_nce(scores, batch.blocked, log_scale) + self.sides(u, v)

    def adversarial_instance(self, scores, u, v, batch, log_scale):
        return self.adversarial(scores, u, v, batch, log_scale) + self.classifier(u, v, batch.classes)

    def distil_margin_mse(self, scores, _u, _v, batch, log_scale, weight=0.5):
        size = len(scores)
        counted = ~batch.blocked & ~torch.eye(size, dtype=torch.bool)
        ahead = scores * log_scale.exp() - batch.teacher
        own = ahead.diagonal()
        short = ((own[:, None] - ahead) ** 2 + (own[None] - ahead) ** 2) * counted
        margins = short.sum() / (2 * size * max(1, size - 1))
        return weight * margins + (1 - weight) * info_nce(scores, batch.blocked, log_scale)

    def distil_kl(self, scores, _u, _v, batch, log_scale, weight=0.5):
        soft = lambda logits: logits.masked_fill(batch.blocked, FAR)
        student, teacher = soft(scores * log_scale.exp()), soft(batch.teacher)
        along = lambda axis: kl_div(
            log_softmax(student, axis), log_softmax(teacher, axis), reduction="batchmean", log_target=True
        )
        divergence = (along(1) + along(0)) / 2
        return weight * divergence + (1 - weight) * info_nce(scores, batch.blocked, log_scale)


def cross_entropy_to(shares: Tensor, logits: Tensor, axis: int) -> Tensor:
    """Cross-entropy between given shares and a softmax, averaged over the lists."""
    return -(shares * log_softmax(logits, axis)).sum() / len(logits)
