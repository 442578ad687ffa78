"""One training loop for all networks: AdamW, a one-cycle rate, batches from anywhere, progress on the screen."""

import time
from collections.abc import Callable, Iterator

import torch

Batch = tuple[torch.Tensor, ...]
Loss = Callable[[torch.nn.Module, Batch], torch.Tensor]


def fit(
    model: torch.nn.Module, batches: Iterator[Batch], loss_of: Loss, *, steps: int, rate: float, say_every: int = 100
) -> float:
    """Trains `model` for `steps` batches in place and returns the seconds it took."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=rate, total_steps=steps, pct_start=0.1)
    model.train()
    start, recent = time.monotonic(), 0.0
    for step in range(1, steps + 1):
        loss = loss_of(model, next(batches))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        recent += loss.item()
        if step % say_every == 0:
            elapsed = time.monotonic() - start
            whole = elapsed / step * steps
            print(f"step {step}/{steps}  loss {recent / say_every:.4f}  {elapsed:.0f} s of about {whole:.0f}", flush=True)
            recent = 0.0
    model.eval()
    return time.monotonic() - start


def parameters(model: torch.nn.Module) -> int:
    """How many numbers the network learned."""
    return sum(parameter.numel() for parameter in model.parameters())
