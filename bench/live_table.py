"""The table of bench/live.sh: reads its JSON lines, prints medians, and which bars of ours are met."""
import json
import statistics
import sys

runs = [json.loads(line) for line in sys.stdin]
modes = list(dict.fromkeys(run["mode"] for run in runs))
sensor = [run for run in runs if run["mode"] != "tcpdump"]
cost = {mode: statistics.median(run["cpu_s_per_million"] for run in runs if run["mode"] == mode) for mode in modes}


def row(mode):
    mine = [run for run in runs if run["mode"] == mode]
    pace = statistics.median(run["packets_per_s"] for run in mine)
    ratio = f"{cost[mode] / cost['tcpdump']:.3f}" if cost.get("tcpdump") else "-"
    drops = sum(run["drops"] for run in mine)
    missing = sum(len(run.get("missing", [])) for run in mine)
    equal = all(run["equal"] for run in mine)
    rss = max(run["rss_mib"] for run in mine)
    return (f"| {mode} | {len(mine)} | {pace / 1000:.0f} | {cost[mode]:.4f} | {ratio} | {drops} | "
            f"{'yes' if equal else 'NO'} | {missing if mode != 'tcpdump' else '-'} | {rss:.0f} |")


def bar(text, met):
    print(f"{'met    ' if met else 'NOT MET'} {text}")
    return met


print("| | runs | thousand packets a second | CPU s per million | of tcpdump's | drops | equal | missing alerts | MiB |")
print("| --- | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: |")
for mode in modes:
    print(row(mode))
print()
if not sensor:
    sys.exit(0)
redis = [run for run in sensor if "redis" in run]
frozen = [run for run in redis if run["redis"]["frozen_s"]]
bars = [
    bar("sent = read + shunted + each counted drop, in every run", all(run["equal"] for run in sensor)),
    bar("no drops", all(run["drops"] == 0 for run in sensor)),
    bar("all seeded violations alerted", not any(run["missing"] for run in sensor)),
]
if redis:
    bars.append(bar("every alert is in Redis, once, in order",
                    all(run["redis"]["in_order"] and run["redis"]["in_redis"] == run["redis"]["raised"] for run in redis)))
if frozen:
    dropped = [sum(run["drops"] for run in redis if (run in frozen) == is_frozen) for is_frozen in (False, True)]
    bars.append(bar(f"frozen Redis: no drops more ({dropped[0]} without, {dropped[1]} with)", dropped[1] <= dropped[0]))
    bars.append(bar("frozen Redis: what waited was counted, and drained", all(
        run["redis"]["queued_most"] > 0 and run["redis"]["oldest_most_s"] > 0 and run["redis"]["drained_s"] < 10 for run in frozen)))
for mode in modes if cost.get("tcpdump") else []:
    if mode != "tcpdump":
        most = 0.1 if "shunt" in mode else 1
        bars.append(bar(f"{mode}: at most {most} of tcpdump's CPU", cost[mode] <= most * cost["tcpdump"]))
sys.exit(0 if all(bars) else 1)
