"""A week of three living meters, photographed, read in order, and shown on one page beside the truth."""
