"""What follows from all articles together, kept up to date: identities, copies, disagreements, decisions."""
