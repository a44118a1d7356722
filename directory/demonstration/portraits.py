"""Portraits for a few: initials on a calm ground, so that no face stands for anybody."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

GROUNDS = ("#0b4f5c", "#6b4a1f", "#3d5a3a", "#5a3b5c", "#2f4a6b")
SIDE = 320


def draw_portrait(person):
    """Write the picture of a person who is about to be saved; returns the name under which it is kept."""
    initials = f"{person.given_name[:1]}{person.family_name.split('-')[-1][:1]}".upper()
    ground = GROUNDS[sum(map(ord, person.slug)) % len(GROUNDS)]
    picture = Image.new("RGB", (SIDE, SIDE), ground)
    drawing = ImageDraw.Draw(picture)
    drawing.ellipse((SIDE * 0.1, SIDE * 0.1, SIDE * 0.9, SIDE * 0.9), outline="#f7f4ec", width=4)
    font = ImageFont.load_default(size=120)
    drawing.text((SIDE / 2, SIDE / 2), initials, font=font, fill="#f7f4ec", anchor="mm")
    written = BytesIO()
    picture.save(written, "JPEG", quality=80)
    kept = person._meta.get_field("portrait")
    name = kept.generate_filename(person, "portrait.jpg")
    kept.storage.delete(name)
    return kept.storage.save(name, ContentFile(written.getvalue()))
