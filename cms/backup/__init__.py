"""A backup of everything that Warta cannot make again, taken while it runs, checked and brought back."""
