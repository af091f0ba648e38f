"""Write the schema and the reference page of studies: ``python -m scenarios.documents docs/``."""

import sys
from pathlib import Path

from scenarios.documents.study_reference import generated_files


def main(arguments: list[str]) -> int:
    """Write the generated files into the folder that is named."""
    if len(arguments) != 1:
        print("usage: python -m scenarios.documents FOLDER", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in generated_files().items():
        (folder / name).write_text(text, encoding="utf-8")
        print(folder / name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
