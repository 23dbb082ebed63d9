"""What is known of the person who is signed in: to take along, and to have deleted."""
