"""Draw the world's outline (site/static/images/world.svg) and list what is on it (directory/data/map_places.csv).

    npm pack plotly.js@4.1.1 && tar xzf plotly.js-4.1.1.tgz package/dist/plotly-geo-assets.js
    python tools/make_world_map.py package/dist/plotly-geo-assets.js

The package carries UN Geodata as TopoJSON, that is boundaries as the United Nations draws them. Shared borders are
simplified once, so neighbours stay neighbours. The projection is Equal Earth; shapes are named by lower-case ISO 3166
code, so that a page refers to them (<use href="world.svg#ke">) and the file is fetched once. States too small to be
seen become dots, moved apart where they would cover each other. Areas whose status is not settled begin with x.
"""

import csv
import heapq
import json
import math
import re
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COUNTRIES = ROOT / "directory" / "data" / "countries.csv"
PLACES = ROOT / "directory" / "data" / "map_places.csv"
WORLD = ROOT / "site" / "static" / "images" / "world.svg"

WIDTH, SOUTH, NORTH = 2000, -56.4, 83.7
CENTRE = 11  # The map is cut at 169 degrees west, between Asia and America.
FINENESS = 9.0  # Corners that span a smaller triangle (square units) are left out.
SMALLEST_ISLAND = 9.0
SMALLEST_SHAPE = 8  # A country that is smaller than this both ways becomes a dot.
DOT, DOT_APART = 6, 12.5
UNSETTLED = {"XAC", "XAP", "XBT", "XHT", "XIT", "XJK"}
PARTS = {"TWN": "CHN"}  # Shown within, as in M49.
LEFT_OUT = {"ATA"}
# Missing in the package: longitude and latitude of a dot.
ADDED = {
    "AND": [1.6, 42.55],
    "IOT": [72.42, -7.33],
    "SMR": [12.46, 43.94],
    "VAT": [12.45, 41.9],
    "WLF": [-176.2, -13.3],
}

ABOUT = (
    "The world in the Equal Earth projection, centred on 11 degrees east, one shape per ISO 3166 code; States too "
    "small to be seen at this scale are dots. Boundaries as the United Nations draws them (UN Geodata, simplified, "
    "taken from plotly.js 4.1.1). Areas whose status is not settled carry codes that begin with x. The boundaries "
    "and names shown and the designations used do not imply official endorsement or acceptance by the United "
    "Nations. Made by tools/make_world_map.py."
)

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796


def equal_earth(longitude, latitude):
    """Where a point comes on the unit map (Savric, Patterson and Jenny 2018)."""
    t = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    slope = A1 + 3 * A2 * t**2 + t**6 * (7 * A3 + 9 * A4 * t**2)
    x = 2 * math.sqrt(3) / 3 * math.radians(longitude) * math.cos(t) / slope
    return x, t * (A1 + A2 * t**2 + t**6 * (A3 + A4 * t**2))


SCALE = WIDTH / (2 * equal_earth(180, 0)[0])
TOP = equal_earth(0, NORTH)[1]
HEIGHT = round((TOP - equal_earth(0, SOUTH)[1]) * SCALE)


def project(longitude, latitude):
    """Where a point comes on the sheet."""
    turned = longitude - CENTRE
    if turned < -180:
        turned += 360
    x, y = equal_earth(turned, latitude)
    return WIDTH / 2 + x * SCALE, (TOP - y) * SCALE


def read_topology(path):
    """The 1:50 million world out of the package's script, which is JSON with bare keys."""
    text = path.read_text(encoding="utf-8")
    literal = re.search(r'"dist/topojson/world_50m\.json"\(exports, module\) \{\s*module\.exports = (.*);\n', text)[1]
    return json.loads(re.sub(r"([{,]\s*)([A-Za-z_]\w*):", r'\1"\2":', literal))


