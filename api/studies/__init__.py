"""Studies of staffing scenarios: asked for, lived through in a worker, kept, shown."""
