"""Small neural networks that come inside packages: found, checked by hash, cut, opened.

The only importer of onnxruntime.
"""
