"""Every editorial model, under one import."""
