"""Support looks at the site as a customer: the way in and out."""
