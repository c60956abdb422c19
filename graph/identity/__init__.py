"""Who is who over all articles: which appearances are one person or organisation, and why."""
