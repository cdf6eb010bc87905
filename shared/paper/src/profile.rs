//! The colour space that the certificates' colours are meant in: sRGB as an ICC profile, which PDF/A asks a file to carry.
//!
//! It is written here from the numbers of IEC 61966-2-1, as a matrix and one curve, in the form that ICC.1:2004-10
//! (version 4.2) describes: 0.5 kB, and nobody's to license.

/// Where white lies in the space that profiles connect through: CIE illuminant D50.
const D50: [f64; 3] = [0.9642, 1.0, 0.8249];
/// From the white of sRGB, D65, to D50 (Bradford), row by row.
const ADAPTATION: [f64; 9] = [
    1.047_881_2,
    0.022_886_6,
    -0.050_127_0,
    0.029_542_4,
    0.990_484_4,
    -0.017_049_1,
    -0.009_234_5,
    0.015_043_6,
    0.752_131_6,
];
/// Red, green and blue of sRGB under D50.
const PRIMARIES: [[f64; 3]; 3] = [
    [0.436_074_7, 0.222_504_5, 0.013_932_2],
    [0.385_064_9, 0.716_878_6, 0.097_104_5],
    [0.143_080_4, 0.060_616_9, 0.714_173_3],
];
/// The curve: ((x + 0.055) / 1.055)^2.4, and x / 12.92 below 0.04045.
const CURVE: [f64; 5] = [2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.040_45];
/// Length of the header.
const HEADER: usize = 128;

/// The profile.
pub fn srgb() -> Vec<u8> {
    let [red, green, blue] = PRIMARIES.map(|primary| element(b"XYZ ", &fixed(&primary)));
    let curve = element(b"para", &[vec![0, 3, 0, 0], fixed(&CURVE)].concat());
    let elements = [
        text("sRGB"),
        text("No copyright"),
        element(b"XYZ ", &fixed(&D50)),
        element(b"sf32", &fixed(&ADAPTATION)),
        red,
        green,
        blue,
        curve,
    ];
    // The three curves are one.
    let named: [(&[u8; 4], usize); 10] = [
        (b"desc", 0),
        (b"cprt", 1),
        (b"wtpt", 2),
        (b"chad", 3),
        (b"rXYZ", 4),
        (b"gXYZ", 5),
        (b"bXYZ", 6),
        (b"rTRC", 7),
        (b"gTRC", 7),
        (b"bTRC", 7),
    ];
    let mut body = number(named.len());
    let mut start = HEADER + 4 + 12 * named.len();
    let starts = elements.each_ref().map(|element| {
        start += element.len();
        start - element.len()
    });
    for (name, which) in named {
        body.extend([name.to_vec(), number(starts[which]), number(elements[which].len())].concat());
    }
    body.extend(elements.concat());
    [header(HEADER + body.len()), body].concat()
}

/// What the profile is: for displays, between RGB and XYZ, perceptual; the date is that of this file.
fn header(length: usize) -> Vec<u8> {
    let mut header = number(length);
    header.extend([0, 0, 0, 0, 4, 0x20, 0, 0]);
    header.extend(b"mntrRGB XYZ ");
    header.extend([2026_u16, 11, 29, 0, 0, 0].map(u16::to_be_bytes).concat());
    header.extend(b"acsp");
    header.resize(68, 0);
    header.extend(fixed(&D50));
    header.resize(HEADER, 0);
    header
}

fn element(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [kind.as_slice(), &[0; 4], content].concat()
}

/// A text in one language, padded to a multiple of four bytes.
fn text(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let records = [number(1), number(12), b"enUS".to_vec(), number(units.len()), number(28), units].concat();
    let mut element = element(b"mluc", &records);
    element.resize(element.len().next_multiple_of(4), 0);
    element
}

/// Numbers with sixteen bits before and sixteen after the point.
fn fixed(values: &[f64]) -> Vec<u8> {
    values.iter().flat_map(|value| ((value * 65_536.0).round() as i32).to_be_bytes()).collect()
}

fn number(value: usize) -> Vec<u8> {
    u32::try_from(value).unwrap_or(u32::MAX).to_be_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(profile: &[u8], place: usize) -> usize {
        usize::from_str_radix(
            &profile[place..place + 4].iter().map(|b| format!("{b:02x}")).collect::<String>(),
            16,
        )
        .expect("a number")
    }

    #[test]
    fn the_table_points_at_the_elements_and_the_header_at_the_end() {
        let profile = srgb();
        assert_eq!(at(&profile, 0), profile.len());
        assert_eq!(&profile[36..40], b"acsp");
        let kinds: Vec<&[u8]> = (0..at(&profile, HEADER))
            .map(|row| {
                let (start, length) =
                    (at(&profile, HEADER + 8 + 12 * row), at(&profile, HEADER + 12 + 12 * row));
                assert!(start % 4 == 0 && start + length <= profile.len());
                &profile[start..start + 4]
            })
            .collect();
        let expected = ["mluc", "mluc", "XYZ ", "sf32", "XYZ ", "XYZ ", "XYZ ", "para", "para", "para"];
        assert_eq!(kinds, expected.map(str::as_bytes));
    }

    #[test]
    fn red_green_and_blue_make_white() {
        for (axis, white) in D50.iter().enumerate() {
            let sum: f64 = PRIMARIES.iter().map(|primary| primary[axis]).sum();
            assert!((sum - white).abs() < 0.001, "{axis}: {sum}");
        }
    }
}
