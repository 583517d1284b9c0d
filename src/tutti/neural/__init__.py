"""Optional engine of large open-weights models on the owner's GPU, behind the same interface."""
