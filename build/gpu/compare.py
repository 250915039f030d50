"""Sets the figures of grok (--json), eager.py and ensemble.py side by side. Standard library only."""
import json
import sys

WIDE_OVER_ONE, WIDE_OVER_EAGER, WIDE = 25, 40, 64


def main(grok_file, other_file):
    with open(grok_file, encoding="utf-8") as file:
        figures = json.load(file)["figures"]
    ours = {each["members"]: each["member_updates_per_second"]["median"] for each in figures["sizes"]}
    eager, func = None, {}
    with open(other_file, encoding="utf-8") as file:
        for line in map(json.loads, file):
            if line["what"] == "eager":
                eager = line["member_updates_per_second"]
            elif line["member_updates_per_second"] is not None:
                func[line["members"]] = line["member_updates_per_second"]

    print("\nMember-updates a second on the same GPU")
    print(f"{'S':>5} {'grok':>12} {'torch.func':>12} {'grok / torch.func':>18} {'grok / eager':>13}")
    for members, rate in sorted(ours.items()):
        other = func.get(members)
        print(f"{members:>5} {rate:>12.1f} {other or float('nan'):>12.1f} {rate / other if other else float('nan'):>18.2f} {rate / eager if eager else float('nan'):>13.2f}")
    if eager:
        print(f"eager PyTorch, one network: {eager:.1f}")
    if WIDE in ours and 1 in ours:
        say(f"S = {WIDE} over S = 1", ours[WIDE] / ours[1], WIDE_OVER_ONE)
    if WIDE in ours and eager:
        say(f"S = {WIDE} over eager PyTorch with one network", ours[WIDE] / eager, WIDE_OVER_EAGER)
    trajectory = figures.get("trajectory")
    if trajectory:
        print(f"One run against a core: losses differ by {trajectory['first_difference']:.1e} nats after one epoch, at most {trajectory['largest_difference']:.1e} in {trajectory['epochs']}")


def say(what, ratio, wanted):
    print(f"{what}: {ratio:.1f} ({'at least' if ratio >= wanted else 'LESS THAN the'} {wanted} wanted)")


if __name__ == "__main__":
    main(*sys.argv[1:3])
