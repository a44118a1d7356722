"""Coming into a category of membership: its terms of reference, links, requests and questions."""
