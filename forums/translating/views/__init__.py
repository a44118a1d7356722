"""Pages of translations and of the glossary."""
