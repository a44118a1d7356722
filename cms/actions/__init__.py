"""What is done to pages and to those who look after them."""
