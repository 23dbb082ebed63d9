"""The components on one page, for whoever builds pages out of them: in development and the demo only."""
