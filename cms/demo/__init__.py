"""The demo portal: its texts, pictures and bookings, and what loads them."""
