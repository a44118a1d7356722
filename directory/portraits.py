"""Photographs of people: taken in any common form, kept as two small JPEG files without what cameras add."""

import secrets
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 5 * 1024 * 1024
# A picture may be small as a file and fill the memory when it is opened.
MOST_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
LARGE, SMALL = (400, 400), (96, 96)


def small_name(name):
    """The name of the small copy that is kept beside a photograph."""
    return name.removesuffix(".jpg") + "-small.jpg"


def encode(upload):
    """The uploaded picture as two JPEG files, large and small. ValidationError when it is not a fair picture."""
    if upload.size > MOST_BYTES:
        raise ValidationError(_("The file is larger than 5 MB. Choose a smaller one."), code="large")
    try:
        # The content says what it is; neither its name nor what the browser says does.
        with Image.open(upload, formats=FORMATS) as probe:
            if probe.width * probe.height > MOST_PIXELS:
                raise ValidationError(_("The picture has too many pixels. Choose a smaller one."), code="pixels")
            probe.verify()
        upload.seek(0)
        with Image.open(upload, formats=FORMATS) as opened:
            opened.draft("RGB", LARGE)
            picture = _on_white(ImageOps.exif_transpose(opened))
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(_("The picture has too many pixels. Choose a smaller one."), code="pixels") from None
    except UnidentifiedImageError:
        raise ValidationError(_("This is not a JPEG, PNG or WebP picture."), code="kind") from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise ValidationError(_("The picture is damaged. Choose another one."), code="damaged") from None
    large = picture.copy()
    large.thumbnail(LARGE)
    return _as_jpeg(large), _as_jpeg(ImageOps.fit(picture, SMALL))


def _on_white(picture):
    """Without transparency, in the colours of the web."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        sheet = Image.new("RGB", picture.size, "white")
        sheet.paste(picture, mask=picture.getchannel("A"))
        return sheet
    return picture.convert("RGB")


def _as_jpeg(picture):
    out = BytesIO()
    # A fresh picture carries no EXIF, no comment and no colour profile.
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    clean.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    return out.getvalue()


def keep(large, small):
    """Write both files under a name nobody can guess. Returns the name of the large one."""
    name = default_storage.save(f"portraits/{secrets.token_urlsafe(16)}.jpg", ContentFile(large))
    default_storage.save(small_name(name), ContentFile(small))
    return name


def throw_away(name):
    """Delete both files; a photograph that was replaced or removed is kept nowhere."""
    for each in (name, small_name(name)):
        if name:
            default_storage.delete(each)
