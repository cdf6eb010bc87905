"""The same letters in fewer bytes: simplify.py SOURCE TARGET TOLERANCE GRID (lengths in font units).

Neighbouring curves that one curve replaces within the tolerance are merged, coordinates are put on a grid, and points
that follow from their neighbours are left out. Composite glyphs, metrics and kerning stay as they are.
"""
import math
import sys

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates


def curves(points, on):
    """A contour as (from, handle or None, to), implied points made explicit."""
    full = []
    for i, (point, is_on) in enumerate(zip(points, on)):
        if not is_on and not on[i - 1]:
            full.append(((((points[i - 1][0] + point[0]) / 2), (points[i - 1][1] + point[1]) / 2), True))
        full.append((point, is_on))
    start = next(i for i, (_, is_on) in enumerate(full) if is_on)
    full = full[start:] + full[:start] + [full[start]]
    out, i = [], 0
    while i < len(full) - 1:
        if full[i + 1][1]:
            out.append((full[i][0], None, full[i + 1][0]))
            i += 1
        else:
            out.append((full[i][0], full[i + 1][0], full[i + 2][0]))
            i += 2
    return out


def at(curve, t):
    (x0, y0), (x1, y1), (x2, y2) = curve
    u = 1 - t
    return u * u * x0 + 2 * u * t * x1 + t * t * x2, u * u * y0 + 2 * u * t * y1 + t * t * y2


def merged(a, b, tolerance):
    """One curve for two, or None."""
    (p0, c0, p1), (_, c1, p2) = a, b
    if c0 is None or c1 is None:
        return None
    (ux, uy), (vx, vy) = (c0[0] - p0[0], c0[1] - p0[1]), (p2[0] - c1[0], p2[1] - c1[1])
    turn = math.atan2((p1[0] - c0[0]) * (c1[1] - p1[1]) - (p1[1] - c0[1]) * (c1[0] - p1[0]),
                      (p1[0] - c0[0]) * (c1[0] - p1[0]) + (p1[1] - c0[1]) * (c1[1] - p1[1]))
    cross = ux * vy - uy * vx
    if abs(turn) > 0.12 or abs(cross) < 1e-6:
        return None
    dx, dy = p2[0] - p0[0], p2[1] - p0[1]
    s, r = (dx * vy - dy * vx) / cross, (ux * dy - uy * dx) / cross
    if s <= 0 or r <= 0:
        return None
    candidate = (p0, (p0[0] + ux * s, p0[1] + uy * s), p2)
    fine = [at(candidate, k / 60) for k in range(61)]
    for curve in (a, b):
        for k in range(1, 12):
            x, y = at(curve, k / 12)
            if min(math.hypot(x - fx, y - fy) for fx, fy in fine) > tolerance:
                return None
    return candidate


def simplified(contour, tolerance):
    changed = True
    while changed and len(contour) > 2:
        changed, i = False, 0
        while i < len(contour) - 1:
            one = merged(contour[i], contour[i + 1], tolerance)
            if one:
                contour[i:i + 2] = [one]
                changed = True
            else:
                i += 1
    return contour


def main(source, target, tolerance, grid):
    font = TTFont(source)
    glyphs = font["glyf"]
    snap = lambda p: (round(p[0] / grid) * grid, round(p[1] / grid) * grid)
    for name in font.getGlyphOrder():
        glyph = glyphs[name]
        if glyph.numberOfContours <= 0:
            continue
        xy, on, start = list(glyph.coordinates), [flag & 1 for flag in glyph.flags], 0
        points, flags, ends = [], [], []
        for end in glyph.endPtsOfContours:
            segments = simplified(curves(xy[start:end + 1], on[start:end + 1]), tolerance)
            ring = []
            for begin, handle, _ in segments:
                ring.append((snap(begin), 1))
                if handle:
                    ring.append((snap(handle), 0))
            kept = []
            for i, (point, is_on) in enumerate(ring):
                (before, on_before), (after, on_after) = ring[i - 1], ring[(i + 1) % len(ring)]
                middle = ((before[0] + after[0]) / 2, (before[1] + after[1]) / 2)
                implied = is_on and not on_before and not on_after and math.dist(middle, point) <= grid * 0.6
                if not implied and not (is_on and on_before and point == before):
                    kept.append((point, is_on))
            points += [point for point, _ in kept]
            flags += [is_on for _, is_on in kept]
            ends.append(len(points) - 1)
            start = end + 1
        glyph.coordinates, glyph.flags, glyph.endPtsOfContours = GlyphCoordinates(points), bytearray(flags), ends
        glyph.recalcBounds(glyphs)
    font.save(target)


main(sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]))
