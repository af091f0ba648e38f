"""Write the schemas and the reference page: ``python -m optimiser.documents docs/``."""

import sys

from optimiser.documents.generated import generated_files, write_files

if __name__ == "__main__":
    sys.exit(write_files(generated_files(), sys.argv[1:]))
