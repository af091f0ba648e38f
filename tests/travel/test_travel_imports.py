"""What a plan by great circle does not need, it does not wait for."""

import subprocess
import sys


def test_great_circles_load_no_library_for_roads_or_services() -> None:
    heavy = "{'httpx', 'networkx', 'osmium', 'scipy', 'geopy'}"
    program = f"import sys, optimiser.travel; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout == "[]\n"
