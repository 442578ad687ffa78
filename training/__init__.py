"""Training of the models and the benchmark. Not shipped; needs the extra `[train]`."""

import harimi.vision  # noqa: F401 - before any onnxruntime, whose reports it switches off