def projected_arcs(topology):
    """Each arc as points on the sheet; coordinates in the file are steps from point to point."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        yield points


def triangle(a, b, c):
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def simplified(points, fineness, fixed=()):
    """Leave out the corners that matter least (Visvalingam), never the two ends nor the fixed ones."""
    before = list(range(-1, len(points) - 1))
    after = list(range(1, len(points) + 1))
    size = {i: triangle(*points[i - 1 : i + 2]) for i in range(1, len(points) - 1)}
    size.update(dict.fromkeys(fixed, math.inf))
    heap = [(area, i) for i, area in size.items()]
    heapq.heapify(heap)
    gone = set()
    while heap:
        area, i = heapq.heappop(heap)
        if area >= fineness:
            break
        if i in gone or size[i] != area:
            continue
        gone.add(i)
        left, right = before[i], after[i]
        after[left], before[right] = right, left
        for j in (left, right):
            if 0 < j < len(points) - 1 and size[j] < math.inf:
                size[j] = max(area, triangle(points[before[j]], points[j], points[after[j]]))
                heapq.heappush(heap, (size[j], j))
    return [point for i, point in enumerate(points) if i not in gone]


def area(ring):
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def without_inner_borders(rings):
    """Join rings that share edges, such as the two halves that the 180th meridian cuts."""
    edges = set()
    for ring in rings:
        for edge in zip(ring, ring[1:] + ring[:1], strict=True):
            if edge[0] != edge[1]:
                edges.symmetric_difference_update({edge} if edge[::-1] not in edges else {edge[::-1]})
    following = defaultdict(list)
    for start, end in edges:
        following[start].append(end)
    while following:
        start = next(iter(following))
        ring = [start]
        while following.get(ring[-1]):
            here = ring[-1]
            ring.append(following[here].pop())
            if not following[here]:
                del following[here]
            if ring[-1] == start:
                yield ring[:-1]
                break


def outline(rings):
    """Path data: whole numbers, steps rather than places."""
    parts = []
    for ring in rings:
        (x, y), rest = ring[0], ring[1:]
        steps = f"M{x} {y}l"
        for nx, ny in rest:
            for number in (nx - x, ny - y):
                steps += str(number) if steps.endswith("l") or number < 0 else f" {number}"
            x, y = nx, ny
        parts.append(steps + "z")
    return "".join(parts)


def apart(dots):
    """Move dots that would cover each other, as little as it takes."""
    places = {code: list(place) for code, place in dots.items()}
    codes = sorted(places)
    for _ in range(400):
        moved = False
        for i, one in enumerate(codes):
            for other in codes[i + 1 :]:
                (x0, y0), (x1, y1) = places[one], places[other]
                distance = math.hypot(x1 - x0, y1 - y0) or 0.01
                if distance < DOT_APART:
                    push = (DOT_APART - distance) / 2 / distance + 0.001
                    dx, dy = ((x1 - x0) or 0.01) * push, (y1 - y0) * push
                    places[one], places[other] = [x0 - dx, y0 - dy], [x1 + dx, y1 + dy]
                    moved = True
        if not moved:
            break
    return {code: (round(x), round(y)) for code, (x, y) in places.items()}


def graticule():
    lines = [[project(m + CENTRE, p) for p in range(-57, 85, 6)] for m in range(-150, 151, 30)]
    lines += [[(0, project(CENTRE, p)[1]), (WIDTH, project(CENTRE, p)[1])] for p in (-30, 0, 30, 60)]
    return "".join("M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in line) for line in lines)


def main(package):
    topology = read_topology(Path(package))
    with COUNTRIES.open(encoding="utf-8", newline="") as lines:
        iso2 = {row["iso3"]: row["iso2"] for row in csv.DictReader(lines) if row["iso3"]}
    iso2.update({code: code for code in UNSETTLED})

    degrees = list(projected_arcs(topology))
    arcs = []
    for points in degrees:
        # Corners on the 180th meridian stay, so that the two halves of a country still meet there.
        seam = [i for i, (longitude, _) in enumerate(points) if abs(longitude) > 179.999]
        kept = simplified([project(*point) for point in points], FINENESS, seam)
        arcs.append([(round(x), round(y)) for x, y in kept])

    def rings_of(geometry):
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for polygon in polygons:
            for ring in polygon:
                points = []
                for i in map(int, ring):
                    points += (arcs[i] if i >= 0 else arcs[~i][::-1])[:-1]
                # What the map's edge would tear from side to side (an island in the Bering Strait) is left out.
                if points and max(x for x, _ in points) - min(x for x, _ in points) < WIDTH / 2:
                    yield points

    shapes, centres, largest = defaultdict(list), {}, defaultdict(float)
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = PARTS.get(geometry["id"], geometry["id"])
        if code in LEFT_OUT:
            continue
        rings = list(rings_of(geometry))
        shapes[code] += rings
        size = max((abs(area(ring)) for ring in rings), default=0)
        if geometry["id"] == code and (code not in centres or size > largest[code]):
            centres[code], largest[code] = geometry["properties"]["ct"], size

    centres |= ADDED
    paths, dots = {}, {code: project(*place) for code, place in ADDED.items()}
    for code, rings in shapes.items():
        rings = [ring for ring in without_inner_borders(rings) if len(ring) > 2]
        biggest = max(rings, key=lambda ring: abs(area(ring)), default=[])
        spans = [max(axis) - min(axis) for axis in zip(*biggest, strict=True)] or [0]
        if max(spans) < SMALLEST_SHAPE:
            if code not in UNSETTLED:
                dots[code] = project(*centres[code])
            continue
        kept = [ring for ring in rings if abs(area(ring)) >= SMALLEST_ISLAND or ring is biggest]
        paths[code] = outline(kept)
    dots = apart(dots)

    drawn = {iso2[code].lower(): f'<path id="{iso2[code].lower()}" d="{d}"/>' for code, d in paths.items()}
    drawn |= {
        iso2[code].lower(): f'<circle id="{iso2[code].lower()}" cx="{x}" cy="{y}" r="{DOT}"/>'
        for code, (x, y) in dots.items()
    }
    in_order = sorted(drawn, key=lambda code: ("<circle" in drawn[code], code))
    shapes_by_code = "\n".join(drawn[code] for code in in_order)
    WORLD.write_text(
        f'<!-- {ABOUT} -->\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">\n'
        f'<path id="grid" d="{graticule()}"/>\n{shapes_by_code}\n</svg>\n',
        encoding="utf-8",
    )
    with PLACES.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["iso2", "shape"])
        for code in sorted(centres, key=iso2.get):
            if code not in UNSETTLED:
                writer.writerow([iso2[code], "dot" if code in dots else "outline"])
    print(f"{len(paths)} outlines, {len(dots)} dots, {WIDTH} x {HEIGHT}")


if __name__ == "__main__":
    main(sys.argv[1])
