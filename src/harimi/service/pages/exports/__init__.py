"""What somebody takes along, written so that people and programs can read it: the worker's part of an export."""
