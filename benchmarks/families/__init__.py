"""The families of benchmarks, one file each: which problems, which solvers, how long."""
