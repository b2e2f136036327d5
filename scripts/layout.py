"""The rules of the house about imports, for scripts/check-layout. Package.swift is the list of what may import what.

Standard input: `swift package dump-package`. Prints what is wrong, a line each.
"""
import json
import os
import re
import sys

LEAVES = ["Entities", "ErrorCodes", "JSON", "Localization", "LuaText", "Posix", "TerminalText"]
# A target, and what nothing that it is built of may be: shared code would let one mistake agree with itself, or an engine know
# more than its trade.
APART = {
    "DemoPortal": ["VibeAPI", "LuaHost", "BitrixModule", "Recording"],
    "LuaHost": ["VibeAPI", "Recording"],
    "VibeAPI": ["LuaHost", "LuaBridge", "Entities", "Help"],
    "LineEditor": ["LuaHost", "LuaText", "VibeAPI", "Help"],
    "REPL": ["VibeAPI", "BitrixModule", "LineEditor", "Help"],
    "Help": ["VibeAPI", "LuaHost", "Posix"],
}
MANY = re.compile(r"^ *(?:public |package |internal |private |fileprivate |@\w+ )*import (?:struct |enum |class |func )?([\w-]+)", re.M)


def imported(folder):
    """The modules that the Swift files of a folder import, with one file that does."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".swift"):
                path = os.path.join(place, name)
                with open(path, encoding="utf-8") as file:
                    for module in MANY.findall(file.read()):
                        found.setdefault(module, path)
    return found


def drawn(path):
    """The drawing of CONTRIBUTING: target → what its arrow leads to."""
    with open(path, encoding="utf-8") as file:
        lines = re.findall(r"^    ([\w-]+)(?: ─► ([\w, -]+))?$", file.read(), re.M)
    return {name: set(filter(None, arrows.split(", "))) for name, arrows in lines}


targets = {target["name"]: target for target in json.load(sys.stdin)["targets"]}
needs = {
    name: {next(iter(kind.values()))[0] for kind in target["dependencies"]} for name, target in targets.items()
}
closure = lambda name: needs.get(name, set()).union(*(closure(other) for other in needs.get(name, ())))

house = {}
for name, target in targets.items():
    folder = target.get("path") or next(
        (f"{root}/{name}" for root in ("Sources", "Tests") if os.path.isdir(f"{root}/{name}")), None)
    if not folder or target["type"] == "system":
        continue
    modules = {module.replace("_", "-"): path for module, path in imported(folder).items()}
    for module, path in sorted(modules.items()):
        if module in targets and module not in needs[name] and module != name:
            print(f"{path} imports {module}, which Package.swift does not name as a dependency of {name}")
    if folder.startswith("Sources/"):
        house[name] = needs[name] - {"CStart"}
        if modules:
            for module in sorted(needs[name] - set(modules) - {"CStart"}):
                print(f"Package.swift: {name} depends on {module}, but no file of it imports that")

for name in LEAVES:
    if needs[name]:
        print(f"{name} is a leaf: it must depend on nothing, but does on {', '.join(sorted(needs[name]))}")
for name, others in APART.items():
    for other in others:
        if other in closure(name):
            print(f"{name} must not be built on {other}, not even through others")

drawing = drawn("CONTRIBUTING.md")
for name in sorted(house.keys() | drawing.keys()):
    if name == "CStart":  # C that is only linked in
        continue
    if drawing.get(name) != house.get(name):
        print(f"CONTRIBUTING.md draws {name} ─► {sorted(drawing.get(name) or ['nothing'])}; "
              f"Package.swift has {sorted(house.get(name) or ['nothing'])}")

for root in ("Sources", "Tests"):
    for folder in sorted(os.listdir(root)):
        if os.path.isdir(f"{root}/{folder}") and folder not in targets:
            print(f"{root}/{folder} is no target of Package.swift: nothing builds or runs it")
