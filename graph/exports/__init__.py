"""Views and tables written for other programs."""
