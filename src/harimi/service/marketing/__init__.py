"""News of products and services by mail (clause 2-3(2)): to whoever asked for it, until they do not want it any more."""
