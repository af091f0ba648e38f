"""Changes to a problem and what they lead to; so far only the bundled day."""
