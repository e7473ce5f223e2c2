"""The colours of a picture, by what they stand for: one on light paper, one on dark."""

from __future__ import annotations

COLOURS = {
    "paper": ("#ffffff", "#1b1f27"),
    "ink": ("#1f2733", "#e6e9ef"),
    "faint": ("#6b7686", "#98a3b5"),
    "line": ("#c3cad6", "#485264"),
    "edge": ("#7d8899", "#8490a4"),
    "cell": ("#ffffff", "#242a35"),
    "pad": ("#f2f4f7", "#1f242d"),
    "window": ("#dcebfb", "#23415f"),
    "lit": ("#ffc861", "#8a5f00"),
    "lit-edge": ("#c07f00", "#f0b94b"),
    "window-edge": ("#3b82c4", "#6fb1ee"),
    "data": ("#e7f0fa", "#20344a"),
    "parameter": ("#fdf0d5", "#473713"),
    "target": ("#eef0f3", "#2b313c"),
    "intermediate": ("#ffffff", "#242a35"),
    "loss": ("#fbe4e4", "#4c2528"),
    "gradient": ("#ece6f8", "#352c4d"),
}
LIGHT = {name: light for name, (light, _) in COLOURS.items()}


def style_sheet() -> str:
    """The dark colours, for readers whose screen is dark; the light ones stand at every shape."""
    rules = [f".sc-f-{name}{{fill:{dark}}}.sc-s-{name}{{stroke:{dark}}}" for name, (_, dark) in COLOURS.items()]
    return "@media (prefers-color-scheme:dark){" + "".join(rules) + "}"
