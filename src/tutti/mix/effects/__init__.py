"""Effects, one a file: each takes float32 samples shaped (2, frames) and gives new ones."""
