//! A TrueType font as a PDF embeds it: only the tables that draw glyphs.

/// What ISO 32000-2, 9.9.1 asks of a TrueType font that is reached by glyph numbers. Names, characters and metrics for
/// layout are in the PDF's own dictionaries.
const KEPT: [&[u8; 4]; 9] = [b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"prep"];

/// The font without the tables that a PDF does not use. Bytes that are no font come back as they are.
pub fn embedded(font: &[u8]) -> Vec<u8> {
    rebuilt(font).unwrap_or_else(|| font.to_vec())
}

fn rebuilt(font: &[u8]) -> Option<Vec<u8>> {
    let count = usize::from(u16::from_be_bytes(font.get(4..6)?.try_into().ok()?));
    let mut tables = Vec::new();
    for record in font.get(12..12 + 16 * count)?.chunks_exact(16) {
        if KEPT.iter().any(|kept| record.starts_with(*kept)) {
            let (from, length) = (number(record, 8)?, number(record, 12)?);
            tables.push((record.get(..8)?, font.get(from..from.checked_add(length)?)?));
        }
    }
    let kept = u16::try_from(tables.len()).ok().filter(|&kept| kept > 0)?;
    let power = kept.ilog2();
    let range = 16_u16 << power;
    let header = [kept, range, u16::try_from(power).ok()?, kept * 16 - range];
    let mut out = font.get(..4)?.to_vec();
    out.extend(header.iter().flat_map(|value| value.to_be_bytes()));
    let mut place = 12 + 16 * tables.len();
    for (record, table) in &tables {
        out.extend_from_slice(record);
        out.extend(u32::try_from(place).ok()?.to_be_bytes());
        out.extend(u32::try_from(table.len()).ok()?.to_be_bytes());
        place += table.len().next_multiple_of(4);
    }
    for (_, table) in tables {
        out.extend_from_slice(table);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    Some(out)
}

fn number(record: &[u8], at: usize) -> Option<usize> {
    let bytes = record.get(at..at + 4)?.try_into().ok()?;
    usize::try_from(u32::from_be_bytes(bytes)).ok()
}
