"""`manage.py bench`: the queue's real code on a real database, with a moved clock and a stand-in for CloudMailin."""
