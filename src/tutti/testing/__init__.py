"""Small real doubles and the demo material, shipped with the package."""
