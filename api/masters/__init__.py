"""Masters: what the plans are made of, kept so that it always makes a sound book."""
