"""Write the schema and the reference page of studies: ``python -m scenarios.documents docs/``."""

import sys

from optimiser import describing as of
from scenarios.documents.study_reference import generated_files

if __name__ == "__main__":
    sys.exit(of.write_files(generated_files(), sys.argv[1:]))
