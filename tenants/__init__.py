"""The who: brands, tenants, people, and the walls between tenants. Knows nobody above."""
