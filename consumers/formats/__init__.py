"""Decoders: bytes of one format in, `Post` out; they know neither sources nor windows."""
