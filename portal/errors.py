def csrf_failure(request, reason=""): pass
