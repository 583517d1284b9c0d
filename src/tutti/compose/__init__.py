"""Brief and Listening to Plan and Score: what is written."""
