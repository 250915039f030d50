"""Plain eager PyTorch, one network: what a member-update takes without GrokCluster. Prints a line of JSON."""
import argparse
import json
import statistics
import time

import torch

from network import Setting, batches, equations, initial, loss


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--epochs", type=int, default=5)
    options = parser.parse_args()
    setting = Setting()
    device = torch.device(options.device)
    tokens, results = equations(setting, 1, device)
    parameters = {name: value.requires_grad_(True) for name, value in initial(setting, 1, device).items()}
    optimizer = torch.optim.AdamW(
        parameters.values(), lr=setting.learning_rate, betas=(setting.beta1, setting.beta2), eps=setting.epsilon, weight_decay=setting.weight_decay
    )
    plan = batches(setting, len(tokens))

    def epoch():
        order = torch.randperm(len(tokens), device=device)
        for start, count in plan:
            rows = order[start : start + count]
            noisy = {name: value + setting.noise * torch.randn_like(value) for name, value in parameters.items()}
            optimizer.zero_grad(set_to_none=True)
            loss(setting, noisy, tokens[rows], results[rows]).backward()
            optimizer.step()

    epoch()
    rates = []
    for _ in range(options.epochs):
        synchronize(device)
        start = time.perf_counter()
        epoch()
        synchronize(device)
        rates.append(len(plan) / (time.perf_counter() - start))
    print(json.dumps({"what": "eager", "members": 1, "member_updates_per_second": statistics.median(rates), "torch": torch.__version__}))


def synchronize(device):
    if device.type == "cuda":
        torch.cuda.synchronize()


if __name__ == "__main__":
    main()
