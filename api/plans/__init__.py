"""Plans: made by jobs, priced and changed by hand, published, and made again during the day."""
