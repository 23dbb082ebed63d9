"""The walls, tried from outside: requests made from the URL configuration, by everybody who has no business there."""
