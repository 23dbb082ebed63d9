"""Who somebody is: django-allauth, bound to the brand of the request's host."""
