"""Write the schemas and the reference page: ``python -m optimiser.documents docs/``."""

import sys
from pathlib import Path

from optimiser.documents.generated import generated_files


def main(arguments: list[str]) -> int:
    """Write the generated files into the folder that is named."""
    if len(arguments) != 1:
        print("usage: python -m optimiser.documents FOLDER", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in generated_files().items():
        (folder / name).write_text(text, encoding="utf-8")
        print(folder / name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
