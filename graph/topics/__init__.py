"""What statements are about: schemes of topics, read from files or found in what is said."""
