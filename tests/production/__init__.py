"""The product as it runs in production: the Procfile's commands as processes, behind the proxies that are installed."""
