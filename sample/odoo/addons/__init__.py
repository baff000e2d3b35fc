"""The package that all modules live in, wherever their folders are."""

from pathlib import Path

__path__ = [*__path__, str(Path(__file__).parents[2] / "addons")]
