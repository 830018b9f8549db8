"""Every advertising model, under one import."""
