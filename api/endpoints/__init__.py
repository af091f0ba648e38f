"""The endpoints, a file for each subject. They translate between HTTP and the rooms that do the work."""
