"""One command a file. What is heavy is imported inside the commands, so that ``--help`` does not wait for it."""
